import type { ColumnKind } from '../../things/columns.ts';
import { ATTRIBUTION, DATA_LICENCE } from '../../things/licence.ts';

/** A row by column. */
export type RowCells = Readonly<Record<string, unknown>>;

/** All rows of a table, as a file of it is written: read while they are written, so that neither is ever held as a whole. */
export interface TableFile {
  /** What it is called. */
  name: string;
  columns: readonly string[];
  /** What the columns are; text where it is not said. */
  kinds?: Readonly<Record<string, ColumnKind>> | undefined;
  batches: AsyncIterable<readonly RowCells[]>;
  on?: string | undefined;
  announced_by?: string | null | undefined;
  known_at?: string | undefined;
  /** The address that gives the same table. */
  address?: string | undefined;
  /** What a reader must know who has the rows alone: where the ledger begins, which measures may be in force too, why a code is not met. */
  ledger_begins?: string | undefined;
  in_doubt?: readonly { id: string }[] | undefined;
  code_outdated?: string | undefined;
}

/** What a file says of itself, beside its rows, once it is known how many these are. */
export const aboutOf = (file: TableFile, count: number): [name: string, value: string][] => {
  const { name, address, on, announced_by, known_at, ledger_begins, in_doubt = [], code_outdated } = file;
  const doubted = in_doubt.map(({ id }) => id).join('; ');
  const said: [string, string | null | undefined][] = [
    ['table', name],
    ['address', address],
    ['on', on],
    ['announced_by', announced_by],
    ['known_at', known_at],
    ['ledger_begins', ledger_begins],
    ['rows', String(count)],
    ['in_doubt', in_doubt.length === 0 ? null : `not among the rows, as they are said to be over, which is in doubt: ${doubted}`],
    ['code_outdated', code_outdated],
    ['licence', `${DATA_LICENCE.name}, ${DATA_LICENCE.url}`],
    ['attribution', ATTRIBUTION],
  ];
  return said.flatMap(([key, value]) => (value == null ? [] : [[key, value] as [string, string]]));
};

/** A cell as text; the parts of a list are joined as in CSV. Null for an empty one. */
export const cellText = (value: unknown): string | null =>
  value === null || value === undefined ? null : Array.isArray(value) ? value.join('; ') : String(value);

export const isFullDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
