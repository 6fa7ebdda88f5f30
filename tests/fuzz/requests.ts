import type { Random } from '../support/random.ts';
import type { Description, Operation, Parameter } from './description.ts';
import { fromSchema, HOSTILE, mutated, type Register, rightText, varied } from './values.ts';

/** A request that is sent as it stands here. */
export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | null;
  /** What is asked by the description of the API; null for what is no operation of it. */
  operation: Operation | null;
}

/** What requests are made from; the same for all of one seed. */
export interface Making {
  description: Description;
  register: Register;
  token: string;
}

/** Writes a text into an address; what is no Unicode is written as bytes that are no UTF-8. */
export function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ED%A0%80';
  }
}

/** A header can hold no line ends, nor what is beyond a byte. */
const asHeader = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').trim();

const ACCEPTS = [
  'application/json',
  'text/html',
  '*/*',
  'text/html,*/*;q=0.8',
  'text/csv',
  'image/png',
  'application/json;q=0',
  ';;;',
  '*',
];

/** A question or a write out of the description, somewhat wrong more often than not. */
export function operationRequest(random: Random, making: Making): Asked {
  const { operations } = making.description;
  const isWrite = random.percent(30);
  const operation = random.pick(operations.filter(({ body }) => (body !== null) === isWrite));
  const made = isWrite ? writeRequest(operation, random, making) : question(operation, random, making);
  // Now and then by a method that is not its own: then it is no operation.
  return random.percent(3) ? { ...made, method: random.pick(['DELETE', 'PUT', 'HEAD', 'OPTIONS', 'PROPFIND']), operation: null } : made;
}

function question(operation: Operation, random: Random, making: Making): Asked {
  const headers: Record<string, string> = {};
  if (random.percent(60)) headers.accept = random.pick(ACCEPTS);
  if (random.percent(5)) headers['if-none-match'] = asHeader(random.pick(['*', 'W/"1"', '"abc"', ...HOSTILE]));
  if (random.percent(5)) headers['accept-encoding'] = random.pick(['gzip', 'deflate', 'br', 'identity;q=0', '*;q=0']);
  if (random.percent(3)) headers['x-request-id'] = asHeader(random.pick(HOSTILE));
  if (random.percent(2)) headers.cookie = asHeader(`trade_disputes_session=${random.pick(HOSTILE)}`);
  if (random.percent(2)) headers.range = 'bytes=0-0';
  return { method: operation.method, path: address(operation, random, making), headers, body: null, operation };
}

function address({ path, parameters }: Operation, random: Random, making: Making): string {
  const named = path.replace(/\{(\w+)\}/g, (_match, name: string) => encoded(idFor(path, name, random, making)));
  const pairs = parameters
    .filter((one) => one.in === 'query' && random.percent(one.required ? 96 : 25))
    .flatMap((one) => {
      const values = Array.from({ length: random.percent(5) ? 2 : 1 }, () => textFor(one, random, making));
      return values.map((value) => `${encoded(one.name)}=${encoded(value)}`);
    });
  if (random.percent(4)) pairs.push(`${encoded(random.pick(HOSTILE))}=${encoded(random.pick(HOSTILE))}`);
  if (random.percent(2)) pairs.push(random.pick(['%', '%zz=1', '&&&', '=', 'on', '+=+', '%ff=%fe', 'q=%C3%28']));
  return `${named}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`;
}

function idFor(path: string, name: string, random: Random, { register }: Making): string {
  if (name === 'seq') {
    const isOne = path.startsWith('/resolutions/') && random.percent(80);
    return isOne
      ? String(random.pick(register.resolutions))
      : random.percent(85)
        ? String(1 + random.below(register.lastSeq + 20))
        : random.pick(HOSTILE);
  }
  const ids = register.ids[path.split('/')[1] ?? ''] ?? [];
  // A segment of dots is another address.
  return random.percent(85) && ids.length > 0 ? random.pick(ids) : random.pick(HOSTILE.filter((one) => !/^\.*$/.test(one)));
}

function textFor(
  { name, schema, description, example }: Parameter,
  random: Random,
  { register, description: { schemas } }: Making,
): string {
  const chance = random.below(100);
  if (chance < 35 && example !== undefined) return String(random.pick([example].flat()));
  if (chance >= 85) return random.pick(HOSTILE);
  const listed = /^A comma list of: (.*)$/.exec(description ?? '')?.[1]?.split(', ');
  if (listed) return Array.from({ length: random.between(1, 3) }, () => random.pick(listed)).join(',');
  const made = schema.enum || schema.anyOf ? fromSchema(schema, name, random, schemas, register) : rightText(name, random, register);
  return typeof made === 'string' ? made : JSON.stringify(made);
}

const KEYS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

function writeRequest(operation: Operation, random: Random, making: Making): Asked {
  const path = address({ ...operation, parameters: [] }, random, making);
  const query = random.percent(60)
    ? ''
    : random.pick(['?dry_run=true', '?dry_run=true', '?dry_run=maybe', '?unknown=1', '?dry_run=true&dry_run=false']);
  const headers: Record<string, string> = { 'content-type': 'application/json', authorization: `Bearer ${making.token}` };
  if (random.percent(5)) delete headers.authorization;
  else if (random.percent(4)) headers.authorization = asHeader(random.pick(['Bearer td_wrong', 'Basic YTpi', 'Bearer', ...HOSTILE]));
  if (random.percent(4)) headers['content-type'] = asHeader(random.pick(['text/plain', 'application/json; charset=utf-16', ...HOSTILE]));
  if (random.percent(15)) headers['idempotency-key'] = asHeader(random.pick([...KEYS, ...KEYS, `key-${random.below(1e9)}`, ...HOSTILE]));
  if (random.percent(10)) headers['if-match'] = asHeader(random.pick(['*', '"1"', 'W/"1"', ...HOSTILE]));
  if (random.percent(15)) headers.accept = random.pick(ACCEPTS);
  return { method: operation.method, path: path + query, headers, body: bodyFor(operation, path, random, making), operation };
}

function bodyFor({ body }: Operation, path: string, random: Random, { description: { schemas }, register }: Making): Buffer {
  // What is said of a dispute names its own measures.
  const measures = register.measuresOf[path.split('/')[2] ?? ''] ?? register.ids.measures ?? [];
  const chance = random.below(100);
  const content =
    chance < 10
      ? body?.example
      : chance < 30
        ? mutated(body?.example, random)
        : chance < 75
          ? varied(body?.example, '', random, { ...register, ids: { ...register.ids, measures } })
          : fromSchema(body?.schema ?? {}, '', random, schemas, register);
  const text = JSON.stringify(content) ?? '';
  return random.percent(8) ? spoilt(text, random) : Buffer.from(text);
}

/** A body that is no JSON any more, or none that is taken. */
function spoilt(text: string, random: Random): Buffer {
  const at = random.below(Math.max(1, text.length));
  return random.pick([
    () => Buffer.from(text.slice(0, at)),
    () => Buffer.from(`${text.slice(0, at)}}${text.slice(at)}`),
    () => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0xc3, 0x28])]),
    () => Buffer.from(`{"id": 1, "id": 2, ${text.slice(1)}`),
    () => Buffer.from(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
    () => Buffer.from('['.repeat(200_000)),
    () => Buffer.from(`"${'z'.repeat(1_100_000)}"`),
    () => Buffer.from('\ufeff{}'),
    () => Buffer.alloc(0),
  ])();
}
