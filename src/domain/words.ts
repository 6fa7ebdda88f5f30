import { adValoremPct, parseDutyOrNull } from './duty/expression.ts';
import type { Rate } from './ledger.ts';
import { isForEverybody, jurisdictionOf, type Scope } from './scope.ts';
import type { Collection } from './vocabulary.ts';

/**
 * A number or a decimal with its thousands set apart for reading, 20,000; decimals stay as they are. By hand: the words of all languages
 * take a command a twentieth of its time to load.
 */
export function grouped(decimal: string | number): string {
  const [whole = '', decimals] = String(decimal).split('.');
  const thousands = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? thousands : `${thousands}.${decimals}`;
}

/** So many codes or names of a list are told at most. */
const TOLD = 12;

/** Texts one after another: of many the first `most`, and how many more there are. */
export const firstOf = (texts: readonly string[], most = TOLD): string =>
  `${texts.slice(0, most).join(', ')}${texts.length > most ? ` and ${texts.length - most} more` : ''}`;

/** The same as a list: of many, the last text says how many more there are. */
export const firstFew = (texts: readonly string[], most = TOLD): readonly string[] =>
  texts.length > most ? [...texts.slice(0, most), `and ${texts.length - most} more`] : texts;

/** The goods of scopes as codes, and in words where there is no code; each once. Of a list that was not transcribed a code tells only what may be on it: `ex 30`. */
export function goodsOf(scopes: readonly Scope[]): string[] {
  const texts = scopes.flatMap(({ goods, list_unknown }) => {
    const told = list_unknown.includes('goods') ? (code: string) => (/^\d/.test(code) ? `ex ${code}` : code) : (code: string) => code;
    return goods.length === 0 ? ['*'] : goods.flatMap(({ codes, name }) => (codes.length > 0 ? codes.map(told) : [name ?? '']));
  });
  return [...new Set(texts)];
}

/** The partners of scopes, each once; `*` for all. */
export function partnersOf(scopes: readonly Scope[]): string[] {
  return [...new Set(scopes.flatMap((scope) => (scope.partners.length === 0 ? ['*'] : scope.partners)))];
}

/** Who is left out of every scope: whom one of them names, or takes in with all others, is not left out, whatever another says. */
export function excludedOf(scopes: readonly Scope[]): string[] {
  const namedBy = (codes: readonly string[], code: string): boolean => codes.includes(code) || codes.includes(jurisdictionOf(code));
  const isMet = (code: string): boolean =>
    scopes.some((scope) => (isForEverybody(scope) || namedBy(scope.partners, code)) && !namedBy(scope.excluded, code));
  return [...new Set(scopes.flatMap((scope) => scope.excluded))].filter((code) => !isMet(code));
}

/** The companies and classes of exporters to which scopes are limited; none where one of them is for everybody. */
export function exportersOf(scopes: readonly Scope[]): string[] {
  return scopes.some(({ exporters }) => exporters.length === 0) ? [] : [...new Set(scopes.flatMap(({ exporters }) => exporters))];
}

/** Codes as words: of a long list the first of them, and how many there are. */
const SHOWN_CODES = 12;
const codesText = (codes: readonly string[]): string =>
  codes.length <= SHOWN_CODES ? codes.join(', ') : `${codes.slice(0, SHOWN_CODES).join(', ')} … (${codes.length} codes)`;

/** A scope in one line: goods, partners, exporters, condition; what narrows nothing is left out, and of long lists of codes the most. */
export function describeScope(scope: Scope): string {
  const parts: string[] = [];
  if (scope.goods.length > 0)
    parts.push(scope.goods.map((goods) => [goods.name, codesText(goods.codes)].filter(Boolean).join(' ')).join(' and '));
  if (scope.partners.length > 0) parts.push(scope.partners.join(', '));
  if (scope.excluded.length > 0) parts.push(`except ${scope.excluded.join(', ')}`);
  if (scope.exporters.length > 0) parts.push(scope.exporters.join(', '));
  if (scope.quota !== null) parts.push(scope.quota === 'in' ? 'within the quota' : 'over the quota');
  if (scope.condition !== null) parts.push(scope.condition);
  return parts.join('; ') || 'everything';
}

