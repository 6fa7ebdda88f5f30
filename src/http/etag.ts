import { dayOf } from '../domain/dates.ts';
import type { Request, Services } from './context.ts';
import type { Rendering } from './rendering.ts';

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
