import type { Command } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import { firstOf } from '../domain/words.ts';
import { allOf } from '../lookups/paging.ts';
import { textsOf } from '../things/asking.ts';
import { columnWords, notReadWords } from '../things/sheets.ts';
import { SHIPMENT_COLUMNS, SHIPMENT_SHEET_COLUMNS, type ShipmentRow, shipmentCells, shipmentParameters } from '../things/shipment.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { csvOptions, type GivenOptions, howCsv, parameterOptions, questionOf, writtenFormat } from './options.ts';
import {
  type Column,
  counted,
  type FormatOption,
  formatOption,
  isWhole,
  note,
  print,
  printJson,
  printTable,
  printWhole,
  some,
  withOutput,
} from './output.ts';
import { fileBytes } from './sheet-file.ts';

type Options = GivenOptions & FormatOption & DatabaseOption & { template?: boolean; output?: string };

/** Adds `shipments`: what each row of a sheet pays, and what forbids it. */
export function addShipments(program: Command, environment: Environment): void {
  const command = program
    .command('shipments')
    .summary('what each shipment of a list pays, and which bans meet it')
    .description(
      'Answers a list of shipments, CSV UTF-8 or Excel (.xlsx): what each pays from the least to the most, by which tariffs, which bans meet it, and what that hangs on. A question of `duty` a row; all rows as known at one instant. A row that is not understood says why (problem), and the command ends with 1.',
    )
    .argument('[file]', 'the sheet; - for what is piped in')
    .option('--template', 'print a sheet to begin with')
    .option('--output <file>', 'write to a file instead')
    .addHelpText(
      'after',
      () =>
        `\nExamples:\n  trade-disputes shipments --template --output shipments.csv\n  trade-disputes shipments shipments.csv --format xlsx --output answers.xlsx\n  trade-disputes shipments goods.csv --importer US --on 2026-11-24\n\nOptions that are columns too say it of every row that leaves it out; a condition or a part of the value said so counts where a tariff of the row hangs on it. Columns:\n${columnsHelp()}`,
    );
  databaseOption(csvOptions(formatOption(parameterOptions(command, shipmentParameters)))).action(
    async (file: string | undefined, given: Options) => {
      const options = given.template ? given : { ...given, format: writtenFormat(command, given) };
      if (options.template) {
        const { shipmentTemplate } = await import('../keep/sheets/template.ts');
        return withOutput(environment, options.output, (own) => print(own.stdout, shipmentTemplate()));
      }
      if (file === undefined)
        throw new TrackerError('invalid', 'give the file of the sheet, or - for what is piped in; --template prints one to begin with');
      const how = howCsv(options);
      const shared = questionOf(environment, shipmentParameters, options, (question) => question);
      const content = await fileBytes(environment, file);
      const refused: number[] = [];
      const told = await withOutput(environment, options.output, (own) =>
        withTracker(own, options, 'asks', async (tracker) => {
          const { shipmentsOf } = await import('../keep/sheets/shipments.ts');
          const { count, rows, not_read } = await shipmentsOf(tracker, content, textsOf(await shared(tracker)));
          async function* batches(): AsyncGenerator<readonly ShipmentRow[]> {
            for await (const row of rows) {
              if (row.problem !== null) refused.push(row.line);
              yield [row];
            }
          }
          if (isWhole(options.format)) {
            const file = { batches: batches(), count, columns: SHIPMENT_COLUMNS, ...how };
            await printWhole(own, options.format, options.format === 'jsonl' ? file : { ...file, cells: shipmentCells });
          } else {
            const all = await allOf(batches());
            await (options.format === 'json' ? printJson(own, all) : printTable(own, all, COLUMNS));
          }
          return [counted(count, 'shipment'), notReadWords(not_read)];
        }),
      );
      for (const words of told) if (words !== null) await note(environment, words);
      // What was answered is there all the same.
      if (refused.length > 0)
        throw new TrackerError(
          'invalid',
          `${counted(refused.length, 'row')} without an answer: ${firstOf(refused.map(String))}; problem says why`,
        );
    },
  );
}

const columnsHelp = (): string => SHIPMENT_SHEET_COLUMNS.map(([name, column]) => `  ${name.padEnd(15)}${columnWords(column)}\n`).join('');

const COLUMNS: readonly Column<ShipmentRow>[] = [
  { title: 'line', text: ({ line, shipment }) => (shipment === null ? String(line) : `${line} ${shipment}`), shrinkTo: 12 },
  { title: 'product', text: ({ product }) => product ?? '', keep: true },
  { title: 'from', text: ({ origin }) => origin ?? '' },
  { title: 'into', text: ({ importer }) => importer ?? '' },
  { title: 'on', text: ({ on }) => on ?? '' },
  { title: 'pays', text: ({ problem, pays }) => problem ?? pays ?? '', shrinkTo: 20, keep: true },
  { title: 'bans', text: ({ bans }) => bans.join('; '), shrinkTo: 16, keep: true },
  {
    title: 'tariffs',
    text: (row) => some([...(row.base ? [row.base.measure] : []), ...row.lines.map(({ measure }) => measure)]),
    shrinkTo: 16,
  },
  { title: 'no total', text: ({ cannot_compute }) => cannot_compute.join(', '), shrinkTo: 12 },
  { title: 'checked', text: ({ checked_on }) => checked_on ?? '' },
];
