import { z } from '@hono/zod-openapi';
import {
  CERTAINTIES,
  COLLECTIONS,
  CONFIDENCES,
  DUTY_RULE_TYPES,
  KINDS,
  LINK_TYPES,
  MILESTONE_TYPES,
  RESOLUTION_METHODS,
  STATUSES,
} from '../domain/vocabulary.ts';
import {
  DisputeRowAnswer,
  InstantText,
  MeasureRowAnswer,
  orNull,
  ResolutionRowAnswer,
  SourceRowAnswer,
  StatusChangeRowAnswer,
} from './answers.ts';
import { DayText, PartialDateText } from './scalars.ts';
import { OutcomeAnswer, ScopeAnswer } from './scope.ts';

// One measure and one dispute, with everything that the ledger says of them.

const text = orNull(z.string());
const when = orNull(PartialDateText);
const scopes = z.array(ScopeAnswer);

const entryBase = {
  seq: z.int(),
  entry_id: text.meta({ description: 'The stable id of an entry of the bundled dataset; null for one recorded here' }),
  measure_id: text,
  dispute_id: text,
  wto_case_id: text,
  recorded_at: InstantText,
  recorded_by: z.string(),
  announced_on: when,
  note: text,
  confidence: z.enum(CONFIDENCES),
  doubt: text,
  sources: z.array(z.string()),
} as const;

export const RateAnswer = z.strictObject({
  scope: ScopeAnswer,
  expression: text,
  min_pct: text,
  max_pct: text,
  collection: z.enum(COLLECTIONS),
  note: text,
  confidence: orNull(z.enum(CONFIDENCES)),
  doubt: text,
});

const began = { effective_on: PartialDateText, until_on: when } as const;
const step = { resolution_seq: z.int(), effective_on: PartialDateText, measures: z.array(z.string()) } as const;

const bodies = {
  status_change: { kind: z.literal('status_change'), status: z.enum(STATUSES), ...began, exemptions: scopes },
  coverage: { kind: z.literal('coverage'), ...began, scopes },
  rate_table: { kind: z.literal('rate_table'), ...began, rates: z.array(RateAnswer) },
  milestone: {
    kind: z.literal('milestone'),
    type: z.enum(MILESTONE_TYPES),
    happened_on: PartialDateText,
    title: z.string(),
    stage: text,
    scopes,
  },
  resolution: {
    kind: z.literal('resolution'),
    method: z.enum(RESOLUTION_METHODS),
    agreed_on: when,
    terms: z.string(),
    outcomes: z.array(OutcomeAnswer),
  },
  implementation: { kind: z.literal('implementation'), ...step },
  collapse: { kind: z.literal('collapse'), ...step },
  link: { kind: z.literal('link'), type: z.enum(LINK_TYPES), to_measure_id: text, to_dispute_id: text, to_wto_case_id: text },
  duty_rule: {
    kind: z.literal('duty_rule'),
    type: z.enum(DUTY_RULE_TYPES),
    other_measure_id: text,
    percent: text,
    first_on: PartialDateText,
    last_on: when,
    scope: ScopeAnswer,
  },
  quota: {
    kind: z.literal('quota'),
    period: z.string(),
    starts_on: when,
    ends_on: when,
    quantity: text,
    unit: z.string(),
    scope: ScopeAnswer,
  },
  correction: { kind: z.literal('correction'), retracts_seq: z.int(), replacement_seq: orNull(z.int()), reason: z.string() },
} as const;

export const MilestoneAnswer = z.strictObject({ ...entryBase, ...bodies.milestone });
export const LinkAnswer = z.strictObject({ ...entryBase, ...bodies.link });
export const QuotaAnswer = z.strictObject({ ...entryBase, ...bodies.quota });
export const DutyRuleAnswer = z.strictObject({ ...entryBase, ...bodies.duty_rule });

const resolutionEntries = z.discriminatedUnion('kind', [
  z.strictObject({ ...entryBase, ...bodies.resolution }),
  z.strictObject({ ...entryBase, ...bodies.implementation }),
  z.strictObject({ ...entryBase, ...bodies.collapse }),
]);

const inLedger = {
  ...entryBase,
  corrected_by: orNull(z.int()).meta({ description: 'The correction that retracted it' }),
  replaces: orNull(z.int()).meta({ description: 'The entry whose place it took' }),
} as const;

