import { describe, expect, it } from 'vitest';
import { NEVER } from '../../src/domain/dates.ts';
import type { Outcome } from '../../src/domain/ledger.ts';
import { agreedOutcomes, type Carried, checkSteps as check, type Shown, type ShownStatus, type Step } from '../../src/domain/resolution.ts';
import type { Scope } from '../../src/domain/scope.ts';
import type { Status } from '../../src/domain/vocabulary.ts';
import { EU_OF_THREE, scope } from '../support/scopes.ts';

const step = (
  seq: number,
  effective_on: string,
  measures = ['a'],
  kind: Step['kind'] = 'implementation',
  rate_tables: number[] = [],
): Step => ({
  seq,
  kind,
  effective_on,
  measures,
  rate_tables,
});
const outcome = (measure_id: string, reaches: Outcome['reaches'], scoped: Partial<Scope> & { codes?: string[] } = {}): Outcome => ({
  measure_id,
  reaches,
  scope: scope(scoped),
});
type Change = [Status, string, Scope[]?];
const statuses = (...changes: Change[]): ShownStatus[] =>
  changes.map(([status, starts_on, exemptions = []], index) => ({
    status,
    exemptions,
    starts_on,
    ends_on: changes[index + 1]?.[1] ?? NEVER,
    status_from: starts_on,
    until_on: null,
  }));
const shows = (shown: Partial<Shown>): Shown => ({ statuses: [], rates: [], ...shown });
const long: Shown = shows({ statuses: statuses(['lifted', '2000-01-01']) });
const carried = (steps: Step[], agreed_on: string | null = '2024', seq = 1, more: Partial<Carried> = {}): Carried => ({
  agreement: { seq, agreed_on, outcomes: [outcome('a', 'lifted'), outcome('b', 'lifted')] },
  steps,
  shown: new Map([
    ['a', long],
    ['b', long],
  ]),
  ...more,
});
const gone = (steps: Step[]): Carried => ({ agreement: null, steps, shown: new Map() });
const checkSteps = (before: Carried, after: Carried): void => check(before, after, EU_OF_THREE);

describe('what comes of a resolution', () => {
  it('comes on or after the day of the agreement, once for each of its measures', () => {
    const before = carried([]);
    checkSteps(before, carried([step(2, '2024-06-01'), step(3, '2024-05-01', ['b'])]));
    const refused = (steps: Step[]) => expect(() => checkSteps(before, carried(steps)));
    refused([step(2, '2023-12-31')]).toThrow('resolution 1 was agreed on 2024: nothing can come of it on 2023-12-31, before that');
    refused([step(2, '2024', ['x'])]).toThrow('entry 2 says what came of resolution 1 for x, which has no outcome in it');
    refused([step(2, '2024-06-01'), step(3, '2024-07-01')]).toThrow('resolution 1 was carried out for a from 2024-06-01 (entry 2)');
    refused([step(2, '2024-06-01', [], 'collapse'), step(3, '2024-07-01', ['b'])]).toThrow('resolution 1 came to nothing from 2024-06-01');
  });

  it('comes on the very day of the agreement too, and on any day where nobody knows that', () => {
    checkSteps(carried([], '2024-06-01'), carried([step(2, '2024-06-01')], '2024-06-01'));
    checkSteps(carried([], null), carried([step(2, '2010-01-01')], null));
  });

  it('is told of as the resolution where none stands, and of what is new before what stands', () => {
    const added = carried([step(2, '2023-12-31')]);
    expect(() => checkSteps(gone([]), added)).toThrow('the resolution was agreed on 2024: nothing can come of it on 2023-12-31');
    const stands = [step(2, '2024-06-01')];
    const unreached = new Map([['a', shows({ statuses: statuses(['in_force', '2020-01-01']) })]]);
    const both = carried([...stands, step(3, '2024-07-01', ['x'])], '2024', 1, { shown: unreached });
    expect(() => checkSteps(carried(stands), both)).toThrow('entry 3 says what came of resolution 1 for x');
    expect(() => checkSteps(carried(stands), carried(stands, '2024', 1, { shown: unreached }))).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining('has a reach the status lifted') }),
    );
  });

  it('is told by the number of the entry that stands, not by one that its correction would have had', () => {
    const steps = [step(2, '2024-06-01')];
    expect(() => checkSteps(carried(steps), carried(steps, '2025', 9))).toThrow('resolution 1 was agreed on 2025');
    expect(() => checkSteps(carried(steps), gone(steps))).toThrow('entry 2 says what came of the resolution that is taken back');
  });

  it('can be mended one by one where two were recorded wrongly', () => {
    const [early, alsoEarly, late] = [step(2, '2020'), step(3, '2021', ['b']), step(4, '2024-03-01')];
    const before = carried([early, alsoEarly]);
    checkSteps(before, carried([alsoEarly]));
    checkSteps(before, carried([early]));
    checkSteps(before, carried([alsoEarly, late]));
    checkSteps(before, carried([early, alsoEarly], '2020'));
    expect(() => checkSteps(before, carried([alsoEarly, step(4, '2022')]))).toThrow('nothing can come of it on 2022');
    expect(() => checkSteps(before, carried([early, alsoEarly, late]))).toThrow('was carried out for a from 2020 (entry 2)');
  });
});

