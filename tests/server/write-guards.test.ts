import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { testTracker } from '../support/database.ts';
import { type Asking, askingExamples, problemOf } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await askingExamples();
});
afterAll(() => ask.close());

const milestone = (title: string) => ({ type: 'talks', happened_on: '2026-11-20', title, unsourced: true });
const path = '/measures/cn-au-coal/milestones';
const milestones = async (): Promise<number> => (await ask.json<{ milestones: unknown[] }>('/measures/cn-au-coal.json')).milestones.length;
const tagOf = async (id: string): Promise<string> => (await ask.app.request(`/measures/${id}.json`)).headers.get('etag') ?? '';

describe('a body that names a key twice', () => {
  it.each([
    ['title', '{"type":"talks","title":"one","happened_on":"2026-11-20","title":"two","unsourced":true}'],
    ['title', '{"type":"talks","title":"one","happened_on":"2026-11-20","t\\u0069tle":"one","unsourced":true}'],
    ['scopes.1.goods', '{"scopes":[{"goods":["01"]},{"goods":["02"],"partners":["JP"],"goods":["03"]}]}'],
    ['nothing.is.known', '{"nothing":{"is":{"known":1,"known":2}}}'],
  ])('is refused, and told that it is %s', async (key, body) => {
    const before = await milestones();
    const { errors, detail } = await problemOf(await ask.post(path, body), 400);
    expect(errors).toMatchObject([{ path: key }]);
    expect(detail).toContain(`"${key}" stands twice in the body`);
    expect(await milestones()).toBe(before);
  });

  it('is not one whose keys stand in several objects, or in a text', async () => {
    const body =
      '{"type":"talks","title":"{\\"title\\":1,\\"title\\":2}","happened_on":"2026-11-20","scopes":[{"goods":["01"]},{"goods":["02"]}],"unsourced":true}';
    expect((await ask.post(path, body)).status).toBe(201);
  });
});

it('a list that names the same twice is told which', async () => {
  const coverage = { effective_on: '2026-11-20', unsourced: true };
  const twice = async (scope: object) =>
    (await problemOf(await ask.post('/measures/cn-au-coal/coverage', { ...coverage, scopes: [scope] }), 400)).errors;
  expect(await twice({ partners: ['AU', 'NZ', 'AU'] })).toEqual([
    { path: 'scopes.0.partners.2', message: '"AU" is named already: name each once' },
  ]);
  expect(await twice({ exporters: ['all_others', 'all_others'] })).toMatchObject([
    { message: '"all_others" is named already: name each once' },
  ]);
  const cited = { ...milestone('Talks'), unsourced: undefined, sources: ['gac-note', 'gac-note'] };
  const source = { id: 'gac-note', publisher: 'GAC', title: 'Note', kind: 'official' };
  expect((await ask.post('/sources', source)).status).toBe(201);
  expect((await problemOf(await ask.post(path, cited), 400)).errors).toEqual([
    { path: 'sources.1', message: '"gac-note" is cited already: name each source once' },
  ]);
});

