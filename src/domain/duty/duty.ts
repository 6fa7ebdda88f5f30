import type { Day } from '../dates.ts';
import type { Rate } from '../ledger.ts';
import type { Match, Memberships, ScopeQuestion } from '../scope.ts';
import type { Collection, DutyRuleType, DutyType, Met, Status } from '../vocabulary.ts';
import { evaluateDuty, type Shipment } from './amount.ts';
import { Fraction, sumDecimals } from './fraction.ts';
import { type Draft, draftLine, fillInAmounts, isSummed, isWithdrawal, problemsOf, topUp } from './line.ts';

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
  'bans and other restrictions on the same goods: /bans lists them',
  'measures that are not recorded here',
];

/** What is said of a tariff, each with dates and doubts of its own. */
export type TariffPart = 'status' | 'coverage' | 'rates';

/** A tariff that is in force on the day and may meet the shipment. */
export interface Tariff {
  measure: string;
  title: string;
  duty_type: DutyType;
  status: Status;
  /** What of it may not hold on that day: a date of it is known to the month or the year only. */
  imprecise: readonly TariffPart[];
  /** Why what is said of it is in doubt. */
  doubts: readonly { of: TariffPart; why: string }[];
  match: Met;
  /** What a partial lifting frees, if it frees all that is asked about. */
  exempt: string | null;
  /** The question leaves the quota open, and what is covered or exempt hangs on it. */
  hangs_on_quota: boolean;
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
  /** The day lies between the certain bounds of its dates. */
  certain: boolean;
  doubt: string | null;
  sources: readonly string[];
}

/** Money to the last digit: rounded once, where it is shown. */
export interface ExactAmount {
  amount: Fraction;
  currency: string;
}

/** A step of the sum. Percentages are exact decimals as text. */
export interface ExactDutyLine {
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
  match: Met;
  /** What it comes to in percent of the value, if it is a percentage. */
  ad_valorem_pct: string | null;
  /** `tops_up_base_to`: up to how many percent. */
  tops_up_to: string | null;
  amount: ExactAmount | null;
}

export interface SuppressedLine extends ExactDutyLine {
  /** Why it is not paid. */
  rule: { type: DutyRuleType | 'exempt' | 'preference'; text: string; seq: number | null; sources: readonly string[] };
}

/** What a good pays, with every step and amounts to the last digit. */
export interface ExactDuty {
  base: ExactDutyLine | null;
  /** Everything else that is in force. What is collected in full or as a guarantee is summed. */
  lines: ExactDutyLine[];
  suppressed: SuppressedLine[];
  /** The sum in percent, if everything is a percentage. */
  total_ad_valorem_pct: string | null;
  total_amount: ExactAmount | null;
  depends_on: string[];
  cannot_compute: { code: DutyProblem; measure: string | null; detail: string }[];
  not_modelled: readonly string[];
}

/** What is asked about a shipment on a day, made definite. */
export interface DutyCase extends ScopeQuestion {
  on: Day;
  /** The preference is claimed. */
  preference: boolean;
  /** Value, quantities and currency rates, as far as they are given. */
  shipment: Shipment;
  /** The company's name as it was asked. */
  exporter_name: string | null;
}

/** What is in force on the day, as far as it may concern the shipment. */
export interface DutyFacts {
  tariffs: readonly Tariff[];
  rules: readonly DutyRule[];
  /** Tariffs of the importer in force whose coverage on that day is not recorded. */
  uncovered: readonly string[];
}

/**
 * What a shipment pays: a choice of the base and of each tariff's rate, then a sum, with every step shown. Rules about particular
 * tariffs come as data. There is no number where there can't be one: `cannot_compute` says why, and there is no total beside
 * anything but an unknown base. Throws `invalid` for quantities that contradict each other.
 */
export function workOutDuty(question: DutyCase, facts: DutyFacts, memberships: Memberships): ExactDuty {
  // A shipment that contradicts itself is refused, whatever is in force.
  evaluateDuty({ kind: 'free' }, question.shipment);
  return new Work(question, facts, memberships).answer();
}

