import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

// Pictures of pixels out of SVG. The renderer and its letters are loaded when somebody first asks for one: it is 3 MB.

/** As many pixels as a picture has at most; a taller one is drawn smaller. */
const MOST_PIXELS = 6_000_000;
const WIDTH = 1200;

type Draw = (svg: string, size: { width: number; height: number }) => Uint8Array;
let drawing: Promise<Draw> | undefined;

/** Draws an SVG that is so wide and so tall, 1200 pixels wide. */
export async function pngOf(svg: string, size: { width: number; height: number }): Promise<Uint8Array<ArrayBuffer>> {
  drawing ??= load();
  return new Uint8Array((await drawing)(svg, size));
}

async function load(): Promise<Draw> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(await readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const fonts = ['dejavu-sans', 'dejavu-sans-bold'].map((name) => readFile(new URL(`./fonts/${name}.woff2`, import.meta.url)));
  const font = { fontBuffers: await Promise.all(fonts), defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };
  return (svg, { width, height }) => {
    const zoom = Math.min(WIDTH / width, Math.sqrt(MOST_PIXELS / (width * height)));
    const picture = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom } });
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
