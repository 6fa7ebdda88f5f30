import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, firstDay, lastDay, NEVER } from '../../src/domain/dates.ts';
import { applyCorrections } from '../../src/domain/ledger.ts';
import type { Statement, StatusStatement } from '../../src/domain/statement.ts';
import {
  certaintyOn,
  type Period,
  periodOn,
  possibleStatements,
  statementPeriods,
  statementsWithin,
  statusPeriods,
} from '../../src/domain/timeline.ts';
import {
  DAYS,
  dates,
  naiveStatementOn,
  naiveStatuses,
  numbered,
  shiftingHistories,
  statementContents,
  status,
  statusContents,
} from '../support/histories.ts';
import { casesOf } from '../support/thorough.ts';

const statusHistories = fc.array(statusContents, { maxLength: 8 }).map(numbered<Omit<StatusStatement, 'seq' | 'position'>>);
const statementHistories = fc.array(statementContents, { maxLength: 8 }).map(numbered<Omit<Statement, 'seq' | 'position'>>);
const runs = { numRuns: casesOf(300) };

const answers = (periods: readonly Period<Statement>[]) =>
  DAYS.map((on) => {
    const period = periodOn(periods, on);
    return period
      ? {
          seq: period.statement.seq,
          from: period.from,
          until: period.until,
          ends_by_itself: period.statement.until_on,
          certainty: certaintyOn(period, on),
        }
      : null;
  });
const statusAnswers = (statements: readonly StatusStatement[]) => {
  const periods = statusPeriods(statements);
  return DAYS.map((on) => {
    const period = periodOn(periods, on);
    return period
      ? {
          says: period.statement.status,
          from: period.from,
          until: period.until,
          seq: period.statement.seq,
          returns: period.returns?.seq ?? null,
          exemptions: period.statement.exemptions,
          ends_by_itself: period.statement.until_on,
          certainty: certaintyOn(period, on),
        }
      : null;
  });
};

describe('the statements that matter on some days (properties)', () => {
  it('are those that may hold on one of them, in all the ways that are possible', () => {
    let leftOut = 0;
    const longHistories = fc.array(statementContents, { minLength: 1, maxLength: 16 }).map(numbered<Omit<Statement, 'seq' | 'position'>>);
    fc.assert(
      fc.property(longHistories, fc.constantFrom(...DAYS), fc.nat({ max: 40 }), (history, first, more) => {
        const last = addDays(first, more);
        const within = statementsWithin(history, { first, last });
        leftOut += history.length - within.length;
        for (const on of DAYS.filter((day) => first <= day && day <= last)) {
          expect(possibleStatements(within, on)).toEqual(possibleStatements(history, on));
          expect(periodOn(statementPeriods(within), on)?.statement).toEqual(periodOn(statementPeriods(history), on)?.statement);
        }
      }),
      { numRuns: casesOf(600) },
    );
    expect(leftOut).toBeGreaterThan(0);
  });
});

describe('the fold of statuses (properties)', () => {
  it('says on every day what the words of the domain say', () => {
    fc.assert(
      fc.property(fc.oneof(statusHistories, shiftingHistories), (history) => {
        expect(statusAnswers(history)).toEqual(DAYS.map(naiveStatuses(history)));
      }),
      { numRuns: casesOf(600) },
    );
  });

  it('depends on the order of recording only within one day', () => {
    fc.assert(
      fc.property(statusHistories, fc.infiniteStream(fc.nat()), (history, keys) => {
        // Recorded in any order, but those of one first day among themselves as they were.
        const shuffled = history
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const queues = new Map<string, StatusStatement[]>();
        for (const one of history) queues.set(firstDay(one.effective_on), [...(queues.get(firstDay(one.effective_on)) ?? []), one]);
        const recorded = numbered(shuffled.map((one) => queues.get(firstDay(one.effective_on))?.shift() as StatusStatement));
        const withoutSeq = (list: readonly StatusStatement[]) =>
          statusAnswers(list).map((answer) => answer && { ...answer, seq: 0, returns: 0 });
        expect(withoutSeq(recorded)).toEqual(withoutSeq(history));
        // The order of the array says nothing at all.
        expect(statusAnswers([...history].reverse())).toEqual(statusAnswers(history));
      }),
      runs,
    );
  });

  it('gives periods that are contiguous and begin on the first possible day', () => {
    fc.assert(
      fc.property(statusHistories, (history) => {
        const periods = statusPeriods(history);
        expect(periods.length > 0).toBe(history.length > 0);
        const [first] = periods;
        if (!first) return;
        expect(first.starts_on).toBe(history.map((one) => firstDay(one.effective_on)).sort()[0]);
        expect(periods.at(-1)?.ends_on).toBe(NEVER);
        periods.forEach((period, index) => {
          expect(period.starts_on < period.ends_on).toBe(true);
          if (index > 0) expect(period.starts_on).toBe(periods[index - 1]?.ends_on);
          // What is shown has possibly begun, and has not certainly ended.
          expect(firstDay(period.from) <= period.starts_on).toBe(true);
          if (period.until !== null) expect(period.ends_on <= lastDay(period.until)).toBe(true);
          expect(period.certain_from <= lastDay(period.from)).toBe(true);
        });
      }),
      runs,
    );
  });

  it('what follows an until_on never outlives a change that governs that day or an earlier one', () => {
    const ending = statusContents.filter((one) => one.until_on !== null);
    fc.assert(
      fc.property(ending, fc.nat({ max: 20 }), fc.constantFrom('lifted' as const, 'in_force' as const), (one, days, name) => {
        const until = one.until_on as string;
        const early = addDays(until, -days);
        const taking = early > firstDay(one.effective_on) ? early : until;
        const periods = statusPeriods([status(1, one.status, one.effective_on, one), status(2, name, taking)]);
        expect(periods.filter((period) => period.derived)).toEqual([]);
        expect(periods.at(-1)?.statement.status).toBe(name);
        const later = statusPeriods([status(1, one.status, one.effective_on, one), status(2, name, addDays(until, 1))]);
        expect(later.filter((period) => period.derived)).toHaveLength(1);
      }),
      runs,
    );
  });

  it('shows the one in force wherever two claim a day', () => {
    fc.assert(
      fc.property(dates, dates, (a, b) => {
        const history = [status(1, 'in_force', a), status(2, 'lifted', b)];
        const inForce = DAYS.filter((on) => periodOn(statusPeriods(history), on)?.statement.status === 'in_force');
        const claimed = DAYS.filter((on) => firstDay(a) <= on && on < lastDay(b));
        if (firstDay(a) <= firstDay(b)) expect(inForce).toEqual(claimed);
      }),
      runs,
    );
  });
});

