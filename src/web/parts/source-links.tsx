import type { SourceRow } from '../../tracker/list-register.ts';

/** Where in this page a source stands in full, or else where the register has it. */
const anchorOf = (id: string, here: boolean): string => (here ? `#source-${id}` : `/sources?q=${encodeURIComponent(id)}`);

/** The sources of a claim, by their ids; without any, that is said. */
export const SourceLinks = ({ ids, here = false }: { ids: readonly string[]; here?: boolean }) =>
  ids.length === 0 ? (
    <span class="note">unsourced</span>
  ) : (
    <span class="sources-cited">
      {ids.map((id, index) => (
        <>
          {index > 0 && ', '}
          <a href={anchorOf(id, here)}>{id}</a>
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
