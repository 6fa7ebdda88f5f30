import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { listReader } from '../../src/dataset/lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'lists-'));
writeFileSync(
  join(folder, 'tariff.csv'),
  `# Annex I of an act
code,partner,expression,note,list
0203,CA,50%,,A
0304,CA,50%,,A
ex 0305,CA,25%,whole,A
0203,MX,50%,,A
0304,MX,50%,,A
0203,,10%,,B
`,
);
afterAll(() => rmSync(folder, { recursive: true }));
const withLists = listReader(pathToFileURL(`${folder}/`));

describe('a list beside a dispute file', () => {
  it('gives codes and partners, each once and in its order, after those that are spelled out', () => {
    expect(withLists({ goods: [{ name: 'Pork', codes: ['0210'], codes_from: 'tariff.csv' }] })).toEqual({
      goods: [{ name: 'Pork', codes: ['0210', '0203', '0304', 'ex 0305'] }],
    });
    expect(withLists({ scopes: [{ partners_from: { file: 'tariff.csv', where: { list: 'A' } } }] })).toEqual({
      scopes: [{ partners: ['CA', 'MX'] }],
    });
  });

  it('gives one rate for all who pay the same on the same goods', () => {
    expect(withLists({ rates_from: 'tariff.csv' })).toEqual({
      rates: [
        { expression: '50%', scope: { goods: [{ codes: ['0203', '0304'] }], partners: ['CA', 'MX'] } },
        { expression: '25%', note: 'whole', scope: { goods: [{ codes: ['ex 0305'] }], partners: ['CA'] } },
        { expression: '10%', scope: { goods: [{ codes: ['0203'] }] } },
      ],
    });
  });

  it.each([
    [{ codes_from: { file: 'tariff.csv', where: { list: 'C' } } }, 'lists/tariff.csv has no row where {"list":"C"}'],
    [{ codes_from: { file: 'tariff.csv', where: { lists: 'A' } } }, 'lists/tariff.csv has no column lists'],
    [{ codes_from: 'tarif.csv' }, 'there is no list lists/tarif.csv'],
  ])('names what is not there: %j', (value, message) => {
    expect(() => withLists(value)).toThrow(message);
  });
});
