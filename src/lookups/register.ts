import type * as z from 'zod';
import { readDisputeTitles } from '../db/disputes.ts';
import { ledgerBegins } from '../db/histories.ts';
import { lineCounts, nomenclaturesOf } from '../db/nomenclatures.ts';
import { type Jurisdiction, measureTitles, readExporters, readSources, sourcesAfter } from '../db/register.ts';
import type { Instant } from '../domain/dates.ts';
import type { FiltersOf, jurisdictionParameters, searchParameters } from '../things/questions.ts';
import type { ExporterRow, JurisdictionRow, NomenclatureRow, SourceRow } from '../things/register.ts';
import {
  hasWords,
  NO_DAY,
  type Page,
  type Paging,
  pageAlong,
  type Rows,
  type RowTests,
  readOn,
  testOf,
  type Walk,
  type Whole,
  wholeAlong,
} from './paging.ts';
import { type AsOf, type Clocks, type Reading, readingWith, type Tracker, viewAt } from './tracker.ts';
import { bundledNames, type GoodsNames, goodsNames } from './words.ts';

type Searched = z.output<z.ZodObject<typeof searchParameters>>;
type SearchedFilters = FiltersOf<typeof searchParameters>;
type Search<Row> = RowTests<SearchedFilters, Row, null>;

const JURISDICTION_TESTS: RowTests<FiltersOf<typeof jurisdictionParameters>, Jurisdiction, null> = {
  q: (q) => (one) => hasWords(q, one.code, one.name, ...one.aliases),
};
const EXPORTER_TESTS: Search<ExporterRow> = { q: (q) => (one) => hasWords(q, one.id, one.name, ...one.aliases) };
const NOMENCLATURE_TESTS: Search<NomenclatureRow> = {
  q: (q) => (one) => hasWords(q, one.id, one.jurisdiction, one.title, one.revision),
};
const SOURCE_TESTS: Search<SourceRow> = { q: (q) => (one) => hasWords(q, one.id, one.publisher, one.title) };

/** What a list of the register was read from: who there is has no day of its own. */
export const knownIn = ({ known_at, ledger_begins, ledgerHead }: AsOf) => ({
  known_at,
  ...(ledger_begins !== null && { ledger_begins }),
  ledgerHead,
});

/** Jurisdictions in the order of their codes. `q`: words of the code, the name or an alias. */
export function listJurisdictions(
  tracker: Tracker,
  question: z.output<z.ZodObject<typeof jurisdictionParameters>>,
): Promise<Rows<JurisdictionRow>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const { on, register } = view;
    const data = [...register.jurisdictions.values()].filter(await testOf(JURISDICTION_TESTS, question, null)).map((one) => ({
      ...one,
      unions: register.unionsOf(one.code, on),
      members: register.membersOf(one.code, on),
      areas: [...register.areas.values()].filter((area) => area.jurisdiction_code === one.code).map(({ code, name }) => ({ code, name })),
    }));
    return { ...knownIn(view), on, data };
  });
}

/** The members of each union on a day. */
export function unionMembers(tracker: Tracker, clocks: Clocks): Promise<Map<string, readonly string[]>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const unions = [...view.register.jurisdictions.keys()].map((code) => [code, view.register.membersOf(code, view.on)] as const);
    return new Map(unions.filter(([, members]) => members.length > 0));
  });
}

/** Companies in the order of their ids. `q`: words of the id, the name or an alias. */
export function listExporters(tracker: Tracker, question: Searched): Promise<Rows<ExporterRow>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const data = (await readExporters(connection, view.registerSeq)).filter(await testOf(EXPORTER_TESTS, question, null));
    return { ...knownIn(view), data };
  });
}

/** The sources with these ids, as known at the instant of the clocks. */
export function sourcesById(tracker: Tracker, ids: readonly string[], clocks: Clocks): Promise<Map<string, SourceRow>> {
  if (ids.length === 0) return Promise.resolve(new Map());
  return tracker.store.read(async (connection) => {
    const { knownSeq } = await viewAt(tracker, connection, clocks);
    const rows = await readSources(connection, knownSeq, [...new Set(ids)]);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** Nomenclatures by jurisdiction and first day. `q`: words of the id, the jurisdiction or the title. */
export function listNomenclatures(tracker: Tracker, question: Searched): Promise<Rows<NomenclatureRow>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const lines = await lineCounts(connection, view.registerSeq);
    const rows = (await nomenclaturesOf(connection, null, view.registerSeq)).map(
      ({ id, jurisdiction_code: jurisdiction, title, revision, first_on, last_on, complete }): NomenclatureRow => ({
        ...{ id, jurisdiction, title, revision, first_on, last_on },
        complete: complete === 1,
        lines: lines.get(id) ?? 0,
      }),
    );
    return { ...knownIn(view), data: rows.filter(await testOf(NOMENCLATURE_TESTS, question, null)) };
  });
}

