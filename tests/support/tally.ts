import type { Health } from './program.ts';

/** A `/healthz` that takes longer hangs. */
export const HANG = 2000;
/** So much is told of a failure: what is longer is seen by asking for it again. */
const TOLD = 4000;

/** What a harness counts, and what it finds wrong. */
export class Tally {
  readonly failures: string[] = [];
  readonly #rows = new Map<string, string | number>();

  /** Counts something up. */
  count(what: string, more = 1): void {
    this.#rows.set(what, Number(this.#rows.get(what) ?? 0) + more);
  }

  /** Puts down a figure. */
  note(what: string, value: string | number): void {
    this.#rows.set(what, value);
  }

  /** Keeps the greatest of several figures, in milliseconds. */
  slowest(what: string, ms: number): void {
    this.#rows.set(what, Math.max(Number(this.#rows.get(what) ?? 0), Math.round(ms)));
  }

  of(what: string): number {
    return Number(this.#rows.get(what) ?? 0);
  }

  /** Something is wrong: says at once what, and how it is seen again. */
  fail(what: string): void {
    this.failures.push(what);
    console.error(`FAIL ${what.length > TOLD ? `${what.slice(0, TOLD / 2)} … ${what.slice(-TOLD / 2)}` : what}`);
  }

  /** Looks at an answer's status: anything of 500 and above is wrong but a 503 that says when to come again. True if it was such a 503. */
  isRefused(what: string, status: number, retryAfter: string | null): boolean {
    if (status < 500) return false;
    if (status === 503 && Number(retryAfter) > 0) {
      this.count('503 with Retry-After');
      return true;
    }
    this.count(`${status}${status === 503 ? ' without Retry-After' : ''}`);
    this.fail(`${what}: ${status}${status === 503 ? ' without Retry-After' : ''}`);
    return false;
  }

  /** Takes in what was seen of `/healthz` while something went on. */
  health(during: string, { asked, slowest, failed, late }: Health): void {
    this.count('healthz asked', asked);
    this.slowest('healthz slowest, ms', slowest);
    this.slowest('own timers late at most, ms', late);
    if (slowest > HANG) this.fail(`${during}: /healthz took ${Math.round(slowest)} ms`);
    if (failed > 0) this.fail(`${during}: /healthz failed ${failed} times of ${asked}`);
  }

  /** The counts as a table, the failures last. */
  table(title: string): string {
    const rows = [...this.#rows, ['failures', this.failures.length] as const].map(([what, value]) => [what, String(value)] as const);
    const [wide, high] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length))) as [number, number];
    return [title, ...rows.map(([what, value]) => `  ${what.padEnd(wide)}  ${value.padStart(high)}`)].join('\n');
  }

  /** Lets a signal end the process as a failure, with what was counted until then. */
  endBySignal(title: string): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        this.fail(`ended by ${signal} before it was through`);
        this.end(title);
      });
  }

  /** Prints the table, and ends the process: with 1 if anything is wrong. */
  end(title: string): never {
    console.log(`\n${this.table(title)}`);
    process.exit(this.failures.length > 0 ? 1 : 0);
  }
}

/** Reads a whole number of the command line; a number that is none ends the process with 2. */
export function wholeNumber(name: string, text: string, least = 1): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  console.error(`--${name} "${text}" must be a whole number of at least ${least}`);
  process.exit(2);
}
