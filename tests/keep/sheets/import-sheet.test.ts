import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChangeSeq } from '../../../src/db/store.ts';
import { TrackerError } from '../../../src/domain/errors.ts';
import { csvHeader, csvRow } from '../../../src/keep/csv.ts';
import { importSheet } from '../../../src/keep/sheets/import-sheet.ts';
import { readSheet } from '../../../src/keep/sheets/sheet.ts';
import { verify } from '../../../src/keep/verify.ts';
import { showMeasure } from '../../../src/lookups/measure.ts';
import { listMeasures } from '../../../src/lookups/measures.ts';
import { sheetColumns } from '../../../src/things/sheets.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import { xlsxOf } from '../../support/xlsx.ts';

const editor = { actor: 'tester' };
const MEASURES = `id,kind,type,title,imposed_by,dispute,effective_on,partners,excluded,products,announced_on,status,sources,unsourced,note
cn-au-wine,tariff,anti_dumping,"Wine, in bottles",CN,au-cn-wine,2020-11-28,AU,,2204; ex 220600,2020-11-27,provisional,mofcom; news,,
cn-jp-seafood,ban,import_ban,'=Seafood,CN,,2023-08-24,JP; JP-07,,0301; live fish,,in_force,,TRUE,"first line
second line"
us-all,tariff,additional,Everything,US,,2025-04-05,*,KR; EU,,,announced,news,,
us-plain,ban,licence_suspension,Only registered,US,,,,,,,,,,
`;

/** What a sheet is refused with. */
async function refusal(test: TestTracker, text: string): Promise<TrackerError> {
  const before = await test.tracker.store.read(readChangeSeq);
  const error = await importSheet(test.tracker, editor, text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrackerError)) throw error ?? new Error('the sheet was taken');
  expect(error.code).toBe('invalid');
  expect(await test.tracker.store.read(readChangeSeq)).toEqual(before);
  return error;
}
const told = async (test: TestTracker, text: string): Promise<string[]> =>
  (await refusal(test, text)).details.map(({ path, message }) => `${path}: ${message}`);
const active = async (test: TestTracker, on: string) => (await listMeasures(test.tracker, { on, status: 'all' }, { limit: 100 })).data;

