import { CONFIDENCES, SOURCE_KINDS, type Status } from '../../domain/vocabulary.ts';
import { heading, words } from '../parts/words.ts';
import { countOf, type FormState, fieldLabel, heldIn, type RecordingState } from './form-state.ts';

interface FieldProps {
  state: FormState;
  name: string;
  /** Tells fields of one name apart. */
  index?: number;
  label?: string;
  /** What is to be written, said below the field. */
  hint?: string;
  required?: boolean;
  /** The values with the words for them, where they are few. */
  choices?: readonly (readonly [value: string, words: string])[];
  /** How many lines of text, where there may be several. */
  lines?: number;
  /** The id of a list of values to choose from. */
  list?: string;
}

/** The id of a field. */
const idOf = (name: string, index: number | undefined): string => (index === undefined ? name : `${name}-${index + 1}`);

/** What ties a field to what is said about it. */
function ties(id: string, hint: string | undefined, problem: string | undefined) {
  const described = [hint === undefined ? [] : `${id}-hint`, problem === undefined ? [] : `${id}-wrong`].flat().join(' ');
  return {
    ...(problem === undefined ? {} : { 'aria-invalid': 'true' as const }),
    ...(described === '' ? {} : { 'aria-describedby': described }),
  };
}

type ChoiceProps = Required<Pick<FieldProps, 'choices'>> & { value: string; id: string; name: string; required: boolean | undefined };

const Choice = ({ value, choices, ...rest }: ChoiceProps) => (
  <select {...rest}>
    {choices.map(([choice, words]) => (
      <option value={choice} selected={choice === value}>
        {words}
      </option>
    ))}
    {!choices.some(([choice]) => choice === value) && (
      <option value={value} selected>
        {`${words(value)} (not possible here)`}
      </option>
    )}
  </select>
);

/** The terms of a vocabulary as choices, after an empty one. */
export const choiceWords = (terms: readonly string[], asWords = heading, empty = ''): NonNullable<FieldProps['choices']> => [
  ['', empty],
  ...terms.map((term) => [term, asWords(term)] as const),
];

/** What is to be written in fields of a name. */
export const HINTS: Readonly<Record<string, string>> = {
  id: 'Small letters, digits and hyphens; made of the title or name if left empty.',
  url: 'https://…',
  quantity: 'A number: 205000.',
  unit: 'Such as t or hl.',
  period: 'How it is named: 2026.',
  percent: 'A number, for “tops up base to”.',
  parties: 'Names or codes: Japan; European Union; “all” for all.',
  until_on: 'Empty if no end is set. “Until 23 July” means 24 July.',
  announced_on: 'The day of the act or of the news.',
  other_measure: 'By its title, for “not levied with” and “levied on rest of”.',
  others: 'By their titles, one a line, for “at most one of”.',
  adds_to: 'For a tariff.',
  exists_until: 'The last one on which it was there.',
};

