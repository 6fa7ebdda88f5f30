import { raw } from 'hono/html';
import type { Child, PropsWithChildren } from 'hono/jsx';
import { dayProblem } from '../domain/dates.ts';
import { CHANGE_SUBJECTS } from '../domain/vocabulary.ts';
import type { AnswerClocks } from '../lookups/tracker.ts';
import { DATA_LICENCE, PROGRAM_LICENCE } from '../things/licence.ts';
import { STYLE_ADDRESS } from './assets.ts';
import { DayElement, longDate, minuteOf } from './parts/days.tsx';
import { SearchForm } from './parts/filter-form.tsx';
import { Hidden } from './parts/hidden.tsx';
import { inPage, type PageAbout } from './parts/linked-data.ts';
import { type Given, isToday, type View } from './view.ts';

const MAIN = [
  ['/bans', 'Bans'],
  ['/tariffs', 'Tariffs'],
  ['/disputes', 'Disputes'],
  ['/status-changes', 'Changes'],
  ['/resolutions', 'Resolutions'],
  ['/duty', 'Duty'],
] as const;

const REST = [
  ['/measures', 'All measures'],
  ['/rates', 'Rates'],
  ['/wto-cases', 'WTO cases'],
  ['/jurisdictions', 'Jurisdictions'],
  ['/exporters', 'Exporters'],
  ['/products', 'Products'],
  ['/sources', 'Sources'],
  ['/export', 'Everything'],
  ['/about', 'About the data'],
  ['/docs', 'API'],
] as const;

/** Every page that the frame leads to. */
export const SITE_LINKS = [...MAIN, ...REST];

const Links = ({ links, view }: { links: readonly (readonly [string, string])[]; view: View }) => (
  <ul>
    {links.map(([path, label]) => (
      <li>
        <a href={view.href(path)} aria-current={path === view.path ? 'page' : undefined}>
          {label}
        </a>
      </li>
    ))}
  </ul>
);

interface LayoutProps {
  title: string;
  view: View;
  /** What stands above the title: of which kind the thing is, or where it belongs. */
  kicker?: Child;
  /** Which changes a reader of this page may want to hear of: filters of /status-changes; all unless given. */
  watched?: Given;
  /** What it is about, for those who see it from outside. */
  about?: PageAbout;
}

/** Where changes are read as a feed, and as a calendar: of all that changes, unless the reader looks at some of it. */
const changesAddress = (suffix: '.atom' | '.ics', watched: Given): string => {
  const asked = Object.entries({ what: [CHANGE_SUBJECTS.join()], ...watched });
  return `/status-changes${suffix}?${asked.flatMap(([name, values]) => values.map((value) => `${name}=${encodeURIComponent(value)}`)).join('&')}`;
};

/** What every page tells a browser, those in frames of others too. */
export const PageHead = ({ title, children }: PropsWithChildren<{ title: string }>) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>{`${title} · Trade disputes`}</title>
    <link rel="stylesheet" href={STYLE_ADDRESS} />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    {children}
  </head>
);

/** The frame of every page. */
export const Layout = ({ title, view, kicker, watched = {}, about, children }: PropsWithChildren<LayoutProps>) => (
  <>
    {raw('<!DOCTYPE html>')}
    <html lang="en">
      <PageHead title={title}>
        <link rel="alternate" type="application/atom+xml" href={changesAddress('.atom', watched)} title="Changes, as a feed" />
        {view.path !== '' && <link rel="canonical" href={`${view.origin}${view.here(view.given)}`} />}
        {about !== undefined && <Seen title={title} view={view} about={about} />}
      </PageHead>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header class="masthead">
          <a class="brand" href={view.href('/')}>
            Trade disputes
          </a>
          <SearchForm view={view} />
          <nav aria-label="Main">
            <Links links={MAIN} view={view} />
          </nav>
          <Account view={view} />
        </header>
        {view.path !== '' && <TimeBar view={view} />}
        <main id="content">
          {kicker !== undefined && <p class="kicker">{kicker}</p>}
          <h1>{title}</h1>
          {children}
        </main>
        <footer class="colophon">
          <nav aria-label="Register and description">
            <Links links={REST} view={view} />
          </nav>
          <p>Every claim names its source or says that it has none. What was recorded is never erased, only corrected.</p>
          <p>
            The data may be used under{' '}
            <a rel="license" href={DATA_LICENCE.url}>
              {DATA_LICENCE.name}
            </a>
            , the program under {PROGRAM_LICENCE}.
          </p>
        </footer>
      </body>
    </html>
  </>
);

