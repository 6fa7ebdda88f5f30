import type { EntryOf } from '../../domain/ledger.ts';
import { lawfulNext } from '../../domain/status.ts';
import { OUTCOME_TARGETS, RESOLUTION_METHODS } from '../../domain/vocabulary.ts';
import type { Standing } from '../../tracker/standings.ts';
import { Layout } from '../frame/layout.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { heading, words } from '../parts/words.ts';
import type { RecordingState } from '../recording/form-state.ts';
import { ProvenanceFields } from '../recording/provenance-fields.tsx';
import { RecordField, RecordTick } from '../recording/record-field.tsx';
import { RecordingForm } from '../recording/recording-form.tsx';
import { SCOPE_FIELDS, ScopeFields } from '../recording/scope-fields.tsx';
import type { View } from '../view.ts';

interface Props {
  state: RecordingState;
  view: View;
  dispute: { id: string; title: string };
  measures: readonly Standing[];
}

const Kicker = ({ view, dispute }: Pick<Props, 'view' | 'dispute'>) => <a href={view.href(`/disputes/${dispute.id}`)}>{dispute.title}</a>;

/** What a measure can reach from where it stands; what was chosen stays to be seen. */
const targetsOf = ({ id, status, kind }: Standing, state: RecordingState): readonly string[] => {
  const next: readonly string[] = lawfulNext(status);
  const reachable = OUTCOME_TARGETS.filter((target) => (target === 'rate' ? kind === 'tariff' : next.includes(target)));
  const chosen = state.fields[`reaches-${id}`]?.[0] ?? '';
  return chosen === '' || (reachable as readonly string[]).includes(chosen) ? reachable : [...reachable, chosen];
};

/** What one measure is to reach, wholly or in a part. */
const OutcomeFields = ({ state, measure }: { state: RecordingState; measure: Standing }) => {
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
          ['', 'nothing: it is not part of this'],
          ...targetsOf(measure, state).map((target) => [target, target === 'rate' ? 'a lower rate' : words(target)] as const),
        ]}
      />
      <details class="more" open={open}>
        <summary>Only for a part of what it covers</summary>
        <ScopeFields state={state} prefix="part_" suffix={suffix} />
      </details>
    </fieldset>
  );
};

/** A form that records how a dispute ends or is to end. */
export const RecordResolutionPage = ({ state, view, dispute, measures }: Props) => (
  <Layout title="Record a resolution" view={view} kicker={<Kicker view={view} dispute={dispute} />}>
    <p>
      How the dispute ends or is to end. No status changes by it: what was agreed is pending until it is carried out, or comes to nothing.
    </p>
    <RecordingForm state={state} view={view}>
      <fieldset>
        <legend>The resolution</legend>
        <div class="grid">
          <RecordField
            state={state}
            name="method"
            choices={[['', ''], ...RESOLUTION_METHODS.map((method) => [method, heading(method)] as const)]}
          />
          <RecordField state={state} name="agreed_on" hint="2024-08-05, 2024-08 or 2024; empty if it is not known." />
          <RecordField state={state} name="announced_on" hint="The day of the act or of the news." />
        </div>
        <RecordField state={state} name="terms" lines={3} required />
      </fieldset>
      {measures.map((measure) => (
        <OutcomeFields state={state} measure={measure} />
      ))}
      <ProvenanceFields state={state} />
    </RecordingForm>
  </Layout>
);

interface StepProps extends Props {
  resolution: EntryOf<'resolution'>;
  step: 'implement' | 'collapse';
}

const STEPS = {
  implement: {
    title: 'Record that a resolution was carried out',
    lead: 'The measures that are ticked reach what was agreed for them, unless they have already.',
  },
  collapse: {
    title: 'Record that a resolution came to nothing',
    lead: 'What was agreed is no longer pending; the measures stay as they are.',
  },
} as const;

/** A form that records what became of a resolution. */
export const RecordStepPage = ({ state, view, dispute, measures, resolution, step }: StepProps) => (
  <Layout title={STEPS[step].title} view={view} kicker={<Kicker view={view} dispute={dispute} />}>
    <p>{`Resolution ${resolution.seq}, ${words(resolution.method)}: ${resolution.terms}`}</p>
    <p>{STEPS[step].lead}</p>
    <RecordingForm state={state} view={view}>
      <fieldset>
        <legend>{step === 'implement' ? 'When, and for which measures' : 'When'}</legend>
        <div class="grid">
          <RecordField state={state} name="effective_on" hint="2024-08-05; or 2024-08 or 2024, if no more is known." required />
          <RecordField state={state} name="announced_on" hint="The day of the act or of the news." />
        </div>
        {step === 'implement' &&
          measures.map(({ id, title, status }) => (
            <div class="standing">
              <RecordTick
                state={state}
                name="measures"
                value={id}
                id={`measures-${id}`}
                label={`${title}: ${resolution.outcomes
                  .filter((outcome) => outcome.measure_id === id)
                  .map(({ reaches }) => (reaches === 'rate' ? 'a lower rate' : words(reaches)))
                  .join(', ')}`}
              />
              {status !== null && <StatusBadge status={status} />}
            </div>
          ))}
      </fieldset>
      <ProvenanceFields state={state} />
    </RecordingForm>
  </Layout>
);
