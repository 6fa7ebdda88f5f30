import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { turn } from '../../db/store.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';

// The parts of an XLSX file: XML in a zip archive. Whoever sent it may mean harm, so all that is read of it is bounded.

/** So many bytes a part may have once it is inflated; what is larger than the second number is also held to the ratio. */
const MOST_INFLATED = 256 * 1024 * 1024;
const UNSUSPICIOUS = 16 * 1024 * 1024;
const MOST_RATIO = 400;
const MOST_PARTS = 5_000;
const MOST_DEPTH = 64;
const MOST_ATTRIBUTES = 200;
/** So many characters one text or tag may have. */
const MOST_RUN = 4 * 1024 * 1024;

const unreadable = (why: string): TrackerError => invalid('', `the workbook can't be read: ${why}`);

/** What is told of an element: its name without a prefix, and its attributes. */
export interface Tag {
  name: string;
  attributes: Readonly<Record<string, string>>;
}

/** Who is told what stands in a part, in its order. */
export interface XmlReader {
  open(tag: Tag): void;
  close?(name: string): void;
  text?(text: string): void;
}

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
      await readXml(await this.#zip.openReadStreamPromise(entry), part, reader);
    } catch (error) {
      throw error instanceof TrackerError ? error : unreadable(`${part}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
}

async function readXml(stream: Readable, part: string, reader: XmlReader): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let attributes = 0;
  let since = 0;
  parser.on('error', (error) => {
    throw error;
  });
  // Entities that grow into each other are declared there, and no program that writes sheets declares any.
  parser.on('doctype', () => {
    throw unreadable(`${part} declares a document type, which no workbook does`);
  });
  parser.on('attribute', () => {
    if (++attributes > MOST_ATTRIBUTES) throw unreadable(`${part} has an element with over ${MOST_ATTRIBUTES} attributes`);
  });
  parser.on('opentag', ({ name, attributes: given }) => {
    if (++depth > MOST_DEPTH) throw unreadable(`${part} has elements within elements over ${MOST_DEPTH} deep`);
    attributes = 0;
    since = 0;
    reader.open({ name: bare(name), attributes: given as Record<string, string> });
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    since = 0;
    reader.close?.(bare(name));
  });
  if (reader.text) parser.on('text', (text) => reader.text?.(text));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    since += chunk.length;
    if (since > MOST_RUN) throw unreadable(`${part} has a text of over ${MOST_RUN} bytes`);
    parser.write(decoder.decode(chunk, { stream: true }));
    // A large sheet lets others have their turn.
    await turn();
  }
  parser.write(decoder.decode());
  parser.close();
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1);