describe('Idempotency-Key', () => {
  it('makes a repeated call harmless: one row and the same answer; for another body or address it is refused', async () => {
    const before = await milestones();
    const send = (body: unknown, where = path) => ask.post(where, body, { 'idempotency-key': 'call-1' });
    const [first, second] = [await send(milestone('once')), await send(milestone('once'))];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await milestones()).toBe(before + 1);
    const { detail } = await problemOf(await send(milestone('other')), 422);
    expect(detail).toContain('"call-1"');
    await problemOf(await send(milestone('once'), '/measures/cn-au-copper/milestones'), 422);
    expect(await milestones()).toBe(before + 1);
  });

  it('holds for calls that run at the same time', async () => {
    const before = await milestones();
    const answers = await Promise.all([1, 2, 3].map(() => ask.post(path, milestone('together'), { 'idempotency-key': 'call-2' })));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect(await milestones()).toBe(before + 1);
  });

  it('is forgotten after thirty days: the same call records anew, and what is over goes with the next keys', async () => {
    const { now } = ask.clock;
    const at = (days: number): void => {
      ask.clock.now = new Date(Date.parse(now) + days * 86_400_000).toISOString();
    };
    const keys = async () => (await ask.execute('select key from idempotency_keys order by key')).map(({ key }) => key);
    // Who looks again may say so again.
    const looked = (key: string) => ({ checked_on: '2026-11-20', note: `of ${key}` });
    const send = async (key: string) => (await ask.post('/measures/cn-au-coal/checks', looked(key), { 'idempotency-key': key })).text();
    const before = await keys();
    const first = await send('month');
    at(29);
    expect(await send('month')).toBe(first);
    at(31);
    const again = await send('month');
    expect(again).not.toBe(first);
    expect(await keys()).toEqual(['month']);
    expect(before).toContain('call-1');
    expect(await send('month')).toBe(again);
    // It is the oldest, and over a hundred others are over too.
    await ask.execute(
      `insert into idempotency_keys with recursive n(i) as (select 1 union all select i + 1 from n where i < 150)
       select 9, 'old-' || i, '', 201, '{}', '2026-01-01T00:00:00.' || substr('00' || i, -3) || 'Z' from n`,
    );
    await send('next');
    expect(await keys()).toHaveLength(52);
    await send('and-next');
    expect(await keys()).toEqual(['and-next', 'month', 'next']);
    ask.clock.now = now;
  });

  it.each(['with space', 'é', 'x'.repeat(256)])('refuses the key "%s"', async (key) => {
    expect(await problemOf(await ask.post(path, milestone('x'), { 'idempotency-key': key }), 400)).toMatchObject({
      errors: [{ path: 'Idempotency-Key' }],
    });
  });
});

