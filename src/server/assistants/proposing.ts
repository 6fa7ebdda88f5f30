import * as z from 'zod';
import type { Call } from '../../changes/call.ts';
import { EXAMPLES } from '../../changes/call-examples.ts';
import { CALLS, callAt } from '../../changes/calls.ts';
import { invalid } from '../../domain/errors.ts';
import { previewProposal, propose } from '../../keep/proposals/proposals.ts';
import { ProposalBody } from '../../things/proposal.ts';
import { read } from '../../things/read.ts';
import { type Answerer, leftOutWords, MOST, type ToolAnswer, toldWhatIsWrong } from './answers.ts';
import { shortened } from './shortened.ts';

// How an assistant writes: it looks up what a call takes, and proposes calls. Nothing is recorded until somebody has looked at it.

/** A tool that is no question with an address. */
interface OwnTool {
  name: string;
  title: string;
  description: string;
  input: z.ZodType;
  readOnly: boolean;
  answer(asked: Answerer, args: unknown): Promise<ToolAnswer>;
}

const Describing = z.strictObject({
  call: z
    .string()
    .optional()
    .meta({ description: 'A call as the list has it, such as `POST /measures/{id}/status-changes`; without it all calls are listed' }),
});

const Proposed = z.strictObject({
  ...ProposalBody.shape,
  dry_run: z.boolean().optional().meta({ description: 'true: only say what it would change, and keep nothing' }),
});

const HOW = [
  'Propose with propose_changes: each of its calls has method, path (with ids in place of {id}) and body.',
  'Every claim names its sources (ids, or a new one in full) or says "unsourced": true. Never invent a source.',
];

/** The tools of who may propose. */
export const PROPOSING_TOOLS: readonly OwnTool[] = [
  {
    name: 'describe_change',
    title: 'What can be proposed',
    description:
      'Lists the calls by which something is added or corrected; of one call the JSON Schema of its body and an example. Ask it before you propose.',
    input: Describing,
    readOnly: true,
    answer: (_asked, args) =>
      toldWhatIsWrong(async () => {
        const { call } = read(Describing, args);
        return { ok: true, body: call === undefined ? { calls: CALLS.map(listed), how: HOW } : described(callNamed(call)) };
      }),
  },
  {
    name: 'propose_changes',
    title: 'Propose changes',
    description:
      'Proposes one or several calls that go together, and answers with the number of the proposal and what it would change. Records nothing: somebody with the right to do so accepts or rejects it. Takes a token. Show the user what it would change (dry_run) before you propose in their name.',
    input: Proposed,
    readOnly: false,
    answer: (asked, args) => toldWhatIsWrong(() => answerProposal(asked, args)),
  },
];

const listed = ({ route, summary, adminOnly }: Call): object => ({
  call: route,
  summary,
  ...(adminOnly && { accepted_by: 'admins alone' }),
});

function described(call: Call): object {
  const { $schema: _schema, ...body } = z.toJSONSchema(call.body, { io: 'input' });
  return { ...listed(call), body, example: EXAMPLES[call.bodyName], how: HOW };
}

/** The call that a text names: as the list has it, or with an id. Throws `invalid`. */
function callNamed(text: string): Call {
  const [method = '', path = ''] = text.trim().split(/\s+/);
  const listedOne = CALLS.find((call) => call.method === method.toUpperCase() && call.path === path);
  if (listedOne) return listedOne;
  try {
    return callAt({ method: method.toUpperCase() as Call['method'], path }).call;
  } catch {
    throw invalid('call', `"${text}" is no call that records: ask describe_change without it for all of them`);
  }
}

async function answerProposal({ tracker, origin, proposer }: Answerer, args: unknown): Promise<ToolAnswer> {
  // Who proposes comes first: a stranger learns nothing about what a body should be.
  const party = await proposer?.();
  if (party === undefined) throw invalid('', 'nothing can be proposed here');
  const { dry_run: dryRun = false, ...proposing } = read(Proposed, args);
  if (dryRun) return short({ dry_run: true, kept: false, would_change: await previewProposal(tracker, party, proposing) });
  const { id, title, author, state, shown } = await propose(tracker, party, proposing);
  return short({
    ...{ proposal: id, title, author, state, permalink: `${origin}/proposals/${id}` },
    next: 'Nothing is recorded yet: it waits for somebody to accept or reject it.',
    would_change: shown,
  });
}

function short(body: object): ToolAnswer {
  const { value, isSparse, leftOut } = shortened(body, MOST - 500);
  const words = leftOutWords(leftOut, isSparse);
  return { ok: true, body: { ...value, ...(words.length > 0 && { left_out: words }) } };
}
