import { groupBy } from '../group.ts';
import type { Rate } from '../ledger.ts';
import type { Scope } from '../scope.ts';
import { type Collection, type DutyRuleType, type DutyType, QUOTA_SIDES, type Status } from '../vocabulary.ts';
import { describeScope } from '../words.ts';
import type { Shipment } from './amount.ts';
import type { GoodsMet } from './cells.ts';
import type { DutyRule, Tariff, TariffStatus } from './facts.ts';
import { canBeSaid, quotaOpen, type Standpoint, scopeHolds } from './holding.ts';
import type { Lack } from './problems.ts';
import { chooseRate, collectionOf, type RateChoice, type RatesMet } from './rate-choice.ts';
import {
  type Ask,
  type Decision,
  decisionOf,
  follow,
  isSo,
  type Open,
  type Outcomes,
  type UnderTruth,
  underEveryTruth,
  underSome,
} from './truths.ts';
import { ANYTHING, type Bounds, exactly, NOTHING, paysOf, plus, spanOf, topUp, UNKNOWN, type Worth, worthOf, ZERO } from './worth.ts';

/** Of so many combinations of what is open the answer is exact; of more it is a range that holds it. A server must not be kept for seconds. */
const MOST_TRUTHS = 2 ** 14;
/** An answer of many cells goes through so many in all, and at least through `ALWAYS` in each part. */
const MOST_IN_ALL = 2 ** 16;
const ALWAYS = 2 ** 8;

/** Where there are more, so many of what may become of a tariff by itself are shown. */
const SHOWN_TRUTHS = 200;

/** A tariff that is levied, at what is known of its rate. */
export interface Levied {
  tariff: Tariff;
  status: Status;
  choice: RateChoice | null;
  /** Why it has no rate. */
  problem: Lack | null;
  collected: Collection;
  worth: Worth;
  /** Up to how many percent it tops up the base. */
  topsUpTo: string | null;
}

/** Why a tariff is not paid. */
export interface Reason {
  type: DutyRuleType | 'exempt' | 'preference';
  text: string;
  seq: number | null;
  sources: readonly string[];
}

/** What a part of the tariffs comes to under one truth. */
export interface PartResult {
  /** Undefined if this part holds no base duties; null if no base is recorded. */
  base: Levied | null | undefined;
  lines: Levied[];
  kept: { levied: Levied; reason: Reason }[];
  notes: string[];
  /** Everything, and everything but the base, in percent; null where something is no percentage. */
  pct: { total: Bounds | null; additional: Bounds | null };
  amount: { total: Bounds | null; additional: Bounds | null };
}

/** Tariffs that hang on the same open things or on each other, and what they come to under every truth. */
export interface PartOfTariffs {
  tariffs: readonly Tariff[];
  /** All of them, unless it is wide. */
  outcomes: readonly UnderTruth<PartResult>[];
  /** The measures that ask what is open, by its key. */
  askers: ReadonlyMap<string, readonly string[]>;
  pct: PartResult['pct'];
  amount: PartResult['amount'];
  /** There are more truths than are gone through: the bounds are wider than what they hold. */
  isWide: boolean;
}

/** What is asked of a good and a company, beside the standpoint. */
export interface WorkQuestion {
  standpoint: Standpoint;
  preference: boolean;
  shipment: Shipment;
  /** How many truths may be gone through yet, in all cells. */
  truths: { left: number };
}

export const allTruths = (): { left: number } => ({ left: MOST_IN_ALL });

/** Is it part of the sum? A guarantee is: it has to be lodged. */
export const isSummed = ({ collected }: Pick<Levied, 'collected'>): boolean => collected === 'full' || collected === 'guarantee';

/** What a base adds to the sum: anything where none is recorded, nothing where it is not collected. */
const collectedAs = (base: Levied | null, measure: 'pct' | 'amount'): Bounds | null =>
  base === null ? ANYTHING : isSummed(base) ? base.worth[measure] : ZERO;

/** Does the tariff bring the MFN rate back, without a rate of its own? */
const isWithdrawal = ({ duty_type, tables }: Tariff): boolean =>
  duty_type === 'preference_withdrawal' && tables.every((rates) => rates === null);

