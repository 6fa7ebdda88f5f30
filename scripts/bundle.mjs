// A command loads about four hundred modules; here the program and the packages with the most of them become a few files, dist/program.
// dist/wiring.js and dist/reader.js lead there. The library and the client stay as tsc wrote them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const ENTRIES = ['wiring', 'reader'];
/** Packages of many small modules; the others are loaded from node_modules as ever. */
const BUNDLED = /^(?:drizzle-orm|zod|hono|@hono\/node-server)(?:\/|$)/;

const [dist, program] = [resolve('dist'), resolve('dist/program')];
rmSync(program, { recursive: true, force: true });
await build({
  entryPoints: ENTRIES.map((name) => `${dist}/${name}.js`),
  outdir: program,
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
        onLoad({ filter: /\.js$/ }, ({ path }) => {
          if (!path.startsWith(`${dist}/`)) return undefined;
          const own = JSON.stringify(relative(program, path));
          return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', `new URL(${own}, import.meta.url).href`) };
        });
      },
    },
  ],
});
for (const name of ENTRIES) writeFileSync(`${dist}/${name}.js`, `export * from './program/${name}.js';\n`);