/** What a page is from outside: for previews (OpenGraph) and for crawlers. */
const Seen = ({ title, view, about: { description, image, data } }: { title: string; view: View; about: PageAbout }) => (
  <>
    <meta name="description" content={description} />
    <meta property="og:site_name" content="Trade disputes" />
    <meta property="og:type" content="website" />
    <meta property="og:title" content={title} />
    <meta property="og:description" content={description} />
    <meta property="og:url" content={`${view.origin}${view.here(view.given)}`} />
    {image !== undefined && (
      <>
        <meta property="og:image" content={image} />
        <meta property="og:image:type" content="image/png" />
        <meta property="og:image:alt" content={`Chart: ${title}`} />
        <meta name="twitter:card" content="summary_large_image" />
      </>
    )}
    {data !== undefined && <script type="application/ld+json">{raw(inPage(data))}</script>}
  </>
);

/** Who is signed in, with the way out; else the way in. Both lead back to this page. */
const Account = ({ view }: { view: View }) => {
  const here = view.path === '' ? null : view.here(view.given);
  if (view.readOnly) return null;
  if (view.visitor === null)
    return (
      <p class="account">
        <a href={view.href('/sign-in', here === null ? {} : { back: [here] })}>Sign in</a>
      </p>
    );
  return (
    <form class="account" action="/sign-out" method="post">
      <input type="hidden" name="csrf" value={view.visitor.csrf} />
      {here !== null && <input type="hidden" name="back" value={here} />}
      <a href={view.href('/import')}>Import</a> <a href={view.href('/proposals')}>Proposals</a> <span>{view.visitor.name}</span>{' '}
      <button type="submit">Sign out</button>
    </form>
  );
};

/** The clocks of an answer, in a sentence. */
export const AsOfLine = ({ of: { on, announced_by, known_at } }: { of: AnswerClocks }) => (
  <p class="note">
    As of <DayElement of={on} />,{' '}
    {announced_by !== null && (
      <>
        as announced by <DayElement of={announced_by} />,{' '}
      </>
    )}
    as known at <time dateTime={known_at}>{minuteOf(known_at)}</time>
  </p>
);

export interface DataLinksProps {
  json?: string;
  /** A list has one; a page with several kinds of rows has none. */
  csv?: string;
  /** The address that answers the same for ever, with all clocks fixed. */
  permalink?: string | undefined;
  /** Which changes may be watched from here: filters of /status-changes. */
  watched?: Given | undefined;
}

/** The files that are there wherever a CSV is. */
const FILES = [
  { suffix: '.xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', label: 'Excel' },
  { suffix: '.parquet', type: 'application/vnd.apache.parquet', label: 'Parquet' },
  { suffix: '.jsonl', type: 'application/x-ndjson', label: 'JSON Lines' },
] as const;

/** The same view as data, and the address that stays true. */
export const DataLinks = ({ json, csv, permalink, watched }: DataLinksProps) => (
  <ul class="data-links" aria-label="This view as data">
    {[
      { href: csv, rel: 'alternate', type: 'text/csv', label: 'CSV' },
      ...FILES.map(({ suffix, ...file }) => ({ href: csv?.replace(/\.csv(?=\?|$)/, suffix), rel: 'alternate', ...file })),
      { href: json, rel: 'alternate', type: 'application/json', label: 'JSON' },
      { href: permalink, rel: 'bookmark', label: 'Permalink' },
      { href: watched && changesAddress('.atom', watched), rel: 'alternate', type: 'application/atom+xml', label: 'Watch: feed' },
      { href: watched && changesAddress('.ics', watched), rel: 'alternate', type: 'text/calendar', label: 'Watch: calendar' },
    ].map(
      ({ label, ...link }) =>
        link.href !== undefined && (
          <li>
            <a {...link}>{label}</a>
          </li>
        ),
    )}
  </ul>
);

/** The parameters that a page keeps when it is asked for another time: all but these clocks, and where in a list it was. */
const kept = ({ given }: View, clocks: readonly string[]): Given =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !clocks.includes(name) && name !== 'cursor'));

