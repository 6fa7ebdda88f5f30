import * as z from 'zod';
import { decimalsOf, Fraction, sumDecimals } from '../domain/duty/fraction.ts';
import { isSummed } from '../domain/duty/levied.ts';
import { DUTY_PROBLEMS } from '../domain/duty/problems.ts';
import { groupBy } from '../domain/group.ts';
import { COLLECTIONS, CUSTOMS_VALUES, DUTY_RULE_TYPES, DUTY_TYPES, MATCHES, QUOTA_SIDES, STATUSES } from '../domain/vocabulary.ts';
import { type BesideDuty, ComingAnswer, comingWhat, comingWords, DutyBanAnswer, ExportDutyAnswer, surenessWords } from './beside-duty.ts';
import { CheckedOnAnswer } from './check.ts';
import { ALL_CLOCKS } from './clocks.ts';
import { MATCH_MEANS, orNull, textOrNull } from './scalars.ts';

// What a good pays, with every step. Numbers are decimal texts; one that can't be computed is left out and never zero.

const texts: z.ZodType<readonly string[]> = z.array(z.string());

export const AmountAnswer = z.strictObject({
  amount: z.string().meta({ description: 'Rounded half up to the minor unit of its currency', example: '1395.40' }),
  currency: z.string().meta({ description: 'ISO 4217' }),
});
const amount = orNull(AmountAnswer);
const percent = z.string().meta({ example: '27.4' });

export const DutyLineAnswer = z.strictObject({
  measure: z.string(),
  title: z.string(),
  duty_type: z.enum(DUTY_TYPES),
  rate: orNull(z.string()).meta({ description: 'As it was written; null where none is known' }),
  applies_to: z.string().meta({ description: 'The company or class of exporters whose rate it is; all if it is everybody’s' }),
  residual: z.boolean().meta({ description: 'The company has no rate of its own and gets that of all others' }),
  status: z.enum(STATUSES),
  collected: z.enum(COLLECTIONS).meta({ description: 'The totals hold what is collected in full or as a guarantee' }),
  legal_instruments: texts,
  sources: texts.meta({ description: 'Ids of /sources' }),
  checked_on: CheckedOnAnswer,
  match: z.enum(MATCHES).meta({ description: MATCH_MEANS }),
  ad_valorem_pct: orNull(percent).meta({ description: 'What it comes to in percent of the value, if it is a percentage' }),
  tops_up_to: orNull(percent).meta({ description: 'Up to how many percent it tops up the base, if it does' }),
  amount,
  notes: texts.meta({
    description:
      'What is said beside the rate, such as the heading under which the goods are declared; empty where the rates that may apply have many notes',
  }),
  charged_on: orNull(
    z.strictObject({
      part: z.string().meta({ description: 'Which part of the customs value, in words' }),
      percent: percent.meta({ description: 'How much of the value it is' }),
      amount,
    }),
  ).meta({ description: 'The part of the customs value that it is charged on, where it is not charged on the whole and that is known' }),
});

export const SuppressedLineAnswer = z.strictObject({
  ...DutyLineAnswer.shape,
  rule: z.strictObject({
    type: z.enum([...DUTY_RULE_TYPES, 'exempt', 'preference']),
    text: z.string().meta({ description: 'Why it is not paid' }),
    seq: orNull(z.int()).meta({ description: 'The entry of the ledger that holds the rule' }),
    sources: texts,
  }),
});

const most = orNull(z.string()).meta({ description: 'Null where nobody can say' });
const PercentRangeAnswer = z.strictObject({ least: percent, most });
const AmountRangeAnswer = z.strictObject({ least: z.string(), most, currency: z.string() });
const PercentsAnswer = z.strictObject({ ad_valorem_pct: orNull(PercentRangeAnswer) });
const CodeDutyAnswer = z.strictObject({
  code: z.string().meta({ description: 'HS digits: its goods, less those of the longer codes that stand beside it' }),
  lines: z.array(z.strictObject({ measure: z.string(), rate: orNull(z.string()), match: z.enum(MATCHES) })).readonly(),
  total_ad_valorem_pct: orNull(percent),
  range: PercentsAnswer,
  rest: z.boolean().meta({ description: 'Longer codes stand beside it, and it is what they leave, which may be no good at all' }),
});

