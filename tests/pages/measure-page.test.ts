import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, asking } from '../server/asking.ts';
import { Browser } from '../server/browsing.ts';
import { page, wordsOf } from '../server/page.ts';
import { newMeasure } from '../support/recording.ts';
import { between, tableOf } from './table-text.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const measure = (id: string, query = '') => page(`/measures/${id}${query}`, ask);
const stands = (html: string): string => wordsOf(between(html, '<div class="stands">', '</div>')).trim();

describe('where a measure stands', () => {
  it.each([
    ['cn-jp-aquatic-2023', '?on=2024-10-24', 'In force since 24 August 2023, for 1 year and 2 months.'],
    ['cn-jp-aquatic-2023', '?on=2023-08-24', 'In force since 24 August 2023, for 1 day.'],
    ['cn-jp-aquatic-2023', '', 'partially lifted since 29 June 2025.'],
    ['gb-by-import', '', 'with exemptions from its first day, as they are now since 16 May 2024.'],
    ['gb-by-import', '?on=2022-01-01', 'with exemptions from its first day. From 5 July 2022 it is partially lifted otherwise.'],
    ['eu-cn-bev-cvd', '?on=2024-08-01', 'Applied provisionally since 5 July 2024, for 28 days.'],
    ['cn-au-wine-ad', '', 'Lifted since 29 March 2024. It was in force from 28 November 2020 to 28 March 2024, for 3 years and 4 months.'],
    ['ru-jet-fuel-exports', '?on=2026-11-28', 'Its last day in force is 30 November 2026: expired by its own terms after that.'],
    ['us-affiliates-rule', '?on=2026-11-01', 'Suspended since 10 November 2025; perhaps in force from 10 November 2026.'],
    ['cn-eu-large-engine-cars', '', 'Threatened since 23 August 2024. It has never been in force.'],
    ['cn-au-wine-ad', '?on=2019-01-01', 'Its history has not begun by that day: it is under investigation from 18 August 2020.'],
    // No more precise than it is known.
    ['xk-duty-2018', '?on=2019-12-01', 'In force since November 2018, for 12 to 13 months'],
    ['cn-us-gallium-2024', '?on=2026-11-29', 'Perhaps in force since 28 November 2026, for 2 days; the first time from 3 December 2024.'],
    ['cn-us-gallium-2024', '?on=2026-11-27', 'Suspended since 9 November 2025; perhaps in force from 28 November 2026'],
    ['cn-au-coal', '?on=2023-03-10', 'Perhaps in force since October 2020'],
    // Its end is in doubt, and so is that it was in force until then alone.
    ['eu-in-sscr-ad', '', 'Perhaps expired since 19 November 2026. If so, it was in force from '],
    ['cn-au-coal', '', 'Lifted since March 2023. It was perhaps in force from October 2020 until some day of March 2023, for 2 years.'],
    // Said again with a doubt, as it was not followed since.
    ['tz-ke-sweets', '', 'In force since March 2018, for 8 years as far as is known.'],
    ['tz-ke-sweets', '?on=2019-06-01', 'In force since March 2018, for 14 to 15 months. From July 2021 it may still be in force.'],
    // What is over was no more certain than its entry says.
    [
      'in-np-border-2015',
      '',
      'Lifted since 5 February 2016. It was perhaps in force from 24 September 2015 to 4 February 2016, for 4 months.',
    ],
    ['in-np-border-2015', '?on=2015-09-01', 'Its history has not begun by that day: it may be in force from 24 September 2015.'],
  ])('%s%s: %s', async (id, query, sentence) => {
    expect(stands(await measure(id, query))).toContain(sentence);
  });

  it.each([
    // What comes next and does not end it.
    ['cn-ca-100-2025', 'partially lifted since 1 March 2026. From 1 January 2027 it may be in force in full.'],
    ['us-ru-ban-energy', 'From 7 April 2027 it is in force in full by its own terms.'],
    ['us-ru-ban-uranium', 'From 1 January 2028 it is '],
    ['us-s232-timber', 'Other rates may apply from 1 January 2027.'],
    ['in-steel-safeguard', 'Other rates apply from 21 April 2027.'],
    ['ca-us-surtax-autos-2025', 'Other rates apply from 9 April 2027 by its own terms.'],
    // Kits for assembly, which pay less until then.
    ['br-ev-duty', 'Other rates may apply from 1 January 2027.'],
    // What is to come is no more certain than the entry that says it.
    ['ru-food-embargo', 'Its last day in force may be 31 December 2026: expired after that.'],
    ['ru-food-embargo', '⚠ What comes next is in doubt: the decree may be followed by another'],
    ['eu-cn-bev-cvd', 'Its last day in force may be 29 October 2029: expired after that.'],
    // Known to the month: it may be over before its first day is.
    ['cd-drinks', 'From some day of January 2027 it may be expired.'],
    ['eu-deforestation-goods', 'Suspended since 30 December 2025; perhaps in force from 30 December 2026.'],
    ['eu-deforestation-goods', '⚠ What comes next is in doubt: '],
  ])('%s: says what comes next, and whether that is in doubt: %s', async (id, sentence) => {
    expect(stands(await measure(id, '?on=2026-11-28'))).toContain(sentence);
  });

  it('says from when it was in force the first time, where it was not all the while', async () => {
    const stated = (status: 'in_force' | 'suspended' | 'lifted', effective_on: string, until_on?: string) => ({
      ...{ status, effective_on, unsourced: true as const, ...(until_on && { until_on }) },
    });
    await newMeasure(ask.tracker, 'in-force-twice', {
      dispute: undefined,
      status_changes: [stated('in_force', '2020-01-01'), stated('suspended', '2020-06-01', '2020-07-01'), stated('lifted', '2020-12-01')],
    });
    expect(stands(await measure('in-force-twice'))).toContain(
      'It was in force from 1 July 2020 to 30 November 2020, for 5 months; the first time from 1 January 2020.',
    );
    expect(stands(await measure('in-force-twice', '?on=2020-05-01'))).not.toContain('the first time');
  });

  it('says to who shares it whether its status is in doubt', async () => {
    const shared = async (path: string) => /<meta name="description" content="([^"]*)"/.exec(await measure(path))?.[1];
    expect(await shared('ru-timber-exports-2022')).toMatch(/^In force on 24 November 2026, which is in doubt: ban/);
    expect(await shared('cn-au-coal?on=2023-03-10')).toMatch(/^Partially lifted on 10 March 2023, which is in doubt: ban/);
    expect(await shared('cn-au-wine-ad?on=2022-01-01')).toMatch(/^In force on 1 January 2022: tariff/);
  });

  it('says what was agreed and has not come: a lifting, or one of a part alone', async () => {
    const said = async (id: string, on: string) => stands(await measure(id, `?on=${on}`));
    expect(await said('cn-au-wine-ad', '2024-01-01')).toContain('Its lifting was agreed on 22 October 2023 and has not come yet.');
    expect(await said('mw-import-prohibition-2025', '2026-11-28')).toContain(
      'Its lifting in part was agreed on 2 May 2025 and has not come',
    );
    expect(await said('cn-jp-aquatic-2023', '2024-10-24')).toContain('Its lifting in part was agreed on 20 September 2024');
    // Of this one the announcement is known, and not the day.
    expect(await said('cn-ph-bananas', '2016-10-06')).toContain(
      'Its lifting was agreed, as is known since 6 October 2016, and has not come yet.',
    );
    expect(await said('us-cn-ieepa-reciprocal', '2025-05-13')).toContain('Another rate was agreed on 12 May 2025 and has not come yet.');
  });

  it('its facts say no more of its end', async () => {
    expect(wordsOf(await measure('ru-food-embargo', '?on=2026-11-28'))).toContain('7 August 2014 to 31 December 2026, in doubt');
    expect(wordsOf(await measure('ru-jet-fuel-exports', '?on=2026-11-28'))).toMatch(/to 30 November 2026(?!, in doubt)/);
  });

  it('tells no other rates where only a remark on them is another', async () => {
    expect(stands(await measure('us-s232-pharma', '?on=2026-11-28'))).toContain('Other rates apply from 2 April 2030.');
  });

  it('says doubts and bad memory in words, and nothing where there is none', async () => {
    expect(stands(await measure('cn-eu-auto-investment-pause'))).toContain('⚠ Its status is in doubt: anonymous sources; never confirmed');
    expect(stands(await measure('ru-food-embargo', '?on=2015-06-01'))).toContain('⚠ Its status is from memory');
    expect(stands(await measure('br-ev-duty'))).toContain('⚠ What it charges is in doubt: scheduled; not confirmed after the event');
    expect(stands(await measure('ke-tz-answer-2018', '?on=2018-06-15'))).toContain('⚠ Possibly, not certainly');
    // A list calls these doubtful for single rates of theirs, and so does the page.
    expect(stands(await measure('us-cn-301-list-1'))).toContain('⚠ A rate of it is in doubt: free if a notice that was not seen');
    expect(stands(await measure('co-eu-fries-anti-dumping'))).toContain('⚠ Some of its rates are in doubt: why stands beside them.');
    expect(stands(await measure('cn-au-wine-ad'))).not.toContain('⚠');
  });

  it('names who imposes it, its dispute and whom it affects', async () => {
    const html = await measure('eu-cn-bev-cvd');
    expect(wordsOf(between(html, '<p class="kicker">', '</p>'))).toBe(
      'Tariff · countervailing duty · imposed by the European Union · EU duties on Chinese electric cars',
    );
    expect(html).toContain('<a href="/disputes/eu-cn-ev"><bdi>EU duties on Chinese electric cars</bdi></a>');
    expect(html).toContain('<dt>Affects</dt><dd><bdi>China</bdi></dd>');
  });
});

