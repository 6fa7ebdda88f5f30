import type { Status } from '../../domain/vocabulary.ts';
import { heading } from '../parts/words.ts';
import type { RecordingState } from './form-state.ts';
import { ProvenanceFields } from './provenance-fields.tsx';
import { RecordField } from './record-field.tsx';
import { ExemptionFields } from './scope-fields.tsx';

interface Props {
  state: RecordingState;
  /** What may be recorded from the first day on. */
  lawful: readonly Status[];
  /** How it stands on that day, and so why these may follow. */
  because: string;
}

/** A status change: what, from when, until when, and what is exempt. */
export const StatusChangeFields = ({ state, lawful, because }: Props) => (
  <>
    <fieldset>
      <legend>The change</legend>
      <div class="grid">
        <RecordField
          state={state}
          name="effective_on"
          hint="On which it holds: 2024-08-05; or 2024-08 or 2024, if no more is known."
          required
        />
        <RecordField
          state={state}
          name="status"
          choices={[['', ''], ...lawful.map((status) => [status, heading(status)] as const)]}
          hint={because}
        />
        <RecordField state={state} name="until_on" hint="Empty if no end is set. “Until 23 July” means 24 July." />
        <RecordField state={state} name="announced_on" hint="The day of the act or of the news." />
      </div>
      <ExemptionFields state={state} />
    </fieldset>
    <ProvenanceFields state={state} />
  </>
);
