import type { Child } from 'hono/jsx';
import { firstOf } from '../domain/words.ts';
import { hasWords } from '../lookups/paging.ts';
import { onlyPlace, type Search } from '../things/answers.ts';
import { DataLinks, Layout } from './frame.tsx';
import { joined } from './parts/facts.tsx';
import { Titled } from './parts/links.tsx';
import { companyHref, WtoCasesTable } from './parts/register-tables.tsx';
import { DisputesTable, MeasuresTable } from './parts/tables.tsx';
import { plural } from './parts/words.ts';
import { type Given, placeInSentence, placeName, type View } from './view.ts';

interface Props {
  answer: Search;
  view: View;
}

const active = (count: number | null, what: string): string =>
  count === null ? what : `${what} ${plural(count, ['measure', 'measures'])} in force`;

/** What was found of one kind, in lines; nothing where that is nothing. */
const Finds = ({ title, all }: { title: string; all: readonly Child[] }) =>
  all.length === 0 ? null : (
    <>
      <h2>{title}</h2>
      <ul>
        {all.map((one) => (
          <li>{one}</li>
        ))}
      </ul>
    </>
  );

const reaching = (count: number): string => plural(count, ['measure in force reaches it', 'measures in force reach it']);

/** What the words may mean by themselves. */
const Meanings = ({ answer, view }: Props) => {
  const { jurisdictions, areas, products } = answer;
  const measures = (asked: Given): string => view.href('/measures', { ...asked, status: ['active'] });
  const place = onlyPlace(answer);
  return (
    <>
      <Finds
        title="Economies"
        all={jurisdictions.map(({ code, name, imposes, affected }) => (
          <>
            <strong>{name}</strong> <a href={measures({ imposed_by: [code] })}>{active(imposes, 'imposes')}</a>,{' '}
            <a href={measures({ affected: [code] })}>{active(affected, 'is affected by')}</a>,{' '}
            <a href={view.href('/disputes', { party: [code] })}>its disputes</a>
          </>
        ))}
      />
      <Finds
        title="Areas"
        all={areas.map(({ code, name, jurisdiction, active: count }) => (
          <>
            <a href={measures({ area: [code] })}>
              {name} ({placeName(jurisdiction, view)})
            </a>{' '}
            <span class="note">
              {reaching(count)}, those on all of {placeName(jurisdiction, view)} included
            </span>
          </>
        ))}
      />
      <Finds
        title="Products"
        all={products.map(({ code, name, active: count }) => (
          <>
            <a href={measures({ product: [code] })}>
              {code} {name}
            </a>{' '}
            <span class="note">{reaching(count)}, those on all goods included</span>
            {place && (
              <>
                {' '}
                <a href={measures({ [place.by]: [place.code], product: [code] })}>those on {place.name}</a>
              </>
            )}
          </>
        ))}
      />
    </>
  );
};

/** Of goods and two economies: what a shipment pays from the one into the other. */
const Duties = ({ answer, view }: Props) => {
  const [first, second, ...others] = answer.jurisdictions;
  const [goods] = answer.products;
  if (!first || !second || !goods || others.length > 0) return null;
  const link = (importer: typeof first, origin: typeof first) => (
    <a href={`${view.href('/duty', { importer: [importer.code], origin: [origin.code], product: [goods.code] })}#answer`}>
      into {importer.name} from {origin.name}
    </a>
  );
  return (
    <p>
      What a shipment of {goods.code} {goods.name} pays: {link(first, second)}, {link(second, first)}
    </p>
  );
};

const Companies = ({ answer, view }: Props) => (
  <Finds
    title="Companies"
    all={answer.exporters.map(({ id, name, home }) => (
      <>
        <Titled title={name} href={companyHref({ id, home }, view)} />{' '}
        <span class="note">
          {home === null ? 'tariffs that may reach it' : `tariffs on ${placeInSentence(home, view)} that may reach it`}
        </span>
      </>
    ))}
  />
);

/** So many meanings of a word are told. */
const SHOWN_MEANINGS = 3;

/** What each word was taken for, where that is more than it says. */
const Taken = ({ words }: Pick<Search, 'words'>) => {
  const said = words.map(({ word, means }) => ({ word, means: means.filter((one) => one.toLowerCase() !== word.toLowerCase()) }));
  const taken = said.filter(({ means }) => means.length > 0);
  if (words.length < 2 || taken.length === 0) return null;
  return (
    <p class="note">Words were taken for: {taken.map(({ word, means }) => `${word}: ${firstOf(means, SHOWN_MEANINGS)}`).join('; ')}.</p>
  );
};

