import { isCurrency } from './money.ts';
import { type CountedUnit, countedUnit } from './unit-table.ts';

/*
 * How the world's tariffs write units: the codes of TARIC and its measurement qualifiers, the abbreviations that the UK prints for
 * them, the words of the US schedule. What is not certain is refused by its name.
 */

/** What is counted: so many of a unit, perhaps of a named quantity (100 kg of net drained weight). */
export interface Counted {
  factor: string | null;
  unit: CountedUnit;
  /** The quantity that is measured, where it is not the goods as they are: `net drained`, `biodiesel`. */
  of?: string;
}
/** What stands here is known, and not read. */
export interface Refused {
  refused: { name: string; why: string };
}
/** What is written from a place on: where it ends, and what it means. */
export type Written<Meaning> = { end: number; length: number; means: Meaning } | null;

const unitOf = (unit: CountedUnit, factor: string | null = null): Counted => ({ factor, unit });
const named = (unit: CountedUnit, of: string): Counted => ({ factor: null, unit, of });
const refused = (name: string, why: string): Refused => ({ refused: { name, why } });

const NO_UNIT = 'it is no quantity that a duty here can be levied by';
const OTHERWISE = 'its meaning is not certain; write the quantity out, such as 100 kg/net drained';

/** TARIC's measurement units. */
const CODES: Readonly<Record<string, Counted | Refused>> = {
  ASV: refused('ASV (% vol)', 'alone it is no quantity; write % vol/hl, or ASV X'),
  BRX: refused('BRX', OTHERWISE),
  CCT: named('t', 'carrying capacity'),
  CEN: unitOf('unit', '100'),
  CTM: unitOf('carat'),
  DAP: refused('DAP (decatonne, corrected according to polarisation)', OTHERWISE),
  DHS: named('kg', 'dihydrostreptomycin'),
  DTN: unitOf('kg', '100'),
  EUR: refused('EUR (euro, for surveillance)', NO_UNIT),
  EVN: refused('EVN', OTHERWISE),
  FC1: refused('FC1 (factor)', OTHERWISE),
  GFI: named('g', 'fissile isotopes'),
  GP1: refused('GP1 (gross production)', OTHERWISE),
  GRM: unitOf('g'),
  GRT: refused('GRT (gross tonnage)', OTHERWISE),
  HLT: unitOf('hl'),
  HMT: unitOf('m', '100'),
  KAC: named('kg', 'acesulfame potassium'),
  KCC: named('kg', 'choline chloride'),
  KCL: named('t', 'potassium chloride'),
  KGM: unitOf('kg'),
  KLT: unitOf('l', '1000'),
  KMA: named('kg', 'methylamines'),
  KMT: unitOf('m', '1000'),
  KNI: named('kg', 'nitrogen'),
  KNS: named('kg', 'hydrogen peroxide'),
  KPH: named('kg', 'potassium hydroxide'),
  KPO: named('kg', 'potassium oxide'),
  KPP: named('kg', 'diphosphorus pentaoxide'),
  KSD: named('kg', '90% dry'),
  KSH: named('kg', 'sodium hydroxide'),
  KUR: named('kg', 'uranium'),
  KWH: unitOf('kWh'),
  KW1: refused('KW1', 'write kWh'),
  LHC: refused('LHC (standard litre of hydrocarbon oil)', 'it is measured at a stated temperature'),
  LPA: unitOf('l alc. 100%'),
  LTR: unitOf('l'),
  MCG: refused('MCG (microgram)', 'write the duty in g'),
  MCL: refused('MCL (microlitre)', 'write the duty in l'),
  MGM: refused('MGM (milligram)', 'write the duty in g'),
  MIL: unitOf('unit', '1000'),
  MLT: refused('MLT (millilitre)', 'write the duty in l'),
  MPR: unitOf('pair', '1000'),
  MTK: unitOf('m2'),
  MTQ: unitOf('m3'),
  MTR: unitOf('m'),
  MWH: unitOf('MWh'),
  NAR: unitOf('unit'),
  NCL: refused('NCL (number of cells)', NO_UNIT),
  NPR: unitOf('pair'),
  RET: refused('RET (retail price)', OTHERWISE),
  SPQ: refused('SPQ', OTHERWISE),
  SPR: refused('SPR', OTHERWISE),
  TJO: refused('TJO (terajoule, gross calorific value)', OTHERWISE),
  TNE: unitOf('t'),
  WAT: refused('WAT (number of watt)', NO_UNIT),
};

