import {
  etagProblems,
  ledgerProblems,
  nothingChecked,
  periodProblems,
  postingsProblems,
  type RowsChecked,
  referenceProblems,
  registerProblems,
  textProblems,
} from '../db/audit.ts';
import { rebuildTexts } from '../db/entries.ts';
import { rebuildEtags } from '../db/etags.ts';
import { rebuildPeriods } from '../db/periods.ts';
import { rebuildRegister } from '../db/register-rows.ts';
import { type Connection, readChangeSeq, turn } from '../db/store.ts';
import { type Head, headOf, ledgerHashes } from '../db/transfer.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { readCsv } from './csv.ts';
import { countProblem, fileOf, fileProblems, headProblem, type Manifest, openTable, readManifest, tablesIn } from './manifest.ts';

/** What verify found. */
export interface Verified {
  ok: boolean;
  /** One sentence each: the table or file, the row, and what is wrong. */
  problems: string[];
  /** The number of the last entry; null in an empty ledger. */
  head_seq: number | null;
  /** Its hash, which stands for all before it: kept elsewhere, it tells later whether the past was rewritten. */
  head_hash: string | null;
  last_seq: number;
  /** How much was looked at. */
  checked: RowsChecked & { files: number };
}

/** Reads what verify printed of a head, such as `1199 bc53…`. Throws `invalid` for anything else. */
export function parseHead(text: string): Head {
  const parts = /^\s*(\d+)[\s:]+([0-9a-f]{64})\s*$/.exec(text);
  if (!parts)
    throw invalid('head', `"${text}" is not a head: give the number and the hash that verify printed, such as "1199 bc53…" (64 digits)`);
  return { seq: Number(parts[1]), hash: parts[2] as string };
}

async function headProblems(connection: Connection, { seq, hash }: Head): Promise<string[]> {
  const entry = await headOf(connection, seq);
  if (entry?.hash === hash) return [];
  const what = entry ? 'has another hash: what was recorded up to then was rewritten' : 'is not there: the ledger was cut off';
  return [`ledger, seq ${seq}: the entry that was the last one then ${what}`];
}

const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));

/**
 * Checks the whole database: the engine's own integrity, the guards, the ledger's hashes and rows, the register against its
 * registrations, and what is derived; and, given the folder of any earlier export, its files, and that the ledger still begins as it
 * did then; and, given the number and the hash of an earlier head, that the ledger still has that entry. Nothing is thrown for what is
 * found; a folder without a whole export is a problem too.
 */
export async function verify(tracker: Tracker, directory?: string, head?: Head): Promise<Verified> {
  const checked: Verified['checked'] = { ...nothingChecked(), files: 0 };
  const problems: string[] = (await guarded('its pages', () => tracker.store.integrity())).map((problem) => `database: ${problem}`);
  return tracker.store.read(async (connection) => {
    problems.push(...(await guarded('the guards', () => tracker.store.guardProblems(connection))));
    const last = await readChangeSeq(connection);
    if (!isInstant(last.recorded_at)) problems.push(`change_seq: "${last.recorded_at}" is no instant of the last change`);
    const checks = {
      ledger: () => ledgerProblems(connection, last, checked),
      entry_texts: () => textProblems(connection),
      'the register': () => registerProblems(connection, checked),
      'what entries name': () => referenceProblems(connection),
      'status_periods and statement_periods': () => periodProblems(connection, checked),
      postings: () => postingsProblems(connection),
      measure_etags: () => etagProblems(connection),
    };
    for (const [name, check] of Object.entries(checks))
      problems.push(
        ...(await guarded(name, async () => {
          const found: string[] = [];
          for await (const problem of check()) found.push(problem);
          return found;
        })),
      );
    if (head !== undefined) problems.push(...(await guarded('the head', () => headProblems(connection, head))));
    if (directory !== undefined)
      problems.push(...(await guarded('the export', () => exportProblems(connection, directory, last.seq, checked))));
    const entry = await headOf(connection).catch((error: Error) => {
      problems.push(`the last entry: can't be read: ${error.message}`);
      return undefined;
    });
    const newest = { head_seq: entry?.seq ?? null, head_hash: entry?.hash ?? null };
    return { ok: problems.length === 0, problems, ...newest, last_seq: last.seq, checked };
  });
}

