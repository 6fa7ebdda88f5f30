// tsc carries TypeScript over to dist/; the dataset, its YAML as JSON, the stylesheets and the fonts go with it here.
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';

// A dispute or a list that is gone since the last build would be loaded all the same.
for (const folder of ['disputes', 'lists']) rmSync(`dist/dataset/${folder}`, { recursive: true, force: true });
cpSync('src/dataset', 'dist/dataset', { recursive: true, filter: (path) => !/\.(?:ts|yaml)$/.test(path) });
for (const file of readdirSync('src/dataset', { recursive: true }).filter((name) => name.endsWith('.yaml')))
  writeFileSync(
    `dist/dataset/${file.replace(/yaml$/, 'json')}`,
    JSON.stringify(load(readFileSync(`src/dataset/${file}`, 'utf8'), { schema: CORE_SCHEMA })),
  );
cpSync('src/pages/style', 'dist/pages/style', { recursive: true });
cpSync('src/server/fonts', 'dist/server/fonts', { recursive: true });
if (existsSync('dist/main.js')) chmodSync('dist/main.js', 0o755);
