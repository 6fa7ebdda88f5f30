import { gunzipSync, inflateSync } from 'node:zlib';
import type { Tally } from '../support/tally.ts';
import type { Description } from './description.ts';
import type { Asked } from './requests.ts';
import { mismatch } from './schema.ts';
import type { Answered } from './send.ts';

const PROBLEM = 'application/problem+json';
/** Any operation may be answered so, whatever it is: its method, its Accept or its size is not taken, or the server is not able to. */
const ANYWHERE = new Set([404, 405, 406, 414, 431, 503]);

/** What Node itself says, without a body, of what never became a request: bytes that are no HTTP, a head that is too long. */
export const isNoRequest = (status: number, type: string): boolean => type === '' && [400, 408, 413, 417, 431].includes(status);

const typeOf = ({ headers }: Answered): string => String(headers['content-type'] ?? '').split(';')[0] as string;

/** The body as it was before it was compressed. */
function unpacked({ headers, body }: Answered): Buffer {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || body.length === 0) return body;
  return encoding === 'gzip' ? gunzipSync(body) : inflateSync(body);
}

/** Holds an answer against the description; says what is wrong with it, or null. */
export function wrongWith(
  { operation, method, headers: { accept = '*/*' } }: Asked,
  answer: Answered,
  description: Description,
): string | null {
  const { status } = answer;
  const type = typeOf(answer);
  let body: Buffer;
  try {
    body = unpacked(answer);
  } catch (error) {
    return `is not packed as it says: ${(error as Error).message}`;
  }
  if (method === 'HEAD') return body.length > 0 ? 'a HEAD has a body' : null;
  if (status === 304) return body.length > 0 ? 'a 304 has a body' : null;
  const isJson = type === 'application/json' || type === PROBLEM;
  let content: unknown;
  try {
    content = isJson ? JSON.parse(body.toString()) : null;
  } catch {
    return `is no JSON, though it says so: ${body.toString().slice(0, 200)}`;
  }
  if (status >= 400) {
    if (type === 'text/html') return accept.includes('html') ? null : 'is told as a page to who did not ask for one';
    if (isNoRequest(status, type)) return null;
    if (type !== PROBLEM) return `is an error as "${type}"`;
    const wrong = mismatch({ $ref: '#/components/schemas/Problem' }, content, description.schemas);
    if (wrong !== null) return wrong;
    if ((content as { status: number }).status !== status) return `says ${(content as { status: number }).status} in its body`;
  }
  if (operation === null) return null;
  const described = operation.responses[status];
  // A page without its blank fields, and what is asked of a path that is cut off.
  if (described === undefined) return ANYWHERE.has(status) || status === 303 ? null : 'has a status that is not described';
  const { content: contents } = described;
  if (contents === undefined || Object.keys(contents).length === 0) return null;
  const own = contents[type];
  if (own === undefined) return `is "${type}", described are ${Object.keys(contents).join(', ')}`;
  return isJson ? mismatch(own.schema, content, description.schemas) : null;
}

/** How a request is seen again by hand. */
export function shown({ method, path, headers, body }: Asked): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const said = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const text = body?.toString() ?? '';
  const data =
    body === null ? [] : [`--data-binary ${quoted(text.length > 3000 ? `${text.slice(0, 3000)}… (${body.length} bytes)` : text)}`];
  return ['curl', '--path-as-is', '-X', method, ...said, ...data, quoted(`http://localhost:3000${path}`)].join(' ');
}

/** Statuses by the hundred, for the table. */
export const countStatus = (tally: Tally, kind: string, status: number): void => tally.count(`${kind}: ${Math.floor(status / 100)}xx`);
