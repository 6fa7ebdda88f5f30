import type { Statements } from '../db/periods.ts';
import { type Day, firstDay } from '../domain/dates.ts';
import { overtaken, type Statement } from '../domain/timeline.ts';
import type { Recorded } from '../things/answers.ts';

/** What was set for days to come, as an answer to who records tells it. */
export type ToCome = Pick<Recorded, 'overtaken' | 'later'>;

/** Of one measure: what comes no more, by or among what is added, and what takes the place of that on a day after `today`. */
export function toCome(measure: string, statements: Statements, isAdded: (seq: number) => boolean, today: Day): ToCome {
  const { statuses, coverages, rateTables } = statements;
  const gone = overtaken(statuses);
  const standing = statuses.filter(({ seq }) => !gone.has(seq)).map((one) => ({ ...one, kind: 'status_change' as const }));
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
  };
}

function byDay({ effective_on: a }: Statement, { effective_on: b }: Statement): number {
  const [dayA, dayB] = [firstDay(a), firstDay(b)];
  return dayA === dayB ? 0 : dayA < dayB ? -1 : 1;
}
