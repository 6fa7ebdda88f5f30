import { Numbers } from '../numbers.ts';
import type { Scope } from '../scope.ts';
import type { GoodsMet } from './cells.ts';
import type { ByScope } from './facts.ts';
import type { Standpoint } from './holding.ts';
import type { Alone, KnownPart, PartTaken } from './parts.ts';

// The cells of a product, and the days of a history, have most of what is in force in common: that is worked out once, and found again by
// all that decides it.

/** So much of each kind is kept at most: beyond it that begins anew. */
const MOST = 2 ** 16;

class Kept<What> {
  readonly #kept = new Map<string, What>();
  #size = 0;

  get(key: string): What | undefined {
    return this.#kept.get(key);
  }

  /** `holds`: how many things it holds, such as outcomes. */
  set(key: string, what: What, holds: number): What {
    const size = holds + 1;
    this.#size += size;
    if (this.#size > MOST) {
      this.#kept.clear();
      this.#size = size;
    }
    this.#kept.set(key, what);
    return what;
  }
}

/**
 * What was worked out of tariffs and rules towards goods that are met in the same way. It may be kept for other days on which the same
 * memberships hold, and for the same shipment, company, preference and conditions: no key tells these apart.
 */
export class Recall {
  readonly numbers = new Numbers();
  readonly #others = new Map<string, Recall>();
  readonly #standpoints = new WeakMap<Standpoint, number>();
  readonly alone = new Kept<Alone>();
  readonly parts = new Kept<KnownPart>();
  /** The parts into which what is said of the goods of a cell falls, each with the key under which it is known. */
  readonly divided = new Kept<readonly { part: PartTaken; key: string }[]>();
  /** The keys of what rules ask. */
  readonly asked = new Kept<readonly string[]>();

  /** The same for the question without something that it says. */
  without(said: string): Recall {
    const recall = this.#others.get(said) ?? new Recall();
    this.#others.set(said, recall);
    return recall;
  }

  numberOf(one: object | null): number {
    return this.numbers.of(one);
  }

  /** What a scope says of which tariffs and rules, as a number that tells it apart. */
  saidBy({ of, ruling }: Pick<ByScope, 'of' | 'ruling'>): (scope: Scope) => number {
    const said = new Map<Scope, number>();
    return (scope) => {
      const known = said.get(scope);
      if (known !== undefined) return known;
      const about = [...(of.get(scope) ?? []), ...(ruling.get(scope) ?? [])].map((one) => this.numberOf(one));
      const number = this.numbers.of(`${this.numberOf(scope)} says of ${about.join()}`);
      said.set(scope, number);
      return number;
    };
  }

  /** How goods meet a scope, for a key. */
  keyOf(scope: Scope, { whole, parts, digits }: GoodsMet): string {
    const some = parts.length === 0 ? '' : this.numbers.of(parts.map(({ code, name }) => `${code} ${name}`).join('|'));
    return `${this.numberOf(scope)}.${digits}.${whole ? 'w' : ''}${some};`;
  }

  /** From where goods are looked at, for a key. */
  standpoint(from: Standpoint): number {
    const known = this.#standpoints.get(from);
    if (known !== undefined) return known;
    const { quota, places, told, companies, hasCooperating } = from;
    const number = this.numbers.of(JSON.stringify([quota, places, told, companies, hasCooperating]));
    this.#standpoints.set(from, number);
    return number;
  }
}
