import fc from 'fast-check';
import { addDays, firstDay, lastDay, type PartialDate } from '../../src/domain/dates.ts';
import type { Scope } from '../../src/domain/scope.ts';
import type { Statement, StatusStatement } from '../../src/domain/statement.ts';
import { type Certainty, STATUSES, type Status } from '../../src/domain/vocabulary.ts';
import { scope } from './scopes.ts';

/**
 * The rules of the timeline once more, as slowly and plainly as they can be said, to hold src/domain/timeline.ts against.
 * Nothing here is shared with it but the dates.
 */
const NAIVELY_IN_FORCE: readonly Status[] = ['provisional', 'in_force', 'partially_lifted'];

/** One line of a history: what holds from when, and by which statements. */
interface Line<S> {
  from: PartialDate;
  /** What is said to hold; null for nothing. */
  statement: S | null;
  /** The statement that brings it: its own, or the one whose end it follows. */
  by: S;
  /** The earlier statement that returns. */
  returns: S | null;
  /** The status (or the statement's own name) that holds. */
  says: string;
  /** Nobody knows whether it holds: all that could return was to end before. */
  isOpen: boolean;
}

/** What holds on a day; `says` is null where nothing holds. */
interface NaiveAnswer {
  says: string | null;
  from: PartialDate;
  /** The first day without it, as precisely as known. */
  until: PartialDate | null;
  seq: number | null;
  returns: number | null;
  exemptions: readonly Scope[];
  ends_by_itself: PartialDate | null;
  certainty: Certainty;
}

const inOrder = <S extends Statement>(statements: readonly S[]): S[] => {
  const left = [...statements];
  const ordered: S[] = [];
  while (left.length > 0) {
    let earliest = 0;
    for (let i = 1; i < left.length; i++) {
      const [a, b] = [left[i] as S, left[earliest] as S];
      if (firstDay(a.effective_on) < firstDay(b.effective_on)) earliest = i;
      if (firstDay(a.effective_on) === firstDay(b.effective_on) && a.position < b.position) earliest = i;
    }
    ordered.push(...left.splice(earliest, 1));
  }
  return ordered;
};

/** What comes when a statement has ended on a day: the one that returns, or a name for what follows without one. */
type Afterwards<S> = (ended: S, before: readonly S[]) => { returns: S } | { says: string; isOpen: boolean };

/** Walks the statements one by one and writes down what holds from when. */
function lines<S extends Statement>(statements: readonly S[], nameOf: (statement: S) => string, afterwards: Afterwards<S>): Line<S>[] {
  const ordered = inOrder(statements);
  const result: Line<S>[] = [];
  const come = (ended: S, overtakenBy: readonly S[]): void => {
    const { until_on } = ended;
    if (until_on === null || overtakenBy.some((later) => firstDay(later.effective_on) <= firstDay(until_on))) return;
    // What returns may itself have had no place of its own.
    const places = inOrder([...new Set([...ordered, ended])]);
    const then = afterwards(ended, places.slice(0, places.indexOf(ended)));
    if (!('returns' in then)) {
      result.push({ from: until_on, statement: then.says === NOTHING ? null : ended, by: ended, returns: null, ...then });
      return;
    }
    const { returns } = then;
    result.push({ from: until_on, statement: returns, by: ended, returns, says: nameOf(returns), isOpen: false });
    come(returns, overtakenBy);
  };
  ordered.forEach((statement, index) => {
    result.push({ from: statement.effective_on, statement, by: statement, returns: null, says: nameOf(statement), isOpen: false });
    come(statement, ordered.slice(index + 1));
  });
  return result;
}

