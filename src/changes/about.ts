import type { Subject } from '../things/entry.ts';
import type { Entry, EntryOf } from '../things/ledger.ts';

/** What an entry is about, before its body is read. */
export interface About {
  /** What the address, the sheet or the file says that it is about. */
  subject: Subject;
  /** For what comes of a resolution: the resolution, as it stands. */
  resolution?: EntryOf<'resolution'> | undefined;
  /** The entry whose place it takes. */
  instead?: Entry | undefined;
  /** It comes with the bundled dataset. */
  bundled?: boolean;
}
