import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ukAnswer } from '../support/official.ts';
import { violationsOf } from './axe.ts';
import { type Browsing, browsing, type Window } from './browsing.ts';
import { HANDS, type Hand } from './hands.ts';

let web: Browsing;
let window: Window;
let page: Page;
beforeAll(async () => {
  web = await browsing();
});
beforeEach(async () => {
  window = await web.window();
  page = window.page;
  await page.goto('/');
});
afterEach(async () => {
  expect(window.faults).toEqual([]);
  await window.context.close();
});
afterAll(() => web.close());

const main = () => page.getByRole('main');
const link = (name: string | RegExp) => page.getByRole('link', { name, exact: true });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const menu = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });

/** Presses something that leads to another page, and waits for it. */
async function follow(hand: Hand, target: Locator): Promise<void> {
  const arrived = page.waitForEvent('load');
  await hand.press(page, target);
  await arrived;
}

/** Which measure each way of working records something about, so that neither stands in the way of the other. */
const MEASURES: Readonly<Record<string, { id: string; title: string }>> = {
  'by mouse': { id: 'cn-jp-aquatic-2025', title: 'Renewed suspension of Japanese aquatic products' },
  'by keyboard alone': { id: 'cn-us-drones-2026', title: 'Stricter control of drone-related exports to the United States' },
};

