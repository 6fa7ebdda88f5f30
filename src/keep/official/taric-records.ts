import { invalid, TrackerError } from '../../domain/errors.ts';
import { readXml } from '../xml.ts';

// A TARIC3 message as its records: each creates, updates or deletes one thing of the tariff.

/** What a record does, by its number in the message. */
const UPDATE_TYPES = { 1: 'update', 2: 'delete', 3: 'create' } as const;
export type UpdateType = (typeof UPDATE_TYPES)[keyof typeof UPDATE_TYPES];

/** One record. Names are those of the message: `measure.sid`. */
export interface TaricRecord {
  transaction: string;
  /** Record and subrecord code: 430 00. */
  code: string;
  does: UpdateType;
  /** What it is about: measure, measure.component. */
  thing: string;
  fields: Readonly<Record<string, string>>;
}

/** The records of a message in their order, and what of it is no record that can be read. */
interface TaricMessage {
  records: TaricRecord[];
  unread: string[];
}

const refuse = (why: string): TrackerError => invalid('', `the TARIC message can't be read: ${why}`);

/** More than a day's message of the EU has; a whole tariff comes in parts. */
const MOST_RECORDS = 500_000;
const PIECE = 64 * 1024;

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** What of a record is about the record itself. */
const HEAD = new Set(['transaction.id', 'record.code', 'subrecord.code', 'record.sequence.number', 'update.type']);

/**
 * Reads a message. Throws `invalid` for what is no XML, declares a document type or entities, is out of all proportion, or is no TARIC3
 * message; a record that is not understood is told, with what is missing in it.
 */
export async function readTaricMessage(bytes: Uint8Array): Promise<TaricMessage> {
  const message: TaricMessage = { records: [], unread: [] };
  const path: string[] = [];
  let root = '';
  let text = '';
  let head: Record<string, string> = {};
  let things: { name: string; fields: Record<string, string> }[] = [];
  /** How deep the record stands; 0 outside of one. */
  let inside = 0;
  let count = 0;
  const reader = {
    open: ({ name }: { name: string }) => {
      path.push(name);
      text = '';
      root ||= name;
      if (inside > 0) {
        if (path.length === inside + 1 && !HEAD.has(name)) things.push({ name, fields: {} });
        return;
      }
      if (name !== 'record') return;
      if (++count > MOST_RECORDS) throw refuse(`it has over ${MOST_RECORDS} records: send it in parts`);
      inside = path.length;
      head = {};
      things = [];
    },
    text: (part: string) => {
      if (inside > 0) text += part;
    },
    close: (name: string) => {
      const depth = path.length;
      path.pop();
      if (inside === 0) return;
      if (depth === inside) {
        take(message, head, things);
        inside = 0;
      } else if (depth === inside + 1 && HEAD.has(name)) head[name] = text.trim();
      else if (depth === inside + 2) {
        const thing = things.at(-1);
        if (thing && text.trim() !== '') thing.fields[name] = text.trim();
      }
      text = '';
    },
  };
  try {
    await readXml(pieces(bytes), { part: 'it', kind: 'TARIC message', refuse }, reader);
  } catch (error) {
    throw error instanceof TrackerError ? error : refuse((error as Error).message.split('\n')[0] ?? '');
  }
  if (root !== 'envelope') throw refuse(`it begins with <${root}>, and a TARIC3 message with <env:envelope>`);
  return message;
}

function take(
  { records, unread }: TaricMessage,
  head: Record<string, string>,
  things: { name: string; fields: Record<string, string> }[],
): void {
  const [thing] = things;
  const code = [head['record.code'], head['subrecord.code']].filter(Boolean).join(' ');
  const name = `record ${head['record.sequence.number'] ?? '?'} of transaction ${head['transaction.id'] ?? '?'} (${[code, thing?.name.replaceAll('.', ' ')].filter(Boolean).join(', ')})`;
  const type = head['update.type'];
  const does = UPDATE_TYPES[Number(type) as keyof typeof UPDATE_TYPES];
  if (type === undefined) unread.push(`${name}: it has no update type, so nobody can say what it does`);
  else if (does === undefined) unread.push(`${name}: its update type is "${type}", and there are 1 (update), 2 (delete) and 3 (create)`);
  else if (thing === undefined) unread.push(`${name}: it says nothing`);
  else records.push({ transaction: head['transaction.id'] ?? '', code, does, thing: thing.name, fields: thing.fields });
}
