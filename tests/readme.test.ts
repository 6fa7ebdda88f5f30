import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXAMPLE_FILES, renderReadme } from '../scripts/readme.ts';
import { disputeSchema } from '../scripts/write-schema.ts';
import { bundledFile } from './support/database.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test.each(EXAMPLE_FILES)('the examples of %s print what it shows (npx tsx scripts/readme.ts writes it anew)', async (path) => {
  const text = read(path);
  expect(await renderReadme(text, await bundledFile())).toBe(text);
});

test('the README has examples, and so have the pages for who builds on it, records and runs it', () => {
  expect(read('README.md').match(/^\$ /gm)?.length).toBeGreaterThan(8);
  expect(EXAMPLE_FILES).toEqual(expect.arrayContaining(['README.md', 'docs/integrate.md', 'docs/operate.md', 'docs/record.md']));
});

test('what the README and docs/ lead to is there', () => {
  for (const path of ['README.md', 'CONTRIBUTING.md', ...readdirSync(new URL('../docs', import.meta.url)).map((name) => `docs/${name}`)]) {
    if (!path.endsWith('.md')) continue;
    for (const [, to = ''] of read(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g))
      expect(existsSync(new URL(to, new URL(`../${path}`, import.meta.url))), `${path}: ${to}`).toBe(true);
  }
});

test('the JSON Schema for editors is that of the code (npx tsx scripts/write-schema.ts writes it anew)', () => {
  expect(read('src/dataset/dispute.schema.json')).toBe(disputeSchema());
});

test('the README names the two commands of the set-up', () => {
  expect(read('README.md')).toContain('npm ci && npm start');
  expect(read('README.md')).toContain('npm ci && npm test');
});
