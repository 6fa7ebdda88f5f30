import { describe, expect, it } from 'vitest';
import { addDays, NEVER } from '../../src/domain/dates.ts';
import { checkAdded, checkHistory } from '../../src/domain/history.ts';
import { comesNoMore, overtaken } from '../../src/domain/overtaking.ts';
import type { StatusStatement } from '../../src/domain/statement.ts';
import {
  certaintyOn,
  isInForceOpen,
  mayBeInForce,
  periodOn,
  possibleStatements,
  possibleStatuses,
  runs,
  sinceWhen,
  statementPeriods,
  statusPeriods,
  weakestCertainty,
} from '../../src/domain/timeline.ts';
import type { Status } from '../../src/domain/vocabulary.ts';
import { statement, status } from '../support/histories.ts';
import { scope } from '../support/scopes.ts';

const shown = (statements: readonly StatusStatement[]): string[] =>
  statusPeriods(statements).map(
    ({ starts_on, ends_on, statement: { status: name }, derived }) =>
      `${starts_on}…${ends_on === NEVER ? '' : ends_on} ${name}${derived ? ' (derived)' : ''}`,
  );
const tables = (...args: Parameters<typeof statementPeriods>): string[] =>
  statementPeriods(...args).map(({ starts_on, ends_on, statement: { seq } }) => `${starts_on}…${ends_on === NEVER ? '' : ends_on} ${seq}`);

describe('statuses in the order of time', () => {
  it('each holds until the next takes over', () => {
    expect(shown([status(1, 'provisional', '2020-11-28'), status(2, 'in_force', '2021-03-28'), status(3, 'lifted', '2024-03-29')])).toEqual(
      ['2020-11-28…2021-03-28 provisional', '2021-03-28…2024-03-29 in_force', '2024-03-29… lifted'],
    );
  });

  it.each<[string, (index: number, count: number) => string | null]>([
    ['without a word when', () => null],
    ['on their days', (index) => addDays('2020-01-01', index)],
    ['long before, one after the other', (index) => addDays('2018-01-01', index)],
    ['long before, the last first', (index, count) => addDays('2018-01-01', count - index)],
  ])('announced %s, as many again cost four times as much, for each may be gone by any other', (_what, announced) => {
    const cost = (count: number): number => {
      let reads = 0;
      const statements = Array.from({ length: count }, (_, index) => {
        const name = index % 2 === 0 ? ('in_force' as const) : ('suspended' as const);
        const one = status(index + 1, name, addDays('2020-01-01', index), { announced_on: announced(index, count) });
        const get = (of: StatusStatement, key: keyof StatusStatement): unknown => {
          reads += 1;
          return of[key];
        };
        return new Proxy(one, { get } as ProxyHandler<StatusStatement>);
      });
      expect(statusPeriods(statements).length).toBeGreaterThan(0);
      return reads;
    };
    expect(cost(160) / cost(80)).toBeLessThan(4.2);
  });

  it('nothing recorded is nothing shown', () => {
    expect(statusPeriods([])).toEqual([]);
    expect(statementPeriods([])).toEqual([]);
  });

  it('of several on one day the last recorded holds that day', () => {
    expect(shown([status(1, 'announced', '2024-01-01'), status(2, 'in_force', '2024-01-01')])).toEqual(['2024-01-01… in_force']);
    expect(shown([status(2, 'in_force', '2024-01-01'), status(1, 'announced', '2024-01-01')])).toEqual(['2024-01-01… in_force']);
  });

  it('a replacement keeps the place of what it replaces within the day', () => {
    const replaced = [status(2, 'suspended', '2024-01-01'), status(3, 'in_force', '2024-01-01', { position: 1 })];
    expect(shown(replaced)).toEqual(['2024-01-01… suspended']);
  });
});

