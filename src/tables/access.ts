import { PROPOSAL_STATES, TOKEN_ROLES } from '../domain/vocabulary.ts';
import { type Dialect, oneOf } from './dialect.ts';

/** Who may write, who is signed in, which calls were answered, what waits for review and what it was read in: never exported. */
export function defineAccess({ table, text, integer, primaryKey, index, uniqueIndex, check }: Dialect) {
  const tokens = table(
    'tokens',
    {
      id: integer().primaryKey(),
      name: text().notNull(),
      role: text({ enum: TOKEN_ROLES }).notNull(),
      token_hash: text().notNull(),
      created_at: text().notNull(),
      revoked_at: text(),
    },
    (t) => [uniqueIndex('tokens_by_hash').on(t.token_hash), check('tokens_role_known', oneOf('role', TOKEN_ROLES))],
  );
  /** Who signed in to the pages: kept here, so that it ends on demand and not only in the browser. */
  const sessions = table(
    'sessions',
    {
      id_hash: text().primaryKey(),
      token_id: integer()
        .notNull()
        .references(() => tokens.id),
      created_at: text().notNull(),
      expires_at: text().notNull(),
      ended_at: text(),
    },
    (t) => [index('sessions_by_expiry').on(t.expires_at)],
  );
  const idempotency_keys = table(
    'idempotency_keys',
    {
      token_id: integer().notNull(),
      key: text().notNull(),
      request_hash: text().notNull(),
      status: integer().notNull(),
      body: text().notNull(),
      created_at: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.token_id, t.key] }), index('idempotency_keys_by_age').on(t.created_at)],
  );
  /** Calls that somebody would have made: kept as they were made, with what they would have changed as it was shown. */
  const proposals = table(
    'proposals',
    {
      id: integer().primaryKey(),
      state: text({ enum: PROPOSAL_STATES }).notNull(),
      /** The name that the entries are to bear, and whose token it was; the command and the library need none. */
      author: text().notNull(),
      author_token: integer().references(() => tokens.id),
      /** What it is, in a few words. */
      title: text().notNull(),
      note: text(),
      proposed_at: text().notNull(),
      /** The last seq of the ledger when it was shown. */
      against_seq: integer().notNull(),
      /** JSON: the calls with method, path and body. */
      calls: text().notNull(),
      /** The bytes of a sheet, in base64url. */
      sheet: text(),
      /** JSON: what was shown, and the hash of all of it: a long one is shown in part. */
      shown: text().notNull(),
      shown_hash: text().notNull(),
      reviewer: text(),
      reviewed_at: text(),
      /** Why it was rejected. */
      reason: text(),
      /** The entries that it became. */
      first_seq: integer(),
      last_seq: integer(),
    },
    (t) => [index('proposals_by_state').on(t.state, t.id), check('proposals_state_known', oneOf('state', PROPOSAL_STATES))],
  );
  /** What proposals that wait would add or change, such as `measure cn-au-wine-ad`: so that two of the same thing are seen. */
  const proposal_touches = table(
    'proposal_touches',
    {
      proposal_id: integer()
        .notNull()
        .references(() => proposals.id),
      thing: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.proposal_id, t.thing] }), index('proposal_touches_by_thing').on(t.thing, t.proposal_id)],
  );
  /** Official documents that readers made proposals of: what exactly was read, whatever its address answers later. */
  const documents = table('documents', {
    /** Of the bytes as they came, in hexadecimal digits. */
    sha256: text().primaryKey(),
    format: text().notNull(),
    /** Where it was asked for; null for a file. */
    address: text(),
    kept_at: text().notNull(),
    /** The bytes, in base64url. */
    content: text().notNull(),
    /** The proposal that was made of it last, if it had anything to propose. */
    proposal_id: integer().references(() => proposals.id),
  });

  return { tokens, sessions, idempotency_keys, proposals, proposal_touches, documents };
}
