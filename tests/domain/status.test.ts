import { describe, expect, it } from 'vitest';
import type { PartialDate } from '../../src/domain/dates.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import { checkAdded, checkHistory, checkLasting } from '../../src/domain/history.ts';
import type { StatusStatement } from '../../src/domain/statement.ts';
import { isInForce, lawfulNext, statusAfterUntil } from '../../src/domain/status.ts';
import { possibleStatuses } from '../../src/domain/timeline.ts';
import { STATUSES, type Status } from '../../src/domain/vocabulary.ts';
import { statement, status } from '../support/histories.ts';
import { scope } from '../support/scopes.ts';

// The table as people read it; what stands in code must say the same.
const TABLE = `
nothing: threatened, under_investigation, proposed, announced, provisional, in_force, declined
threatened: under_investigation, proposed, announced, provisional, in_force, withdrawn, declined, superseded
under_investigation: proposed, announced, provisional, in_force, withdrawn, declined, superseded
proposed: under_investigation, announced, provisional, in_force, withdrawn, declined, superseded
announced: provisional, in_force, partially_lifted, suspended, withdrawn, annulled, superseded
provisional: in_force, partially_lifted, suspended, lifted, expired, annulled, superseded, declined
in_force: partially_lifted, suspended, lifted, expired, annulled, superseded
partially_lifted: in_force, suspended, lifted, expired, annulled, superseded
suspended: provisional, in_force, partially_lifted, lifted, expired, annulled, superseded, withdrawn
lifted, expired, annulled: threatened, under_investigation, proposed, announced, provisional, in_force
withdrawn, declined: threatened, under_investigation, proposed, announced, provisional, in_force
superseded:
`;
const lawful = new Map<string, Set<string>>();
for (const line of TABLE.trim().split('\n')) {
  const [from = '', to = ''] = line.split(':');
  const targets = new Set(
    to
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean),
  );
  for (const one of from.split(',')) lawful.set(one.trim(), targets);
}

/** A shortest history that ends in a status, by the table above. */
function pathTo(wanted: Status): Status[] {
  const paths: Status[][] = [[]];
  for (const path of paths) {
    for (const next of lawful.get(path.at(-1) ?? 'nothing') ?? []) {
      if (next === wanted) return [...path, wanted];
      if (path.length < 4 && !path.includes(next as Status)) paths.push([...path, next as Status]);
    }
  }
  throw new Error(`the table never reaches ${wanted}`);
}

const history = (statuses: readonly Status[]): StatusStatement[] =>
  statuses.map((name, index) =>
    status(
      index + 1,
      name,
      `2024-01-${String(index + 1).padStart(2, '0')}`,
      name === 'partially_lifted' ? { exemptions: [scope({ codes: ['03'] })] } : {},
    ),
  );

const problemOf = (statements: readonly StatusStatement[]): TrackerError | null => {
  try {
    checkHistory('cn-au-wine', statements);
    return null;
  } catch (error) {
    if (error instanceof TrackerError) return error;
    throw error;
  }
};

const pairs = [null, ...STATUSES].flatMap((from) => STATUSES.map((to) => [from, to] as const));

describe('which status may follow which', () => {
  it('names every status on both sides', () => {
    expect([...lawful.keys()].sort()).toEqual(['nothing', ...STATUSES].sort());
    expect(pairs).toHaveLength(15 * 14);
  });

  it.each(pairs)('%s → %s', (from, to) => {
    const before = from === null ? [] : pathTo(from);
    const allowed = lawful.get(from ?? 'nothing') as Set<string>;
    const error = problemOf(history([...before, to]));
    expect(lawfulNext(from).includes(to)).toBe(allowed.has(to));
    if (allowed.has(to)) {
      expect(error).toBeNull();
      return;
    }
    expect(error?.code).toBe('conflict');
    expect(error?.message).toContain(to);
    expect(new Set(error?.extra.lawful as string[])).toEqual(allowed);
    expect(error?.extra.from).toBe(from);
  });

  it('names the measure, the day and the status in the way', () => {
    const error = problemOf([status(1, 'in_force', '2024-01-01'), status(2, 'lifted', '2024-02'), status(3, 'suspended', '2024-03-01')]);
    expect(error?.message).toContain("cn-au-wine: suspended from 2024-03-01 can't follow lifted (from 2024-02)");
  });
});