describe('what it covers', () => {
  it('of a long list the first codes are shown, and all of them where they are asked for', async () => {
    const html = await measure('us-cn-301-list-3');
    const [way = '', href = '', all = ''] = /<a href="([^"]+)">all (\d+) codes<\/a>/.exec(html) ?? [];
    expect(Number(all)).toBeGreaterThan(4000);
    const before = html.slice(html.indexOf('<ul class="codes">'), html.indexOf(way));
    expect(before.match(/<li>/g)).toHaveLength(20);
    expect(href).toBe('?whole=coverage#coverage');
    const whole = await measure('us-cn-301-list-3', '?whole=coverage');
    const lists = [...whole.matchAll(/<ul class="codes">(.*?)<\/ul>/gs)].map(([, list = '']) => (list.match(/<li>/g) ?? []).length);
    expect(lists).toContain(Number(all));
    expect(await measure('cn-jp-aquatic-2023')).not.toMatch(/>all \d+ codes/);
  });

  it('is told by names, with the goods’ own words and what a partial lifting frees', async () => {
    const html = await measure('cn-jp-aquatic-2023');
    const covered = wordsOf(between(html, '<h2 id="coverage">', '<h3>'));
    for (const part of [
      'Aquatic products including edible aquatic animals, all Japan',
      '1604 Prepared or preserved fish, caviar',
      'PartnersJapan',
    ])
      expect(covered).toContain(part);
    const freed = wordsOf(between(html, '<h3 id="exempt">What the partial lifting frees</h3>', '<h2'));
    expect(freed).toContain('Hokkaido, Aomori');
    expect(freed).not.toContain('JP-');
    expect(freed).not.toContain('Fukushima');
    expect(await measure('cn-jp-aquatic-2023', '?on=2025-01-01')).not.toContain('What the partial lifting frees');
  });

  it('lists other times, those to come among them', async () => {
    const html = await measure('us-cn-301-ev-2024', '?on=2024-10-01');
    const others = wordsOf(between(html, '<h3>At other times</h3>', '<h2'));
    expect(others).toContain('14 May 2024 to 26 September 2024');
    expect(others).toContain('1 January 2025 to 31 December 2025, upcoming');
    expect(wordsOf(between(html, '<h2 id="coverage">', '<h3>'))).toContain('27 September 2024 to 31 December 2024');
  });

  it('says what was not transcribed, and quotas', async () => {
    expect(wordsOf(await measure('tr-il-export-limits'))).toContain('Not transcribedthe list of goods');
    const [, first, , , brazil] = tableOf(await measure('cn-beef-safeguard-2026'), 'Quotas');
    expect(first?.slice(0, 3)).toEqual(['2026', 'all together all suppliers together', '2,688,000 t']);
    expect(brazil?.slice(0, 3)).toEqual(['2026', 'Brazil', '1,106,000 t']);
  });

  it('has the quotas first that are not over, each with what its note says', async () => {
    const quotas = (query: string) => measure('ca-world-steel-trq-2025', query).then((html) => tableOf(html, 'Quotas').slice(1));
    const [now, ...others] = await quotas('?on=2026-11-29');
    expect(now?.[0]).toMatch(/to 27 June 2027$/);
    expect(now?.[1]).toMatch(/no country more than \d+% of it/);
    expect(others).toHaveLength(19);
    const all = await quotas('?on=2026-11-29&whole=coverage');
    expect(all.at(-1)?.[0]).not.toMatch(/2027/);
    expect(all).toHaveLength(166);
    expect((await quotas('?on=2025-07-01'))[0]?.[0]).toBe('27 June to 25 September 2025');
  });
});

