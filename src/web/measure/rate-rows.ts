import { firstDay } from '../../domain/dates.ts';
import type { Rate } from '../../domain/ledger.ts';
import { chooseRate } from '../../domain/rate-choice.ts';
import type { Scope } from '../../domain/scope.ts';
import type { RateTableStretch } from '../../tracker/stretches.ts';

/** What a row pays in a stretch. */
export interface RateCell {
  rate: Rate;
  /** The row has no rate of its own there: those whose rate it gets, none of them for everybody's. */
  instead: readonly string[] | null;
}

/** A company or a group, with what it pays in each stretch; null where no single rate can be named. */
export interface RateRow {
  /** The scope of its own rates, narrowed to one company. */
  scope: Scope;
  cells: (RateCell | null)[];
}

const NO_UNIONS = { unionsOf: () => [], membersOf: () => [] };
const CLASSES = ['other_cooperating', 'all_others'];

/** What tells rows apart: everything but the companies that a class stands for. */
const keyOf = ({ goods, partners, excluded, exporters, condition, quota }: Scope): string =>
  JSON.stringify([exporters, goods.map(({ name, codes }) => [name, codes]), partners, excluded, condition, quota]);

const ofOne = (scope: Scope, exporter: string): Scope => ({ ...scope, exporters: [exporter], companies: [] });
const company = (exporter: string): Scope => ({
  goods: [],
  partners: [],
  excluded: [],
  exporters: [exporter],
  companies: [],
  condition: null,
  quota: null,
  list_unknown: [],
});

/** A rate of several companies is a row of each. */
const rowScopes = ({ scope }: Rate): Scope[] =>
  scope.exporters.length === 0 ? [scope] : scope.exporters.map((exporter) => ofOne(scope, exporter));

/** Does nothing but the company narrow the scope? */
const isBare = (scope: Scope): boolean => scope.exporters.length === 1 && keyOf(scope) === keyOf(company(scope.exporters[0] ?? ''));

/** Everybody first, then companies, then the classes that take the rest. */
function rankOf({ exporters: [exporter] }: Scope): number {
  return exporter === undefined ? 0 : 1 + Math.max(0, CLASSES.indexOf(exporter) + 1);
}

/** The rows of all tables, each once, in the order of the last: everybody, the companies by id, the classes. */
function scopesIn(tables: readonly RateTableStretch[]): Scope[] {
  const rates = [...tables].reverse().flatMap((table) => table.rates);
  const members = rates.flatMap(({ scope }) => scope.companies).map(company);
  const rows = new Map([...rates.flatMap(rowScopes), ...members].map((scope) => [keyOf(scope), scope] as const));
  const idOf = ({ exporters: [exporter = ''] }: Scope): string => exporter;
  return [...rows.values()].sort(
    (a, b) => rankOf(a) - rankOf(b) || (idOf(a) === idOf(b) ? Number(isBare(b)) - Number(isBare(a)) : idOf(a) < idOf(b) ? -1 : 1),
  );
}

function cellOf(scope: Scope, { rates, from }: RateTableStretch): RateCell | null {
  const own = rates.find((rate) => rowScopes(rate).some((one) => keyOf(one) === keyOf(scope)));
  if (own) return { rate: own, instead: null };
  const [exporter] = scope.exporters;
  if (exporter === undefined || !isBare(scope)) return null;
  const choice = chooseRate(rates, { exporter }, firstDay(from), NO_UNIONS);
  return 'rate' in choice ? { rate: choice.rate, instead: choice.rate.scope.exporters } : null;
}

/** The rates of a tariff over time: a row for each company or group, a cell for each stretch. */
export const rateRows = (tables: readonly RateTableStretch[]): RateRow[] =>
  scopesIn(tables).map((scope) => ({ scope, cells: tables.map((table) => cellOf(scope, table)) }));
