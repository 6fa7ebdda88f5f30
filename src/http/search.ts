import { readParameters, searchQuestion } from '../contract/questions.ts';
import { search } from '../tracker/search.ts';
import { SearchPage } from '../web/pages/search-page.tsx';
import { addressOf, type Given, readQuery } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { answerTag, validate, validatePage } from './etag.ts';
import { viewOf } from './page-view.ts';
import { renderingOf } from './rendering.ts';

/** One box for everything, as a page and as JSON. */
export function mountSearch(app: App, services: Services): void {
  for (const suffix of ['', '.json'] as const) app.get(`/search${suffix}`, (c) => answerSearch(c, services, suffix));
}

async function answerSearch(c: Request, services: Services, suffix: '' | '.json'): Promise<Response> {
  const rendering = renderingOf(c, suffix, ['html', 'json']);
  const given = readQuery(c);
  // Without words the page is the box alone.
  if (rendering === 'html' && given.q === undefined) return showPage(c, services, given);
  const { changeSeq, ...answer } = await search(services.tracker, readParameters(searchQuestion, given), services.productNames);
  const known =
    rendering === 'html' ? validatePage(c, services, changeSeq) : validate(c, answerTag(services.release, changeSeq, answer.on, rendering));
  if (known) return known;
  return rendering === 'json' ? c.json(answer) : showPage(c, services, given, answer);
}

async function showPage(c: Request, services: Services, given: Given, answer?: Parameters<typeof SearchPage>[0]['answer']) {
  const view = await viewOf(c, services, given);
  return c.html(SearchPage({ view, answer, json: addressOf('/search.json', given) }));
}
