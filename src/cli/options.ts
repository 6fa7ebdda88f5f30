import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import type * as z from 'zod';
import type { WriteContext } from '../changes/write.ts';
import { type ErrorDetail, TrackerError } from '../domain/errors.ts';
import { CONFIDENCES } from '../domain/vocabulary.ts';
import { fileProblem } from '../keep/disk.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { givesWords, understood } from '../lookups/understood.ts';
import { repeatedKey } from '../things/json.ts';
import { choicesOf, csvParameters, type HowCsv, pageParameters, readParameters } from '../things/questions.ts';
import { read } from '../things/read.ts';
import { recordNumber, unwrapped } from '../things/scalars.ts';
import { type DatabaseOption, databaseOption } from './database.ts';
import type { Environment } from './environment.ts';
import { FORMATS, type Format, type FormatOption, formatOption, note } from './output.ts';

/** What commander makes of the options of a command, by their names in camelCase. */
export type GivenOptions = Readonly<Record<string, unknown>>;

export const kebab = (name: string): string => name.replaceAll('_', '-');
const camel = (name: string): string => name.replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());

/** Every value of an option that may be given more than once, in the order of the command line. */
export const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** Adds an option for each parameter of a question: `imposed_by` is `--imposed-by`; one that is true or false may stand without a value. */
export function parameterOptions(command: Command, shape: z.ZodRawShape): Command {
  for (const [name, schema] of Object.entries(shape)) {
    const { placeholder, description } = describe(schema as z.ZodType);
    const value = placeholder === FLAG ? `[${placeholder}]` : `<${placeholder}>`;
    const option = new Option(`--${kebab(name)} ${value}`, description).argParser(collect);
    const choices = choicesOf(schema as z.ZodType);
    if (choices) withValues(option, choices);
    command.addOption(placeholder === FLAG ? option.preset('true') : option);
  }
  return command;
}

const FLAG = 'true|false';

/** The values of options that are read as parameters are: commander knows nothing of them. */
const VALUES = new WeakMap<Option, readonly string[]>();

/** Says which values an option takes, for completion. */
export function withValues(option: Option, values: readonly string[]): Option {
  VALUES.set(option, values);
  return option;
}

/** The values that an option takes, where they are few. */
export const valuesOf = (option: Option): readonly string[] | undefined => option.argChoices ?? VALUES.get(option);

/** How a schema looks in the help: its values where they are few, else what it is. */
function describe(schema: z.ZodType): { placeholder: string; description: string } {
  const inner = unwrapped(schema);
  const description = schema.meta()?.description ?? inner.meta()?.description ?? '';
  const choices = choicesOf(schema);
  if (choices === undefined) return { placeholder: 'value', description };
  const short = choices.length <= 3;
  return { placeholder: short ? choices.join('|') : 'value', description: description || (short ? '' : `one of: ${choices.join(', ')}`) };
}

/** The parameters of a question as a command's options have them. */
export function givenIn(shape: z.ZodRawShape, options: GivenOptions): Record<string, readonly string[]> {
  const given: Record<string, readonly string[]> = {};
  for (const name of Object.keys(shape)) {
    const values = options[camel(name)];
    if (Array.isArray(values)) given[name] = values.map(String);
  }
  return given;
}

/** Adds the options that say how a CSV is written. */
export const csvOptions = (command: Command): Command => parameterOptions(command, csvParameters);

/** How a CSV is to be written. Throws a `UsageError` where no CSV is asked for. */
export function howCsv(options: GivenOptions & FormatOption): HowCsv {
  const how = parametersOf(csvParameters, options);
  const [first] = Object.keys(how);
  if (first !== undefined && options.format !== 'csv')
    throw new UsageError(`${first}: only a CSV is written so: add --format csv, or leave it out`);
  return how;
}

/** Reads the parameters of a question from a command's options. Throws a `UsageError` in the words of the HTTP interface. */
export const parametersOf = <Shape extends z.ZodRawShape>(shape: Shape, options: GivenOptions): z.output<z.ZodObject<Shape>> =>
  reading(() => readParameters(shape, givenIn(shape, options)));

/** How many rows are asked for at most. Throws as `parametersOf`. */
export const limitOf = (options: GivenOptions): number | undefined => parametersOf({ limit: pageParameters.limit }, options).limit;

/**
 * Reads a question in which words may stand for codes; `finish` reads what its texts mean. What is wrong without a look into the database is
 * a `UsageError` at once; what words mean is read, and said, once the database is open.
 */
export function questionOf<Shape extends z.ZodRawShape, Question>(
  environment: Pick<Environment, 'stderr'>,
  shape: Shape,
  options: GivenOptions,
  finish: (question: z.output<z.ZodObject<Shape>>) => Question,
): (tracker: Tracker) => Promise<Question> {
  const given = givenIn(shape, options);
  const asRead = (texts: typeof given): Question => reading(() => finish(readParameters(shape, texts)));
  if (!givesWords(shape, given)) {
    const question = asRead(given);
    return async () => question;
  }
  return async (tracker) => {
    const meant = await understood(tracker, shape, given);
    const question = asRead(meant.given);
    for (const [name, code] of Object.entries(meant.took)) await note(environment, `--${kebab(name)}: taken as ${code}`);
    return question;
  };
}

/** Reads an option's JSON; `@FILE` stands for what the file holds. Throws a `UsageError` that names the option. */
export function jsonOf(given: string, option: string): unknown {
  const content = given.startsWith('@') ? readFile(given.slice(1), option) : given;
  return parseJson(content, option, given);
}

