import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateName } from '../../src/keep/sheets/template.ts';
import { verify } from '../../src/keep/verify.ts';
import { SHEET_KINDS, sheetColumns } from '../../src/things/sheets.ts';
import { workbookParts, xlsxOf, zipOf } from '../support/xlsx.ts';
import { type Asking, askingExamples, problemOf } from './asking.ts';
import { Browser, formTo, textOf } from './browsing.ts';
import { wordsOf } from './page.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const COMPANIES = 'id,name,home\nacme-9,Acme Nine,Japan\nacme-8,Acme Eight,\n';

let ask: Asking;
const lastSeq = async (): Promise<unknown> => (await ask.execute('select seq from change_seq'))[0]?.seq;
const send = (content: string | Uint8Array, query = '', headers: Record<string, string> = {}) =>
  ask.app.request(`/imports${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'text/csv', ...headers },
    body: content,
  });
const answerOf = async (answer: Response, status: number): Promise<Record<string, unknown>> => {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return JSON.parse(text);
};

describe('POST /imports', () => {
  beforeAll(async () => {
    ask = await askingExamples();
  });
  afterAll(() => ask.close());

  it('is for those who have a token', async () => {
    await problemOf(await send(COMPANIES, '', { authorization: '' }), 401);
    await problemOf(await send(COMPANIES, '', { authorization: 'Bearer td_unknown' }), 401);
  });

  it('has a template for each kind of sheet, which the bundled disputes take', async () => {
    for (const kind of SHEET_KINDS) {
      const answer = await ask.app.request(`/imports/templates/${templateName(kind)}`);
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${templateName(kind)}"`);
      const text = await answer.text();
      expect((parse(text) as string[][])[0]).toEqual(sheetColumns(kind).map(([name]) => name));
      const preview = await answerOf(await send(text, '?dry_run=true'), 200);
      expect(preview, JSON.stringify(preview)).toMatchObject({ sheet: kind, recordable: true, refused: 0 });
    }
    expect((await ask.app.request('/imports/templates/nothing.csv')).status).toBe(404);
  });

  it('shows row by row what would become of a sheet, and records just that unless something came between', async () => {
    const before = await lastSeq();
    const mixed = `${COMPANIES}tesla,Tesla Motors,\nbad,Bad,Atlantis\n`;
    const bad = await answerOf(await send(mixed, '?dry_run=true'), 200);
    expect(bad).toMatchObject({ dry_run: true, recordable: false, refused: 1, recorded: 0 });
    expect(bad.preview).toMatchObject([{ action: 'added' }, { action: 'added' }, { action: 'changed' }, { line: 5, action: 'refused' }]);
    expect(await problemOf(await send(mixed), 400)).toMatchObject({ errors: [{ path: 'line 5, column home' }] });
    expect(await lastSeq()).toBe(before);

    const { state } = await answerOf(await send(COMPANIES, '?dry_run=true'), 200);
    expect(state).toBe(before);
    await answerOf(await send('id,name\nbetween,Between\n'), 201);
    await problemOf(await send(COMPANIES, `?state=${state}`), 412);
    const again = await answerOf(await send(COMPANIES, '?dry_run=true'), 200);
    expect(await answerOf(await send(COMPANIES, `?state=${again.state}`), 201)).toMatchObject({ added: 2, recorded: 2 });
    expect(await ask.ids('/exporters.json?q=acme')).toEqual(['acme-8', 'acme-9']);
  });

  it('says what comes no more by it, before and after', async () => {
    const sheet = (row: string) => `measure,status,effective_on,announced_on,unsourced\ncn-jp-aquatic-2025,${row},true\n`;
    const { last_seq } = await answerOf(await send(sheet('suspended,2027-03-01,2026-11-20')), 201);
    const ending = sheet('lifted,2027-01-01,2026-11-24');
    const gone = { seq: last_seq, measure: 'cn-jp-aquatic-2025', status: 'suspended', effective_on: '2027-03-01' };
    expect(await answerOf(await send(ending, '?dry_run=true'), 200)).toMatchObject({ consequences: { overtaken: [gone] } });
    expect(await answerOf(await send(ending), 201)).toMatchObject({ consequences: { overtaken: [gone], brings: [] } });
  });

  it('gives a repeated call the same answer, and takes a key for one sheet only', async () => {
    const key = { 'idempotency-key': 'sheet-1' };
    const sheet = 'id,name\nonce,Once\n';
    const first = await answerOf(await send(sheet, '', key), 201);
    expect(await answerOf(await send(sheet, '', key), 201)).toEqual(first);
    await problemOf(await send('id,name\nother,Other\n', '', key), 422);
  });

  it('takes an Excel file, and says of anything else what it is', async () => {
    const sheet = xlsxOf([
      ['id', 'complainants', 'respondent', 'requested_on'],
      ['DS998', 'Korea, Republic of; JP', 'China', [46082, 1]],
    ]);
    expect(await answerOf(await send(sheet, '', { 'content-type': XLSX }), 201)).toMatchObject({ sheet: 'wto_cases', added: 1 });
    expect(await ask.json('/wto-cases/DS998.json?on=2026-12-01')).toMatchObject({ complainants: ['KR', 'JP'], requested_on: '2026-03-01' });
    expect((await problemOf(await send('{"id": "x"}'), 400)).detail).toMatch(/^this is JSON/);
    expect((await problemOf(await send('%PDF-1.4'), 400)).detail).toMatch(/^this is a PDF/);
    expect((await problemOf(await send(COMPANIES, '', { 'content-type': 'application/json' }), 415)).detail).toContain('--data-binary');
    expect((await problemOf(await send('a,b\n1,2\n'), 400)).detail).toMatch(/^line 1 names the columns of no sheet/);
    await problemOf(await send(COMPANIES, '?kind=measures'), 400);
    await problemOf(await send(COMPANIES, '?kind=cakes'), 400);
    await problemOf(await send(COMPANIES, '', { 'if-match': '"3"' }), 400);
  });

  it('names the worksheets that it did not read', async () => {
    const cells = (names: string[]) => names.map((name) => `<c t="str"><v>${name}</v></c>`).join('');
    const workbook = (...header: string[]): Buffer => {
      const parts = workbookParts(`<row r="1">${cells(header)}</row><row r="2">${cells(['several', 'Several'])}</row>`);
      const more = '<sheet name="Later" sheetId="2" r:id="rId1"/></sheets>';
      return zipOf({ ...parts, 'xl/workbook.xml': String(parts['xl/workbook.xml']).replace('</sheets>', more) });
    };
    expect(await answerOf(await send(workbook('id', 'name'), '?dry_run=true'), 200)).toMatchObject({ added: 1, not_read: ['Later'] });
    expect((await problemOf(await send(workbook('Notes', 'by')), 400)).detail).toMatch(
      /^row 1 of the worksheet "Sheet1" names the columns of no sheet \(notes, by; only the first worksheet is read, and not "Later"\)/,
    );
  });

  it('stops a body of over 64 MiB, and no smaller one', async () => {
    const long = await problemOf(await send(new Uint8Array(64 * 1024 * 1024 + 1)), 413);
    expect(long.detail).toContain('64 MiB');
    expect((await problemOf(await send(`id,name\n${`x,${'y'.repeat(30_000)}\n`.repeat(40)}`), 400)).detail).toMatch(/^the sheet has/);
  });

  it('records a check of every measure in the sheet', async () => {
    const sheet = 'measure,status,effective_on,unsourced\ncn-jp-aquatic-2025,suspended,2026-12-01,true\n';
    expect(await answerOf(await send(sheet, '?checked_on=2026-11-20'), 201)).toMatchObject({ recorded: 2 });
    expect(await ask.json('/measures/cn-jp-aquatic-2025.json')).toMatchObject({ checked_on: '2026-11-20' });
    expect((await verify(ask.tracker)).problems).toEqual([]);
  });
});

