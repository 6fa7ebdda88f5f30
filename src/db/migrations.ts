import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { TrackerError } from '../domain/errors.ts';

// Which migrations this release knows, and how a database stands to them. The engines run them: each in one transaction of its own, with
// the guards, under a lock, so that of two programs that start together one migrates and the other finds it done.

type Engine = 'sqlite' | 'postgres';

/** One step from one shape of the tables to the next. */
interface Migration {
  statements: readonly string[];
  hash: string;
  /** When it was written, in milliseconds: migrations are known and ordered by it. */
  when: number;
}

/** Where drizzle notes what was run; on PostgreSQL in a schema of its own. */
export const MIGRATIONS_TABLE = { sqlite: '__drizzle_migrations', postgres: 'drizzle.__drizzle_migrations' } as const;

export const migrationsFolder = (engine: Engine): string => fileURLToPath(new URL(`../../migrations/${engine}`, import.meta.url));

const journals = new Map<Engine, readonly number[]>();

/** When the migrations of this release were written, by which they are known. */
export function knownMigrations(engine: Engine): readonly number[] {
  const read = journals.get(engine);
  if (read !== undefined) return read;
  const journal = readFileSync(`${migrationsFolder(engine)}/meta/_journal.json`, 'utf8');
  const known = (JSON.parse(journal) as { entries: { when: number }[] }).entries.map(({ when }) => when);
  journals.set(engine, known);
  return known;
}

/** How a database stands to this release: made by an earlier one, or ready. */
export type SchemaStanding = 'older' | 'current';

/**
 * Compares the migrations that a database has seen with those that this release knows. `name` is the database as a user knows it. Throws
 * `unavailable` for a database of a newer release.
 */
export function standing(engine: Engine, applied: readonly number[], name: string): SchemaStanding {
  const known = knownMigrations(engine);
  const unknown = applied.filter((when) => !known.includes(when));
  if (unknown.length > 0) {
    const newest = new Date(Math.max(...unknown)).toISOString().slice(0, 10);
    throw new TrackerError(
      'unavailable',
      `${name} was made by a newer release of trade-disputes: its tables are of ${newest}, and this release does not know them; use that release, or a later one`,
    );
  }
  return applied.length < known.length ? 'older' : 'current';
}

/** The migrations that a database still lacks, in their order. */
export const lackingMigrations = (engine: Engine, applied: readonly number[]): Migration[] =>
  readMigrationFiles({ migrationsFolder: migrationsFolder(engine) })
    .filter(({ folderMillis }) => !applied.includes(folderMillis))
    .map(({ sql, hash, folderMillis }) => ({ statements: sql, hash, when: folderMillis }));

/** What is said of a database whose rows a newer release made of the ledger. */
export const tooNew = (name: string): TrackerError =>
  new TrackerError(
    'unavailable',
    `${name} was brought up to date by a newer release of trade-disputes, which derives other rows from the ledger: use that release, or a later one`,
  );

/** What is said of a database that a command reads and that an earlier release made. */
export const tooOld = (name: string): TrackerError =>
  new TrackerError(
    'unavailable',
    `${name} was made by an earlier release: trade-disputes migrate brings it up to date (so do serve and whatever records); to read changes nothing`,
  );

/** What is said of a database that is no tracker's. */
export const notOurs = (name: string, why: string): TrackerError =>
  new TrackerError('invalid', `${name} is not a database of trade-disputes: ${why}; nothing in it was touched`);

/**
 * By which rules the rows of periods, and their postings, are made from the ledger. To be raised whenever a change of the timeline makes others
 * of the same entries (a test tells), or postings have other keys: a database that was made by other rules gets its rows anew when it is opened.
 */
export const PERIOD_RULES = 5;

/** The first row of the state of the ledger. */
export const FIRST_STATE = `insert into change_seq (id, seq, recorded_at, period_rules) select 1, 0, '1970-01-01T00:00:00.000Z', ${PERIOD_RULES} where not exists (select 1 from change_seq)`;
