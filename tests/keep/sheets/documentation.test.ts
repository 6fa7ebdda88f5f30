import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderSheets } from '../../../scripts/write-sheets.ts';

it('DATA.md tells the columns of every sheet as they are read; else run npx tsx scripts/write-sheets.ts', () => {
  const text = readFileSync('DATA.md', 'utf8');
  expect(renderSheets(text)).toBe(text);
});
