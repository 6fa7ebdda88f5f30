import { describe, expect, it } from 'vitest';
import { firstDay, NEVER } from '../../src/domain/dates.ts';
import { disputeState, type MeasureHistory, stepBetween } from '../../src/domain/dispute.ts';
import { type AgreedOutcome, liftingAgreedOn } from '../../src/domain/resolution.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { OUTCOME_TARGETS, STATUSES, type Status } from '../../src/domain/vocabulary.ts';
import { EU_OF_THREE, scope } from '../support/scopes.ts';

type Periods = MeasureHistory['periods'];
const history = (...changes: [status: Status, starts_on: string, since?: string][]): Periods =>
  changes.map(([status, starts_on, status_from = starts_on], index) => ({
    ...{ status, starts_on, status_from },
    ends_on: changes[index + 1]?.[1] ?? NEVER,
  }));
const measure = (periods: Periods, ...outcomes: Partial<AgreedOutcome>[]): MeasureHistory => ({
  periods,
  outcomes: outcomes.map((one) => ({
    agreed_on: null,
    since: one.agreed_on ? firstDay(one.agreed_on) : null,
    reaches: 'lifted',
    reached: null,
    collapsed_on: null,
    ...one,
  })),
});

describe('the state of a dispute', () => {
  const banned = history(['in_force', '2024-01-01']);

  it('does not ease anew where a partial lifting is said again because its certainty is another', () => {
    const lifted = measure(
      history(['in_force', '2024-01-01'], ['partially_lifted', '2024-03-01'], ['partially_lifted', '2025-01-01', '2024-03-01']),
    );
    const worse = measure(history(['in_force', '2024-06-01']));
    expect(disputeState([lifted], '2025-06-01')).toBe('easing');
    expect(disputeState([lifted, worse], '2025-06-01')).toBe('active');
    const free = measure(history(['partially_lifted', '2024-01-01'], ['partially_lifted', '2025-01-01', '2024-01-01']));
    expect(disputeState([free], '2025-06-01')).toBe('active');
  });

  it('eases where a later partial lifting frees more, and no more where it binds what was free', () => {
    const [fruit, wine] = [scope({ codes: ['08'] }), scope({ codes: ['2204'] })];
    const lives = (...freed: (readonly Scope[] | null)[]): MeasureHistory =>
      measure(
        history(...freed.map((one, index): [Status, string] => [one === null ? 'in_force' : 'partially_lifted', `202${index}-01-01`])).map(
          (period, index) => {
            const [before, now] = [freed[index - 1], freed[index]];
            return { ...period, ...(before && now && { again: stepBetween(before, now, period.starts_on, EU_OF_THREE) }) };
          },
        ),
      );
    const on = (life: MeasureHistory): string => disputeState([life], '2029-01-01');
    expect(on(lives([fruit], [fruit, wine]))).toBe('easing');
    expect(on(lives([fruit, wine], [fruit]))).toBe('active');
    expect(on(lives([fruit, wine], [wine, fruit]))).toBe('active');
    expect(on(lives(null, [fruit, wine], [fruit]))).toBe('active');
    expect(on(lives(null, [fruit]))).toBe('easing');
    expect(on(lives(null, [fruit], null))).toBe('active');
    expect(on(lives([fruit], [wine]))).toBe('easing');
    expect(disputeState([lives(null, [fruit, wine], [fruit])], '2021-06-01')).toBe('easing');
  });

  it('is none before the first change, and for a dispute without measures', () => {
    expect(disputeState([], '2024-01-01')).toBe('none');
    expect(disputeState([measure(banned)], '2023-12-31')).toBe('none');
  });

  it.each<[Status, string]>([
    ['threatened', 'pending'],
    ['under_investigation', 'pending'],
    ['proposed', 'pending'],
    ['announced', 'pending'],
    ['suspended', 'pending'],
    ['provisional', 'active'],
    ['in_force', 'active'],
    ['partially_lifted', 'active'],
    ['lifted', 'resolved'],
    ['expired', 'resolved'],
    ['annulled', 'resolved'],
    ['superseded', 'resolved'],
    ['withdrawn', 'resolved'],
    ['declined', 'resolved'],
  ])('one measure that is %s: %s', (status, state) => {
    expect(disputeState([measure(history([status, '2024-01-01']))], '2024-01-01')).toBe(state);
  });

  it('is tried with every status', () => {
    expect(STATUSES).toHaveLength(14);
  });

  it('is active while one of several is in force, and pending while one is on its way', () => {
    const lifted = measure(history(['in_force', '2023-01-01'], ['lifted', '2024-01-01']));
    expect(disputeState([lifted, measure(banned)], '2024-06-01')).toBe('active');
    expect(disputeState([lifted, measure(history(['threatened', '2024-02-01']))], '2024-06-01')).toBe('pending');
    expect(disputeState([lifted], '2024-06-01')).toBe('resolved');
  });

  it('does not ease by what a measure frees from its first day, and does by what it frees later', () => {
    const freed = measure(history(['announced', '2023-12-01'], ['partially_lifted', '2024-01-01']));
    const less = measure(history(['in_force', '2024-01-01'], ['partially_lifted', '2024-02-01']));
    expect(disputeState([freed], '2024-06-01')).toBe('active');
    expect(disputeState([less], '2024-06-01')).toBe('easing');
    expect(disputeState([freed, less], '2024-06-01')).toBe('easing');
  });

  it('eases from the day of the agreement, not before', () => {
    const agreed = measure(banned, { agreed_on: '2024-06-01' });
    expect(disputeState([agreed], '2024-05-31')).toBe('active');
    expect(disputeState([agreed], '2024-06-01')).toBe('easing');
  });

  it('eases from the first day of a partial lifting', () => {
    const partly = measure(history(['in_force', '2024-01-01'], ['partially_lifted', '2024-06-01']));
    expect(disputeState([partly], '2024-05-31')).toBe('active');
    expect(disputeState([partly], '2024-06-01')).toBe('easing');
  });

  it('eases where another measure comes into force on the day of a partial lifting, and where both are known to the year only', () => {
    const partly = measure(history(['in_force', '2024-01-01'], ['partially_lifted', '2024-06-01']));
    const other = measure(history(['in_force', '2024-06-01']));
    expect(disputeState([partly, other], '2024-06-01')).toBe('easing');
    expect(disputeState([other, partly], '2024-06-01')).toBe('easing');
    const ofYear = measure(history(['in_force', '2024-01-01', '2024'], ['partially_lifted', '2024-12-31', '2024']));
    expect(disputeState([ofYear], '2024-12-31')).toBe('easing');
  });

  it('is active again when something comes into force after it eased', () => {
    const partly = measure(history(['in_force', '2024-01-01'], ['partially_lifted', '2024-06-01']));
    const again = measure(history(['announced', '2024-09-01'], ['in_force', '2024-10-01']));
    expect(disputeState([partly, again], '2024-09-30')).toBe('easing');
    expect(disputeState([partly, again], '2024-10-01')).toBe('active');
  });

  it('is measured by the latest easing, whichever measure it is of and whatever it is', () => {
    const early = measure(history(['in_force', '2024-01-01'], ['partially_lifted', '2024-02-01']));
    const late = measure(history(['in_force', '2024-01-01']), { agreed_on: '2024-06-01' });
    const between = measure(history(['in_force', '2024-04-01']));
    for (const order of [
      [early, late, between],
      [between, late, early],
    ])
      expect([disputeState(order, '2024-05-31'), disputeState(order, '2024-06-01')]).toEqual(['active', 'easing']);
    // One measure that eased twice.
    const twice = measure(history(['in_force', '2024-01-01'], ['partially_lifted', '2024-06-01']), { agreed_on: '2024-02-01' });
    expect(disputeState([twice, between], '2024-05-31')).toBe('active');
    expect(disputeState([twice, between], '2024-06-01')).toBe('easing');
  });

  it('is active again when a measure comes back, though it was in force before as well', () => {
    const partly = measure(history(['in_force', '2023-01-01'], ['partially_lifted', '2024-01-01']));
    const back = measure(history(['in_force', '2020-01-01'], ['lifted', '2021-01-01'], ['in_force', '2024-06-01']));
    expect(disputeState([partly, back], '2024-05-31')).toBe('easing');
    expect(disputeState([partly, back], '2024-06-01')).toBe('active');
  });

  it('does not mind a measure that was never in force', () => {
    const partly = measure(history(['in_force', '2023-01-01'], ['partially_lifted', '2024-01-01']));
    expect(disputeState([partly, measure(history(['threatened', '2024-02-01']))], '2024-06-01')).toBe('easing');
  });

  it('goes on easing when what is in force only changes its form', () => {
    const partly = measure(history(['provisional', '2024-01-01'], ['partially_lifted', '2024-06-01']));
    const definitive = measure(history(['provisional', '2024-01-01'], ['in_force', '2024-10-01']));
    expect(disputeState([partly, definitive], '2024-10-01')).toBe('easing');
  });
});

