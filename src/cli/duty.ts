import type { Command } from 'commander';
import { readDutyQuestion } from '../contract/duty-question.ts';
import { dutyParameters } from '../contract/questions.ts';
import { DUTY_COLUMNS, dutyRows } from '../formats/duty-rows.ts';
import { type DutyQuote, quoteDuty } from '../tracker/quote-duty.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import { codesOf, dutyText, lackOfTotal } from './duty-text.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, oneBatch, printCsv, printJson, tableWidth } from './formats.ts';
import { note, print } from './output.ts';
import { type Given, parameterOptions, parametersOf } from './parameters.ts';
import { reading } from './usage-error.ts';

/** Adds `duty`: what a good pays, with every step. What can't be computed is a part of the answer, not a failure. */
export function addDuty(program: Command, environment: Environment): void {
  const command = program
    .command('duty')
    .summary('what a good pays on a day: the base, every tariff in force, the total')
    .description(
      'Tells what a good pays on a day: the base duty, every tariff in force, what is not charged and why, and the total. Where a number is not known it says why, and ends with 0 all the same.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes duty --importer EU --origin CN --product 87038010 --exporter BYD --on 2024-10-30\n' +
        '  trade-disputes duty --importer CN --origin AU --product 220421 --exporter "Treasury Wine Estates" --preference --on 2021-04-01\n' +
        "  trade-disputes duty --importer TR --origin CN --product 870323 --customs-value 15000 --currency USD --quantity '1 unit'",
    );
  databaseOption(formatOption(parameterOptions(command, dutyParameters))).action(async (options: Given & FormatOption & DatabaseOption) => {
    const question = reading(() => readDutyQuestion(parametersOf(dutyParameters, options)));
    await withTracker(environment, options, 'reads', async (tracker) => {
      const quote = await quoteDuty(tracker, question);
      if (options.format === 'json') await printJson(environment, bodyOf(quote));
      else if (options.format === 'csv') await printCsv(environment, oneBatch(dutyRows(quote)), DUTY_COLUMNS);
      else await print(environment.stdout, dutyText(quote, tableWidth(environment)));
      if (options.format !== 'json') await note(environment, about(quote));
    });
  });
}

/** The body of the HTTP interface: all but what its ETag is made of. */
function bodyOf({ changeSeq: _changeSeq, ...body }: DutyQuote): object {
  return body;
}

function about(quote: DutyQuote): string {
  return [
    `duty on ${quote.on}, as known at ${quote.known_at}`,
    lackOfTotal(quote) ?? (quote.cannot_compute.length > 0 ? `can't be computed: ${codesOf(quote.cannot_compute)}` : null),
  ]
    .filter((part) => part !== null)
    .join('; ');
}
