import { sameSecret } from '../../tracker/sessions.ts';
import type { Request } from '../context.ts';
import { HttpError } from '../errors.ts';

const refused = (why: string): HttpError =>
  new HttpError(403, `${why}; nothing was done. Open the page on this site and send the form from there`);

/**
 * Checks that a form was sent from a page of this site. Browsers say so in Sec-Fetch-Site, older ones and those on plain HTTP in
 * Origin; what says neither is no browser's form. Throws a 403.
 */
export function checkSameSite(c: Request): void {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw refused('this form was sent from another site');
    return;
  }
  const origin = c.req.header('origin');
  if (origin === undefined) throw refused('it can’t be told from which site this form was sent');
  if (!URL.canParse(origin) || new URL(origin).host !== new URL(c.req.url).host) throw refused('this form was sent from another site');
}

/** Checks that a form carries the secret of the session that it is sent in. Throws a 403. */
export function checkCsrf(given: string | undefined, csrf: string): void {
  if (given === undefined || !sameSecret(given, csrf)) throw refused('this form does not belong to your session');
}
