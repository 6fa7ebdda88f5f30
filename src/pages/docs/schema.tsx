import type { Child } from 'hono/jsx';
import type { JsonSchema } from './docs.tsx';

/** Of what is asked, people need to know what they must give; of what is answered, what they can't count on. */
export type Side = 'asked' | 'answered';

interface Told {
  schema: JsonSchema;
  side?: Side | undefined;
}

/** The name of the schema that a reference leads to, as a link to where it is told. */
const Reference = ({ to }: { to: string }) => {
  const name = to.split('/').at(-1) ?? to;
  return <a href={`#${name}`}>{name}</a>;
};

/** Things with a word between them. */
const joined = (parts: readonly Child[], word: string): Child => parts.map((part, index) => [index > 0 && word, part]);

/** The bounds that say something: those of whole numbers as such do not. */
function boundsOf({ minimum, maximum, format, pattern }: JsonSchema): Child[] {
  const bounds: Child[] = [];
  if (minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER) bounds.push(`from ${minimum}`);
  if (maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER) bounds.push(`up to ${maximum}`);
  if (format !== undefined) bounds.push(format);
  if (pattern !== undefined) bounds.push(<code>{pattern}</code>);
  return bounds;
}

/** What a value is, in words: string, list of Scope, one of a, b or c. */
export const SchemaWords = ({ schema, side = 'asked' }: Told): Child => {
  const choices = schema.anyOf ?? schema.oneOf;
  if (schema.$ref !== undefined) return <Reference to={schema.$ref} />;
  if (choices !== undefined)
    return joined(
      choices.map((choice) => <SchemaWords schema={choice} side={side} />),
      ' or ',
    );
  if (schema.const !== undefined) return <code>{JSON.stringify(schema.const)}</code>;
  if (schema.enum !== undefined)
    return (
      <>
        one of{' '}
        {joined(
          schema.enum.map((value) => <code>{String(value)}</code>),
          ', ',
        )}
      </>
    );
  if (schema.type === 'array')
    return (
      <>
        list of <SchemaWords schema={schema.items ?? {}} side={side} />
      </>
    );
  if (schema.type === 'object') return <ObjectWords schema={schema} side={side} />;
  const bounds = boundsOf(schema);
  return (
    <>
      {[schema.type ?? 'any value'].flat().join(' or ')}
      {bounds.length > 0 && <> ({joined(bounds, ', ')})</>}
    </>
  );
};

const ObjectWords = ({ schema, side }: Told) => {
  if (schema.properties !== undefined) return <Fields schema={schema} side={side} />;
  if (typeof schema.additionalProperties !== 'object') return <>object</>;
  return (
    <>
      object by name of <SchemaWords schema={schema.additionalProperties} side={side} />
    </>
  );
};

/** The fields of an object, those inside it indented. */
const Fields = ({ schema, side }: Told) => (
  <dl class="fields">
    {Object.entries(schema.properties ?? {}).map(([name, field]) => (
      <>
        <dt>
          <code>{name}</code>
          <Presence required={schema.required?.includes(name) ?? false} side={side} />
        </dt>
        <dd>
          {field.description !== undefined && <p>{field.description}</p>}
          <div class="note">
            <SchemaWords schema={field} side={side} />
            <Remarks schema={field} />
          </div>
        </dd>
      </>
    ))}
  </dl>
);

/** Said of what must be given; of what is answered, where it may be missing. */
export const Presence = ({ required, side }: { required: boolean; side: Side | undefined }) =>
  required === (side === 'answered') ? null : <span class={required ? 'must' : 'note'}>{required ? ' required' : ' may be missing'}</span>;

/** What stands there unless given, and what could. */
const Remarks = ({ schema }: { schema: JsonSchema }) => (
  <>
    {schema.default !== undefined && !(Array.isArray(schema.default) && schema.default.length === 0) && (
      <>
        ; unless given <code>{JSON.stringify(schema.default)}</code>
      </>
    )}
    {schema.example !== undefined && (
      <>
        ; such as <code>{String(schema.example)}</code>
      </>
    )}
  </>
);

/** A schema with a name. */
export const NamedSchema = ({ name, schema, side }: Told & { name: string }) => (
  <section class="schema" aria-labelledby={name}>
    <h3 id={name}>{name}</h3>
    <SchemaForms schema={schema} side={side} />
  </section>
);

/** The fields of a schema, or the forms that it is one of. */
export const SchemaForms = ({ schema, side }: Told): Child => {
  const forms = schema.oneOf ?? schema.anyOf;
  return forms === undefined ? <SchemaWords schema={schema} side={side} /> : forms.map((form) => <Form schema={form} side={side} />);
};

/** One of several forms that a value may have; long ones are opened at will. */
const Form = ({ schema, side }: Told) =>
  schema.properties === undefined ? (
    <p>
      Or <SchemaWords schema={schema} side={side} />
    </p>
  ) : (
    <details open={Object.keys(schema.properties).length < 4}>
      <summary>
        <FormName schema={schema} />
      </summary>
      <Fields schema={schema} side={side} />
    </details>
  );

/** What tells this form from the others: the value of its kind, else its first fields. */
const FormName = ({ schema }: { schema: JsonSchema }) => {
  const fields = Object.entries(schema.properties ?? {});
  const fixed = fields.find(([, field]) => field.const !== undefined);
  if (fixed === undefined) return <>With {fields.slice(0, 3).map(([name], index) => [index > 0 && ', ', <code>{name}</code>])}</>;
  const [name, field] = fixed;
  return (
    <>
      {name} <code>{String(field.const)}</code>
    </>
  );
};
