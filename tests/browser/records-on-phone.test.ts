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
  for (const path of await recordPages(web)) {
    await page.goto(path);
    if ((await page.evaluate('seen.overflow()')) !== 0) wide.push(path);
  }
  expect(wide).toEqual([]);
  expect(faults).toEqual([]);
});
