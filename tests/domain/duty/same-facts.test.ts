import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../../src/domain/duty/facts.ts';
import { SameFacts } from '../../../src/domain/duty/same-facts.ts';
import { scope } from '../../support/scopes.ts';
import { inForce, rate, tariff } from '../../support/tariffs.ts';

const CARS = () => scope({ codes: ['8703'] });
const STEEL = (code = '7208') => scope({ codes: [code] });

describe('a tariff on another day', () => {
  const covering = (...scopes: ReturnType<typeof scope>[]): Tariff => ({ ...tariff('a', '10%'), coverages: [scopes] });
  const isKnownAgain = (first: Tariff, then: Tariff): boolean => {
    const same = new SameFacts('870380');
    return same.tariff(first) === same.tariff(then);
  };

  it('is the same where it says the same of the product, whatever it says of other goods', () => {
    expect(isKnownAgain(covering(CARS(), STEEL()), covering(STEEL('7209'), CARS()))).toBe(true);
    const rates = (other: string): Tariff => tariff('a', [rate('20%', { codes: ['87'] }), rate(other, { codes: ['72'] })]);
    expect(isKnownAgain(rates('5%'), rates('6%'))).toBe(true);
    const base = tariff('a', '10%');
    const freeing = (code: string): Tariff => ({ ...base, statuses: [inForce({ codes: [code] })] });
    expect(isKnownAgain(freeing('7208'), freeing('7209'))).toBe(true);
  });

  it('is another where it says something else of the product', () => {
    expect(isKnownAgain(covering(CARS()), covering(scope({ codes: ['8703'], partners: ['JP'] })))).toBe(false);
    expect(isKnownAgain(covering(CARS()), covering(CARS(), scope({ codes: ['87038010'] })))).toBe(false);
    expect(isKnownAgain(covering(CARS()), covering(STEEL()))).toBe(false);
    expect(isKnownAgain(tariff('a', '10%'), tariff('a', '11%'))).toBe(false);
    expect(isKnownAgain(tariff('a', '10%'), tariff('b', '10%'))).toBe(false);
    const doubted: Tariff = { ...covering(CARS()), doubts: [{ of: 'coverage', why: 'a list was not read', instead: [[CARS(), STEEL()]] }] };
    expect(isKnownAgain(covering(CARS()), doubted)).toBe(false);
  });

  it('of which one of two statements holds has one where both say the same of the product', () => {
    const either: Tariff = { ...covering(), coverages: [[CARS(), STEEL()], [CARS()]], tables: [null] };
    expect(new SameFacts('870380').tariff(either).coverages).toEqual([[CARS()]]);
    expect(new SameFacts('7208').tariff(either).coverages).toEqual([[STEEL()], []]);
  });
});
