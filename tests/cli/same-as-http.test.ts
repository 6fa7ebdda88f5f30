import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { openStore } from '../../src/db/open.ts';
import { createTracker, type Tracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { CommandLine } from './command-line.ts';

// The same question over HTTP and on the command line: the same rows, bytes and words.

let line: CommandLine;
let tracker: Tracker;
let app: ReturnType<typeof createApp>;
let token: string;
beforeAll(async () => {
  line = await new CommandLine().load();
  tracker = createTracker(await openStore(line.configured), () => line.now);
  app = createApp(tracker);
  ({ token } = await createToken(tracker, 'test', 'desk', 'editor'));
});
afterAll(async () => {
  await tracker.store.close();
  line.close();
});

const get = async (path: string, query: string): Promise<string> => (await app.request(`${path}${query === '' ? '' : `?${query}`}`)).text();
const optionsOf = (query: string): string[] =>
  [...new URLSearchParams(query)].flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);

test.each([
  ['bans', '/bans'],
  ['resolutions', '/resolutions'],
  ['jurisdictions', '/jurisdictions'],
])('%s before the ledger begins', async (command, path) => {
  const { next: _next, ...body } = JSON.parse(await get(`${path}.json`, 'known_at=2020-01-01&limit=500')) as Record<string, unknown>;
  expect(body.ledger_begins).toBeDefined();
  expect((await app.request(`${path}.json?known_at=2020-01-01`)).headers.get('x-ledger-begins')).toBe(body.ledger_begins);
  expect(await line.json(command, '--known-at', '2020-01-01')).toEqual(body);
});

describe.each([
  ['bans', '/bans', 'on=2024-10-24&affected=JP&product=03'],
  ['tariffs', '/tariffs', 'status=all&imposed_by=DE&known_at=2030-01-01'],
  ['measures', '/measures', 'type=mfn,anti_dumping'],
  ['disputes', '/disputes', 'party=CN&state=active,easing'],
  ['resolutions', '/resolutions', ''],
  ['changes', '/status-changes', 'from=2024-01-01&to=2024-12-31&by=announced'],
  ['jurisdictions', '/jurisdictions', 'on=2019-06-01'],
  ['exporters', '/exporters', ''],
  ['sources', '/sources', 'q=wine'],
])('%s', (command, path, query) => {
  test('the same bytes as csv', async () => {
    const out = await line.out(command, ...optionsOf(query), '--format', 'csv');
    expect(out.split('\r\n').length).toBeGreaterThan(2);
    expect(out).toBe(await get(`${path}.csv`, query));
  });

  test('the same bytes as jsonl', async () => {
    expect(await line.out(command, ...optionsOf(query), '--format', 'jsonl')).toBe(await get(`${path}.jsonl`, query));
  });

  test('the same rows as json', async () => {
    const limited = [query, 'limit=500'].filter(Boolean).join('&');
    const { next, ...body } = JSON.parse(await get(`${path}.json`, limited)) as { next: string | null };
    expect(next).toBeNull();
    expect(await line.json(command, ...optionsOf(query))).toEqual(body);
  });
});

test.each(['cn-au-wine-ad', 'cn-jp-aquatic-2023'])('the measure %s', async (id) => {
  expect(await line.json('show', id, '--on', '2024-10-24')).toEqual(JSON.parse(await get(`/measures/${id}.json`, 'on=2024-10-24')));
});
test('the dispute au-cn-wine', async () => {
  expect(await line.json('show', 'au-cn-wine', '--known-at', '2030-01-01')).toEqual(JSON.parse(await get('/disputes/au-cn-wine.json', '')));
});

test('a CSV for programs', async () => {
  expect(await line.out('bans', '--format', 'csv', '--codes', 'text', '--bom')).toBe(`\uFEFF${await get('/bans.csv', 'codes=text')}`);
  const { code, err } = await line.run(['bans', '--codes', 'text']);
  expect([code, err]).toEqual([2, 'codes: only a CSV is written so: add --format csv, or leave it out\n']);
});

test.each(['on=2025-05-01', 'announced_by=2024-01-01', 'known_at=2020-01-01'])('a search, %s', async (clock) => {
  const found = JSON.parse(await get('/search.json', `q=trump+tariffs&${clock}`)) as Record<string, string>;
  expect(await line.json('search', 'trump', 'tariffs', ...optionsOf(clock))).toEqual(found);
  const [name, value] = clock.split('=') as [string, string];
  expect(found[name]).toContain(value);
});

