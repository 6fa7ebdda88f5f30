import type { ErrorDetail } from '../../domain/errors.ts';
import { CLOCKS } from '../../things/questions.ts';
import type { Given, View } from '../view.ts';
import { Hidden } from './hidden.tsx';
import { ECONOMY_PARAMETERS, labelOf, valueWords } from './words.ts';

export interface FilterFormProps {
  view: View;
  path: string;
  /** The names of the parameters, in their order. */
  names: readonly string[];
  /** Those that most people want; the others are folded away. */
  primary: readonly string[];
  given: Given;
  /** The values that a parameter takes, where they are few. */
  choices: Readonly<Record<string, readonly string[]>>;
  /** How many rows each value of a parameter would leave, where that was counted. */
  facets: Readonly<Record<string, ReadonlyMap<string, number>>>;
  problems: readonly ErrorDetail[];
  /** What a parameter means when it is left out, where that is not everything. */
  unasked: Readonly<Record<string, string>>;
}

const HINTS: Readonly<Record<string, string>> = {
  product: '2204, or wine',
  area: 'JP-07',
  exporter: 'a company',
  measure: 'its short name',
};
const DAYS: ReadonlySet<string> = new Set(['from', 'to', 'checked_before']);
/** The most names that a choice offers. */
const MOST_CHOICES = 500;
/** The most names that are suggested to somebody who types. */
const MOST_SUGGESTIONS = 300;

/** The values that may be chosen, each in words; undefined where there are too many, or no end of them. */
function optionsOf(name: string, { view, choices }: FilterFormProps): readonly string[] | undefined {
  const listed = choices[name];
  if (listed) return listed;
  const byName = (names: ReadonlyMap<string, string>) =>
    names.size > MOST_CHOICES ? undefined : [...names].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([id]) => id);
  if (ECONOMY_PARAMETERS.has(name)) return byName(view.names.jurisdictions);
  return name === 'dispute' ? byName(view.names.disputes) : undefined;
}

/** The values that are suggested to somebody who types. */
function suggestionsOf(name: string, view: View): ReadonlyMap<string, string> | undefined {
  const { exporters, areas, commonProducts } = view.names;
  const names = { product: commonProducts, exporter: exporters, area: areas }[name];
  return names && names.size > 0 && names.size <= MOST_SUGGESTIONS ? names : undefined;
}

interface ChoiceProps {
  name: string;
  value: string;
  options: readonly string[];
  form: FilterFormProps;
  /** What it says of itself when it is wrong. */
  wrongness: object;
}

const Choice = ({ name, value, options, form, wrongness }: ChoiceProps) => {
  const counts = form.facets[name];
  // A comma list that came in the address is kept as it is; a value that would find nothing is not offered.
  const offered = options.filter((option) => option === value || counts === undefined || (counts.get(option) ?? 0) > 0);
  const all = value === '' || offered.includes(value) ? offered : [value, ...offered];
  return (
    <select id={name} name={name} {...wrongness}>
      <option value="">{form.unasked[name] ?? 'Any'}</option>
      {all.map((option) => {
        const count = counts?.get(option);
        return (
          <option value={option} selected={option === value}>
            {`${valueWords(name, option, form.view)}${count === undefined ? '' : ` (${count})`}`}
          </option>
        );
      })}
    </select>
  );
};

const Field = ({ name, form }: { name: string; form: FilterFormProps }) => {
  const value = form.given[name]?.[0] ?? '';
  const options = optionsOf(name, form);
  const suggestions = suggestionsOf(name, form.view);
  const problem = form.problems.find(({ path }) => path === name)?.message;
  const wrongness = problem === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${name}-wrong` };
  return (
    <div class="field">
      <label for={name}>{labelOf(name)}</label>
      {options ? (
        <Choice name={name} value={value} options={options} form={form} wrongness={wrongness} />
      ) : (
        <input
          type={DAYS.has(name) && problem === undefined ? 'date' : name === 'q' ? 'search' : 'text'}
          id={name}
          name={name}
          value={value}
          placeholder={HINTS[name]}
          list={suggestions && `${name}-names`}
          {...wrongness}
        />
      )}
      {suggestions && (
        <datalist id={`${name}-names`}>
          {[...suggestions].map(([code, label]) => (
            <option value={name === 'exporter' ? label : code}>{name === 'exporter' ? undefined : `${code} ${label}`}</option>
          ))}
        </datalist>
      )}
      {problem !== undefined && (
        <span class="wrong" id={`${name}-wrong`}>
          {problem}
        </span>
      )}
    </div>
  );
};

/** The filters of a list: a form that is sent to the same address, and leads to what is found there. The clocks have a form of their own; here they are only kept. */
export const FilterForm = (form: FilterFormProps) => {
  const { view, names, primary, given, problems } = form;
  const filters = names.filter((name) => !CLOCKS.some((clock) => clock === name));
  const rest = filters.filter((name) => !primary.includes(name));
  const open = rest.some((name) => given[name] !== undefined || problems.some((problem) => problem.path === name));
  return (
    <search>
      <form action={`${form.path}#found`} method="get">
        <Hidden fields={view.clocks} />
        <div class="filters">
          {primary.map((name) => (
            <Field name={name} form={form} />
          ))}
          <div class="field actions">
            <button type="submit">Show</button>
            {Object.keys(given).length > 0 && <a href={view.href(form.path)}>Clear</a>}
          </div>
          {rest.length > 0 && (
            <details class="field wide" open={open}>
              <summary>More filters</summary>
              <div class="filters nested">
                {rest.map((name) => (
                  <Field name={name} form={form} />
                ))}
              </div>
            </details>
          )}
        </div>
      </form>
    </search>
  );
};

/** One box for everything: a product, an economy, a dispute, a measure, a company. */
export const SearchForm = ({ view }: { view: View }) => (
  <search class="find">
    <form action="/search" method="get">
      <Hidden fields={view.clocks} />
      <label for="find-words" class="hidden">
        A product, an economy, a dispute or a company
      </label>
      <input
        type="search"
        id="find-words"
        name="q"
        value={view.path === '/search' ? (view.given.q?.[0] ?? '') : ''}
        placeholder="Wine, Japan, 8703, BYD …"
        required
      />
      <button type="submit">Search</button>
    </form>
  </search>
);
