import { type Command, Option } from 'commander';
import { PROPOSAL_STATES, type ProposalState } from '../domain/vocabulary.ts';
import type { Party } from '../keep/proposals/proposals.ts';
import { NO_LIMIT } from '../lookups/paging.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { consequencesText } from '../things/consequences.ts';
import { type Effect, PROPOSAL_COLUMNS, type Proposal, type ProposalRow, RejectionBody } from '../things/proposal.ts';
import { DEFAULT_LIMIT } from '../things/questions.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import {
  byOptions,
  collect,
  type GivenOptions,
  limitOf,
  noteDryRun,
  numberArgument,
  readBody,
  UsageError,
  type WriteOptions,
  writeContext,
} from './options.ts';
import {
  type Column,
  counted,
  type FormatOption,
  facts,
  formatOption,
  isWhole,
  note,
  paragraph,
  points,
  printAnswer,
  section,
  some,
} from './output.ts';

const TABLE: readonly Column<ProposalRow>[] = [
  { title: 'id', text: ({ id }) => String(id) },
  { title: 'state', text: ({ state }) => state },
  { title: 'proposed', text: ({ proposed_at }) => proposed_at.slice(0, 10) },
  { title: 'by', text: ({ author }) => author, shrinkTo: 8 },
  { title: 'entries', text: ({ entries }) => String(entries) },
  { title: 'title', text: ({ title }) => title, shrinkTo: 20 },
  { title: 'reviewed by', text: ({ reviewer }) => reviewer ?? '', shrinkTo: 8 },
  { title: 'reason', text: ({ reason }) => reason ?? '', shrinkTo: 12 },
  { title: 'same as', text: ({ rivals }) => rivals.join(', ') },
];

const CHANGES: readonly Column<Effect['changes'][number]>[] = [
  { title: 'kind', text: ({ kind }) => kind },
  { title: 'about', text: ({ about }) => about ?? '', shrinkTo: 12 },
  { title: 'stands there', text: ({ now }) => now ?? '(nothing)', shrinkTo: 16 },
  { title: 'would be recorded', text: ({ says }) => says, shrinkTo: 20 },
  { title: 'from', text: ({ effective_on }) => effective_on ?? '' },
  { title: 'until', text: ({ until_on }) => until_on ?? '' },
  { title: 'announced', text: ({ announced_on }) => announced_on ?? '' },
  { title: 'sources', text: ({ sources }) => some(sources), shrinkTo: 12 },
  { title: 'note', text: ({ note }) => note ?? '', shrinkTo: 12 },
  { title: 'doubt', text: ({ doubt }) => doubt ?? '', shrinkTo: 12 },
];

/** Reviewing, loaded by who reviews. */
const reviewing = () => import('../keep/proposals/proposals.ts');
type Reviewing = Awaited<ReturnType<typeof reviewing>>;

/** Adds `proposals`: what waits for review, and what becomes of it. */
export function addProposals(program: Command, environment: Environment): void {
  const list = program
    .command('proposals')
    .summary('what waits for review: list, show, accept and reject it')
    .description(
      'Lists proposals, the newest first. Whoever runs the command sees all of them and decides as an admin does, in the name that --by gives. Every command that records makes a proposal with --propose.',
    )
    .addOption(new Option('--state <state>', 'only those of this state').choices(PROPOSAL_STATES))
    .addOption(new Option('--limit <rows>', 'at most so many rows, 1 to 500; 50 unless given').argParser(collect))
    .addHelpText('after', '\nExamples:\n  trade-disputes proposals --state open\n  trade-disputes proposals show 7');
  databaseOption(formatOption(list)).action(async (options: GivenOptions & DatabaseOption & FormatOption & { state?: ProposalState }) => {
    const limit = limitOf(options) ?? DEFAULT_LIMIT;
    const { listProposals, operator } = await reviewing();
    await withTracker(environment, options, 'reads', async (tracker) => {
      const asked = { limit: isWhole(options.format) ? NO_LIMIT : limit, count: true };
      const { data, count = 0 } = await listProposals(tracker, operator(''), { state: options.state }, asked);
      await printAnswer(environment, options.format, { body: { data, count }, rows: data, columns: PROPOSAL_COLUMNS, shown: TABLE });
      if (options.format !== 'table') return;
      await note(environment, data.length < count ? `the first ${data.length} of ${counted(count, 'row')}` : counted(count, 'row'));
    });
  });

  const show = list
    .command('show')
    .summary('what a proposal would change, beside what stands there now')
    .description('Shows a proposal: what it would change, beside what stands there now, and whether that is still what was shown.')
    .argument('<proposal>', 'its number')
    .addHelpText('after', '\nExample:\n  trade-disputes proposals show 7');
  deciding(databaseOption(formatOption(show)), environment, ({ showProposal, operator }, tracker, _party, id) =>
    showProposal(tracker, operator(''), id),
  );

  const accept = list
    .command('accept')
    .summary('record a proposal, exactly as it was shown')
    .description(
      'Records what was proposed, in the names of its author and of who accepts it. Nothing is recorded if what it would do now is not what was shown.',
    )
    .argument('<proposal>', 'its number')
    .addHelpText('after', '\nExample:\n  trade-disputes proposals accept 7');
  deciding(byOptions(accept), environment, ({ acceptProposal }, tracker, party, id, { dryRun }) =>
    acceptProposal(tracker, party, id, { dryRun: dryRun ?? false }),
  );

  const reject = list
    .command('reject')
    .summary('send a proposal back with a reason')
    .description('Sends a proposal back with a reason. Nothing is recorded.')
    .argument('<proposal>', 'its number')
    .option('--reason <text>', 'why it is sent back')
    .addHelpText('after', "\nExample:\n  trade-disputes proposals reject 7 --reason 'The notice says another day'");
  deciding(byOptions(reject), environment, ({ rejectProposal }, tracker, party, id, { reason, dryRun }) =>
    rejectProposal(
      tracker,
      party,
      id,
      readBody(RejectionBody, { reason }, (field) => `--${field}`),
      { dryRun: dryRun ?? false },
    ),
  );
}

