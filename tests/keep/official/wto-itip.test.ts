import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMeasures } from '../../../src/lookups/measures.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import { bodyOf, pathsOf, proposed, taken } from '../../support/official.ts';
import { refused, statusesOf } from '../../support/recording.ts';
import { xlsxOf } from '../../support/xlsx.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
});
afterAll(() => t.close());

const HEADER =
  'Member imposing,Partner affected,Measure description,Product description,HS,Initiation,In force,Withdrawal,Latest notified date';
const csv = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');
const WHEELS = 'Australia,China,Anti-dumping,"Steel wheels, forged","870870, 87169010",2018-10-24,2019-05-31';
const ID = 'itip-au-anti-dumping-cn-2018-10-24-steel-wheels-forged-870870';
const read = (content: string | Uint8Array) => proposed(t.tracker, 'wto-itip', content);

describe('an export of I-TIP', () => {
  it('becomes measures with days, partners and headings, each a part of its codes, and no duty', async () => {
    const result = await taken(
      t.tracker,
      'wto-itip',
      csv(
        `${WHEELS},,2020-01-01`,
        'United States,"Korea, Republic of; Chinese Taipei",Countervailing,Washers,8450,2016-01-05,,2017-02-01,',
        'Japan,,Safeguard measure,Leeks,070390,2001-01-01,2001-04-23,,',
      ),
    );
    expect(result.not_taken).toEqual([]);
    expect(await statusesOf(t.tracker, ID)).toEqual(['2018-10-24 under_investigation', '2019-05-31 in_force']);
    const { data } = await listMeasures(t.tracker, { product: '870870', affected: 'CN', on: '2026-11-24' }, { limit: 9 });
    expect(data).toMatchObject([
      {
        id: ID,
        title: 'Anti-dumping duty of AU on goods of CN: Steel wheels, forged',
        products: ['ex 870870', 'ex 87169010'],
        match: 'unclear',
        rate_summary: null,
      },
    ]);
    const washers = 'itip-us-countervailing-kr-tw-2016-01-05-washers-8450';
    expect(await statusesOf(t.tracker, washers)).toEqual(['2016-01-05 under_investigation', '2017-02-01 withdrawn']);
    expect(await statusesOf(t.tracker, 'itip-jp-safeguard-all-2001-01-01-leeks-070390')).toEqual([
      '2001-01-01 under_investigation',
      '2001-04-23 in_force',
    ]);
  });

  it('that comes again proposes what changed: a withdrawal, and a new row', async () => {
    expect((await read(csv(`${WHEELS},,2021-01-01`))).calls).toEqual([]);
    const next = await read(csv(`${WHEELS},2024-05-31,2024-06-30`, 'Australia,China,Anti-dumping,Steel rods,721310,2025-01-01,,,'));
    expect(pathsOf(next)).toEqual(['POST /sources', `POST /measures/${ID}/status-changes`, 'POST /measures']);
    expect(bodyOf(next, `/measures/${ID}/status-changes`)).toMatchObject({ status: 'lifted', effective_on: '2024-05-31' });
  });

  it('may be an Excel file with days as Excel has them', async () => {
    const sheet = xlsxOf([
      HEADER.split(','),
      ['Australia', 'China', 'Anti-dumping', 'Steel wheels, forged', '870870', [43397, 1], [43616, 1], '', ''],
    ]);
    expect((await read(sheet)).calls).toEqual([]);
  });

  it('says which rows were not taken, and why', async () => {
    const { calls, not_taken } = await read(
      csv(
        'Australia,China,Technical barrier,Toys,950300,2020-01-01,,,',
        'Atlantis,China,Anti-dumping,Toys,950300,2020-01-01,,,',
        'Australia,Atlantis,Anti-dumping,Toys,950300,2020-01-01,,,',
        'Australia,China,Anti-dumping,Toys,toys,2020-01-01,,,',
        'Australia,China,Anti-dumping,Toys,,2020-01-01,,,',
        'Australia,China,Anti-dumping,Toys,950300,,,,',
        'Australia,China,Anti-dumping,Toys,950300,03/04/2020,,,',
        'Australia,China,Anti-dumping,Toys,950300,2020-01-01,2019-01-01,,',
        'Australia,China,Anti-dumping,Toys,950300,2020-01-01,2021-01-01,2020-06-01,',
      ),
    );
    expect(calls).toEqual([]);
    expect(not_taken).toEqual([
      'line 2: "Technical barrier" is no kind of measure that is taken from here',
      expect.stringMatching(/^line 3: "Atlantis" is no jurisdiction/),
      expect.stringMatching(/^line 4: "Atlantis" is no jurisdiction/),
      'line 5: "toys" is no HS code',
      'line 6: it names no HS code',
      'line 7: it has neither a day of initiation nor one of entry into force',
      'line 8: "03/04/2020" may be the day 3 or the month 3: write it as YYYY-MM-DD',
      'line 9: it is in force from 2019-01-01, before it was initiated on 2020-01-01',
      'line 10: it was withdrawn on 2020-06-01, and not begun before that day',
    ]);
  });

  it('is told from other sheets', async () => {
    await refused(read('id,name\nx,X\n'), 'invalid', 'this is no export of I-TIP Goods');
    await refused(read('{"a": 1}'), 'invalid', 'this is JSON');
  });
});
