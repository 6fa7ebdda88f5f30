import type { Exporter } from '../db/register.ts';
import { companyKey } from '../domain/company.ts';
import { chapterProblem, divisionProblem } from '../domain/harmonized-system.ts';
import { meantDigits } from '../domain/scope.ts';
import { folded } from '../domain/text.ts';
import type { AsOf } from './tracker.ts';
import { textWords } from './word-index.ts';
import {
  areasCalled,
  cutWords,
  disputesCalled,
  economiesCalled,
  goodsCalled,
  goodsNames,
  isSmallWord,
  type Meaning,
  type Meanings,
  type MeasureSense,
  measuresCalled,
} from './words.ts';

/** A word of a search, or several that mean one thing together, such as "South Korea": what it may mean beside what it says. */
export interface Term {
  /** As it was typed. */
  text: string;
  /** Its words, as they are compared with those of texts. */
  words: readonly string[];
  economies: readonly Meaning[];
  areas: readonly Meaning[];
  goods: readonly Meaning[];
  companies: readonly Meaning[];
  /** What is done to trade. */
  senses: readonly MeasureSense[];
  year: string | null;
}

/** So many words are read; whoever types more is answered by the first. */
const MOST_TERMS = 12;
/** And so many letters. */
const MOST_LETTERS = 1000;
/** What has a name of more words is found by each of them. */
const LONGEST = 4;
/** A word of three letters is too short to be a beginning of names. */
const SHORTEST_BEGINNING = 4;
/** A part of a compound: "Wein", "Zoll". */
const SHORTEST_PART = 4;
/** A part of a name that fits so many things means none of them. */
const MOST_MEANINGS = 12;

/** HS digits as people write them: 8703, 8703.80, 8703 80 10. */
const HS = /^(?:\d\d){1,5}(?:\.(?:\d\d){1,3}| \d\d)*$/;
const YEAR = /^(?:19|20)\d\d$/;

/** Reads what was typed as terms: the longest run of words that is called something, else each word. */
export function readTerms(q: string, view: AsOf, exporters: readonly Exporter[]): Term[] {
  const companies = companyFinder(exporters);
  const typed = q
    .slice(0, MOST_LETTERS)
    .split(/[\s,;:!?"“”„«»()/–—-]+/u)
    .map((word) => word.replace(/^['’.]+|(?:['’]s)?['’.]*$/gu, ''))
    .filter(Boolean)
    // U.S. is US.
    .map((word) => (/^(?:\p{L}\.)+\p{L}$/u.test(word) ? word.replaceAll('.', '') : word))
    .flatMap(cutWords);
  // Capitals are a code: IN is India.
  const said = typed.filter((word) => !isSmallWord(word) || (/^[A-Z]{2}$/.test(word) && word !== 'HS'));
  const words = (said.length > 0 ? said : typed).flatMap((word) => cutCompound(word, { view, companies, isAlone: false }));
  const terms: Term[] = [];
  for (let at = 0; at < words.length && terms.length < MOST_TERMS; ) {
    let length = Math.min(LONGEST, words.length - at);
    const read = (): Term => termOf(words.slice(at, at + length), { view, companies, isAlone: length === words.length });
    let term = read();
    while (length > 1 && !isCalled(term)) {
      length -= 1;
      term = read();
    }
    // A word that is called nothing may begin a name, or stand in one.
    terms.push(length === 1 && !isCalled(term) ? { ...term, ...near(term.text, view) } : term);
    at += length;
  }
  return terms.filter(({ text }, at) => terms.findIndex((one) => folded(one.text) === folded(text)) === at);
}

/**
 * "Stahlzölle" are duties on steel: a word that is called nothing is cut where what it begins with is called something, and the rest is what is
 * done to trade.
 */
function cutCompound(word: string, reading: Reading): string[] {
  const isName = (text: string): boolean => isCalled(termOf([text], reading));
  if (isName(word)) return [word];
  for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at++) {
    const [first, rest] = [word.slice(0, at), word.slice(at)];
    if (measuresCalled(rest).length > 0 && isName(first)) return [first, rest];
  }
  return [word];
}

const isCalled = ({ economies, areas, goods, companies, senses }: Term): boolean =>
  [economies, areas, goods, companies, senses].some((list) => list.length > 0);

interface Reading {
  view: AsOf;
  companies: (text: string) => Meaning[];
  /** Nothing else was typed. */
  isAlone: boolean;
}

/** Digits that are a code rather than a number or a year: those that tell which goods it means, as lists take them. */
function codeIn(text: string, isAlone: boolean): string | null {
  const digits = text.replace(/\D/g, '');
  if (!HS.test(text) || digits.length > 10) return null;
  // What begins with none of its headings is a number.
  if (chapterProblem(digits) !== undefined || divisionProblem(digits) !== undefined) return null;
  return isAlone || (digits.length >= 4 && !text.split(' ').every((word) => YEAR.test(word))) ? meantDigits(digits) : null;
}

function termOf(words: readonly string[], { view: { register }, companies, isAlone }: Reading): Term {
  const text = words.join(' ');
  const code = codeIn(text, isAlone);
  const [economies, areas, goods, senses] = [
    economiesCalled(text, register).exact,
    areasCalled(text, register).exact,
    code === null ? goodsCalled(text, goodsNames(register)).exact : [{ code, name: code }],
    measuresCalled(text),
  ];
  const known = [economies, areas, goods, senses].some((list) => list.length > 0);
  return {
    text,
    words: textWords(text),
    economies,
    areas,
    goods,
    // What goods or an economy are called is in the names of many companies.
    companies: known ? [] : companies(text),
    senses,
    year: YEAR.test(text) ? text : null,
  };
}

function near(text: string, { register }: AsOf): Partial<Term> {
  if (text.length < SHORTEST_BEGINNING) return {};
  const few = ({ near: list }: Meanings): readonly Meaning[] => (list.length > MOST_MEANINGS ? [] : list);
  return {
    economies: few(economiesCalled(text, register)),
    areas: few(areasCalled(text, register)),
    goods: few(goodsCalled(text, goodsNames(register))),
  };
}

interface CompanyName {
  key: string;
  code: string;
  name: string;
}
const companyNames = new WeakMap<readonly Exporter[], readonly CompanyName[]>();

function namesOfCompanies(all: readonly Exporter[]): readonly CompanyName[] {
  const names =
    companyNames.get(all) ??
    all.flatMap(({ id, name, aliases }) => [id, name, ...aliases].map((one) => ({ key: companyKey(one), code: id, name })));
  companyNames.set(all, names);
  return names;
}

/** Finds companies whose name is this or begins with these words. */
function companyFinder(all: readonly Exporter[]): (text: string) => Meaning[] {
  const keys = namesOfCompanies(all);
  return (text) => {
    const key = companyKey(text);
    const named = keys.filter((one) => one.key === key || one.key.startsWith(`${key} `));
    const found = new Map(named.map(({ code, name }) => [code, { code, name }]));
    return found.size > MOST_MEANINGS ? [] : [...found.values()];
  };
}

/** The disputes that people call by two or more of these terms in a row, or by all. */
export function disputesNamedIn(terms: readonly Term[]): Set<string> {
  const found = new Set<string>();
  for (let from = 0; from < terms.length; from++)
    for (let to = from + 1; to <= terms.length; to++)
      if (to - from > 1 || terms.length === 1)
        for (const id of disputesCalled(
          terms
            .slice(from, to)
            .map(({ text }) => text)
            .join(' '),
        ))
          found.add(id);
  return found;
}
