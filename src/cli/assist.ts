import type { Command } from 'commander';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { UsageError, writeContext } from './options.ts';

/** Adds `mcp`: the questions of this command as tools of an AI assistant, over stdin and stdout. */
export function addMcp(program: Command, environment: Environment): void {
  const command = program
    .command('mcp')
    .summary('answer an AI assistant over stdin and stdout (Model Context Protocol)')
    .description(
      'Answers an AI assistant over stdin and stdout, by the Model Context Protocol: which measures hit a good, what it pays, what changed, one dispute, one measure. It only reads, and with --propose it proposes too: nothing is recorded until somebody accepts it. Assistants start it themselves; docs/assistants.md says how they are told of it.',
    )
    .option('--site <address>', 'where the pages of this tracker are reached, such as https://example.org: links in answers lead there')
    .option('--propose', 'let it propose changes for somebody else to accept; it records nothing')
    .option('--by <name>', 'who proposes; the name of your user unless given')
    .addHelpText('after', '\nExample:\n  trade-disputes mcp --database file:./trade-disputes.db --site http://localhost:3000');
  databaseOption(command).action(async (options: DatabaseOption & { site?: string; propose?: boolean; by?: string }) => {
    const site = siteOf(options.site);
    if (options.by !== undefined && !options.propose) throw new UsageError('--by: says who proposes: add --propose, or leave it out');
    const proposer = options.propose ? writeContext(environment, options).actor : null;
    await withTracker(environment, options, options.propose ? 'changes' : 'asks', (tracker) =>
      environment.assist(tracker, { site, proposer }),
    );
  });
}

/** The beginning of absolute addresses; empty where nobody said it. */
function siteOf(text: string | undefined): string {
  if (text === undefined) return '';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new UsageError(`--site: "${text}" must be the address of a site alone, such as https://example.org`);
  return url.origin;
}
