import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EXAMPLE_IDS, EXAMPLES } from '../../../src/changes/call-examples.ts';
import { tellsBeside } from '../../../src/lookups/lists.ts';
import { honoPath } from '../../../src/server/address.ts';
import { FORMS, ROUTES } from '../../../src/server/app.ts';
import { DUTY_EXAMPLES, DUTY_HISTORY_EXAMPLES, PARAMETER_EXAMPLES } from '../../../src/server/openapi/parts.ts';
import { listAnswer, OverviewAnswer, ProblemAnswer } from '../../../src/things/answers.ts';
import { DutyAnswer } from '../../../src/things/duty.ts';
import { dutyHistoryParameters, dutyParameters } from '../../../src/things/duty-question.ts';
import { clocksOf, pageParameters, readParameters } from '../../../src/things/questions.ts';
import { WatchMessageAnswer } from '../../../src/things/watch.ts';
import { oneIn } from '../../support/thorough.ts';
import { type Asking, addExampleGoods, asking, problemOf } from '../asking.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; explode?: boolean; schema: { type?: string }; example?: unknown }[];
  requestBody?: { content: { 'application/json': { schema: { $ref: string }; example: object } } };
  responses: Record<string, unknown>;
}
interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

let ask: Asking;
let description: Description;
beforeAll(async () => {
  ask = await asking();
  await addExampleGoods(ask);
  description = await ask.json<Description>('/openapi.json');
});
afterAll(() => ask.close());

/** An example as an address has it. */
const asText = (example: unknown): unknown => (typeof example === 'boolean' ? String(example) : example);

