import { describe, expect, it } from 'vitest';
import { dateText, formatOf, numberText, percentCell } from '../../../src/keep/sheets/cell-format.ts';
import { readSheet } from '../../../src/keep/sheets/sheet.ts';
import { workbookParts, type XlsxCell, xlsxOf, zipOf } from '../../support/xlsx.ts';

const cellsOf = async (...row: XlsxCell[]): Promise<string[] | undefined> =>
  (await readSheet(xlsxOf([row.map((_, index) => `c${index}`), row]))).rows[0]?.cells;
const faultOf = async (cell: XlsxCell): Promise<string | undefined> => (await readSheet(xlsxOf([['a'], [cell]]))).faults[0]?.message;
const refused = (bytes: Uint8Array): Promise<string> =>
  readSheet(bytes).then(
    () => 'taken',
    (error: Error) => error.message,
  );

describe('a workbook', () => {
  it('is read by its first worksheet: texts, numbers and days as people wrote them', async () => {
    const sheet = await readSheet(xlsxOf([['Id', 'Imposed by', 'effective_on'], [], ['x', 'Korea, Republic of', [45292, 1]]]));
    expect(sheet).toEqual({
      unit: 'row',
      delimiter: null,
      worksheets: ['Sheet1'],
      header: 'row 1',
      columns: ['id', 'imposed_by', 'effective_on'],
      rows: [{ line: 3, cells: ['x', 'Korea, Republic of', '2024-01-01'] }],
      faults: [],
    });
    expect(await cellsOf(2071, 17.4, 8703801010, [45292, 2], [45292, 5], [0.174, 3])).toEqual([
      ...['2071', '17.4', '8703801010'],
      ...['2024-01', '2024', '17.4%'],
    ]);
  });

  it('names its other worksheets, which are not read', async () => {
    const parts = workbookParts('<row r="2"><c r="A2" t="str"><v>name</v></c></row><row r="3"><c r="A3" t="str"><v>Acme</v></c></row>');
    const more =
      '<sheet name="Old" sheetId="2" r:id="rId1" state="hidden"/><sheet name="2027 &amp; later" sheetId="3" r:id="rId1"/></sheets>';
    const bytes = zipOf({ ...parts, 'xl/workbook.xml': String(parts['xl/workbook.xml']).replace('</sheets>', more) });
    expect(await readSheet(bytes)).toMatchObject({
      worksheets: ['Sheet1', '2027 & later'],
      header: 'row 2 of the worksheet "Sheet1"',
      columns: ['name'],
      rows: [{ cells: ['Acme'] }],
    });
  });

  it('has rich texts, texts in the cell, truths and the values of formulas', async () => {
    const rich = {
      xml: '<c r="REF" t="inlineStr"><is><r><t>wi</t></r><r><t xml:space="preserve">ne </t></r><rPh><t>aloud</t></rPh></is></c>',
    };
    const formula = { xml: '<c r="REF" t="str"><f>A1&amp;"x"</f><v>worked out</v></c>' };
    expect(await cellsOf(rich, formula, { xml: '<c r="REF" t="b"><v>1</v></c>' }, null, 'a &lt; b', 'x_x000D_y')).toEqual([
      ...['wine ', 'worked out', 'true', '', 'a &lt; b', 'x\ry'],
    ]);
  });

  it('tells the cell that holds nothing to take', async () => {
    expect(await faultOf({ xml: '<c r="REF"><f>NOW()</f></c>' })).toMatch(/^cell A2 holds a formula whose value was not saved/);
    expect(await faultOf({ xml: '<c r="REF"><f>DATE(2024,10,30)</f><v></v></c>' })).toMatch(
      /^cell A2 holds a formula whose value was not saved/,
    );
    expect(await faultOf({ xml: '<c r="REF"><f>"BYD"</f><v/></c>' })).toMatch(/^cell A2 holds a formula whose value was not saved/);
    expect(await cellsOf({ xml: '<c r="REF" t="str"><f>IF(1,"","x")</f><v></v></c>' }, 'x')).toEqual(['', 'x']);
    expect(await faultOf({ xml: '<c r="REF" t="e"><v>#N/A</v></c>' })).toBe('cell A2 holds the error #N/A');
    expect(await faultOf([0.5, 4])).toMatch(/^cell A2 holds a time of day/);
    expect(await faultOf([45292.5, 1])).toMatch(/^cell A2 holds 45292.5 shown as a date, which is no day/);
    expect(await faultOf(1234567890123456)).toMatch(/^cell A2 holds the number 1234567890123456, of which Excel keeps only 15 digits/);
    expect(await faultOf({ xml: '<c r="REF" t="s"><v>99</v></c>' })).toMatch(/^cell A2 refers to text 99/);
  });

  it('with merged cells is refused, by their names', async () => {
    const merged = '<mergeCells count="1"><mergeCell ref="A2:A5"/></mergeCells>';
    expect(await refused(xlsxOf([['a'], ['x']], merged))).toMatch(/^the cells A2:A5 are merged/);
  });

  it('that is hostile is refused before it fills the memory', async () => {
    const rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>';
    const part = 'xl/worksheets/sheet1.xml';
    const parts = workbookParts(rows);
    // What grows a thousandfold, and what says that it does not.
    const bomb = { ...parts, [part]: `<worksheet>${' '.repeat(40_000_000)}</worksheet>` };
    expect(await refused(zipOf(bomb))).toMatch(/would grow from \d+ to 4000\d+ bytes/);
    expect(await refused(zipOf(bomb, { [part]: 1000 }))).toMatch(/^the workbook can't be read: .*too many bytes/);
    const entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
    expect(await refused(zipOf({ ...parts, [part]: `${entities}<worksheet><v>&b;</v></worksheet>` }))).toMatch(/declares a document type/);
    expect(await refused(zipOf({ ...parts, [part]: '<worksheet><v>&b;</v></worksheet>' }))).toMatch(/undefined entity/i);
    expect(await refused(zipOf({ ...parts, [part]: '<a>'.repeat(100) }))).toMatch(/over 64 deep/);
    expect(await refused(zipOf({ ...parts, [part]: `<a ${Array.from({ length: 300 }, (_, at) => `a${at}="1"`).join(' ')}/>` }))).toMatch(
      /over 200 attributes/,
    );
    expect(
      await refused(zipOf({ ...parts, [part]: `<a>${Array.from({ length: 600_000 }, (_, at) => `text ${at}`).join('')}</a>` })),
    ).toMatch(/a text of over/);
    const far = (reference: string) => zipOf(workbookParts(`<row r="1"><c r="${reference}1" t="str"><v>x</v></c></row>`));
    expect(await refused(far('XFD'))).toMatch(/^cell XFD1 is filled: a sheet has at most 200 columns/);
    expect(await refused(far('ZZZZZZ'))).toBe('"ZZZZZZ1" is no cell of a worksheet');
    const many = Array.from({ length: 1_000 }, (_, at) => `<row r="${at + 1}"><c t="str"><v>x</v></c></row>`).join('');
    expect((await readSheet(zipOf(workbookParts(many)))).rows).toHaveLength(999);
    expect(await refused(zipOf(workbookParts('<row r="7"><c t="str"><v>x</v></c></row><row r="7"/>')))).toMatch(/no row 7 after row 7/);
  });

  it('of another kind is named as what it is', async () => {
    expect(await refused(zipOf({ mimetype: 'x', 'content.xml': '<a/>' }))).toMatch(/^this is an OpenDocument spreadsheet/);
    expect(await refused(zipOf({ 'word/document.xml': '<a/>' }))).toMatch(/^this is a zip archive and no workbook/);
    expect(await refused(zipOf({ 'xl/workbook.bin': 'x' }))).toMatch(/^this is a binary workbook/);
    expect(await refused(xlsxOf([['a'], ['x']]).subarray(0, 400))).toMatch(/^the workbook can't be read/);
  });
});

describe('the format of a cell', () => {
  it('tells days from numbers, as precisely as they are shown', () => {
    expect(['0.00', 'General', '#,##0 "days"', '[Red]0', '0"d"'].map((code) => formatOf(200, code))).toEqual(Array(5).fill('number'));
    expect(['yyyy-mm-dd', 'd.m.yy', '[$-407]dddd, d. mmmm yyyy', 'm/d/yy h:mm'].map((code) => formatOf(200, code))).toEqual(
      Array(4).fill('day'),
    );
    expect(['mmm-yy', 'mm/yyyy', 'yyyy', 'h:mm', '[h]:mm:ss', '0%'].map((code) => formatOf(200, code))).toEqual([
      ...['month', 'month', 'year', 'time', 'time', 'percent'],
    ]);
    expect([0, 9, 14, 17, 20].map((id) => formatOf(id, undefined))).toEqual(['number', 'percent', 'day', 'month', 'time']);
  });

  it('gives numbers back exactly', () => {
    expect(['17.399999999999999', '1E2', '0.1', '-5', '8703801010'].map(numberText)).toEqual(['17.4', '100', '0.1', '-5', '8703801010']);
    expect(['1e21', '1e-9', 'NaN', '999999999999999999'].map(numberText)).toEqual([null, null, null, null]);
    expect(['0.25', '1', '0.174', '0.0005', '-0.1', '1.5'].map(percentCell)).toEqual(['25%', '100%', '17.4%', '0.05%', '-10%', '150%']);
  });

  it('counts days as Excel does', () => {
    expect(dateText('61', 'day', false)).toBe('1900-03-01');
    expect(dateText('60', 'day', false)).toBeNull();
    expect(dateText('45688', 'day', false)).toBe('2025-01-31');
    expect(dateText('44226', 'day', true)).toBe('2025-01-31');
    expect(dateText('45688.25', 'day', false)).toBeNull();
  });
});
