import type { Child } from 'hono/jsx';
import { FilterForm, type FilterFormProps } from '../forms/filter-form.tsx';
import { AsOf } from '../frame/as-of.tsx';
import { DataLinks } from '../frame/data-links.tsx';
import { Layout } from '../frame/layout.tsx';
import type { View } from '../view.ts';

export interface ListPageProps extends FilterFormProps {
  title: string;
  summary: string;
  on?: string | undefined;
  known_at?: string | undefined;
  /** How many rows this page shows, and how many there are in all if that was asked. */
  shown: number;
  count?: number | undefined;
  /** The addresses of the next page and of the first, where they are others. */
  next: string | null;
  first: string | null;
  json: string;
  csv: string;
  table: Child;
  view: View;
}

/** A list with its filters, the same view as data, and the way to more rows. */
export const ListPage = (props: ListPageProps) => (
  <Layout title={props.title} view={props.view}>
    <p>{props.summary}</p>
    <AsOf on={props.on} known_at={props.known_at} />
    <FilterForm path={props.path} names={props.names} given={props.given} choices={props.choices} />
    <DataLinks json={props.json} csv={props.csv} />
    {props.count !== undefined && <p>{`${props.count} in all`}</p>}
    {props.table}
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
