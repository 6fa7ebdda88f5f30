import * as z from 'zod';
import { addDays, type Day, dayProblem, NEVER } from '../../domain/dates.ts';
import { invalid } from '../../domain/errors.ts';
import type { BAN_TYPES, Direction, DUTY_TYPES, Kind, Status } from '../../domain/vocabulary.ts';
import type { SourceInput } from '../../things/entry.ts';
import { runsOf } from './runs.ts';

// What an official document says, in the words of this ledger and apart from what stands here: each reader gives this, and one place makes
// calls of it.

/** What is paid, as a duty expression; under a condition in words, where one is named. */
export interface ToldRate {
  expression: string;
  condition?: string;
  condition_id?: string;
}

/** Whose goods they are, where the document says so by a code of its own. */
export interface ToldCompanies {
  /** By this alias the companies are found here: `TARIC B750`. */
  alias: string;
  /** As the document names them; empty where it gives the code alone. */
  names: readonly string[];
  as: 'named' | 'other_cooperating' | 'all_others';
}

/** One line of an official tariff: some goods of some partners, from a day to a day. */
export interface ToldLine {
  /** HS digits. */
  goods: readonly string[];
  /** Jurisdictions, or `*`. */
  partners: readonly string[];
  excluded: readonly string[];
  /** `*` stands for a group whose members the document does not name. */
  partnersUnknown: boolean;
  companies: ToldCompanies | null;
  /** What is covered hangs on a condition. */
  condition: string | null;
  from: Day;
  /** The first day without it; null while no end is told. */
  until: Day | null;
  /** Null: the document does not say what is paid. */
  rates: readonly ToldRate[] | null;
}

/** What a document says of the life of a measure. */
export interface ToldStatus {
  status: Status;
  effective_on: Day;
  until_on?: Day;
  note?: string;
}

/** A measure as a document tells it. */
export interface ToldMeasure {
  /** Made of what tells it apart officially, so that another document finds it again. */
  id: string;
  kind: Kind;
  type: (typeof DUTY_TYPES)[number] | (typeof BAN_TYPES)[number];
  direction: Direction;
  imposed_by: string;
  title: string;
  summary: string;
  /** The act by which it was imposed; `number` is how others write it, 2024/2754. */
  act: { identifier: string; number: string | null; url: string | null } | null;
  /** The day of the act, where the document says it. */
  announced_on: Day | null;
  lines: readonly ToldLine[];
  history: readonly ToldStatus[];
  /** The document says anew what it said before: where its days are others, what stands here was wrong. */
  restated: boolean;
  /** Lines that the document takes back as if they had never been. */
  destroyed: readonly ToldLine[];
  /**
   * Its goods and partners tell it apart, so that a measure of this ledger of the same type for the same goods and partners is the same
   * one. Not so of a document that knows headings alone.
   */
  toldByGoods: boolean;
}

/** What was read in a document. */
export interface DocumentReading {
  /** What it is, in a few words: UK commodity 6911100090. */
  about: string;
  /** Cited by all that is proposed; null where the document is a list of documents. */
  document: SourceInput | null;
  /** Documents that it lists, to be registered as sources. */
  sources: readonly SourceInput[];
  measures: readonly ToldMeasure[];
  /** What in it was not taken, and why. */
  notTaken: readonly string[];
  /** What a reviewer should look at: measures here that a document may be about. */
  concerns: readonly string[];
}

/** What a reader may need beside the document. */
export interface ReadingContext {
  /** The hash of the document. */
  sha256: string;
  /** The day on which it was first read here. */
  day: Day;
  /** Where it was asked for; null for a file. */
  address: string | null;
}

/** HS digits as this ledger keeps them: `7211130000`, the whole of a subheading, is 721113. */
export function goodsCode(item: string): string {
  let code = item;
  while (code.length > 2 && code.endsWith('00')) code = code.slice(0, -2);
  return code;
}

/** The day of a timestamp: 2021-01-01T00:00:00.000Z. */
const dayOfTimestamp = (text: string): Day => text.slice(0, 10);
/** The first day without what has a last day. */
export const dayAfter = (last: Day): Day => addDays(last, 1);

/** How a status goes over the days of lines; an act that was published before its first day is announced until then. */
export function historyOf(lines: readonly ToldLine[], status: Status, announced_on: Day | null): ToldStatus[] {
  const runs = runsOf(lines);
  const isAhead = announced_on !== null && announced_on < (runs[0]?.from ?? announced_on);
  return [
    ...(isAhead ? [{ status: 'announced', effective_on: announced_on } as const] : []),
    ...runs.map(({ from, until }) => ({ status, effective_on: from, ...(until !== NEVER && { until_on: until }) })),
  ];
}

/** Lines that say the same of different goods, as one line with all of them. */
export function joinGoods(lines: readonly ToldLine[]): ToldLine[] {
  const joined = new Map<string, ToldLine & { goods: string[] }>();
  for (const line of lines) {
    const { goods, ...rest } = line;
    const key = JSON.stringify(rest);
    const there = joined.get(key);
    if (there) there.goods.push(...goods.filter((code) => !there.goods.includes(code)));
    else joined.set(key, { ...line, goods: [...goods] });
  }
  return [...joined.values()];
}

/** Reads JSON in UTF-8. Throws `invalid` that says what the file is instead. */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('', `this is no JSON in UTF-8: give ${what}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const begins = text.trimStart().slice(0, 40).replace(/\s+/g, ' ');
    throw invalid('', `this is no JSON (it begins with "${begins}"; ${(error as Error).message}): give ${what}`);
  }
}

/** A timestamp or a day of an official service. */
export const Timestamp = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}/, 'must begin with a day, YYYY-MM-DD')
  .transform(dayOfTimestamp)
  .refine((day) => dayProblem(day) === null, 'must be a day of the calendar');

/** Fields that an official service may leave out, or say to be null. */
export const maybeText = z.union([z.string(), z.null()]).optional();
export const maybeDay = z.union([Timestamp, z.null()]).optional();
