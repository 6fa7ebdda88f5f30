import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addNomenclature, editNomenclature } from '../../src/changes/register.ts';
import { recordRateTable } from '../../src/changes/statements.ts';
import { importSheet } from '../../src/keep/sheets/import-sheet.ts';
import { verify } from '../../src/keep/verify.ts';
import { dutyHistory } from '../../src/lookups/duty-history.ts';
import { listNomenclatures } from '../../src/lookups/register.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { NomenclatureBody, NomenclaturePatch } from '../../src/things/register.ts';
import { sheetColumns } from '../../src/things/sheets.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { quote } from '../support/quoting.ts';
import { me, newMeasure, refused } from '../support/recording.ts';

const SHEET = `nomenclature,jurisdiction,title,revision,first_on,last_on,complete,code,name
cn-2024,CN,Tariff of China 2024,HS 2022,2024-01-01,2024-12-31,yes,8703.80.10,Electric cars
cn-2024,,,,,,,8703.80.90,
cn-2025,CN,Tariff of China 2025,HS 2022,2025-01-01,,TRUE,8703.80.10,Electric cars
cn-2025,CN,Tariff of China 2025,HS 2022,2025-01-01,,TRUE,87038020,Others
cn-2025,CN,Tariff of China 2025,HS 2022,2025-01-01,,TRUE,870380,Heading
`;

