import type { Goods, Scope } from '../../domain/scope.ts';
import { exporterName, placeName, type View } from '../view.ts';

const CLASSES: Readonly<Record<string, string>> = {
  other_cooperating: 'Other cooperating companies',
  all_others: 'All other companies',
};

/** A company by name, or a class of companies in words. */
export const companyWords = (exporter: string, view: View): string => CLASSES[exporter] ?? exporterName(exporter, view);

export const QUOTA_WORDS = { in: 'within the quota', over: 'over the quota' } as const;

/** A code with the name that people know it by: 870380 Electric cars. */
export function codeWords(code: string, { productName }: View): string {
  if (code === '*') return 'all goods';
  const name = productName(code);
  return name === undefined ? code : `${code} ${name}`;
}

/** Goods in their own words where they have some, else by their codes. */
const goodsWords = ({ name, codes }: Goods, view: View): string =>
  name === null
    ? codes.map((code) => codeWords(code, view)).join(', ')
    : [name, codes.length > 0 ? `(${codes.join(', ')})` : ''].join(' ').trim();

/** A scope in one line, by names; what narrows nothing is left out. */
export function scopeWords(scope: Scope, view: View): string {
  const parts = [
    scope.goods.map((goods) => goodsWords(goods, view)).join('; '),
    scope.partners.map((code) => (code === '*' ? 'all partners' : placeName(code, view))).join(', '),
    scope.excluded.length > 0 ? `except ${scope.excluded.map((code) => placeName(code, view)).join(', ')}` : '',
    scope.exporters.map((exporter) => companyWords(exporter, view)).join(', '),
    scope.companies.length > 0 ? `among them ${scope.companies.map((company) => exporterName(company, view)).join(', ')}` : '',
    scope.quota === null ? '' : QUOTA_WORDS[scope.quota],
    scope.condition ?? '',
    scope.list_unknown.length > 0 ? 'the list was not transcribed' : '',
  ];
  return parts.filter((part) => part !== '').join('; ') || 'everything';
}
