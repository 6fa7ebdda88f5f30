import { longDate } from '../parts/dates.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Table } from '../parts/table.tsx';
import { heading, words } from '../parts/words.ts';
import type { View } from '../view.ts';
import type { Preview } from './form-state.ts';

type Change = Preview['measures'][number];

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

const Entries = ({ preview, view }: { preview: Preview; view: View }) => (
  <Table
    caption="New entries of the ledger"
    rows={preview.entries}
    empty="No entry would be recorded."
    columns={[
      { name: 'Says', names: true, cell: ({ says }) => says },
      { name: 'Kind', cell: ({ kind }) => heading(kind) },
      {
        name: 'About',
        cell: ({ measure }) =>
          measure === null ? '' : (preview.measures.find(({ id }) => id === measure)?.title ?? view.names.disputes.get(measure) ?? measure),
      },
      { name: 'First day', cell: ({ effective_on }) => (effective_on === null ? '' : longDate(effective_on)) },
      { name: 'First day without', cell: ({ until_on }) => (until_on === null ? '' : longDate(until_on)) },
    ]}
  />
);

/** What an input would do: each measure and the dispute before and after, and the new entries in words. */
export const PreviewCard = ({ preview, view }: { preview: Preview; view: View }) => {
  const { measures, dispute, on } = preview;
  return (
    <>
      {measures.length > 0 && (
        <>
          <p>{`On ${longDate(on)}:`}</p>
          <ul class="changes">
            {measures.map((measure) => (
              <li>
                <strong>{measure.title}</strong>{' '}
                <span class="step">
                  <BeforeAfter {...measure} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {dispute !== null && (
        <p>
          {`The dispute ${view.names.disputes.get(dispute.id) ?? dispute.id}, on ${longDate(dispute.on)}: `}
          {dispute.before === dispute.after ? (
            <>stays {words(dispute.after)}.</>
          ) : (
            <strong>{`${words(dispute.before)} → ${words(dispute.after)}.`}</strong>
          )}
        </p>
      )}
      <Entries preview={preview} view={view} />
    </>
  );
};
