import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../src/changes/access.ts';
import { createClient, ProblemError } from '../src/client.ts';
import { type Asking, asking } from './server/asking.ts';
import { ukAnswer } from './support/official.ts';

let asked: Asking;
beforeAll(async () => {
  asked = await asking();
});
afterAll(() => asked.close());

/** A client of the app, which is asked without a network. */
const client = (token?: string) =>
  createClient({
    baseUrl: 'http://localhost/',
    ...(token !== undefined && { token }),
    fetch: (address, init) => asked.app.request(address, init),
  });

it.each(['localhost:3000', '', undefined])('%s is told to be no address before anything is asked', (baseUrl) => {
  expect(() => createClient({ baseUrl: baseUrl as string })).toThrow(
    `baseUrl "${baseUrl}" must be an address such as http://localhost:3000`,
  );
});

const refused = async (call: Promise<unknown>): Promise<ProblemError['problem']> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error.problem;
  throw new Error(`expected a ProblemError, not ${error}`);
};

const LIFTED = { status: 'lifted', effective_on: '2027-02-01', unsourced: true } as const;

describe('asking', () => {
  it('sends a sheet of shipments to be answered', async () => {
    const sheet = 'importer,origin,product,exporter,on\nEU,China,8703801010,BYD,2024-10-30\n';
    expect((await client().shipments(sheet)).data.map(({ pays }) => pays)).toEqual(['27.0%']);
    expect(await (await client().shipments.csv(new TextEncoder().encode(sheet))).text()).toContain('eu-cn-bev-cvd 17.0%');
  });

  it('gives a page with the clocks of the answer, numbers and lists taken as they are', async () => {
    const page = await client().measures({ on: '2024-10-25', status: ['threatened', 'declined'], limit: 2, count: true });
    expect(page).toEqual(await asked.json(`/measures.json?on=2024-10-25&status=threatened,declined&limit=2&count=true`));
    expect(page.data).toHaveLength(2);
    expect(page.on).toBe('2024-10-25');
  });

  it('gives every row of a list, from page to page', async () => {
    const ids: string[] = [];
    for await (const { id } of client().bans.all({ on: '2024-10-24', limit: 3 })) ids.push(id);
    expect(ids).toEqual(await asked.ids('/bans.json?on=2024-10-24&limit=500'));
    expect(ids.length).toBeGreaterThan(3);
  });

  it('gives the whole of a list, a record or a duty as CSV', async () => {
    const csv = await client().bans.csv({ on: '2024-10-24', affected: 'JP' });
    expect(csv.headers.get('x-on')).toBe('2024-10-24');
    expect(await csv.text()).toMatch(/^id,kind,type,title/);
    const parquet = await (await client().bans.parquet({ on: '2024-10-24', affected: 'JP' })).arrayBuffer();
    expect(new TextDecoder().decode(parquet.slice(0, 4))).toBe('PAR1');
    expect((await client().rates({ imposed_by: 'EU', limit: 2 })).data).toHaveLength(2);
    const lines = await (await client().bans.jsonl({ on: '2024-10-24', affected: 'JP' })).text();
    expect(lines.split('\n').map((line) => line && (JSON.parse(line) as { affected: string[] }).affected[0])).toContain('JP');
    expect(await (await client().measure.csv('cn-au-wine-ad', { on: '2024-10-24' })).text()).toMatch(/^seq,kind,/);
    const question = { importer: 'EU', origin: 'CN', product: '8703801010', on: '2024-10-30' } as const;
    expect(await (await client().duty.csv(question)).text()).toMatch(/^part,measure,/);
    expect(await (await client().dutyHistory.csv({ importer: 'EU', origin: 'CN', product: '8703801010' })).text()).toMatch(/^from,until,/);
  });

  it('gives records, a duty, what words mean and the overview', async () => {
    expect((await client().measure('eu-cn-bev-cvd', { exporter: 'Tesla' })).rate_steps?.length).toBeGreaterThan(2);
    expect((await client().dispute('jp-cn-seafood', { on: '2025-07-01' })).state).toBe('easing');
    const duty = await client().duty({
      importer: 'EU',
      origin: 'CN',
      product: '8703801010',
      exporter: 'BYD',
      on: '2024-10-30',
      customs_value: '20000',
      currency: 'EUR',
      quantity: ['1 unit', '1500 kg'],
      fx: 'EUR:USD=1.08',
    });
    expect(duty.total_amount).toEqual({ amount: '5400.00', currency: 'EUR' });
    expect(duty.question.quantity).toEqual(['1 unit', '1500 kg']);
    const cars = { importer: 'EU', origin: 'CN', product: '8703801010', exporter: 'BYD', from: '2024-07-01', to: '2024-12-31' };
    const { data } = await client().dutyHistory({ ...cars, quantity: ['1 unit', '1500 kg'] });
    expect(data.map((row) => row.total_ad_valorem_pct)).toEqual(['10', '10', '27.0']);
    expect((await client().search({ q: 'wine', on: '2024-03-01' })).measures.length).toBeGreaterThan(0);
    expect((await client().overview({ on: '2024-10-24' })).bans).toBeGreaterThan(0);
    expect((await client().restrictions({ on: '2024-10-24' })).restrictions).toContainEqual(
      expect.objectContaining({ imposed_by: 'CN', affected: 'JP' }),
    );
  });

  it('throws what the server refuses, with its problem document', async () => {
    const problem = await refused(client().bans({ on: '2024-02-30' }));
    expect(problem).toMatchObject({ status: 400, code: 'invalid', errors: [{ path: 'on' }] });
    expect((await refused(client().dispute('no/such?dispute'))).status).toBe(404);
  });

  it('names the address where nobody answers, and why; what gave up by itself is thrown as it is', async () => {
    const { port, close } = await new Promise<{ port: number; close(): void }>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () =>
        resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() }),
      );
    });
    close();
    const baseUrl = `http://127.0.0.1:${port}`;
    await expect(createClient({ baseUrl }).measure('x')).rejects.toThrow(`no answer from ${baseUrl}/measures/x.json: connect ECONNREFUSED`);
    const signal = AbortSignal.abort();
    await expect(createClient({ baseUrl, fetch: (address, init) => fetch(address, { ...init, signal }) }).bans()).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('says so where something before the server answered', async () => {
    const behind = createClient({
      baseUrl: 'http://localhost',
      fetch: () => new Response('<html>', { status: 502, statusText: 'Bad Gateway' }),
    });
    expect(await refused(behind.sources())).toMatchObject({ status: 502, detail: 'GET /sources.json was answered 502 Bad Gateway' });
    const signIn = createClient({
      baseUrl: 'http://localhost',
      fetch: () => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } })),
    });
    for (const call of [signIn.sources(), signIn.bans.csv()])
      expect((await refused(call)).detail).toMatch(/^GET \/\w+\.\w+ was answered 200 with a page, which is no answer of the tracker/);
    const empty = createClient({ baseUrl: 'http://localhost', fetch: () => new Response('') });
    expect((await refused(empty.sources())).detail).toMatch(/was answered 200 without any JSON, which is no answer of the tracker/);
  });
});

