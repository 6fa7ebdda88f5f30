import { fieldsAt } from '../../domain/errors.ts';
import type { Goods, Scope } from '../../domain/scope.ts';
import type { CodeFinder } from '../../lookups/called.ts';
import { classWords } from '../../lookups/called.ts';
import { SCOPE_FIELDS } from '../../pages/recording/fields.tsx';
import { type FormProblem, fieldLabel } from '../../pages/recording/form-state.ts';
import { GoodsCode, UNKNOWN_GOODS } from '../../things/scalars.ts';
import { ScopeBody } from '../../things/scope.ts';
import type { Given } from '../address.ts';
import { codesIn, listOf, lookUp, type Part, textLines, textOf } from './fields.ts';

// A scope as fields hold it, and back.

/** Which fields are those of one scope, by their names and number. */
interface ScopeAt {
  prefix: string;
  suffix?: string;
  index?: number;
}

/** What each field of a scope is a list of. */
const CALLED_BY = {
  partners: ['place', 'economy or area here'],
  excluded: ['place', 'economy or area here'],
  exporters: ['exporter', 'company here: add it first'],
  companies: ['exporter', 'company here: add it first'],
} as const;

/** A code as schedules print it, in the one form of the ledger. */
const codeOf = (text: string): string => {
  const [, ex = '', digits = ''] = /^(ex\s+)?([\d\s.-]+)$/i.exec(text) ?? [];
  return digits === '' ? text : `${ex === '' ? '' : 'ex '}${digits.replace(/[\s.-]/g, '')}`;
};

const unknownGoods = (text: string, called: CodeFinder): string => {
  const hint = called.nearly('goods', text);
  return hint === ''
    ? `"${text}" ${UNKNOWN_GOODS}; what no code says stands under “${fieldLabel('words')}”`
    : `"${text}" is no code: ${hint}`;
};

/** How far to trust the codes of goods, as a line says it. */
const TRUST = { recalled: ' (from memory)', verified: ' (verified)' } as const;
const NOTE = ' — ';

/** Are they meant as codes? One that is none is refused then, and not taken for a word. */
const areCodes = (list: readonly string[]): boolean => list.length > 0 && list.every((code) => /^(?:\*|(?:ex )?\d+)$/.test(code));

/** Goods in a line: `Toys: 9503, 9504 (from memory) — for children`, or a part of that. */
function goodsOfLine(line: string): Record<string, unknown> {
  const at = line.indexOf(NOTE);
  const [before, note] = at < 0 ? [line, undefined] : [line.slice(0, at).trim(), line.slice(at + NOTE.length).trim()];
  const trust = (['recalled', 'verified'] as const).find((one) => before.endsWith(TRUST[one]));
  const text = trust === undefined ? before : before.slice(0, -TRUST[trust].length).trim();
  const [, name, list] = /^(.+): (.*)$/.exec(text) ?? [];
  const codes = listOf(list ?? text).map(codeOf);
  return {
    ...(areCodes(codes) ? { codes, ...(name !== undefined && { name }) } : { name: text }),
    ...(note !== undefined && { note }),
    ...(trust !== undefined && { confidence: trust }),
  };
}

const isBare = ({ name, note, confidence }: Goods): boolean => name === null && note === null && confidence === null;
const lineOfGoods = ({ name, codes, note, confidence }: Goods): string =>
  [
    [name, codes.join(', ')].filter(Boolean).join(': '),
    confidence === null ? '' : TRUST[confidence],
    note === null ? '' : `${NOTE}${note}`,
  ].join('');

/** A scope in the words of its fields: what each of them says. */
export interface ScopeWords extends Partial<Record<(typeof SCOPE_FIELDS)[number], string>> {}

/** A scope out of the words of its fields; null if all are blank. `problems` are told by field. */
export function scopeOfWords(
  words: ScopeWords,
  called: CodeFinder,
): { body: Record<string, unknown>; problems: [field: string, message: string][] } | null {
  const problems: [string, string][] = [];
  const body: Record<string, unknown> = {};
  const codes = listOf(words.goods).map((text) => {
    const code = codeOf(text);
    if (GoodsCode.safeParse(code).success) return code;
    const { found, problem } = lookUp(() => called.goods(text));
    if (problem !== undefined) problems.push(['goods', problem]);
    else if (found === undefined && /^(?!ex )\p{L}/iu.test(text)) problems.push(['goods', unknownGoods(text, called)]);
    return found ?? text;
  });
  const named = textLines(words.words).map(goodsOfLine);
  if (codes.length + named.length > 0) body.goods = [...codes, ...named];
  for (const [field, [by, what]] of Object.entries(CALLED_BY) as [keyof typeof CALLED_BY, (typeof CALLED_BY)[keyof typeof CALLED_BY]][]) {
    const { codes: list, problems: wrong } = codesIn(words[field], called[by], what, (one) => called.nearly(by, one));
    if (list.length > 0) body[field] = list;
    if (wrong[0] !== undefined) problems.push([field, wrong[0]]);
  }
  for (const field of ['condition', 'condition_id', 'quota'] as const) if (words[field]?.trim()) body[field] = words[field]?.trim();
  if (words.companies_complete === 'true') body.companies_complete = true;
  const unknown = listOf(words.list_unknown);
  if (unknown.length > 0) body.list_unknown = unknown;
  return Object.keys(body).length === 0 ? null : { body, problems };
}

