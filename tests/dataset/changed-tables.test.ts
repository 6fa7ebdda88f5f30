import { describe, expect, it } from 'vitest';
import { DisputeDocument } from '../../src/dataset/schema.ts';
import { examine } from '../../src/things/read.ts';

const unsourced = { unsourced: true };
const COVERED = { id: 'c1', effective_on: '2024-01-01', scopes: [{ goods: ['0203', '0304'], partners: ['CN'] }], ...unsourced };
const PAID = {
  ...{ id: 'r1', effective_on: '2024-01-01', until_on: '2026-01-01', ...unsourced },
  rates: [
    { scope: { exporters: ['byd'] }, expression: '17%', note: 'as before' },
    { scope: { exporters: ['tesla'] }, expression: '9%' },
    { scope: { exporters: ['all_others'] }, expression: '35.3%' },
  ],
};
const change = (id: string, effective_on: string, more: object) => ({ id, effective_on, ...unsourced, ...more });

/** What is made of the tables of a tariff in a file, or what is wrong with them. */
function tablesOf(coverage: object[], rate_tables: object[] = []) {
  const measure = {
    ...{ id: 'm', kind: 'tariff', type: 'anti_dumping', title: 'M', imposed_by: 'EU', direction: 'import', coverage, rate_tables },
    status_changes: [{ id: 's1', status: 'in_force', effective_on: '2024-01-01', ...unsourced }],
  };
  const read = examine(DisputeDocument, { measures: [measure] });
  if (!read.ok) return { problems: read.problems.map(({ path, message }) => `${path.replace('measures.0.', '')}: ${message}`) };
  const [own] = read.data.measures;
  if (own?.kind !== 'tariff') throw new Error('the tariff is none');
  return { coverage: own.coverage, rates: own.rate_tables };
}
const paid = (tables: object[]) =>
  tablesOf([COVERED], tables).rates?.map(({ id, effective_on, until_on, rates }) => [
    ...[id, effective_on, until_on],
    rates.map(({ scope, expression }) => `${scope.exporters.join()} ${expression}`),
  ]);

describe('what changes in a file', () => {
  it('becomes the whole that results, of rates', () => {
    const set = [{ scope: { exporters: ['byd'] }, expression: '12%' }];
    expect(paid([PAID, change('r2', '2025-01-01', { set, remove: [{ scope: { exporters: ['tesla'] } }] })])).toEqual([
      ['r1', '2024-01-01', '2026-01-01', ['byd 17%', 'tesla 9%', 'all_others 35.3%']],
      ['r2', '2025-01-01', '2026-01-01', ['byd 12%', 'all_others 35.3%']],
    ]);
  });

  it('counts against what changed before it, in the order of days and then of the file, and says its own end', () => {
    const rate = (exporter: string, expression: string) => ({ set: [{ scope: { exporters: [exporter] }, expression }] });
    expect(
      paid([
        change('r4', '2025-06-01', { ...rate('tesla', '1%'), until_on: '2025-07-01' }),
        change('r2', '2025-01-01', rate('byd', '12%')),
        PAID,
        change('r3', '2025-01-01', rate('all_others', '40%')),
      ])?.map(([id, , until, rates]) => [id, until, rates]),
    ).toEqual([
      ['r4', '2025-07-01', ['byd 12%', 'tesla 1%', 'all_others 40%']],
      ['r2', '2026-01-01', ['byd 12%', 'tesla 9%', 'all_others 35.3%']],
      ['r1', '2026-01-01', ['byd 17%', 'tesla 9%', 'all_others 35.3%']],
      ['r3', '2026-01-01', ['byd 12%', 'tesla 9%', 'all_others 40%']],
    ]);
  });

  it('becomes the whole of a coverage: lines are taken out of longer scopes', () => {
    const scopes = [{ goods: ['0304'], partners: ['CN'] }];
    const { coverage } = tablesOf([COVERED, change('c2', '2025-01-01', { remove: scopes, set: [{ goods: ['0207'], partners: ['CN'] }] })]);
    expect(coverage?.[1]).toMatchObject({ id: 'c2', scopes: [{ goods: [{ codes: ['0203'] }] }, { goods: [{ codes: ['0207'] }] }] });
    expect(Object.keys(coverage?.[1] ?? {})).not.toContain('remove');
  });

  it('is refused, at its place, where it says nothing that can be done', () => {
    const wrong = (...tables: object[]) => tablesOf([COVERED], tables).problems;
    const byd = { scope: { exporters: ['byd'] } };
    expect(wrong(PAID, change('r2', '2023-01-01', { remove: [byd] }))).toEqual([
      'rate_tables.1.effective_on: no table of rates stands on 2023-01-01, so nothing can change against it: state it whole (rates)',
    ]);
    expect(wrong(PAID, change('r2', '2026-01-01', { remove: [byd] }))?.[0]).toContain('no table of rates stands on 2026-01-01');
    expect(wrong(PAID, change('r2', '2025', { remove: [{ scope: { exporters: ['saic'] } }] }))).toEqual([
      expect.stringMatching(/^rate_tables\.1\.remove\.0: ".*saic.*" is not in the table of rates from 2024-01-01$/),
    ]);
    expect(wrong(PAID, change('r2', '2025', { remove: [byd, byd] }))?.[0]).toMatch(/^rate_tables\.1\.remove\.1: .* is named twice$/);
    expect(wrong(PAID, change('r2', '2025', { remove: PAID.rates.map(({ scope }) => ({ scope })) }))?.[0]).toContain(
      'nothing would be left',
    );
    expect(wrong(PAID, change('r2', '2025', { set: [PAID.rates[1]] }))?.[0]).toContain('all of it stands so');
    expect(wrong(PAID, change('r2', '2025', { set: [] }))?.[0]).toContain('name at least one row to set or to remove');
    expect(tablesOf([change('c1', '2024', { set: [{ goods: ['0207'] }] })]).problems?.[0]).toMatch(
      /^coverage\.0\.effective_on: no coverage/,
    );
  });
});
