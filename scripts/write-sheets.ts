// Writes what sheets there are into DATA.md, from the definition by which they are read. Usage: npx tsx scripts/write-sheets.ts   (a test holds the file to it)
import { readFileSync, writeFileSync } from 'node:fs';
import { columnWords, SHEET_KINDS, SHEETS, sheetColumns } from '../src/things/sheets.ts';

const [BEGIN, END] = ['<!-- sheets: written by scripts/write-sheets.ts -->', '<!-- /sheets -->'];

/** What a table of Markdown can't hold as it is. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*');

/** DATA.md with the columns of every kind of sheet as they are today. */
export function renderSheets(text: string): string {
  const kinds = SHEET_KINDS.map((kind) => {
    const { title, says } = SHEETS[kind];
    const rows = sheetColumns(kind).map(([name, column]) => `| \`${name}\` | ${cell(columnWords(column))} |`);
    return `### ${title} (\`${kind}\`)\n\n${says}\n\n| column | what stands there |\n|---|---|\n${rows.join('\n')}\n`;
  });
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`DATA.md has lost the lines ${BEGIN} and ${END}`);
  return `${text.slice(0, before)}${BEGIN}\n\n${kinds.join('\n')}\n${text.slice(after)}`;
}

if (process.argv[1]?.endsWith('write-sheets.ts')) {
  const file = new URL('../DATA.md', import.meta.url);
  writeFileSync(file, renderSheets(readFileSync(file, 'utf8')));
}
