import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDispute } from '../../../src/changes/register.ts';
import { readChangeSeq } from '../../../src/db/store.ts';
import { TrackerError } from '../../../src/domain/errors.ts';
import { exportTo } from '../../../src/keep/export.ts';
import { importFrom } from '../../../src/keep/import.ts';
import { importSheet, previewSheet } from '../../../src/keep/sheets/import-sheet.ts';
import { verify } from '../../../src/keep/verify.ts';
import { quoteDuty } from '../../../src/lookups/duty.ts';
import { showMeasure } from '../../../src/lookups/measure.ts';
import { listMeasures } from '../../../src/lookups/measures.ts';
import { listExporters, listSources } from '../../../src/lookups/register.ts';
import { listWtoCases } from '../../../src/lookups/wto-cases.ts';
import { ENGINES_OF_ALL, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import { xlsxOf } from '../../support/xlsx.ts';

const editor = { actor: 'tester' };
const TARIFF = 'id,kind,type,title,imposed_by,status,effective_on,unsourced\ncn-x,tariff,additional,Extra,CN,in_force,2024-01-01,true\n';

const told = async (test: TestTracker, content: string | Uint8Array): Promise<string[]> => {
  const error = await importSheet(test.tracker, editor, content).catch((thrown: unknown) => thrown);
  if (!(error instanceof TrackerError)) throw error;
  return error.details.map(({ path, message }) => `${path}: ${message}`);
};
const filesOf = async (test: TestTracker): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'sheets-'));
  try {
    const { tables } = await exportTo(test.tracker, folder);
    return Object.keys(tables)
      .map((name) => readFileSync(join(folder, `${name}.csv`), 'utf8'))
      .join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe.each(ENGINES_OF_ALL)('sheets of every kind on %s', (_engine, open) => {
  let test: TestTracker;
  beforeEach(async () => {
    test = await open();
    await putRows(test, SMALL_REGISTER);
  });
  afterEach(() => test.close());

  it('registers companies, sources and WTO cases, once however often it comes', async () => {
    const exporters = 'id,name,home,aliases,group\nacme,Acme Ltd,Japan,ACME; Akme,\nacme-us,Acme US,united states,,acme\n';
    expect(await importSheet(test.tracker, editor, exporters)).toMatchObject({ sheet: 'exporters', added: 2, recorded: 2 });
    const { seq } = await test.tracker.store.read(readChangeSeq);
    expect(await importSheet(test.tracker, editor, exporters)).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 2,
      recorded: 0,
      last_seq: seq,
    });
    expect(await test.tracker.store.read(readChangeSeq)).toMatchObject({ seq });
    // As a list of companies tells it: aliases stand in no order.
    const told = exporters.replace('ACME; Akme', 'Akme; ACME');
    expect(await previewSheet(test.tracker, editor, told)).toMatchObject({ unchanged: 2, changed: 0, recorded: 0, last_seq: seq });
    // An empty cell, or a column that is not there, leaves what stands.
    expect(await importSheet(test.tracker, editor, 'id,name,home\nacme,Acme Corporation,\n')).toMatchObject({ changed: 1, recorded: 1 });
    expect((await listExporters(test.tracker, { q: 'acme' })).data).toMatchObject([
      { id: 'acme', name: 'Acme Corporation', home: 'JP', aliases: ['ACME', 'Akme'] },
      { id: 'acme-us', home: 'US', group: 'acme' },
    ]);
    const sources = 'id,publisher,title,kind,published_on,url\nnew-act,MOFCOM,Notice 7,official,2024-02,https://example.org/7\n';
    expect(await importSheet(test.tracker, editor, sources)).toMatchObject({ sheet: 'sources', added: 1 });
    expect((await listSources(test.tracker, { q: 'notice 7' }, { limit: 50 })).data).toMatchObject([
      { id: 'new-act', published_on: '2024-02' },
    ]);
    const cases =
      'id,complainants,respondent,requested_on,title\nDS 597,"China; Korea, Republic of",US,2020-10-30,Origin marks\nDS9,AU,European Union,1995-05,Grains\n';
    expect(await importSheet(test.tracker, editor, cases)).toMatchObject({ sheet: 'wto_cases', added: 2 });
    expect((await listWtoCases(test.tracker, {})).data).toMatchObject([
      { id: 'DS597', complainants: ['CN', 'KR'], respondent: 'US', stage: 'consultations_requested' },
      { id: 'DS9', complainants: ['AU'], respondent: 'EU' },
    ]);
    expect((await verify(test.tracker)).problems).toEqual([]);
  });

  it('makes one measure of several rows, and one scope of those that differ in their goods alone', async () => {
    const sheet = `id,kind,type,title,imposed_by,status,effective_on,partners,products,unsourced,legal_instruments
cn-fruit,tariff,anti_dumping,Fruit,China,in_force,2024-01-01,AU,0808.10,true,Notice 1; Notice 2
cn-fruit,,,,,,,AU,ex 0809 30; 0810,,
cn-fruit,,,,,,,"Korea, Republic of",quinces,,
`;
    expect(await importSheet(test.tracker, editor, sheet)).toMatchObject({ rows: 3, added: 1, recorded: 3 });
    const { coverage, legal_instruments } = await showMeasure(test.tracker, 'cn-fruit', {});
    expect(coverage[0]?.scopes).toMatchObject([
      { partners: ['AU'], goods: [{ codes: ['080810'] }, { codes: ['ex 080930'] }, { codes: ['0810'] }] },
      { partners: ['KR'], goods: [{ name: 'quinces', codes: [] }] },
    ]);
    expect(legal_instruments.map(({ identifier }) => identifier)).toEqual(['Notice 1', 'Notice 2']);
    expect(await told(test, `${sheet.replaceAll('cn-fruit', 'cn-other')}cn-other,,,,,,,AU,0810,,\n`)).toEqual([
      'line 5, column products: "0810" stands on line 3 already, for the same partners',
    ]);
  });

  it('brings rates: of companies, codes and partners by name, from several days, and asks them back', async () => {
    await importSheet(test.tracker, editor, TARIFF);
    const rates = `measure,partner,code,company,rate,effective_on,unsourced,rate_note
cn-x,Australia,2204.21,,10%,2024-01-01,true,
cn-x,Australia,220422,,10%,2024-01-01,,
cn-x,,0203,Tesla (Shanghai),12.5 %,2024-01-01,,own rate
cn-x,,0203,all others,40% MIN 7000 USD/t,2024-01-01,,
cn-x,AU,2204.21,,25%,2025-03,true,
`;
    expect(await importSheet(test.tracker, editor, rates)).toMatchObject({ sheet: 'rates', rows: 5, added: 2, recorded: 2 });
    const { rate_tables } = await showMeasure(test.tracker, 'cn-x', {});
    expect(rate_tables.map(({ from, rates: own }) => [from, own.length])).toEqual([
      ['2024-01-01', 3],
      ['2025-03', 1],
    ]);
    expect(rate_tables[0]?.rates).toMatchObject([
      { expression: '10%', scope: { partners: ['AU'], goods: [{ codes: ['220421'] }, { codes: ['220422'] }] } },
      { expression: '12.5%', scope: { exporters: ['tesla'] }, note: 'own rate' },
      { expression: '40% MIN 7000 USD/t', scope: { exporters: ['all_others'] } },
    ]);
    const ask = { importer: 'CN', origin: 'AU', product: '220422', quantities: [], fx: [], conditions: [] };
    expect((await quoteDuty(test.tracker, { ...ask, on: '2024-06-01' })).lines.map(({ rate }) => rate)).toContain('10%');
    // The same again adds nothing; another rate for the same day is a change.
    expect(await importSheet(test.tracker, editor, rates)).toMatchObject({ added: 0, unchanged: 2, recorded: 0 });
    expect(await importSheet(test.tracker, editor, rates.replace('25%', '26%'))).toMatchObject({ changed: 1, unchanged: 1, recorded: 1 });
    expect((await verify(test.tracker)).problems).toEqual([]);
  });

  it('brings what changes of rates: rows to set and to remove, of several days', async () => {
    await importSheet(test.tracker, editor, TARIFF);
    const header = 'measure,change,effective_on,partner,code,rate,unsourced\n';
    const whole = 'measure,effective_on,partner,code,rate,unsourced\n';
    await importSheet(test.tracker, editor, `${whole}cn-x,2024-01-01,AU,2204; 2205,10%,true\ncn-x,2024-01-01,JP,2204,20%,\n`);
    const first = `${header}cn-x,set,2024-03-01,Australia,2205,15%,true\ncn-x,remove,2024-03-01,JP,2204,,\n`;
    const both = `${first}cn-x,set,2024-02-01,AU,2204,11%,true\n`;
    expect(await importSheet(test.tracker, editor, both)).toMatchObject({ rows: 3, added: 2, recorded: 2 });
    const shown = async () =>
      (await showMeasure(test.tracker, 'cn-x', {})).rate_tables.map(({ from, rates }) => [
        from,
        ...rates.map(({ scope, expression }) => `${scope.partners} ${scope.goods.flatMap(({ codes }) => codes)} ${expression}`),
      ]);
    expect(await shown()).toEqual([
      ['2024-01-01', 'AU 2204,2205 10%', 'JP 2204 20%'],
      ['2024-02-01', 'AU 2205 10%', 'AU 2204 11%', 'JP 2204 20%'],
      ['2024-03-01', 'AU 2205 15%', 'AU 2204 11%'],
    ]);
    const again = `${header}cn-x,set,2024-03-01,AU,2205,15%,true\n`;
    expect(await importSheet(test.tracker, editor, again)).toMatchObject({ unchanged: 1, recorded: 0 });
    expect(await told(test, first)).toEqual([expect.stringMatching(/^line 3, column change: "2204; JP" is not in entry \d+/)]);
    expect(await told(test, `${again}cn-x,,2024-03-01,DE,2205,15%,\n`)).toEqual([
      'line 3, column change: "" is neither set nor remove: say which of each row, or of none',
    ]);
    expect((await verify(test.tracker)).problems).toEqual([]);
  });

  it('reads the same out of an XLSX file, with days and percentages as Excel keeps them', async () => {
    await importSheet(test.tracker, editor, TARIFF);
    const rows = [
      ['measure', 'partners', 'products', 'expression', 'effective_on', 'unsourced'],
      ['cn-x', 'Australia', 220421, [0.174, 3], [45292, 1], { xml: '<c r="REF" t="b"><v>1</v></c>' }],
      ['cn-x', 'Japan', 8703801010, [0.25, 3], [45292, 1], null],
    ] as const;
    expect(await importSheet(test.tracker, editor, xlsxOf(rows))).toMatchObject({ sheet: 'rates', rows: 2, added: 1 });
    expect((await showMeasure(test.tracker, 'cn-x', {})).rate_tables[0]?.rates).toMatchObject([
      { expression: '17.4%', scope: { partners: ['AU'], goods: [{ codes: ['220421'] }] } },
      { expression: '25%', scope: { partners: ['JP'], goods: [{ codes: ['8703801010'] }] } },
    ]);
  });

  it('exports, imports and exports the same bytes after sheets of every kind', async () => {
    await importSheet(test.tracker, editor, TARIFF, { checkedOn: '2024-02-01' });
    await importSheet(test.tracker, editor, 'measure,expression,effective_on,unsourced\ncn-x,5%,2024-01-01,true\n');
    await importSheet(test.tracker, editor, 'id,name\nacme,Acme\n');
    await importSheet(test.tracker, editor, 'id,complainants,respondent\nDS1,AU,CN\n');
    const folder = mkdtempSync(join(tmpdir(), 'sheets-'));
    const copy = await testTracker();
    try {
      await exportTo(test.tracker, folder);
      await importFrom(copy.tracker, folder);
      expect(await filesOf(copy)).toBe(await filesOf(test));
      expect((await verify(copy.tracker, folder)).problems).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
      await copy.close();
    }
  });
});

