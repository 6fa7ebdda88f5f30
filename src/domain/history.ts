import { containedIn, scopesMayMeet } from './containment.ts';
import { type Day, firstDay, lastDay, NEVER } from './dates.ts';
import { HistoryError } from './history-error.ts';
import { canonicalText, type Rate, saysSame } from './ledger.ts';
import { isBroughtForward, takesAway, toComeAfter } from './overtaking.ts';
import { type Memberships, readCode, type Scope } from './scope.ts';
import type { Statement, StatusStatement } from './statement.ts';
import { hasEnded, isInForce, lawfulNext, statusAfterUntil } from './status.ts';
import { periodOn, statementPeriods, statusHoldings, statusPeriods } from './timeline.ts';
import { checkBroughtForward, checkPutOff, checkToCome } from './unsaid.ts';
import { describeScope } from './words.ts';

// What must hold of the statements of a measure: that they follow each other lawfully, and that each ends after it began.

/**
 * Checks a whole history against the status table. Throws a `HistoryError` (a `conflict`) naming the step, its day and the statuses
 * that would be lawful there (`extra.lawful`).
 */
export function checkHistory(measure: string, statements: readonly StatusStatement[]): void {
  for (const { seq, status, effective_on, until_on } of statements)
    if (until_on !== null && statusAfterUntil(status) === null)
      throw new HistoryError(
        measure,
        {
          seq,
          what: `${status} from ${effective_on} can't have an until_on: only a status that is in force or suspended ends by its own terms`,
        },
        { path: 'until_on', message: `"${until_on}" can't be: ${status} does not end by its own terms` },
      );
  checkUntil(measure, statements);
  const holdings = statusHoldings(statements);
  for (const [index, { statement, from, derived }] of holdings.entries()) {
    // What comes by itself is no step that anybody took: it may return to what could not follow by a change.
    if (derived) continue;
    const before = holdings[index - 1];
    const was = before?.statement.status ?? null;
    const same = was === statement.status;
    const isRedundant = same && before && changesNothing(before.statement, statement);
    if (isRedundant && !isFirstToTakeAway(statement, statements) && !isBroughtForward(before.statement, statement))
      throw new HistoryError(
        measure,
        {
          seq: statement.seq,
          after: before.statement.seq,
          what: `${statement.status} from ${from} changes nothing: it is ${was} from ${before.from} already`,
        },
        { path: 'status', message: `is ${was} already` },
        { lawful: lawfulNext(was), from: was },
      );
    const lawful = lawfulNext(was);
    if (!same && !lawful.includes(statement.status)) {
      const position = was === null ? 'a measure without a history' : `${was} (from ${before?.from})`;
      const list = lawful.length === 0 ? 'nothing' : lawful.join(', ');
      throw new HistoryError(
        measure,
        {
          seq: statement.seq,
          after: before?.statement.seq ?? null,
          what: `${statement.status} from ${from} can't follow ${position}; lawful there: ${list}`,
        },
        {
          path: 'status',
          message: `"${statement.status}" ${was === null ? "can't be the first status of a measure" : `can't follow ${was}`}; lawful: ${list}`,
        },
        { lawful, from: was },
      );
    }
  }
}

/**
 * Checks a whole history of which some statements are to be added. Throws as `checkHistory` does; where an added one is in the way of what
 * was recorded for later, the error names that entry: it may no longer hold, and must then be retracted first. Throws a `HistoryError` too
 * where nobody can tell whether what is yet to come after `today` still comes, or until when it lasts: who recorded what `isAsked` can say so.
 */
