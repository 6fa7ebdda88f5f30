import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { addArea, editMeasure } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { openStore } from '../../src/db/open.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { readPostgresAddress } from '../../src/db/postgres-hosts.ts';
import { readChangeSeq } from '../../src/db/store.ts';
import type { Status } from '../../src/domain/vocabulary.ts';
import { verify } from '../../src/keep/verify.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { listJurisdictions } from '../../src/lookups/register.ts';
import { search } from '../../src/lookups/search.ts';
import { createTracker, type Tracker } from '../../src/lookups/tracker.ts';
import { shownAddress } from '../../src/things/database-address.ts';
import { AreaBody } from '../../src/things/register.ts';
import { PGLITE, pgliteDriver, putRows, SERVERS, SMALL_REGISTER } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';
import { change, me, newMeasure, refused, statusesOf } from '../support/recording.ts';

describe('an address of PostgreSQL', () => {
  it.each([
    ['postgres://me@one/name', ['postgres://me@one/name'], 'one/name', null],
    [
      'postgres://me:s%40crt@one:5432,two:5433/name?sslmode=require&target_session_attrs=read-write',
      ['postgres://me:s%40crt@one:5432/name?sslmode=require', 'postgres://me:s%40crt@two:5433/name?sslmode=require'],
      'one:5432,two:5433/name',
      'read-write',
    ],
    ['postgresql://[::1]:5432,two/name', ['postgresql://[::1]:5432/name', 'postgresql://two/name'], '[::1]:5432,two/name', null],
    ['postgres:///name?host=/run/postgresql', ['postgres:///name?host=%2Frun%2Fpostgresql'], '/run/postgresql/name', null],
  ])('%s is understood', (address, urls, name, target) => {
    const read = readPostgresAddress(address);
    expect(read.hosts.map(({ url }) => url)).toEqual(urls);
    expect(read).toMatchObject({ name, target });
  });

  it.each([
    ['postgres://me:secret@one,,two/name', 'several hosts as'],
    ['postgres://me:secret@one:port/name', 'is not understood'],
    ['postgres://me:secret@one/name?target_session_attrs=master', 'any, read-write, read-only, primary, standby, prefer-standby'],
  ])('%s is refused, without its password', async (address, words) => {
    const opening = openStore(address);
    await refused(opening, 'invalid', words);
    await expect(opening).rejects.not.toThrow('secret');
  });

  it('of several hosts is shown without its password', () => {
    expect(shownAddress('postgres://me:se:cr@t@one:1,two:2/name?password=other')).toBe('postgres://me:***@one:1,two:2/name?password=***');
  });

  it('whose hosts are all out of reach says of each why, without the password', async () => {
    const opening = openStore('postgres://me:secret@127.0.0.1:1,127.0.0.1:2/name');
    await refused(
      opening,
      'unavailable',
      'no database server that is read-write answers',
      '127.0.0.1:1: connect ECONNREFUSED',
      '127.0.0.1:2: ',
    );
    await expect(opening).rejects.not.toThrow('secret');
  });
});

describe.each(PGLITE)('a database on %s that is opened for reading', () => {
  it('is left as it is where there is no tracker in it', async () => {
    const client = new PGlite();
    await client.waitReady;
    const driver = { ...pgliteDriver(client), close: async () => undefined };
    await refused(openPostgres(driver, { access: 'read' }), 'not_found', 'trade-disputes load fills it');
    expect((await client.query("select nspname from pg_namespace where nspname = 'drizzle'")).rows).toEqual([]);
    expect((await client.query("select relname from pg_class where relname = 'ledger'")).rows).toEqual([]);
    await client.close();
  });

  it('takes no write, is refused when it is of a newer release, and tells how to go on when it is older', async () => {
    const client = new PGlite();
    const driver = { ...pgliteDriver(client), close: async () => undefined };
    await openPostgres(driver);
    const reading = await openPostgres(driver, { access: 'read' });
    expect(await reading.read(readChangeSeq)).toMatchObject({ seq: 0 });
    await refused(
      reading.write({ now: '2026-11-24T12:00:00.000Z' }, async () => undefined),
      'unavailable',
      'opened for reading',
    );
    await client.exec("insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1830297600000)");
    for (const access of ['read', 'write'] as const)
      await refused(openPostgres(driver, { access }), 'unavailable', 'newer release', '2028-01-01');
    await client.exec(
      'delete from drizzle.__drizzle_migrations where created_at in (select created_at from drizzle.__drizzle_migrations order by created_at desc limit 2)',
    );
    await refused(openPostgres(driver, { access: 'read' }), 'unavailable', 'earlier release', 'trade-disputes migrate');
    await client.close();
  });

  it('is refused when its migrations are of another application', async () => {
    const client = new PGlite();
    await client.exec('create schema drizzle; create table drizzle.__drizzle_migrations (id serial, hash text, created_at bigint)');
    await client.exec("insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1)");
    const driver = { ...pgliteDriver(client), close: async () => undefined };
    for (const access of ['read', 'write'] as const) await refused(openPostgres(driver, { access }), 'invalid', 'another application');
    await client.close();
  });
});

