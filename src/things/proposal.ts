import * as z from 'zod';
import type { Day } from '../domain/dates.ts';
import { ENTRY_KINDS, PROPOSAL_STATES } from '../domain/vocabulary.ts';
import { ConsequencesAnswer } from './consequences.ts';
import { DisputeStateAnswer } from './dispute.ts';
import { InstantText, orNull, Text, textOrNull, whenKnown } from './scalars.ts';
import type { SheetKind } from './sheets.ts';

// What somebody would record, kept for another to look at.

/** A call that writes, as it would be made. */
const ProposedCallBody = z.strictObject({
  method: z.enum(['POST', 'PATCH']),
  path: Text.meta({ description: 'The path of a call that records, such as /measures/cn-au-wine-ad/status-changes', example: '/measures' }),
  body: z.record(z.string(), z.unknown()).meta({ description: 'The body of that call' }),
});
export type ProposedCall = z.output<typeof ProposedCallBody>;

/** So many calls go together. */
const MOST_CALLS = 200;

/** Several calls that go together: a later one may rely on what an earlier one registers. */
export const ProposalBody = z.strictObject({
  calls: z.array(ProposedCallBody).min(1, 'must have a call').max(MOST_CALLS, `must have at most ${MOST_CALLS} calls`),
  note: Text.optional().meta({ description: 'A word to whoever reviews it' }),
});
export type ProposalInput = z.output<typeof ProposalBody>;

/** A sheet to be imported: the bytes of a CSV or an XLSX file. */
export interface ProposedSheet {
  bytes: Uint8Array;
  kind?: SheetKind | undefined;
  checkedOn?: Day | undefined;
}

/** Why a proposal is sent back. */
export const RejectionBody = z.strictObject({ reason: Text });

/** One entry that would be recorded, beside what stands in its place now. */
const ProposedChangeAnswer = z.strictObject({
  kind: z.enum(ENTRY_KINDS),
  about: textOrNull.meta({ description: 'The id of what it is about' }),
  says: z.string().meta({ description: 'What would be recorded, in words; of an edit the fields that it changes' }),
  now: textOrNull.meta({ description: 'What stands there now; null where nothing does' }),
  effective_on: whenKnown,
  until_on: whenKnown,
  announced_on: whenKnown,
  sources: z.array(z.string()).meta({ description: 'Ids of the sources cited; of a claim, empty says out loud that there is none' }),
  note: textOrNull,
  doubt: textOrNull,
});
export type ProposedChange = z.output<typeof ProposedChangeAnswer>;

/** So many changes are told one by one. */
export const TOLD = 200;

/** What a proposal would do. */
export const EffectAnswer = z.strictObject({
  entries: z.int().meta({ description: 'How many entries of the ledger it would add' }),
  changes: z.array(ProposedChangeAnswer).meta({ description: `The entries in their order; the first ${TOLD}` }),
  disputes: z.array(DisputeStateAnswer).meta({ description: 'The states of disputes without and with it' }),
  consequences: ConsequencesAnswer,
});
export type Effect = z.output<typeof EffectAnswer>;

/** What calls would do together, if nothing is kept of them. */
export const PreviewAnswer = z.strictObject({ ...EffectAnswer.shape, dry_run: z.literal(true) });

const row = {
  id: z.int(),
  state: z.enum(PROPOSAL_STATES),
  title: z.string().meta({ description: 'What it is, in a few words' }),
  author: z.string(),
  note: textOrNull,
  proposed_at: InstantText,
  entries: z.int().meta({ description: 'How many entries of the ledger it would add' }),
  reviewer: textOrNull,
  reviewed_at: orNull(InstantText),
  reason: textOrNull.meta({ description: 'Why it was rejected' }),
  href: z.string().meta({ description: 'Its address' }),
  rivals: z.array(z.int()).meta({ description: 'Numbers of other proposals that wait and add or change the same' }),
} as const;

/** A proposal as a list has it. */
export const ProposalRowAnswer = z.strictObject(row);
export type ProposalRow = z.output<typeof ProposalRowAnswer>;
export const PROPOSAL_COLUMNS = Object.keys(row);

/** So many things that two proposals both touch are told one by one. */
export const CLASHES_TOLD = 20;

/** One proposal: what was asked, what was shown, and what it would do now. */
export const ProposalAnswer = z.strictObject({
  ...row,
  calls: z
    .array(z.strictObject({ method: z.string(), path: z.string(), body: z.union([z.record(z.string(), z.unknown()), z.null()]) }))
    .meta({
      description: 'The calls as they were made; a sheet has no body here',
    }),
  sheet_bytes: orNull(z.int()).meta({ description: 'How many bytes its sheet has, if it is one' }),
  against_seq: z.int().meta({ description: 'The last seq of the ledger when it was made' }),
  shown: EffectAnswer.meta({ description: 'What it would change, as it was shown when it was made' }),
  now: orNull(EffectAnswer).meta({
    description: 'What it would change now; null where it is settled, is refused now, or the database is only read here',
  }),
  moved_on: orNull(z.boolean()).meta({
    description: 'true: what it would do now is not what was shown, so that it cannot be accepted; null where that was not looked at',
  }),
  differences: z.array(z.string()).meta({ description: 'What differs, in words, or why it is refused now' }),
  clashes: z
    .array(
      z.strictObject({
        proposal: z.int(),
        title: z.string(),
        author: z.string(),
        about: z.array(z.string()).meta({ description: `Such as measure cn-au-wine-ad; the first ${CLASHES_TOLD}` }),
        count: z.int().meta({ description: 'How many in all' }),
      }),
    )
    .meta({ description: 'The rivals, and what both touch' }),
  first_seq: orNull(z.int()).meta({ description: 'The first entry that it became, if it was accepted' }),
  last_seq: orNull(z.int()).meta({ description: 'The last one' }),
  dry_run: z.exactOptional(z.literal(true)),
});
export type Proposal = z.output<typeof ProposalAnswer>;
