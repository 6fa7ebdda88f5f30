import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';
import { keepDataset } from '../../scripts/keep-dataset.mjs';
import { template } from './template.ts';

// Once in each run of the tests: the program of the sources as a few files, which start in a third of the time, and the dataset as it reads it.

const from = fileURLToPath(new URL('../../src', import.meta.url));
const outdir = fileURLToPath(new URL(`../../node_modules/.cache/trade-disputes-tests/${process.pid}`, import.meta.url));

const keptDataset = template('dataset', async (folder) => {
  await bundle({ from, entries: ['dataset/read.ts'], outdir });
  keepDataset(await import(`${outdir}/read.js`), folder);
});

export async function setup() {
  await bundle({ from, entries: ['wiring.ts', 'main.ts'], outdir, dataset: await keptDataset() });
  process.env.TEST_PROGRAM = `${outdir}/main.js`;
}

export const teardown = () => rmSync(outdir, { recursive: true, force: true });
