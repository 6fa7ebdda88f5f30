import { clockParameters, readParameters } from '../contract/questions.ts';
import { unionMembers } from '../tracker/list-register.ts';
import { readOverview } from '../tracker/overview.ts';
import { definiteClocks } from '../tracker/tracker.ts';
import { HomePage } from '../web/pages/home-page.tsx';
import { readQuery } from './address.ts';
import type { App, Services } from './context.ts';
import { answerTag, validate, validatePage } from './etag.ts';
import { viewOf } from './page-view.ts';
import { renderingOf } from './rendering.ts';

/** The first page, or the same as JSON. */
export function mountHome(app: App, services: Services): void {
  app.get('/', async (c) => {
    const rendering = renderingOf(c, '', ['html', 'json']);
    const given = readQuery(c);
    const { changeSeq, ...clocks } = await definiteClocks(services.tracker, readParameters(clockParameters, given));
    const known =
      rendering === 'html'
        ? validatePage(c, services, changeSeq)
        : validate(c, answerTag(services.release, changeSeq, clocks.on, rendering));
    if (known) return known;
    const overview = await services.overviews.of(`${changeSeq} ${clocks.on} ${clocks.known_at}`, () =>
      readOverview(services.tracker, clocks),
    );
    if (rendering === 'json') return c.json(overview);
    const cited = [...overview.changed, ...overview.upcoming, ...overview.upcoming_rates, ...overview.lifting_agreed].flatMap(
      (row) => row.sources,
    );
    const members = await unionMembers(services.tracker, overview.on);
    return c.html(HomePage({ overview, members, view: await viewOf(c, services, given, cited) }));
  });
}
