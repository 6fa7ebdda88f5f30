import type { Day } from './dates.ts';
import { evaluateDuty, type DutyQuestion as Shipment } from './duty-amount.ts';
import { adValoremPct, parseDuty } from './duty-expression.ts';
import { Fraction, sumDecimals } from './fraction.ts';
import type { Rate } from './ledger.ts';
import { chooseRate, type RateChoice } from './rate-choice.ts';
import type { Match, Memberships, ScopeQuestion } from './scope.ts';
import type { Certainty, Collection, DutyRuleType, DutyType, Status } from './vocabulary.ts';
import { rateText } from './words.ts';

/** Why an answer, or a part of it, has no number. The list is closed. */
export const DUTY_PROBLEMS = [
  'base_unknown',
  'rate_unknown',
  'coverage_unknown',
  'exporter_required',
  'quantity_required',
  'unit_mismatch',
  'value_required',
  'currency_rate_required',
  'quota_unknown',
  'date_in_doubt',
] as const;
export type DutyProblem = (typeof DUTY_PROBLEMS)[number];

/** What stands beside every duty and is not worked out here. */
export const NOT_MODELLED: readonly string[] = [
  'value added tax and other internal taxes',
  'customs fees and charges',
  'rules of origin: whether the goods qualify for the origin that is asked about',
  'customs valuation: ad valorem duties are taken on the value that is given (CIF)',
  'measures that are not recorded here',
];

/** A tariff that is in force on the day and may meet the shipment. */
export interface Tariff {
  measure: string;
  title: string;
  duty_type: DutyType;
  status: Status;
  certainty: Certainty;
  doubt: string | null;
  match: Exclude<Match, 'none'>;
  /** What a partial lifting frees, if it frees all that is asked about. */
  exempt: string | null;
  /** Null if no table is in force. */
  rates: readonly Rate[] | null;
  legal_instruments: readonly string[];
  sources: readonly string[];
}

/** A duty rule that holds on the day. */
export interface DutyRule {
  seq: number;
  type: DutyRuleType;
  measure: string;
  other_measure: string | null;
  percent: string | null;
  match: Match;
  sources: readonly string[];
}

/** Money to the last digit: rounded once, where it is shown. */
export interface ExactAmount {
  amount: Fraction;
  currency: string;
}

/** A step of the sum. Percentages are exact decimals as text. */
export interface DutyLine {
  measure: string;
  title: string;
  duty_type: DutyType;
  /** As it was written; null where none is known. */
  rate: string | null;
  /** The company or class whose rate it is; `all` if the rate is everybody's. */
  applies_to: string;
  /** The company has no rate of its own and gets the residual. */
  residual: boolean;
  status: Status;
  collected: Collection;
  legal_instruments: readonly string[];
  sources: readonly string[];
  match: Exclude<Match, 'none'>;
  /** What it comes to in percent of the value, if it is a percentage. */
  ad_valorem_pct: string | null;
  /** `tops_up_base_to`: up to how many percent. */
  tops_up_to: string | null;
  amount: ExactAmount | null;
}

export interface SuppressedLine extends DutyLine {
  /** Why it is not paid. */
  rule: { type: DutyRuleType | 'exempt' | 'preference'; text: string; seq: number | null; sources: readonly string[] };
}

export interface DutyAnswer {
  base: DutyLine | null;
  lines: DutyLine[];
  suppressed: SuppressedLine[];
  /** The sum in percent, if everything is a percentage. */
  total_ad_valorem_pct: string | null;
  total_amount: ExactAmount | null;
  depends_on: string[];
  cannot_compute: { code: DutyProblem; measure: string | null; detail: string }[];
  not_modelled: readonly string[];
}

export interface DutyQuestion extends ScopeQuestion {
  on: Day;
  /** The preference is claimed. */
  preference: boolean;
  /** Value, quantities and currency rates, as far as they are given. */
  shipment: Shipment;
  /** The company's name as it was asked. */
  exporter_name: string | null;
}

/** A line in the making: `lost` says that it should have a number and has none. */
interface Draft {
  line: DutyLine;
  lost: boolean;
}

/**
 * What a shipment pays: a choice of the base and of each tariff's rate, then a sum, with every step shown. Rules about particular
 * tariffs come as data. There is no number where there can't be one: `cannot_compute` says why.
 */
