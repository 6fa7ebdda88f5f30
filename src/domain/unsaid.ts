import { type Day, firstDay, lastDay } from './dates.ts';
import { HistoryError } from './history-error.ts';
import { saysSame } from './ledger.ts';
import { callingOff, isAnnouncedBefore, isBroughtForward, overtaken, overtakes, saysOtherwise, wordsAgainst } from './overtaking.ts';
import type { StatusStatement } from './statement.ts';
import { isInForce } from './status.ts';
import { statusHoldings } from './timeline.ts';

// What must be said before a status can be recorded, since nobody could tell otherwise what holds on some later day. Each check throws a
// `HistoryError` (a `conflict`) that says what would be right.

/**
 * What is set for a later day may come all the same after what decides today, or not: by when each was announced, which must be said then of
 * the one that is added, or takes the place of another.
 */
export function checkToCome(measure: string, statements: readonly StatusStatement[], isAdded: (seq: number) => boolean, today: Day): void {
  for (const one of statements.filter(({ effective_on }) => firstDay(effective_on) > today)) {
    const words = wordsAgainst(one, statements);
    if (words.some(({ doubt }) => doubt === null)) continue;
    for (const by of statements) {
      const isReplaced = isAdded(one.seq) && one.position !== one.seq && !isAdded(by.seq);
      if (!isReplaced && (isAdded(one.seq) || !isAdded(by.seq))) continue;
      if (by.position < one.position || (overtakes(by, one, statements) !== null && !isOfOneDay(by, one, statements))) continue;
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
export function checkPutOff(measure: string, statements: readonly StatusStatement[], isAdded: (seq: number) => boolean, today: Day): void {
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
export function checkBroughtForward(
  measure: string,
  statements: readonly StatusStatement[],
  isAdded: (seq: number) => boolean,
  today: Day,
): void {
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
  for (const by of statements.filter((some) => overtakes(some, one, statements))) {
    const off = callingOff(by, statements);
    const added = [...off, by, one].find(({ seq }) => isAdded(seq));
    if (off.length === 0 || off.some(({ doubt }) => doubt === null) || added === undefined) continue;
    const what = `what calls ${by.status} from ${by.effective_on} off is in doubt, and with it whether ${one.status} from ${one.effective_on} comes`;
    throw notYet(measure, added, `while ${what}: record that with a doubt first, though entry ${one.seq} says it without`, 'doubt');
  }
}

/** Were both announced on the same day, one after the other, and say that something else holds on the later of their days? */
const isOfOneDay = (by: StatusStatement, one: StatusStatement, statements: readonly StatusStatement[]): boolean =>
  by.announced_on?.length === 10 &&
  by.announced_on === one.announced_on &&
  firstDay(by.effective_on) < firstDay(one.effective_on) &&
  by.announced_on < firstDay(one.effective_on) &&
  saysOtherwise(by, one, statements);

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
    return {
      path: 'announced_on',
      how: `that does not say when it was announced, so ${correct}: give it its announced_on, or take it away`,
    };
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
