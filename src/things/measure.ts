import { z } from 'zod';
import { BAN_TYPES, CERTAINTIES, CONFIDENCES, DIRECTIONS, DUTY_TYPES, FORMALITIES, KINDS, STATUSES } from '../domain/vocabulary.ts';
import { CoverageBody } from './coverage.ts';
import { DutyRuleAnswer } from './duty-rule.ts';
import { LedgerEntryAnswer, ResolutionEntryAnswer } from './ledger.ts';
import { LinkAnswer } from './link.ts';
import { MilestoneAnswer } from './milestone.ts';
import { QuotaAnswer } from './quota.ts';
import { RateStepAnswer } from './rate-table.ts';
import { SourceRowAnswer, WtoCaseAnswer } from './register.ts';
import {
  DayText,
  InstantText,
  JurisdictionCode,
  orNull,
  PartialDateText,
  Slug,
  Text,
  textOrNull,
  WebAddress,
  whenKnownTo,
} from './scalars.ts';
import { StatusChangeBody } from './status-change.ts';
import { CoverageStretchAnswer, RateTableStretchAnswer, StatusStretchAnswer } from './stretch.ts';

export const LegalInstrumentBody = z.strictObject({
  identifier: Text,
  url: WebAddress.optional(),
  confidence: z.enum(CONFIDENCES).default('verified'),
});

/** For a tariff: the duty that it is added to, in words. */
export const AddsToBody = z.strictObject({ description: Text, confidence: z.enum(CONFIDENCES).default('verified') });

/** A new measure, with what it covers and its history so far if they are known. */
export const MeasureBody = z
  .strictObject({
    id: Slug,
    kind: z.enum(KINDS),
    type: z.enum([...DUTY_TYPES, ...BAN_TYPES]),
    imposed_by: JurisdictionCode,
    title: Text,
    dispute: Slug.optional(),
    direction: z.enum(DIRECTIONS).default('import'),
    formality: z.enum(FORMALITIES).default('formal'),
    summary: Text.optional(),
    legal_instruments: z.array(LegalInstrumentBody).default([]),
    adds_to: AddsToBody.optional(),
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
export type MeasureInput = z.output<typeof MeasureBody>;

/** What may be edited of a measure: words and where it belongs, nothing that decides an answer. `null` takes a dispute or a summary away. */
export const MeasurePatch = z
  .strictObject({ title: Text, dispute: orNull(Slug), summary: orNull(Text), legal_instruments: z.array(LegalInstrumentBody) })
  .partial();
export type MeasurePatchInput = z.output<typeof MeasurePatch>;

/** One measure as it stands on a day, as known at an instant. */
export const MeasureRowAnswer = z.strictObject({
  id: z.string(),
  kind: z.enum(KINDS),
  type: z.string().meta({ description: 'A duty type or a ban type' }),
  title: z.string(),
  dispute: textOrNull,
  imposed_by: z.string(),
  affected: z.array(z.string()).meta({ description: 'Jurisdictions and areas; * for all but those in excluded' }),
  excluded: z.array(z.string()),
  direction: z.enum(DIRECTIONS),
  formality: z.enum(FORMALITIES),
  products: z.array(z.string()).meta({ description: 'HS codes, or words where there is no code' }),
  status: z.enum(STATUSES),
  status_from: PartialDateText.meta({ description: 'First day of the status, as precisely as it is known' }),
  certainty: z.enum(CERTAINTIES).meta({ description: 'How sure the weakest of the status, the coverage and the rates shown is' }),
  match: z.enum(['full', 'part']).meta({ description: 'Does it meet what was asked in full or in part?' }),
  in_force_from: whenKnownTo('First day of the unbroken run in force'),
  in_force_until: whenKnownTo('Last day of that run, inclusive, if an end is known'),
  until_on: whenKnownTo('First day on which the status ends by its own terms'),
  lifting_agreed_on: whenKnownTo('Since when a lifting is agreed that has not come yet'),
  rate_summary: textOrNull,
  exemptions: z.array(z.string()).meta({ description: 'What a partial lifting frees, in words' }),
  legal_instruments: z.array(z.string()),
  sources: z.array(z.string()).meta({ description: 'Ids of the sources of the status, the coverage and the rates shown' }),
});
export type MeasureRow = z.output<typeof MeasureRowAnswer>;
/** The columns of a measure row, in the order of the CSV. */
export const MEASURE_COLUMNS = z.keyof(MeasureRowAnswer).options;

/** One measure: scope, rates, timeline, links, sources, as of `on` and `known_at`. */
export const MeasureAnswer = z.strictObject({
  on: DayText,
  known_at: InstantText,
  last_seq: z.int().meta({ description: 'Its own last change: the ETag' }),
  id: z.string(),
  kind: z.enum(KINDS),
  type: z.string(),
  title: z.string(),
  summary: textOrNull,
  dispute: textOrNull,
  imposed_by: z.string(),
  direction: z.enum(DIRECTIONS),
  formality: z.enum(FORMALITIES),
  adds_to: textOrNull.meta({ description: 'For a tariff: the duty that it is added to, in words' }),
  adds_to_confidence: orNull(z.enum(CONFIDENCES)),
  legal_instruments: z.array(z.strictObject({ identifier: z.string(), url: textOrNull, confidence: z.enum(CONFIDENCES) })),
  state: orNull(MeasureRowAnswer).meta({ description: 'The measure on that day as lists show it; null before its history begins' }),
  statuses: z.array(StatusStretchAnswer),
  coverage: z.array(CoverageStretchAnswer),
  rate_tables: z.array(RateTableStretchAnswer),
  milestones: z.array(MilestoneAnswer),
  resolutions: z.array(ResolutionEntryAnswer),
  links: z.array(LinkAnswer),
  quotas: z.array(QuotaAnswer),
  duty_rules: z.array(DutyRuleAnswer),
  wto_cases: z.array(WtoCaseAnswer),
  ledger: z.array(LedgerEntryAnswer).meta({ description: 'Everything recorded about it, corrected entries and corrections included' }),
  sources: z.array(SourceRowAnswer),
  rate_steps: z
    .exactOptional(z.array(RateStepAnswer))
    .meta({ description: 'What the exporter faced from a tariff over time, if exporter asked for it' }),
});
export type MeasureDetail = z.output<typeof MeasureAnswer>;
