import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { matchCode } from '../../src/domain/scope.ts';
import { countMeasures, listMeasures, type MeasureQuestion, streamMeasures } from '../../src/lookups/measures.ts';
import { type Position, totalOf } from '../../src/lookups/paging.ts';
import { MEASURE_COLUMNS, type MeasureRow } from '../../src/things/measure.ts';
import { bundledTracker, NOW, type TestTracker } from '../support/database.ts';
import { change, idsOf, me, newMeasure, rowOf } from '../support/recording.ts';
import { casesOf } from '../support/thorough.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await bundledTracker();
});
afterAll(() => t.close());

const ids = (question: MeasureQuestion) => idsOf(t.tracker, question);
const row = (id: string, question: MeasureQuestion) => rowOf(t.tracker, id, question);

describe('the seafood dispute', () => {
  const fish = { kind: 'ban', product: '03', affected: 'JP' } as const;
  const all = ['cn-jp-aquatic-2023', 'cn-jp-food-10-prefectures', 'hk-jp-aquatic-10', 'kr-jp-seafood-8', 'mo-jp-food-10', 'ru-jp-seafood'];
  // Fish of any origin may have been caught by Russia.
  const everywhere = 'us-ru-ban-fish-elsewhere';
  // Licences for goods that nobody names: they may be these.
  const licences = 'dz-import-licences';
  // All goods, if they come by a port of Morocco.
  const ports = 'dz-ma-ports';
  // Farmed fish too, where they were given hormones.
  const hormones = ['eu-hormone-meat-ban', 'gb-hormone-meat-ban'];
  // Food of any prefecture that Japan itself does not let go round.
  const limited = 'tw-jp-food-5';

  it('2024-10-24: the deal of 2024-09-20 lifts nothing yet', async () => {
    expect(await ids({ ...fish, on: '2024-10-24' })).toEqual([...all, licences, ports, everywhere, limited, ...hormones].sort());
    expect(await row('cn-jp-aquatic-2023', { ...fish, on: '2024-10-24' })).toMatchObject({
      status: 'in_force',
      match: 'full',
      lifting_agreed_on: '2024-09-20',
      in_force_from: '2023-08-24',
      in_force_until: null,
    });
    expect(await row('cn-jp-aquatic-2023', { on: '2024-09-19' })).toMatchObject({ lifting_agreed_on: null });
    expect(await row('cn-jp-aquatic-2023', { on: '2023-08-23' })).toBeUndefined();
  });

  it('the ban on ten prefectures since 2011 is asked of each and met in part by the country', async () => {
    expect(await row('cn-jp-food-10-prefectures', { ...fish, on: '2024-10-24' })).toMatchObject({
      match: 'part',
      status_from: '2018-11-28',
      in_force_from: '2011-04-08',
      certainty: 'certain',
    });
    expect(await row('cn-jp-food-10-prefectures', { area: 'JP-07', product: '03', on: '2024-10-24' })).toMatchObject({ match: 'full' });
    expect(await row('cn-jp-food-10-prefectures', { area: 'JP-01', product: '03', on: '2024-10-24' })).toBeUndefined();
    expect(await row('cn-jp-food-10-prefectures', { on: '2011-04-07' })).toBeUndefined();
  });

  it('a day inside the month in which a ban began is possible, not certain', async () => {
    expect(await row('rs-xk-stamps', { on: '2008-12-10' })).toMatchObject({
      ...{ certainty: 'possible', status_from: '2008-12', status_from_first: '2008-12-01', status_from_last: '2008-12-31' },
      ...{ rate_min_pct: null, rate_max_pct: null },
    });
    expect(await row('rs-xk-stamps', { on: '2008-11-30' })).toBeUndefined();
  });

  it('2025-07-01: 37 prefectures are free', async () => {
    expect(await row('cn-jp-aquatic-2023', { ...fish, on: '2025-07-01' })).toMatchObject({
      status: 'partially_lifted',
      match: 'part',
      lifting_agreed_on: null,
      status_from: '2025-06-29',
      in_force_from: '2023-08-24',
    });
    expect((await row('cn-jp-aquatic-2023', { on: '2025-07-01' }))?.exemptions[0]?.match(/JP-\d\d/g)).toHaveLength(37);
    expect(await ids({ kind: 'ban', area: 'JP-01', product: '03', on: '2025-07-01' })).toEqual([
      licences,
      ports,
      ...hormones,
      'ru-jp-seafood',
      limited,
      everywhere,
    ]);
    expect(await ids({ kind: 'ban', area: 'JP-07', product: '03', on: '2025-07-01' })).toEqual(
      [...all, licences, ports, everywhere, limited, ...hormones].sort(),
    );
    expect(await ids({ kind: 'ban', area: 'JP-01', product: '03', on: '2025-06-28' })).toEqual([
      'cn-jp-aquatic-2023',
      licences,
      ports,
      ...hormones,
      'ru-jp-seafood',
      limited,
      everywhere,
    ]);
  });

  it('2025-12-01: stopped again, by another measure', async () => {
    expect(await ids({ ...fish, on: '2025-12-01' })).toEqual(
      [...all, 'cn-jp-aquatic-2025', 'cn-jp-slow-clearance-2026', licences, ports, everywhere, ...hormones].sort(),
    );
    expect(await row('cn-jp-aquatic-2025', { area: 'JP-01', product: '03', on: '2025-12-01' })).toMatchObject({ match: 'full' });
  });
});

