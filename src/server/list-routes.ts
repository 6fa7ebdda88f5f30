import type * as z from 'zod';
import { LIST_NAMES, LISTS, type List, type ListName, type ListRows } from '../lookups/lists.ts';
import { LIST_PAGES, type PageOfList } from './list-pages.tsx';

/** A list at its address, with its page. */
export interface ListRoute<Row extends object> extends List<Row>, PageOfList<Row> {
  name: string;
  path: string;
}

/** What describes a list. */
export type DescribedList = Pick<ListRoute<object>, 'path' | 'rowName' | 'title' | 'summary' | 'parameters' | 'columns'> & {
  row: z.ZodType;
};

/** A list by its name. */
export const routeOf = <Name extends ListName>(name: Name): ListRoute<ListRows[Name]> => ({
  ...LISTS[name],
  ...LIST_PAGES[name],
  name,
  path: `/${name}`,
});

/** All lists, as they are described. */
export const LIST_ROUTES: readonly DescribedList[] = LIST_NAMES.map(routeOf);
