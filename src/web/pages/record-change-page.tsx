import type { Standing } from '../../tracker/standings.ts';
import { Layout } from '../frame/layout.tsx';
import { longDate, onDate } from '../parts/dates.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { words } from '../parts/words.ts';
import type { RecordingState } from '../recording/form-state.ts';
import { RecordTick } from '../recording/record-field.tsx';
import { RecordingForm } from '../recording/recording-form.tsx';
import { StatusChangeFields } from '../recording/status-change-fields.tsx';
import type { View } from '../view.ts';

/** How a measure stands on the day that the change is to begin, in words. */
export const standingText = (on: string, { status, lawful }: Pick<Standing, 'status' | 'lawful'>, lead?: string): string => {
  const stands = status === null ? 'nothing is recorded yet' : `it is ${words(status)}`;
  const when = lead === undefined ? onDate(on, ['On', 'In']) : `${lead} ${longDate(on)}`;
  return `${when} ${stands}${lawful.length === 0 ? ', and nothing may follow' : '; these may follow'}. With another first day, preview to see what may follow then.`;
};

interface MeasureProps {
  state: RecordingState;
  view: View;
  /** The measure on the first day that was filled in. */
  standing: Standing;
  on: string;
}

/** A form that records a status change of one measure. */
export const RecordMeasurePage = ({ state, view, standing, on }: MeasureProps) => (
  <Layout title="Record a change" view={view} kicker={<a href={view.href(`/measures/${standing.id}`)}>{standing.title}</a>}>
    <RecordingForm state={state} view={view}>
      <StatusChangeFields state={state} lawful={standing.lawful} because={standingText(on, standing)} />
    </RecordingForm>
  </Layout>
);

interface DisputeProps {
  state: RecordingState;
  view: View;
  dispute: { id: string; title: string };
  /** Its measures on the first day that was filled in. */
  standings: readonly Standing[];
  /** What is lawful for all that are meant. */
  lawful: Standing['lawful'];
  /** How many are meant. */
  meant: number;
  on: string;
}

const meantText = (on: string, meant: number, lawful: Standing['lawful']): string => {
  if (meant === 0)
    return `${onDate(on, ['On', 'In'])} no measure is in force: tick those that are meant, and preview to see what may follow.`;
  const which = meant === 1 ? 'the one measure that is meant' : `each of the ${meant} measures that are meant`;
  return `${lawful.length === 0 ? 'Nothing may follow' : 'These may follow'} ${onDate(on)} for ${which}. With another first day or other measures, preview to see what may follow then.`;
};

/** A form that records the same change for several measures of a dispute, all or none. */
export const RecordDisputePage = ({ state, view, dispute, standings, lawful, meant, on }: DisputeProps) => (
  <Layout
    title="Record a change for the measures of a dispute"
    view={view}
    kicker={<a href={view.href(`/disputes/${dispute.id}`)}>{dispute.title}</a>}
  >
    <RecordingForm state={state} view={view}>
      <fieldset>
        <legend>Measures</legend>
        <p class="note">{`Those that are ticked; if none is, each that is in force on the first day. How they stand on ${longDate(on)}:`}</p>
        {standings.map(({ id, title, status }) => (
          <div class="standing">
            <RecordTick state={state} name="measures" value={id} id={`measures-${id}`} label={title} />
            {status === null ? <span class="note">nothing yet</span> : <StatusBadge status={status} />}
          </div>
        ))}
      </fieldset>
      <StatusChangeFields state={state} lawful={lawful} because={meantText(on, meant, lawful)} />
    </RecordingForm>
  </Layout>
);
