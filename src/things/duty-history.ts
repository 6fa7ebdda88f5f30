import * as z from 'zod';
import { DUTY_PROBLEMS } from '../domain/duty/problems.ts';
import { COLLECTIONS, MATCHES, STATUSES } from '../domain/vocabulary.ts';
import { ANSWER_CLOCKS, BEFORE_THE_LEDGER } from './clocks.ts';
import { codeLineWords, type Duty, DutyAnswer, type DutyLine, rangeWords } from './duty.ts';
import { DayText, MATCH_MEANS, orNull, textOrNull } from './scalars.ts';

// What a good paid on each day of a span: a row for each stretch of days on which the answer is the same.

const percent = z.string().meta({ example: '27.4' });
const percentOrNull = orNull(percent);

export const StretchLineAnswer = z.strictObject({
  measure: z.string(),
  rate: textOrNull.meta({ description: 'As it was written; null where none is known' }),
  applies_to: z.string().meta({ description: 'The company or class of exporters whose rate it is; all if it is everybody’s' }),
  status: z.enum(STATUSES),
  collected: z.enum(COLLECTIONS),
  match: z.enum(MATCHES).meta({ description: MATCH_MEANS }),
  tops_up_to: percentOrNull.meta({ description: 'Up to how many percent it tops up the base, if it does' }),
});
export type StretchLine = z.output<typeof StretchLineAnswer>;

/** Days on which a good paid the same, in the same way. */
export const DutyStretchAnswer = z.strictObject({
  from: DayText.meta({ description: 'First day; of the first row that of the span' }),
  until: orNull(DayText).meta({
    description: 'Last day, inclusive, also where that lies after the span; null where nothing that is known ends it',
  }),
  total_ad_valorem_pct: percentOrNull.meta({ description: 'The sum, if every good that the question may mean pays exactly that' }),
  least_pct: percentOrNull.meta({ description: 'The least that any of them may pay; null where it is no percentage' }),
  most_pct: percentOrNull.meta({ description: 'The most; null where nobody can say' }),
  additional_least_pct: percentOrNull.meta({
    description: 'The same of everything but the base; null where no tariff is recorded that may be meant',
  }),
  additional_most_pct: percentOrNull,
  total_amount: textOrNull.meta({ description: 'The same in money, as far as value and quantities are given' }),
  least_amount: textOrNull,
  most_amount: textOrNull,
  currency: textOrNull,
  base: orNull(StretchLineAnswer).meta({
    description: 'The MFN rate, the preference that is claimed, or what replaces them; null if unknown',
  }),
  lines: z.array(StretchLineAnswer).readonly().meta({ description: 'Every other tariff that is paid, in the order of their ids' }),
  suppressed: z.array(z.string()).readonly().meta({ description: 'Tariffs in force that are not paid' }),
  cannot_compute: z
    .array(z.enum(DUTY_PROBLEMS))
    .readonly()
    .meta({ description: 'Why there is no total: /duty on one of the days says more' }),
  problem: textOrNull.meta({
    description:
      'Why there is nothing to work out on these days: importer and origin are one customs territory, or there are no such goods',
  }),
});
export type DutyStretch = z.output<typeof DutyStretchAnswer>;

const { customs_value_is: _perDay, ...asked } = DutyAnswer.shape.question.shape;

/** What a good paid from one day to another, both inclusive. */
export const DutyHistoryAnswer = z.strictObject({
  from: DayText.meta({ description: 'First day of the span' }),
  to: DayText.meta({ description: 'Last day of the span, inclusive' }),
  announced_by: ANSWER_CLOCKS.announced_by,
  known_at: ANSWER_CLOCKS.known_at,
  ...BEFORE_THE_LEDGER,
  question: z.strictObject(asked),
  data: z.array(DutyStretchAnswer).readonly().meta({ description: 'The earliest stretch first; every day of the span is in one' }),
  depends_on: z.array(z.string()).meta({
    description:
      'What the answer of any of these days hangs on, in words: a preference that could be claimed, a condition, a quantity that the question lacks; the earliest first',
  }),
});
export type DutyHistory = z.output<typeof DutyHistoryAnswer>;

