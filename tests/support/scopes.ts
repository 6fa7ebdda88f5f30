import fc from 'fast-check';
import type { Memberships, Scope } from '../../src/domain/scope.ts';

/** A scope that narrows nothing, but for what is given. `codes` is short for one kind of goods without a name. */
export function scope({ codes, ...given }: Partial<Scope> & { codes?: string[] } = {}): Scope {
  return {
    goods: codes ? [{ name: null, codes, note: null, confidence: null }] : [],
    partners: [],
    excluded: [],
    exporters: [],
    companies: [],
    condition: null,
    list_unknown: [],
    quota: null,
    ...given,
  };
}

/** Germany, France and, until the end of 2020, the United Kingdom are the union's members. */
const MEMBERS: Record<string, string> = { DE: '9999-12-31', FR: '9999-12-31', GB: '2021-01-01' };
export const EU_OF_THREE: Memberships = {
  unionsOf: (code, on) => (on < (MEMBERS[code] ?? '') ? ['EU'] : []),
  membersOf: (union, on) => (union === 'EU' ? Object.keys(MEMBERS).filter((code) => on < (MEMBERS[code] as string)) : []),
};

// Codes that end in 9 are those that a careless collation loses; two that end in zeros mean no less than what stands before them.
const DIGITS = ['87', '8703', '870300', '870380', '87038000', '87038010', '0203', '8709', '870919'];
/** What those codes mean, said by hand. */
export const meaning = (code: string): string => ({ '870300': '8703', '87038000': '870380' })[code] ?? code;
/** Does a good of ten digits lie in a code? */
export const liesIn = (good: string, code: string): boolean => good.startsWith(meaning(code));
export const productCodes = fc.constantFrom(...DIGITS, '03', '030389', '39');
export const goodsCodes = fc.oneof(
  productCodes,
  productCodes.map((code) => `ex ${code}`),
  fc.constant('*'),
);
const goods = fc.record({
  name: fc.constantFrom(null, 'Cars'),
  codes: fc.uniqueArray(goodsCodes, { maxLength: 3 }),
  note: fc.constantFrom(null, 'a note'),
  confidence: fc.constantFrom(null, 'verified' as const, 'recalled' as const),
});
export const partnerCodes = fc.constantFrom('JP', 'EU', 'DE', 'GB', 'CN', 'JP-07', 'JP-01');
export const exporterIds = fc.constantFrom('byd', 'tesla', 'other_cooperating', 'all_others');

/** Any scope that may be recorded. */
export const scopes: fc.Arbitrary<Scope> = fc
  .record({
    goods: fc.array(
      goods.filter(({ name, codes }) => name !== null || codes.length > 0),
      { maxLength: 2 },
    ),
    partners: fc.oneof(fc.constant(['*']), fc.uniqueArray(partnerCodes, { maxLength: 3 })),
    excluded: fc.uniqueArray(partnerCodes, { maxLength: 2 }),
    exporters: fc.uniqueArray(exporterIds, { maxLength: 2 }),
    companies: fc.uniqueArray(fc.constantFrom('byd', 'tesla'), { maxLength: 2 }),
    condition: fc.constantFrom(null, 'cargoes at port'),
    quota: fc.constantFrom(null, 'in' as const, 'over' as const),
    list_unknown: fc.subarray(['goods', 'partners'] as const),
  })
  .map((one) => (one.exporters.includes('other_cooperating') ? one : { ...one, companies: [] }));