describe('the rates of a tariff', () => {
  it('has every maker’s rate at each step', async () => {
    const html = await measure('eu-cn-bev-cvd', '?on=2024-11-01');
    const [head, ...rows] = tableOf(html, 'Rates over time');
    expect(head).toEqual([
      'Whose',
      '5 July 2024 to 29 October 2024',
      '30 October 2024 to 10 February 2026 now',
      'From 11 February 2026 upcoming not levied from 30 October 2029 (expired, in doubt) exempt goods pay none of it',
    ]);
    const shown = rows.map((row) => row.map((cell) => cell.replace(/% ?\d+(?= |$)/, '%')));
    for (const row of [
      ['BYD', '17.4% determined, not collected in the end', '17.0%', '17.0%'],
      ['Geely', '19.9% determined, not collected in the end', '18.8%', '18.8%'],
      ['SAIC', '37.6% determined, not collected in the end', '35.3%', '35.3%'],
      ['Tesla', '20.8% determined, not collected in the end as other cooperating', '7.8%', '7.8%'],
      [
        'VW (Anhui)',
        '37.6% determined, not collected in the end as all others',
        '20.7% as other cooperating',
        '20.7% as other cooperating',
      ],
      [expect.stringContaining('Cupra Tavascan; under the price undertaking'), '–', '–', '0%'],
      // Those that pay the same as a group stand together.
      [
        expect.stringMatching(/^Aiways Automobile Co., Ltd. .*NIO Holding Co., Ltd. .*XPeng Inc.$/),
        '20.8% determined, not collected in the end as other cooperating',
        '20.7% as other cooperating',
        '20.7% as other cooperating',
      ],
      ['Other cooperating companies', '20.8% determined, not collected in the end', '20.7%', '20.7%'],
      ['All other companies', '37.6% determined, not collected in the end', '35.3%', '35.3%'],
    ])
      expect(shown).toContainEqual(row);
    const notes = between(html, '<ol class="footnotes"', '</ol>');
    expect(wordsOf(notes)).toContain('individual examination on request');
    expect(wordsOf(notes)).toContain('the companies as a report lists them');
    for (const [, mark] of html.matchAll(/href="#(rate-note-\d+)"/g)) expect(notes).toContain(`id="${mark}"`);
  });

  it('says from when they are not levied, and calls nothing now that is not', async () => {
    const [head] = tableOf(await measure('cn-au-wine-ad'), 'Rates over time');
    expect(head?.at(-1)).toBe('From 28 March 2021 not levied from 29 March 2024 (lifted)');
    const [then] = tableOf(await measure('cn-au-wine-ad', '?on=2022-01-01'), 'Rates over time');
    expect(then?.at(-1)).toBe('From 28 March 2021 now not levied from 29 March 2024 (lifted)');
  });

  it('says which goods pay none of it, and from when, where the measure is lifted in part', async () => {
    const html = await measure('us-s232-autos');
    const rates = between(html, '<h2 id="rates">', '<h2 id="history">');
    expect(rates).toContain('What the partial lifting frees pays none of it: <a href="#exempt">what that is</a>.');
    expect(html).toContain('id="exempt"');
    // Lifted in part a year after its rates began.
    const [, first] = tableOf(await measure('cn-ca-100-2025'), 'The rate over time');
    expect(first?.at(-1)).toMatch(/exempt goods pay none of it from \d+ \w+ \d{4}/);
    expect(await measure('cn-ca-100-2025', '?on=2025-06-01')).not.toContain('pays none of it');
    // What is freed further is in doubt, and what was freed before is not.
    expect(wordsOf(await measure('ca-cn-steel-alu-surtax'))).toContain(
      'exempt goods pay none of it from 31 January 2025 to 28 February 2026, from 1 March 2026 (in doubt)',
    );
  });

  it('says so on a phone too, where each rate is told by the words of its column alone', async () => {
    const html = await measure('cn-au-wine-ad');
    expect(html).toContain('<td data-name="From 28 March 2021; not levied from 29 March 2024 (lifted)"');
  });

  it('is a row a step where all pay the same', async () => {
    const rows = async (id: string, on: string) => tableOf(await measure(id, `?on=${on}`), 'The rate over time').slice(1);
    const freed = 'not levied from 1 April 2020 (lifted); exempt goods pay none of it from 21 March 2020 to 31 March 2020';
    expect(await rows('xk-duty-2018', '2019-01-01')).toEqual([
      ['6 November 2018', '20 November 2018', '10%', ''],
      ['21 November 2018 now', '', '100%', freed],
    ]);
    expect(await rows('us-ca-s338', '2026-08-01')).toEqual([
      ['19 August 2026 upcoming', '50%', 'not levied at first (suspended); exempt goods pay none of it'],
    ]);
    const charged = (expression: string, effective_on: string, until_on?: string) => ({
      ...{ effective_on, rates: [{ expression }], unsourced: true as const, ...(until_on && { until_on }) },
    });
    await newMeasure(ask.tracker, 'halved-for-a-year', {
      ...{ kind: 'tariff', type: 'additional', dispute: undefined },
      coverage: { effective_on: '2019-01-01', scopes: [{ partners: ['NZ'], goods: ['0402'] }], unsourced: true },
      rate_tables: [charged('10%', '2019-01-01'), charged('5%', '2020-01-01', '2021-01-01')],
      status_changes: [{ status: 'in_force', effective_on: '2019-01-01', unsourced: true }],
    });
    expect((await rows('halved-for-a-year', '2020-06-01')).at(-1)).toEqual(['1 January 2021 upcoming', '', '10%', 'by its own terms']);
  });

  it('are told with the other duties that they go with, by name', async () => {
    const html = await measure('us-cn-301-list-1');
    expect(wordsOf(html)).toContain(
      'Section 301 List 1 duty on Chinese goods is not levied together with Section 301 increase on Chinese electric vehicles',
    );
  });

  it('offers the companies that it names, and no form where it names none', async () => {
    const html = await measure('eu-cn-bev-cvd');
    expect(between(html, '<datalist id="exporter-names">', '</datalist>')).toContain('<option value="Tesla">');
    expect(await measure('us-ca-s338')).not.toContain('name="exporter"');
  });
});

