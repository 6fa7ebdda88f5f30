import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEASURE_COLUMNS, type MeasureRow } from '../../src/things/measure.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

interface List<Row = MeasureRow> {
  on: string;
  known_at: string;
  data: Row[];
}

test('what may still be in force is told beside what is', async () => {
  const cotton = ['bans', '--imposed-by', 'CN', '--affected', 'AU', '--product', '5201', '--on', '2026-11-24'];
  expect(await line.ids(...cotton)).toEqual([]);
  expect((await line.run(cotton)).err).toContain('whether 1 more is over is in doubt: cn-au-cotton');
  const { data, in_doubt } = await line.json<List & { in_doubt: MeasureRow[] }>(...cotton);
  expect([data, in_doubt.map(({ id }) => id)]).toEqual([[], ['cn-au-cotton']]);
});

test('where many may still be in force, some are named and all are to be had', async () => {
  const { err } = await line.run(['bans', '--on', '2026-11-24']);
  const [, many, named, others] =
    err.match(/whether (\d+) more are over is in doubt: (.*) and (\d+) others \(--format json has all of them\)/) ?? [];
  expect(named?.split(', ')).toHaveLength(8);
  expect(Number(others)).toBe(Number(many) - 8);
  const { in_doubt } = await line.json<List & { in_doubt: MeasureRow[] }>('bans', '--on', '2026-11-24');
  expect(in_doubt).toHaveLength(Number(many));
});

test('on which condition a measure hangs is told', async () => {
  const transit = ['bans', '--imposed-by', 'EU', '--affected', 'US', '--product', '870323', '--direction', 'export'];
  expect(await line.out(...transit)).toContain('unclear if met; only if: exported from the Union and carried through Belarus');
});

test('how many were left out as unclear is told', async () => {
  const bearings = ['bans', '--imposed-by', 'EU', '--affected', 'RU', '--product', '848210', '--direction', 'export', '--on', '2026-11-24'];
  const [sure, unclear] = [await line.run([...bearings, '--match', 'full,part']), await line.ids(...bearings, '--match', 'unclear')];
  expect(unclear.length).toBeGreaterThan(1);
  expect(sure.err).toContain(`\n${unclear.length} rows that may be met left out by --match`);
  expect((await line.run(bearings)).err).not.toContain('left out');
});

test('a code that is gone is told beside the rows', async () => {
  const phones = ['tariffs', '--imposed-by', 'US', '--product', '8517.12', '--on', '2026-11-24'];
  expect((await line.run(phones)).err).toContain('"851712" is of no goods of the Harmonized System of 2022');
  expect((await line.json<{ code_outdated: string }>(...phones)).code_outdated).toContain('ask by that one');
});

test('says since when a measure is in force where its status was said again since', async () => {
  const { out } = await line.run(['bans', '--imposed-by', 'RU', '--affected', 'NO', '--product', 'cheese', '--on', '2026-11-24']);
  expect(out).toMatch(/^ru-food-embargo +in_force +2025-01-01 .*last day 2026-12-31; its end is in doubt; in force since 2014-08-07 /m);
});

