import { nomenclatureLines, nomenclaturesOf } from '../db/nomenclatures.ts';
import type { Connection } from '../db/store.ts';
import { type Day, NEVER } from '../domain/dates.ts';
import type { DutyFacts } from '../domain/duty/duty.ts';
import { type CompleteLines, completeLines } from '../domain/duty/nomenclature.ts';
import { invalid } from '../domain/errors.ts';
import { EDITION_DAYS, holdsAll, onDay } from '../domain/harmonized-system.ts';
import type { Beside } from './paging.ts';
import type { AsOf } from './tracker.ts';

/** The goods of a customs tariff on its days, as far as they concern a question. */
export interface KnownGoods extends CompleteLines {
  title: string;
  first_on: Day;
  /** Last day, inclusive. */
  last_on: Day;
}

/** The complete nomenclatures of some importers on some day of a span (first and last day inclusive), with their lines around a product. */
export async function knownGoods(
  connection: Connection,
  importers: readonly string[],
  product: string,
  [first, last]: readonly [first: Day, last: Day],
  { registerSeq }: AsOf,
): Promise<KnownGoods[]> {
  const found = (await nomenclaturesOf(connection, importers, registerSeq)).filter(
    ({ complete, first_on, last_on }) => complete === 1 && first_on <= last && first <= (last_on ?? NEVER),
  );
  return Promise.all(
    found.map(async ({ id, title, first_on, last_on }) => {
      // Of the goods around it only those of its chapter can say anything about it.
      const lines = await nomenclatureLines(connection, id, product.slice(0, 2), registerSeq);
      return { title, first_on, last_on: last_on ?? NEVER, ...completeLines(lines.map(({ code }) => code)) };
    }),
  );
}

/** The one that holds on a day; of two, of an importer and of its union, the first. */
const goodsOn = (day: Day, goods: readonly KnownGoods[]): KnownGoods | undefined =>
  goods.find(({ first_on, last_on }) => first_on <= day && day <= last_on);

/**
 * Why there are no goods of these digits on a day, as a complete nomenclature says, or the Harmonized System where there is none; null if there
 * are, or may be.
 */
export function goodsProblem(product: string, day: Day, goods: readonly KnownGoods[]): string | null {
  const known = goodsOn(day, goods);
  if (known === undefined) {
    const { is, words } = onDay(product, day);
    return is === 'never' ? `"${product}" ${words}; give the code that the goods had on ${day}` : null;
  }
  if (known.has(product)) return null;
  let digits = product.slice(0, -2);
  while (digits.length > 0 && !known.has(digits)) digits = digits.slice(0, -2);
  const near = digits.length > 0 ? `it has goods of ${digits}, and none of ${product}` : `it has none of chapter ${product.slice(0, 2)}`;
  return `"${product}" is no code of ${known.title}, which is complete: ${near}`;
}

/** What the Harmonized System tells of codes that have no goods, by the first day of each of its editions: of all its days the same object. */
const editions = new Map<Day, Pick<DutyFacts, 'isEmpty' | 'isGone'>>();
function editionOn(day: Day): Pick<DutyFacts, 'isEmpty' | 'isGone'> {
  const first = EDITION_DAYS.findLast((one) => one <= day) ?? day;
  const edition = editions.get(first) ?? {
    isEmpty: (code, below) => holdsAll(code, first, (subheading) => below.some((one) => subheading.startsWith(one))),
    isGone: (digits) => onDay(digits, first).is !== 'there',
  };
  editions.set(first, edition);
  return edition;
}

/** What a nomenclature tells of codes that have no goods; and where there is none, what the Harmonized System of the day does. */
export function goodsFacts(product: string, day: Day, goods: readonly KnownGoods[]): Pick<DutyFacts, 'isEmpty' | 'isGone' | 'outdated'> {
  const known = goodsOn(day, goods);
  if (known !== undefined) return { isEmpty: known.isEmpty };
  const { is, words } = onDay(product, day);
  const edition = editionOn(day);
  if (is !== 'gone') return edition;
  return {
    ...edition,
    outdated: `"${product}" ${words}. Some tariffs follow the edition before for years; by the code that its goods have since they may pay more or less: ask for that one`,
  };
}

/** Why what names goods by another code is not found by the one that is asked for: on the first of some days on which the Harmonized System has none of it. */
export function codeOutdated(product: string | undefined, days: readonly Day[]): Pick<Beside, 'code_outdated'> {
  const [gone] = product === undefined ? [] : days.map((day) => onDay(product, day)).filter(({ is }) => is !== 'there');
  if (gone === undefined) return {};
  return { code_outdated: `"${product}" ${gone.words}. What names its goods by another code is not found: ask by that one` };
}

/** Checks that there are goods of these digits on some of these days. Throws `invalid` that names the nomenclature of the first. */
export function checkGoods(product: string, days: readonly Day[], goods: readonly KnownGoods[]): void {
  const [problem, ...more] = days.map((day) => goodsProblem(product, day, goods));
  if (problem != null && more.every((one) => one !== null)) throw invalid('product', problem);
}
