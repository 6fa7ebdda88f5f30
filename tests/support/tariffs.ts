import { type DutyCase, type DutyFacts, workOutDuty } from '../../src/domain/duty/duty.ts';
import type { ExactDuty, PercentRange } from '../../src/domain/duty/exact-duty.ts';
import type { DutyRule, Tariff, TariffStatus } from '../../src/domain/duty/facts.ts';
import { Fraction } from '../../src/domain/duty/fraction.ts';
import type { Recall } from '../../src/domain/duty/recall.ts';
import type { Rate } from '../../src/domain/ledger.ts';
import type { Memberships } from '../../src/domain/scope.ts';
import type { DutyRuleType, Status } from '../../src/domain/vocabulary.ts';
import { EU_OF_THREE, scope } from './scopes.ts';

type Scoped = Parameters<typeof scope>[0];

/** A rate for whoever the scope names: an expression, or a range such as `27.7–34.9`. */
export function rate(text: string, scoped: Scoped = {}, more: Partial<Rate> = {}): Rate {
  const [min_pct = null, max_pct = null] = text.includes('–') ? text.split('–') : [];
  const expression = max_pct === null ? text : null;
  return {
    scope: scope(scoped),
    expression,
    min_pct: expression === null ? min_pct : null,
    max_pct,
    collection: 'full',
    note: null,
    confidence: null,
    doubt: null,
    ...more,
  };
}

/** What else is said of a tariff: parts of it as they are, or in short what it covers, what it frees and its status. */
export type More = Partial<Tariff> & { covers?: Scoped | readonly Scoped[]; exempt?: Scoped; status?: Status };

const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

/** A status in which it is in force, and what that frees. */
export const inForce = (exempt?: Scoped, status: Status = 'in_force'): TariffStatus => ({
  status,
  exemptions: exempt === undefined ? [] : [scope(exempt)],
});

/** An additional duty in force on everything at one rate for everybody, unless said otherwise. */
export function tariff(
  measure: string,
  rates: string | readonly Rate[] | null,
  { covers = {}, exempt, status, ...more }: More = {},
): Tariff {
  return {
    measure,
    title: `Title of ${measure}`,
    duty_type: 'additional',
    statuses: [inForce(exempt, status)],
    coverages: [listOf(covers).map(scope)],
    tables: [typeof rates === 'string' ? [rate(rates)] : rates],
    doubts: [],
    legal_instruments: [],
    sources: [`source of ${measure}`],
    checked_on: null,
    ...more,
  };
}

export const mfn = (rates: string | readonly Rate[] | null, more: More = {}): Tariff => tariff('mfn', rates, { duty_type: 'mfn', ...more });

/** Only a part of the code that is asked about, which digits can't tell. */
export const EX = { covers: { codes: ['ex 8703'] } } as const satisfies More;
/** A longer code: a part of the goods that are asked about. */
export const PART = { covers: { codes: ['870380'] } } as const satisfies More;

const TEXTS: Record<DutyRuleType, (measures: readonly string[], percent: string | null) => string> = {
  not_levied_with: ([, other]) => `not levied together with ${other}`,
  at_most_one_of: (measures) => `at most one of ${measures.join(', ')} is levied`,
  not_paid_within_quota: () => 'not paid within the quota',
  replaces_base: () => 'replaces the base',
  levied_on_rest_of: ([, other]) => `levied on the rest beside ${other}`,
  tops_up_base_to: (_, percent) => `tops the base up to ${percent}%`,
};

let seq = 0;
/** A rule that holds for all that is asked about, unless said otherwise. */
export function rule(
  type: DutyRuleType,
  measures: string | readonly string[],
  { holds, ...more }: Partial<DutyRule> & { holds?: Scoped } = {},
): DutyRule {
  seq += 1;
  const all = listOf(measures);
  const text = TEXTS[type](all, more.percent ?? null);
  return { seq, type, measures: all, percent: null, scope: scope(holds), certain: true, doubt: null, sources: [], text, ...more };
}

/** What goods of heading 8703 from China pay where these tariffs and rules hold. */
export function dutyOf(
  tariffs: readonly Tariff[],
  question: Partial<DutyCase> = {},
  facts: Partial<DutyFacts> = {},
  memberships: Memberships = EU_OF_THREE,
  recall?: Recall,
): ExactDuty {
  const asked = { affected: 'CN', product: '8703', on: '2025-01-01', preference: false, exporter_name: null, ...question };
  return workOutDuty({ shipment: { quantities: [], fx: [] }, ...asked }, { tariffs, rules: [], ...facts }, memberships, recall);
}

/** The least and the most in percent that are paid in all, as `15…40`; `15…` where nobody knows the most, `?` where it is no percentage. */
export const spanOf = ({ range }: Pick<ExactDuty, 'range'>): string => spanText(range.ad_valorem_pct);
/** The same of everything but the base. */
export const addedBy = ({ additional }: Pick<ExactDuty, 'additional'>): string => spanText(additional.ad_valorem_pct);
const spanText = (span: PercentRange | null): string => (span === null ? '?' : `${span.least}…${span.most ?? ''}`);

/** What is known of the goods; a value is in EUR. */
export const shipment = (customs_value?: string, more: Partial<DutyCase['shipment']> = {}): Pick<DutyCase, 'shipment'> => ({
  shipment: { ...(customs_value !== undefined && { customs_value, currency: 'EUR' }), quantities: [], fx: [], ...more },
});
export const HECTOLITRES = { quantities: [{ amount: '45', unit: 'hl' as const }] };

export const measuresOf = (lines: readonly { measure: string }[]): string[] => lines.map(({ measure }) => measure);
/** A decimal number to its last digit. */
export const exact = (text: string): Fraction => Fraction.of(text);

/** The reasons of an answer, with the measure they are about. */
export const reasonsOf = ({ cannot_compute }: Pick<ExactDuty, 'cannot_compute'>): string[] =>
  cannot_compute.map(({ code, measure }) => (measure === null ? code : `${measure}: ${code}`));
