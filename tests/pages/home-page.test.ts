import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { STYLESHEET } from '../../src/pages/assets.ts';
import { countryShape, landPath, MAP_HEIGHT, MAP_WIDTH, unionShape } from '../../src/pages/charts/world-map.tsx';
import { createApp } from '../../src/server/app.ts';
import { type Asking, asking } from '../server/asking.ts';
import { Browser } from '../server/browsing.ts';
import { page, wordsOf } from '../server/page.ts';
import { putRows, SMALL_REGISTER, testTracker } from '../support/database.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());
const html = (path: string) => page(path, ask);

describe('the first page', () => {
  it('counts what is in force, what is agreed and what is scheduled', async () => {
    const text = wordsOf(await html('/?on=2024-10-24'));
    const bans = (await ask.json('/bans.json?on=2024-10-24&count=true')).count;
    const tariffs = (await ask.json('/tariffs.json?on=2024-10-24&count=true')).count;
    const agreed = (await ask.json('/measures.json?on=2024-10-24&status=active&lifting_agreed=true&count=true')).count;
    expect(agreed).toBeGreaterThan(0);
    for (const words of [`${bans} bans in force`, `${tariffs} tariffs in force`, `${agreed} to be lifted or eased: agreed, not yet done`])
      expect(text).toContain(words);
  });

  it('has each name of the map within it, in a font of wide letters too', async () => {
    const svg = await (await ask.app.request('/restrictions.svg?on=2026-11-24')).text();
    for (const [room, wide] of [
      ['wide', 8.8],
      ['narrow', 20.4],
    ] as const) {
      const names = /<g class="ROOM">(.*?)<\/g>/.source.replace('ROOM', room);
      const placed = [...(new RegExp(names, 's').exec(svg)?.[1] ?? '').matchAll(/<text x="(\d+)" y="\d+">([^<]+)</g)];
      expect(placed.length).toBeGreaterThan(10);
      const cut = placed.filter(([, x, name = '']) => Number(x) + (name.length * wide) / 2 > 960 || Number(x) < (name.length * wide) / 2);
      expect(cut.map(([, , name]) => name)).toEqual([]);
    }
  });

  it('shows who restricts whom as a picture and as a matrix, whose numbers are those of the lists', async () => {
    const text = await html('/?on=2024-10-24');
    expect(text).toContain('<img src="/restrictions.svg?on=2024-10-24"');
    const matrix = /<table class="matrix">.*?<\/table>/.exec(text)?.[0] ?? '';
    const cells = [...matrix.matchAll(/href="(\/measures[^"]*affected=[^"]*)">(\d+)</g)];
    expect(cells.length).toBeGreaterThan(10);
    for (const [, path = '', number] of cells.slice(0, 5).concat(cells.slice(-5))) {
      const { count } = await ask.json(path.replaceAll('&amp;', '&').replace('?', '.json?').concat('&count=true'));
      expect(`${path} ${count}`).toBe(`${path} ${number}`);
    }
    const everyone = await html('/restrictions?on=2024-10-24');
    for (const [, anchor = ''] of matrix.matchAll(/href="\/restrictions\?on=2024-10-24#([\w-]+)"/g))
      expect(everyone).toContain(`id="${anchor}"`);
  });

  it.each([
    ['the bundled disputes', '/'],
    ['the bundled disputes, with all clocks fixed', '/?on=2025-06-01&announced_by=2026-11-01&known_at=2026-11-24T12:00:00Z'],
  ])('weighs less than 60 kB with %s, uncompressed', async (_what, path) => {
    expect(Buffer.byteLength(await html(path))).toBeLessThan(60_000);
  });

  it('weighs less than 60 kB whatever the database holds', async () => {
    const full = await asking();
    try {
      const long = 'a “long” & quoted name '.repeat(200);
      for (let index = 0; index < 45; index += 1) {
        const source = { id: `long-${index}`, publisher: long, title: long, url: `https://example.org/${'a'.repeat(1900)}`, kind: 'press' };
        const provenance = { sources: [source.id], doubt: long };
        expect((await full.post('/sources', source)).status).toBe(201);
        expect((await full.post('/disputes', { id: `long-${index}-dispute`, title: long })).status).toBe(201);
        const answer = await full.post('/measures', {
          ...{ id: `long-${index}`, kind: 'tariff', type: 'additional', title: long, dispute: `long-${index}-dispute` },
          imposed_by: ['JP', 'AU', 'NZ', 'CH', 'NO', 'ZA', 'AR', 'TH', 'VN'][index % 9],
          coverage: { effective_on: '2026-11-23', scopes: [{ partners: ['CN', 'US', 'DE', 'FR', 'BR'] }], ...provenance },
          rate_tables: [
            { effective_on: '2026-11-23', rates: [{ expression: '10%' }], ...provenance },
            { effective_on: '2026-12-23', rates: [{ expression: '20%' }], ...provenance },
          ],
          status_changes: [
            { status: 'in_force', effective_on: '2026-11-23', ...provenance },
            { status: 'suspended', effective_on: '2027-01-23', ...provenance },
          ],
        });
        expect(answer.status, await answer.text()).toBe(201);
      }
      const path = '/?on=2026-11-24&announced_by=2026-11-24&known_at=2026-11-24T13:00:00.000Z';
      const text = await page(path, full);
      expect(text).toContain('long-44');
      expect(Buffer.byteLength(text)).toBeLessThan(60_000);
    } finally {
      await full.close();
    }
  });

  it('says of a ledger in which no measure has a status how to begin, to each as far as they may record', async () => {
    const own = await asking({}, testTracker, false);
    try {
      const { tracker } = own;
      await putRows(own, SMALL_REGISTER);
      const { token } = await createToken(tracker, 'test', 'ann', 'contributor');
      const stranger = await page('/', own);
      expect(wordsOf(stranger)).toContain('No measure has a status here yet. To begin, sign in with a token');
      expect(stranger).not.toContain('href="/add/');
      const editor = await (await new Browser(own).signIn(own.token)).page('/');
      expect(wordsOf(editor)).toContain(
        'Begin with a dispute, then a measure of it with what it covers and its status; or take a sheet of many.',
      );
      for (const path of ['/add/dispute', '/add/measure', '/import']) expect(editor).toContain(`href="${path}"`);
      const contributor = await (await new Browser(own).signIn(token)).page('/');
      expect(wordsOf(contributor)).toContain('Propose, for an editor to accept, a dispute, then a measure');
      const shown = createApp(tracker, { readOnly: true });
      expect(wordsOf(await page('/', { ...own, app: shown }))).toContain(
        'No measure has a status here yet, and this server records nothing.',
      );
      expect(wordsOf(await page('/?known_at=2020-01-01', own))).not.toContain('No measure has a status');
      const begun = await own.post('/measures', {
        ...{ id: 'cn-x', kind: 'ban', type: 'import_ban', title: 'x', imposed_by: 'CN' },
        status_changes: [{ status: 'threatened', effective_on: '2026-11-01', unsourced: true }],
      });
      expect(begun.status, await begun.text()).toBe(201);
      expect(wordsOf(await page('/', own))).not.toContain('No measure has a status');
    } finally {
      await own.close();
    }
    for (const path of ['/?on=1901-01-01', '/?on=2070-01-01', '/?announced_by=1901-01-01'])
      expect(wordsOf(await html(path))).not.toContain('No measure has a status');
  });

  it('says of each count how many of them are in doubt, and how many more may be in force', async () => {
    for (const on of ['2026-11-24', '2019-01-01']) {
      const text = wordsOf(await html(`/?on=${on}`));
      const answer = await ask.app.request(`/?on=${on}`, { headers: { accept: 'application/json' } });
      const overview = (await answer.json()) as Record<string, unknown>;
      for (const list of ['bans', 'tariffs']) {
        const { count, in_doubt = [] } = await ask.json<{ count: number; in_doubt?: unknown[] }>(`/${list}.json?on=${on}&count=true`);
        expect([overview[list], overview[`${list}_in_doubt`]]).toEqual([count, in_doubt.length]);
        const doubtful = Number(overview[`${list}_doubtful`]);
        const words = [doubtful > 0 && `, ${doubtful} of them in doubt`, in_doubt.length > 0 && `, and perhaps ${in_doubt.length} more`];
        expect(text).toContain(`${count} ${list} in force${words.filter(Boolean).join('')}`);
      }
    }
    expect(wordsOf(await html('/?on=2026-11-24'))).toMatch(/bans in force, \d+ of them in doubt, and perhaps \d+ more/);
  });

  it('says of changes to come that they are many, where it does not count them all', async () => {
    const text = wordsOf(await html('/?on=2010-01-01'));
    expect(text).toMatch(/\d or more changes to come/);
    expect(text).toContain('All changes to come');
    expect(wordsOf(await html('/?on=2026-11-24'))).toMatch(/\d changes to come/);
  });

  it('draws who restricts whom, with the same as a table', async () => {
    const text = await html('/restrictions?on=2024-10-24');
    const map = /<svg class="world".*?<\/svg>/.exec(text)?.[0] ?? '';
    const { restrictions } = await ask.json<{
      restrictions: { imposed_by: string; affected: string; bans: number; tariffs: number }[];
    }>('/restrictions.json?on=2024-10-24');
    const imposes = restrictions.filter((one) => one.imposed_by === 'CN' && one.affected !== '*').length;
    const everybody = restrictions.some((one) => one.imposed_by === 'CN' && one.affected === '*');
    const affected = restrictions.filter((one) => one.affected === 'CN').length;
    expect(map).toContain(
      `<title>China restricts ${imposes} economies${everybody ? ' and everybody' : ''} and is restricted by ${affected}</title>`,
    );
    expect(map).toContain('href="/measures?on=2024-10-24&amp;imposed_by=CN&amp;status=active"');
    // Liechtenstein is too small for the map.
    const drawn = restrictions.filter((one) => !['*', 'LI', one.imposed_by].includes(one.affected)).length;
    expect((map.match(/class="line"/g) ?? []).length).toBe(Math.min(drawn, 60));
    const tables = text.slice(text.indexOf('</figure>'));
    expect((tables.match(/<tr><th scope="row">/g) ?? []).length).toBe(restrictions.length);
    const china = tables.slice(tables.indexOf('<summary>China '), tables.indexOf('</details>', tables.indexOf('<summary>China ')));
    expect(wordsOf(china)).toMatch(new RegExp(`^China ${everybody ? 'everybody and ' : ''}${imposes} economies`));
    expect(china).toContain('<div id="by-cn">');
  });

  it('says of a change that it is in doubt, and of one that is from memory', async () => {
    const status = { status: 'suspended', effective_on: '2026-11-20', until_on: '2027-02-01', unsourced: true };
    const path = '/measures/cn-jp-aquatic-2025/status-changes';
    expect((await ask.post(path, { ...status, doubt: 'a rumour', confidence: 'recalled' })).status).toBe(201);
    const text = await html('/?on=2026-11-24');
    const lately = text.slice(text.indexOf('id="lately"'), text.indexOf('id="next"'));
    expect(lately).toContain('title="a rumour"> doubtful');
    expect(wordsOf(lately)).toContain('from memory, not verified');
  });

  it('draws a union with the members that it had on the day', async () => {
    const answer = await ask.post('/measures', {
      id: 'example-eu-ban',
      kind: 'ban',
      type: 'import_ban',
      title: 'Example: a ban by the union',
      imposed_by: 'EU',
      coverage: { effective_on: '2019-01-01', scopes: [{ partners: ['CN'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2019-01-01', unsourced: true }],
    });
    expect(answer.status).toBe(201);
    const union = async (on: string): Promise<string> =>
      /<path class="economy[^"]*" d="([^"]*)"><title>European Union/.exec(await html(`/restrictions?on=${on}`))?.[1] ?? 'no union';
    const before = await union('2019-06-01');
    const after = await union('2024-06-01');
    expect(before.length).toBeGreaterThan(after.length);
    expect(after).toMatch(/^M\d+ \d+l/);
  });

  it('says when it shows another day, and what came by itself', async () => {
    const text = wordsOf(await html('/'));
    expect(text.slice(text.indexOf('What comes next'))).toContain('comes by itself');
    expect(wordsOf(await html('/?on=2023-08-23'))).toContain('23 August 2023 This is not today.');
    const refused = await ask.app.request('/?on=2026-02-30', { headers: { accept: 'text/html' } });
    expect(wordsOf(await refused.text())).toContain('“2026-02-30” This is no day.');
  });

  it('shows a rate that is to change while its status stays', async () => {
    const answer = await ask.app.request('/?on=2024-10-01', { headers: { accept: 'application/json' } });
    const { upcoming_rates } = (await answer.json()) as { upcoming_rates: { measure: string; effective_on: string }[] };
    expect(upcoming_rates).toContainEqual(
      expect.objectContaining({
        measure: 'eu-cn-bev-cvd',
        effective_on: '2024-10-30',
        rate_before: '17.4%–37.6% (determined, not collected in the end)',
        rate_after: '7.8%–35.3%',
      }),
    );
    expect(upcoming_rates.map(({ effective_on }) => effective_on)).toEqual(upcoming_rates.map(({ effective_on }) => effective_on).sort());
    // By its own terms: what was freed for a year pays again.
    const today = await html('/');
    expect(wordsOf(today.slice(today.indexOf('Rates that change')))).toContain(
      "9 April 2027 0% for some no more comes by itselfCanada's surtax on US cars",
    );
    expect(wordsOf(today)).toContain('25% → 30%–50% doubtfulSection 232 duty on timber');
    // What is covered changes too, and by which rules: of what is to come, all is counted but rates, which have a list of their own.
    const toCome = async (what: string) =>
      (await ask.json<{ count: number }>(`/status-changes.json?what=${what}&from=2026-11-25&limit=1&count=true`)).count;
    const all = await toCome('status,coverage,rules');
    expect(await toCome('status')).toBeLessThan(await toCome('status,coverage'));
    expect(await toCome('rules')).toBe(all - (await toCome('status,coverage')));
    expect(await toCome('rules')).toBeGreaterThan(0);
    expect(today).toContain(`>All ${all}</a>`);
    // There are more than the first page shows: they are a step away, the next ones first.
    expect(today).toMatch(/<a href="\/status-changes\?what=status,coverage,rules&amp;from=2026-11-\d\d&amp;order=earliest">All \d+<\/a>/);
    expect(today).toMatch(/<a href="\/status-changes\?what=rates&amp;from=2026-11-\d\d&amp;order=earliest">All rates that change<\/a>/);
  });

  it('weighs little: with its stylesheet under 60 kB over the wire', async () => {
    const bytes = gzipSync(await html('/')).length + gzipSync(STYLESHEET).length;
    expect(bytes).toBeLessThan(60_000);
  });

  it('is compressed for those who take that, and so is the stylesheet', async () => {
    const encoding = async (path: string, accept = 'text/html') =>
      (await ask.app.request(path, { headers: { accept, 'accept-encoding': 'gzip' } })).headers.get('content-encoding');
    expect(await encoding('/')).toBe('gzip');
    expect(await encoding('/style.css', 'text/css')).toBe('gzip');
  });
});

describe('search', () => {
  it('leads to economies, products, disputes, measures and companies', async () => {
    const wine = await html('/search?q=wine');
    expect(wine).toContain('href="/measures?product=2204&amp;status=active"');
    expect(wine).toContain('href="/disputes/au-cn-wine"');
    expect(wine).toContain('href="/measures/cn-au-wine-ad"');
    expect(await html('/search?q=japan&on=2024-10-24')).toContain('href="/measures?on=2024-10-24&amp;affected=JP&amp;status=active"');
    expect(await html('/search?q=hokkaido')).toContain('href="/measures?area=JP-01&amp;status=active"');
    const wineOfTwo = await html('/search?q=australian+wine+china&on=2024-03-01');
    expect(wineOfTwo).toContain(
      'href="/duty?on=2024-03-01&amp;importer=CN&amp;origin=AU&amp;product=2204#answer">into China from Australia</a>',
    );
    expect(await html('/search?q=wine+china')).not.toContain('What a shipment');
    // Of goods and one place both are asked together, of several places nobody knows of which.
    const together = '<a href="/measures?affected=MX&amp;product=0702&amp;status=active">those on Mexico</a>';
    expect(await html('/search?q=mexican+tomatoes')).toContain(together);
    expect(await html('/search?q=hokkaido+fish')).toContain(
      'href="/measures?area=JP-01&amp;product=03&amp;status=active">those on Hokkaido',
    );
    for (const q of ['tomatoes', 'china+mexico+tomatoes']) expect(await html(`/search?q=${q}`)).not.toContain('>those on ');
    expect(await html('/search?q=byd')).toContain('href="/tariffs?exporter=byd&amp;affected=CN"');
  });

  it('says what may help where nothing is found, as text', async () => {
    const text = await html('/search?q=%3Cscript%3E%22qqq');
    expect(text).not.toContain('<script');
    expect(wordsOf(text)).toContain('Nothing is called “<script>"qqq”');
  });

  it('says once what nothing that was found meets, and of each what it lacks where that differs', async () => {
    const text = await html('/search?q=wine+zebra+china');
    expect(wordsOf(text)).toContain('None of them meets “zebra”.');
    expect(wordsOf(text)).not.toContain('not met:');
    expect(wordsOf(await html('/search?q=no+such+words'))).toContain('What each does not meet:');
  });

  it('leads to the same search with a word that was misspelt put right', async () => {
    const text = await html('/search?q=seafod+fukushima&on=2024-03-01');
    expect(wordsOf(text)).toContain('Nothing here is called “seafod”: did you mean seafood?');
    expect(text).toContain('href="/search?on=2024-03-01&amp;q=seafood%20fukushima"');
  });

  it('is the box alone without words', async () => {
    expect(await html('/search')).toMatch(/<input type="search" id="find-words" name="q" value=""/);
    expect((await ask.app.request('/search.json')).status).toBe(400);
  });
});

describe('the outlines of the world', () => {
  it('of who has territories is its own land with theirs, and begins its lines there', async () => {
    const map = await (await ask.app.request('/restrictions.svg?on=2026-11-24')).text();
    const [mainland, all] = [countryShape('US'), unionShape(['US', 'PR'])];
    expect([all?.x, all?.y]).toEqual([mainland?.x, mainland?.y]);
    const drawn = /<path class="economy [^"]*" d="([^"]*)"><title>United States /.exec(map)?.[1] ?? '';
    expect(drawn.length).toBeGreaterThanOrEqual(mainland?.path.length ?? Infinity);
    expect(map).toContain(`d="M${mainland?.x} ${mainland?.y}Q`);
  });

  it('lie within the map, in whole pixels', () => {
    for (const code of ['CN', 'US', 'AU', 'NZ', 'BR', 'NO', 'HK', 'SG']) {
      const shape = countryShape(code);
      expect(shape?.path, code).toMatch(/^M\d+ \d+[la]/);
      expect(shape?.x).toBeGreaterThan(0);
      expect(shape?.x).toBeLessThan(MAP_WIDTH);
      expect(shape?.y).toBeGreaterThan(0);
      expect(shape?.y).toBeLessThan(MAP_HEIGHT);
    }
    expect(landPath().length).toBeLessThan(25_000);
  });

  it('know what they do not have', () => {
    expect(countryShape('MT')).toBeNull();
    expect(unionShape(['QQ'])).toBeNull();
  });

  it('end a line to France in Europe', () => {
    const [france, germany] = [countryShape('FR'), countryShape('DE')];
    expect(Math.abs((france?.x ?? 0) - (germany?.x ?? 0))).toBeLessThan(40);
  });
});
