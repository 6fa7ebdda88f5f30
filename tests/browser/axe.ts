import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

async function run(page: Page, options: object): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify({ ...options, resultTypes: ['violations'] })})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replace(/\s+/g, ' ')}`),
  );
}

/** What axe finds wrong with a page as it stands, in a line each. How large targets are it checks only when told. */
export const violationsOf = (page: Page): Promise<string[]> => run(page, { rules: { 'target-size': { enabled: true } } });

/** Of all that axe checks, what the width of a window may change; the rest is found in a page at any width. */
const BY_WIDTH = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];

/** What axe finds wrong with a page in a narrow window, beside what it finds in a wide one. */
export const violationsByWidth = (page: Page): Promise<string[]> => run(page, { runOnly: BY_WIDTH });

/** What is hard to read in a colour scheme; of all that axe checks, only this depends on the colours. */
export async function contrastFaultsOf(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  return run(page, { runOnly: ['color-contrast'] });
}
