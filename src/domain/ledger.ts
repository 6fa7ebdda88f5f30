import type { Scope } from './scope.ts';
import type { Collection, Confidence, OutcomeTarget } from './vocabulary.ts';

/** One rate of a table: an expression, or a range in percent of which no amount is computed. */
export interface Rate {
  scope: Scope;
  expression: string | null;
  min_pct: string | null;
  max_pct: string | null;
  collection: Collection;
  note: string | null;
  confidence: Confidence | null;
  doubt: string | null;
  /** The part of the value that it is charged on, in words: the steel content. Left out: all of it. */
  value_part?: string;
}

/** What a resolution has a measure reach, within a scope. */
export interface Outcome {
  measure_id: string;
  reaches: OutcomeTarget;
  scope: Scope;
}

/**
 * The text of an entry that its hash is made of: JSON with the keys in alphabetical order, so that it depends on what the
 * entry says and on nothing else. `says`: leaves out the fields of which it is false.
 */
export function canonicalText(entry: object, says?: (value: unknown) => boolean): string {
  return textOf(entry, says) as string;
}

/** Do two values say the same, in whichever order their fields stand? */
export const saysSame = (a: object, b: object): boolean => canonicalText(a) === canonicalText(b);

/** Does a value say something? An empty list does not. */
export const saysSomething = (value: unknown): boolean => value != null && !(Array.isArray(value) && value.length === 0);

/** The fields that say something: a field that says nothing is left out, over the wire and in what is kept. */
export const filled = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => saysSomething(value)));

// Every entry is hashed, so this is written out: JSON.stringify with a replacer takes three times as long.
function textOf(value: unknown, says: ((value: unknown) => boolean) | undefined): string | undefined {
  if (value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, says) ?? 'null').join(',')}]`;
  let text = '';
  for (const key of inOrder(Object.keys(value))) {
    const field = (value as Record<string, unknown>)[key];
    if (says && !says(field)) continue;
    const said = textOf(field, says);
    if (said !== undefined) text += `${text === '' ? '' : ','}${nameOf(key)}${said}`;
  }
  return `{${text}}`;
}

/** Names of fields as JSON has them: there are few, and each is written again and again. */
const names = new Map<string, string>();
const MOST_NAMES = 2000;

function nameOf(key: string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = `${JSON.stringify(key)}:`;
  if (names.size < MOST_NAMES) names.set(key, name);
  return name;
}

/** In alphabetical order; before them those that are whole numbers, as JavaScript has them first in every object. */
function inOrder(keys: string[]): string[] {
  keys.sort();
  for (const key of keys) if (key.charCodeAt(0) <= NINE) return Object.keys(Object.fromEntries(keys.map((one) => [one, null])));
  return keys;
}
const NINE = '9'.charCodeAt(0);

/** What corrections make of a ledger: which entries they retract, and whose place within a day each replacement takes. */
export interface Corrections {
  retracted: ReadonlySet<number>;
  positions: ReadonlyMap<number, number>;
}

/** Reads corrections (in the order of seq); a replacement of a replacement keeps the first entry's place. */
export function applyCorrections(corrections: readonly { retracts_seq: number; replacement_seq: number | null }[]): Corrections {
  const retracted = new Set<number>();
  const positions = new Map<number, number>();
  for (const { retracts_seq, replacement_seq } of corrections) {
    retracted.add(retracts_seq);
    if (replacement_seq !== null) positions.set(replacement_seq, positions.get(retracts_seq) ?? retracts_seq);
  }
  return { retracted, positions };
}
