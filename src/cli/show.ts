import type { Command } from 'commander';
import { type Day, firstDay } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { isInForce } from '../domain/status.ts';
import { collectedWords } from '../domain/words.ts';
import { type RateHistory, type RateHistoryQuestion, rateHistory } from '../lookups/rates.ts';
import { streamStatusChanges } from '../lookups/status-changes.ts';
import type { Answered, Tracker } from '../lookups/tracker.ts';
import { showWtoCase } from '../lookups/wto-cases.ts';
import { type DisputeDetail, inForceWords } from '../things/dispute.ts';
import { dutyParameters } from '../things/duty-question.ts';
import { LEDGER_COLUMNS, ledgerRow } from '../things/ledger.ts';
import type { MeasureDetail } from '../things/measure.ts';
import { clockParameters, measureRecordParameters } from '../things/questions.ts';
import { RATE_STEP_COLUMNS, type RateStep } from '../things/rate-table.ts';
import type { WtoCase } from '../things/register.ts';
import { WtoCaseId, withCaseNumbers } from '../things/scalars.ts';
import { STATUS_CHANGE_COLUMNS } from '../things/status-change.ts';
import type { WtoCaseDetail } from '../things/wto-case.ts';
import { doubtWords, MEASURE_TABLE, RESOLUTION_TABLE, STATUS_CHANGE_TABLE } from './columns.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { announcedWords, noteAhead, noteLedger } from './notes.ts';
import { type GivenOptions, outputOption, parameterOptions, parametersOf, questionOf, type WrittenOption, written } from './options.ts';
import {
  type Column,
  type FormatOption,
  facts,
  formatOption,
  isWhole,
  note,
  oneLine,
  print,
  printAnswer,
  printJson,
  printWhole,
  section,
  tableWidth,
  type WholeFormat,
  withOutput,
} from './output.ts';
import { findSubject, type RecordSubject } from './record.ts';
import {
  COVERAGE,
  DUTY_RULES,
  doubted,
  LINKS,
  milestonesOn,
  QUOTAS,
  RATES,
  RESOLUTIONS,
  resolutionWords,
  SOURCES,
  STATUS_STRETCHES,
} from './show-columns.ts';
import { ledgerText, recordersOf } from './show-ledger.ts';

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
    .summary('one measure, dispute or WTO case: scope, rates, timeline, links, sources')
    .description(
      'Shows one measure, one dispute or one WTO case with its whole life, as it stands on a day and as known at an instant. As csv or jsonl: its status changes; of a WTO case its ledger.\nWith --exporter, --product or --origin: what they faced from that tariff on each day; json adds it to the measure as rate_steps.',
    )
    .argument('<id>', 'a measure, a dispute or a WTO case such as DS602')
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes show cn-au-wine-ad --on 2021-03-28\n  trade-disputes show eu-cn-bev-cvd --exporter Tesla',
    );
  databaseOption(outputOption(formatOption(parameterOptions(command, { ...clockParameters, ...rateParameters })))).action(
    async (id: string, given: GivenOptions & WrittenOption & DatabaseOption) => {
      const options = written(command, given);
      const clocks = parametersOf(clockParameters, options);
      const asked = questionOf(environment, rateParameters, options, (rates) => rates);
      await withOutput(environment, options.output, (to) =>
        withTracker(to, options, 'asks', async (tracker) => {
          const rates = await asked(tracker);
          const wtoCase = WtoCaseId.safeParse(withCaseNumbers(id)).data;
          if (wtoCase !== undefined) return printCase(to, options, await showWtoCase(tracker, wtoCase, clocks), rates);
          const subject = await findSubject(tracker, id, clocks);
          if (Object.keys(rates).length > 0)
            await printRates(to, options, measureOf(subject), await rateHistory(tracker, id, { ...rates, ...asKnownTo(subject) }));
          else await printSubject(to, options, tracker, subject);
          if (options.format === 'json') return;
          const { kind, detail } = subject;
          await note(to, `${kind} on ${detail.on}, ${announcedWords(detail)}as known at ${detail.known_at}`);
          await noteLedger(to, detail);
          await noteAhead(to, clocks, detail);
        }),
      );
    },
  );
}