it.each(PGLITE)('a server that takes over and goes on otherwise answers with what it holds itself, on %s', async () => {
  const first = new PGlite();
  let answering = pgliteDriver(first);
  const driver = { ...answering, session: () => answering.session(), close: async () => undefined };
  const clock = () => '2026-11-24T12:00:00.000Z';
  const tracker = createTracker(await openPostgres(driver), clock);
  await putRows({ tracker }, SMALL_REGISTER);
  await newMeasure(tracker, 'm');
  const second = (await first.clone()) as PGlite;
  // Each records as many entries of its own, so that they have the same numbers.
  const goOn = async (status: Status, area: string): Promise<void> => {
    await recordStatusChanges(tracker, me, 'm', [change(status, '2020-11-06')]);
    await addArea(tracker, me, AreaBody.parse({ code: area, name: area }));
    await editMeasure(tracker, me, 'm', { title: `Quagga ${status}` });
  };
  const answers = async (of: Tracker) => ({
    measure: await showMeasure(of, 'm', {}),
    measures: await listMeasures(of, { status: 'all' }, { limit: 9 }),
    jurisdictions: await listJurisdictions(of, {}),
    found: (await search(of, { q: 'threatened' })).measures,
  });
  await goOn('in_force', 'JP-08');
  expect(await statusesOf(tracker, 'm')).toEqual(['2020-11-06 in_force']);
  expect((await answers(tracker)).jurisdictions.data.flatMap(({ areas }) => areas.map(({ code }) => code))).toContain('JP-08');
  answering = pgliteDriver(second);
  await goOn('threatened', 'JP-09');
  expect(await statusesOf(tracker, 'm')).toEqual(['2020-11-06 threatened']);
  expect((await answers(tracker)).found).toHaveLength(1);
  expect(await answers(tracker)).toEqual(await answers(createTracker(await openPostgres(driver), clock)));
  await Promise.all([first.close(), second.close()]);
});

it.each(PGLITE)('verify finds rows whose parents are missing on %s', async (_engine, open) => {
  const t = await open();
  await recordEverything(t);
  await t.execute('alter table sessions disable trigger all');
  await t.execute("insert into sessions (id_hash, token_id, created_at, expires_at) values ('h', 77, '2026-01-01', '2026-01-02')");
  expect((await verify(t.tracker)).problems).toEqual(['database: sessions, token_id 77: what it refers to in tokens is missing']);
  await t.close();
});

