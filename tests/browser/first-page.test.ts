import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browsing, browsing, PHONE, WIDE } from './browsing.ts';

let web: Browsing;
beforeAll(async () => {
  web = await browsing();
});
afterAll(() => web.close());

const KILOBYTE = 1000;

describe.each([
  ['wide', WIDE],
  ['on a phone', PHONE],
])('the first page, %s', (_name, viewport) => {
  it('takes less than 60 kB, all in all', async () => {
    const { page, context } = await web.window({ viewport });
    const session = await context.newCDPSession(page);
    const sizes: number[] = [];
    session.on('Network.loadingFinished', ({ encodedDataLength }) => sizes.push(encodedDataLength));
    await session.send('Network.enable');
    await page.goto('/', { waitUntil: 'networkidle' });
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60 * KILOBYTE);
    await context.close();
  });

  it('stands still while it loads, and waits for nothing but its stylesheet', async () => {
    const { page, context } = await web.window({ viewport });
    await page.goto('/', { waitUntil: 'networkidle' });
    expect(await page.evaluate('seen.shift')).toBe(0);
    const blocking = `performance.getEntriesByType('resource').filter((one) => one.renderBlockingStatus === 'blocking').map((one) => new URL(one.name).pathname)`;
    expect(await page.evaluate(blocking)).toEqual(['/style.css']);
    await context.close();
  });

  it('keeps the longest name of who is affected within its head', async () => {
    const { page, context } = await web.window({ viewport });
    await page.goto('/');
    // Longer than any name that a column is given.
    const sticksOut = await page.evaluate(
      `seen.sticksOut('.matrix thead th:nth-child(3) span', 'South Georgia and the South Sandwich Islands')`,
    );
    expect(sticksOut).toBeLessThan(1);
    await context.close();
  });
});
