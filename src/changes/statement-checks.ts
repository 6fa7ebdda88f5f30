import { WHOLE } from '../db/cut.ts';
import { measureStatements, type ScopedStatement, type Statements } from '../db/statements.ts';
import type { Connection } from '../db/store.ts';
import { addDays, type Day, FIRST_DAY, lastDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import {
  checkAdded,
  checkLasting,
  checkLeavesSome,
  checkOneRate,
  checkPartlyFree,
  checkParts,
  checkUntil,
  type PartsStatement,
} from '../domain/history.ts';
import type { Memberships, Scope } from '../domain/scope.ts';
import type { Statement } from '../domain/statement.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { type EntryOf, scopePath, scopesOf } from '../things/ledger.ts';

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

/** Checks that rules and quotas that are added are for what their measures may cover on their days. Throws `conflict`. */
export async function checkTerms(
  connection: Connection,
  terms: readonly EntryOf<'duty_rule' | 'quota'>[],
  register: Memberships,
): Promise<void> {
  for (const [id, own] of groupBy(terms, ({ measure_id }) => measure_id)) {
    if (id === null) continue;
    const { coverages } = await measureStatements(connection, id, WHOLE);
    const parts = own.map((entry) => {
      const [first, last] = entry.kind === 'duty_rule' ? [entry.first_on, entry.last_on] : [entry.starts_on, entry.ends_on];
      const until_on = last === null ? null : addDays(lastDay(last), 1);
      const statement = { seq: entry.seq, position: entry.seq, effective_on: first ?? FIRST_DAY, until_on, doubt: null };
      return partsIn(statement, scopesOf(entry), entry.kind, `a ${entry.kind.replace('_', ' ')} can't be for`);
    });
    checkParts(id, parts, coverages.map(withScopes), register);
  }
}

/** Checks that a measure's statements hold together with what is added to them. Throws `conflict` or `invalid`. */
export function checkStatements(
  id: string,
  { statuses, coverages, rateTables }: Statements,
  { isAdded, isAsked, today, register }: Adding,
): void {
  checkAdded(id, statuses, isAdded, today, isAsked);
  checkUntil(id, [...coverages, ...rateTables]);
  for (const some of [coverages, rateTables]) checkLasting(id, some, isAsked, today);
  for (const { seq, entry } of rateTables)
    if (isAsked(seq) && entry.kind === 'rate_table') checkOneRate(id, entry, (index) => scopePath(entry.kind, index));
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
  checkPartlyFree(id, covered, statuses, isAsked, register);
}
