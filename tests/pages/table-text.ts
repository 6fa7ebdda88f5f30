import { wordsOf } from '../server/page.ts';

const cellsOf = (row: string): string[] =>
  [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map((cell) =>
    // What stands in a block of its own is a word of its own.
    wordsOf((cell[1] ?? '').replace(/<(?=span|p|li|div)/g, ' <'))
      .replace(/\s+/g, ' ')
      .trim(),
  );

/** A table of a page by its caption: the words of each cell, the head first. */
export function tableOf(html: string, caption: string): string[][] {
  const table = html.split('<table').find((part) => part.includes(`<caption>${caption}</caption>`));
  if (table === undefined) throw new Error(`there is no table "${caption}"`);
  return table
    .slice(0, table.indexOf('</table>'))
    .split('<tr')
    .slice(1)
    .map((row) => cellsOf(row));
}

/** A part of a page: from a text that occurs once until another. */
export function between(html: string, from: string, to: string): string {
  const start = html.indexOf(from);
  if (start === -1 || html.indexOf(from, start + 1) !== -1) throw new Error(`"${from}" does not occur once`);
  const end = html.indexOf(to, start + from.length);
  return html.slice(start, end === -1 ? undefined : end);
}
