import type { PropsWithChildren } from 'hono/jsx';

/** A picture as wide as its place, with links in it: its parts are read one by one. */
export const ChartGroup = ({ name, height, children }: PropsWithChildren<{ name: string; height: number }>) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset can't hold a picture
  <svg class="chart" width="100%" height={height} role="group" aria-label={name}>
    {children}
  </svg>
);

/** A picture as wide as its place that is read as a whole, by its name. */
export const ChartImage = ({ name, height, children }: PropsWithChildren<{ name: string; height: number }>) => (
  <svg class="chart" width="100%" height={height} role="img" aria-label={name}>
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
