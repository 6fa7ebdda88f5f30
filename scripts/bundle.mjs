// A command loads about four hundred modules; here the program and the packages with the most of them become a few files.
import { writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

/** Packages of many small modules; the others are loaded from node_modules as ever. */
const BUNDLED = /^(?:commander|drizzle-orm|zod|hono|@hono\/node-server)(?:\/|$)/;

/**
 * Makes a few files in a folder of modules and all that they import from their own folder `from`: all that the first of them needs at once is one.
 * `dataset`: where its files are, unless in that.
 */
export async function bundle({ from, entries, outdir, dataset = join(from, 'dataset') }) {
  const first = new Set();
  await build({
    input: entries.map((name) => resolve(from, name)),
    platform: 'node',
    external: (id) => /^[^./]/.test(id) && !BUNDLED.test(id),
    plugins: [
      {
        name: 'program',
        transform(code, id) {
          // Zod brings its messages in sixty languages; they are said in English here.
          if (/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/.test(id)) return "export { default as en } from './en.js';";
          if (!id.startsWith(`${from}${sep}`)) return undefined;
          // Each module finds the files that come with it from where it was.
          const place = id.replace(join(from, 'dataset', sep), join(dataset, sep));
          return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(outdir, place))}, import.meta.url).href`);
        },
        buildEnd() {
          const gather = (id) => {
            if (first.has(id)) return;
            first.add(id);
            for (const imported of this.getModuleInfo(id)?.importedIds ?? []) gather(imported);
          };
          gather(resolve(from, entries[0]));
        },
      },
    ],
    output: {
      dir: outdir,
      cleanDir: true,
      entryFileNames: '[name].js',
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
      codeSplitting: { groups: [{ name: 'start', test: (id) => first.has(id) }] },
    },
    // A module that one needs at once and another loads later comes at once.
    checks: { ineffectiveDynamicImport: false },
  });
}

// dist/wiring.js and dist/reader.js lead to dist/program. The library and the client stay as tsc wrote them.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = ['wiring', 'reader'];
  const dist = resolve('dist');
  await bundle({ from: dist, entries: names.map((name) => `${name}.js`), outdir: resolve(dist, 'program') });
  for (const name of names) writeFileSync(`${dist}/${name}.js`, `export * from './program/${name}.js';\n`);
}
