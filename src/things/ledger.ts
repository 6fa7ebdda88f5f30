import * as z from 'zod';
import type { PartialDate } from '../domain/dates.ts';
import { applyCorrections, type Corrections, filled, saysSame } from '../domain/ledger.ts';
import type { Scope } from '../domain/scope.ts';
import { CONFIDENCES, ENTRY_KINDS, type EntryKind } from '../domain/vocabulary.ts';
import { check } from './check.ts';
import { correction } from './correction.ts';
import { coverage } from './coverage.ts';
import { dutyRule } from './duty-rule.ts';
import { type EntryBase, type EntryDays, type EntryLayout, type EntryThing, entryAnswer, ledgerAnswer } from './entry.ts';
import { link } from './link.ts';
import { milestone } from './milestone.ts';
import { quota } from './quota.ts';
import { rateTable } from './rate-table.ts';
import { registration } from './registration.ts';
import { collapse, implementation, resolution } from './resolution.ts';
import { InstantText, orNull, textOrNull, whenKnown, whenKnownTo } from './scalars.ts';
import { statusChange } from './status-change.ts';

// The ledger: all kinds of entry together.

/** Every kind of entry; one that is missing here does not compile. */
export const ENTRY_THINGS = {
  status_change: statusChange,
  coverage,
  rate_table: rateTable,
  milestone,
  resolution,
  implementation,
  collapse,
  link,
  duty_rule: dutyRule,
  quota,
  check,
  registration,
  correction,
} as const satisfies { [Kind in EntryKind]: { kind: Kind } };

/** What an entry of each kind says, as the ledger keeps it. */
type Kept = { [Kind in EntryKind]: z.output<z.ZodObject<(typeof ENTRY_THINGS)[Kind]['kept']>> };
/** What an entry of a kind, or of any, says beside what every entry has. */
export type EntryBody<Kind extends EntryKind = EntryKind> = Kept[Kind];
/** An entry of any kind. Of every date here: `effective_on` is the first day, `until_on` the first day without, `last_on` the last day. */
export type Entry = { [Kind in EntryKind]: EntryBase & Kept[Kind] }[EntryKind];
/** An entry of one kind. */
export type EntryOf<Kind extends EntryKind> = Extract<Entry, { kind: Kind }>;

/** Those of one or of some kinds. */
export const entriesOf = <Kind extends EntryKind>(entries: readonly Entry[], ...kinds: readonly Kind[]): EntryOf<Kind>[] =>
  entries.filter((entry): entry is EntryOf<Kind> => kinds.some((kind) => kind === entry.kind));

/** The milestones among entries, in the order of their days. */
export const milestonesIn = (entries: readonly Entry[]): EntryOf<'milestone'>[] =>
  entriesOf(entries, 'milestone').sort((a, b) => (a.happened_on < b.happened_on ? -1 : 1));

/** An entry with what corrections made of it: the correction that retracted it, and the entry whose place it took. */
export type LedgerEntry = Entry & { corrected_by: number | null; replaces: number | null; overtaken_by: number | null };
/** What later entries have made of one that was just recorded. */
export const AS_RECORDED = { corrected_by: null, replaces: null, overtaken_by: null } as const;

const kinds = Object.values(ENTRY_THINGS).map(({ kept }) => ledgerAnswer({ kept: kept as typeof correction.kept }));
/** All kinds as the API describes them. TypeScript can't follow a union through a table, so its type is said here. */
export const LedgerEntryAnswer = z.discriminatedUnion('kind', kinds as [(typeof kinds)[number]]) as z.ZodType as z.ZodType<LedgerEntry>;

export const ResolutionEntryAnswer = z.discriminatedUnion('kind', [
  entryAnswer(resolution),
  entryAnswer(implementation),
  entryAnswer(collapse),
]);

/** What is left of entries once their corrections are read, and for each replacement the entry whose place it takes in the end. */
export function standingOf(entries: readonly Entry[]): {
  standing: Entry[];
  positions: Corrections['positions'];
  rootOf: (seq: number) => number;
} {
  const { retracted, positions } = applyCorrections(entriesOf(entries, 'correction'));
  return { standing: entries.filter(({ seq }) => !retracted.has(seq)), positions, rootOf: (seq) => positions.get(seq) ?? seq };
}

/** Each kind's own functions take entries of that kind; by its kind an entry is sent to the right ones. */
const thingOf = (kind: EntryKind): EntryThing<EntryKind, z.ZodRawShape, z.ZodRawShape> =>
  ENTRY_THINGS[kind] as EntryThing<EntryKind, z.ZodRawShape, z.ZodRawShape>;

