import { containedIn, scopesMayMeet } from './containment.ts';
import { type Day, firstDay, lastDay, NEVER } from './dates.ts';
import { type ErrorDetail, TrackerError } from './errors.ts';
import { saysSame } from './ledger.ts';
import { callingOff, overtaken, overtakes, saysOtherwise, toComeAfter, wordsAgainst } from './overtaking.ts';
import type { Memberships, Scope } from './scope.ts';
import { hasEnded, isInForce, lawfulNext, statusAfterUntil } from './status.ts';
import { periodOn, type Statement, type StatusStatement, statementPeriods, statusHoldings } from './timeline.ts';
import { describeScope } from './words.ts';

// What must hold of the statements of a measure: that they follow each other lawfully, and that each ends after it began.

/** A history of a measure that does not hold together, and which of its statements is to blame. */
export class HistoryError extends TrackerError {
  readonly measure: string;
  /** What is wrong, without the measure. */
  readonly what: string;
  /** The statement that can't be where it is. */
  readonly seq: number;
  /** The statement that it can't follow; null at the beginning of the history, and where the fault is its own. */
  readonly after: number | null;

  constructor(
    measure: string,
    { seq, after = null, what }: { seq: number; after?: number | null; what: string },
    detail: ErrorDetail,
    extra?: Record<string, unknown>,
  ) {
    super('conflict', `${measure}: ${what}`, [detail], extra);
    this.measure = measure;
    this.what = what;
    this.seq = seq;
    this.after = after;
  }
}

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
    if (isRedundant && !takesAway(statement, statements) && !isBroughtForward(before.statement, statement))
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
        { path: 'status', message: `"${statement.status}" can't follow ${was ?? 'nothing'}; lawful: ${list}` },
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
  checkToCome(measure, statements, isAsked, today);
  checkPutOff(measure, statements, isAsked, today);
  checkBroughtForward(measure, statements, isAsked, today);
  try {
    checkHistory(measure, statements);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    if (isAdded(error.seq)) throw withNextStep(error, statements, isAdded, today);
    const later = statements.find(({ seq }) => seq === error.seq);
    const added = statements.find(({ seq }) => seq === error.after);
    // What made it lawful is taken back.
    if (later !== undefined && added !== undefined && !isAdded(added.seq)) throw withHint(error, `: correct entry ${later.seq} first`);
    if (later === undefined || added === undefined) throw error;
    const sooner =
      error.extra.from === later.status ? '; if it comes sooner than was announced before, say when each was announced (announced_on)' : '';
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

/**
 * What is set for a later day may come all the same after what decides today, or not: by when each was announced, which must be said then of
 * the one that is added, or takes the place of another.
 */
function checkToCome(measure: string, statements: readonly StatusStatement[], isAdded: (seq: number) => boolean, today: Day): void {
  for (const one of statements.filter(({ effective_on }) => firstDay(effective_on) > today)) {
    const words = wordsAgainst(one, statements);
    if (words.some(({ doubt }) => doubt === null)) continue;
    for (const by of statements) {
      const isReplaced = isAdded(one.seq) && one.position !== one.seq && !isAdded(by.seq);
      if (!isReplaced && (isAdded(one.seq) || !isAdded(by.seq))) continue;
      if (by.position < one.position || (overtakes(by, one) !== null && !isOfOneDay(by, one))) continue;
      const isPast = statements.some(({ effective_on: then }) => firstDay(by.effective_on) < firstDay(then) && firstDay(then) <= today);
      if (isPast) continue;
      const [added, what] = isReplaced
        ? [one, `it still comes after entry ${by.seq} (${by.status} from ${by.effective_on})`]
        : [by, `entry ${one.seq} (${one.status} from ${one.effective_on}) still comes`];
      const { path, how } = isReplaced ? whenTold(by, one) : whatToSay(by, one);
      throw notYet(measure, added, `while nobody can tell whether ${what}: ${how}`, path);
    }
    if (words.length > 0) checkDoubtedEnd(measure, one, words, statements, isAdded);
    else checkDoubtedReturn(measure, one, statements, isAdded);
  }
}

/** Do two say the same of what is in force but for its end, or for a doubt? */
const isSameInForce = (a: StatusStatement, b: StatusStatement): boolean =>
  a.status === b.status && isInForce(a.status) && saysSame(a.exemptions, b.exemptions);

const untilWords = ({ until_on }: StatusStatement): string => (until_on === null ? 'without an end' : `until ${until_on}`);

/**
 * What was set for a day, set before it came for a later one until another day: it was put off, or is to last longer, and each is recorded
 * in its own way. A correction says what was so from the start.
 */
function checkPutOff(measure: string, statements: readonly StatusStatement[], isAdded: (seq: number) => boolean, today: Day): void {
  const holdings = statusHoldings(statements);
  for (const [index, { statement: added, derived, from }] of holdings.entries()) {
    const before = holdings[index - 1];
    if (derived || before === undefined || !isAdded(added.seq) || added.position !== added.seq) continue;
    const { statement: set, from: day } = before;
    if (isAdded(set.seq) || !isSameInForce(set, added) || set.until_on === added.until_on) continue;
    // What has come was put off only where that was announced before.
    const isOpen = firstDay(day) > today || (added.announced_on !== null && lastDay(added.announced_on) < firstDay(day));
    if (!isOpen || firstDay(day) === firstDay(from)) continue;
    // What begins when the other is over goes on from it.
    if (set.until_on !== null && firstDay(set.until_on) <= firstDay(from)) continue;
    const how = `if it was put off, record suspended from ${firstDay(day)} until ${from} first; if it is to last longer or shorter, record ${set.status} from ${day} ${untilWords(added)}`;
    throw notYet(measure, added, `while entry ${set.seq} sets ${set.status} for ${day}: ${how}`, 'effective_on');
  }
}

/** What was set for a later day until another day than what is now to begin before it: from that day on it would decide, with its own end. */
function checkBroughtForward(measure: string, statements: readonly StatusStatement[], isAdded: (seq: number) => boolean, today: Day): void {
  const holdings = statusHoldings(statements);
  for (const [index, { statement: added, derived }] of holdings.entries()) {
    const [was, next] = [holdings[index - 1]?.statement, holdings[index + 1]];
    if (derived || next === undefined || next.derived || !isAdded(added.seq) || added.position !== added.seq) continue;
    if (was !== undefined && isInForce(was.status)) continue;
    // Of two for one day the last holds.
    const set = holdings.findLast(({ derived, from }) => !derived && firstDay(from) === firstDay(next.from))?.statement;
    if (set === undefined || isAdded(set.seq) || !isSameInForce(set, added) || set.until_on === added.until_on) continue;
    const day = firstDay(set.effective_on);
    if (day === firstDay(added.effective_on) || (added.until_on !== null && firstDay(added.until_on) <= day)) continue;
    // What has come was brought forward only where it was announced so.
    if (day <= today ? !isBroughtForward(added, set) : isAnnouncedBefore(added, set)) continue;
    const same = set.until_on === null ? 'leave until_on out' : `say so (until_on ${set.until_on})`;
    const how = `if it ends as that does, ${same}; if not, record ${set.status} from ${set.effective_on} ${untilWords(added)} first`;
    const what = `entry ${set.seq} sets ${set.status} for ${set.effective_on} ${untilWords(set)}, and decides from then on`;
    throw notYet(measure, added, `while ${what}: ${how}`, 'until_on');
  }
}

/** What can't be recorded as long as something is not said. */
const notYet = (measure: string, { seq, status, effective_on }: StatusStatement, why: string, path: string): HistoryError =>
  new HistoryError(
    measure,
    { seq, what: `${status} from ${effective_on} can't be recorded ${why}` },
    {
      path,
      message: `"${status}" can't be recorded ${why}`,
    },
  );

/**
 * What takes away what was set for a later day may be in doubt: what is certain of a day between would have it so for certain. What they take
 * away as well is no such thing.
 */
function checkDoubtedEnd(
  measure: string,
  one: StatusStatement,
  words: readonly StatusStatement[],
  statements: readonly StatusStatement[],
  isAdded: (seq: number) => boolean,
): void {
  const [word] = [...words].sort((a, b) => (firstDay(a.effective_on) < firstDay(b.effective_on) ? -1 : 1));
  if (word === undefined) return;
  const gone = overtaken(statements);
  const sure = statements.find(
    ({ seq, position, doubt, effective_on }) =>
      doubt === null &&
      !gone.has(seq) &&
      (firstDay(word.effective_on) < firstDay(effective_on) ||
        (firstDay(word.effective_on) === firstDay(effective_on) && word.position < position)) &&
      firstDay(effective_on) < firstDay(one.effective_on),
  );
  const added = [sure, one, ...words].find((some) => some !== undefined && isAdded(some.seq));
  if (sure === undefined || added === undefined) return;
  const named = (some: StatusStatement): string => {
    const what = `${some.status} from ${some.effective_on}`;
    return some === added ? 'it' : isAdded(some.seq) ? `what is recorded with it (${what})` : `entry ${some.seq} (${what})`;
  };
  const open = `${named(word)} is in doubt, and with it whether ${named(one)} still comes`;
  const orElse = isAdded(word.seq) ? '' : `, or correct entry ${word.seq} first`;
  throw added === sure
    ? notYet(measure, sure, `without a doubt while ${open}: give what is recorded from ${sure.effective_on} a doubt too${orElse}`, 'doubt')
    : notYet(measure, added, `while ${open}, and ${named(sure)} is certain: give that a doubt too, by a correction${orElse}`, 'doubt');
}

/** What calls off what took away something set for a later day may be in doubt: then that may come, or not. */
function checkDoubtedReturn(
  measure: string,
  one: StatusStatement,
  statements: readonly StatusStatement[],
  isAdded: (seq: number) => boolean,
): void {
  const [decides] = statements.filter(({ effective_on }) => effective_on === one.effective_on).sort((a, b) => b.position - a.position);
  if (one.doubt !== null || decides !== one) return;
  for (const by of statements.filter((some) => overtakes(some, one))) {
    const off = callingOff(by, statements);
    const added = [...off, by, one].find(({ seq }) => isAdded(seq));
    if (off.length === 0 || off.some(({ doubt }) => doubt === null) || added === undefined) continue;
    const what = `what calls ${by.status} from ${by.effective_on} off is in doubt, and with it whether ${one.status} from ${one.effective_on} comes`;
    throw notYet(measure, added, `while ${what}: record that with a doubt first, though entry ${one.seq} says it without`, 'doubt');
  }
}

/** Were both announced on the same day, one after the other, and say that something else holds on the later of their days? */
const isOfOneDay = (by: StatusStatement, one: StatusStatement): boolean =>
  by.announced_on?.length === 10 &&
  by.announced_on === one.announced_on &&
  firstDay(by.effective_on) < firstDay(one.effective_on) &&
  by.announced_on < firstDay(one.effective_on) &&
  saysOtherwise(by, one);

/** What tells whether something set for a later day, as it is put right, still comes after what was recorded since. */
function whenTold(by: StatusStatement, one: StatusStatement): { path: string; how: string } {
  const [told, toldBy] = [one.announced_on, by.announced_on];
  const [path, correct] = ['announced_on', `correct entry ${by.seq} first`];
  if (toldBy === null) return { path, how: `that does not say when it was announced, so ${correct}` };
  const isOpen = told === null || (lastDay(told) >= firstDay(toldBy) && firstDay(told) <= lastDay(toldBy));
  if (isOpen && told?.length !== 10)
    return { path, how: `say on which day this was announced (announced_on): if before ${toldBy}, when that was, it comes no more` };
  if (toldBy.length !== 10) return { path, how: `of that only ${toldBy} is known, so ${correct}: with the day of its announcement` };
  if (lastDay(by.effective_on) >= firstDay(one.effective_on))
    return { path: 'effective_on', how: `of that only ${by.effective_on} is known, so ${correct}: with the day on which it takes effect` };
  const when = told === toldBy ? `both were announced on ${told}` : `this was announced on ${told}, when the day of that had come`;
  return { path, how: `${when}, so take this away (a correction without a replacement), and record it again if it still comes` };
}

/** What tells whether something set for a later day still comes after what is added. */
function whatToSay(by: StatusStatement, one: StatusStatement): { path: string; how: string } {
  const [told, toldBy] = [one.announced_on, by.announced_on];
  const correct = `correct entry ${one.seq} first`;
  if (told === null)
    return { path: 'announced_on', how: `that does not say when it was announced, so ${correct}: with its announced_on, or away` };
  if (toldBy === told && told.length === 10)
    return { path: 'announced_on', how: `both were announced on ${told}, so ${correct}, and record it again after this if both hold` };
  const isRough = toldBy === null || ([told, toldBy].some(({ length }) => length < 10) && lastDay(told) >= firstDay(toldBy));
  if (isRough)
    return {
      path: 'announced_on',
      how: `say on which day this was announced (announced_on): if after ${told}, when that was, it comes no more`,
    };
  if (lastDay(by.effective_on) >= firstDay(one.effective_on))
    return {
      path: 'effective_on',
      how: `say on which day this takes effect (effective_on); if only ${by.effective_on} is known, say the day before ${one.effective_on} with a doubt`,
    };
  return { path: 'announced_on', how: `it was announced on ${told}, so ${correct}` };
}

/** Does this take away what was set for a later day, as nothing did that was recorded before it? */
const takesAway = (statement: StatusStatement, statements: readonly StatusStatement[]): boolean =>
  statements.some(
    (one) =>
      overtakes(statement, one) === true && statements.every((other) => other.seq >= statement.seq || overtakes(other, one) !== true),
  );

/** Was what was set for a later day announced for an earlier one before that? It is said once more on its own, which changes nothing. */
const isBroughtForward = (before: StatusStatement, statement: StatusStatement): boolean =>
  statement.position < before.position &&
  isAnnouncedBefore(statement, before) &&
  before.announced_on !== null &&
  lastDay(before.announced_on) < firstDay(statement.effective_on);

const isAnnouncedBefore = (a: StatusStatement, b: StatusStatement): boolean =>
  a.announced_on !== null && b.announced_on !== null && lastDay(a.announced_on) < firstDay(b.announced_on);

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
  for (const { seq, effective_on, until_on } of statements)
    if (until_on !== null && firstDay(until_on) <= firstDay(effective_on))
      throw new HistoryError(
        measure,
        { seq, what: `until_on ${until_on} is the first day without, so it must come after effective_on ${effective_on}` },
        { path: 'until_on', message: `"${until_on}" must come after effective_on ${effective_on}` },
      );
}
