import type { View } from '../web/view.ts';
import { addressOf, type Given } from './address.ts';
import type { Services } from './context.ts';

/** What the components of a page need: links from it keep the clocks that it was asked with. */
export function viewOf(given: Given, { productName }: Services): View {
  const clocks = Object.fromEntries(Object.entries(given).filter(([name]) => name === 'on' || name === 'known_at'));
  return { productName, clocks, href: (path) => addressOf(path, clocks) };
}