describe('the fold of coverages and rate tables (properties)', () => {
  it('says on every day what the words of the domain say', () => {
    fc.assert(
      fc.property(statementHistories, (history) => {
        const naive = DAYS.map((on) => naiveStatementOn(history, on));
        expect(answers(statementPeriods(history))).toEqual(
          naive.map((answer) =>
            answer === null || answer.says === null
              ? null
              : {
                  seq: answer.returns ?? answer.seq,
                  from: answer.from,
                  until: answer.until,
                  ends_by_itself: answer.ends_by_itself,
                  certainty: answer.certainty,
                },
          ),
        );
      }),
      { numRuns: casesOf(600) },
    );
  });

  it('gives periods that do not overlap', () => {
    fc.assert(
      fc.property(statementHistories, (history) => {
        const periods = statementPeriods(history);
        periods.forEach((period, index) => {
          expect(period.starts_on < period.ends_on).toBe(true);
          if (index > 0) expect(period.starts_on >= (periods[index - 1]?.ends_on as string)).toBe(true);
        });
      }),
      runs,
    );
  });
});

describe('corrections (properties)', () => {
  /** A ledger: contents in the order of recording, and corrections, each of an entry before it. */
  interface Step {
    content: Omit<StatusStatement, 'seq' | 'position'>;
    /** Which of the entries that stand is retracted, by this content; null for none. */
    retracts: number | null;
    replaces: boolean;
  }
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.record({ content: statusContents, retracts: fc.option(fc.nat(), { freq: 2 }), replaces: fc.boolean() }),
    { minLength: 1, maxLength: 10 },
  );

  interface Known {
    entries: Map<number, Omit<StatusStatement, 'seq' | 'position'>>;
    corrections: { seq: number; retracts_seq: number; replacement_seq: number | null }[];
    /** What somebody would have recorded who had been right from the start, by place. */
    right: Map<number, { place: number; content: Omit<StatusStatement, 'seq' | 'position'> }>;
  }

  function play(list: readonly Step[]): Known[] {
    const states: Known[] = [];
    let known: Known = { entries: new Map(), corrections: [], right: new Map() };
    let seq = 0;
    for (const { content, retracts, replaces } of list) {
      known = { entries: new Map(known.entries), corrections: [...known.corrections], right: new Map(known.right) };
      const standing = [...known.right.keys()];
      const target = retracts === null ? undefined : standing[retracts % Math.max(1, standing.length)];
      if (target === undefined) {
        known.entries.set(++seq, content);
        known.right.set(seq, { place: seq, content });
      } else {
        const place = known.right.get(target)?.place as number;
        known.right.delete(target);
        const replacement = replaces ? ++seq : null;
        if (replacement !== null) {
          known.entries.set(replacement, content);
          known.right.set(replacement, { place, content });
        }
        known.corrections.push({ seq: ++seq, retracts_seq: target, replacement_seq: replacement });
      }
      states.push(known);
    }
    return states;
  }

  const corrected = ({ entries, corrections }: Pick<Known, 'entries' | 'corrections'>): StatusStatement[] => {
    const { retracted, positions } = applyCorrections(corrections);
    return [...entries]
      .filter(([seq]) => !retracted.has(seq))
      .map(([seq, content]) => ({ ...content, seq, position: positions.get(seq) ?? seq }));
  };

  it('a correction with its replacement is as good as having been right from the start', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const state of play(list)) {
          // Recorded right from the start: the contents in the order of their places, as if nothing had ever been wrong.
          const right = numbered([...state.right.values()].sort((a, b) => a.place - b.place).map(({ content }) => content));
          const without = (answer: ReturnType<typeof statusAnswers>) => answer.map((one) => one && { ...one, seq: 0, returns: 0 });
          expect(without(statusAnswers(corrected(state)))).toEqual(without(statusAnswers(right)));
        }
      }),
      runs,
    );
  });

  it('changes nothing at earlier instants', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const states = play(list);
        const last = states.at(-1) as Known;
        for (const state of states) {
          const until = Math.max(...state.entries.keys(), ...state.corrections.map((one) => one.seq));
          const cut = {
            entries: new Map([...last.entries].filter(([seq]) => seq <= until)),
            corrections: last.corrections.filter((one) => one.seq <= until),
          };
          expect(statusAnswers(corrected(cut))).toEqual(statusAnswers(corrected(state)));
        }
      }),
      runs,
    );
  });
});
