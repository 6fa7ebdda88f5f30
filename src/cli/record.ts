import { type Command, Option } from 'commander';
import { makeCall } from '../changes/calls.ts';
import { type Day, dayOf } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { hasEnded } from '../domain/status.ts';
import { STATUSES } from '../domain/vocabulary.ts';
import { showDispute } from '../lookups/disputes.ts';
import { recordKind } from '../lookups/known.ts';
import { showMeasure } from '../lookups/measure.ts';
import type { Answered, Clocks, Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { ChangedRowsSaid } from '../things/changed-rows.ts';
import { CheckBody } from '../things/check.ts';
import { consequencesText } from '../things/consequences.ts';
import { CorrectionBody } from '../things/correction.ts';
import type { DisputeDetail } from '../things/dispute.ts';
import { MEASURE_COLUMNS, type MeasureDetail } from '../things/measure.ts';
import type { ProposedCall } from '../things/proposal.ts';
import { StatusChangeBody } from '../things/status-change.ts';
import { MEASURE_TABLE } from './columns.ts';
import { withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import {
  collect,
  entryOption,
  jsonOf,
  noteDryRun,
  numberArgument,
  type ProvenanceOptions,
  provenanceOf,
  provenanceOptions,
  readBody,
  type WriteOptions,
  writeContext,
  writeOptions,
} from './options.ts';
import { note, print, printRows, printTable } from './output.ts';
import { noteProposed, printProposal } from './proposals.ts';

interface RecordOptions extends WriteOptions, ProvenanceOptions {
  on?: string;
  until?: string;
  exempt?: readonly string[];
  measure?: readonly string[];
}

/** Adds `record`: the status of a measure, or of the measures of a dispute, changed. */
export function addRecord(program: Command, environment: Environment): void {
  const command = program
    .command('record')
    .summary('record that the status of a measure, or of a dispute, changed')
    .description(
      'Records that the status of a measure changed. With the id of a dispute, the change goes to each of its measures in force on that day, or to those named with --measure: all or none.',
    )
    .argument('<id>', 'a measure or a dispute')
    .argument('<status>', `its status from that day on: ${STATUSES.join(', ')}`)
    .option('--on <date>', 'first day on which the status holds: 2024-03-29, or 2024-03 or 2024 where no more is known')
    .option('--until <date>', 'first day on which it no longer holds by its own terms')
    .addOption(
      new Option(
        '--exempt <json>',
        'for partially_lifted: a scope that is exempt, as JSON or @FILE, in codes and ids (JP-01, 0307, tesla), not names; may be repeated',
      ).argParser(collect),
    )
    .addOption(new Option('--measure <id>', 'of a dispute, only this measure; may be repeated').argParser(collect))
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes record cn-au-wine-ad lifted --on 2024-03-29 --announced 2024-03-28 --source mofcom-2024-11\n' +
        `  trade-disputes record cn-jp-aquatic-2023 partially_lifted --on 2025-06-29 --exempt '{"partners": ["JP-01", "JP-02"]}' --unsourced`,
    );
  writeOptions(provenanceOptions(command)).action(async (id: string, status: string, options: RecordOptions) => {
    const body = {
      status,
      effective_on: options.on,
      until_on: options.until,
      exemptions: options.exempt?.flatMap((scope) => jsonOf(scope, '--exempt')),
      ...provenanceOf(options),
    };
    readBody(StatusChangeBody, body, entryOption);
    await carryOut(environment, options, async (tracker) => {
      if ((await recordKind(tracker, id)) === 'dispute')
        return { method: 'POST', path: `/disputes/${encodeURIComponent(id)}/status-changes`, body: { ...body, measures: options.measure } };
      if (options.measure)
        throw new TrackerError(
          'invalid',
          `--measure chooses among the measures of a dispute, and "${id}" is a measure itself: leave it out`,
        );
      return { method: 'POST', path: `/measures/${encodeURIComponent(id)}/status-changes`, body };
    });
  });
}

interface CheckOptions extends WriteOptions, ProvenanceOptions {
  on?: string;
}

/** Adds `check`: somebody looked, and found nothing new. */
export function addCheck(program: Command, environment: Environment): void {
  const command = program
    .command('check')
    .summary('record that somebody looked, and found nothing beyond what stands here')
    .description(
      'Records that somebody looked at a measure, or at a dispute with all of its measures, up to a day, and found nothing beyond what stands here. It needs no source.',
    )
    .argument('<id>', 'a measure or a dispute')
    .option('--on <day>', 'the day up to which you looked; today unless given')
    .addHelpText(
      'after',
      "\nExamples:\n  trade-disputes check au-cn-wine\n  trade-disputes check cn-jp-aquatic-2025 --on 2026-11-09 --note 'Customs notices read'",
    );
  writeOptions(provenanceOptions(command)).action(async (id: string, options: CheckOptions) => {
    const bodyOn = (checked_on: string) => ({ checked_on, ...provenanceOf(options) });
    readBody(CheckBody, bodyOn(options.on ?? '2000-01-01'), entryOption);
    await carryOut(environment, options, async (tracker) => {
      const table = (await recordKind(tracker, id)) === 'measure' ? '/measures' : '/disputes';
      return { method: 'POST', path: `${table}/${encodeURIComponent(id)}/checks`, body: bodyOn(options.on ?? dayOf(tracker.clock())) };
    });
  });
}

interface CorrectOptions extends WriteOptions {
  reason?: string;
  replacement?: string;
}

/** Adds `correct`: an entry of the ledger was wrong. */
export function addCorrect(program: Command, environment: Environment): void {
  const command = program
    .command('correct')
    .summary('retract an entry of the ledger, and put another in its place')
    .description(
      'Retracts an entry of the ledger by its seq, which show and changes tell. Nothing is erased: what was known before stays as it was known.',
    )
    .argument('<seq>', 'the entry')
    .option('--reason <text>', 'why it was wrong')
    .option(
      '--replacement <json>',
      'an entry of the same kind that takes its place, as JSON or @FILE; without it the entry is only retracted',
    )
    .addHelpText(
      'after',
      `\nExample:\n  trade-disputes correct 412 --reason 'The notice says 30 March' --replacement '{"status": "lifted", "effective_on": "2024-03-30", "unsourced": true}'`,
    );
  writeOptions(command).action(async (seq: string, options: CorrectOptions) => {
    const body = {
      reason: options.reason,
      replacement: options.replacement === undefined ? undefined : jsonOf(options.replacement, '--replacement'),
    };
    readBody(CorrectionBody, body, entryOption);
    const path = `/ledger/${seqArgument(seq)}/corrections`;
    await carryOut(environment, options, () => ({ method: 'POST', path, body }));
  });
}

/**
 * Makes a call as the HTTP interface does: in earnest, as a rehearsal, or as a proposal; and prints what came of it. Its body has been read
 * before, so that what is wrong with it is told by the options.
 */
export async function carryOut(
  environment: Environment,
  options: WriteOptions,
  callFor: (tracker: Tracker) => ProposedCall | Promise<ProposedCall>,
): Promise<void> {
  const context = writeContext(environment, options);
  await withTracker(environment, options, 'changes', async (tracker) => {
    const call = await callFor(tracker);
    if (options.propose) {
      const { operator, propose } = await import('../keep/proposals/proposals.ts');
      const proposal = await propose(tracker, operator(context.actor), { calls: [call] });
      await printProposal(environment, options, proposal);
      return noteProposed(environment, proposal);
    }
    const result = await makeCall(tracker, context, call);
    if ('recorded' in result) return printRecorded(environment, options, result);
    const body = { ...result, ...(options.dryRun && { dry_run: true }) };
    await printRows(environment, options.format, { rows: [result], columns: ['id'], body });
    await noteDryRun(environment, options);
  });
}

/** Reads a seq. */
export const seqArgument = (text: string): number =>
  numberArgument(text, 'seq', 'give the number of an entry, as show and changes tell it');

/** Prints what a write did: the entries, the measures as they stand with them, and what became of the dispute. */
async function printRecorded(environment: Environment, options: WriteOptions, recorded: Recorded): Promise<void> {
  if (options.format === 'table') await printText(environment, recorded);
  else
    await printRows(environment, options.format, {
      ...{ rows: recorded.measures, columns: MEASURE_COLUMNS, body: { ...recorded, ...(options.dryRun && { dry_run: true }) } },
    });
  await noteDryRun(environment, options);
}

/** The rows that an entry changed, where it was stated so. */
async function printChanged(environment: Environment, { against, changed, unchanged, notes }: ChangedRowsSaid): Promise<void> {
  await print(environment.stdout, '\n');
  await printTable(environment, changed, [
    { title: `changed against ${against}`, text: ({ row }) => row },
    { title: 'before', text: ({ before }) => before ?? '(new)' },
    { title: 'now', text: ({ after }) => after ?? '(removed)' },
  ]);
  for (const { row } of unchanged) await note(environment, `unchanged: ${row}`);
  for (const text of notes) await note(environment, text);
}

/** What is not said yet of the measures that were recorded about, without which questions can't be answered surely, and how it is recorded. */
function stillOpen(recorded: Recorded['recorded'], measures: Recorded['measures'], on: Day): string[] {
  const begun = new Set(measures.map(({ id }) => id));
  const unbegun = recorded.flatMap(({ kind, measure }) =>
    kind === 'registration' && measure !== null && !begun.has(measure) ? measure : [],
  );
  const uncovered = measures.filter(({ affected, products, status }) => affected.length + products.length === 0 && !hasEnded(status));
  return [
    ...unbegun.map((id) => `${id} has no status yet, so that no list has it: trade-disputes record ${id} STATUS --on DAY`),
    ...uncovered.map(
      ({ id }) => `what ${id} covers on ${on} is not stated, so that it may meet any goods: trade-disputes add coverage ${id}`,
    ),
  ];
}

async function printText(environment: Environment, { recorded, left, measures, on, dispute, ...consequences }: Recorded): Promise<void> {
  if (recorded.length > 0)
    await printTable(environment, recorded, [
      { title: 'seq', text: (entry) => String(entry.seq) },
      { title: 'recorded', text: (entry) => entry.kind },
      { title: 'measure', text: (entry) => entry.measure ?? '' },
    ]);
  for (const text of consequencesText(consequences)) await note(environment, text);
  for (const { measure, status } of left) await note(environment, `${measure} stays ${status}: the change is for what is in force`);
  for (const { changes } of recorded) if (changes) await printChanged(environment, changes);
  if (measures.length > 0) {
    await print(environment.stdout, recorded.length > 0 ? '\n' : '');
    await printTable(environment, measures, MEASURE_TABLE);
    await note(environment, `measures as they stand on ${on}`);
  }
  for (const text of stillOpen(recorded, measures, on)) await note(environment, text);
  if (dispute !== null) {
    const { id, before, after } = dispute;
    const what = before === after ? `stays ${after}` : `${before} → ${after}`;
    await print(environment.stdout, `\n${id} on ${dispute.on}: ${what}\n`);
  }
}

/** What an id stands for. */
export type RecordSubject = { kind: 'measure'; detail: Answered<MeasureDetail> } | { kind: 'dispute'; detail: Answered<DisputeDetail> };

/** The measure or the dispute of an id. Throws `not_found` naming it. */
export async function findSubject(tracker: Tracker, id: string, clocks: Clocks): Promise<RecordSubject> {
  return (await recordKind(tracker, id)) === 'measure'
    ? { kind: 'measure', detail: await showMeasure(tracker, id, clocks) }
    : { kind: 'dispute', detail: await showDispute(tracker, id, clocks) };
}
