import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, firstDay, lastDay } from '../../src/domain/dates.ts';
import type { StatusStatement } from '../../src/domain/statement.ts';
import { statusPeriods } from '../../src/domain/timeline.ts';
import { stretchesOf } from '../../src/lookups/measure.ts';
import { layOutMarks } from '../../src/pages/charts/marks.tsx';
import { layOutBars, type Segment } from '../../src/pages/charts/status-bars.tsx';
import { clip, LEAST_WIDTH, letters, wrap } from '../../src/pages/charts/svg.tsx';
import { timeAxis } from '../../src/pages/charts/time-axis.tsx';
import { DAYS, dates, numbered, status, statusContents } from '../support/histories.ts';

const stretches = (statements: readonly StatusStatement[], on: string) =>
  stretchesOf({ statuses: [...statements], coverages: [], rateTables: [] }, on).statuses;
const draw = (statements: readonly StatusStatement[], on: string) =>
  layOutBars([{ id: 'm', title: 'M', statuses: stretches(statements, on), in_force_in_doubt: false }], [], on);
const segments = (statements: readonly StatusStatement[], on: string): readonly Segment[] => draw(statements, on).rows[0]?.segments ?? [];

const histories = fc.array(statusContents, { minLength: 1, maxLength: 6 }).map(numbered);
const days = fc.constantFrom(...DAYS);