/** What a good pays on a day, as known at an instant. */
export const DutyAnswer = z.strictObject({
  ...ALL_CLOCKS,
  question: z.strictObject({
    importer: z.string(),
    origin: z.string(),
    product: z.string(),
    exporter: orNull(z.string()),
    preference: z.boolean(),
    quota: orNull(z.enum(QUOTA_SIDES)),
    customs_value: orNull(z.string()),
    customs_value_is: z
      .enum(CUSTOMS_VALUES)
      .meta({ description: 'What the importer’s law takes the customs value to be; CIF, as most laws do, where it is not recorded' }),
    currency: orNull(z.string()),
    quantity: z.array(z.string()),
    fx: z.array(z.string()),
    condition: z.array(z.string()),
    value_part: z.array(z.string()),
  }),
  base: orNull(DutyLineAnswer).meta({
    description: 'The MFN rate, the preference that is claimed, or what replaces them; null if unknown',
  }),
  lines: z.array(DutyLineAnswer).meta({ description: 'Every other tariff that is paid' }),
  suppressed: z.array(SuppressedLineAnswer).meta({ description: 'Tariffs in force that are not paid, and why' }),
  total_ad_valorem_pct: orNull(percent).meta({
    description: 'The sum of base and lines, if every good that the question may mean pays exactly that',
  }),
  total_amount: amount,
  range: z
    .strictObject({ ad_valorem_pct: orNull(PercentRangeAnswer), amount: orNull(AmountRangeAnswer) })
    .meta({ description: 'The least and the most that any of them may pay; null where it is no percentage, or an amount lacks something' }),
  additional: PercentsAnswer.meta({
    description: 'The same of everything but the base; null where no tariff is recorded that may be meant',
  }),
  by_code: z
    .array(CodeDutyAnswer)
    .meta({ description: 'Code by code, where the goods of the question pay differently; the first fifty in JSON' }),
  by_code_more: z.int().meta({ description: 'How many codes more the CSV has' }),
  depends_on: z.array(z.string()).meta({ description: 'What the answer hangs on, in words' }),
  cannot_compute: z.array(
    z.strictObject({
      code: z.enum(DUTY_PROBLEMS),
      measure: orNull(z.string()),
      detail: z.string().meta({ description: 'What is missing, and how to give it' }),
    }),
  ),
  not_modelled: texts.meta({ description: 'What stands beside every duty and is not worked out here' }),
  bans: z.array(DutyBanAnswer).meta({
    description:
      'Bans and restrictions that are in force on these goods, or may be: whether they may be traded comes before what they pay. The newest fifty of the importer and of the origin each; /bans has all',
  }),
  export_duties: z.array(ExportDutyAnswer).meta({
    description: 'What the origin charges on these goods as they leave it, or may: it is in no total. The newest fifty; /tariffs has all',
  }),
  coming: z.array(ComingAnswer).meta({
    description:
      'What may come and is in no total: tariffs and bans on these goods that are threatened, under investigation, proposed, announced or suspended on the day. The newest fifty of the importer and of the origin each, those that are surely about the goods first; /measures has all',
  }),
});

/** What a good pays, amounts rounded. */
export type Duty = z.output<typeof DutyAnswer>;
export type DutyLine = z.output<typeof DutyLineAnswer>;
export type Amount = z.output<typeof AmountAnswer>;

/** How many codes an answer in JSON and a page show. */
const SHOWN_CODES = 50;

/** An answer with its first codes, and how many more there are. */
export const withFirstCodes = <Answer extends Pick<Duty, 'by_code' | 'by_code_more'>>(answer: Answer): Answer => ({
  ...answer,
  by_code: answer.by_code.slice(0, SHOWN_CODES),
  by_code_more: Math.max(0, answer.by_code.length - SHOWN_CODES),
});

