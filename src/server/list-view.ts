import type * as z from 'zod';
import { addDays, type Day, dayOf, NEVER } from '../domain/dates.ts';
import type { TrackerError } from '../domain/errors.ts';
import { namedSo, productNamer } from '../domain/product-names.ts';
import type { FacetCounts } from '../lookups/facets.ts';
import type { Page } from '../lookups/paging.ts';
import { besideIn } from '../lookups/paging.ts';
import { type Names, namesWithoutRegister, readNames, sourcesById } from '../lookups/register.ts';
import { goodsCalled } from '../lookups/words.ts';
import { ListPage, type ListPageProps } from '../pages/list.tsx';
import type { View } from '../pages/view.ts';
import { fixedClocks } from '../things/clocks.ts';
import { clockParameters, clocksFixing, rateParameters, searchQuestion, watchParameters } from '../things/questions.ts';
import { addressOf, type Given, instantOf, only, originOf, without } from './address.ts';
import type { Request, Services } from './context.ts';
import type { ListRoute } from './list-routes.ts';

// How a list becomes a page: its filters with names and counts, and what it says when it is refused.

/** A page of a list that was found. */
interface ShownList<Row> {
  question: Asked;
  given: Given;
  page: Page<Row>;
  next: string | null;
  /** Is there a page before this one? */
  first: boolean;
}

/** A question as a list reads it from its parameters. */
type Asked = z.output<z.ZodObject<z.ZodRawShape>>;

/** The ids of the sources that a row names, if rows of its kind do. */
const citedBy = (row: object): readonly string[] => ('sources' in row && Array.isArray(row.sources) ? row.sources : []);

/** What the page of a list shows. */
export async function listPageProps<Row extends object>(
  c: Request,
  services: Services,
  list: ListRoute<Row>,
  { question, given, page, next, first }: ShownList<Row>,
): Promise<ListPageProps> {
  const { on, announced_by, known_at, data } = page;
  const filters = only(given, list.parameters);
  const facets = await facetsOf(services, list, { ...question, on, announced_by: announced_by ?? undefined, known_at }, page.ledgerHead);
  const count = page.count ?? facets?.total ?? null;
  const view = await viewOf(c, services, given, data.flatMap(citedBy));
  const clocks = fixedClocks(page, clocksFixing(list.parameters, given));
  return {
    ...headOf(list, filters, view),
    facets: facets?.counts ?? {},
    headline: count === null ? null : list.headline(count, given),
    problems: [],
    suggestions: [],
    data: {
      // With all clocks fixed, so that the file is of what is seen here, whenever it is fetched.
      json: addressOf(`${list.path}.json`, { ...filters, ...clocks }),
      csv: addressOf(`${list.path}.csv`, { ...filters, ...clocks }),
      ...(known_at !== undefined && { permalink: addressOf(list.path, { ...filters, ...clocks }) }),
      watched: watchedOf(list.path, filters),
    },
    table: list.table(data, view),
    ...besideIn(page),
    ...(list.path === '/tariffs' && { rates: addressOf('/rates', only(given, { ...rateParameters })) }),
    ...(list.path === '/status-changes' && on !== undefined && sidesOf(list.path, given, on)),
    ...(data.length === 0 &&
      SEARCHED.has(list.path) &&
      hasSeveralWords(given.q?.[0]) && { searchInstead: addressOf('/search', only(given, searchQuestion)) }),
    next,
    first: first ? addressOf(list.path, only(given, { ...list.parameters, ...clockParameters, limit: true })) : null,
  };
}

/** The ways from all changes to those after a day and to those until it; none where days, a clock or an order were asked for. */
function sidesOf(path: string, given: Given, on: Day): Pick<ListPageProps, 'sides'> {
  if (['from', 'to', 'by', 'order', 'cursor'].some((name) => given[name] !== undefined)) return {};
  return {
    sides: {
      ahead: addressOf(path, { ...given, from: [addDays(on, 1)], order: ['earliest'] }),
      upTo: addressOf(path, { ...given, to: [on] }),
    },
  };
}

/** What is listed there, as a filter of changes. */
const LISTED: Readonly<Record<string, Given>> = { '/bans': { kind: ['ban'] }, '/tariffs': { kind: ['tariff'] }, '/measures': {} };

/**
 * Which changes may be watched from a list: of those that it shows. Whoever watches wants what comes, so the clocks stay out, and so does the
 * status of measures, which is what changes. Nothing where a filter has no like among those of changes: a feed would tell of more than is seen.
 */
function watchedOf(path: string, filters: Given): Given | undefined {
  const asked = without(filters, clockParameters);
  if (path === '/status-changes') {
    // A feed has an order of its own, of what was recorded last; days without a clock are those on which changes take effect, as in the list.
    const hasDays = asked.from !== undefined || asked.to !== undefined;
    return { what: ['status'], ...(hasDays && { by: ['effective'] }), ...without(asked, { order: true }) };
  }
  const listed = LISTED[path];
  if (listed === undefined) return undefined;
  const { status: _changes, ...narrowed } = asked;
  return Object.keys(narrowed).every((name) => name in watchParameters) ? { ...listed, ...narrowed } : undefined;
}

