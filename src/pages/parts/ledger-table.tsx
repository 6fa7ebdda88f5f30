import { groupBy } from '../../domain/group.ts';
import type { EntryKind } from '../../domain/vocabulary.ts';
import { rateText } from '../../domain/words.ts';
import { describeEntry, type Entry, type EntryOf, type LedgerEntry, ledgerRow } from '../../things/ledger.ts';
import { clip } from '../charts/svg.tsx';
import type { View } from '../view.ts';
import { StatusBadge } from './badges.tsx';
import { BRIEF_LETTERS, Brief, FEW, isShownWhole, wholeHref } from './brief.tsx';
import { type AsChange, asChanges, ChangedRows } from './changed-rows.tsx';
import { DayElement, longDate, minuteOf, withLongDates } from './days.tsx';
import { Fact } from './facts.tsx';
import { LinkWords, MeasureName } from './links.tsx';
import { BestSource, SourceLinks } from './sources.tsx';
import { Table } from './table.tsx';
import { DUTY_RULE_WORDS, heading, plural, scopeWords, toLastDay, words } from './words.ts';

/** Who registered, looked or corrected is named; that needs no source. */
export const NEED_NO_SOURCE: readonly EntryKind[] = ['correction', 'registration', 'check'];

interface Props {
  entry: LedgerEntry;
  view: View;
  /** What a long table changes, where that says it better. */
  change?: AsChange | undefined;
  /** Where the whole of a long entry is read; without it, here. */
  all?: string | undefined;
}

const Told = ({ entry, view, change, all }: Props) =>
  change === undefined ? <EntrySays entry={entry} view={view} all={all} /> : <ChangedRows change={change} view={view} all={all} />;

/** What an entry says: struck through if it was corrected, with its correction. */
const Says = ({ entry, view, change, all, there }: Props & Pick<LedgerTableProps, 'there'>) => (
  <>
    {entry.corrected_by === null ? (
      <Told entry={entry} view={view} change={change} all={all} />
    ) : (
      <>
        <del>
          <Told entry={entry} view={view} change={change} all={all} />
        </del>
        <p class="correction">
          Corrected by <EntryLink seq={entry.corrected_by} there={there} />
        </p>
      </>
    )}
    {entry.replaces !== null && (
      <p class="correction">
        Stands in the place of <EntryLink seq={entry.replaces} there={there} />
      </p>
    )}
    {entry.overtaken_by !== null && (
      <p class="correction">
        Comes no more since <EntryLink seq={entry.overtaken_by} there={there} />, which was announced later
      </p>
    )}
    {entry.note !== null && (
      <p class="note" dir="auto">
        {entry.note}
      </p>
    )}
    {entry.doubt !== null && <p class="doubt" dir="auto">{`⚠ in doubt: ${entry.doubt}`}</p>}
    {entry.confidence === 'recalled' && <p class="doubt">⚠ from memory</p>}
  </>
);

/** What the day of an entry is, before it; before a month or a year. That of all others is the first on which it holds. */
const DAY_WORDS: Partial<Record<EntryKind, readonly [on: string, within: string]>> = {
  milestone: ['on', 'in'],
  resolution: ['agreed on', 'agreed in'],
  check: ['up to', 'up to'],
};

/** The days that an entry speaks of. */
const Days = ({ entry }: Pick<Props, 'entry'>) => {
  const { effective_on, until_on, announced_on } = ledgerRow(entry);
  const [on, within] = DAY_WORDS[entry.kind] ?? ['from', 'from'];
  return (
    <>
      {effective_on !== null && (
        <span class="block">
          {effective_on.length === 10 ? on : within} <DayElement of={effective_on} />
        </span>
      )}
      {until_on !== null && <span class="block">{`${toLastDay(until_on)} by its own terms`}</span>}
      {announced_on !== null && <span class="note block">{`announced ${longDate(announced_on)}`}</span>}
    </>
  );
};

const Recorded = ({ entry: { recorded_at, recorded_by, reviewed_by } }: Pick<Props, 'entry'>) => (
  <>
    <time dateTime={recorded_at}>{minuteOf(recorded_at)}</time>
    <span class="note block">
      {reviewed_by === undefined ? 'by' : 'proposed by'} <bdi>{recorded_by}</bdi>
      {reviewed_by !== undefined && (
        <>
          , accepted by <bdi>{reviewed_by}</bdi>
        </>
      )}
    </span>
  </>
);

/** Can an entry be corrected? A correction itself can't, nor what was corrected already; what is registered is edited. */
const canCorrect = (entry: LedgerEntry): boolean =>
  entry.kind !== 'correction' && entry.kind !== 'registration' && entry.corrected_by === null;

interface LedgerTableProps {
  entries: readonly LedgerEntry[];
  view: View;
  /** The measure that the page is about: entries about others name theirs. */
  of?: string;
  /** What long tables change; made out of the entries unless given. */
  changes?: ReadonlyMap<number, AsChange>;
  /** Where the whole of a long entry is read; without it, here. */
  allOf?: (seq: number) => string;
  /** The entries that can be led to on the page: those of the table unless given. */
  there?: ReadonlySet<number> | undefined;
}

