// tsc carries TypeScript over to dist/; the dataset, the stylesheets and the fonts go with it here.
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { keepDataset } from './keep-dataset.mjs';

// What is there is read rather than the sources: a dispute or a list that is gone since the last build would be loaded all the same.
for (const name of readdirSync('dist/dataset')) if (!/\.(?:js|d\.ts)$/.test(name)) rmSync(`dist/dataset/${name}`, { recursive: true });
cpSync('src/dataset', 'dist/dataset', { recursive: true, filter: (path) => !path.endsWith('.ts') });
keepDataset(await import('../dist/dataset/read.js'), 'dist/dataset');
for (const name of readdirSync('dist/dataset', { recursive: true })) if (name.endsWith('.yaml')) rmSync(`dist/dataset/${name}`);
rmSync('dist/dataset/lists', { recursive: true });
cpSync('src/pages/style', 'dist/pages/style', { recursive: true });
cpSync('src/server/fonts', 'dist/server/fonts', { recursive: true });
if (existsSync('dist/main.js')) chmodSync('dist/main.js', 0o755);
