import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

// Which characters a font has. The letters that come with the program have no Chinese, Japanese or Korean: fonts for these weigh more than the
// program, so they are taken from the system where it has any.

/** The code points that a font has a glyph for. Throws for what is no TrueType, OpenType or WOFF2. */
export function glyphsOf(font: Buffer): ReadonlySet<number> {
  return codesIn(font.toString('latin1', 0, 4) === 'wOF2' ? tableOfWoff2(font) : tableOfSfnt(font));
}

const missing = (): Error => new Error('the font has no cmap table');

/** The cmap of a TrueType or OpenType font; of a collection, that of its first font. */
function tableOfSfnt(font: Buffer): Buffer {
  const start = font.toString('latin1', 0, 4) === 'ttcf' ? font.readUInt32BE(12) : 0;
  for (let at = start + 12, left = font.readUInt16BE(start + 4); left > 0; at += 16, left -= 1)
    if (font.toString('latin1', at, at + 4) === 'cmap') return font.subarray(font.readUInt32BE(at + 8));
  throw missing();
}

/** The same of a WOFF2 file (https://www.w3.org/TR/WOFF2/), whose tables are one stream. */
function tableOfWoff2(font: Buffer): Buffer {
  let [at, offset, cmap] = [48, 0, -1];
  const number = (): number => {
    for (let value = 0; ; ) {
      const byte = font.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
  };
  for (let left = font.readUInt16BE(12); left > 0; left -= 1) {
    const flags = font.readUInt8(at++);
    const [tag, transform] = [flags & 0x3f, flags >> 6];
    if (tag === 63) at += 4;
    let length = number();
    // 10 and 11 are glyf and loca, which are transformed unless they say otherwise; the others are not.
    if (tag === 10 || tag === 11 ? transform !== 3 : transform !== 0) length = number();
    if (tag === 0) cmap = offset;
    offset += length;
  }
  if (cmap === -1) throw missing();
  return brotliDecompressSync(font.subarray(at, at + font.readUInt32BE(20))).subarray(cmap);
}

/** The code points of a cmap table (formats 4 and 12, which between them all fonts of today have). */
function codesIn(cmap: Buffer): Set<number> {
  const codes = new Set<number>();
  for (let record = 4, left = cmap.readUInt16BE(2); left > 0; record += 8, left -= 1) {
    const table = cmap.subarray(cmap.readUInt32BE(record + 4));
    const format = table.readUInt16BE(0);
    if (format === 12)
      for (let group = 16, groups = table.readUInt32BE(12); groups > 0; group += 12, groups -= 1)
        for (let code = table.readUInt32BE(group); code <= table.readUInt32BE(group + 4); code += 1) codes.add(code);
    if (format !== 4) continue;
    const segments = table.readUInt16BE(6);
    for (let segment = 0; segment < segments; segment += 2) {
      const last = table.readUInt16BE(14 + segment);
      const first = table.readUInt16BE(16 + segments + segment);
      const rangeAt = 16 + segments * 3 + segment;
      const range = table.readUInt16BE(rangeAt);
      for (let code = first; code <= last && code < 0xffff; code += 1)
        if (range === 0 || table.readUInt16BE(rangeAt + range + (code - first) * 2) !== 0) codes.add(code);
    }
  }
  return codes;
}

/** Where systems keep their fonts. */
const FONT_FOLDERS: readonly string[] =
  process.platform === 'win32'
    ? [join(process.env.WINDIR ?? 'C:\\Windows', 'Fonts')]
    : process.platform === 'darwin'
      ? ['/System/Library/Fonts', '/Library/Fonts', join(homedir(), 'Library/Fonts')]
      : ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.local/share/fonts'), join(homedir(), '.fonts')];

/** The names of fonts that have Chinese, Japanese or Korean, the better ones first; of a family the regular weight. */
const KNOWN =
  /^(?:(noto[ -]?sans[ -]?(?:mono[ -]?)?(?:cjk|sc|tc|hk|jp|kr)|source[ -]?han[ -]?sans|pingfang|hiragino ?sans|msyh|yugothic|yugothr|msgothic|malgun|applesdgothic)|(droid ?sans ?fallback|wqy|ipa|takao|vl-|nanum|unifont|arial ?unicode|simsun|mingliu|uming|heiti|stheiti))/i;
const HEAVY = /(bold|black|heavy|thin|light|medium|demi)/i;
const ranked = (name: string): number => (KNOWN.exec(name)?.[1] ? 0 : 2) + (HEAVY.test(name) ? 1 : 0);

/** Fonts of the system for what the program's own letters lack, found once. */
export class SystemGlyphs {
  readonly #folders: readonly string[];
  #files: Promise<string[]> | undefined;
  readonly #known = new Map<string, ReadonlySet<number>>();

  constructor(folders: readonly string[] = FONT_FOLDERS) {
    this.#folders = folders;
  }

  /** Fonts that have these code points, as far as there are any, and the code points that none has. */
  async fontsFor(codes: ReadonlySet<number>): Promise<{ fonts: Buffer[]; lacking: Set<number> }> {
    this.#files ??= this.#find();
    const fonts: Buffer[] = [];
    let lacking = new Set(codes);
    for (const file of await this.#files) {
      if (lacking.size === 0) break;
      const has = this.#known.get(file);
      if (has !== undefined && ![...lacking].some((code) => has.has(code))) continue;
      const font = await readFile(file).catch(() => null);
      const glyphs = has ?? (font && tried(font)) ?? new Set();
      this.#known.set(file, glyphs);
      const left = new Set([...lacking].filter((code) => !glyphs.has(code)));
      if (font && left.size < lacking.size) fonts.push(font);
      lacking = left;
    }
    return { fonts, lacking };
  }

  async #find(): Promise<string[]> {
    const found = await Promise.all(this.#folders.map((folder) => readdir(folder, { recursive: true }).catch(() => [])));
    const files = found.flatMap((names, at) => names.map((name) => join(this.#folders[at] as string, name)));
    return files
      .filter((file) => /\.(ttf|otf|ttc|otc|woff2)$/i.test(file) && KNOWN.test(basename(file)))
      .sort((a, b) => ranked(basename(a)) - ranked(basename(b)) || (a < b ? -1 : 1));
  }
}

/** Of a file that only looks like a font: none. */
function tried(font: Buffer): ReadonlySet<number> {
  try {
    return glyphsOf(font);
  } catch {
    return new Set();
  }
}
