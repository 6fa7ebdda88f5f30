import { readFileSync } from 'node:fs';

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
  'records',
  'charts',
  'duty',
  'recording',
  'docs',
] as const;

/** The stylesheet as it is served: without comments and indentation, in one request. */
export const STYLESHEET = PARTS.map((part) => readFileSync(new URL(`./style/${part}.css`, import.meta.url), 'utf8'))
  .join('\n')
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/\n\s*/g, '\n')
  .trim();
