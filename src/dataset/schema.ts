import { z } from 'zod';
import { BAN_TYPES, CONFIDENCES, DIRECTIONS, DUTY_TYPES, FORMALITIES, JURISDICTION_KINDS } from '../domain/vocabulary.ts';
import { coverage } from '../things/coverage.ts';
import { dutyRule } from '../things/duty-rule.ts';
import { entryBody, SourceBody } from '../things/entry.ts';
import { leadsSomewhere, link } from '../things/link.ts';
import { LegalInstrumentBody } from '../things/measure.ts';
import { milestone } from '../things/milestone.ts';
import { quota } from '../things/quota.ts';
import { rateTable } from '../things/rate-table.ts';
import { collapse, implementation, resolution } from '../things/resolution.ts';
import { JurisdictionCode, PartialDateText, Slug, Text, WebAddress } from '../things/scalars.ts';
import { statusChange } from '../things/status-change.ts';

/** Every entry of the dataset has an id that stays: a new release adds and corrects by it. Unique in its file. */
const id = Slug;

const StatusChange = entryBody({ id, ...statusChange.asked });
const Coverage = entryBody({ id, ...coverage.asked });
const RateTable = entryBody({ id, ...rateTable.asked });
const Milestone = entryBody({ id, ...milestone.asked });
const Link = entryBody({ id, ...link.asked }).superRefine(leadsSomewhere);
const Quota = entryBody({ id, ...quota.asked });
const DutyRule = entryBody({ id, ...dutyRule.asked });
const Resolution = entryBody({
  id,
  ...resolution.asked,
  implementations: z.array(entryBody({ id, ...implementation.asked })).default([]),
  collapse: entryBody({ id, ...collapse.asked }).optional(),
});

const measureShape = {
  id: Slug,
  title: Text,
  imposed_by: JurisdictionCode,
  direction: z.enum(DIRECTIONS),
  formality: z.enum(FORMALITIES).default('formal'),
  /** What a reader should know before the dates. */
  summary: Text.optional(),
  legal_instruments: z.array(LegalInstrumentBody).default([]),
  coverage: z.array(Coverage).min(1, 'must state what the measure covers'),
  status_changes: z.array(StatusChange).min(1, 'must have a history'),
  milestones: z.array(Milestone).default([]),
  links: z.array(Link).default([]),
} as const;

const TariffMeasure = z.strictObject({
  kind: z.literal('tariff'),
  ...measureShape,
  type: z.enum(DUTY_TYPES),
  /** The duty that this one is added to, in words. */
  adds_to: z.strictObject({ description: Text, confidence: z.enum(CONFIDENCES) }).optional(),
  rate_tables: z.array(RateTable).default([]),
  quotas: z.array(Quota).default([]),
});
const BanMeasure = z.strictObject({
  kind: z.literal('ban'),
  ...measureShape,
  type: z.enum(BAN_TYPES),
  quotas: z.array(Quota).default([]),
});
export const MeasureDocument = z.discriminatedUnion('kind', [TariffMeasure, BanMeasure]);

const WtoCase = z.strictObject({
  id: z.string().regex(/^DS\d{1,4}$/, 'must be a WTO case number such as DS630'),
  complainant: JurisdictionCode,
  respondent: JurisdictionCode,
  url: WebAddress.optional(),
  /** The stages of the case, each a milestone with its `stage`. */
  milestones: z.array(Milestone).default([]),
});

/** One file of src/dataset/disputes/: a dispute with everything that belongs to it. Base duties stand in a file without a dispute. */
export const DisputeDocument = z.strictObject({
  dispute: z
    .strictObject({
      id: Slug,
      title: Text,
      summary: Text,
      parties: z.array(z.union([JurisdictionCode, z.literal('*')])).min(1),
      tier: z.enum(['core', 'extended']).default('core'),
    })
    .optional(),
  exporters: z
    .array(z.strictObject({ id: Slug, name: Text, home: JurisdictionCode.optional(), aliases: z.array(Text).default([]) }))
    .default([]),
  measures: z.array(MeasureDocument).default([]),
  resolutions: z.array(Resolution).default([]),
  wto_cases: z.array(WtoCase).default([]),
  /** Milestones of the dispute as a whole. */
  milestones: z.array(Milestone).default([]),
  duty_rules: z.array(DutyRule).default([]),
});

/** src/dataset/sources.yaml */
export const SourcesDocument = z.strictObject({ sources: z.array(SourceBody) });

/** src/dataset/jurisdictions.yaml: unions and areas; states come with their names from ISO 3166-1. */
export const JurisdictionsDocument = z.strictObject({
  jurisdictions: z.array(
    z.strictObject({ code: JurisdictionCode, name: Text, kind: z.enum(JURISDICTION_KINDS), aliases: z.array(Text).default([]) }),
  ),
  memberships: z.array(
    z.strictObject({
      union: JurisdictionCode,
      member: JurisdictionCode,
      joined_on: PartialDateText,
      /** First day outside. */
      left_on: PartialDateText.optional(),
      note: Text.optional(),
    }),
  ),
  areas: z.array(z.strictObject({ code: z.string().regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/), name: Text })),
});

/** src/dataset/chapters.yaml: the chapters of the Harmonized System, and the headings that the disputes use. */
export const ChaptersDocument = z.strictObject({
  chapters: z.record(z.string().regex(/^(?:\d{2}){1,3}$/), Text),
});

export type DisputeFile = z.output<typeof DisputeDocument>;
export type MeasureFile = z.output<typeof MeasureDocument>;