/** An entry as the ledger holds it, with what corrections made of it. */
export const LedgerEntryAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ ...inLedger, ...bodies.status_change }),
  z.strictObject({ ...inLedger, ...bodies.coverage }),
  z.strictObject({ ...inLedger, ...bodies.rate_table }),
  z.strictObject({ ...inLedger, ...bodies.milestone }),
  z.strictObject({ ...inLedger, ...bodies.resolution }),
  z.strictObject({ ...inLedger, ...bodies.implementation }),
  z.strictObject({ ...inLedger, ...bodies.collapse }),
  z.strictObject({ ...inLedger, ...bodies.link }),
  z.strictObject({ ...inLedger, ...bodies.duty_rule }),
  z.strictObject({ ...inLedger, ...bodies.quota }),
  z.strictObject({ ...inLedger, ...bodies.correction }),
]);

export const WtoCaseAnswer = z.strictObject({
  id: z.string(),
  complainant: z.string(),
  respondent: z.string(),
  title: text,
  url: text,
  milestones: z.array(MilestoneAnswer),
});

const stretch = {
  seq: z.int(),
  from: PartialDateText,
  until: when.meta({ description: 'First day without' }),
  starts_on: DayText.meta({ description: 'First day on which it is shown' }),
  ends_on: orNull(DayText).meta({ description: 'First day on which it is no longer shown; null if nothing ends it' }),
  derived: z.boolean(),
  upcoming: z.boolean(),
  current: z.boolean(),
  certainty: z.enum(CERTAINTIES),
} as const;

const statuses = z.array(z.strictObject({ ...stretch, status: z.enum(STATUSES), exemptions: scopes, until_on: when }));
const rate_tables = z.array(z.strictObject({ ...stretch, rates: z.array(RateAnswer) }));

/** A stretch of days on which a company faced the same rate under the same status. */
export const RateStepAnswer = z.strictObject({
  from: PartialDateText.meta({ description: 'First day, as precisely as it is known' }),
  until: orNull(DayText).meta({ description: 'Last day, inclusive; null while nothing ends it' }),
  status: z.enum(STATUSES),
  in_force: z.boolean(),
  rate: text.meta({ description: 'As it was written; null where no single rate can be named, and problem says why' }),
  problem: text,
  residual: z.boolean().meta({ description: 'The company has no rate of its own and gets that of all others' }),
  collected: orNull(z.enum(COLLECTIONS)),
  alternatives: z.array(z.string()).meta({ description: 'Rates that apply instead under conditions' }),
  status_seq: z.int(),
  rate_table_seq: orNull(z.int()),
});

/** One measure: scope, rates, timeline, links, sources, as of `on` and `known_at`. */
export const MeasureAnswer = z.strictObject({
  on: DayText,
  known_at: InstantText,
  last_seq: z.int().meta({ description: 'Its own last change: the ETag' }),
  id: z.string(),
  kind: z.string(),
  type: z.string(),
  title: z.string(),
  summary: text,
  dispute: text,
  imposed_by: z.string(),
  direction: z.string(),
  formality: z.string(),
  adds_to: text.meta({ description: 'For a tariff: the duty that it is added to, in words' }),
  adds_to_confidence: text,
  legal_instruments: z.array(z.strictObject({ identifier: z.string(), url: text, confidence: z.string() })),
  state: orNull(MeasureRowAnswer).meta({ description: 'The measure on that day as lists show it; null before its history begins' }),
  statuses,
  coverage: z.array(z.strictObject({ ...stretch, scopes })),
  rate_tables,
  milestones: z.array(MilestoneAnswer),
  resolutions: z.array(resolutionEntries),
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

/** One dispute with its measures, resolutions, WTO cases and the joint timeline. */
export const DisputeAnswer = z.strictObject({
  on: DayText,
  known_at: InstantText,
  ...DisputeRowAnswer.shape,
  measure_rows: z.array(MeasureRowAnswer),
  lives: z
    .array(z.strictObject({ id: z.string(), title: z.string(), kind: z.enum(KINDS), imposed_by: z.string(), statuses, rate_tables }))
    .meta({ description: 'All its measures with their statuses and rate tables over time, also those that begin after the day' }),
  links: z.array(LinkAnswer).meta({ description: 'Links of its measures and links to them, less those corrected' }),
  linked_measures: z
    .array(z.strictObject({ id: z.string(), title: z.string(), dispute: text, begins_on: when }))
    .meta({ description: 'The measures outside the dispute that its links lead to or come from' }),
  resolutions: z.array(ResolutionRowAnswer),
  wto_cases: z.array(WtoCaseAnswer),
  milestones: z.array(MilestoneAnswer),
  status_changes: z.array(StatusChangeRowAnswer),
  ledger: z.array(LedgerEntryAnswer),
});
