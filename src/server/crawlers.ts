import { LIST_NAMES, LISTS } from '../lookups/lists.ts';
import { readNames } from '../lookups/register.ts';
import { definiteClocks } from '../lookups/tracker.ts';
import { ATTRIBUTION, DATA_LICENCE, PROGRAM_LICENCE } from '../things/licence.ts';
import { escapedXml } from '../things/xml.ts';
import { originOf } from './address.ts';
import { HOW_TO_READ } from './assistants/tools.ts';
import type { App, Request, Services } from './context.ts';
import { validate, validateAnswer } from './negotiation.ts';

// What machines look for by themselves: crawlers their rules and the list of pages, assistants what may be asked here, and how.

/** As many addresses as a sitemap may have. */
const MOST_ADDRESSES = 50_000;

/** Mounts them. `forms`: the paths of the pages that record. */
export function mountCrawlers(app: App, services: Services, forms: readonly string[]): void {
  const text = (c: Request, content: string): Response =>
    validate(c, `W/"${services.release}-${originOf(c.req.raw)}"`) ?? c.body(content, 200, { 'Content-Type': 'text/plain; charset=utf-8' });
  app.get('/robots.txt', (c) => text(c, robots(originOf(c.req.raw), forms)));
  app.get('/llms.txt', (c) => text(c, forAssistants(originOf(c.req.raw))));
  app.get('/sitemap.xml', async (c) => {
    const { ledgerHead, on, known_at } = await definiteClocks(services.tracker, {});
    const known = validateAnswer(c, services, 'json', { ledgerHead, on, known_at });
    if (known) return known;
    const { names } = await readNames(services.tracker, {});
    return c.body(sitemap(originOf(c.req.raw), names), 200, { 'Content-Type': 'application/xml; charset=utf-8' });
  });
}

/** Each page leads to itself on any day, and lists to each of their filters: whoever followed all of it would never end. */
const robots = (origin: string, forms: readonly string[]): string =>
  [
    'User-agent: *',
    'Disallow: /*?',
    'Disallow: /sign-in',
    ...forms.map((path) => `Disallow: ${path.replace(/\{\w+\}/g, '*')}`),
    '',
    `Sitemap: ${origin}/sitemap.xml`,
    '',
  ].join('\n');

/** The lists, then disputes, then measures, each by their ids, as far as there is room. */
export function sitemap(
  origin: string,
  { disputes, measures }: { disputes: ReadonlyMap<string, string>; measures: ReadonlyMap<string, string> },
  most = MOST_ADDRESSES,
): string {
  const paths = [
    ...['/', ...LIST_NAMES.map((name) => `/${name}`), '/duty', '/duty/history', '/about', '/docs'],
    ...[...disputes.keys()].sort().map((id) => `/disputes/${encodeURIComponent(id)}`),
    ...[...measures.keys()].sort().map((id) => `/measures/${encodeURIComponent(id)}`),
  ].slice(0, most);
  const urls = paths.map((path) => `<url><loc>${escapedXml(origin + path)}</loc></url>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('')}</urlset>\n`;
}

/** What assistants are told, in the form of llmstxt.org. */
function forAssistants(origin: string): string {
  const link = (words: string, path: string, about: string): string => `- [${words}](${origin}${path}): ${about}`;
  const lists = LIST_NAMES.map((name) => link(LISTS[name].title, `/${name}.json`, LISTS[name].summary));
  return `# Trade disputes

> A ledger of what governments do to each other's trade: every tariff and ban from first threat to final lifting, every claim with its source. It answers what is in force on any day, as announced by any day, as known at any instant, and how it ended.

- Each list, record and question is a page; with \`.json\`, \`.csv\`, \`.jsonl\`, \`.xlsx\` or \`.parquet\` at its end it is data, with the same parameters. Reading takes no key.
- Words are understood where codes are: \`product=wine\`, \`imposed_by=China\`, \`affected=Hokkaido\`. The answer says in \`took\` which codes it took. What may mean several things is an error that lists them: ask which is meant.
${HOW_TO_READ.map((words) => `- ${words}\n`).join('')}- With \`on\` and \`known_at\` of the answer, its address gives the same for ever: cite it so. The page is the same address without the suffix.
- Assistants that speak the Model Context Protocol ask at ${origin}/mcp (streamable HTTP).

## Questions
${link('What words may mean', '/search.json?q=scallops', 'economies, areas, products, disputes, measures and companies; begin here')}
${link('Which bans hit this good', '/bans.json?imposed_by=China&affected=Japan&product=030722&on=2024-10-24', 'who imposes, who is affected, which good, on which day')}
${link('Which tariffs are in force', '/tariffs.json?imposed_by=US&affected=China&product=870380', 'additional duties; base duties with type=mfn')}
${link('What a good pays', '/duty.json?importer=EU&origin=CN&product=8703801010&exporter=BYD&on=2024-10-30', 'the base and each tariff on top of it, with its legal instrument')}
${link('What a good paid over time', '/duty/history.json?importer=EU&origin=CN&product=8703801010&from=2023-01-01', 'a row for each stretch of days with the same duty')}
${link('What changed', '/status-changes.json?from=2024-10-01&to=2024-10-31', 'and what is scheduled, where `to` lies ahead; as a feed at /status-changes.atom')}
${link('One dispute', '/disputes/jp-cn-seafood.json', 'its measures, resolutions, WTO cases and joint timeline')}
${link('One measure', '/measures/eu-cn-bev-cvd.json', 'what it covers, its rates, its ledger')}

## Lists
${lists.join('\n')}

## Reference
${link('The API', '/openapi.json', 'OpenAPI 3.1: every parameter and field')}
${link('The same as a page', '/docs', 'with an example of each call')}
${link('About the data', '/about', 'how they are made, how far to trust them, what is covered, what each word means')}

## Licence
- The data: [${DATA_LICENCE.name}](${DATA_LICENCE.url}). Name them as: ${ATTRIBUTION}, with the address and the day.
- The program: ${PROGRAM_LICENCE}.
`;
}
