import type { Entry, Rate } from '../domain/ledger.ts';
import type { Goods, Scope } from '../domain/scope.ts';

type Json = Record<string, unknown>;

/** Leaves out what is null or empty: over the wire, a field that says nothing is not there. */
const filled = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));

const goodsInput = ({ name, codes, note, confidence }: Goods): string | Json =>
  name === null && note === null && confidence === null && codes.length === 1
    ? (codes[0] as string)
    : filled({ name, codes, note, confidence });

/** A scope as it is written in a body. */
export const scopeInput = (scope: Scope): Json => filled({ ...scope, goods: scope.goods.map(goodsInput) });

const rateInput = ({ scope, min_pct, max_pct, ...rate }: Rate): Json =>
  filled({ scope: scopeInput(scope), ...rate, range: min_pct === null ? null : { min_pct, max_pct } });

/** The body that would record the same entry again: what its correction begins with. A correction has none. */
export function entryInput(entry: Entry): Json {
  const { announced_on, note, confidence, doubt, sources } = entry;
  const said = saidBy(entry);
  return filled({ ...said, announced_on, note, confidence, doubt, ...(sources.length > 0 ? { sources } : { unsourced: true }) });
}

function saidBy(entry: Entry): Json {
  switch (entry.kind) {
    case 'status_change': {
      const { status, effective_on, until_on, exemptions } = entry;
      return { status, effective_on, until_on, exemptions: exemptions.map(scopeInput) };
    }
    case 'coverage':
      return { effective_on: entry.effective_on, until_on: entry.until_on, scopes: entry.scopes.map(scopeInput) };
    case 'rate_table':
      return { effective_on: entry.effective_on, until_on: entry.until_on, rates: entry.rates.map(rateInput) };
    case 'milestone': {
      const { type, happened_on, title, stage, wto_case_id: wto_case } = entry;
      return { type, happened_on, title, stage, wto_case, scopes: entry.scopes.map(scopeInput) };
    }
    case 'resolution': {
      const { method, agreed_on, terms } = entry;
      const outcomes = entry.outcomes.map(({ measure_id, reaches, scope }) => ({ measure: measure_id, reaches, scope: scopeInput(scope) }));
      return { method, agreed_on, terms, outcomes };
    }
    case 'implementation':
      return { effective_on: entry.effective_on, measures: entry.measures };
    case 'collapse':
      return { effective_on: entry.effective_on };
    case 'link':
      return { type: entry.type, to: entry.to_measure_id ?? entry.to_dispute_id ?? entry.to_wto_case_id };
    case 'duty_rule': {
      const { type, measure_id: measure, other_measure_id: other_measure, percent, first_on, last_on } = entry;
      return { type, measure, other_measure, percent, scope: scopeInput(entry.scope), first_on, last_on };
    }
    case 'quota': {
      const { period, starts_on, ends_on, quantity, unit } = entry;
      return { period, starts_on, ends_on, quantity, unit, scope: scopeInput(entry.scope) };
    }
    case 'correction':
      return {};
  }
}
