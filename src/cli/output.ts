import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { invalid, TrackerError } from '../domain/errors.ts';
import { grouped } from '../domain/words.ts';
import { csvChunks } from '../keep/csv.ts';
import { diskError, withTemporary } from '../keep/disk.ts';
import type { TableFile } from '../keep/files/table-file.ts';
import { jsonLines } from '../things/json.ts';
import { CODE_COLUMNS, type HowCsv } from '../things/questions.ts';
import type { Environment, Screen } from './environment.ts';
import { tellingWhoEnds } from './progress.ts';

/** Writes text or bytes and waits until the stream has taken it. Rejects with the stream's error, such as EPIPE when the reader has gone. */
export function print(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Writes a remark about the answer to stderr. */
export const note = (environment: Pick<Environment, 'stderr'>, text: string): Promise<void> => print(environment.stderr, `${text}\n`);

const GONE: readonly unknown[] = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/** Has whoever reads our output stopped reading, as `head` does? */
export const readerHasGone = (error: unknown): boolean => error instanceof Error && 'code' in error && GONE.includes(error.code);

/** A count as people read it: 20,000 rows; 1 row. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${grouped(count)} ${count === 1 ? one : many}`;

export const FORMATS = ['table', 'json', 'csv', 'jsonl', 'xlsx', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

export interface FormatOption {
  format: Format;
}

/** Adds the option that says how data is printed. */
export const formatOption = (command: Command): Command =>
  command.addOption(new Option('--format <format>', 'how the answer is printed').choices(FORMATS).default('table' satisfies Format));

/** How wide a table may be: as wide as the terminal; without one there is no limit. */
export const tableWidth = ({ stdout }: Pick<Environment, 'stdout'>): number =>
  stdout.isTTY && stdout.columns ? stdout.columns : Number.POSITIVE_INFINITY;

/** Does a screen show colours? A terminal that has them, unless NO_COLOR is set (or TERM is dumb): Node reads both. */
const hasColours = ({ isTTY, hasColors }: Screen): boolean => isTTY === true && hasColors?.() === true;

export const printJson = (environment: Pick<Environment, 'stdout'>, body: unknown): Promise<void> =>
  print(environment.stdout, `${JSON.stringify(body, null, 2)}\n`);

export const printTable = <Row>(
  environment: Pick<Environment, 'stdout'>,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Promise<void> => print(environment.stdout, formatTable(rows, columns, tableWidth(environment), hasColours(environment.stdout)));

/** A format that has every row, and is never cut. */
export type WholeFormat = Exclude<Format, 'table' | 'json'>;
export const isWhole = (format: Format): format is WholeFormat => format !== 'table' && format !== 'json';

/** Rows as a file has them. */
interface FileOf<Row extends object> extends HowCsv, Partial<Omit<TableFile, 'batches' | 'columns'>> {
  batches: AsyncIterable<readonly Row[]>;
  columns: readonly string[];
  /** A row by column, where that is not the row itself. */
  cells?(row: Row): Readonly<Record<string, unknown>>;
}

/** Prints rows as CSV, guarded against spreadsheets, or as another file: what the HTTP interface gives. Throws `invalid` where a file that is no text would go to a terminal. */
export async function printWhole<Row extends object>(
  { stdout }: Pick<Environment, 'stdout'>,
  format: WholeFormat,
  { codes, bom, batches, columns, cells = (row) => row as Readonly<Record<string, unknown>>, ...rest }: FileOf<Row>,
): Promise<void> {
  const rows = mapped(batches, cells);
  // What a command does not use it does not load: that takes longer than most answers.
  async function* file(load: () => Promise<(table: TableFile) => AsyncGenerator<Uint8Array>>): AsyncGenerator<Uint8Array> {
    const write = await load();
    yield* write({ name: 'rows', ...rest, columns, batches: rows });
  }
  const chunks: { [Format in WholeFormat]: () => AsyncGenerator<string | Uint8Array> } = {
    csv: () => csvChunks(rows, columns, { guard: true, bom, asText: codes === 'text' ? CODE_COLUMNS : undefined }),
    jsonl: () => jsonLines(batches),
    xlsx: () => file(async () => (await import('../keep/files/xlsx.ts')).xlsxChunks),
    parquet: () => file(async () => (await import('../keep/files/parquet.ts')).parquetChunks),
  };
  refuseTerminal(format, stdout);
  for await (const chunk of chunks[format]()) await print(stdout, chunk);
}

/** Refuses to write what is no text to a terminal. Throws `invalid`. */
export function refuseTerminal(format: Format, { isTTY }: Screen): void {
  if (isTTY && (format === 'xlsx' || format === 'parquet'))
    throw invalid('format', `${format} is no text for a terminal: write it to a file, with --output FILE or > FILE`);
}

/** Runs work whose answer goes to a file, if one is named: it appears when it is whole. Throws `unavailable` if it can't be written. */
export async function withOutput<E extends Pick<Environment, 'stdout' | 'stderr'>, T>(
  environment: E,
  file: string | undefined,
  work: (environment: E) => Promise<T>,
): Promise<T> {
  if (file === undefined) return work(environment);
  const there = await stat(file).catch(() => null);
  if (there?.isDirectory()) throw new TrackerError('unavailable', `can't write "${file}": it is a folder, and a file is needed`);
  // A pipe or a device is written to, and not replaced.
  const isReplaced = there === null || there.isFile();
  // Of its own, as somebody else may be writing to the same file.
  const written = isReplaced ? `${file}.${randomUUID()}.tmp` : file;
  const left = !isReplaced ? `${file} got a part` : there === null ? `${file} was not made` : `${file} is as it was`;
  const write = async (): Promise<T> => {
    const stream = createWriteStream(written, { flush: isReplaced });
    // Whoever writes is told the same; unheard, the event would end the process.
    stream.on('error', () => undefined);
    try {
      await once(stream, 'open');
      const result = await tellingWhoEnds(environment, left, () => work({ ...environment, stdout: stream }));
      stream.end();
      await finished(stream);
      if (isReplaced) await rename(written, file);
      return result;
    } catch (error) {
      stream.destroy();
      throw diskError(error, file);
    }
  };
  return isReplaced ? withTemporary(written, write) : write();
}

async function* mapped<Row, Cells>(batches: AsyncIterable<readonly Row[]>, cells: (row: Row) => Cells): AsyncGenerator<readonly Cells[]> {
  for await (const batch of batches) yield batch.map(cells);
}

/** Rows that are in memory already, as one batch. */
function oneBatch<Row extends object>(rows: readonly Row[]): Pick<FileOf<Row>, 'batches'> {
  async function* batches(): AsyncGenerator<readonly Row[]> {
    yield rows;
  }
  return { batches: batches() };
}

/** An answer that is in memory: what it is in JSON, in the rows of a file, and for people, as a text or a table of these rows. */
interface Answer<Row extends object> extends Omit<FileOf<Row>, 'batches'> {
  body: unknown;
  rows: readonly Row[];
  shown: ((width: number) => string) | readonly Column<Row>[];
}

/** Prints an answer in whichever format. */
export async function printAnswer<Row extends object>(
  environment: Pick<Environment, 'stdout'>,
  format: Format,
  { body, rows, shown, ...file }: Answer<Row>,
): Promise<void> {
  if (format === 'json') return printJson(environment, body);
  if (isWhole(format)) return printWhole(environment, format, { ...oneBatch(rows), ...file });
  if (typeof shown === 'function') return print(environment.stdout, shown(tableWidth(environment)));
  return printTable(environment, rows, shown);
}

/** Prints the rows of a small answer; `body` is what it is in JSON. */
export const printRows = <Row extends object>(
  environment: Pick<Environment, 'stdout'>,
  format: Format,
  { rows, columns, body }: { rows: readonly Row[]; columns: readonly (keyof Row & string)[]; body: unknown },
): Promise<void> =>
  printAnswer(environment, format, {
    ...{ rows, columns, body },
    shown: columns.map((name): Column<Row> => ({ title: name, text: (row) => cellText(row[name]) })),
  });

const cellText = (value: unknown): string =>
  value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);

/** A column of a table for people. */
export interface Column<Row> {
  title: string;
  text: (row: Row) => string;
  /** To how many characters it may be cut where the terminal is narrow; never cut unless given. */
  shrinkTo?: number;
  /** Numbers: their decimal points stand below each other. */
  decimal?: boolean;
  /** Never left out where the terminal is narrow. */
  keep?: boolean;
  /** The colour of a cell where the terminal has colours; its words say the same. */
  tone?: (row: Row) => Tone | undefined;
}

export type Tone = 'red' | 'yellow' | 'green' | 'bold';
const ESCAPES: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  bold: [1, 22],
};

