import { addDays, type Day, type DaySpan, firstDay, lastDay, NEVER, type PartialDate } from './dates.ts';
import { saysSame } from './ledger.ts';
import { overtaken, wordsAgainst } from './overtaking.ts';
import { byTime, type Statement, type StatusStatement } from './statement.ts';
import { hasEnded, isInForce, statusAfterUntil } from './status.ts';
import { type Certainty, type Status, words } from './vocabulary.ts';

/** A statement in its place: recorded, or derived from the `until_on` of the one that `statement` names. */
interface Holding<S> {
  statement: S;
  from: PartialDate;
  derived: boolean;
  /** The earlier statement that returns, where one does. */
  returns: S | null;
  /** The statement whose `until_on` brings it, where it was not recorded. */
  brings: S | null;
  /** From here nothing holds: the statement is over by its own terms, and nothing is there to return. */
  over: boolean;
}

/** The days on which a statement is the answer. */
export interface Period<S> extends Omit<Holding<S>, 'over'> {
  /** First day on which it is shown. */
  starts_on: Day;
  /** First day on which it is no longer shown; NEVER if nothing ends it. */
  ends_on: Day;
  /** It certainly holds from `certain_from` until the day before `certain_until`. */
  certain_from: Day;
  certain_until: Day;
  /** When it ends, as precisely as known (the first day without it); null if nothing ends it. */
  until: PartialDate | null;
  /** Had what it says ceased before it, on days that do not show it, as dates are known to the month or the year only? */
  interrupted: boolean;
}

/** The days from starts_on until the day before ends_on on which a measure shows a status. */
export interface StatusDays {
  status: Status;
  starts_on: Day;
  ends_on: Day;
}

/** What holds after a statement has ended by its own terms: an earlier one that returns, or what follows without having been stated. */
interface Follower<S> {
  statement: S;
  returns: S | null;
}

/** Gives what follows a statement on its `until_on`, from what was stated before, in the order of time; null for nothing. */
type AfterUntil<S> = (ended: S, until: PartialDate, earlier: readonly S[]) => Follower<S> | null;

/**
 * Puts statements into the order of time, and what follows an `until_on` between them, unless another statement governs that day or an
 * earlier one. What returns may have an end of its own, which then comes to pass in the same way. What was set for a day on which another
 * statement held for a time, `beneath` it, has no place of its own, and may return after that.
 */
function arrange<S extends Statement>(statements: readonly S[], afterUntil: AfterUntil<S>, beneath: readonly S[] = []): Holding<S>[] {
  const ordered = [...statements].sort(byTime);
  const all = [...statements, ...beneath].sort(byTime);
  const before = (ended: S, until: PartialDate): S[] =>
    all.filter((one) => (beneath.includes(one) ? firstDay(one.effective_on) < firstDay(until) : byTime(one, ended) < 0) && one !== ended);
  const holdings: Holding<S>[] = [];
  ordered.forEach((stated, index) => {
    holdings.push({ statement: stated, from: stated.effective_on, derived: false, returns: null, brings: null, over: false });
    const next = ordered[index + 1];
    // Each end that comes to pass is later than the one before it: what returns outlasts what ended.
    for (let ended: S | null = stated; ended !== null && ended.until_on !== null; ) {
      const { until_on }: S = ended;
      if (next && firstDay(next.effective_on) <= firstDay(until_on)) return;
      const follower = afterUntil(ended, until_on, before(ended, until_on));
      const returns = follower?.returns ?? null;
      holdings.push({
        ...{ statement: follower?.statement ?? ended, from: until_on, derived: true },
        ...{ returns, brings: ended, over: follower === null },
      });
      ended = returns;
    }
  });
  return holdings;
}

/** Does a statement still hold once another has ended on that day? */
const outlasts = ({ until_on }: Statement, until: PartialDate): boolean => until_on === null || firstDay(until_on) > firstDay(until);

