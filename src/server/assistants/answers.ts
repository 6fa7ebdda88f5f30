import { TrackerError } from '../../domain/errors.ts';
import type { Party } from '../../keep/proposals/proposals.ts';
import { sourcesById } from '../../lookups/register.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import { understood } from '../../lookups/understood.ts';
import { textsOf } from '../../things/asking.ts';
import { CLOCKS, readParameters } from '../../things/questions.ts';
import type { SourceRow } from '../../things/register.ts';
import { addressOf, type Given } from '../address.ts';
import { HttpError, type Problem } from '../errors.ts';
import { type LeftOut, shortened, sizeOf } from './shortened.ts';
import type { Place, Tool } from './tools.ts';

// What a tool answers: the JSON of its address, no longer than an assistant can read, with the sources that it names in full.

/** What tools ask. */
export interface Answerer {
  tracker: Tracker;
  /** Answers an address of this tracker. */
  ask(address: string): Promise<Response>;
  /** Where its pages are reached, such as `https://example.org`; empty where nobody knows. */
  origin: string;
  /** Who may propose; asked only when somebody does. Without it nothing can be proposed here. Rejects with what is wrong with who asks. */
  proposer?: (() => Promise<Party>) | undefined;
}

/** An answer, or a problem in words. */
export type ToolAnswer = { ok: true; body: object } | { ok: false; problem: string };

/** As many characters as an answer has at most, about ten thousand tokens. */
export const MOST = 40_000;
/** What the sources and addresses beside an answer may take of it. */
const BESIDE = 8_000;

type Body = Record<string, unknown>;

/**
 * Answers a tool. What is wrong with its arguments is told in the words of the HTTP interface; anything that the tracker could not
 * do at all is thrown.
 */
export async function answerTool(asked: Answerer, tool: Tool, args: unknown): Promise<ToolAnswer> {
  return toldWhatIsWrong(async () => {
    const { given, took } = await understood(asked.tracker, tool.shape, textsIn(args));
    // Here for the arguments that are no parameters of the address, and so that what is unknown is told with what this tool knows.
    readParameters(tool.shape, given);
    return await answerOf(asked, tool.place(given), took);
  });
}

/** Answers, or tells what is wrong with what was asked in the words that everybody gets. */
export async function toldWhatIsWrong(work: () => Promise<ToolAnswer>): Promise<ToolAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpError) return { ok: false, problem: error.message };
    if (!(error instanceof TrackerError)) throw error;
    return { ok: false, problem: problemWords({ detail: error.message, errors: error.details }) };
  }
}

/** The arguments as texts; what is null is not given. */
function textsIn(args: unknown): Given {
  const given = Object.entries(args ?? {}).filter(([, value]) => value !== null);
  for (const [name, value] of given)
    for (const one of [value].flat()) {
      if (typeof one === 'object') throw new TrackerError('invalid', `${name}: give a text, not an object`);
      // Half of a character can stand in JSON, and in no address.
      if (/\p{Surrogate}/u.test(`${name}${one}`)) throw new TrackerError('invalid', `${name}: this is no text in Unicode`);
    }
  return textsOf(Object.fromEntries(given));
}

async function answerOf(asked: Answerer, place: Place, took: Readonly<Record<string, string>>): Promise<ToolAnswer> {
  const isList = place.path !== '/search' && !place.path.startsWith('/duty') && place.path.lastIndexOf('/') === 0;
  let { given } = isList ? { given: { ...place.given, count: ['true'] } } : place;
  for (;;) {
    const answer = await asked.ask(addressOf(`${place.path}.json`, given));
    if (!answer.ok) return { ok: false, problem: problemWords((await answer.json()) as Problem) };
    const body = (await answer.json()) as Body;
    const rows = isList ? (body.data as unknown[]) : [];
    const { value, isSparse, leftOut } = shortened(withoutLedger(body), MOST - BESIDE, rows.length > 1);
    if (Array.isArray(body.ledger)) leftOut.set('ledger', { shown: 0, of: body.ledger.length });
    const fit = Math.floor((rows.length * (MOST - BESIDE)) / sizeOf(value));
    if (rows.length <= 1 || fit >= rows.length)
      return { ok: true, body: await told(asked, place, took, value as Body, leftOutWords(leftOut, isSparse)) };
    // The page is asked again with fewer rows, so that the next one goes on where this one ends.
    given = { ...given, limit: [String(Math.max(1, Math.min(fit, rows.length - 1)))] };
  }
}

/** Of a record, the ledger says once more what the rest says. */
const withoutLedger = ({ ledger: _ledger, ...body }: Body): Body => body;

async function told({ tracker, origin }: Answerer, place: Place, took: object, body: Body, leftOut: readonly string[]): Promise<Body> {
  const { next = null, ...rest } = body;
  const clocks = Object.fromEntries(FIXED.flatMap((name) => (typeof body[name] === 'string' ? [[name, [body[name]]]] : [])));
  const { limit: _limit, cursor: _cursor, ...filters } = place.given;
  const fixed = { ...filters, ...clocks };
  const cursor = typeof next === 'string' ? new URL(next, 'http://localhost').searchParams.get('cursor') : null;
  const known = { known_at: body.known_at as string | undefined };
  const answer = {
    ...rest,
    ...(Object.keys(took).length > 0 && { took }),
    ...(cursor !== null && { go_on: `There are more rows${countWords(body)}: ask the same with this cursor.`, cursor }),
    ...(leftOut.length > 0 && {
      left_out: leftOut,
      whole: `${origin}${addressOf(`${place.path}.json`, fixed)}`,
    }),
    permalink: `${origin}${addressOf(place.path, fixed)}`,
  };
  return { ...answer, cited: citedIn([...(await sourcesById(tracker, sourceIds(rest), known)).values()], MOST - sizeOf(answer)) };
}

/** What was left out, in words. */
export const leftOutWords = (leftOut: LeftOut, isSparse: boolean): string[] => [
  ...(isSparse ? ['what is null or empty, inside of lists'] : []),
  ...[...leftOut].map(([path, { shown, of }]) => `${path}: ${shown} of ${of}`),
];

/** The sources in full, as many as there is room for; the others are told by their ids, where they stand. */
function citedIn(sources: readonly SourceRow[], room: number): object[] {
  const cited: object[] = [];
  let left = room - 20;
  for (const { id, publisher, title, url, published_on } of sources) {
    const source = { id, publisher, title, url, published_on };
    left -= sizeOf(source) + 1;
    if (left < 0) break;
    cited.push(source);
  }
  return cited;
}

const countWords = ({ count }: Body): string => (typeof count === 'number' ? `, ${count} in all` : '');

/** What makes an address answer the same for ever: the clocks of its answer, and the days of one that is about several. */
const FIXED = [...CLOCKS, 'from', 'to'];

/** The ids of the sources that an answer names. */
function sourceIds(value: unknown): string[] {
  const found = new Set<string>();
  const look = (one: unknown): void => {
    if (Array.isArray(one)) for (const item of one) look(item);
    else if (typeof one === 'object' && one !== null)
      for (const [name, item] of Object.entries(one)) {
        if (name === 'sources' && Array.isArray(item)) for (const id of item) if (typeof id === 'string') found.add(id);
        look(item);
      }
  };
  look(value);
  return [...found];
}

/** A problem in the words of the HTTP interface, with what its message leaves out. */
function problemWords({ detail, errors }: Pick<Problem, 'detail' | 'errors'>): string {
  const others = errors.filter(({ message }) => !detail.includes(message));
  return [detail, ...others.map(({ path, message }) => `${path}: ${message}`)].join('\n');
}
