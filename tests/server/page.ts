import { expect } from 'vitest';
import type { Reading } from './asking.ts';

/** A page that must be a 200. */
export const page = async (path: string, asked: Reading): Promise<string> => {
  const answer = await asked.app.request(path, { headers: { accept: 'text/html' } });
  const html = await answer.text();
  expect(answer.status, html).toBe(200);
  return html;
};
/** The words of a page, as a browser shows them. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
/** The same with a space where an element ends: what stands in cells and lists stays apart. */
export const spokenWords = (html: string): string => wordsOf(html.replaceAll('<', ' <')).replace(/\s+/g, ' ').trim();
