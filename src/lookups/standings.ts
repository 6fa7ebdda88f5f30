import { LATEST, WHOLE } from '../db/cut.ts';
import { stateTagAt } from '../db/etags.ts';
import { entriesOfMeasure } from '../db/histories.ts';
import { readMeasure } from '../db/register.ts';
import { statementsOf } from '../db/statements.ts';
import { dayOf, firstDay, type PartialDate } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { checkHistory } from '../domain/history.ts';
import { toComeAfter } from '../domain/overtaking.ts';
import { EVERYTHING, type Scope } from '../domain/scope.ts';
import type { StatusStatement } from '../domain/statement.ts';
import { lawfulNext, statusAfterUntil } from '../domain/status.ts';
import { periodOn, statusPeriods } from '../domain/timeline.ts';
import { type Kind, STATUSES, type Status } from '../domain/vocabulary.ts';
import { standingOf } from '../things/ledger.ts';
import type { Tracker } from './tracker.ts';

/** A measure as who records about it needs to know it. */
export interface Standing {
  id: string;
  title: string;
  kind: Kind;
  dispute: string | null;
  /** Its ETag: its last change, and how the hash of the ledger begins there. */
  state_tag: string;
  /** The status that holds on the day; null before its history begins. */
  status: Status | null;
  /** What may be recorded from that day on, so that its history holds together with what is recorded before and after. */
  lawful: readonly Status[];
  /** What might follow on that day, were it not for what is recorded for later: that change, and what it rules out. Null if it rules out nothing. */
  narrowed: { by: Pick<StatusStatement, 'seq' | 'status' | 'effective_on'>; without: readonly Status[] } | null;
}

/** An end and an exemption that no recorded change has: a status may be stated again with another end or with other exemptions. */
const SOME_END = '2999-12-31';
const SOME_SCOPE: Scope = { ...EVERYTHING, condition: '\u0000' };

/**
 * How measures stand on a day, as known now, and what may follow there. `without`: as if this entry were not there, for what is to
 * take its place. Throws `not_found` for an unknown measure.
 */
export function standingsOn(tracker: Tracker, ids: readonly string[], on: PartialDate, without?: number): Promise<Standing[]> {
  return tracker.store.read(async (connection) => {
    const today = dayOf(tracker.clock());
    const standings: Standing[] = [];
    for (const id of ids) {
      const measure = await readMeasure(connection, id, LATEST);
      if (!measure) throw new TrackerError('not_found', `there is no measure "${id}": /measures lists them`);
      const own = (await entriesOfMeasure(connection, id, WHOLE)).filter((entry) => entry.measure_id === id);
      const all = statementsOf(own).statuses;
      const statements = all.filter(({ seq }) => seq !== without);
      // What is recorded anew is taken for announced today, until it is said when.
      const announced_on = without === undefined ? today : (all.find(({ seq }) => seq === without)?.announced_on ?? null);
      const position = without === undefined ? Number.POSITIVE_INFINITY : standingOf(own).rootOf(without);
      const { title, kind, dispute_id, last_seq } = measure;
      const status = periodOn(statusPeriods(statements), firstDay(on))?.statement.status ?? null;
      const lawful = STATUSES.filter((next) => mayStand({ status: next, effective_on: on, announced_on, position }, statements));
      const narrowed = narrowedBy(statements, on, lawfulNext(status), lawful);
      standings.push({ id, title, kind, dispute: dispute_id, state_tag: await stateTagAt(connection, last_seq), status, lawful, narrowed });
    }
    return standings;
  });
}

/** What the first change that is recorded for later rules out of what may follow. */
function narrowedBy(
  statements: readonly StatusStatement[],
  on: PartialDate,
  next: readonly Status[],
  lawful: readonly Status[],
): Standing['narrowed'] {
  const without = next.filter((status) => !lawful.includes(status));
  const [by] = toComeAfter(statements, firstDay(on));
  return by === undefined || without.length === 0 ? null : { by, without };
}

function mayStand(
  said: Pick<StatusStatement, 'status' | 'effective_on' | 'announced_on' | 'position'>,
  statements: readonly StatusStatement[],
): boolean {
  const { status, position } = said;
  const exemptions = status === 'partially_lifted' ? [SOME_SCOPE] : [];
  const ends = statusAfterUntil(status) === null ? [null] : [null, SOME_END];
  return ends.some((until_on) => {
    try {
      checkHistory('', [...statements, { ...said, seq: position, until_on, doubt: null, exemptions }]);
      return true;
    } catch (error) {
      if (error instanceof TrackerError) return false;
      throw error;
    }
  });
}