/** A text in a colour, as terminals read it. */
const toned = (text: string, tone: Tone | undefined): string =>
  tone === undefined || text === '' ? text : `\u001b[${ESCAPES[tone][0]}m${text}\u001b[${ESCAPES[tone][1]}m`;

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How many places a text takes on a terminal: Chinese, Japanese and Korean characters take two. */
const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

/** One line without control characters: what a database holds must not steer a terminal. */
export const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

/** Cuts a text to a width, with a sign that something is missing. */
function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let result = '';
  let left = width - 1;
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    result += character;
  }
  return `${result}…`;
}

const GAP = '  ';

interface Laid {
  title: string;
  cells: string[];
  tones: (Tone | undefined)[];
  width: number;
  /** How narrow it may become, and how narrow at the worst, before another column is left out for it. */
  least: number;
  worst: number;
  keep: boolean;
}

/**
 * Rows as aligned text under the names of their columns. Columns that are empty in every row are left out. With `width` (a
 * terminal's) the widest columns that may be cut are cut first; where that is not enough, the last columns are left out that need
 * not be kept.
 */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width = Number.POSITIVE_INFINITY,
  colours = false,
): string {
  const laid = columns
    .map(({ title, text, shrinkTo, decimal = false, keep = false, tone }): Laid => {
      const texts = rows.map((row) => oneLine(text(row)));
      const cells = decimal ? alignPoints(texts) : texts;
      const natural = cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), widthOf(title));
      const tones = rows.map((row) => (colours ? tone?.(row) : undefined));
      const least = Math.min(natural, Math.max(shrinkTo ?? natural, widthOf(title)));
      return { title, cells, tones, width: natural, least, worst: keep ? Math.min(least, WORST) : least, keep };
    })
    .filter(({ cells }, index) => index === 0 || rows.length === 0 || cells.some((cell) => cell !== ''));
  const shown = fitInto(laid, width);
  const line = (textOf: (column: Laid) => string, toneOf: (column: Laid) => Tone | undefined): string => {
    const padded = shown.map((column) => {
      const fitted = cut(textOf(column), column.width);
      return toned(fitted, toneOf(column)) + ' '.repeat(column.width - widthOf(fitted));
    });
    return `${padded.join(GAP).trimEnd()}\n`;
  };
  const lines = rows.map((_row, index) =>
    line(
      ({ cells }) => cells[index] ?? '',
      ({ tones }) => tones[index],
    ),
  );
  const head = line(
    ({ title }) => title,
    () => (colours ? 'bold' : undefined),
  );
  return head + lines.join('');
}