/** Reads the whole body that `--json` names: a file, or stdin for `-`. */
export async function readJsonFile(environment: Pick<Environment, 'stdin'>, file: string): Promise<unknown> {
  return parseJson(file === '-' ? await text(environment.stdin) : readFile(file, '--json'), '--json', file);
}

function parseJson(content: string, option: string, given: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    const why = (error as Error).message;
    const scope = option === '--exempt' ? `; a scope is written like {"partners": ["JP-01"]} or {"goods": ["030722"]}` : '';
    throw new UsageError(`${option}: "${given}" is not JSON: ${why}${scope}`);
  }
  const twice = repeatedKey(content);
  if (twice !== null) throw new UsageError(`${option}: "${twice}" stands twice in it: say it once`);
  return parsed;
}

function readFile(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option}: ${unreadable(path, error)}`);
  }
}

/** Says of a file that can't be read why, in plain words. */
export const unreadable = (path: string, error: unknown): string => `can't read "${path}": ${fileProblem(error)}`;

/** A value that may be plain text or, where it begins so, JSON (or `@FILE` with JSON). */
export const textOrJson = (given: string, option: string): unknown => (/^[{[@]/.test(given) ? jsonOf(given, option) : given);

/**
 * Reads what the options of a command amount to as a body. `optionOf` names the option behind a field, for
 * messages. Throws a `UsageError` with a detail for everything that is wrong, in the words of the HTTP interface.
 */
export const readBody = <T extends z.ZodType>(schema: T, body: unknown, optionOf = (field: string): string => field): z.output<T> =>
  reading(() => read(schema, body, { place: (path) => path.replace(/^[^.]+/, optionOf) }));

/** The command line itself is not understood: it ends the program with 2, before any database is opened. */
export class UsageError extends TrackerError {
  constructor(message: string, details: readonly ErrorDetail[] = []) {
    super('invalid', message, details);
    this.name = 'UsageError';
  }
}

/**
 * The format of an answer that may go to a file: the one that is given, else that which the name of the file ends in. Throws a `UsageError` where one is
 * given and the name ends in another.
 */
export function writtenFormat(command: Command, { format, output }: FormatOption & { output?: string | undefined }): Format {
  const ending = FORMATS.find((one) => one !== 'table' && output?.toLowerCase().endsWith(`.${one}`));
  if (ending === undefined || ending === format) return format;
  if (command.getOptionValueSource('format') === 'default') return ending;
  throw new UsageError(`--format ${format} into "${output}", whose name says ${ending}: use --format ${ending}, or another name`);
}

/** What says in which format an answer is written, and into which file. */
export type WrittenOption = FormatOption & { output?: string };

/** Adds the file that an answer may go to. */
export const outputOption = (command: Command): Command =>
  command.option('--output <file>', 'write the answer to a file, which appears when it is whole');

/** The options with the format that `writtenFormat` finds. Throws as it. */
export const written = <Options extends WrittenOption>(command: Command, given: Options): Options => ({
  ...given,
  format: writtenFormat(command, given),
});

/** Reads something of the command line; what is wrong with it becomes a `UsageError` in the same words. */
export function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TrackerError) throw new UsageError(error.message, error.details);
    throw error;
  }
}

/** Reads the argument that is the number of a record. Throws a `UsageError` for what is none; `hint`: where such numbers are found. */
export function numberArgument(text: string, what: string, hint: string): number {
  const number = recordNumber(text);
  if (number === null) throw new UsageError(`"${text}" is no ${what}: ${hint}`);
  return number;
}

/** Options of every command that writes. */
export interface WriteOptions extends DatabaseOption, FormatOption {
  dryRun?: boolean;
  by?: string;
  propose?: boolean;
}

/** Options of every command that records. */
export const writeOptions = (command: Command): Command =>
  byOptions(command).addOption(
    new Option('--propose', 'keep it as a proposal for somebody else to accept, record nothing').conflicts('dryRun'),
  );

/** Options of what changes something beside the ledger: tokens, and what becomes of proposals. */
export const byOptions = (command: Command): Command =>
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
    .option('--confidence <confidence>', `read in the source named, or from memory: ${CONFIDENCES.join(', ')}`)
    .option('--doubt <text>', 'why it is in doubt');

/** A source by its id, or one in full. Throws a `UsageError` for an address, which is what people have at hand. */
function sourceOf(given: string): unknown {
  if (!/^https?:/i.test(given)) return textOrJson(given, '--source');
  const whole = { id: 'its-name-2026', publisher: 'who', title: 'what', kind: 'official', url: given };
  throw new UsageError(
    `--source "${given}" is an address, and no id of a source: give the id of one that is registered (trade-disputes sources --q WORDS), or a new one in full, such as --source '${JSON.stringify(whole)}'`,
  );
}

/** The fields that these options stand for. */
export const provenanceOf = ({ announced, source, note, confidence, doubt, unsourced }: ProvenanceOptions): Record<string, unknown> => ({
  announced_on: announced,
  note,
  confidence,
  doubt,
  sources: source?.map(sourceOf),
  unsourced,
});

const OPTIONS: Readonly<Record<string, string>> = {
  // An argument of `record`, and no option.
  status: '<status>',
  effective_on: '--on',
  until_on: '--until',
  agreed_on: '--agreed',
  checked_on: '--on',
  announced_on: '--announced',
  exemptions: '--exempt',
  sources: '--source',
  measures: '--measure',
  rate_tables: '--rate-table',
  outcomes: '--outcome',
};

/** The option, or the argument, behind a field of an entry. */
export const entryOption = (field: string): string => OPTIONS[field] ?? `--${kebab(field)}`;
