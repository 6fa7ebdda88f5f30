import { z } from '@hono/zod-openapi';
import {
  CERTAINTIES,
  CONFIDENCES,
  DIRECTIONS,
  DISPUTE_STATES,
  FORMALITIES,
  JURISDICTION_KINDS,
  KINDS,
  RESOLUTION_METHODS,
  RESOLUTION_STATES,
  SOURCE_KINDS,
  STATUSES,
} from '../domain/vocabulary.ts';
import { DayText, PartialDateText } from './scalars.ts';
import { OutcomeAnswer } from './scope.ts';

// What the tracker answers: the rows of lists, and what a write did. Checked against the verbs' types where the routes use them,
// and against what is really answered by the tests.

export const InstantText = z.string().meta({ description: 'An instant in UTC to the millisecond', example: '2024-10-24T12:00:00.000Z' });
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);
const date = (description: string) => orNull(PartialDateText).meta({ description });

/** One measure as it stands on a day, as known at an instant. */
export const MeasureRowAnswer = z.strictObject({
  id: z.string(),
  kind: z.enum(KINDS),
  type: z.string().meta({ description: 'A duty type or a ban type' }),
  title: z.string(),
  dispute: orNull(z.string()),
  imposed_by: z.string(),
  affected: z.array(z.string()).meta({ description: 'Jurisdictions and areas; * for all but those in excluded' }),
  excluded: z.array(z.string()),
  direction: z.enum(DIRECTIONS),
  formality: z.enum(FORMALITIES),
  products: z.array(z.string()).meta({ description: 'HS codes, or words where there is no code' }),
  status: z.enum(STATUSES),
  status_from: PartialDateText.meta({ description: 'First day of the status, as precisely as it is known' }),
  certainty: z.enum(CERTAINTIES),
  match: z.enum(['full', 'part']).meta({ description: 'Does it meet what was asked in full or in part?' }),
  in_force_from: date('First day of the unbroken run in force'),
  in_force_until: date('Last day of that run, inclusive, if an end is known'),
  until_on: date('First day on which the status ends by its own terms'),
  lifting_agreed_on: date('Since when a lifting is agreed that has not come yet'),
  rate_summary: orNull(z.string()),
  exemptions: z.array(z.string()),
  legal_instruments: z.array(z.string()),
  sources: z.array(z.string()),
});

export const DisputeRowAnswer = z.strictObject({
  id: z.string(),
  title: z.string(),
  summary: orNull(z.string()),
  tier: z.string(),
  parties: z.array(z.string()),
  state: z.enum(DISPUTE_STATES),
  measures: z.array(z.string()),
  active: z.array(z.string()).meta({ description: 'Ids of the measures in force on the day' }),
  last_change_on: date('First day of the last status that began by the day'),
  lifting_agreed_on: date('The earliest agreement on a lifting that has not come yet'),
});

export const ResolutionRowAnswer = z.strictObject({
  seq: z.int(),
  dispute: orNull(z.string()),
  method: z.enum(RESOLUTION_METHODS),
  agreed_on: date('The day of the agreement; null if it is not known'),
  announced_on: orNull(PartialDateText),
  terms: z.string(),
  outcomes: z.array(OutcomeAnswer),
  state: z.enum(RESOLUTION_STATES),
  implemented_on: date('First day on which it was carried out, for the last of its measures so far'),
  collapsed_on: orNull(PartialDateText),
  confidence: z.enum(CONFIDENCES),
  doubt: orNull(z.string()),
  note: orNull(z.string()),
  recorded_at: InstantText,
  recorded_by: z.string(),
  sources: z.array(z.string()),
});

export const StatusChangeRowAnswer = z.strictObject({
  seq: z.int().meta({ description: 'The entry; for a derived change, the entry whose until_on brings it' }),
  measure: z.string(),
  title: z.string(),
  kind: z.enum(KINDS),
  imposed_by: z.string(),
  dispute: orNull(z.string()),
  status: z.enum(STATUSES),
  effective_on: PartialDateText.meta({ description: 'First day' }),
  until_on: date('First day on which it ends by its own terms'),
  announced_on: orNull(PartialDateText),
  recorded_at: InstantText,
  recorded_by: z.string(),
  scheduled: z.boolean().meta({ description: 'It takes effect after the day that is asked about' }),
  derived: z.boolean().meta({ description: 'Not recorded: it follows from an until_on if nothing else is recorded' }),
  exemptions: z.array(z.string()),
  note: orNull(z.string()),
  confidence: z.enum(CONFIDENCES),
  doubt: orNull(z.string()),
  sources: z.array(z.string()),
});

