import { z } from '@hono/zod-openapi';
import { invalidExpression } from '../domain/duty/expression.ts';
import {
  COLLECTIONS,
  CONFIDENCES,
  DUTY_RULE_TYPES,
  LINK_TYPES,
  MILESTONE_TYPES,
  OUTCOME_TARGETS,
  RESOLUTION_METHODS,
  SOURCE_KINDS,
  STATUSES,
} from '../domain/vocabulary.ts';
import { PartialDateText, Slug, Text, WebAddress } from './scalars.ts';
import { ScopeBody } from './scope.ts';

/** A source in full. `url` may be left out only if the source has no address. */
export const SourceBody = z.strictObject({
  id: Slug,
  publisher: Text,
  title: Text,
  url: WebAddress.optional(),
  published_on: PartialDateText.optional(),
  kind: z.enum(SOURCE_KINDS),
  /** How far the source itself was seen: the page was read, or its address was seen elsewhere. */
  read_as: Text.optional(),
  note: Text.optional(),
});

const DecimalText = z.string().regex(/^\d+(?:\.\d+)?$/, 'must be a decimal number in quotes, such as "17.4"');

/** The field's own sentence: `35.3%`, `40% MIN 7000 USD/unit`, `free`. Kept as written; one that can't be read is refused. */
const DutyExpressionText = z
  .string()
  .trim()
  .superRefine((text, ctx) => {
    const fault = invalidExpression(text);
    if (fault) ctx.addIssue({ code: 'custom', message: fault.message });
  })
  .meta({
    description:
      'A duty: percent of the customs value or money per unit, with +, -, MIN (the greater of two) and MAX (the lesser), or free',
    example: '40% MIN 7000 USD/unit',
  });

/** What every entry says about itself. Exactly one of `sources` and `unsourced: true` must be given. */
export const provenance = {
  announced_on: PartialDateText.optional(),
  note: Text.optional(),
  confidence: z.enum(CONFIDENCES).default('verified'),
  doubt: Text.optional(),
  sources: z
    .array(z.union([Slug, SourceBody]))
    .min(1, 'must name at least one source')
    .optional(),
  unsourced: z.literal(true).optional(),
} as const;

interface Provenance {
  sources?: unknown;
  unsourced?: true | undefined;
}
/** A claim names its sources or says out loud that it has none. */
export const sourcedOrSaidSo = (entry: Provenance): boolean => (entry.sources === undefined) !== (entry.unsourced === undefined);
const needSources = { path: ['sources'], message: 'give either sources (ids, or new sources in full) or "unsourced": true' };

export const statusChangeShape = {
  status: z.enum(STATUSES),
  /** First day on which the status holds. */
  effective_on: PartialDateText,
  /** First day on which it no longer holds by its own terms. */
  until_on: PartialDateText.optional(),
  /** For partially_lifted: what is exempt. */
  exemptions: z.array(ScopeBody).min(1).optional(),
  ...provenance,
} as const;

export const coverageShape = {
  /** First day on which the measure covers this. */
  effective_on: PartialDateText,
  until_on: PartialDateText.optional(),
  scopes: z.array(ScopeBody).min(1, 'must state at least one scope'),
  ...provenance,
} as const;

/** One rate: a duty expression, or a known range in percent of which no amount is computed. */
export const RateBody = z
  .strictObject({
    scope: ScopeBody.prefault({}),
    expression: DutyExpressionText.optional(),
    range: z.strictObject({ min_pct: DecimalText, max_pct: DecimalText }).optional(),
    collection: z.enum(COLLECTIONS).default('full'),
    note: Text.optional(),
    confidence: z.enum(CONFIDENCES).optional(),
    doubt: Text.optional(),
  })
  .refine((rate) => (rate.expression === undefined) !== (rate.range === undefined), {
    path: ['expression'],
    message: 'give either an expression or a range',
  });

export const rateTableShape = {
  /** First day on which these rates are the measure's rates. */
  effective_on: PartialDateText,
  /** First day on which they no longer are, by their own terms: the table that stood before them returns. */
  until_on: PartialDateText.optional(),
  rates: z.array(RateBody).min(1, 'must state at least one rate'),
  ...provenance,
} as const;

export const milestoneShape = {
  type: z.enum(MILESTONE_TYPES),
  /** The day (month, year) on which it happened. */
  happened_on: PartialDateText,
  title: Text,
  /** For a stage of a WTO case: its name in the dispute settlement procedure. */
  stage: Text.optional(),
  /** On which WTO case, where it is not about a measure or a dispute. */
  wto_case: z
    .string()
    .regex(/^DS\d{1,4}$/, 'must be a WTO case number such as DS630')
    .optional(),
  scopes: z.array(ScopeBody).optional(),
  ...provenance,
} as const;

export const OutcomeBody = z.strictObject({
  measure: Slug,
  reaches: z.enum(OUTCOME_TARGETS),
  scope: ScopeBody.prefault({}),
});

export const resolutionShape = {
  method: z.enum(RESOLUTION_METHODS),
  /** Unknown if left out. */
  agreed_on: PartialDateText.optional(),
  terms: Text,
  outcomes: z.array(OutcomeBody).min(1, 'must name at least one measure and what it is to reach'),
  ...provenance,
} as const;

