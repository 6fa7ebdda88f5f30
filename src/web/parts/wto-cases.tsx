import type { WtoCaseRow } from '../../tracker/wto-cases.ts';
import { placeName, type View } from '../view.ts';
import { longDate } from './dates.tsx';
import { HowKnown } from './how-known.tsx';

/** WTO cases with their stages; nothing where there is none. */
export const WtoCases = ({ cases, view }: { cases: readonly WtoCaseRow[]; view: View }) =>
  cases.length === 0 ? null : (
    <>
      <h2>WTO cases</h2>
      {cases.map(({ id, complainant, respondent, title, url, milestones }) => (
        <section>
          <h3>
            {url === null ? id : <a href={url}>{id}</a>}
            {title !== null && (
              <>
                {' '}
                <bdi>{title}</bdi>
              </>
            )}
          </h3>
          <p>
            {placeName(complainant, view)} against {placeName(respondent, view)}
          </p>
          {milestones.length > 0 && (
            <ol>
              {milestones.map((stage) => (
                <li>
                  <time dateTime={stage.happened_on}>{longDate(stage.happened_on)}</time> <bdi>{stage.title}</bdi>{' '}
                  <HowKnown of={stage} view={view} />
                </li>
              ))}
            </ol>
          )}
        </section>
      ))}
    </>
  );
