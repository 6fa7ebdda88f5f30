import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Watch } from '../../src/things/watch.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
let receiver: Receiver;
beforeAll(async () => {
  [line, receiver] = [await new CommandLine().load(), await openReceiver()];
});
afterAll(async () => {
  await receiver.close();
  line.close();
});

const COGNAC = ['--product', 'cognac', '--imposed-by', 'china'];

describe('watch', () => {
  test('add says what it took words for and shows the secret this once; list, remove and log never do', async () => {
    const { code, err } = await line.run(['watch', 'add', receiver.url, ...COGNAC, '--dry-run']);
    expect([code, err]).toEqual([0, '--imposed-by: taken as CN\n--product: taken as 220820\ndry run: nothing was recorded\n']);
    const made = await line.json<{ id: number; secret: string; filters: object }>('watch', 'add', receiver.url, ...COGNAC);
    expect(made).toMatchObject({
      id: 1,
      filters: { imposed_by: 'CN', product: '220820' },
      secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
    });
    const { data } = await line.json<{ data: Watch[] }>('watch', 'list');
    expect(data).toMatchObject([{ id: 1, state: 'active', filters: { imposed_by: 'CN', product: '220820' }, made_by: 'tester' }]);
    for (const format of ['table', 'json', 'csv', 'jsonl'])
      for (const command of [['list'], ['log'], ['log', '1']])
        expect(await line.out('watch', ...command, '--format', format)).not.toContain(made.secret);
    expect(await line.csv('watch', 'list')).toMatchObject([{ id: '1', filters: 'imposed_by=CN product=220820' }]);
  });

  test.each([
    [['watch', 'add', 'ftp://example.org'], 'must be a web address'],
    [['watch', 'add', 'https://example.org', '--secret', 'hidden'], 'the secret must be whsec_ and 24 to 64 bytes in base64'],
    [['watch', 'add', 'https://example.org', '--dispute', 'nowhere'], 'there is no dispute "nowhere"'],
    [['watch', 'add', 'https://example.org', '--product', 'wine and cheese'], '"wine and cheese" is no word for goods that is known here'],
    [['watch', 'add', 'https://example.org', '--status', 'gone'], '"gone" is no status'],
    [['watch', 'add', 'https://example.org', '--known-at', '2024-01-01'], "unknown option '--known-at'"],
    [['watch', 'remove', '99'], 'there is no watch 99 that has not ended'],
    [['watch', 'remove', 'x'], '"x" is no number of a watch'],
    [['watch', 'log', '99'], 'there is no watch 99'],
    [['watch', 'test', '99'], 'there is no watch 99 that has not ended'],
  ])('%j is refused', async (args, words) => {
    const { code, out, err } = await line.run(args);
    expect([code > 0, out]).toEqual([true, '']);
    expect(err).toContain(words);
    expect(err).not.toContain('hidden');
  });

  test('add says that goods have another code now', async () => {
    const { code, err } = await line.run(['watch', 'add', receiver.url, '--product', '8517.12', '--dry-run']);
    expect([code, err]).toEqual([
      0,
      '"851712" is of no goods of the Harmonized System of 2022, in force that day: 8517.12 is in its editions from 2007 to 2017. What names its goods by another code is not found: ask by that one\ndry run: nothing was recorded\n',
    ]);
  });

  test('add says that nothing is sent to an address of a private network as long as it is not permitted', async () => {
    const { code, err } = await line.run(['watch', 'add', 'http://10.0.0.7/hook', '--dry-run']);
    expect([code, err]).toEqual([
      0,
      'with WATCH_NETWORKS as it is set here, nothing is sent there: 10.0.0.7 is no address of the internet: whoever runs the server permits it by WATCH_NETWORKS\ndry run: nothing was recorded\n',
    ]);
  });

  test('test sends a signed message that tells nothing, and says what came of it', async () => {
    expect(await line.json('watch', 'test', '1')).toEqual({ watch: 1, url: receiver.url, http_status: 204 });
    expect(JSON.parse(receiver.received.at(-1)?.body ?? '')).toMatchObject({ type: 'watch.test', data: { watch: 1 } });
    receiver.answer = () => 404;
    const { code, err } = await line.run(['watch', 'test', '1']);
    expect([code, err]).toEqual([1, `${receiver.url} did not take the message: it answered 404\n`]);
    // It is no delivery.
    expect(await line.csv('watch', 'log')).toEqual([]);
  });

  test('remove ends it for good', async () => {
    expect(await line.out('watch', 'remove', '1')).toContain('removed by tester');
    expect(await line.csv('watch', 'list')).toMatchObject([{ id: '1', state: 'ended' }]);
    expect((await line.run(['watch', 'remove', '1'])).code).toBe(1);
  });
});
