import { and, eq, exists, gte, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { type alias, type SQLiteColumn, unionAll } from 'drizzle-orm/sqlite-core';
import type { Tables } from '../tables/tables.ts';
import type { Cut } from './cut.ts';
import type { Connection, Db } from './store.ts';

// Coverage proposes measures, by product or by partner; status_periods and the domain decide.

/** Along which of its fields a coverage is looked up. */
export type Axis = 'product' | 'partner';

export type Coverage = ReturnType<typeof alias<Tables['statement_periods'], 'coverage'>>;

/** `in` over placeholders, which drizzle's own inArray doesn't take. */
export const isOneOf = (column: SQLiteColumn | SQL, list: readonly SQL[]): SQL =>
  list.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join([...list], sql`, `)})`;

/** Collects the values of a prepared query; their names are its shape. */
export class Values {
  readonly values: Record<string, unknown> = {};
  one(name: string, value: unknown): SQL {
    this.values[name] = value;
    return sql`${sql.placeholder(name)}`;
  }
  many(name: string, values: readonly unknown[]): SQL[] {
    return values.map((value, index) => this.one(`${name}${index}`, value));
  }
}

/** Codes that meet a product: its own prefixes, and whatever begins with it. ':' comes after '9'. */
export function meetsProduct({ scope_codes: codes }: Tables, product: string, values: Values): SQL | undefined {
  const prefixes = [];
  for (let length = 2; length <= product.length; length += 2) prefixes.push(product.slice(0, length));
  return or(
    isOneOf(codes.code, values.many('prefix', prefixes)),
    and(gte(codes.code, values.one('product_from', product)), lt(codes.code, values.one('product_to', `${product}:`))),
  );
}

/** Partner codes that meet a jurisdiction: these, and the areas of `within` (and `within` itself). */
export function meetsPartner(
  { scope_partners: partners }: Tables,
  { codes, within }: { codes: readonly string[]; within: readonly string[] },
  values: Values,
): SQL | undefined {
  const inside = values
    .many('within', within)
    .flatMap((code, index) => [
      eq(partners.code, code),
      and(
        gte(partners.code, values.one(`area_from${index}`, `${within[index]}-`)),
        lt(partners.code, values.one(`area_to${index}`, `${within[index]}.`)),
      ),
    ]);
  return and(
    eq(partners.excluded, sql`0`),
    or(codes.length === 0 ? undefined : isOneOf(partners.code, values.many('partner', codes)), ...inside),
  );
}

const terms = (t: Tables, axis: Axis) => (axis === 'product' ? t.scope_codes : (t.scope_partners as unknown as Tables['scope_codes']));
const any = (table: Tables['statement_periods'] | Coverage, axis: Axis) => (axis === 'product' ? table.any_product : table.any_partner);

/** The coverage of the row at hand may meet it: asked of one row after the other while the statuses are walked. */
export function coveredBy(
  db: Db,
  t: Tables,
  coverage: Coverage,
  axis: Axis,
  meets: SQL | undefined,
  unannounced: boolean,
): SQL | undefined {
  const codes = terms(t, axis);
  return or(
    // Not announced yet: it may meet anything.
    unannounced ? isNull(coverage.seq) : undefined,
    eq(any(coverage, axis), sql`1`),
    exists(
      db
        .select({ one: sql`1` })
        .from(codes)
        .where(and(eq(codes.seq, coverage.seq), meets)),
    ),
  );
}

/**
 * The measures one of whose coverages, at any time, may meet it: collected before the statuses are looked at. `unannounced`: those too of
 * which it is not stated on all days what they cover.
 */
export function collectedBy(db: Db, t: Tables, measureId: SQLiteColumn, axis: Axis, meets: SQL | undefined, unannounced: boolean): SQL {
  const codes = terms(t, axis);
  const { statement_periods: periods, status_periods: statuses } = t;
  const open = db.select({ id: statuses.measure_id }).from(statuses).where(sql`${statuses.uncovered} = 1`);
  const named = db.select({ id: periods.measure_id }).from(codes).innerJoin(periods, eq(periods.seq, codes.seq)).where(meets);
  const ofAll = db
    .select({ id: periods.measure_id })
    .from(periods)
    .where(eq(any(periods, axis), sql`1`));
  return inArray(measureId, unannounced ? unionAll(open, named, ofAll) : unionAll(named, ofAll));
}

/**
 * How many coverages may be collected before the walk is cheaper. Collecting costs what it finds; the walk costs a page divided by the
 * share of rows that fit, so the two meet at about the root of page × rows, and later if other fields narrow the walk as well.
 * The ledger holds about three entries for a measure.
 */
const few = (knownSeq: number, narrowed: boolean): number => Math.ceil((narrowed ? 16 : 4) * Math.sqrt(knownSeq)) + 50;

interface Asked {
  cut: Cut;
  product?: string | undefined;
  partners?: { codes: readonly string[]; within: readonly string[] };
  imposed_by?: readonly string[];
  type?: readonly string[] | undefined;
  dispute?: string | undefined;
}

/** The axis along which the fewest coverages can meet the question, or `walk` if there are many along each. */
export async function cheapestAxis(connection: Connection, question: Asked): Promise<Axis | 'walk'> {
  let best: Axis | 'walk' = 'walk';
  const narrowed = [question.imposed_by, question.type, question.dispute, question.product && question.partners].some(Boolean);
  const most = few(question.cut.knownSeq, narrowed);
  let fewest = most;
  // A measure whose coverage was not announced yet may meet anything, and no coverage leads to it.
  const besides = question.cut.announcedBy === null ? 0 : await uncovered(connection, most);
  for (const axis of ['product', 'partner'] as const) {
    if (axis === 'product' ? question.product === undefined : question.partners === undefined) continue;
    const size = besides + (await proposals(connection, axis, question, most));
    if (size < fewest) [best, fewest] = [axis, size];
  }
  return best;
}

/** How many rows there are of measures of which it is not stated on all days what they cover, up to so many. */
async function uncovered(connection: Connection, most: number): Promise<number> {
  const rows = await connection.query<{ one: number }>(
    'uncovered',
    (db, { status_periods: p }) =>
      db
        .select({ one: sql<number>`1` })
        .from(p)
        .where(sql`${p.uncovered} = 1`)
        .limit(sql.placeholder('most') as unknown as number),
    { most },
  );
  return rows.length;
}

async function proposals(connection: Connection, axis: Axis, question: Asked, most: number): Promise<number> {
  const { db, tables: t } = connection;
  const values = new Values();
  const meets =
    axis === 'product'
      ? meetsProduct(t, question.product ?? '', values)
      : meetsPartner(t, question.partners ?? { codes: [], within: [] }, values);
  const codes = terms(t, axis);
  const { statement_periods: periods } = t;
  const found = unionAll(
    db.select({ seq: codes.seq }).from(codes).where(meets),
    db
      .select({ seq: periods.seq })
      .from(periods)
      .where(eq(any(periods, axis), sql`1`)),
  )
    .limit(values.one('most', most) as unknown as number)
    .as('found');
  const [row] = await connection.query<{ size: number }>(
    `proposals:${axis}:${Object.keys(values.values).join()}`,
    () => db.select({ size: sql<number>`cast(count(*) as integer)` }).from(found),
    values.values,
  );
  return row?.size ?? 0;
}
