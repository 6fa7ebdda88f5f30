import { readChapters, readWords } from '../dataset/read.ts';
import type { Register } from '../db/register.ts';
import { distance } from '../domain/company.ts';
import { invalid } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { namedSo, productNamer, productNamesOf } from '../domain/product-names.ts';
import { folded, splitWords } from '../domain/text.ts';
import { firstFew } from '../domain/words.ts';
import type { Called } from '../things/questions.ts';

// What words may mean wherever a code may be given: for questions (understood.ts), sheets, forms and the search.

/** A code that a word may mean, with its name. */
export interface Meaning {
  code: string;
  name: string;
}

/** What a text may mean: `exact` is called just so, `near` has these words in its name. */
export interface Meanings {
  exact: Meaning[];
  near: Meaning[];
}

interface Vocabulary {
  /** What goods are called by the dataset, by code. */
  names: ReadonlyMap<string, string>;
  goods: ReadonlyMap<string, readonly string[]>;
  economies: ReadonlyMap<string, string>;
  /** By the code of the area. */
  areas: ReadonlyMap<string, readonly string[]>;
  measures: ReadonlyMap<string, readonly MeasureSense[]>;
  /** The words of goods and measures, as they are written. */
  ofTrade: readonly string[];
  disputes: readonly (readonly [id: string, names: readonly string[]])[];
  /** The words of each name of an economy, for those who ask with a part of it. */
  partsOf: ReadonlyMap<string, readonly string[]>;
  /** What people call goods beside their names, by code. */
  wordsForGoods: ReadonlyMap<string, readonly string[]>;
  /** What is written without spaces, by its first letter, the longest first. */
  unspaced: ReadonlyMap<string, readonly string[]>;
}

/** What a measure must be to meet a word for what is done to trade: one of these fields. */
export type MeasureSense = Omit<ReturnType<typeof readWords>['measures'][number], 'words'>;

let vocabulary: Vocabulary | undefined;

/** The words of the dataset, read once. */
function words(): Vocabulary {
  if (vocabulary === undefined) {
    const { goods, economies, areas, measures, disputes } = readWords();
    const senses = measures.flatMap(({ words, ...sense }) => words.map((word) => ({ key: wordKey(word), sense })));
    const called = {
      goods: sayingLess(new Map(goods.flatMap(({ words, codes }) => words.map((word) => [wordKey(word), codes] as const)))),
      economies: sayingLess(
        // A search is cut at hyphens: "Etats-Unis" is asked as "Etats Unis".
        new Map(
          Object.entries(economies).flatMap(([code, list]) =>
            list.flatMap((word) => {
              const key = folded(word);
              return [[key, code] as const, ...(key.includes('-') ? [[key.replaceAll('-', ' '), code] as const] : [])];
            }),
          ),
        ),
      ),
      areas: new Map(Object.entries(areas)),
      measures: sayingLess(new Map([...groupBy(senses, ({ key }) => key)].map(([key, list]) => [key, list.map(({ sense }) => sense)]))),
      disputes: Object.entries(disputes).map(([id, list]) => [id, list.map(wordKey)] as const),
      ofTrade: [...goods, ...measures].flatMap(({ words }) => words),
    };
    let [parts, unspaced, byCode]: [Vocabulary['partsOf']?, Vocabulary['unspaced']?, Vocabulary['wordsForGoods']?] = [];
    vocabulary = {
      names: productNamesOf(readChapters()),
      ...called,
      // Most questions need none of them.
      get partsOf() {
        parts ??= new Map([...called.economies.keys()].map((name) => [name, wordsOf(name)]));
        return parts;
      },
      get wordsForGoods() {
        byCode ??= new Map(
          [
            ...groupBy(
              goods.flatMap(({ words, codes }) => codes.map((code) => ({ code, words }))),
              ({ code }) => code,
            ),
          ].map(([code, list]) => [code, list.flatMap(({ words }) => words)] as const),
        );
        return byCode;
      },
      get unspaced() {
        unspaced ??= unspacedOf(called);
        return unspaced;
      },
    };
  }
  return vocabulary;
}

