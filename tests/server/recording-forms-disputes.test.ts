import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Status } from '../../src/domain/vocabulary.ts';
import { type Asking, askingExamples } from './asking.ts';
import { Browser, formTo, previewed, textOf, wrongAt } from './browsing.ts';
import { wordsOf } from './page.ts';

let ask: Asking;
let browser: Browser;
beforeEach(async () => {
  ask = await askingExamples();
  browser = await new Browser(ask).signIn(ask.token);
});
afterEach(() => ask.close());

const unsourced = { unsourced: 'true' };
const statusOn = async (id: string, on: string): Promise<Status | undefined> =>
  (await ask.json<{ state: { status: Status } | null }>(`/measures/${id}.json?on=${on}`)).state?.status;
interface Resolution {
  seq: number;
  state: string;
  terms: string;
  outcomes: object[];
  recorded_by: string;
}
const resolutionsOf = async (dispute: string): Promise<Resolution[]> =>
  (await ask.json<{ data: Resolution[] }>(`/resolutions.json?dispute=${dispute}`)).data;

describe('a change for a dispute', () => {
  const PATH = '/disputes/us-cn-301/record';
  const change = { status: 'suspended', effective_on: '2026-11-24', until_on: '2027-01-24', ...unsourced };

  it('is recorded for each measure in force that day, or for those ticked', async () => {
    const inForce = (await ask.ids('/measures.json?dispute=us-cn-301&status=active')).sort();
    const html = await textOf(await browser.preview(PATH, change));
    expect(wordsOf(html)).toContain(`${inForce.length} new entries of the ledger`);
    expect(wordsOf(html)).toContain('changes from active to pending');
    const answer = await browser.record(PATH, change);
    expect(answer.headers.get('location')).toMatch(/^\/disputes\/us-cn-301#entry-\d+$/);
    for (const id of inForce) expect(await statusOn(id, '2026-11-24')).toBe('suspended');

    const [one, ...others] = inForce;
    const lifted = { status: 'lifted', effective_on: '2026-11-25', measures: [one ?? ''], ...unsourced };
    expect((await browser.record(PATH, lifted)).status).toBe(303);
    expect(await statusOn(one ?? '', '2026-11-25')).toBe('lifted');
    for (const id of others) expect(await statusOn(id, '2026-11-25')).toBe('suspended');
  });

  it('offers what is lawful for all that are meant, and says which day it looked at', async () => {
    const path = '/disputes/au-cn-informal-2020/record';
    const offered = (html: string) => (formTo(html, path).options.status ?? []).filter(Boolean);
    const today = await browser.page(path);
    const inForce = (await ask.ids('/measures.json?dispute=au-cn-informal-2020&status=active')).length;
    expect(wordsOf(today)).toContain(inForce === 0 ? 'no measure is in force' : 'These may follow on 24 November 2026');
    const asked = { effective_on: '2026-11-24', status: '', ...unsourced };
    const one = await textOf(await browser.preview(path, { ...asked, measures: ['cn-au-coal'] }), 400);
    expect(offered(one)).toEqual(['threatened', 'under_investigation', 'proposed', 'announced', 'provisional', 'in_force']);
    expect(formTo(one, path).fields.measures).toEqual(['cn-au-coal']);
  });

  it('says from when on a change decides that is recorded already', async () => {
    const path = '/disputes/au-cn-wine/record';
    const words = async (fields: Record<string, string | string[]>): Promise<string> =>
      wordsOf(await textOf(await browser.preview(path, { measures: ['cn-au-wine-ad'], ...unsourced, ...fields })));
    const said = 'From 29 March 2024 another change decides, which is recorded already';
    const early = await words({ status: 'suspended', effective_on: '2023-01-01' });
    expect(early).toContain('stays ✓ lifted');
    expect(early).toContain(said);
    expect(early).toContain('On 1 January 2023 the dispute');
    // Where several follow, it is not the last of them up to which it holds.
    expect(early).toContain('holds up to the next change after its first day');
    // One for a time is over by itself before that.
    expect(await words({ status: 'suspended', effective_on: '2023-01-01', until_on: '2023-06-01' })).toContain(said);
    expect(await words({ status: 'in_force', effective_on: '2026-11-01' })).not.toContain('another change decides');
    expect(wordsOf(await textOf(await browser.preview(PATH, change)))).not.toContain('another change decides');
  });

  it('says what follows by itself where a change ends by its own terms', async () => {
    const path = '/measures/cn-au-wine-ad/record';
    const forATime = { status: 'in_force', effective_on: '2026-11-20', until_on: '2027-06', ...unsourced };
    const html = wordsOf(await textOf(await browser.preview(path, forATime)));
    expect(html).toMatch(/From June 2027 .+ is expired by its own terms\./);
  });

  it('says what was said before a measure ended and holds again, and what may come and stays as it is', async () => {
    const again = { status: 'in_force', effective_on: '2026-11-20', measures: ['cn-au-wine-ad'], ...unsourced };
    const html = wordsOf(await textOf(await browser.preview('/disputes/au-cn-wine/record', again)));
    for (const held of ['coverage of 18 August 2020', 'rate table of 28 March 2021'])
      expect(html).toMatch(new RegExp(`The ${held} \\(entry \\d+\\), stated before it ended, holds again`));
    const [waiting] = await ask.ids('/measures.json?dispute=us-cn-301&status=announced,proposed,suspended');
    const { title } = await ask.json<{ title: string }>(`/measures/${waiting}.json`);
    const whole = wordsOf(await textOf(await browser.preview(PATH, { ...change, effective_on: '2026-11-26' })));
    expect(whole).toMatch(new RegExp(`${title} stays (announced|proposed|suspended): the change is for what is in force`));
  });

  it('is refused where no measure is in force, and where one has changed since', async () => {
    const path = '/disputes/au-cn-wine/record';
    const none = await textOf(await browser.preview(path, { status: 'lifted', effective_on: '2027-01-01', ...unsourced }), 409);
    expect(wordsOf(none)).toContain('name the measures meant');
    const form = previewed(await textOf(await browser.preview(PATH, change)), PATH);
    await ask.post('/measures/us-cn-301-list-1/milestones', { type: 'talks', happened_on: '2026-11-23', title: 'Talks', unsourced: true });
    expect((await browser.post(PATH, { ...form.fields, do: 'record' })).status).toBe(412);
    expect(await statusOn('us-cn-301-list-1', '2026-11-24')).toBe('in_force');
  });
});

describe('a resolution', () => {
  const PATH = '/disputes/jp-cn-seafood/resolve';
  const agreed = {
    method: 'negotiated_settlement',
    agreed_on: '2026-11-22',
    terms: 'The ban ends, "<b>"',
    'reaches-cn-jp-aquatic-2025': 'lifted',
    ...unsourced,
  };

  it('is recorded with what each measure is to reach, and carried out for those ticked', async () => {
    const outcomes = { ...agreed, 'reaches-hk-jp-aquatic-10': 'partially_lifted', 'part_partners-hk-jp-aquatic-10': 'JP-08, Tochigi' };
    const html = await textOf(await browser.preview(PATH, outcomes));
    expect(wordsOf(html)).toContain('stays ● in force');
    expect(html).not.toContain('<b>');
    const answer = await browser.record(PATH, outcomes);
    const [made] = await resolutionsOf('jp-cn-seafood');
    expect(answer.headers.get('location')).toBe(`/disputes/jp-cn-seafood#entry-${made?.seq}`);
    expect(made).toMatchObject({
      state: 'pending',
      terms: 'The ban ends, "<b>"',
      recorded_by: 'desk',
      outcomes: [
        { measure_id: 'cn-jp-aquatic-2025', reaches: 'lifted' },
        { measure_id: 'hk-jp-aquatic-10', reaches: 'partially_lifted', scope: { partners: ['JP-08', 'JP-09'] } },
      ],
    });
    expect(await statusOn('cn-jp-aquatic-2025', '2026-11-24')).toBe('in_force');

    const path = `/resolutions/${made?.seq}/implement`;
    const form = formTo(await browser.page(path), path);
    expect(form.fields.measures).toEqual(['cn-jp-aquatic-2025', 'hk-jp-aquatic-10']);
    const step = { effective_on: '2026-11-24', ...unsourced };
    const none = await textOf(await browser.preview(path, { ...step, measures: [] }), 400);
    expect(wordsOf(none)).toContain('Tick the measures');
    const done = await browser.record(path, { ...step, measures: ['cn-jp-aquatic-2025'] });
    expect(done.headers.get('location')).toMatch(/^\/disputes\/jp-cn-seafood#entry-\d+$/);
    expect(await statusOn('cn-jp-aquatic-2025', '2026-11-24')).toBe('lifted');
    expect((await resolutionsOf('jp-cn-seafood'))[0]?.state).toBe('partly_implemented');
    // What is carried out is offered no more.
    expect(formTo(await browser.page(path), path).fields.measures).toEqual(['hk-jp-aquatic-10']);
    const twice = await browser.preview(path, { ...step, measures: ['cn-jp-aquatic-2025'] });
    expect(wordsOf(await textOf(twice, 409))).toContain('was carried out for cn-jp-aquatic-2025');
  });

  it('can come to nothing, by a form and by a call at one address', async () => {
    for (const by of ['form', 'call']) {
      await browser.record(PATH, agreed);
      const [made] = await resolutionsOf('jp-cn-seafood');
      const path = `/resolutions/${made?.seq}/collapse`;
      const answer =
        by === 'form'
          ? await browser.record(path, { effective_on: '2026-11-23', ...unsourced })
          : await ask.post(path, { effective_on: '2026-11-23', unsourced: true });
      expect(answer.status).toBe(by === 'form' ? 303 : 201);
      expect((await resolutionsOf('jp-cn-seafood')).find(({ seq }) => seq === made?.seq)?.state).toBe('collapsed');
    }
  });

  it('offers what each measure can reach from where it stands', async () => {
    const { options } = formTo(await browser.page('/disputes/tr-cn-cars/resolve'), '/disputes/tr-cn-cars/resolve');
    const inForce = options['reaches-tr-cn-cars-2024'] ?? [];
    expect(inForce).toEqual(expect.arrayContaining(['lifted', 'partially_lifted', 'suspended', 'rate']));
    for (const out of ['withdrawn', 'declined']) expect(inForce).not.toContain(out);
  });

  it('is told at each field what it lacks', async () => {
    const html = await textOf(await browser.preview(PATH, { 'part_goods-ru-jp-seafood': '03', terms: ' ' }), 400);
    expect(wrongAt(html, 'method')).toBe('is needed');
    expect(wrongAt(html, 'terms')).toBe('is needed');
    expect(wrongAt(html, 'reaches-ru-jp-seafood')).toContain('reach');
    const goods = { ...agreed, 'part_goods-cn-jp-aquatic-2025': '030' };
    expect(wrongAt(await textOf(await browser.preview(PATH, goods), 400), 'part_goods-cn-jp-aquatic-2025')).toContain('"030"');
    const nothing = await textOf(await browser.preview(PATH, { ...agreed, 'reaches-cn-jp-aquatic-2025': '' }), 400);
    expect(wordsOf(nothing)).toContain('must name at least one measure');
  });

  it('that is not there has no page', async () => {
    for (const path of ['/resolutions/1/implement', '/resolutions/x/collapse', '/resolutions/999999/collapse'])
      await browser.page(path, 404);
  });
});