/** The day by which each holding has certainly begun: what comes later no earlier than what it follows. */
function lastBeginnings(holdings: readonly Pick<Holding<unknown>, 'from'>[]): Day[] {
  const last = holdings.map(({ from }) => lastDay(from));
  for (let i = holdings.length - 2; i >= 0; i--) if ((last[i + 1] as Day) < (last[i] as Day)) last[i] = last[i + 1] as Day;
  return last;
}

/** Gives each holding its days. On a day that several claim, the last preferred one is shown, else the last. */
function layOut<S>(holdings: readonly Holding<S>[], preferred: (statement: S) => boolean): Period<S>[] {
  const count = holdings.length;
  const first = holdings.map((holding) => firstDay(holding.from));
  const last = lastBeginnings(holdings);

  const days = [...new Set([...first, ...last])].sort();
  const periods: Period<S>[] = [];
  const overs: boolean[] = [];
  let shown = -1;
  days.forEach((day) => {
    let choice = -1;
    let chosenPreferred = false;
    for (let i = 0; i < count; i++) {
      if ((first[i] as Day) > day) break;
      const claims = i === count - 1 || day < (last[i + 1] as Day);
      if (!claims) continue;
      const { statement, over } = holdings[i] as Holding<S>;
      const wanted = !over && preferred(statement);
      if (wanted || !chosenPreferred) {
        choice = i;
        chosenPreferred = wanted;
      }
    }
    if (choice === shown) return;
    const open = periods.at(-1);
    if (open) open.ends_on = day;
    const after = shown + 1;
    const between = holdings.slice(after, choice).filter((_, at) => (first[after + at] as Day) < (last[after + at + 1] as Day));
    shown = choice;
    const { statement, from, derived, returns, brings, over } = holdings[choice] as Holding<S>;
    overs.push(over);
    periods.push({
      statement,
      from,
      derived,
      returns,
      brings,
      starts_on: day,
      ends_on: NEVER,
      certain_from: last[choice] as Day,
      certain_until: first[choice + 1] ?? NEVER,
      until: holdings[choice + 1]?.from ?? null,
      interrupted: !over && preferred(statement) && between.some((hidden) => hidden.over || !preferred(hidden.statement)),
    });
  });
  return periods.filter((_, at) => !overs[at]);
}

/** The fold of statuses: which status holds on which days, what returns after a suspension included. */
export function statusPeriods(statements: readonly StatusStatement[]): Period<StatusStatement>[] {
  return layOut(statusHoldings(statements), (statement) => isInForce(statement.status));
}

const FOR_A_TIME: readonly Status[] = ['suspended', 'partially_lifted'];

/** The statuses in the order of time, with those that come by themselves between them, without those that were overtaken. */
export function statusHoldings(statements: readonly StatusStatement[]): Holding<StatusStatement>[] {
  const gone = overtaken(statements);
  if (gone.size === 0) return arrange(statements, statusFollower);
  // A suspension and a partial lifting take away the day, and not what was to hold once they are over.
  const beneath = statements.filter((one) => {
    const words = wordsAgainst(one, statements);
    return words.length > 0 && words.every(({ status }) => FOR_A_TIME.includes(status));
  });
  return arrange(
    statements.filter((one) => !gone.has(one.seq)),
    statusFollower,
    beneath,
  );
}

/** Why something is in doubt that stands on several entries; null if it is not. */
export function doubtOf(entries: readonly Pick<Statement, 'doubt'>[]): string | null {
  const doubts = new Set(entries.flatMap(({ doubt }) => doubt ?? []));
  return doubts.size === 0 ? null : [...doubts].join('; ');
}

/**
 * What follows a status that has ended by its own terms. After one that was only for a time the last status in force that outlasts it
 * returns, with what it frees and its own end, unless the measure ended since; it is called by the entry that brings it, and in doubt
 * if either of the two entries is. Where all of them were to end meanwhile, nobody knows whether it is in force again or over; where the last
 * of them ends on that very day, the two end together.
 */
