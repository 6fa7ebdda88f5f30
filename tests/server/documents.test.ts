import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { DocumentReadAnswer, nothingToPropose, OFFICIAL_FORMAT_NAMES } from '../../src/things/imported.ts';
import { type Proposal, ProposalAnswer } from '../../src/things/proposal.ts';
import { taricMeasure, taricMessage, ukAnswer } from '../support/official.ts';
import { type Asking, asking, problemOf } from './asking.ts';
import { Browser, formTo, textOf } from './browsing.ts';
import { wordsOf } from './page.ts';

let ask: Asking;
let ann: string;
beforeAll(async () => {
  ask = await asking();
  ann = (await createToken(ask.tracker, 'test', 'ann', 'contributor')).token;
});
afterAll(() => ask.close());

const send = (content: string | Uint8Array<ArrayBuffer>, query: string, headers: Record<string, string> = {}): Promise<Response> =>
  ask.app.request(`/imports${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ann}`, 'content-type': 'application/json', ...headers },
    body: content,
  }) as Promise<Response>;
const answerOf = async (answer: Response, status: number): Promise<unknown> => {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return JSON.parse(text);
};
const ANSWER = ukAnswer('8516797010', [
  { type: '552', duty: '12.40 %', code: ['C111', 'Foshan Kettle Works Co., Ltd.'] },
  { type: '552', duty: '36.10 %', code: ['C999', 'Other'] },
  { type: '142', series: 'C', area: 'KR', duty: '0.00 %' },
]);
const documents = async (): Promise<unknown[]> => ask.execute('select format, proposal_id from documents order by format');

