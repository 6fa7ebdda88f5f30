import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChapters } from '../../src/dataset/read.ts';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { type Asking, asking } from '../server/asking.ts';
import { page, wordsOf } from '../server/page.ts';
import { between, tableOf } from './table-text.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking({ productNames: readChapters() });
});
afterAll(() => ask.close());

const duty = (query: string) => page(`/duty?${query}`, ask);
const BYD = 'importer=EU&origin=CN&product=87038010&exporter=BYD&customs_value=20000&currency=EUR';
const US_CARS = 'importer=US&origin=CN&product=870380&on=2025-06-01';
const TURKEY = 'importer=TR&origin=CN&product=870322&on=2024-08-01&quantity=2+unit&customs_value=20000&currency=EUR&fx=EUR:USD%3D1.08';

describe('the question', () => {
  it('offers importers and origins by name, and products and companies to choose from', async () => {
    const html = await page('/duty', ask);
    for (const name of ['importer', 'origin']) {
      const select = between(html, `<select id="${name}"`, '</select>');
      const names = [...select.matchAll(/<option value="([A-Z]{2})">([^<]+)<\/option>/g)].map(([, code, words]) => [code, words]);
      expect(names).toContainEqual(['CN', 'China']);
      expect(names).toContainEqual(['EU', 'European Union']);
      const words = names.map(([, word]) => word ?? '');
      expect(words).toEqual([...words].sort((a, b) => a.localeCompare(b, 'en')));
    }
    expect(html).toMatch(/<input[^>]* id="product"[^>]* list="product-names"/);
    expect(between(html, '<datalist id="product-names">', '</datalist>')).toContain(
      '<option value="870380">870380 Cars, electric only</option>',
    );
    expect(html).toMatch(/<input[^>]* id="exporter"[^>]* list="exporter-names"/);
    const companies = between(html, '<datalist id="exporter-names">', '</datalist>');
    for (const value of ['BYD', 'Treasury Wine Estates', 'other_cooperating', 'all_others'])
      expect(companies).toContain(`<option value="${value}"`);
  });

  it('keeps what was asked, and folds away what few ask unless it is filled or wrong', async () => {
    const html = await duty(`${BYD}&on=2024-10-30`);
    expect(html).toMatch(/<option value="EU" selected[^>]*>European Union/);
    expect(html).toContain('<details class="field wide"><summary>Preference, quota');
    for (const rare of ['preference=true', 'quota=in', 'quantity=5+kg', 'fx=EUR:USD%3D1.1'])
      expect(await duty(`importer=EU&origin=CN&product=87038010&${rare}`)).toMatch(
        /<details class="field wide" open[^>]*><summary>Preference/,
      );
    const refused = await ask.app.request('/duty?importer=EU&origin=CN&product=870380&quota=maybe', { headers: { accept: 'text/html' } });
    expect(await refused.text()).toMatch(/<details class="field wide" open[^>]*><summary>Preference/);
  });

  it('goes with the clocks of the page, and shows one that is wrong where it can be put right', async () => {
    const form = (html: string): string => between(html, '<form class="filters" action="/duty#answer"', '</form>');
    const html = form(await duty('importer=EU&origin=CN&product=870380&on=2024-10-30&known_at=2026-11-24'));
    expect(html).toContain('<input type="hidden" name="on" value="2024-10-30"/>');
    expect(html).toContain('<input type="hidden" name="known_at" value="2026-11-24"/>');
    const answer = await ask.app.request('/duty?importer=EU&origin=CN&product=870380&on=2024-02-30', { headers: { accept: 'text/html' } });
    const refused = await answer.text();
    expect(answer.status).toBe(400);
    expect(form(refused)).toMatch(/<input type="text" id="on-1" name="on" value="2024-02-30"[^>]* aria-invalid="true"/);
    expect(form(refused)).not.toContain('type="hidden" name="on"');
    expect(wordsOf(between(refused, '<div class="problem" role="alert">', '</div>'))).toContain('2024-02 has 29 days');
  });
});

