import { eq } from 'drizzle-orm';
import type { Tables } from '../tables/tables.ts';
import type { Connection } from './store.ts';

/** An official document that was read here, without its bytes. */
type KeptDocument = Omit<Tables['documents']['$inferSelect'], 'content'>;

/** The document with this hash, if it was kept. */
export async function readDocument({ db, tables: { documents: d } }: Connection, sha256: string): Promise<KeptDocument | undefined> {
  const { sha256: hash, format, address, kept_at, proposal_id } = d;
  const [row] = await db.select({ sha256: hash, format, address, kept_at, proposal_id }).from(d).where(eq(d.sha256, sha256));
  return row;
}

/** Keeps a document. One that is there stays as it was kept first. */
export async function keepDocument(connection: Connection, row: Omit<Tables['documents']['$inferInsert'], 'proposal_id'>): Promise<void> {
  if (!(await readDocument(connection, row.sha256))) await connection.db.insert(connection.tables.documents).values(row);
}

/** Says which proposal was made of a document. */
export async function proposedFrom({ db, tables: { documents: d } }: Connection, sha256: string, proposal_id: number): Promise<void> {
  await db.update(d).set({ proposal_id }).where(eq(d.sha256, sha256));
}