describe('a refused step', () => {
  it('says what would be lawful, to readers and to machines', () => {
    const first = problemOf([status(1, 'lifted', '2024-01-01')]);
    const beginnings = 'threatened, under_investigation, proposed, announced, provisional, in_force, declined';
    expect(first?.message).toBe(`cn-au-wine: lifted from 2024-01-01 can't follow a measure without a history; lawful there: ${beginnings}`);
    expect(first?.details).toEqual([{ path: 'status', message: `"lifted" can't be the first status of a measure; lawful: ${beginnings}` }]);
    const over = problemOf([status(1, 'threatened', '2024'), status(2, 'superseded', '2024-02'), status(3, 'in_force', '2024-03-01')]);
    expect(over?.message).toBe("cn-au-wine: in_force from 2024-03-01 can't follow superseded (from 2024-02); lawful there: nothing");
    expect(over?.details).toEqual([{ path: 'status', message: '"in_force" can\'t follow superseded; lawful: nothing' }]);
    const again = problemOf([status(1, 'in_force', '2024-01-01'), status(2, 'in_force', '2024-02-01')]);
    expect(again?.details).toEqual([{ path: 'status', message: 'is in_force already' }]);
    const backwards = problemOf([status(1, 'in_force', '2024-01-10', { until_on: '2024-01-09' })]);
    expect(backwards?.details).toEqual([{ path: 'until_on', message: '"2024-01-09" must come after effective_on 2024-01-10' }]);
  });

  it('that is in the way of what was recorded for later names that entry', () => {
    const history = [status(1, 'in_force', '2024-10-30'), status(7, 'expired', '2029-10-30'), status(9, 'lifted', '2026-11')];
    const added = (): void => checkAdded('eu-cn-bev', history, (seq) => seq === 9, '2029-10-30');
    expect(added).toThrow(
      "eu-cn-bev: lifted from 2026-11 can't be recorded, as entry 7 records expired from 2029-10-30, which can't follow it: if that no longer holds, correct entry 7 first",
    );
    const own = [status(1, 'in_force', '2024-10-30'), status(8, 'expired', '2029-10-30'), status(9, 'lifted', '2026-11')];
    expect(() => checkAdded('eu-cn-bev', own, (seq) => seq >= 8, '2026-11-01')).toThrow(
      "expired from 2029-10-30 can't follow lifted (from 2026-11)",
    );
  });
});

describe('what is unlawful whatever is yet to come', () => {
  const added = (one: StatusStatement) => () =>
    checkAdded(
      'cn-nz-apples',
      [status(1, 'in_force', '2026-09-01', { announced_on: '2026-09-01' }), status(2, 'suspended', '2027-01-10'), one],
      (seq) => seq === 9,
      '2026-11-28',
    );
  const on = { announced_on: '2026-11-01' };

  it.each<Status>(['withdrawn', 'declined', 'announced'])('%s after in_force is told with what would be lawful', (to) => {
    expect(added(status(9, to, '2026-11-01', on))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`${to} from 2026-11-01 can't follow in_force (from 2026-09-01); lawful there: `),
        extra: { lawful: lawfulNext('in_force'), from: 'in_force' },
      }),
    );
  });

  it('while what may follow is asked about what is to come', () => {
    expect(added(status(9, 'lifted', '2026-11-01', on))).toThrow(
      'while nobody can tell whether entry 2 (suspended from 2027-01-10) still comes',
    );
  });
});

