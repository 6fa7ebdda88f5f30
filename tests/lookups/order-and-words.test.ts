import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDispute, addExporter, addSource } from '../../src/changes/register.ts';
import { listDisputes } from '../../src/lookups/disputes.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { listExporters, listSources } from '../../src/lookups/register.ts';
import { DisputeBody } from '../../src/things/dispute.ts';
import { SourceBody } from '../../src/things/entry.ts';
import { ExporterBody } from '../../src/things/register.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { idsOf, me, newMeasure } from '../support/recording.ts';

/** A title, and what finds it, in whatever case and form. */
const TITLES: readonly [id: string, title: string, ...asked: string[]][] = [
  ['cyrillic', 'Запрет на японскую рыбу', 'ЯПОНСКУЮ', 'рыб', 'японскую запрет'],
  ['short-i', 'Российский запрет на лосось', 'российский', 'РОССИЙСКИЙ ЛОСОСЬ'],
  ['greek', 'Δασμοί στο κρασί', 'ΔΑΣΜΟΙ', 'δασμοι', 'Κρασί'],
  ['sigma', 'Φόρος οδοστρωμάτων', 'ΦΟΡΟΣ', 'οδοσ', 'ΟΔΟΣ', 'οδος'],
  ['turkish', 'İthalat yasağı: IŞIK', 'ithalat', 'İTHALAT', 'yasagi', 'YASAĞI', 'ışık', 'işik', 'ISIK'],
  ['fullwidth', 'ＣＲＡＢ と ｶﾆ', 'crab', 'Ｃｒａｂ', 'カニ'],
  ['german', 'Zölle auf Straßenfahrzeuge', 'STRASSE', 'straße', 'zolle', 'ZÖLLE'],
  ['accents', 'Café con leche', 'CAFE', 'café', 'cafe\u0301'],
  ['chinese', '禁止進口海鮮', '海鮮', '進口'],
  ['arabic', 'حظر استيراد', 'حظر'],
  ['signs', '100% _duty_ \\ "free"', '100%', '_duty_', '\\', '"free"', '% _'],
];

describe.each(ENGINES)('lists on %s', (_engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    for (const [id, title] of TITLES) {
      await newMeasure(t.tracker, id, { title, status_changes: [{ status: 'in_force', effective_on: '2015-01-01', unsourced: true }] });
      await addDispute(t.tracker, me, DisputeBody.parse({ id: `${id}-dispute`, title }));
      await addExporter(t.tracker, me, ExporterBody.parse({ id, name: title }));
      await addSource(t.tracker, me, SourceBody.parse({ id, title, publisher: 'p', kind: 'press' }));
    }
  });
  afterAll(() => t.close());

  it.each(TITLES.flatMap(([id, , ...asked]) => asked.map((q) => [q, id])))('find by "%s" what is called so: %s', async (q, id) => {
    expect(await idsOf(t.tracker, { q, on: '2024-01-01' })).toEqual([id]);
    expect((await listDisputes(t.tracker, { q }, { limit: 5000 })).data.map((row) => row.id)).toEqual([`${id}-dispute`]);
    expect((await listExporters(t.tracker, { q })).data.map((row) => row.id)).toEqual([id]);
    expect((await listSources(t.tracker, { q }, { limit: 50 })).data.map((row) => row.id)).toEqual([id]);
  });

  it('do not take signs for any letters', async () => {
    for (const q of ['100_', '%', '_', '1%0'])
      expect(await idsOf(t.tracker, { q, on: '2024-01-01' }), q).toEqual(['%', '_'].includes(q) ? ['signs'] : []);
  });

  it('are in the order of the first day on which a status may have begun, the newest first, page by page too', async () => {
    const days = ['2020-12-31', '2021', '2021-01-01', '2021-01-02', '2021-01', '2021-02', '2021-12-31', '2022'];
    for (const [index, effective_on] of days.entries())
      await newMeasure(t.tracker, `order-${index}`, {
        title: 'in order',
        status_changes: [{ status: 'in_force', effective_on, unsourced: true }],
      });
    const question = { q: 'in order', on: '2024-01-01' };
    const inOrder = ['2022', '2021-12-31', '2021-02', '2021-01-02', '2021-01', '2021-01-01', '2021', '2020-12-31'];
    const whole = await listMeasures(t.tracker, question, { limit: 5000 });
    expect(whole.data.map((row) => row.status_from)).toEqual(inOrder);
    const walked: string[] = [];
    for (let after: (typeof whole)['next'] | undefined; after !== null; ) {
      const page = await listMeasures(t.tracker, question, { limit: 3, after });
      walked.push(...page.data.map((row) => row.status_from));
      after = page.next;
    }
    expect(walked).toEqual(inOrder);
    // Before it may have begun nothing is shown.
    const early = await listMeasures(t.tracker, { ...question, on: '2021-01-01' }, { limit: 5000 });
    expect(early.data.map((row) => row.status_from)).toEqual(['2021-01', '2021-01-01', '2021', '2020-12-31']);
  });
});