export function checkAdded(
  measure: string,
  statements: readonly StatusStatement[],
  isAdded: (seq: number) => boolean,
  today: Day,
  isAsked = isAdded,
): void {
  try {
    checkToCome(measure, statements, isAsked, today);
    checkPutOff(measure, statements, isAsked, today);
    checkBroughtForward(measure, statements, isAsked, today);
  } catch (error) {
    checkFollows(measure, statements, isAdded);
    throw error;
  }
  try {
    checkHistory(measure, statements);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    if (isAdded(error.seq)) throw withNextStep(error, statements, isAdded, today);
    const later = statements.find(({ seq }) => seq === error.seq);
    const added = statements.find(({ seq }) => seq === error.after);
    // What made it lawful, or all that was before it, is taken back.
    if (later !== undefined && (added === undefined || !isAdded(added.seq))) throw withHint(error, `: correct entry ${later.seq} first`);
    if (later === undefined || added === undefined) throw error;
    const isDated = later.announced_on !== null && added.announced_on !== null;
    const hint = isDated
      ? `what comes sooner than was announced was announced later than that (announced_on: ${later.announced_on}); if entry ${later.seq} never held, correct its day instead`
      : 'if it comes sooner than was announced before, say when each was announced (announced_on)';
    const sooner = error.extra.from === later.status ? `; ${hint}` : '';
    const what = `entry ${later.seq} records ${later.status} from ${later.effective_on}, which can't follow it: if that no longer holds, correct entry ${later.seq} first${sooner}`;
    throw new HistoryError(
      measure,
      { seq: later.seq, after: added.seq, what: `${added.status} from ${added.effective_on} can't be recorded, as ${what}` },
      {
        path: 'status',
        message: `"${added.status}" can't be recorded, as ${what}`,
      },
    );
  }
}

/** Checks that what is added can follow what holds by its day at all: whatever is said of what is yet to come, a step that is unlawful stays so. Throws as `checkHistory` does. */
function checkFollows(measure: string, statements: readonly StatusStatement[], isAdded: (seq: number) => boolean): void {
  for (const one of statements.filter(({ seq }) => isAdded(seq))) {
    const untilThen = statements.filter(({ effective_on }) => firstDay(effective_on) <= firstDay(one.effective_on));
    try {
      checkHistory(measure, untilThen);
    } catch (error) {
      if (error instanceof HistoryError && error.seq === one.seq && error.extra.from !== one.status) throw error;
    }
  }
}

/** Where what is added says what an entry says already: that entry can be corrected, and what is set for a later day is what would change. */
function withNextStep(
  error: HistoryError,
  statements: readonly StatusStatement[],
  isAdded: (seq: number) => boolean,
  today: Day,
): HistoryError {
  const added = statements.find(({ seq }) => seq === error.seq);
  const said = statements.find(({ seq }) => seq === error.after);
  if (added === undefined || said === undefined || isAdded(said.seq) || added.status !== said.status) return error;
  const next = toComeAfter(statements, firstDay(added.effective_on)).find(({ seq }) => !isAdded(seq));
  const hints = [`, as entry ${said.seq} says: correct that entry if its day, its doubt or its source was another from the start`];
  const holdings = statusHoldings(statements);
  const was = holdings[holdings.findIndex(({ statement }) => statement === said) - 1]?.statement.status;
  // If it were corrected, it would never have been announced.
  if (firstDay(said.effective_on) > today && firstDay(added.effective_on) > firstDay(said.effective_on)) {
    if (isInForce(said.status))
      hints.push(`if it was put off since, record suspended from ${firstDay(said.effective_on)} until ${added.effective_on}`);
    else if (was !== undefined && lawfulNext(said.status).includes(was))
      hints.push(`if it was put off since, record ${was} from ${said.effective_on} first, and then this`);
  }
  if (next !== undefined && next.status !== added.status && lawfulNext(next.status).includes(added.status))
    hints.push(
      `if what entry ${next.seq} sets (${next.status} from ${next.effective_on}) does not come, record ${added.status} from that day`,
    );
  return withHint(error, hints.join('; '));
}

/** The error with more words, behind what it says. */
const withHint = (error: HistoryError, hint: string): HistoryError =>
  new HistoryError(
    error.measure,
    { seq: error.seq, after: error.after, what: `${error.what}${hint}` },
    { path: 'status', ...error.details[0], message: `${error.details[0]?.message ?? ''}${hint}` },
    error.extra,
  );

/** Does this take away what was set for a later day, as nothing did that was recorded before it? */
const isFirstToTakeAway = (statement: StatusStatement, statements: readonly StatusStatement[]): boolean =>
  statements.some(
    (one) =>
      takesAway(statement, one, statements) &&
      statements.every((other) => other.seq >= statement.seq || !takesAway(other, one, statements)),
  );

/**
 * Do two neighbouring status changes say the same? Such a change changes nothing and is refused. A measure that goes on may have become
 * doubtful since, or certain; one that has ended did so once.
 */
