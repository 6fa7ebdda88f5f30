import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringUpToDate, isOutdated } from '../../src/db/carry-over.ts';
import { openStore } from '../../src/db/open.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import type { Store } from '../../src/db/store.ts';
import { exportTo } from '../../src/keep/export.ts';
import { importFrom } from '../../src/keep/import.ts';
import { verify } from '../../src/keep/verify.ts';
import { createTracker, type Tracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { NOW, PGLITE, pgliteDriver, testTracker } from '../support/database.ts';

// An export that release 0.1.0 made, with what that release answered from it.
const EXPORT = fileURLToPath(new URL('./export-0.1.0', import.meta.url));
const ANSWERS: Record<string, object> = JSON.parse(readFileSync(new URL('./export-0.1.0.answers.json', import.meta.url), 'utf8'));
const MANIFEST: { tables: Record<string, { rows: number }>; last_seq: number } = JSON.parse(
  readFileSync(join(EXPORT, 'manifest.json'), 'utf8'),
);

const within = mkdtempSync(join(tmpdir(), 'trade-disputes-'));
afterAll(() => rmSync(within, { recursive: true, force: true }));

type Row = Record<string, string | null>;
/** The rows of a table as they were exported: an empty cell in quotes is an empty text, one without is null. */
const rowsOf = (table: string): Row[] =>
  parse(readFileSync(join(EXPORT, `${table}.csv`), 'utf8'), {
    columns: true,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });

const literal = (value: string | null): string => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`);
/** What puts an export of that release into its tables, past the program. */
const statements = (): string[] => [
  ...Object.keys(MANIFEST.tables).flatMap((table) =>
    rowsOf(table).map(
      (row) => `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`,
    ),
  ),
  `insert into change_seq (id, seq, recorded_at) values (1, ${MANIFEST.last_seq}, '${rowsOf('ledger').at(-1)?.recorded_at}')`,
];

/** The migrations of that release, in a folder of their own. */
function migrationsOf(engine: 'sqlite' | 'postgres'): string {
  const copy = join(within, engine);
  cpSync(new URL(`../../migrations/${engine}/`, import.meta.url), copy, { recursive: true });
  const file = join(copy, 'meta/_journal.json');
  const content = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...content, entries: content.entries.slice(0, 3) }));
  return copy;
}

/** The guards that such a file has: what brings it up to date meets them. */
function guardsOf(old: Database.Database): string[] {
  const guard = (name: string, timing: string, condition = ''): string =>
    `create trigger ${name}_guard_${timing} before ${timing} on ${name} ${condition} begin select raise(abort, 'append-only'); end`;
  const numbered = old.prepare(
    "select t.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' and c.name = 'seq' and t.name <> 'change_seq'",
  );
  return [
    ...(numbered.pluck().all() as string[]).flatMap((name) => [
      guard(name, 'insert', 'when new.seq <= (select seq from change_seq)'),
      guard(name, 'update'),
      guard(name, 'delete'),
    ]),
    guard('change_seq', 'insert', 'when exists (select 1 from change_seq)'),
    guard('change_seq', 'update', 'when new.seq < (select coalesce(max(seq), 0) from ledger)'),
    guard('change_seq', 'delete'),
  ];
}

async function oldSqlite(): Promise<Store> {
  const file = join(within, 'old.db');
  const old = new Database(file);
  migrateSqlite(drizzleSqlite(old), { migrationsFolder: migrationsOf('sqlite') });
  old.pragma('foreign_keys = OFF');
  for (const statement of [...statements(), ...guardsOf(old)]) old.exec(statement);
  old.close();
  return openStore(`file:${file}`);
}

async function oldPostgres(): Promise<Store> {
  const client = new PGlite();
  const database = drizzlePglite({ client });
  await migratePglite(database, { migrationsFolder: migrationsOf('postgres') });
  for (const statement of statements()) await client.exec(statement);
  const store = await openPostgres(pgliteDriver(client));
  expect(await store.read(isOutdated)).toBe(true);
  await store.write({ now: NOW }, bringUpToDate);
  expect(await store.read(isOutdated)).toBe(false);
  return store;
}

async function imported(): Promise<Store> {
  const { tracker } = await testTracker();
  await importFrom(tracker, EXPORT);
  return tracker.store;
}

/**
 * Fields that release 0.2 added to answers, that name its own numbers, or that follow another rule since: what counts as carried out is
 * what was reached in full, whatever an implementation says, a summary that tells of later days is left out,
 * and a duty without a base has no total.
 */
const NEW = new Set([
  'charged_on',
  'value_part',
  'may_be_active',
  'rest',
  'active_doubtful',
  'reached_doubtful',
  'state_tag',
  'what',
  'says',
  'said_before',
  'overtaken_by',
  'terms_changes',
  'announced_by',
  'known_at',
  'checked_on',
  'rate_min_pct',
  'rate_max_pct',
  'status_from_first',
  'status_from_last',
  'exporters',
  'end_in_doubt',
  'in_force_in_doubt',
  'group',
  'form',
  'looked_at_on',
  'customs_value',
  'exists_from',
  'exists_until',
  'co_complainants',
  'requested_on',
  'last_seq',
  'lifting_agreed_on',
  'state',
  'implemented_on',
  'summary',
  'total_ad_valorem_pct',
  'total_amount',
  'range',
  'additional',
  'by_code',
  'by_code_more',
  'bans',
  'export_duties',
  'coming',
  'condition',
  'customs_value_is',
  'not_modelled',
]);

/** What an answer says, as far as release 0.1 could say it. */
function asThen(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => (item as { kind?: unknown } | null)?.kind !== 'registration').map(asThen);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Changes of status had no match.
      .filter(
        ([name]) =>
          !NEW.has(name) &&
          !(name === 'match' && 'scheduled' in value) &&
          !(name === 'doubt' && 'upcoming' in value) &&
          !(['collected', 'duty_rules', 'only_if'].includes(name) && 'rate_summary' in value) &&
          !(name === 'notes' && 'ad_valorem_pct' in value),
      )
      .map(([name, field]) => {
        if (name === 'match' && field === 'unclear') return [name, 'part'];
        // One rate of several in doubt left a row certain.
        if (name === 'certainty' && 'rate_summary' in value && (value as { id?: unknown }).id === 'eu-cn-bev-cvd') return [name, 'certain'];
        // What the rates of a tariff that is over rest on was left out.
        if (name === 'sources' && 'rate_summary' in value && (value as { id?: unknown }).id === 'cn-au-wine-cvd')
          return [name, (field as string[]).filter((id) => !['scmp-wine-cvd', 'todaychina-wine-cvd'].includes(id))];
        return [name, asThen(field)];
      }),
  );
}

/** The columns of its lists. */
const COLUMNS: Readonly<Record<string, string>> = {
  measures:
    'id,kind,type,title,dispute,imposed_by,affected,excluded,direction,formality,products,status,status_from,certainty,match,in_force_from,in_force_until,until_on,lifting_agreed_on,rate_summary,exemptions,legal_instruments,sources',
  'status-changes':
    'seq,measure,title,kind,imposed_by,dispute,status,effective_on,until_on,announced_on,recorded_at,recorded_by,scheduled,derived,exemptions,note,confidence,doubt,sources',
  disputes: 'id,title,summary,tier,parties,state,measures,active,last_change_on,lifting_agreed_on',
  resolutions:
    'seq,dispute,method,agreed_on,announced_on,terms,outcomes,state,implemented_on,collapsed_on,confidence,doubt,note,recorded_at,recorded_by,sources',
  jurisdictions: 'code,name,kind,aliases,unions,members,areas',
  sources: 'id,publisher,title,url,published_on,kind,read_as,note',
  exporters: 'id,name,home,aliases',
};

describe.each([
  ['an export of release 0.1 that is imported', imported],
  ['a SQLite file of release 0.1 that is opened', oldSqlite],
  ...PGLITE.map(([engine]) => [`a PostgreSQL database of release 0.1 that is opened, on ${engine}`, oldPostgres] as const),
] as const)('%s', (_name, open) => {
  let tracker: Tracker;
  beforeAll(async () => {
    tracker = createTracker(await open(), () => NOW);
  });
  afterAll(() => tracker.store.close());

  it('passes verify, also against the export itself: no entry has another hash', async () => {
    expect((await verify(tracker)).problems).toEqual([]);
    expect((await verify(tracker, EXPORT)).problems).toEqual([]);
  });

  it('has one registration for each thing, which counts from the beginning of the ledger', async () => {
    const { tables } = tracker.store;
    const rows = await tracker.store.read((connection) => connection.db.select().from(tables.registrations));
    const count = (table: string): number => MANIFEST.tables[table]?.rows ?? 0;
    const things = ['jurisdictions', 'exporters', 'sources', 'disputes', 'measures', 'wto_cases']
      .map(count)
      .reduce((sum, one) => sum + one);
    expect(rows.length).toBe(things);
    expect(new Set(rows.map((row) => row.origin))).toEqual(new Set(['carried_over']));
    const [first] = await tracker.store.read((connection) => connection.db.select().from(tables.measures).limit(1));
    expect(first?.known_from).toBe(0);
  });

  it('answers what release 0.1 answered', async () => {
    const app = createApp(tracker);
    for (const [address, wanted] of Object.entries(ANSWERS)) {
      const answer = await (await app.request(address)).json();
      expect(asThen(answer), address).toEqual(asThen(wanted));
    }
  });

  it('begins each CSV with the columns that release 0.1 gave', async () => {
    const app = createApp(tracker);
    for (const [list, columns] of Object.entries(COLUMNS)) {
      const [header] = (await (await app.request(`/${list}.csv`)).text()).split('\r\n');
      expect(`${header},`, list).toMatch(new RegExp(`^\ufeff?${columns},`));
    }
  });

  it('exports what imports again to the same bytes', async () => {
    const folder = mkdtempSync(join(within, 'out-'));
    const manifest = await exportTo(tracker, folder);
    expect(manifest.schema_version).toBe(2);
    const other = await testTracker();
    await importFrom(other.tracker, folder);
    expect(await exportTo(other.tracker, mkdtempSync(join(within, 'again-')))).toEqual(manifest);
    await other.close();
  });
});
