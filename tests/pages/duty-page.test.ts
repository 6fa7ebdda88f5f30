import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { type Asking, asking } from '../server/asking.ts';
import { page, wordsOf } from '../server/page.ts';
import { between, tableOf } from './table-text.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const duty = (query: string) => page(`/duty?${query}`, ask);
const BYD = 'importer=EU&origin=CN&product=8703801010&exporter=BYD&customs_value=20000&currency=EUR';
const US_CARS = 'importer=US&origin=CN&product=870380&on=2025-06-01';
const TURKEY =
  'importer=TR&origin=CN&product=870322&on=2024-08-01&quantity=2+unit&customs_value=20000&currency=EUR&fx=EUR:USD%3D1.08&condition=tr_investment_certificate%3Dfalse';

describe('the question', () => {
  it.each(['/duty', '/duty/history'])('asks back which goods are meant by words, and each is a link: %s', async (path) => {
    const headers = { accept: 'text/html' };
    const asked = `${path}?importer=US&origin=MX&product=tomatoes&customs_value=5000&currency=USD`;
    const answer = await ask.app.request(asked, { headers });
    const html = await answer.text();
    expect([answer.status, html]).toEqual([200, expect.not.stringContaining('role="alert"')]);
    const choices = between(html, '<h2>Which of these is meant?</h2>', '</ul>');
    expect(choices).toContain(`<a href="${`${path}?importer=US&origin=MX&product=0702`.replaceAll('&', '&amp;')}`);
    expect(wordsOf(choices)).toContain('0702 Tomatoes, fresh or chilled');
  });

  it('says what may come, and leads to it', async () => {
    const html = await duty('importer=EU&origin=US&product=12019000&on=2026-11-24');
    expect(wordsOf(html)).toMatch(/Not in force on that day, and in no total: \d+ measures that may come/);
    const coming = wordsOf(between(html, '<h3 id="coming">', '<h3 id="not-modelled">'));
    expect(coming).toMatch(
      /: import restriction by the European Union, suspended since 30 December 2025, in force from 30 December 2026, doubtful, perhaps for these goods/,
    );
    expect(coming).toMatch(/: additional duty by the European Union, proposed since 14 November 2024, perhaps for these goods/);
    expect(await duty(`${BYD}&on=2024-10-30`)).not.toContain('id="coming"');
  });

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
    for (const value of ['BYD', 'Treasury Wine Estates Vintners Limited', 'other_cooperating', 'all_others'])
      expect(companies).toContain(`<option value="${value}"`);
  });

  it('keeps what was asked, and folds away what few ask unless it is filled or wrong', async () => {
    const html = await duty(`${BYD}&on=2024-10-30`);
    expect(html).toMatch(/<option value="EU" selected[^>]*>European Union/);
    expect(html).toContain('<details class="field wide"><summary>Preference, quota');
    for (const rare of ['preference=true', 'quota=in', 'quantity=5+kg', 'fx=EUR:USD%3D1.1'])
      expect(await duty(`importer=EU&origin=CN&product=8703801010&${rare}`)).toMatch(
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
    expect(answer).toContain('<h2>Cars, electric only from China into the European Union</h2>');
    expect(wordsOf(between(answer, '<p class="asked-for">', '<span'))).toBe(
      'On 30 October 2024, HS code 8703801010, exported by BYD, worth 20,000 EUR (CIF)',
    );
    // What a German may have meant as twenty thousand is seen to be twenty.
    const twenty = await duty(`${BYD.replace(/customs_value=\d+/, 'customs_value=20.000')}&on=2024-10-30`);
    expect(wordsOf(twenty)).toContain('worth 20.00 EUR (CIF)');
    expect(wordsOf(twenty)).toContain('of 20.00 EUR');
    const total = between(answer, '<p class="total">', '</p>');
    expect(wordsOf(total)).toBe('5,400.00 EUR 27.0%');
    expect(total).toContain('value="5400.00"');
    expect(total).not.toContain('⚠');
  });

  it('says until when the same is known to be paid, and leads to what comes then', async () => {
    const asked = 'importer=CN&origin=CA&product=230641';
    const html = await page(`/duty?${asked}&on=2026-11-28`, ask);
    expect(wordsOf(html)).toContain('As far as is known, the same to 31 December 2026: the answer of the day after that');
    expect(html).toContain(`<a href="/duty?${asked.replaceAll('&', '&amp;')}&amp;on=2027-01-01">`);
    // Before anybody had told of the pause that ends then, nothing ended it.
    expect(wordsOf(await page(`/duty?${asked}&on=2025-06-01&announced_by=2025-06-01`, ask))).not.toContain(
      'As far as is known, the same to',
    );
  });

  it('is an invoice: a line a duty, how it is worked out, and the total', async () => {
    const html = await duty(`${BYD}&on=2024-07-05&announced_by=2024-10-01`);
    const [head, base, extra, total] = tableOf(html, 'What is paid');
    expect(head).toEqual(['Duty', 'Rate', 'Worked out', 'Percent', 'Amount', 'Law and sources']);
    expect(base?.[0]).toContain('EU customs duty on cars the base: most-favoured-nation duty');
    expect(base?.slice(1, -1)).toEqual(['10%', '10% of 20,000 EUR', '10%', '2,000.00 EUR']);
    expect(extra?.[0]).toContain('Countervailing duty on Chinese battery electric vehicles countervailing duty');
    expect(extra?.at(-1)).toContain('Commission Implementing Regulation (EU) 2024/1866');
    expect(extra?.at(-1)).toContain('CLECAT, 5 July 2024');
    expect(extra?.[1]).toBe('17.4% BYD as a guarantee');
    expect(extra?.slice(2, -1)).toEqual(['17.4% of 20,000 EUR', '17.4%', '3,480.00 EUR']);
    expect(total).toEqual(['Total', '27.4%', '5,480.00 EUR', '']);
    expect(wordsOf(between(html, '<p class="total">', '</p>'))).toContain('of which 17.4% as a guarantee');
  });

  it('shows how money per unit and the greater of two are worked out', async () => {
    const [, , extra, total] = tableOf(await duty(TURKEY), 'What is paid');
    expect(extra?.slice(1, -1)).toEqual([
      '40% MIN 7000 USD/unit 40%, at least USD 7,000 a car',
      'the greater of 40% of 20,000 EUR and 7000 USD/unit × 2 unit at EUR:USD=1.08',
      '',
      // 14,000 USD at 1.08 USD for a EUR.
      '12,962.96 EUR',
    ]);
    expect(total?.at(-2)).toBe('14,962.96 EUR');
  });

  it('has no column that would be empty', async () => {
    const [head] = tableOf(await duty(US_CARS), 'What is paid');
    expect(head).toEqual(['Duty', 'Rate', 'Percent', 'Law and sources']);
  });

  it('sets apart what is in force and not paid, struck out, with the reason by name', async () => {
    const html = await duty(`${US_CARS}&condition=vehicle_25_years=false`);
    const [, ...rows] = tableOf(html, 'In force, not paid');
    expect(rows).toHaveLength(1);
    const first = rows.at(-1);
    expect(first?.[0]).toContain('IEEPA reciprocal tariff on China');
    expect(first?.slice(1, 3)).toEqual(['0%–10%', 'not levied together with Section 232 duty on cars and light trucks']);
    const table = between(html, '<caption>In force, not paid</caption>', '</table>');
    expect(table.match(/<del class="rate">0%–10%<\/del>/g)).toHaveLength(1);
    expect(table).toContain('<a href="/measures/us-s232-autos?on=2025-06-01"><bdi>Section 232 duty on cars');
    expect(tableOf(html, 'What is paid').flat().join(' ')).not.toContain('reciprocal');
  });

  it('gives the range where what is unclear decides, says so at the line, and each reason once', async () => {
    const html = await duty('importer=US&origin=KR&product=84501100&on=2018-06-01&quota=over');
    expect(wordsOf(between(html, '<p class="total">', '</p>'))).toBe('1.4% to 51.4% why there is no total');
    const rows = tableOf(html, 'What is paid').slice(1);
    const unclear = rows.filter(([duty]) => duty?.includes('⚠ may or may not be paid on these goods: that is unclear'));
    expect(unclear.map(([duty]) => duty?.split(' ⚠')[0])).toEqual([expect.stringContaining('large residential washers')]);
    const reason = 'only a part of the goods is meant: ex 84501100';
    const answer = wordsOf(between(html, '<article id="answer"', '</article>'));
    expect(answer.split(reason)).toHaveLength(2);
    expect(answer).not.toContain('What it depends on');
  });

  it('says what it depends on by name, and warns at the total', async () => {
    const martell = 'importer=CN&origin=FR&product=2208200090&on=2025-08-01&exporter=Martell';
    expect(wordsOf(between(await duty(martell), '<p class="total">', '</p>'))).toBe('10.0% to 37.7% why there is no total');
    const html = await duty(`${martell}&condition=price_undertaking=true`);
    expect(wordsOf(between(html, '<h3>What it depends on</h3>', '<h3>'))).toContain('only if the undertaking is not respected');
    expect(wordsOf(html)).toMatch(/last checked \d+ \w+ 20\d\d/);
    expect(wordsOf(between(html, '<p class="total">', '</p>'))).toContain('⚠ it depends on what is listed below');
  });

  it('says that a total is rounded once, where the rounded amounts add up to another', async () => {
    const cars = 'importer=EU&origin=CN&product=8703801010&exporter=BYD&on=2024-10-30&currency=EUR';
    const html = await duty(`${cars}&customs_value=1000.05`);
    const [, base, extra, total] = tableOf(html, 'What is paid').map((row) => row.at(-2));
    expect([base, extra, total]).toEqual(['100.01 EUR', '170.01 EUR', '270.01 EUR']);
    expect(wordsOf(html)).toContain('The total is rounded once');
    expect(wordsOf(await duty(`${cars}&customs_value=1000`))).not.toContain('rounded once');
  });

  it('blames no rounding where one of two tariffs above the total is levied', async () => {
    const words = wordsOf(await duty('importer=US&origin=JP&product=870323&on=2025-10-01&customs_value=30000&currency=USD'));
    expect(words).toContain('is levied, and which one is unclear: what is paid is the same');
    expect(words).not.toContain('rounded once');
  });

  it('sets the thousands of an amount apart, also of one that is the least', async () => {
    const html = await duty('importer=US&origin=CN&product=84314990&on=2026-11-20&customs_value=10000&currency=USD');
    expect(wordsOf(between(html, '<p class="total">', '</p>'))).toMatch(/^\d,\d{3}\.\d\d USD or more /);
  });

  it('shows what each code pays, where codes differ', async () => {
    const html = await duty('importer=CN&origin=US&product=12&on=2025-06-01');
    expect(wordsOf(between(html, '<p class="total">', '</p>'))).toMatch(
      /^10.0% to [\d.]+% on top of a base that is recorded for some of the goods only why there is no total$/,
    );
    const [head, ...rows] = tableOf(html, 'By code');
    expect(head).toEqual(['Code', 'Duties', 'Percent']);
    const told = new Map(rows.map(([code = '', ...more]) => [code.split(' ')[0], more]));
    // A code that stands beside longer ones is what they leave of it, and there may be no such goods.
    told.set('12', rows[0]?.slice(1) ?? []);
    expect(rows[0]?.[0]).toMatch(/^the rest of 12\b/);
    const percentOf = (code: string) => told.get(code)?.at(-1);
    expect(percentOf('12')).toMatch(/^10(\.0)?% or more$/);
    for (const soybeans of ['12019011', '12019019']) expect(percentOf(soybeans)).toBe('23.0% to 50.5%');
    // What ginseng pays as any other was read for 2019 alone.
    expect(percentOf('12112010')).toBe('25.0% or more');
    expect(told.get('12019011')?.[0]).toContain(': 10%');
    expect(await duty('importer=CN&origin=US&product=1201&on=2025-06-01')).not.toContain('all of them as CSV');
    expect(await duty(`${BYD}&on=2024-10-30`)).not.toContain('By code');
  });

  it('asks what hangs on a condition, with a link for each answer', async () => {
    const tavascan = 'importer=EU&origin=CN&product=8703801010&on=2026-03-01&exporter=VW+Anhui';
    const html = await duty(tavascan);
    expect(wordsOf(between(html, '<p class="total">', '</p>'))).toBe('10.0% to 30.7% why there is no total');
    const { depends_on } = await ask.json<DutyQuote>(`/duty.json?${tavascan}`);
    const ids = depends_on.flatMap((text) => /\(condition=(.+)=true or false\)$/.exec(text)?.[1] ?? []);
    expect(ids).toHaveLength(1);
    let address = '';
    for (const id of ids) {
      const asked = address === '' ? html : await page(address, ask);
      const choices = between(asked, `<li id="condition-${id}">`, '</li>');
      const links = [...choices.matchAll(/<a href="([^"]+)">([^<]+)<\/a>/g)].map(([, href, label]) => [
        label,
        href?.replaceAll('&amp;', '&'),
      ]);
      expect(links.map(([label]) => label)).toEqual(['yes', 'no']);
      expect(links[0]?.[1]).toContain(`condition=${id}%3Dtrue`);
      address = links[1]?.[1]?.replace('#answer', '') ?? '';
    }
    const answered = await page(address, ask);
    expect(wordsOf(between(answered, '<p class="total">', '</p>'))).toContain('30.7%');
    for (const id of ids) {
      expect(wordsOf(between(answered, `<li id="condition-${id}">`, '</li>'))).toMatch(/: yes · no · leave open$/);
      expect(between(answered, `<li id="condition-${id}">`, '</li>')).toContain('<strong>no</strong>');
      expect(answered).toContain(`name="condition" value="${id}=false"`);
    }
  });

  it('asks for an open condition once, in the words of people, with the tariff that hangs on it', async () => {
    const html = await duty('importer=US&origin=CN&product=870380&on=2025-06-01');
    expect(between(html, '<p class="total">', '</p>')).toContain('href="#conditions"');
    expect(wordsOf(between(html, '<li id="condition-vehicle_25_years">', '</li>'))).toMatch(
      /: yes · no\s*Section 232 duty on cars and light trucks$/,
    );
    expect(html).not.toContain('id="cannot-compute"');
    expect(html.split('made at least 25 years before')).toHaveLength(2);
    const words = wordsOf(between(html, 'class="answer"', '</article>'));
    expect(words).toContain('whether the goods left before 14 May 2025, when');
    expect(words).not.toMatch(/\b\d{4}-\d\d-\d\d\b|condition=/);
  });

  it('draws no day beyond those that are asked about', async () => {
    const history = '/duty/history?importer=US&origin=CN&product=870380&from=2018-01-01&to=2026-12-31';
    const { data } = await ask.json<{ data: { until: string | null }[] }>(history.replace('history', 'history.json'));
    expect(data.at(-1)?.until).toBe('2027-12-31');
    const paths = [...(await page(history, ask)).matchAll(/<path class="(?:band|rate)" d="([^"]+)"/g)].map(([, drawn = '']) => drawn);
    const places = paths.flatMap((drawn) => [...drawn.matchAll(/[ML](-?[\d.]+),/g)].map(([, x]) => Number(x)));
    expect(places.length).toBeGreaterThan(10);
    expect(Math.max(...places)).toBeLessThan(100);
  });

  it('names the customs value as the law of the importer does', async () => {
    const label = (html: string) => wordsOf(between(html, '<label for="customs_value">', '</label>'));
    expect(label(await page('/duty', ask))).toBe('Customs value (CIF, or FOB where that is the importer’s law)');
    expect(label(await duty(`${BYD}&on=2024-10-30`))).toBe('Customs value (CIF)');
    const american = await duty(`${US_CARS}&customs_value=20000&currency=USD`);
    expect(label(american)).toBe('Customs value (FOB)');
    expect(american).toContain('worth 20,000 USD (FOB)');
  });

  it('reads codes with points and names, and its addresses have digits and codes', async () => {
    const html = await duty('importer=China&origin=uk&product=2208.30&on=2026-02-02&currency=gbp');
    expect(html).toContain('<option value="GB" selected');
    expect(html).toContain('name="product" value="220830"');
    const permalink = /<a href="([^"]+)" rel="bookmark">/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(permalink).toMatch(/^\/duty\?importer=CN&origin=GB&product=220830&on=2026-02-02&currency=GBP&known_at=/);
    const list = await page('/tariffs?imposed_by=EU&product=8703.80.10.10&on=2024-10-30', ask);
    expect(list).toContain('/tariffs.csv?imposed_by=EU&amp;product=8703801010');
    expect(list).toContain('value="8703801010"');
  });

  it('gives no total where there can’t be one, and says why in words', async () => {
    const html = await duty('importer=EU&origin=CN&product=8703801010&on=2024-10-30');
    const total = between(html, '<p class="total">', '</p>');
    expect(wordsOf(total)).toBe('17.8% to 45.3% why there is no total');
    expect(total).toContain('href="#cannot-compute"');
    expect(wordsOf(between(html, '<h3 id="cannot-compute">', '<h3>'))).toContain(
      'Exporter required: Countervailing duty on Chinese battery electric vehicles: it differs by company',
    );
  });

  it('writes statuses in words', async () => {
    // That the suspension of the duties on Boeing goes on after July 2026 is in doubt.
    const html = await duty('importer=EU&origin=US&product=8802400019&on=2026-08-01');
    const why = wordsOf(between(html, '<h3 id="cannot-compute">', '</section>'));
    expect(why).toContain('whether it is still in force is in doubt');
    expect(why).not.toContain('in_force');
  });

  it('warns at the total of bans that keep the goods out, and names them with their sources', async () => {
    const html = await duty('importer=CN&origin=JP&product=030722&on=2026-06-01');
    expect(wordsOf(html)).toMatch(/⚠ \d bans or restrictions may keep these goods out, whatever they pay/);
    // What is on them for certain stands apart from what may be.
    const scallops = await page('/duty?importer=CN&origin=JP&product=030721&on=2024-10-24', ask);
    expect(wordsOf(scallops)).toMatch(/⚠ A ban or restriction is on these goods(?:, and \d+ more may be)?, whatever they pay/);
    const bans = between(html, '<h3 id="bans">', '<h3>');
    expect(bans).toContain('href="/measures/cn-jp-aquatic-2025?on=2026-06-01');
    expect(wordsOf(bans)).toContain('import ban by China, in force');
    expect(await duty(`${BYD}&on=2024-10-30`)).not.toContain('id="bans"');
  });

  it('leads to itself for ever, as data, and to bans on the same goods', async () => {
    const html = await duty(`${BYD}&on=2024-10-30`);
    const quote = await ask.json<DutyQuote>(`/duty.json?${BYD}&on=2024-10-30`);
    const permalink = /<a href="([^"]+)" rel="bookmark">/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(permalink).toBe(`/duty?${BYD}&on=2024-10-30&known_at=${quote.known_at}`);
    expect(await ask.json(permalink.replace('/duty', '/duty.json'))).toEqual(quote);
    expect(html).toContain(`href="/duty.csv?${BYD.replaceAll('&', '&amp;')}&amp;on=2024-10-30"`);
    // What each forbids by itself, on its own side of the border.
    for (const [imposer, other, direction] of [
      ['EU', 'CN', 'import'],
      ['CN', 'EU', 'export'],
    ])
      expect(html).toContain(
        `href="/bans?on=2024-10-30&amp;imposed_by=${imposer}&amp;affected=${other}&amp;product=8703801010&amp;direction=${direction}"`,
      );
  });

  it('shows what people write as text', async () => {
    const exporter = '<script>"\u05e9\u05dc\u05d5\u05dd"</script>';
    const html = await duty(`importer=EU&origin=CN&product=8703801010&on=2024-10-30&exporter=${encodeURIComponent(exporter)}`);
    expect(html).not.toContain('<script');
    expect(html).toContain('<bdi>exported by &lt;script&gt;&quot;\u05e9\u05dc\u05d5\u05dd&quot;&lt;/script&gt;</bdi>');
    expect(tableOf(html, 'What is paid')[2]?.[1]).toContain('17.0%–35.3% All other companies or Other cooperating companies or BYD');
  });
});
