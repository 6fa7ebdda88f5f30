import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containedIn, contains, everReached } from '../../src/domain/containment.ts';
import { matchScope, type Scope, type ScopeQuestion } from '../../src/domain/scope.ts';
import { expectMet } from '../support/met.ts';
import { EU_OF_THREE, exporterIds, partnerCodes, productCodes, scope, scopes } from '../support/scopes.ts';
import { casesOf } from '../support/thorough.ts';

const ON = '2024-01-01';
const holds = (holder: Parameters<typeof scope>[0], held: Parameters<typeof scope>[0], on = ON): boolean =>
  contains(scope(holder), scope(held), on, EU_OF_THREE);

describe('one scope in another', () => {
  it('codes are held by what they begin with, and by all goods', () => {
    expect(holds({ codes: ['03'] }, { codes: ['0302', '030722'] })).toBe(true);
    expect(holds({ codes: ['*'] }, { codes: ['0302'] })).toBe(true);
    expect(holds({}, { codes: ['0302'] })).toBe(true);
    expect(holds({ codes: ['0302'] }, { codes: ['03'] })).toBe(false);
    expect(holds({ codes: ['0302'] }, { codes: ['0302', '04'] })).toBe(false);
    expect(holds({ codes: ['0302'] }, {})).toBe(false);
    expect(holds({ codes: ['0302'] }, { codes: ['*'] })).toBe(false);
  });

  it('a part of a code is held by the code and by the very same part', () => {
    expect(holds({ codes: ['0302'] }, { codes: ['ex 030211'] })).toBe(true);
    expect(holds({ codes: ['ex 0302'] }, { codes: ['ex 0302'] })).toBe(true);
    expect(holds({ codes: ['ex 0302'] }, { codes: ['0302'] })).toBe(false);
    expect(holds({ codes: ['ex 0302'] }, { codes: ['ex 030211'] })).toBe(false);
  });

  it('goods in words are held by the same words', () => {
    const words = (name: string): Partial<Scope> => ({ goods: [{ name, codes: [], note: null, confidence: null }] });
    expect(holds(words('Cupra Tavascan'), words('Cupra Tavascan'))).toBe(true);
    expect(holds(words('Cupra'), words('Cupra Tavascan'))).toBe(false);
    expect(holds({ codes: ['8703'] }, words('Cupra Tavascan'))).toBe(false);
  });

  it('partners are held by what they belong to that day, and not by what is left out of it', () => {
    expect(holds({ partners: ['JP'] }, { partners: ['JP-01'] })).toBe(true);
    expect(holds({ partners: ['EU'] }, { partners: ['DE', 'FR'] })).toBe(true);
    expect(holds({ partners: ['EU'] }, { partners: ['GB'] }, '2020-06-01')).toBe(true);
    expect(holds({ partners: ['EU'] }, { partners: ['GB'] })).toBe(false);
    expect(holds({ partners: ['JP-01'] }, { partners: ['JP'] })).toBe(false);
    expect(holds({ partners: ['JP-01'] }, { partners: ['JP-01', 'JP-07'] })).toBe(false);
    expect(holds({ partners: ['JP'] }, { partners: ['*'] })).toBe(false);
    expect(holds({ partners: ['*'], excluded: ['JP'] }, { partners: ['JP'] })).toBe(false);
    expect(holds({ partners: ['*'], excluded: ['JP'] }, { partners: ['JP-07'] })).toBe(false);
    expect(holds({ partners: ['EU'], excluded: ['DE'] }, { partners: ['EU'] })).toBe(false);
    expect(holds({ partners: ['EU'], excluded: ['DE'] }, { partners: ['FR'] })).toBe(true);
    expect(holds({ partners: ['JP'], excluded: ['JP-07'] }, { partners: ['JP'], excluded: ['JP-07'] })).toBe(true);
    expect(holds({ partners: ['JP'], excluded: ['JP-07'] }, { partners: ['JP-01'] })).toBe(true);
  });

  it('a condition or a side of a quota is held by none but itself', () => {
    expect(holds({ condition: 'at port' }, { condition: 'at port' })).toBe(true);
    expect(holds({ condition: 'at port' }, {})).toBe(false);
    expect(holds({ condition: 'at port' }, { condition: 'at sea' })).toBe(false);
    expect(holds({}, { condition: 'at port' })).toBe(true);
    expect([holds({ quota: 'in' }, { quota: 'in' }), holds({ quota: 'in' }, {}), holds({ quota: 'in' }, { quota: 'over' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('companies are held by name, and cooperating ones by their list', () => {
    const cooperating = { exporters: ['other_cooperating'], companies: ['byd'] };
    expect(holds({}, { exporters: ['byd'] })).toBe(true);
    expect(holds({ exporters: ['byd'] }, {})).toBe(false);
    expect(holds({ exporters: ['byd', 'tesla'] }, { exporters: ['tesla'] })).toBe(true);
    expect(holds(cooperating, { exporters: ['byd'] })).toBe(true);
    expect(holds(cooperating, { exporters: ['tesla'] })).toBe(false);
    expect(holds(cooperating, { exporters: ['other_cooperating'] })).toBe(false);
    expect(holds({ exporters: ['all_others'] }, { exporters: ['byd'] })).toBe(false);
  });

  it('a list that was not transcribed is held by the same list, and by what narrows nothing there', () => {
    const goods = { codes: ['03'], list_unknown: ['goods' as const] };
    expect(holds(goods, goods)).toBe(true);
    // Also where its fields come in another order.
    const turned = scope(goods).goods.map((one) => Object.fromEntries(Object.entries(one).reverse())) as unknown as Scope['goods'];
    expect(holds({ goods: turned, list_unknown: ['goods'] }, goods)).toBe(true);
    expect(holds(goods, { codes: ['03'] })).toBe(false);
    expect(holds({ codes: ['03'] }, goods)).toBe(false);
    expect(holds({}, goods)).toBe(true);
    const partners = { partners: ['JP'], list_unknown: ['partners' as const] };
    expect([holds(partners, partners), holds({ partners: ['JP'] }, partners), holds({}, partners)]).toEqual([true, false, true]);
  });

  it('what narrows nothing is held by nothing else', () => {
    expect(holds({}, {})).toBe(true);
    for (const narrowing of [{ codes: ['03'] }, { partners: ['JP'] }, { exporters: ['byd'] }, { condition: 'x' }, { excluded: ['JP'] }])
      expect(holds(narrowing, {})).toBe(false);
  });

  it('several scopes hold together what none of them holds alone', () => {
    const held = scope({ codes: ['0302', '0303'], partners: ['JP-01', 'JP-07'] });
    const together = (...holders: Scope[]): boolean => containedIn(holders, held, ON, EU_OF_THREE);
    expect(together(scope({ partners: ['JP-01'] }), scope({ partners: ['JP-07'] }))).toBe(true);
    expect(together(scope({ partners: ['JP-01'] }), scope({ codes: ['0302'], partners: ['JP-07'] }))).toBe(false);
    expect(together(scope({ partners: ['JP-01'] }))).toBe(false);
    expect(together()).toBe(false);
  });

  const questions: fc.Arbitrary<ScopeQuestion> = fc
    .record(
      {
        affected: partnerCodes.filter((code) => code.length === 2),
        area: fc.constantFrom('JP-07', 'JP-01'),
        product: productCodes,
        exporter: exporterIds,
        quota: fc.constantFrom('in' as const, 'over' as const),
      },
      { requiredKeys: [] },
    )
    .filter(({ affected, area }) => area === undefined || affected === undefined || affected === 'JP');
  // Two scopes out of one draw are seldom one in the other: the second one narrows the first here and there.
  const pairs = fc.oneof(
    fc.tuple(scopes, scopes),
    fc
      .tuple(scopes, scopes, fc.subarray(['goods', 'partners', 'excluded', 'exporters', 'condition', 'quota', 'list_unknown'] as const))
      .map(([holder, other, fields]): [Scope, Scope] => {
        const held = { ...holder, ...Object.fromEntries(fields.map((field) => [field, other[field]])) };
        return [holder, fields.includes('exporters') ? { ...held, companies: other.companies } : held];
      }),
  );
  const days = fc.constantFrom('2020-06-01', ON);

  it('wherever the held one is met in full, so is the one that holds it (property)', () => {
    let [tried, held] = [0, 0];
    fc.assert(
      fc.property(pairs, questions, days, ([a, b], question, on) => {
        tried += 1;
        if (!contains(a, b, on, EU_OF_THREE)) return;
        held++;
        if (matchScope(b, question, on, EU_OF_THREE) === 'full') expect(matchScope(a, question, on, EU_OF_THREE)).toBe('full');
      }),
      { numRuns: casesOf(20_000) },
    );
    expectMet(held, tried, 1 / 40);
  });

  it('a scope holds itself, and is held by several if one of them holds it (property)', () => {
    fc.assert(
      fc.property(fc.array(scopes, { maxLength: 2 }), scopes, days, (others, one, on) => {
        expect(contains(one, one, on, EU_OF_THREE)).toBe(true);
        expect(containedIn([...others, one], one, on, EU_OF_THREE)).toBe(true);
      }),
    );
  });

  it('what several hold together is met wherever it is met in full (property)', () => {
    fc.assert(
      fc.property(fc.array(scopes, { minLength: 1, maxLength: 3 }), scopes, questions, days, (holders, one, question, on) => {
        if (!containedIn(holders, one, on, EU_OF_THREE)) return;
        if (matchScope(one, question, on, EU_OF_THREE) === 'full')
          expect(holders.some((holder) => matchScope(holder, question, on, EU_OF_THREE) !== 'none')).toBe(true);
      }),
      { numRuns: casesOf(5_000) },
    );
  });
});

describe('whom partners may have meant at some time', () => {
  const memberships = [{ union_code: 'EU', member_code: 'GB' }];
  it.each([
    [['AU'], 'AU', true],
    [['AU'], 'JP', false],
    [['EU'], 'GB', true],
    [['GB'], 'EU', true],
    [['JP'], 'JP-07', true],
    [['JP-01'], 'JP-07', false],
    [['JP-07'], 'JP-07', true],
    [['JP-07'], 'JP', true],
    [['EU'], 'NO', false],
    [['NO', 'EU'], 'GB', true],
  ])('%j and %s: %s', (partners, code, reached) => {
    expect(everReached(partners, code, memberships)).toBe(reached);
  });
});
