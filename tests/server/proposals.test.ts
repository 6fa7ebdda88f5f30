import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { EXAMPLE_IDS, EXAMPLES } from '../../src/changes/call-examples.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { verify } from '../../src/keep/verify.ts';
import { createApp, FORMS, ROUTES } from '../../src/server/app.ts';
import { ALL_RENDERINGS, RENDERINGS } from '../../src/server/renderings.ts';
import { LEDGER_TABLES } from '../../src/tables/tables.ts';
import { AS_RECORDED, ledgerRow } from '../../src/things/ledger.ts';
import { ProposalAnswer, ProposalRowAnswer } from '../../src/things/proposal.ts';
import { type Asking, addExampleGoods, askingExamples, problemOf } from './asking.ts';
import { Browser, formTo, previewed, textOf } from './browsing.ts';
import { wordsOf } from './page.ts';

const BAN = 'cn-jp-aquatic-2025';
const RECORD = `/measures/${BAN}/record`;
const change = { status: 'suspended', effective_on: '2026-12-01', unsourced: true };
const unsourced = { unsourced: true };

interface Proposal {
  id: number;
  state: string;
  href: string;
  moved_on: boolean | null;
  shown: { entries: number; changes: { kind: string; now: string | null; says: string }[] };
}

let ask: Asking;
/** The headers of a call by this token. */
const by = (token: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${token}`, ...more });
const bodyOf = async <T = Proposal>(answer: Response, status: number): Promise<T> => {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return JSON.parse(text) as T;
};
const get = (path: string, token: string) => ask.app.request(path, { headers: by(token) });
const tokenOf = async (name: string, role: 'contributor' | 'editor' | 'admin'): Promise<string> =>
  (await createToken(ask.tracker, 'test', name, role)).token;

/**
 * Everything that the database holds, but for what waits for review, who is signed in and which answers are kept. The rows of the ledger can't
 * change, so that those after a seq, or else how many there are, tell all that came.
 */
async function content(of = ask, after?: number): Promise<[table: string, rows: unknown[]][]> {
  const ledger: ReadonlySet<string> = new Set(LEDGER_TABLES);
  const rowsOf = (name: string): Promise<unknown[]> => {
    if (!ledger.has(name)) return of.execute(`select * from "${name}"`);
    return of.execute(after === undefined ? `select count(*), max(seq) from "${name}"` : `select * from "${name}" where seq > ${after}`);
  };
  const aside = ['proposals', 'proposal_touches', 'sessions', 'idempotency_keys'];
  const tables = await of.execute("select name from sqlite_master where type = 'table' order by name");
  const names = tables.map(({ name }) => String(name)).filter((name) => !aside.includes(name));
  expect(names).toEqual(expect.arrayContaining(['ledger', 'tokens', 'measures', 'change_seq', 'status_periods']));
  return Promise.all(names.map(async (name) => [name, await rowsOf(name)] as [string, unknown[]]));
}

/** A call of the table at an address where its example would be recorded. */
async function addressed(path: string): Promise<string> {
  if (path.endsWith('/rate-tables')) return path.replace('{id}', EXAMPLE_IDS.tariff);
  const names: Record<string, string> = EXAMPLE_IDS;
  const seq = (await ask.execute("select max(seq) as seq from ledger where kind = 'resolution'"))[0]?.seq;
  return path.replace('{id}', names[path.split('/')[1] ?? ''] ?? '').replace('{seq}', String(seq));
}

/** Entries of the ledger in words. */
const entriesOf = (of: Asking, from: number, to: number) =>
  of.tracker.store.read(async (connection) =>
    (await loadEntries(connection, { from, to })).map((entry) => ledgerRow({ ...entry, ...AS_RECORDED })),
  );

describe('a contributor', () => {
  let ann: string;
  beforeAll(async () => {
    ask = await askingExamples();
    await addExampleGoods(ask);
    ann = await tokenOf('ann', 'contributor');
    const { sources: _sources, ...resolution } = EXAMPLES.NewResolution;
    await ask.post(`/disputes/${EXAMPLE_IDS.disputes}/resolutions`, { ...resolution, agreed_on: '2026-11-19', ...unsourced });
  });
  afterAll(() => ask.close());

  it('records nothing by any call, and proposes by each', async () => {
    const before = await content();
    for (const { method, path, example } of ROUTES.calls) {
      const address = await addressed(path);
      const send = (query: string, more: Record<string, string> = {}) => ask.post(address + query, example, by(ann, more), method);
      for (const answer of [
        await send(''),
        await send('?dry_run=false'),
        await send('?propose=false'),
        await send('', { 'idempotency-key': `key ${path}`.replaceAll(/[^\w/]/g, '-') }),
        await ask.post(address, { nonsense: true }, by(ann), method),
      ])
        expect((await problemOf(answer, 403)).detail, address).toContain('?propose=true');
      expect((await send('?dry_run=true')).status, address).toBe(200);
      const key = { 'idempotency-key': `${method}-${address}` };
      const made = await bodyOf(await send('?propose=true', key), 202);
      ProposalAnswer.parse(made);
      expect(made, address).toMatchObject({ state: 'open', moved_on: false });
      expect(made.shown.entries).toBeGreaterThan(0);
      // Made again with the same key it is the same one, and the key records nothing either.
      expect(await bodyOf(await send('?propose=true', key), 202)).toEqual(made);
      await problemOf(await send('', key), 403);
    }
    expect(await content()).toEqual(before);
  });

  it('changes nothing by any other route that writes, with the token or signed in', async () => {
    const editors = await bodyOf(await ask.post(`/measures/${BAN}/status-changes?propose=true`, change), 202);
    const own = await bodyOf(await ask.post('/exporters?propose=true', { id: 'own', name: 'Own' }, by(ann)), 202);
    const browser = await new Browser(ask).signIn(ann);
    const csrf = formTo(await browser.page('/import'), '/import').fields.csrf?.[0] ?? '';
    const before = await content();
    const writes = ask.app.routes.filter(({ method }) => !['GET', 'HEAD', 'ALL', 'OPTIONS'].includes(method));
    const routes = [...new Set(writes.map(({ method, path }) => `${method} ${path}`))].filter((route) => route !== 'POST /sign-out');
    expect(routes.length).toBeGreaterThan(ROUTES.calls.length + FORMS.length);
    const records: [id: string, seq: string][] = [
      [BAN, '12'],
      ['jp-cn-seafood', '400'],
      [String(editors.id), '1'],
      [String(own.id), '1'],
    ];
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      for (const path of new Set(records.map(([id, seq]) => pattern.replace(':id', id).replace(':seq', seq)))) {
        for (const body of [change, { reason: 'x' }, {}]) {
          if (path === `/proposals/${own.id}/rejection`) continue;
          const answer = await ask.post(path, body, by(ann), method);
          // A page wants a session, and has none.
          if (answer.status === 303) expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
          else expect(answer.status, path).toBeGreaterThanOrEqual(400);
        }
        const fields = { csrf, do: 'record', ...change, unsourced: 'true', reason: 'x', file: 'x', state: '1', token: 'x' };
        const answer = await browser.post(path, fields);
        if (path !== `/proposals/${own.id}/rejection` && answer.status === 303)
          expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
      }
    }
    const sheet = (query: string) =>
      ask.app.request(`/imports${query}`, {
        method: 'POST',
        headers: by(ann, { 'content-type': 'text/csv' }),
        body: 'id,name\nnew-1,New\n',
      });
    expect((await problemOf(await sheet(''), 403)).detail).toContain('?propose=true');
    expect((await sheet('?dry_run=true')).status).toBe(200);
    expect(await bodyOf(await sheet('?propose=true'), 202)).toMatchObject({ sheet_bytes: 18, entries: 1 });
    expect(await content()).toEqual(before);
    expect(await bodyOf(await get(`${editors.href}.json`, ask.token), 200)).toMatchObject({ state: 'open' });
  });

  it('sees its own proposals, and nobody those of others without a token that may', async () => {
    const bob = await tokenOf('bob', 'contributor');
    const made = await bodyOf(await ask.post('/exporters?propose=true', { id: 'bobs', name: 'Bobs' }, by(bob)), 202);
    for (const suffix of ['', '.json']) {
      await problemOf(await ask.app.request(`${made.href}${suffix}`, { headers: { accept: 'application/json' } }), 401);
      await problemOf(await get(`${made.href}${suffix}`, ann), 404);
    }
    for (const suffix of ALL_RENDERINGS.map((name) => RENDERINGS[name].suffix))
      await problemOf(await ask.app.request(`/proposals${suffix}`, { headers: { accept: 'application/json' } }), 401);
    const browser = new Browser(ask);
    const answer = await browser.send(made.href);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/sign-in?back=${encodeURIComponent(made.href)}`]);
    const { data } = await bodyOf<{ data: { id: number; author: string }[] }>(await get('/proposals.json?limit=500', bob), 200);
    expect(data.map(({ id }) => id)).toEqual([made.id]);
    const all = await bodyOf<{ data: { author: string }[] }>(await get('/proposals.json?limit=500', ask.token), 200);
    expect(new Set(all.data.map(({ author }) => author))).toEqual(new Set(['ann', 'bob', 'desk']));
  });
});

