import type { z } from 'zod';
import type { Kind } from '../domain/vocabulary.ts';
import type { clockParameters, disputeParameters, measureParameters, resolutionParameters, statusChangeParameters } from './questions.ts';

// What narrows a list, and how each filter is handled: whoever forgets one doesn't compile.

/** The filters of a list: what its parameters are read as, less the clocks. */
export type FiltersOf<Shape extends z.ZodRawShape> = Omit<z.output<z.ZodObject<Shape>>, keyof typeof clockParameters>;

/** The filters of measures; `kind` is what tells the lists of bans and of tariffs from that of all. */
export type MeasureFilters = FiltersOf<typeof measureParameters> & { kind?: Kind | undefined };
export type DisputeFilters = FiltersOf<typeof disputeParameters>;
export type ResolutionFilters = FiltersOf<typeof resolutionParameters>;
export type StatusChangeFilters = FiltersOf<typeof statusChangeParameters>;

/** What each filter comes to. Every filter has its entry, also one that does nothing by itself, which says so. */
export type FilterTable<Filters, Context, Result> = {
  readonly [Name in keyof Filters]-?: (value: NonNullable<Filters[Name]>, context: Context) => Result;
};

/** What the filters that are given come to, in the order of the table; each is worked out when it is its turn. */
export function* eachGiven<Filters extends object, Context, Result>(
  table: FilterTable<Filters, Context, Result>,
  given: NoInfer<Filters>,
  context: NoInfer<Context>,
): Generator<[name: keyof Filters, result: Result]> {
  // Object.keys knows no names; a table has no others than its filters.
  for (const name of Object.keys(table) as (keyof Filters)[]) {
    const value = given[name];
    if (value !== undefined && value !== null) yield [name, table[name](value, context)];
  }
}
