import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addExporter } from '../../../src/changes/register.ts';
import { listMeasures } from '../../../src/lookups/measures.ts';
import { streamRates } from '../../../src/lookups/rate-rows.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import {
  bodyOf,
  pathsOf,
  proposed,
  type TaricRecordIn,
  taken,
  taricComponent,
  taricMeasure,
  taricMessage,
} from '../../support/official.ts';
import { me, refused, statusesOf } from '../../support/recording.ts';

const AD = 'eu-anti-dumping-r2600120';
const CODE = '8516797010';

let t: TestTracker;
beforeEach(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
});
afterEach(() => t.close());

const message = (...records: TaricRecordIn[]): string => taricMessage(records);
const codeName = (code: string, description: string): TaricRecordIn => ({
  code: '245 10',
  type: '3',
  thing: 'additional.code.description',
  fields: { 'language.id': 'EN', 'additional.code.type.id': code.slice(0, 1), 'additional.code': code.slice(1), description },
});
const ofCompany = (sid: string, code: string, more: Readonly<Record<string, string>> = {}): TaricRecordIn =>
  taricMeasure('3', { 'measure.sid': sid, 'additional.code.type': code.slice(0, 1), 'additional.code': code.slice(1), ...more });

const rates = async (question: object): Promise<(string | null)[][]> => {
  const { batches } = await streamRates(t.tracker, { imposed_by: 'EU', ...question });
  const rows: (string | null)[][] = [];
  for await (const batch of batches) rows.push(...batch.map(({ exporter, partner, code, rate }) => [exporter, partner, code, rate]));
  return rows;
};
const active = async (on: string, more: object = {}): Promise<string[]> =>
  (await listMeasures(t.tracker, { on, status: 'active', ...more }, { limit: 9 })).data.map(({ id }) => id);

/** A regulation, a duty for a company and one for all others. */
const creation = (more: Readonly<Record<string, string>> = {}): string =>
  message(
    {
      code: '285 00',
      type: '3',
      thing: 'base.regulation',
      fields: {
        'base.regulation.id': 'R2600120',
        'published.date': '2025-12-20',
        'officialjournal.number': 'L 120',
        'officialjournal.page': '4',
      },
    },
    codeName('C111', 'Foshan Kettle Works Co., Ltd.'),
    ofCompany('1', 'C111', more),
    taricComponent('3', '1', '12.400'),
    ofCompany('2', 'C999', more),
    taricComponent('3', '2', '36.100'),
  );

