/** Why an answer, or a part of it, has no number. The list is closed. */
export const DUTY_PROBLEMS = [
  'base_unknown',
  'rate_unknown',
  'coverage_unknown',
  'condition_open',
  'exporter_required',
  'exporter_unclear',
  'quantity_required',
  'unit_mismatch',
  'value_required',
  'currency_rate_required',
  'quota_unknown',
  'value_share_unknown',
  'date_in_doubt',
  'status_in_doubt',
  'goods_differ',
  'code_outdated',
] as const;
export type DutyProblem = (typeof DUTY_PROBLEMS)[number];

/** Why something has no number, and what would give it one. */
export interface Lack {
  code: DutyProblem;
  detail: string;
}
