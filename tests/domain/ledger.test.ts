import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCorrections, canonicalText } from '../../src/domain/ledger.ts';
import { ENTRY_KINDS } from '../../src/domain/vocabulary.ts';
import { type Entry, type EntryBody, scopePath, scopesOf } from '../../src/things/ledger.ts';
import { scope } from '../support/scopes.ts';
import { casesOf } from '../support/thorough.ts';

const base = {
  seq: 1,
  entry_id: null,
  measure_id: 'cn-au-wine',
  dispute_id: null,
  wto_case_id: null,
  recorded_at: '2024-01-01T00:00:00.000Z',
  recorded_by: 'me',
  announced_on: null,
  note: null,
  confidence: 'verified' as const,
  doubt: null,
  sources: ['b', 'a'],
};

describe('the text that a hash is made of', () => {
  const one = {
    ...base,
    kind: 'milestone',
    type: 'vote',
    happened_on: '2024-01-01',
    title: 'Vote',
    stage: null,
    scopes: [scope()],
  } satisfies Entry;

  it('depends on what is said, not on the order in which it is said', () => {
    const turned = Object.fromEntries(Object.entries(one).reverse()) as typeof one;
    expect(canonicalText(turned)).toBe(canonicalText(one));
  });

  it('has its keys in alphabetical order, inside as well: another order would be another hash', () => {
    const { scopes: _scopes, ...short } = one;
    expect(canonicalText({ ...short, scopes: [] })).toBe(
      '{"announced_on":null,"confidence":"verified","dispute_id":null,"doubt":null,"entry_id":null,"happened_on":"2024-01-01",' +
        '"kind":"milestone","measure_id":"cn-au-wine","note":null,"recorded_at":"2024-01-01T00:00:00.000Z","recorded_by":"me","scopes":[],' +
        '"seq":1,"sources":["b","a"],"stage":null,"title":"Vote","type":"vote","wto_case_id":null}',
    );
    expect(canonicalText(one)).toContain(
      '"scopes":[{"companies":[],"condition":null,"excluded":[],"exporters":[],"goods":[],"list_unknown":[],"partners":[],"quota":null}]',
    );
  });

  it('is the JSON of what JSON can say, with sorted keys: hashes of earlier releases hold', () => {
    // As it was written first. Whole numbers stand before other keys in any object.
    const byJson = (value: object, says: (field: unknown) => boolean): string =>
      JSON.stringify(value, (_key, one: unknown) =>
        one !== null && typeof one === 'object' && !Array.isArray(one)
          ? Object.fromEntries(
              Object.entries(one)
                .filter(([, field]) => says(field))
                .sort(([a], [b]) => (a < b ? -1 : 1)),
            )
          : one,
      );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        ...[fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined)],
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('10', '9', '010', '-1', '4294967295', 'a10')),
          tie('value'),
        ),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (entry) => {
        expect(canonicalText(entry)).toBe(byJson(entry, () => true));
        const says = (field: unknown): boolean => field !== null && field !== false;
        expect(canonicalText(entry, says)).toBe(byJson(entry, says));
      }),
      { numRuns: casesOf(500) },
    );
  });

  it('depends on the order of lists and on every field', () => {
    const text = canonicalText(one);
    expect(canonicalText({ ...one, sources: ['a', 'b'] })).not.toBe(text);
    expect(canonicalText({ ...one, scopes: [scope({ condition: 'in quota' })] })).not.toBe(text);
    for (const key of Object.keys(one)) expect(canonicalText({ ...one, [key]: 'x' })).not.toBe(text);
  });
});

describe('corrections', () => {
  it('retract, and hand the place on from replacement to replacement', () => {
    const { retracted, positions } = applyCorrections([
      { retracts_seq: 1, replacement_seq: 4 },
      { retracts_seq: 4, replacement_seq: 6 },
      { retracts_seq: 2, replacement_seq: null },
    ]);
    expect([...retracted]).toEqual([1, 4, 2]);
    expect([...positions]).toEqual([
      [4, 1],
      [6, 1],
    ]);
  });
});

describe('the scopes of an entry', () => {
  const a = scope({ codes: ['03'] });
  const b = scope({ codes: ['87'] });
  const rate = { expression: '10%', min_pct: null, max_pct: null, collection: 'full', note: null, confidence: null, doubt: null } as const;
  const bodies: { [K in EntryBody['kind']]: [body: Extract<EntryBody, { kind: K }>, scopes: unknown[]] } = {
    status_change: [
      { kind: 'status_change', status: 'partially_lifted', effective_on: '2024', until_on: null, exemptions: [a, b] },
      [a, b],
    ],
    coverage: [{ kind: 'coverage', effective_on: '2024', until_on: null, scopes: [a, b] }, [a, b]],
    rate_table: [
      {
        kind: 'rate_table',
        effective_on: '2024',
        until_on: null,
        rates: [
          { scope: b, ...rate },
          { scope: a, ...rate },
        ],
      },
      [b, a],
    ],
    milestone: [{ kind: 'milestone', type: 'vote', happened_on: '2024', title: 'Vote', stage: null, scopes: [a] }, [a]],
    resolution: [
      { kind: 'resolution', method: 'expiry', agreed_on: null, terms: 'x', outcomes: [{ measure_id: 'm', reaches: 'lifted', scope: a }] },
      [a],
    ],
    check: [{ kind: 'check', checked_on: '2026-11-09' }, []],
    registration: [{ kind: 'registration', thing: 'source', thing_id: 'x', origin: 'registered', content: { title: 'X' } }, []],
    implementation: [{ kind: 'implementation', resolution_seq: 1, effective_on: '2024', measures: [] }, []],
    collapse: [{ kind: 'collapse', resolution_seq: 1, effective_on: '2024', measures: [] }, []],
    link: [{ kind: 'link', type: 'amends', to_measure_id: null, to_dispute_id: null, to_wto_case_id: null }, []],
    duty_rule: [
      { kind: 'duty_rule', type: 'replaces_base', other_measure_id: null, percent: null, first_on: '2024', last_on: null, scope: a },
      [a],
    ],
    quota: [{ kind: 'quota', period: '2024', starts_on: null, ends_on: null, quantity: null, unit: 't', scope: b }, [b]],
    correction: [{ kind: 'correction', retracts_seq: 1, replacement_seq: null, reason: 'x' }, []],
  };

  it.each(ENTRY_KINDS)('%s', (kind) => {
    const [body, expected] = bodies[kind];
    expect(scopesOf(body)).toEqual(expected);
  });

  it.each<[kind: EntryBody['kind'], path: string]>([
    ['status_change', 'exemptions.1'],
    ['coverage', 'scopes.1'],
    ['rate_table', 'rates.1.scope'],
    ['milestone', 'scopes.1'],
    ['resolution', 'outcomes.1.scope'],
    ['duty_rule', 'scope'],
    ['quota', 'scope'],
  ])('of a %s stands at %s', (kind, path) => {
    expect(scopePath(kind, 1)).toBe(path);
  });
});
