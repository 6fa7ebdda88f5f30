// tsc carries TypeScript over to dist/; the dataset's YAML, the stylesheets and the fonts go with it here.
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';

// A dispute or a list that is gone since the last build would be loaded all the same.
for (const folder of ['disputes', 'lists']) rmSync(`dist/dataset/${folder}`, { recursive: true, force: true });
cpSync('src/dataset', 'dist/dataset', { recursive: true, filter: (path) => !path.endsWith('.ts') });
cpSync('src/pages/style', 'dist/pages/style', { recursive: true });
cpSync('src/server/fonts', 'dist/server/fonts', { recursive: true });
if (existsSync('dist/main.js')) chmodSync('dist/main.js', 0o755);
