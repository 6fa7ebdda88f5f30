import { SaxesParser } from 'saxes';
import { turn } from '../db/store.ts';
import type { TrackerError } from '../domain/errors.ts';

// XML that somebody sent. Whoever sent it may mean harm, so all that is read of it is bounded, and nothing in it grows.

const MOST_DEPTH = 64;
const MOST_ATTRIBUTES = 200;
/** So many characters one text or tag may have. */
const MOST_RUN = 4 * 1024 * 1024;

/** What is told of an element: its name without a prefix, and its attributes. */
export interface Tag {
  name: string;
  attributes: Readonly<Record<string, string>>;
}

/** Who is told what stands in the XML, in its order. */
export interface XmlReader {
  open(tag: Tag): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** What is read, for messages. */
interface XmlSource {
  /** What it is called where something is wrong with it: xl/styles.xml, the message. */
  part: string;
  /** What kind of file it belongs to: workbook, TARIC message. */
  kind: string;
  /** The error for what can't be read. */
  refuse: (why: string) => TrackerError;
}

/**
 * Reads XML in UTF-8 piece by piece. Throws what `refuse` gives for a document type (entities that grow into each other are declared
 * there), for elements, attributes and texts out of all proportion; the parser's own error for what is broken.
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { part, kind, refuse }: XmlSource,
  reader: XmlReader,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let attributes = 0;
  let since = 0;
  parser.on('error', (error) => {
    throw error;
  });
  // No program that writes such files declares any.
  parser.on('doctype', () => {
    throw refuse(`${part} declares a document type, which no ${kind} does`);
  });
  parser.on('attribute', () => {
    if (++attributes > MOST_ATTRIBUTES) throw refuse(`${part} has an element with over ${MOST_ATTRIBUTES} attributes`);
  });
  parser.on('opentag', ({ name, attributes: given }) => {
    if (++depth > MOST_DEPTH) throw refuse(`${part} has elements within elements over ${MOST_DEPTH} deep`);
    attributes = 0;
    since = 0;
    reader.open({ name: bare(name), attributes: given as Record<string, string> });
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    since = 0;
    reader.close?.(bare(name));
  });
  if (reader.text) {
    parser.on('text', (text) => reader.text?.(text));
    parser.on('cdata', (text) => reader.text?.(text));
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    since += chunk.length;
    if (since > MOST_RUN) throw refuse(`${part} has a text of over ${MOST_RUN} bytes`);
    parser.write(decoder.decode(chunk, { stream: true }));
    // A large file lets others have their turn.
    await turn();
  }
  parser.write(decoder.decode());
  parser.close();
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1);
