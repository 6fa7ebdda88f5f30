import { describe, expect, it, test } from 'vitest';
import { chapterProblem, divisionProblem, headingsOf, holdsAll, onDay, subheadingsOf } from '../../src/domain/harmonized-system.ts';
import { GoodsCode, ProductCode } from '../../src/things/scalars.ts';

const codeProblem = (digits: string): string | undefined => chapterProblem(digits) ?? divisionProblem(digits);

const said = (schema: typeof GoodsCode | typeof ProductCode, text: string): string[] =>
  schema.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

describe('what no code of the Harmonized System begins with', () => {
  test.each(['01', '0106', '97', '9706', '854999', '030119', '031011', '9903', '9801001000', '22042106'])('%s may be one', (digits) => {
    expect(codeProblem(digits)).toBeUndefined();
  });

  test.each([
    ['0107', '0101 to 0106 in chapter 01'],
    ['850000', '8501 to 8549 in chapter 85'],
    ['97070000', '9701 to 9706 in chapter 97'],
  ])('%s is none: its chapter ends before', (digits, headings) => {
    expect(codeProblem(digits)).toBe(`begins with no heading of the Harmonized System, which has ${headings}`);
  });

  test.each([
    ['720899', '7208.90 under 7208.9'],
    ['8703200000', '8703.21, 8703.22, 8703.23, 8703.24 under 8703.2'],
    ['660300', '6603.10, 6603.20, 6603.90 in heading 6603'],
  ])('%s is none: its heading is divided otherwise', (digits, subheadings) => {
    const says = `begins with no subheading of the Harmonized System (editions of 1992 to 2028), which has ${subheadings}`;
    expect(codeProblem(digits)).toBe(says);
  });

  test.each(['00', '0001', '77', '7701'])('%s has no chapter', (digits) => {
    expect(codeProblem(digits)).toContain('begins with no chapter');
  });

  it('numbers that other editions use count: phosphides, typewriters, toys on wheels, breeding asses, drinks of 2028', () => {
    for (const digits of ['2848', '8469', '9501', '010120', '220223']) expect(codeProblem(digits)).toBeUndefined();
  });

  it('97 chapters have headings, but for one', () => {
    const chapters = Array.from({ length: 99 }, (_, at) => String(at + 1).padStart(2, '0'));
    expect(chapters.filter((chapter) => headingsOf(chapter).length === 0)).toEqual(['77', '98', '99']);
  });
});

describe('a code on a day', () => {
  test.each([
    ['854143', '2022-01-01'],
    ['85414300', '2027-12-31'],
    ['854140', '2021-12-31'],
    ['8549', '2022-01-01'],
    ['852520', '1993-06-01'],
    // Shorter than a heading, of a chapter that each tariff divides, before there was a Harmonized System.
    ['85', '2026-01-01'],
    ['99030125', '2026-01-01'],
    ['854143', '1950-01-01'],
  ])('%s has goods on %s', (digits, day) => expect(onDay(digits, day)).toEqual({ is: 'there', words: '' }));

  test.each([
    ['854143', '2021-12-31', 'never', '2017, in force that day: 8541.43 is in its editions from 2022 on'],
    ['8549', '2021-12-31', 'never', '2017, in force that day: 8549 is in its editions from 2022 on'],
    ['85414000', '2022-01-01', 'gone', '2022, in force that day: 8541.40 is in its editions to 2017'],
    ['854140', '2028-01-01', 'never', '2028, in force that day: 8541.40 is in its editions to 2017'],
    ['870380', '2016-12-31', 'never', '2012, in force that day: 8703.80 is in its editions from 2017 to 2022'],
    ['0309', '2019-09-01', 'never', '2017, in force that day: 0309 is in its edition of 2022 alone'],
    ['870380', '1991-12-31', 'never', '1988, in force that day: 8703.80 is in its editions from 2017 to 2022'],
  ])('%s has none on %s: %s', (digits, day, is, words) => {
    expect(onDay(digits, day)).toEqual({ is, words: `is of no goods of the Harmonized System of ${words}` });
  });
});

describe('codes that leave no good of a shorter one', () => {
  const holdAll = (codes: readonly string[], digits: string, day: string): boolean =>
    holdsAll(digits, day, (subheading) => codes.some((code) => subheading.startsWith(code)));
  const PUMPS = subheadingsOf('8413').filter((code) => onDay(code, '2025-10-01').is === 'there');

  test.each([
    ['8413', '2025-10-01', PUMPS],
    ['8413', '1996-01-01', PUMPS],
    // A code that is shorter than a subheading holds all its goods.
    [
      '01',
      '2025-10-01',
      ['0101', '0102', '0103', '0104', '0105', '010611', '010612', '010613', '010614', '010619', '01062', '01063', '01064', '01069'],
    ],
    ['8703', '2025-10-01', ['8703']],
  ])('of %s on %s', (digits, day, codes) => {
    expect(holdAll(codes, digits, day)).toBe(true);
    // Each of them is needed.
    for (const left of codes)
      expect(
        holdAll(
          codes.filter((code) => code !== left),
          digits,
          day,
        ),
      ).toBe(false);
  });

  test.each([
    ['what is longer than a subheading leaves goods of it', '8413', '2025-10-01', PUMPS.map((code) => `${code}00`)],
    [
      'some tariffs follow the edition before for years',
      '8541',
      '2022-01-01',
      subheadingsOf('8541').filter((code) => onDay(code, '2022-01-01').is === 'there'),
    ],
    ['of the editions before 1996 a few codes are not here', '8413', '1995-12-31', PUMPS],
    ['each tariff divides a subheading', '841330', '2025-10-01', ['84133010', '84133090']],
    ['and the chapters 98 and 99', '9903', '2025-10-01', ['990301']],
    ['and the chapters 98 and 99', '99', '2025-10-01', ['9903']],
    ['there is no chapter 77', '77', '2025-10-01', []],
  ])('%s: not of %s on %s', (_why, digits, day, codes) => {
    expect(holdAll(codes, digits, day)).toBe(false);
  });

  it('once all tariffs follow an edition, its own are enough', () => {
    const last = subheadingsOf('8541').filter((code) => onDay(code, '2028-01-01').is === 'there');
    expect(holdAll(last, '8541', '2028-01-01')).toBe(true);
  });
});

describe('a code as it is given', () => {
  it('says one thing of one fault', () => {
    expect(said(ProductCode, '01.99')).toEqual([codeProblem('0199')]);
    expect(said(ProductCode, '0199.9')).toEqual(['must have 2, 4, 6, 8 or 10 digits, such as 8703 or 870380']);
    expect(said(ProductCode, '203.0')).toEqual([expect.stringContaining('is a number and no code')]);
    expect(said(ProductCode, '7701')).toEqual([codeProblem('7701')]);
  });

  it('is refused in what is recorded too', () => {
    expect(said(GoodsCode, 'ex 0199')).toEqual([codeProblem('0199')]);
    expect(said(GoodsCode, '7701')).toEqual([expect.stringContaining('of a chapter that there is')]);
    for (const code of ['*', 'ex 870380', '0106']) expect(said(GoodsCode, code)).toEqual([]);
  });
});
