import type { View } from '../view.ts';
import { joined } from './facts.tsx';

/** A form that can be filled in from here. */
type Way = readonly [name: string, path: string];

interface Props {
  view: View;
  /** The one that is wanted most, and those beside it. */
  ways: readonly [Way, ...Way[]];
  /** Those that are wanted seldom. */
  also?: readonly Way[];
}

/** The ways to the forms that record about what a page shows, for who is signed in. */
export const RecordLinks = ({ view, ways: [first, ...others], also = [] }: Props) =>
  view.visitor === null ? null : (
    <div class="record-links">
      <p class="actions">
        <a class="button" href={view.href(first[1])}>
          {first[0]}
        </a>
        {others.map(([name, path]) => (
          <a class="button quiet" href={view.href(path)}>
            {name}
          </a>
        ))}
      </p>
      {also.length > 0 && (
        <p class="note">
          {'Also: '}
          {joined(
            also.map(([name, path]) => <a href={view.href(path)}>{name}</a>),
            ' · ',
          )}
        </p>
      )}
    </div>
  );

/** The forms that add to a list, by its address. */
const ADDED: Readonly<Record<string, Way>> = {
  '/disputes': ['Add a dispute', '/add/dispute'],
  '/measures': ['Add a measure', '/add/measure'],
  '/bans': ['Add a measure', '/add/measure'],
  '/tariffs': ['Add a measure', '/add/measure'],
  '/exporters': ['Add a company', '/add/company'],
  '/sources': ['Add a source', '/add/source'],
  '/wto-cases': ['Add a WTO case', '/add/wto-case'],
  '/jurisdictions': ['Add a jurisdiction', '/add/jurisdiction'],
};

/** The way to add to a list, where there is one. */
export const AddLink = ({ path, view }: { path: string; view: View }) => {
  const way = ADDED[path];
  return way === undefined ? null : <RecordLinks view={view} ways={[way]} />;
};
