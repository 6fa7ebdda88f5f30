import Database from 'better-sqlite3';
import pg from 'pg';
import { addDays } from '../../src/domain/dates.ts';
import { isFile } from '../support/program.ts';
import type { Tally } from '../support/tally.ts';

/** One change that somebody wants recorded, under a key of its own. */
interface Wanted {
  key: string;
  path: string;
  body: object;
  /** So many entries of the ledger bear its note. */
  entries: number;
  /** The first answer that said it was recorded. */
  answer?: string;
}

const said = { unsourced: true } as const;

/**
 * Somebody who records one change after the other, each under its Idempotency-Key, and keeps what was wanted and what was acknowledged:
 * a new measure, two changes of its status at once, a milestone with a source that is new.
 */
export class Writer {
  readonly wanted: Wanted[] = [];
  readonly #name: string;
  readonly #token: string;
  /** The own measures, each with the day of its next change. */
  readonly #measures: { id: string; day: string }[] = [];

  constructor(name: string, token: string) {
    this.#name = name;
    this.#token = token;
  }

  get acknowledged(): Wanted[] {
    return this.wanted.filter(({ answer }) => answer !== undefined);
  }

  /** Records until the server is gone, or `isOver`. What was not acknowledged stays wanted. */
  async record(url: string, tally: Tally, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const next = this.#next();
      this.wanted.push(next);
      if (!(await this.#send(url, next, tally))) return;
    }
  }

  /** Sends once more what was not acknowledged, in its order. */
  async repeat(url: string, tally: Tally): Promise<void> {
    for (const one of this.wanted.filter(({ answer }) => answer === undefined)) {
      tally.count('repeated with their key');
      if (!(await this.#send(url, one, tally))) tally.fail(`${one.key} was not recorded when it was repeated`);
    }
  }

  /** Sends once more something that was acknowledged: the answer must be the first one. */
  async confirm(url: string, one: Wanted, tally: Tally): Promise<void> {
    const answer = await this.#post(url, one);
    const again = await answer.text();
    if (answer.status !== 201 || again !== one.answer) tally.fail(`${one.key}, repeated, was answered ${answer.status} ${again}`);
    tally.count('acknowledged ones repeated');
  }

  /** Sends a change; true if it was acknowledged. */
  async #send(url: string, wanted: Wanted, tally: Tally): Promise<boolean> {
    try {
      const answer = await this.#post(url, wanted);
      const text = await answer.text();
      if (answer.status === 201) {
        wanted.answer = text;
        tally.count('changes acknowledged');
        return true;
      }
      const about = `POST ${wanted.path} with the key ${wanted.key}`;
      if (!tally.isRefused(about, answer.status, answer.headers.get('retry-after')) && answer.status < 500)
        tally.fail(`${about} was refused: ${answer.status} ${text}`);
    } catch {
      // The server is gone: whether it was recorded is not known.
      tally.count('changes cut off');
    }
    return false;
  }

  #post(url: string, { path, key, body }: Wanted): Promise<Response> {
    return fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  }

  #next(): Wanted {
    const at = this.wanted.length;
    const key = `${this.#name}-${at}`;
    const measure = this.#measures[at % Math.max(1, this.#measures.length)];
    if (measure === undefined || at % 10 === 0) {
      const id = `crash-${key}`;
      this.#measures.push({ id, day: '2001-01-01' });
      const coverage = { effective_on: '2000-01-01', scopes: [{ goods: ['0808'], partners: ['AU'] }], note: key, ...said };
      const status_changes = [{ status: 'in_force', effective_on: '2000-01-01', note: key, ...said }];
      const body = { id, kind: 'ban', type: 'import_ban', title: `Ban ${key}`, imposed_by: 'CN', coverage, status_changes };
      return { key, path: '/measures', body, entries: 2 };
    }
    if (at % 3 === 0) {
      const source = { id: `crash-source-${key}`, publisher: 'A newspaper', title: `On ${key}`, kind: 'press' };
      const body = { type: 'talks', happened_on: measure.day, title: `Talks ${key}`, note: key, sources: [source] };
      return { key, path: `/measures/${measure.id}/milestones`, body, entries: 1 };
    }
    const days = [measure.day, addDays(measure.day, 1)] as const;
    measure.day = addDays(measure.day, 2);
    const changes = (['suspended', 'in_force'] as const).map((status, index) => ({
      status,
      effective_on: days[index],
      note: key,
      ...said,
    }));
    return { key, path: `/measures/${measure.id}/status-changes`, body: { changes }, entries: 2 };
  }
}

/** The rows of some statements: a word and a number each. */
async function ask(database: string, ...statements: string[]): Promise<(readonly [string, number])[][]> {
  if (isFile(database)) {
    const file = new Database(database, { readonly: true });
    try {
      return statements.map((statement) => file.prepare<[], [string, number]>(statement).raw().all() as [string, number][]);
    } finally {
      file.close();
    }
  }
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const answers = [];
    for (const text of statements) answers.push((await client.query<[string, string]>({ text, rowMode: 'array' })).rows);
    return answers.map((rows) => rows.map(([word, number]) => [word, Number(number)] as const));
  } finally {
    await client.end();
  }
}

/**
 * Looks into the database (a file, or an address of PostgreSQL), past the program: everything that was acknowledged must be there, once and
 * whole; what was not acknowledged may be there, whole; nothing else may.
 */
export async function lookUp(database: string, writers: readonly Writer[], tally: Tally): Promise<void> {
  const [notes = [], ids = [], sourceIds = []] = await ask(
    database,
    "select note, count(*) from ledger where note like 'w%-%' group by note",
    "select id, 1 from measures where id like 'crash-w%'",
    "select id, 1 from sources where id like 'crash-source-w%'",
  );
  const noted = new Map(notes.filter(([note]) => /^w\d+-\d+$/.test(note)));
  const [measures, sources] = [new Map(ids), new Map(sourceIds)];
  for (const { key, entries, path, answer } of writers.flatMap(({ wanted }) => wanted)) {
    const found = noted.get(key) ?? 0;
    noted.delete(key);
    const about = `${key} (${path}) was ${answer === undefined ? 'not ' : ''}acknowledged`;
    const registered = [measures.has(`crash-${key}`), sources.has(`crash-source-${key}`)];
    const expected = [path === '/measures', path.endsWith('/milestones')].map((registers) => registers && found > 0);
    if (found !== entries && (answer !== undefined || found > 0)) tally.fail(`${about}, and ${found} of its ${entries} entries are there`);
    else if (registered.join() !== expected.join()) tally.fail(`${about}, and what it registers is not there just so`);
  }
  for (const [key, found] of noted) tally.fail(`${found} entries of ${key} are there, which nobody wanted`);
}
