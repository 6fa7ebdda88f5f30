import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browsing, browsing, PHONE, WIDE } from './browsing.ts';

// How far it is to what one looks for: keys to the search, jumps within a long page, what is folded.

let web: Browsing;
beforeAll(async () => {
  web = await browsing();
});
afterAll(() => web.close());

describe.each([
  ['wide', WIDE],
  ['on a phone', PHONE],
])('%s', (_name, viewport) => {
  it.each([
    '/',
    '/bans',
    '/search?q=wine',
    '/disputes/us-cn-2025',
    '/measures/eu-cn-bev-cvd',
    '/duty',
    '/docs',
    '/sign-in',
    '/no-such-page',
  ])('the search is three Tabs away on %s', async (path) => {
    const { page, context } = await web.window({ viewport });
    await page.goto(path);
    for (let key = 0; key < 3; key += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('cognac');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?.*q=cognac/);
    await context.close();
  });

  it.each(['/disputes/us-cn-2025', '/measures/eu-cn-bev-cvd', '/about'])('the contents of %s lead to each part of it', async (path) => {
    const { page, context, faults } = await web.window({ viewport });
    await page.goto(path);
    const links = page.getByRole('navigation', { name: 'On this page' }).getByRole('link');
    const count = await links.count();
    expect(count).toBe(await page.locator('main > h2[id]').count());
    for (let index = 0; index < count; index += 1) {
      const title = await links.nth(index).textContent();
      await links.nth(index).click();
      const target = page.locator(':target');
      expect(await target.textContent()).toBe(title);
      const box = await target.boundingBox();
      expect(box?.y, title ?? '').toBeGreaterThanOrEqual(0);
      expect(box?.y, title ?? '').toBeLessThan(viewport.height);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe('the ledger of a record', () => {
  const LEDGER = 'Ledger, in the order of recording';

  it('shows its last entries, and an earlier one in two clicks to whom a link leads to it', async () => {
    const { page, context } = await web.window();
    const { ledger } = await web.json<{ ledger: { seq: number }[] }>('/measures/eu-cn-bev-cvd.json');
    const entry = `#entry-${ledger[0]?.seq}`;
    await page.goto('/measures/eu-cn-bev-cvd');
    const table = page.getByRole('region', { name: LEDGER });
    expect(await table.isVisible()).toBe(true);
    expect(await page.locator(entry).isVisible()).toBe(false);
    // The browser opens what is folded around the place that it is sent to.
    await page.goto(`/measures/eu-cn-bev-cvd${entry}`);
    await page.locator(entry).click();
    await page.waitForURL(/whole=ledger/);
    expect(new URL(page.url()).hash).toBe(entry);
    expect(await table.locator(entry).isVisible()).toBe(true);
    await context.close();
  });

  it('stands open on paper, and so does all that is folded', async () => {
    const { page, context } = await web.window();
    await page.goto('/disputes/jp-cn-seafood');
    await page.emulateMedia({ media: 'print' });
    const hidden = `[...document.querySelectorAll('main details:not(.embed-code) > :not(summary, pre)')].filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length`;
    // What the browser skips it lays out with the next frame.
    await expect.poll(() => page.evaluate(hidden), { timeout: 10_000 }).toBe(0);
    await context.close();
  });
});

describe('on paper', () => {
  it.each(['/rates', '/bans', '/status-changes', '/resolutions', '/measures/us-cn-ieepa-reciprocal', '/disputes/us-cn-2025'])(
    'no column of %s stands beyond the edge',
    async (path) => {
      const { page, context } = await web.window({ viewport: { width: 718, height: 1000 } });
      await page.goto(path);
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate('seen.overflow()')).toBe(0);
      await context.close();
    },
  );
});

it('on a phone the filters of a list lead to what they find, and on a wider screen nothing moves', async () => {
  for (const [viewport, y] of [
    [PHONE, 0],
    [WIDE, 300],
  ] as const) {
    const { page, context } = await web.window({ viewport });
    await page.goto('/bans');
    await page.getByLabel('Imposed by').selectOption('CN');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/imposed_by=CN/);
    const found = await page.getByRole('status').boundingBox();
    expect(found?.y).toBeGreaterThanOrEqual(y);
    expect(found?.y).toBeLessThan(y + 200);
    await context.close();
  }
});

describe('the description of the API', () => {
  it.each(['listBans', 'NewStatusChange', 'sheet-rates'])('unfolds what the link #%s leads to', async (id) => {
    const { page, context } = await web.window({ viewport: PHONE });
    await page.goto(`/docs#${id}`);
    const box = await page.locator(`#${id}`).boundingBox();
    expect(box?.height).toBeGreaterThan(50);
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeLessThan(PHONE.height / 2);
    await context.close();
  });

  it('is a list of addresses that can be looked through', async () => {
    const { page, context } = await web.window();
    await page.goto('/docs');
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(20_000);
    // On a wide screen the contents stand beside them.
    await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: '/bans', exact: true }).click();
    expect(await page.locator('#listBans pre').isVisible()).toBe(true);
    await context.close();
  });
});
