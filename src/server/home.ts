import { readCoverage } from '../lookups/coverage.ts';
import { readOverview } from '../lookups/overview.ts';
import { unionMembers } from '../lookups/register.ts';
import { search } from '../lookups/search.ts';
import { definiteClocks } from '../lookups/tracker.ts';
import { AboutPage } from '../pages/about.tsx';
import { mapFile } from '../pages/charts/world-map.tsx';
import { HomePage } from '../pages/home.tsx';
import { RestrictionsPage } from '../pages/restrictions.tsx';
import { SearchPage } from '../pages/search.tsx';
import { clockParameters, readParameters, searchQuestion } from '../things/questions.ts';
import { addressOf, type Given, readQuery } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { mountRenderings, renderingOf, validateAnswer } from './negotiation.ts';
import { type Rendering, WITHOUT_ROWS } from './renderings.ts';

/** So many milliseconds a search may spend on reading the words of the ledger: less than any question may take. */
const READING = 5000;

/** What the data are, how far to trust them, and what of the world they cover. */
export function mountAbout(app: App, services: Services): void {
  app.get('/about', async (c) => {
    const given = readQuery(c);
    const { known, key, clocks } = await askedOfDay(c, services, given, 'html');
    if (known) return known;
    const coverage = await services.coverages.of(key, () => readCoverage(services.tracker, clocks));
    return c.html(AboutPage({ coverage, view: await viewOf(c, services, given) }));
  });
}

/** The first page, or the same as JSON. */
export function mountHome(app: App, services: Services): void {
  app.get('/', async (c) => {
    const rendering = renderingOf(c, '', WITHOUT_ROWS);
    const given = readQuery(c);
    const asked = await ask(c, services, given, rendering);
    if (asked.known) return asked.known;
    const overview = await asked.overview();
    if (rendering === 'json') return c.json(overview);
    const cited = [...overview.changed, ...overview.upcoming, ...overview.upcoming_rates, ...overview.lifting_agreed].flatMap(
      (row) => row.sources,
    );
    return c.html(HomePage({ overview, view: await viewOf(c, services, given, cited) }));
  });
}

/** A question about a day: its clocks, by what its answer is kept, and a 304 if the client has that. */
async function askedOfDay(c: Request, services: Services, given: Given, rendering: Rendering) {
  const { ledgerHead, ...clocks } = await definiteClocks(services.tracker, readParameters(clockParameters, given));
  const key = `${ledgerHead} ${clocks.on} ${clocks.announced_by} ${clocks.known_at}`;
  return { clocks, key, known: validateAnswer(c, services, rendering, { ledgerHead, ...clocks }) };
}

/** The same, with what is found on the day. */
async function ask(c: Request, services: Services, given: Given, rendering: Rendering) {
  const { known, key, clocks } = await askedOfDay(c, services, given, rendering);
  return { known, overview: () => services.overviews.of(key, () => readOverview(services.tracker, clocks)) };
}

/** Who restricts whom: as a page, as JSON, and the map as a picture. */
export function mountRestrictions(app: App, services: Services): void {
  mountRenderings(
    app,
    '/restrictions',
    async (c, given, rendering) => {
      const asked = await ask(c, services, given, rendering);
      if (asked.known) return asked.known;
      const { on, announced_by, known_at, restrictions } = await asked.overview();
      const of = { on, announced_by, known_at, restrictions };
      if (rendering === 'json') return c.json(of);
      const members = await unionMembers(services.tracker, of);
      return c.html(
        RestrictionsPage({ of, members, view: await viewOf(c, services, given), json: addressOf('/restrictions.json', given) }),
      );
    },
    WITHOUT_ROWS,
  );
  app.get('/restrictions.svg', async (c) => {
    const given = readQuery(c);
    c.set('elsewhere', 'picture');
    const asked = await ask(c, services, given, 'json');
    if (asked.known) return asked.known;
    const { restrictions, ...clocks } = await asked.overview();
    const members = await unionMembers(services.tracker, clocks);
    const map = mapFile({ restrictions: restrictions ?? [], members, view: await viewOf(c, services, given) });
    return c.body(map, 200, { 'Content-Type': 'image/svg+xml; charset=utf-8' });
  });
}

/** One box for everything, as a page and as JSON. */
export const mountSearch = (app: App, services: Services): void =>
  mountRenderings(app, '/search', (c, given, rendering) => answerSearch(c, services, given, rendering), WITHOUT_ROWS);

async function answerSearch(c: Request, services: Services, given: Given, rendering: Rendering): Promise<Response> {
  // Without words the page is the box alone.
  if (rendering === 'html' && given.q === undefined) {
    readParameters(clockParameters, given);
    return showPage(c, services, given);
  }
  const { ledgerHead, ...answer } = await search(services.tracker, readParameters(searchQuestion, given), READING);
  const known = validateAnswer(c, services, rendering, { ledgerHead, on: answer.on, known_at: answer.known_at });
  if (known) return known;
  return rendering === 'json' ? c.json(answer) : showPage(c, services, given, answer);
}

async function showPage(c: Request, services: Services, given: Given, answer?: Parameters<typeof SearchPage>[0]['answer']) {
  const cited = answer?.measures.flatMap(({ sources }) => sources);
  const view = await viewOf(c, services, given, cited);
  return c.html(SearchPage({ view, answer, json: addressOf('/search.json', given) }));
}
