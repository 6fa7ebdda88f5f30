import { and, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, NEVER } from '../domain/dates.ts';
import { chunksOf } from '../domain/group.ts';
import { CHAPTER_DIGITS, HEADING_DIGITS } from '../domain/harmonized-system.ts';
import type { Kind } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import { Values } from './conditions.ts';
import type { Cut } from './cut.ts';
import { asList, type Connection, turn } from './store.ts';

// An index that proposes: under each key that was ever true of a measure, each of its statuses by its first day. What is proposed is
// decided by status_periods, coverage and the domain, so a key that is true no more costs time and can't make an answer wrong.

/** What a measure can be looked up by. */
const FIELDS = ['imposer', 'partner', 'chapter', 'heading', 'type', 'status', 'dispute'] as const;
export type Field = (typeof FIELDS)[number];

/** The key of a value of a field. A partner, a chapter or a heading `*`: its coverage may meet any. A heading of two digits: all of that chapter. */
export const postingKey = (field: Field, value: string): string => `${field} ${value}`;

const keyOf = (field: Field, value: unknown): SQL => sql`${sql.raw(`'${field} '`)} || ${value}`;
const anyOf = (field: Field): SQL => sql.raw(`'${postingKey(field, '*')}'`);
const NEVER_TEXT = sql.raw(`'${NEVER}'`);
/** A jurisdiction has two letters, and so has its area in front. */
const JURISDICTION_LETTERS = 2;
const beginning = (column: unknown, length: number): SQL => sql`substr(${column}, 1, ${sql.raw(String(length))})`;

/** The postings of a field that measures must have: of all, or of those in the parameter `ids`. */
function wantedOf(field: Field, connection: Connection, some: boolean): SQL {
  const { measures: m, tariffs, bans, statement_periods: c, status_periods: p, scope_partners, scope_codes } = connection.tables;
  const among = (column: SQLiteColumn): SQL => (some ? connection.isAmong(column, 'ids') : sql`1 = 1`);
  // A status that was announced anew, with another end, is one place.
  const place = sql`${p.in_force}, ${p.begins_on}, ${p.measure_id}, ${p.known_from}, min(${p.announced_from}) as announced_from,
    max(case when ${p.announced_to} = ${NEVER_TEXT} then ${p.ends_on} else '' end) as ends_on`;
  const places = sql`group by 1, ${p.in_force}, ${p.begins_on}, ${p.measure_id}, ${p.known_from}`;
  if (field === 'status') return sql`select ${keyOf('status', p.status)} as key, ${place} from ${p} where ${among(p.measure_id)} ${places}`;
  const coverage = sql`${c.kind} = 'coverage' and ${among(c.measure_id)}`;
  const goods = (named: Field, digits: number): SQL => sql`
      select ${c.measure_id} as id, ${anyOf(named)} as key from ${c} where ${c.any_product} = 1 and ${coverage}
      union select ${c.measure_id}, ${keyOf(named, beginning(scope_codes.code, digits))} from ${c}
        join ${scope_codes} on ${scope_codes.seq} = ${c.seq} where ${scope_codes.code} <> '*' and ${coverage}`;
  const keys: Record<typeof field, SQL> = {
    imposer: sql`select ${m.id} as id, ${keyOf('imposer', m.imposed_by)} as key from ${m} where ${among(m.id)}`,
    dispute: sql`select ${m.id} as id, ${keyOf('dispute', m.dispute_id)} as key from ${m} where ${m.dispute_id} is not null and ${among(m.id)}`,
    type: sql`
      select ${tariffs.measure_id} as id, ${keyOf('type', tariffs.duty_type)} as key from ${tariffs} where ${among(tariffs.measure_id)}
      union select ${bans.measure_id}, ${keyOf('type', bans.ban_type)} from ${bans} where ${among(bans.measure_id)}`,
    partner: sql`
      select ${c.measure_id} as id, ${anyOf('partner')} as key from ${c} where ${c.any_partner} = 1 and ${coverage}
      union select ${c.measure_id}, ${keyOf('partner', beginning(scope_partners.code, JURISDICTION_LETTERS))} from ${c}
        join ${scope_partners} on ${scope_partners.seq} = ${c.seq}
        where ${scope_partners.excluded} = 0 and ${scope_partners.code} <> '*' and ${coverage}`,
    chapter: goods('chapter', CHAPTER_DIGITS),
    heading: goods('heading', HEADING_DIGITS),
  };
  const held = sql`select k.key as key, ${place} from (${keys[field]}) k join ${p} on ${p.measure_id} = k.id ${places}`;
  if (field !== 'partner' && field !== 'chapter' && field !== 'heading') return held;
  // Where what it covers was not announced by then, it may meet anything.
  return sql`${held} union select ${anyOf(field)} as key, ${place} from ${p} where ${p.uncovered} = 1 and ${among(p.measure_id)} ${places}`;
}

