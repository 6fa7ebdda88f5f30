import type { Command } from 'commander';
import { clockParameters, dutyParameters, measureRecordParameters } from '../contract/questions.ts';
import { TrackerError } from '../domain/errors.ts';
import { listStatusChanges, STATUS_CHANGE_COLUMNS } from '../tracker/list-status-changes.ts';
import { RATE_STEP_COLUMNS, type RateHistory, type RateHistoryQuestion, rateHistory } from '../tracker/rate-history.ts';
import type { MeasureDetail } from '../tracker/show-measure.ts';
import type { Tracker } from '../tracker/tracker.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, oneBatch, printCsv, printJson, tableWidth } from './formats.ts';
import { note, print } from './output.ts';
import { type Given, parameterOptions, parametersOf } from './parameters.ts';
import { disputeText } from './show-dispute.ts';
import { measureText } from './show-measure.ts';
import { ratesText } from './show-rates.ts';
import { findSubject, type Subject } from './subject.ts';

/** Whose rates, of what: with any of them `show` tells the rates of a tariff day by day. */
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
    async (id: string, options: Given & FormatOption & DatabaseOption) => {
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

async function printSubject(environment: Environment, { format }: FormatOption, tracker: Tracker, subject: Subject): Promise<void> {
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

async function printRates(environment: Environment, { format }: FormatOption, measure: MeasureDetail, history: RateHistory): Promise<void> {
  if (format === 'json') await printJson(environment, { ...bodyOf(measure), rate_steps: history.steps });
  else if (format === 'csv') await printCsv(environment, oneBatch(history.steps), RATE_STEP_COLUMNS);
  else await print(environment.stdout, ratesText(measure, history, tableWidth(environment)));
}

/** The record and its rates are of the same instant, whatever is recorded in between. */
const asKnownTo = ({ detail }: Subject): Pick<RateHistoryQuestion, 'known_at'> => ({ known_at: detail.known_at });

/** The measure that has rates. Throws `invalid` for a dispute, naming its measures. */
function measureOf({ kind, detail }: Subject): MeasureDetail {
  if (kind === 'measure') return detail;
  throw new TrackerError(
    'invalid',
    `"${detail.id}" is a dispute, and rates are a tariff's: ask for one of its measures, ${detail.measures.join(', ')}`,
  );
}

/** The body of the HTTP interface: all but what its ETag is made of. */
function bodyOf({ changeSeq: _changeSeq, ...body }: Subject['detail']): object {
  return body;
}

async function printChanges(environment: Environment, tracker: Tracker, { kind, detail }: Subject): Promise<void> {
  const { id, on, known_at } = detail;
  const { data } = await listStatusChanges(tracker, { [kind]: id, on, known_at });
  await printCsv(environment, oneBatch(data), STATUS_CHANGE_COLUMNS);
}
