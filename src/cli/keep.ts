import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { createToken, listTokens, revokeToken, type TokenRow } from '../changes/access.ts';
import type { WriteContext } from '../changes/write.ts';
import { parseDay } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { TOKEN_ROLES, type TokenRole } from '../domain/vocabulary.ts';
import type { ImportOptions as SheetOptions } from '../keep/sheets/import-sheet.ts';
import type { Verified } from '../keep/verify.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { consequencesText } from '../things/consequences.ts';
import type { ImportedSheet, SheetPreview } from '../things/imported.ts';
import { columnWords, notReadWords, SHEET_KINDS, SHEETS, type SheetKind, sheetColumns } from '../things/sheets.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { byOptions, noteDryRun, numberArgument, reading, UsageError, type WriteOptions, writeContext, writeOptions } from './options.ts';
import { counted, type FormatOption, formatOption, note, print, printAnswer, printRows, printTable } from './output.ts';
import { ALL_AT_ONCE, withProgress } from './progress.ts';
import { noteProposed, printProposal, refuseProposal } from './proposals.ts';
import { fileBytes, isDirectory } from './sheet-file.ts';

/** Adds `serve`: the web pages and the HTTP interface. */
export function addServe(program: Command, environment: Environment): void {
  const command = program
    .command('serve')
    .summary('serve the pages and the HTTP interface')
    .description('Serves the pages and the HTTP interface until it is stopped; fills the database with the bundled disputes first.')
    .option('--port <port>', 'from PORT unless given; 0 takes any that is free')
    .option('--host <host>', 'from HOST unless given')
    .option('--as-of <date>', 'of the bundled disputes load only what was announced by this day')
    .option('--read-only', 'record nothing and load nothing: for a standby, a role that only reads, or a file that can only be read')
    .addHelpText('after', '\nExample:\n  trade-disputes serve --port 8080');
  type ServeOptions = DatabaseOption & { port?: string; host?: string; asOf?: string; readOnly?: boolean };
  databaseOption(command).action(async (options: ServeOptions) => {
    const { config } = environment;
    if (options.readOnly && options.asOf !== undefined) throw new UsageError('--as-of loads disputes, and --read-only loads none');
    await environment.serve({
      database: options.database ?? config.database_url,
      host: options.host ?? config.host,
      port: options.port === undefined ? config.port : portOf(options.port),
      asOf: dayOption(options.asOf, '--as-of'),
      readOnly: options.readOnly ?? false,
    });
  });
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new UsageError(`--port: "${text}" must be a port number from 0 to 65535`);
  return port;
}

/** Adds `backup`: a copy of the database file. */
export function addBackup(program: Command, environment: Environment): void {
  const command = program
    .command('backup')
    .summary('copy the database to a file while it is in use')
    .description('Copies the database, tokens included, to a new file while it is in use. Only for SQLite.')
    .argument('<file>', 'a file that does not exist yet')
    .addHelpText('after', '\nExample:\n  trade-disputes backup ./backup-2026-11-24.db');
  databaseOption(formatOption(command)).action(async (file: string, options: DatabaseOption & FormatOption) => {
    const { backup } = await import('../keep/export.ts');
    await withTracker(environment, options, 'reads', async (tracker) => {
      const row = await withProgress(environment, 'backup', 'there is no copy', () => backup(tracker, file));
      await printRows(environment, options.format, { rows: [row], columns: ['file'], body: row });
    });
  });
}

/** Adds `migrate`: brings a database of an earlier release up to date, and does nothing else. */
export function addMigrate(program: Command, environment: Environment): void {
  const command = program
    .command('migrate')
    .summary('bring a database of an earlier release up to date')
    .description(
      'Brings the tables of a database that an earlier release made up to date, and does nothing else. Whatever records does it too; a command that only asks never does. Make a backup first.',
    )
    .addHelpText('after', '\nExample:\n  trade-disputes migrate --database file:./trade-disputes.db');
  databaseOption(command).action(async (options: DatabaseOption) => {
    await withTracker(environment, options, 'changes', async ({ store }) => note(environment, `the database ${store.name} is up to date`));
  });
}