/** Is it a duty that the others are added to, or what takes one away? */
export const isOfBase = (tariff: Tariff): boolean =>
  tariff.duty_type === 'mfn' || tariff.duty_type === 'preferential' || isWithdrawal(tariff);

/** What the rate of each shipment comes to is worked out once. */
export type Worths = (rate: Rate) => Worth;
export const worthsFor = (shipment: Shipment): Worths => {
  const known = new Map<Rate, Worth>();
  return (rate) => {
    let worth = known.get(rate);
    if (worth === undefined) {
      worth = worthOf(rate, shipment);
      known.set(rate, worth);
    }
    return worth;
  };
};

/**
 * Works out what goods of a cell pay: parts of the tariffs that have nothing to do with each other, each under every truth. Their sums
 * add up, for what is open in one of them is open in none of the others.
 */
export function workOutCell(
  facts: { tariffs: readonly Tariff[]; rules: readonly DutyRule[] },
  met: ReadonlyMap<Scope, GoodsMet>,
  question: WorkQuestion,
  worths: Worths,
): PartOfTariffs[] {
  return new Work(facts, met, question, worths).parts();
}

/** What becomes of a tariff by itself: null if it is not levied on the goods. */
type Read = { levied: Levied; exempting: Scope | null } | null;

class Work {
  readonly #met: ReadonlyMap<Scope, GoodsMet>;
  readonly #question: WorkQuestion;
  readonly #worths: Worths;
  readonly #tariffs: readonly Tariff[];
  readonly #rules: readonly DutyRule[];
  /** The rates of each table that meet the cell. */
  readonly #ratesMet = new Map<readonly Rate[], RatesMet>();
  /** What becomes of each tariff by itself under every truth. */
  readonly #alone: ReadonlyMap<Tariff, Outcomes<Read>>;
  readonly #decisions: ReadonlyMap<Tariff, Decision<Read>>;

  constructor(
    { tariffs, rules }: { tariffs: readonly Tariff[]; rules: readonly DutyRule[] },
    met: ReadonlyMap<Scope, GoodsMet>,
    question: WorkQuestion,
    worths: Worths,
  ) {
    this.#met = met;
    this.#question = question;
    this.#worths = worths;
    this.#tariffs = tariffs.filter(({ coverages }) =>
      coverages.some((scopes) => scopes === null || scopes.some((scope) => met.has(scope))),
    );
    const there = new Set(this.#tariffs.map(({ measure }) => measure));
    this.#rules = rules
      .filter(({ type, measures: [first, ...others], scope }) => {
        const isThere = there.has(first as string) || (type === 'at_most_one_of' && others.some((measure) => there.has(measure)));
        return isThere && met.has(scope);
      })
      .sort((a, b) => a.seq - b.seq);
    for (const { tables } of this.#tariffs)
      for (const rates of tables)
        if (rates !== null)
          this.#ratesMet.set(
            rates,
            rates.flatMap((rate) => {
              const goods = met.get(rate.scope);
              return goods === undefined ? [] : [{ rate, met: goods }];
            }),
          );
    this.#alone = new Map(this.#tariffs.map((tariff) => [tariff, underEveryTruth((ask) => this.#readAnew(tariff, ask), MOST_TRUTHS)]));
    this.#decisions = new Map(
      [...this.#alone].flatMap(([tariff, { outcomes, isWhole }]) => (isWhole ? [[tariff, decisionOf(outcomes)]] : [])),
    );
  }

