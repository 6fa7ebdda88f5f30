import { type Exporter, type Register, readExporters } from '../db/register.ts';
import { invalid } from '../domain/errors.ts';
import { productNamer } from '../domain/product-names.ts';
import { words } from '../domain/vocabulary.ts';
import type { Search } from '../things/answers.ts';
import { withCaseNumbers } from '../things/scalars.ts';
import { countMeasureFacets, type FacetCounts } from './facets.ts';
import { findThings } from './found.ts';
import { countMeasures, measureRows } from './measures.ts';
import { hasWords } from './paging.ts';
import { readTerms, type Term } from './search-words.ts';
import { speltLike } from './spelling.ts';
import {
  type Answered,
  type Clocks,
  clocksIn,
  definiteClocks,
  memoryByTracker,
  type ReadAt,
  stateKey,
  type Tracker,
  viewAt,
} from './tracker.ts';
import { wordIndex } from './word-index.ts';
import { areasCalled, economiesCalled, goodsCalled, goodsNames, type Meaning, type Meanings, wordsOf } from './words.ts';
import { listWtoCases } from './wto-cases.ts';

const SHOWN = 10;

/**
 * Finds what words or codes may mean, together or one by one: economies, areas, products and companies; and the disputes and measures that
 * meet as many of the words as can be met, those first that meet them all. Throws `invalid` without any word, and `unavailable` if the words
 * of the ledger are not read within `patience` (milliseconds): asked again it goes on.
 */
export async function search(
  tracker: Tracker,
  { q, ...clocks }: Clocks & { q: string },
  patience = Number.POSITIVE_INFINITY,
): Promise<Answered<Search>> {
  const text = withCaseNumbers(q.trim());
  if (text === '') throw invalid('q', 'say what you are looking for: a product, an economy, an area, a dispute, a measure or a company');
  // Made definite first, so that all that follows speaks of the same state.
  const view = await definiteClocks(tracker, clocks);
  const id = text.toLowerCase();
  const { register, exporters, terms, disputes, measures, rows } = await tracker.store.read(async (connection) => {
    const asOf = await viewAt(tracker, connection, view);
    const exporters = await exportersKept(tracker).of(stateKey(asOf), () => readExporters(connection, asOf.registerSeq));
    const terms = readTerms(text, asOf, exporters);
    const found = await findThings(connection, terms, await wordIndex(tracker, connection, asOf, patience), asOf);
    const [disputes, measures] = calledSo(id, found);
    // A base duty is found by its id alone.
    const ids = [...new Set([id, ...measures.map((one) => one.id)])];
    const rows = new Map((await measureRows(connection, ids, asOf)).map((row) => [row.id, row]));
    return { register: asOf.register, exporters, terms, disputes, measures, rows: ids.flatMap((one) => rows.get(one) ?? []) };
  });
  const known = goodsNames(register);
  const productNames = known.products;
  // What is done to trade is not what it is done to: "China tariffs" asks for China, "seafood ban" for seafood.
  const said = terms.filter(({ senses }) => senses.length === 0);
  const subject = said.map((term) => term.text).join(' ') || text;
  const asked = said.length > 0 ? said : terms;
  const called = {
    economies: economiesCalled(subject, register),
    areas: areasCalled(subject, register),
    goods: /^\d/.test(subject) ? NOTHING : goodsCalled(subject, known),
  };
  // Rum is no beginning of Rumania, and two letters are none of Olanda.
  const beginsNames = subject.length > 2 && Object.values(called).every(({ exact }) => exact.length === 0);
  const meantBy = (what: keyof typeof called): Meaning[] =>
    meant(beginsNames ? called[what] : { exact: called[what].exact, near: [] }, asked, what);
  const found = companies(exporters, subject, asked);
  const cases = (await listWtoCases(tracker, { ...clocksIn(view), q: text })).data.filter(({ id, title }) => standsAlone(text, id, title));
  const ofFound = new Set(found.map(({ id }) => id));
  const named = exporters.filter(({ id }) => ofFound.has(id));
  const isMet = ({ text: word }: Term, at: number): boolean =>
    cases.length > 0 ||
    [...disputes, ...measures].some(({ weights }) => (weights[at] ?? 0) > 0) ||
    named.some(({ id: company, name, aliases }) => hasWords(word, company, name, ...aliases));
  const like = speltLike(register, exporters);
  return {
    ...view,
    q: text,
    words: terms.map((term, at) => {
      const means = meaningsOf(term, productNames);
      return { word: term.text, means, spelt_like: means.length > 0 || isMet(term, at) ? [] : like(term.text) };
    }),
    jurisdictions: await economies(tracker, view, meantBy('economies')),
    areas: await areas(tracker, view, meantBy('areas'), register),
    products: await products(tracker, view, meantBy('goods'), productNames),
    disputes: disputes.map(({ thing }) => thing),
    measures: rows.slice(0, SHOWN),
    unmet: [...disputes, ...measures].flatMap(({ id, weights }) => {
      const words = terms.flatMap(({ text }, at) => (weights[at] === 0 ? [text] : []));
      return words.length === 0 ? [] : [{ id, words }];
    }),
    exporters: found,
    wto_cases: cases.slice(0, SHOWN),
  };
}

type FoundThings = Awaited<ReturnType<typeof findThings>>;