/** A column that is kept may become so narrow. */
const WORST = 16;

/** Pads numbers on the left, whatever follows them, until their points are in line. */
function alignPoints(numbers: readonly string[]): string[] {
  const wholes = numbers.map((text) => (/^\d*/.exec(text)?.[0] ?? '').length);
  const widest = Math.max(...wholes);
  return numbers.map((text, index) => (text === '' ? '' : ' '.repeat(widest - (wholes[index] ?? 0)) + text));
}

function fitInto(columns: readonly Laid[], width: number): Laid[] {
  let shown = [...columns];
  const gaps = (): number => GAP.length * (shown.length - 1);
  while (shown.length > 1 && shown.reduce((sum, column) => sum + column.worst, gaps()) > width) {
    const last = shown.findLastIndex(({ keep }, index) => index > 0 && !keep);
    shown = shown.toSpliced(last === -1 ? shown.length - 1 : last, 1);
  }
  let excess = shown.reduce((sum, column) => sum + column.width, gaps()) - width;
  for (const bound of ['least', 'worst'] as const)
    while (excess > 0) {
      const widest = shown.filter((column) => column.width > column[bound]).sort((a, b) => b.width - a.width)[0];
      if (!widest) break;
      widest.width--;
      excess--;
    }
  return shown;
}

/** The first few of a list, and how many more there are. */
export function some(items: readonly string[], most = 4): string {
  const rest = items.length - most;
  return rest <= 1 ? items.join(', ') : `${items.slice(0, most).join(', ')} +${rest}`;
}

/** Named facts, one below the other, wrapped to the width; those without a value are left out. */
export function facts(pairs: readonly (readonly [string, string | null])[], width: number): string {
  const given = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null && pair[1] !== '');
  const label = Math.max(0, ...given.map(([name]) => name.length)) + 2;
  return given
    .map(([name, value]) => {
      const [first = '', ...rest] = wrap(oneLine(value), Math.max(20, width - label));
      return [name.padEnd(label) + first, ...rest.map((line) => ' '.repeat(label) + line)].map((line) => `${line}\n`).join('');
    })
    .join('');
}

/** Breaks a text at its spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A text of its own, wrapped to the width. */
export const paragraph = (text: string, width: number): string =>
  wrap(oneLine(text), Math.max(20, width - 2))
    .map((line, index) => `${index === 0 ? '' : '  '}${line}\n`)
    .join('');

/** A table under a heading; nothing where there are no rows. */
export function section<Row>(heading: string, rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  if (rows.length === 0) return '';
  const lines = formatTable(rows, columns, width - 2)
    .split('\n')
    .slice(0, -1);
  return `\n${heading}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** Texts below each other under a heading, each wrapped to the width; nothing where there are none. */
export function points(heading: string, texts: readonly string[], width: number): string {
  if (texts.length === 0) return '';
  const lines = texts.flatMap((text) =>
    wrap(oneLine(text), Math.max(20, width - 4)).map((line, index) => `${index === 0 ? '  ' : '    '}${line}\n`),
  );
  return `\n${heading}\n${lines.join('')}`;
}
