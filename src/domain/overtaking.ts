import { type Day, firstDay, lastDay } from './dates.ts';
import { byTime, type StatusStatement } from './statement.ts';
import { hasEnded, isInForce } from './status.ts';

// What was set for a later day and comes no more, by what was announced since.

/**
 * Does what was set for a later day no longer come, since something else was announced after it, before that day, that says otherwise from
 * an earlier one on? The later word counts. Null where nobody can tell: which was announced first, which begins first, or what it is to what
 * was announced only after its day.
 */
export function overtakes(by: StatusStatement, one: StatusStatement, statements: readonly StatusStatement[]): boolean | null {
  const isLater = isLaterWord(by, one);
  return isLater !== false && saysOtherwise(by, one, statements) && isLater;
}

/** Was it announced after another, before the day of that, and for an earlier one? Null where nobody can tell. */
function isLaterWord(by: StatusStatement, one: StatusStatement): boolean | null {
  const day = firstDay(one.effective_on);
  if (firstDay(by.effective_on) >= day) return false;
  if (by.announced_on === null || one.announced_on === null) return null;
  if (lastDay(by.announced_on) <= firstDay(one.announced_on) || firstDay(by.announced_on) >= day) return false;
  const told = lastDay(one.announced_on);
  // Whichever days are true of what is known to the month or the year.
  const isSure = [by.announced_on, by.effective_on].every((date) => told < firstDay(date) && lastDay(date) < day);
  return isSure || null;
}

/** Can't both hold on the day of the second: an end, or what is to last beyond that day, and what was set for it? */
export function saysOtherwise(
  by: StatusStatement,
  one: StatusStatement,
  statements: readonly StatusStatement[],
  setForIt = setFor(one, statements),
): boolean {
  if (hasEnded(by.status)) return true;
  if (!lastsTo(by, firstDay(one.effective_on))) return false;
  // Of what is suspended an end may come all the same, and a suspension that ends later.
  if (by.status === 'suspended')
    return isInForce(one.status) || (one.status === 'suspended' && one.until_on !== null && lastsTo(by, lastDay(one.until_on)));
  if (setForIt.some((set) => isSooner(by, set, one)) && isAsBefore(one, by, statements)) return true;
  // A status in force goes on unless it is said until when: that is what prolongs it.
  if (by.until_on === null) return false;
  return by.status === 'partially_lifted' ? one.status === 'in_force' : isInForce(by.status) && hasEnded(one.status);
}

/** Does it hold beyond a day by its own terms? */
const lastsTo = ({ until_on }: StatusStatement, day: Day): boolean => until_on === null || firstDay(until_on) > day;

/**
 * Does it say of its day what held before another began, so that it puts off what was set for that day? A pause or a lifting in part of what
 * is in force is news of its own.
 */
function isAsBefore(one: StatusStatement, by: StatusStatement, statements: readonly StatusStatement[]): boolean {
  let before: StatusStatement | undefined;
  for (const other of statements) {
    const isEarlier = firstDay(other.effective_on) < firstDay(by.effective_on);
    if (isEarlier && (before === undefined || byTime(before, other) < 0)) before = other;
  }
  return isInForce(one.status) ? before?.status === one.status : before === undefined || !isInForce(before.status);
}

/** What was to begin, or to end, on the very day of another. */
const setFor = ({ effective_on: day }: StatusStatement, statements: readonly StatusStatement[]): StatusStatement[] =>
  statements.filter(({ effective_on, until_on }) => effective_on === day || until_on === day);

/** Does what was set for a day, or was to return on it, and then put off, come before it after all? */
function isSooner(by: StatusStatement, set: StatusStatement, putOff: StatusStatement): boolean {
  const isAgain = isInForce(by.status) && !isInForce(putOff.status);
  if (set.status === 'suspended' && set.status === putOff.status && set.until_on === putOff.effective_on) return isAgain;
  const isPutOff = set.status !== putOff.status && callingOff(set, [putOff]).length > 0;
  return isPutOff && (by.status === set.status || (isAgain && isInForce(set.status)));
}

/** What was recorded since for its very day, so that it never holds, in no order. */
export const callingOff = (one: StatusStatement, statements: readonly StatusStatement[]): StatusStatement[] =>
  statements.filter(
    ({ position, effective_on, announced_on }) => position > one.position && effective_on === one.effective_on && announced_on !== null,
  );