describe('a review', () => {
  let ann: string;
  let eve: string;
  beforeEach(async () => {
    ask = await askingExamples();
    [ann, eve] = [await tokenOf('ann', 'contributor'), await tokenOf('eve', 'editor')];
    return () => ask.close();
  });
  const proposed = async (body: object = change, token = ann) =>
    bodyOf(await ask.post(`/measures/${BAN}/status-changes?propose=true`, body, by(token)), 202);
  const accept = (id: number, token = eve, query = '') =>
    ask.app.request(`/proposals/${id}/acceptance${query}`, { method: 'POST', headers: by(token) });

  it('is asked for in so many words, and for one thing at a time', async () => {
    const send = (query: string, headers = {}) => ask.post(`/measures/${BAN}/status-changes${query}`, change, { ...by(ann), ...headers });
    expect((await problemOf(await send('?propose=true&dry_run=true'), 400)).errors).toMatchObject([{ path: 'propose' }]);
    await problemOf(await send('?propose=yes'), 400);
    await problemOf(await send('?propose=true', { 'if-match': '"1"' }), 412);
    const unlawful = await ask.post(`/measures/${BAN}/status-changes?propose=true`, { ...change, status: 'declined' }, by(ann));
    expect((await problemOf(unlawful, 409)).lawful).toContain('lifted');
    const answer = await send('?propose=true');
    expect(answer.headers.get('location')).toBe('/proposals/1');
    expect((await get('/proposals.json', ann)).headers.get('cache-control')).toBe('no-store');
  });

  it('is accepted by a call that says nothing else, and says so of what it is sent', async () => {
    const { id } = await proposed();
    const { errors } = await problemOf(await ask.post(`/proposals/${id}/acceptance`, { note: 'yes' }, by(eve)), 400);
    expect(errors).toEqual([{ path: 'note', message: '"note" is not known here: nothing is, leave it out' }]);
  });

  it('lists in every rendering, by state, page by page', async () => {
    for (const day of ['01', '02', '03']) await proposed({ ...change, effective_on: `2026-12-${day}` });
    await ask.post('/proposals/2/rejection', { reason: 'Not now' }, by(eve));
    const page = await bodyOf<{ data: { id: number }[]; next: string; count: number }>(
      await get('/proposals.json?limit=2&count=true', ann),
      200,
    );
    expect([page.data.map(({ id }) => id), page.count]).toEqual([[3, 2], 3]);
    for (const row of page.data) ProposalRowAnswer.parse(row);
    const rest = await bodyOf<{ data: { id: number }[]; next: null }>(await get(page.next, ann), 200);
    expect([rest.data.map(({ id }) => id), rest.next]).toEqual([[1], null]);
    expect((await problemOf(await get(`${page.next}&state=open`, ann), 400)).errors).toMatchObject([{ path: 'cursor' }]);
    expect((await problemOf(await get('/proposals.json?status=open', ann), 400)).detail).toContain('state');
    const csv = await get('/proposals.csv?state=rejected', ann);
    expect([csv.headers.get('x-row-count'), (await csv.text()).split('\r\n')[1]?.split(',').slice(0, 2)]).toEqual(['1', ['2', 'rejected']]);
    expect((await (await get('/proposals.jsonl', eve)).text()).trim().split('\n')).toHaveLength(3);
  });

  it('records once, in both names, and gives a retry the same answer', async () => {
    const made = await proposed();
    await problemOf(await accept(made.id, ann), 403);
    await problemOf(await accept(99), 404);
    expect(await bodyOf(await accept(made.id, eve, '?dry_run=true'), 200)).toMatchObject({ state: 'accepted', dry_run: true });
    const first = await bodyOf(await accept(made.id), 201);
    expect(await bodyOf(await accept(made.id), 201)).toEqual(first);
    expect((await problemOf(await accept(made.id, ask.token), 409)).detail).toContain('accepted by eve');
    const { ledger } = await ask.json<{ ledger: { recorded_by: string; reviewed_by?: string; status?: string }[] }>(
      `/measures/${BAN}.json`,
    );
    const reviewed = ledger.filter(({ reviewed_by }) => reviewed_by !== undefined);
    expect(reviewed).toMatchObject([{ recorded_by: 'ann', reviewed_by: 'eve', status: 'suspended' }]);
    expect(wordsOf(await new Browser(ask).page(`/measures/${BAN}`))).toContain('proposed by ann, accepted by eve');
    const csv = (await (await ask.app.request(`/measures/${BAN}.csv`)).text()).trim().split('\r\n');
    expect([csv[0]?.split(',').at(-2), csv.at(-1)?.split(',').at(-2)]).toEqual(['reviewed_by', 'eve']);
  });

  it('refuses what has moved on, and says what differs', async () => {
    const made = await proposed();
    await ask.post(`/measures/${BAN}/status-changes`, { ...change, status: 'lifted', effective_on: '2026-11-25' });
    const now = await bodyOf<Proposal & { now: null; differences: string[] }>(await get(`${made.href}.json`, ann), 200);
    expect(now).toMatchObject({ moved_on: true, now: null });
    const problem = await problemOf(await accept(made.id), 409);
    expect(problem.detail).toContain('refused now');
    await bodyOf(await ask.post(`${made.href}/rejection`, { reason: 'It was lifted.' }, by(eve)), 200);
    await problemOf(await ask.post(`${made.href}/rejection`, { reason: '' }, by(eve)), 400);
  });

  it('becomes what the call itself would have recorded, entry by entry and row by row, for every call', async () => {
    const direct = await askingExamples();
    const begun = Number((await direct.execute('select max(seq) as seq from ledger'))[0]?.seq);
    for (const name of ['ann', 'eve']) await createToken(direct.tracker, 'test', name, 'editor');
    for (const one of [ask, direct]) await addExampleGoods(one);
    const { sources: _sources, ...resolution } = EXAMPLES.NewResolution;
    for (const one of [ask, direct]) await one.post(`/disputes/${EXAMPLE_IDS.disputes}/resolutions`, { ...resolution, ...unsourced });
    let accepted = 0;
    const [chief, other] = [await ask.adminToken(), await direct.adminToken()];
    for (const { method, path, example } of ROUTES.calls) {
      const address = await addressed(path);
      const { status } = await direct.post(address, example, by(other), method);
      const made = await ask.post(`${address}?propose=true`, example, by(ann), method);
      // What was recorded before may not let it be: then it can't be proposed either.
      expect(made.status, address).toBe(status < 300 ? 202 : status);
      if (made.status !== 202) continue;
      const { id, shown } = await bodyOf(made, 202);
      const isForAdmins = /^\/(?:jurisdictions|areas)/.test(path);
      if (isForAdmins) expect((await problemOf(await accept(id), 403)).detail, address).toContain('for admins');
      const { first_seq, last_seq } = await bodyOf<{ first_seq: number; last_seq: number }>(
        await accept(id, isForAdmins ? chief : eve),
        201,
      );
      const entries = await entriesOf(ask, first_seq, last_seq);
      expect(
        entries.map(({ kind, says }) => [kind, says]),
        address,
      ).toEqual(
        shown.changes.map((change, at) => [
          change.kind,
          entries[at]?.kind === 'correction' || change.now !== null ? entries[at]?.says : change.says,
        ]),
      );
      accepted++;
    }
    expect(accepted).toBeGreaterThan(20);
    const inOrder = async (of: Asking) => {
      // When, and by whom, is all that may differ, and so what hashes are made of: the texts, which verify holds to the rows.
      const masked = { recorded_at: '', recorded_by: '', reviewed_by: '', hash: '' };
      const tables = (await content(of, begun)).filter(([table]) => table !== 'tokens' && table !== 'entry_texts');
      return tables.map(([table, rows]) => [table, rows.map((row) => JSON.stringify({ ...(row as object), ...masked })).sort()]);
    };
    expect(await inOrder(ask)).toEqual(await inOrder(direct));
    expect((await verify(ask.tracker)).problems).toEqual([]);
    await direct.close();
  });

  it('is at the server that records, and not at one that only reads', async () => {
    const made = await proposed();
    const reader = createApp(ask.tracker, { readOnly: true });
    for (const path of ['/proposals.json', `${made.href}.json`])
      expect((await problemOf(await reader.request(path, { headers: by(ann) }), 404)).detail).toContain('only reads');
    await problemOf(await reader.request(`${made.href}/acceptance`, { method: 'POST', headers: by(eve) }), 405);
  });

  it('takes several calls as one', async () => {
    const body = EXAMPLES.NewProposal;
    expect(await bodyOf<{ entries: number }>(await ask.post('/proposals?dry_run=true', body, by(ann)), 200)).toMatchObject({
      entries: 2,
      dry_run: true,
    });
    const made = await bodyOf(await ask.post('/proposals', body, by(ann)), 202);
    expect(made.shown.changes).toMatchObject([{ now: null }, { says: 'dispute: example-pears', now: 'dispute: jp-cn-seafood' }]);
    const twice = await problemOf(await ask.post('/proposals', { calls: [body.calls[0], body.calls[0]] }, by(ann)), 409);
    expect(twice.detail).toMatch(/^call 2, POST \/disputes: .*exists already/);
    for (const calls of [
      [],
      [{ method: 'GET', path: '/bans', body: {} }],
      [{ method: 'POST', path: '/imports', body: {} }],
      [{ ...body.calls[0], path: '/disputes?dry_run=true' }],
    ])
      await problemOf(await ask.post('/proposals', { calls }, by(ann)), 400);
    await bodyOf(await accept(made.id), 201);
    expect(await ask.json(`/measures/${BAN}.json`)).toMatchObject({ dispute: 'example-pears' });
  });

  it('is in the browser: a contributor proposes, an editor looks at it and accepts', async () => {
    const contributor = await new Browser(ask).signIn(ann);
    const fields = { ...change, unsourced: 'true' };
    const preview = await textOf(await contributor.preview(RECORD, fields));
    expect(preview).toContain('value="propose"');
    expect(preview).not.toContain('value="record"');
    const form = previewed(preview, RECORD);
    const before = await content();
    expect(await textOf(await contributor.post(form.action, { ...form.fields, do: 'record' }), 403)).toContain(
      'proposes and records nothing',
    );
    const unseen = await contributor.post(form.action, { ...form.fields, until_on: '2028', do: 'propose' });
    expect(await textOf(unseen)).toContain('This is not what you saw before');
    const send = () => contributor.post(form.action, { ...form.fields, do: 'propose' });
    const answers = [await send(), await send()];
    expect(answers.map((answer) => [answer.status, answer.headers.get('location')])).toEqual(Array(2).fill([303, '/proposals/1']));
    expect(await content()).toEqual(before);

    const own = await contributor.page('/proposals/1');
    expect(wordsOf(own)).toContain('waits for a review');
    expect(own).not.toContain('/acceptance"');
    expect(own).toContain('Take it back');
    expect(await contributor.page('/proposals')).toContain('href="/proposals/1"');
    expect(await contributor.page('/proposals?state=accepted')).toContain('Nothing that you proposed was accepted yet.');

    const editor = await new Browser(ask).signIn(eve);
    expect(await editor.page('/proposals?state=rejected')).toContain('No proposal was rejected.');
    expect(await textOf(await editor.preview(RECORD, fields))).toMatch(/value="record"[\s\S]*value="propose"/);
    expect(await editor.page('/')).toContain('href="/proposals"');
    const html = await editor.page('/proposals/1?on=2024-10-24');
    expect(wordsOf(html)).toMatch(/In force\s*Suspended\s*from 1 December 2026/);
    const rejection = formTo(html, '/proposals/1/rejection');
    expect(wordsOf(await textOf(await editor.post(rejection.action, { ...rejection.fields, reason: ' ' }), 400))).toContain('Say why');
    const acceptance = formTo(html, '/proposals/1/acceptance');
    await textOf(await editor.post(acceptance.action, { ...acceptance.fields, csrf: 'x' }), 403);
    await textOf(await editor.post(acceptance.action, acceptance.fields, {}), 403);
    expect((await editor.post(acceptance.action, acceptance.fields)).headers.get('location')).toBe('/proposals/1');
    expect(wordsOf(await editor.page('/proposals/1'))).toMatch(/accepted by eve/);
    expect((await new Browser(ask).post(acceptance.action, acceptance.fields)).headers.get('location')).toMatch(/^\/sign-in/);
  });

  it('of one’s own is for somebody else, on a page too', async () => {
    const editor = await new Browser(ask).signIn(eve);
    const form = previewed(await textOf(await editor.preview(RECORD, { ...change, unsourced: 'true' })), RECORD);
    const { location } = Object.fromEntries((await editor.post(form.action, { ...form.fields, do: 'propose' })).headers);
    const html = await editor.page(location ?? '');
    expect(html).not.toContain('/acceptance"');
    const { fields } = formTo(html, `${location}/rejection`);
    const refused = await textOf(await editor.post(`${location}/acceptance`, fields), 403);
    expect(wordsOf(refused)).toContain('is your own');
    const admin = await new Browser(ask).signIn(await tokenOf('root', 'admin'));
    expect(await admin.page(location ?? '')).toContain('/acceptance"');
  });

  it('says on its page that the ledger has moved on', async () => {
    const made = await proposed();
    await ask.post(`/measures/${BAN}/status-changes`, {
      status: 'partially_lifted',
      exemptions: [{ goods: ['030722'] }],
      effective_on: '2026-11-25',
      ...unsourced,
    });
    const editor = await new Browser(ask).signIn(eve);
    const html = await editor.page(made.href);
    expect(wordsOf(html)).toContain('The ledger has moved on');
    expect(wordsOf(html)).toMatch(/shown was “suspended” from 2026-12-01 in place of “in force”/);
    expect(html).not.toContain('/acceptance"');
    const { fields } = formTo(html, `${made.href}/rejection`);
    expect(wordsOf(await textOf(await editor.post(`${made.href}/acceptance`, fields), 409))).toContain('not what was shown');
  });

  it('takes every form, as the call that it stands for', async () => {
    const { sources: _sources, ...resolution } = EXAMPLES.NewResolution;
    await ask.post(`/disputes/${EXAMPLE_IDS.disputes}/resolutions`, { ...resolution, ...unsourced });
    const browser = await new Browser(ask).signIn(ann);
    const none = { unsourced: 'true' };
    const happened = { type: 'talks', happened_on: '2026-11-20', title: 'Talks', ...none };
    const apples = {
      title: 'Apples',
      kind: 'ban',
      type: 'import_ban',
      imposed_by: 'China',
      covers_goods: ['0808.10'],
      status: 'in_force',
      effective_on: '2026-11-01',
      ...none,
    };
    const filled: Record<string, Record<string, string | string[]>> = {
      '/measures/{id}/record': { ...change, ...none },
      '/disputes/{id}/record': { status: 'lifted', effective_on: '2026-12-01', ...none },
      '/measures/{id}/check': {},
      '/disputes/{id}/check': {},
      '/ledger/{seq}/correct': { reason: 'It was not so.', taking: 'back' },
      '/disputes/{id}/resolve': { method: 'expiry', terms: 'It ends.', [`reaches-${BAN}`]: 'lifted', ...none },
      '/resolutions/{seq}/implement': { effective_on: '2027-01-15', ...none },
      '/resolutions/{seq}/collapse': { effective_on: '2027-01-15', ...none },
      '/measures/{id}/add/milestone': happened,
      '/disputes/{id}/add/milestone': happened,
      '/wto-cases/{id}/add/milestone': { ...happened, type: 'wto_stage', stage: 'panel_report' },
      '/measures/{id}/add/link': { type: 'related_to', to: 'DS610', ...none },
      '/measures/{id}/add/quota': { period: '2027', quantity: '100', unit: 't', ...none },
      '/measures/{id}/add/duty-rule': { type: 'replaces_base', first_on: '2027-01-01', ...none },
      '/measures/{id}/add/coverage': { effective_on: '2026-12-01', ...none },
      '/measures/{id}/add/rates': { effective_on: '2027-01-01', ...none },
      '/add/dispute': { title: 'Apples', parties: 'New Zealand; South Korea', tier: 'core' },
      '/add/company': { name: 'Acme Motors' },
      '/add/source': { publisher: 'MOFCOM', title: 'Notice 99', kind: 'official' },
      '/add/wto-case': { id: 'DS998', complainant: 'NZ', respondent: 'China' },
      '/disputes/{id}/edit': { title: 'Another title' },
      '/exporters/{id}/edit': { home: 'Japan' },
      '/sources/{id}/edit': { note: 'Read again.' },
      '/wto-cases/{id}/edit': { title: 'Another title' },
      '/add/measure': apples,
      '/disputes/{id}/add/measure': apples,
      '/measures/{id}/edit': { title: 'Another title' },
      '/add/jurisdiction': { code: 'SU', name: 'Soviet Union', kind: 'state', exists_until: '1991-12-26' },
      '/jurisdictions/{id}/edit': { aliases: 'Nippon' },
      '/jurisdictions/{id}/add/area': { code: 'JP-99', name: 'Sea' },
      '/areas/{id}/edit': { name: 'Ezo' },
    };
    const names: Record<string, string> = EXAMPLE_IDS;
    const tariffs = ['/measures/{id}/add/rates', '/measures/{id}/add/duty-rule'];
    const seqOf = async (kind: string) => (await ask.execute(`select max(seq) as seq from ledger where kind = '${kind}'`))[0]?.seq;
    for (const { path } of FORMS) {
      const fields = filled[path];
      if (fields === undefined) throw new Error(`nobody fills in the form ${path}: say how`);
      const id = tariffs.includes(path) ? 'eu-cn-bev-cvd' : (names[path.split('/')[1] ?? ''] ?? '');
      const seq = await seqOf(path.startsWith('/ledger') ? 'milestone' : 'resolution');
      const address = path.replace('{id}', id).replace('{seq}', String(seq));
      const form = previewed(await textOf(await browser.preview(address, fields)), address);
      const answer = await browser.post(form.action, { ...form.fields, do: 'propose' });
      expect(answer.headers.get('location'), `${path} ${answer.status}`).toMatch(/^\/proposals\/\d+$/);
      const { id: made } = await bodyOf(await get(`${answer.headers.get('location')}.json`, eve), 200);
      const isForAdmins = /jurisdiction|area/.test(path);
      if (isForAdmins) expect((await accept(made, eve)).status).toBe(403);
      const reviewer = isForAdmins ? await ask.adminToken() : eve;
      expect(await bodyOf(await accept(made, reviewer, '?dry_run=true'), 200), path).toMatchObject({ state: 'accepted' });
    }
  });

  it('takes an uploaded sheet, as it was previewed', async () => {
    const browser = await new Browser(ask).signIn(ann);
    const data = new FormData();
    data.set('csrf', formTo(await browser.page('/import'), '/import').fields.csrf?.[0] ?? '');
    data.set('file', new File(['id,name\nup-1,Up One\n'], 'companies.csv', { type: 'text/csv' }));
    const html = await textOf(await browser.send('/import', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body: data }));
    expect(html).toContain('Propose exactly this');
    expect(html).not.toContain('Record exactly this');
    const form = formTo(html, '/import/record');
    await textOf(await browser.post(form.action, { ...form.fields, do: 'record' }), 403);
    const answer = await browser.post(form.action, { ...form.fields, do: 'propose' });
    expect(answer.headers.get('location')).toBe('/proposals/1');
    expect(await bodyOf(await get('/proposals/1.json', ann), 200)).toMatchObject({ note: 'The sheet companies.csv', entries: 1 });
  });
});
