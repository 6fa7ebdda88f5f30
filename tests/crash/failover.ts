import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ended, PostgresServer } from '../support/postgres-server.ts';

// Two app servers on one PostgreSQL with a synchronous standby. Clients change a few measures through both, each change made from what was
// read before; meanwhile one app server is killed, and the database fails over to the standby. Nothing that was acknowledged may be lost,
// nothing may be there twice, and clients see answers, refusals that they deserve, and 503 with Retry-After.
// npm run test:failover -- --changes 1000 --measures 50 --clients 16

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '1000' },
    measures: { type: 'string', default: '50' },
    clients: { type: 'string', default: '16' },
  },
});
const [CHANGES, MEASURES, CLIENTS] = [values.changes, values.measures, values.clients].map(Number) as [number, number, number];
const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** A request that takes longer hangs. */
const PATIENCE = 30_000;
const EDITED_BY = 'failover test';

const say = (line: string): void => console.log(line);
const failures: string[] = [];
const check = (holds: boolean, what: string): void => {
  say(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
  if (!holds) failures.push(what);
};

/** An app server of the built program. */
class AppServer {
  readonly name: string;
  readonly environment: Record<string, string>;
  url = '';
  /** It was killed, so a connection that breaks off is no fault of the program's. */
  wasKilled = false;
  #child: ChildProcess | undefined;

  constructor(name: string, environment: Record<string, string>) {
    this.name = name;
    this.environment = environment;
  }

  /** Starts it and waits until it serves; on the same port again if it ran before. */
  async start(...options: string[]): Promise<void> {
    const PORT = this.url === '' ? '0' : new URL(this.url).port;
    const child = spawn(process.execPath, [PROGRAM, 'serve', ...options], {
      env: { ...process.env, ...this.environment, PORT },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${this.name} ended with ${code}: ${log}`)));
      child.stderr?.on('data', (chunk: Buffer) => {
        log = `${log}${chunk}`.slice(-4000);
        const port = /serving http:\/\/localhost:(\d+)/.exec(log)?.[1];
        if (port === undefined) return;
        this.url = `http://127.0.0.1:${port}`;
        resolve();
      });
    });
    this.wasKilled = false;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.wasKilled = signal === 'SIGKILL';
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}

const seen = new Map<string, number>();
const count = (what: string): void => {
  seen.set(what, (seen.get(what) ?? 0) + 1);
};
let slowest = 0;

/**
 * Asks one of the servers until somebody answers: a 503 is asked again after a while, and where a server was killed the other one is
 * asked, as a load balancer would.
 */
async function ask(servers: readonly AppServer[], path: string, request: RequestInit = {}): Promise<Response> {
  for (let turn = Math.floor(Math.random() * servers.length); ; turn++) {
    const server = servers[turn % servers.length] as AppServer;
    const begun = performance.now();
    try {
      const arriving = await fetch(server.url + path, { ...request, signal: AbortSignal.timeout(PATIENCE) });
      // Whole, as a server that is killed may break off behind the headers.
      const answer = new Response(await arriving.text(), { status: arriving.status, headers: arriving.headers });
      slowest = Math.max(slowest, performance.now() - begun);
      count(`${request.method ?? 'GET'} ${answer.status}`);
      if (answer.status !== 503) return answer;
      const { detail } = (await answer.json()) as { detail: string };
      const after = Number(answer.headers.get('retry-after'));
      if (!(after > 0)) failures.push(`a 503 says no Retry-After: ${detail}`);
      if (/deadlock|another change/.test(detail)) count('deadlock');
      await sleep(after * 1000 * Math.random());
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') {
        failures.push(`${path} hangs`);
        count('hang');
      } else if (server.wasKilled) count('connection to the killed server');
      else failures.push(`${server.name} broke off: ${(error as Error).cause ?? error}`);
      await sleep(50);
    }
  }
}

