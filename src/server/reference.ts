import {
  type Call,
  type CallAddress,
  type CallAnswer,
  type CallGroup,
  type CallParameter,
  DocsPage,
  type JsonSchema,
  type Reference,
} from '../pages/docs/docs.tsx';
import { clockParameters, readParameters } from '../things/questions.ts';
import { addressOf, type Given, only, readQuery } from './address.ts';
import { EXAMPLE_IDS } from './call-examples.ts';
import type { App, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { suffixOf } from './renderings.ts';

// The description of the API, ordered for people: a question with all its renderings, and once what all calls of a kind have in common.

interface Content {
  schema: JsonSchema;
  example?: unknown;
}
interface Answer {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, Content>;
}
interface Operation {
  tags: string[];
  operationId: string;
  summary: string;
  description?: string;
  parameters?: CallParameter[];
  requestBody?: { content: { 'application/json': Content } };
  responses: Record<string, Answer>;
}

/** An OpenAPI document, as far as the page shows it. */
export interface Description {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

interface Route {
  method: string;
  path: string;
  operation: Operation;
}

/** The name that a reference to a schema ends with. */
const nameOf = (schema: JsonSchema | undefined): string | undefined => schema?.$ref?.split('/').at(-1);

/** The path that a rendering belongs to: /bans.csv → /bans, if that is a question too. */
function baseOf({ method, path }: Route, paths: Description['paths']): string {
  const base = path.slice(0, path.length - suffixOf(path).length);
  return method === 'get' && paths[base]?.get !== undefined ? base : path;
}

const parametersOf = ({ operation }: Route): readonly CallParameter[] => operation.parameters ?? [];

const answersOf = ({ operation }: Route): CallAnswer[] =>
  Object.entries(operation.responses).map(([status, { description }]) => ({ status, description }));

/** Those of the first list that every list has, in the same words. */
function common<T>(lists: readonly (readonly T[])[]): T[] {
  const [first = [], ...rest] = lists.map((list) => list.map((one) => ({ one, words: JSON.stringify(one) })));
  return first.filter(({ words }) => rest.every((list) => list.some((other) => other.words === words))).map(({ one }) => one);
}

/** The first of each key, in their order. */
function distinct<T>(list: readonly T[], key: (one: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const one of list) if (!seen.has(key(one))) seen.set(key(one), one);
  return [...seen.values()];
}

function addressAsked(route: Route, base: string, origin: string): CallAddress {
  const { path, operation } = route;
  const { description = '', headers = {}, content = {} } = operation.responses['200'] ?? {};
  const example = exampleAddress(path, base, parametersOf(route));
  const chosen = path === base && Object.keys(content).length > 1;
  return {
    method: 'GET',
    path,
    gives: description,
    schema: nameOf(content['application/json']?.schema),
    headers: Object.keys(headers),
    example,
    curl: curlToAsk(origin + example, chosen ? 'application/json' : undefined),
  };
}

function addressWritten({ method, path, operation }: Route, origin: string): CallAddress {
  const done = operation.responses['201'] ?? operation.responses['200'];
  return {
    method: method.toUpperCase(),
    path,
    gives: done?.description ?? '',
    schema: nameOf(done?.content?.['application/json']?.schema),
    headers: Object.keys(done?.headers ?? {}),
    example: null,
    curl: curlToWrite(method.toUpperCase(), origin + examplePath(path), operation.requestBody?.content['application/json'].example),
  };
}

function callOf(routes: readonly [Route, ...Route[]], base: string, { components }: Description, origin: string): Call {
  const [{ operation }] = routes;
  const parameters = distinct(routes.flatMap(parametersOf), ({ name }) => name);
  const takers = (name: string): string[] =>
    routes.filter((route) => parametersOf(route).some((one) => one.name === name)).map(({ path }) => path);
  const body = nameOf(operation.requestBody?.content['application/json'].schema);
  return {
    id: operation.operationId,
    title: operation.summary,
    description: operation.description,
    addresses: routes.map((route) => (route.method === 'get' ? addressAsked(route, base, origin) : addressWritten(route, origin))),
    parameters,
    only: Object.fromEntries(parameters.map(({ name }) => [name, takers(name)]).filter(([, paths = []]) => paths.length < routes.length)),
    body: body === undefined ? undefined : components.schemas[body],
    answers: distinct(routes.flatMap(answersOf), ({ status }) => status).filter(({ status }) => !status.startsWith('2')),
  };
}

function groupOf(tag: Description['tags'][number], description: Description, origin: string): CallGroup {
  const routes = Object.entries(description.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]): Route => ({ method, path, operation })),
  );
  const byCall = new Map<string, [Route, ...Route[]]>();
  for (const route of routes.filter(({ operation }) => operation.tags.includes(tag.name))) {
    const key = `${route.method} ${baseOf(route, description.paths)}`;
    byCall.set(key, [...(byCall.get(key) ?? []), route] as [Route, ...Route[]]);
  }
  const calls = [...byCall].map(([key, one]) => callOf(one, key.slice(key.indexOf(' ') + 1), description, origin));
  const [parameters, answers] = [common(calls.map((call) => call.parameters)), common(calls.map((call) => call.answers))];
  const own = <T>(list: readonly T[], shared: readonly T[]): T[] => list.filter((one) => common([[one], shared]).length === 0);
  return {
    ...tag,
    parameters,
    answers,
    calls: calls.map((call) => ({ ...call, parameters: own(call.parameters, parameters), answers: own(call.answers, answers) })),
  };
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