const seqsOf = (entries: readonly LedgerEntry[]): ReadonlySet<number> => new Set(entries.map(({ seq }) => seq));

/** Entries of the ledger in the order of recording: nothing is erased, and corrections are told as what they are. */
export const LedgerTable = ({ entries, view, of, changes = asChanges(entries), allOf, there = seqsOf(entries) }: LedgerTableProps) => {
  return (
    <div class="ledger">
      <Table
        caption="Ledger, in the order of recording"
        rows={entries}
        empty="Nothing is recorded."
        columns={[
          {
            name: 'Entry',
            names: true,
            cell: (entry) => (
              <>
                <span id={`entry-${entry.seq}`}>{`#${entry.seq}`}</span> <span class="note">{words(entry.kind)}</span>
                {entry.measure_id !== null && entry.measure_id !== of && entry.kind !== 'link' && (
                  <span class="note">
                    <MeasureName id={entry.measure_id} view={view} />
                  </span>
                )}
              </>
            ),
          },
          {
            name: 'Says',
            cell: (entry) => <Says entry={entry} view={view} change={changes.get(entry.seq)} all={allOf?.(entry.seq)} there={there} />,
          },
          { name: 'Days', cell: (entry) => <Days entry={entry} /> },
          { name: 'Recorded', cell: (entry) => <Recorded entry={entry} /> },
          {
            name: 'Sources',
            cell: (entry) =>
              NEED_NO_SOURCE.includes(entry.kind) && entry.sources.length === 0 ? (
                ''
              ) : allOf === undefined ? (
                <SourceLinks ids={entry.sources} view={view} />
              ) : (
                <BestSource ids={entry.sources} all={allOf(entry.seq)} view={view} />
              ),
          },
          ...(view.visitor === null
            ? []
            : [
                {
                  name: 'Change',
                  cell: (entry: LedgerEntry) =>
                    canCorrect(entry) && (
                      <a href={view.href(`/ledger/${entry.seq}/correct`)}>
                        Correct<span class="hidden">{` entry ${entry.seq}`}</span>
                      </a>
                    ),
                },
              ]),
        ]}
      />
    </div>
  );
};

/** So many of the last entries stand on the page of a record. */
const LAST = 5;

/** Entries that stand on the page of the whole ledger: each is found here by its number, which leads there. */
const Earlier = ({ entries, hrefOf }: { entries: readonly LedgerEntry[]; hrefOf: (seq: number) => string }) => (
  <dl class="facts entry-index">
    {[...groupBy(entries, ({ kind }) => kind)].map(([kind, list]) => (
      <Fact name={heading(kind)}>
        {list.map(({ seq }) => (
          <>
            <a id={`entry-${seq}`} href={hrefOf(seq)}>{`#${seq}`}</a>{' '}
          </>
        ))}
      </Fact>
    ))}
  </dl>
);

/** The ledger of a record: its last entries, with the way to the others; all of it where it is asked for whole. */
export const Ledger = ({ entries, view, of }: Pick<LedgerTableProps, 'entries' | 'view' | 'of'>) => {
  const about = { view, ...(of !== undefined && { of }) };
  const told = 'Everything that was recorded about it. A wrong entry is corrected and stays visible.';
  if (isShownWhole('ledger', view))
    return (
      <>
        <p class="note">{`${told} ${plural(entries.length, ['entry', 'entries'])}, in the order of recording.`}</p>
        <LedgerTable entries={entries} {...about} />
      </>
    );
  const hrefOf = (seq: number): string => wholeHref('ledger', view, `entry-${seq}`);
  const from = entries.length <= LAST + FEW ? 0 : entries.length - LAST;
  const [earlier, last] = [entries.slice(0, from), entries.slice(from)];
  return (
    <>
      <p class="note">
        {told}{' '}
        <a href={wholeHref('ledger', view)}>
          {earlier.length === 0 ? 'The ledger in full' : `The whole ledger, ${plural(entries.length, ['entry', 'entries'])}`}
        </a>
        {earlier.length > 0 && '; here are the last ones.'}
      </p>
      <LedgerTable entries={last} changes={asChanges(entries)} allOf={hrefOf} there={seqsOf(entries)} {...about} />
      {earlier.length > 0 && (
        <details class="ledger-of">
          <summary>{`${plural(earlier.length, ['earlier entry', 'earlier entries'])}, by number`}</summary>
          <Earlier entries={earlier} hrefOf={hrefOf} />
        </details>
      )}
    </>
  );
};

/** So many lines of an entry are read at once. */
const MOST_LINES = 8;