describe('what came to nothing', () => {
  const off = (seq: number, on: string) => step(seq, on, ['a', 'b'], 'collapse');

  it('may be recorded when a part was carried out, before or after that was recorded', () => {
    const done = step(2, '2024-03-01');
    checkSteps(carried([done]), carried([done, off(3, '2024-06-01')]));
    checkSteps(carried([off(2, '2024-06-01')]), carried([off(2, '2024-06-01'), step(3, '2024-03-01')]));
  });

  it('is no longer there to be carried out, and what was carried out did not come to nothing before', () => {
    const refused = (before: Step[], added: Step) => expect(() => checkSteps(carried(before), carried([...before, added])));
    refused([off(2, '2024-06-01')], step(3, '2024-06-01')).toThrow('resolution 1 came to nothing from 2024-06-01 (entry 2)');
    refused([step(2, '2024-06-01')], off(3, '2024-06-01')).toThrow("it can't have come to nothing on 2024-06-01");
    refused([step(2, '2024-03-01'), step(3, '2024-04-01', ['b'])], off(4, '2024-06-01')).toThrow('nothing of it is left');
    refused([off(2, '2024-06-01')], off(3, '2024-07-01')).toThrow('came to nothing from 2024-06-01');
    refused([off(2, '2024-06-01')], off(3, '2024-03-01')).toThrow('came to nothing from 2024-06-01');
  });

  it('may be recorded where nothing was reached, or all was so before it was agreed', () => {
    const still = shows({ statuses: statuses(['in_force', '2020-01-01']) });
    const nothing = new Map([
      ['a', still],
      ['b', still],
    ]);
    checkSteps(carried([], '2024', 1, { shown: nothing }), carried([off(2, '2024-06-01')], '2024', 1, { shown: nothing }));
    checkSteps(carried([]), carried([off(2, '2024-06-01')]));
  });

  it('is not what its measures reached by entries of their own before', () => {
    const liftedOn = (a: string, b: string): Partial<Carried> => ({
      shown: new Map([
        ['a', shows({ statuses: statuses(['in_force', '2020-01-01'], ['lifted', a]) })],
        ['b', shows({ statuses: statuses(['in_force', '2020-01-01'], ['lifted', b]) })],
      ]),
    });
    const collapse = (more: Partial<Carried>, on = '2024-06-01') =>
      expect(() => checkSteps(carried([], '2024-01-01', 1, more), carried([off(2, on)], '2024-01-01', 1, more)));
    collapse(liftedOn('2024-04-01', '2024-03-01')).toThrow(
      'resolution 1 was carried out, the last of it from 2024-04-01, and nothing of it is left to come to nothing on 2024-06-01',
    );
    collapse(liftedOn('2024-03-01', '2024-04-01')).toThrow('the last of it from 2024-04-01');
    collapse(liftedOn('2024-03-01', '2024-04-01'), '2024-04-01').not.toThrow();
    collapse(liftedOn('2024-03-01', '2024-07-01')).not.toThrow();
    collapse(liftedOn('2023-03-01', '2024-03-01')).not.toThrow();
    const stands = carried([off(2, '2024-06-01')], '2024-01-01', 1, liftedOn('2024-03-01', '2024-04-01'));
    checkSteps(stands, stands);
  });
});

