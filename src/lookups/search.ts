import type { Register } from '../db/register.ts';
import { invalid } from '../domain/errors.ts';
import { productNamer } from '../domain/words.ts';
import type { Search } from '../things/answers.ts';
import type { MeasureRow } from '../things/measure.ts';
import { listDisputes } from './disputes.ts';
import { countMeasureFacets } from './facets.ts';
import { listMeasures, measureRows } from './measures.ts';
import { hasWords } from './paging.ts';
import { listExporters } from './register.ts';
import { type AnswerClocks, type Answered, type Clocks, clocksIn, type Tracker, viewAt } from './tracker.ts';
import { areasCalled, disputesCalled, economiesCalled, goodsCalled, type Meaning, type Meanings } from './words.ts';

const SHOWN = 10;

/** What is done to trade is not what it is done to: "China tariffs" asks for China, "seafood ban" for seafood. */
const MEASURE_WORDS = /(?<![\p{L}\p{N}])(?:tariffs?|dut(?:y|ies)|bans?|embargo(?:es)?|restrictions?)(?![\p{L}\p{N}])/giu;

/** Finds a product, an economy, an area, a dispute, a measure or a company by words or a code. Throws `invalid` without any word. */
export async function search(
  tracker: Tracker,
  { q, ...clocks }: Clocks & { q: string },
  productNames: ReadonlyMap<string, string>,
): Promise<Answered<Search>> {
  const text = q.trim();
  if (text === '') throw invalid('q', 'say what you are looking for: a product, an economy, an area, a dispute, a measure or a company');
  // The first answer makes the clocks definite, so that all the others speak of the same state.
  const { ledgerHead, data: measures, ...read } = await listMeasures(tracker, { ...clocks, q: text, status: 'all' }, { limit: SHOWN });
  const { ledger_begins, ...view } = clocksIn(read);
  const id = text.toLowerCase();
  const named = await measureOfId(tracker, view, id);
  const { register } = await tracker.store.read((connection) => viewAt(tracker, connection, view));
  const subject = text.replace(MEASURE_WORDS, ' ').trim() || text;
  const { data: exporters } = await listExporters(tracker, { known_at: view.known_at, q: subject });
  return {
    ...view,
    ...(ledger_begins !== undefined && { ledger_begins }),
    ledgerHead,
    q: text,
    jurisdictions: await economies(tracker, view, foundIn(economiesCalled(subject, register))),
    areas: await areas(tracker, view, foundIn(areasCalled(subject, register)), register),
    products: await products(tracker, view, subject, productNames),
    disputes: (await disputes(tracker, view, text)).slice(0, SHOWN),
    measures: [...named, ...measures.filter((one) => one.id !== id)].slice(0, SHOWN),
    exporters: exporters.slice(0, SHOWN).map(({ id, name, home }) => ({ id, name, home })),
  };
}

/** What is called just so, else what has the words in its name. */
const foundIn = ({ exact, near }: Meanings): Meaning[] => (exact.length > 0 ? exact : near).slice(0, SHOWN);

/** How many measures in force reach a product or an area. */
async function countActive(tracker: Tracker, view: AnswerClocks, asked: { product: string } | { area: string }): Promise<number> {
  const { count } = await listMeasures(tracker, { ...view, ...asked, status: 'active' }, { limit: 1, count: true });
  return count ?? 0;
}

/** The measure that goes by this id, if there is one and its history has begun. */
function measureOfId(tracker: Tracker, clocks: Clocks, id: string): Promise<MeasureRow[]> {
  return tracker.store.read(async (connection) => measureRows(connection, [id], await viewAt(tracker, connection, clocks)));
}

/** Disputes by their ids, by what people call them, and by words of their titles, in this order. */
async function disputes(tracker: Tracker, view: AnswerClocks, q: string): Promise<Search['disputes']> {
  const { data } = await listDisputes(tracker, view);
  const called = new Set([q.toLowerCase(), ...disputesCalled(q)]);
  const named = [...called].flatMap((id) => data.find((row) => row.id === id) ?? []);
  return [...named, ...data.filter(({ id, title }) => !called.has(id) && hasWords(q, title))];
}

async function economies(tracker: Tracker, view: AnswerClocks, found: readonly Meaning[]): Promise<Search['jurisdictions']> {
  if (found.length === 0) return [];
  const { counts } = await countMeasureFacets(tracker, { ...view, status: 'active' }, { wanted: ['imposed_by', 'affected'] });
  const countOf = (facet: string, code: string): number | null => {
    const tally = counts[facet];
    return tally === undefined ? null : (tally.get(code) ?? 0);
  };
  return found.map(({ code, name }) => ({ code, name, imposes: countOf('imposed_by', code), affected: countOf('affected', code) }));
}

async function areas(tracker: Tracker, view: AnswerClocks, found: readonly Meaning[], register: Register): Promise<Search['areas']> {
  const rows: Search['areas'] = [];
  for (const { code, name } of found) {
    const jurisdiction = register.areas.get(code)?.jurisdiction_code ?? '';
    rows.push({ code, name, jurisdiction, active: await countActive(tracker, view, { area: code }) });
  }
  return rows;
}

/** HS digits as people write them: 8703, HS 8703.80. */
const HS = /^(?:hs\s*)?((?:\d[ .]?){2,10})$/i;

async function products(tracker: Tracker, view: AnswerClocks, q: string, names: ReadonlyMap<string, string>): Promise<Search['products']> {
  const digits = HS.exec(q)?.[1]?.replace(/\D/g, '');
  const found: { code: string; name: string | null }[] =
    digits !== undefined && digits.length % 2 === 0
      ? [{ code: digits, name: productNamer(names)(digits) ?? null }]
      : foundIn(goodsCalled(q));
  const rows: Search['products'] = [];
  for (const { code, name } of found) rows.push({ code, name, active: await countActive(tracker, view, { product: code }) });
  return rows;
}
