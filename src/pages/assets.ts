import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MARK_NAMES_STYLE } from './charts/marks.tsx';

/** The parts of the one stylesheet, in their order: the tokens first. */
const PARTS = [
  'tokens',
  'base',
  'frame',
  'tables',
  'status',
  'forms',
  'lists',
  'home',
  'map',
  'records',
  'charts',
  'duty',
  'recording',
  'docs',
  'print',
] as const;

/** A part without comments and indentation. */
const read = (part: (typeof PARTS)[number]): string =>
  readFileSync(new URL(`./style/${part}.css`, import.meta.url), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
    .trim();

/** The stylesheet as it is served, in one request. */
export const STYLESHEET = [...PARTS.map(read), MARK_NAMES_STYLE].join('\n');

/** What it is known by: an address with it always means this one, so that browsers need not ask again. */
export const STYLE_VERSION = createHash('sha256').update(STYLESHEET).digest('hex').slice(0, 12);
export const STYLE_ADDRESS = `/style.css?v=${STYLE_VERSION}`;

/** The tokens of the light scheme, by name: those before the dark ones. */
export const LIGHT: Readonly<Record<string, string>> = Object.fromEntries(
  [...(read('tokens').split('@media')[0] ?? '').matchAll(/^--([\w-]+): (.+);$/gm)].map(([, name = '', value = '']) => [name, value]),
);

/** The style of pictures that stand by themselves: that of pages, in light colours, without what a file can't have. */
export const CHART_STYLE = read('charts')
  .replace(/^(?:font|min-width): .*\n/gm, '')
  .replace(/var\(--([\w-]+)\)/g, (_whole, name: string) => LIGHT[name] ?? '');

/** The style of the map where it stands by itself, light and dark as the page around it. */
export const MAP_STYLE = [read('tokens'), read('map').replaceAll('var(--text)', 'system-ui, sans-serif')].join('\n');

/** What a style inside a picture is known by: a page's own rules let no other style in. */
export const styleHash = (style: string): string => `sha256-${createHash('sha256').update(style).digest('base64')}`;

/** Two arrows that meet a bar: trade, held up. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0a5276"/><path d="M4 16h8m-3-3 3 3-3 3M28 16h-8m3-3-3 3 3 3M16 6v20" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