describe('what happened', () => {
  const history = async (id: string, query = '') => between(await measure(id, query), '<ol class="timeline history">', '</ol>');

  it('is statuses, milestones and agreements in the order of time, with notes and sources', async () => {
    const html = await history('cn-au-wine-ad');
    const days = [...html.matchAll(/<li[^>]*><time dateTime="([^"]+)"/g)].map(([, day]) => day);
    expect(days).toEqual([...days].sort());
    expect(wordsOf(html)).toContain('29 March 2024✓ lifted');
    expect(wordsOf(html)).toContain('Agreed (negotiated settlement): Expedited duty review by China');
    expect(wordsOf(html)).toContain('30 November 2023Review of the continuing need for both duties opened');
    expect(html).toMatch(/<div class="cited">.*?<a href="https?:[^"]+" title="[^"]+">[^<]+<\/a>/s);
  });

  it('marks what is upcoming, and what comes by its own terms and was not recorded', async () => {
    const html = await history('vn-th-sugar-ad');
    const last = html.slice(html.lastIndexOf('<li class="upcoming">'));
    expect(wordsOf(last)).toMatch(/^16 June 2031. expired.* upcoming by its own terms, not recorded/);
    expect(html).toMatch(/aria-current="true"><time dateTime="2026-06-16"/);
    const recorded = await history('cn-us-gallium-2024');
    expect(wordsOf(recorded.slice(recorded.lastIndexOf('<li class="upcoming">')))).toMatch(/^28 November 2026● in force/);
  });

  it('says why what comes by its own terms is in doubt, where no entry does', async () => {
    const stated = (status: 'in_force' | 'suspended', effective_on: string, until_on: string) => ({
      ...{ status, effective_on, until_on, unsourced: true as const },
    });
    await newMeasure(ask.tracker, 'over-or-back', {
      dispute: undefined,
      status_changes: [stated('in_force', '2026-01-01', '2027-01-01'), stated('suspended', '2026-06-01', '2027-06-01')],
    });
    const html = await measure('over-or-back', '?on=2026-11-01');
    expect(wordsOf(between(html, '<ol class="timeline history">', '</ol>'))).toMatch(
      /1 June 2027● in force upcoming by its own terms, not recorded⚠ in doubt: what was in force was to end on 2027-01-01, while suspended/,
    );
    expect(stands(html)).toContain('perhaps in force from 1 June 2027, by its own terms');
    expect(stands(await measure('over-or-back', '?on=2027-07-01'))).toContain('Its status is in doubt: what was in force was to end');
  });
});

