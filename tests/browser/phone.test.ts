import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES, PROBLEMS, recordPages } from '../web/addresses.ts';
import { contrastFaultsOf, violationsOf } from './axe.ts';
import { type Browsing, browsing, PHONE, type Window } from './browsing.ts';

let web: Browsing;
let window: Window;
beforeAll(async () => {
  web = await browsing();
  window = await web.window({ viewport: PHONE, colorScheme: 'dark', hasTouch: true, isMobile: true });
});
afterAll(() => web.close());

describe.each([...PAGES.map((path) => [path, 200] as const), ...PROBLEMS])('on a phone, %s', (path, status) => {
  beforeAll(async () => {
    await window.page.emulateMedia({ colorScheme: 'dark' });
    const answer = await window.page.goto(path);
    expect(answer?.status()).toBe(status);
  });

  it('does not scroll sideways', async () => {
    expect(await window.page.evaluate('seen.overflow()')).toBe(0);
  });

  it('has every link, button and field within reach of a finger', async () => {
    expect(await window.page.evaluate('seen.faultsForFingers()')).toEqual([]);
  });

  it('has no fault that axe finds, in the dark', async () => {
    expect(await violationsOf(window.page)).toEqual([]);
  });

  it('has enough contrast in the light', async () => {
    expect(await contrastFaultsOf(window.page, 'light')).toEqual([]);
  });
});

it('no measure and no dispute scrolls sideways on a phone', async () => {
  const wide: string[] = [];
  for (const path of await recordPages(web)) {
    await window.page.goto(path);
    if ((await window.page.evaluate('seen.overflow()')) !== 0) wide.push(path);
  }
  expect(wide).toEqual([]);
});
