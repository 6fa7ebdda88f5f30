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

export interface Outcome {
  measure_id: string;
  reaches: OutcomeTarget;
  scope: Scope;
}

/**
 * The text of an entry that its hash is made of: JSON with the keys in alphabetical order, so that it depends on what the
 * entry says and on nothing else. `says`: leaves out the fields of which it is false.
 */
export function canonicalText(entry: object, says: (value: unknown) => boolean = () => true): string {
  return JSON.stringify(entry, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, field]) => says(field))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value,
  );
}

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
