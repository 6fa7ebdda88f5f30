import type { z } from 'zod';
import { type ErrorDetail, invalid, TrackerError } from '../domain/errors.ts';
import { type Given, readPairs } from './address.ts';
import type { Request } from './context.ts';
import { HttpError } from './errors.ts';

const LIMIT = 1024 * 1024;
const tooLarge = (): HttpError =>
  new HttpError(413, `the body has over 1 MiB (${LIMIT} bytes): send less at a time`, { Connection: 'close' });

/** The body as it came, and what it says. */
export interface JsonBody {
  bytes: Uint8Array;
  content: unknown;
}

/** Reads a JSON body. Throws a 415 for another type, a 413 for over 1 MiB whether or not its length was announced, `invalid` for bad JSON. */
export async function readJson(c: Request): Promise<JsonBody> {
  const type = c.req.header('content-type');
  if (type?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw new HttpError(415, `the body must be application/json, not ${type === undefined ? 'without a Content-Type' : `"${type}"`}`);
  const bytes = await readBytes(c);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notJson('it is not UTF-8');
  }
  try {
    return { bytes, content: JSON.parse(text) };
  } catch (error) {
    throw notJson(whereIn(text, (error as SyntaxError).message));
  }
}

const notJson = (why: string): TrackerError => new TrackerError('invalid', `the body is not JSON: ${why}`, [{ path: '', message: why }]);

/** Turns a parser's position into line and column. */
function whereIn(text: string, message: string): string {
  if (text.trim() === '') return 'it is empty';
  const position = / at position (\d+)/.exec(message);
  if (!position) return message;
  const before = text.slice(0, Number(position[1])).split('\n');
  return `${message.slice(0, position.index)}, line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/** The bytes of a body. Throws a 413 for over 1 MiB. */
export async function readBytes(c: Request): Promise<Uint8Array> {
  if (Number(c.req.header('content-length') ?? 0) > LIMIT) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = c.req.raw.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > LIMIT) throw tooLarge();
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * Reads a body by its schema. Throws `invalid` with a detail for each thing that is wrong: where it stood (`changes.0.status`), the
 * value, and what would be right.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = check(schema, body);
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => detailsOf(issue, []));
  const [first] = details;
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : '';
  throw new TrackerError('invalid', `${[first?.path, first?.message].filter(Boolean).join(': ')}${more}`, details);
}

/** The parser hands issues on as arguments, of which there may be only so many. */
function check<Schema extends z.ZodType>(schema: Schema, body: unknown): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(body, { reportInput: true, error: explain });
  } catch (error) {
    if (error instanceof RangeError) throw invalid('', 'more is wrong here than can be told: send less at a time');
    throw error;
  }
}

/** What is right, for issues that the schema has no words for. */
function explain(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing: it must be ${kindName(issue.expected)}`
        : `must be ${kindName(issue.expected)}, not ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `is not known: use ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `is not known here: the known fields are ${knownKeys(issue).join(', ')}`;
    default:
      return undefined;
  }
}

const kindName = (expected: string): string => (/^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return kindName(typeof value);
}

function knownKeys({ inst }: RawIssue): string[] {
  const def: object = inst?._zod.def ?? {};
  return 'shape' in def && typeof def.shape === 'object' && def.shape !== null ? Object.keys(def.shape) : [];
}

function detailsOf(issue: Issue, before: readonly PropertyKey[]): ErrorDetail[] {
  const path = [...before, ...issue.path].map(String);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return likeliest(issue.errors).flatMap((one) => detailsOf(one, path));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: `"${key}" ${issue.message}` }));
  return [{ path: path.join('.'), message: named(issue.message, issue.input) }];
}

/** Of the branches of a union, the one that was meant: not one of another type, then the one with the least wrong. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const rank = (issues: readonly Issue[]): number => {
    const atTop = issues.filter((issue) => issue.path.length === 0).map((issue) => issue.code);
    return (atTop.includes('invalid_type') ? 1000 : 0) + (atTop.includes('invalid_value') ? 100 : 0) + issues.length;
  };
  return [...branches].sort((a, b) => rank(a) - rank(b))[0] ?? [];
}

/** Messages name the value that was wrong. */
function named(message: string, value: unknown): string {
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!scalar || message.includes(`"${value}"`)) return message;
  const text = String(value);
  return `"${text.length > 100 ? `${text.slice(0, 100)}…` : text}" ${message}`;
}

const FORM = 'application/x-www-form-urlencoded';
/** So often a field may come: a page shows all that was sent, and each line of a form is many times as long there. */
const MOST = 1000;

/** Is the body what a form of a page sends? */
export const isForm = (c: Request): boolean => c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === FORM;

/** Reads the fields of a form, each with its values. Throws a 415 for another type, a 413 for over 1 MiB or a field that comes too often, `invalid` for what is not UTF-8. */
export async function readForm(c: Request): Promise<Given> {
  if (!isForm(c)) throw new HttpError(415, `the body must be ${FORM}, as a form of a page sends it`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(c));
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw invalid('', 'the form is not UTF-8');
  }
  const pairs = Object.entries(readPairs(text));
  const repeated = pairs.find(([, values]) => values.length > MOST);
  if (repeated) throw new HttpError(413, `the form has over ${MOST} fields "${repeated[0]}": send less at a time`);
  // A browser ends the lines of a text with CRLF; the ledger keeps LF.
  return Object.fromEntries(pairs.map(([name, values]) => [name, values.map((value) => value.replaceAll('\r\n', '\n'))]));
}