/** The words by which what was set for a later day comes no more, in no order; none where it comes. */
export function wordsAgainst(one: StatusStatement, statements: readonly StatusStatement[]): StatusStatement[] {
  // Most are told on their day, or later: nothing comes between, and the whole history need not be gone through for each.
  if (!isAnnouncedAhead(one)) return [];
  const later = statements.filter((by) => isLaterWord(by, one) === true);
  if (later.length === 0) return [];
  const setForIt = setFor(one, statements);
  const last = new Map<string, number>();
  for (const { effective_on, position, announced_on } of statements)
    if (announced_on !== null) last.set(effective_on, Math.max(position, last.get(effective_on) ?? position));
  const isCalledOff = ({ effective_on, position }: StatusStatement): boolean => (last.get(effective_on) ?? position) > position;
  return later.filter((by) => saysOtherwise(by, one, statements, setForIt) && !isCalledOff(by));
}

const isAnnouncedAhead = ({ announced_on, effective_on }: StatusStatement): boolean =>
  announced_on !== null && lastDay(announced_on) < firstDay(effective_on);

/** The last of some words, by its seq; null of none. */
const lastOf = (words: readonly StatusStatement[]): number | null => (words.length === 0 ? null : Math.max(...words.map(({ seq }) => seq)));

/** What each of some statements is gone by, both by their seq. */
const goneBy = (statements: readonly StatusStatement[], wordOf: (one: StatusStatement) => number | null): Map<number, number> =>
  new Map(
    statements.flatMap((one) => {
      const word = wordOf(one);
      return word === null ? [] : [[one.seq, word]];
    }),
  );

/** What was set for a later day and no longer comes, with the last word that overtook it, both by their seq. */
export function overtaken(statements: readonly StatusStatement[]): Map<number, number> {
  const gone = goneBy(statements, (one) => lastOf(wordsAgainst(one, statements)));
  if (gone.size === 0) return gone;
  // What gave way to another on its own day does not come again as that is taken away.
  for (const one of statements) {
    const [last] = callingOff(one, statements).sort((a, b) => b.position - a.position);
    if (last !== undefined && !gone.has(one.seq) && gone.has(last.seq)) gone.set(one.seq, last.seq);
  }
  return gone;
}

/**
 * The last word by which what was set for a later day comes no more, by its seq: what is to hold from an earlier day on, or on its own day, as
 * was announced after it and before that. Null where it comes.
 */
export const lastWordAgainst = (one: StatusStatement, statements: readonly StatusStatement[]): number | null =>
  lastOf([...wordsAgainst(one, statements), ...statements.filter((by) => givesWayTo(by, one))]);

/** What was set for a later day and was announced to come no more, with the last word that says so, both by their seq. */
export const comesNoMore = (statements: readonly StatusStatement[]): Map<number, number> =>
  goneBy(statements, (one) => lastWordAgainst(one, statements));

/** Of two for one day the one recorded last holds. */
const givesWayTo = (by: StatusStatement, one: StatusStatement): boolean =>
  by.position > one.position && by.effective_on === one.effective_on && isAnnouncedBetween(by, one);

/** Was it announced before another, for certain? False where one of the days is not said. */
export const isAnnouncedBefore = (a: StatusStatement, b: StatusStatement): boolean =>
  a.announced_on !== null && b.announced_on !== null && lastDay(a.announced_on) < firstDay(b.announced_on);

/** Does it overtake the other for certain? */
export const takesAway = (by: StatusStatement, one: StatusStatement, statements: readonly StatusStatement[]): boolean =>
  isLaterWord(by, one) === true && saysOtherwise(by, one, statements);

/** Was it announced after another, and before the day of that? */
const isAnnouncedBetween = (by: StatusStatement, one: StatusStatement): boolean =>
  isAnnouncedBefore(one, by) && by.announced_on !== null && lastDay(by.announced_on) < firstDay(one.effective_on);

/** Was what was set for a later day announced for an earlier one before that? It is said once more on its own, which changes nothing. */
export const isBroughtForward = (before: StatusStatement, one: StatusStatement): boolean =>
  one.position < before.position && isAnnouncedBetween(before, one);

/** What is set for days after one and still comes, the earliest first. */
export function toComeAfter(statements: readonly StatusStatement[], day: Day): StatusStatement[] {
  const gone = comesNoMore(statements);
  return statements
    .filter(({ seq, effective_on }) => firstDay(effective_on) > day && !gone.has(seq))
    .sort((a, b) => (firstDay(a.effective_on) < firstDay(b.effective_on) ? -1 : 1));
}
