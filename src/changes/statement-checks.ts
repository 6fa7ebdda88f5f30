import type { ScopedStatement, Statements } from '../db/statements.ts';
import type { Day } from '../domain/dates.ts';
import {
  checkAdded,
  checkLasting,
  checkLeavesSome,
  checkNotAllFree,
  checkParts,
  checkUntil,
  type PartsStatement,
} from '../domain/history.ts';
import type { Memberships, Scope } from '../domain/scope.ts';
import type { Statement } from '../domain/statement.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { scopePath, scopesOf } from '../things/ledger.ts';

interface Adding {
  /** Is an entry new in this transaction? */
  isAdded: (seq: number) => boolean;
  /** Can who records it be asked about it? Who loads what comes with the program can answer nothing. */
  isAsked: (seq: number) => boolean;
  today: Day;
  register: Memberships;
}

/** A coverage with what it covers, as the domain checks it. */
const withScopes = (statement: ScopedStatement) => ({ ...statement, scopes: scopesOf(statement.entry) });

const partsIn = (statement: Statement, scopes: readonly Scope[], kind: EntryKind, deed: string): PartsStatement => ({
  ...statement,
  ...{ scopes, deed, path: (index) => scopePath(kind, index) },
});

/** Checks that a measure's statements hold together with what is added to them. Throws `conflict` or `invalid`. */
export function checkStatements(
  id: string,
  { statuses, coverages, rateTables }: Statements,
  { isAdded, isAsked, today, register }: Adding,
): void {
  checkAdded(id, statuses, isAdded, today, isAsked);
  checkUntil(id, [...coverages, ...rateTables]);
  for (const some of [coverages, rateTables]) checkLasting(id, some, isAsked, today);
  const liftings = statuses.filter(({ seq, exemptions }) => isAdded(seq) && exemptions.length > 0);
  const parts = [
    ...liftings.map((one) => partsIn(one, one.exemptions, 'status_change', `${one.status} from ${one.effective_on} can't exempt`)),
    ...rateTables
      .filter(({ seq }) => isAdded(seq))
      .map((one) => partsIn(one, scopesOf(one.entry), 'rate_table', `rates from ${one.effective_on} can't be for`)),
  ];
  if (parts.length === 0 && !coverages.some(({ seq }) => isAdded(seq))) return;
  const covered = coverages.map(withScopes);
  checkParts(id, parts, covered, register);
  checkLeavesSome(id, liftings, covered, register);
  checkNotAllFree(id, covered, statuses, isAsked, register);
}
