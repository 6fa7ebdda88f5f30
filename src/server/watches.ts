import type { TokenRow } from '../changes/access.ts';
import { addWatch, listDeliveries, listWatches, removeWatch, showWatch, watchToSend } from '../changes/watches.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { sendTest } from '../keep/watches/deliverer.ts';
import { refusedReceiver } from '../keep/watches/send.ts';
import { flag, pageParameters, readParameters } from '../things/questions.ts';
import { read } from '../things/read.ts';
import { recordNumber } from '../things/scalars.ts';
import { WatchBody } from '../things/watch.ts';
import { readQuery } from './address.ts';
import { limitBody, readJson, readNothing } from './bodies.ts';
import { caller } from './call.ts';
import type { App, Request, Services } from './context.ts';
import { HttpError } from './errors.ts';

// Who is told of changes by webhook: the verbs of the command `watch`, for admins. No secret is told but by the call that makes it.

export const watchCallParameters = {
  dry_run: flag.optional().meta({ description: 'true: say what would come of it; nothing is made, ended or sent' }),
} as const;
export const deliveryParameters = { limit: pageParameters.limit } as const;

const SHOWN = 50;

/** Mounts the calls about watches. */
export function mountWatches(app: App, services: Services): void {
  const { tracker } = services;
  app.get('/watches', async (c) => {
    await admin(c, services);
    readParameters({}, readQuery(c));
    return c.json({ data: await listWatches(tracker) });
  });
  app.post('/watches', limitBody, async (c) => {
    const { name: actor } = await admin(c, services);
    const { dry_run: dryRun = false } = readParameters(watchCallParameters, readQuery(c));
    const { url, filters, secret } = read(WatchBody, (await readJson(c)).content);
    const refused = refusedReceiver(url, services.receivers);
    if (refused !== null) throw invalid('url', refused);
    const given = Object.fromEntries(Object.entries(filters ?? {}).map(([name, value]) => [name, [value]]));
    const { watch, secret: key, took, ...told } = await addWatch(tracker, { actor, dryRun }, { url, filters: given, secret });
    const said = { ...(Object.keys(took).length > 0 && { took }), ...told };
    if (dryRun) return c.json({ url: watch.url, filters: watch.filters, ...said, dry_run: true });
    c.header('Location', `/watches/${watch.id}`);
    return c.json({ ...watch, secret: key, ...said }, 201);
  });
  app.get('/watches/:id', async (c) => {
    await admin(c, services);
    readParameters({}, readQuery(c));
    return c.json(await showWatch(tracker, idIn(c)));
  });
  app.delete('/watches/:id', async (c) => {
    const { name: actor } = await admin(c, services);
    const { dry_run: dryRun = false } = readParameters(watchCallParameters, readQuery(c));
    return c.json({ ...(await removeWatch(tracker, { actor, dryRun }, idIn(c))), ...(dryRun && { dry_run: true }) });
  });
  app.get('/watches/:id/deliveries', async (c) => {
    await admin(c, services);
    const { limit: most = SHOWN } = readParameters(deliveryParameters, readQuery(c));
    return c.json({ data: await listDeliveries(tracker, { watch: idIn(c), most }) });
  });
  app.post('/watches/:id/test', limitBody, async (c) => {
    await admin(c, services);
    const { dry_run: dryRun = false } = readParameters(watchCallParameters, readQuery(c));
    await readNothing(c);
    const watch = await watchToSend(tracker, idIn(c));
    const to = { watch: watch.id, url: watch.url };
    if (dryRun)
      return c.json({ ...to, delivered: false, http_status: null, error: refusedReceiver(watch.url, services.receivers), dry_run: true });
    const { status, error } = await sendTest({ tracker, release: services.release, allowed: services.receivers }, watch);
    return c.json({ ...to, delivered: error === null, http_status: status, error });
  });
}

/** An admin who calls. Throws `unauthorized` and `forbidden`. */
async function admin(c: Request, services: Services): Promise<TokenRow> {
  c.header('Cache-Control', 'no-store');
  if (services.readOnly) throw new HttpError(404, 'this server only reads: watches are made and looked at on the one that records');
  const token = await caller(c, services, 'admin');
  if (token.role !== 'admin')
    throw new TrackerError('forbidden', `watches are for admins, and "${token.name}" is of the role ${token.role}: ask one of them`);
  return token;
}

function idIn(c: Request): number {
  const text = c.req.param('id') ?? '';
  const id = recordNumber(text);
  if (id === null) throw new TrackerError('not_found', `there is no watch "${text}": GET /watches lists them`);
  return id;
}