// What one process can't show: several sessions, roles, a server's own refusals.
describe.each(SERVERS)('several sessions, on %s', () => {
  const SERVER = process.env.TEST_POSTGRES_URL as string;
  const on = (database: string, user?: string): string => {
    const address = new URL(SERVER);
    address.pathname = `/${database}`;
    if (user !== undefined) address.username = user;
    return address.href;
  };
  const admin = async (...statements: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: SERVER });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };

  it('lets several that start together on an empty database all start, and each migration runs once', async () => {
    await admin('create database together');
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(on('together'))));
    for (const store of stores) expect(await store.read((connection) => store.guardProblems(connection))).toEqual([]);
    const client = new pg.Client({ connectionString: on('together') });
    await client.connect();
    expect((await client.query('select created_at from drizzle.__drizzle_migrations group by 1 having count(*) > 1')).rows).toEqual([]);
    await client.end();
    await Promise.all(stores.map((store) => store.close()));
    await admin('drop database together');
  });

  it('says in words what it refuses', async () => {
    await refused(openStore(on('no_such_database')), 'unavailable', 'createdb', 'no_such_database');
    await refused(openStore(on('postgres', 'nobody_here')), 'unavailable', 'nobody_here');
  });

  it('answers a role that only reads, which is told so when it would write', async () => {
    await admin('create database shared', 'create role looks login', 'grant pg_read_all_data to looks');
    await (await openStore(on('shared'))).close();
    const reading = await openStore(on('shared', 'looks'), { access: 'read' });
    expect(await reading.read(readChangeSeq)).toMatchObject({ seq: 0 });
    await reading.close();
    const writing = await openStore(on('shared', 'looks'));
    await refused(
      writing.write({ now: '2026-11-24T12:00:00.000Z' }, async () => undefined),
      'unavailable',
      'the role may not do this',
      'permission denied',
    );
    await writing.close();
    await admin('drop database shared', 'drop role looks');
  });

  it('comes back after its connections were ended, and what was under way is told to try again', async () => {
    await admin('create database ended');
    const store = await openStore(on('ended'));
    const end = () => admin("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'ended'");
    await end();
    // Idle connections are found to be gone when they are used: one refusal at most, for each of them.
    let answer: unknown;
    for (let times = 0; times < 3 && answer === undefined; times++) answer = await store.read(readChangeSeq).catch(() => undefined);
    expect(answer).toMatchObject({ seq: 0 });
    const writing = store.write({ now: '2026-11-24T12:00:00.000Z' }, async ({ db, tables }) => {
      await end();
      await db.select().from(tables.change_seq);
    });
    await refused(writing, 'unavailable', 'does not answer', 'try again');
    expect(await store.read(readChangeSeq)).toMatchObject({ seq: 0 });
    await store.close();
    await admin('drop database ended');
  });

  it('is not waited for without end once it stands still, and is asked again when it goes on', async () => {
    await admin('create database still');
    const { hostname, port } = new URL(SERVER);
    const sockets: Socket[] = [];
    // Between the two, so that one server stands still for one test alone.
    const between = createServer((near) => {
      const far = connect(Number(port), hostname);
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) sockets.push(socket.on('error', () => undefined));
    });
    await once(between.listen(0, '127.0.0.1'), 'listening');
    const address = on('still').replace(`${hostname}:${port}`, `127.0.0.1:${(between.address() as AddressInfo).port}`);
    const store = await openStore(address, { answersWithin: 300 });
    expect(await store.read(readChangeSeq)).toMatchObject({ seq: 0 });
    for (const socket of sockets) socket.unpipe().pause();
    await refused(store.read(readChangeSeq), 'unavailable', 'does not answer', 'read timeout', 'try again');
    for (const socket of sockets) socket.destroy();
    expect(await store.read(readChangeSeq)).toMatchObject({ seq: 0 });
    await store.close();
    between.close();
    await admin('drop database still');
  });

  it('that takes no writes is passed over by who writes, and taken by who asks for it', async () => {
    await admin('create database rests', 'create role rests login superuser', 'alter role rests set default_transaction_read_only = on');
    await (await openStore(on('rests'))).close();
    const host = new URL(SERVER).host;
    const two = (user: string, target = '') => on('rests', user).replace(host, `127.0.0.1:1,${host}`) + target;
    await refused(openStore(two('rests')), 'unavailable', 'no database server that is read-write answers', 'open for reading only');
    for (const target of ['any', 'read-only', 'primary', 'prefer-standby']) {
      const store = await openStore(two('rests', `?target_session_attrs=${target}`), { access: 'read' });
      expect(await store.read(readChangeSeq)).toMatchObject({ seq: 0 });
      expect(store.mayLag).toBe(false);
      await store.close();
    }
    await refused(
      openStore(two('rests', '?target_session_attrs=standby'), { access: 'read' }),
      'unavailable',
      'that is standby',
      'is open for reading only',
    );
    await admin('drop database rests', 'drop role rests');
  });
});
