import { and, eq, lt, sql } from 'drizzle-orm';
import type { DaySpan, PartialDate } from '../domain/dates.ts';
import { chunksOf, groupBy } from '../domain/group.ts';
import { lastWordAgainst } from '../domain/overtaking.ts';
import type { Statement, StatusStatement } from '../domain/statement.ts';
import { statementsWithin } from '../domain/timeline.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { type Entry, type EntryOf, standingOf } from '../things/ledger.ts';
import { announcedEntries } from './announcements.ts';
import { type Cut, STILL_KNOWN } from './cut.ts';
import { loadEntries, seqsOf } from './entries.ts';
import { rowsIn } from './entry-rows.ts';
import { asList, type Connection, slot } from './store.ts';

// What measures' entries state, less those corrected, each in its place.

/** A coverage or a rate table in its place. */
export type ScopedStatement = Statement & { kind: 'coverage' | 'rate_table'; entry: EntryOf<'coverage'> | EntryOf<'rate_table'> };

/** What a measure's ledger says at one moment: its statements, less those corrected, each in its place. */
export interface Statements {
  statuses: StatusStatement[];
  coverages: ScopedStatement[];
  rateTables: ScopedStatement[];
}

const statusStatement = (entry: EntryOf<'status_change'>, position: number): StatusStatement => {
  const { seq, effective_on, until_on, announced_on, doubt, status, exemptions } = entry;
  return { seq, position, effective_on, until_on, announced_on, doubt, status, exemptions };
};

/** Sorts a measure's entries into statements as they stood when the last of them was recorded. */
export function statementsOf(entries: readonly Entry[]): Statements {
  const { standing, rootOf } = standingOf(entries);
  const result: Statements = { statuses: [], coverages: [], rateTables: [] };
  for (const entry of standing) {
    const position = rootOf(entry.seq);
    if (entry.kind === 'status_change') result.statuses.push(statusStatement(entry, position));
    else if (entry.kind === 'coverage' || entry.kind === 'rate_table') {
      const { seq, effective_on, until_on, doubt, kind } = entry;
      (kind === 'coverage' ? result.coverages : result.rateTables).push({ seq, position, effective_on, until_on, doubt, kind, entry });
    }
  }
  return result;
}

/** The kinds of entry that a measure's periods are made of. */
export const PERIOD_KINDS = ['status_change', 'coverage', 'rate_table', 'correction'] as const satisfies readonly EntryKind[];

const isOfPeriods = ({ kind }: { kind: EntryKind }): boolean => PERIOD_KINDS.some((one) => one === kind);

/** Where an entry lies, and whose it is. */
interface Place {
  seq: number;
  kind: EntryKind;
  measure_id: string | null;
}

/** The entries of a transaction that periods are made of, by measure, and where its entries begin. */
interface AddedEntries {
  first: number;
  of: ReadonlyMap<string, readonly Entry[]>;
}

export const addedEntries = (added: readonly Entry[]): AddedEntries => ({
  first: added[0]?.seq ?? STILL_KNOWN,
  of: groupBy(added.filter(isOfPeriods), ({ measure_id }) => measure_id ?? ''),
});

/** Where the entries lie that measures' periods are made of, of those before a seq. */
async function statementPlaces(connection: Connection, measureIds: readonly string[], before = STILL_KNOWN): Promise<Place[]> {
  // The kinds are sorted out here: SQLite would take the index of kinds, and go through the whole ledger.
  const rows = await connection.query<Place>(
    'statement_entries',
    (db, { ledger }) =>
      db
        .select({ seq: ledger.seq, kind: ledger.kind, measure_id: ledger.measure_id })
        .from(ledger)
        .where(and(connection.isAmong(ledger.measure_id, 'ids'), lt(ledger.seq, slot('before')))),
    { ids: asList(measureIds), before },
  );
  return rows.filter(isOfPeriods);
}

/** The entries that measures' periods are made of, by measure; `added` are those of this transaction, which need not be read back. */
export async function statementEntries(
  connection: Connection,
  measureIds: readonly string[],
  added: AddedEntries = { first: STILL_KNOWN, of: new Map() },
): Promise<Map<string, Entry[]>> {
  const read = await loadEntries(connection, seqsOf(await statementPlaces(connection, measureIds, added.first)));
  const own = measureIds.flatMap((id) => added.of.get(id) ?? []);
  return groupBy([...read, ...own], (entry) => entry.measure_id as string);
}

/** Of measures with more coverages and tables of rates than this only those are read that matter: a list of orders has a hundred, each of 70 kB. */
const FEW = 8;

const isLong = ({ kind }: { kind: EntryKind }): boolean => kind === 'coverage' || kind === 'rate_table';

/** Of these entries those that tell what measures state on some days: all but coverages and tables of rates that can't matter then. */
async function within(connection: Connection, places: readonly Place[], cut: Cut, days: DaySpan): Promise<readonly Place[]> {
  const many = [...groupBy(places, ({ measure_id }) => measure_id).values()].filter((own) => own.filter(isLong).length > FEW).flat();
  if (many.length === 0) return places;
  const corrections = await loadEntries(connection, seqsOf(many.filter(({ kind }) => kind === 'correction')));
  const heads = await headsOf(connection, seqsOf(many.filter(isLong)), cut);
  const counting = groupBy(await announcedEntries(connection, [...heads, ...corrections], cut), (entry) => entry.measure_id);
  const wanted = new Set<number>();
  for (const own of counting.values()) {
    const { coverages, rateTables } = statementsOf(own);
    for (const list of [coverages, rateTables]) for (const { seq } of statementsWithin(list, days)) wanted.add(seq);
  }
  const looked = new Set(seqsOf(many));
  return places.filter((place) => !isLong(place) || !looked.has(place.seq) || wanted.has(place.seq));
}