describe.each(ENGINES)('sheets on %s', (_engine, open) => {
  let test: TestTracker;
  beforeEach(async () => {
    test = await open();
    await putRows(test, SMALL_REGISTER);
  });
  afterEach(() => test.close());

  it('records measures with what they cover and how they began, then changes of their status', async () => {
    // What is chosen from is understood as pages write it too.
    const asPages = MEASURES.replace('ban,import_ban', 'Ban,Import ban').replace(',in_force,', ',In force,');
    expect(await importSheet(test.tracker, editor, asPages)).toMatchObject({ sheet: 'measures', rows: 4, recorded: 10 });
    const rows = new Map((await active(test, '2025-05-01')).map((row) => [row.id, row]));
    expect(rows.get('cn-au-wine')).toMatchObject({
      title: 'Wine, in bottles',
      status: 'provisional',
      products: ['2204', 'ex 220600'],
      sources: ['mofcom', 'news'],
      dispute: 'au-cn-wine',
      direction: 'import',
    });
    expect(rows.get('cn-jp-seafood')).toMatchObject({
      title: '=Seafood',
      affected: ['JP', 'JP-07'],
      products: ['0301', 'live fish'],
      sources: [],
    });
    expect(rows.get('us-all')).toMatchObject({ affected: ['*'], excluded: ['KR', 'EU'], products: ['*'] });
    expect(rows.has('us-plain')).toBe(false);

    const changes = `measure;status;effective_on;until_on;sources;unsourced;note;confidence;doubt\r
cn-au-wine;in_force;2021-03-28;;mofcom;;;recalled;\r
cn-au-wine;expired;2024-03-29;;mofcom;;"a; b";;the day\r
us-plain;in_force;2025-01;2025-06;;yes;;;\r
`;
    expect(await importSheet(test.tracker, editor, `\uFEFF${changes}`)).toMatchObject({ sheet: 'status_changes', rows: 3, recorded: 3 });
    const later = new Map((await active(test, '2025-05-01')).map((row) => [row.id, row]));
    expect(later.get('cn-au-wine')).toMatchObject({ status: 'expired', certainty: 'doubtful' });
    expect(later.get('us-plain')).toMatchObject({ status: 'in_force', until_on: '2025-06' });
    expect((await verify(test.tracker)).problems).toEqual([]);
  });

  it('records a check of every measure in it, all or nothing, if it says up to when its source speaks', async () => {
    await importSheet(test.tracker, editor, MEASURES);
    const changes = `measure,status,effective_on,unsourced\nus-plain,in_force,2025-01-01,true\nus-plain,lifted,2025-02-01,true\n`;
    const late = importSheet(test.tracker, editor, changes, { checkedOn: '2026-11-25' });
    await expect(late).rejects.toMatchObject({ code: 'invalid', details: [{ path: 'checked_on' }] });
    expect((await active(test, '2025-05-01')).map(({ id }) => id)).not.toContain('us-plain');
    expect(await importSheet(test.tracker, editor, changes, { checkedOn: '2026-11-09' })).toMatchObject({ rows: 2, recorded: 3 });
    const checked = (await active(test, '2025-05-01')).filter((row) => row.checked_on !== null);
    expect(checked).toMatchObject([{ id: 'us-plain', status: 'lifted', checked_on: '2026-11-09' }]);
    // Also of measures that the sheet itself registers, one of which has no status yet.
    const more = 'id,kind,type,title,imposed_by,direction\nus-new,ban,export_control,New,US,export\n';
    expect(await importSheet(test.tracker, editor, more, { checkedOn: '2026-11-10' })).toMatchObject({ rows: 1, recorded: 2 });
    expect((await showMeasure(test.tracker, 'us-new', {})).checked_on).toBe('2026-11-10');
    expect((await verify(test.tracker)).problems).toEqual([]);
  });

  it('records nothing on a dry run, and says what it would', async () => {
    expect(await importSheet(test.tracker, { ...editor, dryRun: true }, MEASURES)).toMatchObject({ rows: 4, recorded: 10 });
    expect(await active(test, '2025-05-01')).toEqual([]);
  });
});

