import type { Exporter } from '../../db/register.ts';
import { companyKey } from '../../domain/company.ts';
import { slugOf } from '../../domain/text.ts';
import type { ProposedCall } from '../../things/proposal.ts';
import type { ToldLine } from './reading.ts';
import { type Waiting, Waits } from './waiting.ts';

const MOST_ID = 60;

/** The companies of a document, as they are known here or as it makes them known. */
export class Companies {
  readonly #byAlias = new Map<string, string[]>();
  readonly #byName = new Map<string, string>();
  readonly #taken: Set<string>;
  readonly #waiting: Waiting;
  /** Registers those that were not known. */
  readonly calls: ProposedCall[] = [];
  /** Codes of companies that nobody here or in the document names. */
  readonly unknown = new Set<string>();

  constructor(exporters: readonly Exporter[], waiting: Waiting) {
    this.#waiting = waiting;
    this.#taken = new Set([...exporters.map(({ id }) => id), ...waiting.exporters.keys()]);
    const ambiguous = new Set<string>();
    for (const { id, name, aliases } of exporters)
      for (const called of [name, ...aliases]) {
        this.#byAlias.set(called, [...(this.#byAlias.get(called) ?? []), id]);
        const key = companyKey(called);
        if ((this.#byName.get(key) ?? id) !== id) ambiguous.add(key);
        this.#byName.set(key, id);
      }
    // A name that several have means none of them for certain.
    for (const key of ambiguous) this.#byName.delete(key);
  }

  /**
   * The exporters that a line names: by the code that the document gives them, else by their names, which are registered with that code if
   * they are new. None for everybody's line; null for a code that nobody names. Throws `conflict` for a company that a proposal would register.
   */
  idsOf = ({ companies, partners }: Pick<ToldLine, 'companies' | 'partners'>): readonly string[] | null => {
    if (companies === null) return [];
    const { alias, names, as } = companies;
    if (as !== 'named') return [as];
    const known = this.#byAlias.get(alias);
    if (known) return known;
    if (names.length === 0) {
      this.unknown.add(alias);
      return null;
    }
    const [home] = partners.length === 1 && partners[0] !== '*' ? partners : [];
    const ids = names.map((name) => this.#byName.get(companyKey(name)) ?? this.#register(name, alias, home));
    const own = [...new Set(ids)];
    this.#byAlias.set(alias, own);
    return own;
  };

  #register(name: string, alias: string, home: string | undefined): string {
    const proposal = this.#waiting.companies.get(companyKey(name));
    if (proposal !== undefined) throw new Waits(`its company "${name}"`, proposal);
    const base = slugOf(name).slice(0, MOST_ID).replace(/-$/, '') || slugOf(alias);
    let id = base;
    for (let at = 2; this.#taken.has(id); at++) id = `${base}-${at}`;
    this.#taken.add(id);
    this.#byName.set(companyKey(name), id);
    this.calls.push({
      method: 'POST',
      path: '/exporters',
      body: { id, name, aliases: [alias], ...(home !== undefined && /^[A-Z]{2}$/.test(home) && { home }) },
    });
    return id;
  }
}
