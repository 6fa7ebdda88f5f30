import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { authenticate, type TokenRow } from '../changes/access.ts';
import type { WriteContext } from '../changes/write.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { type Recorded, RecordedAnswer, RegisteredAnswer } from '../things/answers.ts';
import { flag, readParameters } from '../things/questions.ts';
import { read } from '../things/read.ts';
import { honoPath, readQuery } from './address.ts';
import { limitBody, readJson } from './bodies.ts';
import { EXAMPLES } from './call-examples.ts';
import type { App, Request, Services } from './context.ts';

type Answer = Recorded | { id: string };
type Method = 'POST' | 'PATCH';
type Verb<Id, Input, Result> = (tracker: Tracker, context: WriteContext, id: Id, input: Input) => Promise<Result>;

/** A writing call: what it takes, which verb it is, and what its answer says beside its body. */
interface CallOf<Schema extends z.ZodType, Result extends Answer> {
  /** Its path has `{id}` or `{seq}` where a record is named. */
  route: `${Method} /${string}`;
  summary: string;
  /** The schema's name in the description, and that of its example. */
  bodyName: keyof typeof EXAMPLES;
  body: Schema;
  /** Which schema a body is to be read by, where `body` is a choice. */
  choose?: (content: unknown) => z.ZodType<z.output<Schema>>;
  /** The measure that the call is about: If-Match speaks of it, and the answer's ETag. */
  measure?: (id: string, input: z.output<Schema>) => string;
  /** Is it for admins alone? */
  adminOnly?: boolean;
  /** Does If-Match make sense? Not where the measure is made by the call. */
  makesMeasure?: boolean;
  /** The address of what was made. */
  location?: (input: z.output<Schema>) => string;
  verb: Verb<string, z.output<Schema>, Result>;
}

/** A call as the table of routes holds it. */
export interface MountedCall {
  method: Method;
  path: string;
  summary: string;
  bodyName: string;
  body: z.ZodType;
  /** A body that works on the bundled disputes. */
  example: object;
  answerName: 'Recorded' | 'Registered';
  answer: z.ZodType;
  /** Does it take If-Match, and give an ETag? */
  ifMatch: boolean;
  etag: boolean;
  location: boolean;
  mount(app: App, services: Services): void;
}

function mounted<Schema extends z.ZodType, Result extends Answer>(
  call: CallOf<Schema, Result>,
  answer: Pick<MountedCall, 'answerName' | 'answer'>,
): MountedCall {
  const { route, summary, bodyName, body, measure, makesMeasure = false, location } = call;
  const method: Method = route.startsWith('POST ') ? 'POST' : 'PATCH';
  const path = route.slice(method.length + 1);
  return {
    method,
    path,
    summary,
    bodyName,
    body,
    example: EXAMPLES[bodyName],
    ...answer,
    etag: measure !== undefined,
    ifMatch: measure !== undefined && !makesMeasure,
    location: location !== undefined,
    mount: (app, services) => {
      app.on(method, honoPath(path), limitBody, (c) => answerCall(c, services, call));
    },
  };
}

/** A call that records entries. */
export const recording = <Schema extends z.ZodType>(call: CallOf<Schema, Recorded>): MountedCall =>
  mounted(call, { answerName: 'Recorded', answer: RecordedAnswer satisfies z.ZodType<Recorded> });

/** A call that adds to the register, or edits it. */
export const registering = <Schema extends z.ZodType>(call: CallOf<Schema, { id: string }>): MountedCall =>
  mounted(call, { answerName: 'Registered', answer: RegisteredAnswer });

