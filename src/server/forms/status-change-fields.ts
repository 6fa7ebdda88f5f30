import type { CodeFinder } from '../../lookups/called.ts';
import type { EntryOf } from '../../things/ledger.ts';
import type { Given } from '../address.ts';
import { type Part, partsJoined, plainPart, provenanceFields, provenancePart } from './fields.ts';
import { holds, scopesFields, scopesPart } from './scope-fields.ts';

const PREFIX = 'exempt_';

/** What a status change says, its own remarks and sources included. */
export function statusChangePart(fields: Given, called: CodeFinder): Part {
  const { body, places, problems } = scopesPart(fields, PREFIX, 'exemptions', called);
  return partsJoined(plainPart(fields, 'status', 'effective_on', 'until_on'), provenancePart(fields, called), { body, places, problems });
}

/** The fields that say what a status change says; null if one of its exemptions says more than fields can. */
export function statusChangeFields(entry: EntryOf<'status_change'>, called: CodeFinder): Given | null {
  const { status, effective_on, until_on, exemptions } = entry;
  if (!exemptions.every((scope) => holds(scope, called))) return null;
  return {
    ...{ status: [status], effective_on: [effective_on], until_on: [until_on ?? ''] },
    ...provenanceFields(entry, called),
    ...(exemptions.length > 0 && scopesFields(exemptions, PREFIX, called)),
  };
}
