import { and, asc, eq, gt, inArray, lte, or, sql } from 'drizzle-orm';
import { announcementOf } from '../domain/announcement.ts';
import { type Day, daysNamed, lastDay, type PartialDate } from '../domain/dates.ts';
import { chunksOf } from '../domain/group.ts';
import { PERIOD_TABLES, periodTable } from '../tables/tables.ts';
import { type Entry, entriesOf, firstDayOf, standingOf } from '../things/ledger.ts';
import { type Cut, versionAt } from './cut.ts';
import { loadEntries, seqsOf } from './entries.ts';
import { asList, type Connection, slot } from './store.ts';

// When the public learned of an entry. What was registered and what was corrected are cut by the time of recording alone.

const CHUNK = 500;

/** Sources whose publication may say when these entries were announced. */
export const decidingSources = (entries: readonly Entry[]): string[] => [
  ...new Set(entries.flatMap((entry) => (entry.announced_on === null ? entry.sources : []))),
];

/** The day on which what an entry tells of happened: an event, an agreement or its collapse; null for what is set for a day. */
function happenedOn(entry: Entry): PartialDate | null {
  if (entry.kind === 'milestone') return entry.happened_on;
  if (entry.kind === 'resolution') return entry.agreed_on;
  return entry.kind === 'collapse' ? entry.effective_on : null;
}

/** The day by which an entry was announced as far as it and its sources tell. */
export const announcementIn = (entry: Entry, publishedOn: (source: string) => PartialDate | null): Day | null =>
  announcementOf(
    {
      announced_on: entry.announced_on,
      sources: entry.sources,
      first_on: firstDayOf(entry),
      happened_on: happenedOn(entry),
      not_before: entry.kind === 'check' ? entry.checked_on : null,
    },
    publishedOn,
  );

/** When sources were published, as known at a seq. */
async function publications(connection: Connection, ids: readonly string[], knownSeq: number): Promise<Map<string, PartialDate | null>> {
  if (ids.length === 0) return new Map();
  const rows = await connection.query<{ id: string; published_on: PartialDate | null }>(
    'publications',
    (db, { sources: s }) =>
      db
        .select({ id: s.id, published_on: s.published_on })
        .from(s)
        .where(and(connection.isAmong(s.id, 'ids'), versionAt(s, slot('known')))),
    { ids: asList(ids), known: knownSeq },
  );
  return new Map(rows.map(({ id, published_on }) => [id, published_on]));
}

/** A version of what a source says of its publication: since when it is known here. */
export interface Publication {
  source: string;
  known_from: number;
  /** When it was registered; null for what was carried over, which counts from the beginning. */
  recorded_at: string | null;
  published_on: PartialDate | null;
}

/** Every version of when these sources were published, in the order of recording. */
export async function publicationHistory(connection: Connection, ids: readonly string[]): Promise<Publication[]> {
  if (ids.length === 0) return [];
  return connection.query<Publication>(
    'publication_history',
    (db, { sources: s, ledger }) =>
      db
        .select({ source: s.id, known_from: s.known_from, recorded_at: ledger.recorded_at, published_on: s.published_on })
        .from(s)
        .leftJoin(ledger, and(eq(ledger.seq, s.known_from), gt(s.known_from, 0)))
        .where(connection.isAmong(s.id, 'ids'))
        .orderBy(asc(s.known_from)),
    { ids: asList(ids) },
  );
}

/** By its seq, the day by which each of some entries was announced, as far as it and its sources tell. */
async function announcementsOf(connection: Connection, entries: readonly Entry[], cut: Cut): Promise<Map<number, Day | null>> {
  const published = await publications(connection, decidingSources(entries), cut.registerSeq);
  return new Map(entries.map((entry) => [entry.seq, announcementIn(entry, (source) => published.get(source) ?? null)]));
}

/** Was it announced by the day of the cut, if it has one? */
const isBy = (day: Day | null | undefined, { announcedBy }: Cut): boolean => day != null && (announcedBy === null || day <= announcedBy);

/**
 * Those of these entries that were announced by the day of the cut; all of them if it has none. A link without a day of its own counts
 * once both its ends were announced, a quota with its measure, an undated resolution with the first step that carried it out.
 */
export async function announcedEntries<E extends Entry>(connection: Connection, entries: readonly E[], cut: Cut): Promise<E[]> {
  const { announcedBy } = cut;
  if (announcedBy === null) return [...entries];
  const days = await announcementsOf(connection, entries, cut);
  const undated = entries.filter(({ seq, kind }) => days.get(seq) === null && kind !== 'registration' && kind !== 'correction');
  const counts = new Set(undated.length === 0 ? [] : await alongside(connection, undated, { ...cut, announcedBy }));
  const announced = entries.filter(({ seq, kind }) => {
    if (kind === 'registration' || kind === 'correction') return true;
    return counts.has(seq) || isBy(days.get(seq), cut);
  });
  return withoutLaterWords(connection, announced, cut);
}

