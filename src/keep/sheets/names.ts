import { LATEST } from '../../db/cut.ts';
import { type Exporter, type Register, readExporters } from '../../db/register.ts';
import { companyKey, nearest } from '../../domain/company.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import { isExporterClass } from '../../domain/vocabulary.ts';
import { jurisdictionCalled, partnerCalled } from '../../lookups/known.ts';
import { latestRegister, type Tracker } from '../../lookups/tracker.ts';

type Named = 'jurisdiction' | 'partner' | 'exporter';
/** What a name was found to be, or why it was not. */
type Found = string | TrackerError;

/** What the names in a sheet stand for; each is looked up once. */
export class SheetNames {
  readonly #register: Register;
  readonly #companies: ReadonlyMap<string, Exporter[]>;
  readonly #ids: ReadonlySet<string>;
  readonly #found: Readonly<Record<Named, Map<string, Found>>> = { jurisdiction: new Map(), partner: new Map(), exporter: new Map() };

  private constructor(register: Register, exporters: readonly Exporter[]) {
    this.#register = register;
    this.#ids = new Set(exporters.map(({ id }) => id));
    const companies = new Map<string, Exporter[]>();
    for (const exporter of exporters)
      for (const key of new Set([exporter.id, exporter.name, ...exporter.aliases].map(companyKey)))
        companies.set(key, [...(companies.get(key) ?? []), exporter]);
    this.#companies = companies;
  }

  static read(tracker: Tracker): Promise<SheetNames> {
    return tracker.store.read(
      async (connection) => new SheetNames(await latestRegister(tracker, connection), await readExporters(connection, LATEST)),
    );
  }

  /** The code of a jurisdiction. Throws `invalid` for a name that means none, or several. */
  jurisdiction = (text: string): string => this.#once('jurisdiction', text, () => jurisdictionCalled(this.#register, text, ''));

  /** The code of a jurisdiction or an area, or `*`. Throws as `jurisdiction`. */
  partner = (text: string): string => this.#once('partner', text, () => partnerCalled(this.#register, text, ''));

  /** The id of a company, or a class of them. Throws `invalid` for a name that means none, or several. */
  exporter = (text: string): string => this.#once('exporter', text, () => this.#company(text));

  #company(text: string): string {
    const word = text
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    if (isExporterClass(word)) return word;
    if (this.#ids.has(text)) return text;
    const key = companyKey(text);
    const [one, ...others] = this.#companies.get(key) ?? [];
    if (one && others.length > 0) throw invalid('', `"${text}" may be ${[one, ...others].map(({ id }) => id).join(' or ')}: give the id`);
    if (one) return one.id;
    const near = nearest(key, this.#companies).flatMap((found) => found.map(({ name }) => name));
    const hint = near.length > 0 ? `did you mean ${[...new Set(near)].slice(0, 3).join(', ')}? Else ` : '';
    throw invalid(
      '',
      `there is no company "${text}": ${hint}add it first (a sheet of exporters does), or give other_cooperating or all_others`,
    );
  }

  #once(what: Named, text: string, find: () => string): string {
    const known = this.#found[what];
    let found = known.get(text);
    if (found === undefined) {
      try {
        found = find();
      } catch (error) {
        if (!(error instanceof TrackerError)) throw error;
        found = error;
      }
      known.set(text, found);
    }
    if (typeof found !== 'string') throw found;
    return found;
  }
}
