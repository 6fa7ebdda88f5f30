import { firstDay } from '../../domain/dates.ts';
import { differenceOf, type RowDifference, type ScopedRow } from '../../domain/row-changes.ts';
import { periodOn, statementPeriods } from '../../domain/timeline.ts';
import { rateText } from '../../domain/words.ts';
import type { EntryOf, LedgerEntry } from '../../things/ledger.ts';
import type { View } from '../view.ts';
import { Brief } from './brief.tsx';
import { plural, scopeWords, words } from './words.ts';

type Whole = EntryOf<'coverage'> | EntryOf<'rate_table'>;
type Row = ScopedRow & Partial<EntryOf<'rate_table'>['rates'][number]>;

/** Shorter ones are told whole. */
const LONG = 8;

const rowsOfWhole = (entry: Whole): readonly Row[] => (entry.kind === 'coverage' ? entry.scopes.map((scope) => ({ scope })) : entry.rates);

/** A long table of rates or coverage as what it changes. */
export interface AsChange {
  /** The entry that stood on its first day when it was recorded. */
  against: number;
  difference: RowDifference<Row>;
  /** How many rows are as they were. */
  same: number;
}

/** What the long tables of a measure's ledger change against the ones that stood, by their seq; those that change more than the half are told whole. */
export function asChanges(entries: readonly LedgerEntry[]): ReadonlyMap<number, AsChange> {
  const wholes = entries.filter((entry): entry is LedgerEntry & Whole => entry.kind === 'coverage' || entry.kind === 'rate_table');
  const told = new Map<number, AsChange>();
  for (const entry of wholes) {
    const rows = rowsOfWhole(entry);
    if (rows.length < LONG) continue;
    const earlier = wholes.filter(
      ({ kind, measure_id, seq, corrected_by }) =>
        kind === entry.kind &&
        measure_id === entry.measure_id &&
        seq < entry.seq &&
        (corrected_by === null || corrected_by > entry.seq + 1),
    );
    const statements = earlier.filter(({ seq }) => seq !== entry.replaces).map((one) => ({ ...one, position: one.replaces ?? one.seq }));
    const base = periodOn(statementPeriods(statements), firstDay(entry.effective_on))?.statement;
    const difference = base && differenceOf(rowsOfWhole(base), rows);
    if (!base || !difference) continue;
    const changes = difference.set.length + difference.removed.length;
    if (changes <= rows.length / 2) told.set(entry.seq, { against: base.seq, difference, same: rows.length - difference.set.length });
  }
  return told;
}

/** What stands in a row: its rate, with what it is collected as. */
const says = (row: Row): string => {
  if (row.expression === undefined) return 'covered';
  const rate = row as EntryOf<'rate_table'>['rates'][number];
  return `${rateText(rate)}${rate.collection === 'full' ? '' : ` (${words(rate.collection)})`}`;
};

const SHOWN = 100;
const BEGINNING = 12;

/** The rows that a table changed, and how many stayed. */
export const ChangedRows = ({
  change: { difference, same, against },
  view,
  all,
}: {
  change: AsChange;
  view: View;
  /** Where all of it is read; without it, here. */
  all?: string | undefined;
}) => {
  const shown = all === undefined ? SHOWN : BEGINNING;
  const lines = [
    ...difference.set.map(({ row, before }) => {
      const was = [...new Set(before.map(says))].join(' and ');
      const now = says(row);
      return `${scopeWords(row.scope, view)}: ${was === '' ? 'new' : was} → ${now}`;
    }),
    ...difference.removed.map((row) => `${scopeWords(row.scope, view)}: ${says(row)} → removed`),
  ];
  return (
    <>
      <p>
        {`As `}
        <a href={`#entry-${against}`}>{`#${against}`}</a>
        {lines.length === 0
          ? ', row by row.'
          : `, but for ${plural(lines.length, ['row', 'rows'])}; ${plural(same, ['row stays', 'rows stay'])}.`}
      </p>
      <ul class="plain">
        {lines.slice(0, shown).map((text) => (
          <li>{all === undefined ? <bdi>{text}</bdi> : <Brief text={text} all={all} />}</li>
        ))}
        {lines.length > shown && (
          <li>{all === undefined ? `and ${lines.length - shown} more` : <a href={all}>{`and ${lines.length - shown} more`}</a>}</li>
        )}
      </ul>
    </>
  );
};
