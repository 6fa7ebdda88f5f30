import type { Child } from 'hono/jsx';
import { Fact, joined } from '../parts/facts.tsx';
import { Fold } from '../parts/fold.tsx';
import { inline } from '../prose.tsx';
import type { JsonSchema, Side } from './reference.ts';

/** A schema by its name or a reference to it, as a link to where it is told. */
export const SchemaLink = ({ to }: { to: string }) => {
  const name = to.split('/').at(-1) ?? to;
  return <a href={`#${name}`}>{name}</a>;
};

/** The bounds that say something: those of whole numbers as such do not. */
const boundsOf = ({ minimum, maximum, format, pattern }: JsonSchema): string =>
  [
    minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && `from ${minimum}`,
    maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && `up to ${maximum}`,
    format,
    pattern,
  ]
    .filter(Boolean)
    .join(', ');

/** What a value is, in words: string, list of Scope, one of a, b, c; the fields of an object stand below. */
function words(schema: JsonSchema, side: Side): Child {
  const choices = schema.anyOf ?? schema.oneOf;
  if (schema.$ref !== undefined) return <SchemaLink to={schema.$ref} />;
  if (schema.properties !== undefined) return <Fields schema={schema} side={side} />;
  if (choices !== undefined)
    return joined(
      choices.map((choice) => words(choice, side)),
      ' or ',
    );
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'array') return ['list of ', words(schema.items ?? {}, side)];
  if (typeof schema.additionalProperties === 'object') return ['object by name of ', words(schema.additionalProperties, side)];
  const bounds = boundsOf(schema);
  return `${[schema.type ?? 'any value'].flat().join(' or ')}${bounds && ` (${bounds})`}`;
}

interface Told {
  name: string;
  required: boolean;
  schema: JsonSchema;
  side: Side;
  description?: string | undefined;
  example?: unknown;
  remark?: string | undefined;
}

/** One parameter or field: whether it must be given (or may be missing from an answer), what it may be, what it means. */
export const SchemaRow = ({ name, required, schema, side, description, example, remark }: Told) => {
  const isDefault = schema.default !== undefined && !(Array.isArray(schema.default) && schema.default.length === 0);
  return (
    <Fact name={name}>
      {required !== (side === 'answered') && (required ? 'required: ' : 'may be missing: ')}
      {description !== undefined && inline(`${description} — `)}
      {words(schema, side)}
      {isDefault && `; unless given ${JSON.stringify(schema.default)}`}
      {example !== undefined && `; such as ${[example].flat().join(', ')}`}
      {remark !== undefined && `; ${remark}`}
    </Fact>
  );
};

/** The fields of an object, those inside it indented; and the forms that it may have, long ones to be opened at will. */
const Fields = ({ schema, side }: { schema: JsonSchema; side: Side }) => {
  const fields = Object.entries(schema.properties ?? {});
  return (
    <>
      {schema.extends !== undefined && ['All of ', <SchemaLink to={schema.extends} />, fields.length > 0 && ', and ']}
      {fields.length > 0 && (
        <dl class="fields">
          {fields.map(([name, { description, example, ...field }]) => (
            <SchemaRow
              name={name}
              required={schema.required?.includes(name) ?? false}
              schema={field}
              side={side}
              description={description}
              example={example}
            />
          ))}
        </dl>
      )}
      {schema.oneOf?.map((form) => (
        <details open={Object.keys(form.properties ?? {}).length < 4}>
          <summary>{formName(form)}</summary>
          <Fields schema={form} side={side} />
        </details>
      ))}
    </>
  );
};

/** What tells a form from the others: the value of its kind, else its first fields. */
function formName({ properties = {} }: JsonSchema): string {
  const fixed = Object.entries(properties).find(([, field]) => field.const !== undefined);
  return fixed ? `${fixed[0]} ${fixed[1].const}` : `With ${Object.keys(properties).slice(0, 3).join(', ')}`;
}

/** A schema with a name. */
export const NamedSchema = ({ name, schema, side }: { name: string; schema: JsonSchema; side: Side }) => (
  <section class="schema">
    <Fold name={<h3>{name}</h3>} id={name}>
      {words(schema, side)}
    </Fold>
  </section>
);
