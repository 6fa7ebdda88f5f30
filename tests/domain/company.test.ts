import { describe, expect, it } from 'vitest';
import { companyKey, distance, howFar, nearest } from '../../src/domain/company.ts';

describe('a company’s name as it is compared', () => {
  it.each([
    ['BYD Auto Co., Ltd.', 'byd auto'],
    ['byd  auto', 'byd auto'],
    ['Nestlé S.A.', 'nestle'],
    ['L’Oréal', 'loreal'],
    ['Škoda Auto a.s.', 'skoda auto'],
    ['Volkswagen (Anhui) GmbH & Co. KG', 'volkswagen anhui'],
    ['3M Company', '3m'],
    ['比亚迪', '比亚迪'],
    // A name that is nothing but a legal form stays as it is.
    ['SE Co., Ltd.', 'se co ltd'],
  ])('%s is %s', (name, key) => {
    expect(companyKey(name)).toBe(key);
  });
});

describe('a name that is nearly another', () => {
  it.each([
    ['treasury wine', 'treasury wine estates', true],
    ['estates treasury', 'treasury wine estates', true],
    ['treasury beer', 'treasury wine estates', false],
    ['tesla', 'tessla', true],
    ['teslaa', 'tesl', false],
    ['geely auto', 'geelyauto', true],
    // Of a short name one letter may be amiss, of a longer one two.
    ['byd', 'bid', true],
    ['byd', 'bmx', false],
    ['mazda', 'mxxda', true],
    ['mazda', 'mxxxa', false],
  ])('%s and %s: %s', (asked, known, nearly) => {
    expect(howFar(asked, known) < Number.POSITIVE_INFINITY).toBe(nearly);
    expect(howFar(known, asked)).toBe(howFar(asked, known));
  });

  it('is the nearest, where letters that changed places are one amiss, and a long word with one amiss is in a longer name', () => {
    const all = ['tesla', 'feesa', 'volkswagen anhui', 'xpeng'].map((name) => [name, name] as const);
    expect(nearest('telsa', all)).toEqual(['tesla']);
    expect(nearest('volkswagn', all)).toEqual(['volkswagen anhui']);
    expect(nearest('volkswagen', all)).toEqual(['volkswagen anhui']);
    expect(nearest('anhi', all)).toEqual([]);
    expect(nearest('byd', all)).toEqual([]);
    expect(nearest('byd', [])).toEqual([]);
  });

  it('is told by how many letters must change', () => {
    expect(distance('', '', 2)).toBe(0);
    expect(distance('kitten', 'sitting', 5)).toBe(3);
    expect(distance('ab', 'ba', 5)).toBe(2);
    expect(distance('abc', 'abc', 0)).toBe(0);
    expect(distance('a', 'abcd', 3)).toBe(3);
    // Beyond what is asked it is only known to be more.
    expect(distance('a', 'abcd', 2)).toBe(3);
  });
});
