import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DutyFacts, workOutDuty } from '../../../src/domain/duty/duty.ts';
import type { ExactDuty } from '../../../src/domain/duty/exact-duty.ts';
import type { DutyRule, Tariff } from '../../../src/domain/duty/facts.ts';
import { completeLines } from '../../../src/domain/duty/nomenclature.ts';
import { Recall } from '../../../src/domain/duty/recall.ts';
import type { Rate } from '../../../src/domain/ledger.ts';
import type { Scope } from '../../../src/domain/scope.ts';
import { EU_OF_THREE, scope } from '../../support/scopes.ts';
import { casesOf, THOROUGH } from '../../support/thorough.ts';

/*
 * The duty of every good below a product, under every truth of what is unclear, by brute force: no cells, no parts, nothing that is clever.
 * The least and the most of all of them are what an answer must say, and a total is given if and only if they are equal.
 */

const PRODUCT = '8703';
const CODES = ['87', '8703', '870310', '87031010', '8703101010', '870320', '8703201010', '*'];
/** A good of each code that is of no longer one. */
const GOODS = ['8703999999', '8703109999', '8703101099', '8703101010', '8703209999', '8703201010'];
const NAMES = ['large', 'small'];
const CONDITIONS = ['at port', 'by sea'];
const COMPANIES = ['byd', 'tesla', 'other_cooperating', 'all_others', 'nobody'];
const QUOTAS = ['in', 'over'] as const;

const goods = fc.oneof(
  { weight: 3, arbitrary: fc.record({ codes: fc.subarray(CODES, { minLength: 1, maxLength: 2 }), name: fc.constant(null) }) },
  {
    weight: 2,
    arbitrary: fc.record({ codes: fc.constantFrom(['ex 8703'], ['ex 870310'], ['ex 87'], ['ex 870320']), name: fc.constantFrom(...NAMES) }),
  },
  { weight: 1, arbitrary: fc.record({ codes: fc.constant([]), name: fc.constantFrom(...NAMES) }) },
);
const scopes = fc
  .record({
    goods: fc.array(goods, { maxLength: 2 }),
    condition: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...CONDITIONS) }),
    exporters: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(['byd'], ['tesla'], ['other_cooperating'], ['all_others'], ['other_cooperating', 'all_others']),
      },
    ),
    quota: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...QUOTAS) }),
    companies: fc.constantFrom([], ['byd']),
    complete: fc.boolean(),
  })
  .map(({ goods, companies, complete, ...rest }): Scope => {
    const cooperates = (rest.exporters as readonly string[]).includes('other_cooperating');
    return {
      ...scope({}),
      ...rest,
      goods: goods.map((one) => ({ ...one, note: null, confidence: null })),
      companies: cooperates ? companies : [],
      ...(cooperates && complete && { companies_complete: true as const }),
    };
  });
const rates = fc
  .tuple(scopes, fc.constantFrom('5%', '10%', '25%', 'free', '7.5–20', '25% of the metal', '10% of the glass'))
  .map(([own, said]): Rate => {
    const [text, value_part] = said.split(' of ') as [string, string?];
    const [min_pct = null, max_pct = null] = text.includes('–') ? text.split('–') : [];
    const rest = { collection: 'full' as const, note: null, confidence: null, doubt: null, ...(value_part && { value_part }) };
    return { scope: own, expression: max_pct === null ? text : null, min_pct, max_pct, ...rest };
  });