/** The type of a clock's field: a date, or text for anything else. */
const kindOf = (clock: string | undefined): string => (clock === undefined || dayProblem(clock) === null ? 'date' : 'text');

/** Pages about which nothing is announced: who there is, what was published, how to ask. */
const NOT_CUT = ['/export', '/sources', '/exporters', '/jurisdictions', '/docs', '/sign-in'];

/** The clocks of a page: which day it is about, what had been announced by when, and, where a permalink says so, what was known here. Each page that it leads to keeps them. */
const TimeBar = ({ view }: { view: View }) => {
  const [on] = view.clocks.on ?? [];
  const [announced] = view.clocks.announced_by ?? [];
  const [knownAt] = view.clocks.known_at ?? [];
  const day = on ?? announced;
  const other = day !== undefined && !isToday(day, view) ? day : undefined;
  const known = knownBy(view);
  const less = known === 'then' || known === 'nothing';
  const travelled = other !== undefined || announced !== undefined || less;
  return (
    <search class={travelled ? 'time travelled' : 'time'} aria-label="Time travel">
      <form class="clocks" action={view.path} method="get">
        <Hidden fields={kept(view, ['on', 'announced_by'])} />
        <label for="clock-on">The world on</label>
        <input type={kindOf(day)} id="clock-on" name="on" value={day ?? (view.past ? '' : view.today)} />
        <label for="clock-announced">As announced by</label>
        <input type={kindOf(announced)} id="clock-announced" name="announced_by" value={announced ?? ''} />
        <button type="submit">Go</button>
      </form>
      {known === 'nothing' && view.names.begins_at !== null && (
        <p class="elsewhen">
          The ledger of this tracker begins on {longDate(view.names.begins_at.slice(0, 10))} ({minuteOf(view.names.begins_at)}): before that
          nothing was recorded here, so nothing was known. What had been announced by a day in the past is another question:{' '}
          <a href={view.here({ ...kept(view, ['known_at']), ...askedOf(view) })}>ask that instead</a>.
        </p>
      )}
      {known === 'now' && <p class="note">Nothing was recorded later: this is what is known now.</p>}
      {travelled && (
        <p class="elsewhen">
          <strong>
            {other === undefined ? 'Today' : dateWords(other)}
            {announced !== undefined && `, as announced by ${dateWords(announced)}`}
            {knownAt !== undefined && less && `, as we knew it on ${knownWords(knownAt, view)}`}
          </strong>{' '}
          {other !== undefined && !view.past && elsewhen(other, view)}
          {announced !== undefined &&
            (NOT_CUT.includes(view.path)
              ? 'What stands here is not cut by it: it is what is known now. '
              : 'What was announced later is left out. ')}
          {known === 'then' && 'What was recorded later is left out. '}
          <a href={view.here(kept(view, ['on', 'announced_by', 'known_at']))}>Back to today</a>
        </p>
      )}
    </search>
  );
};

/** Of a day that comes it is known what was set for it, and no more. */
const elsewhen = (day: string, view: View): string => {
  if (dayProblem(day) !== null) return 'This is no day. ';
  return day > view.today
    ? 'This day is yet to come: what stands here was set for it or goes on, and what is decided until then is not in it. '
    : 'This is not today. ';
};

/** A day in words; what is no day stays as it was written. */
const dateWords = (written: string): string => (dayProblem(written) === null ? longDate(written) : `“${written}”`);

/** A `known_at` before the ledger as an `announced_by` of the same day. */
const askedOf = ({ knownAt }: View): Given => (knownAt === null ? {} : { announced_by: [knownAt.slice(0, 10)] });

/** The third clock in words: a day, or an instant as the answer reads it, whatever its offset was. */
const knownWords = (written: string, { knownAt }: View): string =>
  dayProblem(written) === null || knownAt === null ? longDate(written) : minuteOf(knownAt);

/** What was known by then: nothing yet, what was recorded by then, or what is recorded now, as it is not over; undefined if that was not asked. */
function knownBy({ knownAt, past, names: { begins_at } }: View): 'nothing' | 'then' | 'now' | undefined {
  if (knownAt === null) return undefined;
  if (begins_at !== null && knownAt < begins_at) return 'nothing';
  return past ? 'then' : 'now';
}