const QUOTA_WORDS = { in: 'within', over: 'over' } as const;

/**
 * What comes to a coverage and what goes, list by list: `goods + 720810, 720825, − 7601; partners + CA`. The first of many, and how many more
 * there are. Then the conditions, and the goods whose partners are others, as far as the lists don't tell it.
 */
export function coverageDifference(before: readonly Scope[], after: readonly Scope[]): string {
  // Companies are told where some are named at all: whom a list for all takes in or leaves out is everybody else.
  const byCompany = [...before, ...after].some(({ exporters }) => exporters.length > 0);
  const companiesOf = (scopes: readonly Scope[]): string[] => {
    const named = exportersOf(scopes);
    return byCompany && scopes.length > 0 && named.length === 0 ? ['*'] : named;
  };
  const lists = [
    ['goods', goodsOf],
    ['partners', partnersOf],
    ['left out', excludedOf],
    ['companies', companiesOf],
    ['quota', (scopes: readonly Scope[]) => [...new Set(scopes.flatMap(({ quota }) => (quota === null ? [] : QUOTA_WORDS[quota])))]],
  ] as const;
  const parts = lists.flatMap(([name, of]) => {
    const [earlier, later] = [before, after].map((scopes) => new Set(of(scopes))) as [Set<string>, Set<string>];
    const told = differenceOf(earlier, later);
    return told === '' ? [] : [`${name} ${told}`];
  });
  const conditions = conditionsDifference(before, after);
  const [were, are] = [partnersOf(before), partnersOf(after)];
  const told = new Set([...were.filter((one) => !are.includes(one)), ...are.filter((one) => !were.includes(one))]);
  return (
    [...parts, ...conditions, ...partnersByGoods(before, after, told)].join('; ') || 'the same goods and partners, put together otherwise'
  );
}

/** The conditions that come and go, each by itself, as many are half a sentence with commas: `without condition: not for fishing`. */
function conditionsDifference(before: readonly Scope[], after: readonly Scope[]): string[] {
  const of = (scopes: readonly Scope[]): string[] => [...new Set(scopes.flatMap(({ condition }) => condition ?? []))];
  const [earlier, later] = [of(before), of(after)];
  const texts = [
    ...later.filter((one) => !earlier.includes(one)).map((one) => `with condition: ${one}`),
    ...earlier.filter((one) => !later.includes(one)).map((one) => `without condition: ${one}`),
  ];
  const more = texts.length - TOLD;
  return more > 0 ? [...texts.slice(0, TOLD), `and ${more} more conditions`] : texts;
}

/** So many kinds of goods whose partners are others are told at most. */
const TOLD_GOODS = 3;

/** What comes to the partners of some goods and what goes, where other goods have the same partners as before: `partners of 721310 + BG`. */
function partnersByGoods(before: readonly Scope[], after: readonly Scope[], told: ReadonlySet<string>): string[] {
  const [earlier, later] = [before, after].map(byGoods) as [GoodsPartners, GoodsPartners];
  const changes = new Map<string, string[]>();
  for (const [key, { goods, partners }] of later) {
    const were = earlier.get(key)?.partners;
    if (were === undefined) continue;
    const signed = differenceOf(were, partners, told);
    if (signed !== '') changes.set(signed, [...(changes.get(signed) ?? []), goods]);
  }
  const texts = [...changes].map(([signed, goods]) => `partners of ${firstOf([...new Set(goods)].map(orAll))} ${signed}`);
  const more = texts.length - TOLD_GOODS;
  return more > 0 ? [...texts.slice(0, TOLD_GOODS), `and partners of other goods, in ${more} more ways`] : texts;
}

type GoodsPartners = Map<string, { goods: string; partners: ReadonlySet<string> }>;

