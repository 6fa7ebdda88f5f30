import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MATCHES, MEASURE_TYPES, STATUSES, type Status } from '../../src/domain/vocabulary.ts';
import { countMeasureFacets } from '../../src/lookups/facets.ts';
import { listMeasures, type MeasureQuestion } from '../../src/lookups/measures.ts';
import { sharedTracker, type TestTracker } from '../support/database.ts';
import { casesOf, oneIn } from '../support/thorough.ts';

let test: TestTracker;
beforeAll(async () => {
  test = await sharedTracker();
});
afterAll(() => test.close());

/** The question with one value of a facet, as a form asks it. */
function narrowed(question: MeasureQuestion, facet: string, value: string): MeasureQuestion {
  if (facet === 'status') return { ...question, status: value === 'active' || value === 'all' ? value : [value as Status] };
  if (facet === 'type') return { ...question, type: MEASURE_TYPES.filter((type) => type === value) };
  if (facet === 'match') return { ...question, match: MATCHES.filter((match) => match === value) };
  if (facet === 'lifting_agreed') return { ...question, lifting_agreed: value === 'true' };
  return { ...question, [facet]: value };
}

const countOf = async (question: MeasureQuestion): Promise<number | undefined> =>
  (await listMeasures(test.tracker, question, { limit: 1, count: true })).count;

const QUESTIONS: [name: string, question: MeasureQuestion][] = [
  ['active bans', { kind: 'ban', status: 'active' }],
  ['tariffs that reach a member of a union', { kind: 'tariff', status: 'active', affected: 'DE' }],
  ['a product, a union imposing', { status: 'active', product: '870380', imposed_by: 'EU' }],
  ['seafood in 2024, with an area', { status: 'active', product: '03', on: '2024-01-01', area: 'JP-07' }],
  ['everything of one type', { status: 'all', type: ['anti_dumping'] }],
  ['aluminium, with what may be met', { status: 'all', product: '76' }],
  ['aluminium that is met for certain', { status: 'all', product: '76', match: ['full', 'part'] }],
  ['a partner that is met in part', { status: 'active', affected: 'JP', match: ['part'], on: '2025-07-01' }],
  ['what is unclear until a partner is asked', { kind: 'ban', status: 'active', match: ['unclear'], on: '2026-11-30' }],
  ['a car that is unclear for a partner', { kind: 'tariff', product: '870380', affected: 'CA', match: ['unclear'], on: '2026-11-30' }],
  ['a company with a home', { kind: 'tariff', status: 'active', exporter: 'byd', on: '2025-07-01' }],
  ['a company and a partner that is not its home', { status: 'active', exporter: 'byd', affected: 'AU', on: '2025-07-01' }],
  ['a company without a home', { status: 'active', exporter: 'all_others', on: '2025-07-01' }],
  ['what is known of one dispute early on', { status: 'all', dispute: 'au-cn-wine', on: '2021-01-01' }],
];

describe('counts by facet', () => {
  it.each(QUESTIONS)('of %s are what the list has with that value', async (_name, question) => {
    const { total, counts } = await countMeasureFacets(test.tracker, question);
    expect(total).toBe(await countOf(question));
    let compared = 0;
    for (const [facet, tally] of Object.entries(counts))
      for (const [value, count] of oneIn(12, [...tally], 3)) {
        expect(await countOf(narrowed(question, facet, value)), `${facet}=${value}`).toBe(count);
        compared++;
      }
    expect(compared).toBeGreaterThan(casesOf(2, 8));
  });

  it('leave out no value that would leave something', async () => {
    const question: MeasureQuestion = { kind: 'ban', status: 'active' };
    const { counts } = await countMeasureFacets(test.tracker, question);
    for (const status of STATUSES) expect(counts.status?.get(status) ?? 0, status).toBe(await countOf({ ...question, status: [status] }));
    for (const code of ['CN', 'JP', 'FR', 'EU', 'LT', 'NZ', 'MX'])
      for (const facet of ['imposed_by', 'affected'] as const)
        expect(counts[facet]?.get(code) ?? 0, `${facet}=${code}`).toBe(await countOf({ ...question, [facet]: code }));
  });

  it.each([2000, 800])('of whom measures affect hang on how far each of them is met (walks of %s at most)', async (most) => {
    const question: MeasureQuestion = { kind: 'ban', status: 'active', match: ['unclear'], on: '2026-11-30' };
    const { counts } = await countMeasureFacets(test.tracker, question, { most });
    const told: [string, number][] = [];
    for (const code of ['JP', 'CN', 'DE', 'RU', 'US', 'CA']) {
      const count = await countOf({ ...question, affected: code });
      expect(counts.affected?.get(code) ?? 0, code).toBe(count);
      told.push([code, count ?? 0]);
    }
    expect(told.some(([, count]) => count > 0)).toBe(true);
  });

  it('of base duties are there for those who ask for them by type', async () => {
    const { counts } = await countMeasureFacets(test.tracker, { kind: 'tariff', status: 'active' });
    expect(counts.type?.get('mfn')).toBe(await countOf({ kind: 'tariff', status: 'active', type: ['mfn'] }));
    expect(counts.type?.get('mfn')).toBeGreaterThan(0);
  });

  it('are left out where there would be too much to walk, and the total is still said', async () => {
    const question: MeasureQuestion = { kind: 'ban', status: 'active', imposed_by: 'CN' };
    const bans = (await countOf(question)) as number;
    const { total, counts } = await countMeasureFacets(test.tracker, question, { most: bans });
    expect(total).toBe(bans);
    // The imposer is counted over all bans, which are more.
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(['affected', 'type', 'dispute']));
    expect(counts).not.toHaveProperty('imposed_by');
    expect(await countMeasureFacets(test.tracker, question, { most: bans - 1 })).toEqual({ total: bans, counts: {} });
  });

  it('refuse what the list refuses', async () => {
    await expect(countMeasureFacets(test.tracker, { imposed_by: 'QQ' })).rejects.toThrow('QQ');
  });
});
