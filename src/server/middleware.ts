import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { matchedRoutes } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { jurisdictionOf } from '../domain/scope.ts';
import { readNames, sourcesById } from '../lookups/register.ts';
import { CHART_STYLE_HASH } from '../pages/charts/chart-file.tsx';
import { MAP_STYLE_HASH } from '../pages/charts/world-map.tsx';
import { ErrorPage } from '../pages/error.tsx';
import { addressOf, asksInBody, checkPath, type Given, onlyReads, readQuery, routeName, withoutBlanks, writtenPath } from './address.ts';
import type { App, Env, Request, Services } from './context.ts';
import { NO_ROUTE } from './context.ts';
import { HttpError, problemOf } from './errors.ts';
import { bareView } from './list-view.ts';
import { wantsPage } from './negotiation.ts';
import { suffixOf } from './renderings.ts';
import { requestIdOf } from './traffic.ts';

// What happens around every request, and how an error is told.

/** Gives the request the name that its answer, its problem and its lines in the log bear: the client's own, if it sent a sane one. */
export const nameRequest: MiddlewareHandler<Env> = async (c, next) => {
  // Not hono/request-id: the server has named the request already, in another thread perhaps.
  const id = c.env?.requestId ?? requestIdOf(c.req.header('x-request-id'));
  c.set('requestId', id);
  c.header('X-Request-Id', id);
  await next();
};

/** Tells the server, which writes the log and counts, what only the app knows of a request. */
export const tellServer: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  if (!c.env) return;
  // Whatever middleware did, the handler's pattern says what was asked.
  const route = matchedRoutes(c).find(({ path }) => path !== '/*')?.path;
  const actor = c.get('actor') ?? c.get('visitor')?.name;
  const { readFrom } = c.var;
  c.env.seen = {
    route: route === undefined ? NO_ROUTE : routeName(route),
    ...(actor !== undefined && { actor }),
    ...(readFrom !== undefined && { readFrom }),
  };
};

const forThisSite = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  // Whether this host is always reached by TLS is for whoever puts it behind TLS to say.
  strictTransportSecurity: false,
  // With no referrer at all, browsers would send forms without saying from which site.
  referrerPolicy: 'same-origin',
});

/** The styles that stand inside pictures. */
const PICTURE_STYLES = `style-src '${CHART_STYLE_HASH}' '${MAP_STYLE_HASH}'`;

/** Lets pages of other sites show what is there to be shown, and nothing else: a page that records could be laid under their own. */
export const security: MiddlewareHandler<Env> = async (c, next) => {
  await forThisSite(c, next);
  const elsewhere = c.get('elsewhere');
  if (elsewhere === undefined) return;
  const policy = c.res.headers.get('Content-Security-Policy') ?? '';
  c.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  if (elsewhere === 'frame') {
    c.res.headers.delete('X-Frame-Options');
    c.res.headers.set('Content-Security-Policy', policy.replace("frame-ancestors 'none'", 'frame-ancestors *'));
  } else c.res.headers.set('Content-Security-Policy', policy.replace("style-src 'self'", PICTURE_STYLES));
};

/** What scripts of other sites may read of an answer beside its body. */
const EXPOSED = [
  ...['X-On', 'X-Announced-By', 'X-Known-At', 'X-Ledger-Begins', 'X-Last-Seq', 'X-Row-Count', 'X-In-Doubt', 'X-Code-Outdated'],
  ...['X-Took', 'X-Request-Id'],
  ...['Link', 'Location', 'ETag', 'Retry-After', 'Content-Disposition'],
];
/** Nobody's cookies or tokens: reading takes none, and pages of other sites are to write nothing. */
const preflight = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD'],
  allowHeaders: ['Accept', 'If-None-Match', 'X-Request-Id'],
  maxAge: 86_400,
});
const DATA = /^(?:application\/|image\/|text\/(?:csv|calendar))/;

/** Lets scripts of any site read data: answers to GET and HEAD, problems included. Pages, forms and what was recorded are not for them. */
export const openToRead: MiddlewareHandler<Env> = async (c, next) => {
  const { method } = c.req;
  if (method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) return preflight(c, next);
  await next();
  if (!onlyReads(method) || (![302, 304].includes(c.res.status) && !DATA.test(c.res.headers.get('content-type') ?? ''))) return;
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Access-Control-Expose-Headers', EXPOSED.join(', '));
};

