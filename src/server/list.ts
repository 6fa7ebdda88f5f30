import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import { dayOf, parseKnownAt } from '../domain/dates.ts';
import { type ErrorDetail, invalid, TrackerError } from '../domain/errors.ts';
import type { FacetCounts } from '../lookups/facets.ts';
import type { Page, Paging, Whole } from '../lookups/paging.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { ListPage } from '../pages/list.tsx';
import type { View } from '../pages/view.ts';
import { clockParameters, DEFAULT_LIMIT, pageParameters, readCursor, readParameters, writeCursor } from '../things/questions.ts';
import { addressOf, type Given, only, readQuery } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { listPageProps, refuseList } from './list-view.ts';
import { answerTag, type Rendering, renderingOf, SUFFIXES, type Suffix, validate, validatePage, wantsPage } from './negotiation.ts';
import { answerCsv } from './paging.ts';

/** Puts a list into the table of routes. */
export function defineList<Row extends object, Cells extends object, Shape extends z.ZodRawShape>(
  list: List<Row, Cells, Shape>,
): MountedList {
  return {
    ...list,
    mount: (app, services) => {
      for (const suffix of SUFFIXES) app.get(`${list.path}${suffix}`, (c) => answerList(c, services, list, suffix));
    },
  };
}

/** The clocks that a list has. */
export const clocksOf = (parameters: z.ZodRawShape): ('on' | 'known_at')[] =>
  (['on', 'known_at'] as const).filter((clock) => Object.hasOwn(parameters, clock));

async function answerList<Row extends object, Cells extends object, Shape extends z.ZodRawShape>(
  c: Request,
  services: Services,
  list: List<Row, Cells, Shape>,
  suffix: Suffix,
): Promise<Response> {
  const rendering = renderingOf(c, suffix);
  const given = readQuery(c);
  if (rendering === 'csv') return answerWhole(c, services, list, given);
  try {
    return await answerPage(c, services, list, given, rendering);
  } catch (error) {
    if (rendering === 'html' && wantsPage(c) && error instanceof TrackerError && error.code === 'invalid')
      return refuseList(c, services, list, given, error);
    throw error;
  }
}

async function answerPage<Row extends object, Cells extends object, Shape extends z.ZodRawShape>(
  c: Request,
  services: Services,
  list: List<Row, Cells, Shape>,
  given: Given,
  rendering: Rendering,
): Promise<Response> {
  // Read as a whole first: a parameter that is wrong is told together with all that are known.
  // A page of what has no clocks still keeps them for the pages that it leads to.
  const frame = rendering === 'html' ? clockParameters : {};
  const { cursor } = readParameters({ ...list.parameters, ...pageParameters, ...frame }, given) as { cursor?: string | undefined };
  if (given.known_at?.[0] !== undefined && rendering === 'html') parseKnownAt(given.known_at[0]);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const clocked = after === undefined ? given : withClocksOf(after, given, clocksOf(list.parameters));
  const { limit = DEFAULT_LIMIT, count = false } = readParameters(pageParameters, only(clocked, pageParameters));
  const question = readParameters(list.parameters, only(clocked, list.parameters));
  const page = await list.page(services.tracker, question, { limit, after, count });
  const known =
    rendering === 'html'
      ? validatePage(c, services, page.changeSeq)
      : validate(c, answerTag(services.release, page.changeSeq, page.on, rendering));
  if (known) return known;
  const next = page.next === null ? null : nextAddress(c.req.path, clocked, page, page.next, services.tracker);
  if (next !== null) c.header('Link', `<${next}>; rel="next"`);
  const { on, known_at, data } = page;
  if (rendering === 'json')
    return c.json({
      ...(on !== undefined && { on }),
      ...(known_at !== undefined && { known_at }),
      data,
      next,
      ...(page.count !== undefined && { count: page.count }),
    });
  const shown = { question, given, page, table: (view: View) => list.table(data, view), next, first: after !== undefined };
  return c.html(ListPage(await listPageProps(c, services, list, shown)));
}

