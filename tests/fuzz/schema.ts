/** A schema of the description of the API: JSON Schema, as far as it is used there. */
export type Schema = Readonly<Record<string, unknown>>;
export type Schemas = Readonly<Record<string, Schema>>;

/** What says nothing of which values are right. */
const REMARKS = new Set(['description', 'example', 'default', 'title', 'readOnly', 'format', '$schema', '$id']);

/** The schema that a reference stands for. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  const found = schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (found === undefined) throw new Error(`${schema.$ref} refers to nothing`);
  return resolved(found, schemas);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const IS_TYPE: Record<string, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

/** Expressions are compiled once. */
const expressions = new Map<string, RegExp>();
function expression(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(pattern, 'u');
  expressions.set(pattern, known);
  return known;
}
const lengthOf = (text: string): number => [...text].length;

type Check = (says: never, value: unknown, schema: Schema, schemas: Schemas, path: string) => string | null;

/** First of the mismatches of several parts. */
function first<One>(list: Iterable<One>, look: (one: One) => string | null): string | null {
  for (const one of list) {
    const wrong = look(one);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** By keyword: null, or what is wrong. A keyword looks only at values of its own type. */
const CHECKS: Record<string, Check> = {
  type: (says: string | string[], value) =>
    [says].flat().some((type) => IS_TYPE[type]?.(value)) ? null : `is ${JSON.stringify(value)?.slice(0, 80)}, not ${says}`,
  enum: (says: unknown[], value) => (says.includes(value) ? null : `is ${JSON.stringify(value)}, none of ${says.join(', ')}`),
  const: (says: unknown, value) => (says === value ? null : `is ${JSON.stringify(value)}, not ${JSON.stringify(says)}`),
  anyOf: (says: Schema[], value, _schema, schemas, path) => {
    const wrong = says.map((one) => mismatch(one, value, schemas, path));
    return wrong.includes(null) ? null : `is none of ${says.length} forms: ${[...new Set(wrong)].join(' | ').slice(0, 500)}`;
  },
  oneOf: (says: Schema[], value, _schema, schemas, path) => {
    const wrong = says.map((one) => mismatch(one, value, schemas, path));
    const right = wrong.filter((one) => one === null).length;
    return right === 1
      ? null
      : `is ${right} of ${says.length} forms: ${wrong
          .filter((one) => one !== null)
          .join(' | ')
          .slice(0, 500)}`;
  },
  allOf: (says: Schema[], value, _schema, schemas, path) => first(says, (one) => mismatch(one, value, schemas, path)),
  required: (says: string[], value) =>
    isObject(value) ? first(says, (name) => (Object.hasOwn(value, name) ? null : `lacks ${name}`)) : null,
  properties: (says: Schemas, value, _schema, schemas, path) =>
    isObject(value)
      ? first(Object.entries(says), ([name, one]) =>
          Object.hasOwn(value, name) ? mismatch(one, value[name], schemas, `${path}.${name}`) : null,
        )
      : null,
  additionalProperties: (says: Schema | boolean, value, { properties = {} }, schemas, path) =>
    isObject(value) && says !== true
      ? first(Object.keys(value), (name) => {
          if (Object.hasOwn(properties as object, name)) return null;
          return says === false ? `has ${name}, which is not described` : mismatch(says, value[name], schemas, `${path}.${name}`);
        })
      : null,
  propertyNames: (says: Schema, value, _schema, schemas, path) =>
    isObject(value) ? first(Object.keys(value), (name) => mismatch(says, name, schemas, `${path}.${name}`)) : null,
  items: (says: Schema, value, _schema, schemas, path) =>
    Array.isArray(value) ? first(value.entries(), ([at, one]) => mismatch(says, one, schemas, `${path}[${at}]`)) : null,
  minItems: (says: number, value) => (!Array.isArray(value) || value.length >= says ? null : `has under ${says} items`),
  maxItems: (says: number, value) => (!Array.isArray(value) || value.length <= says ? null : `has over ${says} items`),
  minLength: (says: number, value) => (typeof value !== 'string' || lengthOf(value) >= says ? null : `has under ${says} characters`),
  maxLength: (says: number, value) => (typeof value !== 'string' || lengthOf(value) <= says ? null : `has over ${says} characters`),
  pattern: (says: string, value) => (typeof value !== 'string' || expression(says).test(value) ? null : `${value} does not match ${says}`),
  minimum: (says: number, value) => (typeof value !== 'number' || value >= says ? null : `is below ${says}`),
  maximum: (says: number, value) => (typeof value !== 'number' || value <= says ? null : `is above ${says}`),
  exclusiveMinimum: (says: number, value) => (typeof value !== 'number' || value > says ? null : `is not above ${says}`),
};

/** How a value differs from its schema: null where it does not. Throws for a keyword that is not known here: nothing is passed over. */
export function mismatch(schema: Schema, value: unknown, schemas: Schemas, path = ''): string | null {
  const { $ref: _ref, ...own } = schema;
  if (schema.$ref !== undefined) {
    const wrong = mismatch(resolved(schema, schemas), value, schemas, path);
    if (wrong !== null) return wrong;
  }
  return first(Object.entries(own), ([keyword, says]) => {
    if (REMARKS.has(keyword)) return null;
    const check = CHECKS[keyword];
    if (check === undefined) throw new Error(`the schema at ${path} has the keyword ${keyword}, which is not looked at`);
    const wrong = check(says as never, value, own, schemas, path);
    // What is nested names its own place.
    return wrong === null || NESTED.has(keyword) ? wrong : `${path === '' ? 'the answer' : path} ${wrong}`;
  });
}
const NESTED = new Set(['properties', 'items', 'allOf']);
