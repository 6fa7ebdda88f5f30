import type { Writable } from 'node:stream';
import type { Environment, Screen } from './environment.ts';

/** Writes text and waits until the stream has taken it. Rejects with the stream's error, such as EPIPE when the reader has gone. */
export function print(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Says something about the answer, beside it: on stderr. */
export const note = (environment: Pick<Environment, 'stderr'>, text: string): Promise<void> => print(environment.stderr, `${text}\n`);

const GONE: readonly unknown[] = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/** Has whoever reads our output stopped reading, as `head` does? */
export const readerHasGone = (error: unknown): boolean => error instanceof Error && 'code' in error && GONE.includes(error.code);

/** A count as people read it: 20,000 rows; 1 row. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** One line that says how far long work has come, redrawn in place. Without a terminal nothing is said. */
export class ProgressLine {
  readonly #stream: Screen;
  readonly #label: string;
  #shown = '';

  constructor(stream: Screen, label: string) {
    this.#stream = stream;
    this.#label = label;
    this.show('…');
  }

  readonly step = ({ table, rows, total }: { table: string; rows: number; total: number }): void => {
    // Whole percents: a line for each batch would be thousands.
    this.show(`${total === 0 ? 100 : Math.floor((rows / total) * 100)}% (${table})`);
  };

  show(text: string): void {
    if (!this.#stream.isTTY || text === this.#shown) return;
    this.#shown = text;
    this.#stream.write(`\r\u001b[2K${this.#label} ${text}`);
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
  }
}

/** Runs long work with its progress on a terminal's stderr. */
export async function withProgress<T>(
  environment: Pick<Environment, 'stderr'>,
  label: string,
  work: (line: ProgressLine) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(environment.stderr, label);
  try {
    return await work(line);
  } finally {
    line.end();
  }
}
