import { invalid } from '../domain/errors.ts';
import { namedSo, productNamer } from '../domain/words.ts';
import type { Search } from '../things/answers.ts';
import type { MeasureRow } from '../things/measure.ts';
import { listDisputes } from './disputes.ts';
import { countMeasureFacets } from './facets.ts';
import { listMeasures, measureRows } from './measures.ts';
import { listExporters, listJurisdictions } from './register.ts';
import { type AnswerClocks, type Answered, type Clocks, type Tracker, viewAt } from './tracker.ts';

const SHOWN = 10;

/** Finds a product, an economy, a dispute, a measure or a company by words or a code. Throws `invalid` without any word. */
export async function search(
  tracker: Tracker,
  { q, ...clocks }: Clocks & { q: string },
  productNames: ReadonlyMap<string, string>,
): Promise<Answered<Search>> {
  const text = q.trim();
  if (text === '') throw invalid('q', 'say what you are looking for: a product, an economy, a dispute, a measure or a company');
  // The first answer makes the clocks definite, so that all the others speak of the same state.
  const {
    on,
    announced_by,
    known_at,
    changeSeq,
    data: measures,
  } = await listMeasures(tracker, { ...clocks, q: text, status: 'all' }, { limit: SHOWN });
  const view = { on, announced_by, known_at };
  const named = await measureOfId(tracker, view, text.toLowerCase());
  const { data: disputes } = await listDisputes(tracker, { ...view, q: text });
  const { data: exporters } = await listExporters(tracker, { known_at, q: text });
  return {
    ...view,
    changeSeq,
    q: text,
    jurisdictions: await economies(tracker, view, text),
    products: await products(tracker, view, text, productNames),
    disputes: disputes.slice(0, SHOWN),
    measures: [...named, ...measures.filter(({ id }) => id !== text.toLowerCase())].slice(0, SHOWN),
    exporters: exporters.slice(0, SHOWN).map(({ id, name, home }) => ({ id, name, home })),
  };
}

/** The measure that goes by this id, if there is one and its history has begun. */
function measureOfId(tracker: Tracker, clocks: Clocks, id: string): Promise<MeasureRow[]> {
  return tracker.store.read(async (connection) => measureRows(connection, [id], await viewAt(tracker, connection, clocks)));
}

async function economies(tracker: Tracker, view: AnswerClocks, q: string): Promise<Search['jurisdictions']> {
  const { data } = await listJurisdictions(tracker, { on: view.on, known_at: view.known_at, q });
  // Words begin so: "EV" does not mean Saint Kitts and Nevis.
  const found = data.filter((one) => beginWords(q, [one.code, one.name, ...one.aliases]));
  if (found.length === 0) return [];
  // A code or an alias in full is meant before a name that happens to begin with its letters.
  const exact = ({ code, aliases }: { code: string; aliases: readonly string[] }): number =>
    Number([code, ...aliases].some((name) => name.toLowerCase() === q.toLowerCase()));
  const ranked = [...found].sort((a, b) => exact(b) - exact(a));
  const { counts } = await countMeasureFacets(tracker, { ...view, status: 'active' }, { wanted: ['imposed_by', 'affected'] });
  const countOf = (facet: string, code: string): number | null => {
    const tally = counts[facet];
    return tally === undefined ? null : (tally.get(code) ?? 0);
  };
  return ranked
    .slice(0, SHOWN)
    .map(({ code, name }) => ({ code, name, imposes: countOf('imposed_by', code), affected: countOf('affected', code) }));
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Does each word that is asked begin a word of these names? */
function beginWords(q: string, names: readonly string[]): boolean {
  const words = names.flatMap(wordsOf);
  return wordsOf(q).every((asked) => words.some((word) => word.startsWith(asked)));
}

/** HS digits as people write them: 8703, HS 8703.80. */
const HS = /^(?:hs\s*)?((?:\d[ .]?){2,10})$/i;

async function products(tracker: Tracker, view: AnswerClocks, q: string, names: ReadonlyMap<string, string>): Promise<Search['products']> {
  const digits = HS.exec(q)?.[1]?.replace(/\D/g, '');
  const nameOf = productNamer(names);
  const found: { code: string; name: string | null }[] =
    digits !== undefined && digits.length % 2 === 0
      ? [{ code: digits, name: nameOf(digits) ?? null }]
      : namedSo(q, names).map(([code, name]) => ({ code, name }));
  const rows: Search['products'] = [];
  for (const { code, name } of found.slice(0, SHOWN)) {
    const { count } = await listMeasures(tracker, { ...view, product: code }, { limit: 1, count: true });
    rows.push({ code, name, active: count ?? 0 });
  }
  return rows;
}