describe('the wine dispute', () => {
  const wine = { affected: 'AU', product: '220421', imposed_by: 'CN' } as const;
  it.each<[on: string, statuses: Record<string, string>]>([
    ['2020-11-27', { ad: 'announced', cvd: 'under_investigation' }],
    ['2020-11-28', { ad: 'provisional', cvd: 'under_investigation' }],
    ['2020-12-11', { ad: 'provisional', cvd: 'provisional' }],
    ['2021-03-27', { ad: 'provisional', cvd: 'provisional' }],
    ['2021-03-28', { ad: 'in_force', cvd: 'declined' }],
    ['2024-03-28', { ad: 'in_force', cvd: 'declined' }],
    ['2024-03-29', { ad: 'lifted', cvd: 'declined' }],
    ['2026-01-01', { ad: 'lifted', cvd: 'declined' }],
  ])('%s: %j', async (on, { ad, cvd }) => {
    const found = Object.fromEntries(
      (await listMeasures(t.tracker, { ...wine, status: 'all', on }, { limit: 10 })).data.map((one) => [one.id, one.status]),
    );
    expect(found).toEqual({ 'cn-au-wine-ad': ad, 'cn-au-wine-cvd': cvd });
  });

  it('its rates are those of the day', async () => {
    expect(await row('cn-au-wine-ad', { on: '2021-03-27' })).toMatchObject({ rate_summary: '107.1%–212.1%' });
    expect(await row('cn-au-wine-ad', { on: '2021-03-28' })).toMatchObject({
      rate_summary: '116.2%–218.4%',
      in_force_from: '2020-11-28',
      in_force_until: '2024-03-28',
    });
  });

  it('its lifting is agreed from 2023-10-22 to the end', async () => {
    expect(await ids({ ...wine, lifting_agreed: true, on: '2023-10-21' })).toEqual([]);
    expect(await ids({ ...wine, lifting_agreed: true, on: '2023-10-22' })).toEqual(['cn-au-wine-ad']);
    expect(await ids({ ...wine, lifting_agreed: true, on: '2024-03-28' })).toEqual(['cn-au-wine-ad']);
    expect(await ids({ ...wine, lifting_agreed: true, status: 'all', on: '2024-03-29' })).toEqual([]);
  });
});

describe('a code that the Harmonized System of the day does not have', () => {
  const asked = { imposed_by: 'US', affected: 'CN', kind: 'tariff' } as const;
  const told = async (question: MeasureQuestion): Promise<string | undefined> =>
    (await listMeasures(t.tracker, question, { limit: 1 })).code_outdated;

  it('is told with the first page, as what names its goods by another code is not listed', async () => {
    const words =
      '"851712" is of no goods of the Harmonized System of 2022, in force that day: 8517.12 is in its editions from 2007 to 2017. What names its goods by another code is not found: ask by that one';
    expect(await told({ ...asked, product: '851712', on: '2026-11-24' })).toBe(words);
    expect(await told({ ...asked, product: '851712', on: '2021-12-31' })).toBeUndefined();
    expect(await told({ ...asked, product: '851713', on: '2026-11-24' })).toBeUndefined();
    expect(await told({ ...asked, product: '85171300', on: '2021-12-31' })).toContain('8517.13 is in its editions from 2022');
    expect(await told({ ...asked, on: '2026-11-24' })).toBeUndefined();
    const page = { ...asked, product: '851712', on: '2026-11-24', status: 'all' } as const;
    const { next } = await listMeasures(t.tracker, page, { limit: 1 });
    expect((await listMeasures(t.tracker, page, { limit: 1, after: next ?? undefined })).code_outdated).toBeUndefined();
    const whole = await streamMeasures(t.tracker, page);
    expect(whole.code_outdated).toBe(words);
    await whole.batches.return(undefined);
  });
});