describe('an outcome is carried out', () => {
  const [first, seventh] = [scope({ partners: ['JP-01'] }), scope({ partners: ['JP-07'] })];
  const [only] = [outcome('a', 'partially_lifted', { partners: ['JP-01', 'JP-07'] })];
  const reached = (one: Outcome, shown: Partial<Shown>, steps: Step[] = [], agreed_on: string | null = '2024-01-01') =>
    agreedOutcomes({ agreement: { seq: 1, agreed_on, outcomes: [one] }, steps, shown: new Map([['a', shows(shown)]]) }, EU_OF_THREE)[0]
      ?.reached;
  const lifted = outcome('a', 'lifted');

  it('when its status is shown, by whatever entry', () => {
    const history = statuses(['in_force', '2023-01-01'], ['lifted', '2024-06-01']);
    expect(reached(lifted, { statuses: history })).toEqual({ on: '2024-06-01', from: '2024-06-01', already: false });
    expect(reached(outcome('a', 'suspended'), { statuses: history })).toBeNull();
    expect(reached(lifted, {})).toBeNull();
    expect(reached(lifted, { statuses: history }, [step(2, '2024-03-01')])).toEqual({
      on: '2024-06-01',
      from: '2024-06-01',
      already: false,
    });
    const imprecise = [{ ...statuses(['lifted', '2024-06-30'])[0], status_from: '2024-06' } as ShownStatus];
    expect(reached(lifted, { statuses: imprecise })).toEqual({ on: '2024-06-30', from: '2024-06', already: false });
  });

  it('whenever it was agreed, if that was so on the last day that this may have been', () => {
    const agreement = { seq: 1, agreed_on: null, outcomes: [lifted] };
    const reachedBy = (latest: string | null, steps: Step[] = []) => {
      const shown = new Map([['a', shows({ statuses: statuses(['in_force', '2023-01-01'], ['lifted', '2024-06-01']) })]]);
      return agreedOutcomes({ agreement, steps, shown }, EU_OF_THREE, latest)[0];
    };
    // The day of the agreement is known no better for it, so it is not pending on any day.
    expect(reachedBy(null)).toMatchObject({ since: null, reached: null });
    expect(reachedBy('2024-05-31')).toMatchObject({ agreed_on: null, reached: { on: '2024-06-01', from: '2024-06-01', already: false } });
    expect(reachedBy('2024-07-01')).toMatchObject({ agreed_on: null, reached: { on: '2024-07-01', from: null, already: true } });
    expect(reachedBy('2024-07-01', [step(2, '2024-06-01')])?.reached).toMatchObject({ on: '2024-06-01', from: '2024-06-01' });
  });

  it('from the day on which it was told where nobody says when it was agreed', () => {
    const shown = new Map([['a', shows({ statuses: statuses(['in_force', '2020-01-01'], ['lifted', '2023-06-01']) })]]);
    const told = (announced_on: string | null, steps: Step[] = [], latest: string | null = null) =>
      agreedOutcomes({ agreement: { seq: 1, agreed_on: null, announced_on, outcomes: [lifted] }, steps, shown }, EU_OF_THREE, latest)[0];
    expect(told('2024-03')).toMatchObject({
      ...{ agreed_on: '2024-03', since: '2024-03-31' },
      reached: { on: '2024-03-31', from: null, already: true },
    });
    // Of what says it the earliest; of two on one day what was carried out.
    expect(told('2024-03', [step(2, '2024-06-01')])).toMatchObject({ agreed_on: '2024-03' });
    expect(told('2024-09', [step(2, '2024-06-01')])).toMatchObject({ agreed_on: '2024-06-01' });
    expect(told(null, [step(2, '2024-06-01')], '2024-06-01')).toMatchObject({ agreed_on: '2024-06-01', since: '2024-06-01' });
    // That it came to nothing does not say that it had been agreed by then.
    expect(told(null, [step(2, '2024-06-01', ['a'], 'collapse')])).toMatchObject({ agreed_on: null, since: null, reached: null });
    expect(agreedOutcomes(gone([]), EU_OF_THREE)).toEqual([]);
  });

  it('on the day of the agreement itself, and not where it ended that day', () => {
    const onIt = statuses(['in_force', '2020-01-01'], ['lifted', '2024-01-01']);
    expect(reached(lifted, { statuses: onIt })).toEqual({ on: '2024-01-01', from: '2024-01-01', already: false });
    const over = statuses(['lifted', '2023-01-01'], ['in_force', '2024-01-01']);
    expect(reached(lifted, { statuses: over })).toBeNull();
    const agreement = { seq: 1, agreed_on: null, outcomes: [lifted] };
    // Where the agreement may be of any day until then, what begins on the last may have been so before it.
    expect(
      agreedOutcomes({ agreement, steps: [], shown: new Map([['a', shows({ statuses: onIt })]]) }, EU_OF_THREE, '2024-01-01')[0],
    ).toMatchObject({
      reached: { on: '2024-01-01', from: null, already: true },
    });
  });

  it('in full only', () => {
    const freed = (...exemptions: Scope[]) => ({ statuses: statuses(['partially_lifted', '2024-06-01', exemptions]) });
    expect(reached(only as Outcome, freed(first))).toBeNull();
    expect(reached(only as Outcome, freed(first, seventh))).not.toBeNull();
    expect(reached(only as Outcome, freed(scope({ partners: ['JP'] })))).not.toBeNull();
    // Where it was left open which part, any is what was agreed.
    expect(reached(outcome('a', 'partially_lifted'), freed(first))).not.toBeNull();
    // What is free without a condition is free under any.
    expect(
      reached(outcome('a', 'partially_lifted', { codes: ['0302'], condition: 'at port' }), freed(scope({ codes: ['03'] }))),
    ).not.toBeNull();
    expect(
      reached(outcome('a', 'partially_lifted', { codes: ['0302'] }), freed(scope({ codes: ['03'], condition: 'at port' }))),
    ).toBeNull();
  });

  it('from the agreement on, and stays so', () => {
    const before = statuses(['in_force', '2020-01-01'], ['lifted', '2022-01-01'], ['in_force', '2023-01-01']);
    expect(reached(lifted, { statuses: before })).toBeNull();
    const then = statuses(['in_force', '2020-01-01'], ['lifted', '2023-06-01'], ['in_force', '2024-06-01']);
    expect(reached(lifted, { statuses: then })).toEqual({ on: '2024-01-01', from: '2024-01-01', already: true });
    const once = statuses(['in_force', '2020-01-01'], ['lifted', '2024-02-01'], ['in_force', '2024-06-01']);
    expect(reached(lifted, { statuses: once })).toEqual({ on: '2024-02-01', from: '2024-02-01', already: false });
  });

  it('from its first implementation on where nobody knows when it was agreed', () => {
    const history = { statuses: statuses(['in_force', '2020-01-01'], ['lifted', '2023-06-01']) };
    expect(reached(lifted, history, [], null)).toBeNull();
    expect(reached(lifted, history, [step(3, '2024-06-01'), step(2, '2023-09')], null)).toEqual({
      on: '2023-09-30',
      from: '2023-09',
      already: false,
    });
  });

  it('before it came to nothing, or not at all', () => {
    const history = { statuses: statuses(['in_force', '2020-01-01'], ['lifted', '2024-06-01']) };
    expect(reached(lifted, history, [step(2, '2024-06-02', ['a'], 'collapse')])).not.toBeNull();
    expect(reached(lifted, history, [step(2, '2024-06-01', ['a'], 'collapse')])).toBeNull();
  });

  it('by a rate table that the implementation names, else by one that begins on its day', () => {
    const rate = outcome('a', 'rate');
    const table = (root: number, effective_on: string, starts_on: string, ends_on: string = NEVER) => ({
      root,
      effective_on,
      starts_on,
      ends_on,
    });
    const rates = [
      table(10, '2020-01-01', '2020-01-01', '2024-03-01'),
      table(11, '2024-03-01', '2024-03-01', '2024-06-01'),
      table(10, '2020-01-01', '2024-06-01'),
    ];
    expect(reached(rate, { rates })).toBeNull();
    expect(reached(rate, { rates }, [step(2, '2024-03-01')])).toEqual({ on: '2024-03-01', from: '2024-03-01', already: false });
    expect(reached(rate, { rates }, [step(2, '2024-03')])).toEqual({ on: '2024-03-01', from: '2024-03-01', already: false });
    expect(reached(rate, { rates }, [step(2, '2024-04-01')])).toBeNull();
    // The old table that returns is none that begins.
    expect(reached(rate, { rates }, [step(2, '2024-06-01')])).toBeNull();
    expect(reached(rate, { rates }, [step(2, '2024-04-01', ['a'], 'implementation', [11])])).toEqual({
      on: '2024-03-01',
      from: '2024-03-01',
      already: false,
    });
    expect(reached(rate, { rates }, [step(2, '2024-03-01', ['b'])])).toBeNull();
    // What stood there before it was agreed is what was agreed from when the implementation says so.
    const named = [step(2, '2024-02', ['a'], 'implementation', [10])];
    expect(reached(rate, { rates }, named)).toEqual({ on: '2024-02-01', from: '2024-02', already: false });
    // What is named is of another measure.
    expect(reached(rate, { rates }, [step(2, '2024-03-01', ['a'], 'implementation', [99])])).not.toBeNull();
  });
});

