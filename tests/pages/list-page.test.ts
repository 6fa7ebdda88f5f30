import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, asking } from '../server/asking.ts';
import { page, wordsOf } from '../server/page.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const html = (path: string) => page(path, ask);
const browser = (path: string) => ask.app.request(path, { headers: { accept: 'text/html' } });
/** The choices of a select: each value with its words. */
function choicesOf(text: string, name: string): Map<string, string> {
  const select = new RegExp(`<select id="${name}".*?</select>`).exec(text)?.[0] ?? '';
  return new Map([...select.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)</g)].map(([, value = '', words = '']) => [value, words]));
}
const rowLinks = (text: string): string[] => [...text.matchAll(/<th scope="row"><a href="\/measures\/([\w-]+)/g)].map(([, id = '']) => id);
const linkOf = (text: string, words: string): string =>
  (new RegExp(`<a href="([^"]*)"[^>]*>${words}</a>`).exec(text)?.[1] ?? `no link ${words}`).replaceAll('&amp;', '&');

describe('a list', () => {
  it('says of a tariff in force that its rate is not recorded, as an empty cell may be read as none', async () => {
    const text = await html('/tariffs?imposed_by=CN&affected=JP&type=anti_dumping');
    expect(rowLinks(text)).toContain('cn-jp-dichlorosilane-ad');
    expect(text).toContain('<span class="note">not recorded</span>');
    expect(await html('/tariffs?imposed_by=CN&affected=TW&type=preference_withdrawal')).not.toContain('not recorded</span>');
  });

  it('says of a rate that it was not collected in the end, or of some of them', async () => {
    const rate = async (on: string) => wordsOf(await html(`/tariffs?imposed_by=EU&affected=CN&product=870380&on=${on}`));
    expect(await rate('2024-08-15')).toContain('17.4%–37.6%determined, not collected in the end');
    expect(await rate('2025-08-15')).not.toContain('not collected');
    const threatened = wordsOf(await html('/tariffs?q=BRICS&status=threatened&on=2026-11-24'));
    expect(threatened).toContain('not in force: 10%');
    expect(threatened).not.toContain('in the end');
    expect(wordsOf(await html('/tariffs?imposed_by=CN&on=2024-08-15&q=stainless'))).toContain(
      'some in full, some only if the undertaking is broken',
    );
  });

  it('offers jurisdictions by name, each with how many rows it would leave', async () => {
    const choices = choicesOf(await html('/bans?on=2024-10-24'), 'imposed_by');
    for (const [code, words] of choices) {
      if (code === '') continue;
      const { count } = await ask.json(`/bans.json?on=2024-10-24&imposed_by=${code}&count=true&limit=1`);
      expect(words).toMatch(new RegExp(`^.{3,} \\(${count}\\)$`));
    }
    expect(choices.get('CN')).toMatch(/^China \(\d+\)$/);
    expect(choices.has('IS'), 'what would leave nothing is not offered').toBe(false);
  });

  it('says beside a field what is wrong with it, whether it is chosen or written', async () => {
    const answer = await browser('/bans?affected=Nihonia&product=123&on=2026-11-24');
    expect(answer.status).toBe(400);
    const text = await answer.text();
    for (const [name, words] of [
      ['affected', 'is no economy that is known here'],
      ['product', '"123" must have 2, 4, 6, 8 or 10 digits'],
    ]) {
      expect(text).toMatch(new RegExp(`<(?:select|input)[^>]* id="${name}"[^>]* aria-invalid="true" aria-describedby="${name}-wrong"`));
      expect(wordsOf(new RegExp(`<span class="wrong" id="${name}-wrong">(.*?)</span>`).exec(text)?.[1] ?? '')).toContain(words);
    }
  });

  it('of economies and of companies leads on to what is about each', async () => {
    const economies = await html('/jurisdictions?q=viet&on=2026-11-24');
    expect(linkOf(economies, 'Viet Nam')).toBe('/search?on=2026-11-24&q=VN');
    expect(wordsOf(await html('/search?on=2026-11-24&q=VN'))).toMatch(/Viet Nam imposes \d+ measures in force/);
    expect(linkOf(await html('/exporters?q=byd'), '<bdi>BYD</bdi>')).toBe('/tariffs?exporter=byd&affected=CN');
  });

  it('says plainly what may be met, and offers to leave it out', async () => {
    const text = await html('/measures?product=76&on=2026-11-24');
    expect(wordsOf(text)).toContain('What may or may not meet the question: its goods are described in words');
    const choices = choicesOf(text, 'match');
    expect([...choices.keys()].slice(0, 2)).toEqual(['', 'full']);
    expect(choices.get('unclear')).toMatch(/^perhaps: that is unclear \(\d+\)$/);
    expect(wordsOf(await html('/measures?product=76&on=2026-11-24&match=full'))).not.toContain('may be met: the goods');
  });

  it('says on which condition a ban hangs', async () => {
    expect(wordsOf(await html('/bans?imposed_by=EU&affected=US&product=870323&direction=export'))).toContain(
      'only if: exported from the Union and carried through Belarus',
    );
  });

  it('names the company that a ban is on alone', async () => {
    const rows = wordsOf(await html('/bans?imposed_by=CN&affected=AU&product=1003&on=2023-06-01'));
    expect(rows).toMatch(/Australia ?only (?:Emerald Grain|CBH)/);
  });

  it('without a row does not say that there is no such measure in the world', async () => {
    expect(wordsOf(await html('/bans?imposed_by=IS'))).toContain('No measure that is recorded here fits; there may be others.');
  });

  it('says which status is meant where none is asked', async () => {
    expect(choicesOf(await html('/bans'), 'status').get('')).toBe('In force');
    expect(choicesOf(await html('/measures'), 'status').get('')).toBe('Any');
  });

  it.each([
    ['/disputes', 'state', 'resolved', 'state=resolved'],
    ['/disputes', 'party', 'AU', 'party=AU'],
    ['/status-changes', 'status', 'lifted', 'status=lifted'],
    ['/status-changes', 'imposed_by', 'EU', 'imposed_by=EU'],
    ['/status-changes', 'imposed_by', 'FR', 'imposed_by=FR'],
    ['/status-changes', 'dispute', 'jp-cn-seafood', 'dispute=jp-cn-seafood'],
    ['/resolutions', 'method', 'negotiated_settlement', 'method=negotiated_settlement'],
  ])('%s counts by %s', async (path, name, value, query) => {
    const { count } = await ask.json(`${path}.json?${query}&count=true`);
    expect(choicesOf(await html(path), name).get(value)).toMatch(new RegExp(`\\(${count}\\)$`));
    expect(choicesOf(await html(`${path}?${query}`), name).get(value), 'its own filter does not change it').toMatch(
      new RegExp(`\\(${count}\\)$`),
    );
  });

  it('takes a product in words: to its code, or to a choice of codes', async () => {
    const one = await browser('/bans?product=coal&on=2021-01-01');
    expect([one.status, one.headers.get('location')]).toEqual([303, '/bans?product=2701&on=2021-01-01']);
    const several = await html('/bans?product=fish&imposed_by=CN');
    expect(wordsOf(several)).toContain('Which of these is meant?');
    expect(several).toContain('href="/bans?product=03&amp;imposed_by=CN"');
    const area = await browser('/bans?area=fukushima');
    expect([area.status, area.headers.get('location')]).toEqual([303, '/bans?area=JP-07']);
    expect((await browser('/bans?product=xyzzy')).status).toBe(400);
    expect((await browser('/jurisdictions?known_at=nonsense')).status).toBe(400);
    // Data are answered at once, and say what they took.
    expect(await ask.json('/bans.json?product=coal&imposed_by=china&on=2021-01-01')).toMatchObject({
      took: { product: '2701', imposed_by: 'CN' },
    });
    expect(await ask.json('/bans.json?product=2701')).not.toHaveProperty('took');
    const csv = await ask.app.request('/bans.csv?product=coal&imposed_by=china');
    expect([csv.status, csv.headers.get('x-took')]).toEqual([200, 'product=2701; imposed_by=CN']);
    const unclear = await ask.app.request('/bans.json?product=fish');
    expect(unclear.status).toBe(400);
    expect(((await unclear.json()) as { detail: string }).detail).toContain('"fish" may mean 03 (Fish, crustaceans, molluscs), 1604');
  });

  it('keeps a form that is refused as it was filled, and says what is wrong', async () => {
    const answer = await browser('/status-changes?from=2024-13-01&imposed_by=CN');
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('value="2024-13-01"');
    expect(text).toMatch(/<option value="CN" selected/);
    expect(text).toMatch(/<div class="problem" role="alert">.*2024-13-01/);
    expect(text).toMatch(/name="from" value="2024-13-01"[^>]* aria-invalid="true"/);
  });

  it('says what may still be in force, as its end is in doubt', async () => {
    const text = await html('/bans?imposed_by=CN&affected=AU&product=5201&on=2026-11-24');
    expect(wordsOf(text)).toMatch(/0 bans in force.*Perhaps still in force.*Informal ban on Australian cotton/);
    expect(text).toContain('href="/measures/cn-au-cotton');
    expect(wordsOf(await html('/bans?imposed_by=CN&affected=AU&product=8703&on=2026-11-24'))).not.toContain('Perhaps still');
  });

  it('gives the same view as data', async () => {
    const text = await html('/bans?imposed_by=CN&on=2024-10-24');
    const csv = await ask.app.request(linkOf(text, 'CSV'));
    expect(csv.headers.get('x-row-count')).toBe(String(rowLinks(text).length));
    expect((await ask.json(linkOf(text, 'JSON'))).data.map((row) => row.id)).toEqual(rowLinks(text));
    expect(wordsOf(text)).toContain(`${rowLinks(text).length} bans in force`);
  });

  it('has a permalink that stays true, whatever is recorded later', async () => {
    const before = await html('/bans?dispute=jp-cn-seafood&on=2026-11-24');
    const permalink = linkOf(before, 'Permalink');
    const lifted = { status: 'lifted', effective_on: '2026-11-20', unsourced: true };
    expect((await ask.post('/measures/ru-jp-seafood/status-changes', lifted)).status).toBe(201);
    expect(rowLinks(await html(permalink))).toEqual(rowLinks(before));
    expect(rowLinks(await html('/bans?dispute=jp-cn-seafood&on=2026-11-24'))).not.toContain('ru-jp-seafood');
  });

  it('shows each filter in words, with a way to take it off', async () => {
    const text = await html('/tariffs?imposed_by=EU&exporter=byd&product=870380&on=2025-01-01');
    const asked = /<ul class="asked".*?<\/ul>/.exec(text)?.[0] ?? '';
    expect(wordsOf(asked)).toContain('Imposed by: European Union');
    expect(wordsOf(asked)).toContain('Exporter: BYD');
    expect(asked).toContain('href="/tariffs?exporter=byd&amp;product=870380&amp;on=2025-01-01"');
  });

  it('keeps the clocks on the way back to the first page, also where the list has none', async () => {
    const next = await html(linkOf(await html('/sources?limit=5&on=2024-01-01'), 'Next page'));
    const { known_at } = await ask.json('/sources.json');
    expect(linkOf(next, 'First page')).toBe(`/sources?limit=5&on=2024-01-01&known_at=${known_at}`);
  });

  it('offers beside an area only what may be asked with it', async () => {
    for (const [code] of choicesOf(await html('/bans?area=JP-07&status=all'), 'affected'))
      if (code !== '') expect((await browser(`/bans?area=JP-07&status=all&affected=${code}`)).status, code).toBe(200);
  });

  it('goes to the next page and back to the first', async () => {
    const text = await html('/measures?limit=20');
    const next = await html(linkOf(text, 'Next page'));
    expect(rowLinks(next)).toHaveLength(20);
    expect(rowLinks(next).filter((id) => rowLinks(text).includes(id))).toEqual([]);
    // The first page of the same state: what was recorded in between does not show up halfway.
    const first = await html(linkOf(next, 'First page'));
    expect(rowLinks(first).slice(0, 20)).toEqual(rowLinks(text));
  });
});

describe('the clocks', () => {
  it('are on every page, and a page for another day says so loudly', async () => {
    const today = await html('/disputes');
    expect(today).toMatch(/<input type="date" id="clock-on" name="on" value="2026-11-24"\/>/);
    expect(today).not.toContain('class="elsewhen"');
    const then = await html('/disputes?on=2023-08-23&party=JP');
    expect(wordsOf(/<p class="elsewhen">.*?<\/p>/.exec(then)?.[0] ?? '')).toBe('23 August 2023 This is not today. Back to today');
    const ahead = await page('/bans?on=2027-06-01', ask);
    expect(wordsOf(/<p class="elsewhen">.*?<\/p>/.exec(ahead)?.[0] ?? '')).toBe(
      '1 June 2027 This day is yet to come: what stands here was set for it or goes on, and what is decided until then is not in it. Back to today',
    );
    expect(linkOf(then, 'Back to today')).toBe('/disputes?party=JP');
  });

  it('say what was left out where the second one is asked', async () => {
    const { known_at } = await ask.json('/bans.json');
    // What is said of an instant that is over stays so, whether or not something was recorded since.
    const asked = await html(`/bans?known_at=${known_at}`);
    expect(wordsOf(asked)).toContain('What was recorded later is left out.');
    const talks = { type: 'talks', happened_on: '2026-11-23', title: 'Talks', unsourced: true };
    expect((await ask.post('/measures/cn-au-coal/milestones', talks)).status).toBe(201);
    expect(await html(`/bans?known_at=${known_at}`)).toBe(asked);
    const text = wordsOf(asked);
    expect(text).toContain('Today, as we knew it on 24 November 2026 12:00 UTC');
    const elsewhere = known_at.replace('T12:', 'T14:').replace('Z', '%2B02:00');
    expect(wordsOf(await html(`/bans?known_at=${elsewhere}`)), 'the same instant').toContain('as we knew it on 24 November 2026 12:00 UTC');
    expect(wordsOf(await html('/bans?known_at=2030-01-01'))).toContain('Nothing was recorded later: this is what is known now.');
  });

  it('say where the ledger begins, to those who ask what was known before', async () => {
    expect(wordsOf(await html('/bans?known_at=2024-10-24'))).toContain('The ledger of this tracker begins on 24 November 2026');
    expect(wordsOf(await html('/bans?known_at=2026-11-24T11:59:59Z'))).toContain('The ledger of this tracker begins on');
    expect(wordsOf(await html('/bans?known_at=2026-11-24'))).not.toContain('The ledger of this tracker begins on');
  });

  it('carry over to where the page leads, also by way of pages that have no day', async () => {
    const then = 'on=2023-08-23&known_at=2026-12-01';
    for (const path of ['/', '/bans', '/sources', '/exporters', '/docs', '/search?q=wine', '/duty', '/disputes/au-cn-wine']) {
      const text = await html(`${path}${path.includes('?') ? '&' : '?'}${then}`);
      for (const target of ['/tariffs', '/disputes', '/duty', '/sources', '/docs', '/'])
        expect(text, `${path} to ${target}`).toContain(`href="${target}?on=2023-08-23&amp;known_at=2026-12-01"`);
    }
    expect((await ask.app.request('/sources.json?on=2023-08-23')).status, 'no filter of the data').toBe(400);
  });

  it('can be corrected where a page is refused for them', async () => {
    for (const path of ['/?on=2026-02-30', '/measures/cn-au-wine-ad?on=2026-02-30']) {
      const answer = await browser(path);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('<input type="text" id="clock-on" name="on" value="2026-02-30"/>');
    }
  });

  it('keep the filters when the day changes, and begin the list again', async () => {
    const first = await html('/measures?limit=20&status=all');
    const second = await html(linkOf(first, 'Next page'));
    const bar = /<form class="clocks".*?<\/form>/.exec(second)?.[0] ?? '';
    expect(bar).toContain('<input type="hidden" name="status" value="all"/>');
    expect(bar).not.toContain('name="cursor"');
  });
});

describe('text that people write', () => {
  it('stays text, and right-to-left words stay in their place', async () => {
    const title = '<script>alert(1)</script> "quoted" حظر استيراد';
    expect((await ask.post('/measures/cn-au-coal', { title }, {}, 'PATCH')).status).toBe(200);
    for (const path of ['/bans?status=all&limit=500', '/measures?q=quoted', '/status-changes?measure=cn-au-coal', '/search?q=quoted']) {
      const text = await html(path);
      expect(text).not.toMatch(/<script/i);
      expect(text, path).toContain('<bdi>&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&quot; حظر استيراد</bdi>');
    }
  });
});

describe('ways on from a list', () => {
  it('lead from words that no title has to the search', async () => {
    const none = await page('/measures?q=australian+wine+tariff+china&on=2024-01-01', ask);
    expect(none).toContain('<a href="/search?q=australian%20wine%20tariff%20china&amp;on=2024-01-01">');
    for (const path of ['/measures?q=nothing', '/measures?q=australian+wine', '/sources?q=no+such+words'])
      expect(await page(path, ask), path).not.toContain('Search for what meets');
  });

  it('lead from tariffs to what they charge, with the same filters', async () => {
    const tariffs = await page('/tariffs?affected=CN&imposed_by=EU&lifting_agreed=false', ask);
    expect(tariffs).toContain('<a href="/rates?affected=CN&amp;imposed_by=EU">What they charge, rate by rate</a>');
    expect(await page('/bans', ask)).not.toContain('rate by rate');
  });
});

it('changes lead to those that are to come, the next first, and to those up to today, with the same filters', async () => {
  const text = await html('/status-changes?imposed_by=CN&what=rates');
  expect(linkOf(text, 'What is to come, the next first')).toBe('/status-changes?imposed_by=CN&what=rates&from=2026-11-25&order=earliest');
  expect(linkOf(text, 'What has changed up to today')).toBe('/status-changes?imposed_by=CN&what=rates&to=2026-11-24');
  // Who asked for some days or an order knows which.
  for (const path of ['/status-changes?from=2026-11-25', '/status-changes?order=earliest', '/status-changes?by=recorded', '/bans'])
    expect(await html(path), path).not.toContain('the next first');
});

it('changes in another order lead to the feed and the calendar that the same ones have', async () => {
  const text = await html('/status-changes?from=2026-11-25&order=earliest');
  for (const words of ['Watch: feed', 'Watch: calendar']) {
    const answer = await ask.app.request(linkOf(text, words));
    expect(answer.status, words).toBe(200);
  }
});

it('changes by the day of recording say when each was recorded, and by whom', async () => {
  const recorded = wordsOf(await html('/status-changes?by=recorded'));
  expect(recorded).toMatch(/Recorded\S*/);
  expect(recorded).toContain('by bundled dataset');
  expect(wordsOf(await html('/status-changes'))).not.toContain('by bundled dataset');
});
