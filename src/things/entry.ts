import * as z from 'zod';
import type { PartialDate } from '../domain/dates.ts';
import { CONFIDENCES, type Confidence, type EntryKind } from '../domain/vocabulary.ts';
import { REGISTERED } from './registered.ts';
import { InstantText, orNull, PartialDateText, Slug, Text, textOrNull, WebAddress, whenKnown } from './scalars.ts';

// What all entries of the ledger have in common, as they come in and as they are kept.

/** A source in full. */
export const SourceBody = z.strictObject({ id: Slug, ...REGISTERED.source });
export type SourceInput = z.output<typeof SourceBody>;

const instrument = z.strictObject({ identifier: Text, url: WebAddress.optional() });

/** What every entry says about itself. Exactly one of `sources` and `unsourced: true` must be given. */
const provenance = {
  announced_on: PartialDateText.optional(),
  note: Text.optional(),
  confidence: z.enum(CONFIDENCES).optional().meta({ description: 'verified unless it is said; recalled if it is unsourced' }),
  doubt: Text.optional(),
  sources: z
    .array(z.union([Slug, SourceBody]))
    .min(1, 'must name at least one source')
    .optional(),
  unsourced: z.literal(true).optional(),
  /** Where in a source the claim stands, by the source's id: an article, an annex, a heading. */
  places: z.record(Slug, Text).optional(),
  /** The legal instruments by which it was done. */
  instruments: z.array(instrument).optional(),
} as const;
/** What an entry says about itself, as it comes in. */
export const ProvenanceBody = z.strictObject(provenance);
export type Provenance = z.output<typeof ProvenanceBody>;

/** How sure a claim is: what nobody read in a source is from memory, unless something else is said. */
export const confidenceOf = ({ confidence, unsourced }: Provenance): Confidence => confidence ?? (unsourced ? 'recalled' : 'verified');

/** The body of an entry: its own fields and what it says about itself. A claim names its sources or says out loud that it has none. */
export const entryBody = <Shape extends z.ZodRawShape>(shape: Shape) =>
  provenanceBody(shape).refine(isSourced, {
    path: ['sources'],
    message: 'name a source, by its id or in full, or else say that there is none: unsourced',
  });

/** The body of an entry that needs no source; it can't have some and none, though. */
export const provenanceBody = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ ...shape, ...provenance }).refine(isConsistent, {
    path: ['sources'],
    message: 'leave out either the sources or unsourced',
  });

const isConsistent = (entry: object): boolean => {
  const { sources, unsourced } = entry as Provenance;
  return sources === undefined || unsourced === undefined;
};

const isSourced = (entry: object): boolean => {
  const { sources, unsourced } = entry as Provenance;
  return sources !== undefined || unsourced !== undefined;
};

const cited: z.ZodType<readonly string[]> = z
  .array(z.string())
  .meta({ description: 'Ids of the sources cited; empty says out loud that there is none' });

const entryBase = {
  seq: z.int(),
  entry_id: textOrNull.meta({ description: 'The stable id of an entry of the bundled dataset; null for one recorded here' }),
  measure_id: textOrNull,
  dispute_id: textOrNull,
  wto_case_id: textOrNull,
  recorded_at: InstantText.meta({
    description: 'When this database learned it; entries of one transaction share it, and it rises strictly from one to the next',
  }),
  recorded_by: z.string(),
  announced_on: whenKnown.meta({ description: 'The act or the news' }),
  note: textOrNull,
  confidence: z.enum(CONFIDENCES),
  doubt: textOrNull.meta({ description: 'Why the entry is in doubt' }),
  sources: cited,
  // Added later: each stands in an entry only where it has a value, so that older ones keep their bytes and their hashes.
  reviewed_by: z.exactOptional(z.string()).meta({ description: 'Who let in what the author had proposed' }),
  places: z.exactOptional(z.record(z.string(), z.string())).meta({ description: 'Where in a source the claim stands, by its id' }),
  instruments: z
    .exactOptional(z.array(z.strictObject({ identifier: z.string(), url: z.exactOptional(z.string()) })))
    .meta({ description: 'The legal instruments by which it was done' }),
} as const;

