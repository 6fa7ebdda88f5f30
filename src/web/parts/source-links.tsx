import type { SourceRow } from '../../tracker/list-register.ts';
import type { View } from '../view.ts';

/** What a source is called beside a claim: who published it, and when. */
const labelOf = ({ publisher, published_on }: SourceRow): string =>
  [publisher.replace(/ \(.*\)$/, ''), published_on].filter((part) => part !== null).join(', ');

/** Its own address, one click away; one that has none stands in the register. */
const SourceLink = ({ id, view }: { id: string; view: View }) => {
  const source = view.sources.get(id);
  if (source === undefined) return <a href={view.href('/sources', { q: [id] })}>{id}</a>;
  const href = source.url ?? view.href('/sources', { q: [id] });
  return (
    <a href={href} title={source.title}>
      {labelOf(source)}
    </a>
  );
};

/** The sources of a claim; without any, that is said. */
export const SourceLinks = ({ ids, view }: { ids: readonly string[]; view: View }) =>
  ids.length === 0 ? (
    <span class="doubt">⚠ no source</span>
  ) : (
    <span class="cited">
      {ids.map((id, index) => (
        <>
          {index > 0 && '; '}
          <SourceLink id={id} view={view} />
        </>
      ))}
    </span>
  );

/** Sources in full. */
export const SourceList = ({ sources }: { sources: readonly SourceRow[] }) => (
  <ul class="sources">
    {sources.map((source) => (
      <li id={`source-${source.id}`}>
        {source.publisher}: {source.url === null ? source.title : <a href={source.url}>{source.title}</a>}
        {source.published_on !== null && <>, {source.published_on}</>}
        <span class="note">
          {' '}
          {source.id}
          {source.note !== null && source.note !== '' && ` · ${source.note}`}
        </span>
      </li>
    ))}
  </ul>
);
