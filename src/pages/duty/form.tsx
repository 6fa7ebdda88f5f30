import { dayProblem } from '../../domain/dates.ts';
import type { ErrorDetail } from '../../domain/errors.ts';
import { type CustomsValue, EXPORTER_CLASSES, QUOTA_SIDES } from '../../domain/vocabulary.ts';
import { CLOCKS, type Clock } from '../../things/questions.ts';
import type { Suggestion } from '../parts/meant.tsx';
import { companyWords, QUOTA_WORDS } from '../parts/words.ts';
import type { Given, View } from '../view.ts';

/** A page with a form that asks what a good pays, and what it answers. */
export interface DutyPageProps<Answer> {
  /** The parameters as they were written. */
  given: Given;
  view: View;
  answer?: Answer;
  /** What is wrong with the question. */
  problems?: readonly ErrorDetail[];
  /** What may have been meant by the goods, if they are in words. */
  suggestions?: readonly Suggestion[];
}

interface SeveralProps {
  given: Given;
  view: View;
  problems: readonly ErrorDetail[];
}

const PREFERENCE = [
  ['true', 'claimed'],
  ['false', 'not claimed'],
] as const;
const QUOTA = QUOTA_SIDES.map((side) => [side, QUOTA_WORDS[side]] as const);
/** What few people need is folded away. */
const RARE = ['preference', 'quota', 'quantity', 'fx', 'condition', 'value_part'];
/** The most names that a choice offers. */
const MOST_NAMES = 500;

/** Jurisdictions to choose from, by name. */
const places = ({ names }: View): [string, string][] => [...names.jurisdictions].sort(([, a], [, b]) => a.localeCompare(b, 'en'));

/** Companies to choose from, by name, and the two classes that stand for those without one. */
function exporters(view: View): [string, string][] {
  const classes = EXPORTER_CLASSES.map((id): [string, string] => [id, companyWords(id, view)]);
  const names = [...view.names.exporters.values()].sort((a, b) => a.localeCompare(b, 'en'));
  return names.length > MOST_NAMES ? classes : [...names.map((name): [string, string] => [name, name]), ...classes];
}

/** How a problem may quote a value: as it was written, of `steel: 40%` as it is told, and of that or of `usmca=true` by its name. */
function quotedAs(value: string): string[] {
  const [, name, sign, rest] = /^\s*([^:=]*?)\s*([:=])\s*(.*?)\s*$/s.exec(value) ?? [];
  return name ? [value, `${name}${sign}${rest}`, name] : [value];
}

/** What may be repeated has a field for each value and one more; the values that are wrong are quoted by their problems. */
const Several = ({
  name,
  label,
  hint,
  form,
  atLeast,
  suggestions = [],
}: {
  name: string;
  label: string;
  hint: string;
  form: SeveralProps;
  atLeast: number;
  suggestions?: readonly (readonly [value: string, words: string])[];
}) => {
  const values = form.given[name] ?? [];
  const wrong = form.problems.filter((problem) => problem.path === name).map((problem) => problem.message);
  return (
    <>
      {Array.from({ length: Math.max(atLeast, values.length + 1) }, (_, index) => {
        const value = values[index];
        return (
          <DutyField
            name={name}
            id={`${name}-${index + 1}`}
            label={index === 0 ? label : `${label} (another)`}
            hint={hint}
            value={value ?? ''}
            suggestions={suggestions}
            problem={
              value === undefined ? undefined : wrong.find((message) => quotedAs(value).some((text) => message.includes(`"${text}"`)))
            }
          />
        );
      })}
    </>
  );
};

const CLOCK_LABELS: Readonly<Record<Clock, string>> = { on: 'Day', announced_by: 'As announced by', known_at: 'As known on' };

/** Sends the clocks of the page along; a wrong one is a field, so that it can be corrected. */
const Clocks = ({ given, problems, over }: SeveralProps & { over: boolean }) => (
  <>
    {CLOCKS.filter((name) => !over || name !== 'announced_by').flatMap((name) =>
      (given[name] ?? []).map((value, index) => {
        const problem = problems.find((one) => one.path === name)?.message;
        if (problem === undefined) return <input type="hidden" name={name} value={value} />;
        return <DutyField name={name} id={`${name}-${index + 1}`} label={CLOCK_LABELS[name]} value={value} problem={problem} />;
      }),
    )}
  </>
);

