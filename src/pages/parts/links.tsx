import type { Child } from 'hono/jsx';
import { firstDay } from '../../domain/dates.ts';
import type { LinkType } from '../../domain/vocabulary.ts';
import type { UpcomingRate } from '../../things/answers.ts';
import type { MeasureDetail } from '../../things/measure.ts';
import type { WtoCase } from '../../things/register.ts';
import { ratesChangeText, type StatusChangeRow } from '../../things/status-change.ts';
import { clip } from '../charts/svg.tsx';
import { type Given, placeInSentence, placeName, type View } from '../view.ts';
import { ChangeMark, HowKnown } from './badges.tsx';
import { DayElement } from './days.tsx';
import { MeasureSource, SourceLinks } from './sources.tsx';
import { labelOf, listed, valueWords, words } from './words.ts';

type Link = MeasureDetail['links'][number];

const VERBS: Readonly<Partial<Record<LinkType, string>>> = {
  companion_of: 'is a companion of',
  challenged_in: 'is challenged in',
  traded_for: 'was traded for',
  related_to: 'is related to',
};
const verb = (type: LinkType): string => VERBS[type] ?? words(type);

/** What people called something, with its address. */
export const Titled = ({ title, href }: { title: string; href: string }) => (
  <a href={href}>
    <bdi>{title}</bdi>
  </a>
);

/** A measure by its title, with its address. */
export const MeasureName = ({ id, view, href = view.href(`/measures/${id}`) }: { id: string; view: View; href?: string }) => (
  <Titled title={view.names.measures.get(id) ?? id} href={href} />
);

/** A dispute by its title, with its address. */
export const DisputeName = ({ id, view }: { id: string; view: View }) => (
  <Titled title={view.names.disputes.get(id) ?? id} href={view.href(`/disputes/${id}`)} />
);

const Target = ({ link, view }: { link: Link; view: View }) => {
  if (link.to_measure_id !== null) return <MeasureName id={link.to_measure_id} view={view} />;
  if (link.to_dispute_id !== null) return <DisputeName id={link.to_dispute_id} view={view} />;
  if (link.to_wto_case_id === null) return null;
  return <a href={view.href(`/wto-cases/${link.to_wto_case_id}`)}>{link.to_wto_case_id}</a>;
};

/** How one thing is linked to another: the verb, and the other by name. */
export const LinkWords = ({ link, view }: { link: Link; view: View }) => (
  <>
    {verb(link.type)} <Target link={link} view={view} />
  </>
);

interface LinksProps {
  links: readonly Link[];
  /** Does it lead to what the page is about, and not from it? */
  leadsHere: (link: Link) => boolean;
  view: View;
}

/** Is it said of two measures, each with the other, and by this link without a word or a source of its own? The ledger has both. */
const isSaidTheOtherWay = ({ seq, type, measure_id, to_measure_id, note, sources }: Link, links: readonly Link[]): boolean =>
  type === 'related_to' &&
  note === null &&
  sources.length === 0 &&
  links.some((one) => one.type === type && one.measure_id === to_measure_id && one.to_measure_id === measure_id && one.seq < seq);

/** The links of what a page is about, each with its direction and its sources. */
export const LinkList = ({ links, leadsHere, view }: LinksProps) => (
  <ul class="links">
    {links
      .filter((link) => !isSaidTheOtherWay(link, links))
      .map((link) => (
        <li>
          {leadsHere(link) && link.measure_id !== null ? (
            <>
              <MeasureName id={link.measure_id} view={view} /> {verb(link.type)} this
            </>
          ) : (
            <>
              This <LinkWords link={link} view={view} />
            </>
          )}
          {link.note !== null && <span class="note" dir="auto">{` ${link.note}`}</span>}
          <div class="note">
            <SourceLinks ids={link.sources} view={view} />
          </div>
        </li>
      ))}
  </ul>
);

/** WTO cases with their stages: all sources of one stand on the page of its case. */
export const WtoCases = ({ cases, view }: { cases: readonly WtoCase[]; view: View }) => (
  <>
    {cases.map(({ id, complainant, co_complainants, respondent, title, url, milestones }) => (
      <section>
        <h3>
          <a href={view.href(`/wto-cases/${id}`)}>{id}</a>
          {title !== null && (
            <>
              {' '}
              <bdi>{title}</bdi>
            </>
          )}
        </h3>
        <p>
          {listed([complainant, ...co_complainants].map((code) => placeInSentence(code, view)))} against {placeInSentence(respondent, view)}
          {url !== null && (
            <>
              {' · '}
              <a href={url}>{`${id} at the WTO`}</a>
            </>
          )}
        </p>
        {milestones.length > 0 && (
          <ol>
            {milestones.map((stage) => (
              <li>
                <DayElement of={stage.happened_on} /> <bdi>{stage.title}</bdi>{' '}
                <HowKnown of={stage} view={view} all={view.href(`/wto-cases/${id}`)} />
              </li>
            ))}
          </ol>
        )}
      </section>
    ))}
  </>
);