describe('an implementation that leaves an outcome unreached', () => {
  const agreement = {
    seq: 1,
    agreed_on: '2024-01-01',
    outcomes: [outcome('a', 'partially_lifted', { partners: ['JP-07'] }), outcome('b', 'rate')],
  };
  const shown = (on: string): Carried['shown'] =>
    new Map([
      ['a', shows({ statuses: statuses(['in_force', '2023-01-01'], ['partially_lifted', on, [scope({ partners: ['JP-01'] })]]) })],
      ['b', shows({ statuses: statuses(['in_force', '2023-01-01']) })],
    ]);
  const before: Carried = { agreement, steps: [], shown: shown('2024-06-01') };

  it('is refused, and told what is missing', () => {
    const refused = (...steps: Step[]) => expect(() => checkSteps(before, { ...before, steps }));
    refused(step(2, '2024-06-01')).toThrow(
      'resolution 1 has a reach partially_lifted (exempt: JP-07), and on 2024-06-01 it is partially_lifted (exempt: JP-01): give the change',
    );
    refused(step(2, '2024-05-01')).toThrow('and on 2024-05-01 it is in_force: ');
    refused(step(2, '2022')).toThrow('nothing can come of it');
    refused(step(2, '2024-06-01', ['b'])).toThrow(
      'resolution 1 has b reach other rates, and on 2024-06-01 it is in_force with no rate table',
    );
  });

  it('is refused before the day on which that is reached, and not on it', () => {
    const later: Carried = {
      agreement: { seq: 1, agreed_on: '2024-01-01', outcomes: [outcome('a', 'lifted'), outcome('b', 'rate')] },
      steps: [],
      shown: new Map([['a', shows({ statuses: statuses(['in_force', '2024-03-01'], ['lifted', '2024-06-01']) })]]),
    };
    const carriedOut = (one: Step) => expect(() => checkSteps(later, { ...later, steps: [one] }));
    carriedOut(step(2, '2024-05-31')).toThrow(
      'resolution 1 has a reach the status lifted, and on 2024-05-31 it is in_force: give the change that is missing (changes)',
    );
    carriedOut(step(2, '2024-02-01')).toThrow('and on 2024-02-01 it is without a status: give');
    carriedOut(step(2, '2024-06-01')).not.toThrow();
    carriedOut(step(2, '2024-06-01', ['b'])).toThrow(
      'it is without a status with no rate table that carries this out: record the rate table that carries it out first',
    );
  });

  it('tells all that is free', () => {
    const free = statuses(['partially_lifted', '2024-02-01', [scope({ partners: ['JP-01'] }), scope({ partners: ['JP-02'] })]]);
    const now: Carried = { ...before, shown: new Map([['a', shows({ statuses: free })]]) };
    expect(() => checkSteps(now, { ...now, steps: [step(2, '2024-06-01')] })).toThrow(
      'it is partially_lifted (exempt: JP-01 | JP-02): give',
    );
  });

  it('is no obstacle where it stands already', () => {
    const stands = { ...before, steps: [step(2, '2024-06-01')] };
    checkSteps(stands, { ...stands, shown: shown('2024-07-01') });
    checkSteps(stands, before);
    expect(() => checkSteps(stands, { ...stands, steps: [step(2, '2024-06-01'), step(3, '2024-06-01', ['b'])] })).toThrow('other rates');
  });
});
