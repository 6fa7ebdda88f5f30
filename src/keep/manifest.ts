import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { EXPORTED_TABLES, type ExportedTable, type Head, SCHEMA_VERSION, tableColumns } from '../db/transfer.ts';
import { invalid } from '../domain/errors.ts';
import { diskError } from './disk.ts';

export const EXPORT_FORMAT = 'trade-disputes-export';
export const MANIFEST = 'manifest.json';
export const DATA_PACKAGE = 'datapackage.json';
/** Stands in for the manifest while an export is under way: the folder holds an export, but not a whole one. */
export const UNFINISHED = 'manifest.json.unfinished';

/** What an export says of itself. It holds no clock, so the same database gives the same bytes. */
export interface Manifest {
  format: typeof EXPORT_FORMAT;
  /** Which tables and columns it has. */
  schema_version: number;
  /** The number of the last change, which what is no entry may have taken, such as a token. */
  last_seq: number;
  /** The number of the last entry; null in an empty ledger. Earlier exports do not say it. */
  head_seq?: number | null;
  /** The hash of the last entry, which stands for all before it; null in an empty ledger, and in exports of version 1. */
  head_hash?: string | null;
  /** A table that an older version did not have is not there. */
  tables: Partial<Record<ExportedTable, { rows: number; sha256: string }>>;
}

/** The columns that version 2 added to tables of version 1, by table; `*`: to those that have them. */
const ADDED: Partial<Record<ExportedTable, readonly string[]>> & Record<'*', readonly string[]> = {
  '*': ['known_from', 'known_to'],
  jurisdictions: ['customs_value', 'exists_from', 'exists_until'],
  measures: ['title_folded'],
  exporters: ['group_id'],
  sources: ['form', 'looked_at_on'],
  wto_cases: ['requested_on'],
  ledger: ['reviewed_by'],
  citations: ['place'],
  quotas: ['quantity_of'],
  scopes: ['condition_id', 'companies_complete'],
  rates: ['value_part'],
};
const NEW_TABLES: readonly ExportedTable[] = [
  'wto_co_complainants',
  'entry_instruments',
  'resolution_step_rate_tables',
  'duty_rule_measures',
  'checks',
  'registrations',
  'nomenclatures',
  'nomenclature_lines',
  'products',
  'product_words',
];

/** The tables that an export of its version has. */
export const tablesIn = ({ schema_version }: Pick<Manifest, 'schema_version'>): ExportedTable[] =>
  EXPORTED_TABLES.filter((name) => schema_version > 1 || !NEW_TABLES.includes(name));

/** A column of an export's file; `gone`: this release has it no more. */
type ExportedColumn = { name: string; number: boolean; gone?: true };

/** The columns that a table's file has in an export of its version. */
export function columnsIn({ schema_version }: Pick<Manifest, 'schema_version'>, name: ExportedTable): ExportedColumn[] {
  const columns = tableColumns(name);
  if (schema_version > 1) return columns;
  const added = [...ADDED['*'], ...(ADDED[name] ?? [])];
  return [
    ...columns.filter((column) => !added.includes(column.name)),
    ...(name === 'measures' ? [{ name: 'last_seq', number: true, gone: true as const }] : []),
  ];
}

/** How many rows of a table an export holds. */
export const rowCountIn = ({ tables }: Manifest, name: ExportedTable): number => tables[name]?.rows ?? 0;

/** What is wrong with the number of rows that a table's file was found to have, or null. */
export function countProblem(manifest: Manifest, name: ExportedTable, rows: number): string | null {
  const said = rowCountIn(manifest, name);
  return rows === said ? null : `${fileOf(name)} has ${rows} rows, the manifest says ${said}`;
}

/** How far long work has come, in rows of all tables. */
export type Progress = (step: { table: string; rows: number; total: number }) => void;

export const fileOf = (table: string): string => `${table}.csv`;