const tables = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('5%', '10%', '25%').map((text): Rate[] => [rateOf(text)]) },
  { weight: 4, arbitrary: fc.array(rates, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const rateOf = (expression: string): Rate => ({
  ...{ scope: scope({}), expression, min_pct: null, max_pct: null },
  ...{ collection: 'full', note: null, confidence: null, doubt: null },
});

const tariffs = fc.array(
  fc.record({
    duty_type: fc.constantFrom('additional' as const, 'additional' as const, 'anti_dumping' as const, 'mfn' as const),
    coverage: fc.array(scopes, { minLength: 1, maxLength: 2 }),
    exemptions: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(scopes, { minLength: 1, maxLength: 1 }) },
    ),
    rates: tables,
    /** Whether it may not have begun, whether its rates may be others, and whether its coverage is not known. */
    perhaps: fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom('status', 'rates', 'coverage') },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);
const rules = fc.array(
  fc.record({
    type: fc.constantFrom(
      'not_levied_with' as const,
      'at_most_one_of' as const,
      'tops_up_base_to' as const,
      'replaces_base' as const,
      'not_paid_within_quota' as const,
      'levied_on_rest_of' as const,
    ),
    about: fc.nat(3),
    other: fc.nat(3),
    percent: fc.constantFrom('8', '15'),
    scope: fc.oneof({ weight: 4, arbitrary: fc.constant(scope({})) }, { weight: 1, arbitrary: scopes }),
    certain: fc.boolean(),
  }),
  { maxLength: 3 },
);
const cases = fc.record({
  tariffs,
  rules,
  exporter: fc.constantFrom(undefined, undefined, ...COMPANIES),
  quota: fc.constantFrom(undefined, undefined, ...QUOTAS),
  /** The lines of a complete nomenclature, where there is one. */
  lines: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.subarray(GOODS, { minLength: 1 }) }),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function factsOf({ tariffs, rules, lines }: Case): DutyFacts {
  const made = tariffs.map(({ duty_type, coverage, exemptions, rates, perhaps }, index): Tariff => {
    const measure = `m${index}`;
    return {
      measure,
      title: measure,
      duty_type,
      statuses: [{ status: 'in_force', exemptions }, ...(perhaps === 'status' ? [null] : [])],
      coverages: perhaps === 'coverage' ? [null] : [coverage],
      tables: [rates, ...(perhaps === 'rates' ? [[rateOf('50%')]] : [])],
      doubts: [],
      legal_instruments: [],
      sources: [],
      checked_on: null,
    };
  });
  const ofBase = new Set(made.filter(({ duty_type }) => duty_type === 'mfn').map(({ measure }) => measure));
  const kept: DutyRule[] = [];
  for (const [seq, { type, about, other, percent, scope: own, certain }] of rules.entries()) {
    const [first, second] = [made[about % made.length] as Tariff, made[other % made.length] as Tariff];
    const gives = type === 'not_levied_with' || type === 'levied_on_rest_of';
    const measures = gives || type === 'at_most_one_of' ? [first.measure, second.measure] : [first.measure];
    // What the ledger refuses, or what would be said twice, is no case: two of a kind about one tariff, circles, and bases among the others.
    if (measures.length === 2 && (first === second || (gives && first.measure < second.measure))) continue;
    if (measures.some((measure) => ofBase.has(measure))) continue;
    // What is left may be left by two.
    const isAnother = (rule: DutyRule): boolean =>
      type === 'levied_on_rest_of' && rule.measures[0] === measures[0] && rule.measures[1] !== measures[1];
    const alike = kept.filter((rule) => rule.type === type && rule.measures.some((measure) => measures.includes(measure)));
    if (!alike.every(isAnother)) continue;
    kept.push({
      seq,
      type,
      measures,
      percent: type === 'tops_up_base_to' ? percent : null,
      scope: own,
      certain,
      doubt: null,
      sources: [],
      text: type,
    });
  }
  return { tariffs: made, rules: kept, ...(lines && { isEmpty: completeLines(lines).isEmpty }) };
}

/** None of it, next to none, a half, nearly all, all of it. */
const SHARES = [0, 0, 0.5, 1, 1];
const [NONE, NEARLY] = [0, 3];
type Numbers = [least: number, most: number];
const paysOf = ([least, most]: Numbers): 'something' | 'perhaps' | 'nothing' =>
  most === 0 ? 'nothing' : least > 0 ? 'something' : 'perhaps';
const TOP = Number.POSITIVE_INFINITY;
/** How something unclear is; asked by a name and the number of ways in which it may be. */
type Truth = (name: string, ways?: number) => number;

/** All that a case comes to for one good, under one truth. */
function dutyOf(
  good: string,
  { tariffs, rules }: DutyFacts,
  { exporter, quota }: Case,
  truth: Truth,
): { total: Numbers; additional: Numbers } {
  const company = exporter ?? (COMPANIES[truth('company', COMPANIES.length)] as string);
  const side = quota ?? (QUOTAS[truth('quota')] as 'in' | 'over');
  const isClass = (who: string): boolean => who === 'other_cooperating' || who === 'all_others';
  const classOf = (measure: string, one: Scope, who: string): number | null => {
    const names = (class_: string): boolean => one.exporters.includes(class_);
    if (one.exporters.length === 0) return 0;
    if (names(who) && !isClass(who)) return 3;
    if (names('other_cooperating') && (who === 'other_cooperating' || one.companies.includes(who))) return 2;
    if (names('all_others') && who !== 'other_cooperating') return 1;
    const isOpen = names('other_cooperating') && !one.companies_complete && !isClass(who);
    return isOpen && truth(`${who} cooperates in ${measure}`) === 1 ? 2 : null;
  };
  const isMeant = (one: Scope, forced: boolean): boolean =>
    one.goods.length === 0 ||
    one.goods.some(({ codes, name }) => {
      if (codes.length === 0) return forced || truth(`goods ${name}`) === 1;
      return codes.some((code) => {
        if (code === '*') return true;
        if (!code.startsWith('ex ')) return good.startsWith(code);
        return good.startsWith(code.slice(3)) && (forced || truth(`${code} ${name}`) === 1);
      });
    });
  const holds = (measure: string, one: Scope, forced = false, who = company): boolean =>
    (one.quota === null || one.quota === side) &&
    classOf(measure, one, who) !== null &&
    isMeant(one, forced) &&
    (one.condition === null || truth(`condition ${one.condition}`) === 1);
  const digits = (one: Scope): number =>
    Math.max(
      0,
      ...one.goods.flatMap(({ codes }) =>
        codes.map((code) => code.replace('ex ', '')).flatMap((code) => (good.startsWith(code) ? code.length : 0)),
      ),
    );
  const textOf = (one: Rate): string => `${one.expression ?? `${one.min_pct}–${one.max_pct}`} ${one.value_part ?? ''}`;
  /** The part of the value that a tariff is charged on: its share, and whether it is none at all. */
  const onPart = new Map<string, { part: string; share: number; pays: 'something' | 'perhaps' | 'nothing'; leaves?: boolean }>();
  const numbersOf = (measure: string, one: Rate): Numbers => {
    if (one.expression === null) return [Number(one.min_pct), Number(one.max_pct)];
    const percent = one.expression === 'free' ? 0 : Number(one.expression.replace('%', ''));
    if (one.value_part === undefined || percent === 0) return [percent, percent];
    const way = truth(`share of ${one.value_part}`, SHARES.length);
    const share = SHARES[way] as number;
    onPart.set(measure, { part: one.value_part, share, pays: way === NONE ? 'nothing' : 'something', leaves: way === NEARLY });
    return [percent * share, percent * share];
  };
  const rank = (measure: string, { scope: one }: Rate, who: string): number[] => [
    classOf(measure, one, who) ?? -1,
    one.condition === null ? 0 : 1,
    digits(one),
    one.quota === null ? 0 : 1,
  ];
  const chosen = (measure: string, table: readonly Rate[]): Numbers => {
    // Where nobody is asked about, who cooperated elsewhere is one of all others in a table that knows no such class.
    const knows = table.some(({ scope: one }) => isMeantAtAll(one, good) && one.exporters.includes('other_cooperating'));
    const who = exporter === undefined && company === 'other_cooperating' && !knows ? 'all_others' : company;
    let met = table.filter((one) => holds(measure, one.scope, false, who));
    if (met.length === 0) met = table.filter((one) => holds(measure, one.scope, true, who));
    const best = met.map((one) => rank(measure, one, who)).sort((a, b) => compare(b, a))[0];
    const alike = met.filter((one) => compare(rank(measure, one, who), best as number[]) === 0);
    const texts = [...new Set(alike.map(textOf))].sort();
    if (texts.length === 0) return [0, TOP];
    const text = texts[truth(`rate of ${measure} ${texts.join()}`, texts.length)];
    return numbersOf(measure, alike.find((one) => textOf(one) === text) as Rate);
  };

  const paid = new Map<string, Numbers>();
  const base: [string, Numbers, number][] = [];
  for (const { measure, duty_type, statuses, coverages, tables } of tariffs) {
    const status = statuses[truth(`status of ${measure}`, statuses.length)];
    if (status == null) continue;
    const coverage = coverages[0] ?? null;
    if (coverage === null ? truth(`covered by ${measure}`) === 0 : !coverage.some((one) => holds(measure, one))) continue;
    if (status.exemptions.some((one) => holds(measure, one))) continue;
    const table = tables[truth(`table of ${measure}`, tables.length)];
    const numbers: Numbers = table == null ? [0, TOP] : chosen(measure, table);
    if (duty_type === 'mfn')
      base.push([measure, numbers, Math.max(0, ...(coverage ?? []).filter((one) => isMeantAtAll(one, good)).map(digits))]);
    else paid.set(measure, numbers);
  }
  const pays = (measure: string): boolean => {
    const numbers = paid.get(measure);
    const on = onPart.get(measure);
    if (numbers === undefined) return false;
    const how = on?.pays ?? paysOf(numbers);
    if (how === 'nothing') return false;
    if (how === 'something' || truth(`${measure} pays`) === 1) return true;
    paid.set(measure, [0, 0]);
    return false;
  };
  const applies = (rule: DutyRule): boolean =>
    holds(rule.measures[0] as string, rule.scope) && (rule.certain || truth(`rule ${rule.seq}`) === 1);
  const of = (type: DutyRule['type']): DutyRule[] => rules.filter((rule) => rule.type === type);
  for (const rule of of('not_paid_within_quota')) if (side === 'in' && applies(rule)) paid.delete(rule.measures[0] as string);
  // The other one always has the lower number here, so that it is decided before.
  const takenFrom = new Map<string, Map<string, { share: number; leaves?: boolean }>>();
  const whole = new Map<string, Numbers>();
  const replaced = new Set<string>();
  const apart = [...of('levied_on_rest_of'), ...of('not_levied_with')];
  for (const rule of apart.sort((a, b) => ((a.measures[0] as string) < (b.measures[0] as string) ? -1 : 1))) {
    const [one, other] = rule.measures as [string, string];
    const numbers = paid.get(one);
    if (replaced.has(`${one} ${other}`) || numbers === undefined || !pays(other) || !applies(rule)) continue;
    if (rule.type === 'levied_on_rest_of') replaced.add(`${one} ${other}`);
    const on = rule.type === 'levied_on_rest_of' ? onPart.get(other) : undefined;
    if (on === undefined) {
      paid.delete(one);
      continue;
    }
    const parts = takenFrom.get(one) ?? new Map<string, { share: number; leaves?: boolean }>();
    takenFrom.set(one, parts.set(on.part, on));
    const left = 1 - [...parts.values()].reduce((sum, { share }) => sum + share, 0);
    if (left === 1) continue;
    const isSome = left > 0 || (left === 0 && [...parts.values()].some(({ leaves }) => leaves));
    const own = onPart.get(one);
    const isOwn = own !== undefined && own.part !== 'the rest';
    const before = whole.get(one) ?? numbers;
    whole.set(one, before);
    // What is itself charged on a part is charged on no more of that, and on no more than what is left.
    const ofOwn: Numbers = [0, isOwn && own.share > 0 ? Math.min(numbers[1], (before[1] / own.share) * left) : 0];
    paid.set(one, left <= 0 ? [0, 0] : isOwn ? ofOwn : [before[0] * left, before[1] * left]);
    const how = isOwn ? own.pays : paysOf(before);
    onPart.set(one, { part: 'the rest', share: Math.max(0, left), pays: isSome ? how : 'nothing' });
  }
  for (const rule of of('at_most_one_of')) {
    const levied = rule.measures.filter(pays);
    if (levied.length < 2 || !applies(rule)) continue;
    const certain = levied.filter((measure) => isCertain(tariffs.find((one) => one.measure === measure) as Tariff, good, truth));
    const candidates = certain.length > 0 ? certain : levied;
    const keep = candidates[truth(`one of ${rule.seq} ${candidates.join()}`, candidates.length)];
    for (const measure of levied) if (measure !== keep) paid.delete(measure);
  }
  const closest = base.filter(([, , length]) => length === Math.max(...base.map(([, , other]) => other)));
  let ofBase: Numbers | null =
    closest.length === 0
      ? null
      : (closest[truth(`base ${closest.map(([measure]) => measure).join()}`, closest.length)] as (typeof closest)[number])[1];
  const replacing = of('replaces_base').filter((rule) => pays(rule.measures[0] as string) && applies(rule));
  if (replacing.length > 0) {
    const measure = (replacing[truth(`replaces ${replacing.map(({ seq }) => seq).join()}`, replacing.length)] as DutyRule)
      .measures[0] as string;
    ofBase = paid.get(measure) as Numbers;
    paid.delete(measure);
  }
  const levels: { to: number; share: number }[] = [];
  for (const rule of of('tops_up_base_to')) {
    const measure = rule.measures[0] as string;
    if (!paid.has(measure) || !applies(rule) || paid.get(measure)?.[1] === 0) continue;
    paid.delete(measure);
    levels.push({ to: Number(rule.percent), share: onPart.get(measure)?.share ?? 1 });
  }
  const others = [...paid.values()].reduce<Numbers>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  const [low, high] = ofBase ?? [0, TOP];
  const points = [low, high, ...levels.map(({ to }) => to).filter((to) => low < to && to < high)];
  const above = points.map((at) => levels.reduce((sum, { to, share }) => sum + Math.max(0, to - at) * share, 0));
  const sums = points.map((at, index) => at + (above[index] as number));
  return {
    total: [Math.min(...sums) + others[0], Math.max(...sums) + others[1]],
    additional: [Math.min(...above) + others[0], Math.max(...above) + others[1]],
  };
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((one, index) => one !== b[index]);
  return at === -1 ? 0 : (a[at] as number) - (b[at] as number);
};
const isMeantAtAll = ({ goods }: Scope, good: string): boolean =>
  goods.length === 0 ||
  goods.some(({ codes }) => codes.length === 0 || codes.some((code) => code === '*' || good.startsWith(code.replace('ex ', ''))));

/** The case that is gone through, for what is certain whatever is true. */
let current: Case;
/** What the question could say of a shipment; the rest is what the ledger leaves open. */
const canBeSaid = (name: string): boolean => name === 'company' || name === 'quota' || name.startsWith('condition ');
/** Is a tariff levied whatever is true of the goods, for what can be said being as it is? */
function isCertain(tariff: Tariff, good: string, truth: Truth): boolean {
  const alone = { tariffs: [{ ...tariff, duty_type: 'additional' as const, tables: [[rateOf('1%')]] }], rules: [] };
  const results = everyTruth((own) =>
    dutyOf(good, alone, current, (name, ways) => (canBeSaid(name) ? truth(name, ways) : own(name, ways))),
  );
  return results.every(({ additional: [least] }) => least === 1);
}

class TooMany extends Error {}

/** Runs something under every truth of what it asks. */
function everyTruth<T>(run: (truth: Truth) => T, most = 3_000): T[] {
  const results: T[] = [];
  const seen = new Map<string, number>();
  const go = (known: ReadonlyMap<string, number>): void => {
    if (results.length > most) throw new TooMany();
    let unknown: [string, number] | null = null;
    // Made once: where it was thrown nobody asks, and finding that out takes longer than the rest.
    const open = new Error('a truth that is not decided yet');
    try {
      const result = run((name, ways = 2) => {
        const way = known.get(name);
        if (way !== undefined) return way;
        unknown = [name, ways];
        throw open;
      });
      results.push(result);
    } catch (error) {
      if (error !== open || unknown === null) throw error;
      const [name, ways] = unknown as [string, number];
      seen.set(name, ways);
      for (let way = 0; way < ways; way++) go(new Map([...known, [name, way]]));
    }
  };
  go(new Map());
  return results;
}

const numbersIn = (range: { least: string; most: string | null } | null): Numbers | null =>
  range && [Number(range.least), range.most === null ? TOP : Number(range.most)];

function answerTo(one: Case, facts = factsOf(one), recall?: Recall, product = PRODUCT): ExactDuty {
  const { exporter, quota } = one;
  const question = {
    on: '2025-01-01',
    affected: 'CN',
    product,
    preference: false,
    exporter_name: null,
    shipment: { quantities: [], fx: [] },
  };
  return workOutDuty({ ...question, ...(exporter && { exporter }), ...(quota && { quota }) }, facts, EU_OF_THREE, recall);
}

describe('the least and the most', () => {
  it('are those of every good under every truth, and a total is given if and only if they are equal', () => {
    let counted = 0;
    let totals = 0;
    fc.assert(
      fc.property(cases, (one) => {
        current = one;
        const facts = factsOf(one);
        let all: { total: Numbers; additional: Numbers }[];
        try {
          all = (one.lines ?? GOODS).flatMap((good) => everyTruth((truth) => dutyOf(good, facts, one, truth)));
        } catch (error) {
          if (error instanceof TooMany) return;
          throw error;
        }
        counted += 1;
        const spanOf = (what: 'total' | 'additional'): Numbers => [
          Math.min(...all.map((duty) => duty[what][0])),
          Math.max(...all.map((duty) => duty[what][1])),
        ];
        const answer = answerTo(one, facts);
        expect(numbersIn(answer.range.ad_valorem_pct)).toEqual(spanOf('total'));
        // Where nothing is recorded no number is told, though all truths agree on none.
        expect(numbersIn(answer.additional.ad_valorem_pct)).toEqual(facts.tariffs.length > 0 ? spanOf('additional') : null);
        const [least, most] = spanOf('total');
        expect(answer.total_ad_valorem_pct === null ? null : Number(answer.total_ad_valorem_pct)).toBe(least === most ? least : null);
        if (least === most) totals += 1;
        else expect(answer.cannot_compute).not.toEqual([]);
      }),
      // Few goods have a total: a short run takes goods of which some do.
      THOROUGH ? { numRuns: RUNS } : { numRuns: RUNS, seed: 7 },
    );
    expect(counted).toBeGreaterThan(RUNS * 0.8);
    expect(totals).toBeGreaterThan(RUNS / 100);
  });
});

describe('what was worked out of other days', () => {
  it('leaves every answer as it is', () => {
    const days = fc.array(fc.record({ tariffs: fc.nat(), rules: fc.nat(), product: fc.constantFrom(PRODUCT, ...GOODS) }), {
      minLength: 2,
      maxLength: 5,
    });
    let kept = 0;
    fc.assert(
      fc.property(cases, days, (one, list) => {
        const { tariffs, rules } = factsOf(one);
        const recall = new Recall();
        const some = <Of>(all: readonly Of[], which: number): Of[] => all.filter((_, at) => (which >> at) % 2 === 0);
        for (const day of list) {
          const facts = { tariffs: some(tariffs, day.tariffs), rules: some(rules, day.rules) };
          expect(answerTo(one, facts, recall, day.product)).toEqual(answerTo(one, facts, undefined, day.product));
        }
        kept += tariffs.length;
      }),
      { numRuns: RUNS },
    );
    expect(kept).toBeGreaterThan(RUNS);
  });
});

const RUNS = casesOf(80, 250);
