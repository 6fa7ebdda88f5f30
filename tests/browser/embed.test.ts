import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browsing, browsing, type Window } from './browsing.ts';

let web: Browsing;
/** Somebody else's site, with two frames and a picture of ours. */
let site: Server;
let window: Window;
const HOST = 'localhost';
beforeAll(async () => {
  web = await browsing();
  const page = `<!DOCTYPE html><title>Elsewhere</title><h1>Elsewhere</h1>
    <iframe name="chart" src="${web.url}/embed/disputes/jp-cn-seafood?on=2024-10-24" width="700" height="600"></iframe>
    <iframe name="page" src="${web.url}/disputes/jp-cn-seafood" width="700" height="200"></iframe>
    <img id="svg" src="${web.url}/disputes/jp-cn-seafood.svg" alt=""><img id="png" src="${web.url}/measures/eu-cn-bev-cvd.png" alt="">`;
  site = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end(page));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  window = await web.window();
  await window.page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  expect(new URL(web.url).hostname).toBe(HOST);
});
afterAll(async () => {
  site.close();
  await web.close();
});

it('other sites frame the chart and nothing else', async () => {
  const chart = window.page.frameLocator('iframe[name=chart]');
  await chart.getByRole('heading', { name: 'Bans on Japanese seafood over Fukushima water' }).waitFor();
  expect(await chart.locator('svg.chart .bar').count()).toBeGreaterThan(6);
  // The browser's own words stand there.
  expect(await window.page.frameLocator('iframe[name=page]').getByRole('heading', { name: 'Bans on Japanese seafood' }).count()).toBe(0);
});

it('the table of a framed chart unfolds, and what is followed in it opens in the whole window', async () => {
  const chart = window.page.frameLocator('iframe[name=chart]');
  await chart.getByText('The same as a table').click();
  const table = chart.getByRole('table', { name: 'Statuses over time, as a table' });
  await table.getByRole('link', { name: 'Ban on food from ten Japanese prefectures' }).first().click();
  await window.page.waitForURL(`${web.url}/measures/cn-jp-food-10-prefectures?on=2024-10-24`);
  await window.page.goBack();
});

it('other sites show the pictures', async () => {
  for (const id of ['svg', 'png']) {
    const width = await window.page.locator(`#${id}`).evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    expect(width, id).toBe({ svg: 960, png: 1200 }[id]);
  }
});

it('a picture that is opened by itself has its colours and asks for nothing', async () => {
  const { page, requests, faults } = await web.window();
  await page.goto(`${web.url}/disputes/jp-cn-seafood.svg?on=2024-10-24`);
  const fill = await page
    .locator('.bar.force .base')
    .first()
    .evaluate((bar) => (globalThis as unknown as { getComputedStyle(of: unknown): { fill: string } }).getComputedStyle(bar).fill);
  expect(fill).toBe('rgb(163, 35, 26)');
  expect(requests.filter((address) => !/favicon\.ico$/.test(address))).toHaveLength(1);
  // A browser looks for an icon by itself, which a picture can't name.
  expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
});
