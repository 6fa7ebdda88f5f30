import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'node_modules/.cache/trade-disputes-tests');

let known: string | undefined;

/** Tells apart what is made by other code, data or migrations, or by other helpers of the tests. */
export function digest(): string {
  known ??= digestOfFiles();
  return known;
}

function digestOfFiles(): string {
  const hash = createHash('sha256').update(process.version);
  for (const folder of ['src', 'migrations', 'tests/support'])
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const file = join(ROOT, folder, name);
      if (statSync(file).isFile()) hash.update(`${folder}/${name}\0`).update(readFileSync(file));
    }
  return hash.digest('hex').slice(0, 16);
}

const DAY_MS = 86_400_000;
/** Nobody who still makes a file is silent for so long. */
const STALE_MS = 300_000;
const ageOf = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

/**
 * Makes a file, or a folder, once for all workers and all runs over the same code and data: tests copy it, which takes less time than making it anew.
 * Whoever comes while another makes it waits.
 */
export function template(name: string, make: (file: string) => Promise<void>): () => Promise<string> {
  return async () => {
    const file = join(FOLDER, `${digest()}-${name}`);
    const making = `${file}.making`;
    while (!existsSync(file)) {
      mkdirSync(FOLDER, { recursive: true });
      try {
        mkdirSync(making);
      } catch {
        if (ageOf(making) > STALE_MS) rmSync(making, { recursive: true, force: true });
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      try {
        for (const old of readdirSync(FOLDER))
          if (/\.db$|-dataset$/.test(old) && ageOf(join(FOLDER, old)) > DAY_MS) rmSync(join(FOLDER, old), { recursive: true, force: true });
        const made = join(making, name);
        await make(made);
        if (!existsSync(file)) renameSync(made, file);
      } finally {
        rmSync(making, { recursive: true, force: true });
      }
    }
    return file;
  };
}
