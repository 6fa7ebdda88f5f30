import { grouped } from '../domain/words.ts';
import type { Coverage, CoverageRow } from '../lookups/coverage.ts';
import { fixedClocks } from '../things/clocks.ts';
import * as glossary from '../things/glossary.ts';
import { AsOfLine, Layout } from './frame.tsx';
import { longDate } from './parts/days.tsx';
import { Fact } from './parts/facts.tsx';
import { Fold } from './parts/fold.tsx';
import { WHAT_IT_IS, wholeAsData } from './parts/linked-data.ts';
import { Contents } from './parts/sections.tsx';
import { Table } from './parts/table.tsx';
import { bibtex, type Citation, citation } from './parts/take-along.tsx';
import { plural, words } from './parts/words.ts';
import { Prose, prose } from './prose.tsx';
import { placeName, type View } from './view.ts';

interface Props {
  coverage: Coverage;
  view: View;
}

const CONTENTS = [
  ['made', 'How the data are made'],
  ['trust', 'How far to trust them'],
  ['coverage', 'What is covered'],
  ['words', 'What the words mean'],
  ['licence', 'Licence'],
  ['cite', 'How to cite'],
] as const;

const headingOf = (id: (typeof CONTENTS)[number][0]): string => CONTENTS.find(([one]) => one === id)?.[1] ?? '';
const Heading = ({ id }: { id: (typeof CONTENTS)[number][0] }) => <h2 id={id}>{headingOf(id)}</h2>;

/** What is recorded, by who imposes it. */
const Economies = ({ rows, view }: { rows: readonly CoverageRow[]; view: View }) => (
  <Table
    caption="Recorded measures by the economy that imposes them"
    rows={rows}
    empty="Nothing is recorded."
    columns={[
      {
        name: 'Economy',
        names: true,
        cell: ({ imposed_by }) => <a href={view.href('/measures', { imposed_by: [imposed_by] })}>{placeName(imposed_by, view)}</a>,
      },
      { name: 'Bans', kind: 'amount', cell: ({ bans }) => grouped(bans) },
      { name: 'Tariffs', kind: 'amount', cell: ({ tariffs }) => grouped(tariffs) },
      { name: 'In force', kind: 'amount', cell: ({ active }) => grouped(active) },
      { name: 'By type', cell: ({ types }) => types.map(([type, count]) => `${words(type)} ${grouped(count)}`).join(', ') },
      { name: 'Citing an act', kind: 'amount', cell: ({ official }) => grouped(official) },
      { name: 'Reports alone', kind: 'amount', cell: ({ reported }) => grouped(reported) },
      { name: 'No source', kind: 'amount', cell: ({ uncited }) => grouped(uncited) },
      { name: 'Last checked', cell: ({ checked_on }) => (checked_on === null ? 'not yet' : longDate(checked_on)) },
    ]}
  />
);

/** Words with their meanings. */
const Words = ({ title, of }: { title: string; of: Readonly<Record<string, string>> }) => (
  <Fold name={title}>
    <dl class="facts">
      {Object.entries(of).map(([word, meaning]) => (
        <Fact name={words(word)}>{meaning}</Fact>
      ))}
    </dl>
  </Fold>
);

/** A part of the prose that is long. */
const FoldedProse = ({ title }: { title: string }) => (
  <Fold name={title}>
    <Prose of={prose(title)} />
  </Fold>
);

/** How the data are made and how far to trust them, what is covered, what the words mean, the licence, how to cite. */
export const AboutPage = ({ coverage, view }: Props) => {
  const { measures, disputes, sources, economies } = coverage;
  const cited: Citation = {
    id: 'ledger',
    title: 'Trade disputes: a ledger of tariffs and bans from first threat to final lifting',
    path: view.href('/', fixedClocks(coverage)),
    clocks: coverage,
  };
  const all = Object.values(sources).reduce((sum, count) => sum + count, 0);
  const official = (sources.official ?? 0) + (sources.treaty_body ?? 0);
  // What the dataset has and lacks is told as of this release: of a day before that it would tell what came later.
  const isOfToday = view.clocks.on === undefined && view.clocks.announced_by === undefined && !view.past;
  return (
    <Layout title="About the data" view={view} about={{ description: WHAT_IT_IS, data: wholeAsData(view) }}>
      <p class="lead">{WHAT_IT_IS}</p>
      <p>
        {plural(measures, ['measure', 'measures'])} in {plural(disputes, ['dispute', 'disputes'])}, from{' '}
        {plural(all, ['source', 'sources'])}, {grouped(official)} of them official. It is no legal advice, and not every measure is
        recorded: nothing found does not mean that there is nothing.
      </p>
      <AsOfLine of={coverage} />
      <Contents of={CONTENTS.map(([id, title]) => ({ id, title }))} />
      <Heading id="made" />
      <Prose of={prose('How the data are made')} />
      <Heading id="trust" />
      {isOfToday ? (
        <>
          <Prose of={prose('How far to trust it')} />
          <FoldedProse title="What is verified, and where not" />
          <FoldedProse title="How often it was wrong" />
          <FoldedProse title="Where sources contradict each other" />
          <FoldedProse title="Least certain" />
        </>
      ) : (
        <p>
          What this release has, what it lacks and where its sources differ is told <a href="/about#trust">as of today</a>: it speaks of
          every day.
        </p>
      )}
      <Heading id="coverage" />
      <p>Counted in this database; base duties are left out.</p>
      {economies === null ? (
        <p>There are too many measures to be counted by economy.</p>
      ) : (
        <Fold name={`Recorded measures by ${plural(economies.length, ['economy that imposes them', 'economies that impose them'])}`}>
          <Economies rows={economies} view={view} />
        </Fold>
      )}
      {isOfToday && (
        <>
          <FoldedProse title="Coverage by economy and authority" />
          <h3>By time</h3>
          <Prose of={prose('Coverage by time')} />
          <h3>Left out on purpose</h3>
          <Prose of={prose('Left out on purpose')} />
        </>
      )}
      <Heading id="words" />
      <div class="glossary">
        <Words title="Statuses of a measure" of={glossary.STATUS_MEANINGS} />
        <Words title="Types of tariffs" of={glossary.DUTY_TYPE_MEANINGS} />
        <Words title="Types of bans" of={glossary.BAN_TYPE_MEANINGS} />
        <Words title="States of a dispute" of={glossary.DISPUTE_STATE_MEANINGS} />
        <Words title="How a dispute ends" of={glossary.METHOD_MEANINGS} />
        <Words title="How certain a row is" of={glossary.CERTAINTY_MEANINGS} />
        <Words title="How an entry is known" of={glossary.CONFIDENCE_MEANINGS} />
        <Words title="How a question is met" of={glossary.MATCH_MEANINGS} />
        <Words title="How a measure was made known" of={glossary.FORMALITY_MEANINGS} />
      </div>
      <Heading id="licence" />
      <Prose of={prose('Licence')} />
      <Heading id="cite" />
      <p>Every page of a dispute, a measure or a WTO case says how it is cited. The whole:</p>
      <div class="take-along">
        <p>{citation(cited, view)}</p>
        <pre>{bibtex(cited, view)}</pre>
      </div>
    </Layout>
  );
};