if (!existsSync(PROGRAM)) throw new Error('the program is not built: npm run build');
const primary = await PostgresServer.create({ max_wal_senders: '5', max_connections: '100' });
let standby: PostgresServer | undefined;
const servers: AppServer[] = [];
process.once('exit', () => {
  for (const server of servers) void server.end('SIGKILL');
  standby?.remove();
  primary.remove();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
try {
  primary.start();
  primary.sql('create database tracker');
  primary.sql('create role reader login');
  primary.sql('grant pg_read_all_data to reader');
  const copy = await PostgresServer.follow(primary, 'standby');
  standby = copy;
  copy.start();
  primary.sql("alter system set synchronous_standby_names = '*'");
  primary.sql('select pg_reload_conf()');
  while (primary.sql('select sync_state from pg_stat_replication') !== 'sync') await sleep(100);
  say(`primary on port ${primary.port}, synchronous standby on port ${copy.port}`);

  const hosts = `127.0.0.1:${primary.port},127.0.0.1:${copy.port}`;
  const database = `postgres://tracker@${hosts}/tracker`;
  const [one, two] = [
    new AppServer('one', { DATABASE_URL: database }),
    // Asks the standby what it shows.
    new AppServer('two', { DATABASE_URL: database, READ_DATABASE_URL: `${database}?target_session_attrs=prefer-standby` }),
  ];
  servers.push(one, two);
  // Both on the empty database at once.
  await Promise.all(servers.map((server) => server.start()));
  say('two app servers started together on the empty database');

  const command = (...args: string[]): Promise<{ code: number; out: string }> => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    return new Promise((resolve) => child.once('exit', (code) => resolve({ code: code ?? 1, out })));
  };
  const made = await command('token', 'create', EDITED_BY, '--role', 'editor', '--format', 'json', '--database', database);
  const { token } = JSON.parse(made.out) as { token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  // Who only reads: a role without the right to write, and a server on the standby.
  const asReader = await command('bans', '--database', copy.url('tracker', 'reader'), '--format', 'csv');
  check(asReader.code === 0 && asReader.out.includes('cn-'), 'a role that only reads is answered by the command, from the standby');
  const reading = new AppServer('reader', { DATABASE_URL: copy.url('tracker', 'reader') });
  servers.push(reading);
  await reading.start('--read-only');
  check((await fetch(`${reading.url}/bans.json`)).status === 200, 'serve --read-only answers from the standby');
  const refused = await fetch(`${reading.url}/exporters`, { method: 'POST', headers, body: '{"id":"x","name":"X"}' });
  check(refused.status === 405, 'serve --read-only refuses to record');
  await reading.end('SIGTERM');

  const both = [one, two];
  const list = (await (await ask(both, `/measures.json?status=all&limit=${MEASURES}`)).json()) as { data: { id: string }[] };
  const ids = list.data.map(({ id }) => id);
  const acknowledged = new Map(ids.map((id) => [id, 0]));
  let done = 0;

  /** Counts one up in the summary of a measure: from what was read, and only if nobody has changed it since. */
  async function change(id: string): Promise<void> {
    for (;;) {
      const answer = await ask(both, `/measures/${id}.json`);
      const tag = answer.headers.get('etag') ?? '';
      const { summary } = (await answer.json()) as { summary: string | null };
      const before = Number(/^count (\d+)$/.exec(summary ?? '')?.[1] ?? 0);
      const written = await ask(both, `/measures/${id}`, {
        method: 'PATCH',
        headers: { ...headers, 'if-match': tag, 'idempotency-key': randomUUID() },
        body: JSON.stringify({ summary: `count ${before + 1}` }),
      });
      if (written.status === 200) {
        acknowledged.set(id, (acknowledged.get(id) ?? 0) + 1);
        done++;
        return;
      }
      // Somebody was faster, which is what If-Match is there to say.
      if (written.status !== 412) failures.push(`PATCH ${id}: ${written.status} ${await written.text()}`);
      if (failures.length > 20) throw new Error('too much is wrong');
    }
  }

  let next = 0;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (next < CHANGES) await change(ids[next++ % ids.length] as string);
  });
  const begun = Date.now();
  const at = async (share: number, what: string, work: () => Promise<void> | void): Promise<void> => {
    while (done < CHANGES * share && failures.length <= 20) await sleep(20);
    say(`${((Date.now() - begun) / 1000).toFixed(1)} s, ${done} changes: ${what}`);
    await work();
  };
  const events = (async () => {
    await at(0.2, 'app server one is killed', () => one.end('SIGKILL'));
    await at(0.4, 'the primary is lost, the standby is promoted', () => {
      primary.stop('immediate');
      copy.promote();
    });
    await at(0.6, 'app server one starts again', () => one.start());
  })();
  await Promise.all([...clients, events]);
  const seconds = (Date.now() - begun) / 1000;

  say('');
  for (const [what, times] of [...seen].sort()) say(`${String(times).padStart(6)} ${what}`);
  say(`${done} changes in ${seconds.toFixed(1)} s; the slowest answer took ${Math.round(slowest)} ms`);
  say('');
  const rows = copy.sql(
    `select thing_id || ' ' || count(*) from registrations r join ledger l using (seq) where l.recorded_by = '${EDITED_BY}' and thing = 'measure' group by thing_id`,
    'tracker',
  );
  const recorded = new Map(rows.split('\n').map((row) => [row.split(' ')[0] as string, Number(row.split(' ')[1])]));
  const wrong = ids.filter((id) => (recorded.get(id) ?? 0) !== acknowledged.get(id));
  check(
    done === CHANGES && wrong.length === 0,
    `${CHANGES} acknowledged changes of ${ids.length} measures are there, each once (${wrong.length} measures differ)`,
  );
  const lost: string[] = [];
  for (const id of ids) {
    const { summary } = (await (await ask([two], `/measures/${id}.json`)).json()) as { summary: string | null };
    if (summary !== `count ${acknowledged.get(id)}` && acknowledged.get(id) !== 0) lost.push(`${id}: ${summary}`);
  }
  check(lost.length === 0, `no update was lost (${lost.length} measures count otherwise)`);
  check(
    (seen.get('deadlock') ?? 0) === 0 && copy.sql("select deadlocks from pg_stat_database where datname = 'tracker'") === '0',
    'no deadlock',
  );
  check((seen.get('hang') ?? 0) === 0, 'nothing hangs');
  const odd = [...seen.keys()].filter((what) => /^[A-Z]+ \d/.test(what) && !/ (?:200|412|503)$/.test(what));
  check(odd.length === 0, `clients see 200, 412 and 503 with Retry-After only${odd.length > 0 ? `, but also ${odd.join(', ')}` : ''}`);
  check(
    (await ended(process.execPath, [PROGRAM, 'verify', '--database', database], { stdio: 'inherit' })) === 0,
    'verify finds the new primary sound',
  );
} finally {
  for (const server of servers) await server.end('SIGTERM');
}
for (const failure of new Set(failures)) say(`FAIL ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
