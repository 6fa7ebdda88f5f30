import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { authenticate, type TokenRow, writerOf } from '../changes/access.ts';
import { type Call, inputOf } from '../changes/call.ts';
import { EXAMPLES } from '../changes/call-examples.ts';
import { mustRecord, seenAt, type WriteContext } from '../changes/write.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { partyOf, propose } from '../keep/proposals/proposals.ts';
import type { Proposing } from '../keep/proposals/rehearsal.ts';
import { measureTag } from '../lookups/measure.ts';
import { RecordedAnswer, RegisteredAnswer } from '../things/answers.ts';
import type { ProposedCall } from '../things/proposal.ts';
import { flag, readParameters } from '../things/questions.ts';
import { honoPath, readQuery, writtenPath } from './address.ts';
import { limitBody, readJson } from './bodies.ts';
import type { App, Request, Services } from './context.ts';

/** A call as the table of routes holds it. */
export interface MountedCall extends Pick<Call, 'method' | 'path' | 'summary' | 'bodyName' | 'body' | 'adminOnly'> {
  /** A body that works on the bundled disputes. */
  example: object;
  answerName: Call['answers'];
  answer: z.ZodType;
  /** Does it take If-Match, and give an ETag? */
  ifMatch: boolean;
  etag: boolean;
  location: boolean;
  mount(app: App, services: Services): void;
}

const ANSWERS = { Recorded: RecordedAnswer, Registered: RegisteredAnswer } as const;

/** A call at its address. */
export const mounted = (call: Call): MountedCall => ({
  ...call,
  example: EXAMPLES[call.bodyName],
  answerName: call.answers,
  answer: ANSWERS[call.answers],
  etag: call.measure !== undefined,
  ifMatch: call.measure !== undefined && !call.makesMeasure,
  location: call.location !== undefined,
  mount: (app, services) => {
    app.on(call.method, honoPath(call.path), limitBody, (c) => answerCall(c, services, call));
  },
});

async function answerCall(c: Request, services: Services, call: Call): Promise<Response> {
  // Who calls comes first: a stranger learns nothing about what a body should be.
  const token = await caller(c, services, call.adminOnly ? 'admin' : 'editor');
  const asked = howAsked(readParameters(writeParameters, readQuery(c)));
  if (!asked.isProposal) mustRecord({ ...writerOf(token), dryRun: asked.dryRun });
  if (!asked.isProposal && !asked.dryRun) mustBeAdminFor(call, token, 'propose it (?propose=true)');
  const { bytes, content } = await readJson(c);
  const input = inputOf(call, content);
  const id = c.req.param('id') ?? c.req.param('seq') ?? '';
  const measure = call.measure?.(id, input) ?? null;
  const guards = {
    // A rehearsal leaves nothing to repeat.
    idempotency: asked.dryRun ? undefined : idempotencyOf(c, token, bytes),
    ifMatch: ifMatchOf(c, call.makesMeasure ? null : measure),
  };
  if (asked.isProposal) {
    // The schema of every body is an object's.
    const body = content as ProposedCall['body'];
    return answerProposal(c, services, token, { calls: [{ method: call.method, path: writtenPath(c), body }] }, guards);
  }
  const result = await call.verb(services.tracker, { ...writerOf(token), dryRun: asked.dryRun, ...guards }, id, input);
  c.header('Cache-Control', 'no-store');
  if (asked.dryRun) return c.json({ ...result, dry_run: true });
  if (measure !== null && 'last_seq' in result)
    c.header('ETag', `"${await measureTag(services.tracker, result.last_seq, { afterWrite: true })}"`);
  if (call.location) c.header('Location', call.location(input));
  return c.json(result, c.req.method === 'POST' ? 201 : 200);
}

/** Throws `forbidden` where a call is for admins and this is none; `instead`: what to do. */
export function mustBeAdminFor({ adminOnly }: Pick<Call, 'adminOnly'>, { name, role }: TokenRow, instead: string): void {
  if (adminOnly && role !== 'admin')
    throw new TrackerError('forbidden', `this is for admins, and "${name}" is of the role ${role}: ${instead}, or ask one of them`);
}

/** Keeps what a call would record, and answers with the proposal. */
export async function answerProposal(
  c: Request,
  { tracker }: Services,
  token: TokenRow,
  proposing: Proposing,
  guards: Pick<WriteContext, 'idempotency' | 'ifMatch'>,
): Promise<Response> {
  const proposal = await propose(tracker, partyOf(token), proposing, guards);
  c.header('Cache-Control', 'no-store');
  c.header('Location', proposal.href);
  return c.json(proposal, 202);
}

/** The parameters of every write. */
export const writeParameters = {
  dry_run: flag.optional().meta({ description: 'true: validate and report, record nothing' }),
  propose: flag.optional().meta({
    description: 'true: keep it as a proposal, which records nothing until somebody else accepts it (202); all that a contributor may do',
  }),
} as const;

/** How a write is asked for. */
export interface HowAsked {
  dryRun: boolean;
  isProposal: boolean;
}

/** Is it in earnest, a rehearsal, or a proposal? Throws `invalid` for the last two at once. */
export function howAsked({ dry_run = false, propose: isProposal = false }: z.output<z.ZodObject<typeof writeParameters>>): HowAsked {
  if (dry_run && isProposal)
    throw invalid('propose', 'propose and dry_run don’t go together: a proposal says what it would do and is kept, a dry run is not');
  return { dryRun: dry_run, isProposal };
}

/** Whose call it is; `role`: the least that does for it, which who has no token is told. Throws `unauthorized` without a token that works, and a 429 where too many that do not were tried. */
export async function caller(c: Request, { tracker, attempts }: Services, role: TokenRow['role'] = 'editor'): Promise<TokenRow> {
  const header = c.req.header('authorization');
  if (header === undefined)
    throw new TrackerError(
      'unauthorized',
      `this call needs a token, as Authorization: Bearer TOKEN; trade-disputes token create NAME --role ${role} makes one`,
    );
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
  if (token === undefined)
    throw new TrackerError('unauthorized', 'the Authorization header is not understood: write Authorization: Bearer TOKEN');
  const row = await attempts.attempt(c, token, () => authenticate(tracker, token));
  c.set('actor', row.name);
  return row;
}

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
  // The tag of an answer that came compressed says so. A number alone is a last_seq, which a restored backup may have for something else.
  const [, tag = ''] = /^"([\da-f-]{1,30}?)(?:-gzip)?"$/.exec(header) ?? [];
  const seen = seenAt(measure, tag);
  if (seen === null)
    throw invalid(
      'If-Match',
      `${header} must be the ETag of the measure, such as "42-1fb480cf423c" in its quotes, its last_seq ("42"), or *`,
    );
  return seen;
}