function statusFollower(ended: StatusStatement, until: PartialDate, earlier: readonly StatusStatement[]): Follower<StatusStatement> | null {
  const status = statusAfterUntil(ended.status);
  if (status === null) return null;
  const since = earlier.slice(earlier.findLastIndex((one) => hasEnded(one.status)) + 1);
  const inForce = isInForce(status) ? since.filter((one) => isInForce(one.status)) : [];
  // One that was only for a time gives way to those before it, another ends what they say as well.
  const own = inForce.findLast((one) => outlasts(one, until) || !FOR_A_TIME.includes(one.status)) ?? inForce.at(-1);
  if (own && outlasts(own, until)) {
    const { status, exemptions, until_on } = own;
    return { statement: { ...ended, status, exemptions, until_on, doubt: doubtOf([ended, own]) }, returns: own };
  }
  const endTogether = own?.until_on === until;
  const meanwhile =
    own && !endTogether ? { doubt: `what was ${words(own.status)} was to end on ${own.until_on}, while ${words(ended.status)}` } : own;
  const follows = endTogether ? (statusAfterUntil(own.status) ?? status) : status;
  const doubt = doubtOf(meanwhile ? [ended, meanwhile] : [ended]);
  return { statement: { ...ended, status: follows, exemptions: [], until_on: null, doubt }, returns: null };
}

/** What follows a coverage or a rate table that has ended by its own terms: the last before it that outlasts it, or nothing. */
function statementFollower<S extends Statement>(_ended: S, until: PartialDate, earlier: readonly S[]): Follower<S> | null {
  const returns = earlier.findLast((one) => outlasts(one, until));
  return returns === undefined ? null : { statement: returns, returns };
}

/** The fold of coverages and rate tables: each holds until the next; one that ends by its own terms gives way to the last before it that outlasts it, with its end, or to nothing. */
export function statementPeriods<S extends Statement>(statements: readonly S[]): Period<S>[] {
  // What may still hold is shown rather than nothing.
  return layOut(arrange<S>(statements, statementFollower), () => true);
}

/** What may hold on a day. */
export interface Possible<S> {
  /** What the entries say, the one that is shown first; null for nothing. Several where a date is known to the month or the year only. */
  stated: readonly (S | null)[];
  /** What may hold as well, if an entry that carries a doubt is not so: what held before it, or what comes by itself without it. */
  instead: readonly (S | null)[];
  /** Why what is stated is in doubt; null if it is not. */
  doubt: string | null;
}

/** How statements of a kind lie in time. */
interface Fold<S> {
  arrange(statements: readonly S[]): Holding<S>[];
  periods(statements: readonly S[]): Period<S>[];
  /** What may hold on a day if some statements, of which the first begins on the day after `eve`, are not so. */
  othersWithout(statements: readonly S[], seqs: ReadonlySet<number>, on: Day, eve: Day): Possible<S>;
}

/** Works out what follows from the same list once, however many days are asked about: nothing is added to a list later. */
function once<One, Result>(work: (list: readonly One[]) => Result): (list: readonly One[]) => Result {
  const kept = new WeakMap<readonly One[], Result>();
  return (list) => {
    const result = kept.get(list) ?? work(list);
    kept.set(list, result);
    return result;
  };
}

const beginningsOf = once(lastBeginnings);

/** Those that may hold on a day by their dates, each with what it says: null for nothing. */
function claiming<S>(holdings: readonly Holding<S>[], on: Day): Holding<S>[] {
  const last = beginningsOf(holdings);
  return holdings.filter(({ from }, index) => firstDay(from) <= on && (index === holdings.length - 1 || on < (last[index + 1] as Day)));
}

/** What the entries say of a day, what is shown first. */
function statedOn<S>(statements: readonly S[], on: Day, fold: Fold<S>): (S | null)[] {
  const holdings = fold.arrange(statements);
  const all = claiming(holdings, on).map(({ statement, over }) => (over ? null : statement));
  const [first] = beginningsOf(holdings);
  const begun = first !== undefined && first <= on;
  return [...new Set([periodOn(fold.periods(statements), on)?.statement ?? null, ...all, ...(begun ? [] : [null])])];
}

