import type { App, Request } from '../context.ts';
import { HttpError } from '../errors.ts';
import { isForm } from './read-form.ts';

type Handler = (c: Request) => Promise<Response>;

interface FormPage {
  get?: Handler;
  post: Handler;
  /** What is sent here and is no form is for a call of the API, mounted later. */
  alsoCall?: boolean;
}

/** A page with a form: it is shown by GET, and sent to its own address. It is no call of the API, which the description lists by method. */
export function mountFormPage(app: App, path: string, { get, post, alsoCall = false }: FormPage): void {
  const allowed = get ? 'GET, HEAD, POST' : 'POST';
  app.all(path, (c, next) => {
    if (get && (c.req.method === 'GET' || c.req.method === 'HEAD')) return get(c);
    if (c.req.method === 'POST') return alsoCall && !isForm(c) ? next() : post(c);
    throw new HttpError(405, `${c.req.method} is not done here: ${allowed}`, { Allow: allowed });
  });
}
