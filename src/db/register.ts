import { and, asc, eq, gt, gte, inArray, isNotNull, lt, lte, or, sql } from 'drizzle-orm';
import { type Day, firstDay, type Instant } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import type { Memberships } from '../domain/scope.ts';
import type { JurisdictionKind, Thing } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import { type EntryOf, entriesOf } from '../things/ledger.ts';
import { LATEST, STILL_KNOWN, versionAt } from './cut.ts';
import { loadEntries, seqsOf } from './entries.ts';
import { namesOfLines, readProducts } from './nomenclatures.ts';
import { asList, type Connection, limitSlot, slot } from './store.ts';

export interface Jurisdiction {
  code: string;
  name: string;
  kind: JurisdictionKind;
  customs_value: Tables['jurisdictions']['$inferSelect']['customs_value'];
  exists_from: string | null;
  /** Last day, inclusive. */
  exists_until: string | null;
  aliases: string[];
}

/** Who there is: small, needed by nearly every question, and read once for each state of the ledger. */
export interface Register extends Memberships {
  jurisdictions: ReadonlyMap<string, Jurisdiction>;
  areas: ReadonlyMap<string, { code: string; jurisdiction_code: string; name: string }>;
  /** What goods are called, as far as that is registered. */
  goods: {
    products: Awaited<ReturnType<typeof readProducts>>;
    /** The names of the lines of nomenclatures, by code. */
    lines: ReadonlyMap<string, string>;
  };
  memberships: readonly { union_code: string; member_code: string; joined_on: Day; left_on: Day; note: string | null }[];
  /** The days on which somebody joined or left a union; of these economies and unions alone, if they are given. */
  joiningDays(codes?: readonly (string | undefined)[]): Day[];
}

/** Was anything registered, or edited, after one seq and by another? */
export async function hasRegistered(connection: Connection, after: number, by: number): Promise<boolean> {
  const rows = await connection.query(
    'has_registered',
    (db, { ledger }) =>
      db
        .select({ seq: ledger.seq })
        .from(ledger)
        .where(and(eq(ledger.kind, 'registration'), gt(ledger.seq, slot('after')), lte(ledger.seq, slot('by'))))
        .limit(1),
    { after, by },
  );
  return rows.length > 0;
}

/** The register as known at a seq. */
export async function readRegister(connection: Connection, knownSeq: number): Promise<Register> {
  const { db, tables: t } = connection;
  const jurisdictions = new Map<string, Jurisdiction>();
  for (const { known_from: _from, known_to: _to, ...row } of await db
    .select()
    .from(t.jurisdictions)
    .where(versionAt(t.jurisdictions, knownSeq))
    .orderBy(asc(t.jurisdictions.code)))
    jurisdictions.set(row.code, { ...row, aliases: [] });
  for (const { code, alias } of await db
    .select()
    .from(t.jurisdiction_aliases)
    .where(versionAt(t.jurisdiction_aliases, knownSeq))
    .orderBy(asc(t.jurisdiction_aliases.alias)))
    jurisdictions.get(code)?.aliases.push(alias);
  const members = t.union_members;
  const memberships = await db
    .select()
    .from(members)
    .where(versionAt(members, knownSeq))
    .orderBy(asc(members.union_code), asc(members.member_code), asc(members.joined_on));
  const areas = new Map(
    (await db.select().from(t.areas).where(versionAt(t.areas, knownSeq)).orderBy(asc(t.areas.code))).map((area) => [area.code, area]),
  );
  const groups = new Map(
    (
      await db
        .select({ id: t.exporters.id, group: t.exporters.group_id })
        .from(t.exporters)
        .where(and(versionAt(t.exporters, knownSeq), isNotNull(t.exporters.group_id)))
    ).map(({ id, group }) => [id, group]),
  );
  const lines = new Map((await namesOfLines(connection, knownSeq)).map(({ code, name }) => [code, name]));
  const products = await readProducts(connection, knownSeq);
  const withMembers = new Set(groups.values());
  // Asked for each partner of each scope.
  const byMember = groupBy(memberships, (row) => row.member_code);
  const byUnion = groupBy(memberships, (row) => row.union_code);
  const holding = (on: Day) => (row: { joined_on: Day; left_on: Day }) => firstDay(row.joined_on) <= on && on < firstDay(row.left_on);
  return {
    jurisdictions,
    areas,
    goods: { products, lines },
    memberships,
    unionsOf: (code, on) => (byMember.get(code) ?? []).filter(holding(on)).map((row) => row.union_code),
    groupOf: (company) => groups.get(company) ?? null,
    isGroup: (company) => withMembers.has(company),
    joiningDays: (codes) =>
      memberships
        .filter(({ member_code, union_code }) => codes === undefined || codes.includes(member_code) || codes.includes(union_code))
        .flatMap(({ joined_on, left_on }) => [firstDay(joined_on), firstDay(left_on)]),
    membersOf: (union, on) => (byUnion.get(union) ?? []).filter(holding(on)).map((row) => row.member_code),
  };
}

