import { accepts } from 'hono/accepts';
import { dayOf } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { fixedClocks } from '../things/clocks.ts';
import { readParameters } from '../things/questions.ts';
import { addressOf, type Given, honoPath, instantOf, only, originOf, readQuery, without } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { HttpError } from './errors.ts';
import { ALL_RENDERINGS, answerRows, RENDERINGS, type Rendering, type RowTable, type ShownAnswer, suffixOf } from './renderings.ts';

// Which rendering of an address a client gets, and whether it has it already.

/** How good a type is by what a client accepts: the q of the most specific range that it falls in, and how specific that is. */
function quality(ranges: readonly { type: string; q: number }[], type: string): { q: number; specificity: number } {
  const [family] = type.split('/');
  const specificityOf = (range: string): number => ['*/*', `${family}/*`, type].indexOf(range.toLowerCase());
  return ranges
    .map(({ type: range, q }) => ({ q, specificity: specificityOf(range) }))
    .reduce((best, one) => (one.specificity > best.specificity ? one : best), { q: 0, specificity: -1 });
}

/** The type that the client likes best; where it likes several alike, what it names outright, else the first. Null: none will do. */
export function preferredType(c: Request, types: readonly string[]): string | null {
  // Hono reads the header; its own choice knows no 406, and gives */* the first type even where q=0 refuses that, so it is made here.
  const chosen = accepts(c, {
    header: 'Accept',
    supports: [...types],
    default: types[0] ?? '',
    match: (ranges, { supports }) => {
      const liked = supports.map((type) => ({ type, ...quality(ranges, type) })).filter(({ q }) => q > 0);
      return liked.sort((a, b) => b.q - a.q || b.specificity - a.specificity)[0]?.type ?? '';
    },
  });
  return chosen === '' ? null : chosen;
}

/** What each rendering is, as Accept names it. */
export const typesOf = (offered: readonly Rendering[]): string[] => offered.map((rendering) => RENDERINGS[rendering].type);

function negotiate(c: Request, offered: readonly Rendering[]): Rendering | null {
  const chosen = preferredType(c, typesOf(offered));
  return offered.find((rendering) => RENDERINGS[rendering].type === chosen) ?? null;
}

/** The rendering that the address asks for by its suffix, or the client by Accept. Throws a 406 if nothing that is there will do. */
export function renderingOf(c: Request, suffix: string, offered: readonly Rendering[]): Rendering {
  const named = offered.find((rendering) => suffix !== '' && RENDERINGS[rendering].suffix === suffix);
  if (named) return named;
  c.header('Vary', 'Accept');
  const rendering = negotiate(c, offered);
  if (rendering !== null) return rendering;
  throw new HttpError(406, `nothing here is "${c.req.header('accept')}": ask for ${typesOf(offered).join(', ')}`);
}

/** Mounts what answers a path in several renderings: at each suffix in one, and without a suffix in the one that Accept asks for. */
export function mountRenderings(
  app: App,
  path: string,
  answer: (c: Request, given: Given, rendering: Rendering, suffix: string) => Promise<Response>,
  offered: readonly Rendering[] = ALL_RENDERINGS,
): void {
  // The longer patterns first: an id without a suffix would take them all.
  for (const { suffix } of offered.map((name) => RENDERINGS[name]).reverse())
    app.get(honoPath(`${path}${suffix}`), async (c) => {
      const rendering = renderingOf(c, suffix, offered);
      return answer(c, withoutOwn(c, rendering), rendering, suffix);
    });
}

/** The question without what the rendering itself is told, which is kept for it. */
export function withoutOwn(c: Request, rendering: Rendering): Given {
  const given = readQuery(c);
  const how = RENDERINGS[rendering];
  if (!how.whole) return given;
  c.set('csv', readParameters(how.parameters, only(given, how.parameters)));
  return without(given, how.parameters);
}

/** What the validator of an answer depends on. */
export interface AnswerState {
  ledgerHead: string;
  on?: string | undefined;
  known_at?: string | undefined;
}

/** What was found at an address, for whatever rendering is asked. */
interface Found extends ShownAnswer, AnswerState {
  table(): RowTable;
}

/** Answers with what was found, or with a 304 if the client has it. */
export async function respond(c: Request, services: Services, rendering: Rendering, found: Found): Promise<Response> {
  const known = validateAnswer(c, services, rendering, found);
  if (known) return known;
  const how = RENDERINGS[rendering];
  if (!how.whole) return how.answer(c, found);
  const table = found.table();
  return answerRows(c, how, { address: sameAgain(c, how.suffix, table), ...table }, services);
}

/** The address that gives a file again as it is now: as it was asked, with the clocks that the answer has. */
function sameAgain(c: Request, suffix: string, table: RowTable): string {
  const { path } = c.req;
  const asked = { ...(table.asked ?? readQuery(c)), ...fixedClocks(table) };
  return `${originOf(c.req.raw)}${addressOf(suffixOf(path) === '' ? `${path}${suffix}` : path, asked)}`;
}

/** Did the client ask for a page in so many words? Problems are shown as a page then, and as problem+json to everybody else. */
export function wantsPage(c: Request): boolean {
  const named = /text\/html/i.test(c.req.header('accept') ?? '');
  return named && negotiate(c, ['html', 'json']) === 'html' && suffixOf(c.req.path) === '';
}

/** Is it a question that a page is to show again in its form, with what is wrong with it? */
export const isAskedBack = (c: Request, rendering: Rendering, error: unknown): error is TrackerError =>
  rendering === 'html' && wantsPage(c) && error instanceof TrackerError && error.code === 'invalid';

/**
 * Sets the validator of an answer, which depends on its address, the state of the ledger, the clocks and the release, and on nothing
 * else; that of a page on who looks as well and, unless its address names a past instant, on today, as it says when it is about another
 * day. Gives a 304 if the client has it.
 */
export function validateAnswer(
  c: Request,
  { release, tracker }: Services,
  rendering: Rendering | 'atom' | 'ics',
  { ledgerHead, on, known_at }: AnswerState,
): Response | null {
  c.set('readFrom', { ledgerHead, known_at });
  // Not hono/etag: that makes the tag out of the answer, and this one saves making the answer.
  const state = `${release}-${ledgerHead}-${known_at ?? 'now'}-${on ?? 'any'}`;
  if (rendering !== 'html') return validate(c, `W/"${state}-${rendering}"`);
  c.header('Vary', 'Accept, Cookie');
  const viewer = c.get('visitor')?.csrf.slice(0, 12) ?? 'guest';
  const today = known_at !== undefined && instantOf(readQuery(c).known_at?.[0]) === known_at ? 'past' : dayOf(tracker.clock());
  return validate(c, `W/"${state}-${today}-${viewer}-html"`, 'private, no-cache');
}

/** Does the client have this already? `given`: what it sends as `If-None-Match`. */
export function isKnown(given: string | null | undefined, tag: string): boolean {
  if (!given) return false;
  // However it was compressed, it is the same.
  const opaque = (text: string): string =>
    text
      .trim()
      .replace(/^W\//, '')
      .replace(/-gzip"$/, '"');
  return given.trim() === '*' || given.split(',').some((one) => opaque(one) === opaque(tag));
}

/** Sets the validator; `no-cache` because whoever keeps an answer must ask whether it still holds. Gives a 304 if the client has it. */
export function validate(c: Request, tag: string, caching = 'no-cache'): Response | null {
  c.header('ETag', tag);
  c.header('Cache-Control', caching);
  return isKnown(c.req.header('if-none-match'), tag) ? c.body(null, 304) : null;
}