describe('a sheet with faults', () => {
  let test: TestTracker;
  beforeEach(async () => {
    test = await testTracker();
    await putRows(test, SMALL_REGISTER);
    await importSheet(test.tracker, editor, MEASURES);
  });
  afterEach(() => test.close());

  it('is told all of them with line, column and reason', async () => {
    const text = `measure,status,effective_on,until_on,sources,unsourced,note,confidence
cn-au-wine,inforce,2021-02-30,,mofcom,,,
cn-au-wines,in_force,2021-01-01,,mofcom,,"a note
of two lines",

cn-jp-seafood,partially_lifted,2025-06-29,,,TRUE,,
cn-jp-seafood,suspended,,,,,,sure
us-all,in_force,2025-04-05,2025-04-05,news; missing; news,maybe,,
us-all,in_force,2025-04-05,,a,b,c,d,e
`;
    expect(await told(test, text)).toEqual([
      expect.stringMatching(/^line 2, column status: "inforce" is not known: use threatened, /),
      'line 2, column effective_on: "2021-02-30" is not a date: 2021-02 has 28 days, so the last is 2021-02-28',
      'line 3, column measure: there is no measure "cn-au-wines": did you mean cn-au-wine? Else /measures lists them',
      expect.stringMatching(/^line 6, column status: partially_lifted needs exemptions/),
      'line 7, column sources: give either the ids of sources, or true in the column unsourced',
      expect.stringMatching(/^line 7, column effective_on: is missing. A date known to the day/),
      expect.stringMatching(/^line 7, column confidence: "sure" is not known/),
      'line 8, column unsourced: "maybe" is neither true nor false',
      'line 8, column sources: "news" is cited already: name each source once',
      'line 8, column sources: there is no source "missing": add it first (/sources lists them)',
      expect.stringMatching(/^line 9: has 9 cells, the header names 8 columns/),
    ]);
  });

  it('is told the row that is to blame, also where another one says the same', async () => {
    const rows = ['suspended', 'in_force', 'suspended'].map((status) => `us-plain,${status},2024-01-01,TRUE`);
    expect(await told(test, `measure,status,effective_on,unsourced\n${rows.join('\n')}\n`)).toEqual([
      expect.stringMatching(/^line 2, column status: us-plain: suspended from 2024-01-01 can't follow a measure without a history/),
    ]);
  });

  it('is told which row makes a history unlawful, and what would be lawful', async () => {
    const text = `measure,status,effective_on,unsourced
cn-jp-seafood,suspended,2024-01-01,true
cn-jp-seafood,threatened,2024-02-01,true
cn-au-wine,provisional,2020-12-01,true
us-plain,lifted,2025,true
us-all,in_force,2025-04-06,true
`;
    const problems = await told(test, text);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(
      /^line 3, column status: cn-jp-seafood: threatened from 2024-02-01 can't follow suspended .*lawful there: provisional, in_force/,
    );
    expect(problems[1]).toMatch(/^line 4, column status: .*changes nothing/);
    expect(problems[2]).toMatch(/^line 5, column status: .*can't follow a measure without a history/);
  });

  it('is told when an end comes before its beginning, or can not be', async () => {
    const text = `measure,status,effective_on,until_on,unsourced
us-all,in_force,2025-04-05,2025-04-05,true
cn-jp-seafood,lifted,2025-04-05,2025-05-05,true
`;
    const problems = await told(test, text);
    expect(problems[0]).toMatch(/^line 2, column until_on: .*must come after effective_on/);
    expect(problems[1]).toMatch(/^line 3, column until_on: .*can't have an until_on/);
  });

  it('reads what a list with codes as text says, and takes no such code for a word', async () => {
    const header = 'id,kind,type,title,imposed_by,status,effective_on,partners,products,unsourced';
    const row = (products: string) => `new-one,tariff,additional,'90s taxes,'US,in_force,'2020-01,'AU,${products},true`;
    await importSheet(test.tracker, editor, `${header}\n${row("'0307; 0308")}\n`);
    const shown = await showMeasure(test.tracker, 'new-one', { on: '2024-01-01' });
    expect(shown).toMatchObject({
      title: "'90s taxes",
      imposed_by: 'US',
      coverage: [{ scopes: [{ goods: [{ codes: ['0307'] }, { codes: ['0308'] }] }] }],
    });
    expect(await told(test, `${header}\n${row("0307; '0308").replace('new-one', 'new-two')}\n`)).toEqual([
      expect.stringMatching(/^line 2, column products: "'0308" must be 2, 4, 6, 8 or 10 digits/),
    ]);
    expect(
      (
        await readSheet(
          xlsxOf([
            ['a', 'b', 'c'],
            ["'0307", "'NA; US", "'NA is a word"],
          ]),
        )
      ).rows[0]?.cells,
    ).toEqual(['0307', 'NA; US', "'NA is a word"]);
  });

  it('is told what stands between several', async () => {
    const header = 'id,kind,type,title,imposed_by,status,effective_on,partners,exporters,products,unsourced';
    const cells = ['"AU, Japan"', '"byd|nobody"', '"870380,ex 870340"'];
    expect(await told(test, `${header}\nnew-one,tariff,additional,T,US,in_force,2020,${cells.join()},true\n`)).toEqual([
      'line 2, column partners: "AU, Japan" names several: put ; between them',
      expect.stringMatching(/^line 2, column exporters: there is no company "byd\|nobody"/),
      'line 2, column products: "870380,ex 870340" names several: put ; between them',
    ]);
  });

  it('is told once of a cell that holds an error of a spreadsheet', async () => {
    const header = 'id,kind,type,title,imposed_by,status,effective_on,partners,product,unsourced';
    const text = `${header}\nnew-one,tariff,additional,#REF!,US,in_force,#NV,AU,#N/A,true\n`;
    expect(await told(test, text)).toEqual([
      'line 2, column title: holds the error #REF!',
      'line 2, column effective_on: holds the error #NV',
      'line 2, column products: holds the error #N/A',
    ]);
    expect((await readSheet('a,b,c,d\n##,######,#1 steel,#DIV/0!\n')).faults.map(({ column }) => column)).toEqual(['a', 'b', 'd']);
  });

  it('is told of measures that are there, stand twice, or name what is not in the register', async () => {
    const text = `id,kind,type,title,imposed_by,dispute,effective_on,partners,products,status,sources,note
us-all,tariff,additional,Again,US,,,,,,,
new-one,tariff,import_ban,,XX,no-such,2020,AU; ZZ,220; 22O4; 8.7E+09; 203; 30722.0; 8703.0,in_force,mofcom,
new-two,ban,import_ban,One,XX,no-such,2020,AU; Nowhere; JP-99,,lifted,nope,
new-three,ban,import_ban,One,US,,,AU,,,mofcom,
New,ban,import_ban,One,US,,,,,,,note
`;
    expect(await told(test, text)).toEqual([
      'line 2, column id: the measure "us-all" exists already',
      expect.stringMatching(/^lines 3–4, column imposed_by: 2 rows: "XX" is no jurisdiction of the register/),
      expect.stringMatching(/^line 3, column title: is missing$/),
      expect.stringMatching(/^line 3, column partners: "ZZ" is no jurisdiction/),
      expect.stringMatching(
        /^line 3, column products: "220" must be 2, 4, 6, 8 or 10 digits .* it has 3. A spreadsheet takes the zero off/,
      ),
      expect.stringMatching(/^line 3, column products: "22O4" must be 2, 4, 6, 8 or 10 digits .* it is a national code with a letter/),
      expect.stringMatching(
        /^line 3, column products: "8.7E\+09" must be .* all goods. A spreadsheet shows a long number so, and its digits/,
      ),
      expect.stringMatching(/^line 3, column products: "203" must be .* as text it may be 0203$/),
      expect.stringMatching(/^line 3, column products: "30722.0" must be .* as text it may be 030722$/),
      expect.stringMatching(/^line 3, column products: "8703.0" must be .* in pairs, .* as text it may be 8703$/),
      expect.stringMatching(/^line 4, column partners: "Nowhere" is no jurisdiction/),
      expect.stringMatching(/^line 4, column partners: "JP-99" is no area/),
      'line 4, column dispute: there is no dispute "no-such": add it first',
      expect.stringMatching(/^line 4, column status: .*lifted from 2020 can't follow a measure without a history/),
      'line 4, column sources: there is no source "nope": add it first (/sources lists them)',
      expect.stringMatching(/^line 5, column effective_on: is missing. A date known to the day/),
      expect.stringMatching(/^line 6, column id: "New" must be lower-case letters/),
      expect.stringMatching(/^line 6, column note: tells of a status or of what the measure covers/),
    ]);
    expect(
      await told(
        test,
        `id,kind,type,title,imposed_by,partners,products,status,effective_on,unsourced\nx,ban,import_ban,A,US,AU,ex 7701,in_force,2020,true\n`,
      ),
    ).toEqual([expect.stringMatching(/^line 2, column products: "ex 7701" must be .* of a chapter that there is/)]);
    expect(
      await told(
        test,
        `id,kind,type,title,imposed_by,status,effective_on,unsourced,partners\nx,ban,import_ban,A,US,in_force,2020,true,\nx,,,B,,,,,AU\nx,,,,,,,,\n`,
      ),
    ).toEqual([
      'line 3, column title: "B" is not what line 2 says of x: "A"',
      'line 4, column id: "x" stands on line 2 already, and this line says nothing of what it covers',
    ]);
    expect(await told(test, `id,kind,type,title,imposed_by\nx,ban,additional,A,US\n`)).toEqual([
      expect.stringMatching(/^line 2, column type: "additional" is no type of a ban/),
    ]);
  });

  it('is told the known columns where one is unknown or missing', async () => {
    const unknown = await refusal(test, 'measure,status,effective from\n');
    expect(unknown.message).toContain('there is no column "effective_from"; the column "effective_on" is missing');
    expect(unknown.message).toContain(
      sheetColumns('status_changes')
        .map(([name]) => name)
        .join(', '),
    );
    const measures = await refusal(test, 'id,title\n');
    expect(measures.message).toContain('"kind" is missing');
    expect(measures.message).toContain(
      sheetColumns('measures')
        .map(([name]) => name)
        .join(', '),
    );
    expect((await refusal(test, 'what;when\n')).message).toMatch(/line 1 names the columns of no sheet.*measure, status/);
    expect((await refusal(test, 'measure,status,effective_on,status\n')).message).toBe('line 1: the column "status" stands twice');
    expect((await refusal(test, '')).message).toMatch(/empty/);
    expect((await refusal(test, 'measure,status,effective_on\n,,\n')).message).toMatch(/no rows/);
    expect((await refusal(test, 'measure,status,effective_on\na,"b,2020\n')).message).toMatch(/^line \d: a quote is out of place/);
  });

  it('lists a hundred problems and says how many more there are', async () => {
    const rows = Array.from({ length: 150 }, (_, at) => `nobody-${at},in_force,2020,true\n`).join('');
    const error = await refusal(test, `measure,status,effective_on,unsourced\n${rows}`);
    expect(error.details).toHaveLength(100);
    expect(error.message).toContain('150 problems (the first 100 are listed, 50 more are not)');
  });
});

it('takes thousands of rows at once', async () => {
  const test = await testTracker();
  await putRows(test, SMALL_REGISTER);
  const ids = Array.from({ length: 1_000 }, (_, index) => `m-${index}`);
  const columns = ['id', 'kind', 'type', 'title', 'imposed_by', 'effective_on', 'partners', 'products', 'status', 'sources'];
  const measures = ids.map((id) => csvRow([id, 'ban', 'import_ban', 'A title', 'CN', '2020-01-01', 'AU', '2204', 'in_force', 'mofcom']));
  expect((await importSheet(test.tracker, editor, csvHeader(columns) + measures.join(''))).recorded).toBe(3_000);
  const years = [2021, 2022, 2023, 2024];
  const changes = ids.flatMap((id) =>
    years.map((year) => csvRow([id, year % 2 === 0 ? 'in_force' : 'suspended', `${year}-01-01`, 'mofcom'])),
  );
  const sheet = csvHeader(['measure', 'status', 'effective_on', 'sources']) + changes.join('');
  expect((await importSheet(test.tracker, editor, sheet)).recorded).toBe(4_000);
  await test.close();
});

describe('readSheet', () => {
  it('tells comma, semicolon and tab by the header line alone', async () => {
    expect((await readSheet('a;"b,c,d";e\n1;2;3')).columns).toEqual(['a', 'b,c,d', 'e']);
    expect((await readSheet('a,b\n1;2,3')).rows[0]?.cells).toEqual(['1;2', '3']);
    expect((await readSheet('a\tb\n1,0\t2;3')).rows[0]?.cells).toEqual(['1,0', '2;3']);
  });

  it('takes a byte order mark, any line ends, and apostrophes that guard', async () => {
    const wanted = [
      ['=1', "'tis"],
      ['', '@x'],
    ];
    for (const end of ['\n', '\r\n', '\r'])
      expect((await readSheet(`\uFEFFA, Two words \n'=1,'tis\n,'@x\n,\n`.replaceAll('\n', end))).rows.map((row) => row.cells)).toEqual(
        wanted,
      );
    expect((await readSheet('A, Two words \n1,2')).columns).toEqual(['a', 'two_words']);
  });

  it('takes a first line that says what parts the cells, as Excel reads it', async () => {
    for (const [said, delimiter] of [
      ['sep=;', ';'],
      ['SEP=,', ','],
      ['sep=\t', '\t'],
      ['"sep=;"', ';'],
      ['sep=;;;', ';'],
    ] as const)
      for (const end of ['\n', '\r\n']) {
        const text = [
          '\uFEFF',
          [said, ...['a;b', '"x, y";1', '', '2;3', ''].map((line) => line.replaceAll(';', delimiter))].join(end),
        ].join('');
        const { columns, rows } = await readSheet(text);
        expect(columns, said).toEqual(['a', 'b']);
        expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
          [3, 'x, y', '1'],
          [5, '2', '3'],
        ]);
      }
    await expect(readSheet('sep=;\na;b\n"x"y;1\n')).rejects.toThrow(/^line 3: a quote is out of place/);
    // A column of that name is one.
    expect((await readSheet('sep=x,b\n1,2')).columns).toEqual(['sep=x', 'b']);
  });

  it('refuses what was not UTF-8', async () => {
    const latin = new Uint8Array([...Buffer.from('a,b\n1,caf'), 0xe9]);
    await expect(readSheet(latin)).rejects.toThrow(/^line 2: the sheet is not in UTF-8/);
  });

  it('knows the line of a row after texts of several lines', async () => {
    expect((await readSheet('a,b\r\n"x\r\ny\r\nz",1\r\n\r\n2,3\r\n')).rows.map((row) => row.line)).toEqual([2, 6]);
  });

  it('says of other files what they are', async () => {
    const told = async (start: string | Uint8Array) => readSheet(Buffer.from(start)).catch((error: Error) => error.message);
    expect(await told('%PDF-1.7\n')).toMatch(/^this is a PDF file/);
    expect(await told(' [{"id": "x"}]')).toMatch(/^this is JSON/);
    expect(await told('\uFEFF{"id": "x"}')).toMatch(/^this is JSON/);
    expect(await told('<!DOCTYPE html><table>')).toMatch(/^this is a web page/);
    expect(await told('<?xml version="1.0"?><a/>')).toMatch(/^this is XML/);
    expect(await told(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1))).toMatch(/^this is an Excel file of before 2007/);
    expect(await told(Uint8Array.of(0xff, 0xfe, 0x69, 0))).toMatch(/^this is text in UTF-16/);
    expect(await told(Uint8Array.of(0x69, 0, 0x64, 0))).toMatch(/^this is no text/);
    expect(await told('PK\u0003\u0004 and no more')).toMatch(/^the workbook can't be read: /);
    expect(await told('')).toMatch(/^the sheet is empty/);
  });

  it('holds a CSV file to the columns and lengths that people need', async () => {
    await expect(readSheet(`${Array.from({ length: 1_000_000 }, (_, at) => `c${at}`).join(',')}\n`)).rejects.toThrow(
      /^line 1: has \d+ cells|is over/,
    );
    await expect(readSheet(`a,b\n1${','.repeat(300)}x`)).rejects.toThrow(/^line 2: has 301 cells/);
    await expect(readSheet(`a,b\n1,"${'x'.repeat(40_000)}"`)).rejects.toThrow(/^line 2: cell 2 has over 32767 characters/);
    await expect(readSheet(`a,b\n1,"${'x\n'.repeat(1_500_000)}`)).rejects.toThrow(/a quote before it may never be closed/);
  });
});