const operations = () =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the description', () => {
  it('has every route that the app has, and no other', () => {
    const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${honoPath(path)}`);
    const routes = ask.app.routes.filter((route) => route.method !== 'ALL').map((route) => `${route.method} ${route.path}`);
    // Forms are for people: what they send is described as the calls that they stand for.
    // What assistants ask tells by itself what it takes, in a protocol of its own.
    const forms = [
      'POST /mcp',
      // The folder as it is written; /export is the same.
      'GET /export/',
      ...['POST /sign-out', 'GET /import', 'POST /import', 'POST /import/record'],
      ...['POST /import/document', 'POST /import/document/proposal', 'GET /shipments'],
      ...['/sign-in', ...FORMS.map(({ path }) => honoPath(path))].flatMap((path) => [`GET ${path}`, `POST ${path}`]),
    ];
    expect(FORMS).toHaveLength(31);
    for (const form of forms) expect(routes).toContain(form);
    expect([...new Set([...described, ...forms])].sort()).toEqual([...new Set(routes)].sort());
    expect(description.openapi).toBe('3.1.0');
  });

  it('refers to schemas that it has, and names operations once', () => {
    const text = JSON.stringify(description);
    const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] as string);
    expect(refs.length).toBeGreaterThan(20);
    for (const ref of new Set(refs))
      expect(Object.keys(description.components.schemas).map((name) => `#/components/schemas/${name}`)).toContain(ref);
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(text).not.toContain('"$id"');
  });

  it('names the parameters of each path', () => {
    for (const { path, operation } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const given = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(given.map((parameter) => parameter.name)).toEqual(named);
      for (const parameter of given) expect(parameter.required).toBe(true);
    }
  });

  it('gives programs numbers and truths where addresses have their texts', async () => {
    const of = (path: string) =>
      new Map(description.paths[path]?.get?.parameters?.map(({ name, schema, example }) => [name, { schema, example }]));
    expect(of('/bans.json').get('limit')).toEqual({ schema: { type: 'integer', minimum: 1, maximum: 500 }, example: 50 });
    for (const name of ['count', 'lifting_agreed']) expect(of('/bans.json').get(name)?.schema).toEqual({ type: 'boolean' });
    expect(of('/bans.csv').get('bom')).toEqual({ schema: { type: 'boolean' }, example: true });
    expect(of('/duty.json').get('customs_value')?.schema).toMatchObject({ type: 'string' });
    expect((await ask.json('/bans.json?limit=2&count=true')).data).toHaveLength(2);
  });

  it('lets a program send the words that are understood where codes are', async () => {
    const words: Record<string, string> = { imposed_by: 'china', affected: 'Japan', product: 'wine', area: 'Hokkaido' };
    const schemas = new Map(description.paths['/bans.json']?.get?.parameters?.map(({ name, schema }) => [name, schema]));
    for (const [name, word] of Object.entries(words)) {
      expect(z.fromJSONSchema(schemas.get(name) as z.core.JSONSchema.JSONSchema).safeParse(word).success, name).toBe(true);
      expect((await ask.app.request(`/bans.json?${name}=${word}`)).status, name).toBe(200);
    }
  });

  it('says of each operation whether it takes a token, and what it is in words', () => {
    expect((description as unknown as { security: unknown }).security).toEqual([]);
    for (const { path, method, operation } of operations()) {
      expect(operation, `${method} ${path}`).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
      if (method !== 'get' && !path.startsWith('/shipments'))
        expect(operation, `${method} ${path}`).toMatchObject({ security: [{ token: [] }] });
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('4')),
        `${method} ${path}`,
      ).toBe(true);
      expect(path === '/' || !path.endsWith('/')).toBe(true);
    }
  });

  it('says what a receiver of webhooks is sent', () => {
    const { webhooks } = description as unknown as { webhooks: Record<string, { post: Operation }> };
    expect(Object.keys(webhooks)).toEqual([WatchMessageAnswer.shape.type.value]);
    const operation = webhooks['status_changes.recorded']?.post;
    expect(operation?.parameters?.map(({ name }) => name)).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
    expect(operation?.requestBody?.content['application/json'].schema).toMatchObject({ required: Object.keys(WatchMessageAnswer.shape) });
  });

  it('keeps null where an answer may be null', () => {
    const schema = description.components.schemas.Measure as { properties: { lifting_agreed_on: { anyOf: { type: string }[] } } };
    expect(schema.properties.lifting_agreed_on.anyOf.map((one) => one.type)).toEqual(['string', 'null']);
  });

  it('gives examples of parameters that are understood', () => {
    for (const list of ROUTES.lists) {
      const shape = { ...list.parameters, ...pageParameters };
      const examples = Object.entries(PARAMETER_EXAMPLES).filter(([name]) => Object.hasOwn(shape, name));
      expect(() => readParameters(shape, Object.fromEntries(examples.map(([name, value]) => [name, [value]])))).not.toThrow();
    }
  });

  it('says of duties which parameters are required, and which may be repeated', () => {
    for (const path of ['/duty', '/duty.json', '/duty.csv']) {
      const parameters = description.paths[path]?.get?.parameters ?? [];
      const how = path.endsWith('.csv') ? ['codes', 'bom'] : [];
      expect(parameters.map(({ name }) => name)).toEqual([...Object.keys(dutyParameters), ...how]);
      expect(parameters.filter(({ required }) => required).map(({ name }) => name)).toEqual(['importer', 'origin', 'product']);
      const repeated = parameters.filter(({ schema }) => schema.type === 'array');
      expect(repeated.map(({ name, explode }) => [name, explode])).toEqual([
        ['quantity', true],
        ['fx', true],
        ['condition', true],
        ['value_part', true],
      ]);
      for (const { name, example } of parameters) expect(asText(example)).toEqual(DUTY_EXAMPLES[name] ?? PARAMETER_EXAMPLES[name]);
    }
    for (const path of ['/duty/history', '/duty/history.json', '/duty/history.csv']) {
      const parameters = description.paths[path]?.get?.parameters ?? [];
      const how = path.endsWith('.csv') ? ['codes', 'bom'] : [];
      expect(parameters.map(({ name }) => name)).toEqual([...Object.keys(dutyHistoryParameters), ...how]);
      for (const { name, example } of parameters) expect(asText(example)).toEqual(DUTY_HISTORY_EXAMPLES[name] ?? PARAMETER_EXAMPLES[name]);
    }
  });

  it('names the exporter among the parameters of a measure, where rates are told', () => {
    const names = (path: string) => description.paths[path]?.get?.parameters?.map(({ name }) => name);
    for (const path of ['/measures/{id}', '/measures/{id}.json'])
      expect(names(path)).toEqual(['id', 'on', 'announced_by', 'known_at', 'whole', 'exporter']);
    expect(names('/disputes/{id}.json')).toEqual(['id', 'on', 'announced_by', 'known_at', 'whole']);
    expect(names('/measures/{id}.jsonl')).toEqual(['id', 'on', 'announced_by', 'known_at']);
  });

  it('is a page too', async () => {
    const page = await (await ask.app.request('/docs')).text();
    // What can be tried is a link by its address alone.
    for (const { path, method } of operations())
      expect(page.includes(`>${method.toUpperCase()} ${path}<`) || page.includes(`>${path}</a>`), `${method} ${path}`).toBe(true);
  });
});