/** A WTO case with its stages and the measures that it is about. Throws `invalid` if rates are asked of it. */
async function printCase(environment: Environment, { format }: FormatOption, one: Answered<WtoCaseDetail>, rates: object): Promise<void> {
  const [asked] = Object.keys(rates);
  if (asked !== undefined) throw invalid(asked, `${one.id} is a WTO case, and rates are a tariff's: leave out --${asked}`);
  const { ledgerHead: _ledgerHead, ...body } = one;
  await printAnswer(environment, format, {
    ...{ body, rows: one.ledger.map(ledgerRow), columns: LEDGER_COLUMNS },
    shown: (width) => caseText(one, width),
  });
  if (format === 'json') return;
  await note(environment, `WTO case on ${one.on}, ${announcedWords(one)}as known at ${one.known_at}`);
  await noteLedger(environment, one);
}

/** A WTO case as text. */
function caseText(one: WtoCaseDetail, width: number): string {
  return [
    `${one.id}${one.title === null ? '' : `: ${oneLine(one.title)}`}\n`,
    facts(
      [
        ['complainants', one.complainants.join(', ')],
        ['respondent', one.respondent],
        ['requested', one.requested_on],
        [`on ${one.on}`, one.stage === null ? 'no stage is recorded' : `${one.stage} since ${one.stage_on}`],
        ['disputes', one.disputes.join(', ') || null],
        ['recorded by', recordersOf(one)],
        ['url', one.url],
      ],
      width,
    ),
    section('Stages', one.milestones, doubted(milestonesOn(one.on), one), width),
    section('Measures', one.measure_rows, MEASURE_TABLE, width),
    ledgerText(one, width),
  ].join('');
}

async function printSubject(environment: Environment, { format }: FormatOption, tracker: Tracker, subject: RecordSubject): Promise<void> {
  if (format === 'json') await printJson(environment, bodyOf(subject.detail));
  else if (isWhole(format)) await printChanges(environment, format, tracker, subject);
  else
    await print(
      environment.stdout,
      subject.kind === 'measure'
        ? measureText(subject.detail, tableWidth(environment))
        : disputeText(subject.detail, tableWidth(environment)),
    );
}

const printRates = (
  environment: Environment,
  { format }: FormatOption,
  measure: Answered<MeasureDetail>,
  history: RateHistory,
): Promise<void> =>
  printAnswer(environment, format, {
    ...{ body: { ...bodyOf(measure), rate_steps: history.steps }, rows: history.steps, columns: RATE_STEP_COLUMNS },
    shown: (width) => ratesText(measure, history, width),
  });

/** The record and its rates are of the same instant, whatever is recorded in between. */
const asKnownTo = ({ detail }: RecordSubject): Pick<RateHistoryQuestion, 'announced_by' | 'known_at'> => ({
  announced_by: detail.announced_by,
  known_at: detail.known_at,
});

/** The measure that has rates. Throws `invalid` for a dispute, naming its measures. */
function measureOf({ kind, detail }: RecordSubject): Answered<MeasureDetail> {
  if (kind === 'measure') return detail;
  throw new TrackerError(
    'invalid',
    `"${detail.id}" is a dispute, and rates are a tariff's: ask for one of its measures, ${detail.measures.join(', ')}`,
  );
}

/** The body of the HTTP interface: all but what its ETag is made of. */
function bodyOf({ ledgerHead: _ledgerHead, ...body }: RecordSubject['detail']): object {
  return body;
}

async function printChanges(
  environment: Environment,
  format: WholeFormat,
  tracker: Tracker,
  { kind, detail }: RecordSubject,
): Promise<void> {
  const { id, on, announced_by, known_at } = detail;
  const { batches } = await streamStatusChanges(tracker, { [kind]: id, on, announced_by: announced_by ?? undefined, known_at });
  await printWhole(environment, format, { batches, columns: STATUS_CHANGE_COLUMNS });
}

