import type * as z from 'zod';
import type { dutyParameters } from './duty-question.ts';
import type { MeasureRow } from './measure.ts';
import type { Clock } from './questions.ts';

// How a program asks: numbers as numbers and lists as lists. An address holds the same as texts.

/** A value as a program gives it; one item may stand for a list of one. */
type Asked<Value> = Value extends readonly (infer Item)[] ? Item | readonly Item[] : Value;

/** A question as a program asks it: the parameters of the HTTP interface under their names. */
export type QuestionOf<Shape extends z.ZodRawShape> = {
  [Name in keyof z.output<z.ZodObject<Shape>>]: Asked<z.output<z.ZodObject<Shape>>[Name]>;
};

/** The rows of a list, and the clocks that the list has, made definite. */
export type ListOf<Shape extends z.ZodRawShape, Row> = {
  [Name in keyof Shape & Clock]: Name extends 'announced_by' ? string | null : string;
} & {
  data: readonly Row[];
  /** The codes that were taken for words of the question; left out where all were codes. */
  took?: Readonly<Record<string, string>>;
  /** Only for a `known_at` before the ledger: when that begins. What had been announced by then is asked by `announced_by`. */
  ledger_begins?: string;
  /** Of bans, tariffs and rates in force, with the first rows: the measures that may be too, for whether they are over is in doubt. */
  in_doubt?: readonly MeasureRow[];
  /** Of measures and rates, with the first rows: why goods of the product have another code on the day, and what names them by that is not among the rows. */
  code_outdated?: string;
};

/** The parameters that are given once for each item; every other list is one text with commas. */
type Repeated = {
  [Name in keyof typeof dutyParameters]: z.input<(typeof dutyParameters)[Name]> extends readonly string[] | undefined ? Name : never;
}[keyof typeof dutyParameters];
const REPEATED: Readonly<Record<Repeated, true>> = { quantity: true, fx: true, condition: true, value_part: true };

/** The parameters as an address holds them; those without a value are left out. */
export const textsOf = (question: object): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(question).flatMap(([name, value]: [string, unknown]) => {
      if (value === undefined) return [];
      if (!Array.isArray(value)) return [[name, [String(value)]]];
      return [[name, Object.hasOwn(REPEATED, name) ? value.map(String) : [value.join(',')]]];
    }),
  );

/** A question as an address. */
export function withQuery(path: string, question: object): string {
  const pairs = Object.entries(textsOf(question)).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}