/** A stretch as a row of texts. */
const DutyStretchRowAnswer = z.strictObject({
  ...DutyStretchAnswer.omit({ lines: true }).shape,
  base: textOrNull,
  base_rate: textOrNull,
  lines: z.array(z.string()).readonly(),
});
type DutyStretchRow = z.output<typeof DutyStretchRowAnswer>;

export const DUTY_HISTORY_COLUMNS = [
  ...['from', 'until', 'total_ad_valorem_pct', 'least_pct', 'most_pct', 'additional_least_pct', 'additional_most_pct'],
  ...['total_amount', 'least_amount', 'most_amount', 'currency'],
  ...['base', 'base_rate', 'lines', 'suppressed', 'cannot_compute', 'problem'],
] as (keyof DutyStretchRow)[];

/** A stretch as a row of texts: of the base its measure and its rate, of each line both together. */
export const dutyStretchRow = ({ base, lines, ...row }: DutyStretch): DutyStretchRow => ({
  ...row,
  base: base?.measure ?? null,
  base_rate: base?.rate ?? null,
  lines: lines.map(codeLineWords),
});

/** What a duty answer says in short. */
export type DutyInShort = Omit<DutyStretch, 'from' | 'until'>;

/** Of what has no answer, with the reason. */
export const noDuty = (problem: string): DutyInShort => ({
  total_ad_valorem_pct: null,
  least_pct: null,
  most_pct: null,
  additional_least_pct: null,
  additional_most_pct: null,
  total_amount: null,
  least_amount: null,
  most_amount: null,
  currency: null,
  base: null,
  lines: [],
  suppressed: [],
  cannot_compute: [],
  problem,
});

type Steps = Pick<
  Duty,
  'base' | 'lines' | 'suppressed' | 'total_ad_valorem_pct' | 'total_amount' | 'range' | 'additional' | 'cannot_compute'
>;

/** The answer of a day in short. */
export function inShort({
  base,
  lines,
  suppressed,
  range,
  additional,
  total_ad_valorem_pct,
  total_amount,
  cannot_compute,
}: Steps): DutyInShort {
  const codes = new Set(cannot_compute.map(({ code }) => code));
  return {
    total_ad_valorem_pct,
    least_pct: range.ad_valorem_pct?.least ?? null,
    most_pct: range.ad_valorem_pct?.most ?? null,
    additional_least_pct: additional.ad_valorem_pct?.least ?? null,
    additional_most_pct: additional.ad_valorem_pct?.most ?? null,
    total_amount: total_amount?.amount ?? null,
    least_amount: range.amount?.least ?? null,
    most_amount: range.amount?.most ?? null,
    currency: total_amount?.currency ?? range.amount?.currency ?? null,
    base: base && lineInShort(base),
    lines: lines.map(lineInShort).sort((a, b) => (a.measure < b.measure ? -1 : 1)),
    suppressed: suppressed.map(({ measure }) => measure).sort(),
    cannot_compute: DUTY_PROBLEMS.filter((code) => codes.has(code)),
    problem: null,
  };
}

const lineInShort = ({ measure, rate, applies_to, status, collected, match, tops_up_to }: DutyLine): StretchLine => ({
  ...{ measure, rate, applies_to, status, collected, match, tops_up_to },
});

/** What was paid in one line: the total where there is one, else from the least to the most; null where nothing is recorded. */
export function paidWords(row: DutyInShort): string | null {
  const { total_ad_valorem_pct, total_amount, currency } = row;
  if (total_amount !== null || total_ad_valorem_pct !== null) {
    const parts = [total_amount === null ? null : `${total_amount} ${currency}`, total_ad_valorem_pct && `${total_ad_valorem_pct}%`];
    return parts.filter((part) => part !== null).join(', ');
  }
  const bounds = (least: string | null, most: string | null) => (least === null ? null : { least, most });
  const amount = bounds(row.least_amount, row.most_amount);
  const besides = bounds(row.additional_least_pct, row.additional_most_pct);
  const range = rangeWords({
    base: row.base,
    lines: row.lines,
    additional: { ad_valorem_pct: besides },
    range: { ad_valorem_pct: bounds(row.least_pct, row.most_pct), amount: amount && { ...amount, currency: currency ?? '' } },
  });
  if (range !== null || (row.base === null && row.lines.length === 0)) return range;
  return `no total: ${row.cannot_compute.join(', ')}`;
}