describe('links', () => {
  it('name the other measure, in both directions', async () => {
    const html = await measure('eu-cn-bev-cvd');
    const links = between(html, '<h2 id="links">Other measures and cases</h2>', '<h2');
    expect(wordsOf(links)).toContain('Anti-dumping duty on EU brandy retaliates against this');
    expect(wordsOf(links)).toContain('This is challenged in DS630');
    expect(links).toContain('<a href="/measures/cn-eu-brandy-ad">');
    expect(wordsOf(await measure('cn-eu-brandy-ad'))).toContain(
      'This retaliates against Countervailing duty on Chinese battery electric vehicles',
    );
    const ofCase = await page('/wto-cases/DS630', ask);
    expect(wordsOf(between(ofCase, '<h2>Links</h2>', '<h2'))).toMatch(/battery electric vehicles is challenged in this/);
  });
});

describe('what two measures say of each other', () => {
  it('stands once, while the ledger has both, and a case is at the WTO by its number', async () => {
    const text = await measure('cn-jp-aquatic-2023');
    const links = wordsOf(text.slice(text.indexOf('<ul class="links">'), text.indexOf('</ul>', text.indexOf('<ul class="links">'))));
    expect(links.split('Ban on food from ten Japanese prefectures')).toHaveLength(2);
    const { ledger } = await ask.json<{ ledger: { kind: string; measure_id: string; to_measure_id: string }[] }>(
      '/measures/cn-jp-aquatic-2023.json',
    );
    const others = ledger.flatMap((one) => (one.kind === 'link' ? [one.measure_id, one.to_measure_id] : []));
    expect(others.filter((id) => id === 'cn-jp-food-10-prefectures')).toHaveLength(2);
    const cases = await measure('eu-cn-bev-cvd');
    for (const id of ['DS626', 'DS630']) expect(cases).toContain(`>${id} at the WTO</a>`);
  });
});

