import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Duty, DutyAnswer } from '../../src/things/duty.ts';
import type { DutyHistory } from '../../src/things/duty-history.ts';
import { problemOf, type Reading, reading } from './asking.ts';
import { csvRows } from './csv.ts';
import { page, wordsOf } from './page.ts';

let ask: Reading;
beforeAll(async () => {
  ask = await reading();
});
afterAll(() => ask.close());

/** A part of a machine, on the list of steel of 2025, of which nothing else is open. */
const GOODS = 'importer=US&origin=DE&product=84314990&condition=us_metal_2025=false&condition=s232_exclusion=false';
const DAY = `${GOODS}&on=2025-09-01`;
const WORTH = '&customs_value=10000&currency=USD';
const refused = async (question: string) => (await problemOf(await ask.app.request(`/duty.json?${question}`), 400)).errors;

describe('a duty on a part of the value', () => {
  it('is a number where the share is said, and the rest of the value pays another, in every rendering', async () => {
    const answer = await ask.json<Duty>(`/duty.json?${DAY}${WORTH}&value_part=steel:40%25`);
    expect(DutyAnswer.parse(answer)).toEqual(answer);
    // 50% of the steel, and 15 on the rest.
    expect(answer).toMatchObject({
      question: { value_part: ['the value of the steel:40%'] },
      total_ad_valorem_pct: '29',
      total_amount: { amount: '2900.00', currency: 'USD' },
      cannot_compute: [],
    });
    const charged = answer.lines.map(({ measure, amount, charged_on }) => [measure, amount?.amount, charged_on]);
    expect(charged).toEqual([
      [
        'us-world-ieepa-reciprocal',
        '900.00',
        { part: 'the rest of the value', percent: '60', amount: { amount: '6000.00', currency: 'USD' } },
      ],
      ['us-s232-steel', '2000.00', { part: 'the value of the steel', percent: '40', amount: { amount: '4000.00', currency: 'USD' } }],
    ]);
    const rows = await csvRows(await ask.app.request(`/duty.csv?${DAY}${WORTH}&value_part=steel:40%25`));
    expect(rows.filter(({ part }) => part === 'line').map((row) => row.charged_on)).toEqual([
      '60% of the value, the rest of the value (6000.00 USD)',
      '40% of the value, the value of the steel (4000.00 USD)',
    ]);
    const shown = wordsOf(await page(`/duty?${DAY}${WORTH}&value_part=steel:40%25`, ask));
    expect(shown).toContain('50% of 4,000.00 USD, the value of the steel');
    expect(shown).toContain('what the base leaves of 15%, of 6,000.00 USD, the rest of the value');
  });

  it('is the same for the share in money', async () => {
    const answer = await ask.json<Duty>(`/duty.json?${DAY}${WORTH}&value_part=the value of the steel:4000`);
    expect(answer).toMatchObject({ question: { value_part: ['the value of the steel:4000'] }, total_amount: { amount: '2900.00' } });
  });

  it('is a range over all shares where nobody says it, and the page offers the parts', async () => {
    const answer = await ask.json<Duty>(`/duty.json?${DAY}`);
    expect(answer).toMatchObject({
      range: { ad_valorem_pct: { least: '15', most: '50' } },
      cannot_compute: [{ code: 'value_share_unknown', measure: 'us-s232-steel' }],
    });
    const html = await page(`/duty?${DAY}`, ask);
    expect(html).toContain('<option value="the value of the steel: ">');
    expect(await page('/duty?importer=US&origin=DE&product=84314990&on=2024-01-01', ask)).not.toContain('the value of the steel: ');
  });

  it('has its days: before 4 June 2025 the rest paid nothing', async () => {
    const span = 'from=2025-05-01&to=2025-08-01&condition=us_loaded_before_2025_04_05=false';
    const { data, question } = await ask.json<DutyHistory>(`/duty/history.json?${GOODS}&${span}&value_part=steel:40%25`);
    expect(question.value_part).toEqual(['steel:40%']);
    expect(data.map(({ from, total_ad_valorem_pct }) => [from, total_ad_valorem_pct])).toEqual([
      ['2025-05-01', '10'],
      ['2025-06-04', '26'],
    ]);
  });

  it('changes nothing over time only where it does on none of the days', async () => {
    // Bolts paid on the whole value before 4 June 2025, and sheets of steel do after it too.
    const unheard = async (product: string): Promise<string[]> => {
      const span = 'from=2025-05-01&to=2025-08-01&condition=s232_exclusion=false&value_part=steel:40%25';
      const { depends_on } = await ask.json<DutyHistory>(`/duty/history.json?importer=US&origin=DE&product=${product}&${span}`);
      return depends_on.filter((text) => text.startsWith('no duty on these goods hangs on how much'));
    };
    expect(await unheard('73181520')).toEqual([]);
    expect(await unheard('72083900')).toHaveLength(1);
  });

  it('is told with the part where a duty on all of it falls on the rest, and what is not said is named', async () => {
    const span = 'from=2025-06-16&to=2025-06-30';
    const said = await ask.json<DutyHistory>(`/duty/history.json?${GOODS}&${span}&value_part=steel:40%25`);
    expect(said.data.map(({ lines }) => lines.map(({ rate }) => rate))).toEqual([
      ['50% on the value of the steel alone', '10% on the rest of the value alone'],
    ]);
    const open = await ask.json<DutyHistory>(`/duty/history.json?${GOODS}&${span}`);
    expect(open.data).toMatchObject([{ cannot_compute: ['value_share_unknown'] }]);
    expect(open.depends_on).toContainEqual(expect.stringContaining('value_part=the value of the steel:PERCENT%'));
  });

  it('is asked in sheets of shipments, several in one cell', async () => {
    const sheet = [
      'importer,origin,product,on,condition,value_part',
      'US,DE,84314990,2025-09-01,us_metal_2025=false; s232_exclusion=false,steel:40%',
      // Parts of seats, on both lists: 30 + 5, and 15 on the rest.
      'US,DE,9401790015,2025-09-15,us_metal_2025=false; s232_exclusion=false; russian_aluminium=false,steel:60%; aluminium:10%',
      '',
    ].join('\n');
    const sent = await ask.app.request('/shipments.json', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: sheet });
    const { data } = (await sent.json()) as { data: { total_ad_valorem_pct: string; address: string }[] };
    expect(data).toMatchObject([{ total_ad_valorem_pct: '29' }, { total_ad_valorem_pct: '39.5' }]);
    expect((await ask.json<Duty>(String(data[0]?.address).replace('/duty?', '/duty.json?'))).total_ad_valorem_pct).toBe('29');
  });

  it.each([
    ['value_part=steel', '"steel" does not say how much a part of the value is: write PART:PERCENT% or PART:AMOUNT'],
    ['value_part=steel:120%25', '"steel:120%" is more than the whole value'],
    ['value_part=wood:40%25', 'no duty on these goods is charged on "wood" on that day: name "the value of the steel"'],
    ['value_part=steel:4000', 'give customs_value'],
    [`${WORTH.slice(1)}&value_part=steel:10001`, 'is more than the customs value, 10000'],
    ['value_part=steel:10%25&value_part=the value of the steel:10%25', 'are of one part: give one of them'],
  ])('refuses %s', async (said, message) => {
    expect(await refused(`${DAY}&${said}`)).toEqual([{ path: 'value_part', message: expect.stringContaining(message) }]);
  });

  it('marks the field of a part that is refused, also where it is told in other words than it was written in', async () => {
    const marked = async (said: string) => {
      const html = await (await ask.app.request(`/duty?${DAY}&${said}`, { headers: { accept: 'text/html' } })).text();
      return [...html.matchAll(/<span class="wrong" id="(value_part-\d)-wrong">/g)].map(([, id]) => id);
    };
    expect(await marked('value_part=wood:40%25')).toEqual(['value_part-1']);
    expect(await marked('value_part=steel:+4000')).toEqual(['value_part-1']);
    expect(await marked('value_part=steel:10%25&value_part=the+value+of+the+steel:+20%25')).toEqual(['value_part-1', 'value_part-2']);
  });

  it('leads from what is not said to its field, which is folded away otherwise', async () => {
    const html = await page(`/duty?${DAY.replace(/&condition=[^&]*/g, '')}`, ask);
    expect(html).toContain('<a href="#value_part-1">Say how much it is</a>');
    expect(html).toMatch(/<details class="field wide" open/);
    const past = await page(`/duty/history?${GOODS}&from=2025-08-01&to=2025-10-01`, ask);
    expect(past).toContain('<option value="the value of the steel: ">');
    expect(past).toMatch(/<details class="field wide" open/);
    expect(await page('/duty?importer=US&origin=DE&product=220421&on=2025-09-01', ask)).not.toMatch(/<details class="field wide" open/);
  });

  it('leads to other days without what nothing hangs on then', async () => {
    const last = `${GOODS}&on=2026-04-05&value_part=steel:40%25`;
    const [, next = ''] = /<a href="([^"]*)">the answer of the day after that</.exec(await page(`/duty?${last}`, ask)) ?? [];
    expect(next).toContain('on=2026-04-06');
    expect((await ask.app.request(next.replaceAll('&amp;', '&'))).status).toBe(200);
    expect(next).not.toContain('value_part');
    const span = await page(`/duty/history?${GOODS}&from=2026-04-01&to=2026-04-30&value_part=steel:40%25`, ask);
    const days = [...span.matchAll(/<a href="(\/duty\?[^"]*&amp;on=2026[^"]*)"/g)].map(([, href]) => String(href).replaceAll('&amp;', '&'));
    expect(days.map((href) => [/on=([\d-]+)/.exec(href)?.[1], href.includes('value_part=steel')])).toEqual([
      ['2026-04-01', true],
      ['2026-04-06', false],
      ['2026-04-30', false],
    ]);
    for (const href of days) expect((await ask.app.request(href)).status).toBe(200);
  });

  it('says how a percent sign is written in an address', async () => {
    expect(await refused(`${DAY}&value_part=steel:40%`)).toEqual([
      { path: 'value_part', message: '"steel:40%" is not UTF-8 in percent-encoding: write %25 for %' },
    ]);
  });

  it('names the tariff that is charged on a part, also where what is paid in all is the same for every share', async () => {
    const lead = await ask.json<Duty>('/duty.json?importer=US&origin=DE&product=78019990&on=2025-09-01');
    expect(lead).toMatchObject({ total_ad_valorem_pct: '15.0', cannot_compute: [] });
    expect(lead.depends_on).toContainEqual(
      expect.stringMatching(/^us-mfn-bulbs-lead: it is charged on the value of the lead content alone, and /),
    );
  });

  it('says so where what is said of a part changes nothing', async () => {
    const bolts = 'importer=US&origin=DE&product=72083900&on=2025-09-01&value_part=steel:40%25';
    const { depends_on } = await ask.json<Duty>(`/duty.json?${bolts}`);
    expect(depends_on).toContain(
      'no duty on these goods hangs on how much of the value is the value of the steel: what is said of it changes none',
    );
  });
});
