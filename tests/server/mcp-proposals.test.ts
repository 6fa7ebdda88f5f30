import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken, revokeToken } from '../../src/changes/access.ts';
import { CALLS } from '../../src/changes/calls.ts';
import { createApp } from '../../src/server/app.ts';
import { MOST } from '../../src/server/assistants/answers.ts';
import type { App } from '../../src/server/context.ts';
import type { Proposal } from '../../src/things/proposal.ts';
import { type Asking, asking } from './asking.ts';

const SITE = 'https://disputes.example';
const BAN = 'cn-jp-aquatic-2025';
const SUSPENSION = {
  method: 'POST',
  path: `/measures/${BAN}/status-changes`,
  body: { status: 'suspended', effective_on: '2026-12-10', sources: ['seed'] },
};

let ask: Asking;
let contributor: { id: number; token: string };
beforeAll(async () => {
  ask = await asking();
  contributor = await createToken(ask.tracker, 'tests', 'Ann’s assistant', 'contributor');
});
afterAll(() => ask.close());

/** The official client over an app, with a token or without. */
async function assistant(token?: string, app: App = ask.app): Promise<Client> {
  const client = new Client({ name: 'tests', version: '1' });
  const fetch = async (url: string | URL, init?: RequestInit): Promise<Response> => app.request(String(url), init ?? {});
  const requestInit = token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${SITE}/mcp`), { fetch, requestInit }));
  return client;
}

async function called(client: Client, name: string, args: object) {
  const { isError = false, content, structuredContent } = await client.callTool({ name, arguments: { ...args } });
  const [{ text } = { text: '' }] = content as { text: string }[];
  expect(text.length).toBeLessThanOrEqual(MOST);
  return { isError, text, body: structuredContent as Record<string, unknown> };
}

const headOf = async (): Promise<string> => JSON.stringify(await ask.execute('select seq, recorded_at from change_seq'));

describe('an assistant that proposes', () => {
  it('learns which calls there are, and what each takes, with an example', async () => {
    const client = await assistant();
    const { body } = await called(client, 'describe_change', {});
    expect((body.calls as { call: string }[]).map(({ call }) => call)).toEqual(CALLS.map(({ route }) => route));
    for (const { route } of CALLS) {
      const one = await called(client, 'describe_change', { call: route });
      expect([route, one.isError]).toEqual([route, false]);
      expect(one.body).toMatchObject({ call: route, body: expect.any(Object), example: expect.any(Object) });
    }
    expect((await called(client, 'describe_change', { call: `post ${SUSPENSION.path}` })).body.call).toBe(
      'POST /measures/{id}/status-changes',
    );
    expect((await called(client, 'describe_change', { call: 'DELETE /measures' })).text).toContain(
      '"DELETE /measures" is no call that records',
    );
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'propose_changes')).toMatchObject({
      inputSchema: { required: ['calls'], properties: { calls: { type: 'array' }, dry_run: { type: 'boolean' } } },
      annotations: { readOnlyHint: false, destructiveHint: false },
    });
    await client.close();
  });

  it('proposes with a token, is told what it would change and where it waits, and records nothing', async () => {
    const before = await headOf();
    const client = await assistant(contributor.token);
    const rehearsed = await called(client, 'propose_changes', { calls: [SUSPENSION], dry_run: true });
    expect(rehearsed.body).toMatchObject({ dry_run: true, kept: false, would_change: { entries: 1 } });
    const { body } = await called(client, 'propose_changes', { calls: [SUSPENSION], note: 'from the notice of today' });
    expect(body).toMatchObject({
      ...{ proposal: 1, state: 'open', author: 'Ann’s assistant', permalink: `${SITE}/proposals/1` },
      would_change: { entries: 1, changes: [{ kind: 'status_change', about: BAN, effective_on: '2026-12-10', sources: ['seed'] }] },
    });
    expect(await headOf()).toBe(before);
    // A question goes with a token as well as without.
    expect((await called(client, 'show_measure', { id: BAN })).isError).toBe(false);
    await client.close();

    const seen = await ask.app.request('/proposals/1.json', { headers: { authorization: `Bearer ${ask.token}` } });
    expect((await seen.json()) as Proposal).toMatchObject({
      author: 'Ann’s assistant',
      note: 'from the notice of today',
      calls: [SUSPENSION],
    });
    const accepted = await ask.post('/proposals/1/acceptance', {});
    expect(accepted.status).toBe(201);
    expect(await headOf()).not.toBe(before);
  });

  it('is told what is wrong: with who proposes first, then with what', async () => {
    const revoked = await createToken(ask.tracker, 'tests', 'gone', 'editor');
    await revokeToken(ask.tracker, 'tests', revoked.id);
    const before = await headOf();
    for (const [token, words] of [
      [undefined, 'Authorization: Bearer TOKEN; trade-disputes token create NAME --role contributor makes one'],
      ['td_nobody', 'the token is unknown or revoked'],
      [revoked.token, 'the token is unknown or revoked'],
    ] as const) {
      const client = await assistant(token);
      const { isError, text } = await called(client, 'propose_changes', { calls: [{ method: 'POST', path: '/nowhere', body: {} }] });
      expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
      // Its questions are answered all the same.
      expect((await called(client, 'search', { q: 'wine' })).isError).toBe(false);
      await client.close();
    }
    const client = await assistant(contributor.token);
    const complaint = async (calls: unknown): Promise<string> => {
      const { isError, text } = await called(client, 'propose_changes', { calls });
      expect(isError).toBe(true);
      return text;
    };
    expect(await complaint([])).toContain('must have a call');
    expect(await complaint([{ ...SUSPENSION, path: '/nowhere' }])).toContain('"POST /nowhere" is no call that records');
    expect(await complaint([{ ...SUSPENSION, body: { status: 'gone', effective_on: '2026-12-10', unsourced: true } }])).toContain('status');
    expect(await complaint([{ ...SUSPENSION, body: { status: 'suspended', effective_on: '2026-12-10' } }])).toContain('unsourced');
    expect(await complaint([{ ...SUSPENSION, path: '/measures/nope/status-changes' }])).toContain('there is no measure "nope"');
    expect(await headOf()).toBe(before);
    await client.close();
  });

  it('finds no such tools at a server that only reads', async () => {
    const client = await assistant(contributor.token, createApp(ask.tracker, { readOnly: true }));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain('propose_changes');
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    await client.close();
  });

  it('who tries many tokens is slowed down here too', async () => {
    const other = await asking();
    const client = await assistant('td_guess', other.app);
    const texts: string[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) texts.push((await called(client, 'propose_changes', { calls: [SUSPENSION] })).text);
    expect(texts.at(-1)).toContain('too many tokens from your address did not work');
    await client.close();
    await other.close();
  });
});
