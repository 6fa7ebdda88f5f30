import { splitWords } from './text.ts';

// The conditions in words that scopes stand under: by what each is asked, and what a question says of it.

/** What a scope says of a condition that it stands under. */
export interface Conditioned {
  /** In words: cargoes already at port, below an ownership share, goods that qualify under an agreement. */
  condition: string | null;
  /** By what the condition is asked in a question. */
  condition_id?: string;
}

/** By what a condition is asked: its id, else one made of its words, so that the same words have the same id. */
export function conditionId({ condition, condition_id }: Conditioned): string {
  if (condition_id !== undefined) return condition_id;
  const words = splitWords((condition ?? '').normalize('NFKD').toLowerCase());
  const short = words.slice(0, 5).join('-');
  return words.length <= 5 ? short : `${short}-${checksum(words.join(' '))}`;
}

/** Four characters that differ for most texts that begin alike. */
function checksum(text: string): string {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) as number)) % 1_679_616;
  return sum.toString(36).padStart(4, '0');
}

/** What is said of conditions, by their ids: met, or not. */
export type SaidOfConditions = ReadonlyMap<string, boolean>;

/** The conditions that make goods a kind of shipment which was free whatever its origin: where that ends, a preference of origin stays. */
const OF_SHIPMENTS: ReadonlySet<string> = new Set(['small_parcel']);
/** Is a scope about such a kind of shipment alone? */
export const isOfShipments = (scope: Conditioned): boolean => scope.condition !== null && OF_SHIPMENTS.has(conditionId(scope));

/** With what goes for a duty: goods are no such kind of shipment unless somebody says so, as an answer is about ordinary ones. */
export const withOrdinary = (said: SaidOfConditions): SaidOfConditions =>
  new Map([...[...OF_SHIPMENTS].map((id) => [id, false] as const), ...said]);

/** Is the condition of a scope met, as far as something is said of it? A scope without one has it met. */
export const isMet = (scope: Conditioned, said: SaidOfConditions | undefined): boolean | undefined =>
  scope.condition === null ? true : said?.get(conditionId(scope));