describe('a lifting that is agreed and has not come', () => {
  const banned = history(['in_force', '2024-01-01']);
  const on = (outcome: Partial<AgreedOutcome>, day: string, periods = banned) =>
    liftingAgreedOn(measure(periods, outcome).outcomes, periods, day);

  it.each(OUTCOME_TARGETS)('reaching %s', (reaches) => {
    const lifts = ['lifted', 'partially_lifted', 'suspended', 'rate'].includes(reaches);
    expect(on({ agreed_on: '2024-06-01', reaches }, '2024-06-01')).toBe(lifts ? '2024-06-01' : null);
  });

  it('is pending from the day of the agreement until it is carried out', () => {
    const outcome = { agreed_on: '2024-06-01', reached: { on: '2024-09-01', from: '2024-09', already: false } };
    expect(on(outcome, '2024-05-31')).toBeNull();
    expect(on(outcome, '2024-06-01')).toBe('2024-06-01');
    expect(on(outcome, '2024-08-31')).toBe('2024-06-01');
    expect(on(outcome, '2024-09-01')).toBeNull();
  });

  it('is pending until it collapses', () => {
    const outcome = { agreed_on: '2024-06-01', collapsed_on: '2024-09-01' };
    expect(on(outcome, '2024-08-31')).toBe('2024-06-01');
    expect(on(outcome, '2024-09-01')).toBeNull();
  });

  it.each<Status>(['lifted', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined'])(
    'is overtaken when the measure is %s',
    (end) => {
      const ended = history(['in_force', '2024-01-01'], [end, '2024-09-01']);
      expect(on({ agreed_on: '2024-06-01' }, '2024-08-31', ended)).toBe('2024-06-01');
      expect(on({ agreed_on: '2024-06-01' }, '2024-09-01', ended)).toBeNull();
      // Imposed again: the old agreement was about what ended.
      const again = history(['in_force', '2024-01-01'], [end, '2024-09-01'], ['in_force', '2024-10-01']);
      expect(on({ agreed_on: '2024-06-01' }, '2024-11-01', again)).toBeNull();
    },
  );

  it('is overtaken by an end on the very day of the agreement', () => {
    const ended = history(['in_force', '2024-01-01'], ['lifted', '2024-06-01'], ['in_force', '2024-09-01']);
    expect(on({ agreed_on: '2024-06-01' }, '2024-06-01', ended)).toBeNull();
    expect(on({ agreed_on: '2024-06-01' }, '2024-09-01', ended)).toBeNull();
  });

  it('is not pending for a measure that had ended before and is not back', () => {
    expect(on({ agreed_on: '2024-06-01' }, '2024-06-01', history(['in_force', '2024-01-01'], ['lifted', '2024-02-01']))).toBeNull();
  });

  it('is not overtaken by an end that came before it was agreed', () => {
    const again = history(['in_force', '2023-01-01'], ['lifted', '2023-06-01'], ['in_force', '2024-01-01']);
    expect(on({ agreed_on: '2024-06-01' }, '2024-06-01', again)).toBe('2024-06-01');
    expect(on({ agreed_on: '2024-01-01' }, '2024-06-01', again)).toBe('2024-01-01');
  });

  it('is never pending if the day of the agreement is not known', () => {
    expect(on({ agreed_on: null }, '2024-06-01')).toBeNull();
    expect(on({ agreed_on: null, since: '2024-05-01' }, '2024-06-01')).toBeNull();
  });

  it('of several the earliest counts, as precisely as it is known', () => {
    const { outcomes } = measure(banned, { agreed_on: '2024-06-01' }, { agreed_on: '2024-05' });
    for (const order of [outcomes, outcomes.toReversed()]) expect(liftingAgreedOn(order, banned, '2024-06-01')).toBe('2024-05');
  });
});
