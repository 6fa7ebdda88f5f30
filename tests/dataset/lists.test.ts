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

  it('gives the rates of several lists, with what is in doubt of one', () => {
    const asked = [
      { file: 'tariff.csv', where: { list: 'B' } },
      { file: 'tariff.csv', where: { partner: 'MX' }, doubt: 'read in a draft' },
    ];
    expect(withLists({ rates: [{ expression: 'free' }], rates_from: asked })).toEqual({
      rates: [
        { expression: 'free' },
        { expression: '10%', scope: { goods: [{ codes: ['0203'] }] } },
        { expression: '50%', doubt: 'read in a draft', scope: { goods: [{ codes: ['0203', '0304'] }], partners: ['MX'] } },
      ],
    });
  });

  it('keeps apart what is paid within a quota and over it', () => {
    writeFileSync(join(folder, 'sides.csv'), '# an act\ncode,expression,side\n1001,1%,in\n1001,65%,over\n1002,1%,\n');
    expect(withLists({ rates_from: 'sides.csv' })).toEqual({
      rates: [
        { expression: '1%', scope: { goods: [{ codes: ['1001'] }], quota: 'in' } },
        { expression: '65%', scope: { goods: [{ codes: ['1001'] }], quota: 'over' } },
        { expression: '1%', scope: { goods: [{ codes: ['1002'] }] } },
      ],
    });
  });

  it('gives a quota for each row, with what all of them rest on', () => {
    writeFileSync(
      join(folder, 'quotas.csv'),
      `# an act
id,period,quantity,unit,goods,partner,excluded,condition,note
q-1,2026,10.5,t,Rebars,TR,,,first
q-2,2026,3,t,Rebars,*,TR NO,not from a partner,
`,
    );
    expect(withLists({ quotas_from: { file: 'quotas.csv', sources: ['act'] } })).toEqual({
      quotas: [
        {
          id: 'q-1',
          period: '2026',
          quantity: '10.5',
          unit: 't',
          note: 'first',
          scope: { partners: ['TR'], goods: [{ name: 'Rebars', codes: [] }] },
          sources: ['act'],
        },
        {
          id: 'q-2',
          period: '2026',
          quantity: '3',
          unit: 't',
          scope: {
            partners: ['*'],
            excluded: ['TR', 'NO'],
            goods: [{ name: 'Rebars', codes: [] }],
            condition: 'not from a partner',
          },
          sources: ['act'],
        },
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