/** The files of an export, the tables in the order in which an import may insert them. */
export const exportFiles = (): string[] => [MANIFEST, DATA_PACKAGE, ...EXPORTED_TABLES.map(fileOf)];

/** Reads the manifest of an export. Throws `invalid` if the folder holds no whole export, one of a newer release, or one whose manifest says nonsense. */
export async function readManifest(directory: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(directory, MANIFEST), 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw diskError(error);
    throw invalid(MANIFEST, `${directory} holds no whole export: ${MANIFEST}, which is written last, is not there`);
  }
  let content: Partial<Manifest> | null;
  try {
    content = JSON.parse(text) as Partial<Manifest> | null;
  } catch {
    throw invalid(MANIFEST, `${join(directory, MANIFEST)} is not JSON`);
  }
  if (content?.format !== EXPORT_FORMAT)
    throw invalid(MANIFEST, `${join(directory, MANIFEST)} is not of an export: its format should be "${EXPORT_FORMAT}"`);
  const { schema_version, last_seq, tables } = content;
  if (!isCount(schema_version) || !isCount(last_seq) || typeof tables !== 'object' || tables === null)
    throw invalid(MANIFEST, `${join(directory, MANIFEST)} lacks schema_version, last_seq or tables`);
  if (schema_version > SCHEMA_VERSION)
    throw invalid(
      'schema_version',
      `the export has schema version ${schema_version}, and this release knows them up to ${SCHEMA_VERSION}: read it with the release that made it or a newer one`,
    );
  const names: readonly string[] = EXPORTED_TABLES;
  const strange = Object.keys(tables).find((name) => !names.includes(name));
  if (strange !== undefined) throw invalid(MANIFEST, `the manifest names the table "${strange}", which this version does not have`);
  for (const name of tablesIn({ schema_version })) {
    const table: { rows?: unknown; sha256?: unknown } | undefined = tables[name];
    if (!isCount(table?.rows) || !/^[0-9a-f]{64}$/.test(String(table.sha256)))
      throw invalid(MANIFEST, `the manifest does not say rows and sha256 of the table "${name}"`);
  }
  return content as Manifest;
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** What is wrong with the files of an export, as the manifest tells them: those that are missing or whose bytes are others. */
export async function fileProblems(directory: string, manifest: Manifest): Promise<string[]> {
  const problems: string[] = [];
  for (const name of tablesIn(manifest)) {
    const file = fileOf(name);
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(join(directory, file))) hash.update(chunk as Buffer);
    } catch (error) {
      problems.push(
        (error as { code?: unknown }).code === 'ENOENT' ? `${file} is missing` : `${file} can't be read: ${(error as Error).message}`,
      );
      continue;
    }
    const sha256 = hash.digest('hex');
    const wanted = manifest.tables[name]?.sha256;
    if (sha256 !== wanted)
      problems.push(`${file} has other bytes than were exported: its sha256 is ${sha256}, the manifest says ${wanted}`);
  }
  return problems;
}

/** What is wrong with the head that a manifest names, or null. `last`: the last entry in the export's ledger; null if it has none. */
export function headProblem({ head_seq, head_hash }: Manifest, last: Head | null): string | null {
  const isSame = (named: string | number | null | undefined, is: string | number | undefined): boolean =>
    named === undefined || named === (is ?? null);
  if (isSame(head_hash, last?.hash) && isSame(head_seq, last?.seq)) return null;
  const named = [head_seq, head_hash].filter((one) => one != null).join(' ');
  return `its ledger ends with ${last === null ? 'no entry' : `entry ${last.seq} ${last.hash}`}, and the manifest says ${named || 'that there is none'}`;
}

/** A table's file, and the sha256 of what was read of it so far. */
export function openTable(directory: string, name: ExportedTable): { input: Readable; sha256(): string } {
  const hash = createHash('sha256');
  const input = createReadStream(join(directory, fileOf(name)));
  input.on('data', (chunk) => hash.update(chunk));
  input.pause();
  return { input, sha256: () => hash.digest('hex') };
}
