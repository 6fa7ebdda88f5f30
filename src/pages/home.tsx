import { addDays } from '../domain/dates.ts';
import { CHANGE_SUBJECTS } from '../domain/vocabulary.ts';
import { MOST_TOLD, type Overview, type Restriction, TO_COME } from '../things/answers.ts';
import { fixedClocks } from '../things/clocks.ts';
import { clip } from './charts/svg.tsx';
import { MAP_HEIGHT, MAP_WIDTH, mapWords } from './charts/world-map.tsx';
import { DataLinks, Layout } from './frame.tsx';
import { checkedWords, StatusBadge } from './parts/badges.tsx';
import { longDate } from './parts/days.tsx';
import { WHAT_IT_IS, wholeAsData } from './parts/linked-data.ts';
import { ChangeFeed, MeasureLine, RateFeed, TITLE_LETTERS, Titled } from './parts/links.tsx';
import { RestrictionsMatrix } from './parts/restrictions.tsx';
import { TooManyToMap } from './restrictions.tsx';
import type { View } from './view.ts';

interface HomePageProps {
  overview: Overview;
  view: View;
}

interface FigureProps {
  count: number | string;
  words: string;
  /** Of how many of them that is in doubt, and how many more may be. */
  doubted?: number;
  more?: number;
  href: string;
}

/** A number that was counted no further than `MOST_TOLD`. */
const counted = (number: number): string => (number < MOST_TOLD ? `${number}` : `${number} or more`);

