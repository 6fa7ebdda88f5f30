import { dayOf } from '../domain/dates.ts';
import type { Request, Services } from './context.ts';
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

/** The validator of an answer that depends on its address, the state of the ledger, the day and the release, and on nothing else. */
export const answerTag = (release: string, changeSeq: number, on: string | undefined, rendering: Rendering): string =>
  `W/"${release}-${changeSeq}-${on ?? 'any'}-${rendering}"`;

/** The same for a page, which depends on who looks and on today as well: it says when it is about another day. */
export function validatePage(c: Request, { release, tracker }: Services, changeSeq: number): Response | null {
  c.header('Vary', 'Accept, Cookie');
  return validate(
    c,
    `W/"${release}-${changeSeq}-${dayOf(tracker.clock())}-${c.get('visitor')?.csrf.slice(0, 12) ?? 'guest'}-html"`,
    'private, no-cache',
  );
}

/** Does the client have this already? */
export function isKnown(c: Request, tag: string): boolean {
  const given = c.req.header('if-none-match');
  if (given === undefined) return false;
  const opaque = (text: string): string => text.trim().replace(/^W\//, '');
  return given.trim() === '*' || given.split(',').some((one) => opaque(one) === opaque(tag));
}

/** Sets the validator; `no-cache` because whoever keeps an answer must ask whether it still holds. Gives a 304 if the client has it. */
export function validate(c: Request, tag: string, caching = 'no-cache'): Response | null {
  c.header('ETag', tag);
  c.header('Cache-Control', caching);
  return isKnown(c, tag) ? c.body(null, 304) : null;
}
