import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { glyphsOf, SystemGlyphs } from '../../src/server/glyphs.ts';
import { loadRenderer, once } from '../../src/server/png.ts';

// A cut of Noto Sans SC with eight glyphs: "prohibited" (🈲) among them, and none of the common ones.
const SQUARED = readFileSync(new URL('../support/fonts/noto-sans-sc-squared.woff2', import.meta.url));
const OWN = readFileSync(new URL('../../src/server/fonts/dejavu-sans.woff2', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trade-disputes-'));
  mkdirSync(join(folder, 'opentype'));
  writeFileSync(join(folder, 'opentype', 'NotoSansSC-Regular.woff2'), SQUARED);
  writeFileSync(join(folder, 'NotoSansCJK-Broken.ttc'), 'ttcf and nothing more');
  writeFileSync(join(folder, 'Times.ttf'), SQUARED);
});
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = { width: 200, height: 40 };
const drawn = async (system: SystemGlyphs, text: string): Promise<string> =>
  Buffer.from(
    await (await loadRenderer(system))(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><text x="5" y="25" font-family="sans-serif" font-weight="bold">${text}</text></svg>`,
      SIZE,
    ),
  ).toString('base64');

it('what could not be loaded is tried again, and what was loaded is not', async () => {
  let tries = 0;
  const load = once(async () => {
    if (++tries === 1) throw new Error('no such file');
    return tries;
  });
  await expect(load()).rejects.toThrow('no such file');
  expect([await load(), await load(), tries]).toEqual([2, 2, 2]);
});

describe('letters in pictures of pixels', () => {
  it('are known by the table of the font', () => {
    const [own, squared] = [glyphsOf(OWN), glyphsOf(SQUARED)];
    expect(['a', 'ß', 'Ж', '…', '→'].every((one) => own.has(one.codePointAt(0) as number))).toBe(true);
    expect(['中', '水', 'あ', '🈲'].some((one) => own.has(one.codePointAt(0) as number))).toBe(false);
    expect([squared.has(0x1f232), squared.has(0x4e2d)]).toEqual([true, false]);
    expect(() => glyphsOf(Buffer.from('no font at all, but long enough'))).toThrow();
  });

  it('come from fonts of the system where the program’s own have none', async () => {
    const system = new SystemGlyphs([folder, join(folder, 'nowhere')]);
    const { fonts, lacking } = await system.fontsFor(new Set([0x1f232, 0x4e2d]));
    expect([fonts.length, [...lacking]]).toEqual([1, [0x4e2d]]);
    expect((await system.fontsFor(new Set([0x4e2d]))).fonts).toEqual([]);
    expect(await drawn(system, 'Ban 🈲')).not.toBe(await drawn(new SystemGlyphs([]), 'Ban 🈲'));
    expect(await drawn(system, 'Ban 🈲')).not.toBe(await drawn(system, 'Ban 🈳'));
  });

  it('are an ellipsis for each stretch that no font has, and never a box', async () => {
    const none = new SystemGlyphs([]);
    expect(await drawn(none, 'Ban 水产品 禁令 of fish')).toBe(await drawn(none, 'Ban … of fish'));
    expect(await drawn(none, '全部 fish 水')).toBe(await drawn(none, '… fish …'));
    expect(await drawn(none, 'Ban of fish')).not.toBe(await drawn(none, 'Ban … of fish'));
    expect(await drawn(new SystemGlyphs([folder]), '水 🈲')).toBe(await drawn(new SystemGlyphs([folder]), '… 🈲'));
  });
});
