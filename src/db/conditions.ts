import { and, eq, exists, gt, gte, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { type alias, type SQLiteColumn, unionAll } from 'drizzle-orm/sqlite-core';
import type { Day } from '../domain/dates.ts';
import { HEADING_DIGITS } from '../domain/harmonized-system.ts';
import { meantDigits } from '../domain/scope.ts';
import type { Tables } from '../tables/tables.ts';
import { type Db, limitSlot, slot } from './store.ts';

// Conditions of which questions about measures are made.

export type CoverageTable = ReturnType<typeof alias<Tables['statement_periods'], 'coverage'>>;

/** `in` over placeholders, which drizzle's own inArray doesn't take. */
export const isOneOf = (column: SQLiteColumn | SQL, list: readonly SQL[]): SQL =>
  list.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join([...list], sql`, `)})`;

/** It is shown on the day. */
export const holdsOn = (table: { starts_on: SQLiteColumn; ends_on: SQLiteColumn }, on: Day | SQL): SQL[] => [
  lte(table.starts_on, on),
  gt(table.ends_on, on),
];

/**
 * A condition whose values are known: it is put in words once, where its statement is built, and not for each question. Undefined: it rules
 * nothing out.
 */
export type SqlCondition = () => SQL | undefined;

/** Collects the values of a prepared query; their names are its shape. */
export class Values {
  readonly values: Record<string, unknown> = {};
  one(name: string, value: unknown): SQL {
    this.values[name] = value;
    return slot(name);
  }
  /** How many rows at most; see `limitSlot`. */
  limit(most: number): number {
    this.values.limit = most;
    return limitSlot();
  }
  many(name: string, values: readonly unknown[]): SQL[] {
    return values.map((value, index) => this.one(`${name}${index}`, value));
  }
}

/** The most digits that a code has. */
const LONGEST = 10;

/** Codes that hold a product: its own prefixes, each also with the zeros that mean no less. */
function codesHolding(product: string): string[] {
  const found: string[] = [];
  for (let length = 2; length <= product.length; length += 2)
    // Zeros may stand after a heading.
    for (let zeros = length; zeros <= (length < HEADING_DIGITS ? length : LONGEST); zeros += 2)
      found.push(product.slice(0, length).padEnd(zeros, '0'));
  return found;
}

/** Codes that meet a product, in two ways: those that hold it, and whatever begins with it. ':' comes after '9'. */
function waysToMeet({ scope_codes: codes }: Tables, product: string, values: Values): { within: () => SQL; below: () => SQL } {
  const digits = meantDigits(product);
  const holding = values.many('holding', codesHolding(digits));
  const [from, to] = [values.one('product_from', digits), values.one('product_to', `${digits}:`)];
  return { within: () => isOneOf(codes.code, holding), below: () => and(gte(codes.code, from), lt(codes.code, to)) as SQL };
}

/** The entries that name a code which meets a product: each way by itself, so that its index alone is read. */
export function entriesNaming(db: Db, t: Tables, product: string, values: Values) {
  const { scope_codes: codes } = t;
  const { within, below } = waysToMeet(t, product, values);
  const by = (meets: SQL) => db.select({ seq: codes.seq }).from(codes).where(meets);
  return () => unionAll(by(within()), by(below()));
}

/** Partner codes that meet a jurisdiction: these, and the areas of `within` (and `within` itself). */
function meetsPartner(
  { scope_partners: partners }: Tables,
  { codes, within }: { codes: readonly string[]; within: readonly string[] },
  values: Values,
): SqlCondition {
  const whole = values.many('within', within);
  const from = values.many(
    'area_from',
    within.map((code) => `${code}-`),
  );
  const to = values.many(
    'area_to',
    within.map((code) => `${code}.`),
  );
  const named = values.many('partner', codes);
  return () =>
    and(
      eq(partners.excluded, sql`0`),
      or(
        named.length === 0 ? undefined : isOneOf(partners.code, named),
        ...whole.flatMap((code, at) => [
          eq(partners.code, code),
          and(gte(partners.code, from[at] as SQL), lt(partners.code, to[at] as SQL)),
        ]),
      ),
    );
}

/** Of so many digits a product has fewer codes below it in all coverages together than the rows that are asked have of their own. */
const LONG = 6;

/**
 * A coverage names a code that meets a product. Each way is asked by itself: of the thousands of codes that a coverage may have, those that
 * hold the product are looked up; those below it are read once for all rows, or where they may be many among its own.
 */
export function namesProduct(db: Db, t: Tables, coverageSeq: SQLiteColumn, product: string, values: Values): () => SQL {
  const { scope_codes: codes } = t;
  const one = (meets: SQL) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(codes)
        .where(and(eq(codes.seq, coverageSeq), meets)),
    );
  const { within, below } = waysToMeet(t, product, values);
  const isFew = meantDigits(product).length >= LONG;
  return () =>
    or(one(within()), isFew ? inArray(coverageSeq, db.select({ seq: codes.seq }).from(codes).where(below())) : one(below())) as SQL;
}

/** A coverage names a partner that meets a jurisdiction. */
export function namesPartner(
  db: Db,
  t: Tables,
  coverageSeq: SQLiteColumn,
  partners: Parameters<typeof meetsPartner>[1],
  values: Values,
): () => SQL {
  const { scope_partners } = t;
  const meets = meetsPartner(t, partners, values);
  return () =>
    exists(
      db
        .select({ one: sql`1` })
        .from(scope_partners)
        .where(and(eq(scope_partners.seq, coverageSeq), meets())),
    );
}

/**
 * The coverage of the row at hand may meet it: it may meet `any`, or names it, or may not be what is covered on the day. Asked of one row after
 * the other while the statuses are walked.
 */
export const coveredBy = (coverage: CoverageTable, any: SQLiteColumn, names: SQL, open: SQL | undefined): SQL | undefined =>
  // Of what nobody said what it covers, that may be anything.
  or(isNull(coverage.seq), eq(any, sql`1`), names, open);

/** Is the entry of that number in doubt? */
export const isDoubted = (db: Db, { ledger }: Tables, seq: SQLiteColumn): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(ledger)
      .where(and(eq(ledger.seq, seq), isNotNull(ledger.doubt))),
  );

/** The coverage of the row at hand may not be what is covered on the day: a date of it is not known to the day, or it is in doubt. */
export const coverageOpen = (db: Db, t: Tables, coverage: CoverageTable, on: SQL): SQL | undefined =>
  or(gt(coverage.certain_from, on), lte(coverage.certain_until, on), isDoubted(db, t, coverage.seq));
