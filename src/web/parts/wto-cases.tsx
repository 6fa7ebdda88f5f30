import type { WtoCaseRow } from '../../tracker/wto-cases.ts';
import type { View } from '../view.ts';
import { SourceLinks } from './source-links.tsx';

/** WTO cases with their stages; nothing where there is none. */
export const WtoCases = ({ cases, view }: { cases: readonly WtoCaseRow[]; view: View }) =>
  cases.length === 0 ? null : (
    <>
      <h2>WTO cases</h2>
      {cases.map(({ id, complainant, respondent, title, url, milestones }) => (
        <section>
          <h3>{url === null ? id : <a href={url}>{id}</a>}</h3>
          <p>
            {title !== null && `${title}: `}
            {complainant} against {respondent}
          </p>
          <ol>
            {milestones.map((stage) => (
              <li>
                <time>{stage.happened_on}</time> {stage.title} <SourceLinks ids={stage.sources} view={view} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
