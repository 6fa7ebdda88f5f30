import { labelOf } from './field-labels.ts';
import { type FormState, heldIn } from './form-state.ts';

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

const Choice = ({ value, choices, ...rest }: { value: string; choices: NonNullable<FieldProps['choices']>; id: string; name: string }) => (
  <select {...rest}>
    {choices.map(([choice, words]) => (
      <option value={choice} selected={choice === value}>
        {words}
      </option>
    ))}
    {!choices.some(([choice]) => choice === value) && (
      <option value={value} selected>
        {`${value.replaceAll('_', ' ')} (not possible here)`}
      </option>
    )}
  </select>
);

/** A field with its label, its hint and what is wrong with it; it keeps what it was filled with. */
export const RecordField = ({ state, name, index, label, hint, required, choices, lines, list }: FieldProps) => {
  const id = idOf(name, index);
  const value = heldIn(state, name, index);
  const problem = state.problems.find(({ field }) => field === id)?.message;
  const common = { id, name, ...ties(id, hint, problem) };
  return (
    <div class={lines === undefined ? 'field' : 'field wide'}>
      <label for={id}>{label ?? labelOf(name)}</label>
      {choices !== undefined && <Choice {...common} value={value} choices={choices} />}
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
