import { raw } from 'hono/html';
import { ATTRIBUTION } from '../../things/licence.ts';
import { CHART_STYLE, LIGHT, styleHash } from '../assets.ts';
import type { View } from '../view.ts';
import { barsHeight, type LegendEntry, type Life, legendOf, StatusBars, SWATCH, SwatchBar } from './status-bars.tsx';
import { clip, letters, wrap } from './svg.tsx';

// A chart as a file: the picture of a page with its title, day, source and licence inside, and nothing that stands outside.

/** What its style is known by: a page's own rules let no other style in. */
export const CHART_STYLE_HASH = styleHash(CHART_STYLE);

interface ChartFileProps extends Life {
  view: View;
  title: string;
  /** Which day it is of, and what was known. */
  asOf: string;
  /** Where the same is found for ever. */
  source: string;
}

export const WIDTH = 960;
const MARGIN = 24;
const INNER = WIDTH - 2 * MARGIN;
/** Letters of a title are about so wide, and so many lines it may have. */
const TITLE = { size: 20, letter: 11.2, line: 26, lines: 2 } as const;
const LINE = 18;
/** Letters of small writing are about so wide. */
const LETTER = 7.2;

/** So many rows a chart may have to be drawn in pixels: nobody reads more, and drawing them takes a second. */
export const MOST_CHARTED = 80;

/** Where the parts of a chart stand, from above. */
function layOut({ title, rows, marks = [], on }: Pick<ChartFileProps, 'title' | 'rows' | 'marks' | 'on'>) {
  const titles = wrap(title, INNER / TITLE.letter, TITLE.lines);
  const titled = MARGIN + titles.length * TITLE.line;
  const legend = placed(legendOf(rows, on));
  const bars = titled + LINE + 12;
  const below = bars + barsHeight(rows, marks, on) + 16;
  const foot = below + legend.height + 14;
  return { titles, titled, legend, bars, below, foot, height: foot + 2 * LINE + MARGIN };
}

/** How tall the file is. */
export const chartHeight = (props: Parameters<typeof layOut>[0]): number => layOut(props).height;

/** A chart as an SVG file in light colours, with links to the pages that it speaks of. */
export function chartFile(props: ChartFileProps): string {
  const { view, title, asOf, source, name, rows, marks = [], on } = props;
  const { titles, titled, legend, bars, below, foot, height } = layOut(props);
  const file = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={WIDTH}
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      font-family="system-ui, sans-serif"
      font-size="12"
      fill={LIGHT.ink}
      role="img"
      aria-label={`${title}. ${name}, as of ${asOf}`}
    >
      <title>{title}</title>
      <style>{raw(CHART_STYLE)}</style>
      <rect width={WIDTH} height={height} fill={LIGHT.surface} />
      {titles.map((line, index) => (
        <text x={MARGIN} y={MARGIN + TITLE.size + index * TITLE.line - 4} font-size={TITLE.size} font-weight="700">
          {line}
        </text>
      ))}
      <text x={MARGIN} y={titled + 13} fill={LIGHT.muted}>{`${name}, as of ${asOf}`}</text>
      <svg x={MARGIN} y={bars} width={INNER} height={barsHeight(rows, marks, on)} overflow="visible">
        <title>{name}</title>
        <StatusBars name={name} rows={rows} marks={marks} on={on} view={view} />
      </svg>
      {legend.entries.map(({ entry, x, y }) => (
        <g transform={`translate(${MARGIN + x} ${below + y})`}>
          <SwatchBar {...entry} />
          <text x={SWATCH.width + 6} y="12" fill={LIGHT.muted}>
            {entry.words}
          </text>
        </g>
      ))}
      <text x={MARGIN} y={foot + LINE} fill={LIGHT.muted}>
        {`Source: ${ATTRIBUTION}`}
      </text>
      <text x={MARGIN} y={foot + 2 * LINE} fill={LIGHT.muted}>
        {clip(source, INNER / LETTER)}
      </text>
    </svg>
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${String(file)}\n`;
}

/** The entries of a legend in lines, as many in each as fit. */
function placed(entries: readonly LegendEntry[]) {
  let [x, y] = [0, 0];
  const places = entries.map((entry) => {
    const width = SWATCH.width + 6 + letters(entry.words) * LETTER + 18;
    if (x > 0 && x + width > INNER) [x, y] = [0, y + SWATCH.height + 8];
    const place = { entry, x, y };
    x += width;
    return place;
  });
  return { entries: places, height: entries.length === 0 ? 0 : y + SWATCH.height };
}