describe.each(ENGINES)('nomenclatures on %s', (_engine, open) => {
  let test: TestTracker;
  const question = { importer: 'CN', origin: 'AU', product: '870380' };
  const rangeOn = async (on: string, more: object = {}) => (await quote(test, { ...question, on, ...more })).range.ad_valorem_pct;

  beforeAll(async () => {
    test = await open();
    test.clock.now = '2025-01-01T00:00:00.000Z';
    await putRows(test, SMALL_REGISTER);
    for (const [id, type, codes, expression] of [
      ['cn-mfn', 'mfn', ['8703'], '15%'],
      ['cn-a', 'additional', ['87038010'], '25%'],
      ['cn-b', 'additional', ['87038090', '87038020'], '25%'],
    ] as const) {
      const coverage = { effective_on: '2020-01-01', scopes: [{ goods: [...codes] }], unsourced: true as const };
      const status_changes = [{ status: 'in_force' as const, effective_on: '2020-01-01', unsourced: true as const }];
      await newMeasure(test.tracker, id, {
        kind: 'tariff',
        type,
        imposed_by: 'CN',
        dispute: undefined,
        coverage,
        status_changes,
      });
      await recordRateTable(
        test.tracker,
        me,
        id,
        RateTableBody.parse({ effective_on: '2020-01-01', rates: [{ expression }], unsourced: true }),
      );
    }
  });
  afterAll(() => test.close());

  it('without one the Harmonized System says whether the subheadings of a heading leave any good', async () => {
    const id = 'cn-heading';
    const ofHeading = async (goods: string[], product: string) => {
      const scopes = goods.map((code) => ({ goods: [code] }));
      const coverage = { effective_on: '2020-01-01', scopes, unsourced: true as const };
      const status_changes = [{ status: 'in_force' as const, effective_on: '2020-01-01', unsourced: true as const }];
      const measure = `${id}-${product}`;
      await newMeasure(test.tracker, measure, {
        kind: 'tariff',
        type: 'additional',
        imposed_by: 'CN',
        dispute: undefined,
        coverage,
        status_changes,
      });
      const rates = goods.map((code, at) => ({ scope: { goods: [code] }, expression: `${at + 1}%` }));
      await recordRateTable(test.tracker, me, measure, RateTableBody.parse({ effective_on: '2020-01-01', rates, unsourced: true }));
      const { by_code, additional } = await quote(test, { importer: 'CN', origin: 'AU', product, on: '2024-06-01' });
      return [by_code.map(({ code, rest }) => (rest ? `rest of ${code}` : code)), additional.ad_valorem_pct];
    };
    expect(await ofHeading(['660310', '660320', '660390'], '6603')).toEqual([['660310', '660320', '660390'], { least: '1', most: '3' }]);
    expect(await ofHeading(['660110', '660191'], '6601')).toEqual([['rest of 6601', '660110', '660191'], { least: '0', most: '2' }]);
  });

  it('without one the rest of a code counts', async () => {
    expect(await rangeOn('2024-06-01')).toEqual({ least: '15', most: '40' });
  });

  it('a sheet fills them, and a code that leaves no other good leaves one answer', async () => {
    test.clock.now = '2025-02-01T00:00:00.000Z';
    expect(await importSheet(test.tracker, me, SHEET)).toMatchObject({ sheet: 'nomenclatures', rows: 5, recorded: 2 });
    expect((await listNomenclatures(test.tracker, { q: 'china' })).data).toMatchObject([
      { id: 'cn-2024', jurisdiction: 'CN', revision: 'HS 2022', first_on: '2024-01-01', last_on: '2024-12-31', complete: true, lines: 2 },
      { id: 'cn-2025', last_on: null, lines: 3 },
    ]);
    for (const on of ['2024-06-01', '2025-06-01'])
      expect(await quote(test, { ...question, on })).toMatchObject({ total_ad_valorem_pct: '40', by_code: [], cannot_compute: [] });
    expect(await rangeOn('2023-12-31')).toEqual({ least: '15', most: '40' });
    expect(await rangeOn('2024-06-01', { known_at: '2025-01-31' })).toEqual({ least: '15', most: '40' });
    expect((await verify(test.tracker)).problems).toEqual([]);
  });

  it('a code that is none of a complete one is an error on its days, and what divides a line further is not', async () => {
    const asked = (product: string, on: string) => quote(test, { ...question, product, on });
    await refused(asked('87038090', '2025-06-01'), 'invalid', '"87038090" is no code of Tariff of China 2025', 'goods of 870380');
    await refused(asked('0203', '2025-06-01'), 'invalid', 'none of chapter 02');
    expect(await asked('87038090', '2024-06-01')).toMatchObject({ total_ad_valorem_pct: '40' });
    expect(await asked('87038090', '2023-06-01')).toMatchObject({ total_ad_valorem_pct: '40' });
    expect(await asked('8703802055', '2025-06-01')).toMatchObject({ total_ad_valorem_pct: '40' });
    expect(await quote(test, { ...question, product: '87038090', on: '2025-06-01', known_at: '2025-01-31' })).toBeDefined();
  });

  it('a history turns on their days', async () => {
    const rows = await dutyHistory(test.tracker, { ...question, quantities: [], fx: [], from: '2023-01-01', to: '2025-06-01' });
    expect(rows.data.map(({ from, least_pct, most_pct }) => [from, least_pct, most_pct])).toEqual([
      ['2023-01-01', '15', '40'],
      ['2024-01-01', '40', '40'],
    ]);
    await refused(
      dutyHistory(test.tracker, { ...question, product: '0203', quantities: [], fx: [], from: '2024-01-01', to: '2025-06-01' }),
      'invalid',
      'is no code of Tariff of China 2024',
    );
  });

  it('a history says of the days on which a code is none of a complete one that there are no such goods', async () => {
    const span = { quantities: [], fx: [], from: '2024-06-01', to: '2025-06-01' };
    const { data } = await dutyHistory(test.tracker, { ...question, ...span, product: '87038090' });
    expect(data.map(({ from, until, most_pct, problem }) => [from, until, most_pct, problem])).toEqual([
      ['2024-06-01', '2024-12-31', '40', null],
      [
        '2025-01-01',
        null,
        null,
        '"87038090" is no code of Tariff of China 2025, which is complete: it has goods of 870380, and none of 87038090',
      ],
    ]);
  });

  it('two that are complete for one day are refused, and what is wrong with a sheet is told by line', async () => {
    const body = {
      id: 'cn-2026',
      jurisdiction: 'CN',
      title: 'T',
      revision: 'HS 2022',
      first_on: '2026-01-01',
      complete: true,
      lines: [{ code: '01' }],
    };
    await refused(
      addNomenclature(test.tracker, me, NomenclatureBody.parse(body)),
      'conflict',
      'cn-2025 is complete for CN from 2025-01-01',
    );
    await editNomenclature(test.tracker, me, 'cn-2025', NomenclaturePatch.parse({ last_on: '2025-12-31' }));
    await addNomenclature(test.tracker, me, NomenclatureBody.parse(body));
    const sheet = (row: string) =>
      importSheet(
        test.tracker,
        me,
        `${sheetColumns('nomenclatures')
          .map(([name]) => name)
          .join(',')}\n${row}\n`,
      );
    const problems = async (row: string): Promise<unknown> => sheet(row).catch((error: { details: unknown }) => error.details);
    expect(await problems('x,CN,T,HS 2022,2027-01-01,,maybe,12345,\nx,US,,,,,,0203,\nx,,,,,,,0203,')).toEqual([
      { path: 'line 2, column complete', message: '"maybe" is neither true nor false' },
      { path: 'line 2, column code', message: '"12345" must have 2, 4, 6, 8 or 10 digits, such as 8703 or 870380' },
      { path: 'line 3, column jurisdiction', message: '"US" is not what line 2 says of x: "CN"' },
      { path: 'line 4, column code', message: '"0203" stands twice' },
    ]);
    expect(await problems('x,XX,T,HS 2022,2027-01-01,,no,0203,')).toMatchObject([{ path: 'line 2, column jurisdiction' }]);
    expect(await problems('cn-2024,CN,T,HS 2022,2027-01-01,,no,0203,')).toMatchObject([{ path: 'line 2, column nomenclature' }]);
  });
});
