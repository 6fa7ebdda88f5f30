import * as z from 'zod';
import { ConsequencesAnswer } from './consequences.ts';
import { EffectAnswer, type Proposal } from './proposal.ts';
import { orNull } from './scalars.ts';
import { NotReadWorksheets, SheetKindWord } from './sheets.ts';

export const MEBIBYTE = 1024 * 1024;
/** So many a sheet or an official document may have. */
export const IMPORT_MEBIBYTES = 64;
/** And a sheet that is proposed, or a contributor's document: it waits in the database. */
export const PROPOSAL_MEBIBYTES = 8;

/** What an import of a sheet recorded. */
export const ImportedAnswer = z.strictObject({
  sheet: SheetKindWord.meta({ description: 'What the sheet holds' }),
  rows: z.int(),
  added: z.int().meta({ description: 'Things that were not there: measures, rate tables, companies' }),
  changed: z.int().meta({ description: 'Things that were there and are said otherwise now' }),
  unchanged: z.int().meta({ description: 'Things that were there just so: nothing is recorded of them' }),
  recorded: z.int().meta({ description: 'Entries of the ledger' }),
  last_seq: z.int(),
  consequences: ConsequencesAnswer,
  not_read: NotReadWorksheets,
});
export type ImportedSheet = z.output<typeof ImportedAnswer>;

/** What an import of a sheet would do: nothing is recorded. */
export const ImportPreviewAnswer = z.strictObject({
  ...ImportedAnswer.shape,
  dry_run: z.literal(true),
  refused: z.int().meta({ description: 'Rows that are wrong, or belong to one that is: with one of them nothing is recorded' }),
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
/** What becomes of a row that is recorded. */
export type Action = Exclude<PreviewRow['action'], 'refused'>;

/** The official formats that are read here. */
export const OFFICIAL_FORMAT_NAMES = ['uk-tariff', 'taric', 'federal-register', 'wto-itip'] as const;
export const OfficialFormatWord = z.enum(OFFICIAL_FORMAT_NAMES);
export type OfficialFormatName = (typeof OFFICIAL_FORMAT_NAMES)[number];

/** What was read in an official document. */
export const DocumentReadAnswer = z.strictObject({
  about: z.string().meta({ description: 'What it is, in a few words' }),
  format: OfficialFormatWord,
  sha256: z.string().meta({ description: 'The hash of its bytes, by which it is kept' }),
  bytes: z.int(),
  not_taken: z.array(z.string()).meta({ description: 'What in it was not taken, and why' }),
  concerns: z.array(z.string()).meta({ description: 'Which measures here it may be about, for somebody to look at' }),
  effect: orNull(EffectAnswer).meta({ description: 'What it would change; null if all that is taken from it stands here' }),
  proposal: orNull(z.int()).meta({ description: 'The proposal of the same document that waits for a review' }),
  waits_in: z
    .array(z.int())
    .meta({ description: 'Other proposals that would add what it says, and wait for a review: that is not proposed again' }),
  dry_run: z.exactOptional(z.literal(true)),
});
export type ToldDocument = z.output<typeof DocumentReadAnswer>;

/** Why nothing is to be proposed of a document whose news wait nowhere: what is not taken may be missing here all the same. */
export const nothingToPropose = ({ not_taken }: Pick<ToldDocument, 'not_taken'>): string =>
  not_taken.length === 0
    ? 'all that it says stands here, so there is nothing to propose'
    : 'there is nothing to propose: what is not taken from it is listed with the reasons, and may be missing here; whatever else it says stands here';

/** What was read in an official document, and the proposal that was made of it. */
export interface ProposedDocument extends Omit<ToldDocument, 'effect' | 'proposal' | 'dry_run'> {
  /** Null if there was nothing to propose, or it waits already. */
  proposal: Proposal | null;
  /** The number of a proposal of the same document that waits for a review. */
  waiting: number | null;
}
