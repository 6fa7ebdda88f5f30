import { fixedClocks } from '../../things/clocks.ts';
import type { MeasureDetail } from '../../things/measure.ts';
import { RateLines } from '../charts/rate-lines.tsx';
import { hasRates, type TariffRates } from '../charts/rate-lines-layout.ts';
import { type Life, StatusBarsOnPage, StatusLegend } from '../charts/status-bars.tsx';
import { ChartFigure, clip } from '../charts/svg.tsx';
import { AsOfLine, DataLinks, Layout } from '../frame.tsx';
import { checkedWords } from '../parts/badges.tsx';
import { MoreOf, shownOf } from '../parts/brief.tsx';
import { longDate } from '../parts/days.tsx';
import { Ledger } from '../parts/ledger-table.tsx';
import { aboutRecord, type PageAbout } from '../parts/linked-data.ts';
import { DisputeName, LinkList, WtoCases } from '../parts/links.tsx';
import { RecordLinks } from '../parts/record-links.tsx';
import { Sections } from '../parts/sections.tsx';
import { bestSourcesFirst, SourceList } from '../parts/sources.tsx';
import { type Citation, Cite, Embed } from '../parts/take-along.tsx';
import { heading, payerWords, typeWords, words } from '../parts/words.ts';
import { placeInSentence, type View } from '../view.ts';
import { MeasureCoverage } from './coverage.tsx';
import { HistorySection, MeasureRules, Quotas } from './history.tsx';
import { CompanyRates, RatesTable, rateRows } from './rates.tsx';
import { MeasureFacts, StateSentence, TwoClocks } from './state.tsx';

interface Props {
  measure: MeasureDetail;
  view: View;
}

interface MeasurePageProps extends Props {
  /** The company whose rates are shown. */
  exporter: string | undefined;
  /** The same view as data. */
  json: string;
}

/** What kind of thing it is, whose, and in which dispute. */
const Kicker = ({ measure, view }: Props) => (
  <>
    {measure.kind === 'ban' ? 'Ban' : 'Tariff'} · {typeWords(measure.type)} · imposed by {placeInSentence(measure.imposed_by, view)}
    {measure.dispute !== null && (
      <>
        {' · '}
        <DisputeName id={measure.dispute} view={view} />
      </>
    )}
  </>
);

/** The companies that the rates name, for choosing from. */
const companiesIn = ({ rate_tables }: MeasureDetail): string[] => [
  ...new Set(rate_tables.flatMap(({ rates }) => rates.flatMap(({ scope }) => [...scope.exporters, ...scope.companies]))),
];

/** What a tariff charges: over time, for one company, and together with others. */
const Rates = ({ measure, view, exporter }: Omit<MeasurePageProps, 'json'>) => {
  const named = companiesIn(measure);
  return (
    <>
      <CompanyLines measure={measure} view={view} />
      <RatesTable tables={measure.rate_tables} statuses={measure.statuses} view={view} />
      {(named.length > 0 || exporter !== undefined) && (
        <>
          <h3 id="company-rates">Rates of a company</h3>
          <CompanyRates
            path={`/measures/${measure.id}`}
            exporter={exporter}
            named={named}
            steps={measure.rate_steps}
            on={measure.on}
            view={view}
          />
        </>
      )}
      {measure.duty_rules.length > 0 && (
        <>
          <h3>Together with other duties</h3>
          <MeasureRules rules={measure.duty_rules} view={view} />
        </>
      )}
    </>
  );
};

/** Of more sources than so many the best stand on the page. */
const MOST_SOURCES = 30;

const Sources = ({ measure: { sources }, view }: Props) =>
  sources.length === 0 ? (
    <p>No source is cited.</p>
  ) : (
    <>
      <SourceList sources={shownOf(bestSourcesFirst(sources), MOST_SOURCES, 'sources', view)} />
      <MoreOf all={sources} most={MOST_SOURCES} part="sources" what={['source', 'sources']} view={view} />
    </>
  );

/** What the page is about, in a few words: as its clocks tell it. */
function aboutOf(measure: MeasureDetail, cited: Citation, view: View): PageAbout {
  const { id, type, kind, imposed_by, state, statuses, on, summary } = measure;
  const status = state === null ? 'not begun' : words(state.status);
  const doubted = statuses.some(({ current, certainty }) => current && certainty !== 'certain') ? ', which is in doubt' : '';
  const stands = `${heading(status)} on ${longDate(on)}${doubted}: ${kind} (${typeWords(type)}) imposed by ${placeInSentence(imposed_by, view)}.`;
  return aboutRecord(cited, [stands, summary].filter(Boolean).join(' '), view, { picture: `/measures/${id}.png` });
}

