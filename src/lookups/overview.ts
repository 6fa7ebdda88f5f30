import { doubtfullyInForce, statusPeriodRows } from '../db/measures.ts';
import { statusesOfMeasures } from '../db/statements.ts';
import type { Connection } from '../db/store.ts';
import { firstDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { STATUSES_IN_FORCE } from '../domain/status.ts';
import { isInForceOpen } from '../domain/timeline.ts';
import { CHANGE_SUBJECTS, type Kind } from '../domain/vocabulary.ts';
import { MOST_TOLD, type Overview, TO_COME, type UpcomingRate } from '../things/answers.ts';
import type { StatusChangeRow } from '../things/status-change.ts';
import { longestUnchecked } from './disputes.ts';
import { listMeasures } from './measures.ts';
import { listRestrictions } from './restrictions.ts';
import { changesAfter, countScheduled, nearestChanges } from './status-changes.ts';
import { type AnswerClocks, type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

const SHOWN = 10;
const UNCHECKED = 5;
/** With more measures in force nobody reads who restricts whom in one picture, and counting it takes seconds. */
const MOST_MAPPED = 20_000;

/** What is in force on a day, who restricts whom, what changed last before it, what comes after it, what waits for a check. */
export async function readOverview(tracker: Tracker, view: AnswerClocks, mostMapped = MOST_MAPPED): Promise<Overview> {
  const bans = await listMeasures(tracker, { ...view, kind: 'ban' }, { limit: 1, count: true });
  const tariffs = await listMeasures(tracker, { ...view, kind: 'tariff' }, { limit: 1, count: true });
  const lifting = await listMeasures(tracker, { ...view, lifting_agreed: true }, { limit: 50, count: true });
  const changed = await nearestChanges(tracker, { ...view, what: CHANGE_SUBJECTS }, 'by', SHOWN);
  const upcoming = await nearestChanges(tracker, { ...view, what: TO_COME }, 'after', SHOWN);
  const rates = await listUpcomingRates(tracker, view);
  const unchecked = await longestUnchecked(tracker, view, UNCHECKED);
  const mapped = (bans.count ?? 0) + (tariffs.count ?? 0) <= mostMapped;
  const restrictions = mapped ? (await listRestrictions(tracker, view)).data : null;
  return {
    ...view,
    bans: bans.count ?? 0,
    bans_doubtful: await countOpen(tracker, view, 'ban'),
    bans_in_doubt: bans.in_doubt?.length ?? 0,
    tariffs: tariffs.count ?? 0,
    tariffs_doubtful: await countOpen(tracker, view, 'tariff'),
    tariffs_in_doubt: tariffs.in_doubt?.length ?? 0,
    changed,
    upcoming,
    scheduled: await countScheduled(tracker, { ...view, what: TO_COME }, MOST_TOLD),
    upcoming_rates: rates.data.slice(0, SHOWN),
    rates_scheduled: rates.data.length,
    lifting_agreed: [...lifting.data],
    liftings: lifting.count ?? 0,
    unchecked,
    restrictions,
  };
}

/** Of how many measures of a kind that stand as in force on the day it is open whether they are. */
const countOpen = (tracker: Tracker, clocks: Clocks, kind: Kind): Promise<number> =>
  tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const ids = await doubtfullyInForce(connection, kind, view.on, view, MOST_TOLD);
    const statuses = await statusesOfMeasures(connection, ids, view);
    return ids.filter((id) => isInForceOpen(statuses.get(id) ?? [], view.on)).length;
  });

/** The rates that change after a day while their tariff is in force, as far as that is known, the next one first: so many at most. */
export function listUpcomingRates(tracker: Tracker, clocks: Clocks, most = MOST_TOLD): Promise<ReadAt & { data: UpcomingRate[] }> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const data: UpcomingRate[] = [];
    for await (const rows of changesAfter(connection, view, { what: ['rates'], status: STATUSES_IN_FORCE })) {
      data.push(...(await whileInForce(connection, rows, view)));
      if (data.length >= most) break;
    }
    return { ...readIn(view), data: data.slice(0, most) };
  });
}

/** Of changes of rates those of tariffs that are in force on the day before too. */
async function whileInForce(connection: Connection, rows: readonly StatusChangeRow[], view: AsOf): Promise<UpcomingRate[]> {
  const ids = [...new Set(rows.map(({ measure }) => measure))];
  const statuses = groupBy(ids.length === 0 ? [] : await statusPeriodRows(connection, ids, view), (row) => row.measure_id);
  return rows.flatMap(({ measure, title, imposed_by, effective_on, says, said_before, sources, derived, doubt }): UpcomingRate[] => {
    const day = firstDay(effective_on);
    const wasInForce = statuses.get(measure)?.some((row) => row.in_force === 1 && row.starts_on < day && day <= row.ends_on) ?? false;
    if (!wasInForce) return [];
    const rates = { rate_before: said_before, rate_after: says };
    return [{ measure, title, imposed_by, effective_on: day, ...rates, sources: [...sources], derived, doubt }];
  });
}
