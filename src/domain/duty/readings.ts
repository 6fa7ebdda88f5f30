import { groupBy } from '../group.ts';
import type { Rate } from '../ledger.ts';
import type { Scope } from '../scope.ts';
import { words } from '../vocabulary.ts';
import type { GoodsMet } from './cells.ts';
import { type ByScope, type DutyRule, insteadOf, type Tariff, type TariffPart, type TariffStatus } from './facts.ts';
import { canBeSaid, conditionMet, type Holds, isHeld, quotaOpen, scopeHolds, UNDERTAKING, undertakingHolds } from './holding.ts';
import { isWithdrawal, type Levied, type WorkQuestion, type Worths } from './levied.ts';
import type { Alone, PartTaken, Read } from './parts.ts';
import type { DutyProblem, Lack } from './problems.ts';
import { chooseRate, collectionOf, type RateChoice, type RatesMet } from './rate-choice.ts';
import type { Recall } from './recall.ts';
import { type Ask, decisionOf, isSo, type Open, type Outcomes, underEveryTruth } from './truths.ts';
import { type Size, shareOf, sizeOpen, sizesOf } from './value-parts.ts';
import { NOTHING, paysOf, UNKNOWN, worthOnSize } from './worth.ts';

/** Of so many combinations of what is open the answer is exact; of more it is a range that holds it. A server must not be kept for seconds. */
export const MOST_TRUTHS = 2 ** 14;

/** What becomes of each tariff by itself, and which rules hold, for the goods of a cell. */
export class Readings {
  readonly #inForce: ByScope;
  readonly #met: ReadonlyMap<Scope, GoodsMet>;
  readonly question: WorkQuestion;
  readonly #worths: Worths;
  readonly tariffs: readonly Tariff[];
  readonly rules: readonly DutyRule[];
  /** The scopes of tariffs that are asked about and stand under a condition by which the base may be less too. */
  readonly #claims: readonly Scope[];
  /** The rates of each table that meet the cell, once they are asked for. */
  #tables: ReadonlyMap<readonly Rate[], RatesMet> | undefined;
  /** Whether scopes hold, by whose they are: asked under every truth, found once. */
  readonly #holding = new Map<Scope, Map<string, Holds>>();
  readonly alone: ReadonlyMap<Tariff, Alone>;
  readonly #recall: Recall;
  readonly #standpoint: number;
  /** How the goods meet what is said of each tariff. */
  readonly #ways = new Map<Tariff, string>();

