import type { Entry } from '../../domain/ledger.ts';
import { describeEntry } from '../../formats/ledger-rows.ts';
import type { Standing } from '../../tracker/standings.ts';
import { Layout } from '../frame/layout.tsx';
import { longDate, minuteOf } from '../parts/dates.tsx';
import { SourceLinks } from '../parts/source-links.tsx';
import { heading } from '../parts/words.ts';
import type { RecordingState } from '../recording/form-state.ts';
import { RecordField, RecordTick } from '../recording/record-field.tsx';
import { RecordingForm } from '../recording/recording-form.tsx';
import { StatusChangeFields } from '../recording/status-change-fields.tsx';
import type { View } from '../view.ts';
import { standingText } from './record-change-page.tsx';

interface Props {
  state: RecordingState;
  view: View;
  entry: Entry;
  /** Where the entry can be seen, and what that is called. */
  home: { href: string; title: string };
  /** The measure as if the entry were not there, for a status change that the fields can hold; else its replacement is written as JSON. */
  standing: Standing | null;
  on: string;
}

const firstDayOf = (entry: Entry): string | null => ('effective_on' in entry ? entry.effective_on : null);

/** The entry as it was recorded. */
const Recorded = ({ entry, view }: Pick<Props, 'entry' | 'view'>) => {
  const day = firstDayOf(entry);
  return (
    <section aria-labelledby="entry">
      <h2 id="entry">{`Entry ${entry.seq}`}</h2>
      <dl class="facts">
        <dt>{heading(entry.kind)}</dt>
        <dd>{describeEntry(entry)}</dd>
        {day !== null && (
          <>
            <dt>First day</dt>
            <dd>{longDate(day)}</dd>
          </>
        )}
        <dt>Recorded</dt>
        <dd>{`${minuteOf(entry.recorded_at)}, by ${entry.recorded_by}`}</dd>
        <dt>Sources</dt>
        <dd>
          <SourceLinks ids={entry.sources} view={view} />
        </dd>
      </dl>
    </section>
  );
};

/** A form that takes an entry back, and puts another in its place if there is one. */
export const RecordCorrectionPage = ({ state, view, entry, home, standing, on }: Props) => (
  <Layout title="Correct an entry" view={view} kicker={<a href={view.href(home.href)}>{home.title}</a>}>
    <Recorded entry={entry} view={view} />
    <p>What was known before stays as it was known: the entry is taken back from now on, and stays in the ledger.</p>
    <RecordingForm state={state} view={view}>
      <fieldset>
        <legend>The correction</legend>
        <RecordField state={state} name="reason" lines={2} required />
        <RecordTick state={state} type="radio" name="taking" value="replace" id="taking" label="Put the following in its place" />
        <RecordTick
          state={state}
          type="radio"
          name="taking"
          value="back"
          id="taking-back"
          label="Only take it back; what follows is ignored"
        />
      </fieldset>
      {standing === null ? (
        <RecordField
          state={state}
          name="replacement"
          lines={16}
          hint="The body that would record the same entry again, as the API takes it: change what is wrong."
        />
      ) : (
        <StatusChangeFields state={state} lawful={standing.lawful} because={standingText(on, standing, 'Without this entry, on')} />
      )}
    </RecordingForm>
  </Layout>
);
