import type { Scope } from '../../domain/scope.ts';
import { type Names, NO_NAMES } from '../../lookups/register.ts';
import type { FormProblem } from '../../pages/recording/form-state.ts';
import type { EntryOf } from '../../things/ledger.ts';
import { ScopeBody } from '../../things/scope.ts';
import type { Given } from '../address.ts';

/** A body, or a part of one, as fields say it. */
export interface Part {
  body: Record<string, unknown>;
  /** At which field each part of the body stood: the longest path that fits counts. */
  places: readonly (readonly [path: string, field: string])[];
  /** What is wrong that the body can't show. */
  problems: readonly FormProblem[];
}

/** What a field says; undefined if it is blank. */
export const textOf = (fields: Given, name: string, index = 0): string | undefined => fields[name]?.[index]?.trim() || undefined;

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** Fields whose names are those of the body. */
const plain = (fields: Given, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (textOf(fields, name) === undefined ? [] : [[name, textOf(fields, name)]])));

/** Puts parts of one body together. */
export const joined = (...parts: readonly Part[]): Part => ({
  body: Object.assign({}, ...parts.map((part) => part.body)),
  places: parts.flatMap((part) => part.places),
  problems: parts.flatMap((part) => part.problems),
});

/** Fields that stand at the top of a body under their own names. */
export const plainPart = (fields: Given, ...names: string[]): Part => ({
  body: plain(fields, names),
  places: names.map((name) => [name, name]),
  problems: [],
});

const SOURCE_KEYS = ['publisher', 'title', 'url', 'published_on', 'kind', 'id'] as const;
const ID_LENGTH = 60;