class Work {
  readonly #question: DutyCase;
  readonly #facts: DutyFacts;
  /** What is still to be paid, in the order of the tariffs. */
  readonly #drafts: Map<string, Draft>;
  readonly #suppressed: SuppressedLine[] = [];
  readonly #dependsOn: string[] = [];
  readonly #problems: ExactDuty['cannot_compute'] = [];
  #base: Draft | null = null;
  /** What the rules of each type change: in the order in which they apply, for each needs what those before it left. */
  readonly #appliers: Readonly<Record<DutyRuleType, (rules: readonly DutyRule[]) => void>> = {
    not_paid_within_quota: (rules) => this.#applyQuotas(rules),
    not_levied_with: (rules) => this.#keepApart(rules),
    replaces_base: (rules) => {
      this.#base = this.#takeBase(rules);
    },
    tops_up_base_to: (rules) => this.#topUp(rules),
  };

  constructor(question: DutyCase, facts: DutyFacts, memberships: Memberships) {
    this.#question = question;
    this.#facts = facts;
    this.#drafts = new Map(facts.tariffs.map((tariff) => [tariff.measure, draftLine(tariff, question, memberships)]));
  }

  answer(): ExactDuty {
    for (const measure of this.#facts.uncovered)
      this.#problems.push({ code: 'coverage_unknown', measure, detail: 'it is in force, and what it covers on that day is not recorded' });
    this.#takeExempt();
    for (const [type, apply] of Object.entries(this.#appliers)) apply(this.#facts.rules.filter((rule) => rule.type === type));
    const base = this.#base;
    const lines = [...this.#drafts.values()];
    const all = base ? [base, ...lines] : lines;
    fillInAmounts(all, this.#question.shipment);
    for (const draft of all) this.#settle(draft);
    const totals = this.#totals(all.filter(isSummed).map(({ line }) => line));
    return {
      base: base?.line ?? null,
      lines: lines.map(({ line }) => line),
      suppressed: this.#suppressed,
      ...totals,
      depends_on: this.#dependsOn,
      cannot_compute: this.#problems,
      not_modelled: NOT_MODELLED,
    };
  }

  /** Takes what a line hangs on into the answer, and why it has no number if the sum needs one. */
  #settle(draft: Draft): void {
    const { measure } = draft.line;
    this.#dependsOn.push(...draft.dependsOn.map((text) => `${measure}: ${text}`));
    if (isSummed(draft)) this.#problems.push(...problemsOf(draft).map(({ code, detail }) => ({ code, measure, detail })));
  }

  /** The tariff is not paid: whatever its line hangs on does not matter any more. */
  #suppress(draft: Draft, rule: SuppressedLine['rule']): void {
    this.#drafts.delete(draft.line.measure);
    fillInAmounts([draft], this.#question.shipment);
    this.#suppressed.push({ ...draft.line, rule });
  }

  #takeExempt(): void {
    for (const { measure, exempt, sources } of this.#facts.tariffs) {
      const draft = this.#drafts.get(measure);
      if (exempt === null || !draft) continue;
      this.#settle(draft);
      this.#suppress(draft, { type: 'exempt', text: `exempt: ${exempt}`, seq: null, sources });
    }
  }

  /** Does a rule hold for the line? One that is met in part, or of which the day is not certain, is named and changes nothing. */
  #holds(rule: DutyRule, draft: Draft, text: string): boolean {
    if (rule.match === 'none') return false;
    if (rule.match !== 'full') {
      draft.dependsOn.push(`${text}, for a part of what is asked about`);
      return false;
    }
    if (!rule.certain) {
      const detail = `whether the rule "${text}" holds on that day is not certain: its dates are known to the month or the year only`;
      draft.problems.push({ code: 'date_in_doubt', detail });
      return false;
    }
    if (rule.doubt !== null) this.#dependsOn.push(`${rule.measure}: ${text}; in doubt: ${rule.doubt}`);
    return true;
  }

  #applyQuotas(rules: readonly DutyRule[]): void {
    const { quota } = this.#question;
    for (const rule of quota === 'over' ? [] : rules) {
      const draft = this.#drafts.get(rule.measure);
      const text = 'not paid within the quota';
      if (!draft || !this.#holds(rule, draft, text)) continue;
      if (quota === 'in') this.#suppress(draft, { type: rule.type, text, seq: rule.seq, sources: rule.sources });
      else draft.problems.push({ code: 'quota_unknown', detail: `it is ${text}: say quota=in or quota=over` });
    }
  }

  /** Takes out what is not levied together with another tariff that is. */
  #keepApart(rules: readonly DutyRule[]): void {
    const visited = new Set<string>();
    const decide = (measure: string): void => {
      if (visited.has(measure)) return;
      visited.add(measure);
      for (const rule of rules.filter((one) => one.measure === measure)) {
        const { other_measure, type, seq, sources } = rule;
        if (other_measure === null) continue;
        // Whatever is itself not levied keeps nothing away.
        decide(other_measure);
        const draft = this.#drafts.get(measure);
        const other = this.#drafts.get(other_measure);
        const text = `not levied together with ${other_measure}`;
        if (!draft || !other || !isSummed(other) || !this.#holds(rule, draft, text)) continue;
        if (other.line.match !== 'full') other.dependsOn.push(`where it does not apply, ${measure} is levied`);
        this.#suppress(draft, { type, text, seq, sources });
      }
    };
    for (const { measure } of rules) decide(measure);
  }

  /** Takes the base out of the drafts: what replaces it, else the preference that is claimed, else the MFN rate. */
  #takeBase(rules: readonly DutyRule[]): Draft | null {
    const mfn = this.#take('mfn');
    const preference = this.#take('preferential');
    const withdrawn = this.#takeWithdrawals(preference);
    const claimed = this.#question.preference && !withdrawn;
    const [chosen, other] = claimed ? [preference, mfn] : [mfn, preference];
    if (claimed && mfn && preference) {
      const text = `the preference ${preference.line.measure} is claimed instead`;
      this.#suppress(mfn, { type: 'preference', text, seq: null, sources: preference.line.sources });
    } else if (other && !this.#question.preference)
      this.#dependsOn.push(
        `${other.line.measure}: ${rateOf(other)} instead of the MFN rate, if the preference is claimed (preference=true)`,
      );
    else if (other && claimed) this.#dependsOn.push(`${other.line.measure}: ${rateOf(other)} as the base, without a preference`);

    for (const rule of rules) {
      const replacing = this.#drafts.get(rule.measure);
      if (!replacing || !this.#holds(rule, replacing, 'replaces the base')) continue;
      this.#drafts.delete(rule.measure);
      if (chosen) this.#suppress(chosen, { type: rule.type, text: `${rule.measure} replaces it`, seq: rule.seq, sources: rule.sources });
      return replacing;
    }
    if (chosen) return chosen;
    const detail = claimed
      ? 'no preference is recorded for these goods and this origin'
      : 'the MFN duty on these goods is not recorded: the additional duties alone are given';
    this.#problems.push({ code: 'base_unknown', measure: null, detail });
    return null;
  }

  /** Takes the base duty of a type out of the drafts, the one that covers all of what is asked about if there is one. */
  #take(type: DutyType): Draft | null {
    const found = [...this.#drafts.values()].filter(({ line }) => line.duty_type === type);
    const best = found.find(({ line }) => line.match === 'full') ?? found[0] ?? null;
    for (const draft of found) {
      this.#drafts.delete(draft.line.measure);
      if (draft !== best)
        this.#dependsOn.push(`${draft.line.measure}: another base duty, ${rateOf(draft)}, covers a part of what is asked about`);
    }
    return best;
  }

  /** Is the preference withdrawn? A withdrawal is no line: it has no rate of its own, and brings the MFN rate back. */
  #takeWithdrawals(preference: Draft | null): boolean {
    const withdrawals = this.#facts.tariffs.filter(isWithdrawal).flatMap(({ measure }) => this.#drafts.get(measure) ?? []);
    for (const draft of withdrawals) {
      const { measure, match, sources } = draft.line;
      this.#drafts.delete(measure);
      if (!this.#question.preference) continue;
      draft.dependsOn.push(
        `the MFN rate applies ${match === 'full' ? 'again' : 'to a part of what is asked about'}: the preference is withdrawn`,
      );
      this.#settle(draft);
      if (preference && match === 'full')
        this.#suppress(preference, { type: 'preference', text: `${measure} withdraws it`, seq: null, sources });
    }
    return withdrawals.some(({ line }) => line.match === 'full');
  }

  #topUp(rules: readonly DutyRule[]): void {
    for (const rule of rules) {
      const draft = this.#drafts.get(rule.measure);
      if (!draft || rule.percent === null || !this.#holds(rule, draft, `tops the base up to ${rule.percent}%`)) continue;
      topUp(draft, rule.percent, this.#base);
    }
  }

  #totals(lines: readonly ExactDutyLine[]): Pick<ExactDuty, 'total_ad_valorem_pct' | 'total_amount'> {
    const none = { total_ad_valorem_pct: null, total_amount: null };
    // With neither a base nor a tariff there is nothing to add up, which is not the same as nothing to pay.
    if (lines.length === 0 || this.#problems.some(({ code }) => code !== 'base_unknown')) return none;
    const percents = lines.flatMap((line) => line.ad_valorem_pct ?? []);
    const amounts = lines.flatMap((line) => line.amount ?? []);
    const [currency, ...others] = new Set(amounts.map((amount) => amount.currency));
    if (others.length > 0) {
      const detail = `the duties are in ${[currency, ...others].join(' and ')}: give customs_value and its currency, and fx between them`;
      this.#problems.push({ code: 'currency_rate_required', measure: null, detail });
      return none;
    }
    return {
      total_ad_valorem_pct: percents.length === lines.length ? sumDecimals(percents) : null,
      total_amount:
        currency !== undefined && amounts.length === lines.length
          ? { amount: amounts.reduce((sum, { amount }) => sum.plus(amount), Fraction.ZERO), currency }
          : null,
    };
  }
}

const rateOf = ({ line }: Draft): string => line.rate ?? 'an unknown rate';
