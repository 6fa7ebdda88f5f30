import type { Context, Hono } from 'hono';
import type { Session } from '../changes/access.ts';
import { LOG_LEVELS, type LogLevel } from '../config.ts';
import type { Instant } from '../domain/dates.ts';
import type { AnswerMemory } from '../lookups/answer-memory.ts';
import type { Coverage } from '../lookups/coverage.ts';
import type { FacetCounts } from '../lookups/facets.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Visitor } from '../pages/view.ts';
import type { Overview } from '../things/answers.ts';
import type { Networks } from '../things/networks.ts';
import type { HowCsv } from '../things/questions.ts';

/** The state of the ledger that an answer was read from: its head and, if the answer tells of it, its instant. */
export interface ReadFrom {
  ledgerHead: string;
  known_at: Instant | undefined;
}

/** What requests carry besides themselves. */
export interface Env {
  /** What the server says of a request, and is told of it; a test that asks the app alone leaves it out. */
  Bindings: Partial<Wire>;
  Variables: {
    requestId: string;
    /** Whose token the call is made with. */
    actor?: string;
    /** Who is signed in, if anybody is: as pages show it, and with the token. */
    visitor?: Visitor;
    session?: Session;
    /** How pages of other sites may show this answer: as a picture, or in a frame. */
    elsewhere?: 'picture' | 'frame';
    /** Of which state of the ledger the answer is. */
    readFrom?: ReadFrom;
    /** How a CSV is asked to be written. */
    csv?: HowCsv;
  };
}
export type App = Hono<Env>;
export type Request = Context<Env>;

/** What server and app tell each other of a request. */
export interface Wire {
  /** The request's name in the log and in the answer. */
  requestId: string;
  /** The address of the client. */
  client: string;
  /** Says something in the answer once its body is sent; it gets there if the answer was begun with a `Trailer` that names it. */
  trailer(name: string, value: string): void;
  /** Why the question is not answered: a thread took too long over it. */
  refused: Error;
  /** What the app says of the request beside its answer. */
  seen: Seen;
}

/** The route of what there is nothing at. */
export const NO_ROUTE = 'none';

/** What the app says of a request beside its answer: the pattern of its route, whose token it came with, and of which state of the ledger the answer is. */
export interface Seen {
  route: string;
  actor?: string;
  readFrom?: ReadFrom;
}

/** What every route gets. */
export interface Services {
  tracker: Tracker;
  log: Log;
  /** Nothing is recorded here. */
  readOnly: boolean;
  /** The version of this program: answers of another release are not the same. */
  release: string;
  /** Addresses that are not the internet's to which watches may have messages sent. */
  receivers: Networks;
  /** Who tried tokens that do not work. */
  attempts: { attempt<T>(c: Request, token: string, work: () => Promise<T>): Promise<T> };
  /** Counts that lists were asked for lately. */
  facets: AnswerMemory<FacetCounts>;
  /** First pages that were asked for lately. */
  overviews: AnswerMemory<Overview>;
  /** What is recorded, as it was counted lately. */
  coverages: AnswerMemory<Coverage>;
}

/** Where the server writes what happens: one line of JSON each on stderr, unless told otherwise; on a terminal as people read it. */
export interface Log {
  error(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  debug(message: string, fields?: object): void;
}

/** A log that leaves out what is below its level. */
export function createLog(
  level: LogLevel,
  write: (line: string) => void = (line) => process.stderr.write(line),
  { forPeople = false }: { forPeople?: boolean } = {},
): Log {
  const lineOf = (at: string, own: LogLevel, message: string, fields: object): string =>
    forPeople ? readable(at, own, message, fields) : JSON.stringify({ at, level: own, message, ...fields });
  const at =
    (own: LogLevel) =>
    (message: string, fields: object = {}): void => {
      if (LOG_LEVELS.indexOf(own) <= LOG_LEVELS.indexOf(level))
        write(`${withoutTokens(lineOf(new Date().toISOString(), own, message, fields))}\n`);
    };
  return { error: at('error'), info: at('info'), debug: at('debug') };
}

/** Tokens do not belong into addresses; one that was put there by mistake does not get into the log. */
const withoutTokens = (text: string): string => text.replace(/td_[\w-]{8,}/g, 'td_…');

/** A line of the log for a terminal: 12:04:01 GET /bans 200, 12 ms. */
function readable(at: string, level: LogLevel, message: string, fields: object): string {
  const { method, path, status, ms, ...rest } = fields as Partial<Record<string, unknown>>;
  const time = at.slice(11, 19);
  if (message === 'request' && level !== 'error') return `${time} ${method} ${path} ${status}, ${ms} ms`;
  const told = { ...(method !== undefined && { method, path, status, ms }), ...rest };
  const words = Object.entries(told).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${time} ${level === 'error' ? 'error: ' : ''}${[message, ...words].join(', ')}`.replace(/\p{Cc}+/gu, ' ');
}
