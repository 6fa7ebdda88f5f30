import type { SpanTariff } from '../db/measures.ts';
import type { Statements } from '../db/statements.ts';
import type { ScopeQuestion } from '../domain/scope.ts';
import type { StatusStatement } from '../domain/statement.ts';
import type { Period } from '../domain/timeline.ts';

/** Who imports, and what is imported from where, made definite. */
export interface DutyParties {
  importer: string;
  scope: ScopeQuestion & { affected: string; product: string };
}

/** A tariff with all that the ledger says of it. */
export interface KnownTariff extends SpanTariff {
  statements: Statements;
  statuses: readonly Period<StatusStatement>[];
}