describe('bans on Japanese seafood', () => {
  const seafood = ['bans', '--affected', 'JP', '--product', '03', '--on'];

  test('the day before and the day of the ban', async () => {
    // Algeria's licences are for goods that nobody names, Argentina's for all goods, and farmed fish may have been given hormones.
    const before = [
      ...['ar-sira', 'gb-hormone-meat-ban', 'dz-import-licences', 'cn-jp-food-10-prefectures', 'kr-jp-seafood-8', 'tw-jp-food-5'],
      'eu-hormone-meat-ban',
    ];
    expect(await line.ids(...seafood, '2023-08-23')).toEqual(before);
    expect(await line.ids(...seafood, '2023-08-24')).toEqual(['mo-jp-food-10', 'hk-jp-aquatic-10', 'cn-jp-aquatic-2023', ...before]);
  });

  test('a year later the lifting is agreed and the ban in force', async () => {
    const { on, data } = await line.json<List>(...seafood, '2024-10-24');
    expect(on).toBe('2024-10-24');
    const [ban] = data.filter((row) => row.id === 'cn-jp-aquatic-2023');
    expect(ban).toMatchObject({ status: 'in_force', status_from: '2023-08-24', match: 'full', lifting_agreed_on: '2024-09-20' });
    expect(data.map((row) => row.id)).toContain('ru-jp-seafood');
  });

  test('areas: Hokkaido is freed by the partial lifting, Fukushima is not', async () => {
    const area = (code: string, on: string) => line.ids('bans', '--area', code, '--product', '03', '--imposed-by', 'CN', '--on', on);
    expect(await area('JP-01', '2023-08-23')).toEqual([]);
    expect(await area('JP-07', '2023-08-23')).toEqual(['cn-jp-food-10-prefectures']);
    expect(await area('JP-01', '2025-06-28')).toEqual(['cn-jp-aquatic-2023']);
    expect(await area('JP-01', '2025-06-29')).toEqual([]);
    expect(await area('JP-07', '2025-06-29')).toEqual(['cn-jp-aquatic-2023', 'cn-jp-food-10-prefectures']);
    expect(await area('JP-01', '2025-11-19')).toEqual(['cn-jp-aquatic-2025', 'cn-jp-slow-clearance-2026']);
  });
});

describe('duties on Australian wine', () => {
  test.each([
    ['2020-11-27', []],
    ['2020-11-28', ['cn-au-wine-ad provisional']],
    // Announced the day before: the deposits go on until the duty begins.
    ['2021-03-27', ['cn-au-wine-cvd provisional', 'cn-au-wine-ad provisional']],
    ['2021-03-28', ['cn-au-wine-ad in_force']],
    ['2024-03-28', ['cn-au-wine-ad in_force']],
    ['2024-03-29', []],
  ])('on %s', async (on, expected) => {
    const { data } = await line.json<List>('tariffs', '--imposed-by', 'CN', '--affected', 'AU', '--product', '220421', '--on', on);
    expect(data.map((row) => `${row.id} ${row.status}`)).toEqual(expected);
  });
});

