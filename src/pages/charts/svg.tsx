import { type SymbolType, symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolStar, symbolTriangle } from 'd3-shape';
import type { Child, PropsWithChildren } from 'hono/jsx';

/** A picture as wide as its place: with links in it a group, whose parts are read one by one; else an image, which is read as a whole by its name. */
export const ChartPicture = ({
  name,
  role,
  height,
  children,
}: PropsWithChildren<{ name: string; role: 'group' | 'img'; height: number }>) => (
  <svg class="chart" width="100%" height={height} role={role} aria-label={name}>
    {children}
  </svg>
);

/** A part of a picture that says nothing to those who can't see it: the table beside the picture tells them the same. */
export const Drawn = ({ kind, children }: PropsWithChildren<{ kind?: string }>) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a <g> can't be focused
  <g class={kind} aria-hidden="true">
    {children}
  </g>
);

/** A part of a picture with a measure of its own: what is in it is placed in percent of it. */
export const Pane = ({
  x = '0',
  y,
  width = '100%',
  height,
  children,
}: PropsWithChildren<{ x?: string; y: number; width?: string; height: number }>) => (
  // biome-ignore lint/a11y/noSvgWithoutTitle: it is a part of a picture that has a name
  <svg x={x} y={y} width={width} height={height} class="pane">
    {children}
  </svg>
);

interface ChartFigureProps {
  /** What the picture is called where it scrolls. */
  name: string;
  /** One sentence that says what is seen. */
  caption: string;
  /** What the signs in the picture mean. */
  legend?: Child;
  /** The same facts as a table; left out where they stand below the picture. */
  table?: Child;
}

/** A picture with a sentence that says what is seen, and the same facts as a table. */
export const ChartFigure = ({ name, caption, legend, table, children }: PropsWithChildren<ChartFigureProps>) => (
  <figure class="chart-figure">
    <figcaption>{caption}</figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too */}
    <section class="scroll" tabIndex={0} aria-label={name}>
      {children}
    </section>
    {legend}
    {table !== undefined && (
      <details>
        <summary>The same as a table</summary>
        {table}
      </details>
    )}
  </figure>
);

/**
 * A picture that, where it is wider than the screen, opens at a place of its width (in percent): what is before it is reached by scrolling
 * back. A picture as wide as what is before the place holds it there, as a page has no style of its own.
 */
export const OpensAt = ({ at, children }: PropsWithChildren<{ at: number }>) => (
  <div class="canvas">
    {children}
    <span class="opens-at">
      <svg width={`${Math.round(at)}%`} height="1" aria-hidden="true" />
      <i />
    </span>
  </div>
);

/** The least width of a wide chart in CSS pixels (charts.css says the same): narrower screens scroll. What fits there fits everywhere. */
export const LEAST_WIDTH = 640;
/** A part of that width, given in percent. */
export const inPixels = (percent: number): number => (percent / 100) * LEAST_WIDTH;

/** Letters of 12 px are about so wide. */
export const LETTER = 6.9;

/** How many letters a character takes in a line: those of East Asian scripts are twice as wide. */
const widthOf = (character: string): number =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1;

/** About how many letters wide a text is. */
export const letters = (text: string): number => [...text].reduce((sum, character) => sum + widthOf(character), 0);

/** The text, or its beginning with an ellipsis, in at most so many letters. */
export function clip(text: string, most: number): string {
  if (letters(text) <= most) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += widthOf(character);
    if (used > most) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** A text in lines of at most so many letters, broken between words; what the last line can't hold is cut. */
export function wrap(text: string, most: number, lines: number): string[] {
  const result: string[] = [];
  let rest = text.trim();
  while (rest !== '' && result.length < lines - 1 && letters(rest) > most) {
    const words = rest.split(' ');
    let line = words.shift() ?? '';
    while (words[0] !== undefined && letters(`${line} ${words[0]}`) <= most) line += ` ${words.shift()}`;
    result.push(clip(line, most));
    rest = words.join(' ');
  }
  if (rest !== '') result.push(clip(rest, most));
  return result;
}

const SHAPES = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  cross: symbolCross,
  star: symbolStar,
} as const satisfies Record<string, SymbolType>;
export type Shape = keyof typeof SHAPES;

interface MarkAtProps {
  shape: Shape;
  /** A place such as `12%` of the width, or pixels. */
  x: string | number;
  y: string | number;
  /** About how wide it is, in pixels. */
  size?: number;
  title?: string;
}

const outline = (shape: Shape, size: number): string => symbol(SHAPES[shape], (size * size * 3) / 5).digits(1)() ?? '';

/** A shape at a place. */
export const MarkAt = ({ shape, x, y, size = 11, title }: MarkAtProps) => (
  // biome-ignore lint/a11y/noSvgWithoutTitle: it is a part of a picture that has a name
  <svg x={x} y={y} class="mark">
    <path d={outline(shape, size)}>{title !== undefined && <title>{title}</title>}</path>
  </svg>
);

/** Shapes of one size of which a picture has many: drawn here once, and shown wherever `ShapeAt` has one. One picture of a page has them. */
export const Shapes = ({ shapes, size }: { shapes: readonly Shape[]; size: number }) => (
  <defs>
    {[...new Set(shapes)].map((shape) => (
      <path id={`shape-${shape}`} d={outline(shape, size)} />
    ))}
  </defs>
);

/** One of `Shapes` at a place. */
export const ShapeAt = ({ shape, x, y, title }: Omit<MarkAtProps, 'size'>) => (
  <use href={`#shape-${shape}`} x={x} y={y}>
    {title !== undefined && <title>{title}</title>}
  </use>
);