test('a search as a file has a row for each find', async () => {
  const { wto_cases, disputes } = await line.json<Record<string, { id: string }[]>>('search', 'wine');
  const rows = await line.csv('search', 'wine');
  expect(Object.keys(rows[0] ?? {})).toEqual(['what', 'id', 'name', 'remarks', 'next']);
  const found = (what: string): string[] => rows.filter((row) => row.what === what).map((row) => row.id ?? '');
  expect(found('dispute')).toEqual(disputes?.map(({ id }) => id));
  expect(found('WTO case')).toEqual(wto_cases?.map(({ id }) => id));
});

test.each([
  'on=2024-02-30',
  'affected=Nihonia',
  'affected=XX',
  'area=JP-99',
  'product=870',
  'status=ended',
  'type=mfm',
  'lifting_agreed=yes',
  'q=',
])('the words for a wrong value: %s', async (query) => {
  const problem = JSON.parse(await get('/bans.json', query)) as { detail: string };
  const { err } = await line.run(['bans', ...optionsOf(query)]);
  expect(err.split('\n')[0]).toBe(problem.detail);
});

const CHANGES = '/measures/cn-au-wine-ad/status-changes';
const record = (...rest: string[]): string[] => ['record', 'cn-au-wine-ad', ...rest];
const addBan = (...rest: string[]): string[] => [
  'add',
  'measure',
  '--id',
  'x',
  '--kind',
  'ban',
  '--type',
  'import_ban',
  '--imposed-by',
  'CN',
  ...rest,
];
const ban = { id: 'x', kind: 'ban', type: 'import_ban', imposed_by: 'CN' };

test.each([
  ['a missing day', record('lifted', '--unsourced'), '--on', CHANGES, { status: 'lifted', unsourced: true }, 'effective_on'],
  ['a missing text', addBan(), '--title', '/measures', ban, 'title'],
  ['an empty text', addBan('--title', ' '), '--title', '/measures', { ...ban, title: ' ' }, 'title'],
  [
    'an unknown value',
    record('ended', '--on', '2024', '--unsourced'),
    '<status>',
    CHANGES,
    { status: 'ended', effective_on: '2024', unsourced: true },
    'status',
  ],
  [
    'an impossible date',
    record('lifted', '--on', '2024-13', '--unsourced'),
    '--on',
    CHANGES,
    { status: 'lifted', effective_on: '2024-13', unsourced: true },
    'effective_on',
  ],
  ['no word about sources', record('lifted', '--on', '2024'), '--source', CHANGES, { status: 'lifted', effective_on: '2024' }, 'sources'],
  [
    'an unknown confidence',
    record('lifted', '--on', '2024', '--unsourced', '--confidence', 'sure'),
    '--confidence',
    CHANGES,
    { status: 'lifted', effective_on: '2024', unsourced: true, confidence: 'sure' },
    'confidence',
  ],
  [
    'an unknown key',
    record('partially_lifted', '--on', '2024', '--unsourced', '--exempt', '{"good": ["03"]}'),
    '--exempt.0.good',
    CHANGES,
    { status: 'partially_lifted', effective_on: '2024', unsourced: true, exemptions: [{ good: ['03'] }] },
    'exemptions.0.good',
  ],
  [
    'a wrong type',
    record('partially_lifted', '--on', '2024', '--unsourced', '--exempt', '{"goods": "03"}'),
    '--exempt.0.goods',
    CHANGES,
    { status: 'partially_lifted', effective_on: '2024', unsourced: true, exemptions: [{ goods: '03' }] },
    'exemptions.0.goods',
  ],
  [
    'several at once',
    record('ended', '--on', '2024-13', '--unsourced'),
    '<status>',
    CHANGES,
    { status: 'ended', effective_on: '2024-13', unsourced: true },
    'status',
  ],
])('the words for %s', async (_mistake, args, option, path, body, field) => {
  const answer = await app.request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { detail } = (await answer.json()) as { detail: string };
  const { code, err } = await line.run(args);
  expect([answer.status, code]).toEqual([400, 2]);
  expect(detail.startsWith(`${field}: `), detail).toBe(true);
  expect(err.split('\n')[0]).toBe(detail.replace(field, option));
});

test('the words for a question that lacks a parameter', async () => {
  const { detail } = JSON.parse(await get('/duty.json', 'importer=EU&origin=CN')) as { detail: string };
  const { code, err } = await line.run(['duty', '--importer', 'EU', '--origin', 'CN']);
  expect([code, err]).toEqual([2, `${detail}\n`]);
});