/** Coverages and tables of rates without what they cover and charge. */
async function headsOf(connection: Connection, seqs: readonly number[], { announcedBy }: Cut): Promise<Entry[]> {
  const heads = await connection.query<Place & { effective_on: PartialDate }>(
    'statement_heads',
    (db, { ledger: l, coverages: c, rate_tables: r }) =>
      db
        .select({
          ...{ seq: l.seq, kind: l.kind, measure_id: l.measure_id, dispute_id: l.dispute_id, wto_case_id: l.wto_case_id },
          ...{ recorded_at: l.recorded_at, announced_on: l.announced_on, doubt: l.doubt },
          effective_on: sql<PartialDate>`coalesce(${c.effective_on}, ${r.effective_on})`.as('effective_on'),
          until_on: sql<PartialDate | null>`coalesce(${c.until_on}, ${r.until_on})`.as('until_on'),
        })
        .from(l)
        .leftJoin(c, eq(c.seq, l.seq))
        .leftJoin(r, eq(r.seq, l.seq))
        .where(connection.isAmong(l.seq, 'seqs')),
    { seqs: asList(seqs) },
  );
  // Only who asks what was announced by a day has to know their sources.
  const cited = groupBy(announcedBy === null ? [] : await rowsIn(connection, 'citations', seqs), ({ seq }) => seq);
  return heads.map((head) => ({ ...head, sources: (cited.get(head.seq) ?? []).map(({ source_id }) => source_id) }) as unknown as Entry);
}

/** So many measures are read at a time. */
export const MEASURES_AT_ONCE = 400;

/** The entries that some measures' periods are made of, of the part of the ledger that counts, as far as `chosen` leaves them. */
async function countingEntries(
  connection: Connection,
  measureIds: readonly string[],
  cut: Cut,
  chosen: (places: readonly Place[]) => readonly Place[] | Promise<readonly Place[]>,
): Promise<Map<string, readonly Entry[]>> {
  const result = new Map<string, readonly Entry[]>();
  for (const chunk of chunksOf(measureIds, MEASURES_AT_ONCE)) {
    const known = (await statementPlaces(connection, chunk)).filter(({ seq }) => seq <= cut.knownSeq);
    const entries = await announcedEntries(connection, await loadEntries(connection, seqsOf(await chosen(known))), cut);
    const counting = groupBy(entries, (entry) => entry.measure_id);
    for (const id of chunk) result.set(id, counting.get(id) ?? []);
  }
  return result;
}

/** Those on their statuses, and what corrects any. */
const statusEntries = (connection: Connection, measureIds: readonly string[], cut: Cut): Promise<Map<string, readonly Entry[]>> =>
  countingEntries(connection, measureIds, cut, (known) => known.filter((place) => !isLong(place)));

/**
 * The statements of some measures, of the part of the ledger that counts. Where `days` are given, first and last inclusive, coverages and
 * tables of rates may be left out that say nothing of what may hold on any of them.
 */
export async function statementsOfMeasures(
  connection: Connection,
  measureIds: readonly string[],
  cut: Cut,
  days?: DaySpan,
): Promise<Map<string, Statements>> {
  const chosen = (known: readonly Place[]) => (days === undefined ? known : within(connection, known, cut, days));
  const counting = await countingEntries(connection, measureIds, cut, chosen);
  return new Map([...counting].map(([id, entries]) => [id, statementsOf(entries)]));
}

/** The statements of a measure as its whole ledger says now, with the entries that a transaction has gathered. */
export async function statementsWith(connection: Connection, measureId: string, added: readonly Entry[]): Promise<Statements> {
  return statementsOf((await statementEntries(connection, [measureId], addedEntries(added))).get(measureId) ?? []);
}

/** The statements of a measure, of the part of the ledger that counts. */
export async function measureStatements(connection: Connection, measureId: string, cut: Cut): Promise<Statements> {
  return (await statementsOfMeasures(connection, [measureId], cut)).get(measureId) as Statements;
}

/** What is stated of the statuses of some measures, of the part of the ledger that counts. */
export async function statusesOfMeasures(
  connection: Connection,
  measureIds: readonly string[],
  cut: Cut,
): Promise<Map<string, Statements['statuses']>> {
  const counting = await statusEntries(connection, measureIds, cut);
  return new Map([...counting].map(([id, entries]) => [id, statementsOf(entries).statuses]));
}

/** Of some changes of status, whether they stand or were corrected, those that come no more, with the last word against each, both by their seq. */
export async function lastWords(
  connection: Connection,
  changes: readonly { seq: number; measure: string }[],
  cut: Cut,
): Promise<Map<number, number>> {
  const asked = groupBy(changes, ({ measure }) => measure);
  const found = new Map<number, number>();
  for (const [id, entries] of await statusEntries(connection, [...asked.keys()], cut)) {
    const { rootOf } = standingOf(entries);
    const { statuses } = statementsOf(entries);
    const seqs = new Set(seqsOf(asked.get(id) ?? []));
    for (const entry of entries) {
      if (entry.kind !== 'status_change' || !seqs.has(entry.seq)) continue;
      const word = lastWordAgainst(statusStatement(entry, rootOf(entry.seq)), statuses);
      if (word !== null) found.set(entry.seq, word);
    }
  }
  return found;
}