export interface Exporter {
  id: string;
  name: string;
  home: string | null;
  group: string | null;
  aliases: string[];
}

/** All companies known at a seq with their aliases, in the order of their ids. */
export async function readExporters(connection: Connection, knownSeq: number): Promise<Exporter[]> {
  const known = { known: knownSeq };
  const exporters = new Map<string, Exporter>();
  for (const { id, name, home, group_id } of await connection.query<Tables['exporters']['$inferSelect']>(
    'read_exporters',
    (db, { exporters: e }) =>
      db
        .select()
        .from(e)
        .where(versionAt(e, slot('known')))
        .orderBy(asc(e.id)),
    known,
  ))
    exporters.set(id, { id, name, home, group: group_id, aliases: [] });
  for (const { exporter_id, alias } of await connection.query<Tables['exporter_aliases']['$inferSelect']>(
    'read_exporter_aliases',
    (db, { exporter_aliases: a }) =>
      db
        .select()
        .from(a)
        .where(versionAt(a, slot('known')))
        .orderBy(asc(a.alias)),
    known,
  ))
    exporters.get(exporter_id)?.aliases.push(alias);
  return [...exporters.values()];
}

/** A measure as known at a seq, with its type, its legal instruments and its ETag; undefined if there is none of that id. */
export async function readMeasure(connection: Connection, id: string, knownSeq: number) {
  const parameters = { id, known: knownSeq };
  const known = slot('known');
  const [row] = await connection.query<{
    measures: Tables['measures']['$inferSelect'];
    tariffs: Tables['tariffs']['$inferSelect'] | null;
    bans: Tables['bans']['$inferSelect'] | null;
    measure_etags: Tables['measure_etags']['$inferSelect'] | null;
  }>(
    'measure',
    (db, t) =>
      db
        .select()
        .from(t.measures)
        .leftJoin(t.tariffs, and(eq(t.tariffs.measure_id, t.measures.id), versionAt(t.tariffs, known)))
        .leftJoin(t.bans, and(eq(t.bans.measure_id, t.measures.id), versionAt(t.bans, known)))
        .leftJoin(t.measure_etags, eq(t.measure_etags.measure_id, t.measures.id))
        .where(and(eq(t.measures.id, slot('id')), versionAt(t.measures, known))),
    parameters,
  );
  if (!row) return undefined;
  const instruments = await connection.query<Tables['legal_instruments']['$inferSelect']>(
    'instruments_of_measure',
    (db, { legal_instruments: l }) =>
      db
        .select()
        .from(l)
        .where(and(eq(l.measure_id, slot('id')), versionAt(l, known)))
        .orderBy(asc(l.position)),
    parameters,
  );
  const { known_from: _from, known_to: _to, title_folded: _folded, ...measure } = row.measures;
  return {
    ...measure,
    last_seq: row.measure_etags?.last_seq ?? 0,
    type: row.tariffs?.duty_type ?? row.bans?.ban_type ?? '',
    adds_to: row.tariffs?.adds_to ?? null,
    adds_to_confidence: row.tariffs?.adds_to_confidence ?? null,
    legal_instruments: instruments.map(({ identifier, url, confidence }) => ({ identifier, url, confidence })),
  };
}

