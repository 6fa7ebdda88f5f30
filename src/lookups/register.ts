import type { z } from 'zod';
import { ledgerSpan, measureHeads, readSources } from '../db/histories.ts';
import { type Jurisdiction, readDisputeTitles, readExporters } from '../db/register.ts';
import type { Instant } from '../domain/dates.ts';
import type { FiltersOf, jurisdictionParameters, searchParameters } from '../things/questions.ts';
import type { ExporterRow, JurisdictionRow, SourceRow } from '../things/register.ts';
import { hasWords, type Rows, type RowTests, testOf } from './paging.ts';
import { type Tracker, viewAt } from './tracker.ts';

type Searched = z.output<z.ZodObject<typeof searchParameters>>;
type Search<Row> = RowTests<Searched, Row, null>;

const JURISDICTION_TESTS: RowTests<FiltersOf<typeof jurisdictionParameters>, Jurisdiction, null> = {
  q: (q) => (one) => hasWords(q, one.code, one.name, ...one.aliases),
};
const EXPORTER_TESTS: Search<ExporterRow> = { q: (q) => (one) => hasWords(q, one.id, one.name, ...one.aliases) };
const SOURCE_TESTS: Search<SourceRow> = { q: (q) => (one) => hasWords(q, one.id, one.publisher, one.title) };

/** Jurisdictions in the order of their codes. `q`: words of the code, the name or an alias. */
export function listJurisdictions(
  tracker: Tracker,
  question: z.output<z.ZodObject<typeof jurisdictionParameters>>,
): Promise<Rows<JurisdictionRow>> {
  return tracker.store.read(async (connection) => {
    const { on, changeSeq, register } = await viewAt(tracker, connection, question);
    const data = [...register.jurisdictions.values()].filter(await testOf(JURISDICTION_TESTS, question, null)).map((one) => ({
      ...one,
      unions: register.unionsOf(one.code, on),
      members: register.membersOf(one.code, on),
      areas: [...register.areas.values()].filter((area) => area.jurisdiction_code === one.code).map(({ code, name }) => ({ code, name })),
    }));
    return { on, changeSeq, data };
  });
}

/** The members of each union on a day. */
export function unionMembers(tracker: Tracker, on: string | undefined): Promise<Map<string, readonly string[]>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, { on });
    const unions = [...view.register.jurisdictions.keys()].map((code) => [code, view.register.membersOf(code, view.on)] as const);
    return new Map(unions.filter(([, members]) => members.length > 0));
  });
}

/** Companies in the order of their ids. `q`: words of the id, the name or an alias. */
export function listExporters(tracker: Tracker, question: Searched): Promise<Rows<ExporterRow>> {
  return tracker.store.read(async (connection) => {
    const { changeSeq } = await viewAt(tracker, connection, {});
    const data = (await readExporters(connection)).filter(await testOf(EXPORTER_TESTS, question, null));
    return { changeSeq, data };
  });
}

/** The sources with these ids. */
export function sourcesById(tracker: Tracker, ids: readonly string[]): Promise<Map<string, SourceRow>> {
  if (ids.length === 0) return Promise.resolve(new Map());
  return tracker.store.read(async (connection) => {
    const rows = await readSources(connection, [...new Set(ids)]);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** Sources in the order of their ids. `q`: words of the id, the publisher or the title. */
export function listSources(tracker: Tracker, question: Searched): Promise<Rows<SourceRow>> {
  return tracker.store.read(async (connection) => {
    const { changeSeq } = await viewAt(tracker, connection, {});
    const data = (await readSources(connection)).filter(await testOf(SOURCE_TESTS, question, null));
    return { changeSeq, data };
  });
}

/** What people call things, by the codes and ids that the ledger has for them. */
export interface Names {
  /** When the ledger begins: before that nothing was known here. Null while it is empty. */
  begins_at: Instant | null;
  /** When its last entry was recorded. */
  changed_at: Instant | null;
  jurisdictions: ReadonlyMap<string, string>;
  areas: ReadonlyMap<string, string>;
  exporters: ReadonlyMap<string, string>;
  disputes: ReadonlyMap<string, string>;
  measures: ReadonlyMap<string, string>;
}

/** For what must not ask the database anything. */
export const NO_NAMES: Names = {
  begins_at: null,
  changed_at: null,
  jurisdictions: new Map(),
  areas: new Map(),
  exporters: new Map(),
  disputes: new Map(),
  measures: new Map(),
};

const kept = new WeakMap<Tracker, { seq: number; content: Names }>();

/** The names of the register, read again only after a change. */
export async function readNames(tracker: Tracker): Promise<Names> {
  return tracker.store.read(async (connection) => {
    const { changeSeq, register } = await viewAt(tracker, connection, {});
    const known = kept.get(tracker);
    if (known?.seq === changeSeq) return known.content;
    const namesOf = (things: Iterable<{ code: string; name: string }>) => new Map([...things].map(({ code, name }) => [code, name]));
    const content: Names = {
      ...(await ledgerSpan(connection)),
      jurisdictions: namesOf(register.jurisdictions.values()),
      areas: namesOf(register.areas.values()),
      exporters: new Map((await readExporters(connection)).map(({ id, name }) => [id, name])),
      disputes: new Map((await readDisputeTitles(connection)).map(({ id, title }) => [id, title])),
      measures: new Map([...(await measureHeads(connection))].map(([id, { title }]) => [id, title])),
    };
    kept.set(tracker, { seq: changeSeq, content });
    return content;
  });
}