describe('POST /imports?format=', () => {
  it('shows what a document says, and keeps nothing', async () => {
    const read = DocumentReadAnswer.parse(await answerOf(await send(ANSWER, '?format=uk-tariff&dry_run=true'), 200));
    expect(read).toMatchObject({
      about: 'UK commodity 8516797010',
      format: 'uk-tariff',
      bytes: ANSWER.length,
      proposal: null,
      dry_run: true,
    });
    expect(read.effect?.changes.map(({ kind }) => kind)).toContain('rate_table');
    expect(read.not_taken).toEqual([expect.stringContaining('a preference, which is no measure of a dispute')]);
    expect(await documents()).toEqual([]);
  });

  it('makes a proposal of a contributor, which an editor accepts on its page', async () => {
    const answer = await send(ANSWER, '?format=uk-tariff&propose=true');
    expect(answer.headers.get('location')).toBe('/proposals/1');
    const proposal = ProposalAnswer.parse(await answerOf(answer, 202)) as Proposal;
    expect(proposal.note).toMatch(/^UK commodity 8516797010, SHA-256 [0-9a-f]{64}\nNot taken:\n- measure 20000002, .*: a preference/);
    expect(await documents()).toEqual([{ format: 'uk-tariff', proposal_id: 1 }]);
    const again = DocumentReadAnswer.parse(await answerOf(await send(ANSWER, '?format=uk-tariff&propose=true'), 200));
    expect(again).toMatchObject({ proposal: 1, effect: null });

    const browser = await new Browser(ask).signIn(ask.token);
    const page = await browser.page('/proposals/1');
    expect(wordsOf(page)).toContain('a preference, which is no measure of a dispute');
    const accepted = await ask.post('/proposals/1/acceptance', {});
    expect(accepted.status, await accepted.text()).toBe(201);
    const rates = await ask.json('/rates.json?imposed_by=GB&product=8516797010&exporter=Foshan%20Kettle%20Works&on=2026-11-24');
    // Britain's own orders may name these goods too, at rates that nobody recorded.
    expect(rates.data.flatMap(({ rate }) => rate ?? [])).toEqual(['12.40%']);
    expect(DocumentReadAnswer.parse(await answerOf(await send(ANSWER, '?format=uk-tariff&propose=true'), 200))).toMatchObject({
      proposal: null,
      effect: null,
    });
  });

  it('answers a repeated call as it did at first', async () => {
    const message = taricMessage([taricMeasure('3', { 'measure.type': '277' })]);
    const key = { 'idempotency-key': 'once', 'content-type': 'application/xml' };
    const first = await answerOf(await send(message, '?format=taric&propose=true', key), 202);
    expect(await answerOf(await send(message, '?format=taric&propose=true', key), 202)).toEqual(first);
    await problemOf(await send(message, '?format=taric&propose=true&imposed_by=GB', key), 422);
  });

  it('keeps of a contributor only what became a proposal', async () => {
    const before = await documents();
    await answerOf(await send(taricMessage([]), '?format=taric&propose=true', { 'content-type': 'text/xml' }), 200);
    expect(await documents()).toEqual(before);
    const large = Buffer.alloc(8 * 1024 * 1024 + 1, 32);
    expect((await problemOf(await send(large, '?format=uk-tariff&propose=true'), 400)).detail).toContain('a document has at most 8 MiB');
    await answerOf(
      await send(taricMessage([]), '?format=taric&propose=true', { authorization: `Bearer ${ask.token}`, 'content-type': 'text/xml' }),
      200,
    );
    expect(await documents()).toHaveLength(before.length + 1);
  });

  it('never records at once, and is told what does not go together', async () => {
    const seq = async () => (await ask.execute('select seq from change_seq'))[0]?.seq;
    const before = await seq();
    const editor = { authorization: `Bearer ${ask.token}` };
    const told = async (query: string, headers: Record<string, string> = editor, status = 400): Promise<string> =>
      (await problemOf(await send(ANSWER, query, headers), status)).detail;
    expect(await told('?format=uk-tariff')).toContain('an official document is proposed, for somebody else to accept');
    expect(await told('?format=uk')).toContain('format: "uk"');
    expect(await told('?format=uk-tariff&propose=true&kind=rates')).toContain('kind is about a sheet');
    expect(await told('?format=uk-tariff&propose=true&imposed_by=GB')).toContain('imposed_by belongs to the format taric');
    expect(await told('?imposed_by=GB&propose=true')).toContain('imposed_by belongs to an official document');
    expect(await told('?format=uk-tariff&propose=true&dry_run=true')).toContain('propose and dry_run');
    expect(await told('?format=taric&propose=true')).toContain("the TARIC message can't be read");
    expect(await told('?format=uk-tariff&propose=true', { ...editor, 'content-type': 'image/png' }, 415)).toContain(
      'the body must be the document itself',
    );
    expect(await told('?format=uk-tariff&propose=true', { authorization: 'Bearer td_unknown' }, 401)).toContain('token');
    expect(await seq()).toBe(before);
  });
});

