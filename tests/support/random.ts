/** Choices that a seed decides: the same ones each time (mulberry32). */
export class Random {
  #state: number;

  /** Numbers that follow each other make choices that have nothing in common. */
  constructor(...seed: readonly number[]) {
    this.#state = seed.reduce((state, one) => Math.imul(state ^ one, 0x9e3779b1) ^ (state >>> 15), 0x6d2b79f5);
    for (let turn = 0; turn < 4; turn++) this.fraction();
  }

  /** From 0 up to 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number {
    return Math.floor(this.fraction() * below);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True so often of a hundred times. */
  percent(percent: number): boolean {
    return this.fraction() * 100 < percent;
  }

  pick<One>(list: readonly One[]): One {
    return list[this.below(list.length)] as One;
  }
}
