import type { Request } from './context.ts';
import { HttpError } from './errors.ts';

/** One address, three renderings. */
export const RENDERINGS = ['html', 'json', 'csv'] as const;
export type Rendering = (typeof RENDERINGS)[number];

const TYPES: Record<Rendering, string> = { html: 'text/html', json: 'application/json', csv: 'text/csv' };

/** The suffixes of an address: none (the page, or what Accept asks for), `.json`, `.csv`. */
export const SUFFIXES = ['', '.json', '.csv'] as const;
export type Suffix = (typeof SUFFIXES)[number];

/** How good a type is by an Accept header, by the most specific of its ranges: its q, and how specific the range was. */
function quality(accept: string, type: string): { q: number; specificity: number } {
  const [family] = type.split('/');
  let best = { q: 0, specificity: -1 };
  for (const part of accept.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const specificity = range === type ? 2 : range === `${family}/*` ? 1 : range === '*/*' ? 0 : -1;
    if (specificity < 0 || specificity <= best.specificity) continue;
    const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    best = { q: Number.isFinite(q) ? q : 0, specificity };
  }
  return best;
}

/** Picks the rendering that an Accept header likes best; where it likes several alike, what it names outright, else the page. Null: none will do. */
export function negotiate(accept: string | undefined, offered: readonly Rendering[] = RENDERINGS): Rendering | null {
  if (accept === undefined || accept.trim() === '') return offered[0] ?? null;
  const liked = offered
    .map((rendering) => ({ rendering, ...quality(accept, TYPES[rendering]) }))
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q || b.specificity - a.specificity);
  return liked[0]?.rendering ?? null;
}

/** The rendering of this answer: what the suffix says, else what Accept asks for. Throws a 406 if nothing that is there will do. */
export function renderingOf(c: Request, suffix: Suffix, offered: readonly Rendering[] = RENDERINGS): Rendering {
  if (suffix !== '') return suffix === '.json' ? 'json' : 'csv';
  c.header('Vary', 'Accept');
  const accept = c.req.header('accept');
  const rendering = negotiate(accept, offered);
  if (rendering !== null) return rendering;
  throw new HttpError(406, `nothing here is "${accept}": ask for ${offered.map((one) => TYPES[one]).join(', ')}`);
}

/** Did the client ask for a page in so many words? Problems are shown as a page then, and as problem+json to everybody else. */
export function wantsPage(c: Request): boolean {
  const accept = c.req.header('accept') ?? '';
  return /text\/html/i.test(accept) && negotiate(accept, ['html', 'json']) === 'html' && !/\.(?:json|csv)$/.test(c.req.path);
}
