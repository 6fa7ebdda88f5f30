import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { invalid, TrackerError } from '../../domain/errors.ts';
import { readXml, type Tag, type XmlReader } from '../xml.ts';

export type { Tag };

// The parts of an XLSX file: XML in a zip archive. Whoever sent it may mean harm, so all that is read of it is bounded.

/** So many bytes a part may have once it is inflated; what is larger than the second number is also held to the ratio. */
const MOST_INFLATED = 256 * 1024 * 1024;
const UNSUSPICIOUS = 16 * 1024 * 1024;
const MOST_RATIO = 400;
const MOST_PARTS = 5_000;

const unreadable = (why: string): TrackerError => invalid('', `the workbook can't be read: ${why}`);

/** An XLSX file by its parts. */
export class Workbook {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Opens the archive. Throws `invalid` for what is no zip archive, is broken, or is one of another kind. */
  static async open(bytes: Uint8Array): Promise<Workbook> {
    const entries = new Map<string, Entry>();
    let zip: ZipFile;
    try {
      zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { lazyEntries: true });
      for await (const entry of zip.eachEntry()) {
        if (entries.size >= MOST_PARTS) throw unreadable(`it has over ${MOST_PARTS} parts`);
        entries.set(entry.fileName.toLowerCase(), entry);
      }
    } catch (error) {
      throw error instanceof TrackerError ? error : unreadable((error as Error).message);
    }
    if (entries.has('content.xml') && entries.has('mimetype'))
      throw invalid('', 'this is an OpenDocument spreadsheet (.ods): save it as Excel (.xlsx) or as CSV UTF-8');
    if (entries.has('xl/workbook.bin')) throw invalid('', 'this is a binary workbook (.xlsb): save it as Excel (.xlsx) or as CSV UTF-8');
    if (!entries.has('xl/workbook.xml'))
      throw invalid('', 'this is a zip archive and no workbook: give the sheet itself, as Excel (.xlsx) or as CSV UTF-8');
    return new Workbook(zip, entries);
  }

  has(part: string): boolean {
    return this.#entries.has(part.toLowerCase());
  }

  /** Reads a part; what it holds is told to the reader while it is inflated. Throws `invalid` for what is too large, broken, or no plain XML. */
  async read(part: string, reader: XmlReader): Promise<void> {
    const entry = this.#entries.get(part.toLowerCase());
    if (!entry) throw unreadable(`its part ${part} is missing`);
    if (entry.isEncrypted()) throw unreadable('it is protected by a password: save it without one');
    const { compressedSize, uncompressedSize } = entry;
    if (uncompressedSize > MOST_INFLATED || (uncompressedSize > UNSUSPICIOUS && uncompressedSize > compressedSize * MOST_RATIO))
      throw unreadable(
        `${part} would grow from ${compressedSize} to ${uncompressedSize} bytes: no sheet that people keep does; send less at a time`,
      );
    try {
      // The archive's reader ends the stream where more comes out than the archive says.
      const stream: Readable = await this.#zip.openReadStreamPromise(entry);
      await readXml(stream as AsyncIterable<Uint8Array>, { part, kind: 'workbook', refuse: unreadable }, reader);
    } catch (error) {
      throw error instanceof TrackerError ? error : unreadable(`${part}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
}
