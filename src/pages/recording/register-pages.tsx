import type { Status } from '../../domain/vocabulary.ts';
import type { View } from '../view.ts';
import { type BodyField, BodyFields, RATE_ROWS } from './body-fields.tsx';
import { ProvenanceFields, ScopesFields, StatusFields } from './fields.tsx';
import { FormPage, type FormPageProps } from './form.tsx';
import type { RecordingState } from './form-state.ts';

/** A form that adds to the register, or edits what stands there. */
export const RegisterPage = ({ fields, ...page }: FormPageProps & { fields: readonly BodyField[] }) => (
  <FormPage {...page}>
    <fieldset>
      <legend>What is said of it</legend>
      <BodyFields state={page.state} fields={fields} />
    </fieldset>
  </FormPage>
);

interface MeasureProps {
  state: RecordingState;
  view: View;
  fields: readonly BodyField[];
  /** The dispute that it is to belong to, where that is known. */
  dispute: { id: string; title: string } | null;
  /** The statuses that a history may begin with. */
  lawful: readonly Status[];
}

/** A form that adds a measure with what it covers, its first status and its rates. */
export const AddMeasurePage = ({ state, view, fields, dispute, lawful }: MeasureProps) => (
  <FormPage
    {...{ state, view }}
    title={dispute === null ? 'Add a measure' : 'Add a measure to a dispute'}
    kicker={dispute === null ? { href: '/measures', title: 'Measures' } : { href: `/disputes/${dispute.id}`, title: dispute.title }}
  >
    <fieldset>
      <legend>The measure</legend>
      <BodyFields state={state} fields={fields} />
    </fieldset>
    <ScopesFields state={state} prefix="covers_" legend="What it covers" />
    <fieldset>
      <legend>Its first status</legend>
      <StatusFields {...{ state, lawful }} holds="From which all this holds" because="What followed later is recorded afterwards." />
    </fieldset>
    <fieldset>
      <legend>Rates, for a tariff</legend>
      <BodyFields state={state} fields={[RATE_ROWS]} />
    </fieldset>
    <ProvenanceFields state={state} />
  </FormPage>
);
