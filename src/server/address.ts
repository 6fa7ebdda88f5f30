import { type Instant, parseKnownAt } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import type { Given } from '../pages/view.ts';
import type { Request } from './context.ts';

export type { Given };

/** Decodes one part of an address. Throws `invalid` for what is not UTF-8, and for NUL, which one of the engines can't hold. */
function decode(text: string, path: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw invalid(path, `"${text}" is not UTF-8 in percent-encoding${/%(?![\da-f]{2})/i.test(text) ? ': write %25 for %' : ''}`);
  }
  if (decoded.includes('\u0000')) throw invalid(path, `"${text}" holds the NUL character, which no value has`);
  return decoded;
}

/** Reads names and values as an address or a form has them, strictly: what can't be decoded is an error and never a replacement character. */
export function readPairs(text: string): Given {
  const given: Record<string, string[]> = Object.create(null);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode((equals === -1 ? pair : pair.slice(0, equals)).replaceAll('+', ' '), 'query');
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1).replaceAll('+', ' '), name);
    given[name] ??= [];
    given[name].push(value);
  }
  return given;
}

/** Reads the query of an address. */
export function readQuery(c: Request): Given {
  const start = c.req.url.indexOf('?');
  return readPairs(start === -1 ? '' : c.req.url.slice(start + 1));
}

/** Says in a header which codes were taken for words: what a file has no place for. */
export function sayTaken(c: Request, took: Readonly<Record<string, string>>): void {
  const pairs = Object.entries(took).map(([name, code]) => `${name}=${code}`);
  if (pairs.length > 0) c.header('X-Took', pairs.join('; '));
}

/** What was asked of the clock of knowledge, as the answer reads it; null if nothing was, or if it is no time. */
export function instantOf(text: string | undefined): Instant | null {
  try {
    return text === undefined ? null : parseKnownAt(text);
  } catch {
    return null;
  }
}

/** What mail, networks and advertisers put onto the links that people share: it says who came, and nothing of what is asked. */
const FOLLOWING =
  /^(?:utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|mc_[ce]id|igshid|ttclid|twclid|yclid|li_fat_id|_ga|_gl|_hsenc|_hsmi)$/i;

/** The parameters less the blank ones that a browser's form sends for the fields left empty, and what others put onto links; null if there is none. */
export function withoutBlanks(given: Given): Given | null {
  const filled = Object.entries(given).flatMap(([name, values]) => {
    const kept = FOLLOWING.test(name) ? [] : values.filter((value) => value.trim() !== '');
    return kept.length === 0 ? [] : [[name, kept] as const];
  });
  const count = (lists: readonly (readonly string[])[]): number => lists.reduce((sum, list) => sum + list.length, 0);
  return count(filled.map(([, values]) => values)) === count(Object.values(given)) ? null : Object.fromEntries(filled);
}

/** The given parameters that a shape knows. */
export const only = (given: Given, shape: Readonly<Record<string, unknown>>): Given =>
  Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(shape, name)));

/** The others. */
export const without = (given: Given, shape: Readonly<Record<string, unknown>>): Given =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(shape, name)));

/** Is the site reached by TLS, here or in front of here? */
export const isSecure = ({ url, headers }: globalThis.Request): boolean =>
  new URL(url).protocol === 'https:' || headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';

/** Where this site is, as who asks reaches it: https://example.org. */
export const originOf = (request: globalThis.Request): string => `${isSecure(request) ? 'https' : 'http'}://${new URL(request.url).host}`;

/** Checks that the path of an address can be decoded at all. Throws `invalid`. */
export function checkPath(c: Request): void {
  for (const segment of c.req.path.split('/')) decode(segment, 'path');
}

/** The path of an address as it was written, to be sent back. Two slashes in front would name another host there. */
export const writtenPath = (c: Request): string => new URL(c.req.url).pathname.replace(/^\/{2,}/, '/');

/** A path with a query, in the order given; parameters without a value are left out. */
export function addressOf(path: string, given: Given): string {
  const query = Object.entries(given).flatMap(([name, values]) =>
    values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':')}`),
  );
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** A path of the table of routes as Hono writes it: `{id}` → `:id`, `{id}.json` → the same of segments that end so. */
export const honoPath = (path: string): string =>
  path.replace(/\{(\w+)\}(\.\w+)?/g, (_whole, name: string, suffix?: string) => (suffix ? `:${name}{[^/]+\\${suffix}}` : `:${name}`));

/** The same as people read it, out of Hono's: what the log and the metrics call a route. */
export const routeName = (pattern: string): string => pattern.replace(/:(\w+)(?:\{\[\^\/\]\+\\(\.\w+)\})?/g, '{$1}$2');

/** The parameter that names a record, less the suffix that chose the rendering. */
export function recordId(c: Request, suffix: string): string {
  const text = c.req.param('id') ?? '';
  return suffix === '' ? text : text.slice(0, -suffix.length);
}

/** Does a request by this method only read? */
export const onlyReads = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Where sheets of shipments are answered. */
export const SHIPMENTS = '/shipments';

/** Is it a question that is sent in a body, and records nothing? */
export const asksInBody = (path: string): boolean => path === SHIPMENTS || path.startsWith(`${SHIPMENTS}.`);
