import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import * as z from 'zod';
import { recogniseSession, SESSION_HOURS, sameSecret, signIn, signOut } from '../changes/access.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { SignInPage } from '../pages/error.tsx';
import { clockParameters, readParameters } from '../things/questions.ts';
import { addressOf, type Given, isSecure, only, readQuery } from './address.ts';
import { isForm, isUpload, limitBody, readForm } from './bodies.ts';
import type { App, Env, Request, Services } from './context.ts';
import { HttpError } from './errors.ts';
import { formView } from './list-view.ts';

const COOKIE = 'trade_disputes_session';

const attributes = (c: Request) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(c.req.raw) }) as const;

/** The sealed id that the browser keeps. */
const sessionCookie = (c: Request): string | undefined => getCookie(c, COOKIE);

const keepSession = (c: Request, sealed: string): void => setCookie(c, COOKIE, sealed, { ...attributes(c), maxAge: SESSION_HOURS * 3600 });

const forgetSession = (c: Request): void => {
  deleteCookie(c, COOKIE, attributes(c));
};

/** Of the page that answers a form: a browser that keeps no answer to a POST has nothing to go back to but an error. What it keeps it asks for again. */
export const keepToGoBack = (c: Request): void => c.header('Cache-Control', 'private, no-cache');

/** Learns from the cookie who is signed in. Calls of the API take a token and no cookie. */
export const recogniseVisitor =
  ({ tracker, readOnly }: Services): MiddlewareHandler<Env> =>
  async (c, next) => {
    // Who only reads may not be allowed to look at sessions.
    const sealed = readOnly ? undefined : sessionCookie(c);
    const session = sealed === undefined ? null : await recogniseSession(tracker, sealed);
    if (session) {
      c.set('session', session);
      c.set('visitor', { name: session.token.name, role: session.token.role, csrf: session.csrf });
    }
    await next();
  };

const refused = (why: string): HttpError =>
  new HttpError(403, `${why}; nothing was done. Open the page on this site and send the form from there`);

/** Browsers say from which site a form comes in Sec-Fetch-Site, older ones and those on plain HTTP in Origin; behind TLS its scheme is not ours. */
const fromHere = csrf({
  secFetchSite: ['same-origin', 'none'],
  origin: (origin, c) =>
    c.req.header('sec-fetch-site') === undefined && URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host,
});

/** Lets a form pass that was sent from a page of this site; what says neither is no browser's form. Throws a 403. */
export const sameSite: MiddlewareHandler<Env> = async (c, next) => {
  if (isForm(c) || isUpload(c))
    await fromHere(c, async () => undefined).catch(() => {
      throw refused('it can’t be told that this form was sent from this site');
    });
  await next();
};

/** Checks that a form carries the secret of the session that it is sent in. Throws a 403. */
export function checkCsrf(given: string | undefined, csrf: string): void {
  if (given === undefined || !sameSecret(given, csrf)) throw refused('this form does not belong to your session');
}

const HERE = 'http://here.invalid';

/** Reads an address to come back to: a path of this site, as a browser understands it. Throws `invalid` for one that leads elsewhere. */
function localPath(text: string): string {
  const url = text.startsWith('/') && URL.canParse(text, HERE) ? new URL(text, HERE) : null;
  // A path that begins with two slashes would be read as a host the next time.
  if (url?.origin !== HERE || url.pathname.startsWith('//'))
    throw invalid('back', `"${text}" is no page of this site: back must be a path such as /measures/cn-au-wine-ad`);
  return `${url.pathname}${url.search}${url.hash}`;
}

const parameters = { ...clockParameters, back: z.string().optional() };

/** Where to go once signed in: back to the page that led here, else the first page. */
function destination(given: Given): string {
  const { back } = readParameters(parameters, given);
  return back === undefined ? addressOf('/', only(given, clockParameters)) : localPath(back);
}

async function showSignIn(c: Request, services: Services, given: Given, status: 200 | 400 | 401, problem?: string): Promise<Response> {
  c.header('Cache-Control', 'no-store');
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  const view = await formView(c, services, only(given, clockParameters));
  return c.html(SignInPage({ view, action: addressOf('/sign-in', given), problem }), status);
}

/** For who is not signed in and asks for a page that needs it: the way in, which leads back to it. */
export function askToSignIn(c: Request): Response {
  const clocks = only(readQuery(c), clockParameters);
  const given = { ...clocks, back: [addressOf(c.req.path, clocks)] };
  return c.redirect(addressOf('/sign-in', given), 303);
}

/** Signing in with a token, and out again. */
export function mountSignIn(app: App, services: Services): void {
  const { tracker, attempts } = services;
  app.get('/sign-in', async (c) => {
    const to = destination(readQuery(c));
    return c.get('visitor') ? c.redirect(to, 303) : showSignIn(c, services, readQuery(c), 200);
  });
  app.post('/sign-in', limitBody, sameSite, async (c) => {
    const to = destination(readQuery(c));
    const token = (await readForm(c)).token?.[0]?.trim() ?? '';
    if (token === '') return showSignIn(c, services, readQuery(c), 400, 'Give your token: it begins with td_.');
    try {
      const { sealed, session } = await attempts.attempt(c, token, () => signIn(tracker, token));
      c.set('actor', session.token.name);
      const before = sessionCookie(c);
      if (before !== undefined) await signOut(tracker, before);
      keepSession(c, sealed);
    } catch (error) {
      if (!(error instanceof TrackerError) || error.code !== 'unauthorized') throw error;
      return showSignIn(c, services, readQuery(c), 401, 'This token is not known here, or it was revoked.');
    }
    c.header('Cache-Control', 'no-store');
    return c.redirect(to, 303);
  });
  app.post('/sign-out', limitBody, sameSite, async (c) => {
    const fields = await readForm(c);
    const [sealed, visitor] = [sessionCookie(c), c.get('visitor')];
    if (sealed !== undefined && visitor) {
      checkCsrf(fields.csrf?.[0], visitor.csrf);
      await signOut(tracker, sealed);
    }
    forgetSession(c);
    c.header('Cache-Control', 'no-store');
    return c.redirect(localPath(fields.back?.[0] ?? '/'), 303);
  });
}