function changesNothing(a: StatusStatement, b: StatusStatement): boolean {
  const sure = a.doubt === b.doubt || hasEnded(a.status);
  return a.status === b.status && a.until_on === b.until_on && sure && saysSame(a.exemptions, b.exemptions);
}

/** What a measure covers from a day on. */
interface CoverageStatement extends Statement {
  scopes: readonly Scope[];
}

/** What is said of parts of a measure: what a lifting frees, or what rates are for. */
export interface PartsStatement extends CoverageStatement {
  /** What can't be done with what is no part of it: "rates from 2024-01-01 can't be for". */
  deed: string;
  /** Where the scope of that number stands. */
  path: (index: number) => string;
}

/**
 * Checks that each part that some statements name may be covered by the measure on their days or later; one that states no coverage is not
 * asked. Throws a `HistoryError` (a `conflict`) naming the part.
 */
export function checkParts(
  measure: string,
  statements: readonly PartsStatement[],
  coverages: readonly CoverageStatement[],
  memberships: Memberships,
): void {
  const periods = statementPeriods(coverages);
  for (const { seq, effective_on, until_on, scopes, deed, path } of statements) {
    const [from, until] = [firstDay(effective_on), until_on === null ? NEVER : lastDay(until_on)];
    const then = periods.filter(({ starts_on, ends_on }) => from < ends_on && starts_on < until);
    if (then.length === 0) continue;
    const isCovered = (part: Scope): boolean =>
      then.some(({ statement, starts_on }) =>
        statement.scopes.some((scope) => scopesMayMeet(scope, part, starts_on < from ? from : starts_on, memberships)),
      );
    scopes.forEach((part, index) => {
      if (isCovered(part)) return;
      const what = `"${describeScope(part)}" is no part of what it covers then (entry ${then[0]?.statement.seq})`;
      throw new HistoryError(
        measure,
        { seq, what: `${deed} what the measure does not reach: ${what}; name a part of that, or state the coverage first` },
        { path: path(index), message: what },
      );
    });
  }
}

/**
 * Checks that a partial lifting leaves something of what the measure covers on its first day; one that states no coverage is not asked. Throws
 * a `HistoryError` (a `conflict`).
 */
export function checkLeavesSome(
  measure: string,
  liftings: readonly StatusStatement[],
  coverages: readonly CoverageStatement[],
  memberships: Memberships,
): void {
  const periods = statementPeriods(coverages);
  for (const { seq, status, effective_on, exemptions } of liftings) {
    const on = firstDay(effective_on);
    const held = periodOn(periods, on)?.statement;
    if (held === undefined || !held.scopes.every((scope) => containedIn(exemptions, scope, on, memberships))) continue;
    throw new HistoryError(
      measure,
      {
        seq,
        what: `${status} from ${effective_on} would free all that the measure covers then (entry ${held.seq}): what is free as a whole is lifted or suspended`,
      },
      { path: 'exemptions', message: 'free all that the measure covers then: what is free as a whole is lifted or suspended' },
    );
  }
}

/**
 * The same of a coverage that is added: checks that the partial liftings of its days free neither all that it covers nor nothing of it. Throws a
 * `HistoryError` (a `conflict`) that names the entry that would.
 */
export function checkPartlyFree(
  measure: string,
  coverages: readonly CoverageStatement[],
  statuses: readonly StatusStatement[],
  isAdded: (seq: number) => boolean,
  memberships: Memberships,
): void {
  const liftings = statusPeriods(statuses).filter(({ statement }) => statement.exemptions.length > 0);
  for (const { statement: coverage, starts_on, ends_on } of statementPeriods(coverages).filter(({ statement }) => isAdded(statement.seq)))
    for (const { statement: lifting, starts_on: from, ends_on: to } of liftings) {
      const on = from < starts_on ? starts_on : from;
      if (on >= ends_on || on >= to) continue;
      const isFree = coverage.scopes.every((scope) => containedIn(lifting.exemptions, scope, on, memberships));
      const isReached = coverage.scopes.some((scope) => lifting.exemptions.some((part) => scopesMayMeet(scope, part, on, memberships)));
      if (!isFree && (isReached || lifting.status !== 'partially_lifted')) continue;
      const what = isFree
        ? `would be of nothing from ${on} on, as entry ${lifting.seq} frees all of it then: record that the measure is lifted or suspended from that day, or correct entry ${lifting.seq}, first`
        : `has nothing of what entry ${lifting.seq} frees from ${on} on, which would be partially_lifted without a part that is free: correct entry ${lifting.seq} first`;
      throw new HistoryError(
        measure,
        { seq: coverage.seq, what: `its coverage from ${coverage.effective_on} ${what}` },
        { path: 'scopes', message: what },
      );
    }
}