export function workOutDuty(
  question: DutyQuestion,
  tariffs: readonly Tariff[],
  rules: readonly DutyRule[],
  memberships: Memberships,
): DutyAnswer {
  const work = new Work(question, memberships);
  return work.answer(tariffs, rules);
}

class Work {
  readonly #question: DutyQuestion;
  readonly #memberships: Memberships;
  readonly #dependsOn: string[] = [];
  readonly #problems: DutyAnswer['cannot_compute'] = [];
  readonly #suppressed: SuppressedLine[] = [];

  constructor(question: DutyQuestion, memberships: Memberships) {
    this.#question = question;
    this.#memberships = memberships;
  }

  answer(tariffs: readonly Tariff[], rules: readonly DutyRule[]): DutyAnswer {
    const drafts = new Map<string, Draft>();
    for (const tariff of tariffs) {
      const draft = this.#draft(tariff);
      if (tariff.exempt === null) drafts.set(tariff.measure, draft);
      else this.#suppress(draft.line, { type: 'exempt', text: `exempt: ${tariff.exempt}`, seq: null, sources: tariff.sources });
    }
    this.#applySuppressions(drafts, rules);
    const base = this.#takeBase(tariffs, drafts, rules);
    this.#topUp(base, drafts, rules);
    const lines = [...drafts.values()];
    return {
      base: base?.line ?? null,
      lines: lines.map(({ line }) => line),
      suppressed: this.#suppressed,
      ...this.#totals(base ? [base, ...lines] : lines),
      depends_on: this.#dependsOn,
      cannot_compute: this.#problems,
      not_modelled: NOT_MODELLED,
    };
  }

