import type * as z from 'zod';
import { type LinePlace, linesAfter, nomenclaturesOf } from '../db/nomenclatures.ts';
import type { Register } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { invalid } from '../domain/errors.ts';
import type { FiltersOf, productParameters } from '../things/questions.ts';
import type { ProductRow } from '../things/register.ts';
import {
  NO_DAY,
  type Page,
  type Paging,
  pageAlong,
  type RowTests,
  readOn,
  strangeCursor,
  testOf,
  type Walk,
  type Whole,
  wholeAlong,
} from './paging.ts';
import { knownIn } from './register.ts';
import { type AsOf, type Reading, readingWith, type Tracker, viewAt } from './tracker.ts';
import { beginsWords, bundledNames, wordsForGoods } from './words.ts';

// What goods are called, by code: the names and words that come with the program, then the lines of each nomenclature that is registered.

type Asked = z.output<z.ZodObject<typeof productParameters>>;

const TESTS: RowTests<FiltersOf<typeof productParameters>, ProductRow, { connection: Connection; view: AsOf }> = {
  // Digits are the beginning of a code, as people cut it: 8703.80.
  q: (q) => {
    const digits = q.replace(/[\s.]/g, '');
    if (/^\d+$/.test(digits)) return ({ code }) => code.startsWith(digits);
    return ({ name, words }) => [...(name === null ? [] : [name]), ...words].some((text) => beginsWords(q, text));
  },
  nomenclature: async (id, { connection, view }) => {
    const all = await nomenclaturesOf(connection, null, view.registerSeq);
    if (!all.some((one) => one.id === id)) throw invalid('nomenclature', `there is no nomenclature "${id}": /nomenclatures lists them`);
    return (row) => row.nomenclature === id;
  },
};

/** The names and words of the Harmonized System in the order of the codes: what comes with the program, and what is registered. */
function ofHarmonizedSystem({ goods }: Register): ProductRow[] {
  const [names, words] = [bundledNames().products, wordsForGoods()];
  const bundled = [...new Set([...names.keys(), ...words.keys()])].map(
    (code): ProductRow => ({
      ...{ id: null, code, name: names.get(code) ?? null, words: [...(words.get(code) ?? [])] },
      ...{ nomenclature: null, jurisdiction: null, revision: null },
    }),
  );
  const registered = goods.products.map((one): ProductRow => ({ ...one, nomenclature: null, jurisdiction: null }));
  return [...bundled, ...registered].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ id, nomenclature, code }: ProductRow): string => `${nomenclature ?? ''} ${code} ${id ?? ''}`;

const FIRST_LINE: LinePlace = { nomenclature: '', code: '' };

function placeOf(key: string): LinePlace {
  const [nomenclature, code, id, ...more] = key.split(' ');
  if (nomenclature === undefined || code === undefined || id === undefined || more.length > 0) throw strangeCursor();
  return { nomenclature, code };
}

/** All products in the order of nomenclatures, those of none first, and of codes; `only`: of one nomenclature. */
const productsIn = (read: Reading, { registerSeq, register }: AsOf, only: string | undefined): Walk<ProductRow> =>
  async function* (after, first) {
    const start = after === undefined ? FIRST_LINE : placeOf(after);
    const isInLines = start.nomenclature !== '';
    if (only === undefined && !isInLines) yield ofHarmonizedSystem(register).filter((row) => after === undefined || keyOf(row) > after);
    const from = isInLines ? start : FIRST_LINE;
    yield* readOn<ProductRow & LinePlace>(first, async (last, size) => {
      const lines = await read((connection) => linesAfter(connection, registerSeq, last ?? from, size, only));
      return lines.map((line) => ({ id: null, ...line, words: [] }));
    });
  };

/** A page of what goods are called. `q`: words that begin words of the name, or the first digits of the code. */
export function listProducts(tracker: Tracker, question: Asked, paging: Paging): Promise<Page<ProductRow>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const isMet = await testOf(TESTS, question, { connection, view });
    const walk = productsIn(readingWith(connection), view, question.nomenclature);
    return { ...knownIn(view), ...(await pageAlong(walk, isMet, keyOf, NO_DAY, paging)) };
  });
}

/** All of it, as known at one instant. */
export async function streamProducts(tracker: Tracker, question: Asked): Promise<Whole<ProductRow>> {
  const { read } = tracker.store;
  const [view, isMet] = await read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    return [view, await testOf(TESTS, question, { connection, view })] as const;
  });
  return wholeAlong(knownIn(view), productsIn(read, view, question.nomenclature), isMet);
}