describe('a TARIC3 message', () => {
  it('creates a measure with its rates by company, from the day that its regulation gives', async () => {
    const result = await taken(t.tracker, 'taric', creation());
    expect(result.not_taken).toEqual([]);
    expect(pathsOf(result)).toEqual(['POST /sources', 'POST /exporters', 'POST /measures']);
    expect(bodyOf(result, '/measures')).toMatchObject({
      id: AD,
      imposed_by: 'EU',
      legal_instruments: [{ identifier: 'Regulation 2026/12 (R2600120), OJ L 120, page 4' }],
    });
    expect(await rates({ on: '2026-11-24' })).toEqual(
      expect.arrayContaining([
        ['foshan-kettle-works-co-ltd', 'CN', CODE, '12.400%'],
        ['all_others', 'CN', CODE, '36.100%'],
      ]),
    );
    expect(await statusesOf(t.tracker, AD)).toEqual(['2025-12-20 announced', '2026-01-01 in_force']);
    expect((await proposed(t.tracker, 'taric', creation())).calls).toEqual([]);
  });

  it('leaves out what all others pay where the rate of a company is not read, which would pay that', async () => {
    const flour = { 'duty.expression.id': '27' };
    const result = await taken(
      t.tracker,
      'taric',
      message(
        codeName('C111', 'Foshan Kettle Works Co., Ltd.'),
        codeName('C112', 'Ningbo Kettle Works Co., Ltd.'),
        ofCompany('1', 'C111'),
        taricComponent('3', '1', '12.400', flour),
        ofCompany('2', 'C999'),
        taricComponent('3', '2', '36.100'),
        ofCompany('3', 'C112'),
        taricComponent('3', '3', '9.900'),
        ofCompany('4', 'C999', { 'goods.nomenclature.item.id': '8516797090' }),
        taricComponent('3', '4', '36.100'),
      ),
    );
    expect(result.not_taken).toEqual([
      expect.stringContaining('what is paid is not read'),
      expect.stringMatching(
        /8516797010: what all others pay, 36\.100%, is left out too: it would stand for Foshan Kettle Works Co\., Ltd\./,
      ),
    ]);
    expect(await rates({ on: '2026-11-24' })).toEqual(
      expect.arrayContaining([
        ['ningbo-kettle-works-co-ltd', 'CN', CODE, '9.900%'],
        ['all_others', 'CN', '8516797090', '36.100%'],
      ]),
    );
    expect((await rates({ on: '2026-11-24', product: CODE })).filter(([exporter]) => exporter === 'all_others')).toEqual([]);
  });

  it('updates it: the end of the measure, and of one company’s line', async () => {
    await taken(t.tracker, 'taric', creation());
    const update = (sid: string, code: string, end: string): TaricRecordIn => ({
      ...ofCompany(sid, code, { 'validity.end.date': end }),
      type: '1',
    });
    const one = await taken(t.tracker, 'taric', message(update('1', 'C111', '2026-06-30')));
    expect(pathsOf(one)).toEqual(['POST /sources', `POST /measures/${AD}/rate-tables`]);
    expect(await rates({ on: '2026-06-30' })).toHaveLength(2);
    expect(await rates({ on: '2026-07-01' })).toEqual([['all_others', 'CN', CODE, '36.100%']]);
  });

  it('updates it: the end of all lines is the end of the measure', async () => {
    await taken(t.tracker, 'taric', creation());
    const update = (sid: string, code: string): TaricRecordIn => ({
      ...ofCompany(sid, code, { 'validity.end.date': '2030-12-31' }),
      type: '1',
    });
    const both = await taken(t.tracker, 'taric', message(update('1', 'C111'), update('2', 'C999')));
    expect(pathsOf(both)).toEqual(['POST /sources', `POST /measures/${AD}/status-changes`]);
    expect(await active('2030-12-31')).toEqual([AD]);
    expect(await active('2031-01-01')).toEqual([]);
    // What ended is open again.
    const open = message({ ...ofCompany('1', 'C111'), type: '1' }, { ...ofCompany('2', 'C999'), type: '1' });
    await taken(t.tracker, 'taric', open);
    expect(await active('2031-01-01')).toEqual([AD]);
  });

  it('updates its first day: the entry is corrected, and the ledger keeps what it said', async () => {
    const ban = (type: string, from: string): string =>
      message(taricMeasure(type, { 'measure.type': '277', 'measure.generating.regulation.id': 'R2600990', 'validity.start.date': from }));
    await taken(t.tracker, 'taric', ban('3', '2026-07-20'));
    const moved = await taken(t.tracker, 'taric', ban('1', '2026-07-01'));
    expect(pathsOf(moved)).toEqual([
      'POST /sources',
      'POST /measures/eu-import-ban-r2600990/coverage',
      expect.stringMatching(/^POST \/ledger\/\d+\/corrections$/),
    ]);
    expect(await active('2026-06-30')).toEqual([]);
    expect(await active('2026-07-01', { product: CODE, affected: 'CN', match: ['full'] })).toEqual(['eu-import-ban-r2600990']);
    expect(await statusesOf(t.tracker, 'eu-import-ban-r2600990')).toEqual(['2026-07-01 in_force']);
  });

  it('deletes it, as if it had never been; of several lines only the one', async () => {
    await taken(t.tracker, 'taric', creation());
    const one = await taken(t.tracker, 'taric', message({ ...ofCompany('1', 'C111'), type: '2' }));
    expect(pathsOf(one)).toEqual(['POST /sources', `POST /measures/${AD}/rate-tables`]);
    expect(await rates({ on: '2026-11-24' })).toEqual([['all_others', 'CN', CODE, '36.100%']]);
    const ban = (type: string): string =>
      message(taricMeasure(type, { 'measure.type': '277', 'measure.generating.regulation.id': 'R2600990' }));
    await taken(t.tracker, 'taric', ban('3'));
    expect(await active('2026-11-24', { kind: 'ban' })).toEqual(['eu-import-ban-r2600990']);
    const gone = await taken(t.tracker, 'taric', ban('2'));
    expect(pathsOf(gone)).toEqual(['POST /sources', expect.stringMatching(/^POST \/ledger\/\d+\/corrections$/)]);
    expect((await listMeasures(t.tracker, { kind: 'ban', status: 'all', on: '2026-11-24' }, { limit: 9 })).data).toEqual([]);
    expect((await proposed(t.tracker, 'taric', ban('2'))).calls).toEqual([]);
  });

  it('says what of it was not taken, each record of it', async () => {
    const { calls, not_taken } = await proposed(
      t.tracker,
      'taric',
      message(
        taricMeasure('3', { 'measure.sid': '1' }),
        taricMeasure('2', { 'measure.sid': '1' }),
        taricMeasure('3', { 'measure.sid': '2', 'measure.type': '123', ordernumber: '090161' }),
        taricMeasure('3', { 'measure.sid': '3', 'goods.nomenclature.item.id': '85167970' }),
        taricMeasure('3', { 'measure.sid': '4', 'validity.start.date': '2026-02-30' }),
        taricMeasure('2', { 'measure.sid': '5' }),
        taricMeasure('3', { 'measure.sid': '6', 'stopped.flag': '1' }),
        taricComponent('3', '77', '5.000'),
        { code: '200 00', type: '3', thing: 'footnote', fields: { 'footnote.id': '001' } },
        { code: '200 00', type: '3', thing: 'footnote', fields: { 'footnote.id': '002' } },
        { code: '280 00', type: '99', thing: 'explicit.abrogation.regulation', fields: {} },
        { code: '280 00', thing: 'explicit.abrogation.regulation', fields: {} },
      ),
    );
    expect(calls).toEqual([]);
    expect(not_taken).toEqual([
      'record 11 of transaction 11 (280 00, explicit abrogation regulation): its update type is "99", and there are 1 (update), 2 (delete) and 3 (create)',
      'record 12 of transaction 12 (280 00, explicit abrogation regulation): it has no update type, so nobody can say what it does',
      '2 × footnote (200 00), create: not read, as it says neither what is covered nor what is paid',
      'measure component of measure 77: the measure itself is not in this message, so nobody can say here what it is about',
      'measure 1, Definitive anti-dumping duty (552) for CN, 8516797010: the message creates it and deletes it again, so nothing is left of it',
      'measure 2, type 123 for CN, 8516797010: a tariff quota: record it as a quota of the measure that it belongs to',
      'measure 3, Definitive anti-dumping duty (552) for CN, 85167970: "85167970" is no code of ten digits',
      'measure 4, Definitive anti-dumping duty (552) for CN, 8516797010: "2026-02-30" is no day, YYYY-MM-DD',
      'measure 6, Definitive anti-dumping duty (552) for CN, 8516797010: it is flagged as stopped',
      'Definitive anti-dumping duty: Regulation 2026/12 (R2600120): it takes back what is not here',
    ]);
  });

  it('reads duties of several components, and whole subheadings', async () => {
    const result = await taken(
      t.tracker,
      'taric',
      message(
        taricMeasure('3', { 'goods.nomenclature.item.id': '7211130000', 'measure.type': '696', 'geographical.area': '1011' }),
        taricComponent('3', '4000001', '10.400'),
        taricComponent('3', '4000001', '1.500', {
          'duty.expression.id': '04',
          'monetary.unit.code': 'EUR',
          'measurement.unit.code': 'DTN',
        }),
        taricComponent('3', '4000001', '20.000', { 'duty.expression.id': '17' }),
        {
          code: '430 15',
          type: '3',
          thing: 'measure.excluded.geographical.area',
          fields: { 'measure.sid': '4000001', 'excluded.geographical.area': 'JP' },
        },
      ),
    );
    expect(result.not_taken).toEqual([]);
    expect(await rates({ on: '2026-11-24' })).toEqual([[null, '*', '721113', '10.400% + 1.500 EUR/100 kg MAX 20.000%']]);
    expect(await active('2026-11-24', { affected: 'JP' })).toEqual([]);
    expect(await active('2026-11-24', { affected: 'KR', product: '7211130000', match: ['full'] })).toEqual(['eu-safeguard-r2600120']);
  });

  it('leaves open what it refers to and does not say: a group, a company, a duty', async () => {
    const text = message(
      taricMeasure('3', { 'geographical.area': '2005', 'measure.type': '696' }),
      ofCompany('2', 'C222', { 'measure.generating.regulation.id': 'R2600130' }),
      taricComponent('3', '2', '9.000'),
    );
    const result = await taken(t.tracker, 'taric', text);
    expect(result.not_taken).toEqual([
      'measure 4000001, Additional duties (safeguard) (696) for 2005, 8516797010: what is paid is not in this message (it has no component of the measure)',
      'measure 4000001, Additional duties (safeguard) (696) for 2005, 8516797010: 2005 is a group, whose members are not in a message: whom it meets is unclear',
      'what the companies with the code "TARIC C222" pay: the document does not name them, and no company here has that alias',
    ]);
    expect(await active('2026-11-24', { affected: 'KR', match: ['unclear'] })).toEqual(['eu-safeguard-r2600120']);
    expect(await active('2026-11-24', { affected: 'CN', product: CODE, type: ['anti_dumping'], match: ['unclear'] })).toEqual([
      'eu-anti-dumping-r2600130',
    ]);
    // They are in force, and what they charge is not recorded: of the company, and of a group whose members are not known.
    expect(await rates({ on: '2026-11-24' })).toEqual([
      [null, 'CN', CODE, null],
      [null, null, CODE, null],
    ]);
    // Once it is known whose code it is, the same message says what they pay.
    await addExporter(t.tracker, me, { id: 'xiamen-kettle', name: 'Xiamen Kettle', home: 'CN', aliases: ['TARIC C222'] });
    const again = await taken(t.tracker, 'taric', text);
    expect(pathsOf(again)).toEqual([
      'POST /measures/eu-anti-dumping-r2600130/coverage',
      'POST /measures/eu-anti-dumping-r2600130/rate-tables',
    ]);
    expect(await rates({ on: '2026-11-24', exporter: 'Xiamen Kettle' })).toEqual([
      ['xiamen-kettle', 'CN', CODE, '9.000%'],
      [null, null, CODE, null],
    ]);
  });

  it('is of the tariff that is named', async () => {
    const { calls } = await proposed(t.tracker, 'taric', creation(), { imposed_by: 'AU' });
    expect(calls.at(-1)?.body).toMatchObject({ id: 'au-anti-dumping-r2600120', imposed_by: 'AU' });
  });
});

