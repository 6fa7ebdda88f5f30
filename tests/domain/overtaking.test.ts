import { describe, expect, it } from 'vitest';
import { isAnnouncedBefore, isBroughtForward, overtaken, overtakes, takesAway, toComeAfter } from '../../src/domain/overtaking.ts';
import type { StatusStatement } from '../../src/domain/statement.ts';
import { status } from '../support/histories.ts';

const set = status(2, 'in_force', '2025-06-01', { announced_on: '2025-01-10' });
const lifted = (effective_on: string, announced_on: string | null, seq = 3): StatusStatement =>
  status(seq, 'lifted', effective_on, { announced_on });
const word = (by: StatusStatement, one = set): boolean | null => overtakes(by, one, [one, by]);

describe('the later word', () => {
  it('counts from the day after the first was announced until the day before that comes', () => {
    expect(word(lifted('2025-05-01', '2025-01-11'))).toBe(true);
    expect(word(lifted('2025-05-31', '2025-05-31'))).toBe(true);
    expect(word(lifted('2025-05-01', '2025-01-10'))).toBe(false);
    expect(word(lifted('2025-05-01', '2025-01-09'))).toBe(false);
    expect(word(lifted('2025-05-01', '2025-06-01'))).toBe(false);
    expect(word(lifted('2025-05-01', '2025-06-02'))).toBe(false);
  });

  it('is of an earlier day', () => {
    expect(word(lifted('2025-06-01', '2025-03-01'))).toBe(false);
    expect(word(lifted('2025-07-01', '2025-03-01'))).toBe(false);
    // Whatever nobody knows of the words: what begins later takes nothing away.
    expect(word(lifted('2025-06-01', null))).toBe(false);
  });

  it('is not known where a day is not said, or only to the month that decides', () => {
    expect(word(lifted('2025-05-01', null))).toBeNull();
    expect(word(lifted('2025-05-01', '2025-03-01'), { ...set, announced_on: null })).toBeNull();
    expect(word(lifted('2025-05-01', '2025-01'))).toBeNull();
    expect(word(lifted('2025-05-01', '2025-02'))).toBe(true);
    expect(word(lifted('2025-05-01', '2025'))).toBeNull();
    expect(word(lifted('2025', '2025-02-01'))).toBeNull();
    expect(takesAway(lifted('2025-05-01', null), set, [set])).toBe(false);
    expect(takesAway(lifted('2025-05-01', '2025-02'), set, [set])).toBe(true);
  });

  it('says otherwise: what both may be true of is overtaken by no word', () => {
    const announced = status(3, 'announced', '2025-05-01', { announced_on: '2025-02-01' });
    expect(word(announced)).toBe(false);
    const before = status(1, 'in_force', '2024-01-01', { announced_on: '2023-12-01' });
    const paused = (until_on: string | null) => status(3, 'suspended', '2025-05-01', { announced_on: '2025-02-01', until_on });
    const raised = status(2, 'in_force', '2025-06-01', { announced_on: '2025-01-10' });
    const on = (by: StatusStatement): boolean | null => overtakes(by, raised, [before, raised, by]);
    expect(on(paused(null))).toBe(true);
    expect(on(paused('2025-07-01'))).toBe(true);
    expect(on(paused('2025-06-01'))).toBe(false);
    // Of what is suspended an end may come all the same.
    const end = status(2, 'expired', '2025-06-01', { announced_on: '2025-01-10' });
    expect(overtakes(paused(null), end, [before, end, paused(null)])).toBe(false);
  });

  it('is the last of several', () => {
    const words = [lifted('2025-05-01', '2025-02-01', 3), lifted('2025-04-01', '2025-03-01', 4)];
    expect([...overtaken([set, ...words])]).toEqual([
      [2, 4],
      [3, 4],
    ]);
  });
});

describe('which was announced first', () => {
  it('is known where the days leave no doubt', () => {
    const on = (announced_on: string | null) => status(5, 'in_force', '2025-06-01', { announced_on });
    expect(isAnnouncedBefore(on('2025-01-10'), on('2025-01-11'))).toBe(true);
    expect(isAnnouncedBefore(on('2025-01-10'), on('2025-01-10'))).toBe(false);
    expect(isAnnouncedBefore(on('2025-01'), on('2025-01-11'))).toBe(false);
    expect(isAnnouncedBefore(on('2025-01'), on('2025-02'))).toBe(true);
    expect(isAnnouncedBefore(on(null), on('2025-02'))).toBe(false);
    expect(isAnnouncedBefore(on('2025-02'), on(null))).toBe(false);
  });

  it('decides whether something was brought forward', () => {
    const sooner = (seq: number, announced_on: string) => status(seq, 'in_force', '2025-04-01', { announced_on });
    expect(isBroughtForward(sooner(3, '2025-02-01'), set)).toBe(true);
    expect(isBroughtForward(sooner(3, '2025-01-10'), set)).toBe(false);
    expect(isBroughtForward(sooner(3, '2025-06-01'), set)).toBe(false);
    expect(isBroughtForward(sooner(1, '2025-02-01'), set)).toBe(false);
    expect(isBroughtForward(set, set)).toBe(false);
  });
});

describe('what is to come after a day', () => {
  it('is what no word took away, the earliest first', () => {
    const later = status(4, 'expired', '2026-06-01', { announced_on: '2025-01-10' });
    const all = [later, status(1, 'announced', '2025-01-10', { announced_on: '2025-01-10' }), set];
    const toCome = (day: string, statements = all): number[] => toComeAfter(statements, day).map(({ seq }) => seq);
    expect(toCome('2025-01-10')).toEqual([2, 4]);
    expect(toCome('2025-05-31')).toEqual([2, 4]);
    expect(toCome('2025-06-01')).toEqual([4]);
    expect(toCome('2025-01-10', [...all, lifted('2025-03-01', '2025-02-01', 5)])).toEqual([5]);
  });
});
