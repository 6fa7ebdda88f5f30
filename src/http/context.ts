import type { Context, Hono } from 'hono';
import type { FacetCounts } from '../tracker/count-facets.ts';
import type { Overview } from '../tracker/overview.ts';
import type { Session } from '../tracker/sessions.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { Visitor } from '../web/view.ts';
import type { AnswerMemory } from './answer-memory.ts';
import type { Log } from './log.ts';

/** What requests carry besides themselves. */
export interface Env {
  Variables: {
    requestId: string;
    /** Who is signed in, if anybody is: as pages show it, and with the token. */
    visitor?: Visitor;
    session?: Session;
  };
}
export type App = Hono<Env>;
export type Request = Context<Env>;

/** What every route gets. */
export interface Services {
  tracker: Tracker;
  log: Log;
  /** The version of this program: answers of another release are not the same. */
  release: string;
  /** The name of an HS code, or of the longest part of it that has one. */
  productName: (code: string) => string | undefined;
  /** All HS codes that have a name of their own. */
  productNames: ReadonlyMap<string, string>;
  /** Counts that lists were asked for lately. */
  facets: AnswerMemory<FacetCounts>;
  /** First pages that were asked for lately. */
  overviews: AnswerMemory<Overview>;
}