describe('the page for official documents', () => {
  let browser: Browser;
  const OTHER = ukAnswer('8516711000', [
    { type: '552', duty: '20.00 %', act: 'C0009999' },
    { type: '142', series: 'C', area: 'KR', duty: '0.00 %' },
  ]);
  const secret = async (): Promise<string> => formTo(await browser.page('/import'), '/import/document').fields.csrf?.[0] ?? '';
  const upload = async (content: string, fields: Record<string, string>, headers = { 'sec-fetch-site': 'same-origin' }) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ csrf: await secret(), ...fields })) form.set(name, value);
    form.set('file', new File([content], 'answer.json', { type: 'application/json' }));
    return browser.send('/import/document', { method: 'POST', headers, body: form });
  };
  const count = async (): Promise<unknown> => (await ask.execute('select count(*) as n from proposals'))[0]?.n;
  beforeAll(async () => {
    browser = await new Browser(ask).signIn(ann);
  });

  it('offers each format, with what becomes of it', async () => {
    const html = await browser.page('/import');
    for (const name of OFFICIAL_FORMAT_NAMES) expect(html).toContain(`<option value="${name}">`);
    expect(wordsOf(html)).toContain('its third country duty becomes the base');
  });

  it('shows what a document says and what is not taken, and proposes just that, once', async () => {
    const [before, seq] = [await count(), await documents()];
    const html = await textOf(await upload(OTHER, { format: 'uk-tariff' }));
    expect(wordsOf(html)).toContain(
      `answer.json: UK commodity 8516711000, ${OTHER.length.toLocaleString('en')} bytes: 5 entries of the ledger.`,
    );
    expect(wordsOf(html)).toContain('a preference, which is no measure of a dispute');
    expect(wordsOf(html)).toContain('20.00%');
    expect([await count(), await documents()]).toEqual([before, seq]);
    const form = formTo(html, '/import/document/proposal');
    const made = await browser.post('/import/document/proposal', form.fields);
    expect(made.status, await made.clone().text()).toBe(303);
    const page = await browser.page(made.headers.get('location') ?? '');
    expect(wordsOf(page)).toMatch(/UK commodity 8516711000: Definitive anti-dumping duty.*Proposed by\s*ann/s);
    expect((await ask.execute('select author from proposals order by id desc limit 1'))[0]?.author).toBe('ann');
    // Sent twice it is one.
    const again = await textOf(await browser.post('/import/document/proposal', form.fields));
    expect(wordsOf(again)).toMatch(/Proposal \d+ of this document waits for a review already/);
    expect(await count()).toBe(Number(before) + 1);
  });

  it('has nothing to propose where all of it stands here', async () => {
    const html = await textOf(await upload(ANSWER, { format: 'uk-tariff' }));
    expect(wordsOf(html)).toContain(
      'there is nothing to propose: what is not taken from it is listed with the reasons, and may be missing here',
    );
    expect(nothingToPropose({ not_taken: [] })).toBe('all that it says stands here, so there is nothing to propose');
    expect(html).not.toContain('/import/document/proposal');
  });

  it('takes whose tariff a message is of by a name, and says what is wrong', async () => {
    const message = taricMessage([
      taricMeasure('3', { 'goods.nomenclature.item.id': '7211130000', 'measure.generating.regulation.id': 'R2600999' }),
    ]);
    const html = await textOf(await upload(message, { format: 'taric', imposed_by: 'United Kingdom' }));
    expect(formTo(html, '/import/document/proposal').fields.imposed_by).toEqual(['GB']);
    const told = async (content: string, fields: Record<string, string>, status = 400): Promise<string> =>
      wordsOf(await textOf(await upload(content, fields), status));
    expect(await told(message, { format: 'taric', imposed_by: 'Atlantis' })).toContain('"Atlantis" is no jurisdiction of the register');
    expect(await told(ANSWER, { format: 'uk-tariff', imposed_by: 'GB' })).toContain('imposed_by belongs to the format taric');
    expect(await told(ANSWER, {})).toContain('choose what the document is');
    expect(await told(ANSWER, { format: 'cakes' })).toContain('choose what the document is');
    expect(await told('', { format: 'taric' })).toContain('"answer.json" is empty: choose an official');
    expect(await told(ANSWER, { format: 'taric' })).toContain("the TARIC message can't be read");
    expect(await told(message, { format: 'uk-tariff' })).toContain('this is no JSON');
    expect(await told(`${' '.repeat(8 * 1024 * 1024)} `, { format: 'taric' })).toContain('a document has at most 8 MiB');
  });

  it('takes nothing from elsewhere, from another session or from strangers', async () => {
    expect((await upload(ANSWER, { format: 'uk-tariff' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await upload(ANSWER, { format: 'uk-tariff', csrf: 'guessed' })).status).toBe(403);
    expect((await browser.post('/import/document/proposal', { csrf: 'guessed', file: 'x', format: 'taric' })).status).toBe(403);
    const gone = { csrf: await secret(), file: '0'.repeat(64), format: 'taric' };
    expect(wordsOf(await textOf(await browser.post('/import/document/proposal', gone), 412))).toContain('send the file once more');
    const stranger = await new Browser(ask).send('/import/document', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new FormData(),
    });
    expect(stranger.headers.get('location')).toContain('/sign-in');
  });
});
