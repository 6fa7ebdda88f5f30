import { addDays, dayOf, firstDay, type Instant } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import { allOf, totalOf } from '../lookups/paging.ts';
import { sourcesById } from '../lookups/register.ts';
import { listStatusChanges, streamStatusChanges } from '../lookups/status-changes.ts';
import { definiteClocks, type Tracker } from '../lookups/tracker.ts';
import { understood } from '../lookups/understood.ts';
import { clip } from '../pages/charts/svg.tsx';
import { CHANGE_LETTERS } from '../pages/parts/badges.tsx';
import { longDate } from '../pages/parts/days.tsx';
import { toLastDay } from '../pages/parts/words.ts';
import { feedParameters, readParameters, type watchParameters } from '../things/questions.ts';
import type { SourceRow } from '../things/register.ts';
import { changeIdOf, changeText, type StatusChangeRow } from '../things/status-change.ts';
import { escapedXml } from '../things/xml.ts';
import { addressOf, type Given, originOf, readQuery } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { preferredType, typesOf, validateAnswer } from './negotiation.ts';
import { ALL_RENDERINGS } from './renderings.ts';

// Changes for a feed reader and a calendar, with the filters of their list. Not renderings of every list: only changes happen.

/** So many changes a feed has, the last recorded first: more than anybody records between two polls by hand. */
const IN_FEED = 200;
/** So many days back a calendar begins unless asked otherwise, and so many changes it may have. */
const BACK = 366;
const IN_CALENDAR = 5000;

const ATOM = 'application/atom+xml';
const CALENDAR = 'text/calendar';

/** `.invalid` belongs to nobody, so no host's name is in the way when the tracker moves. */
const AUTHORITY = 'trade-disputes.invalid';