/** Words that say nothing of what is looked for, in the languages of words.yaml; none of them is the code of an economy that people ask for. */
const SMALL_WORDS = new Set(
  `a an the of on in to at by for from with and or vs versus against over about into is are was were be been it no so my me as am if what which who
   whose how much many when why since until still yet now today currently force effect i we re you pay pays paid can may must should allowed will does do did has have there any all its their our hs code codes
   de la le les du des et il el del y und der die das von auf
   à aux sur dans pour par avec contre entre une zu zur zum für aus gegen den dem bei über nach mit im
   los las una sobre para por con desde da dos das nos às della dello dei degli delle dal dalla dalle sul sulla sui sulle per gli nel nella
   için ile karşı на из в во от для против с со и о об к по за على من في إلى ضد عن पर से का की के में और
   của từ vào đối với cho và dari untuk atas terhadap dan pada
   的 对 對 和 与 與 の へ への に を は が と から จาก ของ ต่อ ใน และ`.split(/\s+/),
);

/** Is it a word such as "of", which no search asks for? */
export const isSmallWord = (word: string): boolean => SMALL_WORDS.has(word.toLowerCase());

const SMALL_KEYS = new Set([...SMALL_WORDS].map(folded));

/** With each name also as it is left of a search from which the small words are dropped: "droits douane". */
function sayingLess<Meant>(all: Map<string, Meant>): ReadonlyMap<string, Meant> {
  for (const [key, meant] of [...all]) {
    if (!key.includes(' ')) continue;
    const words = key.split(' ');
    const left = words.filter((word) => !SMALL_KEYS.has(word));
    const less = left.join(' ');
    if (left.length > 1 && left.length < words.length && !all.has(less)) all.set(less, meant);
  }
  return all;
}

/** A text as its words are compared: without case, accents, hyphens, double spaces and the s of a plural. */
export const wordKey = (text: string): string =>
  folded(text)
    .split(/[\s-]+/)
    .filter(Boolean)
    .map((word) => (/..ies$/.test(word) ? word.replace(/ies$/, 'y') : /[^s]s$/.test(word) ? word.slice(0, -1) : word))
    .join(' ');

/** What people call goods beside their names, by code. */
export const wordsForGoods = (): ReadonlyMap<string, readonly string[]> => words().wordsForGoods;

/** What goods are called. */
export interface GoodsNames {
  /**
   * Names by code, in the order of the codes: what is registered for a code, the newest edition's; else the name that comes with the program; else
   * that of a line of a nomenclature.
   */
  products: ReadonlyMap<string, string>;
  /** The codes of what people call goods, beside the names. */
  goodsWords: ReadonlyMap<string, readonly string[]>;
}

/** What goods are called by the program alone. */
export const bundledNames = (): GoodsNames => ({ products: words().names, goodsWords: words().goods });

/** The line of what is left of a heading: without that it says nothing. */
const IS_REST = /^[\s–-]*others?$/i;

const goodsByRegister = new WeakMap<Register['goods'], GoodsNames>();

/** What goods are called by the program and by what is registered. */
export function goodsNames({ goods }: Pick<Register, 'goods'>): GoodsNames {
  const made = goodsByRegister.get(goods) ?? namesFor(goods);
  goodsByRegister.set(goods, made);
  return made;
}

function namesFor({ products, lines }: Register['goods']): GoodsNames {
  const bundled = bundledNames();
  if (products.length === 0 && lines.size === 0) return bundled;
  const named = products.flatMap(({ code, name }) => (name === null ? [] : [[code, name] as const]));
  const said = products.flatMap(({ code, words: own }) => own.map((word) => ({ key: wordKey(word), code })));
  const codes = [...groupBy(said, ({ key }) => key)].map(([key, list]) => {
    return [key, [...new Set([...(bundled.goodsWords.get(key) ?? []), ...list.map(({ code }) => code)])]] as const;
  });
  return {
    products: productNamesOf(Object.fromEntries([...[...lines].filter(([, name]) => !IS_REST.test(name)), ...bundled.products, ...named])),
    goodsWords: new Map([...bundled.goodsWords, ...codes]),
  };
}

const codesByName = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, readonly string[]>>();