/** A dispute with its measures and its joint timeline as text. */
function disputeText(dispute: DisputeDetail, width: number): string {
  return [
    `${dispute.id}: ${oneLine(dispute.title)}\n`,
    facts(
      [
        [`on ${dispute.on}`, `${dispute.state}; ${inForceWords(dispute)}`],
        ['last change', dispute.last_change_on],
        ['lifting or easing agreed', dispute.lifting_agreed_on],
        ['checked', dispute.checked_on],
        ['parties', dispute.parties.join(', ')],
        ['recorded by', recordersOf(dispute)],
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
    section('Changes of rates, coverage and rules', dispute.terms_changes, STATUS_CHANGE_TABLE, width),
    section('Milestones', dispute.milestones, doubted(milestonesOn(dispute.on), dispute), width),
    wtoText(dispute, width),
    ledgerText(dispute, width),
  ].join('');
}

/** What a company faced from a measure on each day, as text. */
function ratesText({ id, title, on }: MeasureDetail, { exporter, steps }: RateHistory, width: number): string {
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

function remarks({ residual, problem, alternatives, doubt }: RateStep): string {
  return [residual ? 'residual: the rate of all others' : '', problem ?? '', ...alternatives, doubtWords(doubt)].filter(Boolean).join('; ');
}

/** A measure with its whole life as text. */
function measureText(measure: MeasureDetail, width: number): string {
  const status = measure.statuses.find(({ current }) => current);
  const place =
    status === undefined || !isInForce(status.status) ? 'not levied' : status.exemptions.length > 0 ? 'now, but for exempt goods' : 'now';
  const rates = measure.rate_tables.flatMap(({ rates, ...stretch }) => rates.map((rate) => ({ ...stretch, rate, place })));
  const resolutions = measure.resolutions.map((entry) => ({ seq: entry.seq, ...resolutionWords(entry) }));
  return [
    `${measure.id}: ${oneLine(measure.title)}\n`,
    facts(measureFacts(measure), width),
    section('Statuses', measure.statuses, doubted(STATUS_STRETCHES, measure), width),
    section('Coverage', measure.coverage, doubted(COVERAGE, measure), width),
    section('Rates', rates, doubted(RATES, measure), width),
    section('Milestones', measure.milestones, doubted(milestonesOn(measure.on), measure), width),
    section('Resolutions', resolutions, doubted(RESOLUTIONS, measure), width),
    section('Links', measure.links, doubted(LINKS, measure), width),
    section('Quotas', measure.quotas, doubted(QUOTAS, measure), width),
    section('Duty rules', measure.duty_rules, doubted(DUTY_RULES, measure), width),
    wtoText(measure, width),
    ledgerText(measure, width),
    section('Sources', measure.sources, SOURCES, width),
  ].join('');
}

/** What is said of a measure on the day, beside its life. */
function measureFacts(measure: MeasureDetail): Parameters<typeof facts>[0] {
  const { state } = measure;
  return [
    ['kind', `${measure.kind}, ${measure.type}, ${measure.direction}, ${measure.formality}`],
    ['imposed by', measure.imposed_by],
    ['dispute', measure.dispute],
    [`on ${measure.on}`, state === null ? 'its history has not begun' : `${state.status} since ${state.status_from} (${state.certainty})`],
    [
      'in force',
      state?.in_force_from
        ? `from ${state.in_force_from}${state.in_force_until ? ` to ${state.in_force_until}` : ''}${state.end_in_doubt ? ', in doubt' : ''}`
        : null,
    ],
    ['until', state?.until_on ?? null],
    ['lifting or easing agreed', state?.lifting_agreed_on ?? null],
    ['checked', measure.checked_on],
    [
      'affected',
      state === null ? null : state.affected.join(', ') + (state.excluded.length > 0 ? ` except ${state.excluded.join(', ')}` : ''),
    ],
    ['products', state?.products.join(', ') ?? null],
    [state === null || isInForce(state.status) ? 'rate' : 'rate, not levied', rateOf(state)],
    ['adds to', measure.adds_to],
    ['legal instruments', measure.legal_instruments.map(({ identifier }) => identifier).join('; ')],
    ['recorded by', recordersOf(measure)],
    ['summary', measure.summary],
  ];
}

const rateOf = (state: MeasureDetail['state']): string | null =>
  state === null || state.rate_summary === null ? null : [state.rate_summary, collectedWords(state.collected)].filter(Boolean).join(', ');

/** WTO cases with their stages. */
function wtoText({ wto_cases, on }: { wto_cases: readonly WtoCase[]; on: Day }, width: number): string {
  return wto_cases
    .map(({ id, complainant, co_complainants, respondent, title, milestones }) => {
      const heading = `WTO case ${id}: ${[complainant, ...co_complainants].join(', ')} against ${respondent}${title === null ? '' : `, ${oneLine(title)}`}`;
      return section(heading, milestones, milestonesOn(on), width) || `\n${heading}\n`;
    })
    .join('');
}
