import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const FAR = 400;

/** Goes on by Tab until this is where the keyboard is; a page that can't be gone through by keyboard fails here. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let step = 0; step < FAR; step += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  expect.fail(`${FAR} times Tab did not reach ${target}`);
}

/** Presses a link or a button by the keyboard alone. */
export async function enter(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Types into a field, or chooses from a list by the start of a name. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}
