import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf, insertEntries, loadEntries } from '../../src/db/entries.ts';
import { recordedEntries } from '../../src/db/entry-rows.ts';
import { openStore } from '../../src/db/open.ts';
import { canonicalText } from '../../src/domain/ledger.ts';
import {
  COLLECTIONS,
  CONFIDENCES,
  DUTY_RULE_TYPES,
  LINK_TYPES,
  MILESTONE_TYPES,
  OUTCOME_TARGETS,
  RESOLUTION_METHODS,
  STATUSES,
} from '../../src/domain/vocabulary.ts';
import { rebuild, verify } from '../../src/keep/verify.ts';
import type { Entry, EntryBody } from '../../src/things/ledger.ts';
import { CODES, fill, syntheticMeasures } from '../bench/synthetic.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { scopes } from '../support/scopes.ts';
import { casesOf } from '../support/thorough.ts';

const date = fc.constantFrom('2011', '2024-08', '2024-08-05');
const text = fc.constantFrom('x', ' "quoted", 中国\r\nsecond\tline', '=1+1', "it's", '\\', '%_', '💰');
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });
const confidence = fc.constantFrom(...CONFIDENCES);
const someScopes = fc.array(scopes, { maxLength: 3 });
const measure = fc.constantFrom('m-one', 'm-two');

/** A body of any kind; what refers to an entry refers to `anchor`, a resolution that is there. */
const bodies = (anchor: number): fc.Arbitrary<EntryBody> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('status_change' as const),
      status: fc.constantFrom(...STATUSES),
      effective_on: date,
      until_on: orNull(date),
      exemptions: someScopes,
    }),
    fc.record({ kind: fc.constant('coverage' as const), effective_on: date, until_on: orNull(date), scopes: someScopes }),
    fc.record({
      kind: fc.constant('rate_table' as const),
      effective_on: date,
      until_on: orNull(date),
      rates: fc.array(
        fc
          .record({
            scope: scopes,
            amount: fc.constantFrom(
              { expression: '35.30%', min_pct: null, max_pct: null },
              { expression: null, min_pct: '6.30', max_pct: '6.4' },
            ),
            collection: fc.constantFrom(...COLLECTIONS),
            note: orNull(text),
            confidence: orNull(confidence),
            doubt: orNull(text),
          })
          .map(({ amount, ...rate }) => ({ ...rate, ...amount })),
        { maxLength: 3 },
      ),
    }),
    fc.record({
      kind: fc.constant('milestone' as const),
      type: fc.constantFrom(...MILESTONE_TYPES),
      happened_on: date,
      title: text,
      stage: orNull(text),
      scopes: someScopes,
    }),
    fc.record({
      kind: fc.constant('resolution' as const),
      method: fc.constantFrom(...RESOLUTION_METHODS),
      agreed_on: orNull(date),
      terms: text,
      outcomes: fc.array(fc.record({ measure_id: measure, reaches: fc.constantFrom(...OUTCOME_TARGETS), scope: scopes }), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom('implementation' as const, 'collapse' as const),
      resolution_seq: fc.constant(anchor),
      effective_on: date,
      measures: fc.uniqueArray(measure),
    }),
    fc.record({
      kind: fc.constant('link' as const),
      type: fc.constantFrom(...LINK_TYPES),
      to_measure_id: orNull(measure),
      to_dispute_id: fc.constantFrom(null, 'au-cn-wine'),
      to_wto_case_id: fc.constantFrom(null, 'DS602'),
    }),
    fc.record({
      kind: fc.constant('duty_rule' as const),
      type: fc.constantFrom(...DUTY_RULE_TYPES),
      other_measure_id: orNull(measure),
      percent: fc.constantFrom(null, '10', '2.50'),
      first_on: date,
      last_on: orNull(date),
      scope: scopes,
    }),
    fc.record({
      kind: fc.constant('quota' as const),
      period: text,
      starts_on: orNull(date),
      ends_on: orNull(date),
      quantity: fc.constantFrom(null, '10.50'),
      unit: text,
      scope: scopes,
    }),
  );

const contents = (anchor: number) =>
  fc.record({
    body: bodies(anchor),
    measure_id: orNull(measure),
    dispute_id: fc.constantFrom(null, 'au-cn-wine'),
    wto_case_id: fc.constantFrom(null, 'DS602'),
    announced_on: orNull(date),
    note: orNull(text),
    confidence,
    doubt: orNull(text),
    sources: fc.shuffledSubarray(['mofcom', 'news']),
  });

