import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEASURE_TYPES, STATUSES } from '../../src/domain/vocabulary.ts';
import { readCoverage } from '../../src/lookups/coverage.ts';
import { definiteClocks } from '../../src/lookups/tracker.ts';
import { words } from '../../src/pages/parts/words.ts';
import { prose, sectionsOf } from '../../src/pages/prose.tsx';
import { type Reading, reading } from '../server/asking.ts';
import { page, wordsOf } from '../server/page.ts';

let ask: Reading;
beforeAll(async () => {
  ask = await reading();
});
afterAll(() => ask.close());

/** What the cells of a row of the counted table say. */
const rowOf = (html: string, economy: string): string[] => {
  const row = new RegExp(`<tr><th scope="row"><a href="[^"]+">${economy}</a></th>(.*?)</tr>`, 's').exec(html)?.[1] ?? '';
  return [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => wordsOf(cell));
};

describe('the page about the data', () => {
  it('counts what is recorded, as lists do', async () => {
    const html = await page('/about', ask);
    const count = async (path: string) => (await ask.json(`${path}&count=true&limit=1`)).count;
    const measures = await count('/measures.json?status=all');
    const disputes = await count('/disputes.json?on=2026-11-24');
    expect(wordsOf(html)).toContain(`${measures?.toLocaleString('en')} measures in ${disputes} disputes`);
    const [bans, tariffs, active] = rowOf(html, 'China');
    expect([Number(bans), Number(tariffs), Number(active)]).toEqual([
      (await ask.ids('/bans.json?status=all&imposed_by=CN&limit=500')).length,
      (await ask.ids('/tariffs.json?status=all&imposed_by=CN&limit=500')).length,
      await count('/measures.json?status=active&imposed_by=CN'),
    ]);
    const { economies } = await readCoverage(ask.tracker, await definiteClocks(ask.tracker, {}));
    for (const { bans, tariffs, official, reported, uncited, types } of economies ?? []) {
      expect(official + reported + uncited).toBe(bans + tariffs);
      expect(types.reduce((sum, [, n]) => sum + n, 0)).toBe(bans + tariffs);
    }
  });

  it('counts as of its clocks, and tells nothing of what came later', async () => {
    const then = await page('/about?announced_by=2019-01-01', ask);
    const now = await page('/about', ask);
    expect(rowOf(then, 'Canada')).not.toEqual(rowOf(now, 'Canada'));
    const later = ['Where sources contradict each other', 'Coverage by economy and authority', 'truce'];
    for (const words of later) expect(now).toContain(words);
    for (const words of later) expect(then).not.toContain(words);
  });

  it('leaves out the counting where there is too much to count', async () => {
    const clocks = await definiteClocks(ask.tracker, {});
    expect(await readCoverage(ask.tracker, clocks, 10)).toMatchObject({ economies: null, disputes: expect.any(Number) });
  });

  it('says what each status and each type means, once', async () => {
    const html = await page('/about', ask);
    for (const word of [...STATUSES, ...MEASURE_TYPES]) expect(html.split(`<dt>${words(word)}</dt>`), word).toHaveLength(2);
  });

  it('shows the prose of DATA.md, with its tables, lists and code, and no marks of Markdown', async () => {
    const html = await page('/about', ask);
    const text = wordsOf(html);
    for (const heading of [
      'How the data are made',
      'How far to trust it',
      'Coverage by time',
      'Licence',
      'Least certain',
      'What is verified, and where not',
      'How often it was wrong',
    ]) {
      const first = prose(heading).lines.find((line) => line !== '') ?? '';
      const plain = first.replace(/^(?:\* |\d+\. )/, '').replace(/[`*]|\]\([^)]*\)|\[/g, '');
      expect(text).toContain(plain);
    }
    expect(html).toContain('<code>read_as</code>');
    expect(html).toContain('<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>');
    const main = (/<main.*<\/main>/s.exec(html)?.[0] ?? '').replace(/<pre>.*?<\/pre>/gs, '');
    expect(wordsOf(main)).not.toMatch(/\*\*|`|\]\(|\| ---/);
    // An empty first cell goes on from the one above, for who hears a row alone.
    expect(html).not.toContain('<th scope="row"></th>');
  });

  it('is led to from every page, and by crawlers’ and assistants’ lists', async () => {
    expect(await page('/bans', ask)).toContain('href="/about"');
    for (const path of ['/sitemap.xml', '/llms.txt']) expect(await (await ask.app.request(path)).text()).toContain('/about');
  });

  it('says which heading is lost', () => {
    expect(() => prose('No such heading')).toThrow('DATA.md has lost the heading "No such heading"');
    const found = sectionsOf(readFileSync('DATA.md', 'utf8'));
    expect(new Set(found.map(({ heading }) => heading)).size).toBe(found.length);
  });
});
