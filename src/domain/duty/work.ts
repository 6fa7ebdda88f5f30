import { groupBy } from '../group.ts';
import type { Scope } from '../scope.ts';
import type { GoodsMet } from './cells.ts';
import type { ByScope, DutyRule, Tariff } from './facts.ts';
import { quotaOpen } from './holding.ts';
import { isOfBase, isSummed, isWithdrawal, levelOf, type PartResult, type WorkQuestion, type Worths } from './levied.ts';
import { MOST_TRUTHS, type Read, Readings } from './readings.ts';
import { reckon } from './reckoning.ts';
import { type Ask, type Outcomes, type UnderTruth, underEveryTruth, underSome } from './truths.ts';
import { ANYTHING, type Bounds, exactly, plus, spanOf, sumOf, ZERO } from './worth.ts';

/** An answer of many cells goes through so many in all, and at least through `ALWAYS` in each part. */
const MOST_IN_ALL = 2 ** 16;
const ALWAYS = 2 ** 8;

/** Where there are more, so many of what may become of a tariff by itself are shown. */
const SHOWN_TRUTHS = 200;

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

export const allTruths = (): { left: number } => ({ left: MOST_IN_ALL });

/**
 * Works out what goods of a cell pay: parts of the tariffs that have nothing to do with each other, each under every truth. Their sums
 * add up, for what is open in one of them is open in none of the others.
 */
export function workOutCell(inForce: ByScope, met: ReadonlyMap<Scope, GoodsMet>, question: WorkQuestion, worths: Worths): PartOfTariffs[] {
  return new Work(new Readings(inForce, met, question, worths)).parts();
}

class Work {
  readonly #readings: Readings;

  constructor(readings: Readings) {
    this.#readings = readings;
  }