/** A change in a line. `dated`: it stands where no day is seen, so it says from when it is so. */
const headline = (change: StatusChangeRow, dated: boolean): string => {
  const text = clip(changeText(change), CHANGE_LETTERS);
  const when = dated ? `${change.scheduled ? 'to come: ' : 'from '}${longDate(change.effective_on)}` : '';
  const less = change.overtaken_by !== null ? 'comes no more' : [when, change.doubt === null ? '' : 'in doubt'].filter(Boolean).join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${less === '' ? '' : ` (${less})`}: ${change.title}`;
};

/** A remark ends as it was written, or with a full stop: another sentence follows. */
const sentence = (text: string): string => (/[.!?…]["')”’]?$/.test(text) ? text : `${text}.`);

/** How a change is about what a feed was asked for, where it is less than in full. */
const REACH = {
  full: '',
  part: 'It is about a part of what was asked.',
  unclear: 'Whether it is about what was asked is unclear.',
} as const;

/** Sources by their ids, for what cites them. */
type Cited = ReadonlyMap<string, SourceRow>;

/** A source with where it is read. */
const citation = (id: string, cited: Cited): string => {
  const source = cited.get(id);
  return source === undefined ? id : [source.publisher, source.url].filter(Boolean).join(', ');
};

/** What happened, in sentences. */
function story(change: StatusChangeRow, cited: Cited): string {
  const { effective_on, until_on, scheduled, derived, exemptions, note, doubt, sources, confidence, match, overtaken_by } = change;
  return [
    overtaken_by === null ? '' : `It comes no more: entry ${overtaken_by} was announced later.`,
    `${scheduled ? 'To come from' : 'From'} ${longDate(effective_on)}${until_on === null ? '' : `, ${toLastDay(until_on)}`}.`,
    derived ? 'This follows from the terms of an earlier change, if nothing else is recorded.' : '',
    match === null ? '' : REACH[match],
    exemptions.length === 0 ? '' : `Exempt: ${exemptions.join('; ')}.`,
    doubt === null ? '' : sentence(`In doubt: ${doubt}`),
    confidence === 'recalled' ? 'From memory, not verified.' : '',
    note === null ? '' : sentence(note),
    sources.length === 0 ? 'No source is named.' : `Sources: ${sources.map((id) => citation(id, cited)).join('; ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Text in XML, without what XML can't hold at all. */
const xml = (text: string): string => escapedXml(text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''));

interface Feed {
  /** The addresses of the feed and of its page, and where the tracker is. */
  self: string;
  page: string;
  origin: string;
  /** What it was asked for, in words: so that who follows several of them can tell them apart. */
  title: string;
  updated: string;
  changes: readonly StatusChangeRow[];
  cited: Cited;
}

/** An Atom feed (RFC 4287). */
function atom({ self, page, origin, title, updated, changes, cited }: Feed): string {
  // What came no more is another entry since then: a reader that has it shows it again.
  const recorded = new Map(changes.map(({ seq, recorded_at }) => [seq, recorded_at]));
  const changedAt = ({ overtaken_by, recorded_at }: StatusChangeRow): string => recorded.get(overtaken_by ?? 0) ?? recorded_at;
  const entries = changes.map(
    (change) => `  <entry>
    <id>tag:${AUTHORITY},2026:change/${changeIdOf(change)}</id>
    <title>${xml(headline(change, true))}</title>
    <link href="${xml(`${origin}/measures/${encodeURIComponent(change.measure)}`)}"/>
    <updated>${changedAt(change)}</updated>
    <author><name>${xml(change.recorded_by)}</name></author>
    <category term="${change.what === 'status' ? change.status : change.what}"/>
    <summary>${xml(story(change, cited))}</summary>
  </entry>
`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${xml(self)}</id>
  <title>${xml(title)}</title>
  <link rel="self" type="application/atom+xml" href="${xml(self)}"/>
  <link rel="alternate" type="text/html" href="${xml(page)}"/>
  <updated>${updated}</updated>
${entries.join('')}</feed>
`;
}

/** A text as a property of iCalendar has it (RFC 5545, 3.3.11). */
const ical = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n|\r/g, '\\n');

/** A line folded to 75 octets, never inside a character. */
function foldedLine(line: string): string {
  let [folded, octets] = ['', 0];
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) [folded, octets] = [`${folded}\r\n `, 1];
    folded += character;
    octets += size;
  }
  return folded;
}

const compact = (text: string): string => text.replace(/[-:]|\.\d+/g, '');

/** What a calendar without an event holds, as one without any component is none (RFC 5545, 3.6). */
const UTC = [
  ...['BEGIN:VTIMEZONE', 'TZID:UTC', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
  ...['TZOFFSETFROM:+0000', 'TZOFFSETTO:+0000', 'END:STANDARD', 'END:VTIMEZONE'],
];

/** A calendar of whole days (RFC 5545). A change of which only the month or the year is known stands on the first day of it, and says so. */
function calendar({ origin, title, changes, cited }: Feed): string {
  const events = changes.flatMap((change) => {
    const day = firstDay(change.effective_on);
    const { doubt, effective_on, derived, confidence, match } = change;
    const inDoubt = doubt !== null || effective_on.length < 10 || derived || confidence !== 'verified' || match === 'unclear';
    return [
      'BEGIN:VEVENT',
      `UID:change-${changeIdOf(change)}@${AUTHORITY}`,
      `DTSTAMP:${compact(change.recorded_at)}`,
      `DTSTART;VALUE=DATE:${compact(day)}`,
      `DTEND;VALUE=DATE:${compact(addDays(day, 1))}`,
      `SUMMARY:${ical(headline(change, false))}${change.effective_on.length < 10 ? ical(` (some day of ${longDate(change.effective_on)})`) : ''}`,
      `DESCRIPTION:${ical(story(change, cited))}`,
      `URL:${origin}/measures/${encodeURIComponent(change.measure)}`,
      `STATUS:${change.overtaken_by !== null ? 'CANCELLED' : inDoubt ? 'TENTATIVE' : 'CONFIRMED'}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ];
  });
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//trade-disputes//EN', `NAME:${ical(title)}`, `X-WR-CALNAME:${ical(title)}`];
  return [...head, ...(events.length === 0 ? UTC : events), 'END:VCALENDAR', ''].map(foldedLine).join('\r\n');
}

/** The filters of a feed in the order in which its title says what it is about; its days, and which kinds of change it tells, do not. */
const ABOUT = {
  measure: true,
  dispute: true,
  kind: true,
  status: true,
  imposed_by: true,
  affected: true,
  area: true,
  product: true,
} satisfies {
  [Filter in Exclude<keyof typeof watchParameters, 'from' | 'to' | 'what' | 'match'>]: true;
};

