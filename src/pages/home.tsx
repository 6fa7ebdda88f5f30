import { addDays } from '../domain/dates.ts';
import type { Overview } from '../things/answers.ts';
import { mapWords, WorldMap } from './charts/world-map.tsx';
import { DataLinks, Layout } from './frame.tsx';
import { checkedWords, longDate } from './parts/badges.tsx';
import { SearchForm } from './parts/filter-form.tsx';
import { WHAT_IT_IS, wholeAsData } from './parts/linked-data.ts';
import { ChangeFeed, RateFeed } from './parts/links.tsx';
import { MeasuresTable, RestrictionsTable } from './parts/tables.tsx';
import { fixedClocks, type View } from './view.ts';

interface HomePageProps {
  overview: Overview;
  /** The members of unions on the day. */
  members: ReadonlyMap<string, readonly string[]>;
  view: View;
}

const Figure = ({ count, words, href }: { count: number; words: string; href: string }) => (
  <li>
    <a href={href}>
      <strong>{count}</strong> {words}
    </a>
  </li>
);

/** After so many days without a check a dispute is among those that the list of all of them has. */
const STALE_AFTER = 30;

/** The disputes that have waited longest for a check, with the way to all of them. */
const Unchecked = ({ overview: { on, unchecked }, view }: Pick<HomePageProps, 'overview' | 'view'>) => {
  const since = addDays(on, -STALE_AFTER);
  return (
    <section>
      <h2 id="unchecked">Longest without a check</h2>
      <ol class="feed">
        {unchecked.map(({ id, title, checked_on }) => (
          <li>
            <a href={view.href(`/disputes/${id}`)}>
              <bdi>{title}</bdi>
            </a>{' '}
            <span class="note">{checkedWords(checked_on)}</span>
          </li>
        ))}
      </ol>
      <p>
        <a href={view.href('/disputes', { checked_before: [since] })}>{`All not checked since ${longDate(since)}`}</a>
      </p>
    </section>
  );
};

/** Today at a glance: what is in force, who restricts whom, what changed lately, what comes next, what is to be lifted, what waits for a check. */
export const HomePage = ({ overview, members, view }: HomePageProps) => {
  const { bans, tariffs, lifting_agreed, upcoming, upcoming_rates, scheduled, rates_scheduled, liftings, changed, restrictions } = overview;
  return (
    <Layout title="What governments do to each other’s trade" view={view} about={{ description: WHAT_IT_IS, data: wholeAsData(view) }}>
      <SearchForm view={view} value="" />
      <ul class="figures">
        <Figure count={bans} words="bans in force" href={view.href('/bans')} />
        <Figure count={tariffs} words="tariffs in force" href={view.href('/tariffs')} />
        <Figure count={liftings} words="to be lifted: agreed, not yet done" href="#lifting" />
        <Figure count={scheduled + rates_scheduled} words="changes to come" href="#next" />
      </ul>
      {restrictions === null ? (
        <p>
          Too many measures are in force to draw who restricts whom. Choose an imposer or an affected economy in the lists of bans and
          tariffs.
        </p>
      ) : (
        <>
          <figure class="map">
            <WorldMap restrictions={restrictions} members={members} view={view} />
            <figcaption>{mapWords(restrictions)}</figcaption>
          </figure>
          <details>
            <summary>Who restricts whom, as a table</summary>
            <RestrictionsTable rows={restrictions} view={view} />
          </details>
        </>
      )}
      <div class="columns">
        <section>
          <h2 id="lately">What changed lately</h2>
          <ChangeFeed rows={changed} view={view} empty="Nothing has changed yet." />
          <p>
            <a href={view.href('/status-changes')}>All changes</a>
          </p>
        </section>
        <section>
          <h2 id="next">What comes next</h2>
          <ChangeFeed rows={upcoming} view={view} empty="No change of status is to come." />
          {scheduled > upcoming.length && (
            <p>
              <a href={view.href('/status-changes', { from: [addDays(overview.on, 1)] })}>{`All ${scheduled}`}</a>
            </p>
          )}
          {upcoming_rates.length > 0 && (
            <>
              <h3>
                {rates_scheduled > upcoming_rates.length
                  ? `Rates that change, the next ${upcoming_rates.length} of ${rates_scheduled}`
                  : 'Rates that change'}
              </h3>
              <RateFeed rows={upcoming_rates} view={view} />
            </>
          )}
        </section>
      </div>
      <h2 id="lifting">Lifting agreed, not yet done</h2>
      <MeasuresTable rows={lifting_agreed} view={view} caption="In force, with a lifting agreed" />
      {overview.unchecked.length > 0 && <Unchecked overview={overview} view={view} />}
      <DataLinks permalink={view.here(fixedClocks(overview))} />
    </Layout>
  );
};
