import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../src/', import.meta.url);

const sourceFiles = (folder: string): string[] =>
  existsSync(new URL(`${folder}/`, ROOT))
    ? readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => `${folder}/${name}`)
    : [];
const textOf = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/\b(?:from|import)\s*\(?\s*'([^'\s,]+)'/g)].map((match) => match[1] as string);
/** The folder of src that an import reaches, or the package. */
function reaches(file: string, target: string): string {
  if (!target.startsWith('.')) return target;
  const path = new URL(target, new URL(file, ROOT)).pathname.slice(ROOT.pathname.length);
  return path.includes('/') ? `${path.split('/')[0]}/` : path;
}

const found = (folders: readonly string[], wrong: (target: string, file: string) => boolean): string[] =>
  folders.flatMap(sourceFiles).flatMap((file) =>
    importsOf(file)
      .map((target) => reaches(file, target))
      .filter((target) => wrong(target, file))
      .map((target) => `src/${file} imports ${target}`),
  );

const SQL = ['db/', 'drizzle-orm', 'better-sqlite3', 'pg'];
const isSql = (target: string): boolean => SQL.some((name) => target === name || target.startsWith('drizzle-orm/'));

describe('layers', () => {
  it('looks at real files', () => {
    expect(sourceFiles('domain').length).toBeGreaterThan(8);
    expect(importsOf('db/store.ts')).toContain('drizzle-orm');
    expect(reaches('tracker/write.ts', '../db/store.ts')).toBe('db/');
    expect(reaches('tracker/write.ts', './recorder.ts')).toBe('tracker/');
  });

  it('domain/ imports itself only', () => {
    expect(found(['domain'], (target) => target !== 'domain/')).toEqual([]);
  });

  it('http/, web/ and cli/ reach the database through the verbs of tracker/ only', () => {
    expect(found(['http', 'web', 'cli'], isSql)).toEqual([]);
  });

  it('tracker/, contract/, formats/ and dataset/ hold no SQL', () => {
    expect(found(['tracker', 'contract', 'formats', 'dataset'], (target) => isSql(target) && target !== 'db/')).toEqual([]);
    expect(found(['contract', 'formats', 'dataset'], (target) => target === 'db/')).toEqual([]);
  });

  it('nothing below reaches up', () => {
    const upper = ['tracker/', 'http/', 'web/', 'cli/'];
    expect(found(['db', 'contract', 'formats', 'dataset'], (target) => upper.includes(target))).toEqual([]);
    expect(found(['tracker'], (target) => ['http/', 'web/', 'cli/'].includes(target))).toEqual([]);
  });

  it('db/ awaits queries; .all(), .get(), .run() and execute() exist on one engine only', () => {
    const shared = sourceFiles('db').filter((file) => !['db/sqlite.ts', 'db/postgres.ts'].includes(file));
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
});
