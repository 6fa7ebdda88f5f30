import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/pglite';
import pg from 'pg';
import type { Registering } from '../../src/changes/recorder.ts';
import { write } from '../../src/changes/write.ts';
import { planDataset } from '../../src/dataset/plan.ts';
import { type Dataset, readDataset } from '../../src/dataset/read.ts';
import type { TableRows } from '../../src/db/entry-rows.ts';
import { openStore } from '../../src/db/open.ts';
import { openPostgres, type PostgresDriver } from '../../src/db/postgres.ts';
import { newestRegistrations } from '../../src/db/register.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import type { Store, StoreOptions } from '../../src/db/store.ts';
import { NEVER } from '../../src/domain/dates.ts';
import { loadDataset } from '../../src/keep/load-dataset.ts';
import { createTracker, type Tracker } from '../../src/lookups/tracker.ts';
import { digest, template } from './template.ts';

/** A clock that stands still until a test sets it. */
interface SettableClock {
  now: string;
}

export interface TestTracker {
  tracker: Tracker;
  clock: SettableClock;
  /** A folder that is the test's own; it goes with `close`. */
  folder: string;
  /** The database file; on PGlite, which lives in memory, a file that is never made. */
  file: string;
  /**
   * Runs SQL as somebody would who goes past the tracker: on a bare connection with SQLite's own defaults and foreign keys off.
   * Gives the rows.
   */
  execute(statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export const NOW = '2026-11-24T12:00:00.000Z';

function assemble(store: Store, folder: string, file: string, execute: TestTracker['execute']): TestTracker {
  const clock: SettableClock = { now: NOW };
  return {
    tracker: createTracker(store, () => clock.now),
    clock,
    folder,
    file,
    execute,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'trade-disputes-'));

/** A file that is brought up to date and holds nothing. */
const migrated = template('migrated.db', async (file) => (await openSqlite(file)).close());

/** A tracker over an empty SQLite file in a folder of its own, or over a copy of one (made by `backup`, which takes less time than recording anew). */
export async function testTracker(copyOf?: string, options: StoreOptions = {}): Promise<TestTracker> {
  const folder = newFolder();
  const file = join(folder, 'test.db');
  copyFileSync(copyOf ?? (await migrated()), file);
  return assemble(await openSqlite(file, options), folder, file, async (statement) => {
    const bare = new Database(file);
    try {
      bare.pragma('foreign_keys = OFF');
      const prepared = bare.prepare<[], Record<string, unknown>>(statement);
      if (prepared.reader) return prepared.all();
      prepared.run();
      return [];
    } finally {
      bare.close();
    }
  });
}

let dataset: Dataset | undefined;
/** The bundled disputes, read once in each worker. They are shared: who changes them takes a structuredClone. */
export function bundledDataset(): Dataset {
  dataset ??= readDataset();
  return dataset;
}

/** A file with some disputes, or what was announced of them by a day, loaded on the frozen day. To be copied. */
const loadedFile = (name: string, asOf: string | undefined, dataset: () => Dataset): Promise<string> =>
  template(name, async (file) => {
    const first = await testTracker();
    await loadDataset(first.tracker, asOf, dataset());
    await first.tracker.store.backup?.(file);
    await first.close();
  })();

/** The same with all bundled disputes. */
export const bundledFile = (asOf?: string): Promise<string> => loadedFile(`bundled${asOf ?? ''}.db`, asOf, bundledDataset);

/** What the examples of calls and the tests of recording are about: what a call does to them does not hang on how many others there are. */
const OF_EXAMPLES = [
  ...[
    'au-cn-barley',
    'au-cn-informal-2020',
    'au-cn-wine',
    'eu-cn-ev',
    'eu-cn-retaliation',
    'jp-cn-seafood',
    'lt-cn',
    'tw-cn',
    'tr-cn-cars',
    'us-ca',
    'us-cn-301',
    'us-world-tariffs',
  ],
].map((id) => `${id}.yaml`);

/** Some of the bundled disputes, with the sources that they cite. */
export function bundledOf(files: readonly string[]): Dataset {
  const bundled = bundledDataset();
  const disputes = bundled.disputes.filter(({ file }) => files.includes(file));
  const { sources: cited } = planDataset({ ...bundled, disputes }, '2999-12-31');
  return { ...bundled, disputes, sources: bundled.sources.filter((one) => cited.includes(one) || one.id === 'seed') };
}

/** The same with those alone. */
export const examplesFile = (asOf?: string): Promise<string> => loadedFile(`examples${asOf ?? ''}.db`, asOf, () => bundledOf(OF_EXAMPLES));

/** A tracker with the bundled disputes, all of them or what was announced by a day. */
export const bundledTracker = async (asOf?: string): Promise<TestTracker> => testTracker(await bundledFile(asOf));

let shared: Promise<TestTracker> | undefined;
/** The same for tests that only ask, one for all of them in each worker: it stands on the file that others copy, and writes nothing. */
export function sharedTracker(): Promise<TestTracker> {
  shared ??= (async () => {
    const file = await bundledFile();
    const store = await openSqlite(file, { access: 'read' });
    const test = assemble(store, file, file, async () => Promise.reject(new Error('this tracker is shared: take a bundledTracker')));
    return { ...test, clock: Object.freeze(test.clock), close: async () => undefined };
  })();
  return shared;
}

/**
 * The disputes that are loaded on an engine: all on SQLite, and the examples and every third on PostgreSQL, where each takes several times as
 * long and what is said of them is what SQLite has been asked for all.
 */
export function datasetOn(engine: string): Dataset {
  const bundled = bundledDataset();
  if (engine === 'sqlite') return bundled;
  return bundledOf([...OF_EXAMPLES, ...bundled.disputes.filter((_one, index) => index % 3 === 0).map(({ file }) => file)]);
}

/** A tracker with those on that engine: a copy where it is SQLite or a server, which takes no time. */
export async function bundledOn([engine, open]: Engine): Promise<TestTracker> {
  if (engine === 'sqlite') return bundledTracker();
  if (engine === 'postgres') return postgresTracker(await databaseOf('bundled', () => datasetOn(engine)));
  const test = await open();
  await loadDataset(test.tracker, undefined, datasetOn(engine));
  return test;
}

/** The same disputes on SQLite, to compare with. */
export const bundledAsOn = async (engine: string): Promise<TestTracker> =>
  testTracker(engine === 'sqlite' ? await bundledFile() : await loadedFile('every-third.db', undefined, () => datasetOn(engine)));

/** What tests on both engines name beside the examples. */
const OF_BOTH_ENGINES = [
  'base-duties',
  'biodiesel-ar-id',
  'eu-steel',
  'eu-us-countermeasures',
  'gb-by-sanctions',
  'kz-export-bans',
  'us-cn-2025',
].map((id) => `${id}.yaml`);

/** The same, but with those and the examples alone where it is not SQLite, which has to answer alike and takes several times as long. */
export async function bundledOrSomeOn([engine, open]: Engine): Promise<TestTracker> {
  if (engine === 'sqlite') return bundledTracker();
  const some = () => bundledOf([...OF_EXAMPLES, ...OF_BOTH_ENGINES]);
  if (engine === 'postgres') return postgresTracker(await databaseOf('some', some));
  const test = await open();
  await loadDataset(test.tracker, undefined, some());
  return test;
}

/** PostgreSQL in this process, which has one session: reads and writes wait for each other. */
export function pgliteDriver(client: PGlite): PostgresDriver {
  const database = drizzle({ client });
  let free: Promise<void> = Promise.resolve();
  return {
    name: 'pglite',
    address: 'postgres://pglite',
    session: async () => {
      const before = free;
      let release = (): void => undefined;
      free = new Promise<void>((resolve) => {
        release = resolve;
      });
      await before;
      return { database, release };
    },
    isStandby: () => false,
    close: () => client.close(),
  };
}

let migratedPglite: Promise<Blob | File> | undefined;

/** The same over PostgreSQL in this process: a copy of one that each worker brings up to date once. */
async function pgliteTracker(): Promise<TestTracker> {
  migratedPglite ??= (async () => {
    const client = new PGlite();
    const store = await openPostgres(pgliteDriver(client));
    const copy = await client.dumpDataDir('none');
    await store.close();
    return copy;
  })();
  const folder = newFolder();
  const client = new PGlite({ loadDataDir: await migratedPglite });
  const store = await openPostgres(pgliteDriver(client));
  return assemble(
    store,
    folder,
    join(folder, 'none.db'),
    async (statement) => (await client.query<Record<string, unknown>>(statement)).rows,
  );
}

/** A PostgreSQL server for tests, if one is named: without it there are none of its tests. */
const SERVER = process.env.TEST_POSTGRES_URL;
let databases = 0;
let migratedPostgres: Promise<string> | undefined;

const addressOf = (database: string): URL => Object.assign(new URL(SERVER as string), { pathname: `/${database}` });

/** Works on that server past all trackers. */
async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: SERVER });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** A database that is brought up to date and holds nothing, made once by each worker. */
function migratedDatabase(): Promise<string> {
  migratedPostgres ??= asAdmin(async (admin) => {
    const template = `test_${process.pid}`;
    await admin.query(`create database ${template}`);
    await (await openStore(addressOf(template).href)).close();
    return template;
  });
  return migratedPostgres;
}

