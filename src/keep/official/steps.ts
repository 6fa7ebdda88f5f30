import type { ScopedStatement } from '../../db/statements.ts';
import { type Day, firstDay } from '../../domain/dates.ts';
import { invalid, type TrackerError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group.ts';
import type { Rate } from '../../domain/ledger.ts';
import { changeRows, lineKeys, type ScopedRow } from '../../domain/row-changes.ts';
import { EVERYTHING, type Scope } from '../../domain/scope.ts';
import { periodOn, statementPeriods } from '../../domain/timeline.ts';
import { describeScope } from '../../domain/words.ts';
import type { ToldLine } from './reading.ts';
import type { DayRun } from './runs.ts';

// From the lines of a document to the statements of this ledger: what a measure covers and what is paid, from day to day.

/** A row of a coverage or a rate table, with the days on which the document tells it. */
export interface TimedRow<Row extends ScopedRow> {
  row: Row;
  from: Day;
  until: Day | null;
}

/** A statement that it takes: from this day on the rows as a whole, or what changes against those that stand. */
export interface TableStep<Row extends ScopedRow> {
  day: Day;
  rows: readonly Row[];
  /** Null where nothing stands on that day. */
  change: { set: Row[]; remove: ScopedRow[] } | null;
}

export interface StandingRows<Row extends ScopedRow> {
  statements: readonly ScopedStatement[];
  rowsOf: (statement: ScopedStatement) => readonly Row[];
}

const keysOf = (rows: readonly ScopedRow[]): Set<string> => new Set(rows.flatMap(lineKeys));

/**
 * The statements that it takes so that what a document tells stands on each of its days. What stands for other lines is left alone, and so
 * is what stands on other days. `runs`: when the measure is in force; of other days nothing needs to be said.
 */
export function tableSteps<Row extends ScopedRow>(
  told: readonly TimedRow<Row>[],
  { statements, rowsOf }: StandingRows<Row>,
  runs: readonly DayRun[],
): TableStep<Row>[] {
  const first = told.map(({ from }) => from).sort()[0];
  if (first === undefined) return [];
  const periods = statementPeriods(statements);
  const days = [...told.flatMap(({ from, until }) => [from, until ?? from]), ...statements.map((one) => firstDay(one.effective_on))];
  const steps: TableStep<Row>[] = [];
  for (const day of [...new Set(days)].sort()) {
    if (day < first || !runs.some(({ from, until }) => from <= day && day < until)) continue;
    // What stands by the steps so far, or by what was recorded for a later day.
    const last = steps.at(-1);
    const recorded = periodOn(periods, day)?.statement;
    const isMade = last !== undefined && (recorded === undefined || firstDay(recorded.effective_on) <= last.day);
    const step = stepOn(day, isMade ? last.rows : recorded && rowsOf(recorded), told);
    if (step) steps.push(step);
  }
  return steps;
}

/** What it takes on one day; null if what is told stands there. */
function stepOn<Row extends ScopedRow>(
  day: Day,
  standing: readonly Row[] | undefined,
  told: readonly TimedRow<Row>[],
): TableStep<Row> | null {
  const holding = told.filter(({ from, until }) => from <= day && (until === null || until > day)).map(({ row }) => row);
  if (standing === undefined) return holding.length === 0 ? null : { day, rows: holding, change: null };
  const [there, still] = [keysOf(standing), keysOf(holding)];
  const over = told.filter(({ until }) => until !== null && until <= day).map(({ row }) => row);
  const remove = singles(over).filter((row) => lineKeys(row).every((key) => there.has(key) && !still.has(key)));
  const set = changeRows(standing, holding, []);
  if ('kind' in set) throw toldTwice(set.row);
  const changed = set.changed.flatMap(({ after }) => after ?? []);
  if (changed.length === 0 && remove.length === 0) return null;
  const both = changeRows(standing, changed, remove);
  if ('kind' in both) throw toldTwice(both.row);
  // A table can't be emptied: what ends with all of its lines is the measure.
  return both.rows.length === 0 ? null : { day, rows: both.rows, change: { set: changed, remove: gathered(remove) } };
}

const toldTwice = ({ scope }: ScopedRow): TrackerError => invalid('', `it says two things of the same: ${describeScope(scope)}`);

/** Rows of one line each, every line once. */
export function singles<Row extends ScopedRow>(rows: readonly Row[]): Row[] {
  const result = new Map<string, Row>();
  for (const given of rows) {
    const { scope } = given;
    for (const goods of scope.goods.length > 0 ? scope.goods.map((one) => [one]) : [[]])
      for (const partners of scope.partners.length > 0 ? scope.partners.map((one) => [one]) : [[]])
        for (const exporters of scope.exporters.length > 0 ? scope.exporters.map((one) => [one]) : [[]]) {
          const row: Row = { ...given, scope: { ...scope, goods, partners, exporters } };
          result.set(lineKeys(row).join(), row);
        }
  }
  return [...result.values()];
}

/** Rows that say the same of different goods, as one with all of them. */
function gathered<Row extends ScopedRow>(rows: readonly Row[]): Row[] {
  const key = (row: Row): string => JSON.stringify({ ...row, scope: { ...row.scope, goods: [] } });
  return [...groupBy(rows, key).values()].map((alike) => ({
    ...alike[0],
    scope: { ...alike[0].scope, goods: alike.flatMap(({ scope }) => scope.goods) },
  }));
}

const gatheredByDays = <Row extends ScopedRow>(rows: readonly TimedRow<Row>[]): TimedRow<Row>[] =>
  [...groupBy(rows, ({ from, until }) => `${from} ${until}`).values()].flatMap((alike) =>
    gathered(alike.map(({ row }) => row)).map((row) => ({ ...alike[0], row })),
  );

/** The ids of the exporters that a line's companies are here; none for everybody's line, null where they are not known. */
type ExportersOf = (line: ToldLine) => readonly string[] | null;

const scopeOf = ({ goods, partners, excluded, partnersUnknown }: ToldLine, exporters: readonly string[]): Scope => ({
  ...EVERYTHING,
  goods: goods.map((code) => ({ name: null, codes: [code], note: null, confidence: null })),
  partners,
  excluded,
  exporters,
  list_unknown: partnersUnknown ? ['partners'] : [],
});

const byCode = (lines: readonly ToldLine[]): ToldLine[] => lines.flatMap((line) => line.goods.map((code) => ({ ...line, goods: [code] })));

/** What a measure covers: the goods of all companies, unless none but named ones have a line. */
export function coverageRows(lines: readonly ToldLine[], exportersOf: ExportersOf): TimedRow<ScopedRow>[] {
  const placeOf = ({ goods, partners, excluded, condition }: ToldLine): string => JSON.stringify([goods, partners, excluded, condition]);
  const rows = [...groupBy(byCode(lines), placeOf).values()].flatMap((alike) => {
    const isForAll = alike.some(({ companies }) => companies?.as !== 'named');
    return alike.flatMap((line) => {
      const { companies, condition, from, until } = line;
      const ids = exportersOf(line);
      const row = (exporters: readonly string[], under: string | null, end: Day | null) => ({
        row: { scope: { ...scopeOf(line, exporters), condition: under } },
        from,
        until: end,
      });
      // A company that nobody names here is some company, not all; once it is known, that is said no more.
      const unnamed = `goods of the companies with the code ${companies?.alias}`;
      if (ids === null && !isForAll) return [row([], unnamed, until)];
      const own = row(isForAll ? [] : (ids ?? []), condition, until);
      return companies?.as === 'named' ? [own, row([], unnamed, from)] : [own];
    });
  });
  return gatheredByDays(united(rows));
}

/**
 * What is paid, a row for each company. A line whose companies are not known here has no rate; `twice` is told of lines that have two, of
 * which nobody could say which is paid.
 */
export function timedRates(lines: readonly ToldLine[], exportersOf: ExportersOf, twice: (line: ToldLine) => void): TimedRow<Rate>[] {
  const rows = byCode(lines).flatMap((line) => {
    const exporters = exportersOf(line);
    const each = exporters === null ? [] : exporters.length === 0 ? [[]] : exporters.map((one) => [one]);
    return each.flatMap((own) => {
      const row = (expression: string | null, under: Pick<Scope, 'condition' | 'condition_id'>) => ({
        scope: { ...scopeOf(line, own), ...under },
        expression,
        ...{ min_pct: null, max_pct: null, collection: 'full' as const, note: null, confidence: null, doubt: null },
      });
      const { from, until } = line;
      // Of what is paid until then nothing is told, but that it ends: a row of no day, which only takes away.
      if (line.rates === null) return until === null ? [] : [{ line, row: row(null, { condition: null }), from: until, until }];
      return line.rates.map(({ expression, condition = null, condition_id }) => ({
        line,
        row: row(expression, { condition, ...(condition_id !== undefined && { condition_id }) }),
        from,
        until,
      }));
    });
  });
  const apart = [...groupBy(rows, ({ row }) => lineKeys(row).join()).values()].flatMap((alike) => {
    const whole = united(alike);
    const meet = whole.some((one, at) =>
      whole.slice(at + 1).some((other) => isBefore(one.from, other.until) && isBefore(other.from, one.until)),
    );
    if (!meet) return whole;
    twice(alike[0].line);
    return [];
  });
  return gatheredByDays(apart);
}

const isBefore = (day: Day, end: Day | null): boolean => end === null || day < end;

/** Rows that say the same on days that follow or overlap each other, as one. */
function united<Row extends ScopedRow>(rows: readonly TimedRow<Row>[]): TimedRow<Row>[] {
  return [...groupBy(rows, ({ row }) => JSON.stringify(row)).values()].flatMap((alike) => {
    const result: TimedRow<Row>[] = [];
    for (const { row, from, until } of [...alike].sort((a, b) => (a.from < b.from ? -1 : 1))) {
      const last = result.at(-1);
      if (!last || (last.until !== null && last.until < from)) result.push({ row, from, until });
      else if (last.until !== null && (until === null || until > last.until)) last.until = until;
    }
    return result;
  });
}