/** What goods a text may mean, by words that people use and by the names of codes. */
export function goodsCalled(text: string, { products: names, goodsWords }: GoodsNames): Meanings {
  const named = codesByName.get(names) ?? groupBy([...names.keys()], (code) => wordKey(names.get(code) ?? ''));
  codesByName.set(names, named);
  const nameOf = productNamer(names);
  const meaning = (code: string): Meaning => ({ code, name: nameOf(code) ?? code });
  const key = wordKey(text);
  const exact = goodsWords.get(key) ?? named.get(key) ?? [];
  // Figures alone name nothing: "10" is in the names of many goods.
  return meanings(exact.map(meaning), () => (/\p{L}/u.test(text) ? namedSo(text, names) : []).map(([code, name]) => ({ code, name })));
}

/**
 * What a word may be the plural, the genitive or a declined form of: "mexicanos", "alemanes", "Kanadas", "kanadischer". Not "polishes", of which
 * the goods are meant.
 */
function undeclined(word: string): string[] {
  if (word.length < SHORTEST_DECLINED) return [];
  return [/^(.+isch)(?:e|em|en|er|es)$/, /^(.+[^s])s$/, /^(.+[ns])es$/].flatMap((form) => form.exec(word)?.[1] ?? []);
}
const SHORTEST_DECLINED = 5;

/** The economy that people call so, beside the names of the register. */
function economyByWord(wanted: string): string {
  const { economies } = words();
  const called = [wanted, ...undeclined(wanted)].find((word) => economies.has(word));
  return economies.get(called ?? '') ?? '';
}

/** What economies a text may mean: a code in any case, a name or an alias of the register, or a name in another language. */
export function economiesCalled(text: string, { jurisdictions }: Register): Meanings {
  const wanted = folded(text.trim());
  const { byCode, byName } = indexOf(jurisdictions, ({ name, aliases }) => [name, ...aliases]);
  const other = jurisdictions.get(economyByWord(wanted));
  const exact = byCode.get(wanted) ?? byName.get(wanted) ?? (other ? [other] : []);
  return meanings(exact, () => {
    // "chine" begins a name of Taiwan, and what people call China too.
    const { economies, partsOf } = words();
    const asked = wordsOf(wanted);
    const others = new Set([...economies].flatMap(([called, code]) => (begins(asked, partsOf.get(called) ?? []) ? [code] : [])));
    return [...jurisdictions.values()].filter(
      ({ code, name, aliases }) => others.has(code) || [name, ...aliases].some((one) => beginsWords(wanted, one)),
    );
  });
}

/** Names shorter than that are as far from others as from themselves misspelt. */
export const SHORTEST_MISSPELT = 5;
const MOST_LETTERS_WRONG = 2;

/** The economies and areas whose name is nearly this, a letter or two apart: for errors alone, as nobody may have meant them. */
export function placesSpeltLike(text: string, { jurisdictions, areas }: Register, what: Called): Meaning[] {
  const wanted = folded(text.trim());
  if (what === 'product' || wanted.length < SHORTEST_MISSPELT - 1) return [];
  const places: (Named & { aliases?: readonly string[] })[] = what === 'area' ? [...areas.values()] : [...jurisdictions.values()];
  // Of a word that is shorter one letter is left out.
  const most = wanted.length < SHORTEST_MISSPELT ? 1 : MOST_LETTERS_WRONG;
  const isLike = (name: string): boolean => name.length >= SHORTEST_MISSPELT && distance(wanted, folded(name), most) <= most;
  return places.filter(({ name, aliases = [] }) => [name, ...aliases].some(isLike)).map(meaningOf);
}

/** What people call goods and what is done to trade. */
export const wordsForTrade = (): readonly string[] => words().ofTrade;

interface Named {
  code: string;
  name: string;
}
interface Index<Of> {
  byCode: ReadonlyMap<string, Of[]>;
  byName: ReadonlyMap<string, Of[]>;
}
const indexes = new WeakMap<ReadonlyMap<string, Named>, Index<never>>();

