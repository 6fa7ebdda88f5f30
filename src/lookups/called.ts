import { LATEST } from '../db/cut.ts';
import { readExporters, readWtoCases, sourceTitles } from '../db/register.ts';
import { turn } from '../db/store.ts';
import { companyKey, nearest } from '../domain/company.ts';
import { folded } from '../domain/text.ts';
import { EXPORTER_CLASSES, type ExporterClass, isExporterClass } from '../domain/vocabulary.ts';
import { type Names, readNames } from './register.ts';
import { type Tracker, viewAt } from './tracker.ts';
import { areasCalled, economiesCalled, goodsCalled, type Meaning, manyMeanings, placesSpeltLike } from './words.ts';

/** What is registered beside economies and companies, by title. */
export type RecordNames = 'disputes' | 'measures' | 'sources' | 'wto_cases';

/** The two classes of companies as people say them. */
export const CLASS_WORDS: Readonly<Record<ExporterClass, string>> = {
  other_cooperating: 'Other cooperating companies',
  all_others: 'All other companies',
};
/** A class of companies in words; undefined for what is none. */
export const classWords = (exporter: string): string | undefined => (isExporterClass(exporter) ? CLASS_WORDS[exporter] : undefined);

/**
 * What people call things, and the codes and ids for it. Each function gives the code that a text means, undefined for one that is unknown
 * here, and throws `invalid` for one that may mean several things, which it names.
 */
export interface CodeFinder {
  names: Names;
  economy(text: string): string | undefined;
  /** An economy, an area of one, or `*`. */
  place(text: string): string | undefined;
  /** A company, or a class of them. */
  exporter(text: string): string | undefined;
  goods(text: string): string | undefined;
  /** What may have been meant by a text that means nothing here, as words for a message; empty if nothing comes near. */
  nearly(what: 'economy' | 'place' | 'exporter' | 'goods', text: string): string;
  record(what: RecordNames, text: string): string | undefined;
  /** What a record is called, so that `record` finds it again. */
  titleOf(what: RecordNames, id: string): string;
  /** The first of a kind, so many at most, by what they are called. */
  titles(what: RecordNames, most: number): string[];
  ids(what: RecordNames, most: number): string[];
}

/** Everything that has a name now, as who fills in a form may call it. */
export async function readCalled(tracker: Tracker): Promise<CodeFinder> {
  const { names, seq } = await readNames(tracker, {});
  const titles = indexesOf(tracker);
  await titles.measures.learn(names.measures, seq);
  await titles.disputes.learn(names.disputes, seq);
  return tracker.store.readLatest(async (connection) => {
    const { register } = await viewAt(tracker, connection, {});
    const companies = new Map<string, Meaning[]>();
    for (const { id, name, aliases } of await readExporters(connection, LATEST))
      for (const key of new Set([id, name, ...aliases].map(companyKey)))
        companies.set(key, [...(companies.get(key) ?? []), { code: id, name }]);
    const sources = (await sourceTitles(connection, titles.sources.learned)).map(
      ({ id, publisher, title }) => [id, `${publisher}: ${title}`] as const,
    );
    await titles.sources.learn(new Map(sources), seq);
    const cases = (await readWtoCases(connection, LATEST)).map(({ id, title }) => [id, title === null ? id : `${id} ${title}`] as const);
    await titles.wto_cases.learn(new Map(cases), seq);
    const economy = (text: string): string | undefined =>
      register.jurisdictions.has(text) ? text : one(text, economiesCalled(text, register).exact);
    return {
      names,
      economy,
      place: (text) => {
        if (['*', 'all', 'all partners'].includes(text.toLowerCase())) return '*';
        return register.areas.has(text) ? text : (one(text, areasCalled(text, register).exact) ?? economy(text));
      },
      exporter: (text) => {
        if (names.exporters.has(text)) return text;
        const isClass = (id: ExporterClass): boolean => [folded(id), folded(CLASS_WORDS[id])].includes(folded(text));
        return EXPORTER_CLASSES.find(isClass) ?? one(text, companies.get(companyKey(text)) ?? []);
      },
      goods: (text) => one(text, goodsCalled(text, names).exact),
      nearly: (what, text) => {
        if (what === 'exporter') {
          return meantWords(nearest(companyKey(text), companies).flat());
        }
        if (what === 'goods') return meantWords(goodsCalled(text, names).near);
        const kinds = what === 'place' ? (['area', 'economy'] as const) : (['economy'] as const);
        const near = kinds.flatMap((kind) => (kind === 'area' ? areasCalled : economiesCalled)(text, register).near);
        return meantWords(near.length > 0 ? near : kinds.flatMap((kind) => placesSpeltLike(text, register, kind)));
      },
      record: (what, text) => (titles[what].has(text) ? text : one(text, titles[what].meanings(text))),
      titleOf: (what, id) => titles[what].called(id),
      titles: (what, most) => titles[what].first(most).map((id) => titles[what].called(id)),
      ids: (what, most) => titles[what].first(most),
    };
  });
}