describe('a sheet', () => {
  let test: TestTracker;
  beforeEach(async () => {
    test = await testTracker();
    await putRows(test, SMALL_REGISTER);
  });
  afterEach(() => test.close());

  it('tells one cause once, with its rows', async () => {
    const rows = Array.from({ length: 808 }, (_, at) => `x-${at},ban,import_ban,A,US,in_force,2020-01-01,wto-itip-2020\n`).join('');
    const sheet = `id,kind,type,title,imposed_by,status,effective_on,sources\n${rows}`;
    const error = (await importSheet(test.tracker, editor, sheet).catch((thrown: unknown) => thrown)) as TrackerError;
    expect(error.message).toBe('the sheet has 1 problem in 808 rows; nothing was recorded');
    expect(error.details).toEqual([
      { path: 'lines 2–809, column sources', message: '808 rows: there is no source "wto-itip-2020": add it first (/sources lists them)' },
    ]);
    expect((await listMeasures(test.tracker, { status: 'all' }, { limit: 1 })).data).toEqual([]);
  });

  it('of rates tells what can not be: a ban, a company that is nearly known, a rate and a range, a day twice', async () => {
    await importSheet(test.tracker, editor, `${TARIFF}us-b,ban,import_ban,B,US,in_force,2024-01-01,true\n`);
    const rates = `measure,expression,min_pct,max_pct,exporters,partners,effective_on,until_on,unsourced
us-b,10%,,,,,2024-01-01,,true
no-such,10%,,,,,2024-01-01,,true
cn-x,10%,1,2,,,2025-01-01,,true
cn-x,ten percent,,,,,2025-02-01,,true
cn-x,10%,,,Teslla,Nowhere,2025-03-01,2025-03-01,true
cn-x,11%,,,,,2025-03-01,2025-09-01,
cn-x,11%,,,,,2025-03-01,,
`;
    expect(await told(test, rates)).toEqual([
      'line 2, column measure: us-b is a ban: only a tariff has rates',
      'line 3, column measure: there is no measure "no-such": /measures lists them',
      'line 4, column expression: give either an expression or a range',
      expect.stringMatching(/^line 5, column expression: "ten percent"/),
      expect.stringMatching(/^line 6, column partners: "Nowhere" is no jurisdiction/),
      expect.stringMatching(/^line 6, column exporters: there is no company "Teslla": did you mean Tesla\?/),
      expect.stringMatching(/^line 6, column until_on: .*must come after effective_on/),
      'line 7, column until_on: "2025-09-01" is not what line 6 says of cn-x from 2025-03-01: "2025-03-01"',
      'line 8: says just what line 7 says',
    ]);
  });

  it('of names tells which are not known, or stand twice', async () => {
    expect(await told(test, 'id,name,home,group\na,A,Atlantis,\nb,B,,no-such\na,A,,\n')).toEqual([
      expect.stringMatching(/^line 2, column home: "Atlantis" is no jurisdiction/),
      'line 3, column group: there is no exporter "no-such": add it first, or in this sheet',
      'line 4, column id: "a" stands on line 2 already',
    ]);
    expect(await told(test, 'id,name,group\na,A,b\nb,B,c\nc,C,\nd,D,d\ne,E,c\n')).toEqual([
      'line 2, column group: "b" belongs to "c": name that one, or take "b" out of it first',
      'line 3, column group: "b" is the group of "a", which would no longer have its rates: take "a" out of it first',
      'line 5, column group: "d" is the company itself: name the company that it belongs to',
    ]);
    expect(
      await told(test, 'id,name,home\nx-1,Acme Ltd,CN\nx-2,ACME  Ltd.,\nx-3,Acme Ltd,JP\nx-4,Acme GmbH,CN\nx-5,Tesla (Shanghai),\n'),
    ).toEqual([
      'line 3, column name: "ACME  Ltd." is what x-1 (Acme Ltd, CN) is called: use that one, or tell the two apart by the name or by the homes of both',
      expect.stringMatching(/^line 6, column name: "Tesla \(Shanghai\)" is what tesla \(Tesla/),
    ]);
    expect(await told(test, 'id,complainants,respondent\n597,CN; CN,US\nDS3,,US\n')).toEqual([
      'line 2, column complainants: "CN" is named already: name each once',
      'line 2, column id: "597" must be a WTO case number such as DS630',
      expect.stringMatching(/^line 3, column complainants: is missing/),
    ]);
  });

  it('refuses what a call refuses: a direction that the type denies, an id of a dispute, a source of a day to come, a complaint against oneself', async () => {
    await addDispute(test.tracker, editor, { id: 'us-x', title: 'X', parties: [], tier: 'extended' });
    const measures = `id,kind,type,title,imposed_by,direction
us-a,ban,export_control,A,US,
us-b,ban,import_ban,B,US,export
us-c,ban,export_ban,C,US,export
us-x,ban,import_ban,X,US,
`;
    expect(await told(test, measures)).toEqual([
      'line 2, column direction: "import" is no direction of the type export_control, also where none is given: it is export',
      'line 3, column direction: "export" is no direction of the type import_ban, also where none is given: it is import',
      'line 5, column id: "us-x" is a dispute already: take another id',
    ]);
    expect(await told(test, 'id,publisher,title,published_on,kind\na,A,A,2999-01-01,press\nb,B,B,2020,press\n')).toEqual([
      expect.stringMatching(/^line 2, column published_on: "2999-01-01" is yet to come \(today is .*\): published_on is the day/),
    ]);
    expect(await told(test, 'id,complainants,respondent\nDS1,JP; CN,China\nDS2,Atlantis,Lemuria\n')).toEqual([
      'line 2, column respondent: "CN" complains in this case: name whom the complaint is against',
      expect.stringMatching(/^line 3, column complainants: "Atlantis" is no jurisdiction/),
      expect.stringMatching(/^line 3, column respondent: "Lemuria" is no jurisdiction/),
    ]);
  });

  it('tells what is found while it is recorded with all of its rows, and what a history can’t hold by its line', async () => {
    const coverage = 'id,kind,type,title,imposed_by,partners,products,status,effective_on,unsourced';
    await importSheet(test.tracker, editor, `${coverage}\nus-t,tariff,additional,T,US,JP,9401,in_force,2024-01-01,true\n`);
    const changes = `measure,status,effective_on,announced_on,unsourced
us-t,suspended,2025-01-01,2999-01-01,true
us-t,in_force,2025-02-01,,true
us-t,lifted,2025-03-01,2999-01-01,true
`;
    expect(await told(test, changes)).toEqual([
      expect.stringMatching(/^lines 2, 4, column announced_on: 2 rows: "2999-01-01" is yet to come/),
    ]);
    expect(await told(test, 'measure,status,effective_on,unsourced\n,lifted,2025-03-01,true\n')).toEqual([
      'line 2, column measure: is missing: give the id of the measure',
    ]);
    const shown = await previewSheet(test.tracker, editor, changes);
    expect(shown).toMatchObject({ refused: 2, recordable: false, added: 1 });
    expect(shown.preview.map(({ action }) => action)).toEqual(['refused', 'added', 'refused']);
    const rates = 'measure,effective_on,expression,products,unsourced\nus-t,2025-01-01,5%,9401,true\nus-t,2025-01-01,6%,8703,true\n';
    const beyond = /us-t: rates from 2025-01-01 can't be for what the measure does not reach: "8703"/;
    expect(await told(test, rates)).toEqual([expect.stringMatching(new RegExp(`^line 3: ${beyond.source}`))]);
    const rated = await previewSheet(test.tracker, editor, rates);
    expect(rated).toMatchObject({ refused: 2, problems: [{ path: 'line 3', message: expect.stringMatching(beyond) }] });
    expect(rated.preview[1]).toMatchObject({ action: 'refused', says: expect.stringMatching(beyond) });
  });

  it('is shown row by row before it is recorded, and not recorded as shown once something else was', async () => {
    await importSheet(test.tracker, editor, 'id,name\nacme,Acme\nsame,Same\n');
    const sheet = 'id,name,home\nacme,Acme Corporation,\nsame,Same,\nnew,New,JP\n';
    const preview = await previewSheet(test.tracker, editor, sheet);
    expect(preview).toMatchObject({ added: 1, changed: 1, unchanged: 1, refused: 0, recordable: true, recorded: 2, problems: [] });
    expect(preview.preview).toEqual([
      { line: 2, id: 'acme', action: 'changed', says: 'Acme Corporation' },
      { line: 3, id: 'same', action: 'unchanged', says: 'Same' },
      { line: 4, id: 'new', action: 'added', says: 'New' },
    ]);
    expect((await listExporters(test.tracker, { q: 'new' })).data).toEqual([]);
    const bad = await previewSheet(test.tracker, editor, 'id,name,home\nacme,Acme,Atlantis\nnew,New,\n');
    expect(bad).toMatchObject({ added: 1, changed: 0, unchanged: 0, refused: 1, recordable: false, recorded: 0 });
    expect(bad.preview).toEqual([
      { line: 2, id: 'acme', action: 'refused', says: expect.stringMatching(/^home: "Atlantis" is no jurisdiction/) },
      { line: 3, id: 'new', action: 'added', says: 'New' },
    ]);
    // A row that is refused adds nothing, also where what it says can be read.
    expect(await previewSheet(test.tracker, editor, 'measure,status,effective_on,unsourced\nnowhere,lifted,2026,true\n')).toMatchObject({
      ...{ rows: 1, added: 0, refused: 1 },
    });
    await importSheet(test.tracker, editor, 'id,name\nbetween,Between\n');
    await expect(importSheet(test.tracker, editor, sheet, { state: preview.state })).rejects.toMatchObject({ code: 'precondition' });
    const again = await previewSheet(test.tracker, editor, sheet);
    expect(await importSheet(test.tracker, editor, sheet, { state: again.state })).toMatchObject({ recorded: 2, last_seq: again.last_seq });
  });

  it('is not shown as good where another row of the same measure is not', async () => {
    const header = 'id,kind,type,title,imposed_by,partners,products,status,effective_on,unsourced';
    const begun = `${header}\nus-t,tariff,additional,T,US,JP,9401,in_force,2024-01-01,true\nus-s,tariff,additional,S,US,JP,9401,in_force,2024-01-01,true\n`;
    const other = 'another row of the same thing is wrong';
    const apart = await previewSheet(test.tracker, editor, `${begun}us-t,,,Another,,KR,,,,\n`);
    expect(apart.preview).toMatchObject([{ action: 'refused', says: other }, { action: 'added' }, { action: 'refused' }]);
    await importSheet(test.tracker, editor, begun);
    const changes = ['us-t,in_force,2025-01-01', 'us-t,suspended,2025-02-01', 'us-s,suspended,2025-02-01'];
    const history = await previewSheet(test.tracker, editor, `measure,status,effective_on,unsourced\n${changes.join(',true\n')},true\n`);
    expect(history).toMatchObject({ added: 1, refused: 2 });
    expect(history.preview.map(({ action }) => action)).toEqual(['refused', 'refused', 'added']);
    expect(history.preview[1]?.says).toBe(other);
    const misspelt = 'measure,status,effective_on,unsourced\nus-t,suspnded,2025-01-01,true\nus-t,in_force,2025-02-01,true\n';
    expect(await told(test, misspelt)).toEqual([expect.stringMatching(/^line 2, column status: "suspnded" is not known/)]);
  });

  it('leaves nothing where it breaks off in the middle', async () => {
    const before = await filesOf(test);
    const rows = Array.from({ length: 1_200 }, (_, at) => `m-${at},ban,import_ban,T,CN,in_force,2020-01-01,true\n`).join('');
    const sheet = `id,kind,type,title,imposed_by,status,effective_on,unsourced\n${rows}`;
    // A check that can't be is found last of all, when all else is written.
    await expect(importSheet(test.tracker, editor, sheet, { checkedOn: '2999-01-01' })).rejects.toMatchObject({ code: 'invalid' });
    expect(await filesOf(test)).toBe(before);
    expect(await importSheet(test.tracker, editor, sheet)).toMatchObject({ added: 1_200, recorded: 2_400 });
  });
});
