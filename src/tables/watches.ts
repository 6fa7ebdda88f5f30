import { DELIVERY_STATES } from '../domain/vocabulary.ts';
import { type Dialect, oneOf } from './dialect.ts';

/** Who is told of changes by webhook, and what was sent: never exported, for it holds secrets and addresses of others. */
export function defineWatches({ table, text, integer, index, uniqueIndex, check }: Dialect) {
  const watches = table('watches', {
    id: integer().primaryKey(),
    url: text().notNull(),
    /** JSON: the filters as a question has them, with codes for words. */
    filters: text().notNull(),
    /** What messages are signed with. In clear, for a signature needs it; erased when the watch ends. */
    secret: text().notNull(),
    made_by: text().notNull(),
    created_at: text().notNull(),
    /** The last seq of the ledger that was looked at. */
    told_seq: integer().notNull(),
    /** The last day of which all was told that an until_on brought; and of the day after it, what entries up to this seq brought. */
    told_on: text().notNull().default(''),
    told_next_seq: integer().notNull().default(0),
    /** Who delivers at present, and until when it is theirs: several servers never send the same at once. */
    leased_by: text().notNull().default(''),
    leased_until: text().notNull().default(''),
    ended_at: text(),
    ended_because: text(),
  });
  const deliveries = table(
    'deliveries',
    {
      /** The id of the message, which stays the same from attempt to attempt. */
      id: text().primaryKey(),
      watch_id: integer()
        .notNull()
        .references(() => watches.id),
      state: text({ enum: DELIVERY_STATES }).notNull(),
      /** The entries of the ledger that it was made of: after the last one before, up to this. */
      first_seq: integer().notNull(),
      last_seq: integer().notNull(),
      /** How many changes it tells. */
      changes: integer().notNull(),
      /** The bytes that are signed and sent; empty once nothing is to be sent any more. */
      body: text().notNull(),
      created_at: text().notNull(),
      attempts: integer().notNull(),
      attempted_at: text(),
      /** When it is to be sent next; null once it is settled. */
      next_at: text(),
      /** What came of the last attempt. */
      http_status: integer(),
      error: text(),
    },
    (t) => [
      index('deliveries_by_watch').on(t.watch_id, t.created_at),
      // In the order of the ledger: the next one is made when this one is settled.
      uniqueIndex('deliveries_waiting')
        .on(t.watch_id)
        .where(oneOf('state', ['waiting'])),
      check('deliveries_state_known', oneOf('state', DELIVERY_STATES)),
    ],
  );
  return { watches, deliveries };
}
