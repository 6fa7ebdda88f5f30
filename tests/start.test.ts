import { execFile, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledTracker, type TestTracker } from './support/database.ts';
import { sourceProgram } from './support/program.ts';

// What somebody sees who starts the program for the first time, or where something is missing.

const PROGRAM = sourceProgram();

let t: TestTracker;
beforeAll(async () => {
  t = await bundledTracker();
});
afterAll(() => t.close());

/** Runs the program to its end, after a piece of code that makes the world another. */
function run(code: string, ...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const before = join(t.folder, 'before.cjs');
  writeFileSync(before, code);
  return new Promise((resolve) =>
    execFile(process.execPath, ['--require', before, PROGRAM, ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, out, err }),
    ),
  );
}

describe('the program', () => {
  it('says what it does while it starts, and ends with a line for people', async () => {
    const args = ['serve', '--port', '0', '--read-only', '--database', `file:${t.file}`];
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    const said = text(child.stdout);
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('stops it') && child.kill('SIGINT'));
    const lines = (await said).trimEnd().split('\n');
    expect(lines[0]).toBe(`opening the database file:${t.file}`);
    expect(lines.at(-1)).toMatch(
      /^\d+ bans and \d+ tariffs are in force today\. Open http:\/\/localhost:\d+ in a browser; the database is file:\S+; Ctrl\+C stops it\.$/,
    );
  });

  it('leaves the bundled disputes out of a ledger of one\u2019s own, at its first start and at later ones', async () => {
    const own = `file:${join(t.folder, 'own.db')}`;
    const env = { ...process.env, BUNDLED_DISPUTES: 'none' };
    for (const _ of [1, 2]) {
      const child = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0', '--database', own], {
        stdio: ['ignore', 'pipe', 'ignore'],
        env,
      });
      const said = text(child.stdout);
      child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('stops it') && child.kill('SIGINT'));
      expect(await said).toContain('the bundled disputes are left out (BUNDLED_DISPUTES=none)');
    }
    expect((await run('', 'disputes', '--format', 'jsonl', '--database', own)).out).toBe('');
    expect((await run('', 'jurisdictions', '--format', 'jsonl', '--database', own)).out).toContain('"NZ"');
  });

  it('says that its port is taken, and that its copy is missing, before it opens or loads anything', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const database = ['--database', `file:${join(t.folder, 'none.db')}`];
    const taken = await run('', 'serve', '--port', String(port), ...database);
    other.close();
    expect(taken).toMatchObject({ code: 1, out: '' });
    expect(taken.err).toContain(`port ${port} of 127.0.0.1 is taken by another program`);
    const copy = join(t.folder, 'copy.db');
    const missing = await run(`process.env.READ_DATABASE_URL = 'file:${copy}';`, 'serve', '--port', '0', ...database);
    expect(missing.code).toBe(1);
    expect(missing.err).toContain(`READ_DATABASE_URL: there is no database ${copy}`);
    expect(existsSync(join(t.folder, 'none.db'))).toBe(false);
  });

  it('says on an old Node which it needs', async () => {
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } });";
    expect(await run(old, 'bans')).toEqual({
      code: 2,
      out: '',
      err: 'trade-disputes needs Node 20.19 or newer, and this is 20.18.3: take a newer one from https://nodejs.org\n',
    });
  });

  it.each([
    ['was not installed', 'new Error("Could not locate the bindings file. Tried: …")'],
    ['is for another Node', 'Object.assign(new Error("was compiled against another version"), { code: "ERR_DLOPEN_FAILED" })'],
  ])('says what to do where the binary of better-sqlite3 %s', async (_what, error) => {
    const broken = `const Module = require('node:module'); const load = Module._load;
      Module._load = (name, ...rest) => { if (name === 'bindings') return () => { throw ${error}; }; return load(name, ...rest); };`;
    const { code, err } = await run(broken, 'bans', '--database', `file:${t.file}`);
    expect(code).toBe(1);
    expect(err).toContain('run "npm rebuild better-sqlite3"');
    expect(err).toContain('apt-get install build-essential python3');
    expect(err).not.toContain('    at ');
  });
});
