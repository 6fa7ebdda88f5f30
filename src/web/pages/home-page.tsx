import type { MeasureRow } from '../../tracker/list-measures.ts';
import type { StatusChangeRow } from '../../tracker/list-status-changes.ts';
import { AsOf } from '../frame/as-of.tsx';
import { Layout } from '../frame/layout.tsx';
import { MeasuresTable } from '../parts/measures-table.tsx';
import { StatusChangesTable } from '../parts/status-changes-table.tsx';
import type { View } from '../view.ts';

export interface Overview {
  on: string;
  known_at: string;
  /** How many are active. */
  bans: number;
  tariffs: number;
  changed: readonly StatusChangeRow[];
  upcoming: readonly StatusChangeRow[];
  lifting_agreed: readonly MeasureRow[];
}

/** What is in force today, what changed lately, what comes next. */
export const HomePage = ({ overview, view }: { overview: Overview; view: View }) => (
  <Layout title="What governments do to each other’s trade" view={view}>
    <AsOf on={overview.on} known_at={overview.known_at} />
    <ul class="figures">
      <li>
        <a href={view.href('/bans')}>
          <strong>{overview.bans}</strong> bans in force
        </a>
      </li>
      <li>
        <a href={view.href('/tariffs')}>
          <strong>{overview.tariffs}</strong> tariffs in force
        </a>
      </li>
    </ul>
    <h2>What changed lately</h2>
    <StatusChangesTable rows={overview.changed} view={view} caption="Latest changes" empty="Nothing has changed yet." />
    <h2>What comes next</h2>
    <StatusChangesTable rows={overview.upcoming} view={view} caption="Changes to come" empty="No change is scheduled." />
    <h2>Lifting agreed</h2>
    <MeasuresTable rows={overview.lifting_agreed} view={view} caption="In force, with a lifting agreed" />
  </Layout>
);
