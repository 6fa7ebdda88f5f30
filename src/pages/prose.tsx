import { readFileSync } from 'node:fs';
import type { Child } from 'hono/jsx';
import { Table } from './parts/table.tsx';

// The prose of DATA.md as a page shows it. It is written once, there; this reads as much of Markdown as it uses.

/** A part of the prose: what stands under one heading, up to the next of the same level or a higher one. */
interface ProseSection {
  heading: string;
  lines: readonly string[];
}

let sections: ProseSection[] | undefined;

/** What stands in DATA.md under a heading, without the parts below it that have headings of their own. Throws if there is no such heading. */
export function prose(heading: string): ProseSection {
  sections ??= sectionsOf(readFileSync(new URL('../../DATA.md', import.meta.url), 'utf8'));
  const found = sections.find((one) => one.heading === heading);
  if (found === undefined) throw new Error(`DATA.md has lost the heading "${heading}", which the page about the data shows`);
  return found;
}

/** Cuts a text at its headings. */
export function sectionsOf(text: string): ProseSection[] {
  const found: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  for (const line of text.split('\n')) {
    const heading = /^#{1,6} (.+)$/.exec(line)?.[1];
    if (heading === undefined) found.at(-1)?.lines.push(line);
    else found.push({ heading, lines: [] });
  }
  return found;
}

/** Blocks of lines: what an empty line sets apart. */
function blocksOf(lines: readonly string[]): string[][] {
  const blocks: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === '') blocks.push([]);
    else blocks.at(-1)?.push(line);
  }
  return blocks.filter((block) => block.length > 0);
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Text with its code, its strong words and its links; a link to a file of the repository is text. */
export function inline(text: string): Child[] {
  const parts: Child[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, words, target = ''] = match;
    parts.push(text.slice(at, match.index));
    if (code !== undefined) parts.push(<code>{code}</code>);
    else if (strong !== undefined) parts.push(<strong>{strong}</strong>);
    else parts.push(/^https?:/.test(target) ? <a href={target}>{words}</a> : (words ?? ''));
    at = match.index + whole.length;
  }
  return [...parts, text.slice(at)];
}

/** The items of a list, each with the lines that go on from it. */
function itemsOf(lines: readonly string[], mark: RegExp): string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (mark.test(line)) items.push(line.replace(mark, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return items;
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

/** A table; a first cell that is empty goes on from the one above. */
const ProseTable = ({ lines }: { lines: readonly string[] }) => {
  const [head = '', , ...rest] = lines;
  const names = cellsOf(head).map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  let above = '';
  const rows = rest.map((line) => {
    const cells = cellsOf(line);
    above = cells[0] || above;
    return [above, ...cells.slice(1)];
  });
  const columns = names.map((name, index) => ({ name, names: index === 0, cell: (row: string[]) => <>{inline(row[index] ?? '')}</> }));
  return <Table caption={names.slice(0, 2).join(': ')} rows={rows} columns={columns} empty="" />;
};

/** A section as a page shows it. */
export const Prose = ({ of: { lines } }: { of: ProseSection }) => (
  <>
    {blocksOf(lines).map((block) => {
      const [first = ''] = block;
      if (first.startsWith('|')) return <ProseTable lines={block} />;
      if (BULLET.test(first))
        return (
          <ul class="prose">
            {itemsOf(block, BULLET).map((item) => (
              <li>{inline(item)}</li>
            ))}
          </ul>
        );
      if (NUMBER.test(first))
        return (
          <ol class="prose">
            {itemsOf(block, NUMBER).map((item) => (
              <li>{inline(item)}</li>
            ))}
          </ol>
        );
      return <p class="prose">{inline(block.map((line) => line.trim()).join(' '))}</p>;
    })}
  </>
);

const BULLET = /^\* /;
const NUMBER = /^\d+\. /;
