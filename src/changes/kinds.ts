import { invalid } from '../domain/errors.ts';
import type { Rate } from '../domain/ledger.ts';
import type { Goods, Scope } from '../domain/scope.ts';
import type { CoverageInput } from '../things/coverage.ts';
import type { DutyRuleInput } from '../things/duty-rule.ts';
import type { Entry, EntryBody } from '../things/ledger.ts';
import type { LinkInput } from '../things/link.ts';
import type { MilestoneInput } from '../things/milestone.ts';
import type { QuotaInput } from '../things/quota.ts';
import type { RateTableInput } from '../things/rate-table.ts';
import type { ResolutionInput } from '../things/resolution.ts';
import type { StatusChangeInput } from '../things/status-change.ts';

// What comes over the wire (a field left out is undefined) → what the ledger keeps (null).

export function statusChangeBody(input: StatusChangeInput, path = ''): EntryBody {
  if ((input.status === 'partially_lifted') !== (input.exemptions !== undefined)) {
    const field = path === '' ? 'exemptions' : `${path}.exemptions`;
    throw invalid(
      field,
      input.exemptions === undefined
        ? 'partially_lifted needs exemptions: the scopes that are free from that day on'
        : `exemptions belong to partially_lifted, not to ${input.status}`,
    );
  }
  return {
    kind: 'status_change',
    status: input.status,
    effective_on: input.effective_on,
    until_on: input.until_on ?? null,
    exemptions: input.exemptions ?? [],
  };
}

export const coverageBody = (input: CoverageInput): EntryBody => ({
  kind: 'coverage',
  effective_on: input.effective_on,
  until_on: input.until_on ?? null,
  scopes: input.scopes,
});

export const rateTableBody = (input: RateTableInput): EntryBody => ({
  kind: 'rate_table',
  effective_on: input.effective_on,
  until_on: input.until_on ?? null,
  rates: input.rates.map((rate) => ({
    scope: rate.scope,
    expression: rate.expression ?? null,
    min_pct: rate.range?.min_pct ?? null,
    max_pct: rate.range?.max_pct ?? null,
    collection: rate.collection,
    note: rate.note ?? null,
    confidence: rate.confidence ?? null,
    doubt: rate.doubt ?? null,
  })),
});

export const milestoneBody = (input: MilestoneInput): EntryBody => ({
  kind: 'milestone',
  type: input.type,
  happened_on: input.happened_on,
  title: input.title,
  stage: input.stage ?? null,
  scopes: input.scopes ?? [],
});

export const resolutionBody = (input: ResolutionInput): EntryBody => ({
  kind: 'resolution',
  method: input.method,
  agreed_on: input.agreed_on ?? null,
  terms: input.terms,
  outcomes: input.outcomes.map(({ measure, reaches, scope }) => ({ measure_id: measure, reaches, scope })),
});

/** What a link points to; settled by the caller, who knows the register. */
export interface LinkTarget {
  to_measure_id: string | null;
  to_dispute_id: string | null;
  to_wto_case_id: string | null;
}

export const linkBody = (input: LinkInput, target: LinkTarget): EntryBody => ({ kind: 'link', type: input.type, ...target });

export const quotaBody = (input: QuotaInput): EntryBody => ({
  kind: 'quota',
  period: input.period,
  starts_on: input.starts_on ?? null,
  ends_on: input.ends_on ?? null,
  quantity: input.quantity ?? null,
  unit: input.unit,
  scope: input.scope,
});

export const dutyRuleBody = (input: DutyRuleInput): EntryBody => ({
  kind: 'duty_rule',
  type: input.type,
  other_measure_id: input.other_measure ?? null,
  percent: input.percent ?? null,
  first_on: input.first_on,
  last_on: input.last_on ?? null,
  scope: input.scope,
});

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
