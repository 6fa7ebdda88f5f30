import type { Statements } from '../db/statements.ts';
import { type Day, firstDay } from '../domain/dates.ts';
import { comesNoMore } from '../domain/overtaking.ts';
import type { Statement } from '../domain/statement.ts';
import { hasEnded, isInForce } from '../domain/status.ts';
import { periodOn, statementPeriods, statusHoldings } from '../domain/timeline.ts';
import type { Consequences } from '../things/consequences.ts';

/**
 * Of one measure: what comes no more, by or among what is added; what takes the place of that on a day after `today`; what was said of it before
 * it ended, and holds again as nothing else was said since; what follows by itself when one that is added ends by its own terms. `was`: what
 * stood before, where something of it is taken back: what came no more by that comes again.
 */
export function consequencesOf(
  measure: string,
  statements: Statements,
  isAdded: (seq: number) => boolean,
  today: Day,
  was: Statements['statuses'] = [],
): Consequences {
  const { statuses, coverages, rateTables } = statements;
  const gone = comesNoMore(statuses);
  const goneBefore = comesNoMore(was);
  const holdings = statusHoldings(statuses);
  const standing = statuses.filter(({ seq }) => !gone.has(seq)).map((one) => ({ ...one, kind: 'status_change' as const }));
  const again = holdings.flatMap(({ statement, from }, index) => {
    if (!isAdded(statement.seq) || !isInForce(statement.status)) return [];
    // What gives way on its own day never held.
    const before = holdings.slice(0, index).filter((one, at) => firstDay(one.from) < firstDay(holdings[at + 1]?.from ?? from));
    const ended = before.findLast((one) => hasEnded(one.statement.status));
    if (ended === undefined || before.slice(before.indexOf(ended)).some((one) => isInForce(one.statement.status))) return [];
    const held = [coverages, rateTables].flatMap((some) => periodOn(statementPeriods(some), firstDay(from))?.statement ?? []);
    return held
      .filter((one) => !isAdded(one.seq) && firstDay(one.effective_on) < firstDay(ended.from))
      .map(({ seq, kind, effective_on }) => ({ seq, measure, kind, effective_on }));
  });
  return {
    overtaken: statuses.flatMap(({ seq, status, effective_on }) => {
      const by = gone.get(seq);
      return by !== undefined && (isAdded(by) || isAdded(seq)) ? { seq, measure, status, effective_on, by } : [];
    }),
    later: [standing, coverages, rateTables].flatMap((some) => {
      const others = some.filter(({ seq, effective_on }) => !isAdded(seq) && firstDay(effective_on) > today).sort(byDay);
      const added = some.filter(({ seq }) => isAdded(seq));
      const next = new Set(added.map((one) => others.find((other) => byDay(one, other) < 0)));
      return [...next].flatMap((one) => (one ? { seq: one.seq, measure, kind: one.kind, effective_on: one.effective_on } : []));
    }),
    again: [
      ...again.filter(({ seq }, index) => again.findIndex((one) => one.seq === seq) === index),
      ...standing.flatMap(({ seq, kind, effective_on }) => (goneBefore.has(seq) ? { seq, measure, kind, effective_on } : [])),
    ],
    brings: holdings.flatMap(({ brings, statement: { status, doubt }, from }) =>
      brings !== null && isAdded(brings.seq) ? [{ seq: brings.seq, measure, status, effective_on: from, doubt }] : [],
    ),
  };
}

/** Adds what is made of another measure. */
export function addConsequences(all: Consequences, of: Consequences): void {
  all.overtaken.push(...of.overtaken);
  all.later.push(...of.later);
  all.again.push(...of.again);
  all.brings.push(...of.brings);
}

function byDay({ effective_on: a }: Statement, { effective_on: b }: Statement): number {
  const [dayA, dayB] = [firstDay(a), firstDay(b)];
  return dayA === dayB ? 0 : dayA < dayB ? -1 : 1;
}
