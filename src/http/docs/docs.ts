import { clockParameters, readParameters } from '../../contract/questions.ts';
import { DocsPage } from '../../web/pages/docs-page.tsx';
import { only, readQuery } from '../address.ts';
import type { App, Services } from '../context.ts';
import { viewOf } from '../page-view.ts';
import { type Description, referenceOf } from './reference.ts';

/** The description of the API as a page. It is of no day, and keeps the clocks for the pages that it leads to. */
export function mountDocs(app: App, services: Services, description: object): void {
  app.get('/docs', async (c) => {
    const given = readQuery(c);
    readParameters(clockParameters, given);
    c.header('Cache-Control', 'private, no-cache');
    const reference = referenceOf(description as Description, new URL(c.req.url).origin);
    return c.html(DocsPage({ reference, view: await viewOf(c, services, only(given, clockParameters)) }));
  });
}