/** The first of what was found; of what goes by this id only itself, with its measures or its dispute. */
function calledSo(id: string, { disputes, measures }: FoundThings): [FoundThings['disputes'], FoundThings['measures']] {
  const ofMeasure = measures.find((one) => one.id === id);
  const dispute = ofMeasure?.thing.dispute ?? id;
  const own = disputes.filter((one) => one.id === dispute);
  if (ofMeasure !== undefined) return [own, [ofMeasure]];
  if (own.length > 0) return [own, measures.filter(({ thing }) => thing.dispute === id).slice(0, SHOWN)];
  return [disputes.slice(0, SHOWN), measures.slice(0, SHOWN)];
}

const NOTHING: Meanings = { exact: [], near: [] };

/** What all the words together are called, else what has them in its name, else what each of them is called. */
function meant({ exact, near }: Meanings, terms: readonly Term[], what: 'economies' | 'areas' | 'goods'): Meaning[] {
  const together = exact.length > 0 ? exact : near;
  const all = together.length > 0 ? together : terms.flatMap((term) => term[what]);
  return [...new Map(all.map((one) => [one.code, one])).values()].slice(0, SHOWN);
}

/** What a word was taken for, in words. */
function meaningsOf({ economies, areas, goods, companies, senses }: Term, productNames: ReadonlyMap<string, string>): string[] {
  const nameOf = productNamer(productNames);
  return [
    ...[...economies, ...areas].map(({ code, name }) => `${name} (${code})`),
    ...goods.map(({ code }) => `HS ${code}${nameOf(code) === undefined ? '' : ` ${nameOf(code)}`}`),
    ...companies.map(({ name }) => name),
    ...senses.flatMap(({ kind, type, direction, status }) =>
      [kind, type, direction, status].flatMap((value) => (value ? words(value) : [])),
    ),
  ];
}

/** The companies of the states that were asked about last. */
const exportersKept = memoryByTracker<Exporter[]>(4);

/** What was counted lately: many searches are about the same goods and economies. */
const activeCounts = memoryByTracker<number>(5000);
const economyCounts = memoryByTracker<FacetCounts>();

const answeredKey = ({ ledgerHead, on, announced_by }: ReadAt): string => `${ledgerHead} ${on} ${announced_by}`;

/** How many measures in force reach a product or an area. */
const countActive = (tracker: Tracker, view: ReadAt, asked: { product: string } | { area: string }): Promise<number> =>
  activeCounts(tracker).of(`${answeredKey(view)} ${JSON.stringify(asked)}`, () =>
    countMeasures(tracker, { ...clocksIn(view), ...asked, status: 'active' }),
  );

async function economies(tracker: Tracker, view: ReadAt, found: readonly Meaning[]): Promise<Search['jurisdictions']> {
  if (found.length === 0) return [];
  const { counts } = await economyCounts(tracker).of(answeredKey(view), () =>
    countMeasureFacets(tracker, { ...clocksIn(view), status: 'active' }, { wanted: ['imposed_by', 'affected'] }),
  );
  const countOf = (facet: string, code: string): number | null => {
    const tally = counts[facet];
    return tally === undefined ? null : (tally.get(code) ?? 0);
  };
  return found.map(({ code, name }) => ({ code, name, imposes: countOf('imposed_by', code), affected: countOf('affected', code) }));
}

async function areas(tracker: Tracker, view: ReadAt, found: readonly Meaning[], register: Register): Promise<Search['areas']> {
  const rows: Search['areas'] = [];
  for (const { code, name } of found) {
    const jurisdiction = register.areas.get(code)?.jurisdiction_code ?? '';
    rows.push({ code, name, jurisdiction, active: await countActive(tracker, view, { area: code }) });
  }
  return rows;
}

async function products(
  tracker: Tracker,
  view: ReadAt,
  found: readonly Meaning[],
  names: ReadonlyMap<string, string>,
): Promise<Search['products']> {
  const nameOf = productNamer(names);
  const rows: Search['products'] = [];
  for (const { code } of found)
    rows.push({ code, name: nameOf(code) ?? null, active: await countActive(tracker, view, { product: code }) });
  return rows;
}

/** A word of so few Latin letters stands in many others: "tin" in Argentina, "tee" in steel. It is looked for as a word. */
const SHORT = /^\p{Script=Latin}{1,3}$/u;

/** Do the short ones of these words stand in the texts as words? */
function standsAlone(q: string, ...texts: readonly (string | null)[]): boolean {
  const words = new Set(texts.flatMap((text) => wordsOf(text ?? '')));
  return wordsOf(q).every((word) => !SHORT.test(word) || words.has(word));
}

/** Companies with all the words in their names, else those that are called by one of them. */
function companies(all: readonly Exporter[], subject: string, terms: readonly Term[]): Search['exporters'] {
  const together = all.filter(
    ({ id, name, aliases }) => hasWords(subject, id, name, ...aliases) && standsAlone(subject, id, name, ...aliases),
  );
  const called = new Set(terms.flatMap((term) => term.companies.map(({ code }) => code)));
  const found = together.length > 0 ? together : all.filter(({ id }) => called.has(id));
  return found.slice(0, SHOWN).map(({ id, name, home }) => ({ id, name, home }));
}
