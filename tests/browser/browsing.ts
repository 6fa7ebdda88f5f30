import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { createLog } from '../../src/server/context.ts';
import { serve } from '../../src/server/serve.ts';
import { type Asking, asking } from '../server/asking.ts';

/** A real server over the bundled disputes, and a real browser before it. */
export interface Browsing extends Asking {
  url: string;
  browser: Browser;
  /** A page of its own window; what went wrong in it is kept in `faults`, and every address that it asked in `requests`. */
  window(options?: BrowserContextOptions): Promise<Window>;
  /** The same, signed in as one who may record. */
  signedIn(options?: BrowserContextOptions): Promise<Window>;
}

export interface Window {
  page: Page;
  context: BrowserContext;
  faults: string[];
  requests: string[];
}

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

// What a browser asks of its maker by itself is no business of these tests, and CI has no graphics.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };

export async function browsing(): Promise<Browsing> {
  if (!existsSync(CHROMIUM)) throw new Error(`there is no Chromium at ${CHROMIUM}: install it, or name another with CHROMIUM`);
  const log = createLog('silent');
  const ask = await asking({ log });
  const serving = await serve(ask.app, { host: '127.0.0.1', port: 0, log });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  const window = async (options: BrowserContextOptions = {}): Promise<Window> =>
    openWindow(await browser.newContext({ baseURL: serving.url, locale: 'en-US', viewport: WIDE, ...options }));
  return {
    ...ask,
    url: serving.url,
    browser,
    window,
    signedIn: async (options) => {
      const opened = await window(options);
      await opened.page.goto('/sign-in');
      await opened.page.getByLabel('Token').fill(ask.token);
      await opened.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
      await opened.page.getByRole('button', { name: 'Sign out' }).waitFor();
      return opened;
    },
    close: async () => {
      await browser.close();
      await serving.stop();
      await ask.close();
    },
  };
}

async function openWindow(context: BrowserContext): Promise<Window> {
  const [faults, requests]: [string[], string[]] = [[], []];
  context.on('request', (request) => requests.push(request.url()));
  await context.addInitScript({ path: fileURLToPath(new URL('./in-page.js', import.meta.url)) });
  const page = await context.newPage();
  page.on('console', (message) => {
    // A browser tells each answer of 400 and more; whether a page should be one is for its test to say.
    const refused = message.location().url === page.url() && message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !refused) faults.push(`${page.url()}: ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`${page.url()}: a dialog said ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, context, faults, requests };
}
