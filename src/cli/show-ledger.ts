import { groupBy } from '../domain/group.ts';
import { describeEntry, entriesOf, type LedgerEntry, ledgerRow } from '../things/ledger.ts';
import { type Column, section } from './output.ts';

// What `show` prints of the ledger of one record: who recorded, what was corrected, what was reviewed.

interface WithLedger {
  ledger: readonly LedgerEntry[];
}

/** Who recorded what stands in a ledger; of several, how many entries each. */
export function recordersOf({ ledger }: WithLedger): string {
  const byName = [...groupBy(ledger, ({ recorded_by }) => recorded_by)];
  return byName.map(([name, { length }]) => (byName.length === 1 ? name : `${name} (${length})`)).join(', ');
}

/** What corrections took back and put in its place; then what somebody proposed and another accepted. */
export const ledgerText = ({ ledger }: WithLedger, width: number): string => {
  const reviewed = ledger.filter(({ reviewed_by }) => reviewed_by !== undefined);
  return (
    section('Corrections', entriesOf(ledger, 'correction'), corrections(ledger), width) + section('Reviewed', reviewed, REVIEWED, width)
  );
};

/** A correction beside what it is about; what it put in another record's ledger is told by its number. */
function corrections(ledger: readonly LedgerEntry[]): readonly Column<ReturnType<typeof entriesOf<'correction'>>[number]>[] {
  const entries = new Map(ledger.map((entry) => [entry.seq, entry]));
  const said = (seq: number): string => {
    const entry = entries.get(seq);
    if (entry === undefined) return `${seq}`;
    const { says, effective_on } = ledgerRow(entry);
    return `${seq}: ${says}${effective_on === null ? '' : ` from ${effective_on}`}`;
  };
  return [
    { title: 'seq', text: ({ seq }) => String(seq) },
    { title: 'takes back', text: ({ retracts_seq }) => said(retracts_seq), shrinkTo: 20 },
    { title: 'puts in its place', text: ({ replacement_seq }) => (replacement_seq === null ? '' : said(replacement_seq)), shrinkTo: 20 },
    { title: 'reason', text: ({ reason }) => reason, shrinkTo: 20 },
    { title: 'by', text: ({ recorded_by }) => recorded_by, shrinkTo: 12 },
  ];
}

const REVIEWED: readonly Column<LedgerEntry>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'says', text: describeEntry, shrinkTo: 20 },
  { title: 'proposed by', text: ({ recorded_by }) => recorded_by, shrinkTo: 12 },
  { title: 'accepted by', text: ({ reviewed_by }) => reviewed_by ?? '', shrinkTo: 12 },
];
