import type { Command } from 'commander';
import { clockParameters } from '../contract/questions.ts';
import { listStatusChanges, STATUS_CHANGE_COLUMNS } from '../tracker/list-status-changes.ts';
import type { Tracker } from '../tracker/tracker.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, oneBatch, printCsv, printJson, tableWidth } from './formats.ts';
import { note, print } from './output.ts';
import { type Given, parameterOptions, parametersOf } from './parameters.ts';
import { disputeText } from './show-dispute.ts';
import { measureText } from './show-measure.ts';
import { findSubject, type Subject } from './subject.ts';

/** Adds `show`: one measure or one dispute, with its whole life. */
export function addShow(program: Command, environment: Environment): void {
  const command = program
    .command('show')
    .summary('one measure or dispute: scope, rates, timeline, links, sources')
    .description(
      'Shows one measure or one dispute with its whole life, as it stands on a day and as known at an instant. As csv: its status changes.',
    )
    .argument('<id>', 'a measure or a dispute')
    .addHelpText('after', '\nExample:\n  trade-disputes show cn-au-wine-ad --on 2021-03-28');
  databaseOption(formatOption(parameterOptions(command, clockParameters))).action(
    async (id: string, options: Given & FormatOption & DatabaseOption) => {
      const clocks = parametersOf(clockParameters, options);
      await withTracker(environment, options, 'reads', async (tracker) => {
        const subject = await findSubject(tracker, id, clocks);
        if (options.format === 'json') await printJson(environment, bodyOf(subject));
        else if (options.format === 'csv') await printChanges(environment, tracker, id, subject);
        else
          await print(
            environment.stdout,
            subject.kind === 'measure'
              ? measureText(subject.detail, tableWidth(environment))
              : disputeText(subject.detail, tableWidth(environment)),
          );
        if (options.format !== 'json')
          await note(environment, `${subject.kind} on ${subject.detail.on}, as known at ${subject.detail.known_at}`);
      });
    },
  );
}

/** The body of the HTTP interface: all but what its ETag is made of. */
function bodyOf({ detail }: Subject): object {
  const { changeSeq: _changeSeq, ...body } = detail;
  return body;
}

async function printChanges(
  environment: Environment,
  tracker: Tracker,
  id: string,
  { kind, detail: { on, known_at } }: Subject,
): Promise<void> {
  const { data } = await listStatusChanges(tracker, { [kind]: id, on, known_at });
  await printCsv(environment, oneBatch(data), STATUS_CHANGE_COLUMNS);
}
