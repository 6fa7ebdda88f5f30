import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { EXAMPLE_IDS, EXAMPLES } from '../../src/changes/call-examples.ts';
import { shipmentTemplate, templateOf } from '../../src/keep/sheets/template.ts';
import { columnWords, SHEET_KINDS, sheetColumns } from '../../src/things/sheets.ts';
import { type Asking, addExampleGoods, asking } from '../server/asking.ts';
import { page, wordsOf } from '../server/page.ts';

let ask: Asking;
let html: string;
let operations: { path: string; method: string; tag: string; isOpen: boolean }[];
beforeAll(async () => {
  ask = await asking();
  await addExampleGoods(ask);
  html = await page('/docs', ask);
  const { paths } = await ask.json<{ paths: Record<string, Record<string, { tags: string[]; security?: object[] }>> }>('/openapi.json');
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { tags, security }]) => ({
      path,
      method: method.toUpperCase(),
      tag: tags[0] ?? '',
      isOpen: security === undefined,
    })),
  );
});
afterAll(() => ask.close());

const all = (pattern: RegExp): string[] => [...html.matchAll(pattern)].map((match) => wordsOf(match[1] ?? ''));

/** The addresses that the page offers to try. */
const tried = (): string[] =>
  [...html.matchAll(/class="addresses">.*?<\/p>/g)].flatMap(([line]) =>
    [...line.matchAll(/href="([^"]+)"/g)].map(([, to = '']) => wordsOf(to)),
  );

/** Asks an address, and where that leads to. */
async function followed(address: string, init?: RequestInit): Promise<Response> {
  const answer = await ask.app.request(address, init);
  const to = answer.headers.get('location');
  return answer.status === 302 && to !== null ? ask.app.request(to, init) : answer;
}

/** The first of what an answer sends, at least two lines if it has so many. */
async function beginningOf(answer: Response): Promise<string> {
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString('latin1');
    if (text.trimEnd().includes('\n')) break;
  }
  return text;
}

