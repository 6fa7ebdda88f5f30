import type { Day } from './dates.ts';
import { type Memberships, withUnions } from './scope.ts';

/**
 * Places with a code of their own inside the customs territory of another, which others' measures on that one do not name: no memberships.
 * The Union's by article 4 of its Customs Code (Monaco by a convention of 1963, Åland with Finland, the overseas departments with France; Mayotte
 * is in it since 2014); Britain's by its arrangements with the Crown Dependencies, with which it was in the Union's until 2021; Liechtenstein by its
 * treaty of 1923; Puerto Rico by general note 2 of the US tariff.
 */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  EU: ['AX', 'GF', 'GP', 'MC', 'MF', 'MQ', 'RE', 'YT'],
  GB: ['GG', 'IM', 'JE'],
  CH: ['LI'],
  US: ['PR'],
};
const WHOLE = new Map(Object.entries(PARTS).flatMap(([whole, parts]) => parts.map((part) => [part, whole] as const)));

/** Whose customs territories a place lies in on a day: its own, that of which it is a part, and those of their unions. */
export const territoriesOf = (code: string, on: Day, memberships: Pick<Memberships, 'unionsOf'>): readonly string[] =>
  [code, WHOLE.get(code) ?? []].flat().flatMap((one) => withUnions(one, on, memberships));
