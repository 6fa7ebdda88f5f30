import { statusPeriodRows } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { type SaidOfConditions, withOrdinary } from '../domain/conditions.ts';
import type { Day } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { hasEnded, isComing, STATUSES } from '../domain/status.ts';
import { CERTAINTIES } from '../domain/vocabulary.ts';
import type { BesideDutyField } from '../things/beside-duty.ts';
import type { MeasureRow } from '../things/measure.ts';
import type { DutyParties } from './duty-parties.ts';
import { batches, type Matched, type Prepared, prepare } from './match.ts';
import { buildRows, mayHold } from './measures.ts';
import { type AsOf, openOn } from './tracker.ts';

// What stands beside the duty on goods that go from one economy to another: of the importer on what comes in, of the origin on what leaves it.

/** So many of each are told. */
const MOST_BESIDE = 50;

/** What has not ended. */
const STANDING = STATUSES.filter((status) => !hasEnded(status));

type Direction = 'import' | 'export';

/** What a measure is beside a duty; null for what the duty itself tells: the tariffs of the importer. */
const partOf = ({ kind, status }: Pick<MeasureRow, 'kind' | 'status'>, direction: Direction): BesideDutyField | null => {
  if (isComing(status)) return 'coming';
  if (kind === 'ban') return 'bans';
  return direction === 'export' ? 'export_duties' : null;
};

/** What is not in force and may come. */
interface ComingRow extends MeasureRow {
  /** Its first day in force, as precisely as is known, if one is set. */
  applies_from: string | null;
}

/** Asks what one side does to the trade, of a day. */
interface Side {
  prepared: Prepared;
  /** As it is met: in part, where it is of a part of what is asked. */
  told(row: MeasureRow): MeasureRow;
}

async function sideOf(
  connection: Connection,
  { importer, scope }: DutyParties,
  conditions: SaidOfConditions,
  direction: Direction,
  view: AsOf,
): Promise<Side> {
  const { affected: origin, product, ...more } = scope;
  const [imposed_by, affected] = direction === 'import' ? [importer, origin] : [origin, importer];
  const prepared = await prepare(connection, { imposed_by, affected, product, direction, status: STANDING }, view);
  // The company may be one that the register lacks, which a list could not be asked for.
  Object.assign(prepared.scope, more, { conditions: withOrdinary(conditions) });
  // What a member of a union forbids by itself stops a part of what comes into or out of it, and what some companies alone face, a part of
  // what nobody says the company of.
  const members = view.register.membersOf(imposed_by, view.on);
  prepared.filter.imposed_by = [...(prepared.filter.imposed_by ?? []), ...members];
  const isOfPart = (row: MeasureRow): boolean =>
    members.includes(row.imposed_by) || (prepared.scope.exporter === undefined && row.exporters.length > 0);
  return { prepared, told: (row) => (row.match === 'full' && isOfPart(row) ? { ...row, match: 'part' } : row) };
}

/**
 * What stands beside a duty, the newest first and of each so many at most: the bans and what the origin charges that are in force or may be;
 * and what is not in force on the day, and may come. `conditions`: what is said of them.
 */
export async function besideDuty(
  connection: Connection,
  parties: DutyParties,
  conditions: SaidOfConditions,
  view: AsOf,
): Promise<{ bans: MeasureRow[]; export_duties: MeasureRow[]; coming: ComingRow[] }> {
  const sideOn = (direction: Direction, of: AsOf) => sideOf(connection, parties, conditions, direction, of);
  const readSide = async (direction: Direction) => {
    const { prepared, told } = await sideOn(direction, view);
    const found: Record<BesideDutyField, Matched[]> = { bans: [], export_duties: [], coming: [] };
    for await (const batch of batches(connection, prepared, undefined, MOST_BESIDE)) {
      for (const one of batch) {
        const part = partOf(one.candidate, direction);
        if (part !== null && found[part].length < MOST_BESIDE) found[part].push(one);
      }
      if (Object.values(found).every((part) => part.length === MOST_BESIDE)) break;
    }
    const rows = (await buildRows(connection, Object.values(found).flat(), prepared)).map(told);
    const inDoubt = (await mayHold(connection, await openOn(connection, view), prepared)).map(told);
    const ofPart = (part: BesideDutyField): MeasureRow[] => rows.filter((row) => partOf(row, direction) === part);
    return {
      bans: [...ofPart('bans'), ...inDoubt.filter(({ kind }) => kind === 'ban')],
      export_duties: [...ofPart('export_duties'), ...inDoubt.filter(({ kind }) => kind === 'tariff' && direction === 'export')],
      coming: await asTheyBegin(direction, ofPart('coming')),
    };
  };
  const asTheyBegin = async (direction: Direction, rows: readonly MeasureRow[]): Promise<ComingRow[]> => {
    const firstDays = await firstDaysInForce(connection, rows, view);
    const then = new Map<string, MeasureRow>();
    for (const [day, some] of groupBy([...firstDays], ([, first]) => first)) {
      const { prepared, told } = await sideOn(direction, { ...view, on: day });
      const ids = some.map(([id]) => id);
      for (const row of await mayHold(connection, ids, prepared)) then.set(row.id, told(row));
    }
    return rows.flatMap((row) => (firstDays.has(row.id) ? asItBegins(row, then.get(row.id)) : { ...row, applies_from: null }));
  };
  const [into, outOf] = [await readSide('import'), await readSide('export')];
  return {
    bans: [...into.bans, ...outOf.bans],
    export_duties: outOf.export_duties,
    coming: [...into.coming, ...outOf.coming],
  };
}

/** The first day after that of the view on which each of some measures is in force, as far as one is set. */
async function firstDaysInForce(connection: Connection, rows: readonly MeasureRow[], view: AsOf): Promise<Map<string, Day>> {
  const ids = rows.map(({ id }) => id);
  const periods = ids.length === 0 ? [] : await statusPeriodRows(connection, ids, view);
  const inForce = periods.filter(({ in_force, starts_on }) => in_force === 1 && starts_on > view.on);
  return new Map([...inForce].reverse().map(({ measure_id, starts_on }) => [measure_id, starts_on]));
}

/** What it charges, and how it meets the goods, on its first day in force; nothing where it does not reach them then. */
function asItBegins(row: MeasureRow, then: MeasureRow | undefined): ComingRow[] {
  if (then === undefined) return [];
  const { match, rate_summary, exporters, only_if, status_from } = then;
  const certainty = CERTAINTIES.indexOf(then.certainty) > CERTAINTIES.indexOf(row.certainty) ? then.certainty : row.certainty;
  const sources = [...new Set([...row.sources, ...then.sources])];
  return [{ ...row, match, rate_summary, exporters, only_if, certainty, sources, applies_from: status_from }];
}