/** An id made of words: the publisher's and the title's. */
export function slugOf(...texts: (string | undefined)[]): string | undefined {
  const slug = texts
    .filter((text) => text !== undefined)
    .join(' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const cut =
    slug.length <= ID_LENGTH
      ? slug
      : slug
          .slice(0, ID_LENGTH + 1)
          .replace(/-[^-]*$/, '')
          .slice(0, ID_LENGTH);
  return cut === '' ? undefined : cut;
}

function newSource(fields: Given): Record<string, unknown> | null {
  const given = SOURCE_KEYS.map((key) => [key, textOf(fields, `source_${key}`)] as const).filter(([, text]) => text !== undefined);
  if (given.length === 0) return null;
  const source: Record<string, unknown> = Object.fromEntries(given);
  const id = source.id ?? slugOf(textOf(fields, 'source_publisher'), textOf(fields, 'source_title'));
  return id === undefined ? source : { ...source, id };
}

/** What an entry says about itself: when it was announced, how sure it is, and its sources. */
export function provenancePart(fields: Given): Part {
  const ids = (fields.sources ?? []).flatMap((text, index) => listOf(text).map((id) => ({ id, field: `sources-${index + 1}` })));
  const added = newSource(fields);
  const sources = [...ids.map(({ id }) => id), ...(added === null ? [] : [added])];
  const unsourced = fields.unsourced?.includes('true') ?? false;
  const problems: FormProblem[] = [];
  if (sources.length === 0 && !unsourced) problems.push({ field: 'sources-1', message: 'name a source, or tick that there is none' });
  if (sources.length > 0 && unsourced) problems.push({ field: 'unsourced', message: 'untick this, or take the source out' });
  return {
    body: {
      // Verified means read in the source that is named.
      confidence: sources.length > 0 ? 'verified' : 'recalled',
      ...plain(fields, ['announced_on', 'note', 'confidence', 'doubt']),
      ...(sources.length > 0 && { sources }),
      ...(unsourced && { unsourced }),
    },
    places: [
      ...['announced_on', 'note', 'confidence', 'doubt'].map((name) => [name, name] as const),
      ['sources', 'sources-1'],
      ...ids.map(({ field }, index) => [`sources.${index}`, field] as const),
      [`sources.${ids.length}`, added === null ? 'sources-1' : 'source_id'],
      ...SOURCE_KEYS.map((key) => [`sources.${ids.length}.${key}`, `source_${key}`] as const),
    ],
    problems,
  };
}

/** The codes of names, as people call them; what is no name stays as it is. A name may hold a comma: Korea, Republic of. */
function codesOf(parts: readonly string[], ...lists: ReadonlyMap<string, string>[]): string[] {
  if (parts.length === 0) return [];
  const codes = new Map<string, string>();
  for (const [code, name] of lists.flatMap((list) => [...list])) if (!codes.has(name.toLowerCase())) codes.set(name.toLowerCase(), code);
  const found: string[] = [];
  for (let start = 0; start < parts.length; ) {
    // The longest run of parts that is a name.
    let end = Math.min(parts.length, start + LONGEST_NAME);
    while (end > start + 1 && !codes.has(parts.slice(start, end).join(', ').toLowerCase())) end--;
    const text = parts.slice(start, end).join(', ');
    found.push(codes.get(text.toLowerCase()) ?? text);
    start = end;
  }
  return found;
}

/** No name has more commas than that. */
const LONGEST_NAME = 4;

/** Which fields are those of one scope, by their names and number. */
export interface ScopeAt {
  prefix: string;
  suffix?: string;
  index?: number;
}

/** A scope out of its fields, with places below `path`; null if all are blank. */
export function scopePart(fields: Given, { prefix, suffix = '', index }: ScopeAt, path: string, names: Names): Part | null {
  const name = (field: string): string => `${prefix}${field}${suffix}`;
  const id = (field: string): string => (index === undefined ? name(field) : `${name(field)}-${index + 1}`);
  const read = (field: string): string | undefined => textOf(fields, name(field), index);
  const codes = listOf(read('goods'));
  const words = read('words');
  const places = (field: string): string[] => codesOf(listOf(read(field)), names.jurisdictions, names.areas);
  const condition = read('condition');
  const body: Record<string, unknown> = {
    goods: [...codes, ...(words === undefined ? [] : [{ name: words }])],
    partners: places('partners'),
    excluded: places('excluded'),
    exporters: codesOf(listOf(read('exporters')), names.exporters),
  };
  for (const [key, value] of Object.entries(body)) if (Array.isArray(value) && value.length === 0) delete body[key];
  if (condition !== undefined) body.condition = condition;
  if (Object.keys(body).length === 0) return null;
  return {
    body,
    places: [
      [path, id('goods')],
      ...['goods', 'partners', 'excluded', 'exporters', 'condition'].map((field) => [`${path}.${field}`, id(field)] as const),
      [`${path}.goods.${codes.length}`, id('words')],
    ],
    problems: [],
  };
}

/** What a status change says, its own remarks and sources included. */
export function statusChangePart(fields: Given, names: Names): Part {
  const count = Object.entries(fields).reduce(
    (most, [name, { length }]) => (name.startsWith('exempt_') ? Math.max(most, length) : most),
    0,
  );
  const scopes: Part[] = [];
  for (let index = 0; index < count; index++) {
    const scope = scopePart(fields, { prefix: 'exempt_', index }, `exemptions.${scopes.length}`, names);
    if (scope) scopes.push(scope);
  }
  return joined(plainPart(fields, 'status', 'effective_on', 'until_on'), provenancePart(fields), {
    body: scopes.length === 0 ? {} : { exemptions: scopes.map(({ body }) => body) },
    places: [['exemptions', 'exempt_goods-1'], ...scopes.flatMap(({ places }) => places)],
    problems: [],
  });
}

/** No part of a body that has a field of its own stands deeper. */
const DEEPEST = 6;

/** Finds the field at which a part of the body stood; empty if there is none. */
export function placesOf({ places }: Part): (path: string) => string {
  const fields = new Map(places);
  return (path) => {
    for (let steps = path.split('.', DEEPEST); steps.length > 0; steps = steps.slice(0, -1)) {
      const field = fields.get(steps.join('.'));
      if (field !== undefined) return field;
    }
    return '';
  };
}

const scopeFields = ({ goods, partners, excluded, exporters, condition }: Scope): Record<string, string> => ({
  exempt_goods: goods.flatMap(({ codes }) => codes).join(', '),
  exempt_words: goods.flatMap(({ name }) => name ?? []).join(', '),
  exempt_partners: partners.join(', '),
  exempt_excluded: excluded.join(', '),
  exempt_exporters: exporters.join(', '),
  exempt_condition: condition ?? '',
});

/** Do the fields say all that the scope says? */
function holds(scope: Scope): boolean {
  const fields = Object.fromEntries(Object.entries(scopeFields(scope)).map(([name, value]) => [name, [value]]));
  const part = scopePart(fields, { prefix: 'exempt_', index: 0 }, '', NO_NAMES);
  const read = ScopeBody.safeParse(part?.body ?? {});
  return read.success && part !== null && JSON.stringify(read.data) === JSON.stringify(scope);
}

/** The fields that say what a status change says; null if one of its exemptions says more than fields can. */
export function statusChangeFields(entry: EntryOf<'status_change'>): Given | null {
  if (!entry.exemptions.every(holds)) return null;
  const { status, effective_on, until_on, announced_on, note, confidence, doubt, sources } = entry;
  const single = { status, effective_on, until_on, announced_on, note, confidence, doubt };
  const scopes = entry.exemptions.map(scopeFields);
  const names = Object.keys(scopes[0] ?? {});
  return {
    ...Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value ?? '']])),
    ...(sources.length > 0 ? { sources } : { unsourced: ['true'] }),
    ...Object.fromEntries(names.map((name) => [name, scopes.map((scope) => scope[name] ?? '')])),
  };
}