/** Adds `verify`: checks that the database is sound and nothing in it was altered. */
export function addVerify(program: Command, environment: Environment): void {
  const command = program
    .command('verify')
    .summary('prove that nothing in the database was altered')
    .description(
      'Checks the file, the guards, the hashes of the ledger, the register against its registrations and the derived tables; with the folder of any earlier export also its files, and that the ledger still begins as it did then. Prints the hash of the last entry, which stands for all before it: keep it elsewhere. Exits with 1 if something is wrong.',
    )
    .argument('[dir]', 'the folder of an earlier export')
    .option('--head <seq and hash>', 'the head that verify printed once: proves that the ledger still has that entry, and so all before it')
    .option(
      '--rebuild',
      'first make the register, the derived tables and the guards anew from the ledger; what was recorded stays as it is',
    )
    .addHelpText('after', '\nExample:\n  trade-disputes verify ./export');
  type VerifyOptions = DatabaseOption & FormatOption & { rebuild?: boolean; head?: string };
  databaseOption(formatOption(command)).action(async (directory: string | undefined, options: VerifyOptions) => {
    const { parseHead, rebuild, verify } = await import('../keep/verify.ts');
    const head = options.head === undefined ? undefined : reading(() => parseHead(options.head as string));
    await withTracker(environment, options, options.rebuild ? 'changes' : 'reads', async (tracker) => {
      if (options.rebuild) await withProgress(environment, 'rebuild', ALL_AT_ONCE, () => rebuild(tracker));
      const unsaid = 'whether all is as it should be is not known';
      const result = await withProgress(environment, 'verify', unsaid, () => verify(tracker, directory, head));
      await printVerified(environment, options, result);
      if (!result.ok) throw new TrackerError('unavailable', `verify found ${counted(result.problems.length, 'problem')}`);
    });
  });
}

async function printVerified(environment: Environment, { format }: FormatOption, result: Verified): Promise<void> {
  const { entries, ledger_rows, register_rows, measures, period_rows, files } = result.checked;
  const looked = `${counted(entries, 'entry', 'entries')} in ${counted(ledger_rows, 'ledger row')}, ${counted(register_rows, 'row')} of the register, ${counted(measures, 'measure')}, ${counted(period_rows, 'derived row')}, ${counted(files, 'file')}`;
  const head = result.head_hash === null ? 'the ledger is empty' : `${result.head_seq} ${result.head_hash}`;
  await printAnswer(environment, format, {
    ...{ body: result, rows: result.problems.map((problem) => ({ problem })), columns: ['problem'] },
    shown: () => `${result.problems.map((problem) => `${problem}\n`).join('')}${result.ok ? 'ok' : 'not ok'}: ${looked}\nhead: ${head}\n`,
  });
}

interface LoadOptions extends DatabaseOption, FormatOption {
  asOf?: string;
  dryRun?: boolean;
}

/** Adds `load`: the disputes that come with the program. */
export function addLoad(program: Command, environment: Environment): void {
  const command = program
    .command('load')
    .summary('load the bundled disputes')
    .description(
      'Loads the disputes that come with the program: adds what is new, corrects what a newer release words anew, leaves alone what somebody corrected here. A second load does nothing.',
    )
    .option('--as-of <date>', 'only what was announced by this day')
    .option('--dry-run', 'say what it would do, load nothing')
    .addHelpText('after', '\nExample:\n  trade-disputes load --as-of 2024-03-01 --database file:./march.db');
  databaseOption(formatOption(command)).action((options: LoadOptions) => loadBundled(environment, options));
}

const namedIn = (list: readonly (readonly [id: string, ...unknown[]])[]): string => list.map(([id]) => id).join('; ');

