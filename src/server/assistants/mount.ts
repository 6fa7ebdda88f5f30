import { createMiddleware } from 'hono/factory';
import { limitBody } from '../bodies.ts';
import type { App, Env, Services } from '../context.ts';
import { HttpError } from '../errors.ts';

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

/** Mounts the tools of assistants: the Model Context Protocol over HTTP, without sessions. It reads alone, so no token is needed. */
export function mountAssistants(app: App, { tracker, log, release }: Services): void {
  const ask = async (address: string): Promise<Response> => app.request(address);
  let handler: Promise<(request: Request) => Promise<Response>> | undefined;
  app.post(MCP, fromNoSite, limitBody, async (c) => {
    handler ??= import('./mcp.ts').then(({ overHttp, reportTo }) => overHttp({ tracker, ask }, release, reportTo(log)).fetch);
    const { status, headers, body } = await (await handler)(c.req.raw);
    // Whole before it begins: a thread that has begun to answer has as long as it likes.
    const whole = body === null ? null : await new Response(body).arrayBuffer();
    return new Response(whole, { status, headers: { ...Object.fromEntries(headers), 'cache-control': 'no-store' } });
  });
}