/**
 * A posting that is there proposes what the wanted one `w` would: the same place, as early and as far. Once a status has got an end, say, the
 * posting of before still leads to it, and one more would be found by nobody.
 */
const isProposed = (postings: Tables['postings']): SQL => sql`exists (select 1 from ${postings} p
  where p.key = w.key and p.in_force = w.in_force and p.begins_on = w.begins_on and p.measure_id = w.measure_id
  and p.known_from <= w.known_from and p.announced_from <= w.announced_from and p.ends_on >= w.ends_on)`;

/** So many measures' postings of one field are added at once: the more of them, the nearer each other they lie in the index. */
const BATCH = 2500;

/**
 * Adds the postings that measures lack: those of some, or of all. `areNew`: they have hardly any yet, and to compare with them would take
 * longer than to add what is proposed already.
 */
export async function addPostings(connection: Connection, measures: readonly string[] | 'all', areNew: boolean): Promise<void> {
  const some = measures !== 'all';
  for (const ids of some ? chunksOf(measures, BATCH) : [undefined])
    for (const field of FIELDS) {
      await connection.query(
        `add_postings:${field}:${some}:${areNew}`,
        (db, { postings }) =>
          db
            .insert(postings)
            // SQLite takes the words that follow for a join's unless a condition stands before them.
            .select(
              sql`select * from (${wantedOf(field, connection, some)}) w where ${areNew ? sql`1 = 1` : sql`not ${isProposed(postings)}`}`,
            )
            .onConflictDoNothing() as never,
        ids && { ids: asList(ids) },
      );
      if (!ids || ids.length === BATCH) await turn();
    }
}

/** Makes all postings anew. */
export async function rebuildPostings(connection: Connection): Promise<void> {
  await connection.db.delete(connection.tables.postings);
  await addPostings(connection, 'all', true);
}

type Posting = Tables['postings']['$inferSelect'];

/** The postings that are there and should not be, and those that are missing, with nothing that proposes as much: up to so many of each. */
export async function postingProblems(connection: Connection, most: number): Promise<{ strange: Posting[]; missing: Posting[] }> {
  const { db, tables } = connection;
  const there = sql`select key, in_force, begins_on, measure_id, known_from, announced_from, ends_on from ${tables.postings}`;
  const each = FIELDS.map((field) => sql`select * from (${wantedOf(field, connection, false)}) w`);
  // What is wanted takes long to work out, and is compared both ways.
  const wanted = sql`with wanted as materialized (${sql.join(each, sql` union `)})`;
  const strange = sql`select 1 as is_strange, x.* from (select * from (${there}) y except select * from wanted) x limit ${most}`;
  const missing = sql`select 0 as is_strange, w.* from wanted w where not ${isProposed(tables.postings)} limit ${most}`;
  const found = await db
    .select({
      is_strange: sql<number>`is_strange`,
      key: sql<string>`key`,
      in_force: sql<number>`in_force`,
      begins_on: sql<string>`begins_on`,
      measure_id: sql<string>`measure_id`,
      known_from: sql<number>`known_from`,
      announced_from: sql<Day>`announced_from`,
      ends_on: sql<Day>`ends_on`,
    })
    .from(sql`(${wanted} select * from (${strange}) s union all select * from (${missing}) m) t`);
  const of = (side: number): Posting[] => found.flatMap(({ is_strange, ...row }) => (is_strange === side ? [row] : []));
  return { strange: of(1), missing: of(0) };
}

/** Where to look: any of these keys. */
export type Keys = readonly string[];

/** What to look for: measures under one key of each group that begin on a day or before it. */
export interface Lookup {
  groups: readonly Keys[];
  /** In force, or not, or both. */
  in_force: readonly (0 | 1)[];
  on: Day;
  cut: Cut;
  /** Only bans, or only tariffs: what else lies under a key is passed by, as it costs more to look at than to leave out. */
  kind?: Kind | undefined;
  /** Only what comes after this row. */
  after?: { begins_on: Day; id: string } | undefined;
}

/** A place where a measure may be found. */
export interface PostedPlace {
  begins_on: Day;
  id: string;
}

const BEYOND = 64;