describe('bars of statuses (properties)', () => {
  it('of a row stand in the order of time, never cover each other and stay inside the plot', () => {
    fc.assert(
      fc.property(histories, days, (statements, on) => {
        let free = 0;
        for (const { pieces } of segments(statements, on))
          for (const { x, width } of pieces) {
            expect(width).toBeGreaterThan(0);
            expect(x).toBeGreaterThanOrEqual(free - 1e-9);
            free = x + width;
          }
        expect(free).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });

  it('show on each day the status that the fold gives', () => {
    fc.assert(
      fc.property(histories, days, (statements, on) => {
        const { axis, rows } = draw(statements, on);
        for (const day of DAYS.filter((one) => axis.first <= one && one < axis.last)) {
          const noon = (axis.at(day) + axis.at(addDays(day, 1))) / 2;
          const shown = rows[0]?.segments.filter(({ pieces }) => pieces.some(({ x, width }) => x <= noon && noon < x + width)) ?? [];
          const held = statusPeriods(statements).filter((period) => period.starts_on <= day && day < period.ends_on);
          expect(shown.map(({ stretch }) => stretch.status)).toEqual(held.map((period) => period.statement.status));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are split at the end of the day that is asked about: nothing before it is to come, nothing after it is there', () => {
    fc.assert(
      fc.property(histories, days, (statements, on) => {
        const { axis, rows } = draw(statements, on);
        const turn = axis.at(addDays(on, 1));
        for (const { pieces, stretch } of rows[0]?.segments ?? [])
          for (const { x, width, ahead } of pieces) {
            if (ahead) expect(x).toBeGreaterThanOrEqual(turn);
            else expect(x).toBeLessThan(turn);
            const ended = ['lifted', 'expired', 'annulled', 'superseded', 'withdrawn', 'declined'].includes(stretch.status);
            if (!ahead && !ended) expect(x + width).toBeLessThanOrEqual(turn + 1e-9);
          }
      }),
    );
  });

  it('are soft only where a date is known to the month or the year, and only within themselves', () => {
    fc.assert(
      fc.property(histories, days, (statements, on) => {
        for (const { pieces, soft, stretch, title } of segments(statements, on)) {
          const exact = stretch.from.length === 10 && (stretch.until === null || stretch.until.length === 10);
          if (exact) expect(soft).toEqual([]);
          expect(title.includes('not known to the day')).toBe(!exact);
          const [first, last] = [pieces[0], pieces.at(-1)];
          for (const { x, width } of soft) {
            expect(x).toBeGreaterThanOrEqual((first?.x ?? 0) - 1e-9);
            expect(x + width).toBeLessThanOrEqual((last?.x ?? 0) + (last?.width ?? 0) + 1e-9);
          }
        }
      }),
    );
  });
});

describe('bars of statuses', () => {
  it('draws a status that is said again on a known day as one bar, and two where the day is not known', () => {
    const again = (day: string) => segments([status(1, 'in_force', '2021-01-01'), status(2, 'in_force', day)], '2024-01-01');
    expect(again('2022-06-01').map(({ title }) => title)).toEqual(['in force: From 1 January 2021']);
    expect(again('2022-06')).toHaveLength(2);
  });

  it('run to the right edge while nothing ends them, and keep threats and refusals', () => {
    const shown = segments([status(1, 'threatened', '2021-12-01'), status(2, 'declined', '2022-01-01')], '2022-02-01');
    expect(shown.map(({ stretch }) => stretch.status)).toEqual(['threatened', 'declined']);
    const last = shown.at(-1)?.pieces.at(-1);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(100);
  });

  it('begin softly within the month that is known', () => {
    const { axis, rows } = draw([status(1, 'in_force', '2021-12')], '2022-06-01');
    const [soft] = rows[0]?.segments[0]?.soft ?? [];
    expect(soft?.x).toBe(axis.at('2021-12-01'));
    expect((soft?.x ?? 0) + (soft?.width ?? 0)).toBeCloseTo(axis.at('2022-01-01'));
  });

  it('say their status in words where they have room, else by its sign, else not at all', () => {
    const labels = (days: number) =>
      segments([status(1, 'in_force', '2021-01-01'), status(2, 'suspended', addDays('2021-01-01', days))], '2024-01-01')[0]?.pieces.map(
        ({ label }) => label,
      );
    expect(labels(700)).toEqual(['● in force']);
    expect(labels(40)).toEqual(['●']);
    expect(labels(5)).toEqual(['']);
  });
});

describe('the axis of time', () => {
  it('has every date in its place, in order, and ticks with names that never touch', () => {
    fc.assert(
      fc.property(fc.array(dates, { minLength: 1 }), fc.integer({ min: 300, max: 900 }), (some, width) => {
        const axis = timeAxis(some, width);
        const at = some.map(firstDay).sort().map(axis.at);
        expect(at).toEqual([...at].sort((a, b) => a - b));
        for (const date of some) {
          expect(axis.at(firstDay(date))).toBeGreaterThanOrEqual(0);
          expect(axis.at(lastDay(date))).toBeLessThan(100);
        }
        let free = 0;
        for (const { at, label } of axis.ticks.filter((tick) => tick.label !== '')) {
          expect((at / 100) * width).toBeGreaterThanOrEqual(free);
          free = (at / 100) * width + letters(label) * 6;
        }
      }),
    );
  });

  it.each([
    ['years', ['2011', '2026-11-24'], ['2012', '2014', '2016', '2018', '2020', '2022', '2024', '2026']],
    ['months', ['2025-02-15', '2026-05-20'], ['Apr 2025', 'Jul', 'Oct', '2026', 'Apr']],
    [
      'a year rather than the month before it',
      ['2023-09-20', '2026-11-24'],
      ['Oct', '2024', 'Apr', 'Jul', 'Oct', '2025', 'Apr', 'Jul', 'Oct', '2026', 'Apr', 'Jul', 'Oct'],
    ],
    ['days, whatever the time zone', ['2025-03-01', '2025-03-20'], ['2 Mar 2025', '9 Mar', '16 Mar', '23 Mar', '30 Mar']],
  ])('names %s', (_what, some, names) => {
    expect(
      timeAxis(some, 640)
        .ticks.map(({ label }) => label)
        .filter((label) => label !== ''),
    ).toEqual(names);
  });
});

describe('marks of what happened', () => {
  it('never stand on the words of another, however many there are', () => {
    const titles = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 90 });
    const some = fc.array(fc.record({ day: dates, title: titles }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(some, (marks) => {
        const axis = timeAxis(
          marks.map(({ day }) => day),
          LEAST_WIDTH,
        );
        const [row] = layOutMarks([{ name: 'Milestones', shape: 'diamond', marks }], axis);
        const placed = (row?.placed ?? []).map(({ x, lane, label, before }) => {
          const at = (x / 100) * LEAST_WIDTH;
          const width = letters(label) * 6.9;
          return { at, lane, label, from: before ? at - 10 - width : at + 10, until: before ? at - 10 : at + 10 + width };
        });
        for (const one of placed.filter(({ label }) => label !== ''))
          for (const other of placed.filter(({ lane }) => lane === one.lane))
            if (other !== one) expect(one.from < other.at + 4 && other.at - 4 < one.until).toBe(false);
      }),
    );
  });
});

describe('text that must fit', () => {
  it('is cut between characters, never within one, and never longer than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60, size: 'max' }), fc.integer({ min: 2, max: 40 }), (text, most) => {
        const shown = clip(text, most);
        expect(letters(shown)).toBeLessThanOrEqual(Math.max(most, 1));
        if (shown !== text) expect(text.startsWith(shown.slice(0, -1))).toBe(true);
        // Half of a pair of code units would not come through.
        if (Buffer.from(text).toString() === text) expect(Buffer.from(shown).toString()).toBe(shown);
        for (const line of wrap(text, most, 2)) expect(letters(line)).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('breaks between words', () => {
    expect(wrap('Retaliatory duty on US farm goods', 24, 2)).toEqual(['Retaliatory duty on US', 'farm goods']);
    expect(clip('対米エネルギー', 7)).toBe('対米エ…');
  });
});