/** Tells why a question was given up, in the rendering that was asked. */
export const refuse: MiddlewareHandler<Env> = async (c, next) => {
  if (c.env?.refused) throw c.env.refused;
  await next();
};

const ELSEWHERE = 'this server only reads: sign in and record at the one that records';

/** Refuses whatever would record, and the way to it. */
export const onlyReading: MiddlewareHandler<Env> = async (c, next) => {
  if (!onlyReads(c.req.method) && !asksInBody(c.req.path)) throw new HttpError(405, ELSEWHERE, { Allow: 'GET, HEAD' });
  if (c.req.path === '/sign-in') throw new HttpError(404, ELSEWHERE);
  await next();
};

export const allowedMethods = (app: App, services: Services): MiddlewareHandler<Env> =>
  methodNotAllowed({
    app,
    onMethodNotAllowed: async (c, methods) => {
      if (onlyReads(c.req.method)) {
        const row = await rowOfRegister(c, services);
        if (row !== null) return row;
      }
      const allowed = methods.join(', ');
      return answerProblem(c, new HttpError(405, `${c.req.method} is not allowed here: use ${allowed}`, { Allow: allowed }), services);
    },
  });

/** The address of a jurisdiction, an area, a company or a source in the register, without the suffix of a rendering. */
const OF_REGISTER = /^\/(jurisdictions|areas|exporters|sources)\/([^/]+)$/;

/** Such an address is there to edit the thing, and has no page of its own: who asks what it is comes to its row in the list. Null for any other. */
async function rowOfRegister(c: Request, services: Services): Promise<Response | null> {
  const suffix = suffixOf(c.req.path);
  const [, kind, written = ''] = OF_REGISTER.exec(c.req.path.slice(0, c.req.path.length - suffix.length)) ?? [];
  if (kind === undefined) return null;
  checkPath(c);
  // Codes are written in capitals, and asked for in any letters as elsewhere.
  const isCode = kind === 'areas' || kind === 'jurisdictions';
  const id = isCode ? decodeURIComponent(written).toUpperCase() : decodeURIComponent(written);
  const [list, word] = kind === 'areas' ? ['jurisdictions', 'area'] : [kind, kind.slice(0, -1)];
  const { jurisdictions, areas, exporters } = (await readNames(services.tracker, {})).names;
  const found = {
    // The words of a code begin many names, and few names are part of another.
    jurisdictions: async () => jurisdictions.get(id),
    areas: async () => (areas.has(id) ? jurisdictions.get(jurisdictionOf(id)) : undefined),
    exporters: async () => (exporters.has(id) ? id : undefined),
    sources: async () => (await sourcesById(services.tracker, [id], {})).get(id)?.id,
  };
  const q = await found[kind as keyof typeof found]();
  if (q === undefined) return answerProblem(c, new HttpError(404, `there is no ${word} "${id}": /${list} lists them`), services);
  return c.redirect(addressOf(`/${list}${suffix}`, { ...readQuery(c), q: [q] }), 303);
}

/**
 * A browser's form sends its empty fields too, others put onto links who came by them, and people end an address with a slash; the address that
 * remains says only what was asked. To anybody else these are errors.
 */
export const plainAddress: MiddlewareHandler<Env> = async (c, next) => {
  checkPath(c);
  if (onlyReads(c.req.method) && wantsPage(c)) {
    const [given, written] = [readQuery(c), writtenPath(c)];
    const path = written.replace(/(?<=.)\/+$/, '');
    const filled = withoutBlanks(given);
    if (filled !== null || path !== written) return c.redirect(addressOf(path, filled ?? given), 303);
  }
  await next();
};

/** Tells an error as a page or as problem+json. */
export function answerProblem(c: Request, error: unknown, services: Services): Response | Promise<Response> {
  const { problem, headers } = problemOf(c, error, services);
  for (const name of ['ETag', 'Content-Disposition', 'Link']) c.header(name, undefined);
  c.header('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  c.status(problem.status);
  if (wantsPage(c)) return c.html(ErrorPage({ ...problem, view: bareView(c, services, askedAgain(c, problem.status)) }));
  return c.body(JSON.stringify(problem), { headers: { 'Content-Type': 'application/problem+json' } });
}

/** What a page was asked with, if it can be asked again for another day: a date that is none is corrected where it stands. */
function askedAgain(c: Request, status: number): Given | undefined {
  if (status !== 400 || c.req.method !== 'GET') return undefined;
  try {
    return readQuery(c);
  } catch {
    // What can't be decoded can't be kept either.
    return undefined;
  }
}
