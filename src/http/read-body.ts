import { TrackerError } from '../domain/errors.ts';
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