function answerOn<S extends Statement>(
  all: readonly Line<S>[],
  on: string,
  preferred: (says: string) => boolean,
  doubtedBy: (line: Line<S>) => (S | null)[],
): NaiveAnswer | null {
  const begun = all.filter((line) => firstDay(line.from) <= on);
  if (begun.length === 0) return null;
  /** Has something that comes after this line begun for certain? */
  const over = (line: Line<S>): boolean => all.slice(all.indexOf(line) + 1).some((later) => lastDay(later.from) <= on);
  const claiming = begun.filter((line) => !over(line));
  const chosen = (claiming.filter((line) => preferred(line.says)).at(-1) ?? claiming.at(-1)) as Line<S>;
  const at = all.indexOf(chosen);
  const begunForCertain = all.slice(at).some((line) => lastDay(line.from) <= on);
  const mayBeOver = all.slice(at + 1).some((line) => firstDay(line.from) <= on);
  const { statement, by, returns } = chosen;
  const stated = statement !== null && statement === (returns ?? by) && chosen.says !== 'expired' ? statement : null;
  return {
    says: statement === null ? null : chosen.says,
    from: chosen.from,
    until: all[at + 1]?.from ?? null,
    seq: statement === null ? null : by.seq,
    returns: returns?.seq ?? null,
    exemptions: chosen.says === 'partially_lifted' ? ((statement as unknown as StatusStatement).exemptions ?? []) : [],
    // A line that nothing states (in force again, expired) has no end of its own.
    ends_by_itself: stated === null || (returns === null && chosen.from !== by.effective_on) ? null : stated.until_on,
    certainty:
      chosen.isOpen || (statement !== null && doubtedBy(chosen).some((one) => one?.doubt != null))
        ? 'doubtful'
        : begunForCertain && !mayBeOver
          ? 'certain'
          : 'possible',
  };
}

