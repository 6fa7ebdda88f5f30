import type { Call, CallAddress, CallAnswer, CallGroup, CallParameter, JsonSchema, Reference } from '../../web/docs/types.ts';
import { curlToAsk, curlToWrite, exampleAddress, examplePath } from './examples.ts';

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
  const base = path.replace(/\.(?:json|csv)$/, '');
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
