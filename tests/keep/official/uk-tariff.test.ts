import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadEntries } from '../../../src/db/entries.ts';
import { acceptProposal, rejectProposal } from '../../../src/keep/proposals/proposals.ts';
import { verify } from '../../../src/keep/verify.ts';
import { type DutyQuestion, quoteDuty } from '../../../src/lookups/duty.ts';
import { listMeasures } from '../../../src/lookups/measures.ts';
import { streamRates } from '../../../src/lookups/rate-rows.ts';
import type { Tracker } from '../../../src/lookups/tracker.ts';
import type { RateRow } from '../../../src/things/rate-row.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import { bodyOf, pathsOf, proposed, reviewer, taken, type UkMeasure, ukAnswer } from '../../support/official.ts';
import { newMeasure, refused } from '../../support/recording.ts';

const CODE = '8516797010';
const AD = 'gb-anti-dumping-c0007220';

const REGISTER = {
  ...SMALL_REGISTER,
  jurisdictions: [
    ...(SMALL_REGISTER.jurisdictions ?? []),
    { code: 'GB', name: 'United Kingdom', kind: 'state' },
    { code: 'RU', name: 'Russia', kind: 'state' },
  ],
};

/** An anti-dumping duty with a rate for a company, one for several under one code, and one for all others. */
const duties = (more: Partial<UkMeasure> = {}): UkMeasure[] => [
  { type: '103', series: 'C', area: '1011', duty: '2.00 %', from: '2021-01-01', act: 'S.I. 2020/1430' },
  { type: '552', duty: '12.40 %', code: ['C111', 'Foshan Kettle Works Co., Ltd.'], ...more },
  { type: '552', duty: '17.90 %', code: ['C112', 'Ningbo Boiling Co., Ltd; Ningbo Steam Co., Ltd'] },
  { type: '552', duty: '36.10 %', code: ['C999', 'Other'] },
];

const dutyOf = (tracker: Tracker, question: Partial<DutyQuestion>) =>
  quoteDuty(tracker, { importer: 'GB', origin: 'CN', product: CODE, on: '2026-11-24', quantities: [], fx: [], ...question });

const ratesOf = async (tracker: Tracker, question: object): Promise<RateRow[]> => {
  const { batches } = await streamRates(tracker, { imposed_by: 'GB', product: CODE, ...question });
  const rows: RateRow[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
};

describe.each(ENGINES)('a commodity of the UK tariff on %s', (_engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
    await putRows(t, REGISTER);
  });
  afterAll(() => t.close());

  it('becomes a proposal, is accepted, and is asked back; the same again proposes nothing', async () => {
    const { tracker } = t;
    const first = await proposed(tracker, 'uk-tariff', ukAnswer(CODE, duties()));
    expect(pathsOf(first)).toEqual([
      'POST /sources',
      'POST /exporters',
      'POST /exporters',
      'POST /exporters',
      'POST /measures',
      'POST /measures',
    ]);
    expect(first.not_taken).toEqual([]);
    expect((await listMeasures(tracker, { status: 'all' }, { limit: 9 })).data).toEqual([]);

    const waits = await proposed(tracker, 'uk-tariff', ukAnswer(CODE, duties()));
    expect(waits).toMatchObject({ proposal: null, waiting: first.proposal?.id });
    await acceptProposal(tracker, reviewer, first.proposal?.id ?? 0);

    const rates = await ratesOf(tracker, { type: ['anti_dumping'], on: '2026-11-24' });
    expect(
      rates.map(({ exporter, partner, code, rate, status, first_on, last_on }) => [
        exporter,
        partner,
        code,
        rate,
        status,
        first_on,
        last_on,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['foshan-kettle-works-co-ltd', 'CN', CODE, '12.40%', 'in_force', '2022-03-01', null],
        ['ningbo-boiling-co-ltd', 'CN', CODE, '17.90%', 'in_force', '2022-03-01', null],
        ['ningbo-steam-co-ltd', 'CN', CODE, '17.90%', 'in_force', '2022-03-01', null],
        ['all_others', 'CN', CODE, '36.10%', 'in_force', '2022-03-01', null],
      ]),
    );
    expect(rates).toHaveLength(4);
    const paid = await dutyOf(tracker, { exporter: 'Ningbo Steam' });
    expect(paid.total_ad_valorem_pct).toBe('19.90');
    const elsewhere = await dutyOf(tracker, { origin: 'KR' });
    expect(elsewhere.total_ad_valorem_pct).toBe('2.00');

    const again = await proposed(tracker, 'uk-tariff', ukAnswer(CODE, duties()));
    expect(again).toMatchObject({ proposal: null, waiting: null, calls: [] });
    // Other bytes that say the same are no news either.
    const spaced = await proposed(tracker, 'uk-tariff', `${ukAnswer(CODE, duties())}\n`);
    expect(spaced).toMatchObject({ proposal: null, waiting: null, calls: [] });
    expect((await verify(tracker)).problems).toEqual([]);
  });

  it('keeps what was read with its hash, and cites it', async () => {
    const text = ukAnswer('8516797020', [{ type: '552', duty: '5.00 %', act: 'C0008220' }]);
    const { sha256, proposal } = await taken(t.tracker, 'uk-tariff', text);
    const content = Buffer.from(text).toString('base64url');
    expect(await t.execute(`select content, proposal_id, kept_at, format, address from documents where sha256 = '${sha256}'`)).toEqual([
      { content, proposal_id: proposal?.id, kept_at: expect.stringContaining('2026-11-24T'), format: 'uk-tariff', address: null },
    ]);
    const seqs = await t.execute(`select seq from ledger where measure_id = 'gb-anti-dumping-c0008220' and kind <> 'registration'`);
    const entries = await t.tracker.store.readLatest((connection) =>
      loadEntries(
        connection,
        seqs.map(({ seq }) => Number(seq)),
      ),
    );
    expect(entries.map(({ kind, sources, recorded_by, reviewed_by }) => [kind, sources, recorded_by, reviewed_by])).toEqual(
      ['coverage', 'rate_table', 'status_change'].map((kind) => [kind, [`uk-tariff-8516797020-${sha256.slice(0, 10)}`], 'ann', 'eve']),
    );
  });
});

