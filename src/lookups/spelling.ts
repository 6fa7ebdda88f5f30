import type { Exporter, Register } from '../db/register.ts';
import { distance } from '../domain/company.ts';
import { folded } from '../domain/words.ts';
import { SHORTEST_MISSPELT, wordKey, wordsForTrade } from './words.ts';

// What a word of a search may be a misspelling of, where nothing is called so: told, and never taken for what was asked.

/** So many are told. */
const TOLD = 3;
/** In a word of so many letters two may be wrong, after as many that are right. */
const LONG = 6;
const RIGHT = 2;

/** How many letters are wrong: two that changed places count as one. Too many is `Infinity`. */
function wrong(typed: string, known: string): number {
  const letters = distance(typed, known, 2);
  const swapped = letters === 2 && typed.length === known.length && [...typed].sort().join() === [...known].sort().join();
  if (swapped) return 1;
  const most = typed.length >= LONG && typed.slice(0, RIGHT) === known.slice(0, RIGHT) ? 2 : 1;
  return letters <= most ? letters : Number.POSITIVE_INFINITY;
}

/** Makes what tells names of economies, areas, companies, goods and what is done to trade that are nearly a word, the nearest first. */
export function speltLike({ jurisdictions, areas }: Register, exporters: readonly Exporter[]): (typed: string) => string[] {
  const named = [...jurisdictions.values(), ...exporters].flatMap(({ name, aliases }) => [name, ...aliases]);
  const known = [...named, ...[...areas.values()].map(({ name }) => name), ...wordsForTrade()]
    .map((name) => ({ key: folded(name), name }))
    .filter(({ key }) => key.length >= SHORTEST_MISSPELT);
  return (typed) => {
    const word = wordKey(typed);
    if (word.length < SHORTEST_MISSPELT) return [];
    const near = known
      .map(({ key, name }) => ({ name, far: wrong(word, key) }))
      .filter(({ far }) => far > 0 && far < Number.POSITIVE_INFINITY);
    near.sort((a, b) => a.far - b.far);
    return [...new Map(near.map(({ name }) => [folded(name), name])).values()].slice(0, TOLD);
  };
}
