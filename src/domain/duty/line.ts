import { type Memberships, weakest } from '../scope.ts';
import type { Met } from '../vocabulary.ts';
import { rateText } from '../words.ts';
import { evaluateDuty, type Shipment } from './amount.ts';
import type { DutyCase, DutyProblem, ExactDutyLine, Tariff, TariffPart } from './duty.ts';
import { adValoremPct, type DutyExpression, parseDuty } from './expression.ts';
import { Fraction, greater } from './fraction.ts';
import { chooseRate, collectionOf, type RateChoice, type RateProblem } from './rate-choice.ts';

interface Problem {
  code: DutyProblem;
  detail: string;
}

/** A line in the making. */
export interface Draft {
  line: ExactDutyLine;
  /** What its number is worked out from; null if there is none. */
  expression: DutyExpression | null;
  /** Why no rate, or none with a number, could be chosen. */
  rateProblem: Problem | null;
  problems: Problem[];
  /** What its amount lacks. */
  missing: readonly Problem[];
  /** In words, without the measure. */
  dependsOn: string[];
  /** It pays what the expression leaves above this base, which is no percentage. */
  above: Draft | null;
}

/** Is it part of the sum? A guarantee is: it has to be lodged. */
export const isSummed = ({ line }: Draft): boolean => line.collected === 'full' || line.collected === 'guarantee';

/** Why a line has no number. That it hangs on the quota may be known from several sides and is said once. */
export function problemsOf({ rateProblem, problems, missing }: Draft): Problem[] {
  const all = [...(rateProblem ? [rateProblem] : []), ...problems, ...missing];
  return all.filter(({ code }, index) => code !== 'quota_unknown' || all.findIndex((one) => one.code === code) === index);
}

/** Does the tariff bring the MFN rate back, without a rate of its own? */
export const isWithdrawal = ({ duty_type, rates }: Pick<Tariff, 'duty_type' | 'rates'>): boolean =>
  duty_type === 'preference_withdrawal' && rates === null;

/** What a tariff means for a question: the rate that is chosen, how it is collected and what it hangs on; not yet an amount. */
export function draftLine(tariff: Tariff, question: DutyCase, memberships: Memberships): Draft {
  const choice = choiceOf(tariff, question, memberships);
  const known = 'rate' in choice ? choice : null;
  const text = known?.rate.expression ?? null;
  const expression = text === null ? null : parseDuty(text);
  const line: ExactDutyLine = {
    measure: tariff.measure,
    title: tariff.title,
    duty_type: tariff.duty_type,
    rate: known && rateText(known.rate),
    applies_to: known ? appliesTo(known, question) : 'all',
    residual: known?.residual ?? false,
    status: tariff.status,
    collected: collectionOf(known?.rate.collection ?? 'full', tariff.status),
    legal_instruments: tariff.legal_instruments,
    sources: tariff.sources,
    match: weakest(known?.match ?? 'full', tariff.match) as Met,
    ad_valorem_pct: expression && adValoremPct(expression),
    tops_up_to: null,
    amount: null,
  };
  const draft: Draft = { line, expression, rateProblem: null, problems: [], missing: [], dependsOn: [], above: null };
  addDates(draft, tariff);
  if (tariff.exempt !== null || isWithdrawal(tariff)) return draft;
  if ('code' in choice) draft.rateProblem = { code: choice.code, detail: choice.detail };
  else if (expression === null) draft.rateProblem = { code: 'rate_unknown', detail: `only the range ${line.rate} is known` };
  if (tariff.hangs_on_quota)
    draft.problems.push({ code: 'quota_unknown', detail: 'whether it is charged hangs on the quota: say quota=in or quota=over' });
  draft.dependsOn.push(...conditionsOf(line, known, question));
  return draft;
}

function choiceOf({ rates }: Tariff, question: DutyCase, memberships: Memberships): RateChoice | RateProblem {
  if (rates === null) return { code: 'rate_unknown', detail: 'no rate is recorded for that day' };
  return chooseRate(rates, question, question.on, memberships);
}

