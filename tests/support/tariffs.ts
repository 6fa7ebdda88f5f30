import { type DutyCase, type DutyFacts, type DutyRule, type ExactDuty, type Tariff, workOutDuty } from '../../src/domain/duty/duty.ts';
import { Fraction } from '../../src/domain/duty/fraction.ts';
import type { Rate } from '../../src/domain/ledger.ts';
import type { DutyRuleType } from '../../src/domain/vocabulary.ts';
import { EU_OF_THREE, scope } from './scopes.ts';

/** A rate for whoever the scope names: an expression, or a range such as `27.7–34.9`. */
export function rate(text: string, scoped: Parameters<typeof scope>[0] = {}, more: Partial<Rate> = {}): Rate {
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

/** An additional duty in force at one rate for everybody, unless said otherwise. */
export function tariff(measure: string, rates: string | readonly Rate[] | null, more: Partial<Tariff> = {}): Tariff {
  return {
    measure,
    title: `Title of ${measure}`,
    duty_type: 'additional',
    status: 'in_force',
    imprecise: [],
    doubts: [],
    match: 'full',
    exempt: null,
    hangs_on_quota: false,
    rates: typeof rates === 'string' ? [rate(rates)] : rates,
    legal_instruments: [],
    sources: [`source of ${measure}`],
    ...more,
  };
}

export const mfn = (rates: string | readonly Rate[] | null, more: Partial<Tariff> = {}): Tariff =>
  tariff('mfn', rates, { duty_type: 'mfn', ...more });

let seq = 0;
/** A rule that holds for all that is asked about, unless said otherwise. */
export function rule(type: DutyRuleType, measure: string, more: Partial<DutyRule> = {}): DutyRule {
  seq += 1;
  return { seq, type, measure, other_measure: null, percent: null, match: 'full', certain: true, doubt: null, sources: [], ...more };
}

/** What goods of heading 8703 from China pay where these tariffs and rules hold. */
export function dutyOf(tariffs: readonly Tariff[], question: Partial<DutyCase> = {}, facts: Partial<DutyFacts> = {}): ExactDuty {
  const asked = { affected: 'CN', product: '8703', on: '2025-01-01', preference: false, exporter_name: null, ...question };
  return workOutDuty({ shipment: { quantities: [], fx: [] }, ...asked }, { tariffs, rules: [], uncovered: [], ...facts }, EU_OF_THREE);
}

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
