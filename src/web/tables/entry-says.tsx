import type { Entry, EntryOf } from '../../domain/ledger.ts';
import { rateText } from '../../domain/words.ts';
import { describeEntry } from '../../formats/ledger-rows.ts';
import { LinkWords, MeasureName } from '../parts/measure-links.tsx';
import { scopeWords } from '../parts/scope-words.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { heading, words } from '../parts/words.ts';
import type { View } from '../view.ts';

const Lines = ({ texts }: { texts: readonly string[] }) => (
  <ul class="plain">
    {texts.map((text) => (
      <li>
        <bdi>{text}</bdi>
      </li>
    ))}
  </ul>
);

/** What one has to do with another: both by name. */
const Link = ({ entry, view }: { entry: EntryOf<'link'>; view: View }) => (
  <>
    {entry.measure_id !== null && <MeasureName id={entry.measure_id} view={view} />} <LinkWords link={entry} view={view} />
  </>
);

/** What an entry of the ledger says, by names. */
export const EntrySays = ({ entry, view }: { entry: Entry; view: View }) => {
  switch (entry.kind) {
    case 'status_change':
      return (
        <>
          <StatusBadge status={entry.status} />
          {entry.exemptions.length > 0 && <Lines texts={entry.exemptions.map((scope) => `frees ${scopeWords(scope, view)}`)} />}
        </>
      );
    case 'coverage':
      return <Lines texts={entry.scopes.map((scope) => scopeWords(scope, view))} />;
    case 'rate_table':
      return <Lines texts={entry.rates.map((rate) => `${rateText(rate)}: ${scopeWords(rate.scope, view)}`)} />;
    case 'link':
      return <Link entry={entry} view={view} />;
    case 'resolution':
      return (
        <>
          <bdi>{`${heading(entry.method)}: ${entry.terms}`}</bdi>
          <ul class="plain">
            {entry.outcomes.map(({ measure_id, reaches }) => (
              <li>
                <MeasureName id={measure_id} view={view} /> {words(reaches)}
              </li>
            ))}
          </ul>
        </>
      );
    case 'implementation':
    case 'collapse':
      return (
        <>
          {entry.kind === 'collapse' ? 'Nothing came of agreement' : 'Carries out agreement'} <EntryLink seq={entry.resolution_seq} />
        </>
      );
    case 'correction':
      return (
        <>
          {entry.replacement_seq === null ? (
            <>
              Takes back entry <EntryLink seq={entry.retracts_seq} />:{' '}
            </>
          ) : (
            <>
              Puts entry <EntryLink seq={entry.replacement_seq} /> in the place of <EntryLink seq={entry.retracts_seq} />:{' '}
            </>
          )}
          <bdi>{entry.reason}</bdi>
        </>
      );
    default:
      return <bdi>{describeEntry(entry)}</bdi>;
  }
};

/** The number of an entry, as a way to it on the same page. */
export const EntryLink = ({ seq }: { seq: number }) => <a href={`#entry-${seq}`}>{`#${seq}`}</a>;
