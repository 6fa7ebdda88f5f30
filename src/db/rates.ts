import { and, asc, eq, exists, gt, gte, lte, notInArray, sql } from 'drizzle-orm';
import type { Day } from '../domain/dates.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import { keysOf } from './candidates.ts';
import { isOneOf, Values } from './conditions.ts';
import { periodsOf, versionAt } from './cut.ts';
import { type MeasureFilter, titleHas } from './filters.ts';
import { under } from './postings.ts';
import type { Connection } from './store.ts';

/** Which tariffs may have rates that are asked for, on which days. */
export interface TariffFilter
  extends Pick<
    MeasureFilter,
    'cut' | 'status' | 'imposed_by' | 'partners' | 'product' | 'type' | 'direction' | 'formality' | 'dispute' | 'q'
  > {
  /** First and last day, inclusive. */
  first: Day;
  last: Day;
  measure?: string;
}

/** A tariff as rates name it. */
export interface TariffHead {
  id: string;
  imposed_by: string;
}

/** Where a walk goes on: behind an id, or at it. */
export interface TariffPlace {
  id: string;
  itself: boolean;
}

/**
 * The tariffs from a place on, in the order of ids, that had such a status on some day of a span and may meet a filter: what is not in the index of
 * postings can't. Up to so many; what they charge is decided by the domain.
 */
export function tariffsWithin(
  connection: Connection,
  filter: TariffFilter,
  { id, itself }: TariffPlace,
  limit: number,
): Promise<TariffHead[]> {
  const { db, tables: t } = connection;
  const { measures: m, tariffs, status_periods: p } = t;
  const values = new Values();
  const { cut, status, type, imposed_by, direction, formality, dispute, measure, q } = filter;
  const [first, last] = [values.one('first', filter.first), values.one('last', filter.last)];
  const registered = values.one('registered', cut.registerSeq);
  const counts = {
    knownSeq: values.one('known', cut.knownSeq),
    announcedBy: cut.announcedBy === null ? null : values.one('announced', cut.announcedBy),
  };
  const statuses =
    status === 'all' ? undefined : status === 'active' ? sql`${p.in_force} = 1` : isOneOf(p.status, values.many('status', status));
  const groups = keysOf({ ...filter, status: 'all', on: filter.last });
  const query = db
    .select({ id: m.id, imposed_by: m.imposed_by })
    .from(m)
    .innerJoin(tariffs, and(eq(tariffs.measure_id, m.id), versionAt(tariffs, registered)))
    .where(
      and(
        itself ? gte(m.id, values.one('from', id)) : gt(m.id, values.one('after', id)),
        versionAt(m, registered),
        ...groups.map((keys, index) => under(t, m.id, values.many(`key${index}_`, keys))),
        measure === undefined ? undefined : eq(m.id, values.one('measure', measure)),
        dispute === undefined ? undefined : eq(m.dispute_id, values.one('dispute', dispute)),
        imposed_by && isOneOf(m.imposed_by, values.many('imposer', imposed_by)),
        direction && eq(m.direction, values.one('direction', direction)),
        formality && eq(m.formality, values.one('formality', formality)),
        type && isOneOf(tariffs.duty_type, values.many('type', type)),
        // Who names a measure asks for it, whatever its type.
        type || measure !== undefined ? undefined : notInArray(tariffs.duty_type, [...BASE_DUTY_TYPES]),
        q === undefined ? undefined : titleHas(t, q, values)(),
        exists(
          db
            .select({ one: sql`1` })
            .from(p)
            .where(and(eq(p.measure_id, m.id), periodsOf(p, counts), lte(p.starts_on, last), gt(p.ends_on, first), statuses)),
        ),
      ),
    )
    .orderBy(asc(m.id))
    .limit(values.limit(limit));
  return connection.query<TariffHead>(
    `tariffs_within:${status === 'active'}:${Object.keys(values.values).join(':')}`,
    () => query,
    values.values,
  );
}
