/**
 * Answers that were worked out lately. Keys name the state of the ledger and the clocks, so what is kept never becomes wrong; it is
 * for what costs more than the page around it.
 */
export class AnswerMemory<Answer> {
  readonly #kept: number;
  readonly #answers = new Map<string, Promise<Answer>>();

  /** `kept`: so many are. */
  constructor(kept = 200) {
    this.#kept = kept;
  }

  /** The answer under a key, or else the one that `work` finds. Who asks while it is being worked out waits for the same. */
  of(key: string, work: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    // What failed may have failed for who asked first: whose client has left, or whose time was up.
    if (known !== undefined) return known.catch(() => this.of(key, work));
    const answer = work();
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#kept && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}
