import type { CoverageStretch, StatusStretch } from '../../tracker/stretches.ts';
import { stretchWords } from '../parts/spans.ts';
import type { View } from '../view.ts';
import { ScopeList } from './scope-list.tsx';

interface Props {
  coverage: readonly CoverageStretch[];
  statuses: readonly StatusStretch[];
  view: View;
}

/** The coverage that holds on the day asked, else the next, else the last. */
const shown = (stretches: readonly CoverageStretch[]): CoverageStretch | undefined =>
  stretches.find((one) => one.current) ?? stretches.find((one) => one.upcoming) ?? stretches.at(-1);

const doubt = ({ certainty }: CoverageStretch): string => (certainty === 'certain' ? '' : ` (${certainty})`);

/** What was covered at other times. */
const OtherTimes = ({ stretches, view }: { stretches: readonly CoverageStretch[]; view: View }) => (
  <>
    {stretches.map((one) => (
      <details class="other-time">
        <summary>
          {stretchWords(one)}
          {one.upcoming ? ', upcoming' : ''}
          {doubt(one)}
        </summary>
        <ScopeList scopes={one.scopes} view={view} />
      </details>
    ))}
  </>
);

/** What a partial lifting frees on the day asked. */
const Exemptions = ({ statuses, view }: Pick<Props, 'statuses' | 'view'>) => {
  const exemptions = statuses.find((one) => one.current)?.exemptions ?? [];
  return exemptions.length === 0 ? null : (
    <>
      <h3>What the partial lifting frees</h3>
      <ScopeList scopes={exemptions} view={view} />
    </>
  );
};

/** What a measure covers on the day asked and what is free of it, then what it covered or is to cover at other times. */
export const MeasureCoverage = ({ coverage, statuses, view }: Props) => {
  const now = shown(coverage);
  const others = coverage.filter((one) => one !== now);
  if (now === undefined) return <p>Nothing is recorded of what it covers.</p>;
  return (
    <>
      {(!now.current || others.length > 0 || now.certainty !== 'certain') && (
        <p class="note">
          {stretchWords(now)}
          {now.upcoming ? ', upcoming' : ''}
          {doubt(now)}
        </p>
      )}
      <ScopeList scopes={now.scopes} view={view} />
      <Exemptions statuses={statuses} view={view} />
      {others.length > 0 && (
        <>
          <h3>At other times</h3>
          <OtherTimes stretches={others} view={view} />
        </>
      )}
    </>
  );
};