describe('the ledger with a correction', () => {
  let own: Asking;
  let seq: number;
  const reason = 'It was <script>alert("29")</script> שלום';
  beforeAll(async () => {
    own = await asking();
    own.clock.now = '2026-11-26T09:30:00.000Z';
    const { ledger } = await own.json<{ ledger: { seq: number; status?: string }[] }>('/measures/cn-au-coal.json');
    seq = ledger.find((entry) => entry.status === 'lifted')?.seq ?? 0;
    const replacement = { status: 'suspended', effective_on: '2023-03-14', announced_on: '2023-03-14', unsourced: true };
    expect((await own.post(`/ledger/${seq}/corrections`, { reason, replacement })).status).toBe(201);
  });
  afterAll(() => own.close());

  it('strikes the entry through and leads to its correction, which says why and what stands in its place', async () => {
    const html = await page('/measures/cn-au-coal?whole=ledger', own);
    const rows = tableOf(html, 'Ledger, in the order of recording');
    const [corrected, replacement, correction] = [rows.findIndex(([entry]) => entry?.startsWith(`#${seq} `)), -2, -1].map((at) =>
      rows.at(at),
    );
    expect(corrected?.[1]).toMatch(/✓ lifted/);
    expect(corrected?.[1]).toContain(`Corrected by ${correction?.[0]?.split(' ')[0]}`);
    expect(replacement?.[1]).toContain(`‖ suspended Stands in the place of #${seq}`);
    expect(correction?.[1]).toBe(`Puts entry ${replacement?.[0]?.split(' ')[0]} in the place of #${seq}: ${reason}`);
    expect(correction?.[3]).toBe('26 November 2026 09:30 UTC by desk');
    const struck = between(html, `id="entry-${seq}"`, '</tr>');
    expect(struck).toMatch(/<del><span class="status ended">.*<\/del>/);
    for (const [, target] of html.matchAll(/href="#(entry-\d+)"/g)) expect(html).toContain(`id="${target}"`);
    expect(html).not.toContain('<script>alert');
    expect(stands(html)).toContain('Suspended since 14 March 2023.');
  });

  it('leads to no correction that does not stand there, as on a page as announced by a day', async () => {
    for (const whole of ['', '&whole=ledger']) {
      const html = await page(`/measures/cn-au-coal?announced_by=2026-11-25${whole}`, own);
      expect(wordsOf(html)).toMatch(/Corrected by #\d+/);
      for (const [, target] of html.matchAll(/href="#(entry-\d+)"/g)) expect(html, target).toContain(`id="${target}"`);
    }
  });

  it('tells when it learned that, with the way back to what it knew', async () => {
    const html = await page('/measures/cn-au-coal', own);
    const told = between(html, '<section class="two-clocks"', '</section>');
    expect(wordsOf(told)).toContain('We recorded on 26 November 2026 that it was suspended from 14 March 2023.');
    expect(wordsOf(told)).toContain('the tracker answers as it would have then: lifted, as of 26 November 2026.');
    const href = /href="([^"]+)"/.exec(told)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const before = await page(href, own);
    expect(stands(before)).toContain('Lifted since March 2023.');
    expect(before).not.toContain('Corrected by');
    expect(wordsOf(between(before, '<section class="two-clocks"', '</section>'))).toContain('leaves out what was recorded after');
  });

  it('has no way to correct for who is not signed in; for who is, one in each row that can be corrected', async () => {
    const stranger = await page('/measures/cn-au-coal', own);
    expect(stranger).not.toContain('/correct"');
    expect(stranger).not.toContain('Record a change');
    const html = await (await new Browser(own).signIn(own.token)).page('/measures/cn-au-coal?whole=ledger');
    expect(html).toContain('href="/measures/cn-au-coal/record"');
    const { ledger } = await own.json<{ ledger: { seq: number; kind: string; corrected_by: number | null }[] }>(
      '/measures/cn-au-coal.json',
    );
    const offered = [...html.matchAll(/href="\/ledger\/(\d+)\/correct"/g)].map(([, number]) => Number(number));
    // What is registered is edited, and a correction stands.
    const fixed = ['correction', 'registration'];
    expect(offered).toEqual(
      ledger.filter(({ kind, corrected_by }) => !fixed.includes(kind) && corrected_by === null).map(({ seq }) => seq),
    );
    expect(wordsOf(html)).toContain('Says what the measure is: ');
    expect(wordsOf(html)).toMatch(/Says what the measure is: [^()]+ \([a-z ]+, import, informal\), of the dispute au-cn/);
    expect(offered).not.toContain(seq);
  });
});

