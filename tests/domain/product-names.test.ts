import { describe, expect, it } from 'vitest';
import { namedSo, productNamer, productNamesOf } from '../../src/domain/product-names.ts';

const NAMES = productNamesOf({ '8703': 'Cars', '22': 'Beverages', '220421': 'Wine in small bottles', '2204': 'Wine of fresh grapes' });

describe('the name of a code', () => {
  const nameOf = productNamer(NAMES);

  it.each<[code: string, name: string | undefined]>([
    ['2204', 'Wine of fresh grapes'],
    ['220421', 'Wine in small bottles'],
    ['22042179', 'Wine in small bottles'],
    ['220429', 'Wine of fresh grapes'],
    ['2208', 'Beverages'],
    ['22', 'Beverages'],
    ['ex 870380', 'Cars'],
    ['87', undefined],
    ['03', undefined],
    ['*', undefined],
  ])('%s: %s', (code, name) => {
    expect(nameOf(code)).toBe(name);
  });
});

describe('codes that are named so', () => {
  const found = (text: string): string[] => namedSo(text, NAMES).map(([code]) => code);

  it('have all of the words, in any case and order, in the order of the codes', () => {
    expect(found('WINE')).toEqual(['2204', '220421']);
    expect(found('bottles, small wine!')).toEqual(['220421']);
    expect(found('wine cars')).toEqual([]);
    expect(found('b')).toEqual(['22', '220421']);
  });

  it('begin a word with each of them: what stands inside of a word is another word', () => {
    expect(found('wi')).toEqual(['2204', '220421']);
    expect(found('ages')).toEqual([]);
  });

  it('may be meant by their digits', () => {
    expect(found('8703')).toEqual(['8703']);
    expect(found('2204 small')).toEqual(['220421']);
  });

  it('are none where there is no word', () => {
    expect(found(' - ')).toEqual([]);
  });
});
