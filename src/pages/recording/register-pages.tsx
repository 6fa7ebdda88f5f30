import type { Status } from '../../domain/vocabulary.ts';
import { Layout } from '../frame.tsx';
import type { View } from '../view.ts';
import { type BodyField, BodyFields, KnownNames, ScopesFields } from './body-fields.tsx';
import { choiceWords, ProvenanceFields, RecordField } from './fields.tsx';
import { TwoStepForm } from './form.tsx';
import type { RecordingState } from './form-state.ts';

interface PageProps {
  state: RecordingState;
  view: View;
  fields: readonly BodyField[];
}

interface RegisterProps extends PageProps {
  title: string;
  /** Where the reader comes from. */
  kicker: { href: string; title: string };
}

/** A form that adds to the register, or edits what stands there. */
export const RegisterPage = ({ state, view, title, kicker, fields }: RegisterProps) => (
  <Layout title={title} view={view} kicker={<a href={view.href(kicker.href)}>{kicker.title}</a>}>
    <TwoStepForm state={state} view={view}>
      <fieldset>
        <legend>What is said of it</legend>
        <BodyFields state={state} fields={fields} />
      </fieldset>
      <KnownNames state={state} />
    </TwoStepForm>
  </Layout>
);

interface MeasureProps extends PageProps {
  /** The dispute that it is to belong to, where that is known. */
  dispute: { id: string; title: string } | null;
  /** The statuses that a history may begin with. */
  lawful: readonly Status[];
}

/** A form that adds a measure with what it covers, its first status and its rates. */
export const AddMeasurePage = ({ state, view, fields, dispute, lawful }: MeasureProps) => (
  <Layout
    title={dispute === null ? 'Add a measure' : 'Add a measure to a dispute'}
    view={view}
    kicker={
      dispute === null ? <a href={view.href('/measures')}>Measures</a> : <a href={view.href(`/disputes/${dispute.id}`)}>{dispute.title}</a>
    }
  >
    <TwoStepForm state={state} view={view}>
      <fieldset>
        <legend>The measure</legend>
        <BodyFields state={state} fields={fields} />
      </fieldset>
      <ScopesFields state={state} prefix="covers_" legend="What it covers" />
      <fieldset>
        <legend>Its first status</legend>
        <div class="grid">
          <RecordField
            state={state}
            name="effective_on"
            hint="From which all this holds: 2024-08-05; or 2024-08 or 2024, if no more is known."
            required
          />
          <RecordField state={state} name="status" choices={choiceWords(lawful)} hint="What followed later is recorded afterwards." />
          <RecordField state={state} name="until_on" hint="Empty if no end is set. “Until 23 July” means 24 July." />
          <RecordField state={state} name="announced_on" hint="The day of the act or of the news." />
        </div>
      </fieldset>
      <fieldset>
        <legend>Rates, for a tariff</legend>
        <BodyFields state={state} fields={[{ name: 'rates', as: 'rates', required: false, terms: [] }]} />
      </fieldset>
      <ProvenanceFields state={state} />
      <KnownNames state={state} />
    </TwoStepForm>
  </Layout>
);