/** Loads the bundled disputes and prints how many entries that were. */
async function loadBundled(environment: Environment, options: LoadOptions): Promise<void> {
  const { leftNotes, loadDataset } = await import('../keep/load-dataset.ts');
  const asOf = dayOption(options.asOf, '--as-of');
  // What is loaded stays, so that this can't be undone where it was not meant.
  if (environment.config.bundled_disputes === 'none')
    throw new TrackerError(
      'invalid',
      'BUNDLED_DISPUTES is "none", and load loads the bundled disputes, which then stay: say BUNDLED_DISPUTES=all to have them; a ledger of your own begins with serve',
    );
  await withTracker(environment, options, 'fills', async (tracker) => {
    const dryRun = options.dryRun === true;
    const result = await withProgress(environment, 'load', ALL_AT_ONCE, () => loadDataset(tracker, asOf, undefined, { dryRun }));
    await printRows(environment, options.format, {
      rows: [{ ...result, taken: namedIn(result.taken), left_out: namedIn(result.left_out) }],
      columns: ['added', 'corrected', 'registered', 'taken', 'left_out'],
      body: { ...result, ...(options.dryRun && { dry_run: true }) },
    });
    for (const line of leftNotes(result)) await note(environment, line);
    await noteDryRun(environment, options);
  });
}

/** Reads an option that is a day. */
const dayOption = (text: string | undefined, option: string): string | undefined =>
  text === undefined ? undefined : reading(() => parseDay(text, option));

/** Adds `export`: everything as files. */
export function addExport(program: Command, environment: Environment): void {
  const command = program
    .command('export')
    .summary('write everything as CSV files with a manifest')
    .description(
      'Writes one CSV for each table and manifest.json into a folder that is new, empty or holds an earlier export. Tokens are left out. The same database gives the same bytes.',
    )
    .argument('<dir>', 'the folder')
    .addHelpText('after', '\nExample:\n  trade-disputes export ./export');
  databaseOption(formatOption(command)).action(async (directory: string, options: DatabaseOption & FormatOption) => {
    const { exportTo } = await import('../keep/export.ts');
    await withTracker(environment, options, 'asks', async (tracker) => {
      const left = `the folder ${directory} holds no whole export: the same command begins anew`;
      const manifest = await withProgress(environment, 'export', left, (line) => exportTo(tracker, directory, line.step));
      const rows = Object.entries(manifest.tables).map(([table, { rows: count, sha256 }]) => ({ table, rows: count, sha256 }));
      await printRows(environment, options.format, { rows, columns: ['table', 'rows', 'sha256'], body: manifest });
    });
  });
}

/** Every kind of sheet with its columns, as the help of `import` tells them. */
const sheetsHelp = (): string =>
  SHEET_KINDS.map((kind) => {
    const columns = sheetColumns(kind).map(([name, column]) => `    ${name.padEnd(18)}${columnWords(column)}`);
    return `\n  ${kind}: ${SHEETS[kind].says}\n${columns.join('\n')}\n`;
  }).join('');

interface ImportOptions extends WriteOptions {
  asOf?: string;
  checkedOn?: string;
  kind?: SheetKind;
  template?: SheetKind;
}