/** Of each word that nothing met, how it may have been meant: a link to the same search with that in its place. */
const MeantOtherwise = ({ answer: { q, words }, view }: Props) => {
  const unmet = words.filter(({ spelt_like }) => spelt_like.length > 0);
  return unmet.length === 0 ? null : (
    <p>
      {unmet.map(({ word, spelt_like }) => (
        <>
          Nothing here is called “<bdi>{word}</bdi>”: did you mean{' '}
          {joined(
            spelt_like.map((name) => <Titled title={name} href={view.href('/search', { q: [q.replace(word, name)] })} />),
            ' or ',
          )}
          ?{' '}
        </>
      ))}
    </p>
  );
};

const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(' and ');

interface RankedProps<Row> {
  title: string;
  rows: readonly Row[];
  answer: Search;
  table: (rows: readonly Row[]) => Child;
  href: (row: Row) => string;
}

/** Rows that meet the most words as a table; those that lack more of them as a list that says which. */
function Ranked<Row extends { id: string; title: string }>({ title, rows, answer: { unmet }, table, href }: RankedProps<Row>) {
  const lacks = new Map(unmet.map(({ id, words }) => [id, words]));
  const lackedBy = ({ id }: Row): readonly string[] => lacks.get(id) ?? [];
  const least = Math.min(...rows.map((row) => lackedBy(row).length));
  const [best, others] = [rows.filter((row) => lackedBy(row).length === least), rows.filter((row) => lackedBy(row).length > least)];
  // Where all lack the same it is said once.
  const [lacked, ...further] = new Set(rows.map((row) => quoted(lackedBy(row))));
  const listed = least === 0 ? others : further.length > 0 ? rows : [];
  return rows.length === 0 ? null : (
    <>
      <h2>{title}</h2>
      {table(best)}
      {least > 0 && further.length === 0 && (
        <p>
          None of them meets <bdi>{lacked}</bdi>.
        </p>
      )}
      {listed.length > 0 && (
        <>
          <p>{least === 0 ? 'These meet all words but one:' : 'What each does not meet:'}</p>
          <ul>
            {listed.map((row) => (
              <li>
                <Titled title={row.title} href={href(row)} />{' '}
                <span class="note">
                  not met: <bdi>{quoted(lackedBy(row))}</bdi>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const Found = ({ answer, view }: Props) => {
  const { jurisdictions, areas, products, disputes, measures, exporters, wto_cases, q, words, unmet } = answer;
  if ([jurisdictions, areas, products, disputes, measures, exporters, wto_cases].every((list) => list.length === 0))
    return (
      <>
        <p class="empty">
          Nothing is called “<bdi>{q}</bdi>”: try one word, such as wine, Japan or seafood, or the digits of a code, such as 8703.
        </p>
        <MeantOtherwise answer={answer} view={view} />
      </>
    );
  const some = [...disputes, ...measures];
  // One word is looked up; several are met by something that happened.
  const meanings = <Meanings answer={answer} view={view} />;
  return (
    <>
      <Taken words={words} />
      <MeantOtherwise answer={answer} view={view} />
      <Duties answer={answer} view={view} />
      {words.length === 1 && meanings}
      {words.length > 1 && some.length > 0 && some.length === unmet.length && (
        <p class="empty">No dispute and no measure meets all of these words. The nearest ones say which they do not meet.</p>
      )}
      <Ranked
        {...{ title: 'Disputes', rows: disputes, answer }}
        table={(rows) => <DisputesTable rows={rows} view={view} />}
        href={({ id }) => view.href(`/disputes/${id}`)}
      />
      <Ranked
        {...{ title: 'Measures', rows: measures, answer }}
        table={(rows) => <MeasuresTable rows={rows} view={view} />}
        href={({ id }) => view.href(`/measures/${id}`)}
      />
      {measures.some(({ title }) => hasWords(q, title)) && (
        <p>
          <a href={view.href('/measures', { q: [q] })}>All measures with these words in their titles</a>
        </p>
      )}
      {words.length > 1 && meanings}
      {wto_cases.length > 0 && (
        <>
          <h2>WTO cases</h2>
          <WtoCasesTable rows={wto_cases} view={view} />
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
