import { labelOf } from './field-labels.ts';
import { countOf, type FormState } from './form-state.ts';
import { RecordField } from './record-field.tsx';

/** The fields that narrow a scope, in their order; each with a prefix that says what the scope is for. */
export const SCOPE_FIELDS = ['goods', 'words', 'partners', 'excluded', 'exporters', 'condition'] as const;

const HINTS: Readonly<Record<(typeof SCOPE_FIELDS)[number], string>> = {
  goods: '220421, ex 870380; * for all.',
  words: 'Where no code says it.',
  partners: 'JP, Fukushima; * for all.',
  excluded: 'With *: all but these.',
  exporters: 'Names or ids.',
  condition: 'Such as: cargoes already at port.',
};

interface Props {
  state: FormState;
  prefix: string;
  /** What tells the fields of several scopes apart, where their number does not. */
  suffix?: string;
  index?: number;
}

/** One scope: what is left empty narrows nothing. */
export const ScopeFields = ({ state, prefix, suffix = '', index }: Props) => (
  <div class="grid">
    {SCOPE_FIELDS.map((field) => (
      <RecordField
        state={state}
        name={`${prefix}${field}${suffix}`}
        {...(index === undefined ? {} : { index })}
        label={labelFor(field, index)}
        hint={HINTS[field]}
      />
    ))}
  </div>
);

/** Fields of the same kind are told apart by their number. */
const labelFor = (field: (typeof SCOPE_FIELDS)[number], index = 0): string =>
  index === 0 ? labelOf(`exempt_${field}`) : `${labelOf(`exempt_${field}`)} (part ${index + 1})`;

/** What is exempt: as many scopes as are filled, and one more; they add up. */
export const ExemptionFields = ({ state }: { state: FormState }) => {
  const names = SCOPE_FIELDS.map((field) => `exempt_${field}`);
  const count = countOf(state, ...names);
  const wanted =
    count > 1 || state.fields.status?.[0] === 'partially_lifted' || state.problems.some(({ field }) => field.startsWith('exempt_'));
  return (
    <details class="more" open={wanted}>
      <summary>What is exempt, if it is lifted in part</summary>
      {Array.from({ length: count }, (_, index) => (
        <fieldset>
          <legend>{index === 0 ? 'What is free' : `And also (part ${index + 1})`}</legend>
          <ScopeFields state={state} prefix="exempt_" index={index} />
        </fieldset>
      ))}
      <p class="note">
        The fields of a part narrow each other; the parts add up. Commas separate several. Another part is offered with the preview.
      </p>
    </details>
  );
};