describe('the answer', () => {
  it('says in words what was asked, and the total first', async () => {
    const html = await duty(`${BYD}&on=2024-10-30`);
    const answer = between(html, '<article id="answer"', '</article>');
    expect(answer).toContain('<h2>Cars, electric only from China into European Union</h2>');
    expect(wordsOf(between(answer, '<p class="asked-for">', '<span'))).toBe(
      'On 30 October 2024, HS code 87038010, exported by BYD, worth 20,000 EUR',
    );
    const total = between(answer, '<p class="total">', '</p>');
    expect(wordsOf(total)).toBe('5,400.00 EUR 27.0%');
    expect(total).toContain('value="5400.00"');
    expect(total).not.toContain('⚠');
  });

  it('is an invoice: a line a duty, how it is worked out, and the total', async () => {
    const html = await duty(`${BYD}&on=2024-07-05`);
    const [head, base, extra, total] = tableOf(html, 'What is paid');
    expect(head).toEqual(['Duty', 'Rate', 'Worked out', 'Percent', 'Amount']);
    expect(base?.[0]).toContain('EU customs duty on cars the base: most-favoured-nation duty');
    expect(base?.slice(1)).toEqual(['10%', '10% of 20,000 EUR', '10%', '2,000.00 EUR']);
    expect(extra?.[0]).toContain('Countervailing duty on Chinese battery electric vehicles countervailing duty');
    expect(extra?.[0]).toContain('Commission Implementing Regulation (EU) 2024/1866 of 3 July 2024 (provisional)');
    expect(extra?.[0]).toContain('CLECAT, 2024-07');
    expect(extra?.[1]).toBe('17.4% BYD as a guarantee');
    expect(extra?.slice(2)).toEqual(['17.4% of 20,000 EUR', '17.4%', '3,480.00 EUR']);
    expect(total).toEqual(['Total', '27.4%', '5,480.00 EUR']);
    expect(wordsOf(between(html, '<p class="total">', '</p>'))).toContain('of which 17.4% as a guarantee');
  });

  it('shows how money per unit and the greater of two are worked out', async () => {
    const [, , extra, total] = tableOf(await duty(TURKEY), 'What is paid');
    expect(extra?.slice(1)).toEqual([
      '40% MIN 7000 USD/unit',
      'the greater of 40% of 20,000 EUR and 7000 USD/unit × 2 unit at EUR:USD=1.08',
      '',
      // 14,000 USD at 1.08 USD for a EUR.
      '12,962.96 EUR',
    ]);
    expect(total?.at(-1)).toBe('14,962.96 EUR');
  });

  it('has no column that would be empty', async () => {
    const [head] = tableOf(await duty(US_CARS), 'What is paid');
    expect(head).toEqual(['Duty', 'Rate', 'Percent']);
  });

  it('sets apart what is in force and not paid, struck out, with the reason by name', async () => {
    const html = await duty(US_CARS);
    const [, ...rows] = tableOf(html, 'In force, not paid');
    expect(rows).toHaveLength(4);
    const [first] = rows;
    expect(first?.[0]).toContain('Section 301 List 1 duty on Chinese goods');
    expect(first?.slice(1, 3)).toEqual([
      '25%',
      'not levied together with Section 301 increase on Chinese electric vehicles and other strategic goods',
    ]);
    const table = between(html, '<caption>In force, not paid</caption>', '</table>');
    expect(table.match(/<del class="rate">25%<\/del>/g)).toHaveLength(3);
    expect(table).toContain('<a href="/measures/us-cn-301-ev-2024?on=2025-06-01"><bdi>Section 301 increase');
    expect(tableOf(html, 'What is paid').flat().join(' ')).not.toContain('List 1');
  });

  it('says what it depends on by name, and warns at the total', async () => {
    const html = await duty(US_CARS);
    expect(wordsOf(between(html, '<h3>What it depends on</h3>', '<h3>'))).toContain(
      'IEEPA reciprocal tariff on China: it may cover only a part of what is asked about',
    );
    const total = wordsOf(between(html, '<p class="total">', '</p>'));
    expect(total).toContain('132.5%');
    expect(total).toContain('⚠ 1 of 4 duties may cover only a part of these goods, and are added in full');
    expect(total).toContain('it depends on what is listed below');
  });

  it('gives no total where there can’t be one, and says why in words', async () => {
    const html = await duty('importer=EU&origin=CN&product=87038010&on=2024-10-30');
    const total = between(html, '<p class="total">', '</p>');
    expect(wordsOf(total)).toBe('No total it can’t be computed');
    expect(total).toContain('href="#cannot-compute"');
    expect(wordsOf(between(html, '<h3 id="cannot-compute">', '<h3>'))).toContain(
      'Exporter required: Countervailing duty on Chinese battery electric vehicles: the rate differs by company',
    );
  });

  it('writes statuses in words', async () => {
    const html = await duty(TURKEY);
    const depends = wordsOf(between(html, '<h3>What it depends on</h3>', '<h3>'));
    expect(depends).toContain('whether it is in force is in doubt');
    expect(depends).not.toContain('in_force');
  });

  it('leads to itself for ever, as data, and to bans on the same goods', async () => {
    const html = await duty(`${BYD}&on=2024-10-30`);
    const quote = await ask.json<DutyQuote>(`/duty.json?${BYD}&on=2024-10-30`);
    const permalink = /<a href="([^"]+)" rel="bookmark">/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(permalink).toBe(`/duty?${BYD}&on=2024-10-30&known_at=${quote.known_at}`);
    expect(await ask.json(permalink.replace('/duty', '/duty.json'))).toEqual(quote);
    expect(html).toContain(`href="/duty.csv?${BYD.replaceAll('&', '&amp;')}&amp;on=2024-10-30"`);
    expect(html).toContain('href="/bans?on=2024-10-30&amp;imposed_by=EU&amp;affected=CN&amp;product=87038010"');
  });

  it('shows what people write as text', async () => {
    const exporter = '<script>"\u05e9\u05dc\u05d5\u05dd"</script>';
    const html = await duty(`importer=EU&origin=CN&product=87038010&on=2024-10-30&exporter=${encodeURIComponent(exporter)}`);
    expect(html).not.toContain('<script');
    expect(html).toContain('<bdi>exported by &lt;script&gt;&quot;\u05e9\u05dc\u05d5\u05dd&quot;&lt;/script&gt;</bdi>');
    expect(tableOf(html, 'What is paid')[2]?.[1]).toBe('35.3% All other companies: the company has no rate of its own');
  });
});