describe('answers', () => {
  it.each(ROUTES.lists.map((list) => [list.path, list] as const))('of %s are as described', async (path, list) => {
    const body = await ask.json(`${path}.json?limit=500&count=true`);
    expect(body.data.length).toBeGreaterThan(0);
    listAnswer(list.row, clocksOf(list.parameters), { beside: tellsBeside(list) }).parse(body);
  });

  it('about each measure and each dispute are as described', async () => {
    for (const record of ROUTES.records) {
      const ids = await ask.ids(`${record.path}.json?limit=500`);
      expect(ids.length).toBeGreaterThan(20);
      for (const id of oneIn(4, ids, 2)) {
        const result = record.answer.safeParse(await ask.json(`${record.path}/${id}.json`));
        expect(result.success ? [] : z.prettifyError(result.error), id).toEqual([]);
      }
    }
  });

  it('about the rates of a company, and about the duty of the examples, are as described', async () => {
    const measures = ROUTES.records.find((record) => record.name === 'measure');
    const rates = await ask.json<{ rate_steps: object[] }>('/measures/eu-cn-bev-cvd.json?exporter=Tesla');
    expect(rates.rate_steps.length).toBeGreaterThan(2);
    expect(measures?.answer.safeParse(rates)).toMatchObject({ success: true });
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(DUTY_EXAMPLES)) for (const one of [value].flat()) query.append(name, one);
    const duty = await ask.json<{ cannot_compute: object[]; total_amount: object }>(`/duty.json?${query}`);
    expect(duty.cannot_compute).toEqual([]);
    expect(DutyAnswer.parse(duty).total_amount).toEqual({ amount: '5400.00', currency: 'EUR' });
  });

  it('of the first page and of problems are as described', async () => {
    const first = await ask.app.request('/', { headers: { accept: 'application/json' } });
    OverviewAnswer.parse(await first.json());
    ProblemAnswer.parse(await problemOf(await ask.app.request('/bans.json?foo=1'), 400));
    const unlawful = { status: 'declined', effective_on: '2026-01-01', unsourced: true };
    ProblemAnswer.parse(await problemOf(await ask.post('/measures/cn-au-coal/status-changes', unlawful), 409));
  });
});

describe('the examples of writing', () => {
  let resolution: number;
  beforeAll(async () => {
    const { sources: _sources, ...example } = EXAMPLES.NewResolution;
    const made = await ask.post(`/disputes/${EXAMPLE_IDS.disputes}/resolutions`, { ...example, agreed_on: '2026-11-19', unsourced: true });
    expect(made.status).toBe(201);
    resolution = ((await made.json()) as { recorded: { seq: number }[] }).recorded[0]?.seq ?? 0;
  });

  /** Records of the bundled disputes that the examples are about. */
  const nameOf = (path: string): string => {
    if (path.endsWith('/rate-tables')) return EXAMPLE_IDS.tariff;
    const table = path.split('/')[1] ?? '';
    const names: Record<string, string> = EXAMPLE_IDS;
    return names[table] ?? String(resolution);
  };

  it.each(ROUTES.calls.map((call) => [`${call.method} ${call.path}`, call] as const))('%s would be recorded', async (_name, call) => {
    call.body.parse(call.example);
    const described = description.paths[call.path]?.[call.method.toLowerCase()];
    expect(described?.requestBody?.content['application/json'].example).toEqual(call.example);
    const headers = { authorization: `Bearer ${await ask.adminToken()}` };
    const answer = await ask.post(`${call.path.replace(/\{\w+\}/, nameOf(call.path))}?dry_run=true`, call.example, headers, call.method);
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    expect(call.answer.safeParse(JSON.parse(text)).error).toBeUndefined();
  });
});
