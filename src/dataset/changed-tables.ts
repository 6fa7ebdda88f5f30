import * as z from 'zod';
import { firstDay, type PartialDate } from '../domain/dates.ts';
import { changeRows, type ScopedRow } from '../domain/row-changes.ts';
import { periodOn, statementPeriods } from '../domain/timeline.ts';
import { describeScope } from '../domain/words.ts';

// Coverages and rate tables that a file states as what changes. All others see the whole that results, as the ledger does.

interface Dated {
  effective_on: PartialDate;
  until_on?: PartialDate | undefined;
}

/** How statements of a kind hold their rows. */
interface Holding<Whole extends Dated, Change extends Dated, Row extends ScopedRow> {
  /** What they are, and in which field a whole one has its rows. */
  what: string;
  field: string;
  rowsOf: (whole: Whole) => readonly Row[];
  changeOf: (change: Change) => { set: readonly Row[]; remove: readonly ScopedRow[] };
  /** A change as the whole that results. */
  whole: (change: Change, rows: readonly Row[]) => Whole;
}

/**
 * The statements of a measure, each whole. One that says what changes (`set`, `remove`) counts against the one that stands on its first day,
 * those above it in the file included, and ends when that would have, unless it says so itself.
 */
export function wholeTables<Whole extends Dated, Change extends Dated, Row extends ScopedRow>(
  stated: readonly (Whole | Change)[],
  isWhole: (one: Whole | Change) => one is Whole,
  { what, field, rowsOf, changeOf, whole }: Holding<Whole, Change, Row>,
  ctx: z.RefinementCtx,
): Whole[] {
  const wholes = new Map<number, Whole>();
  const refuse = (path: (string | number)[], message: string): void => ctx.addIssue({ code: 'custom', path, message });
  const inOrder = [...stated.entries()].sort(
    ([a, one], [b, other]) => firstDay(one.effective_on).localeCompare(firstDay(other.effective_on)) || a - b,
  );
  for (const [at, one] of inOrder) {
    if (isWhole(one)) {
      wholes.set(at, one);
      continue;
    }
    const statements = [...wholes].map(([seq, { effective_on, until_on = null }]) => ({
      ...{ seq, position: seq, effective_on, until_on, doubt: null },
    }));
    const standing = wholes.get(periodOn(statementPeriods(statements), firstDay(one.effective_on))?.statement.seq ?? -1);
    if (standing === undefined) {
      refuse([at, 'effective_on'], `no ${what} stands on ${one.effective_on}, so nothing can change against it: state it whole (${field})`);
      continue;
    }
    const { set, remove } = changeOf(one);
    const result = changeRows(rowsOf(standing), set, remove);
    if ('kind' in result) {
      const row = describeScope(result.row.scope);
      const why = result.kind === 'absent' ? `is not in the ${what} from ${standing.effective_on}` : 'is named twice';
      refuse([at, ...result.path.split('.')], `"${row}" ${why}`);
    } else if (result.rows.length === 0) refuse([at, 'remove'], `nothing would be left of the ${what}`);
    else if (result.changed.length === 0) refuse([at, 'set'], `all of it stands so in the ${what} from ${standing.effective_on} already`);
    else {
      const until_on = one.until_on ?? standing.until_on;
      wholes.set(at, { ...whole(one, result.rows), ...(until_on !== undefined && { until_on }) });
    }
  }
  return wholes.size === stated.length ? stated.map((_, at) => wholes.get(at) as Whole) : z.NEVER;
}
