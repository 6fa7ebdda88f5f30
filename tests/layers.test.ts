import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../src/', import.meta.url);

/** The rooms of src, and which of them each may use beside itself; what is SQL's is the engines' rooms' alone. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  things: ['domain'],
  tables: ['domain'],
  db: ['domain', 'things', 'tables'],
  dataset: ['domain', 'things'],
  lookups: ['domain', 'things', 'db', 'dataset'],
  changes: ['domain', 'things', 'db', 'dataset', 'lookups'],
  keep: ['domain', 'things', 'db', 'dataset', 'lookups', 'changes'],
  server: ['domain', 'things', 'dataset', 'lookups', 'changes', 'keep', 'pages'],
  pages: ['domain', 'things', 'lookups'],
  cli: ['domain', 'things', 'dataset', 'lookups', 'changes', 'keep'],
};
const SQL = ['drizzle-orm', 'better-sqlite3', 'pg'];

const sourceFiles = (folder: string): string[] =>
  existsSync(new URL(`${folder}/`, ROOT))
    ? readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => `${folder}/${name}`)
    : [];
const textOf = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/\b(?:from|import)\s*\(?\s*'([^'\s,]+)'/g)].map((match) => match[1] as string);
/** The room that an import reaches (`db`), the file at the top of src, or the package. */
const reaches = (file: string, target: string): string =>
  target.startsWith('.') ? (new URL(target, new URL(file, ROOT)).pathname.slice(ROOT.pathname.length).split('/')[0] ?? '') : target;

const found = (room: string, wrong: (target: string) => boolean): string[] =>
  sourceFiles(room).flatMap((file) =>
    importsOf(file)
      .map((target) => reaches(file, target))
      .filter(wrong)
      .map((target) => `src/${file} imports ${target}`),
  );

describe('layers', () => {
  it('looks at real files', () => {
    expect(Object.keys(ROOMS).sort()).toEqual(
      readdirSync(ROOT, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort(),
    );
    expect(importsOf('db/store.ts')).toContain('drizzle-orm');
    expect(reaches('changes/write.ts', '../db/store.ts')).toBe('db');
    expect(reaches('changes/write.ts', './recorder.ts')).toBe('changes');
  });

  it('no file leads back to itself by what it imports, types included', () => {
    const all = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    const imported = new Map(
      all.map((file) => [
        file,
        importsOf(file)
          .filter((target) => target.startsWith('.'))
          .map((target) => new URL(target, new URL(file, ROOT)).pathname.slice(ROOT.pathname.length))
          .filter((target) => all.includes(target)),
      ]),
    );
    expect(imported.get('cli/output.ts')).toContain('cli/progress.ts');
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' > '));
      if (way.includes(file) || done.has(file)) return;
      for (const next of imported.get(file) ?? []) follow(next, [...way, file]);
      done.add(file);
    };
    for (const file of all) follow(file, []);
    expect(circles).toEqual([]);
  });

  for (const [room, allowed] of Object.entries(ROOMS)) {
    it(`${room}/ uses ${allowed.join(', ') || 'no other room'}`, () => {
      expect(found(room, (target) => target in ROOMS && target !== room && !allowed.includes(target))).toEqual([]);
      // The settings of the command's environment are typed at the top.
      expect(found(room, (target) => target.endsWith('.ts') && target !== 'config.ts')).toEqual([]);
    });
  }

  it('only tables/ and db/ know SQL, and domain/ knows no package', () => {
    const isSql = (target: string): boolean => SQL.some((name) => target === name || target.startsWith(`${name}/`));
    for (const room of Object.keys(ROOMS).filter((name) => name !== 'tables' && name !== 'db')) expect(found(room, isSql)).toEqual([]);
    expect(found('domain', (target) => target !== 'domain')).toEqual([]);
  });

  it('no name is exported for two things, and no file is longer than 400 lines', () => {
    const files = Object.keys(ROOMS).flatMap(sourceFiles);
    const names = new Map<string, string[]>();
    for (const file of files)
      for (const [, name = ''] of textOf(file).matchAll(
        /^export (?:async )?(?:abstract )?(?:const|function\*?|class|interface|type) (\w+)/gm,
      ))
        names.set(name, [...new Set([...(names.get(name) ?? []), file])]);
    expect(names.get('checkStatements')).toEqual(['changes/statement-checks.ts']);
    expect([...names].filter(([, homes]) => homes.length > 1)).toEqual([]);
    expect(files.filter((file) => textOf(file).split('\n').length > 401)).toEqual([]);
  });

  it('db/ awaits queries; .all(), .get(), .run() and execute() exist on one engine only', () => {
    const shared = sourceFiles('db').filter((file) => !/^db\/(?:sqlite|postgres)/.test(file));
    const uses = shared.flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, index) =>
          !/^\s*(?:\*|\/[/*])/.test(line) && /\.(?:all|run)\(|\bdb\.(?:get|execute)\(|\)\s*\.get\(\)/.test(line)
            ? [`src/${file}:${index + 1}: ${line.trim()}`]
            : [],
        ),
    );
    expect(uses).toEqual([]);
  });

  it('a command that asks loads neither the server nor what only some commands need', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const [, target = ''] of textOf(file).matchAll(/^(?:import|export) (?!type )[^;]*?'([^'\n]+)';$/gm)) {
        if (target.startsWith('.')) load(new URL(target, new URL(file, ROOT)).pathname.slice(ROOT.pathname.length));
        else loaded.add(target);
      }
    };
    load('wiring.ts');
    expect(loaded).toContain('cli/program.ts');
    expect(loaded).toContain('commander');
    // What one command needs comes with it.
    expect([...loaded].filter((one) => /^(?:changes|lookups\/(?:duty|lists|search|status-changes))/.test(one))).toEqual([]);
    load('cli/lists.ts');
    expect(loaded).toContain('lookups/lists.ts');
    const some =
      /^(?:changes|server|pages|keep\/(?!csv|disk)|lookups\/(?:duty|search)\.)|^db\/postgres|^(?:hono|pg|js-yaml|csv-parse|saxes|yauzl|yazl|hyparquet|i18n|@(?:hono|modelcontextprotocol|resvg))/;
    expect([...loaded].filter((one) => some.test(one))).toEqual([]);
  });
});