/**
 * Entries as they can be told of a day: without the sources that were published later, or nobody knows when, and without notes that were
 * written later, and doubts that name a later day, which may tell what came of it.
 */
export async function withoutLaterWords<E extends Entry>(connection: Connection, entries: readonly E[], cut: Cut): Promise<E[]> {
  const { announcedBy } = cut;
  if (announcedBy === null) return [...entries];
  const published = await publications(connection, [...new Set(entries.flatMap(({ sources }) => sources))], cut.registerSeq);
  const isLater = (source: string): boolean => {
    const day = published.get(source) ?? null;
    return day === null || lastDay(day) > announcedBy;
  };
  return entries.map((one) => {
    const entry = one.recorded_at.slice(0, 10) <= announcedBy ? one : withoutLaterNotes(one, announcedBy);
    if (!entry.sources.some(isLater)) return entry;
    const places = entry.places && Object.fromEntries(Object.entries(entry.places).filter(([source]) => !isLater(source)));
    return { ...entry, sources: entry.sources.filter((source) => !isLater(source)), ...(places && { places }) };
  });
}

/** What is said of a doubt that tells of a later day: that there is one counts for the answer, and why would tell the future. */
const DOUBTED_LATER = 'what was told later speaks against it';

/**
 * The same without notes, and without doubts that name a later day, those inside it included. What holds none of these is given as it is: of
 * lists of thousands of codes much is kept for as long as they are there.
 */
function withoutLaterNotes<T>(value: T, day: Day): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const told = value.map((one) => withoutLaterNotes(one, day));
    return told.every((one, at) => one === value[at]) ? value : (told as T);
  }
  const changed = Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
    const told = toldBy(name, field, day);
    return told === field ? [] : [[name, told]];
  });
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

/** What a field tells as announced by a day. */
function toldBy(name: string, field: unknown, day: Day): unknown {
  if (name === 'note') return null;
  const tellsLater = name === 'doubt' && typeof field === 'string' && daysNamed(field).some((named) => named > day);
  return tellsLater ? DOUBTED_LATER : withoutLaterNotes(field, day);
}

/** The measures of which something is announced only after the day of the cut: what is said of them as a whole may tell of it. */
export async function announcedLater(connection: Connection, measureIds: readonly string[], cut: Cut): Promise<Set<string>> {
  const { announcedBy } = cut;
  if (announcedBy === null) return new Set();
  const last = await lastAnnouncements(connection, measureIds, cut.knownSeq);
  return new Set([...last].flatMap(([id, day]) => (day > announcedBy ? [id] : [])));
}

/** The day by which the last of what decides a measure's answers was announced, as known at a seq. */
export async function lastAnnouncements(
  connection: Connection,
  measureIds: readonly string[],
  knownSeq: number,
): Promise<Map<string, Day>> {
  const last = new Map<string, Day>();
  if (measureIds.length === 0) return last;
  for (const name of PERIOD_TABLES)
    for (const { id, day } of await connection.query<{ id: string; day: Day }>(
      `last_announcements:${name}`,
      (db, tables) => {
        const table = periodTable(tables, name);
        return db
          .select({ id: table.measure_id, day: sql<string>`max(${table.announced_from})` })
          .from(table)
          .where(and(connection.isAmong(table.measure_id, 'ids'), versionAt(table, slot('known'))))
          .groupBy(table.measure_id);
      },
      { ids: asList(measureIds), known: knownSeq },
    ))
      if (day > (last.get(id) ?? '')) last.set(id, day);
  return last;
}

/** The same of disputes: of their measures, and of what was said of them as a whole. */
export async function lastAnnouncementsOfDisputes(
  connection: Connection,
  disputes: readonly { id: string; measures: readonly string[] }[],
  { knownSeq, registerSeq }: Cut,
): Promise<Map<string, Day>> {
  const measures = await lastAnnouncements(
    connection,
    disputes.flatMap((dispute) => dispute.measures),
    knownSeq,
  );
  const rows = await connection.query<{ seq: number }>(
    'entries_of_disputes',
    (db, { ledger }) =>
      db
        .select({ seq: ledger.seq })
        .from(ledger)
        .where(and(connection.isAmong(ledger.dispute_id, 'ids'), lte(ledger.seq, slot('known')))),
    { ids: asList(disputes.map(({ id }) => id)), known: knownSeq },
  );
  const entries = await loadEntries(connection, seqsOf(rows));
  const published = await publications(connection, decidingSources(entries), registerSeq);
  const last = new Map<string, Day>();
  const add = (id: string, day: Day | null | undefined): void => {
    if (day && day > (last.get(id) ?? '')) last.set(id, day);
  };
  for (const { id, measures: own } of disputes) for (const measure of own) add(id, measures.get(measure));
  for (const entry of entries)
    if (entry.kind !== 'registration' && entry.kind !== 'correction' && entry.kind !== 'check')
      add(
        entry.dispute_id as string,
        announcementIn(entry, (source) => published.get(source) ?? null),
      );
  return last;
}