/** `parts`: of the value, on which duties may be charged alone; `isShareOpen`: how much they are decides; `over`: it is about days from one to another. */
type FormProps = SeveralProps & { valued: CustomsValue | null; parts?: readonly string[]; isShareOpen?: boolean; over?: boolean };

/** A part of the value in a word or two: the value of the steel is steel. */
const shortPart = (part = 'steel'): string => part.replace(/^the value (?:of (?:the )?)?/, '');

/** The question: what it was filled with stays, and what is wrong is said at its field. */
export const DutyForm = (form: FormProps) => {
  const { given, view, problems, parts = [], isShareOpen = false, over = false } = form;
  const isRareSaid = RARE.some((name) => given[name] !== undefined || problems.some((one) => one.path === name));
  // Whoever chooses a part writes behind it how much it is.
  const begun = parts.map((part) => [`${part}: `, part] as const);
  const of = (name: string) => ({
    name,
    id: name,
    value: given[name]?.[0] ?? '',
    problem: problems.find((problem) => problem.path === name)?.message,
  });
  const jurisdictions = places(view);
  return (
    <search class="ask">
      <form class="filters" action={over ? '/duty/history#answer' : '/duty#answer'} method="get">
        <Clocks {...form} over={over} />
        <DutyField {...of('importer')} label="Imported by" choices={jurisdictions} required />
        <DutyField {...of('origin')} label="Origin of the goods" choices={jurisdictions} required />
        <DutyField
          {...of('product')}
          label="Goods: HS code or word"
          hint="870380, or wine"
          suggestions={[...view.names.commonProducts]}
          required
        />
        {over && <DutyField {...of('from')} label="First day" type="date" />}
        {over && <DutyField {...of('to')} label="Last day" type="date" />}
        <DutyField {...of('exporter')} label="Exporting company" suggestions={exporters(view)} />
        <DutyField
          {...of('customs_value')}
          label={`Customs value (${form.valued ?? 'CIF, or FOB where that is the importer’s law'})`}
          hint="20000"
        />
        <DutyField {...of('currency')} label="Currency" hint="EUR" />
        {over && <DutyField {...of('announced_by')} label="As announced by" type="date" />}
        <details class="field wide" open={isRareSaid || isShareOpen}>
          <summary>Preference, quota, quantities, exchange rates, conditions, parts of the value</summary>
          <div class="filters nested">
            <DutyField {...of('preference')} label="Preference" choices={PREFERENCE} />
            <DutyField {...of('quota')} label="Quota" choices={QUOTA} />
            <Several name="quantity" label="Quantity" hint="45 hl" form={form} atLeast={2} />
            <Several name="fx" label="Exchange rate" hint="EUR:USD=1.08" form={form} atLeast={1} />
            <Several name="condition" label="Condition" hint="usmca=true" form={form} atLeast={1} />
            <Several
              name="value_part"
              label="Part of the value"
              hint={`${shortPart(parts[0])}: 40%`}
              form={form}
              atLeast={Math.max(1, parts.length)}
              suggestions={begun}
            />
          </div>
        </details>
        <div class="field actions">
          <button type="submit">Work out the duty</button>
          <a href={view.href(over ? '/duty/history' : '/duty')}>Clear</a> <a href="/shipments">A list of shipments</a>
        </div>
      </form>
    </search>
  );
};

interface ChoiceProps {
  name: string;
  /** Tells fields of one name apart. */
  id: string;
  label: string;
  value: string;
  hint?: string;
  required?: boolean;
  /** A day is chosen from a calendar; one that is none stays as it was written. */
  type?: 'date';
  /** The values with the words for them, where only they will do. */
  choices?: readonly (readonly [value: string, words: string])[];
  /** Values with words for them, for somebody who types. */
  suggestions?: readonly (readonly [value: string, words: string])[];
  problem?: string | undefined;
}

/** What the field says about itself when it is wrong. */
const wrongness = ({ id, problem }: ChoiceProps) =>
  problem === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-wrong` };

const Choice = (field: ChoiceProps & Required<Pick<ChoiceProps, 'choices'>>) => {
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
const DutyField = (field: ChoiceProps) => {
  const { name, id, label, value, hint, required, type, choices, suggestions = [], problem } = field;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices ? (
        <Choice {...field} choices={choices} />
      ) : (
        <input
          type={type !== undefined && (value === '' || dayProblem(value) === null) ? type : 'text'}
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
