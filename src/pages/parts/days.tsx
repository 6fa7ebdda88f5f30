// Days and instants as people write them.

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** A date as precisely as it is known, in words: 24 August 2023, August 2023, 2023. */
export function longDate(date: string): string {
  const [year, month, day] = date.split('-');
  const name = month === undefined ? undefined : MONTHS[Number(month) - 1];
  return [day === undefined ? undefined : String(Number(day)), name, year].filter((part) => part !== undefined).join(' ');
}

/** A sentence with its days as people write them; those in ids stay. */
export const withLongDates = (text: string): string => text.replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])/g, longDate);

/** The same as an element that programs can read. */
export const DayElement = ({ of }: { of: string }) => <time dateTime={of}>{longDate(of)}</time>;

/** The same with its preposition: on 24 August 2023, in August 2023. */
export const onDate = (date: string, [on, within]: readonly [string, string] = ['on', 'in']): string =>
  `${date.split('-').length === 3 ? on : within} ${longDate(date)}`;

/** An instant to the minute, for people: 24 October 2024 12:00 UTC. */
export const minuteOf = (instant: string): string => `${longDate(instant.slice(0, 10))} ${instant.slice(11, 16)} UTC`;
