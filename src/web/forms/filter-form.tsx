import { heading, words } from '../parts/words.ts';

/** The clocks have a form of their own on every page; here they are only kept. */
const CLOCKS: ReadonlySet<string> = new Set(['on', 'known_at']);

export interface FilterFormProps {
  path: string;
  /** The names of the parameters, in their order. */
  names: readonly string[];
  given: Readonly<Record<string, readonly string[]>>;
  /** The values that a parameter takes, where they are few. */
  choices: Readonly<Record<string, readonly string[]>>;
}

const HINTS: Readonly<Record<string, string>> = {
  imposed_by: 'CN',
  affected: 'JP',
  product: '030722',
  area: 'JP-07',
  exporter: 'Tesla',
  party: 'AU',
};
const DAYS: ReadonlySet<string> = new Set(['from', 'to']);

function Field({ name, value, choices }: { name: string; value: string; choices: readonly string[] | undefined }) {
  if (choices) {
    // A comma list that came in the address is kept as it is.
    const options = value === '' || choices.includes(value) ? choices : [value, ...choices];
    return (
      <select id={name} name={name}>
        <option value="" />
        {options.map((option) => (
          <option value={option} selected={option === value}>
            {words(option)}
          </option>
        ))}
      </select>
    );
  }
  if (DAYS.has(name)) return <input type="date" id={name} name={name} value={value} />;
  return <input type={name === 'q' ? 'search' : 'text'} id={name} name={name} value={value} placeholder={HINTS[name]} />;
}

/** The filters of a list: a form that asks the same address. */
export const FilterForm = ({ path, names, given, choices }: FilterFormProps) => (
  <search>
    <form class="filters" action={path} method="get">
      {[...CLOCKS].flatMap((name) => (given[name] ?? []).map((value) => <input type="hidden" name={name} value={value} />))}
      {names
        .filter((name) => !CLOCKS.has(name))
        .map((name) => (
          <div class="field">
            <label for={name}>{name === 'q' ? 'Words' : heading(name)}</label>
            <Field name={name} value={given[name]?.[0] ?? ''} choices={choices[name]} />
          </div>
        ))}
      <div class="field actions">
        <button type="submit">Show</button>
        <a href={path}>Clear</a>
      </div>
    </form>
  </search>
);
