import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { TrackerError } from '../../domain/errors.ts';

/** A file of an archive; its content is made while it is written. */
export interface ZipPart {
  name: string;
  content: AsyncIterable<string> | Iterable<string>;
}

const SIZES_FOLLOW = 0x0008;
const UTF8 = 0x0800;
const DEFLATED = 8;
/** 1 January 1980: an archive holds no clock, so the same content gives the same bytes. */
const DAY = 0x0021;
const MOST_BYTES = 0xffff_ffff;

interface Written {
  name: Buffer;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
}

/** The fields that both headers of a file have. */
const common = (crc: number, packed: number, unpacked: number, nameLength: number): Buffer => {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(SIZES_FOLLOW | UTF8, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(DAY, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(unpacked, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
};

const signed = (signature: string, ...parts: Buffer[]): Buffer => Buffer.concat([Buffer.from(`PK${signature}`, 'latin1'), ...parts]);

const directoryEntry = ({ name, crc, packed, unpacked, offset }: Written): Buffer => {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return signed('\x01\x02', Buffer.from([20, 0]), common(crc, packed, unpacked, name.length), rest, name);
};

/**
 * A zip archive, piece by piece as its files are made: nothing of it is held. Throws `unavailable` once a file or the archive has over
 * 4 GiB, which readers of such archives need not know.
 */
export async function* zipped(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name, content } of parts) {
    const file: Written = { name: Buffer.from(name), crc: 0, packed: 0, unpacked: 0, offset };
    const head = signed('\x03\x04', common(0, 0, 0, file.name.length), file.name);
    yield head;
    const deflate = createDeflateRaw();
    const flow = pipeline(Readable.from(counted(content, file), { objectMode: false }), deflate);
    // Its errors arrive in the loop below.
    flow.catch(() => undefined);
    try {
      for await (const chunk of deflate as AsyncIterable<Buffer>) {
        file.packed += chunk.length;
        yield chunk;
      }
      await flow;
    } finally {
      deflate.destroy();
    }
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(file.crc, 0);
    sizes.writeUInt32LE(file.packed, 4);
    sizes.writeUInt32LE(file.unpacked, 8);
    yield signed('\x07\x08', sizes);
    offset += head.length + file.packed + 16;
    if (offset > MOST_BYTES) throw tooLarge(name);
    written.push(file);
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  const end = Buffer.alloc(18);
  end.writeUInt16LE(written.length, 4);
  end.writeUInt16LE(written.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  yield directory;
  yield signed('\x05\x06', end);
}

const tooLarge = (name: string): TrackerError => new TrackerError('unavailable', `${name} has over 4 GiB: take it as CSV`);

/** The bytes of a file, which are counted as they pass. */
async function* counted(content: ZipPart['content'], file: Written): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    file.unpacked += bytes.length;
    if (file.unpacked > MOST_BYTES) throw tooLarge(file.name.toString());
    file.crc = crc32(bytes, file.crc);
    yield bytes;
  }
}
