import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { glyphsOf, SystemGlyphs } from './glyphs.ts';

// Pictures of pixels out of SVG. The renderer and its letters are loaded when somebody first asks for one: it is 3 MB.

/** As many pixels as a picture has at most; a taller one is drawn smaller. */
const MOST_PIXELS = 6_000_000;
const WIDTH = 1200;

type Draw = (svg: string, size: { width: number; height: number }) => Promise<Uint8Array>;

/** Makes something when it is first asked for; what failed is tried again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

const drawing = once(() => loadRenderer(new SystemGlyphs()));

/** Draws an SVG that is so wide and so tall, 1200 pixels wide. */
export async function pngOf(svg: string, size: { width: number; height: number }): Promise<Uint8Array<ArrayBuffer>> {
  const draw = await drawing();
  return new Uint8Array(await draw(svg, size));
}

/** Loads the renderer, with the program's own letters and those of a system for what they lack. */
export async function loadRenderer(system: SystemGlyphs): Promise<Draw> {
  const { Resvg } = await wasm();
  const letters = await Promise.all(
    ['dejavu-sans', 'dejavu-sans-bold'].map((name) => readFile(new URL(`./fonts/${name}.woff2`, import.meta.url))),
  );
  const own = glyphsOf(letters[0] as Buffer);
  return async (svg, { width, height }) => {
    const zoom = Math.min(WIDTH / width, Math.sqrt(MOST_PIXELS / (width * height)));
    const { fonts, lacking } = await system.fontsFor(new Set([...svg].map(codeOf).filter((code) => code >= FIRST && !own.has(code))));
    const font = { fontBuffers: [...letters, ...fonts], defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };
    const picture = new Resvg(showable(svg, lacking), { font, fitTo: { mode: 'zoom', value: zoom } });
    try {
      const image = picture.render();
      try {
        return image.asPng();
      } finally {
        image.free();
      }
    } finally {
      picture.free();
    }
  };
}

const codeOf = (character: string): number => character.codePointAt(0) as number;
/** The first code point that a font may lack: what is before is ASCII, and line ends. */
const FIRST = 0x7f;

/** A text with an ellipsis for each stretch that no font can show: a renderer would draw an empty box for each character. */
function showable(text: string, lacking: ReadonlySet<number>): string {
  if (lacking.size === 0) return text;
  const shown = [...text].map((character) => (lacking.has(codeOf(character)) ? '\0' : character)).join('');
  // A NUL is in no XML, so it stands for what is lacking alone.
  return shown.replace(/\0[\0\s]*\0|\0/g, '…');
}

/** The renderer, which can be set up only once. */
const wasm = once(async () => {
  const module = await import('@resvg/resvg-wasm');
  await module.initWasm(await readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return module;
});