/** What a register holds, by code and by name as they are compared: made once, for a sheet asks a hundred thousand times. */
function indexOf<Of extends Named>(all: ReadonlyMap<string, Of>, namesOf: (one: Of) => readonly string[]): Index<Of> {
  let index = indexes.get(all) as Index<Of> | undefined;
  if (index === undefined) {
    const by = (keysOf: (one: Of) => readonly string[]): Map<string, Of[]> => {
      const found = new Map<string, Of[]>();
      for (const one of all.values()) for (const key of new Set(keysOf(one).map(folded))) found.set(key, [...(found.get(key) ?? []), one]);
      return found;
    };
    index = { byCode: by(({ code }) => [code]), byName: by(namesOf) };
    indexes.set(all, index as Index<never>);
  }
  return index;
}

/** What is near is looked for only where nothing is exact, and only if it is asked for. */
const meanings = (exact: readonly Named[], near: () => readonly Named[]): Meanings => ({
  exact: exact.map(meaningOf),
  get near() {
    return exact.length > 0 ? [] : near().map(meaningOf);
  },
});

/** What areas a text may mean: a code, a name, or a name in another language. */
export function areasCalled(text: string, { areas }: Register): Meanings {
  const wanted = folded(text.trim());
  const { byName } = indexOf(areas, ({ code, name }) => [code, name, ...(words().areas.get(code) ?? [])]);
  return meanings(byName.get(wanted) ?? [], () => [...areas.values()].filter(({ name }) => beginsWords(wanted, name)));
}

/** The ids of the bundled disputes that people call so, by a name in full, else by its words. */
export function disputesCalled(text: string): string[] {
  const key = wordKey(text);
  const all = words().disputes;
  const exact = all.filter(([, names]) => names.includes(key));
  const found = exact.length > 0 ? exact : all.filter(([, names]) => names.some((name) => beginsWords(key, name)));
  return found.map(([id]) => id);
}

/** What a word says of a measure: that it is a ban, say, or an anti-dumping duty. */
export const measuresCalled = (text: string): readonly MeasureSense[] => words().measures.get(wordKey(text)) ?? [];

/** What people call a bundled dispute, beside its title. */
export const namesOfDispute = (id: string): readonly string[] => words().disputes.find(([one]) => one === id)?.[1] ?? [];

const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

function unspacedOf({
  goods,
  economies,
  areas,
  measures,
  disputes,
}: Pick<Vocabulary, 'goods' | 'economies' | 'areas' | 'measures' | 'disputes'>): Vocabulary['unspaced'] {
  const known = [goods.keys(), economies.keys(), [...areas.values()].flat(), measures.keys(), disputes.flatMap(([, names]) => names)]
    .flatMap((keys) => [...keys])
    .filter((word) => UNSPACED.test(word))
    .sort((a, b) => b.length - a.length);
  return groupBy(known, (word) => word.charAt(0));
}

/** A text in which words stand without spaces between them, as in Chinese, cut where what people call something begins and ends. */
export function cutWords(text: string): string[] {
  if (!UNSPACED.test(text)) return [text];
  const { unspaced } = words();
  const whole = folded(text);
  const found: string[] = [];
  for (let at = 0, from = 0; at <= whole.length; ) {
    const longest = unspaced.get(whole.charAt(at))?.find((word) => whole.startsWith(word, at));
    const isOver = at === whole.length;
    if ((longest !== undefined || isOver) && from < at) found.push(whole.slice(from, at));
    if (longest !== undefined) found.push(longest);
    at += longest?.length ?? 1;
    if (longest !== undefined) from = at;
  }
  return found;
}

/** The words of a text as they are compared. */
export const wordsOf = (text: string): string[] => splitWords(folded(text));

/** Does each word that is asked begin a word of the name? "EV" does not mean Saint Kitts and Nevis. */
export const beginsWords = (asked: string, name: string): boolean => begins(wordsOf(asked), wordsOf(name));

const begins = (asked: readonly string[], words: readonly string[]): boolean =>
  asked.length > 0 && asked.every((one) => words.some((word) => word.startsWith(one)));

const meaningOf = ({ code, name }: Meaning): Meaning => ({ code, name });

/** The error of a text that may mean several things: it names the first of them, each with its code. */
export function manyMeanings(path: string, text: string, meanings: readonly Meaning[]): Error {
  const list = firstFew(meanings.map(({ code, name }) => `${code} (${name})`));
  return invalid(path, `"${text}" may mean ${list.join(', ')}: give the code of the one that is meant`);
}