/** Whose rate it is: the company's, that of its class, or everybody's. */
function appliesTo({ rate, residual }: RateChoice, { exporter }: DutyCase): string {
  const { exporters } = rate.scope;
  if (exporters.length === 0) return 'all';
  if (residual) return 'all_others';
  if (exporter !== undefined && exporters.includes(exporter)) return exporter;
  return exporters.includes('other_cooperating') ? 'other_cooperating' : exporters.join(', ');
}

function conditionsOf(
  { match, residual, rate, collected }: ExactDutyLine,
  known: RateChoice | null,
  { exporter_name }: DutyCase,
): string[] {
  const conditions: string[] = [];
  if (match !== 'full') conditions.push('it may cover only a part of what is asked about');
  conditions.push(...(known?.alternatives ?? []));
  if (residual) conditions.push(`${exporter_name ?? 'the company'} has no rate of its own there, so it gets that of all others`);
  if (known && known.rate.doubt !== null) conditions.push(`the rate is in doubt: ${known.rate.doubt}`);
  if (collected === 'if_undertaking_broken') conditions.push(`${rate} is collected only if the undertaking is not respected`);
  return conditions;
}

/** Names dates that leave open what holds on the day, and doubts. What a tariff would charge matters only if it is charged. */
function addDates({ problems, dependsOn }: Draft, { status, imprecise, doubts, exempt }: Tariff): void {
  const parts: Record<TariffPart, string> = { status: `whether it is ${status}`, coverage: 'what it covers', rates: 'what it charges' };
  const matters = (part: TariffPart): boolean => exempt === null || part !== 'rates';
  for (const part of imprecise.filter(matters))
    problems.push({
      code: 'date_in_doubt',
      detail: `${parts[part]} on that day is not certain: its dates are known to the month or the year only`,
    });
  for (const { of, why } of doubts.filter((doubt) => matters(doubt.of))) dependsOn.push(`${parts[of]} is in doubt: ${why}`);
}

/** Makes a line pay what lies between the base and so many percent, which never is less than nothing. */
export function topUp(draft: Draft, percent: string, base: Draft | null): void {
  const { line } = draft;
  const basePct = base?.line.ad_valorem_pct ?? null;
  line.tops_up_to = percent;
  if (!base?.expression) {
    draft.expression = null;
    draft.rateProblem = { code: 'base_unknown', detail: `it tops the base up to ${percent}%, and the base is not known` };
  } else {
    draft.expression = parseDuty(basePct === null ? `${percent}%` : `${percent}% - ${basePct}%`);
    draft.rateProblem = null;
    draft.above = basePct === null ? base : null;
  }
  line.ad_valorem_pct = draft.expression && basePct !== null ? adValoremPct(draft.expression) : null;
  line.rate = line.ad_valorem_pct === null ? `${percent}% less the base` : `${line.ad_valorem_pct}%`;
}

/**
 * Works out what each line comes to, the base before what tops it up. What an amount lacks is a problem only where amounts are
 * wanted: percentages add up without a value.
 */
export function fillInAmounts(drafts: readonly Draft[], shipment: Shipment): void {
  const wanted =
    shipment.customs_value !== undefined ||
    drafts.some((draft) => isSummed(draft) && draft.expression !== null && draft.line.ad_valorem_pct === null);
  const found: { draft: Draft; amount: Fraction; currency: string | null }[] = [];
  for (const draft of drafts) {
    if (draft.expression === null) continue;
    const result = evaluateDuty(draft.expression, shipment);
    if (result.kind === 'cannot_compute') draft.missing = wanted ? result.reasons : [];
    else {
      const base = draft.above === null ? null : found.find((one) => one.draft === draft.above);
      if (base === undefined) draft.rateProblem = { code: 'base_unknown', detail: `${draft.line.rate}, which is not known as an amount` };
      else
        found.push({
          draft,
          amount: base ? greater(result.amount.minus(base.amount), Fraction.ZERO) : result.amount,
          currency: result.currency,
        });
    }
  }
  // Zero is zero in every currency.
  const common = (found.find(({ amount, currency }) => currency !== null && !amount.isZero()) ?? found.find((one) => one.currency !== null))
    ?.currency;
  for (const { draft, amount, currency } of found) {
    const own = amount.isZero() ? (common ?? currency) : currency;
    draft.line.amount = own === null || own === undefined ? null : { amount, currency: own };
  }
}
