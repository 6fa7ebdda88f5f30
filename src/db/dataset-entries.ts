import { isNotNull } from 'drizzle-orm';
import type { Entry } from '../domain/ledger.ts';
import { loadEntries } from './entries.ts';
import type { Connection } from './store.ts';

/** An entry of the bundled dataset as the ledger has it now. */
export interface DatasetEntry {
  entry: Entry;
  /** How often releases have corrected it. */
  version: number;
  retracted: boolean;
}

/** The form in which a release's correction of an entry is known: `id@2`, `id@3`. */
export const versionedId = (id: string, version: number): string => (version === 1 ? id : `${id}@${version}`);

/** The newest form of each entry that came with the dataset, by its id. */
export async function datasetEntries(connection: Connection): Promise<Map<string, DatasetEntry>> {
  const { db, tables: t } = connection;
  const rows = await db.select({ seq: t.ledger.seq }).from(t.ledger).where(isNotNull(t.ledger.entry_id));
  const retracted = new Set((await db.select({ seq: t.corrections.retracts_seq }).from(t.corrections)).map((row) => row.seq));
  const result = new Map<string, DatasetEntry>();
  for (const entry of await loadEntries(
    connection,
    rows.map((row) => row.seq),
  )) {
    const [id = '', version = '1'] = (entry.entry_id as string).split('@');
    const other = result.get(id);
    if (!other || other.version < Number(version)) result.set(id, { entry, version: Number(version), retracted: retracted.has(entry.seq) });
  }
  return result;
}
