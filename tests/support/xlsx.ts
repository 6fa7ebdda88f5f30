import { deflateRawSync } from 'node:zlib';

// XLSX files as Excel writes them, and as nobody should: made here part by part.

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A zip archive of these parts. `declared`: the size that it says a part has, where that is a lie. */
export function zipOf(parts: Readonly<Record<string, string | Uint8Array>>, declared: Readonly<Record<string, number>> = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(declared[name] ?? bytes.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), head, rest, Buffer.from(name)]));
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(local.length, 4);
  end.writeUInt16LE(local.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\u0005\u0006'), end]);
}

const inXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The number formats that cells may have, in the order of their styles. */
const FORMATS = ['General', 'yyyy-mm-dd', 'mmm yy', '0.0%', 'hh:mm', 'yyyy'];

/** The parts of a workbook with one worksheet, whose rows are given as XML. */
export const workbookParts = (rows: string, texts: readonly string[] = [], after = ''): Record<string, string> => ({
  '[Content_Types].xml': `${HEAD}<Types/>`,
  'xl/workbook.xml': `${HEAD}<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  'xl/styles.xml': `${HEAD}<styleSheet><numFmts>${FORMATS.map((code, id) => `<numFmt numFmtId="${200 + id}" formatCode="${code}"/>`).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${FORMATS.map((_, id) => `<xf numFmtId="${200 + id}"/>`).join('')}</cellXfs></styleSheet>`,
  'xl/sharedStrings.xml': `${HEAD}<sst>${texts.map((text) => `<si>${text.startsWith('<') ? text : `<t>${inXml(text)}</t>`}</si>`).join('')}</sst>`,
  'xl/worksheets/sheet1.xml': `${HEAD}<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`,
});

/** What a cell holds: a text, a number with the index of its format, or XML of one's own. */
export type XlsxCell = string | number | readonly [number: number, format: number] | { xml: string } | null;

const columnName = (column: number): string =>
  `${column < 26 ? '' : columnName(Math.floor(column / 26) - 1)}${String.fromCharCode(65 + (column % 26))}`;

/** A workbook with these rows. */
export function xlsxOf(rows: readonly (readonly XlsxCell[])[], after = ''): Buffer {
  const texts: string[] = [];
  const places = new Map<string, number>();
  const shared = (text: string): number => {
    const place = places.get(text) ?? texts.push(text) - 1;
    places.set(text, place);
    return place;
  };
  const cellOf = (cell: XlsxCell, reference: string): string => {
    if (cell === null) return '';
    if (typeof cell === 'string') return `<c r="${reference}" t="s"><v>${shared(cell)}</v></c>`;
    if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
    if ('xml' in cell) return cell.xml.replaceAll('REF', reference);
    return `<c r="${reference}" s="${cell[1]}"><v>${cell[0]}</v></c>`;
  };
  const xml = rows.map(
    (cells, row) => `<row r="${row + 1}">${cells.map((cell, column) => cellOf(cell, `${columnName(column)}${row + 1}`)).join('')}</row>`,
  );
  return zipOf(workbookParts(xml.join(''), texts, after));
}