/** Is a rate for goods, partners and companies that nothing else narrows, so that no other can be for the same? */
const isForAll = ({ scope: { goods, condition, quota, list_unknown }, doubt }: Rate): boolean =>
  [condition, quota, doubt].every((one) => one === null) &&
  list_unknown.length === 0 &&
  goods.every(({ codes }) => codes.length > 0 && codes.every((code) => !readCode(code).partly));

/**
 * Checks that a table of rates has one for the same: which of two is charged nobody could tell. `path`: where the scope of that number stands.
 * Throws a `HistoryError` (a `conflict`) naming both.
 */
export function checkOneRate(
  measure: string,
  { seq, effective_on, rates }: { seq: number; effective_on: string; rates: readonly Rate[] },
  path: (index: number) => string,
): void {
  const seen = new Map<string, number>();
  for (const [index, rate] of rates.entries()) {
    if (!isForAll(rate)) continue;
    const key = canonicalText([rate.scope, rate.value_part ?? null]);
    const other = seen.get(key);
    if (other !== undefined) {
      const message = `is that of ${path(other)} too, with another rate or the same: give one of the two, or a range if which is charged is not known`;
      const what = `rates from ${effective_on} say twice what "${describeScope(rate.scope)}" pays: ${path(index)} ${message}`;
      throw new HistoryError(measure, { seq, what }, { path: path(index), message });
    }
    seen.set(key, index);
  }
}

/**
 * Checks that what is added until a day of its own may last till then: what was recorded before for a day between, which is yet to come after
 * `today`, would end it on that day. Throws a `HistoryError` (a `conflict`) naming that entry, and what would be right.
 */
export function checkLasting(measure: string, statements: readonly Statement[], isAdded: (seq: number) => boolean, today: Day): void {
  for (const one of statements.filter(({ seq }) => isAdded(seq))) {
    const { effective_on, until_on } = one;
    if (until_on === null) continue;
    // What itself ends before gives way to it again.
    const isBetween = ({ seq, position, effective_on: day, until_on: ends }: Statement): boolean =>
      (ends === null || firstDay(ends) >= firstDay(until_on)) &&
      !isAdded(seq) &&
      position < one.position &&
      [effective_on, today].every((before) => firstDay(before) < firstDay(day)) &&
      firstDay(day) < firstDay(until_on);
    const between = statements.find(isBetween);
    if (between === undefined) continue;
    const what = `would last until ${between.effective_on} only, from when on entry ${between.seq} decides: record it until ${between.effective_on}, and once more from that day until ${until_on}; or correct entry ${between.seq} first`;
    throw new HistoryError(
      measure,
      { seq: one.seq, what: `what is to hold from ${effective_on} until ${until_on} ${what}` },
      {
        path: 'until_on',
        message: `"${until_on}" can't be: it ${what}`,
      },
    );
  }
}

/** Checks that each statement that ends by its own terms ends after its first day. Throws a `HistoryError` (a `conflict`). */
export function checkUntil(measure: string, statements: readonly Statement[]): void {
  for (const { seq, effective_on, until_on } of statements) {
    if (until_on === null || firstDay(until_on) > firstDay(effective_on)) continue;
    // Some day of that month may well come after: it can be said with a day alone.
    const how =
      lastDay(until_on) > firstDay(effective_on)
        ? `; if no more than ${until_on} is known, give a day of it after ${effective_on}, with a doubt that says so`
        : '';
    throw new HistoryError(
      measure,
      { seq, what: `until_on ${until_on} is the first day without, so it must come after effective_on ${effective_on}${how}` },
      { path: 'until_on', message: `"${until_on}" must come after effective_on ${effective_on}${how}` },
    );
  }
}
