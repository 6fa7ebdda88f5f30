import { type Handler, Hono } from 'hono';
import { etag } from 'hono/etag';
import { CALLS } from '../changes/calls.ts';
import { TrackerError } from '../domain/errors.ts';
import { AnswerMemory } from '../lookups/answer-memory.ts';
import { notReady } from '../lookups/readiness.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { ICON, STYLE_VERSION, STYLESHEET } from '../pages/assets.ts';
import { type Networks, readNetworks } from '../things/networks.ts';
import { mountAssistants } from './assistants/mount.ts';
import { Attempts } from './attempts.ts';
import { mounted } from './call.ts';
import { mountCharts } from './charts.tsx';
import { compressAnswers } from './compression.ts';
import { type App, createLog, type Env, type Log, type Services } from './context.ts';
import { mountCrawlers } from './crawlers.ts';
import { mountDuty } from './duty.ts';
import { mountDutyHistory } from './duty-history.ts';
import { HttpError, type Problem, reasonOf } from './errors.ts';
import { mountExports } from './exports.ts';
import { mountFeeds } from './feeds.ts';
import { CORRECT_ENTRY } from './forms/correction-form.tsx';
import {
  CHECK_DISPUTE,
  CHECK_MEASURE,
  COLLAPSE_RESOLUTION,
  IMPLEMENT_RESOLUTION,
  RECORD_DISPUTE,
  RECORD_MEASURE,
  RESOLVE_DISPUTE,
} from './forms/forms.tsx';
import { REGISTER_FORMS } from './forms/register-forms.tsx';
import { STATEMENT_FORMS } from './forms/statement-forms.tsx';
import { mountAbout, mountHome, mountRestrictions, mountSearch } from './home.ts';
import { mountImports } from './imports.tsx';
import { mountLists } from './list.ts';
import { LIST_ROUTES } from './list-routes.ts';
import type { Metrics } from './metrics.ts';
import {
  allowedMethods,
  answerProblem,
  nameRequest,
  onlyReading,
  openToRead,
  plainAddress,
  refuse,
  security,
  tellServer,
} from './middleware.ts';
import { describeApi, type Routes } from './openapi/description.ts';
import { mountDocs } from './openapi/reference.ts';
import { mountProposals } from './proposals.tsx';
import { RECORDS } from './records.ts';
import { mountSignIn, recogniseVisitor } from './sessions.ts';
import { mountShipments } from './shipments.ts';
import { mountWatches } from './watches.ts';

export interface AppOptions {
  /** Where failures are written; errors go to stderr unless told otherwise. */
  log?: Log;
  /** The version of this program. */
  release?: string;
  /** What is counted; without it there is nothing at /metrics. */
  metrics?: Metrics;
  /** Answers the questions of assistants, unless the app does by itself. */
  ask?: ((address: string) => Promise<Response>) | undefined;
  /** Addresses that are not the internet's to which watches may have messages sent; none unless given. */
  receivers?: Networks;
  /** Records nothing: who wants to is told that it is done elsewhere. */
  readOnly?: boolean;
}

/** All that the app answers, as tables: they are mounted, and described. */
export const ROUTES: Routes = {
  lists: LIST_ROUTES,
  records: RECORDS,
  calls: CALLS.map(mounted),
};

/** Pages that record by a form. */
export const FORMS = [
  RECORD_MEASURE,
  RECORD_DISPUTE,
  CHECK_DISPUTE,
  CHECK_MEASURE,
  CORRECT_ENTRY,
  RESOLVE_DISPUTE,
  IMPLEMENT_RESOLUTION,
  COLLAPSE_RESOLUTION,
  ...STATEMENT_FORMS,
  ...REGISTER_FORMS,
];

