import { jurisdictionOf, type ScopePartners } from '../domain/scope.ts';
import type { AsOf } from './tracker.ts';

/** The jurisdictions that scopes name, themselves or by an area; who is left out is named too. */
export const jurisdictionsNamed = (scopes: readonly ScopePartners[]): ReadonlySet<string> =>
  new Set(scopes.flatMap(({ partners, excluded }) => [...partners, ...excluded]).map(jurisdictionOf));

/** Which jurisdictions scopes can't tell apart: members of the same unions of which none is named, nor an area of it. */
export class PartnerKinds {
  readonly #view: AsOf;
  readonly #kinds = new Map<string, string>();

  constructor(view: AsOf) {
    this.#view = view;
  }

  /** The same for all jurisdictions that scopes which name these can't tell apart. */
  of(code: string, named: ReadonlySet<string>): string {
    return named.has(code) ? code : this.#kindOf(code);
  }

  /** A union is one of its kind. */
  #kindOf(code: string): string {
    const { on, register } = this.#view;
    let kind = this.#kinds.get(code);
    if (kind === undefined) {
      kind = register.membersOf(code, on).length > 0 ? code : `in ${register.unionsOf(code, on).join(' ')}`;
      this.#kinds.set(code, kind);
    }
    return kind;
  }
}
