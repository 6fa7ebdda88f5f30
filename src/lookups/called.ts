import { LATEST } from '../db/cut.ts';
import { readExporters, readSources, readWtoCases } from '../db/register.ts';
import { companyKey } from '../domain/company.ts';
import { invalid } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { EXPORTER_CLASSES } from '../domain/vocabulary.ts';
import { folded } from '../domain/words.ts';
import { type Names, readNames } from './register.ts';
import { type Tracker, viewAt } from './tracker.ts';
import { areasCalled, economiesCalled, goodsCalled, type Meaning } from './words.ts';

/** What is registered beside economies and companies, by title. */
export type RecordNames = 'disputes' | 'measures' | 'sources' | 'wto_cases';

/** The two classes of companies as people say them. */
export const CLASS_WORDS: Readonly<Record<(typeof EXPORTER_CLASSES)[number], string>> = {
  other_cooperating: 'Other cooperating companies',
  all_others: 'All other companies',
};

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
  record(what: RecordNames, text: string): string | undefined;
  /** What a record is called, so that `record` finds it again. */
  titleOf(what: RecordNames, id: string): string;
  /** All of a kind with what they are called. */
  titles(what: RecordNames): ReadonlyMap<string, string>;
}

/** Everything that has a name now, as who fills in a form may call it. */
export async function readCalled(tracker: Tracker): Promise<CodeFinder> {
  const { names } = await readNames(tracker, {});
  return tracker.store.readLatest(async (connection) => {
    const { register } = await viewAt(tracker, connection, {});
    const companies = new Map<string, Meaning[]>();
    for (const { id, name, aliases } of await readExporters(connection, LATEST))
      for (const key of new Set([id, name, ...aliases].map(companyKey)))
        companies.set(key, [...(companies.get(key) ?? []), { code: id, name }]);
    const sources = new Map((await readSources(connection, LATEST)).map(({ id, publisher, title }) => [id, `${publisher}: ${title}`]));
    const cases = new Map((await readWtoCases(connection, LATEST)).map(({ id, title }) => [id, title === null ? id : `${id} ${title}`]));
    const titles = {
      disputes: named(names.disputes),
      measures: named(names.measures),
      sources: named(sources),
      wto_cases: named(cases),
    };
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
        const isClass = (id: keyof typeof CLASS_WORDS): boolean => [folded(id), folded(CLASS_WORDS[id])].includes(folded(text));
        return EXPORTER_CLASSES.find(isClass) ?? one(text, companies.get(companyKey(text)) ?? []);
      },
      goods: (text) => one(text, goodsCalled(text).exact),
      record: (what, text) => {
        const { byId, byTitle } = titles[what];
        return byId.has(text) ? text : one(text, byTitle.get(folded(text)) ?? []);
      },
      titleOf: (what, id) => titles[what].byId.get(id) ?? id,
      titles: (what) => titles[what].byId,
    };
  });
}

interface Titled {
  byId: ReadonlyMap<string, string>;
  byTitle: ReadonlyMap<string, Meaning[]>;
}

/** Records by their titles. Those that share a title are told apart by their ids. */
function named(titles: ReadonlyMap<string, string>): Titled {
  const byTitle = groupBy(
    [...titles].map(([code, name]) => ({ code, name })),
    ({ name }) => folded(name),
  );
  const isAlone = new Set([...byTitle.values()].flatMap((meanings) => (meanings.length === 1 ? meanings.map(({ code }) => code) : [])));
  return { byId: new Map([...titles].map(([id, name]) => [id, isAlone.has(id) ? name : id])), byTitle };
}

function one(text: string, meanings: readonly Meaning[]): string | undefined {
  const [first, ...others] = meanings;
  if (others.length === 0) return first?.code;
  const list = meanings.slice(0, TOLD).map(({ code, name }) => `${code} (${name})`);
  const more = meanings.length > TOLD ? `, and ${meanings.length - TOLD} more` : '';
  throw invalid('', `"${text}" may mean ${list.join(', ')}${more}: give the code of the one that is meant`);
}

const TOLD = 12;