/** A resolution took effect, for the measures named or for all its outcomes. */
export const implementationShape = {
  effective_on: PartialDateText,
  measures: z.array(Slug).min(1).optional(),
  ...provenance,
} as const;
export const collapseShape = { effective_on: PartialDateText, ...provenance } as const;

export const linkShape = {
  type: z.enum(LINK_TYPES),
  /** A measure, a dispute or a WTO case (DS602); or only words, in `note`, for an event that has no record here. */
  to: z.union([Slug, z.string().regex(/^DS\d{1,4}$/)]).optional(),
  ...provenance,
} as const;

export const quotaShape = {
  /** First and last day. */
  starts_on: PartialDateText.optional(),
  ends_on: PartialDateText.optional(),
  /** How the period is named: 2026, or "later years". */
  period: Text,
  quantity: DecimalText.optional(),
  unit: Text,
  scope: ScopeBody.prefault({}),
  ...provenance,
} as const;

export const dutyRuleShape = {
  type: z.enum(DUTY_RULE_TYPES),
  /** The measure that gives way, or that changes the base. */
  measure: Slug,
  /** For not_levied_with: the measure that is levied instead. */
  other_measure: Slug.optional(),
  /** For tops_up_base_to: up to how many percent. */
  percent: DecimalText.optional(),
  scope: ScopeBody.prefault({}),
  first_on: PartialDateText,
  /** Last day, inclusive. */
  last_on: PartialDateText.optional(),
  ...provenance,
} as const;

export const StatusChangeBody = z.strictObject(statusChangeShape).refine(sourcedOrSaidSo, needSources);
export const CoverageBody = z.strictObject(coverageShape).refine(sourcedOrSaidSo, needSources);
export const RateTableBody = z.strictObject(rateTableShape).refine(sourcedOrSaidSo, needSources);
export const MilestoneBody = z.strictObject(milestoneShape).refine(sourcedOrSaidSo, needSources);
export const ResolutionBody = z.strictObject(resolutionShape).refine(sourcedOrSaidSo, needSources);
export const ImplementationBody = z.strictObject(implementationShape).refine(sourcedOrSaidSo, needSources);
export const CollapseBody = z.strictObject(collapseShape).refine(sourcedOrSaidSo, needSources);
export const LinkBody = z
  .strictObject(linkShape)
  .refine(sourcedOrSaidSo, needSources)
  .refine((link) => link.to !== undefined || link.note !== undefined, {
    path: ['to'],
    message: 'name what it links to, or say it in note',
  });
export const QuotaBody = z.strictObject(quotaShape).refine(sourcedOrSaidSo, needSources);
export const DutyRuleBody = z.strictObject(dutyRuleShape).refine(sourcedOrSaidSo, needSources);

export type SourceInput = z.output<typeof SourceBody>;
export type StatusChangeInput = z.output<typeof StatusChangeBody>;
export type CoverageInput = z.output<typeof CoverageBody>;
export type RateTableInput = z.output<typeof RateTableBody>;
export type RateInput = z.output<typeof RateBody>;
export type MilestoneInput = z.output<typeof MilestoneBody>;
export type ResolutionInput = z.output<typeof ResolutionBody>;
export type ImplementationInput = z.output<typeof ImplementationBody>;
export type CollapseInput = z.output<typeof CollapseBody>;
export type LinkInput = z.output<typeof LinkBody>;
export type QuotaInput = z.output<typeof QuotaBody>;
export type DutyRuleInput = z.output<typeof DutyRuleBody>;

/** A source may be corrected in the register: it decides no answer. */
export const SourcePatch = z
  .strictObject({
    publisher: Text,
    title: Text,
    url: z.union([WebAddress, z.null()]),
    published_on: z.union([PartialDateText, z.null()]),
    kind: z.enum(SOURCE_KINDS),
    read_as: z.union([Text, z.null()]),
    note: z.union([Text, z.null()]),
  })
  .partial();
export type SourcePatchInput = z.output<typeof SourcePatch>;

/** One change bare, or several in `changes`, all or none. */
export const StatusChangesBody = z.union([
  z.strictObject({ changes: z.array(StatusChangeBody).min(1, 'must hold at least one change') }),
  StatusChangeBody,
]);
/** The same for a dispute: for each of its measures in force that day, or for those named. */
export const DisputeStatusChangesBody = z.union([
  z.strictObject({ changes: z.array(StatusChangeBody).min(1, 'must hold at least one change'), measures: z.array(Slug).min(1).optional() }),
  z.strictObject({ ...statusChangeShape, measures: z.array(Slug).min(1).optional() }).refine(sourcedOrSaidSo, needSources),
]);

/** What carries a resolution out: its status changes are those given in `changes`, or follow from its outcomes. */
export const ImplementResolutionBody = z
  .strictObject({
    ...implementationShape,
    changes: z.array(z.strictObject({ ...statusChangeShape, measure: Slug }).refine(sourcedOrSaidSo, needSources)).optional(),
  })
  .refine(sourcedOrSaidSo, needSources);
export type ImplementResolutionInput = z.output<typeof ImplementResolutionBody>;

/** Retracts an entry; `replacement` is a body of the same kind as the entry. */
export const CorrectionBody = z.strictObject({ reason: Text, replacement: z.record(z.string(), z.unknown()).optional() });
export type CorrectionInput = z.output<typeof CorrectionBody>;
