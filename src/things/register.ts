import { z } from 'zod';
import { JURISDICTION_KINDS, SOURCE_KINDS } from '../domain/vocabulary.ts';
import { MilestoneAnswer } from './milestone.ts';
import { JurisdictionCode, orNull, PartialDateText, Slug, Text, textOrNull, WebAddress, WtoCaseId, whenKnown } from './scalars.ts';

// Who and what there is beside measures and disputes: companies, sources, WTO cases, jurisdictions.

export const ExporterBody = z.strictObject({
  id: Slug,
  name: Text,
  home: JurisdictionCode.optional(),
  aliases: z.array(Text).default([]),
});
export type ExporterInput = z.output<typeof ExporterBody>;
export const ExporterPatch = z.strictObject({ name: Text, home: orNull(JurisdictionCode), aliases: z.array(Text) }).partial();
export type ExporterPatchInput = z.output<typeof ExporterPatch>;
export const ExporterRowAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  home: textOrNull,
  aliases: z.array(z.string()),
});
export type ExporterRow = z.output<typeof ExporterRowAnswer>;

/** A source may be corrected in the register: it decides no answer. */
export const SourcePatch = z
  .strictObject({
    publisher: Text,
    title: Text,
    url: orNull(WebAddress),
    published_on: orNull(PartialDateText),
    kind: z.enum(SOURCE_KINDS),
    read_as: orNull(Text),
    note: orNull(Text),
  })
  .partial();
export type SourcePatchInput = z.output<typeof SourcePatch>;
export const SourceRowAnswer = z.strictObject({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  url: textOrNull,
  published_on: whenKnown,
  kind: z.enum(SOURCE_KINDS),
  read_as: textOrNull,
  note: textOrNull,
});
export type SourceRow = z.output<typeof SourceRowAnswer>;

export const WtoCaseBody = z.strictObject({
  id: WtoCaseId,
  complainant: JurisdictionCode,
  respondent: JurisdictionCode,
  title: Text.optional(),
  url: WebAddress.optional(),
});
export type WtoCaseInput = z.output<typeof WtoCaseBody>;
export const WtoCasePatch = z.strictObject({ title: orNull(Text), url: orNull(WebAddress) }).partial();
export type WtoCasePatchInput = z.output<typeof WtoCasePatch>;
/** A WTO case with its stages in the order of time. */
export const WtoCaseAnswer = z.strictObject({
  id: z.string(),
  complainant: z.string(),
  respondent: z.string(),
  title: textOrNull,
  url: textOrNull,
  milestones: z.array(MilestoneAnswer),
});
export type WtoCaseRow = z.output<typeof WtoCaseAnswer>;

const codes: z.ZodType<readonly string[]> = z.array(z.string());

/** A jurisdiction with the unions it belongs to, the members it has, and its areas, on a day. */
export const JurisdictionRowAnswer = z.strictObject({
  code: z.string(),
  name: z.string(),
  kind: z.enum(JURISDICTION_KINDS),
  aliases: z.array(z.string()),
  unions: codes,
  members: codes,
  areas: z.array(z.strictObject({ code: z.string(), name: z.string() })),
});
export type JurisdictionRow = z.output<typeof JurisdictionRowAnswer>;