describe('other questions', () => {
  test('declined and threatened measures are shown when asked for, and are not in force', async () => {
    const ids = await line.ids('measures', '--status', 'declined,threatened', '--imposed-by', 'CN', '--on', '2024-10-24');
    expect(ids).toEqual(['cn-eu-large-engine-cars', 'cn-au-wine-cvd', 'cn-us-sorghum-2018-ad']);
    expect(await line.ids('measures', '--status', 'threatened', '--imposed-by', 'US', '--on', '2024-10-24')).toEqual([
      'us-tariff-pledge-2024',
      'us-id-licences-retaliation',
    ]);
    expect(await line.ids('tariffs', '--on', '2024-10-24')).not.toContain('us-tariff-pledge-2024');
  });

  test('liftings that are agreed', async () => {
    expect(await line.ids('bans', '--imposed-by', 'CN', '--lifting-agreed', 'true', '--on', '2024-10-24')).toEqual([
      'cn-jp-aquatic-2023',
      'cn-au-lobster',
    ]);
  });

  test('today unless a day is given', async () => {
    line.now = '2023-08-24T00:00:00.000Z';
    const { on, data } = await line.json<List>('bans', '--affected', 'JP', '--product', '03');
    expect(on).toBe('2023-08-24');
    // That ban began on this day.
    expect(data.map(({ id }) => id)).toContain('cn-jp-aquatic-2023');
  });

  test('what was not known yet is not shown', async () => {
    expect(await line.ids('bans', '--on', '2024-10-24', '--known-at', '2020-01-01')).toEqual([]);
  });

  test.each([
    [['bans']],
    [['search', 'wine']],
    [['show', 'cn-au-wine-ad']],
    [['show', 'au-cn-wine']],
    [['show', 'DS602']],
    [['duty', '--importer', 'EU', '--origin', 'CN', '--product', '870380']],
    [['duty-history', '--importer', 'EU', '--origin', 'CN', '--product', '870380']],
  ])('%j before the ledger says when that begins', async (command) => {
    const begins = (await line.json<{ ledger_begins?: string }>('bans', '--known-at', '2020-01-01')).ledger_begins;
    expect(begins).toMatch(/^20\d\d-/);
    const { err } = await line.run([...command, '--known-at', '2020-01-01']);
    // No entry is of the day that is asked.
    expect(err).not.toContain('the last entry here');
    expect(err).toContain(
      `\nthe ledger of this tracker begins at ${begins}: before that nothing was recorded here; what had been announced by a day is asked with --announced-by DAY\n`,
    );
    expect((await line.run([...command])).err).not.toContain('the ledger of this tracker begins');
  });

  test('of a day after the last entry it is said that what was decided since is not in it', async () => {
    const ahead = 'before 2027-06-01: what was decided since is not in it\n';
    for (const command of [['bans'], ['disputes'], ['show', 'us-uflpa'], ['show', 'us-ca']]) {
      expect((await line.run([...command, '--on', '2027-06-01'])).err, command.join(' ')).toContain(ahead);
      expect((await line.run([...command, '--on', '2024-10-24'])).err, command.join(' ')).not.toContain('is not in it');
    }
    expect((await line.run(['bans', '--on', '2027-06-01', '--format', 'csv'])).out).not.toContain('is not in it');
  });

  test('a search says how a word may have been meant that nothing is called', async () => {
    expect((await line.run(['search', 'hokkaido', 'fish'])).err).toContain('03 and Hokkaido together: measures --area JP-01 --product 03');
    expect((await line.run(['search', 'fukishima'])).err).toContain('nothing here is called "fukishima": did you mean Fukushima?\n');
  });

  test('disputes by state, resolutions by method', async () => {
    const { data } = await line.json<List<{ id: string; state: string }>>(
      'disputes',
      '--on',
      '2024-03-28',
      '--state',
      'easing',
      '--party',
      'AU',
    );
    expect(data.map(({ id, state }) => `${id} ${state}`)).toContain('au-cn-wine easing');
    const resolutions = await line.json<List<{ dispute: string; state: string }>>('resolutions', '--method', 'mutually_agreed_solution');
    expect(resolutions.data.map(({ dispute, state }) => `${dispute} ${state}`)).toEqual([
      'au-cn-barley implemented',
      'us-id-cloves implemented',
      'br-us-cotton implemented',
    ]);
  });

  test('changes of March 2024 by the clock of the announcements', async () => {
    const change = async (from: string, to: string) =>
      (await line.csv('changes', '--from', from, '--to', to, '--by', 'announced', '--imposed-by', 'CN')).map(
        (row) => `${row.measure} ${row.status} ${row.effective_on}`,
      );
    expect(await change('2024-03-28', '2024-03-28')).toEqual(['cn-au-wine-ad lifted 2024-03-29']);
    expect(await change('2024-03-29', '2024-03-29')).toEqual([]);
  });

  test('tell when and by whom changes were recorded, where they are asked by that', async () => {
    const heads = async (...more: string[]) => (await line.out('changes', '--measure', 'cn-au-wine-ad', ...more)).split('\n')[0];
    expect(await heads('--by', 'recorded')).toMatch(/recorded +by /);
    expect(await line.out('changes', '--measure', 'cn-au-wine-ad', '--by', 'recorded')).toMatch(/\dT\d\d:\d\d:\d\dZ +bundled dataset/);
    expect(await heads()).not.toContain('recorded');
  });

  test('changes of the rules by which another sum is paid', async () => {
    const asked = ['changes', '--what', 'rules', '--measure', 'us-s232-autos', '--affected', 'Japan', '--to', '2025-10-31'];
    expect((await line.csv(...asked)).map(({ effective_on, what, says }) => `${effective_on} ${what} ${says}`)).toEqual([
      '2025-09-16 rules tops the base up to 15% for JP from 2025-09-16',
    ]);
    expect(await line.out(...asked)).toMatch(/2025-09-16 +us-s232-autos +rules: tops the base up/);
  });

  test('the register', async () => {
    expect((await line.csv('jurisdictions', '--q', 'namibia')).map((row) => row.code)).toEqual(['NA']);
    expect((await line.csv('exporters', '--q', 'tesla')).map((row) => row.id)).toEqual(['tesla']);
    expect(await line.ids('sources', '--q', 'DS602 copy')).toEqual(['vn-ds602']);
  });
});