/** Lines, the first ones at once, the others folded or on the page `all`. A line may name a thousand goods: its beginning is read at once. */
const Lines = ({ texts, all }: { texts: readonly string[]; all: string | undefined }) => (
  <>
    <ul class="plain">
      {texts.slice(0, MOST_LINES).map((text) => (
        <li>{all === undefined ? <LongText text={text} /> : <Brief text={text} all={all} />}</li>
      ))}
    </ul>
    {texts.length > MOST_LINES && all !== undefined && <a href={all}>{`and ${texts.length - MOST_LINES} more`}</a>}
    {texts.length > MOST_LINES && all === undefined && (
      <details>
        <summary>{`and ${texts.length - MOST_LINES} more`}</summary>
        <ul class="plain">
          {texts.slice(MOST_LINES).map((text) => (
            <li>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ul>
      </details>
    )}
  </>
);

const LongText = ({ text }: { text: string }) =>
  text.length <= BRIEF_LETTERS * 1.5 ? (
    <bdi>{text}</bdi>
  ) : (
    <details>
      <summary>
        <bdi>{clip(text, BRIEF_LETTERS)}</bdi> <span class="note">all of it</span>
      </summary>
      <bdi>{text}</bdi>
    </details>
  );

/** A link in words: both ends by name. */
const Link = ({ entry, view }: { entry: EntryOf<'link'>; view: View }) => (
  <>
    {entry.measure_id !== null && <MeasureName id={entry.measure_id} view={view} />} <LinkWords link={entry} view={view} />
  </>
);

/** How a tariff combines with others, by name: from when on stands beside it. */
const Rule = ({ entry, view }: { entry: EntryOf<'duty_rule'>; view: View }) => {
  const scope = scopeWords(entry.scope, view);
  return (
    <>
      {DUTY_RULE_WORDS[entry.type]} {entry.other_measure_id !== null && <MeasureName id={entry.other_measure_id} view={view} />}
      {entry.percent !== null && ` ${entry.percent}%`}
      {scope !== 'everything' && <bdi>{`, for ${scope}`}</bdi>}
      {entry.last_on !== null && `, to ${longDate(entry.last_on)}`}
    </>
  );
};

/** What is registered: what it is and what it is called, with what decides about it. */
const Registered = ({ entry: { thing, thing_id, origin, content } }: { entry: EntryOf<'registration'> }) => {
  const textOf = (field: string): string[] => (typeof content[field] === 'string' ? [words(content[field] as string)] : []);
  const title = [content.title, content.name, thing_id].find((one) => typeof one === 'string') as string;
  const facts = [...textOf('type'), ...textOf('direction'), ...textOf('formality')];
  return (
    <>
      {`Says what the ${words(thing)} is: `}
      <bdi>{title}</bdi>
      {facts.length > 0 && ` (${facts.join(', ')})`}
      {typeof content.dispute === 'string' && (
        <>
          , of the dispute <bdi>{content.dispute}</bdi>
        </>
      )}
      {origin === 'carried_over' && '; carried over from an older database'}
    </>
  );
};

/** What an entry of the ledger says, by names. */
export const EntrySays = ({ entry, view, all }: { entry: Entry; view: View; all?: string | undefined }) => {
  switch (entry.kind) {
    case 'status_change':
      return (
        <>
          <StatusBadge status={entry.status} />
          {entry.exemptions.length > 0 && <Lines texts={entry.exemptions.map((scope) => `frees ${scopeWords(scope, view)}`)} all={all} />}
        </>
      );
    case 'coverage':
      return <Lines texts={entry.scopes.map((scope) => scopeWords(scope, view))} all={all} />;
    case 'rate_table':
      return <Lines texts={entry.rates.map((rate) => `${rateText(rate)}: ${scopeWords(rate.scope, view)}`)} all={all} />;
    case 'link':
      return <Link entry={entry} view={view} />;
    case 'duty_rule':
      return <Rule entry={entry} view={view} />;
    case 'resolution':
      return (
        <>
          <bdi>{`${heading(entry.method)}: ${entry.terms}`}</bdi>
          <ul class="plain">
            {entry.outcomes.map(({ measure_id, reaches }) => (
              <li>
                <MeasureName id={measure_id} view={view} /> {words(reaches)}
              </li>
            ))}
          </ul>
        </>
      );
    case 'implementation':
    case 'collapse':
      return (
        <>
          {entry.kind === 'collapse' ? 'Nothing came of agreement' : 'Carries out agreement'} <EntryLink seq={entry.resolution_seq} />
        </>
      );
    case 'registration':
      return <Registered entry={entry} />;
    case 'correction':
      return (
        <>
          {entry.replacement_seq === null ? (
            <>
              Retracts entry <EntryLink seq={entry.retracts_seq} />:{' '}
            </>
          ) : (
            <>
              Puts entry <EntryLink seq={entry.replacement_seq} /> in the place of <EntryLink seq={entry.retracts_seq} />:{' '}
            </>
          )}
          <bdi>{entry.reason}</bdi>
        </>
      );
    default:
      return <bdi>{withLongDates(describeEntry(entry))}</bdi>;
  }
};

/** The number of an entry, as a link to it on the same page, unless it does not stand `there`: as announced by an earlier day, its correction does not. */
const EntryLink = ({ seq, there }: { seq: number } & Pick<LedgerTableProps, 'there'>) =>
  there?.has(seq) === false ? `#${seq}` : <a href={`#entry-${seq}`}>{`#${seq}`}</a>;
