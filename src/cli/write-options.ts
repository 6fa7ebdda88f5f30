import { type Command, Option } from 'commander';
import { CONFIDENCES } from '../domain/vocabulary.ts';
import type { WriteContext } from '../tracker/write.ts';
import { type DatabaseOption, databaseOption } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption } from './formats.ts';
import { textOrJson } from './input.ts';
import { note } from './output.ts';
import { collect } from './parameters.ts';
import { UsageError } from './usage-error.ts';

/** Options of every command that writes. */
export interface WriteOptions extends DatabaseOption, FormatOption {
  dryRun?: boolean;
  by?: string;
}

export const writeOptions = (command: Command): Command =>
  databaseOption(
    formatOption(
      command
        .option('--by <name>', 'who records; the name of your user unless given')
        .option('--dry-run', 'check everything and report what it would do, record nothing'),
    ),
  );

/** Who writes, and whether in earnest. */
export function writeContext(environment: Environment, { by, dryRun }: Pick<WriteOptions, 'by' | 'dryRun'>): WriteContext {
  const actor = (by ?? userOf(environment)).trim();
  if (actor === '') throw new UsageError('--by: must not be empty: say who records');
  return { actor, dryRun: dryRun ?? false };
}

function userOf(environment: Environment): string {
  try {
    return environment.user();
  } catch (error) {
    throw new UsageError(`--by: the operating system has no name for your user (${(error as Error).message}): say who records`);
  }
}

/** Says on stderr that a dry run recorded nothing. */
export async function noteDryRun(environment: Environment, { dryRun }: Pick<WriteOptions, 'dryRun'>): Promise<void> {
  if (dryRun) await note(environment, 'dry run: nothing was recorded');
}

/** What an entry says about itself, as options. */
export interface ProvenanceOptions {
  announced?: string;
  note?: string;
  confidence?: string;
  doubt?: string;
  source?: readonly string[];
  unsourced?: boolean;
}

export const provenanceOptions = (command: Command): Command =>
  command
    .option('--announced <date>', 'the day (or month, or year) of the act or the news')
    .addOption(new Option('--source <id>', 'a source by its id, or a new one in full as JSON; may be repeated').argParser(collect))
    .addOption(new Option('--unsourced', 'say out loud that there is no source').conflicts('source'))
    .option('--note <text>', 'a remark')
    .addOption(new Option('--confidence <confidence>', 'read in the source named, or from memory').choices(CONFIDENCES))
    .option('--doubt <text>', 'why it is in doubt');

/** The fields of the contract that these options stand for. */
export function provenanceOf(options: ProvenanceOptions): Record<string, unknown> {
  if (options.source === undefined && options.unsourced === undefined)
    throw new UsageError('say where it comes from: --source ID (or the source in full as JSON), or --unsourced');
  return {
    announced_on: options.announced,
    note: options.note,
    confidence: options.confidence,
    doubt: options.doubt,
    sources: options.source?.map((source) => textOrJson(source, '--source')),
    unsourced: options.unsourced,
  };
}

const OPTIONS: Readonly<Record<string, string>> = {
  effective_on: '--on',
  until_on: '--until',
  agreed_on: '--agreed',
  announced_on: '--announced',
  exemptions: '--exempt',
  sources: '--source',
  measures: '--measure',
  outcomes: '--outcome',
};

/** The option behind a field of an entry. */
export const entryOption = (field: string): string => OPTIONS[field] ?? `--${field.replaceAll('_', '-')}`;
