import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMS, numbered, PAGES, PROBLEMS } from '../pages/addresses.ts';
import { violationsByWidth } from './axe.ts';
import { type Browsing, browsing, PHONE, type Window } from './browsing.ts';

let web: Browsing;
/** One window for those who read, one for those who record. */
let readers: Window;
let recorders: Window;
beforeAll(async () => {
  web = await browsing();
  const phone = { viewport: PHONE, colorScheme: 'dark', hasTouch: true, isMobile: true } as const;
  readers = await web.window(phone);
  recorders = await web.signedIn(phone);
});
afterAll(() => web.close());

const ADDRESSES = [...[...PAGES, ...FORMS].map((path) => [path, 200] as const), ...PROBLEMS];

describe.each(ADDRESSES)('on a phone, %s', (path, status) => {
  let window: Window;
  beforeAll(async () => {
    window = FORMS.includes(path) ? recorders : readers;
    const answer = await window.page.goto(await numbered(path, web.json));
    expect(answer?.status()).toBe(status);
  });

  it('does not scroll sideways', async () => {
    expect(await window.page.evaluate('seen.overflow()')).toBe(0);
  });

  it('has every link, button and field within reach of a finger', async () => {
    expect(await window.page.evaluate('seen.faultsForFingers()')).toEqual([]);
  });

  it('has no fault that axe finds in a narrow window, in the dark', async () => {
    expect(await violationsByWidth(window.page)).toEqual([]);
  });
});

it('the first page does not scroll sideways in the narrowest of windows', async () => {
  const { page } = await web.window({ viewport: { width: 320, height: 640 } });
  await page.goto('/');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
});