/** A scope out of its fields, with places below `path`; null if all are blank. */
export function scopePart(fields: Given, { prefix, suffix = '', index }: ScopeAt, path: string, called: CodeFinder): Part | null {
  const name = (field: string): string => `${prefix}${field}${suffix}`;
  const id = (field: string): string => (index === undefined ? name(field) : `${name(field)}-${index + 1}`);
  const words = Object.fromEntries(SCOPE_FIELDS.map((field) => [field, textOf(fields, name(field), index) ?? '']));
  const scope = scopeOfWords(words, called);
  if (scope === null) return null;
  const under = fieldsAt(path);
  const codes = listOf(words.goods).length;
  return {
    body: scope.body,
    places: [
      [path, id('goods')],
      ...SCOPE_FIELDS.map((field) => [under(field), id(field)] as const),
      ...textLines(words.words).map((_, at) => [under(`goods.${codes + at}`), id('words')] as const),
    ],
    problems: scope.problems.map(([field, message]): FormProblem => ({ field: id(field), message })),
  };
}

/** As many scopes as fields of this prefix are filled, with places below `path`. */
export function scopesPart(fields: Given, prefix: string, path: string, called: CodeFinder): Part {
  const count = Object.entries(fields).reduce((most, [name, { length }]) => (name.startsWith(prefix) ? Math.max(most, length) : most), 0);
  const scopes: Part[] = [];
  for (let index = 0; index < count; index++) {
    const scope = scopePart(fields, { prefix, index }, `${path}.${scopes.length}`, called);
    if (scope) scopes.push(scope);
  }
  return {
    body: scopes.length === 0 ? {} : { [path]: scopes.map(({ body }) => body) },
    places: [[path, `${prefix}goods-1`], ...scopes.flatMap(({ places }) => places)],
    problems: scopes.flatMap(({ problems }) => problems),
  };
}

/** A scope in the words of its fields, economies and companies by name. */
export function wordsOfScope(scope: Scope, { names }: CodeFinder): Record<(typeof SCOPE_FIELDS)[number], string> {
  const places = (codes: readonly string[]): string =>
    codes.map((code) => (code === '*' ? 'all' : (names.jurisdictions.get(code) ?? names.areas.get(code) ?? code))).join('; ');
  const companies = (ids: readonly string[]): string => ids.map((id) => classWords(id) ?? names.exporters.get(id) ?? id).join('; ');
  return {
    goods: scope.goods.flatMap((one) => (isBare(one) ? one.codes : [])).join(', '),
    words: scope.goods
      .filter((one) => !isBare(one))
      .map(lineOfGoods)
      .join('\n'),
    partners: places(scope.partners),
    excluded: places(scope.excluded),
    exporters: companies(scope.exporters),
    condition: scope.condition ?? '',
    companies: companies(scope.companies),
    companies_complete: scope.companies_complete ? 'true' : '',
    quota: scope.quota ?? '',
    condition_id: scope.condition_id ?? '',
    list_unknown: scope.list_unknown.join(', '),
  };
}

/** The words of a scope under the names of its fields. */
export const scopeFields = (scope: Scope, prefix: string, called: CodeFinder): Given =>
  Object.fromEntries(Object.entries(wordsOfScope(scope, called)).map(([field, text]) => [`${prefix}${field}`, [text]]));

/** The same of several: each field once for each of them. */
export function scopesFields(scopes: readonly Scope[], prefix: string, called: CodeFinder): Given {
  const all = scopes.map((scope) => wordsOfScope(scope, called));
  return Object.fromEntries(SCOPE_FIELDS.map((field) => [`${prefix}${field}`, all.map((words) => words[field])]));
}

/** Goods in one order, bare codes each on its own: what they say, not how they were put. */
const goodsText = ({ goods }: Scope): string =>
  goods
    .flatMap((one) => (isBare(one) ? one.codes.map((code) => [code]) : [one.codes]).map((codes) => lineOfGoods({ ...one, codes })))
    .sort()
    .join('\n');

/** Do the fields say all that the scope says? */
export function holds(scope: Scope, called: CodeFinder): boolean {
  const words = scopeOfWords(wordsOfScope(scope, called), called);
  const read = ScopeBody.safeParse(words?.body ?? {});
  if (!read.success || (words?.problems.length ?? 0) > 0) return false;
  const whole = (one: Scope): string =>
    JSON.stringify(Object.entries({ ...one, goods: goodsText(one) }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return whole(read.data) === whole(scope);
}
