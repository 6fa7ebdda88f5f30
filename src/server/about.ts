import { readCoverage } from '../lookups/coverage.ts';
import { definiteClocks } from '../lookups/tracker.ts';
import { AboutPage } from '../pages/about.tsx';
import { clockParameters, readParameters } from '../things/questions.ts';
import { readQuery } from './address.ts';
import type { App, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { validateAnswer } from './negotiation.ts';

/** What the data are, how far to trust them, and what of the world they cover. */
export function mountAbout(app: App, services: Services): void {
  app.get('/about', async (c) => {
    const given = readQuery(c);
    const { ledgerHead, ...clocks } = await definiteClocks(services.tracker, readParameters(clockParameters, given));
    const known = validateAnswer(c, services, 'html', { ledgerHead, ...clocks });
    if (known) return known;
    const coverage = await services.coverages.of(`${ledgerHead} ${clocks.on} ${clocks.announced_by} ${clocks.known_at}`, () =>
      readCoverage(services.tracker, clocks),
    );
    return c.html(AboutPage({ coverage, view: await viewOf(c, services, given) }));
  });
}