describe('what may still be in force', () => {
  const asked = { kind: 'ban', imposed_by: 'CN', affected: 'AU', status: 'active', on: '2026-11-24' } as const;
  const doubted = async (question: MeasureQuestion): Promise<string[] | undefined> =>
    (await listMeasures(t.tracker, question, { limit: 1 })).in_doubt?.map(({ id }) => id).sort();

  it('comes with the first page of what is, as far as it meets the question', async () => {
    expect(await doubted(asked)).toEqual(['cn-au-copper', 'cn-au-cotton', 'cn-au-hay', 'cn-au-iron-ore-bhp', 'cn-au-lobster']);
    expect(await doubted({ ...asked, product: '0306' })).toEqual(['cn-au-lobster']);
    expect(await doubted({ ...asked, product: '8703' })).toBeUndefined();
    const { in_doubt } = await listMeasures(t.tracker, { ...asked, product: '5201' }, { limit: 5 });
    expect(in_doubt).toMatchObject([{ id: 'cn-au-cotton', status: 'lifted', certainty: 'doubtful', in_force_from: null }]);
  });

  it('is what was in force before an end that is in doubt, on the days after it', async () => {
    expect(await doubted({ ...asked, product: '5201', on: '2023-07-31' })).toBeUndefined();
    expect(await doubted({ ...asked, product: '5201', on: '2023-09-01' })).toEqual(['cn-au-cotton']);
    // A threat that is in doubt was never in force.
    const threats = await doubted({ kind: 'tariff', status: 'active', on: '2026-11-24' });
    expect(threats).toContain('eu-us-boeing-2020');
    expect(threats).not.toContain('us-russia-secondary-2026');
  });

  it('is not told where other statuses are asked for, nor again on the next page', async () => {
    expect(await doubted({ ...asked, status: 'all' })).toBeUndefined();
    const { next } = await listMeasures(t.tracker, asked, { limit: 1 });
    expect((await listMeasures(t.tracker, asked, { limit: 1, after: next ?? undefined })).in_doubt).toBeUndefined();
    const whole = await streamMeasures(t.tracker, asked);
    expect(whole.in_doubt).toHaveLength(5);
    await whole.batches.return(undefined);
  });
});

describe('what is not in force', () => {
  it('threatened on 2024-10-24: a pledge and five threats', async () => {
    const threats = ['cn-eu-large-engine-cars', 'eu-us-olives-countermeasures', 'ph-th-retaliation', 'us-tariff-pledge-2024'];
    const retaliation = ['eu-ru-pigs-retaliation', 'us-id-licences-retaliation'];
    expect(await ids({ on: '2024-10-24', status: ['threatened'] })).toEqual([...threats, ...retaliation].sort());
    expect(await ids({ on: '2024-10-24' })).not.toContain('us-tariff-pledge-2024');
  });

  it('declined: Australia on electric cars, and the countervailing duty on wine', async () => {
    expect(await ids({ on: '2024-10-24', status: ['declined'], imposed_by: 'AU' })).toEqual([
      'au-cn-ev-tariff-declined',
      'au-cn-railway-wheels-cvd',
    ]);
    expect(await ids({ on: '2024-10-24', status: ['declined'], imposed_by: 'CN' })).toEqual(['cn-au-wine-cvd', 'cn-us-sorghum-2018-ad']);
    expect(await row('au-cn-ev-tariff-declined', { on: '2024-10-24' })).toMatchObject({ in_force_from: null });
  });

  it('liftings agreed on 2024-10-24: seafood and lobster', async () => {
    const china = { imposed_by: 'CN', on: '2024-10-24' };
    expect(await ids({ ...china, lifting_agreed: true })).toEqual(['cn-au-lobster', 'cn-jp-aquatic-2023']);
    const [all, without] = [await ids(china), await ids({ ...china, lifting_agreed: false })];
    expect([...without, 'cn-au-lobster', 'cn-jp-aquatic-2023'].sort()).toEqual(all);
  });

  it('what is over has the rates of the day before its end, whatever was stated for later days', async () => {
    const rates = async (on: string) => (await rowOf(t.tracker, 'us-cn-ieepa-reciprocal', { on, dispute: 'us-cn-2025' }))?.rate_summary;
    // Annulled on 2026-02-24; by its own terms the truce would have ended on 2026-11-10, with 34%.
    expect([await rates('2025-04-10'), await rates('2026-02-23'), await rates('2026-11-28')]).toEqual(['0%–125%', '10%', '10%']);
  });

  it('gives no rate of other goods for goods of which none is recorded', async () => {
    const own = (product: string) => row('test-half-charged', { on: '2020-01-01', product });
    await newMeasure(t.tracker, 'test-half-charged', {
      ...{ kind: 'tariff', type: 'additional' },
      coverage: { effective_on: '2019', scopes: [{ goods: ['0402', '040410'], partners: ['NZ'] }], unsourced: true },
      rate_tables: [{ effective_on: '2019', rates: [{ scope: { goods: ['0404'] }, expression: '10%' }], unsourced: true }],
      status_changes: [{ status: 'in_force', effective_on: '2019', unsourced: true }],
    });
    expect(await own('040410')).toMatchObject({ rate_summary: '10%', rate_min_pct: '10' });
    expect(await own('0402')).toMatchObject({ match: 'full', rate_summary: null, rate_min_pct: null, rate_max_pct: null });
  });

  it('base duties are shown only when asked for by type', async () => {
    const base = await ids({ on: '2024-10-24', type: ['mfn', 'preferential'] });
    expect(base.length).toBeGreaterThan(0);
    const shown = await ids({ on: '2024-10-24', status: 'all' });
    expect(shown.filter((id) => base.includes(id))).toEqual([]);
  });
});