  constructor(inForce: ByScope, met: ReadonlyMap<Scope, GoodsMet>, question: WorkQuestion, worths: Worths, recall: Recall) {
    this.#inForce = inForce;
    this.#met = met;
    this.#recall = recall;
    this.#standpoint = recall.standpoint(question.standpoint);
    this.question = question;
    this.#worths = worths;
    const scopes = [...met.keys()];
    const covering = new Set<Tariff>();
    for (const scope of scopes) for (const tariff of inForce.covering.get(scope) ?? []) covering.add(tariff);
    this.tariffs = inForce.tariffs.filter((tariff) => covering.has(tariff) || inForce.uncharted.has(tariff));
    const there = new Set(this.tariffs);
    this.#claims = scopes.filter((scope) => inForce.claiming.get(scope)?.some((tariff) => there.has(tariff)));
    const measures = new Set(this.tariffs.map(({ measure }) => measure));
    this.rules = inForce.rules.filter(({ type, measures: [first, ...others], scope }) => {
      const isThere = measures.has(first as string) || (type === 'at_most_one_of' && others.some((measure) => measures.has(measure)));
      return isThere && met.has(scope);
    });
    for (const [scope, goods] of met) {
      const way = recall.keyOf(scope, goods);
      for (const tariff of inForce.of.get(scope) ?? []) this.#ways.set(tariff, (this.#ways.get(tariff) ?? '') + way);
    }
    this.alone = new Map(this.tariffs.map((tariff) => [tariff, this.#alone(tariff)]));
  }

  #alone(tariff: Tariff): Alone {
    const key = `${this.#standpoint} ${this.#recall.numberOf(tariff)} ${this.#ways.get(tariff) ?? ''}`;
    const known = this.#recall.alone.get(key);
    if (known !== undefined) return known;
    const all = underEveryTruth((ask) => this.read(tariff, ask), MOST_TRUTHS);
    const alone = { ...all, decision: all.isWhole ? decisionOf(all.outcomes) : undefined, asks: keysOf(all) };
    return this.#recall.alone.set(key, alone, all.outcomes.length);
  }

  /** What decides about a part of the tariffs, as a text: what was found of each by itself is the same object where the same decides. */
  keyOfPart({ tariffs, rules, hasBase }: PartTaken): string {
    const all = [...tariffs.map((tariff) => this.alone.get(tariff) as Alone), null, ...rules.map((rule) => this.asksOf(rule))];
    const claims = hasBase ? this.#claims.map(this.#wayTo).join('') : '-';
    return `${all.map((one) => this.#recall.numberOf(one)).join()} ${claims}`;
  }

  #wayTo = (scope: Scope): string => this.#recall.keyOf(scope, this.#met.get(scope) as GoodsMet);

  /** What a rule asks, by keys. */
  asksOf(rule: DutyRule): readonly string[] {
    const key = `${this.#standpoint} ${this.#recall.numberOf(rule)} ${this.#wayTo(rule.scope)}`;
    const known = this.#recall.asked.get(key);
    if (known !== undefined) return known;
    const all = underEveryTruth((ask) => this.holds(rule, ask), MOST_TRUTHS);
    const hangsOnQuota = rule.type === 'not_paid_within_quota' && this.question.standpoint.quota === null;
    return this.#recall.asked.set(key, [...keysOf(all), ...(hangsOnQuota ? [quotaOpen.key] : [])], 0);
  }

  /** The rates of a table that meet the cell. */
  #ratesMet(table: readonly Rate[]): RatesMet {
    this.#tables ??= this.#tablesMet();
    return this.#tables.get(table) ?? [];
  }

  #tablesMet(): Map<readonly Rate[], RatesMet> {
    const places = groupBy(
      [...this.#met.keys()].flatMap((scope) => this.#inForce.rates.get(scope) ?? []),
      ({ table }) => table,
    );
    const inOrder = (table: readonly Rate[], found: { at: number }[]): RatesMet =>
      found
        .sort((a, b) => a.at - b.at)
        .map(({ at }) => {
          const rate = table[at] as Rate;
          return { rate, met: this.#met.get(rate.scope) as GoodsMet };
        });
    return new Map([...places].map(([table, found]) => [table, inOrder(table, found)]));
  }

  /** Is a condition met by which the base may be less than the MFN rate too? */
  mayClaimBase(ask: Ask): boolean {
    return conditionMet(this.#claims, this.question.standpoint, ask);
  }

  /** What becomes of a tariff by itself, as the truth may be. */
  read(tariff: Tariff, ask: Ask): Read {
    // What is shown as not in force may still be so where that is in doubt.
    const status = this.#said(tariff, 'status', tariff.statuses, ask);
    if (status === null) return null;
    const coverage = this.#said(tariff, 'coverage', tariff.coverages, ask);
    if (coverage === null) {
      const unknown: Open = {
        key: `covered by ${tariff.measure}`,
        ways: 2,
        code: 'coverage_unknown',
        words: 'it is in force, and what it covers on that day is not known',
      };
      if (!isSo(ask, unknown)) return null;
    } else if (!this.#anyHolds(tariff, coverage, ask)) return null;
    const exempting =
      status.exemptions.find((scope) => isHeld(this.#holds(tariff.measure, scope, `what ${tariff.measure} frees`), ask)) ?? null;
    if (exempting !== null) return { levied: this.#levied(tariff, status, this.#certainRate(tariff), null), exempting };
    if (isWithdrawal(tariff)) return { levied: this.#levied(tariff, status, null, null), exempting };
    const rates = this.#said(tariff, 'rates', tariff.tables, ask);
    // Where a doubt leaves no rate, the doubt is what is told.
    const problem: Lack | null = tariff.tables.includes(null) ? { code: 'rate_unknown', detail: 'no rate is recorded for that day' } : null;
    if (rates === null) return { levied: this.#levied(tariff, status, null, problem), exempting };
    const choice = this.#rateIn(tariff.measure, this.#ratesMet(rates), ask);
    const levied = choice && 'rate' in choice ? this.#levied(tariff, status, choice, null) : this.#levied(tariff, status, null, choice);
    return { levied: this.#onPart(this.#underUndertaking(levied, ask), ask), exempting };
  }

  /** What is charged on a part of the value alone, as large as that may be. */
  #onPart(levied: Levied, ask: Ask): Levied {
    const { shipment } = this.question;
    const rate = levied.choice?.rate;
    const part = rate?.value_part;
    if (rate === undefined || part === undefined || paysOf(levied.worth) === 'nothing') return levied;
    if (shareOf(shipment, part) !== undefined) return levied;
    const sizes = sizesOf(shipment);
    return { ...levied, worth: worthOnSize(rate, shipment, part, sizes[ask(sizeOpen(part, sizes))] as Size) };
  }

  /** What is collected only if an undertaking is broken, as the truth may be: in full if it is, and nothing where nobody says that it is not. */
  #underUndertaking(levied: Levied, ask: Ask): Levied {
    if (levied.collected !== 'if_undertaking_broken') return levied;
    const { standpoint } = this.question;
    if (!undertakingHolds(standpoint, ask)) return { ...levied, collected: collectionOf('full', levied.status) };
    return standpoint.conditions.has(UNDERTAKING.id) ? levied : { ...levied, worth: { ...NOTHING, currency: levied.worth.currency } };
  }

  /** The rate of a table that goods meet, as the truth may be; if one that is in doubt is not so, the one that applies without it, or null. */
  #rateIn(measure: string, rates: RatesMet, ask: Ask): RateChoice | Lack | null {
    const choice = chooseRate(measure, rates, this.question.standpoint, ask);
    if (!('rate' in choice) || choice.rate.doubt === null) return choice;
    const { doubt } = choice.rate;
    if (!isSo(ask, doubtOpen(measure, 'rate_unknown', 'the rate', doubt))) return choice;
    const others = rates.filter(({ rate }) => rate.doubt !== doubt);
    const other = this.#rateIn(measure, others, ask);
    return other && 'rate' in other ? other : null;
  }

  /** What is said of a part of a tariff, as the truth may be: the doubt first, then the dates. */
  #said<T>(tariff: Tariff, part: TariffPart, stated: readonly T[], ask: Ask): T {
    const { measure } = tariff;
    const doubt = tariff.doubts.find(({ of }) => of === part);
    const instead = insteadOf(tariff, part) as readonly T[];
    const what = partWords(tariff, part);
    if (doubt === undefined || instead.length === 0) return one(stated, `${part} of ${measure}`, what, ask);
    const open = doubtOpen(measure, DOUBT_CODES[part], what, doubt.why);
    if (!isSo(ask, open)) return one(stated, `${part} of ${measure}`, what, ask);
    return instead[instead.length === 1 ? 0 : ask({ ...open, key: `${part} of ${measure} instead`, ways: instead.length })] as T;
  }

  /** The rate of what is not paid anyway, so that nothing is asked for it; null where that is not certain. */
  #certainRate({ measure, tables: [rates, ...others] }: Tariff): RateChoice | null {
    if (rates == null || others.length > 0) return null;
    let asked = false;
    const choice = chooseRate(measure, this.#ratesMet(rates), this.question.standpoint, () => {
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

  #holds(measure: string, scope: Scope, list = measure): Holds {
    const met = this.#met.get(scope);
    if (met === undefined) return false;
    const known = this.#holding.get(scope) ?? new Map<string, Holds>();
    this.#holding.set(scope, known);
    const holds = known.get(list) ?? scopeHolds(measure, scope, met, this.question.standpoint, list);
    known.set(list, holds);
    return holds;
  }

  /** Does any of these scopes hold? What certainly holds is looked at first, so that nothing needless is asked. */
  #anyHolds({ measure }: Tariff, scopes: readonly Scope[], ask: Ask): boolean {
    const holds = scopes.map((scope) => this.#holds(measure, scope));
    return holds.includes(true) || holds.some((one) => isHeld(one, ask));
  }

  /** Does a rule hold for the goods? */
  holds({ measures, scope, certain, seq, text, doubt }: DutyRule, ask: Ask): boolean {
    if (!isHeld(this.#holds(measures[0] as string, scope, `rule ${seq}`), ask)) return false;
    if (doubt !== null && isSo(ask, doubtOpen(`rule ${seq}`, 'status_in_doubt', `whether the rule "${text}" holds`, doubt))) return false;
    const words = `whether the rule "${text}" holds on that day is not certain: its dates are known to the month or the year only`;
    return certain || isSo(ask, { key: `rule ${seq}`, ways: 2, code: 'date_in_doubt', words });
  }

  holdsForCertain(rule: DutyRule): boolean {
    try {
      return this.holds(rule, () => {
        throw new Asked();
      });
    } catch (error) {
      if (error instanceof Asked) return false;
      throw error;
    }
  }

  /** Is a tariff levied on the goods whatever is true of them, for what can be said of a shipment being as it is taken? */
  isCertain(measure: string, ask: Ask): boolean {
    const tariff = this.tariffs.find((one) => one.measure === measure) as Tariff;
    const { isWhole, outcomes } = this.alone.get(tariff) as Alone;
    const isOtherwise = ({ open, way }: { open: Open; way: number }): boolean => canBeSaid(open) && ask(open) !== way;
    return isWhole && outcomes.every(({ result, asked }) => (result !== null && result.exempting === null) || asked.some(isOtherwise));
  }

  /** How far the codes that a tariff covers go towards the goods of the cell. */
  digitsOf({ coverages }: Tariff): number {
    return Math.max(0, ...coverages.flatMap((scopes) => (scopes ?? []).map((scope) => this.#met.get(scope)?.digits ?? 0)));
  }
}

const keysOf = ({ outcomes }: Outcomes<unknown>): Set<string> =>
  new Set(outcomes.flatMap(({ asked }) => asked.map(({ open }) => open.key)));

/** A question that is asked where nothing must be asked. */
class Asked extends Error {}

/** Why there is no total where a doubt about a part of a tariff decides. */
const DOUBT_CODES: Readonly<Record<TariffPart, DutyProblem>> = {
  status: 'status_in_doubt',
  coverage: 'coverage_unknown',
  rates: 'rate_unknown',
};

/** Is what the ledger says with a doubt not so? A doubt in the same words about several parts of a measure is one. */
const doubtOpen = (measure: string, code: DutyProblem, what: string, why: string): Open => ({
  key: `doubt about ${measure}: ${why}`,
  ways: 2,
  code,
  words: `${what} is in doubt: ${why}`,
  isShown: true,
});

/** What a part of a tariff says, in words. */
export function partWords(tariff: Tariff, part: TariffPart): string {
  if (part !== 'status') return part === 'coverage' ? 'what it covers' : 'what it charges';
  const { statuses } = tariff;
  const { status } = [...statuses, ...insteadOf(tariff, part)].find((one) => one !== null) as TariffStatus;
  const isOver = statuses[0] === null && statuses.length === 1;
  return `whether it is ${isOver ? 'still ' : ''}${words(status)}`;
}

/** One of what may hold on a day; which, where a date is known to the month or the year only, is open. */
function one<T>(options: readonly T[], key: string, what: string, ask: Ask): T {
  if (options.length === 1) return options[0] as T;
  const words = `${what} on that day is not certain: its dates are known to the month or the year only`;
  return options[ask({ key, ways: options.length, code: 'date_in_doubt', words, isShown: true })] as T;
}