const NOTHING = 'nothing';
const ENDS: readonly Status[] = ['lifted', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined'];
const laterThan = (statement: Statement, until: PartialDate | null): boolean =>
  statement.until_on === null || (until !== null && firstDay(statement.until_on) > firstDay(until));

/** Every day on which something known to the day, the month or the year may have happened. */
const daysOf = (date: PartialDate): string[] => {
  const days = [firstDay(date)];
  while ((days.at(-1) as string) < lastDay(date)) days.push(addDays(days.at(-1) as string, 1));
  return days;
};

/** Was an end, or what lasts beyond that day, announced, whichever days are true, after what was set for a later day, before that day? */
function naivelyOvertakes(later: StatusStatement, one: StatusStatement, all: readonly StatusStatement[]): boolean {
  if (later.announced_on === null || one.announced_on === null) return false;
  const day = firstDay(one.effective_on);
  const [told, toldLater] = [daysOf(one.announced_on), daysOf(later.announced_on)];
  if (daysOf(later.effective_on).some((begins) => begins >= day)) return false;
  const until = later.until_on === null ? null : firstDay(later.until_on);
  const pauses = later.status === 'suspended' && NAIVELY_IN_FORCE.includes(one.status) && (until === null || until > day);
  const prolongs = ['in_force', 'provisional'].includes(later.status) && ENDS.includes(one.status) && until !== null && until > day;
  const frees = later.status === 'partially_lifted' && one.status === 'in_force' && until !== null && until > day;
  const outlasts =
    later.status === 'suspended' &&
    one.status === 'suspended' &&
    one.until_on !== null &&
    (until === null || daysOf(one.until_on).every((end) => end < until));
  const applies = ({ status }: StatusStatement): boolean => NAIVELY_IN_FORCE.includes(status);
  // It stands in for something that was set for its day, or was to return on it, and that comes sooner now.
  const setBefore = all.filter(
    (also) => also.position < one.position && also.effective_on === one.effective_on && also.status !== one.status,
  );
  const isProlonged = one.status === 'suspended' && all.some((also) => also.status === 'suspended' && also.until_on === one.effective_on);
  const comes =
    setBefore.some((set) => set.status === later.status || (applies(set) && applies(later) && !applies(one))) ||
    (isProlonged && applies(later));
  // And says what held before that: what pauses or frees what is in force is news of its own.
  const held = inOrder(all.filter((also) => firstDay(also.effective_on) < firstDay(later.effective_on))).at(-1);
  const asBefore = applies(one) ? held?.status === one.status : held === undefined || !applies(held);
  // Of what is suspended an end may come all the same.
  const sooner = comes && asBefore && later.status !== 'suspended' && (until === null || until > day);
  if (!ENDS.includes(later.status) && !pauses && !prolongs && !frees && !outlasts && !sooner) return false;
  const begins = firstDay(later.effective_on);
  return told.every((before) => before < begins && toldLater.every((then) => before < then && then < day));
}

/** Which status holds on any day, by the words of the domain; null before the first. */
export function naiveStatuses(statements: readonly StatusStatement[]): (on: string) => NaiveAnswer | null {
  const sinceForItsDay = ({ position, effective_on }: StatusStatement): StatusStatement | undefined =>
    inOrder(statements)
      .filter((also) => also.position > position && also.effective_on === effective_on && also.announced_on !== null)
      .at(-1);
  // What gave way to another on its own day never held.
  const heard = statements.filter((one) => sinceForItsDay(one) === undefined);
  const goneBy = new Map(statements.map((one) => [one, heard.filter((later) => naivelyOvertakes(later, one, statements))]));
  const isGone = (one: StatusStatement | undefined): boolean => one !== undefined && goneBy.get(one)?.length !== 0;
  const beneath = statements.filter(
    (one) => goneBy.get(one)?.length && goneBy.get(one)?.every(({ status }) => ['suspended', 'partially_lifted'].includes(status)),
  );
  const all = lines<StatusStatement>(
    // And it does not hold either when that is gone.
    statements.filter((one) => !isGone(one) && !isGone(sinceForItsDay(one))),
    (statement) => statement.status,
    (ended, before) => {
      if (ended.status === 'in_force' || ended.status === 'provisional') return { says: 'expired', isOpen: false };
      // What was to begin within a suspension, or a lifting in part, is there once that is over.
      const hidden = beneath.filter((one) => one !== ended && firstDay(one.effective_on) < firstDay(ended.until_on as PartialDate));
      let latest: StatusStatement | undefined;
      for (const one of inOrder([...before, ...hidden]).reverse()) {
        if (ENDS.includes(one.status)) break;
        if (NAIVELY_IN_FORCE.includes(one.status) && laterThan(one, ended.until_on)) return { returns: one };
        if (NAIVELY_IN_FORCE.includes(one.status)) latest ??= one;
        // What was before that does not return either, unless it was lifted in part only.
        if (one.status === 'in_force' || one.status === 'provisional') {
          latest = one;
          break;
        }
      }
      // The two end together.
      if (latest && latest.until_on === ended.until_on)
        return { says: latest.status === 'partially_lifted' ? 'in_force' : 'expired', isOpen: latest.doubt !== null };
      // All that could return was to end before: nobody knows whether it goes on.
      return { says: 'in_force', isOpen: latest !== undefined };
    },
  );
  const isInForce = (says: string): boolean => (NAIVELY_IN_FORCE as readonly string[]).includes(says);
  return (on) => answerOn(all, on, isInForce, ({ by, returns }) => [by, returns]);
}

/** Which coverage or rate table holds on a day: its seq; `says` is null where one has ended and none that stood before it still holds. */
export function naiveStatementOn(statements: readonly Statement[], on: string): NaiveAnswer | null {
  const all = lines<Statement>(
    statements,
    (statement) => String(statement.seq),
    (ended, before) => {
      const returns = [...before].reverse().find((one) => laterThan(one, ended.until_on));
      return returns ? { returns } : { says: NOTHING, isOpen: false };
    },
  );
  return answerOn(
    all,
    on,
    (says) => says !== NOTHING,
    ({ statement }) => [statement],
  );
}

/** Statements are made in the order of seq; `replaces` puts one in the place of another. */
export function status(seq: number, status: Status, effective_on: PartialDate, more: Partial<StatusStatement> = {}): StatusStatement {
  return { seq, position: seq, effective_on, until_on: null, announced_on: null, doubt: null, status, exemptions: [], ...more };
}
export function statement(seq: number, effective_on: PartialDate, more: Partial<Statement> = {}): Statement {
  return { seq, position: seq, effective_on, until_on: null, doubt: null, ...more };
}

/** All days from two weeks before the first to two weeks after the last of these histories. */
export const FIRST_DAY = '2021-11-20';
export const DAYS: readonly string[] = Array.from({ length: 70 }, (_, index) => addDays(FIRST_DAY, index));

/** Days close together, so that they collide; three that collide often; months and years around them. */
export const dates: fc.Arbitrary<PartialDate> = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 14, max: 50 }).map((offset) => addDays(FIRST_DAY, offset)) },
  { weight: 4, arbitrary: fc.constantFrom('2021-12-10', '2021-12-20', '2022-01-01') },
  { weight: 1, arbitrary: fc.constantFrom('2021-12', '2022-01') },
  { weight: 1, arbitrary: fc.constant('2022') },
);

