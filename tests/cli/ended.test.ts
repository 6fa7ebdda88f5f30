import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledFile } from '../support/database.ts';
import { runCommand, startCommand } from '../support/program.ts';

// What whoever ends a command finds: a process of its own is ended while it works.

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trade-disputes-ended-'));
  file = join(folder, 'a.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filesBeside = (): string[] => readdirSync(folder).filter((name) => !name.startsWith('a.db'));

/** Ends a command once it works, as this tells; again where it was too early or too late for that, as on a busy machine. */
async function endedWhile(works: () => boolean | Promise<boolean>, signal: NodeJS.Signals, ...args: string[]) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { child, ended } = startCommand('source', file, ...args);
    while (child.exitCode === null && child.signalCode === null && !(await works())) await setTimeout(2);
    child.kill(signal);
    const result = await ended;
    if (result.code !== null && result.code !== 0) return result;
    for (const name of filesBeside()) rmSync(join(folder, name));
  }
  throw new Error('it was never ended while it worked');
}

describe('a command that is ended', () => {
  it('says that nothing was recorded, and nothing was', async () => {
    let wait = 0;
    const works = async (): Promise<boolean> => {
      if (!existsSync(file)) return false;
      wait += 300;
      return setTimeout(wait, true);
    };
    const result = await endedWhile(works, 'SIGTERM', 'load');
    expect(result).toEqual({ code: 143, out: '', err: 'ended by SIGTERM; load: nothing of it is done, unless all is\n' });
    expect((await runCommand('source', file, 'bans')).err).toContain('is empty');
  });

  it('leaves no half of a backup', async () => {
    copyFileSync(await bundledFile(), file);
    const result = await endedWhile(() => filesBeside().length > 0, 'SIGINT', 'backup', join(folder, 'copy'));
    expect(result).toEqual({ code: 130, out: '', err: 'ended by SIGINT; backup: there is no copy\n' });
    expect(filesBeside()).toEqual([]);
  });

  it('leaves no half of a file, and says that the one before is as it was', async () => {
    copyFileSync(await bundledFile(), file);
    const rates = ['rates', '--from', '1995-01-01', '--format', 'csv', '--output', join(folder, 'rates.csv')];
    const result = await endedWhile(() => filesBeside().length > 0, 'SIGINT', ...rates);
    expect(result).toEqual({ code: 130, out: '', err: `ended by SIGINT; ${join(folder, 'rates.csv')} was not made\n` });
    expect(filesBeside()).toEqual([]);
  });
});