describe('who is meant by everyone but some', () => {
  const on = '2025-06-01';
  it('* without Canada, Mexico and China is the EU and its members, and none of those', async () => {
    // Some goods of everybody are exempt.
    expect(await row('us-world-ieepa-reciprocal', { on, affected: 'EU' })).toMatchObject({ match: 'part', affected: ['*'] });
    expect(await row('us-world-ieepa-reciprocal', { on, affected: 'DE', product: '2204' })).toMatchObject({ match: 'full' });
    expect((await row('us-world-ieepa-reciprocal', { on }))?.excluded).toEqual(expect.arrayContaining(['CA', 'MX', 'CN']));
    for (const affected of ['CN', 'CA', 'MX']) expect(await row('us-world-ieepa-reciprocal', { on, affected })).toBeUndefined();
  });

  it('excluding the EU excludes Germany', async () => {
    await newMeasure(t.tracker, 'test-all-but-eu', {
      dispute: undefined,
      coverage: { effective_on: '2024', scopes: [{ partners: ['*'], excluded: ['EU'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', unsourced: true }],
    });
    for (const affected of ['EU', 'DE']) expect(await row('test-all-but-eu', { on, affected })).toBeUndefined();
    for (const affected of ['GB', 'NA']) expect(await row('test-all-but-eu', { on, affected })).toMatchObject({ match: 'full' });
  });

  it('the United Kingdom counts with the EU until 2020-12-31', async () => {
    await newMeasure(t.tracker, 'test-against-eu', {
      dispute: undefined,
      imposed_by: 'CN',
      coverage: { effective_on: '2018', scopes: [{ partners: ['EU'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2018-06-01', unsourced: true }],
    });
    await newMeasure(t.tracker, 'test-by-eu', {
      dispute: undefined,
      imposed_by: 'EU',
      coverage: { effective_on: '2018', scopes: [{ partners: ['CN'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2018-06-01', unsourced: true }],
    });
    for (const [day, found] of [
      ['2020-12-31', true],
      ['2021-01-01', false],
    ] as const) {
      expect((await ids({ on: day, affected: 'GB' })).includes('test-against-eu')).toBe(found);
      expect((await ids({ on: day, imposed_by: 'GB' })).includes('test-by-eu')).toBe(found);
      expect(await ids({ on: day, affected: 'DE' })).toContain('test-against-eu');
      expect(await ids({ on: day, imposed_by: 'DE' })).toContain('test-by-eu');
    }
  });
});

describe('products', () => {
  it('are not of investment or services, whatever those say in words', async () => {
    const kinds = ['inward_investment', 'outward_investment', 'digital_services'] as const;
    let others = 0;
    for (const direction of kinds) {
      others += (await ids({ on: '2026-03-01', direction, status: 'all' })).length;
      for (const product of ['85', '8542', '99']) expect(await ids({ on: '2026-03-01', direction, status: 'all', product })).toEqual([]);
    }
    expect(others).toBeGreaterThan(0);
  });

  it('are found by a longer and by a shorter code', async () => {
    for (const product of ['22', '2204', '220421', '22042100'])
      expect(await row('cn-au-wine-ad', { on: '2022-01-01', product })).toMatchObject({ match: product.length < 6 ? 'part' : 'full' });
    for (const product of ['2205', '220429', '2203', '04'])
      expect(await row('cn-au-wine-ad', { on: '2022-01-01', product })).toBeUndefined();
  });

  it('are found by codes with the zeros of what is not divided, and without them', async () => {
    const codes = ['6602', '660200', '6602000000', '66032000', '66032001', '6603200100', '66039010', 'ex 66039000'];
    for (const code of codes)
      await newMeasure(t.tracker, `test-zeros-${code.replace(' ', '')}`, {
        dispute: undefined,
        coverage: { effective_on: '2024', scopes: [{ goods: [code], partners: ['*'] }], unsourced: true },
        status_changes: [{ status: 'in_force', effective_on: '2024-01-01', unsourced: true }],
      });
    const asked = [...codes.map((code) => code.replace('ex ', '')), '66', '6603', '660320', '66020010', '660390', '6603901000', '660310'];
    for (const product of asked) {
      const rows = (await listMeasures(t.tracker, { on: '2025-06-01', product }, { limit: 5000 })).data;
      const found = rows.filter(({ id }) => id.startsWith('test-zeros'));
      const met = codes
        .map((code) => [`test-zeros-${code.replace(' ', '')}`, matchCode(code, product)])
        .filter(([, match]) => match !== 'none');
      expect(found.map(({ id, match }) => [id, match]).sort(), product).toEqual(met.sort());
    }
    // What is meant is said by hand too.
    expect(matchCode('6602000000', '6602')).toBe('full');
    expect(await row('test-zeros-66032000', { on: '2025-06-01', product: '66032001' })).toMatchObject({ match: 'full' });
    expect(await row('test-zeros-66032001', { on: '2025-06-01', product: '66032000' })).toMatchObject({ match: 'part' });
  });
});

describe('how a question is met', () => {
  it('is unclear where goods are described in words: a ban on chloropicrin is none on aluminium for certain', async () => {
    const on = '2026-11-24';
    await newMeasure(t.tracker, 'test-chloropicrin', {
      dispute: undefined,
      coverage: { effective_on: '2024', scopes: [{ goods: [{ name: 'Chloropicrin' }], partners: ['JP'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', unsourced: true }],
    });
    const aluminium = { product: '76', status: 'all', on } as const;
    const found = (await listMeasures(t.tracker, aluminium, { limit: 5000 })).data;
    const inWords = found.filter((one) => one.products.every((product) => /^[A-Z]/.test(product)));
    expect(inWords.flatMap((one) => one.products)).toContain('Chloropicrin');
    expect(new Set(inWords.map((one) => one.match))).toEqual(new Set(['unclear']));
    const ofMatch = (...match: MeasureRow['match'][]) =>
      found
        .filter((one) => match.includes(one.match))
        .map((one) => one.id)
        .sort();
    for (const match of [['full'], ['part'], ['unclear'], ['full', 'part'], ['part', 'unclear']] as const) {
      expect(await ids({ ...aluminium, match })).toEqual(ofMatch(...match));
      const { count } = await listMeasures(t.tracker, { ...aluminium, match }, { limit: 1, count: true });
      expect(count).toBe(ofMatch(...match).length);
    }
    for (const match of ['full', 'unclear'] as const) expect(ofMatch(match).length, match).toBeGreaterThan(0);
    expect(await ids({ on: '2022-01-01', product: '2204', match: ['part'] })).toContain('cn-au-wine-ad');
    expect(ofMatch('full', 'part', 'unclear')).toEqual(found.map((one) => one.id).sort());
  });

  it('is in full where nothing is asked of a scope', async () => {
    const all = await ids({ on: '2025-06-01' });
    expect(await ids({ on: '2025-06-01', match: ['full'] })).toEqual(all);
    expect(await ids({ on: '2025-06-01', match: ['part', 'unclear'] })).toEqual([]);
    expect(await countMeasures(t.tracker, { on: '2025-06-01', match: ['part'] })).toBe(0);
  });
});

describe('whom a row is about', () => {
  it('is the companies that alone its coverage names, and nobody where one of its scopes is for all', async () => {
    const on = '2023-06-01';
    expect(await row('cn-au-barley-cbh', { on })).toMatchObject({ affected: ['AU'], exporters: ['cbh-grain'] });
    expect(await row('cn-au-barley-ad', { on })).toMatchObject({ affected: ['AU'], exporters: [] });
  });
});

describe('a company', () => {
  const on = '2025-06-01';
  const inForce = [{ status: 'in_force' as const, effective_on: '2024-01-01', unsourced: true as const }];
  beforeAll(async () => {
    for (const [id, partners] of [
      ['test-on-japan', ['JP']],
      ['test-on-china', ['CN']],
      ['test-on-all', ['*']],
    ] as const)
      await newMeasure(t.tracker, id, {
        dispute: undefined,
        imposed_by: 'AU',
        coverage: { effective_on: '2024', scopes: [{ goods: ['8703'], partners: [...partners] }], unsourced: true },
        status_changes: inForce,
      });
  });
  const found = async (question: MeasureQuestion) =>
    (await ids({ on, imposed_by: 'AU', ...question })).filter((id) => id.startsWith('test-on'));

  it('is asked about where it is at home, unless a partner is asked', async () => {
    expect(await found({ exporter: 'byd' })).toEqual(['test-on-all', 'test-on-china']);
    expect(await found({ exporter: 'BYD' })).toEqual(['test-on-all', 'test-on-china']);
    expect(await found({ exporter: 'byd', affected: 'JP' })).toEqual(['test-on-all', 'test-on-japan']);
    expect(await found({ exporter: 'byd', area: 'JP-07' })).toEqual(['test-on-all', 'test-on-japan']);
  });

  it('that is a class, or has no home, is asked about everywhere', async () => {
    for (const exporter of ['all_others', 'other_cooperating', 'tesla'])
      expect(await found({ exporter }), exporter).toEqual(['test-on-all', 'test-on-china', 'test-on-japan']);
  });
});

describe('truces', () => {
  it.each([
    // What had left before pays nothing until 13 May.
    ['2025-04-10', '0%–84%'],
    ['2025-04-12', '0%–125%'],
    ['2025-05-14', '10%'],
    ['2025-06-01', '10%'],
    ['2025-09-01', '10%'],
    ['2026-11-11', '10%–34%'],
    ['2027-01-10', '10%–34%'],
    ['2027-01-11', '10%–34%'],
    ['2028-01-01', '10%–34%'],
  ])('on %s China collects %s', async (on, rate) => {
    expect(await row('cn-us-reciprocal-2025', { on })).toMatchObject({ status: 'in_force', rate_summary: rate });
  });
});

describe('a partial lifting that ends by its own terms', () => {
  it('frees nothing from its until_on on', async () => {
    await newMeasure(t.tracker, 'test-free-for-a-while', { dispute: undefined });
    await recordStatusChanges(t.tracker, me, 'test-free-for-a-while', [
      change('in_force', '2020-01-01'),
      change('partially_lifted', '2021-01-01', { until_on: '2022-01-01', exemptions: [{ goods: ['220421'] }] }),
    ]);
    const bottles = (on: string) => row('test-free-for-a-while', { product: '220421', on });
    expect(await bottles('2020-12-31')).toMatchObject({ status: 'in_force', match: 'full' });
    expect(await bottles('2021-12-31')).toBeUndefined();
    expect(await row('test-free-for-a-while', { on: '2021-12-31' })).toMatchObject({ status: 'partially_lifted', exemptions: ['220421'] });
    expect(await bottles('2022-01-01')).toMatchObject({ status: 'in_force', match: 'full', exemptions: [] });
    expect(await row('test-free-for-a-while', { product: '2204', on: '2022-01-01' })).toMatchObject({ match: 'full' });
  });
});

describe('filters', () => {
  it('take a list of no status for none, and not for those in force', async () => {
    expect((await ids({ status: 'active' })).length).toBeGreaterThan(0);
    expect(await ids({ status: [] })).toEqual([]);
    expect((await ids({ status: 'active' })).length).toBeGreaterThan(0);
  });

  it('narrow together', async () => {
    const all = await listMeasures(t.tracker, { on: '2025-06-01' }, { limit: 5000 });
    const pick = (test: (one: MeasureRow) => boolean) =>
      all.data
        .filter(test)
        .map((one) => one.id)
        .sort();
    const on = '2025-06-01';
    expect(await ids({ on, kind: 'ban' })).toEqual(pick((one) => one.kind === 'ban'));
    expect(await ids({ on, imposed_by: 'CN' })).toEqual(pick((one) => one.imposed_by === 'CN'));
    expect(await ids({ on, direction: 'export' })).toEqual(pick((one) => one.direction === 'export'));
    expect(await ids({ on, formality: 'informal' })).toEqual(pick((one) => one.formality === 'informal'));
    expect(await ids({ on, dispute: 'eu-cn-ev' })).toEqual(pick((one) => one.dispute === 'eu-cn-ev'));
    expect(await ids({ on, type: ['anti_dumping', 'import_ban'] })).toEqual(
      pick((one) => ['anti_dumping', 'import_ban'].includes(one.type)),
    );
    expect(await ids({ on, status: ['provisional', 'partially_lifted'] })).toEqual(
      pick((one) => ['provisional', 'partially_lifted'].includes(one.status)),
    );
    expect(await ids({ on, q: 'TARIFF  section' })).toEqual(pick((one) => /tariff/i.test(one.title) && /section/i.test(one.title)));
    // So many titles have this word that it is looked for beside the statuses, and so few the others that they are looked up.
    expect(await ids({ on, q: 'on' })).toEqual(pick((one) => /on/i.test(one.title)));
    const ofSteel = (await listMeasures(t.tracker, { on, product: '7208' }, { limit: 5000 })).data.filter(({ title }) =>
      /steel/i.test(title),
    );
    expect(await ids({ on, product: '7208', q: 'steel' })).toEqual(ofSteel.map(({ id }) => id).sort());
    expect(ofSteel.length).toBeGreaterThan(2);
    expect(await ids({ on, imposed_by: 'CN', kind: 'ban', formality: 'informal' })).toEqual(
      pick((one) => one.imposed_by === 'CN' && one.kind === 'ban' && one.formality === 'informal'),
    );
    for (const question of [{ kind: 'ban' }, { imposed_by: 'CN' }, { direction: 'export' }, { dispute: 'eu-cn-ev' }] as const)
      expect((await ids({ on, ...question })).length).toBeGreaterThan(0);
  });

  it('find words as they stand, wildcards included', async () => {
    await newMeasure(t.tracker, 'test-words', {
      dispute: undefined,
      title: '100% of_it \\ all',
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', unsourced: true }],
    });
    const titled = (q: string) => ids({ on: '2024-02-01', q });
    for (const q of ['100%', 'of_it', '\\', 'ALL 100%']) expect(await titled(q), q).toContain('test-words');
    for (const q of ['10_%', 'ofXit', '%%%', '1%0']) expect(await titled(q), q).not.toContain('test-words');
  });

  it('find a company by id, name and alias', async () => {
    const on = '2024-11-15';
    const byId = await ids({ on, exporter: 'byd' });
    expect(byId).toContain('eu-cn-bev-cvd');
    expect(await ids({ on, exporter: 'BYD' })).toEqual(byId);
    expect(await ids({ on, exporter: 'tesla (shanghai)' })).toEqual(await ids({ on, exporter: 'Tesla' }));
  });

  it.each<[string, MeasureQuestion, string]>([
    ['affected', { affected: 'XX' }, '"XX"'],
    ['imposed_by', { imposed_by: 'XY' }, '"XY"'],
    ['area', { area: 'JP-48' }, '"JP-48"'],
    ['exporter', { exporter: 'Nobody & Sons' }, '"Nobody & Sons"'],
    ['on', { on: '2024-02-30' }, '"2024-02-30"'],
    ['on', { on: '2024' }, '"2024"'],
    ['known_at', { known_at: 'yesterday' }, '"yesterday"'],
  ])('%s that is not known is an error that names it', async (path, question, value) => {
    await expect(listMeasures(t.tracker, question, { limit: 1 })).rejects.toThrow(
      expect.objectContaining({ details: [{ path, message: expect.stringContaining(value) }] }),
    );
  });

  it('without any of them answer for today', async () => {
    expect(await listMeasures(t.tracker, {}, { limit: 5000 })).toEqual(
      await listMeasures(t.tracker, { on: '2026-11-24', status: 'active' }, { limit: 5000 }),
    );
  });
});

describe('a row', () => {
  it('has the columns of the table, in their order', async () => {
    const { data } = await listMeasures(t.tracker, {}, { limit: 1 });
    expect(Object.keys(data[0] as object)).toEqual(MEASURE_COLUMNS);
  });

  it('says how its rates are collected: no shipment pays a security that was given back', async () => {
    const collected = async (id: string, question: MeasureQuestion) => (await row(id, question))?.collected;
    const cars = (on: string, announced_by?: string) => collected('eu-cn-bev-cvd', { on, announced_by });
    expect(await cars('2024-08-15')).toEqual(['none']);
    expect(await cars('2024-08-15', '2024-08-15')).toEqual(['guarantee']);
    expect(await cars('2025-08-15')).toEqual(['full']);
    expect(await collected('cn-stainless-ad', { on: '2024-08-15' })).toEqual(['full', 'if_undertaking_broken']);
    expect(await collected('cn-jp-aquatic-2023', { on: '2024-08-15' })).toEqual([]);
  });
});

describe('the clocks', () => {
  let own: TestTracker;
  beforeAll(async () => {
    own = await bundledTracker();
  });
  afterAll(() => own.close());
  const ask = (question: MeasureQuestion) => listMeasures(own.tracker, { status: 'all', ...question }, { limit: 5000, count: true });

  it('the same day and instant give the same rows for ever, whatever is recorded afterwards', async () => {
    const question = { on: '2024-10-24' };
    const before = await ask(question);
    expect(before.known_at.slice(0, 10)).toBe(NOW.slice(0, 10));
    own.clock.now = '2027-01-02T09:00:00.000Z';
    await recordStatusChanges(own.tracker, me, 'cn-jp-aquatic-2023', [change('lifted', '2024-10-01'), change('in_force', '2024-10-30')]);
    await newMeasure(own.tracker, 'test-new', {
      dispute: undefined,
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', unsourced: true }],
    });
    const again = await ask({ ...question, known_at: before.known_at });
    expect({ ...again, ledgerHead: '' }).toEqual({ ...before, ledgerHead: '' });
    expect((await ask(question)).count).toBe((before.count as number) + 1);
  });

  it('a date means its end, one not yet over is answered as now, and the answer names the instant', async () => {
    const now = await ask({ on: '2024-10-24' });
    expect((await ask({ on: '2024-10-24', known_at: '2027-01-02' })).known_at).toBe(now.known_at);
    expect((await ask({ on: '2024-10-24', known_at: '2999-01-01' })).known_at).toBe(now.known_at);
    const yesterday = await ask({ on: '2024-10-24', known_at: '2027-01-01' });
    expect(yesterday.known_at).toBe('2027-01-01T23:59:59.999Z');
    expect(yesterday.count).toBe((now.count as number) - 1);
    expect((await ask({ on: '2024-10-24', known_at: '2026-01-01' })).count).toBe(0);
  });
});

describe('pages', () => {
  const questions: fc.Arbitrary<MeasureQuestion> = fc.constantFrom<MeasureQuestion>(
    { on: '2018-10-24', status: 'all' },
    { on: '2025-06-01' },
    { on: '2025-06-01', product: '87', status: 'all' },
    { on: '2025-12-01', affected: 'JP', status: 'all' },
    { on: '2024-10-24', lifting_agreed: true },
    { on: '2024-10-24', exporter: 'byd', status: 'all' },
    { on: '2025-06-01', affected: 'EU', imposed_by: 'CN', status: 'all' },
  );

  it('walk every row once and in order, also while others write (property)', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(
        questions,
        fc.oneof({ weight: 1, arbitrary: fc.constantFrom(1, 2) }, { weight: 6, arbitrary: fc.integer({ min: 3, max: 60 }) }),
        async (question, limit) => {
          const whole = await listMeasures(t.tracker, question, { limit: 5000, count: true });
          expect(whole.next).toBeNull();
          expect(whole.count).toBe(whole.data.length);
          const walked: MeasureRow[] = [];
          let after: Position | undefined;
          for (;;) {
            const page = await listMeasures(t.tracker, { ...question, known_at: whole.known_at }, { limit, after });
            expect(page.known_at).toBe(whole.known_at);
            expect(page.data.length).toBe(Math.min(limit, whole.data.length - walked.length));
            walked.push(...page.data);
            if (page.next === null) break;
            after = page.next;
            // Something that would be in every answer.
            if (walked.length > limit) continue;
            written++;
            await newMeasure(t.tracker, `test-paging-${written}`, {
              dispute: undefined,
              coverage: { effective_on: '2024', scopes: [{}], unsourced: true },
              status_changes: [{ status: 'in_force', effective_on: '2024-10-01', unsourced: true }],
            });
          }
          expect(walked).toEqual(whole.data);
          const order = walked.map((one) => one.status_from.padEnd(10, '-01'));
          expect(order).toEqual([...order].sort().reverse());
        },
      ),
      { numRuns: casesOf(8, 20) },
    );
    expect(written).toBeGreaterThan(1);
  });

  it('and the stream of an export hold the same rows', async () => {
    for (const question of [
      { on: '2024-10-24', status: 'all' as const },
      { on: '2025-06-01', product: '87' },
    ]) {
      const page = await listMeasures(t.tracker, question, { limit: 5000, count: true });
      const stream = await streamMeasures(t.tracker, question);
      const rows: MeasureRow[] = [];
      await newMeasure(t.tracker, `test-stream-${question.on}`, {
        dispute: undefined,
        coverage: { effective_on: '2024', scopes: [{}], unsourced: true },
        status_changes: [{ status: 'in_force', effective_on: '2024-10-02', unsourced: true }],
      });
      for await (const batch of stream.batches) rows.push(...batch);
      expect(rows).toEqual(page.data);
      expect(await totalOf(stream)).toBe(page.count);
      expect(stream.known_at).toBe(page.known_at);
    }
  });
});