describe('formats', () => {
  test('csv has the columns of the contract, and every row', async () => {
    const out = await line.out('bans', '--on', '2024-10-24', '--format', 'csv');
    expect(out.split('\r\n')[0]).toBe(MEASURE_COLUMNS.join());
    const rows = await line.csv('bans', '--on', '2024-10-24');
    expect(rows.map((row) => row.id)).toEqual(await line.ids('bans', '--on', '2024-10-24'));
    expect(rows.find((row) => row.id === 'in-press-note-3')?.affected).toBe('CN; BD; PK; NP; BT; MM; AF');
  });

  test('cells of words where JSON has objects', async () => {
    const [barley] = await line.csv('resolutions', '--dispute', 'au-cn-barley');
    expect(barley?.outcomes).toBe('cn-au-barley-ad lifted; cn-au-barley-cvd lifted');
    const [japan] = await line.csv('jurisdictions', '--q', 'japan');
    expect(japan?.areas?.split('; ')[0]).toBe('JP-01 Hokkaido');
  });

  test('json says what the answer is about, and is JSON without rows too', async () => {
    const { out, err } = await line.run(['bans', '--affected', 'NA', '--imposed-by', 'VA', '--on', '2024-10-24', '--format', 'json']);
    const body = JSON.parse(out) as List;
    expect(Object.keys(body)).toEqual(['on', 'announced_by', 'known_at', 'data']);
    expect(body.data).toEqual([]);
    expect(err).toBe('');
  });

  test('table: aligned columns on stdout, the count and the clocks on stderr', async () => {
    const { out, err } = await line.run(['tariffs', '--affected', 'AU', '--product', '220421', '--on', '2021-03-28']);
    const [head, row] = out.split('\n');
    expect(head?.indexOf('status')).toBe(row?.indexOf('in_force'));
    expect(row).toContain('116.2%–218.4%');
    expect(err).toMatch(/^1 row, on 2021-03-28, as known at \d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
  });

  test('--limit cuts tables and json, says so, and is refused for csv', async () => {
    const json = await line.run(['bans', '--on', '2024-10-24', '--limit', '2', '--format', 'json']);
    expect((JSON.parse(json.out) as List).data).toHaveLength(2);
    expect(json.err).toMatch(/^the first 2 of \d+ rows\n$/);
    const table = await line.run(['bans', '--on', '2024-10-24', '--limit', '2']);
    expect(table.out.split('\n')).toHaveLength(4);
    expect(table.err).toMatch(/^the first 2 of \d+ rows, on 2024-10-24/);
    const csv = await line.run(['bans', '--limit', '2', '--format', 'csv']);
    expect(csv).toMatchObject({ code: 2, out: '' });
    expect(csv.err).toContain('csv is complete');
  });
});

test('a code that was copied with blanks around it is that code', async () => {
  const asked = ['bans', '--on', '2024-10-24', '--affected'];
  const rows = await line.ids(...asked, 'JP');
  expect(rows.length).toBeGreaterThan(3);
  expect(await line.ids(...asked, ' JP\u00a0')).toEqual(rows);
});

describe('wrong questions', () => {
  test.each([
    [['bans', '--on', '2024-02-30'], '"2024-02-30" is not a date: 2024-02 has 29 days'],
    [['bans', '--on', '2024'], '"2024" is not a date'],
    [['bans', '--known-at', '2024-02-30'], '"2024-02-30"', 2],
    [['bans', '--product', '870'], '"870" must have 2, 4, 6, 8 or 10 digits'],
    [['bans', '--product', '7703'], '"7703" begins with no chapter of the Harmonized System'],
    [['bans', '--product', '00.01'], '"00.01" begins with no chapter of the Harmonized System'],
    [['bans', '--product', '8500.10'], '"8500.10" begins with no heading of the Harmonized System, which has 8501 to 8549 in chapter 85'],
    [['bans', '--affected', 'Nihonia'], '"Nihonia" is no economy that is known here: give a code such as JP or EU, or a name'],
    [['bans', '--affected', 'CN,US'], '"CN,US" is several economies: one is asked for at a time'],
    [['bans', '--product', '870380,220421'], '"870380,220421" is several goods: one is asked for at a time'],
    [['bans', '--product', 'zyxwv'], '"zyxwv" is no word for goods that is known here: give digits of the Harmonized System'],
    [['bans', '--area', 'Nowhere'], '"Nowhere" is no area that is known here: give a code such as JP-07, or a name'],
    [['bans', '--type', 'anti_dumping'], '"anti_dumping" is a type of tariffs, and this list has bans', 1],
    [['tariffs', '--type', 'mfn,import_ban'], '"import_ban" is a type of bans, and this list has tariffs', 1],
    [['bans', '--affected', 'XX'], '"XX" is no jurisdiction', 1],
    [['bans', '--area', 'JP-99'], '"JP-99" is no area', 1],
    [['bans', '--exporter', 'nobody'], '"nobody" is no exporter', 1],
    [['bans', '--status', 'active,lifted'], '"active" is no status'],
    [['bans', '--direction', 'sideways'], '"sideways" is not known: use import, export'],
    [['bans', '--type', 'mfm'], '"mfm" is no type'],
    [['bans', '--lifting-agreed', 'yes'], '"yes" must be true or false'],
    [['bans', '--limit', '0'], '"0" must be from 1 to 500'],
    [['bans', '--on', '2024-01-01', '--on', '2024-01-02'], 'is given 2 times (2024-01-01, 2024-01-02)'],
    [['bans', '--colour', 'red'], `unknown option '--colour'\n"trade-disputes bans --help" says what there is.`],
    [['bans', '--from', '2026-01-01'], `unknown option '--from'\nThis asks of one day (--on): "trade-disputes changes" tells what changed`],
    [['show'], `missing required argument 'id'\n"trade-disputes show --help" says what there is.`],
    [['add', 'rates'], '"trade-disputes add rates --help" says what there is.'],
    [['trade'], `unknown command 'trade'\n"trade-disputes --help" says what there is.`],
    [['bans', '--format', 'xml'], "'xml' is invalid"],
    [['bans', 'extra'], 'options, which "trade-disputes bans --help" lists'],
    [['add', 'measure', 'extra'], 'options, which "trade-disputes add measure --help" lists'],
    [['changes', '--from', '2024-02-01', '--to', '2024-01-01'], '"2024-02-01" is after to "2024-01-01"', 1],
    [['changes', '--by', 'night'], '"night" is not known: use effective, announced, recorded'],
    [['disputes', '--state', 'over'], '"over" is no state'],
    [['ban'], "unknown command 'ban'"],
    [['help', 'ban'], "unknown command 'ban'"],
  ] as [string[], string, number?][])('%j', async (args, message, code = 2) => {
    const run = await line.run(args);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(message);
    expect(run.err).not.toMatch(/^\s+at /m);
  });

  test('everything that is wrong is told at once', async () => {
    const { code, err } = await line.run(['bans', '--on', '2024-02-30', '--affected', 'jp']);
    expect(code).toBe(2);
    expect(err).toContain('"2024-02-30"');
    const both = await line.run(['bans', '--on', '2024-02-30', '--status', 'over']);
    expect(both.code).toBe(2);
    expect(both.err.trimEnd().split('\n')).toHaveLength(2);
    expect(both.err).toMatch(/"2024-02-30"[^\n]*\n.*"over"/);
  });
});
