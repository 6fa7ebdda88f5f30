import { type Consequences, consequencesTold } from '../../things/consequences.ts';
import type { View } from '../view.ts';
import { longDate } from './days.tsx';
import { heading } from './words.ts';

/** What becomes of entries that were recorded before, and what follows by itself. */
export const ConsequencesShown = ({ of, view }: { of: Consequences; view: View }) => (
  <>
    {consequencesTold(of, { day: longDate, measure: (id) => view.names.measures.get(id) ?? id }).map(({ text, doubt }) => (
      <p class="note">
        {heading(text)}
        {doubt === null ? '.' : <span class="doubt">{`, in doubt: ${doubt}.`}</span>}
      </p>
    ))}
  </>
);