/** A database with bundled disputes, loaded on the frozen day by the first worker that asks for it. To be copied. */
const databaseOf = async (which: string, dataset: () => Dataset): Promise<string> => {
  const [name, making] = [`${which}_${digest()}`, `${which}_of_${process.pid}`];
  const template = await migratedDatabase();
  await asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock(1)');
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;
    await admin.query(`create database ${making} template ${template}`);
    const store = await openStore(addressOf(making).href);
    await loadDataset(
      createTracker(store, () => NOW),
      undefined,
      dataset(),
    );
    await store.close();
    await admin.query(`alter database ${making} rename to ${name}`);
  });
  return name;
};

/** A tracker over a database of its own on that server: a copy of one that is empty, or of that which is given. */
async function postgresTracker(copyOf?: string): Promise<TestTracker> {
  const folder = newFolder();
  const template = copyOf ?? (await migratedDatabase());
  const name = `test_${process.pid}_${++databases}`;
  await asAdmin((admin) => admin.query(`create database ${name} template ${template}`));
  const address = addressOf(name);
  const bare = new pg.Client({ connectionString: address.href });
  await bare.connect();
  const t = assemble(
    await openStore(address.href),
    folder,
    join(folder, 'none.db'),
    async (statement) => (await bare.query<Record<string, unknown>>(statement)).rows,
  );
  return {
    ...t,
    close: async () => {
      await bare.end();
      await t.close();
      await asAdmin((admin) => admin.query(`drop database ${name} with (force)`));
    },
  };
}

