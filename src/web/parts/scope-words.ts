import type { Goods, Scope } from '../../domain/scope.ts';
import { exporterName, placeName, productWords, type View } from '../view.ts';

const CLASSES: Readonly<Record<string, string>> = {
  other_cooperating: 'Other cooperating companies',
  all_others: 'All other companies',
};

/** A company by name, or a class of companies in words. */
export const companyWords = (exporter: string, view: View): string => CLASSES[exporter] ?? exporterName(exporter, view);

/** Names in a row; set apart by semicolons where one of them has a comma of its own. */
export const listed = (names: readonly string[]): string => names.join(names.some((name) => name.includes(',')) ? '; ' : ', ');

export const QUOTA_WORDS = { in: 'within the quota', over: 'over the quota' } as const;

/** Goods in their own words where they have some, else by their codes. */
const goodsWords = ({ name, codes }: Goods, view: View): string =>
  name === null
    ? codes.map((code) => productWords(code, view)).join(', ')
    : [name, codes.length > 0 ? `(${codes.join(', ')})` : ''].join(' ').trim();

/** A scope in one line, by names; what narrows nothing is left out. */
export function scopeWords(scope: Scope, view: View): string {
  const parts = [
    scope.goods.map((goods) => goodsWords(goods, view)).join('; '),
    listed(scope.partners.map((code) => (code === '*' ? 'all partners' : placeName(code, view)))),
    scope.excluded.length > 0 ? `except ${listed(scope.excluded.map((code) => placeName(code, view)))}` : '',
    listed(scope.exporters.map((exporter) => companyWords(exporter, view))),
    scope.companies.length > 0 ? `among them ${listed(scope.companies.map((company) => exporterName(company, view)))}` : '',
    scope.quota === null ? '' : QUOTA_WORDS[scope.quota],
    scope.condition ?? '',
    scope.list_unknown.length > 0 ? 'the list was not transcribed' : '',
  ];
  return parts.filter((part) => part !== '').join('; ') || 'everything';
}

/** Whose rate it is, in one line: a company, a class of them, or everyone; then what else narrows it. */
export function payerWords(scope: Scope, view: View): string {
  const rest = scopeWords({ ...scope, exporters: [], companies: [] }, view);
  const names = listed(scope.exporters.map((exporter) => companyWords(exporter, view)));
  if (names === '') return rest === 'everything' ? 'Everyone' : rest;
  return rest === 'everything' ? names : `${names}: ${rest}`;
}
