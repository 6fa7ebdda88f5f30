import { type Column, formatTable, oneLine, widthOf } from './table.ts';

/** Named facts, one below the other, wrapped to the width; those without a value are left out. */
export function facts(pairs: readonly (readonly [string, string | null])[], width: number): string {
  const given = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null && pair[1] !== '');
  const label = Math.max(0, ...given.map(([name]) => name.length)) + 2;
  return given
    .map(([name, value]) => {
      const [first = '', ...rest] = wrap(oneLine(value), Math.max(20, width - label));
      return [name.padEnd(label) + first, ...rest.map((line) => ' '.repeat(label) + line)].map((line) => `${line}\n`).join('');
    })
    .join('');
}

/** Breaks a text at its spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A table under a heading; nothing where there are no rows. */
export function section<Row>(heading: string, rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  if (rows.length === 0) return '';
  const lines = formatTable(rows, columns, width - 2)
    .split('\n')
    .slice(0, -1);
  return `\n${heading}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** Texts below each other under a heading, each wrapped to the width; nothing where there are none. */
export function points(heading: string, texts: readonly string[], width: number): string {
  if (texts.length === 0) return '';
  const lines = texts.flatMap((text) =>
    wrap(oneLine(text), Math.max(20, width - 4)).map((line, index) => `${index === 0 ? '  ' : '    '}${line}\n`),
  );
  return `\n${heading}\n${lines.join('')}`;
}
