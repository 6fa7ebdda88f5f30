import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';

// The sources as the built program has them, in few files. A loader that translates while it runs gives each function its name back, which costs
// a twentieth of the time where many are made.

const outdir = fileURLToPath(new URL(`../../node_modules/.cache/trade-disputes-bench/${process.pid}`, import.meta.url));
process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(1));
await bundle({ from: fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, ''), entries: ['tests/bench/bench.ts'], outdir });
await import(pathToFileURL(`${outdir}/bench.js`).href);