/** Lists of what the search finds too. */
const SEARCHED: ReadonlySet<string> = new Set(['/bans', '/tariffs', '/measures', '/disputes']);
const hasSeveralWords = (q: string | undefined): boolean => q !== undefined && /\S\s+\S/.test(q);

/** What the form of a list is made of. */
type ListHead = Omit<ListRoute<never>, 'row' | 'table' | 'page' | 'whole' | 'cells' | 'facets'>;

const headOf = (list: ListHead, filters: Given, view: View) => ({
  view,
  path: list.path,
  title: list.title,
  summary: list.summary,
  names: Object.keys(list.parameters),
  primary: list.primary,
  choices: list.choices,
  unasked: list.unaskedWords ?? {},
  given: filters,
});

function facetsOf<Row extends object>(
  { tracker, facets }: Services,
  list: ListRoute<Row>,
  question: Asked,
  ledgerHead: string,
): Promise<FacetCounts> | undefined {
  const count = list.facets;
  if (count === undefined) return undefined;
  return facets.of(`${list.path} ${ledgerHead} ${JSON.stringify(question)}`, () => count(tracker, question));
}

/** What a product or an area in words may be, if anything. */
function meantBy(given: Given, { names }: View): { name: 'product' | 'area'; found: [code: string, name: string][] } | null {
  const [product] = given.product ?? [];
  if (product !== undefined && !/^\d*$/.test(product)) {
    const { exact, near } = goodsCalled(product, names);
    const found = (exact.length > 0 ? exact : near).map(({ code, name }): [string, string] => [code, name]);
    if (found.length > 0) return { name: 'product', found };
  }
  const [area] = given.area ?? [];
  if (area !== undefined && !names.areas.has(area)) {
    const found = namedSo(area, names.areas);
    if (found.length > 0) return { name: 'area', found };
  }
  return null;
}

/** The problems of a form, less what is asked back: what a product or an area in words may be, each with the address of that question. */
export function askedBack(path: string, given: Given, view: View, { message, details }: TrackerError) {
  const meant = meantBy(given, view);
  const to = (code: string): string => addressOf(path, { ...given, ...(meant && { [meant.name]: [code] }) });
  const others = details.filter((one) => one.path !== meant?.name);
  return {
    problems: meant ? others : details.length > 0 ? details : [{ path: '', message }],
    suggestions: (meant?.found ?? []).map(([code, name]) => ({ href: to(code), label: `${code} ${name}` })),
  };
}

/** Answers a form that is not understood: it keeps what it was filled with. A product or an area in words leads to its code, or to a choice of codes. */
export async function refuseList(c: Request, services: Services, list: ListHead, given: Given, error: TrackerError): Promise<Response> {
  const filters = only(given, list.parameters);
  const view = await viewOf(c, services, given);
  const { problems, suggestions } = askedBack(list.path, filters, view, error);
  const [single] = suggestions;
  if (single && suggestions.length === 1 && problems.length === 0) return c.redirect(single.href, 303);
  c.header('Cache-Control', 'no-store');
  const props: ListPageProps = {
    ...headOf(list, filters, view),
    facets: {},
    headline: null,
    problems,
    suggestions,
    data: null,
    table: null,
    next: null,
    first: null,
  };
  // Words that may mean several things are a question back, and no mistake.
  return c.html(ListPage(props), props.problems.length === 0 ? 200 : 400);
}

/** What the frame and the components of a page need: links from it keep the clocks that it was asked with. `sources`: the ids of those that it cites. */
export async function viewOf(c: Request, services: Services, given: Given, sources: readonly string[] = []): Promise<View> {
  const known_at = instantOf(given.known_at?.[0]);
  const clocks = known_at === null ? {} : { known_at };
  const cited = await sourcesById(services.tracker, sources, clocks);
  const { names, known_at: answered } = await readNames(services.tracker, clocks);
  return build(c, services, given, c.req.path, { names, cited, past: answered === known_at });
}

/** The view of a page whose form is about the present: it has no clocks of its own to set, and links keep those that it was asked with. */
export const formView = async (c: Request, services: Services, given: Given, sources: readonly string[] = []): Promise<View> => ({
  ...(await viewOf(c, services, given, sources)),
  path: '',
});

/** The view of a page that must not ask the database anything: a problem. `given`: what was asked, where asking otherwise may help. */
export const bareView = (c: Request, services: Services, given?: Given): View =>
  build(c, services, given ?? {}, given === undefined ? '' : c.req.path, {
    names: namesWithoutRegister(),
    cited: new Map(),
    past: (instantOf(given?.known_at?.[0]) ?? NEVER) < services.tracker.clock(),
  });

function build(
  c: Request,
  { tracker, readOnly }: Services,
  given: Given,
  path: string,
  { names, cited, past }: { names: Names; cited: View['sources']; past: boolean },
): View {
  const clocks = only(given, clockParameters);
  return {
    path,
    origin: originOf(c.req.raw),
    given,
    today: dayOf(tracker.clock()),
    clocks,
    knownAt: instantOf(clocks.known_at?.[0]),
    past,
    names,
    productName: productNamer(names.products),
    sources: cited,
    visitor: c.get('visitor') ?? null,
    readOnly,
    here: (others) => addressOf(path, others),
    href: (target, more) => addressOf(target, { ...clocks, ...more }),
  };
}
