// tsc carries TypeScript over to dist/; the dataset's YAML and the stylesheets go with it here.
import { chmodSync, cpSync, existsSync } from 'node:fs';

cpSync('src/dataset', 'dist/dataset', { recursive: true, filter: (path) => !path.endsWith('.ts') });
cpSync('src/pages/style', 'dist/pages/style', { recursive: true });
if (existsSync('dist/main.js')) chmodSync('dist/main.js', 0o755);
