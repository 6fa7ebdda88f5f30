import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentRead } from '../../src/keep/official/propose-document.ts';
import type { Effect, Proposal } from '../../src/things/proposal.ts';
import { frDocument, taricMeasure, taricMessage, ukAnswer } from '../support/official.ts';
import { CommandLine } from './command-line.ts';

type Fetched = DocumentRead & { proposal: Proposal | null };

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** Serves on this machine; gives the address. */
async function served(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const file = (name: string, content: string): string => {
  writeFileSync(line.path(name), content);
  return line.path(name);
};
const CODE = '8516797010';
const answer = (more: object = {}): string =>
  ukAnswer(CODE, [
    { type: '552', duty: '12.40 %', code: ['C111', 'Foshan Kettle Works Co., Ltd.'], ...more },
    { type: '552', duty: '36.10 %', code: ['C999', 'Other'] },
    { type: '305', series: 'P', area: '1011', duty: '20.00 %' },
  ]);

describe('fetch', () => {
  test('asks the service, proposes what is new, and it is asked back once it is accepted', async () => {
    const asked: string[] = [];
    const address = await served((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('Content-Type', 'application/json').end(answer());
    });
    const command = ['fetch', 'uk-tariff', '8516 79 70 10', '--address', address, '--by', 'ann'];
    const { effect, ...dry } = await line.json<DocumentRead & { effect: Effect; dry_run: boolean }>(...command, '--dry-run');
    expect(dry.dry_run).toBe(true);
    expect(effect.changes.map(({ kind }) => kind)).toEqual([
      'registration',
      'registration',
      'registration',
      'coverage',
      'rate_table',
      'status_change',
      'status_change',
    ]);
    expect(await line.csv('proposals')).toEqual([]);

    const { out, err } = await line.run(command);
    expect(out).toContain('note      UK commodity 8516797010, SHA-256 ');
    expect(out).toContain('- measure 20000002, Type 305 (305) for all origins: an internal tax, not a measure of trade');
    expect(err).toContain('nothing was recorded: proposal 1 waits for a review (trade-disputes proposals accept 1)');
    expect(asked).toEqual([`/api/v2/commodities/${CODE}`, `/api/v2/commodities/${CODE}`]);

    const waits = await line.run(command);
    expect([waits.code, waits.out]).toEqual([0, '']);
    expect(waits.err).toContain('nothing was proposed: proposal 1 of this document waits for a review (trade-disputes proposals show 1)');

    await line.out('proposals', 'accept', '1', '--by', 'eve');
    const rates = await line.csv('rates', '--imposed-by', 'GB', '--product', CODE, '--on', '2026-11-24');
    // Britain's own orders may name these goods too, at rates that nobody recorded.
    const told = rates.filter(({ rate }) => rate !== '');
    expect(told.map(({ exporter, rate }) => [exporter, rate]).sort()).toEqual([
      ['all_others', '36.10%'],
      ['foshan-kettle-works-co-ltd', '12.40%'],
    ]);
    const again = await line.json<Fetched>(...command);
    expect([again.proposal, again.not_taken]).toEqual([null, [expect.stringContaining('internal tax')]]);
    expect((await line.run(command)).err).toMatch(
      /UK commodity 8516797010: there is nothing to propose: what is not taken from it .* whatever else it says stands here \(SHA-256 /,
    );
  });

  test('reads a file just so, and proposes only what changed', async () => {
    const changed = file('changed.json', answer({ duty: '9.90 %', from: '2026-06-01' }));
    const { proposal } = await line.json<Fetched>('fetch', 'uk-tariff', '--file', changed, '--by', 'ann');
    expect(proposal?.calls.map(({ path }) => path)).toEqual(['/sources', '/measures/gb-anti-dumping-c0007220/rate-tables']);
    const message = file('message.xml', taricMessage([taricMeasure('3', { 'measure.type': '277' })]));
    expect((await line.json<Fetched>('fetch', 'taric', '--file', message)).proposal?.author).toBe('tester');
    expect((await line.json<Fetched>('fetch', 'taric', '--file', message, '--imposed-by', 'GB')).proposal).toBeNull();
    const csv = 'Member imposing,Partner affected,Measure description,HS,Initiation\nAustralia,China,Anti-dumping,870870,2026-01-05\n';
    expect((await line.json<Fetched>('fetch', 'wto-itip', '--file', file('itip.csv', csv))).proposal?.entries).toBe(4);
  });

  test('asks the Federal Register for all pages, at the server that it was told', async () => {
    const asked: URL[] = [];
    const address = await served((request, response) => {
      const url = new URL(request.url ?? '', 'http://127.0.0.1');
      asked.push(url);
      const page = Number(url.searchParams.get('page') ?? '1');
      // The next page as the real service gives it: with the real server's name.
      const next = page < 3 ? { next_page_url: `https://www.federalregister.gov${url.pathname}?page=${page + 1}` } : {};
      response.end(JSON.stringify({ count: 3, total_pages: 3, ...next, results: [frDocument(`2026-3000${page}`)] }));
    });
    const { proposal } = await line.json<Fetched>(
      'fetch',
      'federal-register',
      '--since',
      '2026-11-01',
      '--term',
      'antidumping',
      '--address',
      address,
    );
    expect(proposal?.calls.map(({ body }) => body?.id)).toEqual(['fr-2026-30001', 'fr-2026-30002', 'fr-2026-30003']);
    expect(asked.map(({ searchParams }) => searchParams.get('page'))).toEqual([null, '2', '3']);
    const [first] = asked;
    expect(first?.pathname).toBe('/api/v1/documents.json');
    expect(first?.searchParams.get('conditions[publication_date][gte]')).toBe('2026-11-01');
    expect(first?.searchParams.get('conditions[term]')).toBe('antidumping');
    expect(first?.searchParams.getAll('fields[]')).toContain('document_number');
  });

  test('says in a sentence why a service gave nothing, and what to do', async () => {
    const told = async (address: string): Promise<string> => {
      const { code, out, err } = await line.run(['fetch', 'uk-tariff', CODE, '--address', address]);
      expect([code, out]).toEqual([1, '']);
      return err;
    };
    const hint = 'give the answer as a file (--file), or the address of another server (--address)\n';
    const path = `/api/v2/commodities/${CODE}`;
    let address = await served((_request, response) => response.writeHead(404).end('{}'));
    expect(await told(address)).toBe(`${address}${path} answered 404 Not Found: ${hint}`);
    await new Promise((resolve) => server?.close(resolve));
    expect(await told(address)).toBe(`${address}${path} takes no connections (ECONNREFUSED): ${hint}`);
    address = await served((_request, response) => response.end('<html>Maintenance</html>'));
    expect(await told(address)).toBe(
      `${address}${path} answered with what is no JSON object (it begins with "<html>Maintenance</html>"): ${hint}`,
    );
    await new Promise((resolve) => server?.close(resolve));
    address = await served((request) => request.socket.destroy());
    expect(await told(address)).toContain(`${address}${path} broke the connection off`);
    expect(await told('http://nowhere.invalid')).toMatch(/^http:\/\/nowhere\.invalid\/api\S+ has no address on this network/);
    expect(await line.csv('proposals', '--state', 'open')).toHaveLength(4);
  });

  test('is understood, or says what is missing', async () => {
    const told = async (...args: string[]): Promise<string> => {
      const { code, err } = await line.run(['fetch', ...args]);
      expect(code, args.join(' ')).toBe(2);
      return err.trim();
    };
    expect(await told('uk-tariff')).toBe('give a code to ask the service for, or a file with --file');
    expect(await told('uk-tariff', '6911')).toBe('code: "6911" must be the ten digits of a commodity, such as 6911100090');
    expect(await told('uk-tariff', CODE, '--file', 'x.json')).toBe(
      'a code is asked of the service, and --file is read by itself: give one of them',
    );
    expect(await told('uk-tariff', CODE, '--address', 'ftp://x')).toContain('--address: "ftp://x" must be the address of a server');
    expect(await told('federal-register')).toBe('give --since to ask the service for, or a file with --file');
    expect(await told('federal-register', '--since', 'May')).toContain('since: "May" is not a date');
    expect(await told('taric')).toBe('fetch taric has no service to ask: give a TARIC3 message (XML) as a file, with --file');
    expect(await told('taric', '--file', 'x', '--since', '2026-01-01')).toContain("unknown option '--since'");
    expect(await told('wto')).toContain("unknown command 'wto'");
    const { code, err } = await line.run(['fetch', 'taric', '--file', line.path('none.xml')]);
    expect([code, err]).toEqual([1, expect.stringContaining(`can't read "${line.path('none.xml')}": there is no such file\n`)]);
  });
});