/** How many postings of a group there are a day just before `on`: the fewer, the further a page of it reaches. */
async function density(connection: Connection, group: Keys, { in_force, on }: Lookup): Promise<number> {
  const values = new Values();
  const [day, beyond] = [values.one('on', on), values.one('beyond', BEYOND)];
  const keys = values.many('key', group);
  const rows = await connection.query<{ day: Day | null }>(
    `density:${in_force.join()}:${group.length}`,
    (db, { postings: k }) => {
      const arms = keys.flatMap((key) =>
        in_force.map(
          (flag) =>
            sql`select (select ${k.begins_on} from ${k} where ${k.key} = ${key} and ${k.in_force} = ${sql.raw(String(flag))}
              and ${k.begins_on} <= ${day} order by ${k.begins_on} desc limit 1 offset ${beyond}) as day`,
        ),
      );
      return db.select({ day: sql<Day | null>`day` }).from(sql`(${sql.join(arms, sql` union all `)}) t`);
    },
    values.values,
  );
  // A key with fewer postings than that is rare, however they lie.
  return rows.reduce((sum, { day: reached }) => sum + (reached === null ? 0.001 : BEYOND / (1 + days(reached, on))), 0);
}

const days = (first: Day, last: Day): number => (Date.parse(last) - Date.parse(first)) / 86_400_000;

/** The groups of a lookup, the one with the fewest postings first. */
export async function rarestFirst(connection: Connection, lookup: Lookup): Promise<readonly Keys[]> {
  if (lookup.groups.length < 2) return lookup.groups;
  const ranked: { group: Keys; density: number }[] = [];
  for (const group of lookup.groups) ranked.push({ group, density: await density(connection, group, lookup) });
  return ranked.sort((a, b) => a.density - b.density).map(({ group }) => group);
}

/** The measure has one of some keys. */
export const under = ({ postings: k }: Tables, measureId: SQLiteColumn, keys: readonly SQL[]): SQL =>
  sql`${measureId} in (select ${k.measure_id} from ${k} where ${k.key} in (${sql.join([...keys], sql`, `)}))`;

/**
 * The next places in which measures may be found that have a key of each group: newest first, up to so many. The group with the fewest
 * is walked, and the others asked of each place that it has.
 */
export async function proposals(connection: Connection, lookup: Lookup, most: number): Promise<PostedPlace[]> {
  const { in_force, on, cut, kind, after } = lookup;
  const ranked = await rarestFirst(connection, lookup);
  const [walked = [], ...asked] = ranked;
  const values = new Values();
  const [day, known, limit] = [values.one('on', on), values.one('known', cut.knownSeq), values.limit(most)];
  const position = after && [values.one('after_begin', after.begins_on), values.one('after_id', after.id)];
  const announced = cut.announcedBy === null ? null : values.one('announced', cut.announcedBy);
  const others = asked.map((group, at) => values.many(`also${at}_`, group));
  const ofKind = kind && values.one('kind', kind);
  const keys = values.many('key', walked);
  const shape = `${in_force.join()}:${ranked.map((group) => group.length).join()}:${kind !== undefined}:${after !== undefined}:${announced === null}`;
  return connection.query<PostedPlace>(
    `proposals:${shape}`,
    (db, { postings: k, measures: m }) => {
      const conditions = [
        position && sql`(${k.begins_on}, ${k.measure_id}) < (${position[0]}, ${position[1]})`,
        // As announced by a day it may have ended on another than it did.
        announced === null ? sql`${k.ends_on} > ${day}` : sql`${k.announced_from} <= ${announced}`,
        ...others.map(
          (group) =>
            sql`exists (select 1 from ${k} x where x.key in (${sql.join(group, sql`, `)})
              and x.in_force = ${k.in_force} and x.begins_on = ${k.begins_on} and x.measure_id = ${k.measure_id})`,
        ),
        ofKind && sql`exists (select 1 from ${m} where ${m.id} = ${k.measure_id} and ${m.kind} = ${ofKind})`,
      ];
      // Each key is walked by itself, so that its index gives the order and no more is read than the page needs. A place that was recorded
      // twice counts once: fewer places than asked for mean that there are no more.
      const arms = keys.flatMap((key) =>
        in_force.map(
          (flag) =>
            sql`select * from (select distinct ${k.begins_on}, ${k.measure_id} from ${k}
              where ${k.key} = ${key} and ${k.in_force} = ${sql.raw(String(flag))} and ${k.begins_on} <= ${day}
              and ${k.known_from} <= ${known} and ${and(...conditions)}
              order by ${k.begins_on} desc, ${k.measure_id} desc limit ${limit}) a`,
        ),
      );
      return db
        .select({ begins_on: sql<Day>`begins_on`, id: sql<string>`measure_id` })
        .from(sql`(${sql.join(arms, sql` union `)}) t`)
        .orderBy(sql`begins_on desc`, sql`measure_id desc`)
        .limit(limit);
    },
    values.values,
  );
}
