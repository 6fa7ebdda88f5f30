import type { Instant, PartialDate } from './dates.ts';
import type { Scope } from './scope.ts';
import type {
  Collection,
  Confidence,
  DutyRuleType,
  LinkType,
  MilestoneType,
  OutcomeTarget,
  ResolutionMethod,
  Status,
} from './vocabulary.ts';

/** What every entry of the ledger has. */
export interface EntryBase {
  seq: number;
  /** The stable id of an entry of the bundled dataset; null for one recorded here. */
  entry_id: string | null;
  measure_id: string | null;
  dispute_id: string | null;
  wto_case_id: string | null;
  /** When this database learned it. Entries of one transaction share it; it rises strictly from one transaction to the next. */
  recorded_at: Instant;
  recorded_by: string;
  /** The act or the news. */
  announced_on: PartialDate | null;
  note: string | null;
  confidence: Confidence;
  /** Why the entry is in doubt, or null. */
  doubt: string | null;
  /** Ids of the sources cited; empty says out loud that there is none. */
  sources: readonly string[];
}

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
}

export interface Outcome {
  measure_id: string;
  reaches: OutcomeTarget;
  scope: Scope;
}

/** Of every date here: `effective_on` is the first day, `until_on` the first day without, `last_on` the last day. */
export type EntryBody =
  | { kind: 'status_change'; status: Status; effective_on: PartialDate; until_on: PartialDate | null; exemptions: readonly Scope[] }
  | { kind: 'coverage'; effective_on: PartialDate; until_on: PartialDate | null; scopes: readonly Scope[] }
  | { kind: 'rate_table'; effective_on: PartialDate; until_on: PartialDate | null; rates: readonly Rate[] }
  | { kind: 'milestone'; type: MilestoneType; happened_on: PartialDate; title: string; stage: string | null; scopes: readonly Scope[] }
  | { kind: 'resolution'; method: ResolutionMethod; agreed_on: PartialDate | null; terms: string; outcomes: readonly Outcome[] }
  | { kind: 'implementation'; resolution_seq: number; effective_on: PartialDate; measures: readonly string[] }
  | { kind: 'collapse'; resolution_seq: number; effective_on: PartialDate; measures: readonly string[] }
  | { kind: 'link'; type: LinkType; to_measure_id: string | null; to_dispute_id: string | null; to_wto_case_id: string | null }
  | {
      kind: 'duty_rule';
      type: DutyRuleType;
      other_measure_id: string | null;
      percent: string | null;
      first_on: PartialDate;
      last_on: PartialDate | null;
      scope: Scope;
    }
  | {
      kind: 'quota';
      period: string;
      starts_on: PartialDate | null;
      ends_on: PartialDate | null;
      quantity: string | null;
      unit: string;
      scope: Scope;
    }
  | { kind: 'correction'; retracts_seq: number; replacement_seq: number | null; reason: string };

export type Entry = EntryBase & EntryBody;
export type EntryOf<K extends EntryBody['kind']> = EntryBase & Extract<EntryBody, { kind: K }>;

/** The scopes that an entry holds, in a fixed order, so that they can be stored beside it by position. */
export function scopesOf(body: EntryBody): readonly Scope[] {
  switch (body.kind) {
    case 'status_change':
      return body.exemptions;
    case 'coverage':
    case 'milestone':
      return body.scopes;
    case 'rate_table':
      return body.rates.map((rate) => rate.scope);
    case 'resolution':
      return body.outcomes.map((outcome) => outcome.scope);
    case 'duty_rule':
    case 'quota':
      return [body.scope];
    default:
      return [];
  }
}

/** Where the scope of that number stands in an entry as people write it; the messages about it say so. */
export function scopePath(kind: EntryBody['kind'], index: number): string {
  switch (kind) {
    case 'status_change':
      return `exemptions.${index}`;
    case 'rate_table':
      return `rates.${index}.scope`;
    case 'resolution':
      return `outcomes.${index}.scope`;
    case 'duty_rule':
    case 'quota':
      return 'scope';
    default:
      return `scopes.${index}`;
  }
}

/**
 * The text of an entry that its hash is made of: JSON with the keys in alphabetical order, so that it depends on what the
 * entry says and on nothing else.
 */
export function canonicalText(entry: Entry): string {
  return JSON.stringify(entry, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
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
