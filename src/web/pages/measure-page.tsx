import type { RateStep } from '../../tracker/rate-history.ts';
import type { MeasureDetail } from '../../tracker/show-measure.ts';
import { AsOf } from '../frame/as-of.tsx';
import { DataLinks } from '../frame/data-links.tsx';
import { Layout } from '../frame/layout.tsx';
import { CompanyLines, MeasureLife } from '../measure/charts.tsx';
import { CompanyRates } from '../measure/company-rates.tsx';
import { MeasureCoverage } from '../measure/coverage.tsx';
import { MeasureFacts } from '../measure/facts.tsx';
import { MeasureHistory } from '../measure/history.tsx';
import { RatesTable } from '../measure/rates-table.tsx';
import { MeasureRules, Quotas } from '../measure/rules.tsx';
import { StateSentence } from '../measure/state-sentence.tsx';
import { TwoClocks } from '../measure/two-clocks.tsx';
import { MeasureLinks } from '../parts/measure-links.tsx';
import { SourceList } from '../parts/source-links.tsx';
import { words } from '../parts/words.ts';
import { WtoCases } from '../parts/wto-cases.tsx';
import { LedgerTable } from '../tables/ledger-table.tsx';
import { placeName, type View } from '../view.ts';

/** A measure with what a company faced from it, if one was asked about. */
export interface MeasureWithRates extends MeasureDetail {
  rate_steps?: RateStep[];
}

interface Props {
  measure: MeasureWithRates;
  view: View;
}

export interface MeasurePageProps extends Props {
  /** The company whose rates are shown. */
  exporter: string | undefined;
  /** The same view as data. */
  json: string;
}

/** What kind of thing it is, whose, and in which dispute. */
const Kicker = ({ measure, view }: Props) => (
  <>
    {measure.kind === 'ban' ? 'Ban' : 'Tariff'} · {words(measure.type)} · imposed by {placeName(measure.imposed_by, view)}
    {measure.dispute !== null && (
      <>
        {' · '}
        <a href={view.href(`/disputes/${measure.dispute}`)}>{view.names.disputes.get(measure.dispute) ?? measure.dispute}</a>
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
      <h2 id="rates">Rates</h2>
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

/** One measure: where it stands, what it covers and charges, its history with sources, and the ledger that all of it is read from. */
export const MeasurePage = ({ measure, view, exporter, json }: MeasurePageProps) => {
  const path = `/measures/${measure.id}`;
  return (
    <Layout title={measure.title} view={view} kicker={<Kicker measure={measure} view={view} />}>
      <StateSentence measure={measure} />
      {measure.summary !== null && (
        <p class="summary" dir="auto">
          {measure.summary}
        </p>
      )}
      <MeasureFacts measure={measure} view={view} />
      <AsOf on={measure.on} known_at={measure.known_at} />
      <DataLinks
        json={json}
        csv={view.href(`${path}.csv`)}
        permalink={view.here({ ...view.given, on: [measure.on], known_at: [measure.known_at] })}
      />
      {view.visitor !== null && (
        <p>
          <a class="button" href={view.href(`${path}/record`)}>
            Record a change
          </a>
        </p>
      )}
      <h2 id="coverage">What it covers</h2>
      <MeasureCoverage coverage={measure.coverage} statuses={measure.statuses} view={view} />
      {measure.quotas.length > 0 && <Quotas quotas={measure.quotas} view={view} />}
      {measure.kind === 'tariff' && <Rates measure={measure} view={view} exporter={exporter} />}
      <h2 id="history">What happened</h2>
      <MeasureLife measure={measure} view={view} />
      <MeasureHistory measure={measure} view={view} />
      <TwoClocks measure={measure} view={view} />
      {measure.links.length > 0 && (
        <>
          <h2>Other measures and cases</h2>
          <MeasureLinks measure={measure} view={view} />
        </>
      )}
      <WtoCases cases={measure.wto_cases} view={view} />
      <h2 id="ledger">Ledger</h2>
      <p class="note">Everything that was recorded about it. A wrong entry is corrected, and stays to be seen.</p>
      <LedgerTable entries={measure.ledger} view={view} of={measure.id} />
      <h2 id="sources">Sources</h2>
      {measure.sources.length === 0 ? <p>No source is cited.</p> : <SourceList sources={measure.sources} />}
    </Layout>
  );
};
