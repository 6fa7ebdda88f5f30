// A command loads about four hundred modules; here the program and the packages with the most of them become a few files.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages of many small modules; the others are loaded from node_modules as ever. */
const BUNDLED = /^(?:drizzle-orm|zod|hono|@hono\/node-server)(?:\/|$)/;

/** Makes a few files in a folder of modules and all that they import from their own folder `from`. `dataset`: where its files are, unless in that. */
export async function bundle({ from, entries, outdir, dataset = join(from, 'dataset') }) {
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: entries.map((name) => resolve(from, name)),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [
      {
        name: 'program',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^[^./]/ }, ({ path }) => (BUNDLED.test(path) ? undefined : { path, external: true }));
          // Zod brings its messages in sixty languages; they are said in English here.
          onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "export { default as en } from './en.js';" }));
          // Each module finds the files that come with it from where it was.
          onLoad({ filter: /\.(?:js|tsx?)$/ }, ({ path }) => {
            if (!path.startsWith(`${from}${sep}`)) return undefined;
            const place = path.replace(join(from, 'dataset', sep), join(dataset, sep));
            const own = JSON.stringify(relative(outdir, place));
            const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', `new URL(${own}, import.meta.url).href`);
            return { contents, loader: extname(path).slice(1) };
          });
        },
      },
    ],
  });
}

// dist/wiring.js and dist/reader.js lead to dist/program. The library and the client stay as tsc wrote them.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = ['wiring', 'reader'];
  const dist = resolve('dist');
  await bundle({ from: dist, entries: names.map((name) => `${name}.js`), outdir: resolve(dist, 'program') });
  for (const name of names) writeFileSync(`${dist}/${name}.js`, `export * from './program/${name}.js';\n`);
}
