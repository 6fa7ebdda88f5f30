import { readOverview } from '../lookups/overview.ts';
import { unionMembers } from '../lookups/register.ts';
import { search } from '../lookups/search.ts';
import { definiteClocks } from '../lookups/tracker.ts';
import { HomePage } from '../pages/home.tsx';
import { SearchPage } from '../pages/search.tsx';
import { clockParameters, readParameters, searchQuestion } from '../things/questions.ts';
import { addressOf, type Given, readQuery } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { mountRenderings, renderingOf, validateAnswer } from './negotiation.ts';
import { type Rendering, WITHOUT_ROWS } from './renderings.ts';

/** The first page, or the same as JSON. */
export function mountHome(app: App, services: Services): void {
  app.get('/', async (c) => {
    const rendering = renderingOf(c, '', WITHOUT_ROWS);
    const given = readQuery(c);
    const { ledgerHead, ...clocks } = await definiteClocks(services.tracker, readParameters(clockParameters, given));
    const known = validateAnswer(c, services, rendering, { ledgerHead, ...clocks });
    if (known) return known;
    const overview = await services.overviews.of(`${ledgerHead} ${clocks.on} ${clocks.announced_by} ${clocks.known_at}`, () =>
      readOverview(services.tracker, clocks),
    );
    if (rendering === 'json') return c.json(overview);
    const cited = [...overview.changed, ...overview.upcoming, ...overview.upcoming_rates, ...overview.lifting_agreed].flatMap(
      (row) => row.sources,
    );
    const members = await unionMembers(services.tracker, clocks);
    return c.html(HomePage({ overview, members, view: await viewOf(c, services, given, cited) }));
  });
}

/** One box for everything, as a page and as JSON. */
export const mountSearch = (app: App, services: Services): void =>
  mountRenderings(app, '/search', (c, given, rendering) => answerSearch(c, services, given, rendering), WITHOUT_ROWS);

async function answerSearch(c: Request, services: Services, given: Given, rendering: Rendering): Promise<Response> {
  // Without words the page is the box alone.
  if (rendering === 'html' && given.q === undefined) return showPage(c, services, given);
  const { ledgerHead, ...answer } = await search(services.tracker, readParameters(searchQuestion, given), services.productNames);
  const known = validateAnswer(c, services, rendering, { ledgerHead, on: answer.on, known_at: answer.known_at });
  if (known) return known;
  return rendering === 'json' ? c.json(answer) : showPage(c, services, given, answer);
}

async function showPage(c: Request, services: Services, given: Given, answer?: Parameters<typeof SearchPage>[0]['answer']) {
  const view = await viewOf(c, services, given);
  return c.html(SearchPage({ view, answer, json: addressOf('/search.json', given) }));
}