/** A field with its label, its hint and what is wrong with it; it keeps what it was filled with. */
export const RecordField = ({ state, name, index, label, hint = HINTS[name], required, choices, lines, list }: FieldProps) => {
  const id = idOf(name, index);
  const value = heldIn(state, name, index);
  const problem = state.problems.find(({ field }) => field === id)?.message;
  const common = { id, name, ...ties(id, hint, problem) };
  return (
    <div class={lines === undefined ? 'field' : 'field wide'}>
      <label for={id}>{label ?? fieldLabel(name)}</label>
      {choices !== undefined && <Choice {...common} value={value} choices={choices} required={required} />}
      {choices === undefined && lines !== undefined && (
        <textarea {...common} rows={lines} required={required}>
          {/* A browser takes the first line break of a textarea away. */}
          {`\n${value}`}
        </textarea>
      )}
      {choices === undefined && lines === undefined && <input type="text" {...common} value={value} required={required} list={list} />}
      {hint !== undefined && (
        <span class="note" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem !== undefined && (
        <span class="wrong" id={`${id}-wrong`}>
          {problem}
        </span>
      )}
    </div>
  );
};

interface TickProps {
  state: FormState;
  name: string;
  value: string;
  id: string;
  type?: 'checkbox' | 'radio';
  label: string;
}

/** A box to tick, or one of several to choose. */
export const RecordTick = ({ state, name, value, id, type = 'checkbox', label }: TickProps) => {
  const problem = state.problems.find(({ field }) => field === id)?.message;
  return (
    <div class="tick">
      <input
        type={type}
        id={id}
        name={name}
        value={value}
        checked={(state.fields[name] ?? []).includes(value)}
        {...ties(id, undefined, problem)}
      />
      <label for={id}>{label}</label>
      {problem !== undefined && (
        <span class="wrong" id={`${id}-wrong`}>
          {problem}
        </span>
      )}
    </div>
  );
};

/** What is said of a new source, each in a field of its name after `source_`. */
export const NEW_SOURCE = ['publisher', 'title', 'url', 'published_on', 'kind', 'id'] as const;

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
          <>
            <RecordField
              state={state}
              name="sources"
              index={index}
              label={index === 0 ? 'A source of the register' : `Another (${index + 1})`}
              list="known-sources"
            />
            <RecordField
              state={state}
              name="places"
              index={index}
              label={index === 0 ? 'Where in it' : `Where in it (${index + 1})`}
              {...(index === 0 && { hint: 'An article, an annex, a heading; if you like.' })}
            />
          </>
        ))}
      </div>
      <details class="more" open={open}>
        <summary>A new source</summary>
        <div class="grid">
          <RecordField state={state} name="source_publisher" hint="Such as MOFCOM or Reuters." />
          <RecordField state={state} name="source_title" />
          <RecordField state={state} name="source_url" hint="https://…, if it has one." />
          <RecordField state={state} name="source_published_on" hint="2024-08-05, 2024-08 or 2024." />
          <RecordField state={state} name="source_kind" choices={choiceWords(SOURCE_KINDS, words)} />
          <RecordField state={state} name="source_id" hint="Made of publisher and title if left empty." />
        </div>
      </details>
      <datalist id="known-sources">
        {state.known.sources.map((name) => (
          <option value={name} />
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
          choices={choiceWords(CONFIDENCES, heading, 'Verified if it has a source')}
          hint="Verified: read in the source named. Recalled: from memory."
        />
        <RecordField state={state} name="doubt" hint="Why, if it is in doubt." />
      </div>
      <RecordField state={state} name="note" lines={3} />
      <RecordField
        state={state}
        name="instruments"
        lines={2}
        hint="Legal acts by which it was done, one a line, each with its address after it if it has one."
      />
    </fieldset>
  </>
);

/** The fields that narrow a scope, in their order; each with a prefix that says what the scope is for. */
const MAIN_SCOPE_FIELDS = ['goods', 'partners', 'exporters', 'excluded', 'condition', 'words'] as const;
const MORE_SCOPE_FIELDS = ['companies', 'companies_complete', 'quota', 'condition_id', 'list_unknown'] as const;
export const SCOPE_FIELDS = [...MAIN_SCOPE_FIELDS, ...MORE_SCOPE_FIELDS] as const;

const SCOPE_HINTS: Readonly<Record<(typeof SCOPE_FIELDS)[number], string>> = {
  goods: '220421, ex 870380, or a word such as wine; * for all.',
  words: 'One a line, where no code says it: “Live cattle”, or “Toys: 9503, 9504 (from memory) — a remark”.',
  partners: 'Japan, Fukushima; “all” for all.',
  excluded: 'With “all”: all but these.',
  exporters: 'Companies, or: All other companies, Other cooperating companies.',
  condition: 'Such as: cargoes already at port.',
  companies: 'Those that “Other cooperating companies” stands for.',
  companies_complete: '',
  quota: '',
  condition_id: 'A short name by which questions ask it: usmca.',
  list_unknown: 'If so, name above all that may be on it, or * and “all” if nobody can tell: what is not named counts as not on it.',
};

const SCOPE_CHOICES: Partial<Record<(typeof SCOPE_FIELDS)[number], NonNullable<FieldProps['choices']>>> = {
  companies_complete: [
    ['', 'There may be others'],
    ['true', 'These are all'],
  ],
  quota: [
    ['', 'Whether or not there is a quota'],
    ['in', 'Within the quota'],
    ['over', 'Over the quota'],
  ],
  list_unknown: [
    ['', 'All is written here'],
    ['goods', 'There is a list of goods that is not'],
    ['partners', 'There is a list of countries that is not'],
    ['goods, partners', 'There are lists of both that are not'],
  ],
};
/** So long a list is shown in several lines. */
const LONG_LIST = 60;

interface ScopeFieldsProps {
  state: FormState;
  prefix: string;
  /** What tells the fields of several scopes apart, where their number does not. */
  suffix?: string;
  index?: number;
}

/** The names to choose from, in fields that take one of them more often than several. */
const LISTED: Partial<Record<(typeof SCOPE_FIELDS)[number], string>> = { partners: 'known-places', exporters: 'known-exporters' };

/** One scope: what is left empty narrows nothing. */
export const ScopeFields = ({ state, prefix, suffix = '', index }: ScopeFieldsProps) => {
  const nameOf = (field: string): string => `${prefix}${field}${suffix}`;
  const field = (one: (typeof SCOPE_FIELDS)[number]) => {
    const choices = SCOPE_CHOICES[one];
    const isLong = choices === undefined && heldIn(state, nameOf(one), index).length > LONG_LIST;
    return (
      <RecordField
        state={state}
        name={nameOf(one)}
        {...(index === undefined ? {} : { index })}
        label={labelFor(one, index)}
        {...(SCOPE_HINTS[one] === '' ? {} : { hint: SCOPE_HINTS[one] })}
        {...(choices && { choices })}
        {...((isLong || one === 'words') && { lines: one === 'words' ? 2 : 4 })}
        {...(LISTED[one] && { list: LISTED[one] })}
      />
    );
  };
  const open = MORE_SCOPE_FIELDS.some(
    (one) => heldIn(state, nameOf(one), index) !== '' || state.problems.some((problem) => problem.field === idOf(nameOf(one), index)),
  );
  return (
    <>
      <div class="grid">{MAIN_SCOPE_FIELDS.map(field)}</div>
      <details class="more" open={open}>
        <summary>{`Quota, cooperating companies, lists${index === undefined || index === 0 ? '' : ` (part ${index + 1})`}`}</summary>
        <div class="grid">{MORE_SCOPE_FIELDS.map(field)}</div>
      </details>
    </>
  );
};

/** Fields of the same kind are told apart by their number. */
const labelFor = (field: (typeof SCOPE_FIELDS)[number], index = 0): string =>
  index === 0 ? fieldLabel(`exempt_${field}`) : `${fieldLabel(`exempt_${field}`)} (part ${index + 1})`;

interface ScopesProps {
  state: FormState;
  prefix: string;
  legend: string;
}

/** Several scopes: as many as are filled, and one more; they add up. */
export const ScopesFields = ({ state, prefix, legend }: ScopesProps) => (
  <>
    {Array.from({ length: scopesIn(state, prefix) }, (_, index) => (
      <fieldset>
        <legend>{index === 0 ? legend : `And also (part ${index + 1})`}</legend>
        <ScopeFields state={state} prefix={prefix} index={index} />
      </fieldset>
    ))}
    <p class="note">
      Every field narrows its part; the parts add up. Separate several values by semicolons. The preview offers another part.
    </p>
  </>
);

const scopesIn = (state: FormState, prefix: string): number => countOf(state, ...SCOPE_FIELDS.map((field) => `${prefix}${field}`));

/** What is exempt, folded unless it is to be filled in. */
const ExemptionFields = ({ state }: { state: FormState }) => {
  const wanted =
    scopesIn(state, 'exempt_') > 1 ||
    state.fields.status?.[0] === 'partially_lifted' ||
    state.problems.some(({ field }) => field.startsWith('exempt_'));
  return (
    <details class="more" open={wanted}>
      <summary>What is exempt, if it is lifted in part</summary>
      <ScopesFields state={state} prefix="exempt_" legend="What is exempt" />
    </details>
  );
};

interface StatusChangeFieldsProps {
  state: RecordingState;
  /** What may be recorded from the first day on. */
  lawful: readonly Status[];
  /** How it stands on that day, and so why these may follow. */
  because: string;
}

/** A status with its days. `holds`: what its first day is. */
export const StatusFields = ({ state, lawful, because, holds }: StatusChangeFieldsProps & { holds: string }) => (
  <div class="grid">
    <RecordField state={state} name="effective_on" hint={`${holds}: 2024-08-05; or 2024-08 or 2024, if no more is known.`} required />
    <RecordField state={state} name="status" choices={choiceWords(lawful)} hint={because} />
    <RecordField state={state} name="until_on" />
    <RecordField state={state} name="announced_on" />
  </div>
);

/** A status change: what, from when, until when, and what is exempt. */
export const StatusChangeFields = ({ state, lawful, because }: StatusChangeFieldsProps) => (
  <>
    <fieldset>
      <legend>The change</legend>
      <StatusFields {...{ state, lawful, because }} holds="On which it holds" />
      <ExemptionFields state={state} />
    </fieldset>
    <ProvenanceFields state={state} />
  </>
);
