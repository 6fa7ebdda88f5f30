import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { recogniseSession, SESSION_HOURS } from '../../tracker/sessions.ts';
import type { Request, Services } from '../context.ts';

const COOKIE = 'trade_disputes_session';

/** Is the browser reached by TLS, here or in front of here? */
const isSecure = (c: Request): boolean =>
  new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';

const attributes = (c: Request) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(c) }) as const;

/** The sealed id that the browser keeps. */
export const sessionCookie = (c: Request): string | undefined => getCookie(c, COOKIE);

export const keepSession = (c: Request, sealed: string): void =>
  setCookie(c, COOKIE, sealed, { ...attributes(c), maxAge: SESSION_HOURS * 3600 });

export const forgetSession = (c: Request): void => {
  deleteCookie(c, COOKIE, attributes(c));
};

/** Learns from the cookie who is signed in. Calls of the API take a token and no cookie. */
export const recogniseVisitor =
  ({ tracker }: Services) =>
  async (c: Request, next: () => Promise<void>): Promise<void> => {
    const sealed = sessionCookie(c);
    const session = sealed === undefined ? null : await recogniseSession(tracker, sealed);
    if (session) {
      c.set('session', session);
      c.set('visitor', { name: session.token.name, csrf: session.csrf });
    }
    await next();
  };