const Figure = ({ count, words, doubted = 0, more = 0, href }: FigureProps) => (
  <li>
    <a href={href}>
      <strong>{count}</strong> {words}
      {doubted > 0 && <small>{`, ${counted(doubted)} of them in doubt`}</small>}
      {more > 0 && <small>{`, and perhaps ${counted(more)} more`}</small>}
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
            <Titled title={clip(title, TITLE_LETTERS)} href={view.href(`/disputes/${id}`)} />{' '}
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

/** Has no measure a status, on any day? Where other days of the clocks are asked, nobody can tell from here. */
const isEmpty = ({ bans, tariffs, changed, upcoming, upcoming_rates, announced_by }: Overview, { knownAt }: View): boolean =>
  knownAt === null && announced_by === null && bans + tariffs + changed.length + upcoming.length + upcoming_rates.length === 0;

/** How a ledger of one's own begins, as far as the reader may record. */
const Begin = ({ view }: { view: View }) => {
  const { visitor, readOnly } = view;
  if (readOnly) return <p>No measure has a status here yet, and this server records nothing.</p>;
  if (visitor === null)
    return (
      <p>
        No measure has a status here yet. To begin, <a href={view.href('/sign-in', { back: ['/'] })}>sign in</a> with a token, which{' '}
        <code>trade-disputes token create NAME --role editor</code> makes; commands record without one.
      </p>
    );
  return (
    <p>
      {'No measure has a status here yet. '}
      {visitor.role === 'contributor' ? 'Propose, for an editor to accept, ' : 'Begin with '}
      <a href={view.href('/add/dispute')}>a dispute</a>
      {', then '}
      <a href={view.href('/add/measure')}>a measure</a>
      {' of it with what it covers and its status; or take '}
      <a href={view.href('/import')}>a sheet of many</a>.
    </p>
  );
};

/** Today at a glance: what is in force, who restricts whom, what changed lately, what comes next, what is to be lifted, what waits for a check. Nothing of it grows with the database. */
export const HomePage = ({ overview, view }: HomePageProps) => {
  const { bans, tariffs, lifting_agreed, upcoming, upcoming_rates, scheduled, rates_scheduled, liftings, changed, restrictions } = overview;
  const { bans_doubtful, bans_in_doubt, tariffs_doubtful, tariffs_in_doubt } = overview;
  const toCome = scheduled + rates_scheduled;
  const isCut = Math.max(scheduled, rates_scheduled) >= MOST_TOLD;
  return (
    <Layout title="What governments do to each other’s trade" view={view} about={{ description: WHAT_IT_IS, data: wholeAsData(view) }}>
      <p class="lead">Every tariff and ban of a dispute, from first threat to final lifting, and every claim with its source.</p>
      <ul class="figures">
        <Figure
          count={bans}
          words={bans === 1 ? 'ban in force' : 'bans in force'}
          doubted={bans_doubtful}
          more={bans_in_doubt}
          href={view.href('/bans')}
        />
        <Figure
          count={tariffs}
          words={tariffs === 1 ? 'tariff in force' : 'tariffs in force'}
          doubted={tariffs_doubtful}
          more={tariffs_in_doubt}
          href={view.href('/tariffs')}
        />
        {liftings > 0 && <Figure count={liftings} words="to be lifted or eased: agreed, not yet done" href="#lifting" />}
        {toCome > 0 && (
          <Figure count={isCut ? `${toCome} or more` : toCome} words={toCome === 1 ? 'change to come' : 'changes to come'} href="#next" />
        )}
      </ul>
      {isEmpty(overview, view) && <Begin view={view} />}
      {restrictions === null && <TooManyToMap />}
      {restrictions !== null && restrictions.length > 0 && <WhoWhom restrictions={restrictions} view={view} />}
      <div class="columns">
        <section>
          <h2 id="lately">What changed lately</h2>
          <ChangeFeed rows={changed} view={view} empty="Nothing has changed yet." />
          <p>
            <a href={view.href('/status-changes', { what: [CHANGE_SUBJECTS.join()], to: [overview.on] })}>All changes</a>
          </p>
        </section>
        <section>
          <h2 id="next">What comes next</h2>
          <ChangeFeed rows={upcoming} view={view} empty="No change of status, coverage or rules is to come." />
          {scheduled > upcoming.length && (
            <p>
              <a href={view.href('/status-changes', { what: [TO_COME.join()], from: [addDays(overview.on, 1)], order: ['earliest'] })}>
                {scheduled < MOST_TOLD ? `All ${scheduled}` : 'All changes to come'}
              </a>
            </p>
          )}
          {upcoming_rates.length > 0 && (
            <>
              <h3>
                {rates_scheduled > upcoming_rates.length
                  ? `Rates that change, the next ${upcoming_rates.length} of ${counted(rates_scheduled)}`
                  : 'Rates that change'}
              </h3>
              <RateFeed rows={upcoming_rates} view={view} />
              {rates_scheduled > upcoming_rates.length && (
                <p>
                  <a href={view.href('/status-changes', { what: ['rates'], from: [addDays(overview.on, 1)], order: ['earliest'] })}>
                    All rates that change
                  </a>
                </p>
              )}
            </>
          )}
        </section>
      </div>
      {liftings > 0 && <Liftings rows={lifting_agreed} count={liftings} view={view} />}
      {overview.unchecked.length > 0 && <Unchecked overview={overview} view={view} />}
      <DataLinks permalink={view.here(fixedClocks(overview))} />
    </Layout>
  );
};

/** The map as a picture, and the same as a matrix, which on a phone stands alone: a picture that is lazy and not shown is not fetched. */
const WhoWhom = ({ restrictions, view }: { restrictions: readonly Restriction[]; view: View }) => (
  <div class="who-whom">
    <figure class="map">
      <a href={view.href('/restrictions')}>
        <img
          src={view.href('/restrictions.svg')}
          width={MAP_WIDTH}
          height={MAP_HEIGHT}
          loading="lazy"
          alt="Map of who restricts whose trade: the matrix says the same, and the page that it leads to has all of it"
        />
      </a>
      <figcaption>{mapWords(restrictions)}</figcaption>
    </figure>
    <RestrictionsMatrix restrictions={restrictions} view={view} />
  </div>
);

/** So many liftings are named; the list has all of them. */
const MOST_LIFTINGS = 10;

/** What is in force still, with its lifting or easing agreed. */
const Liftings = ({ rows, count, view }: { rows: Overview['lifting_agreed']; count: number; view: View }) => (
  <section>
    <h2 id="lifting">Lifting or easing agreed, not yet done</h2>
    <ol class="feed">
      {rows.slice(0, MOST_LIFTINGS).map((row) => (
        <li>
          <MeasureLine
            of={{ ...row, measure: row.id }}
            view={view}
            what={<StatusBadge status={row.status} />}
            day={row.lifting_agreed_on}
          />
        </li>
      ))}
    </ol>
    {count > MOST_LIFTINGS && (
      <p>
        <a href={view.href('/measures', { status: ['active'], lifting_agreed: ['true'] })}>{`All ${count}`}</a>
      </p>
    )}
  </section>
);