/** Makes something when it is first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: { it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

// It depends on the program alone, so it is made once; and not before somebody asks for it: at a start, in each thread, it was a third of the work.
const description = lazily(() => describeApi(ROUTES));
const descriptionText = lazily(() => JSON.stringify(description()));

/** The pages and the API over a tracker, apart from serving: tests ask it through `app.request`. */
export function createApp(tracker: Tracker, options: AppOptions = {}): App {
  const log = options.log ?? createLog('error');
  const services: Services = {
    tracker,
    log,
    attempts: new Attempts({ clock: tracker.clock, log, onRefused: options.metrics?.refusedToken }),
    release: options.release ?? '0',
    readOnly: options.readOnly ?? false,
    receivers: options.receivers ?? readNetworks([]),
    facets: new AnswerMemory(),
    overviews: new AnswerMemory(),
    coverages: new AnswerMemory(),
  };
  const app: App = new Hono<Env>();
  app.onError((error, c) => answerProblem(c, error, services));
  app.notFound((c) => answerProblem(c, new HttpError(404, `there is nothing at ${c.req.path}: /docs lists what there is`), services));

  app.use(compressAnswers, nameRequest, tellServer, security, openToRead, refuse, allowedMethods(app, services), plainAddress);

  mountHealth(app, services);
  if (options.metrics) mountMetrics(app, options.metrics);
  app.get('/style.css', etag(), fixed('text/css; charset=utf-8', STYLESHEET, STYLE_VERSION));
  app.get('/openapi.json', etag(), fixed('application/json', descriptionText));
  app.get('/icon.svg', etag(), fixed('image/svg+xml', ICON));
  mountCrawlers(
    app,
    services,
    FORMS.map(({ path }) => path),
  );
  // They only read, though they send their questions; or they propose.
  mountAssistants(app, services, options.ask);
  if (services.readOnly) app.use(onlyReading);
  // What stands above is the same for everybody.
  app.use(recogniseVisitor(services));
  mountSignIn(app, services);
  mountHome(app, services);
  mountRestrictions(app, services);
  mountSearch(app, services);
  mountAbout(app, services);
  mountDuty(app, services);
  mountDutyHistory(app, services);
  mountShipments(app, services);
  mountImports(app, services);
  mountProposals(app, services);
  mountWatches(app, services);
  mountDocs(app, services, description);
  mountFeeds(app, services);
  mountExports(app, services);
  mountLists(app, services);
  mountCharts(app, services);
  for (const record of ROUTES.records) record.mount(app, services);
  // Before the calls: one address is both.
  for (const form of FORMS) form.mount(app, services);
  for (const call of ROUTES.calls) call.mount(app, services);
  return app;
}

/** Something that changes with the program only; who asks for a version of it by name may keep it. */
const fixed =
  (type: string, content: string | (() => string), version?: string): Handler<Env> =>
  (c) => {
    const isNamed = version !== undefined && c.req.query('v') === version;
    return c.body(typeof content === 'string' ? content : content(), 200, {
      'Content-Type': type,
      'Cache-Control': isNamed ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  };

/** Whether the process is alive, and whether it can answer rightly; the problem of a 503 says what is wrong. */
function mountHealth(app: App, { tracker, log }: Services): void {
  app.get('/healthz', (c) => c.json({ status: 'alive' }, 200, { 'Cache-Control': 'no-store' }));
  app.get('/readyz', async (c) => {
    c.header('Cache-Control', 'no-store');
    const errors: Problem['errors'] = await notReady(tracker).then(
      (found) => found.map(({ where, problem }) => ({ path: where, message: problem })),
      (error: unknown) => {
        log.error('the database can’t be read', { request_id: c.get('requestId'), error: reasonOf(error) });
        // The engine's own words are for the log.
        return [{ path: 'database', message: error instanceof TrackerError ? error.message : 'it can’t be read; the log says why' }];
      },
    );
    if (errors.length === 0) return c.json({ status: 'ready' });
    log.error('not ready', { request_id: c.get('requestId'), problems: errors });
    const problem: Problem = {
      ...{ type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'not_ready' },
      detail: `not ready: ${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
      ...{ instance: c.req.path, errors, request_id: c.get('requestId') },
    };
    return c.body(JSON.stringify(problem), 503, { 'Content-Type': 'application/problem+json', 'Retry-After': '2' });
  });
}

/** What is counted, for who runs the server: a request that came through a proxy is not theirs. */
function mountMetrics(app: App, metrics: Metrics): void {
  app.get('/metrics', async (c) => {
    if (c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined)
      throw new HttpError(403, 'metrics are not answered through a proxy: ask the server itself');
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
  });
}
