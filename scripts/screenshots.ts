// Draws the pictures of the README anew: npm run screenshots -- [--on YYYY-MM-DD] [--into FOLDER]
// The app runs on a database of its own with its clock at noon of that day, so that the same program gives the same pictures.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { openStore } from '../src/db/open.ts';
import { parseDay } from '../src/domain/dates.ts';
import { loadDataset } from '../src/keep/load-dataset.ts';
import { createTracker } from '../src/lookups/tracker.ts';
import { createApp } from '../src/server/app.ts';
import { createLog } from '../src/server/context.ts';
import { serve } from '../src/server/serve.ts';

interface Shot {
  name: string;
  path: string;
  width: number;
  /** The picture ends below the first of these. */
  until: string;
}

const WIDE = 1280;
const PHONE = 360;
const SHOTS: readonly Shot[] = [
  { name: 'home', path: '/', width: WIDE, until: '.who-whom' },
  { name: 'dispute', path: '/disputes/jp-cn-seafood', width: WIDE, until: 'main figure' },
  {
    name: 'duty',
    path: '/duty?importer=EU&origin=CN&product=8703801010&exporter=BYD&customs_value=20000&currency=EUR',
    width: WIDE,
    until: 'main table',
  },
  { name: 'home-phone', path: '/', width: PHONE, until: '.matrix' },
];
const MARGIN = 16;
const SCHEMES = ['light', 'dark'] as const;

async function draw(browser: Browser, url: string, { name, path, width, until }: Shot, folder: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      deviceScaleFactor: 1,
      colorScheme,
      locale: 'en-US',
      baseURL: url,
    });
    // The map is a file of its own.
    await page.goto(path, { waitUntil: 'networkidle' });
    const last = await page.locator(until).first().boundingBox();
    if (last === null) throw new Error(`${path} has no ${until} to end its picture at`);
    const file = join(folder, `${name}-${colorScheme}.png`);
    const clip = { x: 0, y: 0, width, height: Math.ceil(last.y + last.height + MARGIN) };
    await page.screenshot({ path: file, clip, fullPage: true, animations: 'disabled' });
    await page.close();
    console.log(file);
  }
}

const { values } = parseArgs({
  options: { on: { type: 'string', default: '2026-11-24' }, into: { type: 'string', default: 'docs/screenshots' } },
});
const noon = `${parseDay(values.on, 'on')}T12:00:00.000Z`;
mkdirSync(values.into, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-'));
const tracker = createTracker(await openStore(`file:${join(folder, 'pictures.db')}`), () => noon);
await loadDataset(tracker);
const log = createLog('error');
const serving = await serve(createApp(tracker, { log }), { host: '127.0.0.1', port: 0, log });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
});
try {
  for (const shot of SHOTS) await draw(browser, serving.url, shot, values.into);
} finally {
  await browser.close();
  await serving.stop();
  await tracker.store.close();
  rmSync(folder, { recursive: true });
}
