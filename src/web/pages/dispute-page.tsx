import type { DisputeDetail } from '../../tracker/list-disputes.ts';
import { AsOf } from '../frame/as-of.tsx';
import { DataLinks } from '../frame/data-links.tsx';
import { Layout } from '../frame/layout.tsx';
import { LedgerTable } from '../parts/ledger-table.tsx';
import { MeasuresTable } from '../parts/measures-table.tsx';
import { ResolutionsTable } from '../parts/resolutions-table.tsx';
import { SourceLinks } from '../parts/source-links.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Timeline, type TimelineItem } from '../parts/timeline.tsx';
import { words } from '../parts/words.ts';
import { WtoCases } from '../parts/wto-cases.tsx';
import type { View } from '../view.ts';

interface Props {
  dispute: DisputeDetail;
  view: View;
}

/** What happened to all its measures and to the dispute itself, in one line of time. */
function timelineOf({ dispute, view }: Props): TimelineItem[] {
  const changes = dispute.status_changes.map((one) => ({
    day: one.effective_on,
    upcoming: one.scheduled,
    current: false,
    what: (
      <>
        <a href={view.href(`/measures/${one.measure}`)}>{one.title}</a> <StatusBadge status={one.status} />
        {one.derived && <span class="note"> by its own terms</span>} <SourceLinks ids={one.sources} view={view} />
      </>
    ),
  }));
  const milestones = dispute.milestones.map((one) => ({
    day: one.happened_on,
    upcoming: one.happened_on > dispute.on,
    current: false,
    what: (
      <>
        {one.title} <SourceLinks ids={one.sources} view={view} />
      </>
    ),
  }));
  return [...changes, ...milestones].sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1));
}

/** One dispute with its measures, resolutions, WTO cases, the joint timeline and its ledger. */
export const DisputePage = ({ dispute, view }: Props) => {
  const path = `/disputes/${dispute.id}`;
  return (
    <Layout title={dispute.title} view={view}>
      <AsOf on={dispute.on} known_at={dispute.known_at} />
      <DataLinks json={view.href(`${path}.json`)} csv={view.href(`${path}.csv`)} />
      {dispute.summary !== null && <p>{dispute.summary}</p>}
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <span class={dispute.state === 'active' ? 'badge in-force' : 'badge'}>{words(dispute.state)}</span>
        </dd>
        <dt>Parties</dt>
        <dd>{dispute.parties.join(', ')}</dd>
        <dt>Measures in force</dt>
        <dd>{`${dispute.active.length} of ${dispute.measures.length}`}</dd>
      </dl>
      <h2>Measures</h2>
      <MeasuresTable rows={dispute.measure_rows} view={view} />
      {dispute.resolutions.length > 0 && (
        <>
          <h2>Resolutions</h2>
          <ResolutionsTable rows={dispute.resolutions} view={view} />
        </>
      )}
      <h2>Timeline</h2>
      <Timeline items={timelineOf({ dispute, view })} />
      <WtoCases cases={dispute.wto_cases} view={view} />
      <h2>Ledger</h2>
      <LedgerTable entries={dispute.ledger} view={view} />
    </Layout>
  );
};
