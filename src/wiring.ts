import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, userInfo } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Assisting, ServeRequest } from './cli/environment.ts';
import { runCli } from './cli/program.ts';
import { type Config, DEFAULT_DATABASE, readConfig } from './config.ts';
import { followedBy, openStore } from './db/open.ts';
import { BusyError, TrackerError } from './domain/errors.ts';
import { grouped } from './domain/words.ts';
import type { Deliverer } from './keep/watches/deliverer.ts';
import { createTracker, type Tracker } from './lookups/tracker.ts';
import type { ReaderData } from './reader.ts';
import type { App } from './server/context.ts';
import type { Readers } from './server/readers.ts';
import { shownAddress } from './things/database-address.ts';

// Wiring: environment → configuration → database → command line or server.

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const tell = (what: string): boolean => process.stderr.write(`${what}\n`);

/** Opens what a server answers from: one database, or that which it records in and a copy that it reads. */
async function openServed(config: Config, { database, readOnly }: ServeRequest): Promise<Tracker> {
  const { read_database_url, trust_clock: trustClock } = config;
  if (readOnly) return createTracker(await openStore(read_database_url ?? database, { access: 'read', answersWithin: LONGEST }));
  // One by PostgreSQL may still get the tables that are made here; a file that is not there never comes.
  const copy = read_database_url?.startsWith('file:') === true ? read_database_url.slice('file:'.length) : undefined;
  if (copy !== undefined && !existsSync(copy))
    throw new TrackerError('not_found', `READ_DATABASE_URL: there is no database ${copy}: make the copy first, or leave it unset`);
  const store = await openStore(database, { trustClock, tell, answersWithin: LONGEST });
  return createTracker(read_database_url === undefined ? store : await followedBy(store, read_database_url, { answersWithin: LONGEST }));
}

/** So many milliseconds a database server may take for a statement; one that records may wait ten seconds for its turn. */
const LONGEST = 20_000;

/** So long a server that starts waits for another one that starts with it, and makes the same database. */
const STARTING = 300_000;

async function onceFree<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + STARTING;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BusyError) || Date.now() > deadline) throw error;
    }
  }
}

