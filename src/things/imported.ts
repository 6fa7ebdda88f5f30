import { z } from 'zod';
import { EffectAnswer } from './proposal.ts';
import { orNull } from './scalars.ts';
import { SheetKindWord } from './sheets.ts';

/** What an import of a sheet recorded. */
export const ImportedAnswer = z.strictObject({
  sheet: SheetKindWord.meta({ description: 'What the sheet holds' }),
  rows: z.int(),
  added: z.int().meta({ description: 'Things that were not there: measures, rate tables, companies' }),
  changed: z.int().meta({ description: 'Things that were there and are said otherwise now' }),
  unchanged: z.int().meta({ description: 'Things that were there just so: nothing is recorded of them' }),
  recorded: z.int().meta({ description: 'Entries of the ledger' }),
  last_seq: z.int(),
});
export type ImportedSheet = z.output<typeof ImportedAnswer>;
export type Action = 'added' | 'changed' | 'unchanged';

/** What an import of a sheet would do: nothing is recorded. */
export const ImportPreviewAnswer = z.strictObject({
  ...ImportedAnswer.shape,
  dry_run: z.literal(true),
  refused: z.int().meta({ description: 'Rows with something wrong: with one of them nothing is recorded' }),
  recordable: z.boolean(),
  state: z.int().meta({
    description:
      'The last change of the ledger that this was seen from: with it as state, the call that records does so only if nothing came between',
  }),
  preview: z
    .array(
      z.strictObject({
        line: z.int(),
        id: z.string(),
        action: z.enum(['added', 'changed', 'unchanged', 'refused']),
        says: z.string().meta({ description: 'What it says, or why it is refused' }),
      }),
    )
    .meta({ description: 'What becomes of each row, in their order' }),
  problems: z
    .array(z.strictObject({ path: z.string(), message: z.string() }))
    .meta({ description: 'All that is wrong, each cause once with its rows; the first hundred' }),
});
export type SheetPreview = Omit<z.output<typeof ImportPreviewAnswer>, 'dry_run'>;
export type PreviewRow = SheetPreview['preview'][number];

/** What was read in an official document. */
export const DocumentReadAnswer = z.strictObject({
  about: z.string().meta({ description: 'What it is, in a few words' }),
  format: z.string(),
  sha256: z.string().meta({ description: 'The hash of its bytes, by which it is kept' }),
  bytes: z.int(),
  not_taken: z.array(z.string()).meta({ description: 'What in it was not taken, and why' }),
  concerns: z.array(z.string()).meta({ description: 'Which measures here it may be about, for somebody to look at' }),
  effect: orNull(EffectAnswer).meta({ description: 'What it would change; null if all that is taken from it stands here' }),
  proposal: orNull(z.int()).meta({ description: 'The proposal of the same document that waits for a review' }),
  dry_run: z.exactOptional(z.literal(true)),
});
export type ToldDocument = z.output<typeof DocumentReadAnswer>;
