import { CsvError, parse } from 'csv-parse/sync';
import type { Rate } from '../../domain/ledger.ts';
import { COLLECTIONS, words } from '../../domain/vocabulary.ts';
import { rateText } from '../../domain/words.ts';
import type { CodeFinder } from '../../lookups/called.ts';

import { RateBody } from '../../things/rate-table.ts';
import { examine } from '../../things/read.ts';
import { bare } from './fields.ts';
import { type ScopeWords, scopeOfWords, wordsOfScope } from './scope-fields.ts';

// Rates as lines of text, as people write them or copy them out of a spreadsheet.

/** The columns of the lines: of a scope the names of its fields. */
const COLUMNS = [
  ['rate', 'expression', 'duty'],
  ['exporters', 'companies', 'company', 'exporter'],
  ['partners', 'countries', 'country', 'partner', 'origin'],
  ['goods', 'hs codes', 'codes', 'code', 'products', 'product', 'hs code'],
  ['words', 'goods in words'],
  ['excluded', 'except'],
  ['condition'],
  ['condition_id', 'name of the condition', 'condition id'],
  ['quota'],
  ['collection', 'collected'],
  ['value_part', 'part of the value', 'value part'],
  ['note', 'rate note'],
  ['companies_complete', 'list complete'],
  ['cooperating', 'cooperating companies'],
  ['list_unknown', 'list unknown'],
  ['confidence'],
  ['doubt'],
] as const;
type Column = (typeof COLUMNS)[number][0];

/** The columns of lines that do not name theirs; those without a rate begin with the second. */
const USUAL: readonly Column[] = ['rate', 'exporters', 'partners', 'goods'];

const columnCalled = (text: string): Column | undefined => {
  const name = words(text.trim().toLowerCase());
  return COLUMNS.find((names) => names.some((one) => words(one) === name))?.[0];
};

/** The cells of a line. Where quotes don't close they are no quotes. */
function splitAt(line: string, delimiter: ',' | '\t'): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  try {
    return (parse(line, { delimiter, relax_quotes: true })[0] as string[] | undefined) ?? [];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return line.split(delimiter);
  }
}

/** Lines as cells: with tabs or bars between them, each line as it has them, or all with commas; quotes hold what has commas or tabs of its own. */
function cellsOf(text: string): { line: number; cells: string[] }[] {
  const lines = text.split('\n').map((line, index) => ({ line: index + 1, text: line }));
  const filled = lines.filter((line) => line.text.trim() !== '');
  const otherwise = filled.some((line) => /[|\t]/.test(line.text)) ? '\t' : ',';
  const split = (one: string): string[] => (one.includes('|') ? one.split(/\s*\|\s*|\t/) : splitAt(one, otherwise));
  return filled.map(({ line, text: one }) => ({ line, cells: split(one).map(bare) }));
}

/** The lines of a text, each with what its columns say. */
function rowsOf(text: string, withRate: boolean): { line: number; says: Partial<Record<Column, string>>; problem?: string }[] {
  const all = cellsOf(text);
  const [first] = all;
  if (!first) return [];
  const named = first.cells.map(columnCalled);
  const isHeader = named.every((column) => column !== undefined);
  const columns = isHeader ? (named as Column[]) : withRate ? USUAL : USUAL.slice(1);
  return all.slice(isHeader ? 1 : 0).map(({ line, cells }) => ({
    line,
    says: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
    ...(cells.length > columns.length && {
      problem: `has ${cells.length} cells, and there are ${columns.length} columns (${columns.map(words).join(', ')}): a first line may name others`,
    }),
  }));
}

/** What lines of rates say, as a body takes it; what is wrong is told with its line. */
interface ReadRows {
  rows: Record<string, unknown>[];
  problems: string[];
}

/** Two percentages, from the least to the most. */
const RANGE = /^(\d+(?:\.\d+)?)\s*%?\s*[–-]\s*(\d+(?:\.\d+)?)\s*%$/;

/** A percentage, which is no name of a company, an economy or goods. */
const PERCENTAGE = /^\d+(?:\.\d+)?\s*%$/;