/** The partners of each code or name, of scopes that are alike in all else. */
function byGoods(scopes: readonly Scope[]): GoodsPartners {
  const found: GoodsPartners = new Map();
  for (const one of scopes) {
    const { excluded, exporters, quota, condition } = one;
    const rest = JSON.stringify([excluded, exporters, quota, condition]);
    const own: ReadonlySet<string> = new Set(partnersOf([one]));
    for (const goods of goodsOf([one])) {
      const known = found.get(`${goods} ${rest}`);
      found.set(`${goods} ${rest}`, { goods, partners: known === undefined ? own : new Set([...known.partners, ...own]) });
    }
  }
  return found;
}

/** What comes and what goes, `+ CA, − AU`, but for what is told already. */
const differenceOf = (before: ReadonlySet<string>, after: ReadonlySet<string>, told: ReadonlySet<string> = new Set()): string =>
  [
    ...toldOf(
      '+',
      [...after].filter((one) => !before.has(one) && !told.has(one)),
    ),
    ...toldOf(
      '−',
      [...before].filter((one) => !after.has(one) && !told.has(one)),
    ),
  ].join(', ');

function toldOf(sign: '+' | '−', all: readonly string[]): string[] {
  if (all.length === 0) return [];
  return [`${sign} ${firstOf(all.map(orAll))}`];
}

/** A code as a word: `*` stands for all. */
const orAll = (code: string): string => (code === '*' ? 'all' : code);

/** A rate as people write it: the expression, or the range. */
export const rateText = ({
  expression,
  min_pct,
  max_pct,
  value_part,
}: Pick<Rate, 'expression' | 'min_pct' | 'max_pct' | 'value_part'>): string =>
  `${expression ?? `${min_pct}%–${max_pct}%`}${value_part === undefined ? '' : ` on ${value_part} alone`}`;

/** The same without the part of the value that it names. */
export const withoutPart = (text: string): string => text.replace(/ on .+ alone$/, '');

/** So many letters of rates are told at most: of hundreds nobody reads each. */
const MOST_LETTERS = 400;

/** How a rate is collected, where that is not in full. */
export const COLLECTED: Readonly<Record<Collection, string>> = {
  full: '',
  guarantee: 'as a guarantee',
  if_undertaking_broken: 'only if the undertaking is broken',
  none: 'determined, not collected in the end',
};

/** How rates are collected that are shown as one; empty where that is in full. */
export const collectedWords = (collected: readonly Collection[]): string =>
  collected.length > 1
    ? collected.map((one) => `some ${COLLECTED[one] || 'in full'}`).join(', ')
    : collected.map((one) => COLLECTED[one]).join();

/**
 * The rates of a table in a few words: the only rate, or the lowest and the highest if all are percentages, else the rates one
 * by one, or how many they are. Numerals stay as they were written.
 */
export function summariseRates(table: { rates: readonly Rate[] }): string {
  const texts = [...new Set(table.rates.map(rateText))];
  if (texts.length <= 1) return texts[0] ?? '';
  const bounds = percentBounds(table.rates);
  if (bounds === null) {
    const words = texts.join(' | ');
    return words.length <= MOST_LETTERS ? words : `${texts.length} rates, of different kinds`;
  }
  const { least, most } = bounds;
  return Number(least) === Number(most) ? `${least}%` : `${least}%–${most}%`;
}

/**
 * The least and the most of some rates in percent of the customs value, as decimals as they were written; null if one of them is no
 * percentage, or there is none. A rate on a part of the value may come to nothing.
 */
export function percentBounds(rates: readonly Rate[]): { least: string; most: string } | null {
  const all = rates.flatMap(({ expression, min_pct, max_pct, value_part }) => {
    const duty = expression === null ? null : parseDutyOrNull(expression);
    const own = expression === null ? [min_pct, max_pct] : [duty && adValoremPct(duty)];
    return value_part === undefined ? own : ['0', ...own];
  });
  if (all.includes(null)) return null;
  const [least, ...others] = (all as string[]).sort((a, b) => Number(a) - Number(b));
  return least === undefined ? null : { least, most: others.at(-1) ?? least };
}
