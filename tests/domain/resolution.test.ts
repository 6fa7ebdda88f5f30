import { describe, expect, it } from 'vitest';
import { type Carried, checkSteps, type Step } from '../../src/domain/resolution.ts';

const step = (seq: number, effective_on: string, measures = ['a'], kind: Step['kind'] = 'implementation'): Step => ({
  seq,
  kind,
  effective_on,
  measures,
});
const carried = (steps: Step[], agreed_on = '2024', seq = 1): Carried => ({ agreement: { seq, agreed_on, measures: ['a', 'b'] }, steps });
const gone = (steps: Step[]): Carried => ({ agreement: null, steps });

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
