import { type Handler, Hono } from 'hono';
import { etag } from 'hono/etag';
import { requestId } from 'hono/request-id';
import { productNamer, productNamesOf } from '../domain/words.ts';
import { type Tracker, viewAt } from '../lookups/tracker.ts';
import { ICON, STYLESHEET } from '../pages/assets.ts';
import { RECORDING_CALLS, REGISTER_CALLS } from './calls.ts';
import { AnswerMemory, type App, createLog, type Env, type Log, type Services } from './context.ts';
import { mountDuty } from './duty.ts';
import { mountDutyHistory } from './duty-history.ts';
import { HttpError, reasonOf } from './errors.ts';
import {
  CHECK_DISPUTE,
  CHECK_MEASURE,
  COLLAPSE_RESOLUTION,
  CORRECT_ENTRY,
  IMPLEMENT_RESOLUTION,
  RECORD_DISPUTE,
  RECORD_MEASURE,
  RESOLVE_DISPUTE,
} from './forms/forms.tsx';
import { mountHome, mountSearch } from './home.ts';
import { mountImports } from './imports.tsx';
import { LIST_ROUTES, mountLists } from './list.ts';
import { allowedMethods, answerProblem, compressPages, logRequests, plainAddress, refuse, security } from './middleware.ts';
import { describeApi, type Routes } from './openapi.ts';
import { RECORDS } from './records.ts';
import { mountDocs } from './reference.ts';
import { mountSignIn, recogniseVisitor } from './sessions.ts';

export interface AppOptions {
  /** Where failures are written; errors go to stderr unless told otherwise. */
  log?: Log;
  /** Names by HS code. */
  productNames?: Readonly<Record<string, string>>;
  /** The version of this program. */
  release?: string;
}

/** All that the app answers, as tables: they are mounted, and described. */
export const ROUTES: Routes = {
  lists: LIST_ROUTES,
  records: RECORDS,
  calls: [...REGISTER_CALLS, ...RECORDING_CALLS],
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
];

// It depends on the program alone, so it is made once.
const DESCRIPTION = describeApi(ROUTES);

/** The pages and the API over a tracker, apart from serving: tests ask it through `app.request`. */
export function createApp(tracker: Tracker, options: AppOptions = {}): App {
  const productNames = productNamesOf(options.productNames ?? {});
  const services: Services = {
    tracker,
    log: options.log ?? createLog('error'),
    release: options.release ?? '0',
    productName: productNamer(productNames),
    productNames,
    facets: new AnswerMemory(),
    overviews: new AnswerMemory(),
  };
  const app: App = new Hono<Env>();
  app.onError((error, c) => answerProblem(c, error, services));
  app.notFound((c) => answerProblem(c, new HttpError(404, `there is nothing at ${c.req.path}: /docs lists what there is`), services));

  app.use(compressPages, requestId(), logRequests(services), security, refuse, allowedMethods(app, services), plainAddress);

  mountHealth(app, services);
  app.get('/style.css', etag(), fixed('text/css; charset=utf-8', STYLESHEET));
  app.get('/openapi.json', etag(), fixed('application/json', JSON.stringify(DESCRIPTION)));
  app.get('/icon.svg', etag(), fixed('image/svg+xml', ICON));
  // What stands above is the same for everybody.
  app.use(recogniseVisitor(services));
  mountSignIn(app, services);
  mountHome(app, services);
  mountSearch(app, services);
  mountDuty(app, services);
  mountDutyHistory(app, services);
  mountImports(app, services);
  mountDocs(app, services, DESCRIPTION);
  mountLists(app, services);
  for (const record of ROUTES.records) record.mount(app, services);
  // Before the calls: one address is both.
  for (const form of FORMS) form.mount(app, services);
  for (const call of ROUTES.calls) call.mount(app, services);
  return app;
}

/** Something that changes with the program only. */
const fixed =
  (type: string, content: string): Handler<Env> =>
  (c) =>
    c.body(content, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' });

/** Whether the process is alive, and whether it can answer: a database that can't be read makes the second a 503. */
function mountHealth(app: App, { tracker, log }: Services): void {
  app.get('/healthz', (c) => c.json({ status: 'alive' }, 200, { 'Cache-Control': 'no-store' }));
  app.get('/readyz', async (c) => {
    c.header('Cache-Control', 'no-store');
    try {
      await tracker.store.read((connection) => viewAt(tracker, connection, {}));
    } catch (error) {
      log.error('not ready', { request_id: c.get('requestId'), error: reasonOf(error) });
      return c.json({ status: 'not ready' }, 503, { 'Retry-After': '2' });
    }
    return c.json({ status: 'ready' });
  });
}