  parts(): PartOfTariffs[] {
    return this.#divide().map(({ tariffs, hasBase }) => {
      const rules = this.#readings.rules.filter(({ measures }) => tariffs.some(({ measure }) => measures.includes(measure)));
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
      const reckonPart = (ask: Ask): PartResult => reckon(this.#readings, { tariffs, rules, hasBase }, ask);
      const { truths } = this.#readings.question;
      const { outcomes, isWhole } = underEveryTruth(reckonPart, Math.max(ALWAYS, Math.min(MOST_TRUTHS, truths.left)));
      truths.left -= outcomes.length;
      if (!isWhole)
        return { tariffs, outcomes: this.#some(tariffs, reckonPart), askers: measures, ...this.#atMost(tariffs, hasBase), isWide: true };
      const bounds = (of: 'pct' | 'amount', what: 'total' | 'additional'): Bounds | null =>
        spanOf(outcomes.map(({ result }) => result[of][what]));
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
    for (const tariff of this.#readings.tariffs) {
      join([tariff], [`measure ${tariff.measure}`, ...this.#opensOf(tariff), ...(isOfBase(tariff) ? ['the base'] : [])]);
    }
    for (const rule of this.#readings.rules) {
      const changesBase = rule.type === 'replaces_base' || rule.type === 'tops_up_base_to';
      join([], [...rule.measures.map((measure) => `measure ${measure}`), ...this.#opensOfRule(rule), ...(changesBase ? ['the base'] : [])]);
    }
    // Where not all that is open is known, nothing can be said to be independent of anything.
    if ([...this.#readings.alone.values()].some(({ isWhole }) => !isWhole))
      return [{ tariffs: [...this.#readings.tariffs], hasBase: true }];
    const order = new Map(this.#readings.tariffs.map((tariff, index) => [tariff, index]));
    const sorted = parts.map(({ tariffs, keys }) => ({
      tariffs: tariffs.sort((a, b) => (order.get(a) as number) - (order.get(b) as number)),
      hasBase: keys.has('the base'),
    }));
    return sorted.filter(({ tariffs, hasBase }) => hasBase || tariffs.length > 0);
  }

  /** What a tariff asks, by keys. */
  #opensOf(tariff: Tariff): Set<string> {
    return keysOf(this.#readings.alone.get(tariff) as Outcomes<unknown>);
  }

  /** What a rule asks, by keys. */
  #opensOfRule(rule: DutyRule): string[] {
    const hangsOnQuota = rule.type === 'not_paid_within_quota' && this.#readings.question.standpoint.quota === null;
    return [...keysOf(underEveryTruth((ask) => this.#readings.holds(rule, ask), MOST_TRUTHS)), ...(hangsOnQuota ? [quotaOpen.key] : [])];
  }

  /** The tariffs here that a rule makes pay otherwise. */
  #concernedBy({ type, measures }: DutyRule): string[] {
    const there = measures.filter((measure) => this.#readings.tariffs.some((tariff) => tariff.measure === measure));
    return type === 'at_most_one_of' ? there : there.slice(0, 1);
  }

  /** Tariffs in groups of which at most one is levied for certain; the others each for itself. */
  #exclusive(tariffs: readonly Tariff[]): Tariff[][] {
    const groups: Tariff[][] = [];
    let left = [...tariffs];
    for (const rule of this.#readings.rules.filter(({ type }) => type === 'at_most_one_of')) {
      if (!this.#readings.holdsForCertain(rule)) continue;
      const group = left.filter(({ measure }) => rule.measures.includes(measure));
      left = left.filter((tariff) => !group.includes(tariff));
      if (group.length > 0) groups.push(group);
    }
    return [...groups, ...left.map((tariff) => [tariff])];
  }

  /** Some of very many truths, among which is all that may become of each tariff by itself. */
  #some(tariffs: readonly Tariff[], reckon: (ask: Ask) => PartResult): UnderTruth<PartResult>[] {
    return tariffs.flatMap((tariff) => {
      const { outcomes } = this.#readings.alone.get(tariff) as Outcomes<Read>;
      return outcomes.slice(0, SHOWN_TRUTHS).flatMap(({ asked }) => {
        const known = new Map(asked.map(({ open, way }) => [open.key, way]));
        return (['first', 'last'] as const).map((rest) => underSome(reckon, known, rest));
      });
    });
  }

  /** Bounds that hold whatever is true, where there are too many truths to go through them. */
  #atMost(tariffs: readonly Tariff[], hasBase: boolean): Pick<PartOfTariffs, 'pct' | 'amount'> {
    const highest = (measure: 'pct' | 'amount', tariff: Tariff): Bounds | null => {
      const { outcomes, isWhole } = this.#readings.alone.get(tariff) as Outcomes<Read>;
      const bounds = outcomes.flatMap(({ result }) =>
        result !== null && result.exempting === null && isSummed(result.levied) ? [result.levied.worth[measure]] : [],
      );
      const tops = this.#readings.rules
        .filter(({ type, measures }) => type === 'tops_up_base_to' && measures[0] === tariff.measure)
        .map(({ percent }) => (measure === 'pct' ? exactly(percent ?? '0') : levelOf(percent ?? '0', this.#readings.question.shipment)));
      return spanOf([ZERO, ...bounds, ...tops, ...(isWhole ? [] : [ANYTHING])]);
    };
    const boundsIn = (measure: 'pct' | 'amount'): PartResult['pct'] => {
      const sum = (some: readonly Tariff[]): Bounds | null => {
        const groups = this.#exclusive(some.filter((tariff) => !isWithdrawal(tariff)));
        return sumOf(groups.map((group) => spanOf(group.map((tariff) => highest(measure, tariff)))));
      };
      const additional = sum(tariffs.filter((tariff) => !isOfBase(tariff)));
      const base = sum(tariffs.filter(isOfBase));
      // A preference, recorded or not, is at most the MFN rate.
      const isKnown = tariffs.some((tariff) => {
        const { outcomes, isWhole } = this.#readings.alone.get(tariff) as Outcomes<Read>;
        return tariff.duty_type === 'mfn' && isWhole && outcomes.every(({ result }) => result !== null && result.exempting === null);
      });
      const total = additional && base && plus(additional, hasBase && !isKnown ? ANYTHING : base);
      return { total, additional };
    };
    return { pct: boundsIn('pct'), amount: boundsIn('amount') };
  }
}

const keysOf = ({ outcomes }: Outcomes<unknown>): Set<string> =>
  new Set(outcomes.flatMap(({ asked }) => asked.map(({ open }) => open.key)));
