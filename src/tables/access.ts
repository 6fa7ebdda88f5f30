import { TOKEN_ROLES } from '../domain/vocabulary.ts';
import { type Dialect, oneOf } from './dialect.ts';

/** Who may write, who is signed in, and which calls were answered: never exported. */
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

  return { tokens, sessions, idempotency_keys };
}
