import { type SymbolType, symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolStar, symbolTriangle } from 'd3-shape';

const SHAPES = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  cross: symbolCross,
  star: symbolStar,
} as const satisfies Record<string, SymbolType>;
export type Shape = keyof typeof SHAPES;

interface Props {
  shape: Shape;
  /** A place such as `12%` of the width, or pixels. */
  x: string | number;
  y: string | number;
  /** About how wide it is, in pixels. */
  size?: number;
  title?: string;
}

/** A shape at a place. */
export const MarkAt = ({ shape, x, y, size = 11, title }: Props) => (
  // biome-ignore lint/a11y/noSvgWithoutTitle: it is a part of a picture that has a name
  <svg x={x} y={y} class="mark">
    <path d={symbol(SHAPES[shape], (size * size * 3) / 5)() ?? ''}>{title !== undefined && <title>{title}</title>}</path>
  </svg>
);
