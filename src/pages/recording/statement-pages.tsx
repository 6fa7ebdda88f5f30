import { type BodyField, BodyFields, RATE_ROWS, REMOVED } from './body-fields.tsx';
import { ProvenanceFields, RecordTick, ScopesFields } from './fields.tsx';
import { FormPage, type FormPageProps } from './form.tsx';
import type { RecordingState } from './form-state.ts';

interface PageProps extends FormPageProps {
  fields: readonly BodyField[];
}

/** A form that records a statement: the fields of its body, and what every entry says about itself. */
export const StatementPage = ({ fields, lead, ...page }: PageProps & { lead: string | undefined }) => (
  <FormPage {...page} lead={lead !== undefined && <p>{lead}</p>}>
    <fieldset>
      <legend>What is recorded</legend>
      <BodyFields state={page.state} fields={fields} />
    </fieldset>
    <ProvenanceFields state={page.state} />
  </FormPage>
);

const MODES = {
  coverage: {
    whole: 'All that it covers from that day on',
    change: 'What changes: each takes the place of what stands for the same goods, countries and companies, or is new; the rest stays',
  },
  rate_table: {
    whole: 'All rates from that day on',
    change: 'What changes: each takes the place of the rate for the same goods, countries and companies, or is new; the rest stays',
  },
} as const;

/** What a table is made of: all of it, or what changes. */
const Mode = ({ state, kind }: { state: RecordingState; kind: keyof typeof MODES }) => (
  <fieldset>
    <legend>What is written here</legend>
    <RecordTick state={state} type="radio" name="mode" value="whole" id="mode" label={MODES[kind].whole} />
    <RecordTick state={state} type="radio" name="mode" value="change" id="mode-change" label={MODES[kind].change} />
  </fieldset>
);

/** A form that records rates or a coverage, whole or as what changes. */
export const TablePage = ({ fields, kind, ...page }: PageProps & { kind: keyof typeof MODES }) => {
  const { state, view } = page;
  return (
    <FormPage {...page}>
      <fieldset>
        <legend>When</legend>
        <BodyFields state={state} fields={fields} />
      </fieldset>
      <Mode state={state} kind={kind} />
      {kind === 'rate_table' ? (
        <fieldset>
          <legend>Rates</legend>
          <BodyFields state={state} fields={[RATE_ROWS, REMOVED]} />
          <p class="note">
            A long table is easier to send as a sheet: <a href={view.href('/import')}>Import</a>.
          </p>
        </fieldset>
      ) : (
        <>
          <ScopesFields state={state} prefix="scopes_" legend="What it covers" />
          <details class="more" open={goneIsUsed(state)}>
            <summary>What it covers no more, of what changes</summary>
            <ScopesFields state={state} prefix="gone_" legend="No more" />
          </details>
        </>
      )}
      <ProvenanceFields state={state} />
    </FormPage>
  );
};

const goneIsUsed = ({ fields, problems }: RecordingState): boolean =>
  Object.entries(fields).some(([name, values]) => name.startsWith('gone_') && values.some((value) => value !== '')) ||
  problems.some(({ field }) => field.startsWith('gone_'));