/** TARIC's measurement qualifiers, with the units that they may stand with. */
const QUALIFIERS: Readonly<Record<string, { units: string; means: string | Refused }>> = {
  A: { units: 'KGM LTR', means: 'total alcohol' },
  B: { units: 'NAR', means: refused('B (per flask)', OTHERWISE) },
  E: { units: 'DTN KGM TNE', means: 'net drained' },
  F: { units: 'DTN', means: 'common wheat' },
  G: { units: 'DTN KGM TNE', means: 'gross' },
  I: { units: 'TNE', means: 'biodiesel' },
  J: { units: 'TNE', means: 'fuel content' },
  K: { units: 'TNE', means: 'bioethanol' },
  L: { units: 'DTN', means: 'live weight' },
  M: { units: 'DTN TNE', means: 'net dry matter' },
  N: { units: 'DTN KGM TNE', means: 'net' },
  P: { units: 'KGM', means: 'lactic matter' },
  R: { units: 'DTN TNE', means: 'standard quality' },
  S: { units: 'DTN KGM', means: 'raw sugar' },
  T: { units: 'KGM', means: 'dry lactic matter' },
  Z: { units: 'DTN TNE', means: refused('Z (per 1% by weight of sucrose)', 'it needs the content of sucrose too') },
};

/** For tests and documents: every code that is known, whether read or refused. */
export const TARIC_CODES = Object.keys(CODES);
export const TARIC_QUALIFIERS = Object.entries(QUALIFIERS).map(([letter, { units }]) => ({ letter, units: units.split(' ') }));

function codeMeaning(code: string, letter: string | undefined): Counted | Refused | null {
  const unit = CODES[code];
  if (unit === undefined || letter === undefined) return unit ?? null;
  if ('refused' in unit) return refused(`${code} ${letter}`, unit.refused.why);
  if (code === 'MTQ' && letter === 'C') return unitOf('m3', '1000');
  const qualifier = QUALIFIERS[letter];
  if (!qualifier?.units.split(' ').includes(code)) return refused(`${code} ${letter}`, `${code} has no qualifier ${letter}`);
  return typeof qualifier.means === 'string' ? { ...unit, of: qualifier.means } : refused(`${code} ${letter}`, qualifier.means.refused.why);
}