/** So many letters of a title are read at a glance. */
export const TITLE_LETTERS = 160;

interface MeasureLineProps {
  of: { measure: string; title: string; imposed_by: string; sources: readonly string[] };
  view: View;
  /** When it changes, if that is known. */
  day: string | null;
  /** What changes. */
  what: Child;
}

/** One change of a measure in a line or two. */
export const MeasureLine = ({ of: { measure, title, imposed_by, sources }, view, day, what }: MeasureLineProps) => (
  <>
    {day !== null && <DayElement of={day} />} {what}
    <a class="line" href={view.href(`/measures/${measure}`)}>
      <bdi>{clip(title, TITLE_LETTERS)}</bdi>
    </a>
    <span class="note">
      {clip(placeName(imposed_by, view), TITLE_LETTERS)} · <MeasureSource of={{ measure, sources }} view={view} />
    </span>
  </>
);

/** That a change is in doubt, if it is; why is read at the measure. */
const Doubtful = ({ why }: { why: string | null }) =>
  why === null ? null : (
    <span class="doubt" title={clip(why, TITLE_LETTERS)}>
      {' '}
      doubtful
    </span>
  );

interface FeedProps<Row> {
  rows: readonly Row[];
  view: View;
  /** What changes. */
  what: (row: Row) => Child;
}

/** Changes of measures, for reading down. */
const Feed = <Row extends MeasureLineProps['of'] & { effective_on: string | null; doubt: string | null }>({
  rows,
  view,
  what,
}: FeedProps<Row>) => (
  <ol class="feed">
    {rows.map((row) => (
      <li>
        <MeasureLine of={row} view={view} day={row.effective_on} what={what(row)} />
      </li>
    ))}
  </ol>
);

/** Status changes, for reading down. */
export const ChangeFeed = ({ rows, view, empty }: { rows: readonly StatusChangeRow[]; view: View; empty: string }) =>
  rows.length === 0 ? (
    <p class="empty">{empty}</p>
  ) : (
    <Feed
      rows={rows}
      view={view}
      what={(row) => (
        <>
          <ChangeMark of={row} />
          {row.derived && <span class="note">{row.scheduled ? ' comes by itself' : ' came by itself'}</span>}
          <Doubtful why={row.doubt} />
          {row.confidence === 'recalled' && <span class="doubt"> from memory, not verified</span>}
        </>
      )}
    />
  );

/** Rates that change, for reading down. */
export const RateFeed = ({ rows, view }: { rows: readonly UpcomingRate[]; view: View }) => (
  <Feed
    rows={rows}
    view={view}
    what={(row) => (
      <>
        <bdi>{clip(ratesChangeText(row.rate_after, row.rate_before), TITLE_LETTERS)}</bdi>
        {row.derived && <span class="note"> comes by itself</span>}
        <Doubtful why={row.doubt} />
      </>
    )}
  />
);

/** Something on a timeline. */
export interface TimelineItem {
  day: string;
  what: Child;
  /** It has not come yet. */
  upcoming: boolean;
  /** It holds on the day that is asked about. */
  current: boolean;
}

/** What happened, in the order of time, or the `latest` of it; what falls on one day stays in the order given. */
export const Timeline = ({ items, latest = items.length }: { items: readonly TimelineItem[]; latest?: number }) => (
  <ol class="timeline">
    {[...items]
      .sort((a, b) => firstDay(a.day).localeCompare(firstDay(b.day)))
      .slice(items.length - latest)
      .map(({ day, what, upcoming, current }) => (
        <li class={upcoming ? 'upcoming' : undefined} aria-current={current ? 'true' : undefined}>
          <DayElement of={day} /> {upcoming && <strong class="note">upcoming </strong>}
          {what}
        </li>
      ))}
  </ol>
);

/** The filters that are set, each with a link that removes it. */
export const AskedFilters = ({ given, view }: { given: Given; view: View }) => {
  const asked = Object.entries(given).filter(([name]) => !Object.hasOwn(view.clocks, name));
  if (asked.length === 0) return null;
  const without = (name: string): Given => Object.fromEntries(Object.entries(given).filter(([other]) => other !== name));
  return (
    <ul class="asked" aria-label="Filters in place">
      {asked.map(([name, values]) => (
        <li>
          <a href={view.here(without(name))}>
            <span class="hidden">Take off: </span>
            {labelOf(name)}: <bdi>{valueWords(name, values.join(', '), view)}</bdi> <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
    </ul>
  );
};
