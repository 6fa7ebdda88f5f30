import { createMiddleware } from 'hono/factory';
import { partyOf } from '../../keep/proposals/proposals.ts';
import { limitBody } from '../bodies.ts';
import { caller } from '../call.ts';
import type { App, Env, Services } from '../context.ts';
import { HttpError } from '../errors.ts';
import type { overHttp } from './mcp.ts';

/** Where assistants ask. */
export const MCP = '/mcp';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses pages of other sites, as the protocol demands: a browser names the page's site in Origin, also where the name of that site was
 * made to lead here (DNS rebinding). Programs send none.
 */
const fromNoSite = createMiddleware<Env>(async (c, next) => {
  const origin = c.req.header('origin');
  if (origin !== undefined && !(URL.canParse(origin) && LOOPBACK.includes(new URL(origin).hostname)))
    throw new HttpError(403, `pages of ${origin} may not ask here: an assistant sends no Origin, or that of this machine`);
  await next();
});

/**
 * Mounts the tools of assistants: the Model Context Protocol over HTTP, without sessions. Questions need no token; who proposes sends one.
 * `ask`: who answers the questions, unless this app does by itself.
 */
export function mountAssistants(
  app: App,
  services: Services,
  ask = async (address: string): Promise<Response> => app.request(address),
): void {
  const { tracker, log, release, readOnly } = services;
  let handler: Promise<ReturnType<typeof overHttp>> | undefined;
  app.post(MCP, fromNoSite, limitBody, async (c) => {
    handler ??= import('./mcp.ts').then((mcp) => mcp.overHttp({ tracker, ask }, release, mcp.reportTo(log)));
    const proposer = readOnly ? undefined : async () => partyOf(await caller(c, services, 'contributor'));
    const { status, headers, body } = await (await handler)(c.req.raw, proposer);
    // Whole before it begins: a thread that has begun to answer has as long as it likes.
    const whole = body === null ? null : await new Response(body).arrayBuffer();
    return new Response(whole, { status, headers: { ...Object.fromEntries(headers), 'cache-control': 'no-store' } });
  });
}