/** Adds `import`: an export into an empty database, or a sheet into any. */
export function addImport(program: Command, environment: Environment): void {
  const command = program
    .command('import')
    .summary('read an export into an empty database, or a sheet (CSV, Excel) of measures, rates, companies and more')
    .description(
      'With the folder of an export: fills an empty database with it. With a sheet, CSV UTF-8 or Excel (.xlsx): records what is in it; its header tells what that is. What is wrong is told by line and column, each cause once, and nothing is recorded unless all is good. With --as-of alone: loads the bundled disputes, as load does.',
    )
    .argument('[path]', 'the folder of an export, or a sheet')
    .option('--as-of <date>', 'of the bundled disputes, only what was announced by this day')
    .option('--checked-on <day>', "up to when a sheet's source speaks: records a check of every measure in the sheet")
    .addOption(new Option('--kind <kind>', 'what the sheet holds, where its header does not tell').choices(SHEET_KINDS))
    .addOption(new Option('--template <kind>', 'print a sheet of this kind to begin with').choices(SHEET_KINDS))
    .addHelpText(
      'after',
      () =>
        `\nExamples:\n  trade-disputes import ./export --database file:./copy.db\n  trade-disputes import --template rates > rates.csv\n  trade-disputes import rates.csv --dry-run\n\nSheets. Of an Excel file the first worksheet is read: days as they are shown, of a formula its value. Columns:\n${sheetsHelp()}`,
    );
  writeOptions(command).action(async (path: string | undefined, options: ImportOptions) => {
    if (options.template !== undefined) {
      if (path !== undefined || options.asOf !== undefined)
        throw new UsageError('--template stands alone: it prints a sheet and imports nothing');
      return print(environment.stdout, (await import('../keep/sheets/template.ts')).templateOf(options.template));
    }
    if ((path === undefined) === (options.asOf === undefined))
      throw new UsageError('give the folder of an export, or a sheet; --as-of stands alone, for the bundled disputes');
    const checkedOn = dayOption(options.checkedOn, '--checked-on');
    if (path === undefined) {
      if ((checkedOn ?? options.kind) !== undefined)
        throw new UsageError(`${checkedOn === undefined ? '--kind' : '--checked-on'} is about a sheet: give its file`);
      refuseProposal(options, 'the bundled disputes are no proposal: load records them');
      return loadBundled(environment, options);
    }
    const context = writeContext(environment, options);
    const isFolder = await isDirectory(path);
    if (isFolder) refuseOfSheets(path, options);
    if (options.propose)
      return withTracker(environment, options, 'changes', async (tracker) => {
        const sheet = { bytes: await fileBytes(environment, path), kind: options.kind, checkedOn };
        const { operator, propose } = await import('../keep/proposals/proposals.ts');
        const proposal = await propose(tracker, operator(context.actor), { sheet, note: basename(path) });
        await printProposal(environment, options, proposal);
        await noteProposed(environment, proposal);
      });
    // Of what is no export no database is made.
    if (isFolder) await (await import('../keep/manifest.ts')).readManifest(path);
    // An export brings everything; a sheet refers to what is there.
    await withTracker(environment, options, isFolder ? 'fills' : 'changes', async (tracker) => {
      const row = isFolder
        ? await importFolder(environment, tracker, path, options)
        : await importFile(environment, tracker, context, path, { kind: options.kind, checkedOn });
      await printRows(environment, options.format, {
        rows: [row],
        columns: (Object.keys(row) as (keyof typeof row)[]).filter((name) => !BESIDE.includes(name)),
        body: { ...row, ...(options.dryRun && { dry_run: true }) },
      });
      if ('preview' in row && row.preview && options.format === 'table') await printPreview(environment, row.preview);
      const left = 'not_read' in row ? notReadWords(row.not_read) : null;
      if (left !== null) await note(environment, left);
      if ('consequences' in row) for (const text of consequencesText(row.consequences)) await note(environment, text);
      await noteDryRun(environment, options);
    });
  });
}

/** Throws a `UsageError` for what is said of a sheet, of the folder of an export. */
function refuseOfSheets(path: string, options: ImportOptions): void {
  if (options.checkedOn !== undefined)
    throw new UsageError(`--checked-on is about a sheet, and "${path}" is a folder: an export brings its own checks`);
  if (options.kind !== undefined) throw new UsageError(`--kind is about a sheet, and "${path}" is a folder`);
  refuseProposal(options, `"${path}" is a folder, and an export is no proposal: it fills an empty database`);
}

/** What an import tells beside its numbers. */
const BESIDE: readonly string[] = [
  'not_read',
  'consequences',
  'preview',
  'problems',
  'state',
  'refused',
  'recordable',
] satisfies readonly (keyof SheetPreview)[];

/** So many rows of a sheet are shown. */
const SHOWN = 200;

/** Prints what would become of each row of a sheet. */
async function printPreview(environment: Environment, preview: SheetPreview['preview']): Promise<void> {
  await print(environment.stdout, '\n');
  await printTable(environment, preview.slice(0, SHOWN), [
    { title: 'row', text: ({ line }) => String(line) },
    { title: 'of', text: ({ id }) => id, shrinkTo: 12 },
    { title: 'would be', text: ({ action }) => action },
    { title: 'what', text: ({ says }) => says, shrinkTo: 20 },
  ]);
  if (preview.length > SHOWN) await note(environment, `and ${counted(preview.length - SHOWN, 'row')} more: --format json has all`);
}

