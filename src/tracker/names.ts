import { readDisputeTitles } from '../db/disputes.ts';
import { ledgerSpan, measureHeads } from '../db/histories.ts';
import { readExporters } from '../db/register.ts';
import type { Instant } from '../domain/dates.ts';
import type { Tracker } from './tracker.ts';
import { viewAt } from './tracker.ts';

/** What people call things, by the codes and ids that the ledger has for them. */
export interface Names {
  /** When the ledger begins: before that nothing was known here. Null while it is empty. */
  begins_at: Instant | null;
  /** When its last entry was recorded. */
  changed_at: Instant | null;
  jurisdictions: ReadonlyMap<string, string>;
  areas: ReadonlyMap<string, string>;
  exporters: ReadonlyMap<string, string>;
  disputes: ReadonlyMap<string, string>;
  measures: ReadonlyMap<string, string>;
}

/** For what must not ask the database anything. */
export const NO_NAMES: Names = {
  begins_at: null,
  changed_at: null,
  jurisdictions: new Map(),
  areas: new Map(),
  exporters: new Map(),
  disputes: new Map(),
  measures: new Map(),
};

const kept = new WeakMap<Tracker, { seq: number; content: Names }>();

/** The names of the register, read again only after a change. */
export async function readNames(tracker: Tracker): Promise<Names> {
  return tracker.store.read(async (connection) => {
    const { changeSeq, register } = await viewAt(tracker, connection, {});
    const known = kept.get(tracker);
    if (known?.seq === changeSeq) return known.content;
    const namesOf = (things: Iterable<{ code: string; name: string }>) => new Map([...things].map(({ code, name }) => [code, name]));
    const content: Names = {
      ...(await ledgerSpan(connection)),
      jurisdictions: namesOf(register.jurisdictions.values()),
      areas: namesOf(register.areas.values()),
      exporters: new Map((await readExporters(connection)).map(({ id, name }) => [id, name])),
      disputes: new Map((await readDisputeTitles(connection)).map(({ id, title }) => [id, title])),
      measures: new Map([...(await measureHeads(connection))].map(([id, { title }]) => [id, title])),
    };
    kept.set(tracker, { seq: changeSeq, content });
    return content;
  });
}
