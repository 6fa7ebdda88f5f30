import type { AnswerClocks } from '../lookups/tracker.ts';
import type { Overview } from '../things/answers.ts';
import { fixedClocks } from '../things/clocks.ts';
import { mapWords, WorldMap } from './charts/world-map.tsx';
import { AsOfLine, DataLinks, Layout } from './frame.tsx';
import { RestrictionsTables } from './parts/restrictions.tsx';
import type { View } from './view.ts';

interface Props {
  of: AnswerClocks & Pick<Overview, 'restrictions'>;
  /** The members of unions on the day. */
  members: ReadonlyMap<string, readonly string[]>;
  view: View;
  json: string;
}

/** What stands in the place of a picture that nobody could read. */
export const TooManyToMap = () => (
  <p>
    Too many measures are in force to draw who restricts whom. Choose an imposer or an affected economy in the lists of bans and tariffs.
  </p>
);

/** Who restricts whose trade on a day: the map with its links, and every pair. */
export const RestrictionsPage = ({ of, members, view, json }: Props) => (
  <Layout
    title="Who restricts whose trade"
    view={view}
    about={{ description: 'Which economies restrict whose trade, as a map and a table.' }}
  >
    <AsOfLine of={of} />
    <DataLinks json={json} permalink={view.here(fixedClocks(of))} />
    {of.restrictions === null ? (
      <TooManyToMap />
    ) : (
      <>
        <figure class="map">
          <WorldMap restrictions={of.restrictions} members={members} view={view} />
          <figcaption>{mapWords(of.restrictions)}</figcaption>
        </figure>
        <RestrictionsTables restrictions={of.restrictions} view={view} />
      </>
    )}
  </Layout>
);