/** Fills the database with the bundled disputes, serves it until a signal comes, and closes it. */
async function serveUntilStopped(config: Config, request: ServeRequest): Promise<void> {
  const { host, port, asOf, readOnly } = request;
  // A third of a second to load, which no other command needs.
  const [
    { createApp },
    { createLog },
    { createMetrics },
    { seeFree, serve },
    { createReaders },
    { Traffic },
    { leftNotes, loadEconomies, loadNewDataset },
    { listMeasures },
    watches,
  ] = await Promise.all([
    import('./server/app.ts'),
    import('./server/context.ts'),
    import('./server/metrics.ts'),
    import('./server/serve.ts'),
    import('./server/readers.ts'),
    import('./server/traffic.ts'),
    import('./keep/load-dataset.ts'),
    import('./lookups/measures.ts'),
    import('./keep/watches/deliverer.ts'),
  ]);
  // People are told the same in words of their own.
  const forPeople = process.stderr.isTTY === true;
  const log = createLog(config.log_level, undefined, { forPeople });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const address = request.readOnly ? (config.read_database_url ?? request.database) : request.database;
  // Found out now rather than after a first load of the bundled disputes.
  await seeFree(host, port);
  say(`opening the database ${shownAddress(address)}`);
  const tracker = await onceFree(() => openServed(config, request));
  const { name } = tracker.store;
  let readers: Readers | undefined;
  let deliverer: Deliverer | undefined;
  try {
    if (!readOnly && config.bundled_disputes === 'none') {
      await onceFree(() => loadEconomies(tracker));
      say('the bundled disputes are left out (BUNDLED_DISPUTES=none)');
    } else if (!readOnly) {
      say('looking for bundled disputes that it lacks: on the first start that takes some seconds');
      const loaded = await onceFree(() => loadNewDataset(tracker, asOf));
      if (asOf !== undefined)
        say(
          `what was announced after ${asOf} is not loaded, and what the database has already stays: of later days the answers may know nothing more, and do not say so`,
        );
      say(loaded.added === 0 ? 'it has them all' : `loaded ${grouped(loaded.added)} entries of the bundled disputes`);
      if (!forPeople && loaded.added + loaded.corrected + loaded.registered > 0) log.info('loaded the bundled disputes', loaded);
      for (const line of leftNotes(loaded)) log.info(line);
    }
    // PostgreSQL answers in processes of its own.
    if (READER !== null && tracker.store.address.startsWith('file:')) {
      const data: ReaderData = { database: tracker.store.address, read_only: readOnly, log_level: config.log_level, release: version };
      readers = createReaders({ start: () => new Worker(READER, { workerData: data }), count: threads(), budget: BUDGET, log });
    }
    const traffic = new Traffic({ log, proxies: config.trust_proxy });
    // Where it is reached is known once it serves, which is before it delivers anything.
    const site = (): string => config.public_url ?? serving.url;
    if (!readOnly) deliverer = new watches.Deliverer({ tracker, log, site, release: version, allowed: config.watch_networks });
    const metrics = createMetrics({ tracker, release: version, readers, deliverer, open: () => traffic.open.size });
    traffic.onAnswered = metrics.answered;
    // Of an assistant that may propose, the process makes the proposals, and threads answer the questions.
    const ask = async (path: string): Promise<Response> =>
      readers?.isReady ? readers.fetch(new Request(`http://localhost${path}`), { requestId: randomUUID() }) : app.request(path);
    const app: App = createApp(tracker, {
      log,
      release: version,
      readOnly,
      metrics,
      ask,
      receivers: config.watch_networks,
    });
    const serving = await serve(app, { host, port, log, readers, budget: BUDGET, tracker, traffic });
    const active = async (kind: 'ban' | 'tariff'): Promise<number> =>
      (await listMeasures(tracker, { kind }, { limit: 1, count: true })).count ?? 0;
    const [active_bans, active_tariffs] = [await active('ban'), await active('tariff')];
    const tell = forPeople ? log.debug : log.info;
    tell(`serving ${serving.url} with ${active_bans} bans and ${active_tariffs} tariffs active today`, {
      database: name,
      ...(readOnly && { read_only: true }),
      active_bans,
      active_tariffs,
    });
    say(
      `${active_bans} bans and ${active_tariffs} tariffs are in force today. Open ${serving.url} in a browser; the database is ${name}; Ctrl+C stops it.`,
    );
    deliverer?.start();
    await serving.stopped;
    await deliverer?.stop();
    log.info('stopped');
  } finally {
    await readers?.close();
    await tracker.store.close();
  }
}

/** Answers an assistant over the pipes of this process. */
async function assistOverPipes(config: Config, tracker: Tracker, { site, proposer }: Assisting): Promise<void> {
  const [{ createApp }, { createLog }, { overStdio, reportTo }, { operator }] = await Promise.all([
    import('./server/app.ts'),
    import('./server/context.ts'),
    import('./server/assistants/mcp.ts'),
    import('./keep/proposals/proposals.ts'),
  ]);
  // What goes wrong is told to the assistant; stderr is for who looks into it.
  const log = createLog(config.log_level === 'info' ? 'error' : config.log_level);
  const app = createApp(tracker, { log, release: version, readOnly: true });
  const asked = { tracker, ask: async (address: string) => app.request(address), origin: site };
  const mayPropose = proposer === null ? {} : { proposer: async () => operator(proposer) };
  await overStdio({ ...asked, ...mayPropose }, version, process, reportTo(log));
}

/** The module of a reading thread. A thread can't read TypeScript, so in a checkout the process answers by itself. */
const READER = import.meta.url.endsWith('.js') ? new URL('./reader.js', import.meta.url) : null;
/** So many milliseconds a question may take until its answer begins. */
const BUDGET = 10_000;
/** One thread for each core, of which there are at least two: a dear question takes one whole. */
const threads = (): number => Math.min(4, Math.max(2, availableParallelism()));

/** Runs one command of the program, and gives its exit code. */
export async function main(): Promise<number> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  return runCli(
    {
      config,
      defaultDatabase: DEFAULT_DATABASE,
      open: async (address, access) => createTracker(await openStore(address, { access, trustClock: config.trust_clock, tell })),
      serve: (options) => serveUntilStopped(config, options),
      assist: (tracker, how) => assistOverPipes(config, tracker, how),
      // Asked for only by what reads it: to open it takes time.
      get stdin() {
        return process.stdin;
      },
      stdout: process.stdout,
      stderr: process.stderr,
      user: () => userInfo().username,
      version,
    },
    process.argv.slice(2),
  );
}