/** A customs value as amounts are written: "20.000" is 20.00, which nobody takes for 20,000. */
export const valueText = (value: string): string => value.replace(/(\.\d\d)0+$/, '$1');

/** Is the sum of the amounts, each rounded, another than the total, which is rounded once? Further apart they are for another reason. */
export function isRoundedOnce({ base, lines, total_amount }: Pick<Duty, 'base' | 'lines' | 'total_amount'>): boolean {
  const summed = [...(base ? [base] : []), ...lines].filter(isSummed);
  if (total_amount === null) return false;
  // What has no amount pays nothing, as there is a total.
  const amounts = summed.flatMap(({ amount }) => amount?.amount ?? []);
  const apart = Fraction.of(sumDecimals(['0', ...amounts])).minus(Fraction.of(total_amount.amount));
  // Each amount is rounded by half of the last digit at most, and so is the total: one of two tariffs that stand above the total may be more.
  const halves = new Fraction(BigInt(amounts.length + 1), 2n * 10n ** BigInt(decimalsOf(total_amount.amount)));
  return !apart.isZero() && !halves.isLessThan(apart) && !apart.isLessThan(Fraction.ZERO.minus(halves));
}

/** What an answer depends on, less what is a reason against a total and said there. */
export const dependsBesides = ({ depends_on, cannot_compute }: Pick<Duty, 'depends_on' | 'cannot_compute'>): string[] =>
  depends_on.filter((text) => {
    // A reason that several tariffs have names them behind it, and what depends on it before it.
    const [, measures, words] = /^(.+?): (.*)$/s.exec(text) ?? [];
    return !cannot_compute.some(({ detail }) => text.endsWith(detail) || detail === `${words} (${measures})`);
  });

/** What can't be computed, once for all measures of which the same is said. */
export const lacksTogether = (
  problems: Duty['cannot_compute'],
): { code: Duty['cannot_compute'][number]['code']; detail: string; measures: string[] }[] =>
  [...groupBy(problems, ({ code, detail }) => `${code} ${detail}`).values()].map((same) => {
    const [{ code, detail }] = same as [Duty['cannot_compute'][number]];
    return { code, detail, measures: same.flatMap(({ measure }) => measure ?? []) };
  });

/** A reason against a total in words: the tariff that it is about, and what is missing. */
export const lackWords = ({ measure, detail }: Pick<Duty['cannot_compute'][number], 'measure' | 'detail'>): string =>
  measure === null ? detail : `${measure}: ${detail}`;

export const ROUNDED_ONCE = 'The total is rounded once: the amounts above, each rounded, add up to another last digit.';

interface Ranged extends Pick<Duty, 'range' | 'additional'> {
  base: Pick<DutyLine, 'match' | 'rate'> | null;
  lines: readonly Pick<DutyLine, 'tops_up_to' | 'match' | 'rate'>[];
}

/** From the least to the most in words, with a unit after each. */
const fromTo = (least: string, most: string | null, unit: string): string => {
  if (most === null) return `${least}${unit} or more`;
  return least === most ? `${least}${unit}` : `${least}${unit} to ${most}${unit}`;
};

/** From the least to the most percent, such as "20% to 55%". */
export const percentRangeWords = ({ least, most }: { least: string; most: string | null }): string => fromTo(least, most, '%');

/** What comes on top of a base that `isSo`, in words: where there is no line at all, a number would be read as what is paid. */
const onTop = (besides: { least: string; most: string | null }, lines: readonly unknown[], isSo: string): string =>
  lines.length === 0 ? `A base that ${isSo}, and nothing recorded on top` : `${percentRangeWords(besides)} on top of a base that ${isSo}`;