describe('the clocks', () => {
  it('are explained by the measure’s own example where we learned late, with what we knew before', async () => {
    const told = between(await measure('cn-au-wine-ad'), '<section class="two-clocks"', '</section>');
    expect(wordsOf(told)).toContain('We recorded on 24 November 2026 that it was lifted from 29 March 2024.');
    expect(told).toContain('<a href="/measures/cn-au-wine-ad?known_at=2026-11-23">nothing was recorded of it</a>');
    const before = await measure('cn-au-wine-ad', '?known_at=2026-11-23');
    expect(stands(before)).toBe('Nothing is recorded of its status.');
  });

  it('are explained by another example where the change of the day was recorded on the day, and not at all where all was', async () => {
    const own = await asking();
    try {
      own.clock.now = '2026-12-01T12:00:00.000Z';
      const change = { effective_on: '2026-12-01', announced_on: '2026-12-01', unsourced: true };
      const suspended = { ...change, status: 'suspended' };
      expect((await own.post('/measures/cn-jp-aquatic-2025/status-changes', suspended)).status).toBe(201);
      const told = between(await page('/measures/cn-jp-aquatic-2025', own), '<section class="two-clocks"', '</section>');
      expect(wordsOf(told)).toContain('We recorded on 24 November 2026 that it was in force from 19 November 2025.');
      expect(wordsOf(told)).toContain('answers as it would have then: in force, as of 1 December 2026.');

      const fresh = {
        id: 'au-cn-new',
        kind: 'ban',
        type: 'import_ban',
        title: 'New',
        imposed_by: 'AU',
        status_changes: [{ ...change, status: 'in_force' }],
      };
      expect((await own.post('/measures', fresh)).status).toBe(201);
      expect(await page('/measures/au-cn-new', own)).not.toContain('two-clocks');
    } finally {
      await own.close();
    }
  });
});

