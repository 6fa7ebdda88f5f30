import { type TokenRole, words } from '../domain/vocabulary.ts';
import type { Names } from '../lookups/register.ts';
import type { SourceRow } from '../things/register.ts';

/** The parameters of an address as they were written. */
export type Given = Readonly<Record<string, readonly string[]>>;

/** Who is signed in. */
export interface Visitor {
  /** The name of the token, kept as recorded_by. */
  name: string;
  /** What the token may do. */
  role: TokenRole;
  /** What every form that changes something must send, so that no other site can send it. */
  csrf: string;
}

/** What the frame of a page and its components need beside their data. */
export interface View {
  /** The address of this page without its query; empty for a page that cannot be asked again, such as an answer to a form. */
  path: string;
  /** Where this site is, such as https://example.org: for addresses that are taken along. */
  origin: string;
  /** The parameters of this page's address. */
  given: Given;
  /** Today in UTC. */
  today: string;
  /** `known_at` as an instant; null where it is not given or not valid. */
  knownAt: string | null;
  /** `knownAt` is over, so that this page stays as it is for ever: it says nothing of today, nor of what came after. */
  past: boolean;
  /** `on`, `announced_by` and `known_at`, as far as they are given. */
  clocks: Given;
  /** The address of another page with the clocks of this one. */
  href(path: string, given?: Given): string;
  /** The address of this page with these parameters and no others. */
  here(given: Given): string;
  names: Names;
  /** The name of an HS code, or of the longest part of it that has one. */
  productName(code: string): string | undefined;
  /** The sources that the page cites, by their ids. */
  sources: ReadonlyMap<string, SourceRow>;
  visitor: Visitor | null;
  /** Nothing is recorded here, so nobody signs in. */
  readOnly: boolean;
}

/** Is this day today? A page that stays as it is for ever knows no today. */
export const isToday = (day: string, { today, past }: View): boolean => !past && day === today;

/** What a code without a name of its own is a part of; undefined for one that has a name, and where nothing has. */
export const partOf = (code: string, { productName, names }: View): string | undefined =>
  code === '*' || names.products.has(code.replace(/^ex /, '')) ? undefined : productName(code);

/** A code with its name; one without a name of its own says what it is a part of. */
export function productWords(code: string, view: View): string {
  if (code === '*') return 'all goods';
  const whole = partOf(code, view);
  if (whole !== undefined) return `${code} (part of ${whole})`;
  const name = view.productName(code);
  return name === undefined ? code : `${code} ${name}`;
}

/** A code as people say it: CN → China, JP-07 → Fukushima; a code without a name stays as it is. */
export const placeName = (code: string, { names }: View): string =>
  code === '*' ? 'everybody' : (names.jurisdictions.get(code) ?? names.areas.get(code) ?? code);

/** Names that stand in a sentence with an article, such as the United States. */
const WITH_ARTICLE =
  /^(?:United |European |British |French Southern |Dominican |Central African |Republic of |Holy See|Isle of |(?:Bahamas|Comoros|Maldives|Netherlands|Philippines)$)|^(?!Heard|South Georgia).* Islands(?: |$)/;

/** A code as people say it within a sentence: from the United States, of the Republic of Korea (as lists have it: Korea, Republic of). */
export function placeInSentence(code: string, view: View): string {
  const name = placeName(code, view);
  const turned = /^(.+), (.+ of(?: the)?|British|U\.S\.)$/.exec(name);
  if (turned !== null) return `the ${turned[2]} ${turned[1]}`;
  return WITH_ARTICLE.test(name) ? `the ${name}` : name;
}

/** A company as people say it; classes of companies in words. */
export const exporterName = (id: string, { names }: View): string => names.exporters.get(id) ?? words(id);
