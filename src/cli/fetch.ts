import { readFile, stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type * as z from 'zod';
import { TrackerError } from '../domain/errors.ts';
import { askingOf, type DocumentQuestion, OFFICIAL_FORMATS, type OfficialFormat } from '../keep/official/formats.ts';
import type { DocumentRead, OfficialDocument } from '../keep/official/propose-document.ts';
import type { Party } from '../keep/proposals/proposals.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { IMPORT_MEBIBYTES, MEBIBYTE, nothingToPropose, OFFICIAL_FORMAT_NAMES, type OfficialFormatName } from '../things/imported.ts';
import { PROPOSAL_COLUMNS } from '../things/proposal.ts';
import { withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import {
  byOptions,
  type GivenOptions,
  noteDryRun,
  parameterOptions,
  parametersOf,
  UsageError,
  unreadable,
  type WriteOptions,
  writeContext,
} from './options.ts';
import { counted, note, points, print, printAnswer, printJson, tableWidth } from './output.ts';
import { withProgress } from './progress.ts';
import { effectText, noteProposed, printProposal } from './proposals.ts';

type FetchOptions = WriteOptions & GivenOptions & { file?: string; address?: string };

/** Adds `fetch`: official documents, from a service or a file, as proposals. */
export function addFetch(program: Command, environment: Environment): void {
  const fetching = program
    .command('fetch')
    .summary('read an official document, and propose what it says that is not here')
    .description(
      'Reads an official document, from a file or as its service answers it, compares it with what stands here and makes a proposal of what is new; somebody else accepts it. Nothing is recorded. The document is kept with its hash, and the same one again proposes nothing. What was not taken is told, and why.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes fetch federal-register --since 2026-11-01\n  trade-disputes fetch uk-tariff 6911100090 --dry-run\n  trade-disputes fetch taric --file message.xml',
    );
  for (const name of OFFICIAL_FORMAT_NAMES) addFormat(fetching, environment, name);
}

function addFormat(fetching: Command, environment: Environment, name: OfficialFormatName): void {
  const format = OFFICIAL_FORMATS[name];
  const { title, says, service } = format;
  const asks = service?.asks ?? [];
  const takesCode = asks.includes('code');
  const command = fetching.command(name).summary(title).description(`Reads ${title}. ${says}`);
  if (takesCode) command.argument('[code]', 'the ten digits of a commodity, asked of the service');
  command.option('--file <file>', 'read this file');
  parameterOptions(command, askingOf([...asks.filter((one) => one !== 'code'), ...format.ofFile]) as z.ZodRawShape);
  if (service) command.addOption(new Option('--address <address>', `another server than ${service.base}`));
  const example = service ? (takesCode ? '6911100090' : '--since 2026-11-01') : '--file FILE';
  command.addHelpText('after', `\nExample:\n  trade-disputes fetch ${name} ${example}`);
  byOptions(command).action(async (...given: unknown[]) => {
    const code = takesCode ? (given[0] as string | undefined) : undefined;
    const options: FetchOptions = command.optsWithGlobals();
    const context = writeContext(environment, options);
    const asked = askedIn(format, name, options, code);
    const { operator } = await import('../keep/proposals/proposals.ts');
    await withTracker(environment, options, 'changes', async (tracker) => {
      const document = await withProgress(environment, 'fetch', 'nothing was proposed', () => documentOf(name, options, asked));
      await (options.dryRun ? preview : propose)(environment, options, [tracker, operator(context.actor), document]);
    });
  });
}

type Fetched = readonly [tracker: Tracker, party: Party, document: OfficialDocument];

/** Tells what a document would change, and proposes nothing. */
async function preview(environment: Environment, options: FetchOptions, fetched: Fetched): Promise<void> {
  const { previewDocument } = await import('../keep/official/propose-document.ts');
  const { effect, proposal, ...read } = await previewDocument(...fetched);
  if (options.format === 'json') await printJson(environment, { ...told(read), effect, proposal, dry_run: true });
  else if (effect !== null)
    await print(environment.stdout, effectText(effect, `${read.about}: what it would change`, tableWidth(environment)));
  await printRest(environment, options, read);
  if (proposal !== null) await note(environment, waits(proposal));
  else if (effect === null) await note(environment, nothingNew(read));
  await noteDryRun(environment, options);
}

/** Proposes what a document says that is not here. */
async function propose(environment: Environment, options: FetchOptions, fetched: Fetched): Promise<void> {
  const { proposeDocument } = await import('../keep/official/propose-document.ts');
  const { proposal, waiting, ...read } = await proposeDocument(...fetched);
  if (options.format !== 'json' && proposal !== null) await printProposal(environment, options, proposal);
  else {
    const body = { ...told(read), proposal };
    await printAnswer(environment, options.format, { body, rows: [], columns: PROPOSAL_COLUMNS, shown: () => '' });
  }
  // A proposal has it in its note.
  if (waiting === null && proposal === null) await printRest(environment, options, read);
  if (proposal !== null) return noteProposed(environment, proposal);
  await note(environment, waiting === null ? nothingNew(read) : `nothing was proposed: ${waits(waiting)}`);
}

const waits = (proposal: number): string =>
  `proposal ${proposal} of this document waits for a review (trade-disputes proposals show ${proposal})`;

const nothingNew = (read: DocumentRead): string => {
  const { about, sha256, waits_in } = read;
  if (waits_in.length > 0)
    return `nothing was proposed: what ${about} says that is not here waits for a review in ${waits_in.map((id) => `proposal ${id}`).join(', ')}; fetch it again once that is settled`;
  return `${about}: ${nothingToPropose(read)} (SHA-256 ${sha256})`;
};

/** The document in JSON; what it amounts to stands in the proposal. */
const told = ({ calls: _calls, ...read }: DocumentRead) => read;

/** What a document says beside what is proposed. */
async function printRest(environment: Environment, { format }: FetchOptions, { concerns, not_taken }: DocumentRead): Promise<void> {
  if (format !== 'table') return;
  const width = tableWidth(environment);
  await print(environment.stdout, points('To look at', concerns, width) + points('Not taken', not_taken, width));
}

/** What is asked of a service, or said of a file. Throws a `UsageError` for both at once, neither, and what belongs to the other. */
function askedIn(
  { service, ofFile, title }: OfficialFormat,
  name: OfficialFormatName,
  options: FetchOptions,
  code: string | undefined,
): DocumentQuestion {
  const shape = askingOf([...(service?.asks ?? []), ...ofFile]) as z.ZodRawShape;
  const asked = parametersOf(shape, { ...options, ...(code !== undefined && { code: [code] }) }) as DocumentQuestion;
  const ofService = (service?.asks ?? []).filter((one) => asked[one] !== undefined);
  const optionOf = (one: string): string => (one === 'code' ? 'a code' : `--${one}`);
  if (options.file !== undefined) {
    const [first] = [...ofService.map(optionOf), ...(options.address === undefined ? [] : ['--address'])];
    if (first !== undefined) throw new UsageError(`${first} is asked of the service, and --file is read by itself: give one of them`);
    return asked;
  }
  if (service === null) throw new UsageError(`fetch ${name} has no service to ask: give ${title} as a file, with --file`);
  const missing = service.needs.find((one) => asked[one] === undefined);
  if (missing !== undefined) throw new UsageError(`give ${optionOf(missing)} to ask the service for, or a file with --file`);
  return asked;
}

async function documentOf(name: OfficialFormatName, { file, address }: FetchOptions, asked: DocumentQuestion): Promise<OfficialDocument> {
  if (file !== undefined) return { format: name, bytes: await bytesOf(file), address: null, asked };
  const { service } = OFFICIAL_FORMATS[name];
  if (service === null) throw new UsageError(`fetch ${name} reads a file: give it with --file`);
  const answer = await service.get(baseOf(address ?? service.base), asked);
  return { format: name, ...answer, asked };
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`--address: "${address}" must be the address of a server, such as http://localhost:8080`);
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > IMPORT_MEBIBYTES * MEBIBYTE)
      throw new TrackerError(
        'invalid',
        `"${file}" has ${counted(size, 'byte')}, and a document at most ${IMPORT_MEBIBYTES} MiB: give it in parts`,
      );
    return await readFile(file);
  } catch (error) {
    if (error instanceof TrackerError) throw error;
    throw new TrackerError('not_found', unreadable(file, error));
  }
}
