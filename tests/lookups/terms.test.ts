import fc from 'fast-check';
import { expect, it } from 'vitest';
import { whatTermsSay } from '../../src/lookups/terms.ts';
import type { AsOf } from '../../src/lookups/tracker.ts';
import type { Entry } from '../../src/things/ledger.ts';
import { EU_OF_THREE, scopes } from '../support/scopes.ts';
import { rate } from '../support/tariffs.ts';

/** Only what is told of terms is read of an entry here. */
const stated = (terms: object): Entry => ({ effective_on: '2020-01-01', until_on: null, ...terms }) as unknown as Entry;
const tables = fc
  .array(fc.tuple(fc.constantFrom('5%', '10%', 'free'), scopes), { minLength: 1, maxLength: 3 })
  .map((rates) => stated({ kind: 'rate_table', rates: rates.map(([text, scope]) => ({ ...rate(text), scope })) }));
const coverages = fc.array(scopes, { minLength: 1, maxLength: 3 }).map((some) => stated({ kind: 'coverage', scopes: some }));
const pairs = fc.oneof(
  fc.tuple(fc.option(tables, { nil: undefined }), tables),
  fc.tuple(fc.option(coverages, { nil: undefined }), coverages),
);
const viewOn = (on: string): AsOf => ({ on, register: EU_OF_THREE }) as unknown as AsOf;

it('of all goods and partners terms say the same on every day, and are compared once', () => {
  fc.assert(
    fc.property(pairs, ([before, now]) => {
      const first = whatTermsSay(before, now, undefined, viewOn('2019-01-01'));
      expect(whatTermsSay(before, now, undefined, viewOn('2026-01-01'))).toBe(first);
      // Copies were never compared, and an empty question is decided on its day.
      expect(whatTermsSay(structuredClone(before), structuredClone(now), undefined, viewOn('2026-01-01'))).toEqual(first);
      expect(whatTermsSay(before, now, {}, viewOn('2026-01-01'))).toEqual(first);
    }),
  );
});