describe('what changed in the UK tariff', () => {
  let t: TestTracker;
  beforeEach(async () => {
    t = await testTracker();
    await putRows(t, REGISTER);
    await taken(t.tracker, 'uk-tariff', ukAnswer(CODE, duties()));
  });
  afterEach(() => t.close());

  it('is proposed alone: a rate', async () => {
    const result = await taken(t.tracker, 'uk-tariff', ukAnswer(CODE, duties({ duty: '9.90 %', from: '2026-06-01' })));
    expect(pathsOf(result)).toEqual(['POST /sources', `POST /measures/${AD}/rate-tables`]);
    const body = bodyOf(result, `/measures/${AD}/rate-tables`);
    expect(body).toMatchObject({
      effective_on: '2026-06-01',
      set: [{ expression: '9.90%', scope: { exporters: ['foshan-kettle-works-co-ltd'] } }],
    });
    expect(body.set).toHaveLength(1);
    const of = async (on: string) => (await ratesOf(t.tracker, { on, exporter: 'Foshan Kettle Works' })).map(({ rate }) => rate);
    expect(await of('2026-05-31')).toEqual(['12.40%']);
    expect(await of('2026-06-01')).toEqual(['9.90%']);
  });

  it('is proposed alone: the end of all, as the last day that was told', async () => {
    const ended = duties().map((one) => (one.type === '552' ? { ...one, until: '2027-02-28' } : one));
    const result = await taken(t.tracker, 'uk-tariff', ukAnswer(CODE, ended));
    expect(pathsOf(result)).toEqual(['POST /sources', `POST /measures/${AD}/status-changes`]);
    expect(bodyOf(result, `/measures/${AD}/status-changes`)).toMatchObject({
      status: 'in_force',
      effective_on: '2022-03-01',
      until_on: '2027-03-01',
    });
    const idsOn = async (on: string) =>
      (await listMeasures(t.tracker, { product: CODE, affected: 'CN', on, status: 'active' }, { limit: 9 })).data.map(({ id }) => id);
    expect(await idsOn('2027-02-28')).toEqual([AD]);
    expect(await idsOn('2027-03-01')).toEqual([]);
    expect((await proposed(t.tracker, 'uk-tariff', ukAnswer(CODE, ended))).calls).toEqual([]);
  });

  it('is proposed alone: the end of one company’s rate', async () => {
    const result = await taken(t.tracker, 'uk-tariff', ukAnswer(CODE, duties({ until: '2026-12-31' })));
    expect(pathsOf(result)).toEqual(['POST /sources', `POST /measures/${AD}/rate-tables`]);
    expect(bodyOf(result, `/measures/${AD}/rate-tables`)).toMatchObject({
      effective_on: '2027-01-01',
      remove: [{ scope: { exporters: ['foshan-kettle-works-co-ltd'], goods: [CODE], partners: ['CN'] } }],
    });
  });

  it('of another code of the same act is added, and the first code stays as it was', async () => {
    const other = duties({ from: '2024-01-01' }).map((one) => ({ ...one, from: '2024-01-01' }));
    const result = await taken(t.tracker, 'uk-tariff', ukAnswer('8516797090', other));
    expect(pathsOf(result)).toEqual([
      'POST /sources',
      'POST /measures/gb-mfn-s-i-2020-1430/coverage',
      'POST /measures/gb-mfn-s-i-2020-1430/rate-tables',
      `POST /measures/${AD}/coverage`,
      `POST /measures/${AD}/rate-tables`,
    ]);
    expect(bodyOf(result, `/measures/${AD}/rate-tables`).set).toHaveLength(4);
    expect(await ratesOf(t.tracker, { type: ['anti_dumping'], on: '2026-11-24' })).toHaveLength(4);
    expect(await ratesOf(t.tracker, { type: ['anti_dumping'], on: '2026-11-24', product: '8516797090' })).toHaveLength(4);
    // The end of the new code alone is no end of the measure.
    const ended = other.map((one) => ({ ...one, until: '2027-06-30' }));
    const end = await taken(t.tracker, 'uk-tariff', ukAnswer('8516797090', ended));
    expect(bodyOf(end, `/measures/${AD}/coverage`)).toMatchObject({ effective_on: '2027-07-01', remove: [{ goods: ['8516797090'] }] });
    expect(pathsOf(end)).not.toContain(`POST /measures/${AD}/status-changes`);
  });

  it('of another code goes on where the first has ended, and does not take it along', async () => {
    const ofType = (more: Partial<UkMeasure>) => duties().flatMap((one) => (one.type === '552' ? [{ ...one, ...more }] : []));
    await taken(t.tracker, 'uk-tariff', ukAnswer(CODE, ofType({ until: '2026-06-30' })));
    await taken(t.tracker, 'uk-tariff', ukAnswer('8516797090', ofType({ from: '2026-09-01' })));
    const idsOn = async (on: string, product: string): Promise<string[]> =>
      (await listMeasures(t.tracker, { product, affected: 'CN', on, status: 'active' }, { limit: 9 })).data.map(({ id }) => id);
    const days = ['2026-06-30', '2026-07-01', '2026-08-31', '2026-09-01'];
    expect(await Promise.all(days.map((on) => idsOn(on, CODE)))).toEqual([[AD], [], [], []]);
    expect(await Promise.all(days.map((on) => idsOn(on, '8516797090')))).toEqual([[], [], [], [AD]]);
  });

  it('is silent where the answer is: a company that it no longer names keeps its rate', async () => {
    const without = duties().filter(({ code }) => code?.[0] !== 'C112');
    expect((await proposed(t.tracker, 'uk-tariff', ukAnswer(CODE, without))).calls).toEqual([]);
    // Nor is the end of the others that of the measure; that is told.
    const ended = without.map((one) => (one.type === '552' ? { ...one, until: '2027-02-28' } : one));
    const { calls, not_taken } = await proposed(t.tracker, 'uk-tariff', ukAnswer(CODE, ended));
    expect(calls.map(({ path }) => path)).not.toContain(`/measures/${AD}/status-changes`);
    expect(not_taken).toEqual([
      expect.stringMatching(/2027-03-01 is the first day without all that is told of it, and here other companies have rates too/),
    ]);
  });

  it('is proposed again after it was sent back', async () => {
    const text = ukAnswer(CODE, duties({ duty: '1.00 %' }));
    const { proposal } = await proposed(t.tracker, 'uk-tariff', text);
    await rejectProposal(t.tracker, reviewer, proposal?.id ?? 0, { reason: 'Let me look' });
    expect((await proposed(t.tracker, 'uk-tariff', text)).proposal?.id).toBe((proposal?.id ?? 0) + 1);
  });
});

