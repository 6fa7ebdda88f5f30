import { longDate } from '../parts/dates.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { heading, words } from '../parts/words.ts';
import type { View } from '../view.ts';
import type { Preview } from './form-state.ts';

type Change = Preview['measures'][number];
type NewEntry = Preview['entries'][number];

const BeforeAfter = ({ before, after }: Pick<Change, 'before' | 'after'>) =>
  before === after ? (
    <>
      stays <StatusBadge status={after} />
    </>
  ) : (
    <>
      {before === null ? 'nothing recorded yet' : <StatusBadge status={before} />} <span aria-hidden="true">→</span>
      <span class="hidden"> becomes </span> <StatusBadge status={after} />
    </>
  );

/** An entry in a sentence: what it says, about what, and on which days. */
const EntrySentence = ({ entry, about }: { entry: NewEntry; about: string | undefined }) => (
  <li>
    <strong>{heading(entry.says)}</strong>
    {entry.effective_on !== null && ` from ${longDate(entry.effective_on)}`}
    {entry.until_on !== null && `; ${longDate(entry.until_on)} is the first day without`}
    <span class="note">{` · ${words(entry.kind)}${about === undefined ? '' : ` of ${about}`}`}</span>
  </li>
);

const DisputeSentence = ({ dispute, view }: { dispute: NonNullable<Preview['dispute']>; view: View }) => {
  const name = view.names.disputes.get(dispute.id) ?? dispute.id;
  return (
    <p>
      {`On ${longDate(dispute.on)} the dispute “${name}” `}
      {dispute.before === dispute.after ? (
        `stays ${words(dispute.after)}.`
      ) : (
        <>
          changes from {words(dispute.before)} to <strong>{words(dispute.after)}</strong>.
        </>
      )}
    </p>
  );
};

/** What an input would do: each measure and the dispute before and after, and the new entries in words. */
export const PreviewCard = ({ preview, view }: { preview: Preview; view: View }) => {
  const { measures, dispute, entries, on } = preview;
  const titles = new Map(measures.map(({ id, title }) => [id, title]));
  return (
    <>
      {measures.length > 0 && (
        <>
          <h3>{`On ${longDate(on)}`}</h3>
          <ul class="changes">
            {measures.map((measure) => (
              <li>
                <strong>{measure.title}</strong>
                <span class="step">
                  <BeforeAfter {...measure} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {dispute !== null && <DisputeSentence dispute={dispute} view={view} />}
      <h3>{entries.length === 1 ? 'New entry of the ledger' : `${entries.length} new entries of the ledger`}</h3>
      <ul class="entries">
        {entries.map((entry) => (
          <EntrySentence entry={entry} about={entry.measure === null ? undefined : titles.get(entry.measure)} />
        ))}
      </ul>
    </>
  );
};