describe('what was set for a later day', () => {
  const told = (announced_on: string, more: Partial<StatusStatement> = {}) => ({ announced_on, ...more });
  const scheduled = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-12-04', told('2026-08-06'))];

  it('comes no more once an end for an earlier day was announced after it', () => {
    const begins = '2026-08-06…2026-12-01 announced';
    expect(shown([...scheduled, status(3, 'withdrawn', '2026-12-01', told('2026-11-28'))])).toEqual([begins, '2026-12-01… withdrawn']);
    const inForce = [status(1, 'in_force', '2024-10-30'), status(2, 'expired', '2029-10-30', told('2024-10-29'))];
    expect(shown([...inForce, status(3, 'lifted', '2026-12-01', told('2026-11-28'))])).toEqual([
      '2024-10-30…2026-12-01 in_force',
      '2026-12-01… lifted',
    ]);
    // Nor before that was announced, nor where it was announced no earlier, nor what had come by then.
    expect(shown(scheduled)).toEqual(['2026-08-06…2026-12-04 announced', '2026-12-04… in_force']);
    for (const announced of ['2026-08-06', '2026-07-01', '2026-12-04', '2026-08'])
      expect(shown([...scheduled, status(3, 'withdrawn', '2026-12-01', told(announced))]).at(-1)).toBe('2026-12-04… in_force');
  });

  it('comes no more within a suspension that was announced after it, and what ends the measure does', () => {
    const paused = (until_on: string | null) => status(3, 'suspended', '2026-12-01', told('2026-11-28', { until_on }));
    expect(shown([...scheduled, paused(null)]).at(-1)).toBe('2026-12-01… suspended');
    expect(shown([...scheduled, paused('2027-03-01')]).at(-1)).toBe('2027-03-01… in_force (derived)');
    expect(shown([...scheduled, paused('2026-12-04')]).at(-1)).toBe('2026-12-04… in_force');
    const inForce = [status(1, 'in_force', '2024-10-30'), status(2, 'expired', '2027-01-01', told('2024-10-29'))];
    expect(shown([...inForce, paused('2027-03-01')]).at(-1)).toBe('2027-01-01… expired');
  });

  it('comes after the suspension that was announced since, with what it frees and its own end', () => {
    const paused = status(3, 'suspended', '2026-12-01', told('2026-11-28', { until_on: '2027-03-01' }));
    const forHalfAYear = [
      status(1, 'announced', '2026-08-06'),
      status(2, 'in_force', '2026-12-04', told('2026-08-06', { until_on: '2027-06-04' })),
    ];
    expect(shown([...forHalfAYear, paused]).slice(1)).toEqual([
      '2026-12-01…2027-03-01 suspended',
      '2027-03-01…2027-06-04 in_force (derived)',
      '2027-06-04… expired (derived)',
    ]);
    const freeing = told('2026-08-06', { exemptions: [scope({ partners: ['JP-01'] })] });
    const freed = [status(1, 'in_force', '2024-10-30'), status(2, 'partially_lifted', '2026-12-04', freeing)];
    expect(shown([...freed, paused]).at(-1)).toBe('2027-03-01… partially_lifted (derived)');
    expect(statusPeriods([...freed, paused]).at(-1)?.returns?.seq).toBe(2);
    // It does not where the measure ended meanwhile, or the suspension is over before.
    const ended = status(4, 'lifted', '2027-01-01', told('2026-12-20'));
    const back = status(5, 'announced', '2027-01-10', told('2027-01-10'));
    const later = status(6, 'suspended', '2027-02-01', told('2027-02-01', { until_on: '2027-03-01' }));
    expect(shown([...freed, paused, ended, back, later]).at(-1)).toBe('2027-03-01… in_force (derived)');
  });

  it('comes no more where it was prolonged beyond that day since', () => {
    const banned = [status(1, 'in_force', '2024-10-30'), status(2, 'lifted', '2026-12-10', told('2026-08-06'))];
    const prolonged = (until_on: string | null, announced = '2026-11-28') =>
      status(3, 'in_force', '2026-11-28', told(announced, { until_on }));
    expect(shown([...banned, prolonged('2027-06-10')]).at(-1)).toBe('2027-06-10… expired (derived)');
    for (const one of [prolonged('2026-12-10'), prolonged('2027-06-10', '2026-08-06'), prolonged(null)])
      expect(shown([...banned, one]).at(-1)).toBe('2026-12-10… lifted');
    const free = { exemptions: [scope({ partners: ['JP-01'] })] };
    const eased = [status(1, 'in_force', '2024-10-30'), status(2, 'in_force', '2026-12-10', told('2026-08-06'))];
    const longer = status(3, 'partially_lifted', '2026-11-28', told('2026-11-28', { until_on: '2027-06-10', ...free }));
    expect(shown([...eased, longer]).slice(-2)).toEqual(['2026-11-28…2027-06-10 partially_lifted', '2027-06-10… in_force (derived)']);
    // The end of the measure comes within a lifting in part, which has an end of its own.
    expect(shown([...banned, longer]).at(-1)).toBe('2026-12-10… lifted');
  });

  it('is what was recorded last for that day, whichever was announced first', () => {
    const threatened = [status(1, 'threatened', '2026-08-06'), status(2, 'in_force', '2026-12-04', told('2026-08-06'))];
    const paused = status(3, 'suspended', '2026-12-04', told('2026-11-28', { until_on: '2027-02-01' }));
    expect(() => checkHistory('m', [...threatened, paused])).not.toThrow();
    expect(shown([...threatened, paused]).slice(1)).toEqual(['2026-12-04…2027-02-01 suspended', '2027-02-01… in_force (derived)']);
  });

  it('that was put off comes sooner after all, and what put it off comes no more', () => {
    const threatened = [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-12-04', told('2026-08-06'))];
    const putOff = status(3, 'suspended', '2026-12-04', told('2026-11-20', { until_on: '2027-02-01' }));
    const sooner = (name: Status, announced: string, until_on: string | null = null) =>
      status(
        4,
        name,
        '2026-12-01',
        told(announced, { until_on, ...(name === 'partially_lifted' && { exemptions: [scope({ codes: ['03'] })] }) }),
      );
    for (const name of ['in_force', 'provisional', 'partially_lifted'] as const) {
      const all = [...threatened, putOff, sooner(name, '2026-11-28')];
      expect(shown(all).at(-1)).toBe(`2026-12-01… ${name}`);
      expect([...overtaken(all)]).toEqual([
        [3, 4],
        [2, 3],
      ]);
      expect(() => checkAdded('m', all, (seq) => seq === 4, '2026-11-28')).not.toThrow();
    }
    // Not by what was announced before it was put off, nor by what is over by then.
    for (const one of [sooner('in_force', '2026-11-10'), sooner('in_force', '2026-11-28', '2026-12-03')])
      expect(shown([...threatened, putOff, one]).at(-1)).toBe('2027-02-01… in_force (derived)');
    expect(() =>
      checkAdded(
        'm',
        [...threatened, putOff, { ...sooner('in_force', '2026-11-28'), announced_on: null }],
        (seq) => seq === 4,
        '2026-11-28',
      ),
    ).toThrow('say on which day this was announced');
    // Nor does a measure that is in force already go on where only a suspension of it was announced.
    const begun = [status(1, 'in_force', '2025-01-01'), putOff];
    expect(shown([...begun, status(4, 'in_force', '2026-12-01', told('2026-11-28', { until_on: '2027-06-01' }))]).slice(-3)).toEqual([
      '2026-12-04…2027-02-01 suspended',
      '2027-02-01…2027-06-01 in_force (derived)',
      '2027-06-01… expired (derived)',
    ]);
  });

  it('that was put off twice comes sooner after all, and so does what was suspended and that prolonged', () => {
    const pauses = [
      status(3, 'suspended', '2026-12-04', told('2026-11-20', { until_on: '2027-02-01' })),
      status(4, 'suspended', '2027-02-01', told('2027-01-10', { until_on: '2027-06-01' })),
    ];
    for (const before of [
      [status(1, 'announced', '2026-08-06'), status(2, 'in_force', '2026-12-04', told('2026-08-06'))],
      [status(1, 'in_force', '2025-01-01')],
    ])
      for (const name of ['in_force', 'provisional'] as const) {
        const all = [...before, ...pauses, status(5, name, '2027-01-20', told('2027-01-15'))];
        expect(shown(all).slice(-2)).toEqual(['2026-12-04…2027-01-20 suspended', `2027-01-20… ${name}`]);
        expect(overtaken(all).get(4)).toBe(5);
      }
  });

  it('to pause or free what is in force still comes where that is put on record as in force sooner', () => {
    const free = { exemptions: [scope({ codes: ['03'] })] };
    const pause = status(3, 'suspended', '2026-12-10', told('2026-09-01', { until_on: '2027-06-01' }));
    // What begins with exemptions begins without them.
    const exempt = [
      status(1, 'announced', '2026-08-06'),
      status(2, 'in_force', '2026-12-10', told('2026-08-06')),
      status(3, 'partially_lifted', '2026-12-10', told('2026-09-01', free)),
    ];
    expect(shown([...exempt, status(4, 'in_force', '2026-12-01', told('2026-11-28'))]).slice(1)).toEqual([
      '2026-12-01…2026-12-10 in_force',
      '2026-12-10… partially_lifted',
    ]);
    // A part is free sooner than the whole is suspended; a definitive duty takes the place of a provisional one before both are.
    const part = [status(1, 'in_force', '2025-01-01'), status(2, 'partially_lifted', '2026-12-10', told('2026-08-06', free)), pause];
    expect(shown([...part, status(4, 'partially_lifted', '2026-12-01', told('2026-11-28', free))]).slice(1, 3)).toEqual([
      '2026-12-01…2026-12-10 partially_lifted',
      '2026-12-10…2027-06-01 suspended',
    ]);
    const definitive = [status(1, 'provisional', '2026-06-01'), status(2, 'in_force', '2026-12-10', told('2026-08-06')), pause];
    expect(shown([...definitive, status(4, 'in_force', '2026-12-01', told('2026-11-28'))]).slice(1, 3)).toEqual([
      '2026-12-01…2026-12-10 in_force',
      '2026-12-10…2027-06-01 suspended',
    ]);
    // An end of exemptions that was put off comes sooner.
    const back = [
      status(1, 'partially_lifted', '2025-01-01', free),
      status(2, 'in_force', '2026-12-10', told('2026-08-06')),
      status(3, 'partially_lifted', '2026-12-10', told('2026-09-01', free)),
    ];
    expect(shown([...back, status(4, 'in_force', '2026-12-01', told('2026-11-28'))]).slice(1)).toEqual(['2026-12-01… in_force']);
  });

  it('that was put off as a lifting in part comes sooner after all', () => {
    const free = { exemptions: [scope({ codes: ['03'] })] };
    const set = status(2, 'partially_lifted', '2026-12-10', told('2026-08-06', free));
    const all = [
      ...[status(1, 'in_force', '2025-01-01'), set, status(3, 'in_force', '2026-12-10', told('2026-11-10'))],
      ...[
        status(4, 'partially_lifted', '2027-02-01', told('2026-11-10', free)),
        status(5, 'partially_lifted', '2026-12-01', told('2026-11-28', free)),
      ],
    ];
    expect(shown(all).slice(1)).toEqual(['2026-12-01…2027-02-01 partially_lifted', '2027-02-01… partially_lifted']);
  });

  it('within a suspension that was announced since and ends later is no end of that', () => {
    const pauses = (until_on: string | null, announced = '2026-11-28') => [
      status(1, 'in_force', '2025-01-01'),
      status(2, 'suspended', '2026-12-10', told('2026-08-06', { until_on: '2027-01-10' })),
      status(3, 'suspended', '2026-12-01', told(announced, { until_on })),
    ];
    expect(shown(pauses('2027-06-01')).slice(1)).toEqual(['2026-12-01…2027-06-01 suspended', '2027-06-01… in_force (derived)']);
    expect(shown(pauses(null)).at(-1)).toBe('2026-12-01… suspended');
    // Nobody knows which ends later where an end is known to the month or the year.
    for (const until_on of ['2027-01', '2027']) {
      const vague = [status(1, 'in_force', '2025-01-01'), status(2, 'suspended', '2026-12-10', told('2026-08-06', { until_on }))];
      const all = [...vague, status(3, 'suspended', '2026-12-01', told('2026-11-28', { until_on: '2027-01-20' }))];
      expect([...overtaken(all)]).toEqual([]);
      const later = [...vague, status(3, 'suspended', '2026-12-01', told('2026-11-28', { until_on: '2028' }))];
      expect([...overtaken(later)]).toEqual([[2, 3]]);
    }
    // One that was announced before it was given another end since; and what ends sooner gives way to it.
    expect(shown(pauses('2027-06-01', '2026-07-01')).at(-1)).toBe('2027-01-10… in_force (derived)');
    expect(shown(pauses('2027-01-10')).at(-1)).toBe('2027-01-10… in_force (derived)');
    expect(shown(pauses('2027-01-05')).at(-1)).toBe('2027-01-10… in_force (derived)');
  });

  it('is told as coming no more where another was announced since for its very day', () => {
    const banned = [status(1, 'in_force', '2024-10-30'), status(2, 'lifted', '2027-02-01', told('2026-11-20'))];
    const calledOff = (more: Partial<StatusStatement>) => [...banned, status(3, 'in_force', '2027-02-01', told('2026-11-26', more))];
    expect([...comesNoMore(calledOff({}))]).toEqual([[2, 3]]);
    for (const announced_on of [null, '2026-11-20', '2026-11', '2027-02-01'] as const)
      expect([...comesNoMore(calledOff({ announced_on }))], String(announced_on)).toEqual([]);
    expect([...comesNoMore([...banned, status(3, 'superseded', '2026-12-01', told('2026-11-26'))])]).toEqual([[2, 3]]);
  });

  it('comes again once what took it away is called off on its own day', () => {
    const withdrawn = status(3, 'withdrawn', '2026-12-01', told('2026-11-20'));
    expect(shown([...scheduled, withdrawn, status(4, 'announced', '2026-12-01', told('2026-11-25'))]).at(-1)).toBe('2026-12-04… in_force');
    // Nobody knows when the other was announced.
    expect(shown([...scheduled, withdrawn, status(4, 'announced', '2026-12-01')]).at(-1)).toBe('2026-12-01… announced');
  });

  it('holds, with its own end, when a partial lifting that took its day is over', () => {
    const freed = { exemptions: [scope({ codes: ['03'] })] };
    const set = status(2, 'in_force', '2027-01-01', told('2026-01-01', { until_on: '2028-01-01' }));
    const prolonged = status(3, 'partially_lifted', '2026-11-15', told('2026-11-10', { until_on: '2027-07-01', ...freed }));
    expect(
      shown([status(0, 'in_force', '2025-01-01'), status(1, 'partially_lifted', '2026-01-01', freed), set, prolonged]).slice(2),
    ).toEqual(['2026-11-15…2027-07-01 partially_lifted', '2027-07-01…2028-01-01 in_force (derived)', '2028-01-01… expired (derived)']);
  });

  it('may come before an end of which only the month is known', () => {
    expect(shown([...scheduled, status(3, 'withdrawn', '2026-12', told('2026-11-28'))]).at(-1)).toBe('2026-12-04… in_force');
  });

  it('is overtaken by the last word, and comes again once that is taken back', () => {
    const words = [status(3, 'withdrawn', '2026-12-02', told('2026-11-20')), status(4, 'withdrawn', '2026-12-01', told('2026-11-28'))];
    expect([...overtaken([...scheduled, ...words])]).toEqual([
      [2, 4],
      [3, 4],
    ]);
    expect(shown([...scheduled, ...words]).at(-1)).toBe('2026-12-01… withdrawn');
    expect([...overtaken(scheduled)]).toEqual([]);
    // In doubt, it may come all the same.
    const doubtful = status(3, 'withdrawn', '2026-12-01', told('2026-11-28', { doubt: 'one report' }));
    expect(mayBeInForce([...scheduled, doubtful], '2026-12-10')).toBe(true);
    expect(mayBeInForce([...scheduled, ...words], '2026-12-10')).toBe(false);
  });
});

describe('what returns after an until_on', () => {
  const [seventh, first] = [scope({ partners: ['JP-07'] }), scope({ partners: ['JP-01'] })];
  const partly = (seq: number, on: string, exemptions = [first], until_on: string | null = null) =>
    status(seq, 'partially_lifted', on, { exemptions, until_on });
  const suspended = (seq: number, on: string, until_on: string) => status(seq, 'suspended', on, { until_on });
  /** The statuses from what comes by itself on, with what they free and the entries that bring and that return. */
  const returning = (...statements: StatusStatement[]) =>
    statusPeriods(statements)
      .filter(({ derived }) => derived)
      .map(({ starts_on, statement: { seq, status: name, exemptions, until_on }, returns }) => [
        `${starts_on} ${name}${exemptions.map(({ partners }) => ` ${partners}`).join('')}${until_on ? ` until ${until_on}` : ''}`,
        seq,
        returns?.seq ?? null,
      ]);
  const imposed = status(1, 'in_force', '2024-01-01');

  it('is what the suspension interrupted, with what was free', () => {
    expect(returning(imposed, partly(2, '2024-02-01'), suspended(3, '2024-03-01', '2024-06-01'))).toEqual([
      ['2024-06-01 partially_lifted JP-01', 3, 2],
    ]);
    expect(returning(status(1, 'provisional', '2024-01-01'), suspended(2, '2024-03-01', '2024-06-01'))).toEqual([
      ['2024-06-01 provisional', 2, 1],
    ]);
  });

  it('is the lesser lifting after a wider one that was for a time', () => {
    expect(returning(imposed, partly(2, '2024-02-01'), partly(3, '2024-03-01', [first, seventh], '2024-06-01'))).toEqual([
      ['2024-06-01 partially_lifted JP-01', 3, 2],
    ]);
  });

  it('is in force where nothing was, and what ended by then does not return', () => {
    expect(returning(status(1, 'announced', '2024-01-01'), suspended(2, '2024-03-01', '2024-06-01'))).toEqual([
      ['2024-06-01 in_force', 2, null],
    ]);
    expect(returning(imposed, partly(2, '2024-02-01', [first], '2024-06-01'), suspended(3, '2024-03-01', '2024-06-01'))).toEqual([
      ['2024-06-01 in_force', 3, 1],
    ]);
  });

  it('is nothing from before the measure last ended', () => {
    const again = [imposed, partly(2, '2024-02-01'), status(3, 'lifted', '2024-03-01'), status(4, 'announced', '2024-04-01')];
    expect(returning(...again, suspended(5, '2024-05-01', '2024-06-01'))).toEqual([['2024-06-01 in_force', 5, null]]);
  });

  it('keeps the end that it had, which then comes to pass', () => {
    const freed = [imposed, partly(2, '2024-02-01', [first], '2024-09-01'), suspended(3, '2024-03-01', '2024-06-01')];
    expect(returning(...freed)).toEqual([
      ['2024-06-01 partially_lifted JP-01 until 2024-09-01', 3, 2],
      ['2024-09-01 in_force', 2, 1],
    ]);
    // Another change governs that day, or an earlier one.
    expect(returning(...freed, status(4, 'lifted', '2024-09-01'))).toHaveLength(1);
    const forATime = status(1, 'provisional', '2024-01-01', { until_on: '2024-09-01' });
    expect(returning(forATime, suspended(2, '2024-03-01', '2024-06-01'))).toEqual([
      ['2024-06-01 provisional until 2024-09-01', 2, 1],
      ['2024-09-01 expired', 1, null],
    ]);
  });

  it('is in doubt if either of the two entries is', () => {
    const doubts = (a: string | null, b: string | null) =>
      statusPeriods([
        { ...imposed, doubt: a },
        { ...suspended(2, '2024-03-01', '2024-06-01'), doubt: b },
      ]).at(-1)?.statement.doubt;
    expect([doubts('whether', null), doubts(null, 'until when'), doubts('whether', 'until when'), doubts('day', 'day')]).toEqual([
      'whether',
      'until when',
      'until when; whether',
      'day',
    ]);
    expect(doubts(null, null)).toBeNull();
  });

  it('is in doubt where all that could return was to end meanwhile: it may be over', () => {
    const own = [status(1, 'provisional', '2024-01-01', { until_on: '2024-05-01' }), suspended(2, '2024-03-01', '2024-06-01')];
    expect(returning(...own)).toEqual([['2024-06-01 in_force', 2, null]]);
    const { stated, instead, doubt } = possibleStatuses(own, '2024-07-01');
    expect(new Set([...stated, ...instead].map((one) => one?.status))).toEqual(new Set(['in_force', 'expired', 'suspended']));
    expect(doubt).toBe('what was provisional was to end on 2024-05-01, while suspended');
    // Without an end of its own it is in force for certain, and so it is if nobody said what was in force.
    expect(possibleStatuses([imposed, suspended(2, '2024-03-01', '2024-06-01')], '2024-07-01').doubt).toBeNull();
    expect(possibleStatuses([suspended(2, '2024-03-01', '2024-06-01')], '2024-07-01').doubt).toBeNull();
  });

  it('is over where what was in force ends on the same day: a part that is free for the rest of the term brings back nothing', () => {
    const own = status(1, 'in_force', '2024-01-01', { until_on: '2024-06-01' });
    const freed = (until_on: string) => status(2, 'partially_lifted', '2024-03-01', { until_on, exemptions: [first] });
    for (const ended of [freed('2024-06-01'), suspended(2, '2024-03-01', '2024-06-01')]) {
      expect(returning(own, ended)).toEqual([['2024-06-01 expired', 2, null]]);
      expect(possibleStatuses([own, ended], '2024-06-01')).toMatchObject({ instead: [], doubt: null });
    }
    expect(statusPeriods([{ ...own, doubt: 'whether' }, freed('2024-06-01')]).at(-1)?.statement.doubt).toBe('whether');
    // A month may end on another day than that.
    expect(statusPeriods([own, freed('2024-06')]).at(-1)?.statement).toMatchObject({ status: 'in_force', doubt: /was to end/ });
  });

  it('is in doubt too where what was in force without an end had been given one, which came meanwhile', () => {
    const given = [imposed, status(3, 'in_force', '2024-02-01', { until_on: '2024-05-01' })];
    const own = [...given, suspended(4, '2024-03-01', '2024-06-01')];
    expect(returning(...own)).toEqual([['2024-06-01 in_force', 4, null]]);
    expect(possibleStatuses(own, '2024-07-01').doubt).toBe('what was in force was to end on 2024-05-01, while suspended');
    // A lifting in part that was over meanwhile ends nothing.
    const freed = [imposed, status(3, 'partially_lifted', '2024-02-01', { until_on: '2024-05-01', exemptions: [first] })];
    expect(possibleStatuses([...freed, suspended(4, '2024-03-01', '2024-06-01')], '2024-07-01').doubt).toBeNull();
  });

  it('is not a lifting that was called off, as what called it off is suspended', () => {
    const lifting = [
      status(1, 'in_force', '2024-01-01', { announced_on: '2024-01-01' }),
      status(2, 'lifted', '2024-06-10', { announced_on: '2024-02-01' }),
      status(3, 'in_force', '2024-06-10', { announced_on: '2024-03-01' }),
    ];
    const paused = (until_on: string | null) => status(4, 'suspended', '2024-05-01', { announced_on: '2024-04-01', until_on });
    expect(statusPeriods([...lifting, paused(null)]).map(({ starts_on, statement }) => `${starts_on} ${statement.status}`)).toEqual([
      '2024-01-01 in_force',
      '2024-05-01 suspended',
    ]);
    expect(returning(...lifting, paused('2024-08-01'))).toEqual([['2024-08-01 in_force', 4, 3]]);
  });

  it('is never refused, and what is recorded after it is checked against it', () => {
    const history = [status(1, 'provisional', '2024-01-01'), suspended(2, '2024-03-01', '2024-06-01')];
    const partlyThenBack = [status(1, 'provisional', '2024-01-01'), partly(2, '2024-03-01', [first], '2024-06-01')];
    for (const one of [history, partlyThenBack]) {
      expect(() => checkHistory('m', one)).not.toThrow();
      expect(() => checkHistory('m', [...one, status(3, 'in_force', '2024-07-01')])).not.toThrow();
      expect(() => checkHistory('m', [...one, status(3, 'provisional', '2024-07-01')])).toThrow('changes nothing');
      expect(() => checkHistory('m', [...one, status(3, 'threatened', '2024-07-01')])).toThrow("can't follow provisional");
    }
  });

  it('of coverages and rate tables is the last whose end comes later, with that end', () => {
    const [standing, longer] = [statement(1, '2024-01-01'), statement(2, '2024-02-01', { until_on: '2024-09-01' })];
    expect(tables([standing, longer, statement(3, '2024-03-01', { until_on: '2024-06-01' })])).toEqual([
      '2024-01-01…2024-02-01 1',
      '2024-02-01…2024-03-01 2',
      '2024-03-01…2024-06-01 3',
      '2024-06-01…2024-09-01 2',
      '2024-09-01… 1',
    ]);
    expect(tables([longer, statement(3, '2024-03-01', { until_on: '2024-06-01' })]).at(-1)).toBe('2024-06-01…2024-09-01 2');
  });
});

describe('what follows an until_on', () => {
  const imposed = status(1, 'in_force', '2024-01-01');
  const suspended = status(2, 'suspended', '2024-02-01', { until_on: '2024-05-01' });

  it('is in force again after a suspension or a partial lifting, expired after being in force', () => {
    expect(shown([imposed, suspended])).toEqual([
      '2024-01-01…2024-02-01 in_force',
      '2024-02-01…2024-05-01 suspended',
      '2024-05-01… in_force (derived)',
    ]);
    const partly = status(2, 'partially_lifted', '2024-02-01', { until_on: '2024-05-01', exemptions: [scope({ codes: ['03'] })] });
    expect(shown([imposed, partly]).at(-1)).toBe('2024-05-01… in_force (derived)');
    expect(statusPeriods([imposed, partly]).at(-1)?.statement.exemptions).toEqual([]);
    expect(shown([status(1, 'provisional', '2024-01-01', { until_on: '2024-05-01' })]).at(-1)).toBe('2024-05-01… expired (derived)');
  });

  it('falls away when a change governs that day', () => {
    expect(shown([imposed, suspended, status(3, 'lifted', '2024-05-01')])).toEqual([
      '2024-01-01…2024-02-01 in_force',
      '2024-02-01…2024-05-01 suspended',
      '2024-05-01… lifted',
    ]);
  });

  it('falls away when a change governs an earlier day: a ban lifted meanwhile does not come back', () => {
    expect(shown([imposed, suspended, status(3, 'lifted', '2024-04-01')]).at(-1)).toBe('2024-04-01… lifted');
  });

  it('stands if the next change comes later', () => {
    expect(shown([imposed, suspended, status(3, 'lifted', '2024-05-02')]).slice(2)).toEqual([
      '2024-05-01…2024-05-02 in_force (derived)',
      '2024-05-02… lifted',
    ]);
  });

  it('moves with an extension', () => {
    expect(shown([imposed, suspended, status(3, 'suspended', '2024-04-30', { until_on: '2024-08-01' })]).slice(1)).toEqual([
      '2024-02-01…2024-04-30 suspended',
      '2024-04-30…2024-08-01 suspended',
      '2024-08-01… in_force (derived)',
    ]);
  });
});

describe('coverages and rate tables', () => {
  it('one with an until_on gives way to the last without', () => {
    expect(
      tables([statement(1, '2024-01-01'), statement(2, '2024-02-01'), statement(3, '2024-03-01', { until_on: '2024-06-01' })]),
    ).toEqual(['2024-01-01…2024-02-01 1', '2024-02-01…2024-03-01 2', '2024-03-01…2024-06-01 3', '2024-06-01… 2']);
  });

  it('one after the other with an until_on: what returns had no end of its own', () => {
    const truces = [
      statement(1, '2025-04-10'),
      statement(2, '2025-05-14', { until_on: '2025-08-12' }),
      statement(3, '2025-08-12', { until_on: '2025-11-10' }),
      statement(4, '2025-11-10', { until_on: '2026-11-10' }),
    ];
    expect(tables(truces)).toEqual([
      '2025-04-10…2025-05-14 1',
      '2025-05-14…2025-08-12 2',
      '2025-08-12…2025-11-10 3',
      '2025-11-10…2026-11-10 4',
      '2026-11-10… 1',
    ]);
  });

  it('one that ends where nothing stood before it leaves nothing behind', () => {
    expect(tables([statement(1, '2024-01-01', { until_on: '2024-02-01' })])).toEqual(['2024-01-01…2024-02-01 1']);
    expect(tables([statement(1, '2024-01-01', { until_on: '2024-02-01' }), statement(2, '2024-03-01')])).toEqual([
      '2024-01-01…2024-02-01 1',
      '2024-03-01… 2',
    ]);
    const [ended] = statementPeriods([statement(1, '2024-01-01', { until_on: '2024-02-01' })]);
    expect(ended).toMatchObject({ until: '2024-02-01', certain_until: '2024-02-01' });
    // While it may still hold it is shown.
    expect(tables([statement(1, '2024-01-01', { until_on: '2024-02' })])).toEqual(['2024-01-01…2024-02-29 1']);
  });
});

describe('dates known to the month or the year', () => {
  const since2011 = [status(1, 'in_force', '2011')];

  it('a year is never the first of January in an answer', () => {
    const [period] = statusPeriods(since2011);
    expect(period).toMatchObject({ from: '2011', starts_on: '2011-01-01', certain_from: '2011-12-31', until: null });
    expect(runs(statusPeriods(since2011))).toEqual([{ in_force_from: '2011', in_force_until: null }]);
    const ended = statusPeriods([status(1, 'in_force', '2011'), status(2, 'lifted', '2024-08')]);
    expect(ended.map(({ from, until }) => [from, until])).toEqual([
      ['2011', '2024-08'],
      ['2024-08', null],
    ]);
    expect(runs(ended)).toEqual([{ in_force_from: '2011', in_force_until: '2024-08' }, null]);
  });

  it('certain between the inner bounds, possible outside them', () => {
    const periods = statusPeriods([status(1, 'in_force', '2024-03'), status(2, 'lifted', '2024-08')]);
    const certainty = (on: string): string => {
      const period = periodOn(periods, on);
      return period ? `${period.statement.status} ${certaintyOn(period, on)}` : 'nothing';
    };
    expect(certainty('2024-02-29')).toBe('nothing');
    expect(certainty('2024-03-01')).toBe('in_force possible');
    expect(certainty('2024-03-30')).toBe('in_force possible');
    expect(certainty('2024-03-31')).toBe('in_force certain');
    expect(certainty('2024-07-31')).toBe('in_force certain');
    expect(certainty('2024-08-01')).toBe('in_force possible');
    expect(certainty('2024-08-30')).toBe('in_force possible');
    expect(certainty('2024-08-31')).toBe('lifted certain');
  });

  it('a doubt makes it doubtful on every day', () => {
    const [period] = statusPeriods([status(1, 'in_force', '2024-03', { doubt: 'no source names the day' })]);
    expect(period && certaintyOn(period, '2024-03-10')).toBe('doubtful');
    expect(period && certaintyOn(period, '2025-01-01')).toBe('doubtful');
  });

  it('on a day that two statuses claim the one in force is shown', () => {
    expect(shown([status(1, 'in_force', '2023-01-01'), status(2, 'lifted', '2024')])).toEqual([
      '2023-01-01…2024-12-31 in_force',
      '2024-12-31… lifted',
    ]);
    expect(shown([status(1, 'suspended', '2023-01-01'), status(2, 'in_force', '2024')])).toEqual([
      '2023-01-01…2024-01-01 suspended',
      '2024-01-01… in_force',
    ]);
    expect(shown([status(1, 'announced', '2023-01-01'), status(2, 'withdrawn', '2024')])).toEqual([
      '2023-01-01…2024-01-01 announced',
      '2024-01-01… withdrawn',
    ]);
  });

  it('what comes later bounds what it follows', () => {
    const periods = statusPeriods([status(1, 'announced', '2024'), status(2, 'in_force', '2024-03-05')]);
    expect(periods[0]).toMatchObject({ starts_on: '2024-01-01', certain_from: '2024-03-05', ends_on: '2024-03-05' });
  });

  it('an end and a new beginning of one month are two runs, though no day shows that it had ended', () => {
    const again = (from: string, end = status(2, 'lifted', '2024-06')): ReturnType<typeof statusPeriods> =>
      statusPeriods([status(1, 'in_force', '2024-01-01'), end, status(3, 'in_force', from)]);
    for (const from of ['2024-06', '2024-06-20']) {
      expect(runs(again(from))).toEqual([
        { in_force_from: '2024-01-01', in_force_until: '2024-06' },
        { in_force_from: from, in_force_until: null },
      ]);
      expect(sinceWhen(again(from))).toEqual(['2024-01-01', from]);
    }
    const suspended = statusPeriods([
      status(1, 'in_force', '2024-01-01'),
      { ...status(2, 'suspended', '2024-06-05'), until_on: '2024-06' },
    ]);
    expect(runs(suspended).map((run) => run?.in_force_from)).toEqual(['2024-01-01', '2024-06']);
    // Of one day there was none without it.
    expect(new Set(runs(again('2024-06-20', status(2, 'lifted', '2024-06-20')))).size).toBe(1);
  });

  it('dates sort by their first possible day', () => {
    expect(shown([status(1, 'in_force', '2024-01-15'), status(2, 'announced', '2024')])).toEqual([
      '2024-01-01…2024-01-15 announced',
      '2024-01-15… in_force',
    ]);
  });
});

describe('a doubt whether a measure is in force', () => {
  const doubt = 'no act was seen';
  const possible = (statements: readonly StatusStatement[], on: string): (string | null)[] => {
    const { stated, instead } = possibleStatuses(statements, on);
    return [...stated, ...instead].map((one) => one?.status ?? null);
  };

  it('leaves open that what was in force before still is', () => {
    const history = [status(1, 'in_force', '2020-01-01'), { ...status(2, 'suspended', '2024-01-01'), doubt }];
    expect(possible(history, '2023-12-31')).toEqual(['in_force']);
    expect(possible(history, '2024-01-01')).toEqual(['suspended', 'in_force']);
    expect(possible([history[0] as StatusStatement, status(2, 'suspended', '2024-01-01')], '2024-01-01')).toEqual(['suspended']);
  });

  it('leaves open whether it still is, where it says once more what held before', () => {
    const again = (name: Status, more: Partial<StatusStatement> = {}) => ({ ...status(2, name, '2022-01-01', more), doubt });
    const forced = status(1, 'in_force', '2020-01-01');
    expect(possible([forced, again('in_force')], '2021-12-31')).toEqual(['in_force']);
    expect(possible([forced, again('in_force')], '2022-01-01')).toEqual(['in_force', 'in_force', null]);
    expect(isInForceOpen([forced, again('in_force')], '2022-01-01')).toBe(true);
    // In the year in which it is said again it may have been said, and once more in doubt after that.
    expect(isInForceOpen([forced, { ...again('in_force'), effective_on: '2022' }], '2022-06-01')).toBe(true);
    const [pears, plums] = [scope({ codes: ['0808'] }), scope({ codes: ['0809'] })];
    const freed = status(1, 'partially_lifted', '2020-01-01', { exemptions: [pears] });
    expect(isInForceOpen([freed, again('partially_lifted', { exemptions: [pears] })], '2022-06-01')).toBe(true);
    // What is freed besides, or how long it holds, is in doubt, and not that it does.
    expect(isInForceOpen([freed, again('partially_lifted', { exemptions: [pears, plums] })], '2022-06-01')).toBe(false);
    expect(isInForceOpen([forced, again('partially_lifted', { exemptions: [pears] })], '2022-06-01')).toBe(false);
    expect(isInForceOpen([forced, again('in_force', { until_on: '2025-01-01' })], '2022-06-01')).toBe(false);
    // Nor is anything in doubt where it is said for certain, or is not in force either way.
    expect(isInForceOpen([forced, { ...again('in_force'), doubt: null }], '2022-06-01')).toBe(false);
    expect(isInForceOpen([status(1, 'lifted', '2020-01-01'), again('lifted')], '2022-06-01')).toBe(false);
  });

  it('goes back through several doubts, and stops where the measure was not in force for certain', () => {
    const doubted = [
      { ...status(2, 'suspended', '2024-01-01'), doubt },
      { ...status(3, 'lifted', '2025-01-01'), doubt },
    ];
    const provisional = [status(1, 'provisional', '2020-01-01'), ...doubted];
    expect(possible(provisional, '2026-01-01')).toEqual(['lifted', 'suspended', 'provisional']);
    expect(mayBeInForce(provisional, '2026-01-01')).toBe(true);
    const announced = [status(1, 'announced', '2020-01-01'), ...doubted];
    expect(possible(announced, '2026-01-01')).toEqual(['lifted', 'suspended', 'announced']);
    expect(mayBeInForce(announced, '2026-01-01')).toBe(false);
  });

  it('leaves open whether it is in force where the beginning is in doubt, and what held before', () => {
    const begun = { ...status(1, 'in_force', '2020-01-01'), doubt };
    expect(possibleStatuses([begun], '2020-06-01')).toMatchObject({ stated: [begun], instead: [null], doubt });
    expect(possible([status(2, 'threatened', '2019-01-01'), begun], '2020-06-01')).toEqual(['in_force', 'threatened']);
    // What a date leaves open is not said twice.
    expect(possible([{ ...begun, effective_on: '2020' }], '2020-06-01')).toEqual(['in_force', null]);
  });

  it('leaves open what was to end by itself, and what was to come back', () => {
    const suspended = status(2, 'suspended', '2025-01-01', { until_on: '2026-01-01' });
    const history = [status(1, 'in_force', '2020-01-01'), suspended];
    // The suspension may have been prolonged, though it says when it ends.
    expect(possible([...history, { ...status(3, 'in_force', '2026-01-01'), doubt }], '2026-06-01')).toEqual([
      'in_force',
      'in_force',
      'suspended',
    ]);
    // It may not have been, and then the duty came back.
    expect(possible([...history, { ...status(3, 'suspended', '2026-01-01'), doubt }], '2026-06-01')).toEqual([
      'suspended',
      'in_force',
      'suspended',
    ]);
    // An end that is in doubt may have been put off.
    expect(possible([{ ...status(1, 'in_force', '2020-01-01', { until_on: '2025-01-01' }), doubt }], '2025-06-01')).toContain('in_force');
  });

  it('is the same of a coverage and of rates: what was stated before may still hold', () => {
    const [first, second] = [status(1, 'in_force', '2020-01-01'), { ...status(2, 'in_force', '2024-01-01'), doubt }];
    expect(possibleStatements([first, second], '2024-06-01')).toMatchObject({ stated: [second], instead: [first], doubt });
    expect(possibleStatements([first, second], '2023-06-01')).toMatchObject({ stated: [first], instead: [], doubt: null });
  });

  it('does not outlive what is recorded later without a doubt', () => {
    const history = [
      status(1, 'in_force', '2020-01-01'),
      { ...status(2, 'suspended', '2024-01-01'), doubt },
      status(3, 'lifted', '2025-01-01'),
    ];
    expect(possible(history, '2025-01-01')).toEqual(['lifted']);
  });

  it('comes with an end that is only expected', () => {
    const history = [status(1, 'in_force', '2020-01-01'), { ...status(2, 'expired', '2025-01-01'), doubt: 'a review may keep it' }];
    expect(possible(history, '2025-06-01')).toEqual(['expired', 'in_force']);
  });
});

describe('what a date leaves open', () => {
  const possible = (statements: readonly StatusStatement[], on: string): (string | null)[] =>
    possibleStatuses(statements, on).stated.map((one) => one?.status ?? null);

  it('is whether it has begun, until the last day on which it may begin', () => {
    const march = [status(1, 'in_force', '2024-03')];
    expect(possible(march, '2024-02-29')).toEqual([null]);
    expect(possible(march, '2024-03-01')).toEqual(['in_force', null]);
    expect(possible(march, '2024-03-30')).toEqual(['in_force', null]);
    expect(possible(march, '2024-03-31')).toEqual(['in_force']);
    expect(possible([], '2024-03-31')).toEqual([null]);
    expect(mayBeInForce([], '2024-03-31')).toBe(false);
    expect(mayBeInForce(march, '2024-03-01')).toBe(true);
  });

  it('is which of two holds, what is shown first', () => {
    const back = [status(1, 'suspended', '2020-01-01'), status(2, 'in_force', '2024-03')];
    expect(possible(back, '2024-03-10')).toEqual(['in_force', 'suspended']);
    const gone = [status(1, 'in_force', '2020-01-01'), status(2, 'suspended', '2024-03')];
    expect(possible(gone, '2024-03-10')).toEqual(['in_force', 'suspended']);
    expect(possible(gone, '2024-03-31')).toEqual(['suspended']);
  });

  it('is told by a doubt only where that is on what is shown, or leaves more open', () => {
    const doubt = 'no act was seen';
    const doubtful = { ...status(2, 'suspended', '2024-03'), doubt };
    const history = [status(1, 'in_force', '2020-01-01'), doubtful];
    expect(possibleStatuses(history, '2024-03-10')).toMatchObject({ instead: [], doubt: null });
    expect(possibleStatuses(history, '2024-03-31')).toMatchObject({ instead: [history[0]], doubt });
    expect(possibleStatuses([{ ...doubtful, status: 'in_force' }], '2024-03-10')).toMatchObject({ instead: [], doubt });
  });

  it('is nothing about the order of what stands in one place of a day: the later number is later', () => {
    const [one, other] = [status(4, 'in_force', '2024-01-01', { position: 3 }), status(5, 'suspended', '2024-01-01', { position: 3 })];
    expect(shown([other, one])).toEqual(['2024-01-01… suspended']);
    expect(shown([one, other])).toEqual(['2024-01-01… suspended']);
  });
});

describe('an answer of several parts', () => {
  const part = (certain_from: string, certain_until: string, doubtful = false) => ({ certain_from, certain_until, doubtful });

  it('is as sure as the weakest of them', () => {
    const [long, short] = [part('2024-01-01', '2025-01-01'), part('2024-06-01', '2024-07-01')];
    expect(weakestCertainty([long, short], '2024-06-01')).toBe('certain');
    expect(weakestCertainty([long, short], '2024-05-31')).toBe('possible');
    expect(weakestCertainty([short, long], '2024-07-01')).toBe('possible');
    expect(weakestCertainty([long, { ...short, doubtful: true }], '2024-06-01')).toBe('doubtful');
    expect(weakestCertainty([long, { ...short, doubtful: true }], '2024-01-01')).toBe('doubtful');
  });
});

describe('the unbroken run in force', () => {
  it('spans statuses in force, ends with its last day, and begins anew after a break', () => {
    const periods = statusPeriods([
      status(1, 'announced', '2020-11-01'),
      status(2, 'provisional', '2020-11-28'),
      status(3, 'in_force', '2021-03-28'),
      status(4, 'suspended', '2022-01-01', { until_on: '2022-03-01' }),
      status(5, 'lifted', '2024-03-29'),
    ]);
    expect(runs(periods)).toEqual([
      null,
      // One run, so both of its periods say when all of it ends.
      { in_force_from: '2020-11-28', in_force_until: '2021-12-31' },
      { in_force_from: '2020-11-28', in_force_until: '2021-12-31' },
      null,
      { in_force_from: '2022-03-01', in_force_until: '2024-03-28' },
      null,
    ]);
  });
});