export const JurisdictionRowAnswer = z.strictObject({
  code: z.string(),
  name: z.string(),
  kind: z.enum(JURISDICTION_KINDS),
  aliases: z.array(z.string()),
  unions: z.array(z.string()),
  members: z.array(z.string()),
  areas: z.array(z.strictObject({ code: z.string(), name: z.string() })),
});

export const ExporterRowAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  home: orNull(z.string()),
  aliases: z.array(z.string()),
});

export const SourceRowAnswer = z.strictObject({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  url: orNull(z.string()),
  published_on: orNull(PartialDateText),
  kind: z.enum(SOURCE_KINDS),
  read_as: orNull(z.string()),
  note: orNull(z.string()),
});

/** The body of a list: the clocks that the list has, a page of rows, and where the next one is. */
export const listAnswer = (row: z.ZodType, clocks: readonly ('on' | 'known_at')[]) =>
  z.strictObject({
    ...(clocks.includes('on') && { on: DayText }),
    ...(clocks.includes('known_at') && { known_at: InstantText }),
    data: z.array(row),
    next: orNull(z.string()).meta({ description: 'Address of the next page, or null on the last' }),
    count: z.int().optional().meta({ description: 'How many rows there are in all, if count=true asked for it' }),
  });

/** What is in force today, what changed lately, what comes next. */
export const OverviewAnswer = z.strictObject({
  on: DayText,
  known_at: InstantText,
  bans: z.int().meta({ description: 'Active bans' }),
  tariffs: z.int().meta({ description: 'Active tariffs' }),
  changed: z.array(StatusChangeRowAnswer),
  upcoming: z.array(StatusChangeRowAnswer),
  scheduled: z.int().meta({ description: 'How many changes of status are to come in all' }),
  upcoming_rates: z
    .array(
      z.strictObject({
        measure: z.string(),
        title: z.string(),
        imposed_by: z.string(),
        effective_on: DayText,
        rate_before: z.string(),
        rate_after: z.string(),
        sources: z.array(z.string()),
      }),
    )
    .meta({ description: 'Rates that change while their tariff stays in force' }),
  rates_scheduled: z.int().meta({ description: 'How many rates are to change in all' }),
  lifting_agreed: z.array(MeasureRowAnswer),
  liftings: z.int().meta({ description: 'How many measures are to be lifted in all' }),
  restrictions: z
    .array(z.strictObject({ imposed_by: z.string(), affected: z.string(), bans: z.int(), tariffs: z.int() }))
    .meta({ description: 'Who restricts whose trade, with how many active measures; `*` for all' }),
});

/** What words may mean. */
export const SearchAnswer = z.strictObject({
  on: DayText,
  known_at: InstantText,
  q: z.string(),
  jurisdictions: z.array(z.strictObject({ code: z.string(), name: z.string(), imposes: orNull(z.int()), affected: orNull(z.int()) })),
  products: z.array(z.strictObject({ code: z.string(), name: orNull(z.string()), active: z.int() })),
  disputes: z.array(DisputeRowAnswer),
  measures: z.array(MeasureRowAnswer),
  exporters: z.array(z.strictObject({ id: z.string(), name: z.string(), home: orNull(z.string()) })),
});

/** What a recorded change did. */
export const RecordedAnswer = z.strictObject({
  recorded: z.array(
    z.strictObject({
      seq: z.int(),
      kind: z.string(),
      measure: orNull(z.string()),
      says: z.string().meta({ description: 'What the entry says, in one line' }),
      effective_on: orNull(PartialDateText).meta({ description: 'Its first day, or the day on which it happened' }),
      until_on: orNull(PartialDateText),
      recorded_at: InstantText,
    }),
  ),
  on: DayText.meta({ description: 'The day that measures and measure speak of' }),
  measures: z.array(MeasureRowAnswer),
  measure: orNull(MeasureRowAnswer).meta({ description: 'The first of measures, for calls about one' }),
  dispute: orNull(z.strictObject({ id: z.string(), on: DayText, before: z.enum(DISPUTE_STATES), after: z.enum(DISPUTE_STATES) })).meta({
    description: 'The state of the dispute on the first day of the change, without and with it',
  }),
  last_seq: z.int().meta({ description: 'The new ETag of the measures' }),
  dry_run: z.literal(true).optional(),
});

/** What was registered or edited. */
export const RegisteredAnswer = z.strictObject({ id: z.string(), dry_run: z.literal(true).optional() });

/** RFC 9457. `lawful` and `from` come with an unlawful step. */
export const ProblemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  request_id: z.string(),
  lawful: z.array(z.enum(STATUSES)).optional(),
  from: orNull(z.enum(STATUSES)).optional(),
});