describe('the page for sheets', () => {
  let browser: Browser;
  const upload = (
    content: string | Uint8Array,
    fields: Record<string, string>,
    headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
  ) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new File([content as string], 'companies.csv', { type: 'text/csv' }));
    return browser.send('/import', { method: 'POST', headers, body: form });
  };
  const secret = async (): Promise<string> => formTo(await browser.page('/import'), '/import').fields.csrf?.[0] ?? '';

  beforeAll(async () => {
    ask = await askingExamples();
    browser = new Browser(ask);
  });
  afterAll(() => ask.close());

  it('sends strangers to sign in, and shows the others what sheets there are', async () => {
    expect((await browser.send('/import')).headers.get('location')).toBe('/sign-in?back=%2Fimport');
    await browser.signIn(ask.token);
    const html = await browser.page('/import');
    expect(html).toContain('enctype="multipart/form-data"');
    for (const kind of SHEET_KINDS) expect(html).toContain(`/imports/templates/${templateName(kind)}`);
    for (const [name] of sheetColumns('rates')) expect(html).toContain(`<dt>${name}</dt>`);
    expect(await browser.page('/disputes')).toContain('href="/import"');
  });

  it('previews, then records exactly that, once', async () => {
    const before = await lastSeq();
    const html = await textOf(await upload(COMPANIES, { csrf: await secret(), kind: '', checked_on: '' }));
    expect(wordsOf(html)).toContain('companies.csv: Exporters, 2 rows: 2 added, 0 changed, 0 unchanged, in 2 entries of the ledger.');
    expect(wordsOf(html)).toContain('Acme Nine');
    expect(await lastSeq()).toBe(before);
    const form = formTo(html, '/import/record');
    const answer = await browser.post('/import/record', form.fields);
    // A browser may go back to it.
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(wordsOf(await textOf(answer, 201))).toContain('2 entries were recorded');
    expect((await ask.execute('select recorded_by from ledger order by seq desc limit 1'))[0]?.recorded_by).toBe('desk');
    // Sent again, as a reload does, it says the same, and nothing is recorded twice.
    expect(wordsOf(await textOf(await browser.post('/import/record', form.fields), 201))).toContain('2 entries were recorded');
    expect(await lastSeq()).toBe(Number(before) + 2);
    const other = { ...form.fields, file: ['0'.repeat(64)] };
    expect(wordsOf(await textOf(await browser.post('/import/record', other), 412))).toContain('send the file once more');
  });

  it('records the checks of a sheet that changes nothing, though it was sent without a day before', async () => {
    const sheet = 'measure,partner,code,rate,effective_on,unsourced\ntr-cars-2025,China,870310,9%,2027-01-01,true\n';
    await answerOf(await send(sheet), 201);
    const recorded = async (checked_on: string): Promise<string> => {
      const html = await textOf(await upload(sheet, { csrf: await secret(), kind: '', checked_on }));
      return wordsOf(await textOf(await browser.post('/import/record', formTo(html, '/import/record').fields), 201));
    };
    expect(await recorded('')).toContain('0 entries were recorded');
    expect(await recorded('2026-11-20')).toContain('1 entry was recorded');
  });

  it('says what follows from it', async () => {
    const row = 'measure,status,effective_on,until_on,unsourced\ncn-jp-aquatic-2023,suspended,2027-03-01,2027-06-01,true\n';
    const html = await textOf(await upload(row, { csrf: await secret() }));
    const words = 'From 1 June 2027 on ';
    expect(wordsOf(html)).toContain(words);
    expect(wordsOf(await textOf(await browser.post('/import/record', formTo(html, '/import/record').fields), 201))).toContain(words);
  });

  it('does not record what was previewed in another state', async () => {
    const html = await textOf(await upload('id,name\nlate,Late\n', { csrf: await secret() }));
    await answerOf(await send('id,name\nfirst,First\n'), 201);
    const refused = await textOf(await browser.post('/import/record', formTo(html, '/import/record').fields), 412);
    expect(wordsOf(refused)).toContain('something was recorded since this was shown');
    expect(await ask.ids('/exporters.json?q=late')).toEqual([]);
  });

  it('tells what is wrong: with rows, with the file, with the day', async () => {
    const rows = wordsOf(await textOf(await upload('id,name,home\na,A,Atlantis\nb,B,\n', { csrf: await secret() }), 400));
    expect(rows).toContain('of which 1 is refused. Nothing can be recorded until all is good.');
    expect(rows).toMatch(/line 2, column home.*"Atlantis" is no jurisdiction/s);
    expect(rows).not.toContain('Record exactly this');
    expect(wordsOf(await textOf(await upload('%PDF-1.4', { csrf: await secret() }), 400))).toContain('this is a PDF file');
    expect(wordsOf(await textOf(await upload('', { csrf: await secret() }), 400))).toContain('"companies.csv" is empty: choose a sheet');
    expect(wordsOf(await textOf(await upload(COMPANIES, { csrf: await secret(), checked_on: 'soon' }), 400))).toContain('"soon"');
    const titled = 'id,name\nx,<b>&\n';
    expect(await textOf(await upload(titled, { csrf: await secret() }))).toContain('&lt;b&gt;&amp;');
  });

  it('takes no file from elsewhere, nor without the secret of the session', async () => {
    expect((await upload(COMPANIES, { csrf: await secret() }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await upload(COMPANIES, { csrf: await secret() }, {})).status).toBe(403);
    expect((await upload(COMPANIES, { csrf: 'guessed' })).status).toBe(403);
    expect((await upload(COMPANIES, {})).status).toBe(403);
    expect((await browser.post('/import/record', { csrf: 'guessed', file: 'x', state: '1' })).status).toBe(403);
  });
});
