import * as z from 'zod';
import { type OfficialFormatName, OfficialFormatWord } from './imported.ts';
import { read } from './read.ts';

// What the verbs of the library take beside their input. One that is not known is refused, as a parameter of an address is: who writes dry_run
// for dryRun would have recorded.

export interface TrackerOptions {
  /** `file:PATH`, which is created where it does not exist, or `postgres://user@host/name`; `file:./trade-disputes.db` unless given. */
  database?: string | undefined;
  /** Only ask: nothing in the database or beside it changes, so a standby, a role that only reads or a read-only file will do. */
  readOnly?: boolean | undefined;
  /** Who records; the name of the operating system's user unless given. */
  by?: string | undefined;
}

export interface ByOption {
  /** Who records, if it is not the one whom the tracker was opened for. */
  by?: string | undefined;
}

/** How carefully a verb writes. */
export interface VerbOptions extends ByOption {
  /** Checks everything and reports what it would do; records nothing. */
  dryRun?: boolean | undefined;
  /**
   * A measure and its `state_tag` as you have seen it: the verb is refused if the measure has changed since, or if the database was put back to
   * a backup and went on otherwise. Its `last_seq` alone (`seq`) can't tell the latter.
   */
  ifMatch?: { measure: string; state_tag: string } | { measure: string; seq: number } | undefined;
}

/** An official document that somebody has as a file. */
export interface DocumentOptions extends ByOption {
  /** What it is: `fetch` of the command has the same names. */
  format: OfficialFormatName;
  /** Of a TARIC3 message: whose tariff it is of; `EU` unless given. */
  imposedBy?: string | undefined;
}

const by = z.string().optional();
const dryRun = z.boolean().optional();
const seen = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'invalid_type' ? 'must be { measure, state_tag }, or { measure, seq }' : undefined),
  });
const ifMatch = z.union([seen({ measure: z.string(), state_tag: z.string() }), seen({ measure: z.string(), seq: z.int() })]).optional();

/** A question of any kind: what each may hold, its parameters say. */
export const AnyQuestion = z.looseObject({});
export const OpeningOptions = z.strictObject({ database: z.string().optional(), readOnly: z.boolean().optional(), by });
export const ByOptions = z.strictObject({ by });
export const WritingOptions = z.strictObject({ by, dryRun, ifMatch });
export const SheetOptions = z.strictObject({ by, dryRun, ifMatch, checkedOn: z.string().optional(), kind: z.string().optional() });
export const OfficialOptions = z.strictObject({ by, format: OfficialFormatWord, imposedBy: z.string().optional() });
export const AcceptanceOptions = z.strictObject({ by, dryRun });
export const LoadOptions = z.strictObject({ asOf: z.string().optional(), dryRun });
export const ImportFromOptions = z.strictObject({ dryRun });

/** Options as they were given, once each of them is known. Throws `invalid`. */
export function known<Given extends object>(options: Given, schema: z.ZodObject): Given {
  read(schema, options);
  return options;
}
