import { Argument, type Command, Option } from 'commander';
import { CorrectionBody, StatusChangeBody } from '../contract/entries.ts';
import { TrackerError } from '../domain/errors.ts';
import { STATUSES } from '../domain/vocabulary.ts';
import { correctEntry } from '../tracker/correct.ts';
import { recordDisputeStatusChanges, recordStatusChanges } from '../tracker/record-status-changes.ts';
import { withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { readBody, readJson } from './input.ts';
import { collect } from './parameters.ts';
import { printRecorded } from './recorded-output.ts';
import { subjectKind } from './subject.ts';
import { UsageError } from './usage-error.ts';
import {
  entryOption,
  type ProvenanceOptions,
  provenanceOf,
  provenanceOptions,
  type WriteOptions,
  writeContext,
  writeOptions,
} from './write-options.ts';

interface RecordOptions extends WriteOptions, ProvenanceOptions {
  on: string;
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
    .addArgument(new Argument('<status>', 'what it is from that day on').choices(STATUSES))
    .requiredOption('--on <date>', 'first day on which the status holds: 2024-03-29, or 2024-03 or 2024 where no more is known')
    .option('--until <date>', 'first day on which it no longer holds by its own terms')
    .addOption(
      new Option('--exempt <json>', 'for partially_lifted: a scope that is free, as JSON or @FILE; may be repeated').argParser(collect),
    )
    .addOption(new Option('--measure <id>', 'of a dispute, only this measure; may be repeated').argParser(collect))
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes record cn-au-wine-ad lifted --on 2024-03-29 --announced 2024-03-28 --source cemsg-wine-review\n' +
        `  trade-disputes record cn-jp-aquatic-2023 partially_lifted --on 2025-06-29 --exempt '{"partners": ["JP-01", "JP-02"]}' --unsourced`,
    );
  writeOptions(provenanceOptions(command)).action(async (id: string, status: string, options: RecordOptions) => {
    const change = readBody(
      StatusChangeBody,
      {
        status,
        effective_on: options.on,
        until_on: options.until,
        exemptions: options.exempt?.flatMap((scope) => readJson(scope, '--exempt')),
        ...provenanceOf(options),
      },
      entryOption,
    );
    const context = writeContext(environment, options);
    await withTracker(environment, options, 'needs', async (tracker) => {
      const kind = await subjectKind(tracker, id);
      if (kind === 'measure' && options.measure)
        throw new TrackerError(
          'invalid',
          `--measure chooses among the measures of a dispute, and "${id}" is a measure itself: leave it out`,
        );
      const recorded =
        kind === 'measure'
          ? await recordStatusChanges(tracker, context, id, [change])
          : await recordDisputeStatusChanges(tracker, context, id, [change], options.measure);
      await printRecorded(environment, options, recorded);
    });
  });
}

interface CorrectOptions extends WriteOptions {
  reason: string;
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
    .requiredOption('--reason <text>', 'why it was wrong')
    .option('--replacement <json>', 'an entry of the same kind that takes its place, as JSON or @FILE; none: it is only taken back')
    .addHelpText(
      'after',
      `\nExample:\n  trade-disputes correct 412 --reason 'The notice says 30 March' --replacement '{"status": "lifted", "effective_on": "2024-03-30", "unsourced": true}'`,
    );
  writeOptions(command).action(async (seq: string, options: CorrectOptions) => {
    const correction = readBody(
      CorrectionBody,
      {
        reason: options.reason,
        replacement: options.replacement === undefined ? undefined : readJson(options.replacement, '--replacement'),
      },
      entryOption,
    );
    const context = writeContext(environment, options);
    const entry = seqOf(seq);
    await withTracker(environment, options, 'needs', async (tracker) =>
      printRecorded(environment, options, await correctEntry(tracker, context, entry, correction)),
    );
  });
}

/** Reads a seq. */
export function seqOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`"${text}" is no seq: give the number of an entry, as show and changes tell it`);
  return Number(text);
}
