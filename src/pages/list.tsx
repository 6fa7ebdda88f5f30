import type { Child } from 'hono/jsx';
import type { Beside } from '../lookups/paging.ts';
import type { MeasureRow } from '../things/measure.ts';
import { DataLinks, type DataLinksProps, Layout } from './frame.tsx';
import { Problems } from './parts/badges.tsx';
import { longDate } from './parts/days.tsx';
import { FilterForm, type FilterFormProps } from './parts/filter-form.tsx';
import { AskedFilters, Titled } from './parts/links.tsx';
import { type Suggestion, WhichIsMeant } from './parts/meant.tsx';
import { AddLink } from './parts/record-links.tsx';
import { words } from './parts/words.ts';
import type { View } from './view.ts';

export interface ListPageProps extends FilterFormProps, Beside {
  title: string;
  summary: string;
  /** The number of rows in words; null where rows are not counted. */
  headline: string | null;
  /** What may have been meant by a value that is not understood. */
  suggestions: readonly Suggestion[];
  /** The same view as data; null where the question was refused. */
  data: DataLinksProps | null;
  table: Child | null;
  /** What these tariffs charge, rate by rate. */
  rates?: string;
  /** Where to search for the words that no title has. */
  searchInstead?: string;
  /** Of changes whose days were not asked for: where those to come stand with the next one first, and those up to the day. */
  sides?: { ahead: string; upTo: string };
  /** The addresses of the next page and of the first, where they are others. */
  next: string | null;
  first: string | null;
}

/** What is said to be over, and may be in force. */
const InDoubt = ({ rows, path, view }: { rows: readonly MeasureRow[]; path: string; view: View }) => (
  <section>
    <h2>Perhaps still in force</h2>
    <p>
      These are said to be over, and whether they are is in doubt.
      {path === '/rates' && (
        <>
          {' '}
          What they charged is not in the list: <a href={view.here({ ...view.given, status: ['all'] })}>all rates, whatever the status</a>.
        </>
      )}
    </p>
    <ul>
      {rows.map(({ id, title, status, status_from }) => (
        <li>
          <Titled title={title} href={view.href(`/measures/${id}`)} />{' '}
          <span class="note">
            {words(status)}, {longDate(status_from)}
          </span>
        </li>
      ))}
    </ul>
  </section>
);

/** A list with its filters, the same view as data, and the way to more rows. */
export const ListPage = (props: ListPageProps) => (
  <Layout title={props.title} view={props.view} watched={props.data?.watched ?? {}} about={{ description: props.summary }}>
    <p>
      {props.summary}
      {props.rates !== undefined && (
        <>
          {' '}
          <a href={props.rates}>What they charge, rate by rate</a>
        </>
      )}
    </p>
    <AddLink path={props.path} view={props.view} />
    <Problems problems={props.problems} />
    <WhichIsMeant suggestions={props.suggestions} />
    <FilterForm {...props} />
    {props.headline !== null && (
      <p id="found" class="headline" role="status">
        {props.headline}
      </p>
    )}
    <AskedFilters {...props} />
    {props.code_outdated !== undefined && <p>{props.code_outdated}.</p>}
    {props.sides !== undefined && (
      <p>
        The latest days stand first, and some are years ahead. <a href={props.sides.ahead}>What is to come, the next first</a> ·{' '}
        <a href={props.sides.upTo}>What has changed up to today</a>
      </p>
    )}
    {props.data !== null && <DataLinks {...props.data} />}
    {props.table}
    {props.searchInstead !== undefined && (
      <p>
        No title has all of these words. <a href={props.searchInstead}>Search for what meets the most of them</a>, by what it covers and
        whom it affects too.
      </p>
    )}
    {props.in_doubt !== undefined && <InDoubt rows={props.in_doubt} path={props.path} view={props.view} />}
    {(props.first !== null || props.next !== null) && (
      <nav class="paging" aria-label="Pages">
        {props.first !== null && <a href={props.first}>First page</a>}
        {props.next !== null && (
          <a href={props.next} rel="next">
            Next page
          </a>
        )}
      </nav>
    )}
  </Layout>
);
