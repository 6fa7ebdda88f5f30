import { folded, splitWords } from './text.ts';

/** What a company's form is called in the countries that trade: no part of the name by which it is known. */
const LEGAL_FORMS = new Set(
  `ab ag a/s as asa aps bhd bv co company corp corporation cv gmbh inc incorporated ka kg kgaa kk lda limited limitada ltd ltda llc llp lp nv
   oao ojsc ooo oy oyj pao pjsc plc pt pte pty sa sab sarl sas sasu sdn se sl sociedad societe spa sp srl z o oo`.split(/\s+/),
);

/**
 * A company's name as it is compared: without case, accents, punctuation and legal form, so that "BYD Auto Co., Ltd." and "byd auto" are
 * one. A name that is nothing but a legal form stays as it is.
 */
export function companyKey(name: string): string {
  const words = splitWords(folded(name).replace(/(?<=\p{L})[.’'](?=\p{L}?)/gu, ''));
  const own = words.filter((word) => !LEGAL_FORMS.has(word));
  return (own.length > 0 ? own : words).join(' ');
}

interface Named {
  id: string;
  name: string;
  home: string | null;
  aliases: readonly string[];
}

/** A name as it stands, but for case, accents, spaces and punctuation. Its legal form stays: Acme Ltd and Acme GmbH may be two. */
const wholeName = (name: string): string => splitWords(folded(name)).join(' ') || name;

/** Companies by their names, for what may be one of them under another id. */
export class Namesakes {
  readonly #called = new Map<string, Named[]>();

  constructor(companies: readonly Named[]) {
    for (const one of companies) this.add(one);
  }

  add(company: Named): void {
    for (const key of new Set([company.name, ...company.aliases].map(wholeName)))
      this.#called.set(key, [...(this.#called.get(key) ?? []), company]);
  }

  /** Is another company called just so that may be at home there too? What is wrong with that; null for one that is called so already. */
  problemOf({ id, name, home }: Omit<Named, 'aliases'>): string | null {
    const called = this.#called.get(wholeName(name)) ?? [];
    if (called.some((one) => one.id === id && one.name === name && one.home === home)) return null;
    const other = called.find((one) => one.id !== id && (one.home === null || home === null || one.home === home));
    if (other === undefined) return null;
    const whose = [other.name, other.home].filter((part) => part !== null).join(', ');
    return `"${name}" is what ${other.id} (${whose}) is called: use that one, or tell the two apart by the name or by the homes of both`;
  }
}

/** A word of so many letters is the same with one of them amiss. */
const LONG_WORD = 7;

/**
 * How far a name is from another: 0 where all words of one are in the other, else how many letters are amiss; `Infinity` where it is not
 * nearly the other one.
 */
export function howFar(asked: string, known: string): number {
  const [a, b] = [asked.split(' '), known.split(' ')];
  const [fewer, more] = a.length < b.length ? [a, b] : [b, a];
  if (fewer.every((word) => more.includes(word))) return 0;
  if (fewer.every((word) => more.some((other) => other === word || (word.length >= LONG_WORD && distance(word, other, 1) <= 1)))) return 1;
  const most = Math.min(asked.length, known.length) < 5 ? 1 : 2;
  const letters = lettersAmiss(asked.replaceAll(' ', ''), known.replaceAll(' ', ''));
  return letters <= most ? letters : Number.POSITIVE_INFINITY;
}

/** How many letters of a word are amiss, two that changed places being one: 0 to 2, or more. */
export function lettersAmiss(typed: string, known: string): number {
  const letters = distance(typed, known, 2);
  const isSwapped = letters === 2 && typed.length === known.length && [...typed].sort().join() === [...known].sort().join();
  return isSwapped ? 1 : letters;
}

/** Of what is called somehow, by its names as they are compared, what is nearest to a name: nothing where all is far from it. */
export function nearest<Called>(asked: string, all: Iterable<readonly [known: string, called: Called]>): Called[] {
  const near = [...all].map(([known, called]) => ({ called, far: howFar(asked, known) }));
  const least = Math.min(...near.map(({ far }) => far));
  return least === Number.POSITIVE_INFINITY ? [] : near.flatMap(({ called, far }) => (far === least ? [called] : []));
}

/** How many letters must change to make one word of another (Levenshtein), or more than `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] as number;
}

/** The id of a company that the register lacks, by its name: no id looks like this, so that no scope can name it. */
export const strangerId = (name: string): string => `(${name})`;
/** Is it the id of a company that the register lacks? */
export const isStranger = (id: string): boolean => id.startsWith('(');

/**
 * What is wrong with the group of a company, if anything: groups are of one step, as a company has the rates of its group, and not those of
 * a group of that. `groupOf`: by company; `memberOf`: some company of a group.
 */
export function groupProblem(
  id: string,
  group: string,
  groupOf: ReadonlyMap<string, string>,
  memberOf: ReadonlyMap<string, string>,
): string | null {
  if (group === id) return `"${group}" is the company itself: name the company that it belongs to`;
  const [above, below] = [groupOf.get(group), memberOf.get(id)];
  if (above !== undefined) return `"${group}" belongs to "${above}": name that one, or take "${group}" out of it first`;
  return below === undefined
    ? null
    : `"${id}" is the group of "${below}", which would no longer have its rates: take "${below}" out of it first`;
}
