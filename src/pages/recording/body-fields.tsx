import { heading } from '../parts/words.ts';
import { choiceWords, HINTS, RecordField, RecordTick, ScopeFields, ScopesFields } from './fields.tsx';
import { fieldLabel, type KnownLists, type RecordingState } from './form-state.ts';

// The fields of a body of the API, as its schema says them.

/** How a field of a body is filled in. */
export type Widget =
  | ('text' | 'long' | 'date' | 'choice' | 'tick' | 'list' | 'instruments')
  | ('economy' | 'economies' | 'exporter' | 'measure' | 'measures' | 'dispute' | 'wto_case' | 'record')
  | ('scope' | 'scopes' | 'rates' | 'removed' | 'rows');

/** A field of a body: its name there and here, and how it is filled in. */
export interface BodyField {
  name: string;
  as: Widget;
  required: boolean;
  /** The values that it may have. */
  terms: readonly string[];
  /** What it is called, and what is to be written, where that is not what fields of its name are. */
  label?: string;
  hint?: string;
  /** Of `rows`: what stands in each line, in its order. */
  cells?: readonly BodyField[];
}

/** The rates of a table, and those that are no more. */
export const RATE_ROWS: BodyField = { name: 'rates', as: 'rates', required: false, terms: [] };
export const REMOVED: BodyField = { name: 'remove', as: 'removed', required: false, terms: [] };

const WIDGET_HINTS: Partial<Record<Widget, string>> = {
  date: '2024-08-05; or 2024-08 or 2024, if no more is known.',
  economy: 'A name or a code: Japan, EU.',
  economies: 'Names or codes: Japan; European Union.',
  list: 'One a line.',
  instruments: 'One a line, each with its address after it if it has one.',
  measure: 'By its title.',
  measures: 'By their titles, one a line.',
  dispute: 'By its title.',
  wto_case: 'By its number: DS602.',
  record: 'A measure or a dispute by its title, a WTO case by its number; or say in the note what it is.',
  exporter: 'By its name.',
};

const LISTS: Partial<Record<Widget, string>> = {
  economy: 'known-places',
  exporter: 'known-exporters',
  measure: 'known-measures',
  dispute: 'known-disputes',
  wto_case: 'known-cases',
  record: 'known-measures',
};

const TERMS: Readonly<Record<string, string>> = {
  mfn: 'Base duty (most-favoured-nation)',
  preferential: 'Preferential duty of an agreement',
  anti_dumping: 'Anti-dumping',
  wto_stage: 'Stage of a WTO case',
  CIF: 'CIF: cost, insurance and freight',
  FOB: 'FOB: free on board abroad',
  core: 'Closely',
  extended: 'Beside others',
};
/** A term of a vocabulary as a form says it. */
export const termWords = (term: string): string => TERMS[term] ?? heading(term);

const LINES: Partial<Record<Widget, number>> = { long: 3, list: 3, instruments: 2, measures: 3, rates: 8, removed: 3, rows: 6 };

const RATES_HINT =
  'One rate a line: the rate | companies | countries | HS codes, as in “35.3% | SAIC | China | 8703801010”. Rows copied from a spreadsheet do as well. Separate several values of one cell by semicolons; a first line may name the columns, and others such as “part of the value”.';
const REMOVED_HINT = 'One a line, without the rate: companies | countries | HS codes.';

const OneField = ({ state, field }: { state: RecordingState; field: BodyField }) => {
  const { name, as, required, terms } = field;
  if (as === 'tick') return <RecordTick state={state} name={name} value="true" id={name} label={fieldLabel(name)} />;
  const hint = field.hint ?? HINTS[name] ?? WIDGET_HINTS[as];
  const lines = LINES[as];
  return (
    <RecordField
      state={state}
      name={name}
      required={required && (name !== 'id' || field.label !== undefined)}
      {...(field.label !== undefined && { label: field.label })}
      {...(hint !== undefined && { hint })}
      {...(as === 'choice' && { choices: choiceWords(terms, termWords) })}
      {...(lines !== undefined && { lines })}
      {...(LISTS[as] && { list: LISTS[as] })}
    />
  );
};

const isBlock = ({ as }: BodyField): boolean => ['scope', 'scopes', 'rates', 'removed', 'rows'].includes(as);

/** What is to be written in a field of several lines. */
function blockHint({ as, cells = [] }: BodyField): string {
  if (as === 'rows') return `One a line: ${cells.map(({ name }) => fieldLabel(name)).join(' | ')}.`;
  return as === 'rates' ? RATES_HINT : REMOVED_HINT;
}

/** The fields of a body, in the order of the schema: short ones side by side, scopes and rates below. */
export const BodyFields = ({ state, fields }: { state: RecordingState; fields: readonly BodyField[] }) => (
  <>
    <div class="grid">
      {fields
        .filter((field) => !isBlock(field))
        .map((field) => (
          <OneField state={state} field={field} />
        ))}
    </div>
    {fields.filter(isBlock).map((field) => {
      const { name, as } = field;
      if (as === 'scope')
        return (
          <fieldset>
            <legend>For what</legend>
            <ScopeFields state={state} prefix={`${name}_`} />
          </fieldset>
        );
      if (as === 'scopes') return <ScopesFields state={state} prefix={`${name}_`} legend="For what" />;
      return <RecordField state={state} name={name} lines={LINES[as] ?? 4} hint={blockHint(field)} />;
    })}
  </>
);

/** What the fields of a form choose from; sources stand with theirs. */
export const KnownNames = ({ state }: { state: RecordingState }) => (
  <>
    {(['places', 'exporters', 'measures', 'disputes', 'cases'] satisfies KnownLists[]).map((list) => (
      <datalist id={`known-${list}`}>
        {state.known[list].map((name) => (
          <option value={name} />
        ))}
      </datalist>
    ))}
  </>
);
