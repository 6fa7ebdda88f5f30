import * as z from 'zod';
import { DELIVERY_STATES, WATCH_STATES } from '../domain/vocabulary.ts';
import { DayText, InstantText, orNull, textOrNull, WebAddress } from './scalars.ts';
import { StatusChangeRowAnswer } from './status-change.ts';

// Whoever wants to hear of changes without asking: an address that is told by webhook (https://www.standardwebhooks.com).

/** What messages are signed with: `whsec_` and 24 to 64 bytes in base64. */
export const WatchSecret = z.string().refine((text) => {
  const bytes = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  const length = bytes === undefined ? 0 : Buffer.from(bytes, 'base64').length;
  return length >= 24 && length <= 64;
});

/** The address of a receiver. */
export const ReceiverAddress = WebAddress.refine((text) => {
  // What is no address at all is told by the check before.
  if (!URL.canParse(text)) return true;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}, 'must have no name, password or #fragment in it: who may be believed is told by the signature');

const Filters = z.record(z.string(), z.string()).meta({ description: 'The filters of /status-changes, with codes for words' });

/** A watch to be made. */
export const WatchBody = z.strictObject({
  url: ReceiverAddress.meta({ description: 'The address that is posted to' }),
  filters: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: 'The filters of /status-changes, in codes or words; without any, all changes of status are told' }),
  secret: z.string().optional().meta({
    description:
      'What messages are signed with: whsec_ and 24 to 64 bytes in base64; made unless given. It is told by this call and never again',
  }),
});

/** Someone who is told of changes. Never its secret. */
export const WatchAnswer = z.strictObject({
  id: z.int(),
  url: z.string(),
  filters: Filters,
  state: z.enum(WATCH_STATES),
  made_by: z.string(),
  created_at: InstantText,
  told_seq: z.int().meta({ description: 'The last seq of the ledger that it was told of, or that had nothing for it' }),
  told_on: DayText.meta({ description: 'The last day of which it was told what came by itself, or that had nothing for it' }),
  delivered: z.int().meta({ description: 'How many messages the receiver took in ninety days' }),
  gave_up: z.int().meta({ description: 'How many messages it never took in ninety days' }),
  attempts: z.int().meta({ description: 'How often the message that waits was tried; 0 if none waits' }),
  next_at: orNull(InstantText).meta({ description: 'When it is tried again' }),
  error: textOrNull.meta({ description: 'What came of its last attempt, if that failed' }),
  ended_at: orNull(InstantText),
  ended_because: textOrNull,
});
export type Watch = z.output<typeof WatchAnswer>;

const took = z.record(z.string(), z.string()).optional().meta({ description: 'The codes that were taken for words' });
const code_outdated = z.string().optional().meta({
  description: 'Why goods of the product have another code now, so that what names them by that is not told; only where it is so',
});
const dry_run = z.literal(true).optional().meta({ description: 'It was a dry run: nothing was made, ended or sent' });
/** A watch that was made, with its secret. */
export const MadeWatchAnswer = z.strictObject({ ...WatchAnswer.shape, secret: z.string(), took, code_outdated });
export type MadeWatch = z.output<typeof MadeWatchAnswer>;
/** A watch that would be made. */
export const WatchPreviewAnswer = z.strictObject({ ...WatchAnswer.pick({ url: true, filters: true }).shape, took, code_outdated, dry_run });
export const EndedWatchAnswer = z.strictObject({ ...WatchAnswer.shape, dry_run });
export const WatchListAnswer = z.strictObject({ data: z.array(WatchAnswer) });
/** What a receiver answered to a message that tells nothing. */
export const WatchTestAnswer = z.strictObject({
  watch: z.int(),
  url: z.string(),
  delivered: z.boolean(),
  http_status: z.union([z.int(), z.null()]).meta({ description: 'What the receiver answered; null if it did not, or was not asked' }),
  error: textOrNull.meta({ description: 'Why it did not take the message' }),
  dry_run,
});
export type WatchTest = z.output<typeof WatchTestAnswer>;

/** One message to a receiver, and what came of it. */
export const DeliveryAnswer = z.strictObject({
  id: z.string().meta({ description: 'The id of the message (webhook-id), the same with each attempt' }),
  watch: z.int(),
  state: z.enum(DELIVERY_STATES),
  first_seq: z.int().meta({ description: 'The first entry of the ledger that it tells of' }),
  last_seq: z.int().meta({ description: 'The last one' }),
  changes: z.int().meta({ description: 'How many changes it tells' }),
  created_at: InstantText,
  attempts: z.int(),
  attempted_at: orNull(InstantText),
  next_at: orNull(InstantText),
  http_status: orNull(z.int()).meta({ description: 'What the receiver answered last; null if it did not' }),
  error: textOrNull,
});
export type Delivery = z.output<typeof DeliveryAnswer>;
export const DeliveryListAnswer = z.strictObject({ data: z.array(DeliveryAnswer) });

/**
 * What is told of a change: that it was recorded, that it began by itself (what an until_on or the last day of a rule brings, once its day has come), that another
 * one stands in its place now, or that it no longer stands.
 */
const TOLD_EVENTS = ['recorded', 'began', 'replaced', 'withdrawn'] as const;

/** One change of a message. */
const ToldChangeAnswer = z.strictObject({
  event: z.enum(TOLD_EVENTS),
  id: z
    .string()
    .meta({ description: 'Names the change for ever, as feeds do: its seq; of what comes by itself, that of the entry, + and the day' }),
  seq: z.int().meta({
    description:
      'The entry of the ledger that tells it: the change itself, its correction, or the entry whose until_on or last day brings it',
  }),
  change: orNull(StatusChangeRowAnswer).meta({ description: 'The change as a row of /status-changes.json; null if it no longer stands' }),
  before: orNull(StatusChangeRowAnswer).meta({ description: 'The change that no longer stands; null if none was told before' }),
  reason: textOrNull.meta({ description: 'Of a correction: why' }),
  permalink: z.string().meta({ description: 'The measure as it was known at the known_at of the message' }),
});
export type ToldChange = z.output<typeof ToldChangeAnswer>;

/** The body of a message. */
export const WatchMessageAnswer = z.strictObject({
  type: z.literal('status_changes.recorded'),
  timestamp: InstantText,
  data: z.strictObject({
    watch: z.int(),
    filters: Filters,
    on: DayText,
    known_at: InstantText,
    changes: z.array(ToldChangeAnswer),
  }),
});
export type WatchMessage = z.output<typeof WatchMessageAnswer>;
