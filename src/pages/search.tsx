import type { Search } from '../things/answers.ts';
import { DataLinks, Layout } from './frame.tsx';
import { DisputesTable, MeasuresTable } from './parts/tables.tsx';
import { plural } from './parts/words.ts';
import { placeName, type View } from './view.ts';

interface Props {
  answer: Search;
  view: View;
}

const active = (count: number | null, what: string): string =>
  count === null ? what : `${what} ${plural(count, ['measure', 'measures'])} in force`;

const Economies = ({ answer, view }: Props) =>
  answer.jurisdictions.length === 0 ? null : (
    <>
      <h2>Economies</h2>
      <ul>
        {answer.jurisdictions.map(({ code, name, imposes, affected }) => (
          <li>
            <strong>{name}</strong>{' '}
            <a href={view.href('/measures', { imposed_by: [code], status: ['active'] })}>{active(imposes, 'imposes')}</a>,{' '}
            <a href={view.href('/measures', { affected: [code], status: ['active'] })}>{active(affected, 'is affected by')}</a>,{' '}
            <a href={view.href('/disputes', { party: [code] })}>its disputes</a>
          </li>
        ))}
      </ul>
    </>
  );

const Areas = ({ answer, view }: Props) =>
  answer.areas.length === 0 ? null : (
    <>
      <h2>Areas</h2>
      <ul>
        {answer.areas.map(({ code, name, jurisdiction, active: count }) => (
          <li>
            <a href={view.href('/measures', { area: [code], status: ['active'] })}>
              {name} ({placeName(jurisdiction, view)})
            </a>{' '}
            <span class="note">
              {plural(count, ['measure in force reaches it', 'measures in force reach it'])}, those on all of{' '}
              {placeName(jurisdiction, view)} included
            </span>
          </li>
        ))}
      </ul>
    </>
  );

const Products = ({ answer, view }: Props) =>
  answer.products.length === 0 ? null : (
    <>
      <h2>Products</h2>
      <ul>
        {answer.products.map(({ code, name, active: count }) => (
          <li>
            <a href={view.href('/measures', { product: [code], status: ['active'] })}>
              {code} {name}
            </a>{' '}
            <span class="note">
              {plural(count, ['measure in force reaches it', 'measures in force reach it'])}, those on all goods included
            </span>
          </li>
        ))}
      </ul>
    </>
  );

const Companies = ({ answer, view }: Props) =>
  answer.exporters.length === 0 ? null : (
    <>
      <h2>Companies</h2>
      <ul>
        {answer.exporters.map(({ id, name, home }) => (
          <li>
            <a href={view.href('/tariffs', { exporter: [id], ...(home !== null && { affected: [home] }) })}>
              <bdi>{name}</bdi>
            </a>{' '}
            <span class="note">
              {home === null ? 'tariffs that may reach it' : `tariffs on ${placeName(home, view)} that may reach it`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );

const Found = ({ answer, view }: Props) => {
  const { jurisdictions, areas, products, disputes, measures, exporters, q } = answer;
  if ([jurisdictions, areas, products, disputes, measures, exporters].every((list) => list.length === 0))
    return (
      <p class="empty">
        Nothing is called “<bdi>{q}</bdi>”: try one word, such as wine, Japan or seafood, or the digits of a code, such as 8703.
      </p>
    );
  return (
    <>
      <Economies answer={answer} view={view} />
      <Areas answer={answer} view={view} />
      <Products answer={answer} view={view} />
      {disputes.length > 0 && (
        <>
          <h2>Disputes</h2>
          <DisputesTable rows={disputes} view={view} />
        </>
      )}
      {measures.length > 0 && (
        <>
          <h2>Measures</h2>
          <MeasuresTable rows={measures} view={view} />
          <p>
            <a href={view.href('/measures', { q: [q] })}>All measures with these words</a>
          </p>
        </>
      )}
      <Companies answer={answer} view={view} />
    </>
  );
};

/** What words may mean: economies, areas, products, disputes, measures, companies. */
export const SearchPage = ({ answer, view, json }: { answer: Search | undefined; view: View; json: string }) => (
  <Layout title={answer === undefined ? 'Search' : `Found for “${answer.q}”`} view={view}>
    {answer === undefined ? (
      <p>
        The box above takes a product, in words or as digits of a code; an economy or an area; a dispute, a measure or a company: wine,
        8703, Japan, Hokkaido, seafood, BYD.
      </p>
    ) : (
      <>
        <Found answer={answer} view={view} />
        <DataLinks json={json} />
      </>
    )}
  </Layout>
);
