import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';

// Once in each run of the tests: the program of the sources as a few files, which start in a third of the time.

const outdir = fileURLToPath(new URL(`../../node_modules/.cache/trade-disputes-tests/${process.pid}`, import.meta.url));

export async function setup() {
  await bundle({ from: fileURLToPath(new URL('../../src', import.meta.url)), entries: ['main.ts'], outdir });
  process.env.TEST_PROGRAM = `${outdir}/main.js`;
}

export const teardown = () => rmSync(outdir, { recursive: true, force: true });