describe('writing', () => {
  it('reports a dry run, records once for one key, and refuses what was seen too long ago', async () => {
    const measure = 'cn-jp-aquatic-2025';
    const { last_seq, state_tag } = await client().measure(measure);
    expect((await client(asked.token).recordStatusChanges(measure, LIFTED, { dryRun: true })).dry_run).toBe(true);
    expect((await client().measure(measure)).last_seq).toBe(last_seq);
    const options = { idempotencyKey: 'one', ifMatch: state_tag };
    const recorded = await client(asked.token).recordStatusChanges(measure, LIFTED, options);
    expect(recorded.recorded).toMatchObject([{ kind: 'status_change', measure }]);
    expect(await client(asked.token).recordStatusChanges(measure, LIFTED, options)).toEqual(recorded);
    const milestone = { type: 'vote', happened_on: '2027-02-02', title: 'A vote', unsourced: true } as const;
    for (const ifMatch of [state_tag, last_seq])
      expect((await refused(client(asked.token).recordMilestone(measure, milestone, { ifMatch }))).status).toBe(412);
    // The number of now, of a ledger that went on otherwise: a backup was restored.
    const now = await client().measure(measure);
    const other = `${now.last_seq}-${'0'.repeat(12)}`;
    expect((await refused(client(asked.token).recordMilestone(measure, milestone, { ifMatch: other }))).status).toBe(412);
    // As itself, and as the ETag that the server gives with it.
    for (const ifMatch of [now.state_tag, `"${now.state_tag}"`])
      expect((await client(asked.token).recordMilestone(measure, milestone, { ifMatch, dryRun: true })).dry_run).toBe(true);
  });

  it('leaves no option out that it does not know: the server takes or refuses it', async () => {
    const measure = 'cn-jp-aquatic-2025';
    const { last_seq } = await client().measure(measure);
    const vote = { type: 'vote', happened_on: '2027-02-03', title: 'Another vote', unsourced: true } as const;
    // Plain JavaScript may say what the types forbid: here as the HTTP interface calls it.
    const dry = { dry_run: true } as object;
    expect((await client(asked.token).recordMilestone(measure, vote, dry)).dry_run).toBe(true);
    const unknown = (await refused(client(asked.token).recordMilestone(measure, vote, { dryrun: true } as object))).detail;
    expect(unknown).toContain('"dryrun" is not known here');
    const sheet = (await refused(client(asked.token).importSheet('id,name\na-company,A\n', { dryRun: true } as object))).detail;
    expect(sheet).toContain('"dryRun" is not known here');
    expect((await client().measure(measure)).last_seq).toBe(last_seq);
  });

  it('records checks of a measure and of a dispute', async () => {
    const check = { checked_on: '2026-11-09' };
    expect((await client(asked.token).recordCheck('cn-au-coal', check)).measure?.checked_on).toBe('2026-11-09');
    expect((await client(asked.token).recordDisputeCheck('us-br', check)).dispute?.id).toBe('us-br');
    expect((await client().dispute('us-br')).checked_on).toBe('2026-11-09');
  });

  it('previews a sheet, and records it as it was shown', async () => {
    const sheet = 'id,name\nclient-motors,Client Motors\n';
    const preview = await client(asked.token).previewSheet(sheet, { kind: 'exporters' });
    expect(preview).toMatchObject({ recordable: true, added: 1, preview: [{ id: 'client-motors', action: 'added' }] });
    const bytes = new TextEncoder().encode(sheet);
    const options = { state: preview.state, idempotencyKey: 'sheet' };
    expect(await client(asked.token).importSheet(bytes, options)).toMatchObject({ sheet: 'exporters', recorded: 1 });
    expect(await client(asked.token).importSheet(bytes, options)).toMatchObject({ recorded: 1 });
    expect((await refused(client(asked.token).importSheet(sheet, { state: 1 }))).status).toBe(412);
    expect((await client().wtoCase('DS602', { on: '2022-01-01' })).stage).toBe('panel_established');
  });

  it('proposes calls and sheets, which another token accepts or rejects', async () => {
    const { token } = await createToken(asked.tracker, 'test', 'ann', 'contributor');
    const ann = client(token);
    const editor = client(asked.token);
    const company = { id: 'proposed-motors', name: 'Proposed Motors' };
    expect((await refused(ann.addExporter(company))).status).toBe(403);
    const made = await ann.addExporter(company, { propose: true, idempotencyKey: 'p' });
    expect(await ann.addExporter(company, { propose: true, idempotencyKey: 'p' })).toEqual(made);
    expect(made).toMatchObject({ state: 'open', author: 'ann', entries: 1 });
    const sheet = await ann.proposeSheet('id,name\nsheet-motors,Sheet Motors\n', { kind: 'exporters' });
    const edit = await ann.editExporter('tesla', { name: 'Tesla Motors' }, { propose: true });
    const several = await ann.propose({ calls: [{ method: 'PATCH', path: '/exporters/tesla', body: { home: 'US' } }], note: 'Home' });
    const ids = [several, edit, sheet, made].map(({ id }) => id);
    expect((await ann.proposals({ state: 'open', limit: 4 })).data.map(({ id }) => id)).toEqual(ids);
    expect((await refused(ann.acceptProposal(made.id))).status).toBe(403);
    expect(await editor.acceptProposal(made.id, { dryRun: true })).toMatchObject({ state: 'accepted', dry_run: true });
    expect(await editor.acceptProposal(made.id)).toMatchObject({ state: 'accepted', reviewer: 'desk' });
    expect((await editor.exporters({ q: 'proposed' })).data).toHaveLength(1);
    expect((await editor.rejectProposal(edit.id, { reason: 'No' })).state).toBe('rejected');
    expect(await ann.proposal(edit.id)).toMatchObject({ reason: 'No', reviewer: 'desk' });
    expect((await refused(client().proposals())).status).toBe(401);
  });

  it('proposes an official document, after a look at what it says', async () => {
    const content = ukAnswer('8516797010', [{ type: '552', duty: '12.40 %' }]);
    const editor = client(asked.token);
    const read = await editor.previewDocument(content, { format: 'uk-tariff' });
    expect(read).toMatchObject({ about: 'UK commodity 8516797010', proposal: null, effect: { entries: 6 } });
    const options = { format: 'uk-tariff', idempotencyKey: 'document' } as const;
    const made = await editor.proposeDocument(new TextEncoder().encode(content), options);
    expect(made).toMatchObject({ state: 'open', author: 'desk', entries: 6 });
    expect(await editor.proposeDocument(content, options)).toEqual(made);
    const again = await editor.proposeDocument(content, { format: 'uk-tariff' });
    expect(again).toMatchObject({ effect: null, proposal: 'id' in made ? made.id : null });
    expect((await refused(editor.previewDocument(content, { format: 'uk-tariff', imposedBy: 'GB' }))).detail).toContain('imposed_by');
  });

  it('needs a token, and tells which statuses may follow', async () => {
    expect((await refused(client().recordStatusChanges('cn-au-wine-ad', LIFTED))).status).toBe(401);
    const problem = await refused(client(asked.token).recordStatusChanges('cn-au-wine-ad', LIFTED));
    expect(problem).toMatchObject({ status: 409, code: 'conflict' });
    expect(Array.isArray(problem.lawful)).toBe(true);
  });
});

