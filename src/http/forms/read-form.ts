import { invalid } from '../../domain/errors.ts';
import { type Given, readPairs } from '../address.ts';
import type { Request } from '../context.ts';
import { HttpError } from '../errors.ts';
import { readBytes } from '../read-body.ts';

const FORM = 'application/x-www-form-urlencoded';
/** So often a field may come: a page shows all that was sent, and each line of a form is many times as long there. */
const MOST = 1000;

/** Is the body what a form of a page sends? */
export const isForm = (c: Request): boolean => c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === FORM;

/** Reads the fields of a form, each with its values. Throws a 415 for another type, a 413 for over 1 MiB or a field that comes too often, `invalid` for what is not UTF-8. */
export async function readForm(c: Request): Promise<Given> {
  if (!isForm(c)) throw new HttpError(415, `the body must be ${FORM}, as a form of a page sends it`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(c));
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw invalid('', 'the form is not UTF-8');
  }
  const pairs = Object.entries(readPairs(text));
  const repeated = pairs.find(([, values]) => values.length > MOST);
  if (repeated) throw new HttpError(413, `the form has over ${MOST} fields "${repeated[0]}": send less at a time`);
  // A browser ends the lines of a text with CRLF; the ledger keeps LF.
  return Object.fromEntries(pairs.map(([name, values]) => [name, values.map((value) => value.replaceAll('\r\n', '\n'))]));
}
