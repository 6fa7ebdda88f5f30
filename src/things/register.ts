import { z } from '@hono/zod-openapi';
import { BAN_TYPES, CONFIDENCES, DIRECTIONS, DUTY_TYPES, FORMALITIES, KINDS } from '../domain/vocabulary.ts';
import { CoverageBody, StatusChangeBody } from './entries.ts';
import { JurisdictionCode, Slug, Text, WebAddress } from './scalars.ts';

export const LegalInstrumentBody = z.strictObject({
  identifier: Text,
  url: WebAddress.optional(),
  confidence: z.enum(CONFIDENCES).default('verified'),
});

const measureFields = {
  title: Text,
  dispute: Slug.optional(),
  direction: z.enum(DIRECTIONS).default('import'),
  formality: z.enum(FORMALITIES).default('formal'),
  summary: Text.optional(),
  legal_instruments: z.array(LegalInstrumentBody).default([]),
} as const;

/** A new measure, with what it covers and its history so far if they are known. */
export const MeasureBody = z
  .strictObject({
    id: Slug,
    kind: z.enum(KINDS),
    type: z.enum([...DUTY_TYPES, ...BAN_TYPES]),
    imposed_by: JurisdictionCode,
    ...measureFields,
    /** For a tariff: the duty that it is added to, in words. */
    adds_to: z.strictObject({ description: Text, confidence: z.enum(CONFIDENCES).default('verified') }).optional(),
    coverage: z.union([CoverageBody, z.array(CoverageBody)]).optional(),
    status_changes: z.array(StatusChangeBody).optional(),
  })
  .superRefine((measure, ctx) => {
    const types: readonly string[] = measure.kind === 'tariff' ? DUTY_TYPES : BAN_TYPES;
    if (!types.includes(measure.type))
      ctx.addIssue({
        code: 'custom',
        path: ['type'],
        message: `"${measure.type}" is no type of a ${measure.kind}: use one of ${types.join(', ')}`,
      });
    if (measure.kind === 'ban' && measure.adds_to)
      ctx.addIssue({ code: 'custom', path: ['adds_to'], message: 'belongs to a tariff, not to a ban' });
  });

/** What may be edited of a measure: words and where it belongs, nothing that decides an answer. `null` takes a dispute or a summary away. */
export const MeasurePatch = z
  .strictObject({
    title: Text,
    dispute: z.union([Slug, z.null()]),
    summary: z.union([Text, z.null()]),
    legal_instruments: z.array(LegalInstrumentBody),
  })
  .partial();

export const DisputeBody = z.strictObject({
  id: Slug,
  title: Text,
  summary: Text.optional(),
  tier: z.enum(['core', 'extended']).default('core'),
  parties: z.array(z.union([JurisdictionCode, z.literal('*')])).default([]),
});
export const DisputePatch = z
  .strictObject({
    title: Text,
    summary: z.union([Text, z.null()]),
    tier: z.enum(['core', 'extended']),
    parties: z.array(z.union([JurisdictionCode, z.literal('*')])),
  })
  .partial();

export const ExporterBody = z.strictObject({
  id: Slug,
  name: Text,
  home: JurisdictionCode.optional(),
  aliases: z.array(Text).default([]),
});
export const ExporterPatch = z.strictObject({ name: Text, home: z.union([JurisdictionCode, z.null()]), aliases: z.array(Text) }).partial();

export const WtoCaseId = z.string().regex(/^DS\d{1,4}$/, 'must be a WTO case number such as DS630');
export const WtoCaseBody = z.strictObject({
  id: WtoCaseId,
  complainant: JurisdictionCode,
  respondent: JurisdictionCode,
  title: Text.optional(),
  url: WebAddress.optional(),
});
export const WtoCasePatch = z.strictObject({ title: z.union([Text, z.null()]), url: z.union([WebAddress, z.null()]) }).partial();

export type MeasureInput = z.output<typeof MeasureBody>;
export type MeasurePatchInput = z.output<typeof MeasurePatch>;
export type DisputeInput = z.output<typeof DisputeBody>;
export type DisputePatchInput = z.output<typeof DisputePatch>;
export type ExporterInput = z.output<typeof ExporterBody>;
export type ExporterPatchInput = z.output<typeof ExporterPatch>;
export type WtoCaseInput = z.output<typeof WtoCaseBody>;
export type WtoCasePatchInput = z.output<typeof WtoCasePatch>;