describe('what people write', () => {
  it('is text and nothing else', async () => {
    const own = await asking();
    try {
      const title = '<img src=x onerror=alert(1)> "quotes" & \u202eevil';
      const summary = '"><script>alert(2)</script> שלום';
      expect((await own.post('/measures/cn-au-coal', { title, summary }, {}, 'PATCH')).status).toBe(200);
      const html = await page('/measures/cn-au-coal', own);
      expect(html).not.toContain('<img');
      expect(html).not.toMatch(/<script(?! type="application\/ld\+json">)/);
      expect(wordsOf(html)).toContain(title);
      expect(html).toContain('<p class="summary" dir="auto">&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt; שלום</p>');
    } finally {
      await own.close();
    }
  });
});

describe('the permalink', () => {
  it('fixes both clocks and answers the same', async () => {
    const html = await measure('eu-cn-bev-cvd', '?exporter=Tesla&on=2024-08-01');
    const href = /<a href="([^"]+)" rel="bookmark">/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { known_at } = await ask.json('/measures/eu-cn-bev-cvd.json');
    expect(href).toBe(`/measures/eu-cn-bev-cvd?exporter=Tesla&on=2024-08-01&known_at=${known_at}`);
    expect(stands(await page(href, ask))).toBe(stands(html));
  });
});
