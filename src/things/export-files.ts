import * as z from 'zod';
import { InstantText, orNull, textOrNull } from './scalars.ts';

/** The files of an export, all of one state. */
export const ExportFilesAnswer = z.strictObject({
  last_seq: z.int().meta({ description: 'The number of the last change: the state that the files are of' }),
  recorded_at: orNull(InstantText).meta({ description: 'When the last entry was recorded; null in an empty ledger' }),
  head_seq: orNull(z.int()).meta({ description: 'The number of the last entry; null in an empty ledger' }),
  head_hash: textOrNull.meta({ description: 'The hash of the last entry, which stands for all before it' }),
  licence: z.string(),
  attribution: z.string(),
  files: z.array(
    z.strictObject({ name: z.string(), path: z.string().meta({ description: 'Its address, which has these bytes for ever' }) }),
  ),
});
export type ExportFiles = z.output<typeof ExportFilesAnswer>;