describe('If-Match', () => {
  it('lets one of two changes made from the same view through', async () => {
    const tag = await tagOf('cn-au-copper');
    const change = (on: string) =>
      ask.post('/measures/cn-au-copper/status-changes', { status: 'in_force', effective_on: on, unsourced: true }, { 'if-match': tag });
    const answers = await Promise.all([change('2026-11-01'), change('2026-11-02')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 412]);
    const stale = answers.find((answer) => answer.status === 412) as Response;
    expect((await problemOf(stale, 412)).detail).toContain(await tagOf('cn-au-copper'));
  });

  it('takes the ETag of an answer for the next call, and * for any', async () => {
    const patch = (tag: string) => ask.post('/measures/cn-au-timber', { summary: `After ${tag}` }, { 'if-match': tag }, 'PATCH');
    const first = await patch(await tagOf('cn-au-timber'));
    expect(first.status).toBe(200);
    expect((await patch(first.headers.get('etag') ?? '')).status).toBe(200);
    expect((await patch(first.headers.get('etag') ?? '')).status).toBe(412);
    expect((await patch('*')).status).toBe(200);
  });

  it('takes the state_tag of an answer too, by whichever call; a dry run has none', async () => {
    const timber = '/measures/cn-au-timber';
    const go = async (path: string, body: object, tag: string, method = 'POST') => {
      const answer = await ask.post(path, body, { 'if-match': tag }, method);
      expect(answer.status, await answer.clone().text()).toBeLessThan(300);
      const { state_tag } = (await answer.json()) as { state_tag: string };
      expect(answer.headers.get('etag')).toBe(`"${state_tag}"`);
      expect(await ask.json(`${timber}.json`)).toMatchObject({ state_tag });
      return `"${state_tag}"`;
    };
    const first = await go(timber, { summary: 'Once more' }, await tagOf('cn-au-timber'), 'PATCH');
    const second = await go(`${timber}/milestones`, milestone('one'), first);
    await go(`${timber}/status-changes`, { status: 'in_force', effective_on: '2026-11-03', unsourced: true }, second);
    await problemOf(await ask.post(`${timber}/milestones`, milestone('two'), { 'if-match': second }), 412);
    for (const [path, body] of [
      [`${timber}/milestones?dry_run=true`, milestone('three')],
      ['/disputes/au-cn-wine/milestones', milestone('four')],
    ] as const)
      expect(await (await ask.post(path, body)).json(), path).toMatchObject({ state_tag: null });
  });

  it('takes no backup that was restored and went on otherwise for what was seen; a last_seq alone can’t tell', async () => {
    const before = join(ask.folder, 'before.db');
    await ask.tracker.store.backup?.(before);
    const timber = '/measures/cn-au-timber';
    const one = await ask.post(timber, { summary: 'One way' }, {}, 'PATCH');
    const restored = await testTracker(before);
    const app = createApp(restored.tracker);
    const patch = (body: object, headers: Record<string, string> = {}) =>
      app.request(timber, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const other = await patch({ summary: 'Another way' });
    const [mine, theirs] = [one, other].map(({ headers }) => headers.get('etag') ?? '');
    expect(mine?.split('-')[0]).toBe(theirs?.split('-')[0]);
    expect(mine).not.toBe(theirs);
    expect(await problemOf(await patch({ summary: 'x' }, { 'if-match': mine ?? '' }), 412)).toMatchObject({
      detail: expect.stringContaining(`you have ${mine}, it is at ${theirs} now`),
    });
    expect((await patch({ summary: 'y' }, { 'if-match': `${theirs?.split('-')[0]}"` })).status).toBe(200);
    await restored.close();
  });

  it.each(['5', 'W/"5"', '"5-xyz"', '"5-1fb480"', '"abc"', '"1", "2"', ''])('refuses %s as malformed', async (tag) => {
    expect(await problemOf(await ask.post(path, milestone('x'), { 'if-match': tag }), 400)).toMatchObject({
      errors: [{ path: 'If-Match' }],
    });
  });

  it('is refused where the call is not about one measure', async () => {
    await problemOf(await ask.post('/exporters', { id: 'abc', name: 'ABC' }, { 'if-match': '"1"' }), 400);
    expect((await ask.json('/exporters.json?q=abc')).data).toEqual([]);
  });
});

describe('dry_run', () => {
  it('reports what would be and records nothing', async () => {
    const before = await ask.json<{ last_seq: number }>('/measures/ru-jp-seafood.json');
    const body = { status: 'lifted', effective_on: '2026-11-20', unsourced: true };
    const answer = await ask.post('/measures/ru-jp-seafood/status-changes?dry_run=true', body, { 'idempotency-key': 'dry' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBeNull();
    expect(await answer.json()).toMatchObject({ dry_run: true, measure: { status: 'lifted' } });
    expect(await ask.json('/measures/ru-jp-seafood.json')).toEqual(before);
    expect((await ask.post('/measures/ru-jp-seafood/status-changes', body, { 'idempotency-key': 'dry' })).status).toBe(201);
  });

  it('finds what is wrong all the same, and takes no other parameter', async () => {
    await problemOf(
      await ask.post('/measures/ru-jp-seafood/status-changes?dry_run=true', {
        status: 'declined',
        effective_on: '2026-11-21',
        unsourced: true,
      }),
      409,
    );
    const { errors } = await problemOf(await ask.post(`${path}?dryrun=true`, milestone('x')), 400);
    expect(errors).toMatchObject([{ path: 'dryrun', message: expect.stringContaining('dry_run') }]);
    await problemOf(await ask.post(`${path}?dry_run=yes`, milestone('x')), 400);
  });
});

describe('bodies', () => {
  const change = (fields: object) => ({ status: 'lifted', effective_on: '2026-11-20', unsourced: true, ...fields });
  const send = (body: unknown) => ask.post('/measures/cn-au-coal/status-changes', body);
  const errorsOf = async (body: unknown) => (await problemOf(await send(body), 400)).errors;

  it('are told where they are wrong, with the value and what would be right', async () => {
    expect(await errorsOf(change({ status: 'banned' }))).toEqual([
      { path: 'status', message: expect.stringMatching(/"banned".*threatened, .*in_force/) },
    ]);
    expect(await errorsOf({ changes: [change({ status: 'banned' })] })).toEqual([
      { path: 'changes.0.status', message: expect.stringContaining('"banned"') },
    ]);
    expect(await errorsOf({ changes: [change({}), change({ effective_on: '2026-02-30' })] })).toEqual([
      { path: 'changes.1.effective_on', message: expect.stringContaining('2026-02-28') },
    ]);
    expect(await errorsOf({ changes: [] })).toMatchObject([{ path: 'changes' }]);
    expect(await errorsOf(change({ effective: '2026' }))).toEqual([
      { path: 'effective', message: expect.stringMatching(/"effective" is not known here: .*effective_on/) },
    ]);
    expect(await errorsOf({ status: 'lifted', unsourced: true })).toEqual([
      { path: 'effective_on', message: expect.stringContaining('missing') },
    ]);
    expect(await errorsOf({ status: 'lifted', effective_on: '2026-11-20' })).toMatchObject([{ path: 'sources' }]);
    expect(await errorsOf(change({ unsourced: undefined, sources: ['Not A Slug'] }))).toEqual([
      { path: 'sources.0', message: expect.stringContaining('"Not A Slug"') },
    ]);
    expect(await errorsOf(change({ unsourced: undefined, sources: [{ id: 'x', title: 'X', kind: 'blog' }] }))).toEqual([
      { path: 'sources.0.publisher', message: expect.stringContaining('missing') },
      { path: 'sources.0.kind', message: expect.stringMatching(/"blog".*official/) },
    ]);
    expect(await errorsOf(change({ status: 'partially_lifted', exemptions: [{ goods: ['870'], partners: ['japan'] }] }))).toEqual([
      { path: 'exemptions.0.goods.0', message: expect.stringContaining('"870"') },
      { path: 'exemptions.0.partners.0', message: expect.stringContaining('"japan"') },
    ]);
    expect(await errorsOf([change({})])).toMatchObject([{ path: '', message: expect.stringContaining('a list') }]);
    expect(await errorsOf(null)).toMatchObject([{ path: '', message: expect.stringContaining('null') }]);
    const { errors } = await problemOf(await ask.post('/disputes', { id: 'x', title: 'X', parties: ['CN', { code: 'AU' }, 'japan'] }), 400);
    expect(errors).toEqual([
      { path: 'parties.1', message: 'must be a string, not an object' },
      { path: 'parties.2', message: expect.stringMatching(/"japan" must be a code of two capital letters.*, or \* for all/) },
    ]);
  });

  it('are checked against the register', async () => {
    expect(await errorsOf(change({ unsourced: undefined, sources: ['no-such-source'] }))).toMatchObject([{ path: 'sources.0' }]);
    const scopes = [{ partners: ['XX'] }];
    const { errors } = await problemOf(
      await ask.post('/measures/cn-au-coal/coverage', { effective_on: '2026-01-01', scopes, unsourced: true }),
      400,
    );
    expect(errors[0]?.message).toContain('"XX"');
    // A measure affects the trade of others: neither of who imposes it nor of a part of that, in whole coverages and in changed ones.
    for (const [body, path] of [
      [{ scopes: [{ partners: ['AU'] }, { partners: ['CN'] }] }, 'scopes.1.partners'],
      [{ set: [{ partners: ['CN-XJ'] }] }, 'set.0.partners'],
    ] as const) {
      const home = await problemOf(
        await ask.post('/measures/cn-au-coal/coverage', { effective_on: '2026-01-01', ...body, unsourced: true }),
        400,
      );
      expect(home.errors).toMatchObject([{ path, message: expect.stringContaining('is who imposes cn-au-coal: name whom it affects') }]);
    }
    await problemOf(await ask.post('/measures/no-such/status-changes', change({})), 404);
    await problemOf(await ask.post('/measures', { id: 'cn-au-coal', kind: 'ban', type: 'import_ban', title: 'x', imposed_by: 'CN' }), 409);
  });

  it('must be JSON, and say so', async () => {
    const text = (body: string, type = 'application/json') => ask.post(path, body, { 'content-type': type });
    expect((await problemOf(await text('{"a": 1,\n "b" 2}'), 400)).detail).toContain('line 2, column 6');
    expect((await problemOf(await text(''), 400)).detail).toContain('empty');
    expect((await problemOf(await text('{}', 'text/plain'), 415)).detail).toContain('"text/plain"');
    expect((await text(JSON.stringify(milestone('charset')), 'application/json; charset=utf-8')).status).toBe(201);
  });

  it('must not be compressed, and are told so', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await ask.post(path, JSON.stringify(milestone('gzip')), headers);
    expect((await problemOf(answer, 415)).detail).toContain('Content-Encoding: gzip');
    expect((await ask.post(path, JSON.stringify(milestone('as it is')), { ...headers, 'content-encoding': 'identity' })).status).toBe(201);
  });

  it('must be UTF-8', async () => {
    const bytes = Buffer.from(JSON.stringify(milestone('\u00e9')), 'latin1');
    const answer = await ask.app.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json' },
      body: bytes,
    });
    expect((await problemOf(answer, 400)).detail).toContain('UTF-8');
    for (const title of ['a\u0000b', 'half \ud83d'])
      expect(await problemOf(await ask.post(path, milestone(title)), 400)).toMatchObject({ errors: [{ path: 'title' }] });
  });

  it('over 1 MiB are refused, whether or not their length is told', async () => {
    const big = JSON.stringify(milestone('x'.repeat(1024 * 1024)));
    await problemOf(await ask.post(path, big), 413);
    const streamed = new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json' },
      body: ReadableStream.from([Buffer.from(big)]),
      duplex: 'half',
    });
    expect(streamed.headers.has('content-length')).toBe(false);
    await problemOf(await ask.app.request(streamed), 413);
  });

  it('can not reach behind objects', async () => {
    const poisoned =
      '{"type":"talks","happened_on":"2026","title":"x","unsourced":true,"__proto__":{"polluted":1},"__proto__":{"polluted":2}}';
    await problemOf(await ask.post(path, poisoned), 400);
    const replacement = `{"reason":"x","replacement":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`;
    const { ledger } = await ask.json<{ ledger: { seq: number; kind: string }[] }>('/measures/cn-au-coal.json');
    const { seq } = ledger.find(({ kind }) => kind === 'status_change') ?? {};
    await problemOf(await ask.post(`/ledger/${seq}/corrections`, replacement), 400);
    expect('polluted' in {}).toBe(false);
  });
});

