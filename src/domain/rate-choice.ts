import type { Day } from './dates.ts';
import type { Rate } from './ledger.ts';
import { type Match, type Memberships, matchCode, matchScope, type Scope, type ScopeQuestion } from './scope.ts';
import { describeScope, rateText } from './words.ts';

/** The rate of a table that a shipment meets, and what it hangs on. */
export interface RateChoice {
  rate: Rate;
  match: Exclude<Match, 'none'>;
  /** The company has no rate of its own: it gets the residual. */
  residual: boolean;
  /** Rates that apply instead under conditions that the question leaves open, in words. */
  alternatives: string[];
}

/** Why no single rate can be named. */
export interface RateProblem {
  code: 'exporter_required' | 'quota_unknown' | 'rate_unknown';
  detail: string;
}

interface Candidate {
  rate: Rate;
  match: Exclude<Match, 'none'>;
  /** How close it is to the question: by company, then by code, then by partner. */
  closeness: readonly [exporter: number, code: number, partner: number];
}

const EXPORTER = { everyone: 0, residual: 1, cooperating: 2, named: 3 } as const;

function exporterCloseness({ exporters, companies }: Scope, exporter: string | undefined): number {
  if (exporters.length === 0) return EXPORTER.everyone;
  if (exporter === undefined) return EXPORTER.named;
  if (exporters.includes(exporter) && exporter !== 'all_others' && exporter !== 'other_cooperating') return EXPORTER.named;
  const cooperating = exporters.includes('other_cooperating');
  if (cooperating && (exporter === 'other_cooperating' || companies.includes(exporter) || !exporters.includes('all_others')))
    return EXPORTER.cooperating;
  return EXPORTER.residual;
}

/** The length of the longest code that meets the product; 0 for all goods, or words. */
function codeCloseness(scope: Scope, product: string | undefined): number {
  if (product === undefined) return 0;
  const lengths = scope.goods.flatMap((goods) =>
    goods.codes.filter((code) => code !== '*' && matchCode(code, product) !== 'none').map((code) => code.replace('ex ', '').length),
  );
  return Math.max(0, ...lengths);
}

function partnerCloseness({ partners }: Scope, origin: string | undefined): number {
  if (partners.length === 0) return 0;
  if (origin !== undefined && partners.includes(origin)) return 3;
  return partners.includes('*') ? 1 : 2;
}

function compare(a: Candidate, b: Candidate): number {
  for (let i = 0; i < a.closeness.length; i++) {
    const difference = (b.closeness[i] as number) - (a.closeness[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Chooses the rate of a table that a shipment meets. The most specific wins: the named company, then the other cooperating ones,
 * then all others; then the longer code; then the partner. A rate that holds only under a condition is not chosen while another
 * holds without one; it is named among the alternatives.
 */
export function chooseRate(rates: readonly Rate[], question: ScopeQuestion, on: Day, memberships: Memberships): RateChoice | RateProblem {
  const candidates = rates.flatMap((rate): Candidate[] => {
    const match = matchScope(rate.scope, question, on, memberships, 'any');
    if (match === 'none') return [];
    const { scope } = rate;
    const closeness = [
      exporterCloseness(scope, question.exporter),
      codeCloseness(scope, question.product),
      partnerCloseness(scope, question.affected),
    ] as const;
    return [{ rate, match, closeness }];
  });
  if (candidates.length === 0)
    return { code: 'rate_unknown', detail: 'no rate is recorded for these goods, this origin and this company on that day' };

  if (question.exporter === undefined) {
    const texts = [...new Set(candidates.map(({ rate }) => rateText(rate)))];
    if (texts.length > 1 && candidates.some(({ rate }) => rate.scope.exporters.length > 0))
      return {
        code: 'exporter_required',
        detail: `the rate differs by company (${texts.join(', ')}): say who exports, or other_cooperating or all_others`,
      };
  }
  if (question.quota === undefined && candidates.some(({ rate }) => rate.scope.quota !== null)) {
    const texts = candidates.map(
      ({ rate }) => `${rateText(rate)}${rate.scope.quota === null ? '' : ` ${rate.scope.quota === 'in' ? 'within' : 'over'} the quota`}`,
    );
    return { code: 'quota_unknown', detail: `the rate hangs on the quota (${texts.join(', ')}): say quota=in or quota=over` };
  }

  const whole = candidates.filter((candidate) => candidate.match === 'full').sort(compare);
  const partial = candidates.filter((candidate) => candidate.match === 'part').sort(compare);
  const [best] = whole.length > 0 ? whole : partial;
  if (!best) return { code: 'rate_unknown', detail: 'no rate is recorded' };
  const rivals = (whole.length > 0 ? whole : partial).filter(
    (other) => compare(best, other) === 0 && rateText(other.rate) !== rateText(best.rate),
  );
  if (rivals.length > 0) {
    const all = [best, ...rivals].map(({ rate }) => `${rateText(rate)} for ${describeScope(rate.scope)}`);
    return { code: 'rate_unknown', detail: `which rate applies can't be told from the question: ${all.join(' | ')}` };
  }
  return {
    rate: best.rate,
    match: best.match,
    residual: best.closeness[0] === EXPORTER.residual && question.exporter !== 'all_others',
    alternatives: partial
      .filter((other) => other !== best && rateText(other.rate) !== rateText(best.rate) && other.closeness[0] >= best.closeness[0])
      .map(({ rate }) => `${rateText(rate)} instead, if ${describeScope(rate.scope)}`),
  };
}
