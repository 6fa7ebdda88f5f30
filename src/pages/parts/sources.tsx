import type { Child } from 'hono/jsx';
import type { SourceForm, SourceKind } from '../../domain/vocabulary.ts';
import type { SourceRow } from '../../things/register.ts';
import { clip } from '../charts/svg.tsx';
import type { View } from '../view.ts';
import { DayElement, longDate } from './days.tsx';

// The sources of a claim: the best one at once, the others folded.

/** How near a source is to what it speaks of: the act itself, its words on somebody else's page, an authority's account, then others'. */
const FORMS: Readonly<Record<SourceForm, number>> = { official_text: 0, official_copy: 1, report: 3 };
const KINDS: Readonly<Record<SourceKind, number>> = { official: 2, treaty_body: 2, trade_body: 4, press: 4, research: 5 };

function rankOf(source: SourceRow | undefined): number {
  if (source === undefined) return 9;
  const rank = source.form === null || source.form === 'report' ? KINDS[source.kind] : FORMS[source.form];
  // What can be opened is of more use.
  return source.url === null ? rank + 0.5 : rank;
}

/** The ids of sources with the best one first; those that are alike stay in their order. */
const bestFirst = (ids: readonly string[], { sources }: View): string[] =>
  [...ids].sort((a, b) => rankOf(sources.get(a)) - rankOf(sources.get(b)));

/** So many letters a publisher's name may have beside a claim. */
const MOST_LETTERS = 80;
/** And in the cell of a table. */
const FEW_LETTERS = 44;

/** What a source is called beside a claim: who published it, and when. */
const sourceLabel = ({ publisher, published_on }: SourceRow, most = MOST_LETTERS): string =>
  [clip(publisher.replace(/ \(.*\)$/, ''), most), ...(published_on === null ? [] : [longDate(published_on)])].join(', ');

/** A link to the source itself; a source without an address leads to the register. */
const SourceLink = ({ id, view }: { id: string; view: View }) => {
  const source = view.sources.get(id);
  if (source === undefined) return <a href={view.href('/sources', { q: [id] })}>{id}</a>;
  return (
    <a href={source.url ?? view.href('/sources', { q: [id] })} title={source.title}>
      {sourceLabel(source)}
    </a>
  );
};

const None = ({ view }: { view: View }) => (
  <span class="doubt">{view.clocks.announced_by ? '⚠ no source that was dated by then' : '⚠ no source'}</span>
);

/** What stands beside the first of several, folded. */
const Rest = ({ of }: { of: readonly Child[] }) =>
  of.length === 0 ? null : (
    <details class="rest">
      <summary>{`and ${of.length} more`}</summary>
      <ul class="plain">
        {of.map((one) => (
          <li>{one}</li>
        ))}
      </ul>
    </details>
  );

/** The sources of a claim, the best one first and the others folded, or that it has none. It stands where paragraphs may stand. */
export const SourceLinks = ({ ids, view }: { ids: readonly string[]; view: View }) => {
  const [best, ...rest] = bestFirst(ids, view);
  if (best === undefined) return <None view={view} />;
  return (
    <div class="cited">
      <SourceLink id={best} view={view} /> <Rest of={rest.map((id) => <SourceLink id={id} view={view} />)} />
    </div>
  );
};

/** Texts of which the first says most: the others are folded. */
export const Folded = ({ texts: [first, ...rest] }: { texts: readonly string[] }) => (
  <div>
    <bdi>{first}</bdi> <Rest of={rest.map((text) => <bdi>{text}</bdi>)} />
  </div>
);

/** An address that is longer would weigh more than what stands around it. */
const LONG = 250;

/** The best source of a claim, by name, and the way to all of them: for pages that must stay light. */
export const BestSource = ({ ids, all, view }: { ids: readonly string[]; all: string; view: View }) => {
  const [best, ...rest] = bestFirst(ids, view);
  if (best === undefined) return <None view={view} />;
  const source = view.sources.get(best);
  return (
    <>
      <a href={source?.url && source.url.length <= LONG ? source.url : view.href('/sources', { q: [best] })}>
        {source === undefined ? best : sourceLabel(source, FEW_LETTERS)}
      </a>
      {rest.length > 0 && (
        <>
          {' '}
          <a class="others" href={all}>{`and ${rest.length} more`}</a>
        </>
      )}
    </>
  );
};

/** The best source of what a row says of a measure, and the way to all of them, on its page. */
export const MeasureSource = ({ of: { measure, sources }, view }: { of: { measure: string; sources: readonly string[] }; view: View }) => (
  <BestSource ids={sources} all={`${view.href(`/measures/${measure}`)}#sources`} view={view} />
);

/** Sources, the best ones first. */
export const bestSourcesFirst = (sources: readonly SourceRow[]): SourceRow[] => [...sources].sort((a, b) => rankOf(a) - rankOf(b));

/** Sources in full. */
export const SourceList = ({ sources }: { sources: readonly SourceRow[] }) => (
  <ul class="sources">
    {sources.map((source) => (
      <li id={`source-${source.id}`}>
        {source.publisher}: {source.url === null ? source.title : <a href={source.url}>{source.title}</a>}
        {source.published_on !== null && (
          <>
            , <DayElement of={source.published_on} />
          </>
        )}
        <span class="note">
          {' '}
          {source.id}
          {source.note !== null && source.note !== '' && ` · ${source.note}`}
        </span>
      </li>
    ))}
  </ul>
);