const titleOf = (given: Given): string => {
  const about = Object.keys(ABOUT).flatMap((name) =>
    given[name]?.[0] === undefined ? [] : [`${name.replace('_', ' ')} ${given[name][0]}`],
  );
  return `Trade disputes${about.length === 0 ? '' : `: ${about.join(', ')}`}`;
};

const citedIn = (tracker: Tracker, changes: readonly StatusChangeRow[], known_at: Instant | undefined): Promise<Cited> =>
  sourcesById(tracker, [...new Set(changes.flatMap(({ sources }) => sources))], { known_at });

/** The changes of a feed, where more were recorded at its earliest instant than it has room for, such as the bundled disputes: of these, those that were announced last. */
async function newestOfMany(
  tracker: Tracker,
  question: Parameters<typeof listStatusChanges>[1],
  changes: readonly StatusChangeRow[],
): Promise<readonly StatusChangeRow[]> {
  const last = changes.at(-1)?.recorded_at;
  if (changes.length < IN_FEED) return changes;
  const later = changes.filter(({ recorded_at }) => recorded_at !== last);
  const { data } = await listStatusChanges(tracker, { ...question, by: 'announced' }, { limit: IN_FEED, count: false });
  const newest = data.filter(({ recorded_at }) => recorded_at === last).slice(0, IN_FEED - later.length);
  return newest.length === 0 ? changes : [...later, ...newest];
}

/** Mounts both, at addresses of their own and for who asks the list for their type: what was recorded last as a feed, what takes effect when as a calendar. */
export function mountFeeds(app: App, services: Services): void {
  const { tracker } = services;
  const asked = async (c: Request, suffix: string) => {
    const { given } = await understood(tracker, feedParameters, readQuery(c));
    const origin = originOf(c.req.raw);
    const title = titleOf(given);
    const addresses = {
      title,
      self: `${origin}${addressOf(`/status-changes${suffix}`, given)}`,
      page: `${origin}${addressOf('/status-changes', given)}`,
      origin,
    };
    return { question: readParameters(feedParameters, given), addresses };
  };

  const asFeed = async (c: Request): Promise<Response> => {
    const { question, addresses } = await asked(c, '.atom');
    // Days that are asked for are those of the list: a change takes effect on them, unless another clock is named.
    const clocked = { by: (question.from ?? question.to) ? ('effective' as const) : ('recorded' as const), ...question };
    const { data, known_at, on, ledgerHead } = await listStatusChanges(tracker, clocked, { limit: IN_FEED, count: false });
    const known = validateAnswer(c, services, 'atom', { ledgerHead, on, known_at });
    if (known) return known;
    const changes = clocked.by === 'recorded' ? await newestOfMany(tracker, { ...clocked, known_at }, data) : data;
    return c.body(atom({ ...addresses, updated: known_at, changes, cited: await citedIn(tracker, changes, known_at) }), 200, {
      'Content-Type': `${ATOM}; charset=utf-8`,
    });
  };

  const asCalendar = async (c: Request): Promise<Response> => {
    const { question, addresses } = await asked(c, '.ics');
    const { on } = await definiteClocks(tracker, question);
    const from = question.from ?? addDays(on, -BACK);
    const { batches, count, known_at, ledgerHead } = await streamStatusChanges(tracker, { ...question, from });
    const total = await totalOf({ count });
    if (total > IN_CALENDAR) {
      await batches.return(undefined);
      throw invalid(
        'from',
        `the calendar would have ${total} changes since ${from}, more than ${IN_CALENDAR}: ask from a later day, or for less`,
      );
    }
    const known = validateAnswer(c, services, 'ics', { ledgerHead, on, known_at });
    if (known) return known;
    const changes = await allOf(batches);
    return c.body(
      calendar({ ...addresses, updated: known_at ?? dayOf(tracker.clock()), changes, cited: await citedIn(tracker, changes, known_at) }),
      200,
      { 'Content-Type': `${CALENDAR}; charset=utf-8` },
    );
  };

  app.get('/status-changes.atom', asFeed);
  app.get('/status-changes.ics', asCalendar);
  app.get('/status-changes', async (c, next) => {
    const type = preferredType(c, [...typesOf(ALL_RENDERINGS), ATOM, CALENDAR]);
    if (type !== ATOM && type !== CALENDAR) return next();
    c.header('Vary', 'Accept');
    return type === ATOM ? asFeed(c) : asCalendar(c);
  });
}