/** A date that begins after the first possible day of another. */
const after = (from: PartialDate): fc.Arbitrary<PartialDate> =>
  fc.integer({ min: 1, max: 15 }).map((days) => addDays(firstDay(from), days));

const doubts = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant('heard only once') });
const exemptionLists: fc.Arbitrary<Scope[]> = fc.constantFrom(
  [scope({ codes: ['03'] })],
  [scope({ partners: ['JP-01'] })],
  [scope({ partners: ['JP-01'] }), scope({ partners: ['JP-07'] })],
);

/** Any statement of a status, lawful or not after another; what cannot end by its own terms has no until_on. */
export const statusContents: fc.Arbitrary<Omit<StatusStatement, 'seq' | 'position'>> = fc
  .record({
    // Half of them go to and fro between being in force and not, which is where something returns.
    status: fc.oneof(fc.constantFrom(...STATUSES), fc.constantFrom<Status[]>('provisional', 'in_force', 'partially_lifted', 'suspended')),
    effective_on: dates,
    announced_on: fc.oneof(fc.constant(null), dates),
    ends: fc.integer({ min: 0, max: 2 }),
    doubt: doubts,
  })
  .chain(({ status, effective_on, announced_on, ends, doubt }) =>
    fc.record({
      announced_on: fc.constant(announced_on),
      status: fc.constant(status),
      effective_on: fc.constant(effective_on),
      until_on: ends === 0 && [...NAIVELY_IN_FORCE, 'suspended'].includes(status) ? after(effective_on) : fc.constant(null),
      doubt: fc.constant(doubt),
      exemptions: status === 'partially_lifted' ? exemptionLists : fc.constant([]),
    }),
  );

export const statementContents: fc.Arbitrary<Omit<Statement, 'seq' | 'position'>> = fc
  .record({ effective_on: dates, ends: fc.boolean(), doubt: doubts })
  .chain(({ effective_on, ends, doubt }) =>
    fc.record({
      effective_on: fc.constant(effective_on),
      until_on: ends ? after(effective_on) : fc.constant(null),
      doubt: fc.constant(doubt),
    }),
  );

/** Numbers contents in their order. */
export const numbered = <C extends object>(contents: readonly C[]): (C & { seq: number; position: number })[] =>
  contents.map((content, index) => ({ ...content, seq: index + 1, position: index + 1 }));

/** What is set for a few days, and then put off, prolonged, freed in part and brought forward, which random histories do seldom. */
export const shiftingHistories: fc.Arbitrary<StatusStatement[]> = fc
  .array(
    fc.record({
      status: fc.constantFrom<Status[]>(
        'in_force',
        'in_force',
        'suspended',
        'suspended',
        'partially_lifted',
        'provisional',
        'lifted',
        'announced',
      ),
      effective_on: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('2021-12-25', '2022-01-05') }, { weight: 3, arbitrary: dates }),
      announced_on: fc.oneof(
        { weight: 8, arbitrary: fc.nat({ max: 30 }).map((days) => addDays('2021-12-01', days)) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      until: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 25 }), fc.constantFrom('2022-01-05', '2022-01', '2022')),
      doubt: doubts,
      exemptions: exemptionLists,
    }),
    { minLength: 3, maxLength: 7 },
  )
  .map((list) =>
    list.map(({ until, exemptions, ...one }, index) => {
      const date = typeof until === 'number' ? addDays(firstDay(one.effective_on), until) : until;
      const mayEnd =
        [...NAIVELY_IN_FORCE, 'suspended'].includes(one.status) && date !== null && firstDay(date) > firstDay(one.effective_on);
      return status(index + 1, one.status, one.effective_on, {
        ...one,
        until_on: mayEnd ? date : null,
        exemptions: one.status === 'partially_lifted' ? exemptions : [],
      });
    }),
  );