/** How a kind of entry is kept. */
export const layoutOf = (kind: EntryKind): EntryLayout => thingOf(kind).layout;

/** The scopes that an entry holds, in a fixed order, so that they can be kept beside it by position. */
export function scopesOf(body: EntryBody): readonly Scope[] {
  const { scopes } = layoutOf(body.kind);
  const fields: Readonly<Record<string, unknown>> = body;
  if (scopes === undefined) return [];
  if ('list' in scopes) return fields[scopes.list] as readonly Scope[];
  if ('field' in scopes) return [fields[scopes.field] as Scope];
  return (fields[scopes.itemsOf] as readonly { scope: Scope }[]).map(({ scope }) => scope);
}

/** Where the scope of that number stands in an entry as people write it; the messages about it say so. */
export function scopePath(kind: EntryKind, index: number): string {
  const { scopes } = layoutOf(kind);
  if (scopes === undefined || 'field' in scopes) return 'scope';
  return 'list' in scopes ? `${scopes.list}.${index}` : `${scopes.itemsOf}.${index}.scope`;
}

/** The days that an entry speaks of: the first on which it holds, happened or was agreed, and the first without; null where it speaks of none. */
const daysOf = (entry: Entry): EntryDays => thingOf(entry.kind).days(entry);
/** The first of them. */
export const firstDayOf = (entry: Entry): PartialDate | null => daysOf(entry).effective_on;

/** Does an entry say of the same what another says, with the same doubt? Who recorded it, its sources and its note are not asked. */
export function repeats(entry: Entry, other: Entry): boolean {
  const isAlike = (['kind', 'measure_id', 'dispute_id', 'wto_case_id', 'doubt'] as const).every((field) => entry[field] === other[field]);
  // A link to nothing says in its note what it is to.
  return isAlike && describeEntry(entry) === describeEntry(other) && saysSame(bodyOf(entry), bodyOf(other));
}

/** Does an entry say all that another says, on the same sources? Only its number and id, who recorded it, and when, are not asked. */
export function repeatsWhole(entry: Entry, other: Entry): boolean {
  const said = ({ seq, entry_id, recorded_at, recorded_by, reviewed_by, ...claim }: Entry): object =>
    filled({ ...claim, sources: [...claim.sources].sort() });
  return saysSame(said(entry), said(other));
}

/** The fields that an entry has by its kind. */
const bodyOf = (entry: Entry): object =>
  Object.fromEntries(Object.keys(ENTRY_THINGS[entry.kind].kept).map((field) => [field, entry[field as keyof Entry]]));

/** What an entry says, in one line. */
export const describeEntry = (entry: Entry): string => thingOf(entry.kind).says(entry);

/** An entry as one row: what it says in words, and its clocks. */
const LedgerRowAnswer = z.strictObject({
  seq: z.int(),
  kind: z.enum(ENTRY_KINDS),
  about: textOrNull,
  says: z.string(),
  effective_on: whenKnownTo('First day on which it holds, or the day on which it happened'),
  until_on: whenKnownTo('First day on which it ends by its own terms'),
  announced_on: whenKnown,
  recorded_at: InstantText,
  recorded_by: z.string(),
  confidence: z.enum(CONFIDENCES),
  doubt: textOrNull,
  note: textOrNull,
  sources: z.array(z.string()) as z.ZodType<readonly string[]>,
  corrected_by: orNull(z.int()),
  replaces: orNull(z.int()),
  reviewed_by: textOrNull,
  overtaken_by: orNull(z.int()),
});
type LedgerRow = z.output<typeof LedgerRowAnswer>;
export const LEDGER_COLUMNS = z.keyof(LedgerRowAnswer).options;

/** An entry as one row of a table. */
export function ledgerRow(entry: LedgerEntry): LedgerRow {
  const { seq, kind, announced_on, recorded_at, recorded_by, confidence, doubt, note, sources, corrected_by, replaces, overtaken_by } =
    entry;
  const { reviewed_by = null } = entry;
  const { effective_on, until_on } = daysOf(entry);
  return {
    seq,
    kind,
    about: entry.measure_id ?? entry.dispute_id ?? entry.wto_case_id,
    says: describeEntry(entry),
    effective_on,
    until_on,
    announced_on,
    recorded_at,
    recorded_by,
    confidence,
    doubt,
    note,
    sources,
    corrected_by,
    replaces,
    reviewed_by,
    overtaken_by,
  };
}
