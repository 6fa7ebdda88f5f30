interface Props {
  name: string;
  /** Tells fields of one name apart. */
  id: string;
  label: string;
  value: string;
  hint?: string;
  required?: boolean;
  /** The values with the words for them, where only they will do. */
  choices?: readonly (readonly [value: string, words: string])[];
  /** Values with words for them, for somebody who types. */
  suggestions?: readonly (readonly [value: string, words: string])[];
  problem?: string | undefined;
}

/** What the field says about itself when it is wrong. */
const wrongness = ({ id, problem }: Props) =>
  problem === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-wrong` };

const Choice = (field: Props & Required<Pick<Props, 'choices'>>) => {
  const { id, name, value, choices, required } = field;
  return (
    <select id={id} name={name} required={required} {...wrongness(field)}>
      <option value="">{required ? 'Choose …' : ''}</option>
      {choices.map(([choice, words]) => (
        <option value={choice} selected={choice === value}>
          {words}
        </option>
      ))}
      {value !== '' && !choices.some(([choice]) => choice === value) && (
        <option value={value} selected>
          {value}
        </option>
      )}
    </select>
  );
};

/** A field of the duty form, with what is wrong with it. */
export const DutyField = (field: Props) => {
  const { name, id, label, value, hint, required, choices, suggestions = [], problem } = field;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices ? (
        <Choice {...field} choices={choices} />
      ) : (
        <input
          type="text"
          id={id}
          name={name}
          value={value}
          placeholder={hint}
          required={required}
          list={suggestions.length > 0 ? `${id}-names` : undefined}
          {...wrongness(field)}
        />
      )}
      {suggestions.length > 0 && (
        <datalist id={`${id}-names`}>
          {suggestions.map(([suggestion, words]) => (
            <option value={suggestion}>{suggestion === words ? undefined : `${suggestion} ${words}`}</option>
          ))}
        </datalist>
      )}
      {problem !== undefined && (
        <span class="wrong" id={`${id}-wrong`}>
          {problem}
        </span>
      )}
    </div>
  );
};
