import type {
  CoverageInput,
  DutyRuleInput,
  LinkInput,
  MilestoneInput,
  QuotaInput,
  RateTableInput,
  ResolutionInput,
  StatusChangeInput,
} from '../contract/entries.ts';
import { invalid } from '../domain/errors.ts';
import type { EntryBody } from '../domain/ledger.ts';

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
