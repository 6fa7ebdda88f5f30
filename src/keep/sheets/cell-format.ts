// What a number in a cell means: Excel keeps days and percentages as numbers, and only the format says so.

/** How a number is shown. `month` and `year`: a date whose format leaves out the day, or the month too. */
export type CellFormat = 'number' | 'percent' | 'day' | 'month' | 'year' | 'time';

/** Formats that have a number and no text of their own, by ECMA-376 and as East Asian versions of Excel have them. */
const BUILT_IN: ReadonlyMap<number, CellFormat> = new Map([
  ...[9, 10].map((id) => [id, 'percent'] as const),
  ...[14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'day'] as const),
  [17, 'month'],
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id) => [id, 'time'] as const),
]);

/** The meaning of a format that a workbook defines, or of one that is built in. */
export function formatOf(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return BUILT_IN.get(id) ?? 'number';
  // What stands in quotes, behind a backslash or in brackets (a colour, a locale) is shown as it is; only the part for positive numbers counts.
  const plain = (code.split(';')[0] ?? '').replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '').toLowerCase();
  if (plain.includes('%')) return 'percent';
  if (plain === 'general' || !/[ymdhs]/.test(plain)) return 'number';
  if (plain.includes('d')) return 'day';
  if (/[hs]/.test(plain) && !plain.includes('y')) return 'time';
  return plain.includes('m') ? 'month' : 'year';
}

/** A number as people wrote it: the shortest text that means the same number. Null for one that Excel itself did not keep exactly. */
export function numberText(raw: string): string | null {
  const number = Number(raw);
  if (!Number.isFinite(number)) return null;
  if (Number.isInteger(number)) return Math.abs(number) < 1e15 ? String(number) : null;
  const text = String(number);
  return text.includes('e') ? null : text;
}

/** A number times a hundred, digit by digit, with its sign: 0.174 → 17.4%. */
export function percentCell(raw: string): string | null {
  const text = numberText(raw);
  if (text === null) return null;
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = part.padEnd(2, '0');
  const shifted = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = digits.slice(2);
  return `${sign}${shifted}${rest === '' ? '' : `.${rest}`}%`;
}

const DAY = 86_400_000;
/** Excel takes 1900 for a leap year, so its days are right from March 1900 on. */
const FIRST_RIGHT = 61;

/** A serial number as a date, no more precise than its format. Null where it is none: a time of day, or a day that Excel counts wrongly. */
export function dateText(raw: string, format: 'day' | 'month' | 'year', from1904: boolean): string | null {
  const serial = Number(raw) + (from1904 ? 1462 : 0);
  if (!Number.isInteger(serial) || serial < FIRST_RIGHT || serial > 2_958_465) return null;
  const day = new Date(Date.UTC(1899, 11, 30) + serial * DAY).toISOString();
  return day.slice(0, { day: 10, month: 7, year: 4 }[format]);
}