describe('what is added and says what an entry says already', () => {
  const refusal = (before: StatusStatement[], one: StatusStatement) => {
    try {
      checkAdded('cn-nz-apples', [...before, one], (seq) => seq === 9, '2026-11-28');
      return null;
    } catch (error) {
      return (error as TrackerError).message;
    }
  };
  const correct = (seq: number) =>
    `as entry ${seq} says: correct that entry if its day, its doubt or its source was another from the start`;

  it('is told which one that is, and that it can be corrected', () => {
    const before = [status(1, 'in_force', '2025-01-01'), status(2, 'lifted', '2026-12', { doubt: 'a rumour' })];
    const says = `cn-nz-apples: lifted from 2026-12-15 changes nothing: it is lifted from 2026-12 already, ${correct(2)}`;
    expect(refusal(before, status(9, 'lifted', '2026-12-15'))).toBe(
      `${says}; if it was put off since, record in_force from 2026-12 first, and then this`,
    );
  });

  it('is told how to record that it was put off, which leaves what was announced before', () => {
    const before = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-12-10', { announced_on: '2026-08-06' })];
    const again = status(9, 'in_force', '2027-02-01', { announced_on: '2026-11-28' });
    expect(refusal(before, again)).toContain(`${correct(2)}; if it was put off since, record suspended from 2026-12-10 until 2027-02-01`);
    const paused = status(9, 'suspended', '2026-12-10', { announced_on: '2026-11-28', until_on: '2027-02-01' });
    expect(refusal(before, paused)).toBeNull();
  });

  it('is recorded where it was brought forward since, and asked when that was announced', () => {
    const before = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2027-01-01', { announced_on: '2026-08-06' })];
    const sooner = (announced_on: PartialDate | null) => status(9, 'in_force', '2026-12-15', { announced_on });
    expect(refusal(before, sooner('2026-11-28'))).toBeNull();
    const inTheWay = "entry 2 records in_force from 2027-01-01, which can't follow it: if that no longer holds, correct entry 2 first; ";
    expect(refusal(before, sooner(null))).toContain(
      `${inTheWay}if it comes sooner than was announced before, say when each was announced (announced_on)`,
    );
    for (const announced_on of ['2026-08-06', '2026-08', '2026-07-01'] as const)
      expect(refusal(before, sooner(announced_on))).toContain(
        `${inTheWay}what comes sooner than was announced was announced later than that (announced_on: 2026-08-06); if entry 2 never held, correct its day instead`,
      );
    // It is asked so also once it has come, and where it comes back by itself sooner than was announced.
    const begun = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-11-20', { announced_on: '2026-08-06' })];
    expect(refusal(begun, status(9, 'in_force', '2026-11-10'))).toContain('say when each was announced');
    expect(refusal(begun, status(9, 'in_force', '2026-11-10', { announced_on: '2026-11-05' }))).toBeNull();
    const [imposed, returns] = [status(0, 'in_force', '2025-01-01'), status(2, 'in_force', '2026-12-10', { announced_on: '2025-11-10' })];
    const paused = (announced_on: PartialDate | null) => status(9, 'suspended', '2026-11-28', { until_on: '2026-12-05', announced_on });
    expect(refusal([imposed, status(1, 'suspended', '2025-11-10'), returns], paused(null))).toContain('say when each was announced');
    expect(refusal([imposed, status(1, 'suspended', '2025-11-10'), returns], paused('2026-11-28'))).toBeNull();
    // What was told only when that day had come is another history of it.
    const told = [...before, status(9, 'in_force', '2026-12-15', { announced_on: '2027-01-01' })];
    expect(() => checkAdded('cn-nz-apples', told, (seq) => seq === 9, '2027-01-02')).toThrow("can't follow it");
    // Recorded in this order, the second says nothing new.
    const again = status(9, 'in_force', '2027-01-01', { announced_on: '2026-11-28' });
    expect(refusal([status(1, 'in_force', '2026-08-06', { announced_on: '2026-08-06' })], again)).toContain('changes nothing');
  });

  it('is asked whether it was put off where it is set for a later day than before, until another', () => {
    const before = [
      status(1, 'announced', '2026-08-06'),
      status(2, 'in_force', '2026-12-01', { announced_on: '2026-08-06', until_on: '2027-07-01' }),
    ];
    const later = (effective_on: PartialDate, until_on: PartialDate | null) =>
      status(9, 'in_force', effective_on, { until_on, announced_on: '2026-11-28' });
    expect(refusal(before, later('2027-01-01', '2027-08-01'))).toBe(
      "cn-nz-apples: in_force from 2027-01-01 can't be recorded while entry 2 sets in_force for 2026-12-01: if it was put off, record suspended from 2026-12-01 until 2027-01-01 first; if it is to last longer or shorter, record in_force from 2026-12-01 until 2027-08-01",
    );
    expect(refusal(before, later('2027-01-01', null))).toContain('record in_force from 2026-12-01 without an end');
    const paused = status(8, 'suspended', '2026-12-01', { announced_on: '2026-11-28', until_on: '2027-01-01' });
    expect(refusal([...before, paused], later('2027-01-01', '2027-08-01'))).toBeNull();
    expect(refusal(before, later('2026-12-01', '2027-08-01'))).toBeNull();
    // What goes on from its end, and what is in force already, is no question.
    expect(refusal(before, later('2027-07-01', '2028-07-01'))).toBeNull();
    const begun = [status(1, 'in_force', '2026-08-06', { until_on: '2027-07-01' })];
    expect(refusal(begun, later('2027-01-01', '2027-08-01'))).toBeNull();
    // What has come since is one if it was announced before.
    const told = (announced_on: PartialDate) => status(9, 'in_force', '2026-09-01', { until_on: '2027-08-01', announced_on });
    expect(refusal(begun, told('2026-08-01'))).toContain('record suspended from 2026-08-06 until 2026-09-01 first');
    expect(refusal(begun, told('2026-08-20'))).toBeNull();
  });

  it('is no question for what frees something else, is put right, or goes on from what comes back by itself', () => {
    const freed = (codes: string[]) => ({ exemptions: [scope({ codes })] });
    const partly = status(2, 'partially_lifted', '2026-12-10', { until_on: '2027-06-01', ...freed(['03']) });
    const more = status(9, 'partially_lifted', '2027-01-10', { until_on: '2027-08-01', ...freed(['03', '04']) });
    expect(refusal([status(1, 'in_force', '2025-01-01'), partly], more)).toBeNull();
    expect(refusal([status(1, 'in_force', '2025-01-01'), partly], { ...more, ...freed(['03']) })).toContain('sets partially_lifted');
    const twice = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-12-01', { until_on: '2027-07-01' })];
    expect(refusal(twice, status(9, 'in_force', '2027-01-01', { until_on: '2027-08-01', position: 3 }))).toBeNull();
    // A suspension sets it for the day on which it is over.
    const paused = [
      status(1, 'in_force', '2025-01-01', { until_on: '2027-07-01' }),
      status(2, 'suspended', '2026-12-01', { until_on: '2027-01-01' }),
    ];
    const prolonged = (effective_on: PartialDate) => status(9, 'in_force', effective_on, { until_on: '2027-09-01' });
    expect(refusal(paused, prolonged('2027-02-01'))).toBe(
      "cn-nz-apples: in_force from 2027-02-01 can't be recorded while entry 2 sets in_force for 2027-01-01: if it was put off, record suspended from 2027-01-01 until 2027-02-01 first; if it is to last longer or shorter, record in_force from 2027-01-01 until 2027-09-01",
    );
    expect(refusal(paused, prolonged('2027-01-01'))).toBeNull();
  });

  it('is told to suspend from the first day of a month for which it was set, as it may not come within it', () => {
    const before = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-12', { announced_on: '2026-08-06' })];
    const until = status(9, 'in_force', '2027-02-01', { until_on: '2028-01-01' });
    expect(refusal(before, until)).toContain('record suspended from 2026-12-01 until 2027-02-01 first');
    expect(refusal(before, { ...until, until_on: null })).toContain('record suspended from 2026-12-01 until 2027-02-01');
    const paused = status(8, 'suspended', '2026-12-01', { until_on: '2027-02-01' });
    expect(possibleStatuses([...before, paused], '2026-12-15')).toEqual({ stated: [paused], instead: [], doubt: null });
  });

  it('is asked until when it lasts where it is brought forward with another end than was announced', () => {
    const planned = (until_on: PartialDate | null) => [
      status(1, 'announced', '2026-08-06'),
      status(2, 'in_force', '2027-01-01', { announced_on: '2026-08-06', until_on }),
    ];
    const sooner = (until_on: PartialDate | null, more = {}) =>
      status(9, 'in_force', '2026-12-15', { announced_on: '2026-11-27', until_on, ...more });
    expect(refusal(planned('2028-01-01'), sooner('2027-12-15'))).toBe(
      "cn-nz-apples: in_force from 2026-12-15 can't be recorded while entry 2 sets in_force for 2027-01-01 until 2028-01-01, and decides from then on: if it ends as that does, say so (until_on 2028-01-01); if not, record in_force from 2027-01-01 until 2027-12-15 first",
    );
    expect(refusal(planned(null), sooner('2027-12-15'))).toContain(
      'sets in_force for 2027-01-01 without an end, and decides from then on: if it ends as that does, leave until_on out',
    );
    expect(refusal(planned('2028-01-01'), sooner('2028-01-01'))).toBeNull();
    const anew = status(8, 'in_force', '2027-01-01', { announced_on: '2026-11-27', until_on: '2027-12-15' });
    expect(refusal(planned('2028-01-01'), { ...anew, seq: 9 })).toBeNull();
    expect(refusal([...planned('2028-01-01'), anew], sooner('2027-12-15'))).toBeNull();
    // It is asked so also once that day has come, if it was announced before.
    const late = [status(1, 'announced', '2026-08-06'), { ...(planned('2027-11-20')[1] as StatusStatement), effective_on: '2026-11-20' }];
    const came = (announced_on: PartialDate | null) => sooner('2027-11-10', { effective_on: '2026-11-10', announced_on });
    expect(refusal(late, came('2026-11-05'))).toContain('record in_force from 2026-11-20 until 2027-11-10 first');
    expect(refusal(late, came(null))).toBeNull();
    // What ends as the other begins, what was announced before it, and what is in force already, is no question.
    expect(refusal(planned('2028-01-01'), sooner('2027-01-01'))).toBeNull();
    expect(refusal(planned('2028-01-01'), sooner('2027-12-15', { announced_on: '2026-08-01' }))).toBeNull();
    expect(refusal([status(0, 'in_force', '2025-01-01'), ...planned('2028-01-01').slice(1)], sooner('2027-12-15'))).toBeNull();
  });

  it('is told which entry is in the way where an entry is taken back that made it lawful', () => {
    const left = [status(1, 'in_force', '2025-01-01'), status(3, 'in_force', '2026-11-20')];
    expect(() => checkAdded('cn-nz-apples', left, () => false, '2026-11-28')).toThrow(
      'cn-nz-apples: in_force from 2026-11-20 changes nothing: it is in_force from 2025-01-01 already: correct entry 3 first',
    );
    // So it is where all that was before it is taken back.
    expect(() => checkAdded('cn-nz-apples', [status(3, 'lifted', '2026-11-20')], () => false, '2026-11-28')).toThrow(
      /lifted from 2026-11-20 can't follow a measure without a history; lawful there: .*: correct entry 3 first$/,
    );
  });

  it('is told what would change if what is set for later does not come', () => {
    const before = [status(1, 'in_force', '2025-01-01'), status(2, 'lifted', '2026-12-10', { announced_on: '2026-06-01' })];
    const one = status(9, 'in_force', '2026-11-28', { announced_on: '2026-11-28' });
    const next = 'if what entry 2 sets (lifted from 2026-12-10) does not come, record in_force from that day';
    expect(refusal(before, one)).toContain(`already, ${correct(1)}; ${next}`);
    expect(refusal(before, { ...one, effective_on: '2026-12-10' })).toBeNull();
    // The same once more, as somebody else read it a day later, is no other word.
    expect(refusal(before, { ...one, status: 'lifted', effective_on: '2026-12-10' })).toContain(correct(2));
    const announced = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-12-10', { announced_on: '2026-08-06' })];
    expect(refusal(announced, { ...one, status: 'announced' })).toMatch(/another from the start$/);
  });

  it('is recorded where it takes away what was set for later', () => {
    const before = [status(1, 'suspended', '2025-11-10'), status(2, 'in_force', '2026-12-10', { announced_on: '2025-11-10' })];
    const again = (seq: number) => status(seq, 'suspended', '2026-11-28', { announced_on: '2026-11-28' });
    const begun = [status(0, 'in_force', '2025-01-01'), ...before];
    expect(refusal(begun, again(9))).toBeNull();
    expect(refusal([...begun, again(8)], again(9))).toContain('changes nothing');
    // It stands where the same is taken away once more.
    const dropped = status(9, 'withdrawn', '2026-12-01', { announced_on: '2026-11-29' });
    expect(refusal([...begun, again(8)], dropped)).toBeNull();
  });
});