/**
 * Makes what is derived anew from the ledger (the texts of entries, the register, the periods, the ETags) and puts the guards back. Nothing that was recorded
 * is touched.
 */
export async function rebuild({ store, clock }: Tracker): Promise<void> {
  await store.write({ now: clock() }, async (connection, change) => {
    change.leaveState();
    await rebuildTexts(connection);
    await rebuildRegister(connection);
    await rebuildPeriods(connection);
    await rebuildEtags(connection);
  });
  await store.restoreGuards();
}

/** What a check finds; if the file is too damaged to be read, or the ledger to be folded, that is what it finds. */
async function guarded(name: string, check: () => Promise<string[]>): Promise<string[]> {
  try {
    return await check();
  } catch (error) {
    return [`${name}: can't be checked to the end: ${(error as Error).message}`];
  }
}

async function exportProblems(connection: Connection, directory: string, lastSeq: number, checked: Verified['checked']): Promise<string[]> {
  let manifest: Manifest;
  try {
    manifest = await readManifest(directory);
  } catch (error) {
    if (error instanceof TrackerError) return [error.message];
    throw error;
  }
  const problems = await fileProblems(directory, manifest);
  checked.files = tablesIn(manifest).length;
  if (problems.length > 0) return problems.map((problem) => `export: ${problem}`);
  if (manifest.last_seq > lastSeq)
    problems.push(
      `export: it is of change ${manifest.last_seq}, the database is only at ${lastSeq}: it is of another database, or changes were cut off`,
    );
  problems.push(...(await countProblems(directory, manifest)));
  problems.push(...(await unlessTorn(() => historyProblems(connection, directory, manifest))));
  // A ledger that is no table is told of once.
  return [...new Set(problems)];
}

/** What a look at a file finds; one that is no table has no rows, though its hash be the one that the manifest has. */
async function unlessTorn(look: () => Promise<string[]>): Promise<string[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'invalid') return [`export: ${error.message}`];
    throw error;
  }
}

/** The manifest has no hash of its own, so what it says of each file is counted again. */
async function countProblems(directory: string, manifest: Manifest): Promise<string[]> {
  const problems: string[] = [];
  for (const name of tablesIn(manifest))
    problems.push(
      ...(await unlessTorn(async () => {
        let lines = 0;
        for await (const _cells of readCsv(openTable(directory, name).input, fileOf(name))) if (++lines % BATCH === 0) await turn();
        // One line names the columns.
        const problem = countProblem(manifest, name, lines - 1);
        return problem === null ? [] : [`export: ${problem}`];
      })),
    );
  return problems;
}

const BATCH = 1000;

/** An entry never changes, so each one that was exported is in the ledger still, with the hash that it had. */
async function historyProblems(connection: Connection, directory: string, manifest: Manifest): Promise<string[]> {
  const problems: string[] = [];
  let batch = new Map<number, string>();
  const compare = async (): Promise<void> => {
    const hashes = await ledgerHashes(connection, batch.keys());
    for (const [seq, hash] of batch) {
      const here = hashes.get(seq);
      if (here === undefined) problems.push(`ledger, seq ${seq}: the export has this entry, the database does not`);
      else if (here !== hash) problems.push(`ledger, seq ${seq}: its hash is not the one in the export`);
    }
    batch = new Map();
  };
  let columns: number[] | undefined;
  let last: Head | null = null;
  for await (const cells of readCsv(openTable(directory, 'ledger').input, fileOf('ledger'))) {
    if (!columns) {
      columns = ['seq', 'hash'].map((name) => cells.indexOf(name));
      continue;
    }
    const [seq, hash] = columns.map((at) => cells[at]);
    last = { seq: Number(seq), hash: String(hash) };
    batch.set(last.seq, last.hash);
    if (batch.size === BATCH) await compare();
  }
  await compare();
  const head = headProblem(manifest, last);
  return head === null ? problems : [...problems, `export: ${head}`];
}
