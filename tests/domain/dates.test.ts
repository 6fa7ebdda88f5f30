import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, dayProblem, firstDay, lastDay, parseDay, parseKnownAt, partialDateProblem } from '../../src/domain/dates.ts';
import { TrackerError } from '../../src/domain/errors.ts';

describe('days', () => {
  it.each([
    ['2024-02-30', '2024-02-29'],
    ['2023-02-29', '2023-02-28'],
    ['2100-02-29', '2100-02-28'],
    ['2024-04-31', '2024-04-30'],
    ['2024-01-00', '2024-01-31'],
    ['2024-01-32', '2024-01-31'],
  ])('%s does not exist, and the last day that does is named', (text, last) => {
    expect(dayProblem(text)).toContain(`"${text}"`);
    expect(dayProblem(text)).toContain(last);
    expect(partialDateProblem(text)).toContain(last);
  });

  it.each(['2024-00-10', '2024-13-01'])('%s has a month that does not exist', (text) => {
    expect(dayProblem(text)).toContain(`"${text}"`);
    expect(dayProblem(text)).toMatch(/no month/);
  });

  it.each([
    '',
    'today',
    '2024-8-5',
    '24-08-05',
    '2024/08/05',
    '05.08.2024',
    ' 2024-08-05',
    '2024-08-05 ',
    '2024-08-05T00:00:00Z',
    '2024-08-05\n',
    '٢٠٢٤-٠٨-٠٥',
  ])('%j is no date at all', (text) => {
    expect(dayProblem(text)).toContain('YYYY-MM-DD');
    expect(partialDateProblem(text)).toContain('YYYY-MM-DD');
  });

  it('a number of five digits may be how a spreadsheet keeps a day', () => {
    for (const problem of [dayProblem('46037'), partialDateProblem('46037')]) expect(problem).toContain('a spreadsheet');
    expect(partialDateProblem('460370')).not.toContain('a spreadsheet');
  });

  it.each(['1899-12-31', '3000-01-01', '0000-01-01'])('%s lies outside the years that are kept', (text) => {
    expect(dayProblem(text)).toMatch(/1900 to 2999/);
  });

  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '2999-12-31'])('%s is a day', (text) => {
    expect(dayProblem(text)).toBeNull();
    expect(parseDay(text, 'on')).toBe(text);
  });

  it('a month or a year is a date, but no day', () => {
    for (const text of ['2024-08', '2011']) {
      expect(partialDateProblem(text)).toBeNull();
      expect(dayProblem(text)).toContain(`"${text}"`);
    }
    expect(partialDateProblem('2024-13')).toMatch(/no month 13/);
  });

  it('throws invalid with the place and the value', () => {
    expect(() => parseDay('2024-02-30', 'on')).toThrow(TrackerError);
    expect(() => parseDay('2024-02-30', 'on')).toThrow(
      expect.objectContaining({ code: 'invalid', details: [{ path: 'on', message: expect.stringContaining('2024-02-30') }] }),
    );
  });
});

describe('what a date may mean', () => {
  it.each([
    ['2024-08-05', '2024-08-05', '2024-08-05'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2023-02', '2023-02-01', '2023-02-28'],
    ['2024-12', '2024-12-01', '2024-12-31'],
    ['2011', '2011-01-01', '2011-12-31'],
  ])('%s runs from %s to %s', (date, first, last) => {
    expect(firstDay(date)).toBe(first);
    expect(lastDay(date)).toBe(last);
  });

  it('counts days over months, leap days and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2024-01-01', -1)).toBe('2023-12-31');
    expect(dayOf('2024-10-24T23:59:59.999Z')).toBe('2024-10-24');
  });

  it('accepts every day of the calendar and no other (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const moment = new Date(`${text}T00:00:00Z`);
          const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
          expect(dayProblem(text) === null).toBe(exists);
        },
      ),
    );
  });
});

describe('known_at', () => {
  it.each([
    ['2024-10-24', '2024-10-24T23:59:59.999Z'],
    ['2024-10-24T12:00:00Z', '2024-10-24T12:00:00.000Z'],
    ['2024-10-24T12:00Z', '2024-10-24T12:00:00.000Z'],
    ['2024-10-24t12:00:00.5z', '2024-10-24T12:00:00.500Z'],
    ['2024-10-24T12:00:00.123456789Z', '2024-10-24T12:00:00.123Z'],
    ['2024-10-24T23:59:59.9999Z', '2024-10-24T23:59:59.999Z'],
    ['2024-10-24T01:30:00+08:00', '2024-10-23T17:30:00.000Z'],
    ['2024-12-31T20:00:00-05:30', '2025-01-01T01:30:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseKnownAt(text)).toBe(instant);
  });

  it.each([
    'now',
    '',
    '2024-10',
    '2024',
    '2024-02-30',
    '2024-02-30T12:00:00Z',
    '2024-10-24T12:00:00',
    '2024-10-24 12:00:00Z',
    '2024-10-24T24:00:00Z',
    '2024-10-24T25:00:00Z',
    '2024-10-24T12:60:00Z',
    '2024-10-24T12:00:61Z',
    '2024-10-24T12:00:00+25:00',
    '2024-10-24T12:00:00+08',
    '2024-10-24T12:00:00 GMT',
  ])('%j is refused and named', (text) => {
    expect(() => parseKnownAt(text)).toThrow(
      expect.objectContaining({
        code: 'invalid',
        details: [{ path: 'known_at', message: expect.stringContaining(`"${text.slice(0, 10)}`) }],
      }),
    );
  });
});
