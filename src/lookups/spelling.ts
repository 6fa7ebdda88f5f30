import type { Exporter, Register } from '../db/register.ts';
import { lettersAmiss } from '../domain/company.ts';
import { folded } from '../domain/text.ts';
import { SHORTEST_MISSPELT, wordKey, wordsForTrade } from './words.ts';

// What a word of a search may be a misspelling of, where nothing is called so: told, and never taken for what was asked.

/** So many are told. */
const TOLD = 3;
/** In a word of so many letters two may be wrong, in a shorter one only one; as many at its beginning are right. */
const LONG = 6;

/** How many letters are wrong. Too many, or the first ones, is `Infinity`. */
function wrong(typed: string, known: string): number {
  const letters = lettersAmiss(typed, known);
  const most = typed.length < LONG ? 1 : 2;
  return letters <= most && typed.slice(0, letters) === known.slice(0, letters) ? letters : Number.POSITIVE_INFINITY;
}

interface Known {
  key: string;
  name: string;
}

function namesIn({ jurisdictions, areas }: Register, exporters: readonly Exporter[]): Known[] {
  const named = [...jurisdictions.values(), ...exporters].flatMap(({ name, aliases }) => [name, ...aliases]);
  return [...named, ...[...areas.values()].map(({ name }) => name), ...wordsForTrade()]
    .map((name) => ({ key: wordKey(name), name }))
    .filter(({ key }) => key.length >= SHORTEST_MISSPELT);
}

/** Makes what tells names of economies, areas, companies, goods and what is done to trade that are nearly a word, the nearest first. */
export function speltLike(register: Register, exporters: readonly Exporter[]): (typed: string) => string[] {
  // Few searches ask.
  let known: Known[] | undefined;
  return (typed) => {
    const word = wordKey(typed);
    if (word.length < SHORTEST_MISSPELT) return [];
    known ??= namesIn(register, exporters);
    const near = known
      .map(({ key, name }) => ({ name, far: wrong(word, key) }))
      .filter(({ far }) => far > 0 && far < Number.POSITIVE_INFINITY);
    near.sort((a, b) => a.far - b.far);
    return [...new Map(near.map(({ name }) => [folded(name), name])).values()].slice(0, TOLD);
  };
}
