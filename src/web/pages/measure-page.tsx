import type { RateStep } from '../../tracker/rate-history.ts';
import type { MeasureDetail } from '../../tracker/show-measure.ts';
import { AsOf } from '../frame/as-of.tsx';
import { DataLinks } from '../frame/data-links.tsx';
import { Layout } from '../frame/layout.tsx';
import { CompanyRates } from '../parts/company-rates.tsx';
import { LedgerTable } from '../parts/ledger-table.tsx';
import { RatesTable } from '../parts/rates-table.tsx';
import { ScopeList } from '../parts/scope-list.tsx';
import { SourceLinks, SourceList } from '../parts/source-links.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Timeline, type TimelineItem } from '../parts/timeline.tsx';
import { words } from '../parts/words.ts';
import { WtoCases } from '../parts/wto-cases.tsx';
import type { View } from '../view.ts';

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

/** The stretch that holds on the day asked, else the next, else the last. */
const shown = <S extends { current: boolean; upcoming: boolean }>(stretches: readonly S[]): S | undefined =>
  stretches.find((one) => one.current) ?? stretches.find((one) => one.upcoming) ?? stretches.at(-1);

const Facts = ({ measure, view }: Props) => (
  <dl class="facts">
    <dt>Status</dt>
    <dd>
      {measure.state === null ? (
        'its history has not begun by that day'
      ) : (
        <>
          <StatusBadge status={measure.state.status} /> since {measure.state.status_from}
          {measure.state.certainty !== 'certain' && <span class="note"> {measure.state.certainty}</span>}
        </>
      )}
    </dd>
    {measure.state !== null && measure.state.in_force_from !== null && (
      <>
        <dt>In force</dt>
        <dd>
          from {measure.state.in_force_from}
          {measure.state.in_force_until !== null && <> to {measure.state.in_force_until}</>}
        </dd>
      </>
    )}
    {measure.state !== null && measure.state.lifting_agreed_on !== null && (
      <>
        <dt>Lifting agreed</dt>
        <dd>{measure.state.lifting_agreed_on}</dd>
      </>
    )}
    <dt>Type</dt>
    <dd>{`${words(measure.type)}, ${words(measure.direction)}, ${measure.formality}`}</dd>
    <dt>Imposed by</dt>
    <dd>{measure.imposed_by}</dd>
    {measure.dispute !== null && (
      <>
        <dt>Dispute</dt>
        <dd>
          <a href={view.href(`/disputes/${measure.dispute}`)}>{measure.dispute}</a>
        </dd>
      </>
    )}
    {measure.adds_to !== null && (
      <>
        <dt>Added to</dt>
        <dd>{measure.adds_to}</dd>
      </>
    )}
    {measure.legal_instruments.length > 0 && (
      <>
        <dt>Legal instruments</dt>
        <dd>
          <ul>
            {measure.legal_instruments.map(({ identifier, url }) => (
              <li>{url === null ? identifier : <a href={url}>{identifier}</a>}</li>
            ))}
          </ul>
        </dd>
      </>
    )}
  </dl>
);

/** Statuses and milestones in one line of time, each with the sources of its entry. */
function timelineOf({ measure, view }: Props): TimelineItem[] {
  const sourcesOf = new Map(measure.ledger.map((entry) => [entry.seq, entry.sources]));
  const statuses = measure.statuses.map((one) => ({
    day: one.from,
    upcoming: one.upcoming,
    current: one.current,
    what: (
      <>
        <StatusBadge status={one.status} />
        {one.until !== null && <> until {one.until}</>}
        {one.derived && <span class="note"> by its own terms</span>}
        {one.exemptions.length > 0 && (
          <>
            {' '}
            exempt: <ScopeList scopes={one.exemptions} view={view} />
          </>
        )}{' '}
        <SourceLinks ids={sourcesOf.get(one.seq) ?? []} view={view} />
      </>
    ),
  }));
  const milestones = measure.milestones.map((one) => ({
    day: one.happened_on,
    upcoming: one.happened_on > measure.on,
    current: false,
    what: (
      <>
        {one.title} <SourceLinks ids={one.sources} view={view} />
      </>
    ),
  }));
  return [...statuses, ...milestones].sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1));
}

const Links = ({ measure, view }: Props) => (
  <ul>
    {measure.links.map((link) => {
      const incoming = link.to_measure_id === measure.id && link.measure_id !== null;
      const other = incoming ? link.measure_id : link.to_measure_id;
      return (
        <li>
          {incoming && (
            <>
              <a href={view.href(`/measures/${other}`)}>{other}</a> {words(link.type)} this
            </>
          )}
          {!incoming && words(link.type)} {!incoming && other !== null && <a href={view.href(`/measures/${other}`)}>{other}</a>}
          {link.to_dispute_id !== null && <a href={view.href(`/disputes/${link.to_dispute_id}`)}>{link.to_dispute_id}</a>}
          {link.to_wto_case_id !== null && link.to_wto_case_id}
          {link.note !== null && <span class="note"> {link.note}</span>}
        </li>
      );
    })}
  </ul>
);

/** One measure: scope, exemptions, rates, timeline with sources, links, ledger, sources. */
export const MeasurePage = ({ measure, view, exporter, json }: MeasurePageProps) => {
  const coverage = shown(measure.coverage);
  const path = `/measures/${measure.id}`;
  return (
    <Layout title={measure.title} view={view}>
      <AsOf on={measure.on} known_at={measure.known_at} />
      <DataLinks json={json} csv={view.href(`${path}.csv`)} />
      {measure.summary !== null && <p>{measure.summary}</p>}
      <Facts measure={measure} view={view} />
      <h2>What it covers</h2>
      {coverage === undefined ? <p>Nothing is recorded of what it covers.</p> : <ScopeList scopes={coverage.scopes} view={view} />}
      {measure.state !== null && measure.state.exemptions.length > 0 && (
        <>
          <h3>Exempt</h3>
          <ScopeList scopes={measure.statuses.find((one) => one.current)?.exemptions ?? []} view={view} />
        </>
      )}
      {measure.kind === 'tariff' && (
        <>
          <h2>Rates</h2>
          {measure.rate_tables.length === 0 && <p>No rate is recorded.</p>}
          {measure.rate_tables.map((table) => (
            <RatesTable
              rates={table.rates}
              caption={`From ${table.from}${table.until === null ? '' : ` until ${table.until}`}${table.current ? ' (now)' : ''}`}
            />
          ))}
          <h2>Rates of a company</h2>
          <CompanyRates path={path} exporter={exporter} steps={measure.rate_steps} on={measure.on} view={view} />
        </>
      )}
      <h2>Timeline</h2>
      <Timeline items={timelineOf({ measure, view })} />
      {measure.links.length > 0 && (
        <>
          <h2>Links</h2>
          <Links measure={measure} view={view} />
        </>
      )}
      <WtoCases cases={measure.wto_cases} view={view} />
      <h2>Ledger</h2>
      <LedgerTable entries={measure.ledger} view={view} />
      <h2>Sources</h2>
      {measure.sources.length === 0 ? <p>No source is cited.</p> : <SourceList sources={measure.sources} />}
    </Layout>
  );
};