describe.each(HANDS)('$name', (hand) => {
  it('finds the bans of China on Japan, and downloads them as a CSV', async () => {
    await follow(hand, menu('Bans'));
    await hand.choose(page, page.getByLabel('Imposed by'), 'China');
    await hand.choose(page, page.getByLabel('Affects'), 'Japan');
    await follow(hand, button('Show'));
    expect(new URL(page.url()).search).toBe('?imposed_by=CN&affected=JP');
    expect(await main().getByRole('link', { name: 'Renewed suspension of Japanese aquatic products', exact: true }).count()).toBe(1);

    const [download, answer] = await Promise.all([
      page.waitForEvent('download'),
      page.waitForResponse((response) => response.url().includes('/bans.csv')),
      hand.press(page, link('CSV')),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    const [header = [], ...rows] = parse(text) as string[][];
    expect(header.slice(0, 4)).toEqual(['id', 'kind', 'type', 'title']);
    expect(rows.map((row) => row[header.indexOf('imposed_by')])).toEqual(rows.map(() => 'CN'));
    expect(rows.map((row) => row[0])).toContain('cn-jp-aquatic-2025');
    expect(await answer.headerValue('x-row-count')).toBe(String(rows.length));
    expect(download.suggestedFilename()).toMatch(/^bans.*\.csv$/);
    expect(rows.map((row) => row[0])).toEqual(await web.ids('/bans.json?imposed_by=CN&affected=JP'));
  });

  it('travels to the day before China banned Japanese seafood, and to a day after', async () => {
    const ban = () => main().getByRole('link', { name: 'Ban on all Japanese aquatic products', exact: true });
    await follow(hand, menu('Bans'));
    for (const [day, words, there] of [
      ['2023-08-23', '23 August 2023', 0],
      ['2023-08-25', '25 August 2023', 1],
    ] as const) {
      await hand.setDay(page, page.getByLabel('The world on'), day);
      await follow(hand, button('Go'));
      expect(await page.getByRole('search', { name: 'Time travel' }).textContent()).toContain(words);
      expect(new URL(page.url()).searchParams.get('on')).toBe(day);
      expect(await main().getByRole('row').count()).toBeGreaterThan(1);
      expect(await ban().count()).toBe(there);
    }
    await follow(hand, link('Back to today'));
    expect(new URL(page.url()).searchParams.get('on')).toBeNull();
  });

  it('signs in, records a change after a preview, corrects it, and signs out', async () => {
    const { id, title } = MEASURES[hand.name] ?? { id: '', title: '' };
    const row = (entry: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: new RegExp(`^#${entry} `) }) });
    const newest = () => new RegExp(`/measures/${id}#entry-(\\d+)$`).exec(page.url())?.[1] ?? '';
    await follow(hand, menu('Bans'));
    await hand.choose(page, page.getByLabel('Imposed by'), 'China');
    await follow(hand, button('Show'));
    await follow(hand, main().getByRole('link', { name: title, exact: true }));
    await follow(hand, link('Sign in'));
    await hand.write(page, page.getByLabel('Token'), web.token);
    await follow(hand, button('Sign in'));
    expect(await page.getByRole('banner').textContent()).toContain('desk');
    expect(new URL(page.url()).pathname).toBe(`/measures/${id}`);

    await follow(hand, link('Record a change'));
    await hand.write(page, page.getByLabel('First day', { exact: true }), '2026-12-15');
    await hand.choose(page, page.getByLabel('Status'), 'Suspended');
    await hand.tick(page, page.getByLabel('There is no source, and the entry says so'));
    await follow(hand, button('Show what would change'));
    const preview = page.getByRole('region', { name: 'What would change' });
    expect(await preview.textContent()).toMatch(/15 December 2026.*(?:in force|partially lifted).*suspended/);
    // Who works with the keyboard goes on from it, and not from the top of the page.
    expect(await page.evaluate("document.activeElement.getAttribute('aria-labelledby')")).toBe('preview');
    const before = (await web.json<{ ledger: object[] }>(`/measures/${id}.json`)).ledger.length;
    await follow(hand, button('Record'));
    const recorded = newest();
    expect(await row(recorded).textContent()).toMatch(/suspended.*15 December 2026.*by desk/);
    expect((await web.json<{ ledger: object[] }>(`/measures/${id}.json`)).ledger.length).toBe(before + 1);

    await follow(hand, link(`Correct entry ${recorded}`));
    await hand.write(page, page.getByLabel('Reason'), 'The notice gives another day.');
    await hand.write(page, page.getByLabel('First day', { exact: true }), '2026-12-20');
    await follow(hand, button('Show what would change'));
    expect(await preview.textContent()).toContain('20 December 2026');
    await follow(hand, button('Record'));
    const correction = newest();
    expect(correction).not.toBe(recorded);
    expect(await row(recorded).locator('del').textContent()).toContain('suspended');
    expect(await row(correction).textContent()).toMatch(/20 December 2026/);
    const { statuses } = await web.json<{ statuses: { status: string; from: string }[] }>(`/measures/${id}.json`);
    expect(JSON.stringify(statuses)).toContain('2026-12-20');
    expect(JSON.stringify(statuses)).not.toContain('2026-12-15');

    await follow(hand, button('Sign out'));
    await page.goto(`/measures/${id}/record`);
    expect(await page.getByLabel('Token').count()).toBe(1);
  });

  it('shows what an official document says, and proposes it', async () => {
    // Each way of working has its own, of another act.
    const act = hand.name === 'by mouse' ? 'C0001111' : 'C0002222';
    const content = ukAnswer(hand.name === 'by mouse' ? '8516797010' : '8516711000', [
      { type: '552', duty: '12.40 %', act },
      { type: '142', series: 'C', area: 'KR', duty: '0.00 %' },
    ]);
    await page.goto('/sign-in?back=/import');
    await hand.write(page, page.getByLabel('Token'), web.token);
    await follow(hand, main().getByRole('button', { name: 'Sign in' }));
    expect(await violationsOf(page)).toEqual([]);

    const chooser = page.waitForEvent('filechooser');
    await hand.press(page, page.getByLabel('Document', { exact: true }));
    await (await chooser).setFiles({ name: 'answer.json', mimeType: 'application/json', buffer: Buffer.from(content) });
    await hand.choose(page, page.getByLabel('What it is', { exact: true }), 'a commodity of the UK');
    await follow(hand, button('Show what it says'));
    expect(await main().textContent()).toMatch(/answer\.json.*entries of the ledger/);
    expect(await main().textContent()).toContain('a preference, which is no measure of a dispute');
    expect(await main().getByRole('row').filter({ hasText: '12.40%' }).count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);

    await follow(hand, button('Propose this'));
    expect(new URL(page.url()).pathname).toMatch(/^\/proposals\/\d+$/);
    expect(await main().textContent()).toContain('waits for a review');
    expect(await main().textContent()).toContain('a preference, which is no measure of a dispute');
    // Nothing is recorded by it.
    expect(await web.ids('/measures.json?imposed_by=GB&limit=500')).not.toContain(`gb-anti-dumping-${act.toLowerCase()}`);
  });

  it('adds a dispute, a measure to it with rates, and corrects an entry', async () => {
    // Each way of working adds its own.
    const name = `Apples ${hand.name}`;
    const preview = page.getByRole('region', { name: 'What would change' });
    const show = () => follow(hand, button('Show what would change'));
    await page.goto('/sign-in?back=/disputes');
    await hand.write(page, page.getByLabel('Token'), web.token);
    await follow(hand, main().getByRole('button', { name: 'Sign in' }));

    await follow(hand, link('Add a dispute'));
    await hand.write(page, page.getByLabel('Title'), name);
    await hand.write(page, page.getByLabel('Who takes part'), 'New Zealand; South Korea');
    await show();
    expect(await preview.textContent()).toContain('New Zealand; Korea, Republic of');
    await follow(hand, button('Record'));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(name);

    await follow(hand, link('Add a measure'));
    await hand.choose(page, page.getByLabel('Kind', { exact: true }), 'Tariff');
    await hand.choose(page, page.getByLabel('Type'), 'Safeguard');
    await hand.write(page, page.getByLabel('Imposed by'), 'Atlantis');
    await hand.write(page, page.getByLabel('Title', { exact: true }), `Safeguard on ${name}`);
    await hand.write(page, page.getByLabel('HS codes', { exact: true }), '0808.10');
    await hand.write(page, page.getByLabel('Countries or areas', { exact: true }), 'New Zealand');
    await hand.choose(page, page.getByLabel('Status'), 'In force');
    await hand.write(page, page.getByLabel('Rates, one a line'), '45% | | New Zealand');
    await hand.tick(page, page.getByLabel('There is no source, and the entry says so'));
    await show();
    // What is typed stays, and the problem leads to its field.
    const wrong = page.getByRole('alert').getByRole('link', { name: /Imposed by/ });
    await hand.press(page, wrong);
    await hand.write(page, page.getByLabel('Imposed by'), 'South Korea');
    await show();
    expect(await violationsOf(page)).toEqual([]);
    expect(await preview.textContent()).toMatch(/Imposed byKorea, Republic of.*45%.*In force/);
    await follow(hand, button('Record'));
    expect(await main().textContent()).toContain('45%');

    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /rate table/ }) });
    await follow(hand, row.getByRole('link', { name: /^Correct/ }));
    await hand.write(page, page.getByLabel('Reason'), 'A misprint.');
    await hand.write(page, page.getByLabel('Rates, one a line'), '54% | | New Zealand');
    await show();
    expect(await preview.textContent()).toContain('54%');
    await follow(hand, button('Record'));
    expect(await row.first().locator('del').textContent()).toContain('45%');
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const { state } = await web.json<{ state: { rate_summary: string } }>(`/measures/${id}.json`);
    expect(state.rate_summary).toBe('54%');

    // Who goes back sees what was sent, and records nothing twice.
    const there = page.url();
    await page.goBack();
    expect(await page.getByLabel('Reason').inputValue()).toBe('A misprint.');
    await follow(hand, button('Record'));
    expect(page.url()).toBe(there);
  });
});
