import * as z from 'zod';
import { isInForce } from '../domain/status.ts';
import { CERTAINTIES, COLLECTIONS, CONFIDENCES, DIRECTIONS, FORMALITIES, KINDS, MATCHES, STATUSES } from '../domain/vocabulary.ts';
import { CheckedOnAnswer } from './check.ts';
import { ALL_CLOCKS } from './clocks.ts';
import { CoverageBody } from './coverage.ts';
import { DutyRuleAnswer, DutyRulesAnswer } from './duty-rule.ts';
import { LedgerEntryAnswer, ResolutionEntryAnswer } from './ledger.ts';
import { LinkAnswer } from './link.ts';
import { MilestoneAnswer } from './milestone.ts';
import { QuotaAnswer } from './quota.ts';
import { RateStepAnswer, RateTableBody } from './rate-table.ts';
import { SourceRowAnswer, WtoCaseAnswer } from './register.ts';
import { patchOf, REGISTERED, suitsKind } from './registered.ts';
import { DayText, DecimalText, MATCH_MEANS, orNull, PartialDateText, Slug, textOrNull, whenKnownTo } from './scalars.ts';
import { StatusChangeBody } from './status-change.ts';
import { CoverageStretchAnswer, InForceInDoubtAnswer, RateTableStretchAnswer, StatusStretchAnswer } from './stretch.ts';

/** A new measure, with what it covers and its history so far if they are known. */
export const MeasureBody = z
  .strictObject({
    id: Slug,
    ...REGISTERED.measure,
    coverage: z.union([CoverageBody, z.array(CoverageBody)]).optional(),
    /** For a tariff: its rates over time. */
    rate_tables: z.array(RateTableBody).optional(),
    status_changes: z.array(StatusChangeBody).optional(),
  })
  .superRefine(suitsKind);
export type MeasureInput = z.output<typeof MeasureBody>;

/** What may be edited of a measure: all but its kind. `null` takes a dispute, a summary or the duty that it adds to away. */
export const MeasurePatch = patchOf(REGISTERED.measure, 'kind');
export type MeasurePatchInput = z.output<typeof MeasurePatch>;

/** The companies that a measure is about, where it is not about all. */
export const OnlyExportersAnswer: z.ZodType<readonly string[]> = z
  .array(z.string())
  .meta({ description: 'The companies, or classes of them, that alone it is about; empty where it is about all' });

/** What a measure hangs on towards what is asked about. */
export const OnlyIfAnswer = z.array(z.string()).meta({
  description:
    'The conditions, in words, that what is asked about must meet one of for the measure to be on it; empty where something of the measure is on it under none',
});

/** So many conditions are told in a few words, and how many there are besides. */
const MOST_CONDITIONS = 2;

/** What `only_if` says in a few words; empty where it says nothing. */
export function onlyIfWords(conditions: readonly string[]): string {
  if (conditions.length === 0) return '';
  const more = conditions.length - MOST_CONDITIONS;
  return `only if: ${[...conditions.slice(0, MOST_CONDITIONS), ...(more > 0 ? [`${more} more`] : [])].join('; or ')}`;
}

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
  match: z.enum(MATCHES).meta({ description: MATCH_MEANS }),
  in_force_from: whenKnownTo('First day of the unbroken run in force'),
  in_force_until: whenKnownTo('Last day of that run, inclusive, if an end is known'),
  until_on: whenKnownTo('First day on which the status ends by its own terms'),
  lifting_agreed_on: whenKnownTo(
    'Since when a lifting, in full or in part, a suspension or other rates are agreed that have not come yet; where the day of the agreement is not known, that of its announcement or first implementation',
  ),
  rate_summary: textOrNull.meta({
    description:
      'The rates of the day on what is asked about; of what is over, those of the day before its end; null: none is recorded for it',
  }),
  exemptions: z.array(z.string()).meta({ description: 'What a partial lifting frees, in words' }),
  legal_instruments: z.array(z.string()),
  sources: z.array(z.string()).meta({ description: 'Ids of the sources of the status, the coverage and the rates shown' }),
  /** Its own last check or that of its dispute, whichever is later. */
  checked_on: CheckedOnAnswer,
  rate_min_pct: orNull(DecimalText).meta({ description: 'The least of its rates, in percent; null where one is no percentage' }),
  rate_max_pct: orNull(DecimalText).meta({ description: 'The most of its rates, in percent; null where one is no percentage' }),
  status_from_first: DayText.meta({ description: 'The first day that status_from may mean' }),
  status_from_last: DayText.meta({ description: 'The last day that status_from may mean' }),
  exporters: OnlyExportersAnswer,
  end_in_doubt: z.boolean().meta({ description: 'Is it in doubt that the run in force ends with in_force_until? It may go on' }),
  collected: z.array(z.enum(COLLECTIONS)).meta({
    description: 'How the rates shown are collected: in full, as a guarantee, only if an undertaking is broken, or not in the end (none)',
  }),
  duty_rules: DutyRulesAnswer,
  only_if: OnlyIfAnswer,
});
export type MeasureRow = z.output<typeof MeasureRowAnswer>;
/** Is something charged that is not recorded? What ends a lower duty has no rate of its own: the duty that comes back has. */
export const lacksRate = ({ kind, type, status, rate_summary }: MeasureRow): boolean =>
  rate_summary === null && kind === 'tariff' && type !== 'preference_withdrawal' && isInForce(status);
/** The columns of a measure row, in the order of the CSV. */
export const MEASURE_COLUMNS = z.keyof(MeasureRowAnswer).options;

/** One measure: scope, rates, timeline, links, sources, as of `on` and `known_at`. */
export const MeasureAnswer = z.strictObject({
  ...ALL_CLOCKS,
  last_seq: z.int().meta({ description: 'Its own last change, as known at that instant; its ETag begins with it' }),
  state_tag: z.string().meta({
    description:
      'Its last change and how the hash of the ledger begins there: what If-Match takes, which no restored backup has for something else',
  }),
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
  checked_on: CheckedOnAnswer,
  state: orNull(MeasureRowAnswer).meta({ description: 'The measure on that day as lists show it; null before its history begins' }),
  statuses: z.array(StatusStretchAnswer),
  coverage: z.array(CoverageStretchAnswer),
  rate_tables: z.array(RateTableStretchAnswer),
  in_force_in_doubt: InForceInDoubtAnswer,
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