/** What an answer without a total says in one line, such as "20% to 55%"; null where it has no range either. `written`: how amounts are. */
export function rangeWords({ base, range, additional, lines }: Ranged, written = (amount: string): string => amount): string | null {
  if (base === null && lines.length === 0) return null;
  const { ad_valorem_pct, amount } = range;
  const besides = additional.ad_valorem_pct;
  if (base === null && besides !== null) {
    // Only where every line is paid for certain is the level that one tops up to what is paid at least.
    const isCertain = lines.every(({ match }) => match === 'full');
    const topped = ad_valorem_pct !== null && isCertain && lines.some(({ tops_up_to }) => tops_up_to !== null);
    if (topped) return `${ad_valorem_pct.least}%, or the base rate if that is higher`;
    // A duty of an unknown rate that takes the place of the base comes on top of nothing, and is not nothing.
    const isBase = besides.most !== null && Number(besides.most) === 0 && lines.some(({ rate }) => rate === null);
    if (isBase && ad_valorem_pct !== null) return percentRangeWords(ad_valorem_pct);
    return onTop(besides, lines, 'is not recorded');
  }
  if (base !== null && ad_valorem_pct?.most === null && besides !== null && besides.most !== null) {
    if (base.match === 'part') return onTop(besides, lines, 'is recorded for some of the goods only');
    // What may not be the base is not what is paid.
    if (lines.length === 0 && base.rate !== null)
      return base.match === 'full' ? base.rate : `${base.rate}, or another base that is not known`;
    return onTop(besides, lines, `is not known for certain${base.rate === null ? '' : ` (${base.rate})`}`);
  }
  if (amount !== null) return fromTo(written(amount.least), amount.most === null ? null : written(amount.most), ` ${amount.currency}`);
  if (ad_valorem_pct !== null) return percentRangeWords(ad_valorem_pct);
  // What is paid by weight has no range before the quantity is known, and is not nothing.
  return base === null || besides === null || lines.length === 0 ? null : onTop(besides, lines, 'is no percentage alone');
}

/** A duty on the goods of a code, such as "eu-mfn-cars 10%". */
export const codeLineWords = ({ measure, rate, match }: z.output<typeof CodeDutyAnswer>['lines'][number]): string =>
  `${measure} ${rate ?? 'unknown'}${match === 'full' ? '' : ` (${match})`}`;

/** A step of a duty answer as one row; what has no value is an empty cell, never zero. */
const DutyRowAnswer = z.strictObject({
  part: z.enum(['base', 'line', 'suppressed', 'total', 'code', 'cannot_compute', 'depends_on', 'ban', 'export_duty', 'coming']),
  measure: textOrNull,
  title: textOrNull,
  duty_type: textOrNull,
  /** As it was written; of a `cannot_compute` row its code. */
  rate: textOrNull,
  applies_to: textOrNull,
  residual: orNull(z.boolean()),
  status: textOrNull,
  collected: textOrNull,
  ad_valorem_pct: textOrNull,
  amount: textOrNull,
  currency: textOrNull,
  match: textOrNull,
  /** Why a suppressed line is not paid, why a number can't be computed, what the answer depends on, or whose ban or export duty it is. */
  rule: textOrNull,
  legal_instruments: orNull(texts),
  sources: orNull(texts),
  /** Of a `code` row: HS digits. */
  code: textOrNull,
  /** Of the total and of a code: the least and the most that may be paid. */
  least_pct: textOrNull,
  most_pct: textOrNull,
  /** Of the total: the least and the most in `currency`, where a value or quantities are given. */
  least_amount: textOrNull,
  most_amount: textOrNull,
  /** Of a tariff and of a ban: up to which day somebody last looked. */
  checked_on: textOrNull,
  /** Of a tariff: what is said beside its rate. */
  notes: orNull(texts),
  /** Of a `code` row: is it what the longer codes beside it leave? */
  rest: orNull(z.boolean()),
  /** Of a tariff that is not charged on the whole value: on which part, and how much of the value that is. */
  charged_on: textOrNull,
});
type DutyRow = z.output<typeof DutyRowAnswer>;
export const DUTY_COLUMNS = z.keyof(DutyRowAnswer).options;

const EMPTY = Object.fromEntries(DUTY_COLUMNS.map((column) => [column, null])) as Omit<DutyRow, 'part'>;