describe('an end before what was set for a later day', () => {
  const scheduled = (announced_on: PartialDate | null) => [
    status(1, 'announced', '2026-08-06', { announced_on: '2026-08-06' }),
    status(2, 'in_force', '2026-12-04', { announced_on }),
  ];
  const added = (before: StatusStatement[], end: Status, announced_on: PartialDate | null): (() => void) => {
    const all = [...before, status(9, end, '2026-12-01', { announced_on })];
    return () => checkAdded('us-polysilicon', all, (seq) => seq === 9, '2026-11-28');
  };

  it('may be recorded with the day on which it was announced', () => {
    expect(added(scheduled('2026-08-06'), 'withdrawn', '2026-11-27')).not.toThrow();
    expect(added(scheduled('2026-08'), 'withdrawn', '2026-11')).not.toThrow();
  });

  it('is refused where nobody can tell whether that still comes, and told what to say', () => {
    const open =
      "withdrawn from 2026-12-01 can't be recorded while nobody can tell whether entry 2 (in_force from 2026-12-04) still comes: ";
    const ask = 'say on which day this was announced (announced_on): if after 2026-11, when that was, it comes no more';
    expect(added(scheduled('2026-11'), 'withdrawn', null)).toThrow(`us-polysilicon: ${open}${ask}`);
    expect(added(scheduled('2026-11'), 'withdrawn', '2026-11-27')).toThrow(ask);
    expect(added(scheduled(null), 'withdrawn', '2026-11-27')).toThrow(
      `${open}that does not say when it was announced, so correct entry 2 first: give it its announced_on, or take it away`,
    );
    // What was announced after the day of the end may be meant to come after it.
    const back = status(9, 'withdrawn', '2026-12-01', { announced_on: '2026-12-03' });
    expect(() => checkAdded('us-polysilicon', [...scheduled('2026-12-02'), back], (seq) => seq === 9, '2026-12-03')).toThrow(
      `${open}it was announced on 2026-12-02, so correct entry 2 first`,
    );
    // Announced and withdrawn on one day, or withdrawn in the course of a month in which it was to come.
    expect(added(scheduled('2026-11-27'), 'withdrawn', '2026-11-27')).toThrow(
      `${open}both were announced on 2026-11-27, so correct entry 2 first, and record it again after this if both hold`,
    );
    const inMonth = [...scheduled('2026-08-06'), status(9, 'withdrawn', '2026-12', { announced_on: '2026-11-27' })];
    expect(() => checkAdded('us-polysilicon', inMonth, (seq) => seq === 9, '2026-11-28')).toThrow(
      'say on which day this takes effect (effective_on); if only 2026-12 is known, say the day before 2026-12-04 with a doubt',
    );
    // What it takes the place of was said before that, and a suspension for a few days takes nothing away.
    const corrected = [...scheduled(null), status(9, 'withdrawn', '2026-12-01', { position: 0 })];
    expect(() => checkAdded('us-polysilicon', corrected, (seq) => seq === 9, '2026-11-28')).not.toThrow('nobody can tell');
    const paused = [...scheduled(null), status(9, 'suspended', '2026-12-01', { until_on: '2026-12-04' })];
    expect(() => checkAdded('us-polysilicon', paused, (seq) => seq === 9, '2026-11-28')).not.toThrow();
  });

  it('is asked nothing about what has come, what was said with it, or what it can come before', () => {
    const all = [...scheduled(null), status(9, 'withdrawn', '2026-12-01')];
    expect(() => checkAdded('us-polysilicon', all, (seq) => seq === 9, '2026-12-04')).not.toThrow();
    expect(() => checkAdded('us-polysilicon', all, (seq) => seq >= 2, '2026-11-28')).not.toThrow();
    // Recorded in the order of their days, an end and what comes after it may be announced on one day.
    const after = [...scheduled('2026-08-06').slice(0, 1), status(3, 'withdrawn', '2026-12-01', { announced_on: '2026-11-27' })];
    const back = status(9, 'in_force', '2026-12-04', { announced_on: '2026-11-27' });
    expect(() => checkAdded('us-polysilicon', [...after, back], (seq) => seq === 9, '2026-11-28')).not.toThrow();
    // An end of long ago, after which it came back.
    const again = [status(1, 'in_force', '2015-01-01'), status(2, 'in_force', '2021-01-01'), status(3, 'expired', '2029-01-01')];
    const missed = [...again, status(9, 'lifted', '2019-01-01')];
    expect(() => checkAdded('us-polysilicon', missed, (seq) => seq === 9, '2026-11-28')).not.toThrow();
  });
});

