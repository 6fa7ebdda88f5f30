import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, describe, expect, it } from 'vitest';
import { bundledTracker } from '../support/database.ts';
import { sourceProgram } from '../support/program.ts';
import { CommandLine } from './command-line.ts';

const line = new CommandLine();
afterAll(() => line.close());

describe('trade-disputes mcp', () => {
  it('answers an assistant over its pipes, with the official client, and ends with it', async () => {
    const t = await bundledTracker();
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [sourceProgram(), 'mcp', '--database', `file:${t.file}`, '--site', 'https://disputes.example'],
      stderr: 'pipe',
    });
    let complaints = '';
    transport.stderr?.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    const client = new Client({ name: 'tests', version: '1' });
    await client.connect(transport);
    expect(client.getServerVersion()?.name).toBe('trade-disputes');
    const answer = await client.callTool({
      name: 'list_measures',
      arguments: { kind: 'ban', imposed_by: 'China', affected: 'JP', on: '2024-10-24' },
    });
    expect(answer.structuredContent).toMatchObject({
      on: '2024-10-24',
      took: { imposed_by: 'CN' },
      permalink: expect.stringMatching(/^https:\/\/disputes\.example\/bans\?imposed_by=CN&affected=JP&on=2024-10-24&known_at=/),
    });
    const refused = await client.callTool({ name: 'show_measure', arguments: { id: 'nope' } });
    expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('there is no measure "nope"') }] });
    await client.close();
    expect(complaints).toBe('');
    await t.close();
  });

  it('proposes in the name of whoever lets it, and only then', async () => {
    const t = await bundledTracker();
    const tools = async (...args: string[]) => {
      const client = new Client({ name: 'tests', version: '1' });
      const command = [sourceProgram(), 'mcp', '--database', `file:${t.file}`, ...args];
      await client.connect(new StdioClientTransport({ command: process.execPath, args: command, stderr: 'inherit' }));
      return { client, names: (await client.listTools()).tools.map(({ name }) => name) };
    };
    const reading = await tools();
    expect(reading.names).not.toContain('propose_changes');
    await reading.client.close();
    const { client, names } = await tools('--propose', '--by', 'ann');
    expect(names).toContain('propose_changes');
    const body = { status: 'suspended', effective_on: '2026-12-10', unsourced: true };
    const calls = [{ method: 'POST', path: '/measures/cn-jp-aquatic-2025/status-changes', body }];
    const answer = await client.callTool({ name: 'propose_changes', arguments: { calls } });
    expect(answer.structuredContent).toMatchObject({ proposal: 1, author: 'ann', would_change: { entries: 1 } });
    await client.close();
    expect(await t.execute('select author, state from proposals')).toEqual([{ author: 'ann', state: 'open' }]);
    await t.close();
  });

  it('opens the database to read, and refuses a site that is none', async () => {
    await line.load();
    expect(await line.run(['mcp'])).toMatchObject({ code: 0, out: '' });
    expect(await line.run(['mcp', '--site', 'https://disputes.example/'])).toMatchObject({ code: 0 });
    expect(line.assisted.map(({ site, proposer }) => [site, proposer])).toEqual([
      ['', null],
      ['https://disputes.example', null],
    ]);
    expect((await line.run(['mcp', '--propose'])).code).toBe(0);
    expect(line.assisted.at(-1)?.proposer).toBe('tester');
    expect(await line.run(['mcp', '--by', 'ann'])).toMatchObject({ code: 2, err: expect.stringContaining('add --propose') });
    for (const site of ['disputes.example', 'ftp://x', 'https://x/path'])
      expect(await line.run(['mcp', '--site', site])).toMatchObject({
        code: 2,
        err: expect.stringContaining(`"${site}" must be the address`),
      });
    expect(await line.run(['mcp', '--database', 'file:/nowhere/none.db'])).toMatchObject({ code: 1 });
  });
});
