import type { Day } from '../dates.ts';
import type { Rate } from '../ledger.ts';
import { type Memberships, matchScope, type Scope, type ScopeQuestion } from '../scope.ts';
import type { Status } from '../status.ts';
import type { Collection, Met } from '../vocabulary.ts';
import { describeScope, rateText } from '../words.ts';

/** The rate of a table that a shipment meets, and what it hangs on. */
export interface RateChoice {
  rate: Rate;
  match: Met;
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
  match: Met;
  /** How close it is to the question: by company, then by code, by partner, by quota. */
  closeness: readonly [exporter: number, code: number, partner: number, quota: number];
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

/** The length of the longest code that holds the product; 0 for all goods, for words, and for a code that is only a part of what is asked about. */
function codeCloseness(scope: Scope, product: string | undefined): number {
  if (product === undefined) return 0;
  const codes = scope.goods.flatMap((goods) => goods.codes.map((code) => code.replace('ex ', '')));
  return Math.max(0, ...codes.filter((code) => product.startsWith(code)).map((code) => code.length));
}

function partnerCloseness({ partners }: Scope, origin: string | undefined): number {
  if (partners.length === 0 || origin === undefined) return 0;
  if (partners.includes(origin)) return 3;
  return partners.includes('*') ? 1 : 2;
}

function compare(a: Candidate, b: Candidate): number {
  const at = a.closeness.findIndex((closeness, index) => closeness !== b.closeness[index]);
  return at === -1 ? 0 : (b.closeness[at] as number) - (a.closeness[at] as number);
}

/** Rates of the same number are not the same if one is paid and the other only if an undertaking is broken. */
const contentOf = ({ rate }: Candidate): string => `${rateText(rate)} ${rate.collection}`;
const differ = (candidates: readonly Candidate[]): boolean => new Set(candidates.map(contentOf)).size > 1;
const textsOf = (candidates: readonly Candidate[]): string => [...new Set(candidates.map(({ rate }) => rateText(rate)))].join(', ');

/**
 * Chooses the rate of a table that a shipment meets. The most specific wins: the named company, then the other cooperating ones,
 * then all others; then the longer code; then the partner. A rate that holds only under a condition, or for a part of what is
 * asked about, is not chosen while another holds for all of it; it is named among the alternatives.
 */
export function chooseRate(rates: readonly Rate[], question: ScopeQuestion, on: Day, memberships: Memberships): RateChoice | RateProblem {
  const { exporter, product, affected, quota } = question;
  const candidates = rates.flatMap((rate): Candidate[] => {
    const { scope } = rate;
    const match = matchScope(scope, question, on, memberships);
    if (match === 'none') return [];
    const [byExporter, byCode] = [exporterCloseness(scope, exporter), codeCloseness(scope, product)];
    return [{ rate, match, closeness: [byExporter, byCode, partnerCloseness(scope, affected), scope.quota === null ? 0 : 1] }];
  });
  if (candidates.length === 0)
    return { code: 'rate_unknown', detail: 'no rate is recorded for these goods, this origin and this company on that day' };

  if (exporter === undefined && differ(candidates) && candidates.some(({ rate }) => rate.scope.exporters.length > 0)) {
    const detail = `the rate differs by company (${textsOf(candidates)}): say who exports, or other_cooperating or all_others`;
    return { code: 'exporter_required', detail };
  }
  if (quota === undefined && differ(candidates) && candidates.some(({ rate }) => rate.scope.quota !== null)) {
    const texts = candidates.map(
      ({ rate }) => `${rateText(rate)}${rate.scope.quota === null ? '' : ` ${rate.scope.quota === 'in' ? 'within' : 'over'} the quota`}`,
    );
    return { code: 'quota_unknown', detail: `the rate hangs on the quota (${texts.join(', ')}): say quota=in or quota=over` };
  }

  const partial = candidates.filter(({ match }) => match !== 'full').sort(compare);
  const whole = candidates.filter(({ match }) => match === 'full').sort(compare);
  const ranked = whole.length > 0 ? whole : partial;
  const best = ranked[0] as Candidate;
  const equals = ranked.filter((other) => compare(best, other) === 0);
  if (differ(equals)) {
    const all = equals.map(({ rate }) => `${rateText(rate)} for ${describeScope(rate.scope)}`);
    return { code: 'rate_unknown', detail: `which rate applies can't be told from the question: ${all.join(' | ')}` };
  }
  const named = candidates.some(({ closeness }) => closeness[0] === EXPORTER.named);
  return {
    rate: best.rate,
    match: best.match,
    residual: best.closeness[0] === EXPORTER.residual && exporter !== 'all_others' && !named,
    alternatives: partial
      .filter((other) => contentOf(other) !== contentOf(best) && other.closeness[0] >= best.closeness[0])
      .map(({ rate }) => `${rateText(rate)} instead, if ${describeScope(rate.scope)}`),
  };
}

/** How a rate is collected under a status: what applies while a case runs is secured, not yet paid. */
export const collectionOf = (stated: Collection, status: Status): Collection =>
  status === 'provisional' && stated === 'full' ? 'guarantee' : stated;