async function answerCall<Schema extends z.ZodType, Result extends Answer>(
  c: Request,
  services: Services,
  call: CallOf<Schema, Result>,
): Promise<Response> {
  // Who calls comes first: a stranger learns nothing about what a body should be.
  const token = await caller(c, services);
  if (call.adminOnly && token.role !== 'admin')
    throw new TrackerError(
      'forbidden',
      `this call is for admins, and "${token.name}" is an ${token.role}: ask one of them, or make a token with --role admin`,
    );
  const dryRun = isDryRun(c);
  const { bytes, content } = await readJson(c);
  const input = read(call.choose?.(content) ?? call.body, content) as z.output<Schema>;
  if (c.req.method === 'PATCH' && typeof input === 'object' && input !== null && Object.keys(input).length === 0)
    throw invalid('', 'the body changes nothing: name at least one field');
  const id = c.req.param('id') ?? c.req.param('seq') ?? '';
  const measure = call.measure?.(id, input) ?? null;
  const context: WriteContext = {
    actor: token.name,
    dryRun,
    // A rehearsal leaves nothing to repeat.
    idempotency: dryRun ? undefined : idempotencyOf(c, token, bytes),
    ifMatch: ifMatchOf(c, call.makesMeasure ? null : measure),
  };
  const result = await call.verb(services.tracker, context, id, input);
  c.header('Cache-Control', 'no-store');
  if (dryRun) return c.json({ ...result, dry_run: true });
  if (measure !== null && 'last_seq' in result) c.header('ETag', `"${result.last_seq}"`);
  if (call.location) c.header('Location', call.location(input));
  return c.json(result, c.req.method === 'POST' ? 201 : 200);
}

/** The number of a ledger entry out of an address. Throws `not_found` for what is no such number. */
export function seqOf(text: string, what: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new TrackerError('not_found', `there is no ${what} "${text}": a seq is a whole number, such as 42`);
}

/** A verb about an entry of the ledger, by its number in the address. */
export const bySeq =
  <Input, Result>(what: string, verb: Verb<number, Input, Result>): Verb<string, Input, Result> =>
  (tracker, context, seq, input) =>
    verb(tracker, context, seqOf(seq, what), input);

/** A verb whose body names all that it is about. */
export const named =
  <Input, Result>(verb: (tracker: Tracker, context: WriteContext, input: Input) => Promise<Result>): Verb<string, Input, Result> =>
  (tracker, context, _id, input) =>
    verb(tracker, context, input);

/** The parameters of every write. */
export const writeParameters = {
  dry_run: flag.optional().meta({ description: 'true: validate and report, record nothing' }),
} as const;

/** Whose call it is. Throws `unauthorized` without a token that works, and a 429 where too many that do not were tried. */
export async function caller(c: Request, { tracker, attempts }: Services): Promise<TokenRow> {
  const header = c.req.header('authorization');
  if (header === undefined)
    throw new TrackerError(
      'unauthorized',
      'this call needs a token, as Authorization: Bearer TOKEN; trade-disputes token create NAME --role editor makes one',
    );
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
  if (token === undefined)
    throw new TrackerError('unauthorized', 'the Authorization header is not understood: write Authorization: Bearer TOKEN');
  const row = await attempts.attempt(c, token, () => authenticate(tracker, token));
  c.set('actor', row.name);
  return row;
}

/** Is this a rehearsal? Throws `invalid` for any parameter but dry_run. */
export const isDryRun = (c: Request): boolean => readParameters(writeParameters, readQuery(c)).dry_run ?? false;

/** The key that makes a repeated call harmless, with a fingerprint of the call. Throws `invalid` for a malformed key. */
export function idempotencyOf(c: Request, token: TokenRow, body: Uint8Array): WriteContext['idempotency'] {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw invalid('Idempotency-Key', `"${key}" must be 1 to 255 visible ASCII characters`);
  const { pathname, search } = new URL(c.req.url);
  const fingerprint = createHash('sha256').update(`${c.req.method} ${pathname}${search}\n`).update(body).digest('hex');
  return { tokenId: token.id, key, fingerprint };
}

/** The state of the measure that the caller has seen. Throws `invalid` for a malformed If-Match, and for one on a call that is not about a measure. */
export function ifMatchOf(c: Request, measure: string | null): WriteContext['ifMatch'] {
  const header = c.req.header('if-match')?.trim();
  if (header === undefined || (header === '*' && measure !== null)) return undefined;
  if (measure === null) throw invalid('If-Match', `"${header}" has nothing to stand for: this call is not about one measure`);
  // The tag of an answer that came compressed says so.
  const seq = /^"(\d{1,15})(?:-gzip)?"$/.exec(header)?.[1];
  if (seq === undefined) throw invalid('If-Match', `${header} must be the ETag of the measure, such as "42" in its quotes, or *`);
  return { measure, seq: Number(seq) };
}
