import type { App, Request } from './context.ts';
import { HttpError } from './errors.ts';

type Handler = (c: Request) => Promise<Response>;

/** A page with a form: it is shown by GET, and sent to its own address. It is no call of the API, which the description lists by method. */
export function mountFormPage(app: App, path: string, { get, post }: { get?: Handler; post: Handler }): void {
  const allowed = get ? 'GET, HEAD, POST' : 'POST';
  app.all(path, (c) => {
    if (get && (c.req.method === 'GET' || c.req.method === 'HEAD')) return get(c);
    if (c.req.method === 'POST') return post(c);
    throw new HttpError(405, `${c.req.method} is not done here: ${allowed}`, { Allow: allowed });
  });
}