/** Is it the same statement, or the same that follows it by its own terms? */
const isSameStatement = (a: Statement | null, b: Statement | null): boolean =>
  a === b || (a !== null && b !== null && a.seq === b.seq && saysSame(a, b));

function possibleOn<S extends Statement>(statements: readonly S[], on: Day, fold: Fold<S>): Possible<S> {
  const stated = statedOn(statements, on, fold);
  const doubted = claiming(fold.arrange(statements), on).filter(({ statement, over }) => !over && statement.doubt !== null);
  if (doubted.length === 0) return { stated, instead: [], doubt: null };
  const eves = doubted.map(({ from }) => addDays(firstDay(from), -1)).sort();
  const before = eves.flatMap((eve) => statedOn(statements, eve, fold));
  const others = fold.othersWithout(statements, new Set(doubted.map(({ statement }) => statement.seq)), on, eves[0] as Day);
  const instead = [...others.stated, ...others.instead, ...before].filter((one) => !stated.some((other) => isSameStatement(one, other)));
  // Where nothing else may hold, only what is shown is worth a word.
  const doubt = instead.length > 0 ? doubtOf(doubted.map(({ statement }) => statement)) : (stated[0]?.doubt ?? null);
  return { stated, instead: instead.filter((one, index) => instead.findIndex((other) => isSameStatement(one, other)) === index), doubt };
}

const STATUSES: Fold<StatusStatement> = {
  arrange: once(statusHoldings),
  periods: once(statusPeriods),
  // What was suspended for a time comes back by itself.
  othersWithout: (statements, seqs, on) =>
    possibleOn(
      statements.filter(({ seq }) => !seqs.has(seq)),
      on,
      STATUSES,
    ),
};

/**
 * The statuses that may hold on a day; null for none. Who says once more what held before, and with a doubt, doubts that it goes on: it was not
 * followed since, or its end was looked for and not found.
 */
export function possibleStatuses(statements: readonly StatusStatement[], on: Day): Possible<StatusStatement> {
  const possible = possibleOn(statements, on, STATUSES);
  const [shown = null, ...others] = [...possible.stated, ...possible.instead];
  if (shown === null || shown.doubt === null || !isInForce(shown.status) || others.length === 0) return possible;
  const isSame = (one: StatusStatement | null): boolean => one !== null && saysSame(statusOf(one), statusOf(shown));
  return others.every(isSame) ? { ...possible, instead: [...possible.instead, null], doubt: doubtOf([shown]) } : possible;
}

const statusOf = ({ status, exemptions, until_on }: StatusStatement): object => ({ status, exemptions, until_on });

const STATEMENTS: Fold<Statement> = {
  arrange: once((statements) => arrange(statements, statementFollower)),
  periods: once(statementPeriods),
  // What was stated last goes on: its own end was that of what is in doubt.
  othersWithout: (all, _seqs, _on, eve) => possibleOn(all, eve, STATEMENTS),
};

/** The coverages or rate tables that may hold on a day; null for none. */
export const possibleStatements = <S extends Statement>(statements: readonly S[], on: Day): Possible<S> =>
  // It gives back statements of those that it gets.
  possibleOn(statements, on, STATEMENTS as Fold<S>);

/**
 * Of coverages or rate tables those that decide what may hold on the days of a span: `possibleStatements` gives the same of them on each. What
 * begins later says nothing of them, nor does what came before one that had begun by then for certain, without a doubt and without an end.
 */
export function statementsWithin<S extends Statement>(statements: readonly S[], { first, last }: DaySpan): S[] {
  const begun = statements.filter(({ effective_on }) => firstDay(effective_on) <= last).sort(byTime);
  const stands = begun.findLastIndex(({ effective_on, until_on, doubt }, index) => {
    const next = begun[index + 1];
    const holdsBy = lastDay(effective_on);
    return until_on === null && doubt === null && holdsBy <= first && (next === undefined || holdsBy < firstDay(next.effective_on));
  });
  return begun.slice(Math.max(stands, 0));
}

