import { clockParameters, readParameters } from '../contract/questions.ts';
import { addDays } from '../domain/dates.ts';
import { listMeasures } from '../tracker/list-measures.ts';
import { listJurisdictions } from '../tracker/list-register.ts';
import { listRestrictions } from '../tracker/list-restrictions.ts';
import { listStatusChanges } from '../tracker/list-status-changes.ts';
import { listUpcomingRates } from '../tracker/list-upcoming-rates.ts';
import { definiteClocks, type Tracker } from '../tracker/tracker.ts';
import { HomePage, type Overview } from '../web/pages/home-page.tsx';
import { readQuery } from './address.ts';
import type { App, Services } from './context.ts';
import { answerTag, validate, validatePage } from './etag.ts';
import { viewOf } from './page-view.ts';
import { renderingOf } from './rendering.ts';

const SHOWN = 10;

/** What is in force on a day, who restricts whom, what changed last before it, what comes after it. */
async function overviewOf(tracker: Tracker, view: { on: string; known_at: string }): Promise<Overview> {
  const { on, known_at } = view;
  const bans = await listMeasures(tracker, { ...view, kind: 'ban' }, { limit: 1, count: true });
  const tariffs = await listMeasures(tracker, { ...view, kind: 'tariff' }, { limit: 1, count: true });
  const lifting = await listMeasures(tracker, { ...view, lifting_agreed: true }, { limit: 50 });
  const changed = await listStatusChanges(tracker, { ...view, to: on });
  const upcoming = await listStatusChanges(tracker, { ...view, from: addDays(on, 1) });
  const rates = await listUpcomingRates(tracker, view);
  const restrictions = await listRestrictions(tracker, view);
  return {
    on,
    known_at,
    bans: bans.count ?? 0,
    tariffs: tariffs.count ?? 0,
    changed: changed.data.slice(0, SHOWN),
    upcoming: upcoming.data.toReversed().slice(0, SHOWN),
    upcoming_rates: rates.data.slice(0, SHOWN),
    lifting_agreed: lifting.data,
    restrictions: restrictions.data,
  };
}

/** The members of unions on a day: a map draws them as one. */
async function membersOn(tracker: Tracker, on: string): Promise<Map<string, readonly string[]>> {
  const { data } = await listJurisdictions(tracker, { on });
  return new Map(data.filter(({ members }) => members.length > 0).map(({ code, members }) => [code, members]));
}

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
      overviewOf(services.tracker, clocks),
    );
    if (rendering === 'json') return c.json(overview);
    const cited = [...overview.changed, ...overview.upcoming, ...overview.upcoming_rates].flatMap((row) => row.sources);
    const members = await membersOn(services.tracker, overview.on);
    return c.html(HomePage({ overview, members, view: await viewOf(c, services, given, cited) }));
  });
}
