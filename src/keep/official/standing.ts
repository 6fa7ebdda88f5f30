import { type Day, NEVER } from '../../domain/dates.ts';
import { groupBy } from '../../domain/group.ts';
import { lineKeys, type ScopedRow } from '../../domain/row-changes.ts';
import { statementPeriods } from '../../domain/timeline.ts';
import { type DayRun, merged } from './runs.ts';
import { type StandingRows, singles, type TimedRow } from './steps.ts';

// What stands here of a measure, line by line, for what a document says nothing of: it stays on the days on which it stood, and is not
// carried along where the measure goes on with other goods.

/** A line that stands here, on days on which the measure is in force. */
export interface StandingLine<Row extends ScopedRow> {
  key: string;
  row: Row;
  from: Day;
  until: Day;
}

/** The lines that stand, on the days of these runs. */
export function linesThatStand<Row extends ScopedRow>(
  { statements, rowsOf }: StandingRows<Row>,
  runs: readonly DayRun[],
): StandingLine<Row>[] {
  return statementPeriods(statements).flatMap(({ statement, starts_on, ends_on }) => {
    const rows = singles(rowsOf(statement)).map((row) => ({ row, key: lineKeys(row).join() }));
    return runs.flatMap((run) => {
      const [from, until] = [run.from > starts_on ? run.from : starts_on, run.until < ends_on ? run.until : ends_on];
      return from < until ? rows.map((one) => ({ ...one, from, until })) : [];
    });
  });
}

const isOfNoDay = ({ from, until }: { from: Day; until: Day | null }): boolean => until !== null && until <= from;

/** When lines stand here, by their keys: for `endHere`. */
export const daysByLine = (standing: readonly StandingLine<ScopedRow>[]): ReadonlyMap<string, readonly DayRun[]> =>
  new Map([...groupBy(standing, ({ key }) => key)].map(([key, lines]) => [key, merged(lines)]));

/** On which day all these rows end here, where a document tells no end of them: about that it is silent. Null if they do not. */
export function endHere(rows: readonly TimedRow<ScopedRow>[], days: ReturnType<typeof daysByLine>): Day | null {
  const from = rows.map((one) => one.from).sort()[0];
  if (from === undefined) return null;
  const keys = rows.flatMap(({ row }) => singles([row]).map((one) => lineKeys(one).join()));
  const [end, ...others] = new Set(keys.map((key) => days.get(key)?.find(({ until }) => from < until)?.until ?? NEVER));
  return end === undefined || end === NEVER || others.length > 0 ? null : end;
}

/** What stands here and a document does not tell: other lines, and the same ones before the days that it tells, unless it says them anew. */
export function untold<Row extends ScopedRow>(
  told: readonly TimedRow<Row>[],
  standing: readonly StandingLine<Row>[],
  restated: boolean,
): TimedRow<Row>[] {
  const days = groupBy(
    told.flatMap(({ row, from, until }) => singles([row]).map((one) => ({ key: lineKeys(one).join(), from, until }))),
    ({ key }) => key,
  );
  return standing.flatMap(({ key, row, from, until }) => {
    const own = days.get(key) ?? [];
    const real = own.filter((one) => !isOfNoDay(one));
    if (real.length > 0 && restated) return [];
    // A row of no day takes away from its day on.
    const ends = own.map((one) => one.from);
    const end = [until, ...ends].sort()[0] as Day;
    return from < end ? [{ row, from, until: end === NEVER ? null : end }] : [];
  });
}