describe('what was set for a later day, put right', () => {
  const before = [
    status(1, 'in_force', '2025-01-01'),
    status(2, 'suspended', '2025-11-10', { announced_on: '2025-11-10' }),
    status(4, 'withdrawn', '2026-11-20', { announced_on: '2026-11-20' }),
  ];
  const corrected = (announced_on: PartialDate | null, more: StatusStatement[] = []): (() => void) => {
    const all = [...before, ...more, status(9, 'in_force', '2026-12-10', { position: 3, announced_on })];
    return () => checkAdded('us-polysilicon', all, (seq) => seq === 9, '2026-11-28');
  };

  it('is asked when it was announced, where what was recorded since may have taken it away', () => {
    expect(corrected('2025-11-10')).not.toThrow();
    expect(corrected(null)).toThrow(
      "us-polysilicon: in_force from 2026-12-10 can't be recorded while nobody can tell whether it still comes after entry 4 (withdrawn from 2026-11-20): say on which day this was announced (announced_on): if before 2026-11-20, when that was, it comes no more",
    );
    const since = (more: Partial<StatusStatement>): void => {
      before[2] = { ...(before[2] as StatusStatement), ...more };
    };
    const again = 'so take this away (a correction without a replacement), and record it again if it still comes';
    expect(corrected('2026-11-20')).toThrow(`both were announced on 2026-11-20, ${again}`);
    since({ effective_on: '2026-11-10' });
    expect(corrected('2026-11-15')).toThrow(`this was announced on 2026-11-15, when the day of that had come, ${again}`);
    since({ effective_on: '2026-12' });
    expect(corrected(null)).toThrow('say on which day this was announced');
    expect(corrected('2025-11-10')).toThrow(
      'of that only 2026-12 is known, so correct entry 4 first: with the day on which it takes effect',
    );
    since({ announced_on: '2026-11' });
    expect(corrected('2026-11-10')).toThrow('of that only 2026-11 is known, so correct entry 4 first: with the day of its announcement');
    since({ announced_on: null });
    expect(corrected('2025-11-10')).toThrow('that does not say when it was announced, so correct entry 4 first');
  });
});