/** The schemas that something on the page leads to: what only a call's body is stands with the call. */
function linkedSchemas({ paths, components }: Description): Reference['schemas'] {
  const operations = Object.values(paths).flatMap((byMethod) => Object.values(byMethod));
  const answered = reachedFrom(
    operations.map(({ responses }) => responses),
    components.schemas,
  );
  const bodies = operations.map(({ requestBody }) => nameOf(requestBody?.content['application/json'].schema) ?? '');
  const asked = reachedFrom(
    bodies.map((name) => components.schemas[name] ?? {}),
    components.schemas,
  );
  return Object.entries(components.schemas)
    .filter(([name]) => answered.has(name) || asked.has(name))
    .map(([name, schema]) => ({ name, schema, side: answered.has(name) ? 'answered' : 'asked' }));
}

/** The description as its page shows it; `origin`: where this service is reached, for lines that are run elsewhere. */
export const referenceOf = (description: Description, origin: string): Reference => ({
  groups: description.tags.map((tag) => groupOf(tag, description, origin)),
  schemas: linkedSchemas(description),
});

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
  '/measures/{id}': ['on'],
  '/disputes/{id}': ['on'],
};

/** Records of the bundled disputes, to stand in addresses. */
const NAMED: Readonly<Record<string, string>> = { ...EXAMPLE_IDS, exporters: 'tesla', sources: 'seed', 'wto-cases': 'DS602' };

/** A path with a record in it that the bundled disputes have. Entries have no names that stay, so their seq is left to the reader. */
export function examplePath(path: string): string {
  if (path.endsWith('/rate-tables')) return path.replace('{id}', EXAMPLE_IDS.tariff);
  return path.replace('{id}', NAMED[path.split('/')[1] ?? ''] ?? '').replace('{seq}', 'SEQ');
}

/** An address that answers on the bundled disputes; `base`: the path without the suffix of a rendering. */
export function exampleAddress(path: string, base: string, parameters: readonly CallParameter[]): string {
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
export const curlToAsk = (address: string, accept: string | undefined): string =>
  `curl ${accept === undefined ? '' : `-H ${quoted(`Accept: ${accept}`)} `}${quoted(address)}`;

/** A writing call as a line of a shell; it is a rehearsal, so that trying does no harm. */
export const curlToWrite = (method: string, address: string, body: unknown): string =>
  [
    `curl -X ${method} ${quoted(`${address}?dry_run=true`)}`,
    `  -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json'`,
    `  -d ${quoted(spread(body))}`,
  ].join(' \\\n');

/** The description of the API as a page. It is of no day, and keeps the clocks for the pages that it leads to. */
export function mountDocs(app: App, services: Services, description: object): void {
  app.get('/docs', async (c) => {
    const given = readQuery(c);
    readParameters(clockParameters, given);
    c.header('Cache-Control', 'private, no-cache');
    const reference = referenceOf(description as Description, new URL(c.req.url).origin);
    return c.html(DocsPage({ reference, view: await viewOf(c, services, only(given, clockParameters)) }));
  });
}