describe.each(ENGINES)('entries on %s', (engine, open) => {
  let t: TestTracker;
  let anchor = 0;
  const kinds = new Set<string>();

  const write = (list: readonly { body: EntryBody; entryId?: string; given?: Partial<Entry> }[]): Promise<Entry[]> =>
    t.tracker.store.write({ now: t.tracker.clock() }, async (connection, change) => {
      const entries = list.map(
        ({ body, entryId, given }): Entry => ({
          entry_id: entryId ?? null,
          measure_id: null,
          dispute_id: null,
          wto_case_id: null,
          recorded_by: 'tester',
          announced_on: null,
          note: null,
          confidence: 'verified',
          doubt: null,
          sources: [],
          ...given,
          ...body,
          seq: change.nextSeq(),
          recorded_at: change.recorded_at,
        }),
      );
      await insertEntries(connection, entries);
      // Inside the transaction they are read like any others.
      expect(
        await loadEntries(
          connection,
          entries.map((entry) => entry.seq),
        ),
      ).toEqual(entries);
      return entries;
    });

  beforeAll(async () => {
    t = await open();
    await putRows(t, {
      ...SMALL_REGISTER,
      wto_cases: [{ id: 'DS602', complainant: 'AU', respondent: 'CN', title: null, url: null }],
      measures: ['m-one', 'm-two'].map((id) => ({
        id,
        kind: 'ban' as const,
        dispute_id: null,
        title: id,
        imposed_by: 'CN',
        direction: 'import' as const,
        formality: 'formal' as const,
        summary: null,
        last_seq: 0,
      })),
    });
    const [first] = await write([
      { body: { kind: 'resolution', method: 'expiry', agreed_on: null, terms: 'x', outcomes: [] }, entryId: 'the-anchor' },
    ]);
    anchor = first?.seq as number;
  });
  afterAll(() => t.close());

  it('come back as they were written (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(contents(anchor), { minLength: 1, maxLength: 6 }), async (list) => {
        const written = await write(list.map(({ body, ...given }) => ({ body, given })));
        const seqs = written.map((entry) => entry.seq);
        for (const entry of written) kinds.add(entry.kind);
        const { store } = t.tracker;
        expect(await store.read((connection) => loadEntries(connection, [...seqs].reverse()))).toEqual(written);
        const range = { from: seqs[0] as number, to: seqs.at(-1) as number };
        expect(await store.read((connection) => loadEntries(connection, range))).toEqual(written);
        // The rows, which filters and exports read, say the same as the text.
        const recorded = await store.read((connection) => recordedEntries(connection, range));
        expect(recorded.map(({ entry }) => entry)).toEqual(written);
      }),
      { numRuns: engine === 'sqlite' ? casesOf(20, 100) : 15 },
    );
    expect(kinds.size).toBeGreaterThanOrEqual(engine === 'sqlite' ? 9 : 5);
  });

  it('hang together by their hashes, from the first to the last', async () => {
    const [{ last } = { last: 0 }] = await t.execute('select max(seq) as last from ledger');
    const all = await t.tracker.store.read((connection) => recordedEntries(connection, { from: 1, to: Number(last) }));
    expect(all.length).toBeGreaterThan(20);
    let previous = '0'.repeat(64);
    for (const { entry, hash } of all) {
      expect(hash).toBe(hashOf(previous, canonicalText(entry)));
      previous = hash;
    }
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(all.length);
  });

  it('are left out where there is none of that number', async () => {
    const found = await t.tracker.store.read((connection) => loadEntries(connection, [anchor, anchor, 999_999, -1]));
    expect(found.map((entry) => entry.seq)).toEqual([anchor]);
    expect(await t.tracker.store.read((connection) => loadEntries(connection, []))).toEqual([]);
  });
});

describe('the texts of entries', () => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await testTracker();
    await putRows(t, { jurisdictions: CODES.map((code) => ({ code, name: code, kind: 'state' })) });
    await fill(t.tracker, syntheticMeasures(5));
  });
  afterAll(() => t.close());

  it('are made when a database of a release that kept none is opened, and by verify --rebuild', async () => {
    const texts = await t.execute('select * from entry_texts');
    expect(texts.length).toBeGreaterThan(10);
    const [state] = await t.execute('select * from change_seq');
    await t.execute('delete from entry_texts');
    await expect(openStore(`file:${t.file}`, { access: 'read' })).rejects.toThrow('made by an earlier release');
    const store = await openStore(`file:${t.file}`);
    await store.close();
    expect(await t.execute('select * from entry_texts')).toEqual(texts);
    await t.execute(`update entry_texts set text = '{}'`);
    await rebuild(t.tracker);
    expect(await t.execute('select * from entry_texts')).toEqual(texts);
    expect(await t.execute('select * from change_seq')).toEqual([state]);
  });

  it('that are lost, altered or strange are found, and an entry without one is not passed over', async () => {
    await t.execute('delete from entry_texts where seq = 3');
    await t.execute(`update entry_texts set text = replace(text, '"note":null', '"note":"x"') where seq = 4`);
    await t.execute(`insert into entry_texts values (99999, '{}')`);
    expect((await verify(t.tracker)).problems.filter((problem) => problem.startsWith('entry_texts'))).toEqual([
      'entry_texts, seq 3: what the entry says is not there',
      'entry_texts, seq 4: it is not what the hash of the entry is made of',
      'entry_texts, seq 99999: there is no such entry',
    ]);
    const store = await openStore(`file:${t.file}`);
    await expect(store.read((connection) => loadEntries(connection, [2, 3]))).rejects.toThrow('ledger entry 3 has lost its text');
    await store.close();
  });
});

it('many at once give others their turns, though SQLite never waits, and stand as one by one', async () => {
  const t = await testTracker();
  await putRows(t, { jurisdictions: CODES.map((code) => ({ code, name: code, kind: 'state' })) });
  let turns = 0;
  const count = (): void => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  await fill(t.tracker, syntheticMeasures(900));
  clearImmediate(next);
  const [{ entries } = { entries: 0 }] = await t.execute('select count(*) as entries from ledger');
  // A turn for each batch of entries, of measures and of registrations.
  expect(turns).toBeGreaterThan(Number(entries) / 500);
  expect(await verify(t.tracker)).toMatchObject({ ok: true });
  await t.close();
});
