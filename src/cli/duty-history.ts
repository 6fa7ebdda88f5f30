import type { Command } from 'commander';
import { dutyHistory } from '../lookups/duty-history.ts';
import { codeLineWords } from '../things/duty.ts';
import { DUTY_HISTORY_COLUMNS, type DutyHistory, type DutyStretch, dutyStretchRow, paidWords } from '../things/duty-history.ts';
import { dutyHistoryParameters, readDutyQuestion } from '../things/duty-question.ts';
import { asking } from './asking.ts';
import type { Environment } from './environment.ts';
import { announcedWords, noteLedger } from './notes.ts';
import { type Column, counted, note, points, print, printAnswer, tableWidth } from './output.ts';

/** Adds `duty-history`: what a good paid from one day to another. */
export function addDutyHistory(program: Command, environment: Environment): void {
  const command = program
    .command('duty-history')
    .summary('what a good paid over time: a row for each stretch of days with the same duty')
    .description(
      'Tells what a good paid from one day to another, both inclusive: a row for each stretch of days with the same answer. `duty` says of each of these days the same, with every step.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes duty-history --importer EU --origin CN --product 8703801010 --exporter BYD --from 2023-01-01 --to 2025-12-31\n' +
        '  trade-disputes duty-history --importer US --origin CN --product 870380 --from 2018-01-01 --format csv',
    );
  asking(command, environment, dutyHistoryParameters, readDutyQuestion, async (to, tracker, question, { format, ...how }) => {
    const { ledgerHead: _ledgerHead, ...history } = await dutyHistory(tracker, question);
    await printAnswer(to, format, {
      ...{ name: 'duty-history', announced_by: history.announced_by, known_at: history.known_at, body: history },
      ...{ rows: history.data, columns: DUTY_HISTORY_COLUMNS, cells: dutyStretchRow, shown: STRETCHES, ...how },
    });
    if (format === 'table') await print(to.stdout, points('Depends on', history.depends_on, tableWidth(to)));
    if (format === 'json') return;
    await note(to, about(history));
    await noteLedger(to, history);
  });
}

const about = (history: DutyHistory): string =>
  `${counted(history.data.length, 'row')}: duty from ${history.from} to ${history.to}, ${announcedWords(history)}as known at ${history.known_at}`;

const STRETCHES: readonly Column<DutyStretch>[] = [
  { title: 'from', text: ({ from }) => from },
  { title: 'until', text: ({ until }) => until ?? '' },
  { title: 'paid', text: (row) => row.problem ?? paidWords(row) ?? 'nothing is recorded', shrinkTo: 20, keep: true },
  { title: 'base', text: ({ base }) => (base === null ? '' : codeLineWords(base)), shrinkTo: 10 },
  { title: 'on top of it', text: ({ lines }) => lines.map(codeLineWords).join('; '), shrinkTo: 16 },
  { title: 'not charged', text: ({ suppressed }) => suppressed.join(', '), shrinkTo: 12 },
  { title: 'no total', text: ({ cannot_compute }) => cannot_compute.join(', '), shrinkTo: 12 },
];