describe('what may have taken away what was set for a later day', () => {
  const rumour = status(3, 'suspended', '2026-11-20', { announced_on: '2026-11-20', doubt: 'one report' });
  const before = [status(1, 'in_force', '2025-01-01'), status(2, 'provisional', '2026-12-10', { announced_on: '2026-10-01' }), rumour];
  const freed = { announced_on: '2026-11-25' as const, exemptions: [scope({ codes: ['03'] })] };
  const freeing = (more: Partial<StatusStatement>, known = before): (() => void) => {
    const all = [...known, status(9, 'partially_lifted', '2026-11-25', { ...freed, ...more })];
    return () => checkAdded('us-polysilicon', all, (seq) => seq === 9, '2026-11-28');
  };

  it('is not taken for certain by what is certain of a day between', () => {
    expect(freeing({})).toThrow(
      "us-polysilicon: partially_lifted from 2026-11-25 can't be recorded without a doubt while entry 3 (suspended from 2026-11-20) is in doubt, and with it whether entry 2 (provisional from 2026-12-10) still comes: give what is recorded from 2026-11-25 a doubt too, or correct entry 3 first",
    );
    expect(freeing({ doubt: 'one report' })).not.toThrow();
    const instead = [...before, status(9, 'partially_lifted', '2026-11-25', { ...freed, doubt: 'one report' })];
    expect(possibleStatuses(instead, '2026-12-11').instead).toContainEqual(before[1]);
    expect(freeing({}, [...before.slice(0, 2), { ...rumour, doubt: null }])).not.toThrow();
  });

  it('is asked when it was announced where it may end for certain what is in doubt', () => {
    const ended = (announced_on: PartialDate | null): (() => void) => {
      const all = [...before, status(9, 'lifted', '2026-12-01', { announced_on })];
      return () => checkAdded('us-polysilicon', all, (seq) => seq === 9, '2026-11-28');
    };
    expect(ended(null)).toThrow('say on which day this was announced (announced_on): if after 2026-10-01, when that was, it comes no more');
    expect(ended('2026-11-26')).not.toThrow();
    // What is certain of its very day, and does not call it off, is one between too.
    const [day, partly] = [status(9, 'in_force', '2026-11-20'), before.slice(0, 2)];
    expect(() => checkAdded('us-polysilicon', [...partly, rumour, day], (seq) => seq === 9, '2026-11-28')).toThrow('without a doubt');
  });

  it('may take away several steps, and is asked about one between that would come all the same', () => {
    const plan = [
      status(1, 'announced', '2026-08-06', { announced_on: '2026-08-06' }),
      status(2, 'in_force', '2026-12-10', { announced_on: '2026-08-06' }),
      status(3, 'expired', '2027-12-10', { announced_on: '2026-08-06' }),
    ];
    const withdrawn = status(9, 'withdrawn', '2026-12-01', { announced_on: '2026-11-27', doubt: 'one report' });
    const isAdded = (seq: number): boolean => seq === 9;
    expect(() => checkAdded('us-polysilicon', [...plan, withdrawn], isAdded, '2026-11-28')).not.toThrow();
    for (const [on, one] of [
      ['2026-12-11', plan[1]],
      ['2027-12-20', plan[2]],
    ] as const)
      expect(possibleStatuses([...plan, withdrawn], on).instead).toContainEqual(one);
    const freed = (doubt: string | null) => [
      status(1, 'in_force', '2025-01-01'),
      status(2, 'partially_lifted', '2026-12-10', { announced_on: '2026-10-01', exemptions: [scope({ codes: ['03'] })], doubt }),
      status(3, 'lifted', '2027-03-01', { announced_on: '2026-10-01' }),
    ];
    const lasting = status(9, 'in_force', '2026-12-05', { announced_on: '2026-11-27', until_on: '2027-12-31', doubt: 'one report' });
    expect(() => checkAdded('us-polysilicon', [...freed(null), lasting], isAdded, '2026-11-28')).toThrow(
      "us-polysilicon: in_force from 2026-12-05 can't be recorded while it is in doubt, and with it whether entry 3 (lifted from 2027-03-01) still comes, and entry 2 (partially_lifted from 2026-12-10) is certain: give that a doubt too, by a correction",
    );
    expect(() => checkAdded('us-polysilicon', [...freed('one report'), lasting], isAdded, '2026-11-28')).not.toThrow();
    // Those of one call are told without the numbers that they do not have yet.
    const partly = { ...(freed(null)[1] as StatusStatement), seq: 9, position: 9, effective_on: '2026-11-25', announced_on: '2026-11-25' };
    const together = [...before.slice(0, 2), { ...rumour, seq: 8, position: 8 }, partly];
    expect(() => checkAdded('us-polysilicon', together, (seq) => seq >= 8, '2026-11-28')).toThrow(
      /while what is recorded with it \(suspended from 2026-11-20\) is in doubt, .*: give what is recorded from 2026-11-25 a doubt too$/,
    );
  });

  it('may be called off in doubt, and then does not leave what was set for certain', () => {
    const withdrawn = [
      status(1, 'announced', '2026-08-06', { announced_on: '2026-08-06' }),
      status(2, 'in_force', '2026-12-20', { announced_on: '2026-08-06' }),
      status(3, 'withdrawn', '2026-12-01', { announced_on: '2026-11-10' }),
    ];
    const anew = (doubt: string | null) => status(9, 'announced', '2026-12-01', { announced_on: '2026-11-20', doubt });
    const added = (known: StatusStatement[], doubt: string | null): (() => void) => {
      return () => checkAdded('us-polysilicon', [...known, anew(doubt)], (seq) => seq === 9, '2026-11-28');
    };
    expect(added(withdrawn, null)).not.toThrow();
    expect(added(withdrawn, 'one report')).toThrow(
      "us-polysilicon: announced from 2026-12-01 can't be recorded while what calls withdrawn from 2026-12-01 off is in doubt, and with it whether in_force from 2026-12-20 comes: record that with a doubt first, though entry 2 says it without",
    );
    const again = status(8, 'in_force', '2026-12-20', { announced_on: '2026-11-20', doubt: 'one report' });
    expect(() => checkAdded('us-polysilicon', [...withdrawn, again], (seq) => seq === 8, '2026-11-28')).not.toThrow();
    expect(added([...withdrawn, again], 'one report')).not.toThrow();
    const { stated, instead, doubt } = possibleStatuses([...withdrawn, again, anew('one report')], '2026-12-21');
    expect({ stated, doubt }).toEqual({ stated: [again], doubt: 'one report' });
    expect(instead.map((one) => one?.status)).toContain('announced');
  });

  it('is for who can answer: what comes with the program is as it is', () => {
    const all = [...before, status(9, 'lifted', '2026-12-01')];
    expect(() =>
      checkAdded(
        'us-polysilicon',
        all,
        (seq) => seq === 9,
        '2026-11-28',
        () => false,
      ),
    ).not.toThrow();
  });
});