describe('the register', () => {
  it('is added to and edited', async () => {
    const dispute = await ask.post('/disputes', { id: 'new-quarrel', title: 'New quarrel', parties: ['AU', 'CN'] });
    expect([dispute.status, dispute.headers.get('location')]).toEqual([201, '/disputes/new-quarrel']);
    expect(await dispute.json()).toEqual({ id: 'new-quarrel' });
    const measure = await ask.post('/measures', {
      id: 'new-ban',
      kind: 'ban',
      type: 'import_ban',
      title: 'New ban',
      imposed_by: 'CN',
      dispute: 'new-quarrel',
      status_changes: [{ status: 'threatened', effective_on: '2026-11', unsourced: true }],
    });
    expect([measure.status, measure.headers.get('location')]).toEqual([201, '/measures/new-ban']);
    expect(measure.headers.get('etag')).toBe(await tagOf('new-ban'));
    expect((await ask.post('/disputes/new-quarrel', { title: 'Renamed' }, {}, 'PATCH')).status).toBe(200);
    expect(await ask.json('/disputes/new-quarrel.json')).toMatchObject({ title: 'Renamed', state: 'pending', measures: ['new-ban'] });
    await problemOf(await ask.post('/disputes/new-quarrel', {}, {}, 'PATCH'), 400);
    await problemOf(await ask.post('/disputes/no-such', { title: 'x' }, {}, 'PATCH'), 404);
  });
});