/** The curl lines of the page, as a shell takes them apart. */
function curlLines(): string[][] {
  const scripts = all(/<pre><code>([\s\S]*?)<\/code><\/pre>/g).join('\n');
  const show = `curl() { for word; do printf '%s\\0' "$word"; done; printf '\\1'; }`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', `${show}\n${scripts}`], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .split('\u0001')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

const addressIn = (words: readonly string[]): string => words.find((word) => word.startsWith('http://localhost/')) ?? '';
const pathIn = (words: readonly string[]): string => addressIn(words).replace('http://localhost', '');

/** The headers of a curl line, with a token that works. */
function headersIn(words: readonly string[], token = ask.token): Headers {
  const headers = new Headers();
  words.forEach((word, index) => {
    const [name = '', value = ''] = (words[index + 1] ?? '').split(': ');
    if (word === '-H') headers.set(name, value.replace('TOKEN', token));
  });
  return headers;
}

/** A proposal of somebody else's. */
async function withProposal(): Promise<{ proposed: number }> {
  const { token } = await createToken(ask.tracker, 'test', 'contributor', 'contributor');
  const made = await ask.post('/exporters?propose=true', EXAMPLES.NewExporter, { authorization: `Bearer ${token}` });
  return { proposed: ((await made.json()) as { id: number }).id };
}

/** A watch, by its number. */
async function withWatch(token: string): Promise<number> {
  const body = { url: 'https://example.org/hook' };
  const made = await ask.post('/watches', body, { authorization: `Bearer ${token}` });
  return ((await made.json()) as { id: number }).id;
}

/** One section of the page in words: a name, a bar, what is said of it. */
function section(id: string): string {
  const start = html.indexOf(`id="${id}"`);
  return wordsOf(html.slice(start, html.indexOf('</section>', start)).replaceAll('</dt>', ' | ').replaceAll('</dd>', '\n'));
}

describe('the page of the API', () => {
  it('leads to each call from its contents, and each link within the page arrives', () => {
    const contents = html.slice(html.indexOf('class="contents"'), html.indexOf('</nav>', html.indexOf('class="contents"')));
    const entries = [...contents.matchAll(/<a href="#(\w+)">([^<]+)<\/a>/g)].map(([, , text]) => text ?? '');
    for (const { path, method } of operations.filter(({ path }) => !/\.(?:json|csv|jsonl|xlsx|parquet)$/.test(path)))
      expect(entries).toContain(method === 'GET' ? path : `${method} ${path}`);
    const ids = new Set(all(/ id="([^"]+)"/g));
    for (const target of all(/ href="#([^"]+)"/g)) expect([...ids]).toContain(target);
  });

  it('shows an example of each question in full, and folds the rest', () => {
    const bans = html.slice(html.indexOf('<h3>GET /bans</h3>'), html.indexOf('id="listBans"'));
    expect(wordsOf(bans)).toMatch(
      /^GET \/bans\s*\/bans\?on=2024-10-24&imposed_by=CN&affected=JP&product=030722 \/bans\.json .*\/bans\.parquet\s+Bans/,
    );
    // Beside principles and contents nothing stands open but addresses and names.
    const isFolded = (at: number): boolean => html.slice(0, at).split('<details').length > html.slice(0, at).split('</details>').length;
    for (const match of html.matchAll(/<pre>|<dl class="fields">/g))
      expect(isFolded(match.index), html.slice(match.index, match.index + 80)).toBe(true);
  });

  it('runs every question with a link that answers, and with rows where it is a list', async () => {
    const addresses = tried();
    expect(addresses).toHaveLength(operations.filter(({ method, isOpen }) => method === 'GET' && isOpen).length);
    for (const address of addresses) {
      const answer = await followed(address);
      expect(answer.status, address).toBe(200);
      // Files may have very many rows: that they begin is enough.
      if (/\.json(?:\?|$)/.test(address)) expect(JSON.parse(await answer.text()).data ?? [address], address).not.toEqual([]);
      else expect(await beginningOf(answer), address).toMatch(/\.csv(?:\?|$)/.test(address) ? /\r\n./ : /./);
    }
  });

  it('asks every question with curl too, and as JSON where it has several renderings', async () => {
    const lines = curlLines().filter((words) => !words.includes('-X'));
    const questions = operations
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => path.replace(/\.(?:json|csv|jsonl|xlsx|parquet)$/, ''));
    expect(lines).toHaveLength(new Set(questions).size);
    expect(tried()).toEqual(expect.arrayContaining(lines.map(pathIn).filter((path) => !/^\/(?:proposals|watches)/.test(path))));
    const { proposed } = await withProposal();
    const admin = await ask.adminToken();
    const watch = await withWatch(admin);
    for (const words of lines) {
      const id = pathIn(words).startsWith('/watches') ? watch : proposed;
      const answer = await followed(pathIn(words).replace('ID', String(id)), { headers: headersIn(words, admin) });
      expect(answer.status).toBe(200);
      const others = [
        ...['/about', '/docs', '/style.css', '/icon.svg', '/status-changes.atom', '/status-changes.ics'],
        ...['/robots.txt', '/sitemap.xml', '/llms.txt'],
      ];
      const isChart = /\.(?:svg|png)$|^\/embed\//.test(pathIn(words));
      if (!others.includes(pathIn(words)) && !isChart && !/^\/imports\/templates\/|^\/shipments\/template/.test(pathIn(words)))
        expect(answer.headers.get('content-type'), pathIn(words)).toBe('application/json');
    }
  });

  it('rehearses every writing call with curl, and records nothing by it', async () => {
    const { sources: _sources, ...resolution } = EXAMPLES.NewResolution;
    const made = await ask.post(`/disputes/${EXAMPLE_IDS.disputes}/resolutions`, {
      ...resolution,
      agreed_on: '2026-11-19',
      unsourced: true,
    });
    const [{ seq }] = ((await made.json()) as { recorded: [{ seq: number }] }).recorded;
    const recorded = async () => (await ask.execute('SELECT count(*) AS n FROM ledger'))[0]?.n;
    // Some calls are for admins alone; making a token is no part of what is counted.
    const admin = await ask.adminToken();
    const before = await recorded();
    const { proposed } = await withProposal();
    const watch = await withWatch(admin);
    const lines = curlLines().filter((words) => words.includes('-X'));
    // What is sent to be answered is one call in all renderings.
    const asked = operations.filter(({ method, path }) => method !== 'GET' && path.startsWith('/shipments'));
    expect(lines).toHaveLength(operations.filter(({ method }) => method !== 'GET').length - asked.length + 1);
    for (const words of lines) {
      const headers = headersIn(words, admin);
      const id = pathIn(words).startsWith('/watches') ? watch : proposed;
      const path = pathIn(words).replace('SEQ', String(seq)).replace('ID', String(id));
      const answer = await ask.app.request(path, {
        method: words[words.indexOf('-X') + 1] ?? '',
        headers,
        body: path.startsWith('/shipments')
          ? shipmentTemplate()
          : path.startsWith('/imports')
            ? templateOf('exporters')
            : words.includes('-d')
              ? (words[words.indexOf('-d') + 1] ?? '')
              : null,
      });
      expect(answer.status, `${path} ${await answer.clone().text()}`).toBe(200);
      expect(await answer.json()).toMatchObject(path.startsWith('/shipments') ? { data: expect.any(Array) } : { dry_run: true });
    }
    expect(await recorded()).toBe(before);
  });

  it('tells parameters and fields: what is required, what it may be, what is inside', () => {
    expect(section('questions')).toMatch(/\nimporter \| required: .*such as EU/);
    expect(section('questions')).toMatch(/\nlimit \| .*not with \.csv/);
    expect(section('questions')).toMatch(/\ndirection \| one of import, export/);
    expect(section('listBans')).toMatch(/Answer: MeasureList\. CSV: All rows\. Columns: id, .*Takes .*direction.*limit/);
    expect(section('postMeasures')).toMatch(/Body: NewMeasure\. Answer: Recorded\./);
    expect(section('NewMeasure')).toMatch(/legal_instruments \| list of identifier \| required: string/);
    expect(section('NewMeasure')).toMatch(/status_changes \| list of NewStatusChange/);
    expect(section('NewStatusChange')).toMatch(/status \| required: one of threatened/);
    expect(section('NewCoverage')).toMatch(/All of Provenance, and effective_on \| required: /);
    expect(section('LedgerEntry')).toMatch(/All of Entry, and .*corrected_by[\s\S]*kind milestone/);
    expect(section('MeasureList')).toMatch(/count \| may be missing: /);
    expect(section('Measure')).not.toMatch(/required|may be missing/);
  });

  it('tells every column of every sheet', () => {
    for (const kind of SHEET_KINDS)
      for (const [name, column] of sheetColumns(kind))
        expect(section(`sheet-${kind}`), `${kind}, ${name}`).toContain(`${name} | ${columnWords(column).replaceAll('`', '')}`);
    // Code is set as code, in the descriptions too; in examples a mark may be a shell's.
    expect(wordsOf(html.replaceAll(/<pre.*?<\/pre>/gs, ''))).not.toContain('`');
  });

  it('leaves out no parameter and no field', async () => {
    const { components, paths } = await ask.json<{ components: { schemas: object }; paths: Record<string, Record<string, object>> }>(
      '/openapi.json',
    );
    const terms = new Set(all(/<dt>(.*?)<\/dt>/g));
    const fields = new Set<string>();
    JSON.stringify(components.schemas, (key, value) => {
      if (key === 'properties') for (const name of Object.keys(value)) fields.add(name);
      return value;
    });
    expect(fields.size).toBeGreaterThan(150);
    expect([...fields].filter((name) => !terms.has(name))).toEqual([]);
    for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      const { operationId, parameters = [] } = operation as { operationId: string; parameters?: { name: string }[] };
      if (!/(?:Json|Csv|Jsonl|Xlsx|Parquet)$/.test(operationId))
        for (const { name } of parameters) expect(section(operationId)).toMatch(new RegExp(`\\b${name}\\b`));
    }
    for (const name of Object.keys(components.schemas)) expect(html).toContain(`<summary><h3>${name}</h3></summary><div id="${name}">`);
  });

  it('is no longer than people read', () => {
    expect([...html.matchAll(/<[a-z]/g)].length).toBeLessThan(5950);
  });

  it('says once what all calls of a kind have in common', () => {
    const writing = html.slice(html.indexOf('id="writing"'), html.indexOf('id="review"'));
    expect([...writing.matchAll(/<dt>Idempotency-Key<\/dt>/g)]).toHaveLength(1);
    // A measure has changed since it was seen, or the ledger since a sheet was.
    for (const [status, times] of [
      [401, 1],
      [412, 2],
    ] as const)
      expect([...writing.matchAll(new RegExp(`<dt>${status}</dt>`, 'g'))]).toHaveLength(times);
    expect(section('postMeasuresIdCoverage')).toContain('If-Match');
    expect(section('postDisputes')).not.toContain('If-Match');
  });
});
