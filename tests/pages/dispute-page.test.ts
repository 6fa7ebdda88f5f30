import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DisputeDetail } from '../../src/things/dispute.ts';
import type { MeasureDetail } from '../../src/things/measure.ts';
import type { StatusStretch } from '../../src/things/stretch.ts';
import { type Asking, asking } from '../server/asking.ts';
import { Browser } from '../server/browsing.ts';
import { page, wordsOf } from '../server/page.ts';
import { tableOf } from './table-text.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const html = (path: string) => page(path, ask);
const dispute = (path: string) => ask.json<DisputeDetail>(path);
/** The pictures of a page, each as text. */
const figures = (text: string): string[] => text.match(/<figure.*?<\/figure>/gs) ?? [];
const figure = (text: string, caption: string): string =>
  figures(text).find((one) => one.includes(`<caption>${caption}`)) ?? `no ${caption}`;
/** The cells of the table in a figure, row by row. */
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => wordsOf(cell).trim()),
  );
const titles = (text: string): string[] => [...text.matchAll(/<title>(.*?)<\/title>/gs)].map(([, title = '']) => wordsOf(title));

describe('the parties of a dispute', () => {
  it('lead to the disputes of each, and everybody to none, as no list is of everybody', async () => {
    const text = await html('/disputes/us-world-tariffs');
    const parties = text.slice(text.indexOf('<dt>Parties</dt>'), text.indexOf('<dt>Measures in force</dt>'));
    expect(wordsOf(parties)).toBe('PartiesUnited States, everybody');
    const hrefs = [...parties.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
    expect(hrefs).toEqual(['/disputes?party=US']);
    for (const href of hrefs) expect((await ask.app.request(href)).status).toBe(200);
  });
});

describe('where a dispute stands', () => {
  it.each(['/disputes/jp-cn-seafood', '/measures/cn-jp-aquatic-2023', '/wto-cases/DS602'])(
    'is told on %s before what is taken along from it',
    async (path) => {
      const text = await html(path);
      expect(text.indexOf('<dl class="facts">')).toBeGreaterThan(0);
      expect(text.indexOf('<dl class="facts">')).toBeLessThan(text.indexOf('class="data-links"'));
    },
  );
});

describe('a dispute as data', () => {
  it('tells the life of each measure as the measure itself does, the earliest beginning first', async () => {
    const { lives, measures } = await dispute('/disputes/us-cn-2025.json?on=2025-03-20');
    expect(lives.map(({ id }) => id).sort()).toEqual(measures);
    for (const { id, title, statuses, rate_tables } of lives) {
      const measure = await ask.json<MeasureDetail>(`/measures/${id}.json?on=2025-03-20`);
      expect({ title, statuses, rate_tables }).toEqual({
        title: measure.title,
        statuses: measure.statuses,
        rate_tables: measure.rate_tables,
      });
    }
    const days = lives.map(({ statuses }) => statuses[0]?.starts_on ?? '');
    expect(days).toEqual([...days].sort());
    expect(days.at(-1), 'those that begin after the day are told too').toBe('2025-10-10');
  });

  it('has links to its measures from elsewhere, and what they lead to elsewhere', async () => {
    const { links, linked_measures, measures } = await dispute('/disputes/us-cn-2025.json');
    const incoming = links.filter(
      ({ measure_id, to_measure_id }) => !measures.includes(measure_id ?? '') && measures.includes(to_measure_id ?? ''),
    );
    expect(incoming.map(({ measure_id, type }) => [measure_id, type])).toContainEqual(['us-world-s122', 'replaces']);
    const outside = linked_measures.map(({ id }) => id);
    expect(outside).toEqual(expect.arrayContaining(['us-world-s122', 'cn-rare-earths-oct-2025']));
    for (const id of outside) expect(measures).not.toContain(id);
    for (const { measure_id, to_measure_id } of links)
      for (const id of [measure_id, to_measure_id]) if (id !== null) expect([...measures, ...outside]).toContain(id);
  });
});

describe("a dispute's page", () => {
  it('parts its parties by semicolons where one of them has a comma in its name, in lists too', async () => {
    const parted = 'Korea, Republic of; Japan';
    expect(wordsOf(await html('/disputes/kr-jp-seafood'))).toContain(parted);
    expect(tableOf(await html('/disputes?q=eight+prefectures'), 'Disputes')[1]?.[1]).toBe(parted);
    expect(wordsOf(await html('/disputes/jp-cn-seafood'))).toContain('Japan, China, Hong Kong, Macao, Russia');
  });

  it.each([
    ['ru-tr', 'all that changed'],
    ['au-cn-wine?on=2024-04-01', 'what changed in the last 31 days'],
  ])('%s links to changes that there are: %s', async (path, words) => {
    const [, href = ''] = new RegExp(`href="([^"]*)">\\s*${words}<`).exec(await html(`/disputes/${path}`)) ?? [];
    const { data } = await ask.json<{ data: unknown[] }>(href.replaceAll('&amp;', '&').replace('/status-changes', '/status-changes.json'));
    expect(data.length).toBeGreaterThan(0);
  });

  it('says in its ledger what the day of an entry is', async () => {
    const text = wordsOf(await html('/disputes/ru-tr?whole=ledger'));
    expect(text).toMatch(/agreed on 3 May 2017/);
    expect(text).toMatch(/that was not found\.\s*on 20 January 2021/);
    expect(text).not.toMatch(/from 3 May 2017/);
  });

  it.each(['hu-sk-ua-diesel', 'jp-cn-seafood', 'au-cn-wine'])(
    'draws lines over the bars of what is in doubt, and over no other: %s',
    async (id) => {
      const { lives } = await dispute(`/disputes/${id}.json?on=2026-11-20`);
      const chart = figure(await html(`/disputes/${id}?on=2026-11-20`), 'Statuses over time');
      const ended = /^(lifted|expired|annulled|superseded|withdrawn|declined)$/;
      const doubted = lives.flatMap(({ statuses }) =>
        statuses.filter(({ status, certainty }) => certainty === 'doubtful' && !ended.test(status)),
      );
      const bars = [...chart.matchAll(/<g class="bar [^"]*"><title>(.*?)<\/title>.*?<\/g>/gs)];
      const lined = bars.filter(([bar]) => bar.includes('url(#doubt)')).map(([, title = '']) => title);
      expect(lined).toHaveLength(doubted.length);
      for (const title of lined) expect(title).toMatch(/in doubt$/);
      for (const [bar] of bars.filter(([bar]) => bar.includes('url(#doubt)')))
        expect(bar.match(/url\(#doubt\)/g)).toHaveLength(bar.match(/class="base/g)?.length ?? 0);
      expect(chart.includes('lined: in doubt')).toBe(doubted.length > 0);
      const current = lives.flatMap(({ statuses }) => statuses.filter((one) => one.current && one.certainty !== 'certain'));
      expect(/in doubt(, and perhaps \d+ more)?\.<\/figcaption>/.test(chart)).toBe(current.some(({ status }) => !ended.test(status)));
    },
  );

  /** How many of its measures the lists tell beside those in force, as they may be too. */
  const mayHoldToo = async (id: string): Promise<number> => {
    const lists = await Promise.all(
      ['bans', 'tariffs'].map((list) => ask.json<{ in_doubt?: unknown[] }>(`/${list}.json?dispute=${id}&limit=500`)),
    );
    return lists.reduce((count, { in_doubt = [] }) => count + in_doubt.length, 0);
  };

  it.each([
    ['ph-cn-bananas', '0 of 2'],
    ['kz-export-bans', '2 of 8, which is in doubt'],
    // The duties come back by themselves, unless an entry in doubt holds.
    ['us-eu-aircraft', ''],
  ])('%s: says how many more may be in force, as lists do', async (id, inForce) => {
    const more = await mayHoldToo(id);
    expect(more).toBeGreaterThan(0);
    expect(wordsOf(await html(`/disputes/${id}`))).toContain(`${inForce}, and perhaps ${more} more`);
  });

  it('has it in doubt within the month in which a measure began, of which no day is known', async () => {
    const stamps = async (on: string) => wordsOf(await html(`/disputes/xk-rs?on=${on}`));
    expect(await stamps('2008-12-10')).toContain('Measures in force1 of 5, which is in doubt');
    expect(await stamps('2009-01-15')).not.toContain('which is in doubt');
  });

  it('says of how many of its measures in force that is in doubt, in its words and to who shares it', async () => {
    const seen = new Set<string>();
    const { data } = await ask.json<{ data: { id: string; measures: string[]; active: string[] }[] }>('/disputes.json?limit=500');
    for (const { id, measures, active } of data.filter(({ active }) => active.length > 1).slice(0, 40)) {
      const rows = await Promise.all(active.map((one) => ask.json<MeasureDetail>(`/measures/${one}.json`)));
      const doubted = rows.filter(({ statuses }) => statuses.find(({ current }) => current)?.certainty !== 'certain').length;
      const more = await mayHoldToo(id);
      const words = [
        doubted === 0 ? '' : doubted === active.length ? ', which is in doubt' : `, ${doubted} of them in doubt`,
        more === 0 ? '' : `, and perhaps ${more} more`,
      ].join('');
      const text = await html(`/disputes/${id}`);
      expect(text, id).toContain(`<dd>${active.length} of ${measures.length}${words}</dd>`);
      expect(text, id).toContain(`${active.length} of ${measures.length} measures in force${words}. Parties`);
      seen.add(doubted === 0 ? 'none' : doubted === active.length ? 'all' : 'some');
      if (seen.size === 3) break;
    }
    expect([...seen].sort()).toEqual(['all', 'none', 'some']);
  });

  it('says who takes part by name, and where it stands', async () => {
    const text = wordsOf(await html('/disputes/au-cn-wine?on=2024-01-01'));
    expect(text).toContain('PartiesAustralia, China');
    expect(text).toMatch(/State\S* easing/);
    expect(text).toContain('Measures in force1 of 2');
    expect(text).toContain('1 of 2 is in force on 1 January 2024.');
    expect(await html('/disputes/au-cn-wine?on=2024-04-01')).toContain(
      'href="/status-changes?on=2024-04-01&amp;what=status,rates,coverage,rules&amp;dispute=au-cn-wine&amp;from=2024-03-01&amp;to=2024-04-01"',
    );
  });

  it('has a bar for each status of each measure, one where it is said again, and a row in the table beside for each', async () => {
    for (const id of ['au-cn-wine', 'jp-cn-seafood', 'eu-cn-ev', 'us-cn-2025', 'us-cn-tech']) {
      const { lives } = await dispute(`/disputes/${id}.json`);
      const drawn = figure(await html(`/disputes/${id}?whole=history`), 'Statuses over time');
      const stretches = lives.flatMap(({ statuses }) => statuses);
      const isOther = (one: StatusStretch, at: number, all: readonly StatusStretch[]): boolean =>
        (['status', 'certainty', 'derived', 'upcoming'] as const).some((field) => one[field] !== all[at - 1]?.[field]);
      const bars = lives.flatMap(({ statuses }) => statuses.filter(isOther));
      expect(drawn.match(/<g class="bar \w+"><title>/g)).toHaveLength(bars.length);
      const [head, ...rows] = rowsOf(drawn);
      expect(head).toEqual(['Measure', 'Status', 'First day', 'Last day', 'How', 'Sources']);
      expect(rows).toHaveLength(stretches.length);
      for (const [, , first, , , sources] of rows) {
        expect(first).toMatch(/\d{4}$/);
        expect(sources).not.toBe('');
      }
      for (const life of lives) expect(drawn).toContain(`<li><a href="/measures/${life.id}"><bdi>`);
    }
  });

  it('shows what is to come otherwise than what is there', async () => {
    const bars = async (on: string) =>
      figure(await html(`/disputes/au-cn-wine?on=${on}`), 'Statuses over time').replace(/<ul class="legend".*/s, '');
    const ahead = (text: string) => [...text.matchAll(/class="base ahead"/g)].length;
    expect(ahead(await bars('2020-01-01'))).toBe(10);
    expect(ahead(await bars('2026-01-01'))).toBe(0);
    expect(titles(await bars('2021-01-01'))).toContain('in force: 28 March 2021 to 28 March 2024, scheduled');
    expect(wordsOf(await bars('2021-01-01'))).toContain('1 January 2021');
    expect(wordsOf(await html('/disputes/au-cn-wine'))).toContain('today, 24 November 2026');
  });

  it('says of what is known only to the month or the year that it is', async () => {
    const drawn = figure(await html('/disputes/xk-rs'), 'Statuses over time');
    expect(titles(drawn).filter((title) => /^in force: .*November 2018.*not known to the day/.test(title))).toHaveLength(1);
    expect(wordsOf(drawn)).toContain('the day is known only to the month or year');
    expect(
      rowsOf(drawn).some(([measure, , first]) => measure === "Kosovo's duty on goods of Serbia and Bosnia" && first === 'November 2018'),
    ).toBe(true);
    expect(wordsOf(figure(await html('/disputes/jp-kr'), 'Links between measures'))).toMatch(/(?<!\d )March 2023/);
  });

  it('has the rates in percent as lines and all of them in the table, and says what it cannot draw', async () => {
    const wine = figure(await html('/disputes/au-cn-wine?on=2022-01-01'), 'Rates over time');
    expect(titles(wine)).toContain('Anti-dumping duty on Australian bottled wine: 116.2–218.4% from 28 March 2021');
    expect(wordsOf(wine)).toContain('175.6%: Treasury Wine Estates');
    expect(wordsOf(wine)).toContain('Not in the picture, because it is money per unit, or determined and not levied');
    const cars = await html('/disputes/tr-cn-cars');
    expect(wordsOf(figure(cars, 'Rates over time'))).toContain('25% MIN 6000 USD/unit');
    expect(await html('/disputes/jp-cn-seafood')).not.toContain('<h2>Rates</h2>');
  });

  it('draws links that stand, and none that was corrected', async () => {
    const { links } = await dispute('/disputes/tw-cn.json');
    expect(links.map(({ type }) => type)).toContain('extends');
    expect(wordsOf(figure(await html('/disputes/tw-cn'), 'Links between measures'))).toContain('extends →');
    for (const { seq } of links) expect((await ask.post(`/ledger/${seq}/corrections`, { reason: 'It does not.' })).status).toBe(201);
    expect((await dispute('/disputes/tw-cn.json')).links).toEqual([]);
    expect(await html('/disputes/tw-cn')).not.toContain('class="arc');
  });

  it('names the source of a link from elsewhere', async () => {
    const source = { id: 'the-gazette', publisher: 'The Gazette', title: 'An answer', url: 'https://gazette.example/1', kind: 'press' };
    const body = { type: 'retaliates_against', to: 'cn-ph-bananas', sources: [source] };
    expect((await ask.post('/measures/cn-au-coal/links', body)).status).toBe(201);
    const links = figure(await html('/disputes/ph-cn-bananas'), 'Links between measures');
    expect(links).toMatch(/<a href="https:\/\/gazette\.example\/1"[^>]*>The Gazette<\/a>/);
  });

  it('has resolutions with what each is to bring for which measure, and what became of it', async () => {
    const text = await html('/disputes/au-cn-wine');
    const table = text.slice(text.indexOf('>Resolutions</h2>'), text.indexOf('>How the measures are linked</h2>'));
    const [, row] = rowsOf(table);
    expect(row?.[0]).toBe('22 October 2023');
    expect(row?.[2]).toBe('negotiated settlement');
    expect(row?.[3]).toContain('Anti-dumping duty on Australian bottled wine: lifted');
    expect(row?.[4]).toBe('✓ implemented 29 March 2024');
    const then = await html('/disputes/au-cn-wine?on=2024-01-01');
    expect(wordsOf(then)).toContain('◔ pending');
    // What was agreed is there by an entry that is in doubt; and an agreed rate may be above what was paid before it.
    expect(wordsOf(await html('/resolutions?dispute=au-cn-informal-2020'))).toContain('✓ implemented 20 December 2024which is in doubt');
    expect(wordsOf(await html('/resolutions?dispute=us-world-tariffs'))).toContain(': an agreed rate');
  });

  it('has the cases at the WTO with their stages, and marks for what happened beside', async () => {
    const text = await html('/disputes/au-cn-wine');
    expect(wordsOf(text)).toContain('Australia against China');
    const { wto_cases, milestones } = await dispute('/disputes/au-cn-wine.json');
    // Where the words stand whole beside a mark, it tells the day alone when it is pointed at.
    const chart = figure(text, 'Statuses over time');
    const beside = [...chart.matchAll(/<text class="said[^>]*>(.*?)<\/text>/gs)].map(([, words = '']) => wordsOf(words));
    const drawn = [...titles(chart), ...beside].join('\n');
    for (const { title } of [...milestones, ...wto_cases.flatMap((one) => one.milestones)]) expect(drawn).toContain(title);
  });

  it('marks claims without a source, from memory and in doubt', async () => {
    const rows = rowsOf(figure(await html('/disputes/no-cn-salmon'), 'Statuses over time'));
    expect(rows.some((row) => row.at(-1)?.includes('⚠ in doubt:'))).toBe(true);
    const links = rowsOf(figure(await html('/disputes/jp-cn-seafood'), 'Links between measures'));
    expect(links.some((row) => row.at(-1)?.includes('⚠ no source'))).toBe(true);
  });

  it('keeps the clocks in the links of its pictures', async () => {
    const text = await html('/disputes/us-cn-tech?on=2025-11-20');
    for (const one of figures(text)) {
      const links = [...one.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => href);
      expect(links.length).toBeGreaterThan(0);
      for (const href of links) expect(href).toContain('on=2025-11-20');
    }
  });

  it('leads those who are signed in to recording, and nobody else', async () => {
    const [change, resolution] = ['/disputes/au-cn-wine/record', '/disputes/au-cn-wine/resolve'];
    const browser = await new Browser(ask).signIn(ask.token);
    const own = await browser.page('/disputes/au-cn-wine');
    for (const path of [change, resolution]) {
      expect(own).toContain(`href="${path}"`);
      expect(await html('/disputes/au-cn-wine')).not.toContain(path);
      await browser.page(path);
    }
  });

  it.each([
    `<script>alert("x")</script> & 'quotes'`,
    'رسوم انتقامية على السلع (10%–15%) ABC',
    'מכס על יין אוסטרלי',
    '"><svg onload=alert(1)>',
  ])('shows %s as text in its pictures, apart from its surroundings', async (title) => {
    for (const path of ['/measures/cn-au-barley-ad', '/disputes/au-cn-barley'])
      expect((await ask.post(path, { title }, {}, 'PATCH')).status).toBe(200);
    const text = await html('/disputes/au-cn-barley');
    expect(text).not.toMatch(/<script(?! type="application\/ld\+json">)|<svg onload/);
    for (const caption of ['Statuses over time', 'Rates over time', 'Links between measures']) {
      const drawn = figure(text, caption);
      // The names of the bars stand whole in their list.
      if (caption !== 'Statuses over time') expect(titles(drawn)).toContain(title);
      const table = drawn.slice(drawn.indexOf('<table'));
      expect([...table.matchAll(/<bdi>(.*?)<\/bdi>/gs)].map(([, one = '']) => wordsOf(one))).toContain(title);
    }
    const rows = /<ol class="row-names">(.*?)<\/ol>/s.exec(figure(text, 'Statuses over time'))?.[1] ?? '';
    expect([...rows.matchAll(/<bdi>(.*?)<\/bdi>/gs)].map(([, one = '']) => wordsOf(one))).toContain(title);
  });
});