/** One measure: where it stands, what it covers and charges, its history with sources, and the ledger that all of it is read from. */
export const MeasurePage = ({ measure, view, exporter, json }: MeasurePageProps) => {
  const path = `/measures/${measure.id}`;
  const watched = { measure: [measure.id] };
  const cited: Citation = {
    ...{ id: measure.id, title: measure.title, clocks: measure },
    path: view.here({ ...view.given, ...fixedClocks(measure) }),
  };
  const life = lifeOf(measure);
  return (
    <Layout
      title={measure.title}
      view={view}
      kicker={<Kicker measure={measure} view={view} />}
      watched={watched}
      about={aboutOf(measure, cited, view)}
    >
      <StateSentence measure={measure} />
      <p class="note">{checkedWords(measure.checked_on)}</p>
      {measure.summary !== null && (
        <p class="summary" dir="auto">
          {measure.summary}
        </p>
      )}
      <MeasureFacts measure={measure} view={view} />
      <AsOfLine of={measure} />
      <DataLinks json={json} csv={view.href(`${path}.csv`)} permalink={cited.path} watched={watched} />
      <Cite of={cited} view={view} />
      {measure.statuses.length > 0 && <Embed path={path} title={measure.title} life={life} view={view} />}
      <RecordLinks
        view={view}
        ways={[
          ['Record a change', `${path}/record`],
          ...(measure.kind === 'tariff' ? ([['Record rates', `${path}/add/rates`]] as const) : []),
          ['Record what it covers', `${path}/add/coverage`],
          ['Record a check', `${path}/check`],
        ]}
        also={[
          ['what happened', `${path}/add/milestone`],
          ['a link', `${path}/add/link`],
          ['a quota', `${path}/add/quota`],
          ...(measure.kind === 'tariff' ? ([['how it combines with other tariffs', `${path}/add/duty-rule`]] as const) : []),
          ['edit the measure', `${path}/edit`],
        ]}
      />
      <Sections
        of={[
          {
            id: 'coverage',
            title: 'What it covers',
            body: (
              <>
                <MeasureCoverage coverage={measure.coverage} statuses={measure.statuses} view={view} />
                {measure.quotas.length > 0 && <Quotas measure={measure} view={view} />}
              </>
            ),
          },
          measure.kind === 'tariff' && { id: 'rates', title: 'Rates', body: <Rates measure={measure} view={view} exporter={exporter} /> },
          {
            id: 'history',
            title: 'What happened',
            body: (
              <>
                <LifeSection measure={measure} view={view} />
                <HistorySection measure={measure} view={view} />
                <TwoClocks measure={measure} view={view} />
              </>
            ),
          },
          measure.links.length > 0 && {
            id: 'links',
            title: 'Other measures and cases',
            body: <LinkList links={measure.links} leadsHere={(link) => link.to_measure_id === measure.id} view={view} />,
          },
          measure.wto_cases.length > 0 && { id: 'wto-cases', title: 'WTO cases', body: <WtoCases cases={measure.wto_cases} view={view} /> },
          {
            id: 'sources',
            title: 'Sources',
            body: <Sources measure={measure} view={view} />,
          },
          { id: 'ledger', title: 'Ledger', body: <Ledger entries={measure.ledger} view={view} of={measure.id} /> },
        ]}
      />
    </Layout>
  );
};

/** The most lines that can be told apart. */
const MOST_LINES = 12;

/** What a picture of a measure's life shows. */
export const lifeOf = (measure: MeasureDetail): Life => ({
  name: 'Status over time',
  rows: [measure],
  marks:
    measure.milestones.length === 0
      ? []
      : [
          {
            name: 'Milestones',
            shape: 'diamond',
            marks: measure.milestones.map(({ happened_on, title }) => ({ day: happened_on, title })),
          },
        ],
  on: measure.on,
});

/** The life of a measure as one bar, with what else happened: a picture of the history that stands below it. */
const LifeSection = ({ measure, view }: Props) => {
  const life = lifeOf(measure);
  return measure.statuses.length === 0 ? null : (
    <ChartFigure
      name={life.name}
      caption="Its status over time; the same in words, with sources, below."
      legend={<StatusLegend rows={life.rows} on={measure.on} />}
    >
      <StatusBarsOnPage {...life} view={view} />
    </ChartFigure>
  );
};

/** A longer name of a line says what the table below says. */
const LINE_LETTERS = 120;

/** A line for each company or group, of the rates that it faced. */
function linesOf({ id, statuses, rate_tables }: MeasureDetail, view: View): TariffRates[] {
  return rateRows(rate_tables).map(({ scope, cells }) => ({
    id,
    title: clip(payerWords(scope, view), LINE_LETTERS),
    statuses,
    rate_tables: rate_tables.flatMap((table, index) => {
      const cell = cells[index];
      return cell ? [{ ...table, rates: [cell.rate] }] : [];
    }),
  }));
}

/** What each company or group faced while the tariff was in force, drawn; nothing where no rate is in percent, where one never moves, and where the lines are too many. */
const CompanyLines = ({ measure, view }: Props) => {
  const lines = linesOf(measure, view).filter((line) => hasRates([line]));
  const moves = lines.length > 1 || measure.rate_tables.length > 1;
  if (lines.length === 0 || lines.length > MOST_LINES || !moves) return null;
  return (
    <ChartFigure
      name="Rates, drawn"
      caption="The rates while it was in force, in percent of the customs value; the same in the table below."
    >
      <RateLines name="Rates by company" rows={lines} on={measure.on} view={view} />
    </ChartFigure>
  );
};
