import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordPages } from '../pages/addresses.ts';
import { type Browsing, browsing, PHONE } from './browsing.ts';

let web: Browsing;
beforeAll(async () => {
  web = await browsing();
});
afterAll(() => web.close());

it('no measure and no dispute scrolls sideways on a phone', async () => {
  const { page, faults } = await web.window({ viewport: PHONE, hasTouch: true, isMobile: true });
  const wide: string[] = [];
  const paths = await recordPages(web);
  await page.goto('/');
  // Laid out in the place of the first page, which has the same head: to go to each takes twice as long.
  for (const path of paths) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(200);
    if ((await page.evaluate(`seen.overflowOf(${JSON.stringify(await answer.text())})`)) !== 0) wide.push(path);
  }
  expect(wide).toEqual([]);
  expect(faults).toEqual([]);
});

it.each(['/disputes/jp-cn-seafood', '/measures/eu-cn-bev-cvd', '/duty/history?importer=US&origin=CN&product=870380'])(
  'pictures of %s open where the present is, and scroll from there',
  async (path) => {
    const { page } = await web.window({ viewport: PHONE, hasTouch: true, isMobile: true });
    await page.goto(path);
    const pictures = page.locator('.scroll:has(> .canvas)');
    expect(await pictures.count()).toBeGreaterThan(0);
    for (const picture of await pictures.all()) {
      const frame = await picture.boundingBox();
      const inSight = async (what: string): Promise<boolean> => {
        const box = await picture.locator(what).first().boundingBox();
        return box !== null && frame !== null && box.x >= frame.x && box.x < frame.x + frame.width;
      };
      await expect.poll(() => inSight('.asked-day line')).toBe(true);
      if ((await picture.locator('.row-names a').count()) > 0) expect(await inSight('.row-names a')).toBe(true);
      // Who scrolls away is not taken back.
      await page.waitForTimeout(200);
      expect(await picture.evaluate((one) => Object.assign(one, { scrollLeft: 0 }).scrollLeft)).toBe(0);
      await page.waitForTimeout(200);
      expect(await inSight('.asked-day line')).toBe(false);
    }
  },
);

it('the picture of a dispute that is over opens at its beginning', async () => {
  const { page } = await web.window({ viewport: PHONE, hasTouch: true, isMobile: true });
  await page.goto('/disputes/au-cn-wine');
  const picture = page.locator('.scroll:has(> .canvas .row-names)').first();
  await page.waitForTimeout(400);
  expect(await picture.evaluate((one) => [one.scrollLeft, one.scrollWidth > one.clientWidth])).toEqual([0, true]);
});

it('the names on the map can be read on a phone', async () => {
  const { page } = await web.window({ viewport: PHONE, hasTouch: true, isMobile: true });
  await page.goto('/restrictions');
  const names = page.locator('.world text:visible');
  expect(await names.count()).toBeGreaterThan(5);
  for (const name of await names.all()) expect((await name.boundingBox())?.height).toBeGreaterThan(9);
});
