import { createHash } from 'node:crypto';
import { dayOf, parseKnownAt } from '../domain/dates.ts';
import { type ErrorDetail, invalid, TrackerError } from '../domain/errors.ts';
import { LIST_NAMES } from '../lookups/lists.ts';
import type { Page, Paging } from '../lookups/paging.ts';
import { besideIn } from '../lookups/paging.ts';
import { type AnswerClocks, definiteClocks, type Tracker } from '../lookups/tracker.ts';
import { type Understood, understood } from '../lookups/understood.ts';
import { ListPage } from '../pages/list.tsx';
import { fixedClocks } from '../things/clocks.ts';
import { columnKinds } from '../things/columns.ts';
import { type Cursor, readCursor, writeCursor } from '../things/cursor.ts';
import { type Clock, clockParameters, clocksFixing, clocksOf, DEFAULT_LIMIT, pageParameters, readParameters } from '../things/questions.ts';
import { addressOf, type Given, only, originOf, sayTaken, without } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { type DescribedList, type ListRoute, routeOf } from './list-routes.ts';
import { listPageProps, refuseList } from './list-view.ts';
import { type AnswerState, isAskedBack, mountRenderings, validateAnswer } from './negotiation.ts';
import { answerRows, RENDERINGS, type Rendering, type RowTable, type ShownAnswer } from './renderings.ts';

/** Mounts all lists, each in every rendering. */
export function mountLists(app: App, services: Services): void {
  for (const name of LIST_NAMES) mountList(app, services, routeOf(name));
}

function mountList<Row extends object>(app: App, services: Services, list: ListRoute<Row>): void {
  mountRenderings(app, list.path, (c, given, rendering) => answerList(c, services, list, given, rendering));
}

async function answerList<Row extends object>(
  c: Request,
  services: Services,
  list: ListRoute<Row>,
  asked: Given,
  rendering: Rendering,
): Promise<Response> {
  const how = RENDERINGS[rendering];
  const moved = withoutIdleDay(list, asked);
  if (moved !== null) return c.redirect(addressOf(c.req.path, moved), 308);
  if (how.whole) {
    const { given, took } = await understood(services.tracker, list.parameters, asked);
    sayTaken(c, took);
    const table = await wholeTable(c, services, list, given, rendering);
    const known = validateAnswer(c, services, rendering, table);
    if (known === null) return answerRows(c, how, table, services);
    await table.batches.return(undefined);
    return known;
  }
  try {
    const { given, took } = await understood(services.tracker, list.parameters, asked);
    // On a page the form shows the codes that were taken.
    if (rendering === 'html' && Object.keys(took).length > 0) return c.redirect(addressOf(list.path, given), 303);
    sayTaken(c, took);
    const asking = readPage(list, given, rendering);
    // Who has the answer already is told so before it is worked out again.
    const held = c.req.header('if-none-match') === undefined ? null : await stillHeld(c, services, list, asking, rendering);
    if (held) return held;
    const page = await shownPage(c, services, list, asking, took);
    const known = validateAnswer(c, services, rendering, page);
    if (known) return known;
    if (page.next !== null) c.header('Link', `<${page.next}>; rel="next"`);
    return await how.answer(c, page);
  } catch (error) {
    if (isAskedBack(c, rendering, error)) return refuseList(c, services, list, asked, error);
    throw error;
  }
}

/**
 * Permalinks of rates over some days, and addresses of their files, had `on` as well until November 2026, when it came to be refused, for it
 * says nothing there. They lead to what they always meant; an address without `known_at` is no permalink, and who wrote it is told.
 */
function withoutIdleDay({ parameters }: Pick<DescribedList, 'parameters'>, asked: Given): Given | null {
  if (asked.on === undefined || asked.known_at === undefined || clocksFixing(parameters, asked).includes('on')) return null;
  return clocksOf(parameters).includes('on') ? without(asked, { on: true }) : null;
}

/** A page of a list as it is asked for. */
interface AskedPage {
  given: Given;
  clocked: Given;
  /** Of which list and filters a cursor is. */
  asked: string;
  question: Record<string, unknown>;
  paging: Paging;
}

/**
 * What a list may be asked in a rendering: a file is told how it is to be written, a page where it begins. A page of what has no clocks
 * still keeps them for the pages that it leads to.
 */
const askableOf = (parameters: DescribedList['parameters'], rendering: Rendering): DescribedList['parameters'] => ({
  ...parameters,
  ...(RENDERINGS[rendering].whole ? RENDERINGS[rendering].parameters : pageParameters),
  ...(rendering === 'html' ? clockParameters : {}),
});
const askable = new Map<Rendering, WeakMap<DescribedList['parameters'], DescribedList['parameters']>>();

/** The same, put together once: a schema is built for each table of parameters. */
function askableIn({ parameters }: Pick<DescribedList, 'parameters'>, rendering: Rendering): DescribedList['parameters'] {
  const kept = askable.get(rendering) ?? new WeakMap();
  askable.set(rendering, kept);
  const all = kept.get(parameters) ?? askableOf(parameters, rendering);
  kept.set(parameters, all);
  return all;
}

/** Reads which page is asked for. Throws `invalid` for a parameter that is not understood, and for a cursor of another question. */
export function readPage(list: Pick<DescribedList, 'path' | 'parameters'>, given: Given, rendering: Rendering): AskedPage {
  // Read as a whole first: a parameter that is wrong is told together with all that are known.
  readParameters(askableIn(list, rendering), given);
  const { cursor, limit = DEFAULT_LIMIT, count = false } = readParameters(pageParameters, only(given, pageParameters));
  const asked = askedOf(list.path, given);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (after !== undefined && after.asked !== asked)
    throw invalid('cursor', 'the cursor belongs to another list or to other filters: use the next of the page before as it is');
  const clocked = after === undefined ? given : withClocksOf(after, given, clocksFixing(list.parameters, given));
  return {
    given,
    clocked,
    asked,
    question: readParameters(list.parameters, only(clocked, list.parameters)),
    paging: { limit, after, count },
  };
}

