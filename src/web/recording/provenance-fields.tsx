import { CONFIDENCES, SOURCE_KINDS } from '../../domain/vocabulary.ts';
import { heading, words } from '../parts/words.ts';
import { countOf, type RecordingState } from './form-state.ts';
import { RecordField, RecordTick } from './record-field.tsx';

const NEW_SOURCE = ['publisher', 'title', 'url', 'published_on', 'kind', 'id'] as const;

/** Where the claim comes from: sources of the register, a new one in full, or none, which is said out loud. */
const SourceFields = ({ state }: { state: RecordingState }) => {
  const isNew = (field: string): boolean => field.startsWith('source_');
  const open =
    NEW_SOURCE.some((field) => (state.fields[`source_${field}`]?.[0] ?? '') !== '') || state.problems.some(({ field }) => isNew(field));
  return (
    <fieldset>
      <legend>Sources</legend>
      <div class="grid">
        {Array.from({ length: Math.max(2, countOf(state, 'sources')) }, (_, index) => (
          <RecordField
            state={state}
            name="sources"
            index={index}
            label={index === 0 ? 'A source of the register' : `Another (${index + 1})`}
            list="known-sources"
          />
        ))}
      </div>
      <details class="more" open={open}>
        <summary>A new source</summary>
        <div class="grid">
          <RecordField state={state} name="source_publisher" hint="Such as MOFCOM or Reuters." />
          <RecordField state={state} name="source_title" />
          <RecordField state={state} name="source_url" hint="https://…, if it has one." />
          <RecordField state={state} name="source_published_on" hint="2024-08-05, 2024-08 or 2024." />
          <RecordField state={state} name="source_kind" choices={[['', ''], ...SOURCE_KINDS.map((kind) => [kind, words(kind)] as const)]} />
          <RecordField state={state} name="source_id" hint="Made of publisher and title if left empty." />
        </div>
      </details>
      <datalist id="known-sources">
        {state.sources.map(({ id, label }) => (
          <option value={id}>{label}</option>
        ))}
      </datalist>
      <RecordTick state={state} name="unsourced" value="true" id="unsourced" label="There is no source, and the entry says so" />
    </fieldset>
  );
};

/** What every entry says about itself. */
export const ProvenanceFields = ({ state }: { state: RecordingState }) => (
  <>
    <SourceFields state={state} />
    <fieldset>
      <legend>How sure, and remarks</legend>
      <div class="grid">
        <RecordField
          state={state}
          name="confidence"
          choices={[['', 'Verified if a source is named, else recalled'], ...CONFIDENCES.map((one) => [one, heading(one)] as const)]}
          hint="Verified: read in the source named. Recalled: from memory."
        />
        <RecordField state={state} name="doubt" hint="Why, if it is in doubt." />
      </div>
      <RecordField state={state} name="note" lines={3} />
    </fieldset>
  </>
);
