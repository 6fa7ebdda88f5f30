import type { Standing } from '../../lookups/standings.ts';
import type { Entry } from '../../things/ledger.ts';
import { longDate, minuteOf } from '../parts/days.tsx';
import { Fact } from '../parts/facts.tsx';
import { EntrySays } from '../parts/ledger-table.tsx';
import { SourceLinks } from '../parts/sources.tsx';
import { heading } from '../parts/words.ts';
import type { View } from '../view.ts';
import { type BodyField, BodyFields } from './body-fields.tsx';
import { ProvenanceFields, RecordField, RecordTick, StatusChangeFields } from './fields.tsx';
import { FormPage } from './form.tsx';
import type { RecordingState } from './form-state.ts';
import { OutcomeFields } from './outcome-fields.tsx';
import { standingText } from './pages.tsx';

interface RecordedProps {
  state: RecordingState;
  view: View;
  entry: Entry;
  /** Where the entry can be seen, and what that is called. */
  home: { href: string; title: string };
  /** The measure as if the entry were not there, for a status change that fields can hold. */
  standing: Standing | null;
  /** The fields of the entry's body; null where its replacement is written as JSON. */
  fields: readonly BodyField[] | null;
  /** The measures that a resolution may speak of. */
  outcomes: readonly Standing[];
  on: string;
}

/** The entry as it was recorded. */
const Recorded = ({ entry, view }: Pick<RecordedProps, 'entry' | 'view'>) => {
  const day = 'effective_on' in entry ? entry.effective_on : null;
  return (
    <section aria-labelledby="entry">
      <h2 id="entry">{`Entry ${entry.seq}`}</h2>
      <dl class="facts">
        <Fact name={heading(entry.kind)}>
          <EntrySays entry={entry} view={view} />
        </Fact>
        {day !== null && <Fact name="First day">{longDate(day)}</Fact>}
        <Fact name="Recorded">{`${minuteOf(entry.recorded_at)}, by ${entry.recorded_by}`}</Fact>
        <Fact name="Sources">
          <SourceLinks ids={entry.sources} view={view} />
        </Fact>
      </dl>
    </section>
  );
};

/** A form that takes an entry back, and puts another in its place if there is one. */
export const RecordCorrectionPage = ({ state, view, entry, home, standing, fields, outcomes, on }: RecordedProps) => (
  <FormPage
    {...{ state, view }}
    title="Correct an entry"
    kicker={home}
    lead={
      <>
        <Recorded entry={entry} view={view} />
        <p>The entry is retracted from now on. It stays in the ledger, and what was known before stays as it was known.</p>
      </>
    }
  >
    <fieldset>
      <legend>The correction</legend>
      <RecordField state={state} name="reason" lines={2} required />
      <RecordTick state={state} type="radio" name="taking" value="replace" id="taking" label="Replace it by the following" />
      <RecordTick
        state={state}
        type="radio"
        name="taking"
        value="back"
        id="taking-back"
        label="Only retract it; the fields below are ignored"
      />
    </fieldset>
    {fields === null && (
      <RecordField
        state={state}
        name="replacement"
        lines={16}
        hint="This entry says more than fields can hold. This is the body that would record the same again, as the API takes it: change what is wrong."
      />
    )}
    {fields !== null && standing !== null && (
      <StatusChangeFields state={state} lawful={standing.lawful} because={standingText(on, standing, 'Without this entry, on')} />
    )}
    {fields !== null && standing === null && (
      <>
        <fieldset>
          <legend>{heading(entry.kind)}</legend>
          <BodyFields state={state} fields={fields} />
        </fieldset>
        {outcomes.map((measure) => (
          <OutcomeFields state={state} measure={measure} />
        ))}
        <ProvenanceFields state={state} />
      </>
    )}
  </FormPage>
);