/** So many titles are learned without a turn for others. */
const AT_ONCE = 5000;

/** Records by their titles. Those that share a title are told apart by their ids. There may be very many, of which a change renames few. */
class TitleIndex {
  readonly #titles = new Map<string, string>();
  readonly #byTitle = new Map<string, Set<string>>();
  #learned = 0;
  #learning: Promise<void> = Promise.resolve();

  /** Up to where it knows what the records are called. */
  get learned(): number {
    return this.#learned;
  }

  /** Takes in what the records are called at a seq, unless it knows of a later one; one after the other, and there is nothing half known. */
  learn(titles: ReadonlyMap<string, string>, seq: number): Promise<void> {
    this.#learning = this.#learning.then(() => this.#take(titles, seq));
    return this.#learning;
  }

  async #take(titles: ReadonlyMap<string, string>, seq: number): Promise<void> {
    if (seq < this.#learned) return;
    this.#learned = seq;
    let fresh = 0;
    for (const [id, title] of titles) {
      const before = this.#titles.get(id);
      if (before === title) continue;
      if (before !== undefined) this.#byTitle.get(folded(before))?.delete(id);
      const key = folded(title);
      const ids = this.#byTitle.get(key);
      if (ids) ids.add(id);
      else this.#byTitle.set(key, new Set([id]));
      this.#titles.set(id, title);
      fresh += 1;
      if (fresh % AT_ONCE === 0) await turn();
    }
  }

  has = (id: string): boolean => this.#titles.has(id);

  meanings = (text: string): Meaning[] =>
    [...(this.#byTitle.get(folded(text)) ?? [])].map((code) => ({ code, name: this.#titles.get(code) as string }));

  called(id: string): string {
    const title = this.#titles.get(id);
    return title !== undefined && this.#byTitle.get(folded(title))?.size === 1 ? title : id;
  }

  first(most: number): string[] {
    const ids: string[] = [];
    for (const id of this.#titles.keys()) {
      if (ids.length >= most) break;
      ids.push(id);
    }
    return ids;
  }
}

const indexes = new WeakMap<Tracker, Readonly<Record<RecordNames, TitleIndex>>>();

function indexesOf(tracker: Tracker): Readonly<Record<RecordNames, TitleIndex>> {
  const kept = indexes.get(tracker) ?? {
    disputes: new TitleIndex(),
    measures: new TitleIndex(),
    sources: new TitleIndex(),
    wto_cases: new TitleIndex(),
  };
  indexes.set(tracker, kept);
  return kept;
}

function one(text: string, meanings: readonly Meaning[]): string | undefined {
  if (meanings.length > 1) throw manyMeanings('', text, meanings);
  return meanings[0]?.code;
}

const FEW = 3;

/** The first of what may have been meant: `did you mean Maule (CL-ML)?` */
function meantWords(meanings: readonly Meaning[]): string {
  const told = [...new Map(meanings.map(({ code, name }) => [code, `${name} (${code})`])).values()].slice(0, FEW);
  return told.length === 0 ? '' : `did you mean ${told.join(' or ')}?`;
}
