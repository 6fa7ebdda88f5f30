import { dayProblem } from '../../domain/dates.ts';
import { QUOTA_SIDES } from '../../domain/vocabulary.ts';

type Given = Readonly<Record<string, readonly string[]>>;

/** What is wrong with the value of a parameter. */
export interface FieldProblem {
  path: string;
  message: string;
}

interface FieldProps {
  name: string;
  label: string;
  value: string;
  hint?: string;
  required?: boolean;
  /** The values with the words for them, where they are few. */
  choices?: readonly (readonly [value: string, words: string])[];
  /** Tells fields of one name apart. */
  number?: number;
  problem?: string | undefined;
}

function Field({ name, label, value, hint, required, choices, number, problem }: FieldProps) {
  const id = number === undefined ? name : `${name}-${number}`;
  const wrong = problem === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-wrong` };
  // A browser shows no date that is none, and it is to be seen what was refused.
  const type = name === 'on' && (value === '' || dayProblem(value) === null) ? 'date' : 'text';
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices ? (
        <select id={id} name={name} {...wrong}>
          <option value="" />
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
      ) : (
        <input type={type} id={id} name={name} value={value} placeholder={hint} required={required} {...wrong} />
      )}
      {problem !== undefined && (
        <span class="wrong" id={`${id}-wrong`}>
          {problem}
        </span>
      )}
    </div>
  );
}

const PREFERENCE = [
  ['true', 'claimed'],
  ['false', 'not claimed'],
] as const;
const QUOTA = QUOTA_SIDES.map((side) => [side, side === 'in' ? 'within the quota' : 'over the quota'] as const);

/** The question: what it was filled with stays, and what is wrong is said at its field. */
export const DutyForm = ({ given, errors }: { given: Given; errors: readonly FieldProblem[] }) => {
  const of = (name: string) => ({
    name,
    value: given[name]?.[0] ?? '',
    problem: errors.find((error) => error.path === name)?.message,
  });
  /** What may be repeated has a field for each value and one more; the values that are wrong are quoted by their problems. */
  const several = (name: string, label: string, hint: string, atLeast: number) => {
    const values = given[name] ?? [];
    const problems = errors.filter((error) => error.path === name).map((error) => error.message);
    return Array.from({ length: Math.max(atLeast, values.length + 1) }, (_, index) => {
      const value = values[index];
      return (
        <Field
          name={name}
          number={index + 1}
          label={index === 0 ? label : `${label} (another)`}
          hint={hint}
          value={value ?? ''}
          problem={value === undefined ? undefined : problems.find((message) => message.includes(`"${value}"`))}
        />
      );
    });
  };
  return (
    <form class="filters" action="/duty" method="get">
      <Field {...of('importer')} label="Importer" hint="EU" required />
      <Field {...of('origin')} label="Origin" hint="CN" required />
      <Field {...of('product')} label="Product (HS digits)" hint="87038010" required />
      <Field {...of('on')} label="On (today unless given)" />
      <Field {...of('known_at')} label="Known at" hint="2024-10-24" />
      <Field {...of('exporter')} label="Exporter" hint="BYD" />
      <Field {...of('preference')} label="Preference" choices={PREFERENCE} />
      <Field {...of('quota')} label="Quota" choices={QUOTA} />
      <Field {...of('customs_value')} label="Customs value (CIF)" hint="20000" />
      <Field {...of('currency')} label="Currency" hint="EUR" />
      {several('quantity', 'Quantity', '45 hl', 2)}
      {several('fx', 'Exchange rate', 'EUR:USD=1.08', 1)}
      <div class="field actions">
        <button type="submit">Work out</button>
        <a href="/duty">Clear</a>
      </div>
    </form>
  );
};
