import { ScopeBody } from '../../contract/scope.ts';
import type { EntryOf } from '../../domain/ledger.ts';
import type { Scope } from '../../domain/scope.ts';
import { NO_NAMES } from '../../tracker/names.ts';
import type { Given } from '../address.ts';
import { scopePart } from './fields.ts';

const scopeFields = ({ goods, partners, excluded, exporters, condition }: Scope): Record<string, string> => ({
  exempt_goods: goods.flatMap(({ codes }) => codes).join(', '),
  exempt_words: goods.flatMap(({ name }) => name ?? []).join(', '),
  exempt_partners: partners.join(', '),
  exempt_excluded: excluded.join(', '),
  exempt_exporters: exporters.join(', '),
  exempt_condition: condition ?? '',
});

/** Do the fields say all that the scope says? */
function holds(scope: Scope): boolean {
  const fields = Object.fromEntries(Object.entries(scopeFields(scope)).map(([name, value]) => [name, [value]]));
  const part = scopePart(fields, { prefix: 'exempt_', index: 0 }, '', NO_NAMES);
  const read = ScopeBody.safeParse(part?.body ?? {});
  return read.success && part !== null && JSON.stringify(read.data) === JSON.stringify(scope);
}

/** The fields that say what a status change says; null if one of its exemptions says more than fields can. */
export function statusChangeFields(entry: EntryOf<'status_change'>): Given | null {
  if (!entry.exemptions.every(holds)) return null;
  const { status, effective_on, until_on, announced_on, note, confidence, doubt, sources } = entry;
  const single = { status, effective_on, until_on, announced_on, note, confidence, doubt };
  const scopes = entry.exemptions.map(scopeFields);
  const names = Object.keys(scopes[0] ?? {});
  return {
    ...Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value ?? '']])),
    ...(sources.length > 0 ? { sources } : { unsourced: ['true'] }),
    ...Object.fromEntries(names.map((name) => [name, scopes.map((scope) => scope[name] ?? '')])),
  };
}