type DecisionOptions = WriteOptions & { reason?: string };

/** Runs what is done about one proposal, and prints the proposal. */
function deciding(
  command: Command,
  environment: Environment,
  decide: (verbs: Reviewing, tracker: Tracker, party: Party, id: number, options: DecisionOptions) => Promise<Proposal>,
): void {
  command.action(async (text: string) => {
    // An option that the list has too is taken for the list's, wherever it stands.
    const options: DecisionOptions = command.optsWithGlobals();
    const id = numberArgument(text, 'number of a proposal', 'proposals lists them');
    const verbs = await reviewing();
    const party = verbs.operator(writeContext(environment, options).actor);
    // Even a look is a rehearsal, and that takes a database that can be written.
    await withTracker(environment, options, 'changes', async (tracker) => {
      await printProposal(environment, options, await decide(verbs, tracker, party, id, options));
      await noteDryRun(environment, options);
    });
  });
}

/** Prints a proposal: what it would change, beside what stands there now. */
export const printProposal = (
  environment: Environment,
  { format, dryRun }: Pick<WriteOptions, 'format' | 'dryRun'>,
  proposal: Proposal,
): Promise<void> =>
  printAnswer(environment, format, {
    ...{ body: { ...proposal, ...(dryRun && { dry_run: true }) }, rows: [proposal], columns: PROPOSAL_COLUMNS },
    shown: (width) => proposalText(proposal, width),
  });

/** What would change, beside what stands there, in words. */
export const effectText = (effect: Effect, heading: string, width: number): string =>
  section(heading, effect.changes, CHANGES, width) +
  points(
    'Disputes',
    effect.disputes.map((one) =>
      one.before === one.after ? `${one.id} stays ${one.after}` : `${one.id}: ${one.before} → ${one.after} on ${one.on}`,
    ),
    width,
  ) +
  points('What follows from it', consequencesText(effect.consequences), width);

/** Calls in words: of many how often each is made. */
function callsText(calls: Proposal['calls']): string {
  const told = calls.map(({ method, path }) => `${method} ${path}`);
  if (told.length <= 10) return told.join('; ');
  const counts = new Map<string, number>();
  for (const { method, path } of calls) {
    const route = `${method} ${path.replace(/^(\/[^/?]+\/)[^/?]+/, '$1…')}`;
    counts.set(route, (counts.get(route) ?? 0) + 1);
  }
  return [...counts].map(([route, count]) => `${count} × ${route}`).join('; ');
}

function proposalText(proposal: Proposal, width: number): string {
  const { id, state, title, author, note: said, proposed_at, reviewer, reviewed_at, reason, calls, shown, now, moved_on } = proposal;
  const { first_seq, last_seq, differences, clashes } = proposal;
  // What a reader of documents has to say is long.
  const [firstLine, ...lines] = said?.split('\n') ?? [];
  const changes = (effect: Effect, heading: string): string => effectText(effect, heading, width);
  return [
    `proposal ${id}: ${title}\n`,
    facts(
      [
        ['state', state],
        ['proposed', `${proposed_at} by ${author}`],
        ['note', firstLine ?? null],
        ['entries', String(shown.entries)],
        ['reviewed', reviewer === null ? null : `${reviewed_at} by ${reviewer}`],
        ['reason', reason],
        [
          'recorded as',
          first_seq === null || last_seq === null ? null : first_seq === last_seq ? `${first_seq}` : `${first_seq} to ${last_seq}`,
        ],
        ['calls', callsText(calls)],
      ],
      width,
    ),
    lines.length > 0 ? `\n${lines.map((line) => paragraph(line, width)).join('')}` : '',
    moved_on === true ? points('The ledger has moved on: it can’t be accepted', differences, width) : '',
    clashes.length === 0
      ? ''
      : points(
          'Others wait that touch the same: once one is accepted, this may no longer do what was shown',
          clashes.map(({ proposal: other, title: its, author: whose, about, count }) => {
            const more = count > about.length ? ` and ${count - about.length} more` : '';
            return `${other}, ${its}, by ${whose}: ${about.join(', ')}${more}`;
          }),
          width,
        ),
    now === null ? '' : changes(now, 'What it would change now'),
    now === null || moved_on === true ? changes(shown, 'What was shown when it was made') : '',
  ].join('');
}

/** What says that nothing was recorded. */
export const noteProposed = (environment: Environment, { id }: Proposal): Promise<void> =>
  note(environment, `nothing was recorded: proposal ${id} waits for a review (trade-disputes proposals accept ${id})`);

/** Refuses a proposal of what can't be proposed. Throws a `UsageError`. */
export function refuseProposal({ propose }: Pick<WriteOptions, 'propose'>, why: string): void {
  if (propose) throw new UsageError(`--propose: ${why}`);
}
