import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browsing, browsing, type Window } from './browsing.ts';

/** What somebody may write who means harm, or just Hebrew and Arabic. */
const WRITTEN = `<script>alert("!")</script><img src=x onerror=alert(1)> 'so' "said" &lt;b&gt; שלום عليكم`;

let web: Browsing;
let window: Window;
beforeAll(async () => {
  web = await browsing();
  window = await web.window();
  for (const path of ['/measures', '/disputes'])
    for (const id of await web.ids(`${path}.json?limit=500`)) {
      const answer = await web.post(`${path}/${id}`, { title: `${WRITTEN} ${id}` }, {}, 'PATCH');
      expect(answer.status).toBe(200);
    }
});
afterAll(() => web.close());

it.each([
  ['/', 'cn-us-gallium-2024'],
  ['/bans?dispute=jp-cn-seafood', 'cn-jp-aquatic-2025'],
  ['/tariffs', 'eu-cn-bev-cvd'],
  ['/measures?limit=500', 'cn-jp-aquatic-2025'],
  [`/bans?dispute=jp-cn-seafood&q=${encodeURIComponent('<script>alert')}`, 'cn-jp-aquatic-2025'],
  ['/disputes?limit=500', 'jp-cn-seafood'],
  ['/disputes/jp-cn-seafood', 'jp-cn-seafood'],
  ['/disputes/jp-cn-seafood', 'cn-jp-aquatic-2023'],
  ['/measures/cn-jp-aquatic-2023', 'cn-jp-aquatic-2023'],
  ['/status-changes?dispute=jp-cn-seafood', 'cn-jp-aquatic-2025'],
  ['/duty?importer=EU&origin=CN&product=8703801010&exporter=BYD&on=2024-10-30', 'eu-cn-bev-cvd'],
])('%s shows what was written as the title of %s, and does nothing with it', async (path, id) => {
  const answer = await window.page.goto(path);
  expect(answer?.status()).toBe(200);
  expect(await window.page.locator('main').evaluate((main) => main.textContent)).toContain(`${WRITTEN} ${id}`);
  expect(
    await window.page.locator('script:not([type="application/ld+json"]), [onerror], img:not([src^="/restrictions.svg"])').count(),
  ).toBe(0);
  expect(window.faults).toEqual([]);
});