/** Abbreviations and phrases of more than one word, or with signs in them. Longer ones stand before those that they begin with. */
const PHRASES: readonly [form: RegExp, means: Counted | Refused][] = [
  [/l(?:it(?:er|re)s?)?\s*(?:of\s+pure\s+alcohol|pure\s+alcohol|alc\.?\s*100\s*%)/i, unitOf('l alc. 100%')],
  [/l(?:it(?:er|re)s?)?\.?\s*\/?\s*total\s+alc(?:ohol|\.)?/i, named('l', 'total alcohol')],
  [/kg\s*\/\s*tot\s*\/\s*alc/i, named('kg', 'total alcohol')],
  [/l\s*\/\s*Grado Plato/i, refused('l/Grado Plato', 'it needs the degrees Plato too')],
  [/p(?:roo)?f\.?\s*lit(?:er|re)s?/i, unitOf('proof litre')],
  [/clean\s+kg/i, named('kg', 'clean')],
  [/GKG/, named('kg', 'gross')],
  [/ct\s*\/\s*l/i, named('t', 'carrying capacity')],
  [/c\s*\/\s*k/i, unitOf('carat')],
  [/gi\s+F\s*\/\s*S/i, named('g', 'fissile isotopes')],
  [/p\s*\/\s*st/i, unitOf('unit')],
  [/ce\s*\/\s*el/i, refused('ce/el (number of cells)', NO_UNIT)],
  [/b\s*\/\s*f/i, refused('b/f (items per flask)', OTHERWISE)],
  [/line\s*\/\s*gross/i, refused('line/gross', OTHERWISE)],
  [/do?z(?:en|\.)?\s*(?:prs?\.?|pairs?)/i, unitOf('pair', '12')],
  [/doz\./i, unitOf('dozen')],
  [/prs?\./i, unitOf('pair')],
  [/pa/, unitOf('pair')],
  [/No\./i, unitOf('unit')],
  [/(?:sq\.?|square)\s*m(?:et(?:er|re)s?|\.)?/i, unitOf('m2')],
  [/(?:cu\.?|cubic)\s*m(?:et(?:er|re)s?|\.)?/i, unitOf('m3')],
  [/KM|km/, unitOf('m', '1000')],
  [/TJ/, refused('TJ (terajoule)', OTHERWISE)],
  [/GT/, refused('GT (gross tonnage)', OTHERWISE)],
  [/metric\s+tons?/i, unitOf('t')],
  [/(?:(?:long|short)\s+)?tons?/i, refused('ton', 'it is less in the US and more in Britain than elsewhere; write t or lb')],
  [/gross/i, refused('gross', 'write 144 unit, or kg/gross for a weight')],
  [/thousand/i, refused('thousand', 'write 1000 and the unit')],
  [/Watt/i, refused('Watt', NO_UNIT)],
];

/** Names of quantities that are written otherwise too; where a form has signs in it, it can't be read as words. */
const NAMES: readonly [of: string | Refused, form: RegExp][] = [
  [refused('%sacchar.', 'it needs the content of sucrose too'), /(?:net\s*\/\s*)?%\s*sacchar?\.?/i],
  [refused('polar', 'what polarisation does to it is not certain'), /polar/i],
  ['net drained', /net\s*eda|net(?:\s+of)?\s+drained(?:\s+(?:weight|wt))?|drained(?:\s+net)?(?:\s+(?:weight|wt))?/i],
  ['net dry matter', /net\s*mas|net(?:\s+of)?\s+dry(?:\s+matter)?/i],
  ['gross', /br|gross(?:\s+(?:weight|wt))?/i],
  ['common wheat', /common\s+wheat/i],
  ['live weight', /live\s+(?:weight|wt)/i],
  ['standard quality', /(?:the\s+)?(?:std\.?\s*qual\.?|standard\s+quality)/i],
  ['raw sugar', /raw\s+sugar/i],
  ['dry lactic matter', /dry\s+lactic\s+matter/i],
  ['lactic matter', /lactic\s+matter/i],
  ['total alcohol', /tot(?:al)?[\s/]*alc(?:ohol|\.)?/i],
  ['biodiesel', /biodiesel(?:\s+content)?/i],
  ['bioethanol', /bioethanol(?:\s+content)?/i],
  ['fuel content', /fuel\s+content/i],
  ['90% dry', /90\s*%\s*(?:sdt|dry)/i],
  ['acesulfame potassium', /net\s+ace\s+k|acesulfame\s+potassium/i],
  ['choline chloride', /c[5₅]h[1₁][4₄]clno|choline\s+chloride/i],
  ['potassium chloride', /kcl|potassium\s+chloride/i],
  ['hydrogen peroxide', /h[2₂]o[2₂]|hydrogen\s+peroxide/i],
  ['potassium hydroxide', /koh|potassium\s+hydroxide/i],
  ['potassium oxide', /k[2₂]o|potassium\s+oxide/i],
  ['diphosphorus pentaoxide', /p[2₂]o[5₅]|diphosphorus\s+pentaoxide/i],
  ['sodium hydroxide', /naoh|sodium\s+hydroxide/i],
  ['methylamines', /met\.\s*am\.|methylamines/i],
  ['dihydrostreptomycin', /dhs|dihydrostreptomycin/i],
  ['nitrogen', /N|nitrogen/],
  ['uranium', /U|uranium/],
  ['net', /net/i],
];
/** What measures time or strength is not the name of a quantity. */
const NO_NAME = /^(?:month|year|week|day|hour|degree|plato|grado|vol|free|nihil|price|each|min|max)s?\b/i;