/** Of entries that tell no day, those whose company was announced by then. */
async function alongside(connection: Connection, undated: readonly Entry[], cut: Cut & { announcedBy: Day }): Promise<number[]> {
  const ends = undated.map((entry) => ({ entry, things: thingsOf(entry) }));
  const begun = await announcedThings(
    connection,
    ends.flatMap(({ things }) => things),
    cut,
  );
  const carried = await firstCarriedOut(connection, undated, cut);
  return ends.flatMap(({ entry, things }) => {
    const counts = entry.kind === 'resolution' ? carried.has(entry.seq) : things.every((thing) => begun.has(thing));
    return counts ? [entry.seq] : [];
  });
}

/** What an entry is about and leads to: ids of measures, disputes and WTO cases, which never are the same for two of them but by chance. */
const thingsOf = (entry: Entry): string[] =>
  [
    entry.measure_id,
    entry.dispute_id,
    entry.wto_case_id,
    ...(entry.kind === 'link' ? [entry.to_measure_id, entry.to_dispute_id, entry.to_wto_case_id] : []),
  ].filter((id) => id !== null);

/** The measures, disputes and WTO cases about which something was announced by then; a dispute begins with the first of its measures. */
export async function announcedThings(connection: Connection, ids: readonly string[], cut: Cut): Promise<Set<string>> {
  const { db, tables: t } = connection;
  const asked = [...new Set(ids)];
  const begun = new Set<string>();
  // Most measures begin with a status or a coverage, of which the derived rows know when it was announced.
  for (const table of cut.announcedBy === null ? [] : PERIOD_TABLES.map((name) => periodTable(t, name)))
    for (const chunk of chunksOf(asked, CHUNK))
      for (const { id } of await db
        .selectDistinct({ id: table.measure_id })
        .from(table)
        .where(and(inArray(table.measure_id, chunk), versionAt(table, cut.knownSeq), lte(table.announced_from, cut.announcedBy as Day))))
        begun.add(id);
  const wanted = asked.filter((id) => !begun.has(id));
  for (const chunk of chunksOf(wanted, CHUNK)) {
    const members = await db
      .select({ id: t.measures.id, dispute_id: t.measures.dispute_id })
      .from(t.measures)
      .where(and(inArray(t.measures.dispute_id, chunk), versionAt(t.measures, cut.registerSeq)));
    const disputeOf = new Map(members.map(({ id, dispute_id }) => [id, dispute_id as string]));
    const rows = await db
      .select({ seq: t.ledger.seq })
      .from(t.ledger)
      .where(
        or(
          inArray(t.ledger.measure_id, [...new Set([...chunk, ...disputeOf.keys()])]),
          inArray(t.ledger.dispute_id, chunk),
          inArray(t.ledger.wto_case_id, chunk),
        ),
      );
    const seqs = seqsOf(rows).filter((seq) => seq <= cut.knownSeq);
    // What itself counts only with others begins nothing: to ask those would lead back here.
    const own = (await loadEntries(connection, seqs)).filter(({ kind }) => !['link', 'registration', 'correction'].includes(kind));
    const days = await announcementsOf(connection, own, cut);
    for (const { seq, measure_id, dispute_id, wto_case_id } of own) {
      if (!isBy(days.get(seq), cut)) continue;
      const dispute = measure_id === null ? undefined : disputeOf.get(measure_id);
      for (const id of [measure_id, dispute_id, wto_case_id, dispute]) if (id) begun.add(id);
    }
  }
  return begun;
}

/** The undated resolutions of which something was carried out, and announced, by then. */
async function firstCarriedOut(connection: Connection, undated: readonly Entry[], cut: Cut): Promise<Set<number>> {
  const resolutions = entriesOf(undated, 'resolution');
  if (resolutions.length === 0) return new Set();
  const { db, tables: t } = connection;
  const kinds = ['resolution', 'implementation', 'correction'] as const;
  const rows = await db
    .select({ seq: t.ledger.seq })
    .from(t.ledger)
    .where(inArray(t.ledger.kind, [...kinds]));
  const known = await loadEntries(
    connection,
    seqsOf(rows).filter((seq) => seq <= cut.knownSeq),
  );
  const { standing, rootOf } = standingOf(known);
  const steps = await announcedEntries(connection, entriesOf(standing, 'implementation'), cut);
  const roots = new Set(steps.map((step) => rootOf(step.resolution_seq)));
  return new Set(resolutions.flatMap(({ seq }) => (roots.has(rootOf(seq)) ? [seq] : [])));
}