describe('XML that means harm', () => {
  const tried = (text: string | Uint8Array) => proposed(t.tracker, 'taric', text);

  it('declares entities: it is refused before one grows', async () => {
    const bomb = `<!DOCTYPE bomb [<!ENTITY a "1234567890">${'bcdefghij'
      .split('')
      .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)
      .join('')}]><bomb>&j;</bomb>`;
    await refused(tried(bomb), 'invalid', "the TARIC message can't be read: it declares a document type");
    const quadratic = `<!DOCTYPE bomb [<!ENTITY a "${'B'.repeat(100_000)}">]><bomb>${'&a;'.repeat(100_000)}</bomb>`;
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    await refused(tried(quadratic), 'invalid', 'it declares a document type');
    // Grown, it would have ten thousand million characters.
    expect(process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
    await refused(tried('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'), 'invalid', 'it declares a document type');
    await refused(tried(creation().replace('<env:envelope', '<!DOCTYPE a><env:envelope')), 'invalid', 'it declares a document type');
  });

  it('names an entity that nobody declared, is broken, or is something else', async () => {
    await refused(tried(creation().replace('L 120', '&secret;')), 'invalid', 'undefined entity');
    await refused(tried(creation().slice(0, -20)), 'invalid', "the TARIC message can't be read: unclosed tag");
    await refused(tried(''), 'invalid', 'the document is empty');
    await refused(tried('{"data": []}'), 'invalid', "the TARIC message can't be read");
    await refused(tried('<rss/>'), 'invalid', 'it begins with <rss>, and a TARIC3 message with <env:envelope>');
    await refused(tried(Buffer.from(creation().replace('Foshan', 'Münster'), 'latin1')), 'invalid', "the TARIC message can't be read");
  });

  it('is deep, wide or long out of all proportion', async () => {
    const inside = (text: string) =>
      creation().replace('<oub:measure.sid>1</oub:measure.sid>', `<oub:measure.sid>${text}</oub:measure.sid>`);
    await refused(tried(inside('<a>'.repeat(100) + '</a>'.repeat(100))), 'invalid', 'elements within elements over 64 deep');
    await refused(
      tried(inside(`<a ${Array.from({ length: 300 }, (_, at) => `b${at}="1"`).join(' ')}/>`)),
      'invalid',
      'over 200 attributes',
    );
    await refused(tried(inside('9'.repeat(5 * 1024 * 1024))), 'invalid', 'a text of over');
  });
});