  #draft(tariff: Tariff): Draft {
    const { measure, status } = tariff;
    const choice =
      tariff.rates === null
        ? { code: 'rate_unknown' as const, detail: 'no rate is recorded for that day' }
        : chooseRate(tariff.rates, this.#question, this.#question.on, this.#memberships);
    const known = 'rate' in choice ? choice : null;
    const collection = known?.rate.collection ?? 'full';
    const line: DutyLine = {
      measure,
      title: tariff.title,
      duty_type: tariff.duty_type,
      rate: known ? rateText(known.rate) : null,
      applies_to: known ? appliesTo(known, this.#question) : 'all',
      residual: known?.residual ?? false,
      status,
      // A rate means what the status of the day makes it.
      collected: status === 'provisional' && collection === 'full' ? 'guarantee' : collection,
      legal_instruments: tariff.legal_instruments,
      sources: tariff.sources,
      match: known && known.match === 'full' ? tariff.match : 'part',
      ad_valorem_pct: null,
      tops_up_to: null,
      amount: null,
    };
    if (tariff.exempt !== null) return { line, lost: false };
    if (!('rate' in choice)) return { line, lost: this.#problem(choice.code, measure, choice.detail) };
    let lost = this.#dateProblem(tariff);
    if (line.match === 'part') this.#dependsOn.push(`${measure}: it may cover only a part of what is asked about`);
    for (const alternative of choice.alternatives) this.#dependsOn.push(`${measure}: ${alternative}`);
    if (line.residual)
      this.#dependsOn.push(
        `${measure}: ${this.#question.exporter_name ?? 'the company'} has no rate of its own there, so it gets that of all others`,
      );
    if (choice.rate.doubt !== null) this.#dependsOn.push(`${measure}: the rate is in doubt: ${choice.rate.doubt}`);
    if (choice.rate.expression === null) {
      const range = `only the range ${rateText(choice.rate)} is known`;
      return { line, lost: this.#problem('rate_unknown', measure, range) };
    }
    lost = this.#evaluate(line, choice.rate.expression) || lost;
    if (line.collected === 'if_undertaking_broken')
      this.#dependsOn.push(`${measure}: ${line.rate} is collected only if the undertaking is not respected`);
    return { line, lost };
  }

  /** Fills in percent and amount. Says whether something is missing for them. */
  #evaluate(line: DutyLine, expression: string): boolean {
    const tree = parseDuty(expression);
    const pct = adValoremPct(tree);
    line.ad_valorem_pct = pct;
    const { shipment } = this.#question;
    const asksAmounts = shipment.customs_value !== undefined || (shipment.quantities?.length ?? 0) > 0;
    if (pct !== null && !asksAmounts) return false;
    const result = evaluateDuty(tree, shipment);
    if (result.kind === 'amount') {
      // Nothing has no currency of its own; it is nothing in the currency of the question.
      const currency = result.currency ?? shipment.currency;
      line.amount = currency === undefined ? null : { amount: result.amount, currency };
      return false;
    }
    let lost = false;
    for (const { code, detail } of result.reasons) lost = this.#problem(code, line.measure, detail) || lost;
    return pct === null && lost;
  }

  #dateProblem({ measure, certainty, doubt, status }: Tariff): boolean {
    if (certainty === 'possible')
      return this.#problem(
        'date_in_doubt',
        measure,
        `whether it is ${status} on that day is not certain: its dates are known to the month or the year only`,
      );
    if (doubt !== null) this.#dependsOn.push(`${measure}: in doubt: ${doubt}`);
    return false;
  }

  #problem(code: DutyProblem, measure: string | null, detail: string): true {
    if (this.#problems.some((one) => one.code === code && one.measure === measure && one.detail === detail)) return true;
    this.#problems.push({ code, measure, detail });
    return true;
  }

  #suppress(line: DutyLine, rule: SuppressedLine['rule']): void {
    this.#suppressed.push({ ...line, rule });
  }

  #applySuppressions(drafts: Map<string, Draft>, rules: readonly DutyRule[]): void {
    for (const rule of rules) {
      const draft = drafts.get(rule.measure);
      if (!draft || rule.match === 'none') continue;
      let text: string | null = null;
      if (rule.type === 'not_levied_with' && rule.other_measure !== null && drafts.has(rule.other_measure))
        text = `not levied together with ${rule.other_measure}`;
      if (rule.type === 'not_paid_within_quota' && this.#question.quota === 'in') text = 'not paid within the quota';
      if (
        rule.type === 'not_paid_within_quota' &&
        this.#question.quota === undefined &&
        !this.#problems.some((problem) => problem.measure === rule.measure && problem.code === 'quota_unknown')
      )
        draft.lost = this.#problem('quota_unknown', rule.measure, 'it is not paid within the quota: say quota=in or quota=over');
      if (text === null) continue;
      if (rule.match === 'part') {
        this.#dependsOn.push(`${rule.measure}: ${text}, for a part of what is asked about`);
        continue;
      }
      drafts.delete(rule.measure);
      this.#forget(rule.measure);
      this.#suppress(draft.line, { type: rule.type, text, seq: rule.seq, sources: rule.sources });
    }
  }

  /** What hung on a line that is not paid hangs on nothing any more. */
  #forget(measure: string): void {
    const about = (text: string): boolean => text.startsWith(`${measure}: `);
    this.#dependsOn.splice(0, this.#dependsOn.length, ...this.#dependsOn.filter((text) => !about(text)));
    this.#problems.splice(0, this.#problems.length, ...this.#problems.filter((problem) => problem.measure !== measure));
  }

  /** Takes the base out of the drafts: what replaces it, else the preference that is claimed, else the MFN rate. */
  #takeBase(tariffs: readonly Tariff[], drafts: Map<string, Draft>, rules: readonly DutyRule[]): Draft | null {
    const take = (type: DutyType): Draft[] => {
      const found = tariffs.filter((tariff) => tariff.duty_type === type).flatMap((tariff) => drafts.get(tariff.measure) ?? []);
      for (const { line } of found) drafts.delete(line.measure);
      return found.sort((a, b) => Number(b.line.match === 'full') - Number(a.line.match === 'full'));
    };
    const [mfn, ...otherMfn] = take('mfn');
    const [preference, ...otherPreferences] = take('preferential');
    for (const { line } of [...otherMfn, ...otherPreferences]) {
      this.#forget(line.measure);
      this.#dependsOn.push(
        `${line.measure}: another base duty, ${line.rate ?? 'of an unknown rate'}, covers a part of what is asked about`,
      );
    }
    let base = this.#question.preference ? preference : mfn;
    const unused = this.#question.preference ? mfn : preference;
    if (unused) this.#forget(unused.line.measure);
    if (this.#question.preference && mfn && preference)
      this.#suppress(mfn.line, {
        type: 'preference',
        text: `the preference ${preference.line.measure} is claimed instead`,
        seq: null,
        sources: preference.line.sources,
      });
    if (!this.#question.preference && preference)
      this.#dependsOn.push(
        `${preference.line.measure}: ${preference.line.rate ?? 'another rate'} instead of the MFN rate, if the preference is claimed (preference=true)`,
      );

    const replacing = rules.find((rule) => rule.type === 'replaces_base' && rule.match !== 'none' && drafts.has(rule.measure));
    if (replacing) {
      if (base) {
        this.#forget(base.line.measure);
        this.#suppress(base.line, {
          type: 'replaces_base',
          text: `${replacing.measure} replaces it`,
          seq: replacing.seq,
          sources: replacing.sources,
        });
      }
      base = drafts.get(replacing.measure);
      drafts.delete(replacing.measure);
      if (replacing.match === 'part') this.#dependsOn.push(`${replacing.measure}: it replaces the base for a part of what is asked about`);
    }
    if (base) return base;
    this.#problem(
      'base_unknown',
      null,
      this.#question.preference
        ? 'no preference is recorded for these goods and this origin'
        : 'the MFN duty on these goods is not recorded: the additional duties alone are given',
    );
    return null;
  }

  #topUp(base: Draft | null, drafts: Map<string, Draft>, rules: readonly DutyRule[]): void {
    for (const rule of rules) {
      const draft = drafts.get(rule.measure);
      if (rule.type !== 'tops_up_base_to' || rule.match === 'none' || rule.percent === null || !draft) continue;
      const { line } = draft;
      line.tops_up_to = rule.percent;
      line.rate = `${rule.percent}% less the base`;
      if (rule.match === 'part')
        this.#dependsOn.push(`${line.measure}: it tops the base up to ${rule.percent}% for a part of what is asked about`);
      const basePct = base?.line.ad_valorem_pct ?? null;
      if (basePct !== null) {
        const difference = sumDecimals([rule.percent, `-${basePct}`]);
        const pct = difference.startsWith('-') ? '0' : difference;
        line.rate = `${pct}%`;
        this.#evaluate(line, `${pct}%`);
        continue;
      }
      line.ad_valorem_pct = null;
      line.amount = null;
      draft.lost = this.#problem(
        'base_unknown',
        line.measure,
        `it tops the base up to ${rule.percent}%, and the base is not known as a percentage`,
      );
    }
  }

  #totals(drafts: readonly Draft[]): Pick<DutyAnswer, 'total_ad_valorem_pct' | 'total_amount'> {
    const counted = drafts.filter(({ line }) => line.collected === 'full' || line.collected === 'guarantee');
    if (drafts.some(({ lost }) => lost)) return { total_ad_valorem_pct: null, total_amount: null };
    const lines = counted.map(({ line }) => line);
    // With neither a base nor a tariff there is nothing to add up, which is not the same as nothing to pay.
    if (lines.length === 0) return { total_ad_valorem_pct: null, total_amount: null };
    const percents = lines.flatMap((line) => line.ad_valorem_pct ?? []);
    const amounts = lines.flatMap((line) => line.amount ?? []);
    const [currency, ...others] = new Set(amounts.map((amount) => amount.currency));
    const inMoney = currency !== undefined && others.length === 0 && amounts.length === lines.length;
    return {
      total_ad_valorem_pct: percents.length === lines.length ? sumDecimals(percents) : null,
      total_amount: inMoney ? { amount: amounts.reduce((sum, { amount }) => sum.plus(amount), Fraction.ZERO), currency } : null,
    };
  }
}

/** Whose rate it is: the company's, that of its class, or everybody's. */
function appliesTo({ rate, residual }: RateChoice, { exporter }: DutyQuestion): string {
  const { exporters } = rate.scope;
  if (exporters.length === 0) return 'all';
  if (residual) return 'all_others';
  if (exporter !== undefined && exporters.includes(exporter)) return exporter;
  return exporters.includes('other_cooperating') ? 'other_cooperating' : exporters.join(', ');
}