/** The sources known at a seq, in the order of their ids. */
const sourcesIn =
  (read: Reading, { registerSeq }: AsOf): Walk<SourceRow> =>
  (after = '', first) =>
    readOn<SourceRow>(first, (last, size) => read((connection) => sourcesAfter(connection, registerSeq, last?.id ?? after, size)));

/** A page of the sources in the order of their ids. `q`: words of the id, the publisher or the title. */
export function listSources(tracker: Tracker, question: Searched, paging: Paging): Promise<Page<SourceRow>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const isMet = await testOf(SOURCE_TESTS, question, null);
    return { ...knownIn(view), ...(await pageAlong(sourcesIn(readingWith(connection), view), isMet, ({ id }) => id, NO_DAY, paging)) };
  });
}

/** All of them, as known at one instant. */
export async function streamSources(tracker: Tracker, question: Searched): Promise<Whole<SourceRow>> {
  const { read } = tracker.store;
  const view = await read((connection) => viewAt(tracker, connection, question));
  return wholeAlong(knownIn(view), sourcesIn(read, view), await testOf(SOURCE_TESTS, question, null));
}

/** What people call things, by the codes and ids that the ledger has for them. */
export interface Names extends GoodsNames {
  /** When the ledger begins: before that nothing was known here. Null while it is empty. */
  begins_at: Instant | null;
  jurisdictions: ReadonlyMap<string, string>;
  areas: ReadonlyMap<string, string>;
  /** The names of goods that come with the program: few enough to be suggested. */
  commonProducts: ReadonlyMap<string, string>;
  exporters: ReadonlyMap<string, string>;
  disputes: ReadonlyMap<string, string>;
  measures: ReadonlyMap<string, string>;
}

/** For what must not ask the database anything: goods alone have names. */
export const namesWithoutRegister = (): Names => ({
  begins_at: null,
  jurisdictions: new Map(),
  areas: new Map(),
  ...bundledNames(),
  commonProducts: bundledNames().products,
  exporters: new Map(),
  disputes: new Map(),
  measures: new Map(),
});

const kept = new WeakMap<Tracker, { seq: number; content: Names }>();

/** The names of the register as known at the instant of the clocks, that instant and its seq; those that were asked for last are kept. */
export async function readNames(tracker: Tracker, clocks: Clocks): Promise<{ names: Names; known_at: Instant; seq: number }> {
  return tracker.store.read(async (connection) => {
    const { known_at, registerSeq, register } = await viewAt(tracker, connection, clocks);
    const known = kept.get(tracker);
    if (known?.seq === registerSeq) return { names: known.content, known_at, seq: registerSeq };
    // There are many measures, and a change registers few: what is known already is not read again.
    const [earlier, since] = known && known.seq < registerSeq ? [known.content.measures, known.seq] : [new Map<string, string>(), -1];
    const namesOf = (things: Iterable<{ code: string; name: string }>) => new Map([...things].map(({ code, name }) => [code, name]));
    const content: Names = {
      begins_at: await ledgerBegins(connection),
      jurisdictions: namesOf(register.jurisdictions.values()),
      areas: namesOf(register.areas.values()),
      // Read by pages that name goods alone.
      get products() {
        return goodsNames(register).products;
      },
      get goodsWords() {
        return goodsNames(register).goodsWords;
      },
      get commonProducts() {
        return bundledNames().products;
      },
      exporters: new Map((await readExporters(connection, registerSeq)).map(({ id, name }) => [id, name])),
      disputes: new Map((await readDisputeTitles(connection, registerSeq)).map(({ id, title }) => [id, title])),
      measures: new Map([...earlier, ...(await measureTitles(connection, since, registerSeq))]),
    };
    kept.set(tracker, { seq: registerSeq, content });
    return { names: content, known_at, seq: registerSeq };
  });
}