describe('what a commodity says', () => {
  let t: TestTracker;
  beforeEach(async () => {
    t = await testTracker();
    await putRows(t, REGISTER);
  });
  afterEach(() => t.close());
  const idsOf = async (question: object) => (await listMeasures(t.tracker, question, { limit: 9 })).data.map(({ id }) => id);

  it('of prohibitions becomes bans, with the documents that let goods pass as a condition', async () => {
    await taken(
      t.tracker,
      'uk-tariff',
      ukAnswer(CODE, [
        { type: '277', series: 'A', area: 'RU', from: '2022-05-10', act: 'C0500001' },
        { type: '278', series: 'A', area: 'RU', from: '2022-05-10', act: 'C0500002', export: true },
        {
          type: '465',
          series: 'B',
          area: '1011',
          excluded: ['JP'],
          act: 'C0500003',
          conditions: [{ action: '24', document: 'Y900' }, { action: '04' }],
        },
      ]),
    );
    expect(await idsOf({ kind: 'ban', affected: 'RU', product: CODE, on: '2026-11-24', match: ['full'] })).toEqual(
      expect.arrayContaining(['gb-import-ban-c0500001', 'gb-export-ban-c0500002']),
    );
    expect(await idsOf({ kind: 'ban', affected: 'KR', product: CODE, on: '2026-11-24', match: ['unclear'] })).toEqual([
      'gb-import-restriction-c0500003',
    ]);
    expect(await idsOf({ kind: 'ban', affected: 'JP', product: CODE, on: '2026-11-24' })).toEqual([]);
  });

  it('of a group means its members, and is not taken where it names none', async () => {
    const result = await taken(
      t.tracker,
      'uk-tariff',
      ukAnswer(CODE, [
        { type: '696', series: 'J', area: '2005', members: ['AU', 'KR', 'XS'], excluded: ['KR'], duty: '25.00 %', act: 'C0600001' },
        { type: '695', series: 'J', area: '2006', duty: '25.00 %', act: 'C0600002' },
      ]),
    );
    expect(await idsOf({ affected: 'AU', on: '2026-11-24' })).toEqual(['gb-safeguard-c0600001']);
    expect(await idsOf({ affected: 'KR', on: '2026-11-24' })).toEqual([]);
    expect(result.not_taken).toEqual([
      'measure 20000001, Type 695 (695) for 2006: its area 2006 is a group whose members the answer does not name',
      expect.stringMatching(/its partner RS is no jurisdiction of the register$/),
    ]);
  });

  it('of a rate that hangs on a document is a rate under a condition', async () => {
    const result = await taken(
      t.tracker,
      'uk-tariff',
      ukAnswer(CODE, [
        {
          type: '552',
          conditions: [
            { action: '01', document: 'D008', duty: '<span>8.00</span> %' },
            { action: '01', duty: '<span>30.00</span> %' },
          ],
        },
      ]),
    );
    expect(result.not_taken).toEqual([]);
    const paid = (more: Partial<DutyQuestion>) => dutyOf(t.tracker, more);
    expect((await paid({})).additional.ad_valorem_pct).toEqual({ least: '8.00', most: '30.00' });
    expect((await paid({ conditions: [{ id: 'document_d008', met: true }] })).additional.ad_valorem_pct).toEqual({
      least: '8.00',
      most: '8.00',
    });
    expect((await paid({ conditions: [{ id: 'document_d008', met: false }] })).additional.ad_valorem_pct).toEqual({
      least: '30.00',
      most: '30.00',
    });
  });

  it('and is no measure of this ledger is told, with the reason', async () => {
    const { not_taken, calls } = await proposed(
      t.tracker,
      'uk-tariff',
      ukAnswer(CODE, [
        { type: '142', series: 'C', area: 'KR', duty: '0.00 %' },
        { type: '305', series: 'P', area: '1011', duty: '20.00 %' },
        { type: '755', series: 'B', area: '1011' },
        { type: '552', duty: '9.00 %', act: null },
        { type: '695', duty: '9.00 %', quota: '058001' },
        { type: '552', duty: '9.00 %', from: '2015-01-01', until: '2020-12-31' },
      ]),
    );
    expect(calls).toEqual([]);
    expect(not_taken).toEqual([
      'measure 20000000, Type 142 (142) for KR: a preference, which is no measure of a dispute',
      'measure 20000001, Type 305 (305) for all origins: an internal tax, not a measure of trade',
      'measure 20000002, Type 755 (755) for all origins: a control that any such goods need, not aimed at a partner',
      'measure 20000003, Type 552 (552) for CN: it names no legal act, by which it would be told from others',
      'measure 20000004, Type 695 (695) for CN: it holds within a quota: record the quota by hand',
      "measure 20000005, Type 552 (552) for CN: it ended by 2020-12-31, when the tariff was the EU's: it is no measure of the United Kingdom",
    ]);
  });

  it('and can not be read as a duty leaves the rate unknown, and not at zero', async () => {
    const result = await taken(t.tracker, 'uk-tariff', ukAnswer(CODE, [{ type: '552', duty: '9.00 % + EA' }]));
    expect(result.not_taken).toEqual([expect.stringMatching(/what is paid is not read: "9.00 % \+ EA"/)]);
    const { cannot_compute, total_ad_valorem_pct } = await dutyOf(t.tracker, {});
    expect(total_ad_valorem_pct).toBeNull();
    expect(cannot_compute.map(({ code }) => code)).toContain('rate_unknown');
  });

  it('of the time when the tariff was the EU’s begins with the United Kingdom’s own', async () => {
    await taken(t.tracker, 'uk-tariff', ukAnswer(CODE, [{ type: '552', duty: '9.00 %', from: '2017-04-01', act: 'C0700001' }]));
    expect(await idsOf({ affected: 'CN', on: '2020-12-31' })).toEqual([]);
    expect(await idsOf({ affected: 'CN', on: '2021-01-01' })).toEqual(['gb-anti-dumping-c0700001']);
  });

  it('and was recorded here under another id is not recorded twice', async () => {
    await newMeasure(t.tracker, 'gb-kettles', {
      ...{
        kind: 'tariff',
        type: 'anti_dumping',
        imposed_by: 'GB',
        legal_instruments: [{ identifier: 'Taxation Notice 2022/07 of 20 February 2022' }],
      },
      status_changes: [{ status: 'in_force', effective_on: '2022-03-01', unsourced: true }],
    });
    const { calls, not_taken } = await proposed(t.tracker, 'uk-tariff', ukAnswer(CODE, duties().slice(1)));
    expect(calls).toEqual([]);
    expect(not_taken).toEqual([expect.stringMatching(/gb-kettles cites the same act, and so is it here under another id/)]);
  });

  it('and its base is not that of other goods by the same act', async () => {
    const base = (id: string, code: string) =>
      newMeasure(t.tracker, id, {
        ...{ kind: 'tariff', type: 'mfn', imposed_by: 'GB', legal_instruments: [{ identifier: 'S.I. 2020/1430' }] },
        status_changes: [{ status: 'in_force', effective_on: '2021-01-01', unsourced: true }],
        coverage: { effective_on: '2021-01-01', scopes: [{ goods: [code], partners: ['*'] }], unsourced: true },
      });
    await base('gb-mfn-steel', '7208');
    const other = await proposed(t.tracker, 'uk-tariff', ukAnswer(CODE, duties().slice(0, 1)));
    expect(other.not_taken).toEqual([]);
    expect(pathsOf(other)).toContain('POST /measures');
    await base('gb-mfn-kettles', CODE.slice(0, 4));
    const same = await proposed(t.tracker, 'uk-tariff', ukAnswer(CODE, duties().slice(0, 1)));
    expect(same.calls).toEqual([]);
    expect(same.not_taken).toEqual([expect.stringMatching(/gb-mfn-kettles is in force here of the same type, for 8516797010/)]);
  });

  it('is known to be something else where it is', async () => {
    const tried = (text: string) => proposed(t.tracker, 'uk-tariff', text);
    await refused(tried('{"data": '), 'invalid', 'this is no JSON');
    await refused(tried('<html>Sorry</html>'), 'invalid', 'it begins with "<html>Sorry</html>"');
    await refused(tried('{"errors": []}'), 'invalid', 'this is not the answer for a commodity');
    const heading = JSON.parse(ukAnswer(CODE, [])) as { data: { type: string } };
    await refused(tried(JSON.stringify({ ...heading, data: { ...heading.data, type: 'heading' } })), 'invalid', 'the answer for a heading');
    const broken = ukAnswer(CODE, [{ type: '552', duty: '9 %' }]).replace('2022-03-01T00:00:00.000Z', 'soon');
    await refused(tried(broken), 'invalid', 'measure 20000000: effective_start_date');
    const whole = JSON.parse(ukAnswer(CODE, duties())) as { included: { type: string }[] };
    const part = JSON.stringify({ ...whole, included: whole.included.filter(({ type }) => type !== 'additional_code') });
    await refused(tried(part), 'invalid', 'the answer is not whole: it refers to additional_code C111, which is not in it');
  });
});
