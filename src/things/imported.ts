import { z } from 'zod';
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
