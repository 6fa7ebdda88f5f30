import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderReadme } from '../scripts/readme.ts';
import { disputeSchema } from '../scripts/write-schema.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the examples of the README print what it shows (npx tsx scripts/readme.ts writes it anew)', async () => {
  const readme = read('README.md');
  expect(readme.match(/^\$ /gm)?.length).toBeGreaterThan(8);
  expect(await renderReadme(readme)).toBe(readme);
});

test('the JSON Schema for editors is that of the code (npx tsx scripts/write-schema.ts writes it anew)', () => {
  expect(read('src/dataset/dispute.schema.json')).toBe(disputeSchema());
});

test('the README names the two commands of the set-up', () => {
  expect(read('README.md')).toContain('npm ci && npm start');
  expect(read('README.md')).toContain('npm ci && npm test');
});