describe('the client and the server', () => {
  it('have the same calls', async () => {
    const made = new Set<string>();
    const recording = createClient({
      baseUrl: 'http://localhost',
      fetch: (address, { method }) => {
        made.add(`${method} ${new URL(address).pathname.replace(/(.)\.(?:json|csv|jsonl|xlsx|parquet|atom|ics)$/, '$1')}`);
        return Response.json({ data: [], next: null });
      },
    });
    for (const method of Object.values(recording)) {
      // Called alike, though each takes other arguments: only the address matters.
      const call = method as (...given: unknown[]) => Promise<unknown>;
      await call('ID', {});
    }
    const { paths } = await asked.json<{ paths: Record<string, Record<string, { tags: string[] }>> }>('/openapi.json');
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        // Pictures, and pages for other pages, are for a browser to fetch.
        .filter(([, { tags }]) => !tags.includes('Service') && !/^\/embed\/|\.(?:svg|png)$/.test(path))
        .map(
          ([method]) =>
            `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, 'ID').replace(/(.)\.(?:json|csv|jsonl|xlsx|parquet|atom|ics)$/, '$1')}`,
        ),
    );
    expect([...made].sort()).toEqual([...new Set(described)].sort());
  });

  it('share types alone: the client runs without the packages of the server', () => {
    const importsOf = (file: string): string[] =>
      readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')
        .split('\n')
        .filter((line) => /^import (?!type )/.test(line));
    expect(importsOf('client.ts')).toEqual([
      expect.stringMatching(/from '\.\/things\/asking\.ts';$/),
      expect.stringMatching(/from '\.\/things\/client-answers\.ts';$/),
    ]);
    for (const file of ['things/asking.ts', 'things/client-answers.ts']) expect(importsOf(file)).toEqual([]);
  });
});
