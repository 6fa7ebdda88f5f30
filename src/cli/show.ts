import type { Command } from 'commander';
import { type Day, firstDay } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { type RateHistory, type RateHistoryQuestion, rateHistory } from '../lookups/rates.ts';
import { listStatusChanges } from '../lookups/status-changes.ts';
import type { Answered, Tracker } from '../lookups/tracker.ts';
import type { DisputeDetail } from '../things/dispute.ts';
import type { MeasureDetail } from '../things/measure.ts';
import { clockParameters, dutyParameters, measureRecordParameters } from '../things/questions.ts';
import { RATE_STEP_COLUMNS, type RateStep } from '../things/rate-table.ts';
import { STATUS_CHANGE_COLUMNS } from '../things/status-change.ts';
import { MEASURE_TABLE, RESOLUTION_TABLE, STATUS_CHANGE_TABLE } from './columns.ts';
import { type DatabaseOption, databaseOption, type Environment, withTracker } from './environment.ts';
import { type GivenOptions, parameterOptions, parametersOf } from './options.ts';
import { type FormatOption, formatOption, note, oneBatch, print, printCsv, printJson, tableWidth } from './output.ts';
import { findSubject, type RecordSubject } from './record.ts';
import { MILESTONES, measureText, wtoText } from './show-measure.ts';
import { type Column, facts, oneLine, section } from './table.ts';

/** Parameters that make `show` list the rates of a tariff day by day. */
const rateParameters = {
  exporter: measureRecordParameters.exporter,
  product: dutyParameters.product.optional(),
  origin: dutyParameters.origin.optional(),
} as const;

/** Adds `show`: one measure or one dispute, with its whole life; or what a company faced from one measure. */
export function addShow(program: Command, environment: Environment): void {
  const command = program
    .command('show')
    .summary('one measure or dispute: scope, rates, timeline, links, sources')
    .description(
      'Shows one measure or one dispute with its whole life, as it stands on a day and as known at an instant. As csv: its status changes.\nWith --exporter, --product or --origin: what they faced from that tariff on each day; json adds it to the measure as rate_steps.',
    )
    .argument('<id>', 'a measure or a dispute')
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes show cn-au-wine-ad --on 2021-03-28\n  trade-disputes show eu-cn-bev-cvd --exporter Tesla',
    );
  databaseOption(formatOption(parameterOptions(command, { ...clockParameters, ...rateParameters }))).action(
    async (id: string, options: GivenOptions & FormatOption & DatabaseOption) => {
      const clocks = parametersOf(clockParameters, options);
      const rates = parametersOf(rateParameters, options);
      await withTracker(environment, options, 'reads', async (tracker) => {
        const subject = await findSubject(tracker, id, clocks);
        if (Object.keys(rates).length > 0)
          await printRates(environment, options, measureOf(subject), await rateHistory(tracker, id, { ...rates, ...asKnownTo(subject) }));
        else await printSubject(environment, options, tracker, subject);
        if (options.format !== 'json')
          await note(environment, `${subject.kind} on ${subject.detail.on}, as known at ${subject.detail.known_at}`);
      });
    },
  );
}

async function printSubject(environment: Environment, { format }: FormatOption, tracker: Tracker, subject: RecordSubject): Promise<void> {
  if (format === 'json') await printJson(environment, bodyOf(subject.detail));
  else if (format === 'csv') await printChanges(environment, tracker, subject);
  else
    await print(
      environment.stdout,
      subject.kind === 'measure'
        ? measureText(subject.detail, tableWidth(environment))
        : disputeText(subject.detail, tableWidth(environment)),
    );
}

async function printRates(
  environment: Environment,
  { format }: FormatOption,
  measure: Answered<MeasureDetail>,
  history: RateHistory,
): Promise<void> {
  if (format === 'json') await printJson(environment, { ...bodyOf(measure), rate_steps: history.steps });
  else if (format === 'csv') await printCsv(environment, oneBatch(history.steps), RATE_STEP_COLUMNS);
  else await print(environment.stdout, ratesText(measure, history, tableWidth(environment)));
}

/** The record and its rates are of the same instant, whatever is recorded in between. */
const asKnownTo = ({ detail }: RecordSubject): Pick<RateHistoryQuestion, 'known_at'> => ({ known_at: detail.known_at });

/** The measure that has rates. Throws `invalid` for a dispute, naming its measures. */
function measureOf({ kind, detail }: RecordSubject): Answered<MeasureDetail> {
  if (kind === 'measure') return detail;
  throw new TrackerError(
    'invalid',
    `"${detail.id}" is a dispute, and rates are a tariff's: ask for one of its measures, ${detail.measures.join(', ')}`,
  );
}

/** The body of the HTTP interface: all but what its ETag is made of. */
function bodyOf({ changeSeq: _changeSeq, ...body }: RecordSubject['detail']): object {
  return body;
}

async function printChanges(environment: Environment, tracker: Tracker, { kind, detail }: RecordSubject): Promise<void> {
  const { id, on, known_at } = detail;
  const { data } = await listStatusChanges(tracker, { [kind]: id, on, known_at });
  await printCsv(environment, oneBatch(data), STATUS_CHANGE_COLUMNS);
}

/** A dispute with its measures and its joint timeline as text. */
export function disputeText(dispute: DisputeDetail, width: number): string {
  return [
    `${dispute.id}: ${oneLine(dispute.title)}\n`,
    facts(
      [
        [`on ${dispute.on}`, `${dispute.state}; ${dispute.active.length} of ${dispute.measures.length} measures in force`],
        ['last change', dispute.last_change_on],
        ['lifting agreed', dispute.lifting_agreed_on],
        ['parties', dispute.parties.join(', ')],
        ['summary', dispute.summary],
      ],
      width,
    ),
    section('Measures', dispute.measure_rows, MEASURE_TABLE, width),
    section(
      'Resolutions',
      dispute.resolutions,
      RESOLUTION_TABLE.filter(({ title }) => title !== 'dispute'),
      width,
    ),
    section('Status changes', dispute.status_changes, STATUS_CHANGE_TABLE, width),
    section('Milestones', dispute.milestones, MILESTONES, width),
    wtoText(dispute.wto_cases, width),
  ].join('');
}

/** What a company faced from a measure on each day, as text. */
export function ratesText({ id, title, on }: MeasureDetail, { exporter, steps }: RateHistory, width: number): string {
  const heading = exporter === null ? 'Rates' : `What ${oneLine(exporter)} faced`;
  return `${id}: ${oneLine(title)}\n${section(heading, steps, rateStepTable(on), width)}`;
}

const rateStepTable = (on: Day): readonly Column<RateStep>[] => [
  { title: 'from', text: ({ from }) => from },
  { title: 'last day', text: ({ until }) => until ?? '' },
  { title: '', text: (step) => (firstDay(step.from) > on ? 'upcoming' : step.until === null || on <= step.until ? 'now' : '') },
  { title: 'status', text: ({ status }) => status },
  { title: 'rate', text: rateWords, shrinkTo: 8 },
  { title: 'collected', text: ({ collected, in_force }) => (in_force ? (collected ?? '') : 'not in force') },
  { title: 'remarks', text: remarks, shrinkTo: 20 },
];

const rateWords = ({ rate, in_force }: RateStep): string => rate ?? (in_force ? 'unknown' : '');

function remarks({ residual, problem, alternatives }: RateStep): string {
  return [residual ? 'residual: the rate of all others' : '', problem ?? '', ...alternatives].filter(Boolean).join('; ');
}
