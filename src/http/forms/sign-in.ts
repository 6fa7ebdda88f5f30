import { z } from '@hono/zod-openapi';
import { clockParameters, readParameters } from '../../contract/questions.ts';
import { TrackerError } from '../../domain/errors.ts';
import { signIn, signOut } from '../../tracker/sessions.ts';
import { SignInPage } from '../../web/pages/sign-in-page.tsx';
import { addressOf, type Given, only, readQuery } from '../address.ts';
import type { App, Request, Services } from '../context.ts';
import { formView } from '../page-view.ts';
import { localPath } from './local-path.ts';
import { mountFormPage } from './page-methods.ts';
import { readForm } from './read-form.ts';
import { checkCsrf, checkSameSite } from './same-site.ts';
import { forgetSession, keepSession, sessionCookie } from './sessions.ts';

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
  const { tracker } = services;
  mountFormPage(app, '/sign-in', {
    get: async (c) => {
      const to = destination(readQuery(c));
      return c.get('visitor') ? c.redirect(to, 303) : showSignIn(c, services, readQuery(c), 200);
    },
    post: async (c) => {
      checkSameSite(c);
      const to = destination(readQuery(c));
      const token = (await readForm(c)).token?.[0]?.trim() ?? '';
      if (token === '') return showSignIn(c, services, readQuery(c), 400, 'Give your token: it begins with td_.');
      try {
        const { sealed } = await signIn(tracker, token);
        const before = sessionCookie(c);
        if (before !== undefined) await signOut(tracker, before);
        keepSession(c, sealed);
      } catch (error) {
        if (!(error instanceof TrackerError) || error.code !== 'unauthorized') throw error;
        return showSignIn(c, services, readQuery(c), 401, 'This token is not known here, or it was revoked.');
      }
      c.header('Cache-Control', 'no-store');
      return c.redirect(to, 303);
    },
  });
  mountFormPage(app, '/sign-out', {
    post: async (c) => {
      checkSameSite(c);
      const fields = await readForm(c);
      const [sealed, visitor] = [sessionCookie(c), c.get('visitor')];
      if (sealed !== undefined && visitor) {
        checkCsrf(fields.csrf?.[0], visitor.csrf);
        await signOut(tracker, sealed);
      }
      forgetSession(c);
      c.header('Cache-Control', 'no-store');
      return c.redirect(localPath(fields.back?.[0] ?? '/'), 303);
    },
  });
}