const END_OF_WORD = '(?![\\p{L}\\p{N}])';
const END_OF_NAME = '(?=\\s*(?:$|[+-]|[Mm](?:[Ii][Nn]|[Aa][Xx])(?!\\p{L})))';
const FREE_NAME = /[a-z][a-z0-9]*(?:\s+(?!(?:min|max)(?![a-z]))[a-z][a-z0-9]*)*/i;

/** What of the text has this form, from a place on and after spaces. */
function at(text: string, from: number, form: RegExp, end = ''): { end: number; length: number; groups: RegExpExecArray } | null {
  const sticky = new RegExp(`\\s*((?:${form.source})${end})`, form.flags.includes('i') ? 'iuy' : 'uy');
  sticky.lastIndex = from;
  const groups = sticky.exec(text);
  return groups && { end: sticky.lastIndex, length: (groups[1] as string).length, groups };
}

/** A unit by its code, abbreviation, phrase or word. */
export function unitAt(text: string, from: number): Written<Counted | Refused> {
  const code = at(text, from, /([A-Z][A-Z0-9]{2})(?:\s*\/?\s*(HLT|[A-Z]))?/, END_OF_WORD);
  if (code) {
    const [name, qualifier] = code.groups.slice(2) as [string, string | undefined];
    const means = name === 'ASV' && (qualifier === 'X' || qualifier === 'HLT') ? null : codeMeaning(name, qualifier);
    if (means) return { end: code.end, length: code.length, means };
  }
  for (const [form, means] of PHRASES) {
    const phrase = at(text, from, form, END_OF_WORD);
    if (phrase) return { end: phrase.end, length: phrase.length, means };
  }
  const word = at(text, from, /\p{L}[\p{L}\p{N}]*/u);
  const unit = word && countedUnit(word.groups[1] as string);
  return word && unit ? { end: word.end, length: word.length, means: unitOf(unit) } : null;
}

/** `% vol/hl`, however TARIC and the UK write it. */
export const strengthAt = (text: string, from: number): Written<true> => {
  const found = at(text, from, /ASV\s*\/?\s*(?:X|HLT)/, END_OF_WORD);
  return found && { end: found.end, length: found.length, means: true };
};

/**
 * The name of a quantity after its unit: behind a slash, or `on` or `of`, any words; without them one that tariffs are known to use.
 * It means null where a slash has no name behind it.
 */
export function nameAt(text: string, from: number): Written<string | Refused | null> {
  const link = at(text, from, /\/|\.(?=\s*net)/) ?? at(text, from, /on|of/, '(?=\\s)');
  const start = link?.end ?? from;
  for (const [of, form] of NAMES) {
    const known = at(text, start, form, END_OF_NAME);
    if (known) return { end: known.end, length: known.length, means: of };
  }
  if (!link) return null;
  const words = at(text, start, FREE_NAME, END_OF_WORD);
  const name = words && (words.groups[1] as string).toLowerCase().replace(/\s+/g, ' ');
  if (!name || NO_NAME.test(name) || countedUnit(name) !== null || isCurrency(name.toUpperCase()))
    return { end: link.end, length: 0, means: null };
  return { end: words.end, length: words.length, means: name };
}
