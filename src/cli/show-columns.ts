import { type Day, firstDay } from '../domain/dates.ts';
import type { Rate } from '../domain/ledger.ts';
import { describeScope, rateText } from '../domain/words.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { MeasureDetail } from '../things/measure.ts';
import type { Stretch } from '../things/stretch.ts';
import { confidenceWords, doubtWords } from './columns.ts';
import type { Column } from './output.ts';

// The tables of one record, as `show` prints them.

/** When a statement holds; the seq is what `correct` asks for. */
const STRETCH: readonly Column<Stretch>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'from', text: ({ from }) => from },
  { title: 'until', text: ({ until }) => until ?? '' },
  { title: '', text: (one) => placeOf(one, 'now') },
];

const placeOf = ({ current, upcoming, derived }: Stretch, now: string): string =>
  [current ? now : upcoming ? 'upcoming' : '', derived ? 'derived' : ''].filter(Boolean).join(', ');

export const STATUS_STRETCHES: readonly Column<MeasureDetail['statuses'][number]>[] = [
  ...STRETCH,
  { title: 'status', text: ({ status }) => status },
  { title: 'exempt', text: ({ exemptions }) => exemptions.map(describeScope).join(' | '), shrinkTo: 20 },
];

export const COVERAGE: readonly Column<MeasureDetail['coverage'][number]>[] = [
  ...STRETCH,
  { title: 'covers', text: ({ scopes }) => scopes.map(describeScope).join(' | '), shrinkTo: 20 },
];

interface Placed extends Stretch {
  rate: Rate;
  /** What rates of the day are: levied of all goods that it covers, of those alone that are not exempt, or of none where it is not in force. */
  place: string;
}

export const RATES: readonly Column<Placed>[] = [
  ...STRETCH.map((column) => (column.title === '' ? { ...column, text: (one: Placed) => placeOf(one, one.place) } : column)),
  { title: 'rate', text: ({ rate }) => rateText(rate) },
  { title: 'for', text: ({ rate }) => describeScope(rate.scope), shrinkTo: 20 },
  { title: 'collected', text: ({ rate }) => (rate.collection === 'full' ? '' : rate.collection) },
  { title: 'note', text: ({ rate }) => rate.note ?? '', shrinkTo: 20 },
];

/** What happened; what is set for a day after the one that is asked about says so. */
export const milestonesOn = (on: Day): readonly Column<EntryOf<'milestone'>>[] => [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'day', text: (milestone) => milestone.happened_on },
  { title: '', text: (milestone) => (firstDay(milestone.happened_on) > on ? 'upcoming' : '') },
  { title: 'type', text: (milestone) => milestone.type },
  { title: 'title', text: (milestone) => milestone.title, shrinkTo: 20 },
  { title: 'note', text: (milestone) => milestone.note ?? '', shrinkTo: 20 },
];

export const RESOLUTIONS: readonly Column<{ seq: number } & ReturnType<typeof resolutionWords>>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'day', text: ({ day }) => day ?? '' },
  { title: 'what', text: ({ what }) => what },
  { title: 'terms', text: ({ terms }) => terms, shrinkTo: 20 },
];

export const LINKS: readonly Column<MeasureDetail['links'][number]>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'from', text: ({ measure_id }) => measure_id ?? '' },
  { title: 'type', text: ({ type }) => type },
  { title: 'to', text: (link) => link.to_measure_id ?? link.to_dispute_id ?? link.to_wto_case_id ?? '' },
  { title: 'note', text: ({ note }) => note ?? '', shrinkTo: 20 },
];

export const QUOTAS: readonly Column<MeasureDetail['quotas'][number]>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  { title: 'period', text: ({ period }) => period },
  { title: 'quantity', text: ({ quantity, unit }) => `${quantity ?? 'unknown'} ${unit}` },
  { title: 'for', text: ({ scope }) => describeScope(scope), shrinkTo: 20 },
];

export const DUTY_RULES: readonly Column<MeasureDetail['duty_rules'][number]>[] = [
  { title: 'seq', text: ({ seq }) => String(seq) },
  {
    title: 'rule',
    text: (rule) => [rule.measure_id, rule.type, rule.other_measure_id ?? (rule.percent === null ? '' : `${rule.percent}%`)].join(' '),
  },
  { title: 'for', text: ({ scope }) => describeScope(scope), shrinkTo: 20 },
  { title: 'from', text: ({ first_on }) => first_on },
  { title: 'to', text: ({ last_on }) => last_on ?? '' },
];

export const SOURCES: readonly Column<MeasureDetail['sources'][number]>[] = [
  { title: 'id', text: ({ id }) => id },
  { title: 'publisher', text: ({ publisher }) => publisher, shrinkTo: 12 },
  { title: 'title', text: ({ title }) => title, shrinkTo: 20 },
  { title: 'url', text: ({ url }) => url ?? '', shrinkTo: 20 },
];

export function resolutionWords(entry: MeasureDetail['resolutions'][number]): { day: string | null; what: string; terms: string } {
  if (entry.kind === 'resolution') return { day: entry.agreed_on, what: entry.method, terms: entry.terms };
  if (entry.kind === 'implementation')
    return { day: entry.effective_on, what: `carried out (${entry.resolution_seq})`, terms: entry.note ?? '' };
  return { day: entry.effective_on, what: `collapsed (${entry.resolution_seq})`, terms: entry.note ?? '' };
}

/** Why what an entry says may not be so, beside what it says: by the doubts of the ledger, and of a rate by its own too; then if nobody read it. */
export function doubted<Row extends { seq: number; rate?: Rate }>(
  columns: readonly Column<Row>[],
  { ledger }: Pick<MeasureDetail, 'ledger'>,
): readonly Column<Row>[] {
  const entries = new Map(ledger.map((entry) => [entry.seq, entry]));
  const words = ({ seq, rate }: Row): string => {
    const entry = entries.get(seq);
    const doubts = new Set([entry?.doubt ?? null, rate?.doubt ?? null].map(doubtWords));
    return [...doubts, confidenceWords(rate?.confidence ?? entry?.confidence ?? 'verified')].filter(Boolean).join('; ');
  };
  return [...columns, { title: 'remarks', text: words, shrinkTo: 20 }];
}
