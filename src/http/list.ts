import type { z } from '@hono/zod-openapi';
import type { Child } from 'hono/jsx';
import type { FacetCounts } from '../tracker/count-facets.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { View } from '../web/view.ts';
import type { Given } from './address.ts';
import type { App, Services } from './context.ts';
import type { Page, Paging, Whole } from './paging.ts';

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
