import type { EntryKind } from '../../domain/vocabulary.ts';
import { rateText } from '../../domain/words.ts';
import { describeEntry, type Entry, type EntryOf, type LedgerEntry, ledgerRow } from '../../things/ledger.ts';
import { clip } from '../charts/svg.tsx';
import type { View } from '../view.ts';
import { longDate, minuteOf, StatusBadge } from './badges.tsx';
import { type AsChange, asChanges, ChangedRows } from './changed-rows.tsx';
import { LinkWords, MeasureName } from './links.tsx';
import { SourceLinks } from './sources.tsx';
import { Table } from './table.tsx';
import { heading, plural, scopeWords, words } from './words.ts';

/** Who registered, looked or corrected is named; that needs no source. */
export const NEED_NO_SOURCE: readonly EntryKind[] = ['correction', 'registration', 'check'];

interface Props {
  entry: LedgerEntry;
  view: View;
  /** What a long table changes, where that says it better. */
  change?: AsChange | undefined;
}

const Told = ({ entry, view, change }: Props) =>
  change === undefined ? <EntrySays entry={entry} view={view} /> : <ChangedRows change={change} view={view} />;

/** What an entry says: struck through if it was corrected, with its correction. */
const Says = ({ entry, view, change }: Props) => (
  <>
    {entry.corrected_by === null ? (
      <Told entry={entry} view={view} change={change} />
    ) : (
      <>
        <del>
          <Told entry={entry} view={view} change={change} />
        </del>
        <p class="correction">
          Corrected by <EntryLink seq={entry.corrected_by} />
        </p>
      </>
    )}
    {entry.replaces !== null && (
      <p class="correction">
        Stands in the place of <EntryLink seq={entry.replaces} />
      </p>
    )}
    {entry.note !== null && (
      <p class="note" dir="auto">
        {entry.note}
      </p>
    )}
    {entry.doubt !== null && <p class="doubt" dir="auto">{`⚠ in doubt: ${entry.doubt}`}</p>}
    {entry.confidence === 'recalled' && <p class="doubt">⚠ from memory</p>}
  </>
);

/** The days that an entry speaks of. */
const Days = ({ entry }: Pick<Props, 'entry'>) => {
  const { effective_on, until_on, announced_on } = ledgerRow(entry);
  return (
    <>
      {effective_on !== null && (
        <span class="block">
          from <time dateTime={effective_on}>{longDate(effective_on)}</time>
        </span>
      )}
      {until_on !== null && <span class="block">{`ends on ${longDate(until_on)} by its own terms`}</span>}
      {announced_on !== null && <span class="note block">{`announced ${longDate(announced_on)}`}</span>}
    </>
  );
};

const Recorded = ({ entry: { recorded_at, recorded_by, reviewed_by } }: Pick<Props, 'entry'>) => (
  <>
    <time dateTime={recorded_at}>{minuteOf(recorded_at)}</time>
    <span class="note block">
      {reviewed_by === undefined ? 'by' : 'proposed by'} <bdi>{recorded_by}</bdi>
      {reviewed_by !== undefined && (
        <>
          , accepted by <bdi>{reviewed_by}</bdi>
        </>
      )}
    </span>
  </>
);

/** Can an entry be corrected? A correction itself can't, nor what was corrected already. */
const canCorrect = (entry: LedgerEntry): boolean => entry.kind !== 'correction' && entry.corrected_by === null;

interface LedgerTableProps {
  entries: readonly LedgerEntry[];
  view: View;
  /** The measure that the page is about: entries about others name theirs. */
  of?: string;
}

/** Entries of the ledger in the order of recording: nothing is erased, and corrections are told as what they are. */
export const LedgerTable = ({ entries, view, of }: LedgerTableProps) => {
  const changes = asChanges(entries);
  return (
    <div class="ledger">
      <Table
        caption="Ledger, in the order of recording"
        rows={entries}
        empty="Nothing is recorded."
        columns={[
          {
            name: 'Entry',
            names: true,
            cell: (entry) => (
              <>
                <span id={`entry-${entry.seq}`}>{`#${entry.seq}`}</span> <span class="note">{words(entry.kind)}</span>
                {entry.measure_id !== null && entry.measure_id !== of && entry.kind !== 'link' && (
                  <span class="note">
                    <MeasureName id={entry.measure_id} view={view} />
                  </span>
                )}
              </>
            ),
          },
          { name: 'Says', cell: (entry) => <Says entry={entry} view={view} change={changes.get(entry.seq)} /> },
          { name: 'Days', cell: (entry) => <Days entry={entry} /> },
          { name: 'Recorded', cell: (entry) => <Recorded entry={entry} /> },
          {
            name: 'Sources',
            cell: (entry) =>
              NEED_NO_SOURCE.includes(entry.kind) && entry.sources.length === 0 ? '' : <SourceLinks ids={entry.sources} view={view} />,
          },
          ...(view.visitor === null
            ? []
            : [
                {
                  name: 'Change',
                  cell: (entry: LedgerEntry) =>
                    canCorrect(entry) && (
                      <a href={view.href(`/ledger/${entry.seq}/correct`)}>
                        Correct<span class="hidden">{` entry ${entry.seq}`}</span>
                      </a>
                    ),
                },
              ]),
        ]}
      />
    </div>
  );
};

/** The ledger of a record, folded: it is long, and for those who check. Who records has it open. */
export const Ledger = (props: LedgerTableProps) => {
  const { length } = props.entries;
  return (
    <details class="ledger-of" open={props.view.visitor !== null}>
      <summary>{`${plural(length, ['entry', 'entries'])}, in the order of recording`}</summary>
      <p class="note">Everything that was recorded about it. A wrong entry is corrected and stays visible.</p>
      <LedgerTable {...props} />
    </details>
  );
};

/** So many lines of an entry are read at once. */
const MOST_LINES = 12;

/** Lines, the first ones at once. A line may name a thousand goods: its beginning is read at once. */
const Lines = ({ texts }: { texts: readonly string[] }) => (
  <>
    <ul class="plain">
      {texts.slice(0, MOST_LINES).map((text) => (
        <li>
          <LongText text={text} />
        </li>
      ))}
    </ul>
    {texts.length > MOST_LINES && (
      <details>
        <summary>{`and ${texts.length - MOST_LINES} more`}</summary>
        <ul class="plain">
          {texts.slice(MOST_LINES).map((text) => (
            <li>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ul>
      </details>
    )}
  </>
);

/** So many letters are read at once. */
const MOST_LETTERS = 400;

const LongText = ({ text }: { text: string }) =>
  text.length <= MOST_LETTERS * 1.5 ? (
    <bdi>{text}</bdi>
  ) : (
    <details>
      <summary>
        <bdi>{clip(text, MOST_LETTERS)}</bdi> <span class="note">all of it</span>
      </summary>
      <bdi>{text}</bdi>
    </details>
  );

/** A link in words: both ends by name. */
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
              Retracts entry <EntryLink seq={entry.retracts_seq} />:{' '}
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

/** The number of an entry, as a link to it on the same page. */
export const EntryLink = ({ seq }: { seq: number }) => <a href={`#entry-${seq}`}>{`#${seq}`}</a>;