/** As which of two things an id is registered. */
export async function thingsCalled(connection: Connection, id: string, thing: Thing, other: Thing): Promise<Thing[]> {
  const rows = await connection.query<{ thing: Thing }>(
    'things_called',
    (db, { registrations: r }) =>
      db
        .select({ thing: r.thing })
        .from(r)
        .where(and(or(eq(r.thing, slot('thing')), eq(r.thing, slot('other'))), eq(r.thing_id, slot('id')))),
    { thing, other, id },
  );
  return rows.map((row) => row.thing);
}

/** The newest registration of each of these things, of those that are registered. */
export const newestRegistrations = (connection: Connection, thing: Thing, ids: readonly string[]) =>
  registrationsBy(connection, thing, ids, LATEST);

/** The last registration of each of these things up to a seq, of those that were registered by then. */
export async function registrationsBy(
  connection: Connection,
  thing: Thing,
  ids: readonly string[],
  knownSeq: number,
): Promise<Map<string, EntryOf<'registration'>>> {
  if (ids.length === 0) return new Map();
  const rows = await connection.query<{ seq: number }>(
    'registrations_by',
    (db, { registrations: r }) =>
      db
        .select({ seq: sql<number>`max(${r.seq})` })
        .from(r)
        .where(and(eq(r.thing, slot('thing')), connection.isAmong(r.thing_id, 'ids'), lte(r.seq, slot('known'))))
        .groupBy(r.thing_id),
    { thing, ids: asList(ids), known: knownSeq },
  );
  const seqs = seqsOf(rows);
  return new Map(entriesOf(await loadEntries(connection, seqs), 'registration').map((entry) => [entry.thing_id, entry]));
}

/** Whether an entry was retracted, and by which correction. */
export async function retractedBy(connection: Connection, seq: number): Promise<number | null> {
  const t = connection.tables.corrections;
  const [row] = await connection.db.select({ seq: t.seq }).from(t).where(eq(t.retracts_seq, seq));
  return row?.seq ?? null;
}

interface KeptAnswer {
  request_hash: string;
  status: number;
  body: string;
}

/** The answer that was given to a token's Idempotency-Key before, if any, and not longer ago than `since`. */
export async function keptAnswer(connection: Connection, tokenId: number, key: string, since: Instant): Promise<KeptAnswer | undefined> {
  const t = connection.tables.idempotency_keys;
  return (
    await connection.db
      .select({ request_hash: t.request_hash, status: t.status, body: t.body })
      .from(t)
      .where(and(eq(t.token_id, tokenId), eq(t.key, key), gte(t.created_at, since)))
  )[0];
}

/** So many keys that are over go with each new one: more than come, and never many at once. */
const CLEARED = 100;

/** Keeps the answer to a key. What was kept before `since` goes, the oldest first. */
export async function keepAnswer(
  { db, tables: { idempotency_keys: t } }: Connection,
  row: Tables['idempotency_keys']['$inferInsert'],
  since: Instant,
): Promise<void> {
  const over = await db.select({ at: t.created_at }).from(t).where(lt(t.created_at, since)).orderBy(asc(t.created_at)).limit(CLEARED);
  const last = over.at(-1)?.at;
  // Writes have instants of their own, so no more go than were counted.
  if (last !== undefined) await db.delete(t).where(lte(t.created_at, last));
  // The key itself may be among those whose turn has not come.
  await db.delete(t).where(and(eq(t.token_id, row.token_id), eq(t.key, row.key)));
  await db.insert(t).values(row);
}

