import type { Locator, Page } from 'playwright-core';
import { enter, tabTo, typeInto } from './keyboard.ts';

/** A way to work a page: by mouse, or by the keyboard alone. */
export interface Hand {
  name: string;
  press(page: Page, target: Locator): Promise<void>;
  /** Chooses from a list by the start of a name. */
  choose(page: Page, list: Locator, name: string): Promise<void>;
  tick(page: Page, box: Locator): Promise<void>;
  /** Puts a text in place of the one that is there. */
  write(page: Page, field: Locator, text: string): Promise<void>;
  /** Sets a day in a field of the browser's own kind, as an American browser takes it. */
  setDay(page: Page, field: Locator, day: string): Promise<void>;
}

const mouse: Hand = {
  name: 'by mouse',
  press: (_page, target) => target.click(),
  choose: async (_page, list, name) => {
    const option = list.locator('option').filter({ hasText: new RegExp(`^${name}`) });
    await list.selectOption({ label: (await option.first().textContent()) ?? name });
  },
  tick: (_page, box) => box.click(),
  write: async (_page, field, text) => {
    await field.click({ clickCount: 3 });
    await field.fill(text);
  },
  setDay: async (_page, field, day) => {
    await field.click();
    await field.fill(day);
  },
};

const keyboard: Hand = {
  name: 'by keyboard alone',
  press: enter,
  choose: typeInto,
  tick: async (page, box) => {
    await tabTo(page, box);
    await page.keyboard.press('Space');
  },
  // Tab selects what is in a field of one line, so that typing takes its place, and nothing of several lines.
  write: async (page, field, text) => {
    await tabTo(page, field);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  },
  setDay: async (page, field, day) => {
    const [year, month, date] = day.split('-');
    await typeInto(page, field, `${month}${date}${year}`);
  },
};

export const HANDS: readonly Hand[] = [mouse, keyboard];
