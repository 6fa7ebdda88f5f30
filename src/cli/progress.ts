import { constants } from 'node:os';
import type { Environment, Screen } from './environment.ts';

/** One line that says how far long work has come, redrawn in place. Without a terminal nothing is said. */
class ProgressLine {
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

/** What is left of work that is one transaction, if it is ended. */
export const ALL_AT_ONCE = 'nothing of it is done, unless all is';

/** Runs long work with its progress on a terminal's stderr. Who ends it, by Ctrl+C or SIGTERM, is told what is `left` of it. */
export async function withProgress<T>(
  environment: Pick<Environment, 'stderr'>,
  label: string,
  left: string,
  work: (line: ProgressLine) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(environment.stderr, label);
  try {
    return await tellingWhoEnds(environment, `${label}: ${left}`, () => work(line));
  } finally {
    line.end();
  }
}

/** Does work; who ends it by a signal is told what is left of it, and what an `exit` of the process cleans up is cleaned up. */
export async function tellingWhoEnds<T>({ stderr }: Pick<Environment, 'stderr'>, left: string, work: () => Promise<T>): Promise<T> {
  const end = (signal: NodeJS.Signals): void => {
    stderr.write(`${stderr.isTTY ? '\r\u001b[2K' : ''}ended by ${signal}; ${left}\n`);
    process.exit(128 + constants.signals[signal]);
  };
  // Of work within work what is left of the inner one is said.
  process.prependListener('SIGINT', end).prependListener('SIGTERM', end);
  try {
    return await work();
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}
