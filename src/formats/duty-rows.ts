import type { DutyAnswer, DutyLine, SuppressedLine } from '../domain/duty.ts';

/** Money as it is shown. */
interface Amount {
  amount: string;
  currency: string;
}
type Shown<Line> = Omit<Line, 'amount'> & { amount?: Amount };

/** A duty answer whose amounts are rounded. */
export interface ShownDuty extends Pick<DutyAnswer, 'cannot_compute' | 'depends_on'> {
  base: Shown<DutyLine> | null;
  lines: readonly Shown<DutyLine>[];
  suppressed: readonly Shown<SuppressedLine>[];
  total_ad_valorem_pct?: string;
  total_amount?: Amount;
}

/** A step of a duty answer as one row; what has no value is an empty cell, never zero. */
export interface DutyRow {
  part: 'base' | 'line' | 'suppressed' | 'total' | 'cannot_compute' | 'depends_on';
  measure: string | null;
  title: string | null;
  duty_type: string | null;
  /** As it was written; of a `cannot_compute` row its code. */
  rate: string | null;
  applies_to: string | null;
  residual: boolean | null;
  status: string | null;
  collected: string | null;
  ad_valorem_pct: string | null;
  amount: string | null;
  currency: string | null;
  match: string | null;
  /** Why a suppressed line is not paid, why a number can't be computed, or what the answer depends on. */
  rule: string | null;
  legal_instruments: readonly string[] | null;
  sources: readonly string[] | null;
}

export const DUTY_COLUMNS = [
  'part',
  'measure',
  'title',
  'duty_type',
  'rate',
  'applies_to',
  'residual',
  'status',
  'collected',
  'ad_valorem_pct',
  'amount',
  'currency',
  'match',
  'rule',
  'legal_instruments',
  'sources',
] as const satisfies readonly (keyof DutyRow)[];

const EMPTY: Omit<DutyRow, 'part'> = {
  measure: null,
  title: null,
  duty_type: null,
  rate: null,
  applies_to: null,
  residual: null,
  status: null,
  collected: null,
  ad_valorem_pct: null,
  amount: null,
  currency: null,
  match: null,
  rule: null,
  legal_instruments: null,
  sources: null,
};

/**
 * A duty answer as rows: the base, the lines, the suppressed lines, then always one total, whose cells are empty where there is
 * none, what can't be computed, and what the answer depends on.
 */
export function dutyRows(quote: ShownDuty): DutyRow[] {
  return [
    ...(quote.base ? [lineRow('base', quote.base)] : []),
    ...quote.lines.map((line) => lineRow('line', line)),
    ...quote.suppressed.map((line) => ({ ...lineRow('suppressed', line), rule: line.rule.text })),
    { ...EMPTY, part: 'total', ad_valorem_pct: quote.total_ad_valorem_pct ?? null, ...money(quote.total_amount) },
    ...quote.cannot_compute.map(
      ({ code, measure, detail }): DutyRow => ({ ...EMPTY, part: 'cannot_compute', measure, rate: code, rule: detail }),
    ),
    ...quote.depends_on.map((text): DutyRow => ({ ...EMPTY, part: 'depends_on', rule: text })),
  ];
}

function lineRow(part: DutyRow['part'], line: Shown<DutyLine>): DutyRow {
  const { measure, title, duty_type, rate, applies_to, residual, status, collected, ad_valorem_pct, match } = line;
  const { legal_instruments, sources } = line;
  return {
    part,
    ...{ measure, title, duty_type, rate, applies_to, residual, status, collected, ad_valorem_pct },
    ...money(line.amount),
    ...{ match, rule: null, legal_instruments, sources },
  };
}

const money = (amount: Amount | undefined): Pick<DutyRow, 'amount' | 'currency'> => ({
  amount: amount?.amount ?? null,
  currency: amount?.currency ?? null,
});