/** A cursor goes on with the clocks of the page before it. Throws `invalid` if the address says others. */
function withClocksOf(cursor: { on: string; known_at: string }, given: Given, clocks: readonly ('on' | 'known_at')[]): Given {
  const result = { ...given };
  for (const clock of clocks) {
    const asked = given[clock]?.[0];
    const same = asked === undefined || (clock === 'on' ? asked : parseKnownAt(asked)) === cursor[clock];
    if (!same)
      throw invalid(
        'cursor',
        `the cursor belongs to ${clock}=${cursor[clock]}, not to ${clock}=${asked}: use the next of the page before as it is`,
      );
    result[clock] = [cursor[clock]];
  }
  return result;
}

function nextAddress(
  path: string,
  given: Given,
  page: Pick<Page<object>, 'on' | 'known_at'>,
  end: { starts_on: string; id: string },
  tracker: Tracker,
): string {
  const { cursor: _cursor, ...filters } = given;
  const now = tracker.clock();
  const cursor = writeCursor({ on: page.on ?? dayOf(now), known_at: page.known_at ?? now, ...end });
  return addressOf(path, {
    ...filters,
    ...(page.on !== undefined && { on: [page.on] }),
    ...(page.known_at !== undefined && { known_at: [page.known_at] }),
    cursor: [cursor],
  });
}

async function answerWhole<Row extends object, Cells extends object, Shape extends z.ZodRawShape>(
  c: Request,
  services: Services,
  list: List<Row, Cells, Shape>,
  given: Given,
): Promise<Response> {
  refusePaging(given);
  const { tracker, release } = services;
  const whole = await list.whole(tracker, readParameters(list.parameters, given));
  const known = validate(c, answerTag(release, whole.changeSeq, whole.on, 'csv'));
  if (known) {
    await whole.batches.return(undefined);
    return known;
  }
  async function* batches(): AsyncGenerator<readonly Cells[]> {
    for await (const batch of whole.batches) yield batch.map(list.cells);
  }
  const source = { ...whole, batches: batches(), name: list.path.slice(1), columns: list.columns };
  return answerCsv(c, source, services);
}

function refusePaging(given: Given): void {
  const details: ErrorDetail[] = Object.keys(pageParameters)
    .filter((name) => Object.hasOwn(given, name))
    .map((name) => ({ path: name, message: `a CSV is always complete: leave out ${name} (X-Row-Count says how many rows it has)` }));
  const [first] = details;
  if (first) throw new TrackerError('invalid', first.message, details);
}

/** A list at three addresses: `path` (a page, or what Accept asks for), `path.json`, `path.csv`. */
export interface List<Row extends object, Cells extends object, Shape extends z.ZodRawShape> {
  path: string;
  /** The schema's name in the description. */
  rowName: string;
  title: string;
  summary: string;
  parameters: Shape;
  row: z.ZodType<Row>;
  columns: readonly (keyof Cells & string)[];
  page(tracker: Tracker, question: z.output<z.ZodObject<Shape>>, paging: Paging): Promise<Page<Row>>;
  whole(tracker: Tracker, question: z.output<z.ZodObject<Shape>>): Promise<Whole<Row>>;
  /** A row as its CSV has it. */
  cells(row: Row): Cells;
  /** The values that parameters take, where they are few. */
  choices: Readonly<Record<string, readonly string[]>>;
  /** What is meant by a parameter that is not asked, where that is not everything. */
  unasked?: Readonly<Record<string, string>>;
  /** The filters that most people want; the others are folded away. */
  primary: readonly string[];
  /** So many rows in words: 13 bans in force. */
  headline(count: number, given: Given): string;
  /** How many rows each value of a filter would leave. */
  facets?(tracker: Tracker, question: z.output<z.ZodObject<Shape>>): Promise<FacetCounts>;
  /** The rows as the page shows them. */
  table(rows: readonly Row[], view: View): Child;
}

/** A list as the table of routes holds it: what describes it, and how to mount it. */
export interface MountedList {
  path: string;
  rowName: string;
  title: string;
  summary: string;
  parameters: z.ZodRawShape;
  columns: readonly string[];
  row: z.ZodType;
  mount(app: App, services: Services): void;
}