describe('what is to hold until a day of its own', () => {
  const scheduled = [statement(1, '2025-10-14'), statement(2, '2027-01-01')];
  const added = (effective_on: PartialDate, until_on: PartialDate | null, more = {}): (() => void) => {
    const all = [...scheduled, statement(9, effective_on, { until_on, ...more })];
    return () => checkLasting('us-timber', all, (seq) => seq === 9, '2026-11-28');
  };

  it('is refused where what was recorded for a day between would end it, with what would be right', () => {
    expect(added('2026-12-20', '2028-01-01')).toThrow(
      'us-timber: what is to hold from 2026-12-20 until 2028-01-01 would last until 2027-01-01 only, from when on entry 2 decides: record it until 2027-01-01, and once more from that day until 2028-01-01; or correct entry 2 first',
    );
    // A season within it ends by itself.
    const season = [...scheduled, statement(3, '2026-12-25', { until_on: '2027-01-01' })];
    const around = [...season, statement(9, '2026-12-20', { until_on: '2027-01-01' })];
    expect(() => checkLasting('us-timber', around, (seq) => seq === 9, '2026-11-28')).toThrow('would last until 2026-12-25 only');
    const inside = [
      statement(1, '2025-10-14'),
      statement(3, '2027-06-01', { until_on: '2027-09-01' }),
      statement(9, '2026-12-20', { until_on: '2028-01-01' }),
    ];
    expect(() => checkLasting('us-timber', inside, (seq) => seq === 9, '2026-11-28')).not.toThrow();
    for (const [from, until] of [
      ['2026-12-20', '2027-01-01'],
      ['2027-01-01', '2028-01-01'],
      ['2026-12-20', null],
    ] as const)
      expect(added(from, until)).not.toThrow();
  });

  it('is not where that has come, where it takes an older place, or is added with it', () => {
    const all = [...scheduled, statement(9, '2026-12-20', { until_on: '2028-01-01' })];
    expect(() => checkLasting('us-timber', all, (seq) => seq === 9, '2027-01-01')).not.toThrow();
    expect(() => checkLasting('us-timber', all, (seq) => seq >= 2, '2026-11-28')).not.toThrow();
    expect(added('2026-12-20', '2028-01-01', { position: 1 })).not.toThrow();
  });
});

