import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

// `npm run test:postgres` finds its tests by their names: what has no engine in its name would run on SQLite alone, and nobody would notice.
it('what runs on more than one engine says on which in its name', () => {
  const found = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && name !== 'parts.test.ts')
    .flatMap((name) => {
      const text = readFileSync(new URL(name, import.meta.url), 'utf8');
      const named = /\.each\(\[?(?:(?:ENGINES|PGLITE|SERVERS)(?:_OF_ALL)?|onPostgres)\b[^)]*\)\(\s*'([^']*)'/g;
      return [...text.matchAll(named)].map((match) => `${name}: ${match[1]}`);
    });
  expect(found.length).toBeGreaterThan(40);
  expect(found.filter((name) => !name.includes(' on %s'))).toEqual([]);
});
