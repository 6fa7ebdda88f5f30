import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as z from 'zod';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { Text } from '../things/scalars.ts';

// Long lists stand beside the YAML as small CSV files: a header, one row a code or a partner, and above it, after #, the act that they were
// taken from. A dispute file names one where it would have spelled the list out:
//   codes_from: us-301.csv                                 goods: the column `code`, each once
//   partners_from: {file: us-eo-14257.csv, where: {…}}     partners: the column `partner`, each once
//   rates_from: {file: us-eo-14326.csv}                    rates: one for each expression (and note, and side of a quota), with the codes and partners that pay it
//   rates_from: [{file: …}, {file: …, doubt: …}]           the same of several lists, or of parts of one of which some are in doubt
//   quotas_from: {file: eu-steel.csv, sources: […]}        quotas: an entry for each row, resting on those sources

/** A parser of the files, loaded once one is read: most commands read none. */
export const parserOf = createRequire(import.meta.url);

/** A list of the folder `lists`, whole or only the rows that have these values. */
const FromList = z.union([
  Text.meta({ description: 'A file of the folder lists' }),
  z.strictObject({
    file: Text,
    where: z.record(Text, z.union([Text, z.array(Text)])).optional(),
    /** What the entries that are made of the rows rest on; asked of quotas. */
    sources: z.array(Text).min(1).optional(),
    /** Why the rates that are made of the rows are in doubt. */
    doubt: Text.optional(),
  }),
]);
type FromList = Exclude<z.output<typeof FromList>, string>;

/** What a field may name: one list, or several whose rows stand one after the other. */
export const FromLists = z.union([...FromList.options, z.array(FromList).min(1)]);

/** What a field asks of the lists: a file by its name alone is asked for whole. */
const askedOf = (value: unknown): FromList[] =>
  [FromLists.parse(value)].flat().map((asked) => (typeof asked === 'string' ? { file: asked } : asked));

type Row = Readonly<Record<string, string>>;

function invalid(message: string): never {
  throw new TrackerError('invalid', message);
}

/** Puts the lists that a value names, files of that folder, in the places where it names them. Throws `invalid` for a list, a column or rows that are not there. */
export function listReader(folder: URL): (value: unknown) => unknown {
  const kept = new Map<string, readonly Row[]>();
  const rowsOfFile = (file: string): readonly Row[] => {
    const url = new URL(file, folder);
    if (!existsSync(url)) invalid(`there is no list lists/${file}`);
    const rows: readonly Row[] =
      kept.get(file) ??
      (parserOf('csv-parse/sync') as typeof import('csv-parse/sync')).parse(readFileSync(url, 'utf8'), {
        columns: true,
        comment: '#',
        comment_no_infix: true,
      });
    kept.set(file, rows);
    return rows;
  };
  return (value) => withLists(value, (asked) => rowsOf(asked, rowsOfFile));
}

export const withBundledLists = listReader(new URL('./lists/', import.meta.url));

type Rows = readonly Row[];

function rowsOf({ file, where = {} }: FromList, rowsOfFile: (file: string) => Rows): Rows {
  const all = rowsOfFile(file);
  for (const column of Object.keys(where)) if (all[0]?.[column] === undefined) invalid(`lists/${file} has no column ${column}`);
  const wanted = Object.entries(where).map(([column, value]) => [column, new Set([value].flat())] as const);
  const rows = all.filter((row) => wanted.every(([column, values]) => values.has(row[column] as string)));
  return rows.length > 0 ? rows : invalid(`lists/${file} has no row where ${JSON.stringify(where)}`);
}

/** The values of a column, each once. An empty cell says nothing. */
const valuesOf = (rows: Rows, column: string): string[] => [...new Set(rows.flatMap((row) => row[column] || []))];

/** One rate for each expression, note and side of a quota, with the codes and the partners that pay it: partners share it only where they share its goods. */
function ratesOf(rows: Rows, { doubt }: FromList): object[] {
  const paid = [...groupBy(rows, ({ expression, note, side, partner }) => JSON.stringify([expression, note, side, partner])).values()];
  const same = groupBy(paid, (one) => JSON.stringify([one[0].expression, one[0].note, one[0].side, valuesOf(one, 'code')]));
  return [...same.values()].map((groups) => {
    const all = groups.flat();
    const codes = valuesOf(all, 'code');
    const partners = valuesOf(all, 'partner');
    return {
      expression: all[0]?.expression,
      ...(all[0]?.note && { note: all[0].note }),
      ...(doubt && { doubt }),
      scope: {
        ...(codes.length > 0 && { goods: [{ codes }] }),
        ...(partners.length > 0 && { partners }),
        ...(all[0]?.side && { quota: all[0].side }),
      },
    };
  });
}

const WORDS = /\s+/;

/** One quota for each row: partners and those left out of them stand in one cell with spaces between them, goods in words. */
function quotasOf(rows: Rows, { sources }: FromList): object[] {
  return rows.map(({ goods, partner, excluded, condition, note, ...row }) => ({
    ...row,
    ...(note && { note }),
    scope: {
      ...(partner && { partners: partner.split(WORDS) }),
      ...(excluded && { excluded: excluded.split(WORDS) }),
      ...(goods && { goods: [{ name: goods, codes: [] }] }),
      ...(condition && { condition }),
    },
    sources,
  }));
}

/** What each field makes of the rows that it names. */
const FIELDS = {
  codes_from: ['codes', (rows: Rows) => valuesOf(rows, 'code')],
  partners_from: ['partners', (rows: Rows) => valuesOf(rows, 'partner')],
  rates_from: ['rates', ratesOf],
  quotas_from: ['quotas', quotasOf],
} as const;

function withLists(value: unknown, rowsAsked: (asked: FromList) => Rows): unknown {
  if (Array.isArray(value)) return value.map((item) => withLists(item, rowsAsked));
  if (typeof value !== 'object' || value === null) return value;
  const whole: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) if (!(key in FIELDS)) whole[key] = withLists(inner, rowsAsked);
  for (const [from, [field, made]] of Object.entries(FIELDS))
    if (from in value) {
      const all = askedOf((value as Record<string, unknown>)[from]).map((asked) => made(rowsAsked(asked), asked));
      whole[field] = [whole[field] ?? [], ...all].flat();
    }
  return whole;
}
