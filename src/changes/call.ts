import type * as z from 'zod';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded, Registered } from '../things/answers.ts';
import type { ProposedCall } from '../things/proposal.ts';
import { read } from '../things/read.ts';
import { recordNumber } from '../things/scalars.ts';
import type { EXAMPLES } from './call-examples.ts';
import type { WriteContext } from './write.ts';

// What a call that writes is: an address, a body, and the verb behind it. The HTTP interface answers calls as they come; a proposal keeps
// them, to be made later.

type Method = ProposedCall['method'];
type Verb<Id, Input, Result> = (tracker: Tracker, context: WriteContext, id: Id, input: Input) => Promise<Result>;
/** What a call answers: the entries that were recorded and what they changed, or the id that was registered. */
export type CallResult = Recorded | Registered;

/** A writing call as it is written down: what it takes, which verb it is, and what its answer says beside its body. */
interface CallSpec<Schema extends z.ZodType, Result extends CallResult> {
  /** Its path has `{id}` or `{seq}` where a record is named. */
  route: `${Method} /${string}`;
  summary: string;
  /** The schema's name in the description, and that of its example. */
  bodyName: keyof typeof EXAMPLES;
  body: Schema;
  /** Which schema a body is to be read by, where `body` is a choice. */
  choose?(content: unknown): z.ZodType<z.output<Schema>> | undefined;
  /** The measure that the call is about: If-Match speaks of it, and the answer's ETag. */
  measure?(id: string, input: z.output<Schema>): string;
  /** Is it for admins alone? Then so is the acceptance of a proposal of it. */
  adminOnly?: boolean;
  /** Does If-Match make sense? Not where the measure is made by the call. */
  makesMeasure?: boolean;
  /** The address of what was made. */
  location?(input: z.output<Schema>): string;
  verb(tracker: Tracker, context: WriteContext, id: string, input: z.output<Schema>): Promise<Result>;
}

/** A writing call with the types of its own. */
export interface CallOf<Schema extends z.ZodType, Result extends CallResult> extends CallSpec<Schema, Result> {
  method: Method;
  path: string;
  /** Does it record entries, or add to the register? */
  answers: 'Recorded' | 'Registered';
}

/** A call of whichever kind, as the table of calls holds it. Its body is read by `inputOf` before anything else is asked of it. */
export type Call = CallOf<z.ZodType<unknown>, CallResult>;

function defined<Schema extends z.ZodType, Result extends CallResult>(
  call: CallSpec<Schema, Result>,
  answers: Call['answers'],
): CallOf<Schema, Result> {
  const [method, path] = call.route.split(' ') as [Method, string];
  return { ...call, method, path, answers };
}

/** A call that records entries. */
export const recording = <Schema extends z.ZodType>(call: CallSpec<Schema, Recorded>): CallOf<Schema, Recorded> =>
  defined(call, 'Recorded');
/** A call that adds to the register, or edits it. */
export const registering = <Schema extends z.ZodType>(call: CallSpec<Schema, Registered>): CallOf<Schema, Registered> =>
  defined(call, 'Registered');

/** Reads the body of a call. Throws `invalid` with a detail for all that is wrong, and for a patch that says nothing. */
export function inputOf<Schema extends z.ZodType>(
  { method, choose, body }: Pick<CallOf<Schema, CallResult>, 'method' | 'choose' | 'body'>,
  content: unknown,
): z.output<Schema> {
  const input = read(choose?.(content) ?? body, content) as z.output<Schema>;
  if (method === 'PATCH' && typeof input === 'object' && input !== null && Object.keys(input).length === 0)
    throw invalid('', 'the body changes nothing: name at least one field');
  return input;
}

/** The number of a ledger entry out of an address. Throws `not_found` for what is no such number. */
export function seqOf(text: string, what: string): number {
  const seq = recordNumber(text);
  if (seq === null) throw new TrackerError('not_found', `there is no ${what} "${text}": a seq is a whole number, such as 42`);
  return seq;
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
