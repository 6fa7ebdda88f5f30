import { lawfulNext } from '../../domain/status.ts';
import { isTermOf, OUTCOME_TARGETS } from '../../domain/vocabulary.ts';
import type { Standing } from '../../lookups/standings.ts';
import { StatusBadge } from '../parts/badges.tsx';
import { targetWords } from '../parts/words.ts';
import { RecordField, SCOPE_FIELDS, ScopeFields } from './fields.tsx';
import type { RecordingState } from './form-state.ts';

/** The targets that a measure can reach from its present status, and the one that was chosen. */
const targetsOf = ({ id, status, kind }: Standing, state: RecordingState): readonly string[] => {
  const next: readonly string[] = lawfulNext(status);
  const reachable = OUTCOME_TARGETS.filter((target) => (target === 'rate' ? kind === 'tariff' : next.includes(target)));
  const chosen = state.fields[`reaches-${id}`]?.[0] ?? '';
  return chosen === '' || isTermOf(reachable, chosen) ? reachable : [...reachable, chosen];
};

/** What one measure is to reach, wholly or in a part. */
export const OutcomeFields = ({ state, measure }: { state: RecordingState; measure: Standing }) => {
  const suffix = `-${measure.id}`;
  const names = SCOPE_FIELDS.map((field) => `part_${field}${suffix}`);
  const open = names.some((name) => (state.fields[name]?.[0] ?? '') !== '' || state.problems.some(({ field }) => field === name));
  return (
    <fieldset>
      <legend>{measure.title}</legend>
      <p>
        <span class="note">Now</span> {measure.status === null ? 'nothing recorded yet' : <StatusBadge status={measure.status} />}
      </p>
      <RecordField
        state={state}
        name={`reaches${suffix}`}
        choices={[
          ['', 'nothing: it is not part of the resolution'],
          ...targetsOf(measure, state).map((target) => [target, targetWords(target)] as const),
        ]}
      />
      <details class="more" open={open}>
        <summary>Only for a part of what it covers</summary>
        <ScopeFields state={state} prefix="part_" suffix={suffix} />
      </details>
    </fieldset>
  );
};
