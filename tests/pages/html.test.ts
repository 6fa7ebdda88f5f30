import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { EXAMPLES } from '../../src/changes/call-examples.ts';
import { type Asking, asking } from '../server/asking.ts';
import { Browser, formTo } from '../server/browsing.ts';
import { oneIn } from '../support/thorough.ts';
import { FORMS, numbered, PAGES, PROBLEMS, REFUSED_LISTS, recordPages } from './addresses.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // How hono/jsx writes HTML, which reads both ways alike: dateTime="…", <meta/>, required="".
    'attr-case': 'off',
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    // A title is as long as the name of its measure.
    'long-title': 'off',
    // Some parameters may be repeated, such as the quantity of a duty.
    'form-dup-name': 'off',
    // Lists may have names.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
  },
});

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

/** The page at an address; its answer must have this status. */
const pageAt = (path: string, status: number): Promise<string> => new Browser(ask).page(path, status);

/** What is wrong with a page, in a line each. */
async function faultsOf(path: string, html: string): Promise<string[]> {
  expect(html).toContain('</html>');
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => `${path}: ${ruleId}: ${message} (${selector})`));
}

describe('pages are valid HTML', () => {
  it.each(oneIn(8, PAGES, 2))('%s', async (path) => {
    expect(await faultsOf(path, await pageAt(path, 200))).toEqual([]);
  });

  it.each(oneIn(8, [...PROBLEMS, ...REFUSED_LISTS.map((path) => [path, 400] as const)], 2))(
    '%s, which is refused',
    async (path, status) => {
      expect(await faultsOf(path, await pageAt(path, status))).toEqual([]);
    },
  );

  it.each(oneIn(8, FORMS, 2))('%s, a form for those who are signed in', async (address) => {
    const browser = await new Browser(ask).signIn(ask.token);
    const path = await numbered(address, ask.json);
    const html = await browser.page(path);
    expect(await faultsOf(path, html)).toEqual([]);
    const { action, fields } = formTo(html, path.split('?')[0] ?? '');
    const refused = await browser.post(action, { ...fields, effective_on: '2026-02-30' });
    expect(await faultsOf(`${path}, refused`, await refused.text())).toEqual([]);
  });

  it('of proposals: the list, and one that is open, has moved on, or is settled', async () => {
    const { token } = await createToken(ask.tracker, 'test', 'ann', 'contributor');
    const propose = (path: string, body: object) => ask.post(`${path}?propose=true`, body, { authorization: `Bearer ${token}` });
    const change = (effective_on: string) => ({ status: 'lifted', effective_on, unsourced: true });
    await propose('/measures/ru-jp-seafood/status-changes', change('2026-12-01'));
    await propose('/measures/cn-jp-aquatic-2025/status-changes', EXAMPLES.NewStatusChanges);
    await propose('/exporters', { id: 'open', name: 'Open & <co>' });
    await propose('/exporters', { id: 'back', name: 'Back' });
    await ask.post('/measures/ru-jp-seafood/status-changes', { ...change('2026-11-25'), status: 'suspended' });
    await ask.post('/proposals/4/rejection', { reason: 'No “source”' });
    const browser = await new Browser(ask).signIn(ask.token);
    for (const path of ['/proposals', '/proposals?state=open', '/proposals/1', '/proposals/2', '/proposals/3', '/proposals/4'])
      expect(await faultsOf(path, await browser.page(path))).toEqual([]);
  });

  it('of each measure and each dispute', async () => {
    const paths = await recordPages(ask);
    expect(paths.length).toBeGreaterThan(80);
    const faults: string[] = [];
    // To look through a page takes longer than to make it, and pages of measures are much alike.
    const lookedThrough = new Set(oneIn(24, paths, 12));
    for (const path of oneIn(24, paths)) {
      const page = await pageAt(path, 200);
      if (lookedThrough.has(path)) faults.push(...(await faultsOf(path, page)));
      const bytes = Buffer.byteLength(page);
      if (bytes >= 100_000) faults.push(`${path} weighs ${bytes} bytes`);
    }
    expect(faults).toEqual([]);
  });
});
