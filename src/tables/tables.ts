import { defineDerived } from './derived.ts';
import type { Dialect } from './dialect.ts';
import { defineLedger } from './ledger.ts';
import { defineRegister } from './register.ts';

export type { Dialect };

/**
 * All tables, for either engine. Columns are text and integer only; a boolean is 0 or 1; keys are named as the columns are.
 * Rows of the ledger are never updated or deleted: triggers see to it (see guards.ts), and no foreign key cascades.
 */
export function defineTables(dialect: Dialect) {
  const register = defineRegister(dialect);
  return { ...register, ...defineLedger(dialect, register), ...defineDerived(dialect, register) };
}

export type Tables = ReturnType<typeof defineTables>;

/** The register: what is there. Parents before children. */
export const REGISTER_TABLES = [
  'jurisdictions',
  'jurisdiction_aliases',
  'union_members',
  'areas',
  'exporters',
  'exporter_aliases',
  'sources',
  'disputes',
  'dispute_parties',
  'measures',
  'tariffs',
  'bans',
  'wto_cases',
  'legal_instruments',
] as const satisfies readonly (keyof Tables)[];

/** The ledger: what was said. Nobody may change a row or take one away. */
export const LEDGER_TABLES = [
  'ledger',
  'citations',
  'status_changes',
  'coverages',
  'rate_tables',
  'rates',
  'milestones',
  'resolutions',
  'resolution_outcomes',
  'resolution_steps',
  'resolution_step_measures',
  'links',
  'duty_rules',
  'quotas',
  'corrections',
  'scopes',
  'scope_goods',
  'scope_codes',
  'scope_partners',
  'scope_exporters',
] as const satisfies readonly (keyof Tables)[];

/** What an export carries, in the order in which an import may insert it. Derived tables and access are left out. */
export const EXPORTED_TABLES = [...REGISTER_TABLES, ...LEDGER_TABLES] as const;