/** Why a percentage stands where a name is due: the comma that was meant as a decimal point, or another order of the columns. */
function misplacedRate({ rate = '', ...names }: Partial<Record<Column, string>>): string | undefined {
  const percentage = [names.exporters, names.partners, names.goods].find((cell) => PERCENTAGE.test(cell ?? ''));
  if (percentage === undefined) return undefined;
  return /^\d+$/.test(rate) && percentage === names.exporters
    ? `"${rate},${percentage}" has a comma, which parts cells here: decimals stand after a point, as in ${rate}.${percentage}`
    : `"${percentage}" is a rate, and a rate stands first in its line: ${percentage} | ${rate || 'company'}`;
}

/** Between several goods in words of one cell. */
const GOODS_APART = ' // ';

const scopeWords = ({ cooperating = '', ...says }: Partial<Record<Column, string>>): ScopeWords => ({
  ...says,
  words: (says.words ?? '').replaceAll(GOODS_APART, '\n'),
  companies: cooperating,
  companies_complete: /^(?:true|yes)$/i.test(says.companies_complete ?? '') ? 'true' : '',
});

const collectionOf = (text: string): string => COLLECTIONS.find((one) => words(one) === text.toLowerCase()) ?? text;

/** Reads lines of rates: `RateBody`s. */
export function ratesOfText(text: string, called: CodeFinder): ReadRows {
  const read: ReadRows = { rows: [], problems: [] };
  for (const { line, says, problem } of rowsOf(text, true)) {
    const { rate = '', collection = '', value_part, note, confidence, doubt } = says;
    const scope = scopeOfWords(scopeWords(says), called);
    const [, min_pct, max_pct] = RANGE.exec(rate) ?? [];
    const row = filled({
      scope: scope?.body,
      ...(min_pct === undefined ? { expression: rate } : { range: { min_pct, max_pct } }),
      collection: collectionOf(collection),
      ...{ value_part, note, confidence, doubt },
    });
    const checked = examine(RateBody, row);
    const misplaced = misplacedRate(says);
    const wrong = [
      ...(problem ? [problem] : []),
      ...(misplaced ? [misplaced] : []),
      ...(rate === '' ? ['has no rate'] : []),
      ...(scope?.problems ?? []).map(([, message]) => message),
      ...(checked.ok || rate === '' ? [] : checked.problems.map(({ message }) => message)),
    ];
    if (wrong[0] !== undefined) read.problems.push(`line ${line}: ${wrong[0]}`);
    read.rows.push(row);
  }
  return read;
}

/** Reads lines that say for what there is no rate any more. */
export function removedOfText(text: string, called: CodeFinder): ReadRows {
  const read: ReadRows = { rows: [], problems: [] };
  for (const { line, says, problem } of rowsOf(text, false)) {
    const scope = scopeOfWords(scopeWords(says), called);
    const wrong = problem ?? scope?.problems[0]?.[1];
    if (wrong !== undefined) read.problems.push(`line ${line}: ${wrong}`);
    read.rows.push(filled({ scope: scope?.body ?? {}, value_part: says.value_part }));
  }
  return read;
}

const filled = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));

const withoutPart = ({ value_part: _part, ...rate }: Rate): Rate => rate;

/** Rates as lines of text: the usual columns, and those beside them that some rate has; null if one says more than lines can. */
export function textOfRates(rates: readonly Rate[], called: CodeFinder): string | null {
  const rows = rates.map((rate) => {
    const { companies, ...scope } = wordsOfScope(rate.scope, called);
    return {
      ...{ ...scope, words: scope.words.replaceAll('\n', GOODS_APART), cooperating: companies, rate: rateText(withoutPart(rate)) },
      ...{ collection: rate.collection === 'full' ? '' : words(rate.collection), value_part: rate.value_part ?? '', note: rate.note ?? '' },
      ...{ confidence: rate.confidence ?? '', doubt: rate.doubt ?? '' },
    } as Record<Column, string>;
  });
  const columns = COLUMNS.filter(([column]) => USUAL.includes(column) || rows.some((row) => row[column] !== ''));
  const isUsual = columns.length === USUAL.length;
  const lines = rows.map((row) => columns.map(([column]) => row[column]));
  if (lines.flat().some((cell) => /[|\t\n]/.test(cell))) return null;
  const header = columns.map((names) => names[1] ?? names[0]);
  return [...(isUsual ? [] : [header]), ...lines].map((cells) => cells.join(' | ').replace(/[\s|]+$/, '')).join('\n');
}