type Engine = readonly [name: 'sqlite' | 'pglite' | 'postgres', open: () => Promise<TestTracker>];

/** Which engines a run is about, by TEST_ENGINES, which scripts/test.mjs sets: `npm test` is about SQLite. */
const ASKED = (process.env.TEST_ENGINES ?? 'sqlite').split(',');
const asked = (...engines: readonly Engine[]): readonly Engine[] => engines.filter(([name]) => ASKED.includes(name));

/**
 * The engines of this run, for `describe.each`. What runs on them has "on %s" in its name: that is how `npm run test:postgres` finds it.
 * PGLITE and SERVERS are for what only PostgreSQL can show, and are empty in a run on SQLite.
 */
export const PGLITE = asked(['pglite', pgliteTracker]);
export const SERVERS = SERVER === undefined ? [] : asked(['postgres', () => postgresTracker()]);
export const ENGINES = [...asked(['sqlite', () => testTracker()]), ...PGLITE, ...SERVERS];
/** For what takes PGlite long, as loading all bundled disputes does: it stands in where no server is named. */
export const SERVERS_OF_ALL = SERVERS.length > 0 ? SERVERS : PGLITE;
export const ENGINES_OF_ALL = [...ENGINES.filter(([name]) => name === 'sqlite'), ...SERVERS_OF_ALL];

/** What tests register, as rows of the register: what no verb makes, such as jurisdictions, and what it takes several to make. */
type RegisterRows = { [Name in keyof TableRows]?: Record<string, unknown>[] };

