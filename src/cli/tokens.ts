import { type Command, Option } from 'commander';
import { TOKEN_ROLES, type TokenRole } from '../domain/vocabulary.ts';
import { createToken, listTokens, revokeToken, type TokenRow } from '../tracker/tokens.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, printRows } from './formats.ts';
import { note } from './output.ts';
import { UsageError } from './usage-error.ts';
import { noteDryRun, type WriteOptions, writeContext, writeOptions } from './write-options.ts';

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
  writeOptions(create).action(async (name: string, options: WriteOptions & { role: TokenRole }) => {
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
    await withTracker(environment, options, 'fills', async (tracker) => {
      const rows = await listTokens(tracker);
      await printRows(environment, options.format, { rows, columns: COLUMNS, body: { data: rows } });
    });
  });

  const revoke = token
    .command('revoke')
    .summary('make a token worthless at once')
    .description('Revokes a token at once.')
    .argument('<id>', 'its number, as token list tells it')
    .addHelpText('after', '\nExample:\n  trade-disputes token revoke 2');
  writeOptions(revoke).action(async (id: string, options: WriteOptions) => {
    if (!/^[1-9]\d{0,8}$/.test(id)) throw new UsageError(`"${id}" is no number of a token: token list shows them`);
    const { actor } = writeContext(environment, options);
    await withTracker(environment, options, 'fills', async (tracker) => {
      const row = await revokeToken(tracker, actor, Number(id), options.dryRun);
      await printRows(environment, options.format, {
        rows: [row],
        columns: COLUMNS,
        body: { ...row, ...(options.dryRun && { dry_run: true }) },
      });
      await noteDryRun(environment, options);
    });
  });
}
