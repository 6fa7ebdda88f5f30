import type * as z from 'zod';
import type { Register } from '../db/register.ts';
import { jurisdictionOf } from '../domain/scope.ts';
import { type Called, calledOf } from '../things/questions.ts';
import { canonicalProduct } from '../things/scalars.ts';
import { type Tracker, viewAt } from './tracker.ts';
import {
  areasCalled,
  economiesCalled,
  goodsCalled,
  goodsNames,
  type Meaning,
  type Meanings,
  manyMeanings,
  placesSpeltLike,
} from './words.ts';

// Words read for codes, in a question: one reader for pages, the API and the command.

const CALLED: Readonly<Record<Called, (text: string, register: Register) => Meanings>> = {
  product: (text, register) => goodsCalled(text, goodsNames(register)),
  economy: economiesCalled,
  area: areasCalled,
};

/** Is it a code already, so that there is nothing to understand? */
const IS_CODE: Readonly<Record<Called, RegExp>> = { product: /^[\d\s.-]*$/, economy: /^[A-Z]{2}$/, area: /^[A-Z]{2}-[A-Z0-9]{1,3}$/ };

/** A question as it was given: each parameter with its values. */
type Given = Readonly<Record<string, readonly string[]>>;

/** A question with codes where it had words. */
export interface Understood {
  given: Given;
  /** The codes that were taken for words, by parameter; empty if there were none. */
  took: Readonly<Record<string, string>>;
}

/** The parameters for which words are given, as far as that can be told without the register. */
function wordsIn(shape: z.ZodRawShape, given: Given): { name: string; called: Called; text: string; isCode: boolean }[] {
  return Object.entries(given).flatMap(([name, [text, ...others]]) => {
    const called = Object.hasOwn(shape, name) ? calledOf(shape[name] as z.ZodType) : undefined;
    if (called === undefined || others.length > 0 || text === undefined || text.trim() === '') return [];
    return [{ name, called, text, isCode: IS_CODE[called].test(text.trim()) }];
  });
}

/** Are words given for a code, so that a register must tell what they mean? */
export const givesWords = (shape: z.ZodRawShape, given: Given): boolean => wordsIn(shape, given).some(({ isCode }) => !isCode);

/**
 * Reads words for codes: `product=wine`, `imposed_by=china`, `affected=Hokkaido`. `shape`: the parameters of the question. A text that
 * means nothing stays, for the reader of the question to refuse. Throws `invalid` for words that may mean several things, which it lists.
 */
export async function understood(tracker: Tracker, shape: z.ZodRawShape, asked: Given): Promise<Understood> {
  const given: Given = asked.product === undefined ? asked : { ...asked, product: asked.product.map(canonicalProduct) };
  const newest = [...tracker.registers.values()].at(-1)?.register;
  const said = wordsIn(shape, given).filter(
    // "UK" looks like a code and is none.
    ({ called, text, isCode }) => !isCode || (called === 'economy' && newest?.jurisdictions.has(text.trim()) === false),
  );
  if (said.length === 0) return { given, took: {} };
  const register = await tracker.store.read(async (connection) => (await viewAt(tracker, connection, {})).register);
  const took: Record<string, string> = {};
  for (const { name, called, text } of said) {
    const { exact, near } = CALLED[called](text, register);
    const area = called === 'economy' && exact.length === 0 && mayHaveArea(name, shape, given) ? areasCalled(text, register).exact : [];
    if (area.length === 1) {
      const [{ code }] = area as [Meaning];
      Object.assign(took, { [name]: jurisdictionOf(code), area: code });
    } else if (exact.length === 1) took[name] = (exact[0] as Meaning).code;
    else if (exact.length > 1) throw manyMeanings(name, text, exact);
    else {
      const meant = near.length > 0 ? near : placesSpeltLike(text, register, called);
      if (meant.length > 0) throw manyMeanings(name, text, meant);
    }
  }
  const coded = Object.fromEntries(Object.entries(took).map(([name, code]) => [name, [code]]));
  return { given: { ...given, ...coded }, took };
}

/** An area may be named in place of the economy that it lies in. */
const mayHaveArea = (name: string, shape: z.ZodRawShape, given: Given): boolean =>
  name === 'affected' && Object.hasOwn(shape, 'area') && given.area === undefined;
