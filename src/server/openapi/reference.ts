import { EXAMPLE_IDS } from '../../changes/call-examples.ts';
import { groupBy } from '../../domain/group.ts';
import { DocsPage } from '../../pages/docs/docs.tsx';
import type { CallAddress, CallGroup, CallParameter, DocumentedCall, JsonSchema, Reference } from '../../pages/docs/reference.ts';
import { clockParameters, readParameters } from '../../things/questions.ts';
import { addressOf, type Given, only, originOf, readQuery } from '../address.ts';
import type { App, Services } from '../context.ts';
import { viewOf } from '../list-view.ts';
import { suffixOf } from '../renderings.ts';

// The description of the API, ordered for people: a question with all its renderings, and once what several calls or schemas share.

interface Content {
  schema: JsonSchema;
  example?: unknown;
}
interface Answer {
  description: string;
  headers?: Record<string, { description: string }>;
  content?: Record<string, Content>;
}
interface Operation {
  tags: string[];
  operationId: string;
  summary: string;
  description?: string;
  parameters?: CallParameter[];
  requestBody?: { content: Record<string, Content> };
  /** Needs a token. */
  security?: unknown[];
  responses: Record<string, Answer>;
}

/** An OpenAPI document, as far as the page shows it. */
interface Description {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

interface Route {
  method: string;
  path: string;
  operation: Operation;
}

/** The path that a rendering belongs to: /bans.csv → /bans, if that is a question too. */
function baseOf({ method, path }: Route, paths: Description['paths']): string {
  const base = path.slice(0, path.length - suffixOf(path).length);
  return paths[base]?.[method] !== undefined ? base : path;
}

const doneOf = ({ responses }: Operation): Answer | undefined => responses['201'] ?? responses['200'] ?? responses['202'];
const contentOf = ({ operation }: Route): Record<string, Content> => doneOf(operation)?.content ?? {};
const schemaName = (content: Content | undefined): string | undefined => content?.schema.$ref?.slice(SCHEMAS.length);

/** The first of each key, in their order. */
const distinct = <T>(list: readonly T[], key: (one: T) => string): T[] => [...groupBy(list, key).values()].map(([first]) => first);

/** A call as it is tried: where a question has several renderings, as JSON. */
function curlOf(routes: readonly [Route, ...Route[]], base: string, origin: string): string {
  const route = routes.find(({ path }) => path.endsWith('.json')) ?? routes[0];
  const { method, path, operation } = route;
  const body = operation.requestBody?.content;
  if (body !== undefined && body['text/csv'] !== undefined) return curlToUpload(origin + path, operation.security !== undefined);
  if (method !== 'get') return curlToWrite(method.toUpperCase(), origin + examplePath(path), body?.['application/json']?.example);
  const chosen = Object.keys(contentOf(route)).length > 1;
  const address = origin + exampleAddress(path, base, operation.parameters ?? []);
  return curlToAsk(address, chosen ? 'application/json' : undefined, operation.security !== undefined);
}

function callOf(routes: readonly [Route, ...Route[]], base: string, origin: string): DocumentedCall {
  const [{ operation }] = routes;
  const address = ({ method, path, operation: { parameters = [], security } }: Route): CallAddress => ({
    name: `${method.toUpperCase()} ${path}`,
    // A browser has no token to send along.
    example: method === 'get' && security === undefined ? exampleAddress(path, base, parameters) : null,
  });
  const takers = (name: string): Route[] => routes.filter((route) => route.operation.parameters?.some((one) => one.name === name));
  const all = routes.flatMap((route) => route.operation.parameters ?? []);
  return {
    id: operation.operationId,
    title: operation.summary,
    description: operation.description,
    addresses: routes.map(address),
    curl: curlOf(routes, base, origin),
    shared: [],
    parameters: distinct(all, ({ name }) => name).map((one) => {
      const without = routes.filter((route) => !takers(one.name).includes(route)).map(({ path }) => path.replace(base, ''));
      return { ...one, ...(without.length > 0 && { without }) };
    }),
    body: schemaName(operation.requestBody?.content['application/json']),
    answer: schemaName(contentOf(routes[0])['application/json']),
    csv: routes.find((route) => Object.keys(contentOf(route)).join() === 'text/csv')?.operation.responses['200']?.description,
  };
}

/** A parameter in words; an example of each call is its own. */
const wordsOf = ({ example: _example, ...parameter }: CallParameter): string => JSON.stringify(parameter);

/** Parameters that several calls take alike; of those of one name, the ones that most take. */
function sharedParameters(calls: readonly DocumentedCall[]): CallParameter[] {
  const all = calls.flatMap(({ parameters }) => parameters);
  const alike = [...groupBy(all, wordsOf).values()];
  const several = alike.filter(({ length }) => length > 1).sort((a, b) => b.length - a.length);
  return distinct(
    several.map(([first]) => first),
    ({ name }) => name,
  );
}

function groupOf(tag: Description['tags'][number], { paths }: Description, origin: string): CallGroup {
  const routes = Object.entries(paths)
    .flatMap(([path, byMethod]) => Object.entries(byMethod).map(([method, operation]): Route => ({ method, path, operation })))
    .filter(({ operation }) => operation.tags.includes(tag.name));
  const calls = [...groupBy(routes, (route) => `${route.method} ${baseOf(route, paths)}`).values()].map((one) =>
    callOf(one, baseOf(one[0], paths), origin),
  );
  const parameters = sharedParameters(calls);
  const known = new Set(parameters.map(wordsOf));
  const isShared = (one: CallParameter): boolean => known.has(wordsOf(one));
  const answers = routes.flatMap(({ operation }) => Object.entries(operation.responses));
  // What is said of several calls in the same words is for programs that show one at a time.
  const isCommon = ({ description }: DocumentedCall): boolean => calls.filter((call) => call.description === description).length > 1;
  return {
    ...tag,
    parameters,
    headers: distinct(
      answers.flatMap(([, { headers = {} }]) => Object.entries(headers).map(([name, { description }]) => ({ name, description }))),
      ({ name, description }) => `${name}: ${description}`,
    ),
    problems: distinct(
      answers.filter(([status]) => !status.startsWith('2')).map(([status, { description }]) => ({ name: status, description })),
      ({ name, description }) => `${name}: ${description}`,
    ).sort((a, b) => Number(a.name) - Number(b.name)),
    calls: calls.map((call) => ({
      ...call,
      description: isCommon(call) ? undefined : call.description,
      shared: call.parameters.filter(isShared).map(({ name }) => name),
      parameters: call.parameters.filter((one) => !isShared(one)),
    })),
  };
}

const SCHEMAS = '#/components/schemas/';

/** Schemas that others have all fields of: there they are told by their name. */
const BASES = ['Provenance', 'Entry', 'Stretch', 'Dispute', 'DutyLine'];

type Fields = ReadonlyMap<string, readonly [name: string, field: JsonSchema]>;

/** The fields of an object, by all that can be told of one: its name, what it may be, whether it is required. */
const fieldsOf = ({ properties = {}, required = [] }: JsonSchema): Fields =>
  new Map(Object.entries(properties).map((field) => [JSON.stringify([field, required.includes(field[0])]), field]));

/** An object less the fields that are told elsewhere. */
const less = (schema: JsonSchema, told: Fields): JsonSchema => ({
  ...schema,
  properties: Object.fromEntries([...fieldsOf(schema)].filter(([key]) => !told.has(key)).map(([, field]) => field)),
});

/** Tells what the forms of a value have in common once. */
function withCommonFields(schema: JsonSchema): JsonSchema {
  const [first, ...rest] = schema.oneOf ?? schema.anyOf ?? [];
  if (first === undefined || ![first, ...rest].every(({ properties }) => properties !== undefined)) return schema;
  const others = rest.map(fieldsOf);
  const common: Fields = new Map([...fieldsOf(first)].filter(([key]) => others.every((fields) => fields.has(key))));
  return {
    properties: Object.fromEntries(common.values()),
    required: first.required ?? [],
    oneOf: [first, ...rest].map((form) => less(form, common)),
  };
}

/** Says of an object that has all fields of a base just that. */
function withBase(schema: JsonSchema, named: Description['components']['schemas']): JsonSchema {
  const fields = fieldsOf(schema);
  for (const name of BASES) {
    const base = fieldsOf(named[name] ?? {});
    if (base.size < fields.size && [...base.keys()].every((key) => fields.has(key)))
      return { ...less(schema, base), extends: `${SCHEMAS}${name}` };
  }
  return schema;
}

/** The names that a schema refers to, and those that they refer to. */
function reachedFrom(start: readonly unknown[], schemas: Description['components']['schemas']): Set<string> {
  const reached = new Set<string>();
  const waiting = [...start];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
    for (const [, name = ''] of JSON.stringify(one).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (reached.has(name)) continue;
      reached.add(name);
      waiting.push(schemas[name]);
    }
  return reached;
}

function schemasOf({ paths, components }: Description): Reference['schemas'] {
  // A replacer sees an object before what is in it.
  const told = JSON.stringify(components.schemas, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? withBase(withCommonFields(value), components.schemas) : value,
  );
  const schemas: Description['components']['schemas'] = JSON.parse(told);
  const operations = Object.values(paths).flatMap((byMethod) => Object.values(byMethod));
  const asked = reachedFrom(
    operations.flatMap(({ requestBody }) => requestBody ?? []),
    schemas,
  );
  return Object.entries(schemas).map(([name, schema]) => ({
    name,
    schema,
    side: asked.has(name) ? 'asked' : 'answered',
  }));
}

// What the page of the API offers to try.

/** The parameters that make a good question of each list, asked with their examples; of others the required ones are. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  '/': ['on'],
  '/bans': ['on', 'imposed_by', 'affected', 'product'],
  '/tariffs': ['on', 'imposed_by'],
  '/measures': ['on', 'dispute'],
  '/disputes': ['on', 'party'],
  '/resolutions': ['dispute'],
  '/status-changes': ['from', 'to', 'imposed_by'],
  '/jurisdictions': ['on'],
  '/duty': ['importer', 'origin', 'product', 'on', 'exporter', 'customs_value', 'currency'],
  '/duty/history': ['importer', 'origin', 'product', 'from', 'to', 'exporter'],
  '/measures/{id}': ['on'],
  '/disputes/{id}': ['on'],
};

/** Records of the bundled disputes, to stand in addresses. */
const NAMED: Readonly<Record<string, string>> = EXAMPLE_IDS;

/** A path with a record in it that the bundled disputes have. Entries, proposals and watches have no names that stay, so their numbers are left to the reader. */
function examplePath(path: string): string {
  if (path.endsWith('{file}')) return path.replace('{seq}', '0').replace('{file}', 'datapackage.json');
  if (path.endsWith('/rate-tables')) return path.replace('{id}', EXAMPLE_IDS.tariff);
  const kind = path.split('/').find((part) => Object.hasOwn(NAMED, part)) ?? '';
  return path.replace('{id}', NAMED[kind] ?? 'ID').replace('{seq}', 'SEQ');
}

/** An address that answers on the bundled disputes; `base`: the path without the suffix of a rendering. */
function exampleAddress(path: string, base: string, parameters: readonly CallParameter[]): string {
  const asked = ASKED[base];
  const given: Given = Object.fromEntries(
    parameters
      .filter((parameter) => parameter.in === 'query' && (asked === undefined ? parameter.required : asked.includes(parameter.name)))
      .map(({ name, example }) => [name, [example].flat().map(String)]),
  );
  return addressOf(examplePath(path), given);
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const LINE = 90;

/** JSON for people: what fits on a line stands on one. */
function spread(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value, null, 1).replace(/\n */g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + flat.length <= LINE) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((one) => spread(one, inner))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${spread(one, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** A question as a line of a shell. */
const curlToAsk = (address: string, accept: string | undefined, withToken: boolean): string =>
  [
    'curl',
    ...(withToken ? ["-H 'Authorization: Bearer TOKEN'"] : []),
    ...(accept === undefined ? [] : [`-H ${quoted(`Accept: ${accept}`)}`]),
    quoted(address),
  ].join(' ');

/** A writing call as a line of a shell; it is a rehearsal, so that trying does no harm. */
const curlToWrite = (method: string, address: string, body: unknown): string =>
  [
    `curl -X ${method} ${quoted(`${address}?dry_run=true`)}`,
    `  -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json'`,
    ...(body === undefined ? [] : [`  -d ${quoted(spread(body))}`]),
  ].join(' \\\n');

/** The same of a call that takes a file; one that only asks needs no rehearsal. */
const curlToUpload = (address: string, records: boolean): string =>
  [
    `curl -X POST ${quoted(records ? `${address}?dry_run=true` : address)}`,
    `  ${records ? "-H 'Authorization: Bearer TOKEN' " : ''}-H 'Content-Type: text/csv'`,
    '  --data-binary @sheet.csv',
  ].join(' \\\n');

/** The description of the API as a page. It is of no day, and keeps the clocks for the pages that it leads to. */
export function mountDocs(app: App, services: Services, document: () => object): void {
  let schemas: Reference['schemas'] | undefined;
  app.get('/docs', async (c) => {
    const given = readQuery(c);
    readParameters(clockParameters, given);
    c.header('Cache-Control', 'private, no-cache');
    // It is made of schemas that are plain objects to the compiler.
    const description = document() as Description;
    schemas ??= schemasOf(description);
    const groups = description.tags.map((tag) => groupOf(tag, description, originOf(c.req.raw)));
    return c.html(DocsPage({ reference: { groups, schemas }, view: await viewOf(c, services, only(given, clockParameters)) }));
  });
}
