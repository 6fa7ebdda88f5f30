import { writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Duty } from '../../src/things/duty.ts';
import { SHIPMENT_COLUMNS, type ShipmentRow } from '../../src/things/shipment.ts';
import { workbookParts, zipOf } from '../support/xlsx.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

const sheet = (...lines: string[]): string => {
  const file = line.path('shipments.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

describe('shipments', () => {
  test('each says what duty says of it', async () => {
    const file = sheet(
      'ref;destination;country of origin;hs code;date;maker;value;currency;quantity',
      'A-1;EU;China;8703.80.10.10;2024-10-30;BYD;20000;EUR;1 unit;',
      'A-2;China;Japan;030722;2026-11-24;;;;',
      '"A;3";US;BR;090111;2025-09-01;;1000;USD;"500 kg; 2 unit"',
      'A-4;CN;AU;220421;2021-04-01;Treasury Wine Estates;;;',
    );
    const rows = await line.json<ShipmentRow[]>('shipments', file);
    expect(rows.map(({ line: at, shipment, problem }) => [at, shipment, problem])).toEqual([
      [2, 'A-1', null],
      [3, 'A-2', null],
      [4, 'A;3', null],
      [5, 'A-4', null],
    ]);
    for (const row of rows) {
      const { pathname, searchParams } = new URL(row.address as string, 'http://localhost');
      expect(pathname).toBe('/duty');
      const options = [...searchParams].flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);
      const duty = await line.json<Duty>('duty', ...options);
      const { ad_valorem_pct, amount } = duty.range;
      expect(row).toMatchObject({
        ...{
          importer: duty.question.importer,
          origin: duty.question.origin,
          product: duty.question.product,
          on: duty.on,
          known_at: duty.known_at,
        },
        ...{ total_ad_valorem_pct: duty.total_ad_valorem_pct, total_amount: duty.total_amount?.amount ?? null },
        ...{ least_pct: ad_valorem_pct?.least ?? null, most_pct: ad_valorem_pct?.most ?? null },
        ...{ least_amount: amount?.least ?? null, most_amount: amount?.most ?? null },
        base: duty.base && { measure: duty.base.measure, rate: duty.base.rate },
      });
      expect(row.lines.map(({ measure }) => measure)).toEqual(duty.lines.map(({ measure }) => measure).sort());
      expect(row.bans.map((ban) => ban.split(' ')[0])).toEqual(duty.bans.map(({ measure }) => measure));
    }
    expect(rows[0]).toMatchObject({ total_amount: '5400.00', currency: 'EUR', exporter: 'BYD' });
    expect(rows[1]?.bans).toContain('cn-jp-aquatic-2025 (in force, doubtful)');
    expect(new Set(rows.map(({ known_at }) => known_at)).size).toBe(1);
  });

  test('of the same goods are each answered as they are alone, whatever else differs', async () => {
    const header = 'importer,origin,product,on,exporter,customs_value,currency,quota,preference,announced_by,known_at';
    const { known_at } = await line.json<Duty>('duty', '--importer', 'EU', '--origin', 'CN', '--product', '87038010');
    const goods = ['EU,CN,87038010,2024-11-30', 'US,CA,72083900,2025-09-01'].flatMap((same) =>
      [',,,,,', 'BYD,,,,,', ',20000,EUR,,,', ',30000,EUR,over,,', ',30000,EUR,in,true,', ',,,,,2024-07-01'].map(
        (others) => `${same},${others},${known_at}`,
      ),
    );
    const others = [
      goods[0] as string,
      ...['EU,CN,87038010,2024-06-30', 'EU,JP,87038010,2024-11-30'].map((one) => `${one},,,,,,,${known_at}`),
    ];
    const told = async (...rows: string[]) =>
      (await line.json<ShipmentRow[]>('shipments', sheet(header, ...rows))).map(({ line: _line, ...row }) => row);
    const together = await told(...goods, ...others);
    const alone = [];
    for (const row of [...goods, ...others]) alone.push(...(await told(row)));
    expect(together).toEqual(alone);
    expect(new Set(together.map((row) => JSON.stringify(row))).size).toBe(together.length - 1);
  });

  test('what is not understood says why, and the others go on', async () => {
    const file = sheet(
      'shipment,importer,origin,product,on,condition,preference,known_at',
      'a,EU,Chinna,870380,2024-10-30,,,',
      'b,EU,CN,,2024-10-30,,,',
      'c,EU,CN,87038,2024-10-30,,,',
      'd,EU,CN,870380,30.10.2024,,,',
      'e,EU,CN,870380,2024-10-30,usmca=true,,',
      'f,EU,FR,220421,2024-10-30,,,',
      'g,EU,CN,870380,2024-10-30,,perhaps,',
      'h,EU,CN,8703801010,2024-10-30,,yes,2024-01-01T00:00:00Z',
      'i,EU,CN,8703801010,2024-10-30,,,',
      'j,EU,CN,8703801010,2024-10-30,,,,one too many',
    );
    const { code, out, err } = await line.run(['shipments', file, '--format', 'csv']);
    expect(code).toBe(1);
    expect(err).toContain('10 shipments\n8 rows without an answer: 2, 3, 4, 5, 6, 7, 8, 11; problem says why');
    const rows = parse(out, { columns: true }) as Record<string, string>[];
    expect(Object.keys(rows[0] ?? {})).toEqual(SHIPMENT_COLUMNS);
    const problems = Object.fromEntries(rows.map(({ line: at, problem }) => [at, problem]));
    expect(problems).toEqual({
      2: 'origin: "Chinna" may mean CN (China): give the code of the one that is meant',
      3: 'product: is missing. HS digits: 2, 4, 6, 8 or 10, or words such as wine',
      4: 'product: "87038" must have 2, 4, 6, 8 or 10 digits, such as 8703 or 870380. A spreadsheet takes the zero off a number: as text it may be 087038',
      5: 'on: "30.10.2024" is not a date: write a day as YYYY-MM-DD, such as 2024-08-05',
      6: 'condition: "usmca" is no condition of these tariffs on that day: there are none',
      7: 'origin: EU and FR are one customs territory (EU), and no duty is charged inside it on 2024-10-30: give an origin outside',
      8: 'preference: "perhaps" is neither true nor false',
      9: '',
      10: '',
      11: 'has 9 cells, the header names 8 columns: a text that holds the delimiter stands in quotes',
    });
    expect(rows[7]?.depends_on).toMatch(/^the ledger of this tracker begins at /);
    expect(rows[7]?.known_at).toBe('2024-01-01T00:00:00.000Z');
    expect(rows[8]?.known_at).not.toBe('2024-01-01T00:00:00.000Z');
    expect(rows[9]?.shipment).toBe('j');
  });

  test('what a spreadsheet or a declaration made of a code is told at the code', async () => {
    const file = sheet(
      'importer,origin,product,customs_value,currency',
      'EU,CN,30722,"1.234,56",EUR',
      'EU,Kasachstan,8703801,100,EUR',
      'EU,CN,8517 13 00 00 0,100,EUR',
    );
    const { out } = await line.run(['shipments', file, '--format', 'csv']);
    const digits = 'must have 2, 4, 6, 8 or 10 digits, such as 8703 or 870380';
    const zero = 'A spreadsheet takes the zero off a number: as text it may be';
    expect((parse(out, { columns: true }) as Record<string, string>[]).map(({ problem }) => problem)).toEqual([
      `product: "30722" ${digits}. ${zero} 030722; customs_value: "1.234,56" must be a decimal number of 0 or more, such as 14172 or 1260.89`,
      `origin: "Kasachstan" may mean KZ (Kazakhstan): give the code of the one that is meant; product: ${zero} 08703801`,
      `product: "8517 13 00 00 0" ${digits}. Eleven digits are a German code number: its first ten are 8517130000`,
    ]);
  });

  test('a condition that is said of all of them is left out where no tariff hangs on it, and that is told', async () => {
    const file = sheet(
      'importer,origin,product,on,condition',
      'US,VN,61091000,2025-04-09,',
      'EU,CN,8703801010,2024-10-30,',
      'EU,CN,8703801010,2024-10-30,us_loaded_before_2025_04_05=false',
    );
    const said = 'us_loaded_before_2025_04_05=false';
    const { code, out } = await line.run([
      'shipments',
      file,
      '--condition',
      said,
      '--condition',
      'us_loaded_2025_04_05_to_08=false',
      '--format',
      'json',
    ]);
    expect(code).toBe(1);
    const [shirt, car, wrong] = JSON.parse(out) as ShipmentRow[];
    expect(shirt).toMatchObject({ total_ad_valorem_pct: '62.5', problem: null });
    expect(car?.problem).toBeNull();
    expect(car?.depends_on).toContain(
      '"us_loaded_before_2025_04_05", said of all shipments, is no condition of these tariffs on that day, and was left out',
    );
    expect(car?.address).not.toContain('us_loaded');
    expect(wrong?.problem).toMatch(/^condition: "us_loaded_before_2025_04_05" is no condition of these tariffs on that day/);
  });

  test('a part of the value that is said of all of them is left out where no duty is charged on it', async () => {
    const file = sheet(
      'importer,origin,product,on,value_part',
      'US,DE,84314990,2025-09-01,',
      'US,DE,22042100,2025-09-01,',
      'US,DE,22042100,2025-09-01,steel:40%',
    );
    const { code, out } = await line.run(['shipments', file, '--value-part', 'steel:40%', '--format', 'json']);
    expect(code).toBe(1);
    const [machine, wine, wrong] = JSON.parse(out) as ShipmentRow[];
    expect(machine).toMatchObject({ problem: null, address: expect.stringContaining('value_part=the+value+of+the+steel%3A40%25') });
    expect(wine).toMatchObject({ problem: null, address: expect.not.stringContaining('value_part') });
    expect(wine?.depends_on).toContain(
      '"steel:40%", said of all shipments, is of no part of the value on which a duty on these goods is charged on that day, and was left out',
    );
    expect(wrong?.problem).toBe('value_part: no duty on these goods is charged on a part of the value on that day: leave "steel" out');
    const money = await line.run(['shipments', file, '--value-part', 'steel:400', '--format', 'json']);
    expect((JSON.parse(money.out) as ShipmentRow[]).map(({ problem }) => problem)).toEqual([
      'value_part: "steel:400" is an amount of money: give customs_value, of which it is a part, or so many percent',
      null,
      expect.stringContaining('leave "steel" out'),
    ]);
  });

  test('an amount of a part of the value that a point may group is asked back too', async () => {
    const file = sheet(
      'importer;origin;product;on;customs_value;currency;value_part',
      ...['steel:1.250', 'steel:12.500%', 'steel:1250.000', 'the value of the steel: 1.250'].map(
        (part) => `US;DE;84314990;2025-09-01;10000;USD;${part}`,
      ),
    );
    const { out } = await line.run(['shipments', file, '--format', 'json']);
    expect((JSON.parse(out) as ShipmentRow[]).map(({ problem }) => problem)).toEqual([
      'value_part: "steel:1.250" is 1.25 or 1250, as a point is read: write 1250 or 1.25',
      null,
      null,
      'value_part: "the value of the steel: 1.250" is 1.25 or 1250, as a point is read: write 1250 or 1.25',
    ]);
  });

  test('of a workbook are read from its first worksheet, and the others are named', async () => {
    const cells = (texts: string[]) => texts.map((text) => `<c t="str"><v>${text}</v></c>`).join('');
    const rows = [
      ['importer', 'origin', 'product'],
      ['EU', 'China', '8703.80'],
    ].map((texts, at) => `<row r="${at + 1}">${cells(texts)}</row>`);
    const parts = workbookParts(rows.join(''));
    const more = '<sheet name="December" sheetId="2" r:id="rId1"/></sheets>';
    const file = line.path('shipments.xlsx');
    writeFileSync(file, zipOf({ ...parts, 'xl/workbook.xml': String(parts['xl/workbook.xml']).replace('</sheets>', more) }));
    const { code, err } = await line.run(['shipments', file]);
    expect([code, err]).toEqual([0, '1 shipment\nonly the first worksheet is read, and not "December"\n']);
  });

  test('a number that a point may group by thousands is asked back, and one that a spreadsheet spoiled is explained', async () => {
    const rows = [
      ['US', 'CN', '870380', '20.000', ''],
      ['US', 'CN', '870380', '20000', '1.500 kg;2 unit'],
      ['US', 'CN', '870380', '20000.0', '1.5 kg'],
      ['US', 'CN', '870380', '99.999', ''],
      // What is asked for instead is understood.
      ['US', 'CN', '870380', '99.9990', ''],
      ['US', 'CN', '870380', '20.000,50', ''],
      ['US', 'CN', '8703.8', '', ''],
      ['US', 'CN', '8,7038E+09', '', ''],
    ].map((cells) => ['2026-11-24', ...cells]);
    const answered = (delimiter: string) =>
      line
        .run([
          'shipments',
          sheet(
            ...[['on', 'importer', 'origin', 'product', 'value', 'quantity'], ...rows].map((cells) =>
              cells.map((cell) => `"${cell}"`).join(delimiter),
            ),
          ),
          '--currency',
          'USD',
          '--format',
          'json',
        ])
        .then(({ out }) => (JSON.parse(out) as ShipmentRow[]).map(({ problem }) => problem));
    for (const delimiter of [';', '\t'])
      expect(await answered(delimiter)).toEqual([
        'customs_value: "20.000" is 20 or 20000, as a point is read: write 20000 or 20',
        'quantity: "1.500 kg" is 1.5 or 1500, as a point is read: write 1500 or 1.5',
        null,
        'customs_value: "99.999" is 99.999 or 99999, as a point is read: write 99999 or 99.9990',
        null,
        // What has a comma too is no question of the point: whoever took its advice would lose the fraction.
        'customs_value: "20.000,50" must be a decimal number of 0 or more, such as 14172 or 1260.89',
        expect.stringContaining('A spreadsheet takes the zero off a number: as text it may be 8703.80'),
        expect.stringContaining('A spreadsheet shows a long number so, and its digits are gone: keep codes as text'),
      ]);
    // Where commas part the cells, a point is that of a fraction.
    expect((await answered(',')).slice(0, 3)).toEqual([null, null, null]);
  });

  test('whose duty is no percentage alone is not told as paying none', async () => {
    const rows = await line.json<ShipmentRow[]>(
      'shipments',
      sheet('importer,origin,product,on', 'US,CN,62,2025-08-15', 'US,NZ,62012011,2024-01-01', 'CH,US,040690,2026-11-24'),
    );
    expect(rows.map(({ least_pct, pays }) => [least_pct, pays])).toEqual([
      [null, '30.0% to 37.5% on top of a base that is no percentage alone'],
      [null, 'no total: quantity_required, value_required'],
      ['0', 'no duty is recorded'],
    ]);
    const asked = ['--importer', 'US', '--origin', 'CN', '--product', '62', '--from', '2025-08-15', '--to', '2025-08-15'];
    expect(await line.out('duty-history', ...asked)).toContain('30.0% to 37.5% on top');
  });

  test('are checked up to when all that they pay but the base was, and not if nobody looked at a part of it', async () => {
    const [cn, us] = await line.json<ShipmentRow[]>(
      'shipments',
      sheet('importer,origin,product,on', 'CN,JP,030722,2026-11-24', 'US,CN,870380,2026-11-24'),
    );
    expect(cn?.checked_on).toMatch(/^2026-/);
    const duty = await line.json<Duty>('duty', '--importer', 'US', '--origin', 'CN', '--product', '870380', '--on', '2026-11-24');
    expect(duty.base?.checked_on).toBeNull();
    const checks = [...duty.lines, ...duty.bans, ...duty.export_duties].map(({ checked_on }) => checked_on);
    expect(checks).not.toContain(null);
    expect(us?.checked_on).toBe(checks.sort()[0]);
    await line.out(
      ...['add', 'measure', '--id', 'us-cn-unlooked', '--kind', 'tariff', '--type', 'additional', '--imposed-by', 'US'],
      ...[
        '--title',
        'A duty that nobody looked at',
        '--coverage',
        '{"effective_on": "2026-01-01", "scopes": [{"partners": ["CN"], "goods": ["870380"]}], "unsourced": true}',
        '--status-change',
        '{"status": "in_force", "effective_on": "2026-01-01", "unsourced": true}',
      ],
    );
    const [unlooked] = await line.json<ShipmentRow[]>('shipments', sheet('importer,origin,product,on', 'US,CN,870380,2026-11-24'));
    expect([unlooked?.lines.map(({ measure }) => measure), unlooked?.checked_on]).toEqual([
      expect.arrayContaining(['us-cn-unlooked']),
      null,
    ]);
  });

  test('are told by options what all of them share, and asked by a row for something else', async () => {
    const file = sheet('product,on', '8703801010,', '870380,2024-10-29');
    const shared = ['--importer', 'EU', '--origin', 'China', '--exporter', 'BYD', '--on', '2024-10-30'];
    const rows = await line.json<ShipmentRow[]>('shipments', file, ...shared);
    expect(rows.map(({ importer, origin, exporter, on }) => [importer, origin, exporter, on])).toEqual([
      ['EU', 'CN', 'BYD', '2024-10-30'],
      ['EU', 'CN', 'BYD', '2024-10-29'],
    ]);
  });

  test('a sheet that is none, or has a column that nobody knows, is refused as a whole', async () => {
    const refused = async (...lines: string[]) => (await line.run(['shipments', sheet(...lines)])).err;
    expect(await refused('importer,origin,product,valuta', 'EU,CN,870380,EUR')).toContain(
      'there is no column "valuta"; a sheet of shipments has the columns shipment, importer',
    );
    expect(await refused('importer,origin,product')).toContain('the sheet has no rows below its header');
    expect(await refused('[{"importer": "EU"}]')).toContain('this is JSON');
    expect((await line.run(['shipments'])).err).toContain('give the file of the sheet');
    expect((await line.run(['shipments', line.path('nothing.csv')])).err).toContain('there is no such file');
  });

  test('begin with a template, which is answered as it is, also from a pipe and as a spreadsheet', async () => {
    const template = await line.out('shipments', '--template');
    const { code, out } = await line.run(['shipments', '-'], { stdin: template });
    expect(code).toBe(0);
    expect(out).toMatch(/^line +product +from +into +on +pays/);
    expect(out).toMatch(/2 A-1 +8703801010 +CN +EU +2026-11-24 +5400.00 EUR, 27.0%/);
    const file = line.path('answers.xlsx');
    expect((await line.run(['shipments', '-', '--format', 'xlsx', '--output', file], { stdin: template })).code).toBe(0);
  });
});
