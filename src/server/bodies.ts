import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { invalid, TrackerError } from '../domain/errors.ts';
import { IMPORT_MEBIBYTES, MEBIBYTE } from '../things/imported.ts';
import { repeatedKey } from '../things/json.ts';
import { read } from '../things/read.ts';
import { type Given, readPairs } from './address.ts';
import type { Env, Request } from './context.ts';
import { HttpError } from './errors.ts';

/** Stops bodies of over so many MiB with a 413, whether or not their length was announced: those in chunks are read here. */
function limitTo(most: number): MiddlewareHandler<Env> {
  const limit = bodyLimit({
    maxSize: most * MEBIBYTE,
    onError: () => {
      throw new HttpError(413, `the body has over ${most} MiB (${most * MEBIBYTE} bytes): send less at a time`, { Connection: 'close' });
    },
  });
  return (c, next) => limit(c, next).catch(leftEarly);
}

export const limitBody = limitTo(1);
/** So many bytes that lets through. */
export const LONGEST_BODY = MEBIBYTE;
/** For sheets alone. */
export const limitSheet = limitTo(IMPORT_MEBIBYTES);

/** The bytes of the body, as they are sent. Throws a 415 where they are said to be compressed: they would be told to be no JSON, and no CSV. */
export async function bytesOf(c: Request): Promise<Uint8Array> {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== 'identity')
    throw new HttpError(415, `the body must not be compressed (Content-Encoding: ${encoding}): send it as it is`, {
      'Accept-Encoding': 'identity',
    });
  return new Uint8Array(await c.req.arrayBuffer().catch(leftEarly));
}

/** A client that leaves before its body has come whole is no failure of ours: a 400, which nobody reads. */
function leftEarly(error: NodeJS.ErrnoException): never {
  throw error.code === 'ECONNRESET' ? new HttpError(400, 'the connection broke off before the body had come whole') : error;
}

/** The bytes as text; null for what is not UTF-8. */
function textIn(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The body as it came, and what it says. */
interface JsonBody {
  bytes: Uint8Array;
  content: unknown;
}

/**
 * Reads a JSON body. Throws a 415 for another type, `invalid` for bad JSON. It does not go through hono/validator, which tells neither
 * line nor column of what is wrong, and would read the body before it is known who calls.
 */
export async function readJson(c: Request): Promise<JsonBody> {
  const type = c.req.header('content-type');
  if (typeOf(c) !== 'application/json')
    throw new HttpError(415, `the body must be application/json, not ${type === undefined ? 'without a Content-Type' : `"${type}"`}`);
  const bytes = await bytesOf(c);
  const text = textIn(bytes);
  if (text === null) throw notJson('it is not UTF-8');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw notJson(whereIn(text, (error as SyntaxError).message));
  }
  const twice = repeatedKey(text);
  if (twice !== null) throw invalid(twice, `"${twice}" stands twice in the body: say it once`);
  return { bytes, content };
}

/** Reads the body of a call that says nothing beside itself: none, or an empty object. Throws `invalid` for anything else. */
export async function readNothing(c: Request): Promise<void> {
  if ((await c.req.text()).trim() !== '') read(NOTHING, (await readJson(c)).content);
}
const NOTHING = z.strictObject({});

const notJson = (why: string): TrackerError => new TrackerError('invalid', `the body is not JSON: ${why}`, [{ path: '', message: why }]);

/** Turns a parser's position into line and column. */
function whereIn(text: string, message: string): string {
  if (text.trim() === '') return 'it is empty';
  const position = / at position (\d+)/.exec(message);
  if (!position) return message;
  const before = text.slice(0, Number(position[1])).split('\n');
  return `${message.slice(0, position.index)}, line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

const FORM = 'application/x-www-form-urlencoded';
/** So often a field may come: a page shows all that was sent, and each line of a form is many times as long there. */
const MOST = 1000;

/** The type of the body, without its parameters. */
const typeOf = (c: Request): string | undefined => c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();

/** Is the body what a form of a page sends? */
export const isForm = (c: Request): boolean => typeOf(c) === FORM;

/** Is it what a form with a file sends? */
export const isUpload = (c: Request): boolean => typeOf(c) === 'multipart/form-data';

/** The fields of a form with a file. Throws `invalid` for one that can't be read. */
export const readUploadForm = (c: Request): Promise<FormData> =>
  c.req.formData().catch(() => {
    throw invalid('', 'the form can’t be read: send it again');
  });

/** Reads the fields of a form, each with its values. Throws a 415 for another type, a 413 for a field that comes too often, `invalid` for what is not UTF-8. */
export async function readForm(c: Request): Promise<Given> {
  if (!isForm(c)) throw new HttpError(415, `the body must be ${FORM}, as a form of a page sends it`);
  const text = textIn(await bytesOf(c));
  if (text === null) throw invalid('', 'the form is not UTF-8');
  const pairs = Object.entries(readPairs(text));
  const repeated = pairs.find(([, values]) => values.length > MOST);
  if (repeated) throw new HttpError(413, `the form has over ${MOST} fields "${repeated[0]}": send less at a time`);
  // A browser ends the lines of a text with CRLF; the ledger keeps LF.
  return Object.fromEntries(pairs.map(([name, values]) => [name, values.map((value) => value.replaceAll('\r\n', '\n'))]));
}

/** What a sheet may be sent as; what it is tells its content. */
export const SHEET_TYPES = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
] as const;

/** Checks that the body is of one of some types. Throws a 415. */
export function mustBeOf(c: Request, types: readonly string[], what: string): void {
  const type = typeOf(c);
  if (type !== undefined && types.includes(type)) return;
  throw new HttpError(
    415,
    `the body must be ${what} (${types.join(', ')}), not ${type === undefined ? 'without a Content-Type' : `"${type}"`}: curl --data-binary @FILE sends it so`,
  );
}