/** A 304 if the client holds the answer to this question; null if it must be worked out, as for `*`, which says nothing of what it holds. */
async function stillHeld(
  c: Request,
  services: Services,
  { parameters }: Pick<DescribedList, 'parameters'>,
  { question }: AskedPage,
  rendering: Rendering,
): Promise<Response | null> {
  if (c.req.header('if-none-match')?.trim() === '*') return null;
  const { ledgerHead, ...clocks } = await definiteClocks(services.tracker, question);
  return validateAnswer(c, services, rendering, { ledgerHead, ...clocksIn(clocksOf(parameters), clocks) });
}

async function shownPage<Row extends object>(
  c: Request,
  services: Services,
  list: ListRoute<Row>,
  { given, clocked, asked, question, paging }: AskedPage,
  took: Understood['took'],
): Promise<ShownAnswer & AnswerState & { next: string | null }> {
  const { tracker } = services;
  const page = await list.page(tracker, question, paging);
  const { on, known_at, ledgerHead, data } = page;
  if (page.ledger_begins !== undefined) c.header('X-Ledger-Begins', page.ledger_begins);
  const next =
    page.next === null
      ? null
      : nextAddress(c.req.path, clocked, clocksIn(clocksFixing(list.parameters, clocked), page), { ...page.next, asked }, tracker);
  return {
    on,
    known_at,
    ledgerHead,
    next,
    body: {
      ...clocksIn(clocksOf(list.parameters), page),
      ...(Object.keys(took).length > 0 && { took }),
      ...(page.ledger_begins !== undefined && { ledger_begins: page.ledger_begins }),
      data,
      next,
      ...(page.count !== undefined && { count: page.count }),
      ...besideIn(page),
    },
    page: async () => ListPage(await listPageProps(c, services, list, { question, given, page, next, first: paging.after !== undefined })),
  };
}

/** Of which list, and asked for what: a cursor of another question would begin anywhere. */
function askedOf(path: string, given: Given): string {
  const filters = Object.entries(without(given, { ...pageParameters, ...clockParameters }));
  return createHash('sha256')
    .update(JSON.stringify([path, filters.sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('base64url')
    .slice(0, 12);
}

/** These clocks of an answer. */
const clocksIn = (clocks: readonly Clock[], answer: Partial<AnswerClocks>): Partial<AnswerClocks> =>
  Object.fromEntries(clocks.map((clock) => [clock, answer[clock]]));

/** A cursor goes on with the clocks of the page before it. Throws `invalid` if the address says others. */
function withClocksOf(cursor: Pick<Cursor, Clock>, given: Given, clocks: readonly Clock[]): Given {
  const result: Record<string, readonly string[]> = { ...given };
  for (const clock of clocks) {
    const asked = given[clock]?.[0];
    const same = asked === undefined || (clock === 'known_at' ? parseKnownAt(asked) : asked) === cursor[clock];
    if (!same)
      throw invalid(
        'cursor',
        `the cursor belongs to ${clock}=${cursor[clock]}, not to ${clock}=${asked}: use the next of the page before as it is`,
      );
    if (cursor[clock] !== '') result[clock] = [cursor[clock]];
  }
  return result;
}

/** The address of the page after one that ended there. */
export function nextAddress(
  path: string,
  given: Given,
  page: Pick<Page<object>, Clock>,
  end: Pick<Cursor, 'begins_on' | 'id' | 'asked'>,
  tracker: Tracker,
): string {
  const { cursor: _cursor, ...filters } = given;
  const { on, announced_by, known_at } = page;
  const instant = known_at ?? tracker.clock();
  const cursor = writeCursor({ on: on ?? dayOf(instant), announced_by: announced_by ?? '', known_at: instant, ...end });
  return addressOf(path, {
    ...filters,
    ...fixedClocks(page),
    cursor: [cursor],
  });
}

/** All rows of a list, read while they are written. */
async function wholeTable<Row extends object>(
  c: Request,
  { tracker }: Services,
  { name, path, row, columns, cells, parameters, whole }: ListRoute<Row>,
  given: Given,
  rendering: Rendering,
): Promise<RowTable> {
  const { suffix } = RENDERINGS[rendering];
  refusePaging(given, suffix);
  // Read as a whole first, as a page's are.
  readParameters(askableIn({ parameters }, rendering), given);
  const table = await whole(tracker, readParameters(parameters, given));
  const asked = { ...given, ...fixedClocks(table, clocksFixing(parameters, given)) };
  const address = `${originOf(c.req.raw)}${addressOf(`${path}${suffix}`, asked)}`;
  return { ...table, name, columns, cells, kinds: columnKinds(row), address };
}

/** Refuses what cuts a file, which is always complete. Throws `invalid`. */
export function refusePaging(given: Given, suffix: string): void {
  const details: ErrorDetail[] = Object.keys(pageParameters)
    .filter((name) => Object.hasOwn(given, name))
    .map((name) => ({ path: name, message: `${suffix} is always complete: leave out ${name} (X-Row-Count says how many rows it has)` }));
  const [first] = details;
  if (first) throw new TrackerError('invalid', first.message, details);
}