describe('what is in force', () => {
  it('is provisional, in force or partially lifted, and nothing else', () => {
    expect(STATUSES.filter(isInForce)).toEqual(['provisional', 'in_force', 'partially_lifted']);
  });
});

describe('the same status again', () => {
  const first = status(1, 'in_force', '2024-01-01', { until_on: '2025-01-01' });

  it('is refused if it changes nothing', () => {
    const error = problemOf([first, { ...first, seq: 2, position: 2, effective_on: '2024-06-01' }]);
    expect(error?.code).toBe('conflict');
    expect(error?.message).toMatch(/in_force from 2024-06-01 changes nothing/);
  });

  it('is lawful with another until_on: an extension', () => {
    expect(problemOf([first, status(2, 'in_force', '2024-06-01', { until_on: '2026-01-01' })])).toBeNull();
    expect(problemOf([first, status(2, 'in_force', '2024-06-01')])).toBeNull();
  });

  it('is lawful with other exemptions', () => {
    const partly = status(2, 'partially_lifted', '2024-02-01', { exemptions: [scope({ codes: ['03'] })] });
    const more = status(3, 'partially_lifted', '2024-03-01', { exemptions: [scope({ codes: ['03'] }), scope({ codes: ['16'] })] });
    expect(problemOf([status(1, 'in_force', '2024-01-01'), partly, more])).toBeNull();
    expect(
      problemOf([status(1, 'in_force', '2024-01-01'), partly, { ...partly, seq: 3, position: 3, effective_on: '2024-03-01' }])?.message,
    ).toMatch(/changes nothing/);
  });

  it('is refused after a return that was derived', () => {
    const error = problemOf([
      status(1, 'in_force', '2024-01-01'),
      status(2, 'suspended', '2024-02-01', { until_on: '2024-03-01' }),
      status(3, 'in_force', '2024-04-01'),
    ]);
    expect(error?.message).toMatch(/changes nothing: it is in_force from 2024-03-01 already/);
  });
});

describe('until_on', () => {
  it.each<[Status, Status | null]>([
    ['provisional', 'expired'],
    ['in_force', 'expired'],
    ['partially_lifted', 'in_force'],
    ['suspended', 'in_force'],
    ['threatened', null],
    ['under_investigation', null],
    ['proposed', null],
    ['announced', null],
    ['lifted', null],
    ['expired', null],
    ['annulled', null],
    ['superseded', null],
    ['withdrawn', null],
    ['declined', null],
  ])('after %s comes %s', (ended, follower) => {
    expect(statusAfterUntil(ended)).toBe(follower);
    const error = problemOf(
      history(pathTo(ended)).map((one, index, all) => (index === all.length - 1 ? { ...one, until_on: '2025-01-01' } : one)),
    );
    if (follower === null) expect(error).toMatchObject({ code: 'conflict', message: expect.stringMatching(`${ended} from .* can't have`) });
    else expect(error).toBeNull();
  });

  it.each([
    ['2024-01-10', '2024-01-10'],
    ['2024-01-10', '2024-01-09'],
    ['2024-01-10', '2024-01'],
    ['2024', '2024'],
  ])('from %s until %s is no time at all', (effective_on, until_on) => {
    const error = problemOf([status(1, 'in_force', effective_on, { until_on })]);
    expect(error?.code).toBe('conflict');
    expect(error?.message).toContain(until_on);
  });

  it('what follows by itself is checked as well', () => {
    const lapsed = [status(1, 'in_force', '2024-01-01', { until_on: '2024-06-01' }), status(2, 'suspended', '2024-07-01')];
    expect(problemOf(lapsed)?.extra.from).toBe('expired');
    expect(problemOf([lapsed[0] as StatusStatement, status(2, 'suspended', '2024-06-01')])).toBeNull();
  });
});