/** Records a sheet, or says what would become of its rows. */
async function importFile(
  environment: Environment,
  tracker: Tracker,
  context: WriteContext,
  path: string,
  options: Pick<SheetOptions, 'kind' | 'checkedOn'>,
): Promise<ImportedSheet & Partial<SheetPreview>> {
  const { importSheet, previewSheet } = await import('../keep/sheets/import-sheet.ts');
  const content = await fileBytes(environment, path);
  return withProgress(environment, 'import', ALL_AT_ONCE, async (line) => {
    const given = { ...options, progress: line.step };
    const preview = context.dryRun ? await previewSheet(tracker, context, content, given) : null;
    // What is wrong is told as where it is recorded.
    return preview?.recordable ? preview : importSheet(tracker, context, content, given);
  });
}

async function importFolder(environment: Environment, tracker: Tracker, directory: string, { dryRun = false }: WriteOptions) {
  const { importFrom } = await import('../keep/import.ts');
  return withProgress(environment, 'import', ALL_AT_ONCE, (line) => importFrom(tracker, directory, line.step, { dryRun }));
}

const COLUMNS = ['id', 'name', 'role', 'created_at', 'revoked_at'] as const satisfies readonly (keyof TokenRow)[];

/** Adds `token`: who may write through the HTTP interface. */
export function addTokens(program: Command, environment: Environment): void {
  const token = program
    .command('token')
    .summary('make, list and revoke tokens for writing over HTTP')
    .description('Tokens for writing over HTTP. The command line needs none.');

  const create = token
    .command('create')
    .summary('make a token; it is shown this once')
    .description('Makes a token and shows it this once: only a hash of it is kept.')
    .argument('<name>', 'for whom or for what it is')
    .addOption(new Option('--role <role>', 'what it may do').choices(TOKEN_ROLES).makeOptionMandatory())
    .addHelpText('after', "\nExample:\n  trade-disputes token create 'Newsroom import' --role editor");
  byOptions(create).action(async (name: string, options: WriteOptions & { role: TokenRole }) => {
    const title = name.trim();
    if (title === '') throw new UsageError('the name must not be empty: say for whom or for what the token is');
    const { actor } = writeContext(environment, options);
    await withTracker(environment, options, 'fills', async (tracker) => {
      const { token: secret, ...made } = await createToken(tracker, actor, title, options.role, options.dryRun);
      if (options.dryRun) {
        await printRows(environment, options.format, {
          rows: [made],
          columns: ['name', 'role'],
          body: { name: title, role: options.role, dry_run: true },
        });
        return noteDryRun(environment, options);
      }
      const row = { ...made, token: secret };
      await printRows(environment, options.format, { rows: [row], columns: ['id', 'name', 'role', 'token'], body: row });
      await note(environment, 'keep the token now: it is not shown again');
    });
  });

  const list = token
    .command('list')
    .summary('all tokens, revoked ones included')
    .description('Lists all tokens, revoked ones included; never the tokens themselves.')
    .addHelpText('after', '\nExample:\n  trade-disputes token list');
  databaseOption(formatOption(list)).action(async (options: DatabaseOption & FormatOption) => {
    await withTracker(environment, options, 'reads', async (tracker) => {
      const rows = await listTokens(tracker);
      await printRows(environment, options.format, { rows, columns: COLUMNS, body: { data: rows } });
    });
  });

  const revoke = token
    .command('revoke')
    .summary('revoke a token at once')
    .description('Revokes a token at once.')
    .argument('<token>', 'its number, as token list tells it')
    .addHelpText('after', '\nExample:\n  trade-disputes token revoke 2');
  byOptions(revoke).action(async (id: string, options: WriteOptions) => {
    const number = numberArgument(id, 'number of a token', 'token list shows them');
    const { actor } = writeContext(environment, options);
    await withTracker(environment, options, 'fills', async (tracker) => {
      const row = await revokeToken(tracker, actor, number, options.dryRun);
      await printRows(environment, options.format, {
        rows: [row],
        columns: COLUMNS,
        body: { ...row, ...(options.dryRun && { dry_run: true }) },
      });
      await noteDryRun(environment, options);
    });
  });
}