/** WTO cases known at a seq, by number; all of them unless some are named. */
export async function readWtoCases(
  { db, tables: { wto_cases: w, wto_co_complainants: c } }: Connection,
  knownSeq: number,
  ids?: readonly string[],
) {
  const rows = await db
    .select()
    .from(w)
    .where(and(versionAt(w, knownSeq), ids && inArray(w.id, [...ids])))
    .orderBy(asc(w.id));
  const others = groupBy(
    await db
      .select()
      .from(c)
      .where(and(versionAt(c, knownSeq), ids && inArray(c.case_id, [...ids])))
      .orderBy(asc(c.case_id), asc(c.position)),
    (row) => row.case_id,
  );
  return rows.map(({ id, complainant, respondent, requested_on, title, url }) => ({
    ...{ id, complainant, co_complainants: (others.get(id) ?? []).map((row) => row.complainant) },
    ...{ respondent, requested_on, title, url },
  }));
}

/** Sources known at a seq, by id; all of them unless some are named. */
export async function readSources(connection: Connection, knownSeq: number, ids?: readonly string[]) {
  const rows = await connection.query<Tables['sources']['$inferSelect']>(
    `read_sources:${ids !== undefined}`,
    (db, { sources: s }) =>
      db
        .select()
        .from(s)
        .where(and(versionAt(s, slot('known')), ids && connection.isAmong(s.id, 'ids')))
        .orderBy(asc(s.id)),
    { known: knownSeq, ...(ids && { ids: asList(ids) }) },
  );
  return rows.map(({ known_from: _from, known_to: _to, ...row }) => row);
}

/** The sources after one of these ids, in the order of ids: so many at most. */
export async function sourcesAfter(connection: Connection, knownSeq: number, after: string, limit: number) {
  const rows = await connection.query<Tables['sources']['$inferSelect']>(
    'sources_after',
    (db, { sources: s }) =>
      db
        .select()
        .from(s)
        .where(and(versionAt(s, slot('known')), gt(s.id, slot('after'))))
        .orderBy(asc(s.id))
        .limit(limitSlot()),
    { known: knownSeq, after, limit },
  );
  return rows.map(({ known_from: _from, known_to: _to, ...row }) => row);
}

/** What sources are called now that were registered, or registered anew, after a seq, in the order of their ids. */
export const sourceTitles = (connection: Connection, since: number): Promise<{ id: string; publisher: string; title: string }[]> =>
  connection.query(
    'source_titles',
    (db, { sources: s }) =>
      db
        .select({ id: s.id, publisher: s.publisher, title: s.title })
        .from(s)
        .where(and(gt(s.known_from, slot('since')), eq(s.known_to, STILL_KNOWN)))
        .orderBy(asc(s.id)),
    { since },
  );

/** The titles of measures as known at a seq, of those that were registered, or registered anew, after another. */
export async function measureTitles(
  { db, tables: { measures: m } }: Connection,
  since: number,
  knownSeq: number,
): Promise<[string, string][]> {
  const rows = await db
    .select({ id: m.id, title: m.title })
    .from(m)
    .where(and(gt(m.known_from, since), versionAt(m, knownSeq)));
  return rows.map(({ id, title }) => [id, title]);
}

/** Titles, kinds and disputes of measures as known at a seq; of all of them unless some are named. */
export async function measureHeads(connection: Connection, knownSeq: number, ids?: readonly string[]) {
  const rows = await connection.query<
    Pick<Tables['measures']['$inferSelect'], 'id' | 'title' | 'kind' | 'dispute_id' | 'imposed_by' | 'direction'>
  >(
    `measure_heads:${ids !== undefined}`,
    (db, { measures: m }) =>
      db
        .select({ id: m.id, title: m.title, kind: m.kind, dispute_id: m.dispute_id, imposed_by: m.imposed_by, direction: m.direction })
        .from(m)
        .where(and(versionAt(m, slot('known')), ids && connection.isAmong(m.id, 'ids'))),
    { known: knownSeq, ...(ids && { ids: asList(ids) }) },
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Which of these codes scopes of the ledger name as partners, or as left out. */
export async function partnersNamed({ db, tables: { scope_partners: p } }: Connection, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return [];
  const rows = await db
    .selectDistinct({ code: p.code })
    .from(p)
    .where(inArray(p.code, [...codes]))
    .orderBy(asc(p.code));
  return rows.map(({ code }) => code);
}