/** Registers what the rows say, as the dataset does. */
export function putRows({ tracker }: Pick<TestTracker, 'tracker'>, rows: RegisterRows): Promise<void> {
  const own = (table: keyof TableRows, column: string, id: unknown) => (rows[table] ?? []).filter((row) => row[column] === id);
  const things: Registering[] = [
    ...(rows.jurisdictions ?? []).map(({ code, ...one }) => ({
      thing: 'jurisdiction' as const,
      id: String(code),
      content: {
        ...one,
        aliases: own('jurisdiction_aliases', 'code', code).map(({ alias }) => alias),
        areas: own('areas', 'jurisdiction_code', code).map(({ code: area, name }) => ({ code: area, name })),
        members: own('union_members', 'union_code', code).map(({ member_code, joined_on, left_on, note }) => ({
          member: member_code,
          joined_on,
          ...(left_on !== NEVER && { left_on }),
          note,
        })),
      },
    })),
    ...(rows.exporters ?? []).map(({ id, ...one }) => ({
      thing: 'exporter' as const,
      id: String(id),
      content: { ...one, aliases: own('exporter_aliases', 'exporter_id', id).map(({ alias }) => alias) },
    })),
    ...(rows.sources ?? []).map(({ id, ...content }) => ({ thing: 'source' as const, id: String(id), content })),
    ...(rows.disputes ?? []).map(({ id, ...one }) => ({
      thing: 'dispute' as const,
      id: String(id),
      content: { ...one, parties: own('dispute_parties', 'dispute_id', id).map(({ party }) => party) },
    })),
    ...(rows.wto_cases ?? []).map(({ id, ...content }) => ({ thing: 'wto_case' as const, id: String(id), content })),
    ...(rows.measures ?? []).map(({ id, dispute_id, last_seq: _seq, ...one }) => ({
      thing: 'measure' as const,
      id: String(id),
      content: {
        ...one,
        dispute: dispute_id,
        type:
          own('tariffs', 'measure_id', id)[0]?.duty_type ??
          own('bans', 'measure_id', id)[0]?.ban_type ??
          (one.kind === 'tariff' ? 'additional' : 'import_ban'),
      },
    })),
  ];
  return write(tracker, { actor: 'tests' }, async (recorder) => {
    await recorder.registerAll(things, true);
    // Areas of jurisdictions that are there already.
    const others = (rows.areas ?? []).filter((area) => !(rows.jurisdictions ?? []).some(({ code }) => code === area.jurisdiction_code));
    for (const { code, jurisdiction_code, name } of others) {
      const id = String(jurisdiction_code);
      const content = (await newestRegistrations(recorder.connection, 'jurisdiction', [id])).get(id)?.content ?? {};
      const areas = [...((content.areas ?? []) as object[]), { code, name }];
      await recorder.registerAll([{ thing: 'jurisdiction', id, content: { ...content, areas } }]);
    }
    return async () => undefined;
  });
}

/** Some jurisdictions with a union among them, an area, two exporters, two sources and a dispute: what measures need. */
export const SMALL_REGISTER: RegisterRows = {
  jurisdictions: [
    { code: 'AU', name: 'Australia', kind: 'state' },
    { code: 'CN', name: 'China', kind: 'state' },
    { code: 'DE', name: 'Germany', kind: 'state' },
    { code: 'EU', name: 'European Union', kind: 'union' },
    { code: 'JP', name: 'Japan', kind: 'state' },
    { code: 'KR', name: 'Korea, Republic of', kind: 'state' },
    { code: 'NA', name: 'Namibia', kind: 'state' },
    { code: 'TW', name: 'Chinese Taipei', kind: 'customs_territory' },
    { code: 'US', name: 'United States', kind: 'state' },
  ],
  jurisdiction_aliases: [{ code: 'CN', alias: '中国' }],
  union_members: [{ union_code: 'EU', member_code: 'DE', joined_on: '1958-01-01', left_on: '9999-12-31', note: null }],
  areas: [{ code: 'JP-07', jurisdiction_code: 'JP', name: 'Fukushima' }],
  exporters: [
    { id: 'byd', name: 'BYD', home: 'CN' },
    { id: 'tesla', name: 'Tesla', home: null },
  ],
  exporter_aliases: [{ exporter_id: 'tesla', alias: 'Tesla (Shanghai)' }],
  sources: [
    {
      id: 'mofcom',
      publisher: 'MOFCOM',
      title: 'Notice "6" of 2021,\nsecond line',
      url: 'https://example.org/6',
      published_on: '2021-03-26',
      kind: 'official',
      read_as: null,
      note: null,
    },
    {
      id: 'news',
      publisher: '新华社',
      title: '=quoted as it stands',
      url: null,
      published_on: null,
      kind: 'press',
      read_as: null,
      note: '',
    },
  ],
  disputes: [{ id: 'au-cn-wine', title: 'Wine', summary: null, tier: 'core' }],
  dispute_parties: [
    { dispute_id: 'au-cn-wine', position: 0, party: 'CN' },
    { dispute_id: 'au-cn-wine', position: 1, party: 'AU' },
  ],
};