/** Whether it may be in force on a day, and whether it may not be, whatever is true of dates and doubts. */
function waysInForce(statements: readonly StatusStatement[], on: Day): ReadonlySet<boolean> {
  const { stated, instead } = possibleStatuses(statements, on);
  return new Set([...stated, ...instead].map((one) => one !== null && isInForce(one.status)));
}

/** May it be in force on a day, whatever is true of dates and doubts? */
export const mayBeInForce = (statements: readonly StatusStatement[], on: Day): boolean => waysInForce(statements, on).has(true);

/** May it be in force on a day, and may it not be? A doubt whether it was lifted in part leaves that it is in force. */
export const isInForceOpen = (statements: readonly StatusStatement[], on: Day): boolean => waysInForce(statements, on).size > 1;

/** The period that holds on a day, or undefined before the first. */
export function periodOn<Days extends Pick<StatusDays, 'starts_on' | 'ends_on'>>(periods: readonly Days[], on: Day): Days | undefined {
  return periods.find((period) => period.starts_on <= on && on < period.ends_on);
}

/** Is the day between the certain bounds of the period? Doubts about the entry aside. */
export const isCertainOn = (period: Pick<Period<unknown>, 'certain_from' | 'certain_until'>, on: Day): boolean =>
  period.certain_from <= on && on < period.certain_until;

/** The days on which something certainly holds, and whether what says so is in doubt. */
export interface Sureness extends Pick<Period<unknown>, 'certain_from' | 'certain_until'> {
  doubtful: boolean;
}

/** How sure an answer is that is made of these parts: as sure as the weakest of them on that day. */
export function weakestCertainty(parts: readonly Sureness[], on: Day): Certainty {
  if (parts.some((part) => part.doubtful)) return 'doubtful';
  return parts.every((part) => isCertainOn(part, on)) ? 'certain' : 'possible';
}

/** How sure the ledger is that the period holds on that day. */
export const certaintyOn = (period: Period<Statement>, on: Day): Certainty =>
  weakestCertainty([{ ...period, doubtful: period.statement.doubt !== null }], on);

/**
 * Since when what each period says has been so, as precisely as it is known: what is said again because its certainty is another goes on
 * from where it began.
 */
export function sinceWhen(periods: readonly Period<StatusStatement>[]): PartialDate[] {
  const since: PartialDate[] = [];
  for (const [index, period] of periods.entries()) {
    const before = periods[index - 1];
    const goesOn =
      before?.ends_on === period.starts_on &&
      !period.interrupted &&
      before.statement.status === period.statement.status &&
      before.statement.until_on === period.statement.until_on &&
      saysSame(before.statement.exemptions, period.statement.exemptions);
    since.push(goesOn ? (since[index - 1] as PartialDate) : period.from);
  }
  return since;
}

/** The unbroken run in force that a period belongs to. */
interface Run {
  /** First day, as precisely as it is known. */
  in_force_from: PartialDate;
  /** Last day, inclusive; null if no end is known. An end known only to the month or year is given as that month or year. */
  in_force_until: PartialDate | null;
}

/** For each period its unbroken run in force; null where the measure is not in force. */
export function runs(periods: readonly Period<StatusStatement>[]): (Run | null)[] {
  const result: (Run | null)[] = [];
  let run: Run | null = null;
  for (const period of periods) {
    if (!isInForce(period.statement.status) || period.interrupted) run = null;
    if (isInForce(period.statement.status)) {
      run ??= { in_force_from: period.from, in_force_until: null };
      run.in_force_until = period.until === null ? null : lastDayBefore(period.until);
    }
    result.push(run);
  }
  return result;
}

/** The last day before an end, as precisely as that is known. */
export const lastDayBefore = (end: PartialDate): PartialDate => (end.length === 10 ? addDays(end, -1) : end);
