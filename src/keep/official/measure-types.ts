import type { BAN_TYPES, Direction, DUTY_TYPES, Kind } from '../../domain/vocabulary.ts';
import type { ToldCompanies } from './reading.ts';

// The measure types of TARIC, which the tariff of the United Kingdom shares: which of them are measures of this ledger, and why others
// are not.

/** A measure type that is a measure here. */
export interface TakenType {
  kind: Kind;
  type: (typeof DUTY_TYPES)[number] | (typeof BAN_TYPES)[number];
  direction: Direction;
  status: 'provisional' | 'in_force';
  title: string;
}

const tariff = (type: (typeof DUTY_TYPES)[number], title: string, status: TakenType['status'] = 'in_force'): TakenType => ({
  kind: 'tariff',
  type,
  direction: 'import',
  status,
  title,
});
const ban = (type: (typeof BAN_TYPES)[number], title: string, direction: Direction = 'import'): TakenType => ({
  kind: 'ban',
  type,
  direction,
  status: 'in_force',
  title,
});

/** By their number. */
export const TAKEN_TYPES: Readonly<Record<string, TakenType>> = {
  103: tariff('mfn', 'Third country duty'),
  551: tariff('anti_dumping', 'Provisional anti-dumping duty', 'provisional'),
  552: tariff('anti_dumping', 'Definitive anti-dumping duty'),
  553: tariff('countervailing', 'Provisional countervailing duty', 'provisional'),
  554: tariff('countervailing', 'Definitive countervailing duty'),
  695: tariff('additional', 'Additional duties'),
  696: tariff('safeguard', 'Additional duties (safeguard)'),
  277: ban('import_ban', 'Import prohibition'),
  278: ban('export_ban', 'Export prohibition', 'export'),
  465: ban('import_restriction', 'Restriction on entry into free circulation'),
  474: ban('import_restriction', 'Entry into free circulation (quantitative limitation)'),
  475: ban('import_restriction', 'Restriction on entry into free circulation'),
  467: ban('export_control', 'Restriction on export', 'export'),
  476: ban('export_control', 'Restriction on export', 'export'),
  711: ban('import_restriction', 'Import control on restricted goods and technologies'),
  717: ban('export_control', 'Export control on restricted goods and technologies', 'export'),
  718: ban('export_control', 'Export control on luxury goods', 'export'),
  728: ban('import_restriction', 'Import control on luxury goods'),
};

/** Why a type is none, by its number; others by the letter of their series, where the document gives it. */
const OTHER_TYPES: readonly (readonly [types: RegExp, why: string])[] = [
  [/^(?:122|123|143|146|147)$/, 'a tariff quota: record it as a quota of the measure that it belongs to'],
  [/^(?:106|14[0-5])$/, 'a preference, which is no measure of a dispute'],
  [/^(?:105|11[2579])$/, 'a suspension or a rate for one use, which is no measure of a dispute'],
  [/^(?:109|110|111)$/, 'it says in what unit goods are counted, and imposes nothing'],
  [/^555$/, 'a duty whose collection is pending'],
  [/^56[1-6]$|^570$/, 'it gives notice of a proceeding, and imposes nothing by itself: record what it says of the measure'],
  [/^(?:305|306)$|^VT/, 'an internal tax, not a measure of trade'],
  [/^(?:67[2-4]|488|489|490|65\d)$/, 'an agricultural amount that is worked out from the goods or their price'],
];

const SERIES: Readonly<Record<string, string>> = {
  A: 'a declaration that customs asks for, no prohibition of trade',
  B: 'a control that any such goods need, not aimed at a partner',
  C: 'a rate for one use or one origin, which is no measure of a dispute',
  N: 'a surveillance, which imposes nothing',
  O: 'it says in what unit goods are counted, and imposes nothing',
  P: 'an internal tax, not a measure of trade',
  Q: 'an internal tax, not a measure of trade',
};

/** Why measures of this type are not taken. */
export const whyNotTaken = (type: string, series?: string): string =>
  OTHER_TYPES.find(([types]) => types.test(type))?.[1] ?? SERIES[series ?? ''] ?? 'a type of measure that is none of this ledger';

/** The codes of geographical areas that are not those of this ledger. */
const AREAS: Readonly<Record<string, string>> = { 1011: '*', 1008: '*', 1013: 'EU', XS: 'RS' };

/** The partner that an area of TARIC is; null for a group, which has a number. */
export const partnerOf = (area: string): string | null => AREAS[area] ?? (/^[A-Z]{2}$/.test(area) ? area : null);

/** The words by which a tariff names all companies without a code of their own, and those of a list elsewhere. */
const ALL_OTHERS = /^(?:all )?others?\b/i;
const COOPERATING = /co-?operating/i;
const LISTED_ELSEWHERE = /\bannex\b/i;

/**
 * Whose goods an additional code means. Codes that end in 999 are those of all others; a name with several companies has them apart by
 * semicolons or lines.
 */
export function companiesOf(code: string, description: string | null, tariff: string): ToldCompanies {
  const text = (description ?? '')
    .replace(/<br[^>]*>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .trim();
  const alias = `${tariff} ${code}`;
  if (code.endsWith('999') || (ALL_OTHERS.test(text) && !COOPERATING.test(text))) return { alias, names: [], as: 'all_others' };
  if (COOPERATING.test(text) || LISTED_ELSEWHERE.test(text)) return { alias, names: [], as: 'other_cooperating' };
  const names = text
    .split(/[;\n]+/)
    .map((name) => name.replace(/\s+/g, ' ').trim())
    .filter((name) => /\p{L}/u.test(name));
  return { alias, names, as: 'named' };
}