/**
 * A duty answer as rows: the base, the lines, the suppressed lines, then always one total, whose cells are empty where there is
 * none, what can't be computed, what the answer depends on, the bans on the same goods, what the origin charges on them, and what may come.
 */
export function dutyRows(quote: Omit<Duty, 'on' | 'known_at' | 'question' | 'not_modelled'>): DutyRow[] {
  return [
    ...(quote.base ? [lineRow('base', quote.base)] : []),
    ...quote.lines.map((line) => lineRow('line', line)),
    ...quote.suppressed.map((line) => ({ ...lineRow('suppressed', line), rule: line.rule.text })),
    {
      ...EMPTY,
      part: 'total',
      ad_valorem_pct: quote.total_ad_valorem_pct,
      ...range(quote.range.ad_valorem_pct),
      ...money(quote.total_amount),
      ...amounts(quote.range.amount),
    },
    ...quote.by_code.map(
      (one): DutyRow => ({
        ...EMPTY,
        ...{ part: 'code', code: one.code, ad_valorem_pct: one.total_ad_valorem_pct, ...range(one.range.ad_valorem_pct) },
        rule: one.lines.map(codeLineWords).join('; '),
        rest: one.rest,
      }),
    ),
    ...quote.cannot_compute.map(
      ({ code, measure, detail }): DutyRow => ({ ...EMPTY, part: 'cannot_compute', measure, rate: code, rule: detail }),
    ),
    ...quote.depends_on.map((text): DutyRow => ({ ...EMPTY, part: 'depends_on', rule: text })),
    ...quote.bans.map((ban) => rowBeside('ban', ban, ban.ban_type)),
    ...quote.export_duties.map((duty) => ({
      ...rowBeside('export_duty', duty, 'charged on export'),
      duty_type: duty.duty_type,
      rate: duty.rate,
    })),
    ...quote.coming.map((one) => ({
      ...rowBeside('coming', one, comingWhat(one), `, ${comingWords(one)}`),
      duty_type: one.kind === 'tariff' ? one.type : null,
      rate: one.rate,
    })),
  ];
}

/** What a tariff is charged on, in words: 40% of the value, the value of the steel (400.00 USD). */
export const chargedWords = ({ part, percent, amount }: NonNullable<DutyLine['charged_on']>): string =>
  `${percent}% of the value, ${part}${amount === null ? '' : ` (${amount.amount} ${amount.currency})`}`;

const rowBeside = (part: 'ban' | 'export_duty' | 'coming', one: BesideDuty, what: string, how = surenessWords(one)): DutyRow => ({
  ...EMPTY,
  ...{ part, measure: one.measure, title: one.title, status: one.status, match: one.match, sources: one.sources },
  checked_on: one.checked_on,
  applies_to: one.exporters.length > 0 ? one.exporters.join('; ') : null,
  rule: `${what} by ${one.imposed_by}${how}`,
});

function lineRow(part: DutyRow['part'], line: DutyLine): DutyRow {
  const { measure, title, duty_type, rate, applies_to, residual, status, collected, ad_valorem_pct, match } = line;
  const { legal_instruments, sources, checked_on, notes } = line;
  return {
    ...EMPTY,
    ...{ part, measure, title, duty_type, rate, applies_to, residual, status, collected, ad_valorem_pct },
    ...money(line.amount),
    ...{ match, legal_instruments, sources, checked_on, notes },
    charged_on: line.charged_on && chargedWords(line.charged_on),
  };
}

const range = (bounds: { least: string; most: string | null } | null): Pick<DutyRow, 'least_pct' | 'most_pct'> => ({
  least_pct: bounds?.least ?? null,
  most_pct: bounds?.most ?? null,
});

const amounts = (bounds: Duty['range']['amount']): Pick<DutyRow, 'currency' | 'least_amount' | 'most_amount'> | Record<string, never> =>
  bounds === null ? {} : { currency: bounds.currency, least_amount: bounds.least, most_amount: bounds.most };

const money = (amount: Amount | null): Pick<DutyRow, 'amount' | 'currency'> => ({
  amount: amount?.amount ?? null,
  currency: amount?.currency ?? null,
});