  parts(): PartOfTariffs[] {
    return this.#divide().map(({ tariffs, hasBase }) => {
      const rules = this.#rules.filter(({ measures }) => tariffs.some(({ measure }) => measures.includes(measure)));
      const askers = groupBy(
        [
          ...tariffs.flatMap((tariff) => [...this.#opensOf(tariff)].map((key) => ({ key, measure: tariff.measure }))),
          ...rules.flatMap((rule) =>
            this.#opensOfRule(rule).flatMap((key) => this.#concernedBy(rule).map((measure) => ({ key, measure }))),
          ),
        ],
        ({ key }) => key,
      );
      const measures = new Map([...askers].map(([key, list]) => [key, [...new Set(list.map(({ measure }) => measure))]]));
      const reckon = (ask: Ask): PartResult => this.#reckon(tariffs, rules, hasBase, ask);
      const { truths } = this.#question;
      const { outcomes, isWhole } = underEveryTruth(reckon, Math.max(ALWAYS, Math.min(MOST_TRUTHS, truths.left)));
      truths.left -= outcomes.length;
      if (!isWhole)
        return { tariffs, outcomes: this.#some(tariffs, reckon), askers: measures, ...this.#atMost(tariffs, hasBase), isWide: true };
      const bounds = (of: 'pct' | 'amount', what: 'total' | 'additional'): Bounds | null => {
        const all = outcomes.map(({ result }) => result[of][what]);
        return all.includes(null) ? null : spanOf(all as Bounds[]);
      };
      const spans = (of: 'pct' | 'amount') => ({ total: bounds(of, 'total'), additional: bounds(of, 'additional') });
      return { tariffs, outcomes, askers: measures, pct: spans('pct'), amount: spans('amount'), isWide: false };
    });
  }

  /** The tariffs in parts that share nothing that is open, and no rule; the base duties are in one of them, also where there are none. */
  #divide(): { tariffs: Tariff[]; hasBase: boolean }[] {
    const parts: { tariffs: Tariff[]; keys: Set<string> }[] = [{ tariffs: [], keys: new Set(['the base']) }];
    const join = (tariffs: Tariff[], keys: Iterable<string>): void => {
      const joined = { tariffs, keys: new Set(keys) };
      for (const part of parts.filter(({ keys: others }) => [...joined.keys].some((key) => others.has(key)))) {
        parts.splice(parts.indexOf(part), 1);
        joined.tariffs = [...part.tariffs, ...joined.tariffs];
        for (const key of part.keys) joined.keys.add(key);
      }
      parts.push(joined);
    };
    for (const tariff of this.#tariffs) {
      join([tariff], [`measure ${tariff.measure}`, ...this.#opensOf(tariff), ...(isOfBase(tariff) ? ['the base'] : [])]);
    }
    for (const rule of this.#rules) {
      const changesBase = rule.type === 'replaces_base' || rule.type === 'tops_up_base_to';
      join([], [...rule.measures.map((measure) => `measure ${measure}`), ...this.#opensOfRule(rule), ...(changesBase ? ['the base'] : [])]);
    }
    // Where not all that is open is known, nothing can be said to be independent of anything.
    if ([...this.#alone.values()].some(({ isWhole }) => !isWhole)) return [{ tariffs: [...this.#tariffs], hasBase: true }];
    const order = new Map(this.#tariffs.map((tariff, index) => [tariff, index]));
    const sorted = parts.map(({ tariffs, keys }) => ({
      tariffs: tariffs.sort((a, b) => (order.get(a) as number) - (order.get(b) as number)),
      hasBase: keys.has('the base'),
    }));
    return sorted.filter(({ tariffs, hasBase }) => hasBase || tariffs.length > 0);
  }

  /** What a tariff asks, by keys. */
  #opensOf(tariff: Tariff): Set<string> {
    return keysOf(this.#alone.get(tariff) as Outcomes<unknown>);
  }

  /** What a rule asks, by keys. */
  #opensOfRule(rule: DutyRule): string[] {
    const hangsOnQuota = rule.type === 'not_paid_within_quota' && this.#question.standpoint.quota === null;
    return [...keysOf(underEveryTruth((ask) => this.#holds(rule, ask), MOST_TRUTHS)), ...(hangsOnQuota ? [quotaOpen.key] : [])];
  }

  /** The tariffs here that a rule makes pay otherwise. */
  #concernedBy({ type, measures }: DutyRule): string[] {
    const there = measures.filter((measure) => this.#tariffs.some((tariff) => tariff.measure === measure));
    return type === 'at_most_one_of' ? there : there.slice(0, 1);
  }

  /** What becomes of a tariff by itself, as the truth may be. */
  #readAnew(tariff: Tariff, ask: Ask): Read {
    const status = this.#statusOf(tariff, ask);
    if (status === null) return null;
    const coverage = one(tariff.coverages, `coverage of ${tariff.measure}`, 'what it covers', ask);
    if (coverage === null) {
      const unknown: Open = {
        key: `covered by ${tariff.measure}`,
        ways: 2,
        code: 'coverage_unknown',
        words: 'it is in force, and what it covers on that day is not recorded',
      };
      if (!isSo(ask, unknown)) return null;
    } else if (!this.#anyHolds(tariff, coverage, ask)) return null;
    const exempting =
      status.exemptions.find((scope) => this.#scopeHolds(tariff.measure, scope, ask, `what ${tariff.measure} frees`)) ?? null;
    if (exempting !== null) return { levied: this.#levied(tariff, status, this.#certainRate(tariff), null), exempting };
    if (isWithdrawal(tariff)) return { levied: this.#levied(tariff, status, null, null), exempting };
    const rates = one(tariff.tables, `rates of ${tariff.measure}`, 'what it charges', ask);
    const problem: Lack = { code: 'rate_unknown', detail: 'no rate is recorded for that day' };
    if (rates === null) return { levied: this.#levied(tariff, status, null, problem), exempting };
    const choice = chooseRate(tariff.measure, this.#ratesMet.get(rates) as RatesMet, this.#question.standpoint, ask);
    const levied = 'rate' in choice ? this.#levied(tariff, status, choice, null) : this.#levied(tariff, status, null, choice);
    return { levied, exempting };
  }

  /** Its status, as the truth may be. What is shown as not in force may still be so where that is in doubt. */
  #statusOf({ measure, statuses, doubts }: Tariff, ask: Ask): TariffStatus | null {
    const key = `status of ${measure}`;
    const doubt = doubts.find(({ of }) => of === 'status');
    if (statuses[0] !== null || doubt === undefined) return one(statuses, key, `whether it is ${standing(statuses)}`, ask);
    const words = `whether it is still ${standing(statuses)} is in doubt: ${doubt.why}`;
    return statuses[ask({ key, ways: statuses.length, code: 'status_in_doubt', words })] as TariffStatus | null;
  }

  /** The rate of what is not paid anyway, so that nothing is asked for it; null where that is not certain. */
  #certainRate({ measure, tables: [rates, ...others] }: Tariff): RateChoice | null {
    if (rates == null || others.length > 0) return null;
    let asked = false;
    const choice = chooseRate(measure, this.#ratesMet.get(rates) as RatesMet, this.#question.standpoint, () => {
      asked = true;
      return 0;
    });
    return asked || !('rate' in choice) ? null : choice;
  }

  #levied(tariff: Tariff, { status }: TariffStatus, choice: RateChoice | null, problem: Lack | null): Levied {
    const rangeOnly =
      choice !== null && choice.rate.expression === null
        ? { code: 'rate_unknown' as const, detail: `only the range ${choice.rate.min_pct}%–${choice.rate.max_pct}% is known` }
        : null;
    return {
      tariff,
      status,
      choice,
      problem: problem ?? rangeOnly,
      collected: collectionOf(choice?.rate.collection ?? 'full', status),
      worth: choice === null ? UNKNOWN : this.#worths(choice.rate),
      topsUpTo: null,
    };
  }

  #scopeHolds(measure: string, scope: Scope, ask: Ask, list = measure): boolean {
    const met = this.#met.get(scope);
    return met !== undefined && scopeHolds(measure, scope, met, this.#question.standpoint, ask, list);
  }

  /** Does any of these scopes hold? What certainly holds is looked at first, so that nothing needless is asked. */
  #anyHolds({ measure }: Tariff, scopes: readonly Scope[], ask: Ask): boolean {
    const certainly = (scope: Scope): boolean => {
      let asked = false;
      const holds = this.#scopeHolds(measure, scope, () => {
        asked = true;
        return 0;
      });
      return holds && !asked;
    };
    return scopes.some(certainly) || scopes.some((scope) => this.#scopeHolds(measure, scope, ask));
  }

  /** Does a rule hold for the goods? */
  #holds({ measures, scope, certain, seq, text }: DutyRule, ask: Ask): boolean {
    if (!this.#scopeHolds(measures[0] as string, scope, ask, `rule ${seq}`)) return false;
    const words = `whether the rule "${text}" holds on that day is not certain: its dates are known to the month or the year only`;
    return certain || isSo(ask, { key: `rule ${seq}`, ways: 2, code: 'date_in_doubt', words });
  }

  #reckon(tariffs: readonly Tariff[], rules: readonly DutyRule[], hasBase: boolean, ask: Ask): PartResult {
    const paid = new Map<string, Levied>();
    const kept: PartResult['kept'] = [];
    const notes: string[] = [];
    const keep = (levied: Levied, reason: Reason): void => {
      paid.delete(levied.tariff.measure);
      kept.push({ levied, reason });
    };
    for (const tariff of tariffs) {
      const decision = this.#decisions.get(tariff);
      const read = decision === undefined ? this.#readAnew(tariff, ask) : follow(decision, ask);
      if (read === null) continue;
      const { levied, exempting } = read;
      paid.set(tariff.measure, levied);
      if (exempting !== null)
        keep(levied, { type: 'exempt', text: `exempt: ${describeScope(exempting)}`, seq: null, sources: tariff.sources });
    }
    const of = (type: DutyRuleType): DutyRule[] => rules.filter((rule) => rule.type === type);
    const reasonOf = (rule: DutyRule, text: string): Reason => {
      const { type, seq, sources, doubt, measures } = rule;
      if (doubt !== null) notes.push(`${measures[0]}: ${rule.text}; in doubt: ${doubt}`);
      return { type, text, seq, sources };
    };
    /** Is it levied, and does it pay something? What pays nothing suppresses nothing. */
    const pays = (measure: string): boolean => {
      const levied = paid.get(measure);
      if (levied === undefined || !isSummed(levied)) return false;
      const how = paysOf(levied.worth);
      if (how !== 'perhaps') return how === 'something';
      const open: Open = { key: `pays ${measure}`, ways: 2, code: 'rate_unknown', words: 'whether it comes to anything is not known' };
      if (isSo(ask, open)) return true;
      paid.set(measure, { ...levied, worth: NOTHING });
      return false;
    };

    for (const rule of of('not_paid_within_quota')) {
      const levied = paid.get(rule.measures[0] as string);
      if (!levied || this.#question.standpoint.quota === 'over' || !this.#holds(rule, ask)) continue;
      const side = this.#question.standpoint.quota ?? QUOTA_SIDES[ask(quotaOpen)];
      if (side === 'in') keep(levied, reasonOf(rule, rule.text));
    }

    const apart = of('not_levied_with');
    const visited = new Set<string>();
    const keepApart = (measure: string): void => {
      if (visited.has(measure)) return;
      visited.add(measure);
      for (const rule of apart.filter(({ measures }) => measures[0] === measure)) {
        const other = rule.measures[1] as string;
        // Whatever is itself not levied keeps nothing away.
        keepApart(other);
        const levied = paid.get(measure);
        if (levied && pays(other) && this.#holds(rule, ask)) keep(levied, reasonOf(rule, rule.text));
      }
    };
    for (const { measures } of apart) keepApart(measures[0] as string);

    // Their lists share no good: what one of them certainly covers is in no other.
    const groups = of('at_most_one_of').flatMap((rule) => {
      const measures = rule.measures.filter((measure) => pays(measure));
      return measures.length > 1 && this.#holds(rule, ask) ? [{ rule, measures }] : [];
    });
    const rivalsOf = (measure: string): string[] => {
      const all = groups.flatMap(({ measures }) => (measures.includes(measure) ? measures : []));
      return [...new Set(all)].filter((other) => other !== measure && paid.has(other)).sort();
    };
    const giveWay = (measure: string, to: string): void => {
      const { rule } = groups.find(({ measures }) => measures.includes(measure) && measures.includes(to)) as (typeof groups)[number];
      keep(paid.get(measure) as Levied, reasonOf(rule, `${rule.text}: ${to} is`));
    };
    const grouped = [...new Set(groups.flatMap(({ measures }) => measures))].sort();
    const certain = grouped.filter((measure) => this.#isCertain(measure, ask));
    for (const measure of certain) for (const rival of rivalsOf(measure)) if (!certain.includes(rival)) giveWay(rival, measure);
    for (const measure of grouped) {
      if (!paid.has(measure) || rivalsOf(measure).length === 0) continue;
      // However the others fall out, one of these is levied.
      const candidates = [measure, ...rivalsOf(measure)].sort();
      const open: Open = {
        key: `one of ${candidates.join(', ')}`,
        ways: candidates.length,
        code: 'rate_unknown',
        words: `${groups.find(({ measures }) => measures.includes(measure))?.rule.text}, and which can't be told`,
      };
      const chosen = candidates[ask(open)] as string;
      for (const rival of rivalsOf(chosen)) giveWay(rival, chosen);
    }

    let base = hasBase ? this.#takeBase(paid, keep, notes, ask) : undefined;
    const replacing = of('replaces_base').filter((rule) => {
      const measure = rule.measures[0] as string;
      return pays(measure) && this.#holds(rule, ask);
    });
    if (replacing.length > 0) {
      const measures = [...new Set(replacing.map((rule) => rule.measures[0] as string))];
      const open: Open = {
        key: `replaces the base: ${measures.join(', ')}`,
        ways: measures.length,
        code: 'rate_unknown',
        words: `${measures.join(' and ')} both replace the base`,
      };
      const measure = measures[measures.length === 1 ? 0 : ask(open)] as string;
      const rule = replacing.find(({ measures: [own] }) => own === measure) as DutyRule;
      const levied = paid.get(measure) as Levied;
      paid.delete(measure);
      const reason = reasonOf(rule, `${measure} replaces it`);
      if (base) kept.push({ levied: base, reason });
      base = levied;
    }

    const levels: { levied: Levied; percent: string }[] = [];
    for (const rule of of('tops_up_base_to')) {
      const levied = paid.get(rule.measures[0] as string);
      if (!levied || rule.percent === null || levels.some((one) => one.levied === levied) || !this.#holds(rule, ask)) continue;
      reasonOf(rule, rule.text);
      levels.push({ levied, percent: rule.percent });
    }
    const lines = [...paid.values()].map((levied) => {
      const level = levels.find((one) => one.levied === levied);
      return level ? this.#toppingUp(levied, level.percent, base ?? null) : levied;
    });
    return { base, lines, kept, notes, ...this.#sum(base, lines) };
  }

  /** Tariffs in groups of which at most one is levied for certain; the others each for itself. */
  #exclusive(tariffs: readonly Tariff[]): Tariff[][] {
    const groups: Tariff[][] = [];
    let left = [...tariffs];
    for (const rule of this.#rules.filter(({ type }) => type === 'at_most_one_of')) {
      if (!this.#holdsForCertain(rule)) continue;
      const group = left.filter(({ measure }) => rule.measures.includes(measure));
      left = left.filter((tariff) => !group.includes(tariff));
      if (group.length > 0) groups.push(group);
    }
    return [...groups, ...left.map((tariff) => [tariff])];
  }

  #holdsForCertain(rule: DutyRule): boolean {
    try {
      return this.#holds(rule, () => {
        throw new Asked();
      });
    } catch (error) {
      if (error instanceof Asked) return false;
      throw error;
    }
  }

  /** Is a tariff levied on the goods whatever is true of them, for what can be said of a shipment being as it is taken? */
  #isCertain(measure: string, ask: Ask): boolean {
    const tariff = this.#tariffs.find((one) => one.measure === measure) as Tariff;
    const { isWhole, outcomes } = this.#alone.get(tariff) as Outcomes<Read>;
    const isOtherwise = ({ open, way }: { open: Open; way: number }): boolean => canBeSaid(open) && ask(open) !== way;
    return isWhole && outcomes.every(({ result, asked }) => (result !== null && result.exempting === null) || asked.some(isOtherwise));
  }

  /** Takes the base out of what is paid: the preference that is claimed, else the MFN rate; null if it is not recorded. */
  #takeBase(paid: Map<string, Levied>, keep: (levied: Levied, reason: Reason) => void, notes: string[], ask: Ask): Levied | null {
    const take = (type: 'mfn' | 'preferential'): Levied | null => {
      const found = [...paid.values()].filter(({ tariff }) => tariff.duty_type === type);
      if (found.length === 0) return null;
      const digits = found.map(({ tariff }) => this.#digitsOf(tariff));
      const closest = found.filter((_, index) => digits[index] === Math.max(...digits));
      const names = closest.map(({ tariff }) => tariff.measure);
      const open: Open = {
        key: `base: ${names.join(', ')}`,
        ways: closest.length,
        code: 'rate_unknown',
        words: `${names.join(' and ')} are both recorded as the ${type === 'mfn' ? 'MFN rate' : 'preference'}`,
      };
      const chosen = closest[closest.length === 1 ? 0 : ask(open)] as Levied;
      for (const { tariff } of found) paid.delete(tariff.measure);
      return chosen;
    };
    const [mfn, preference] = [take('mfn'), take('preferential')];
    const withdrawals = [...paid.values()].filter(({ tariff }) => isWithdrawal(tariff));
    for (const { tariff } of withdrawals) paid.delete(tariff.measure);
    const asked = this.#question.preference;
    const [withdrawal] = withdrawals;
    if (asked && withdrawal) {
      notes.push(`${withdrawal.tariff.measure}: the MFN rate applies again: the preference is withdrawn`);
      const reason: Reason = {
        type: 'preference',
        text: `${withdrawal.tariff.measure} withdraws it`,
        seq: null,
        sources: withdrawal.tariff.sources,
      };
      if (preference) keep(preference, reason);
      return mfn;
    }
    if (asked) {
      if (mfn && preference) {
        const text = `the preference ${preference.tariff.measure} is claimed instead`;
        keep(mfn, { type: 'preference', text, seq: null, sources: preference.tariff.sources });
      } else if (mfn) notes.push(`${mfn.tariff.measure}: ${rateOf(mfn)} as the base, without a preference`);
      return preference;
    }
    if (preference && !withdrawal)
      notes.push(
        `${preference.tariff.measure}: ${rateOf(preference)} instead of the MFN rate, if the preference is claimed (preference=true)`,
      );
    return mfn;
  }

  /** How far the codes that a tariff covers go towards the goods of the cell. */
  #digitsOf({ coverages }: Tariff): number {
    return Math.max(0, ...coverages.flatMap((scopes) => (scopes ?? []).map((scope) => this.#met.get(scope)?.digits ?? 0)));
  }

  #toppingUp(levied: Levied, percent: string, base: Levied | null): Levied {
    const basePct = collectedAs(base, 'pct');
    const baseAmount = collectedAs(base, 'amount');
    const amount = this.#levelOf(percent);
    const missing: Lack[] =
      base === null ? [{ code: 'base_unknown', detail: `it tops the base up to ${percent}%, and the base is not known` }] : [];
    return {
      ...levied,
      problem: null,
      topsUpTo: percent,
      worth: {
        pct: basePct && topUp(basePct, [exactly(percent)]).additional,
        amount: amount && baseAmount && topUp(baseAmount, [amount]).additional,
        currency: levied.worth.currency ?? this.#question.shipment.currency ?? null,
        missing,
        expression: null,
      },
    };
  }

  /** So many percent of the customs value, as money; null without a value. */
  #levelOf(percent: string): Bounds | null {
    return worthOf({ expression: `${percent}%`, min_pct: null, max_pct: null }, this.#question.shipment).amount;
  }

  #sum(base: Levied | null | undefined, lines: readonly Levied[]): Pick<PartResult, 'pct' | 'amount'> {
    const summed = lines.filter(isSummed);
    const topping = summed.filter(({ topsUpTo }) => topsUpTo !== null);
    const others = summed.filter(({ topsUpTo }) => topsUpTo === null);
    const sumOf = (measure: 'pct' | 'amount'): PartResult['pct'] => {
      const all = others.map(({ worth }) => worth[measure]);
      const beside = all.includes(null) ? null : (all as Bounds[]).reduce(plus, ZERO);
      const ofBase = base === undefined ? ZERO : collectedAs(base, measure);
      const levels = topping.map(({ topsUpTo }) => (measure === 'pct' ? exactly(topsUpTo as string) : this.#levelOf(topsUpTo as string)));
      if (topping.length === 0) return { total: beside && ofBase && plus(ofBase, beside), additional: beside };
      if (beside === null || ofBase === null || levels.includes(null)) return { total: null, additional: null };
      const { total, additional } = topUp(ofBase, levels as Bounds[]);
      return { total: plus(total, beside), additional: plus(additional, beside) };
    };
    return { pct: sumOf('pct'), amount: sumOf('amount') };
  }

  /** Some of very many truths, among which is all that may become of each tariff by itself. */
  #some(tariffs: readonly Tariff[], reckon: (ask: Ask) => PartResult): UnderTruth<PartResult>[] {
    return tariffs.flatMap((tariff) => {
      const { outcomes } = this.#alone.get(tariff) as Outcomes<Read>;
      return outcomes.slice(0, SHOWN_TRUTHS).flatMap(({ asked }) => {
        const known = new Map(asked.map(({ open, way }) => [open.key, way]));
        return (['first', 'last'] as const).map((rest) => underSome(reckon, known, rest));
      });
    });
  }

  /** Bounds that hold whatever is true, where there are too many truths to go through them. */
  #atMost(tariffs: readonly Tariff[], hasBase: boolean): Pick<PartOfTariffs, 'pct' | 'amount'> {
    const highest = (measure: 'pct' | 'amount', tariff: Tariff): Bounds | null => {
      const { outcomes, isWhole } = this.#alone.get(tariff) as Outcomes<Read>;
      const bounds = outcomes.flatMap(({ result }) =>
        result !== null && result.exempting === null && isSummed(result.levied) ? [result.levied.worth[measure]] : [],
      );
      const tops = this.#rules
        .filter(({ type, measures }) => type === 'tops_up_base_to' && measures[0] === tariff.measure)
        .map(({ percent }) => (measure === 'pct' ? exactly(percent ?? '0') : this.#levelOf(percent ?? '0')));
      const all = [ZERO, ...bounds, ...tops, ...(isWhole ? [] : [ANYTHING])];
      return all.includes(null) ? null : spanOf(all as Bounds[]);
    };
    const sumOf = (measure: 'pct' | 'amount'): PartResult['pct'] => {
      const sum = (some: readonly Tariff[]): Bounds | null => {
        const all = this.#exclusive(some.filter((tariff) => !isWithdrawal(tariff))).map((group) => {
          const each = group.map((tariff) => highest(measure, tariff));
          return each.includes(null) ? null : spanOf(each as Bounds[]);
        });
        return all.includes(null) ? null : (all as Bounds[]).reduce(plus, ZERO);
      };
      const additional = sum(tariffs.filter((tariff) => !isOfBase(tariff)));
      const base = sum(tariffs.filter(isOfBase));
      const isCertain = (type: DutyType): boolean =>
        tariffs.some((tariff) => {
          const { outcomes, isWhole } = this.#alone.get(tariff) as Outcomes<Read>;
          return tariff.duty_type === type && isWhole && outcomes.every(({ result }) => result !== null && result.exempting === null);
        });
      const isKnown = isCertain('mfn') && (!this.#question.preference || isCertain('preferential'));
      const total = additional && base && plus(additional, hasBase && !isKnown ? ANYTHING : base);
      return { total, additional };
    };
    return { pct: sumOf('pct'), amount: sumOf('amount') };
  }
}

/** A question that is asked where nothing must be asked. */
class Asked extends Error {}

const keysOf = ({ outcomes }: Outcomes<unknown>): Set<string> =>
  new Set(outcomes.flatMap(({ asked }) => asked.map(({ open }) => open.key)));

const rateOf = ({ choice }: Levied): string =>
  choice === null ? 'an unknown rate' : (choice.rate.expression ?? `${choice.rate.min_pct}%–${choice.rate.max_pct}%`);

/** What a tariff is, or may be, in words. */
const standing = (statuses: Tariff['statuses']): string =>
  (statuses.find((one) => one !== null) as TariffStatus).status.replaceAll('_', ' ');

/** One of what may hold on a day; which, where a date is known to the month or the year only, is open. */
function one<T>(options: readonly T[], key: string, what: string, ask: Ask): T {
  if (options.length === 1) return options[0] as T;
  const words = `${what} on that day is not certain: its dates are known to the month or the year only`;
  return options[ask({ key, ways: options.length, code: 'date_in_doubt', words })] as T;
}
