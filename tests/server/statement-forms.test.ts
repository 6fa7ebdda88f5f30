import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asking, askingExamples } from './asking.ts';
import { Browser, formTo, textOf, wrongAt } from './browsing.ts';
import { spokenWords as wordsOf } from './page.ts';

let ask: Asking;
let browser: Browser;
beforeEach(async () => {
  ask = await askingExamples();
  browser = await new Browser(ask).signIn(ask.token);
});
afterEach(() => ask.close());

interface Rate {
  expression: string;
  scope: { exporters: string[]; partners: string[]; goods: { codes: string[] }[] };
}
interface Measure {
  rate_tables: { seq: number; from: string; rates: Rate[] }[];
  coverage: { from: string; scopes: { partners: string[]; goods: { name: string | null; codes: string[] }[] }[] }[];
  links: { type: string; to_dispute_id: string | null; to_wto_case_id: string | null }[];
  quotas: object[];
  milestones: { title: string }[];
  duty_rules: { type: string; other_measure_id: string | null }[];
}
const measure = (id: string) => ask.json<Measure>(`/measures/${id}.json`);
const unsourced = { unsourced: 'true' };

describe('rates', () => {
  const path = '/measures/eu-cn-bev-cvd/add/rates';

  it('are recorded as what changes, and shown row by row before', async () => {
    const change = { mode: 'change', effective_on: '2027-01-01', rates: '9% | Tesla (Shanghai)', remove: 'BYD', ...unsourced };
    const html = await textOf(await browser.preview(path, change));
    const words = wordsOf(html);
    expect(words).toContain('Tesla 7.8% 9%');
    expect(words).toMatch(/BYD 17\.0% removed/);
    expect((await browser.record(path, change)).status).toBe(303);
    const [before, after] = (await measure('eu-cn-bev-cvd')).rate_tables.slice(-2);
    expect(after?.rates).toHaveLength((before?.rates.length ?? 0) - 1);
    expect(after?.rates.find(({ scope }) => scope.exporters.includes('tesla'))?.expression).toBe('9%');
    const absent = await textOf(await browser.preview(path, { ...change, effective_on: '2027-02-01', rates: '' }), 400);
    expect(wrongAt(absent, 'remove')).toContain('is not in entry');
  });

  it('name a word for goods that is not known, and where words stand', async () => {
    const says = (goods: string) => ({ effective_on: '2027-01-01', mode: 'whole', rates: `9% | | China | ${goods}`, ...unsourced });
    const html = await textOf(await browser.preview(path, says('electric carz')), 400);
    expect(wrongAt(html, 'rates')).toContain(
      '"electric carz" is no word for goods that is known here: give digits of the Harmonized System, such as 220421 or 2204.21',
    );
    expect(wrongAt(html, 'rates')).not.toContain('digits of a chapter');
    expect((await browser.preview(path, says('electric cars'))).status).toBe(200);
  });

  it('say what may have been meant by a name that is nearly one', async () => {
    const wrong = async (line: string) =>
      wrongAt(
        await textOf(await browser.preview(path, { effective_on: '2027-01-01', mode: 'whole', rates: line, ...unsourced }), 400),
        'rates',
      );
    expect(await wrong('9% | Geeely')).toContain('"Geeely" is no company here: did you mean Geely (geely)? Else add it first');
    expect(await wrong('9% | Nobody at all of that kind')).toContain('is no company here: add it first');
    expect(await wrong('12,5%')).toContain('"12,5%" has a comma, which parts cells here: decimals stand after a point, as in 12.5%');
    expect(await wrong('BYD\t12.5%')).toContain('"12.5%" is a rate, and a rate stands first in its line: 12.5% | BYD');
    // Marks without width are copied along with names.
    expect(await wrong('9% | Geeely\u200f | \u200eChina\u200f')).toContain('"Geeely" is no company here');
    expect(await wrong('9% | Gee\u200fely')).toContain('"Gee\\u200fely" is no company here');
    expect(await wrong('9% | | Hokk')).toContain('"Hokk" is no economy or area here: did you mean Hokkaido (JP-01)?');
    expect(await wrong('9% | | Frnace')).toContain('"Frnace" is no economy or area here: did you mean France (FR)?');
    expect(await wrong('9% | | China | cherries')).toContain(
      '"cherries" is no code: did you mean Apricots, cherries, peaches, plums (0809)?',
    );
  });

  it('of a long table are told in the ledger as what changed', async () => {
    const cars = path.replace('eu-cn-bev-cvd', 'tr-cars-2025');
    const codes = ['870310', '870321', '870322', '870323', '870324', '870331', '870332', '870333', '870340'];
    const whole = {
      mode: 'whole',
      effective_on: '2027-01-01',
      rates: codes.map((code, at) => `${at + 1}% | | China | ${code}`).join('\n'),
    };
    await browser.record(cars, { ...whole, ...unsourced });
    const seq = (await measure('tr-cars-2025')).rate_tables.at(-1)?.seq;
    const change = {
      mode: 'change',
      effective_on: '2027-02-01',
      rates: '40% | | China | 8703.40',
      remove: '| China | 870310',
      ...unsourced,
    };
    await browser.record(cars, change);
    const page = wordsOf(await browser.page('/measures/tr-cars-2025'));
    const told = page.slice(page.indexOf(`As #${seq}`)).slice(0, 300);
    expect(told).toMatch(/^As #\d+ , but for 2 rows; 7 rows stay\./);
    expect(told).toContain('China: 9% → 40%');
    expect(told).toContain('China: 1% → removed');
  });

  it('begin with those that stand, as rows that say the same', async () => {
    const form = formTo(await browser.page(path), path);
    expect(form.fields.mode).toEqual(['whole']);
    const [text = ''] = form.fields.rates ?? [];
    expect(text).toContain('All other companies');
    await browser.record(path, { effective_on: '2027-01-01', ...unsourced });
    const [before, after] = (await measure('eu-cn-bev-cvd')).rate_tables.slice(-2);
    expect(after?.rates).toEqual(before?.rates);
  });

  it('are understood as a spreadsheet copies them, with the columns in any order', async () => {
    const rates = 'country\tcode\trate\tcompany\nChina\t8703.80; 8704\t12,5%\t\nChina\t\t10%–20%\tAll other companies';
    const wrong = await textOf(await browser.preview(path, { mode: 'whole', effective_on: '2027-01-01', rates, ...unsourced }), 400);
    expect(wrongAt(wrong, 'rates')).toContain('line 2: "12,5%"');
    const fields = { mode: 'whole', effective_on: '2027-01-01', rates: rates.replace('12,5', '12.5'), ...unsourced };
    expect((await browser.record(path, fields)).status).toBe(303);
    expect((await measure('eu-cn-bev-cvd')).rate_tables.at(-1)?.rates).toMatchObject([
      { expression: '12.5%', scope: { partners: ['CN'], goods: [{ codes: ['870380'] }, { codes: ['8704'] }] } },
      { expression: null, min_pct: '10', max_pct: '20', scope: { exporters: ['all_others'] } },
    ]);
    // Bars where a line of one's own was put among those of a spreadsheet.
    const mixed = { ...fields, effective_on: '2027-02-01', rates: '9%\tTesla (Shanghai)\tChina\n12% | BYD\t| China\n20% |\tGeely' };
    expect((await browser.record(path, mixed)).status).toBe(303);
    expect((await measure('eu-cn-bev-cvd')).rate_tables.at(-1)?.rates).toMatchObject([
      { expression: '9%', scope: { exporters: ['tesla'], partners: ['CN'] } },
      { expression: '12%', scope: { exporters: ['byd'], partners: ['CN'] } },
      { expression: '20%', scope: { exporters: ['geely'] } },
    ]);
    await browser.page('/measures/cn-jp-aquatic-2025/add/rates', 409);
  });
});

describe('what is not understood', () => {
  it('is told at its field, whatever was written', async () => {
    const at = '/measures/eu-cn-bev-cvd/add';
    const rates = '5%, "BYD, Tesla\n6%,"Nobody, Ltd",China';
    const html = await textOf(await browser.preview(`${at}/rates`, { mode: 'whole', rates, ...unsourced }), 400);
    expect(wrongAt(html, 'rates')).toContain('line 2: "Nobody" is no company here');
    const rule = { type: 'at_most_one_of', others: 'No such measure\nNor this', first_on: '2027', ...unsourced };
    expect(wrongAt(await textOf(await browser.preview(`${at}/duty-rule`, rule), 400), 'others')).toContain('"No such measure"');
    const scallops = { scopes_goods: ['scallops'], scopes_partners: ['Japan'], ...unsourced };
    const several = await textOf(await browser.preview(`${at}/coverage`, { ...scallops, mode: 'whole' }), 400);
    expect(wrongAt(several, 'scopes_goods-1')).toContain('"scallops" may mean 030721');
    const source = await textOf(await browser.preview(`${at}/milestone`, { title: 'x', sources: 'No such source' }), 400);
    expect(wrongAt(source, 'sources-1')).toContain('is no source of the register');
  });
});

describe('other statements', () => {
  it('a coverage begins with what is covered, whole or as what changes', async () => {
    const path = '/measures/cn-jp-aquatic-2025/add/coverage';
    const { fields } = formTo(await browser.page(path), path);
    expect(fields).toMatchObject({ mode: ['whole'], scopes_partners: ['Japan', ''] });
    await browser.record(path, { effective_on: '2026-12-01', ...unsourced });
    const [before, after] = (await measure('cn-jp-aquatic-2025')).coverage.slice(-2);
    expect(after?.scopes).toEqual(before?.scopes);
    const change = {
      mode: 'change',
      effective_on: '2026-12-05',
      scopes_goods: ['1604'],
      scopes_words: [''],
      scopes_partners: ['Hokkaido'],
    };
    const html = await textOf(await browser.preview(path, { ...change, gone_goods: ['121221'], gone_partners: ['Japan'], ...unsourced }));
    expect(wordsOf(html)).toContain('121221 Seaweed for food; Japan covered removed');
    expect(wordsOf(html)).toContain('1604 Prepared or preserved fish, caviar; Hokkaido new covered');
  });

  it('what happened, a link, a quota and a rule are filled in by names', async () => {
    const at = '/measures/cn-jp-aquatic-2025/add';
    const milestone = { type: 'talks', happened_on: '2026-11-20', title: 'Experts met', ...unsourced };
    expect((await browser.record(`${at}/milestone`, milestone)).status).toBe(303);
    const link = { type: 'related_to', to: 'Countervailing duty on Chinese battery electric vehicles', ...unsourced };
    expect(wordsOf(await textOf(await browser.preview(`${at}/link`, link)))).toContain('related to Countervailing duty on Chinese battery');
    expect((await browser.record(`${at}/link`, { ...link, to: 'DS610' })).status).toBe(303);
    expect(wrongAt(await textOf(await browser.preview(`${at}/link`, { ...link, to: 'Nonsense' }), 400), 'to')).toContain('"Nonsense"');
    const quota = { period: '2027', quantity: '100', unit: 't', scope_partners: 'Hokkaido', ...unsourced };
    expect((await browser.record(`${at}/quota`, quota)).status).toBe(303);
    const negative = await textOf(await browser.preview(`${at}/quota`, { ...quota, quantity: '-5' }), 400);
    expect(wrongAt(negative, 'quantity')).toContain('"-5" must be a decimal number of 0 or more, such as 17.4');
    const made = await measure('cn-jp-aquatic-2025');
    expect(made.milestones.map(({ title }) => title)).toContain('Experts met');
    expect(made.links).toContainEqual(expect.objectContaining({ type: 'related_to', to_wto_case_id: 'DS610' }));
    expect(made.quotas).toMatchObject([{ period: '2027', scope: { partners: ['JP-01'] } }]);
    const rule = { type: 'not_levied_with', other_measure: 'EU duty on cars', first_on: '2027-01-01', ...unsourced };
    const path = '/measures/eu-cn-bev-cvd/add/duty-rule';
    const titles = await ask.json<{ title: string }>('/measures/tr-cars-2025.json');
    expect((await browser.record(path, { ...rule, other_measure: titles.title })).status).toBe(303);
    expect((await measure('eu-cn-bev-cvd')).duty_rules).toContainEqual(
      expect.objectContaining({ type: 'not_levied_with', other_measure_id: 'tr-cars-2025' }),
    );
  });

  it('what happened to a dispute, and a stage of a WTO case', async () => {
    const happened = { type: 'talks', happened_on: '2026-11-20', title: 'Ministers met', ...unsourced };
    const dispute = await browser.record('/disputes/eu-cn-ev/add/milestone', happened);
    expect(dispute.headers.get('location')).toMatch(/^\/disputes\/eu-cn-ev#entry-/);
    const stage = await browser.record('/wto-cases/DS602/add/milestone', { ...happened, type: 'wto_stage', stage: 'panel_report' });
    expect(stage.headers.get('location')).toMatch(/^\/wto-cases\/DS602#entry-/);
  });
});
