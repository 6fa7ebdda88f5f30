/** Numbers for objects, and texts, that stand for them in keys. */
export class Numbers {
  readonly #numbers = new Map<object | string | null, number>();

  of(one: object | string | null): number {
    const known = this.#numbers.get(one);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(one, number);
    return number;
  }
}