/** What every entry of the ledger has. */
export const EntryBaseAnswer = z.strictObject(entryBase);
export type EntryBase = z.output<typeof EntryBaseAnswer>;
/** What an entry is about. */
export type Subject = Partial<Pick<EntryBase, 'measure_id' | 'dispute_id' | 'wto_case_id'>>;

/** Where a kind of entry keeps what it says: its table, the list that it holds, and where its scopes stand. */
export interface EntryLayout {
  /** Its single fields are the columns of this table. */
  table: string;
  /** A list that it holds: each item is a row of this table, in `column` if it is a single value; `later` as below. */
  list?: { field: string; table: string; column?: string; later?: readonly string[] };
  /** Columns that hold JSON. */
  json?: readonly string[];
  /** Columns added later: the entry has the field only where it has a value. */
  later?: readonly string[];
  /** A second list, of single values. An entry has the field only where the list is not empty, so that older entries keep their bytes. */
  more?: { field: string; table: string; column: string };
  /** Where its scopes stand: in a list of scopes, in one field, or in each item of its list. */
  scopes?: { list: string } | { field: string } | { itemsOf: string };
}

/** The days that an entry speaks of: the first day on which it holds or happened, and the first on which it ends by its own terms. */
export interface EntryDays {
  effective_on: PartialDate | null;
  until_on: PartialDate | null;
}

/** A kind of entry, whole: what comes in, what is kept and where, and what it says in words. */
export interface EntryThing<Kind extends EntryKind, Asked extends z.ZodRawShape, Kept extends z.ZodRawShape> {
  kind: Kind;
  /** The fields of its body beside what every entry says about itself. */
  asked: Asked;
  /** What the ledger keeps of it beside what every entry has. */
  kept: { kind: z.ZodLiteral<Kind> } & Kept;
  layout: EntryLayout;
  days(entry: z.output<z.ZodObject<Kept>>): EntryDays;
  /** What it says, in one line; `note` is there for a link that has no other words. */
  says(entry: z.output<z.ZodObject<Kept>> & Pick<EntryBase, 'note'>): string;
}

/** Says what a kind of entry is. */
export const entryThing = <Kind extends EntryKind, Asked extends z.ZodRawShape, Kept extends z.ZodRawShape>(
  kind: Kind,
  asked: Asked,
  kept: Kept,
  rest: Pick<EntryThing<Kind, Asked, Kept>, 'layout' | 'days' | 'says'>,
): EntryThing<Kind, Asked, Kept> => ({ kind, asked, kept: { kind: z.literal(kind), ...kept }, ...rest });

/** An entry of one kind as the ledger keeps it. */
export const entryAnswer = <Kind extends EntryKind, Kept extends z.ZodRawShape>({ kept }: { kept: { kind: z.ZodLiteral<Kind> } & Kept }) =>
  z.strictObject({ ...entryBase, ...kept });

/** What was announced later and for an earlier day, and says otherwise: an end, a suspension, or what prolongs it. */
export const overtakenOrNull = orNull(z.int()).meta({
  description:
    'Of a change of status that was set for a later day: the entry announced after it, before that day, by which it comes no more',
});

/** The same with what later entries made of it. */
export const ledgerAnswer = <Kind extends EntryKind, Kept extends z.ZodRawShape>({ kept }: { kept: { kind: z.ZodLiteral<Kind> } & Kept }) =>
  z.strictObject({
    ...entryBase,
    corrected_by: orNull(z.int()).meta({ description: 'The correction that retracted it' }),
    replaces: orNull(z.int()).meta({ description: 'The entry whose place it took' }),
    overtaken_by: overtakenOrNull,
    ...kept,
  });
/** The days of what holds from a first day until it ends by its own terms. */
export const daysOfStatement = ({ effective_on, until_on }: EntryDays): EntryDays => ({ effective_on, until_on });
/** The days of what only begins, or only happens. */
export const onlyOn = (day: PartialDate | null): EntryDays => ({ effective_on: day, until_on: null });
