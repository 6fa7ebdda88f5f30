import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMS, numbered, PAGES, PROBLEMS } from '../pages/addresses.ts';
import { contrastFaultsOf, violationsOf } from './axe.ts';
import { type Browsing, browsing, type Window } from './browsing.ts';

let web: Browsing;
/** One window for those who read, one for those who record. */
let readers: Window;
let recorders: Window;
beforeAll(async () => {
  web = await browsing();
  readers = await web.window();
  recorders = await web.signedIn();
});
afterAll(() => web.close());

const ADDRESSES = [...[...PAGES, ...FORMS].map((path) => [path, 200] as const), ...PROBLEMS];

describe.each(ADDRESSES)('%s', (path, status) => {
  let window: Window;
  beforeAll(async () => {
    window = FORMS.includes(path) ? recorders : readers;
    window.requests.length = 0;
    await window.page.emulateMedia({ colorScheme: 'light' });
    const answer = await window.page.goto(await numbered(path, web.json));
    expect(answer?.status()).toBe(status);
  });

  it('has no fault that axe finds, in the light', async () => {
    expect(await violationsOf(window.page)).toEqual([]);
  });

  it('has enough contrast in the dark', async () => {
    expect(await contrastFaultsOf(window.page, 'dark')).toEqual([]);
  });

  it('is quiet, and asks nobody but its own server', () => {
    expect(window.faults.splice(0)).toEqual([]);
    expect(window.requests.length).toBeGreaterThan(0);
    expect(window.requests.filter((address) => new URL(address).origin !== web.url)).toEqual([]);
  });
});
