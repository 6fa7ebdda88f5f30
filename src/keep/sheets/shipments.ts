import { turn } from '../../db/store.ts';
import { TrackerError } from '../../domain/errors.ts';
import { quoteDuty, toldOf } from '../../lookups/duty.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import { understood } from '../../lookups/understood.ts';
import { withQuery } from '../../things/asking.ts';
import { dutyParameters, readDutyQuestion } from '../../things/duty-question.ts';
import { readParameters } from '../../things/questions.ts';
import { SHIPMENT_SHEET, SHIPMENT_SHEET_COLUMNS, type ShipmentRow, shipmentAnswer, shipmentRefused } from '../../things/shipment.ts';
import { cellRows, digitsGone, type SheetCells } from './cells.ts';
import { SheetProblems } from './problems.ts';
import { namedColumns, notRead, readSheet, type Sheet } from './sheet.ts';

/** What is asked of a shipment: each parameter of /duty with its values. */
type Texts = Readonly<Record<string, readonly string[]>>;

/** The shipments of a sheet: how many rows, and the answer of each in the order of the sheet, worked out as it is taken. */
interface Shipments {
  count: number;
  rows: AsyncGenerator<ShipmentRow>;
  /** Worksheets but the first, which are not read. */
  not_read: readonly string[];
}

/**
 * What each shipment of a sheet pays, CSV or XLSX, and what forbids it. `forAll`: what is said of every one whose row does not. All rows are
 * answered of one state of the ledger. A row that is not understood has its reason (`problem`), and the others go on. Throws `invalid` for what
 * is no sheet, has no rows, or has a column that is not known.
 */
export async function shipmentsOf(tracker: Tracker, content: string | Uint8Array, forAll: Texts = {}): Promise<Shipments> {
  const sheet = namedColumns(await readSheet(content), 'shipments', SHIPMENT_SHEET);
  if (sheet.rows.length === 0) throw new TrackerError('invalid', 'the sheet has no rows below its header');
  return { count: sheet.rows.length, rows: answers(tracker, sheet, forAll), not_read: notRead(sheet) };
}

async function* answers(tracker: Tracker, sheet: Sheet, forAll: Texts): AsyncGenerator<ShipmentRow> {
  const problems = new SheetProblems(sheet.unit);
  for (const { line, column, message } of sheet.faults) problems.fault(line, column, message);
  const cells = new Map((await cellRows(sheet, problems)).map((row) => [row.line, row]));
  let knownAt: string | undefined;
  for (const { line, cells: written } of sheet.rows) {
    const row = cells.get(line);
    // Of a row with a cell too many the first cell is in its place.
    const [reference] = sheet.columns[0] === 'shipment' ? written : [];
    const said: Texts = row !== undefined ? textsIn(row) : reference ? { shipment: [reference] } : {};
    // Where the comma is the decimal sign, cells are parted by something else.
    if (row !== undefined && sheet.delimiter !== null && sheet.delimiter !== ',') askGrouped(row, said);
    const wrong = problems.ofLine(line).map(inWords);
    const texts = { ...(knownAt !== undefined && { known_at: [knownAt] }), ...forAll, ...said };
    const answer =
      wrong.length > 0
        ? shipmentRefused(line, texts, wrong.join('; '))
        : await answerOf(tracker, line, texts, { conditions: said.condition === undefined, value_parts: said.value_part === undefined });
    if (answer.known_at !== null && texts.known_at === undefined) knownAt = answer.known_at;
    yield answer;
    await turn();
  }
}

function textsIn(cells: SheetCells): Texts {
  const texts: Record<string, readonly string[]> = {};
  for (const [name, { list }] of SHIPMENT_SHEET_COLUMNS) {
    const said = list ? cells.list(name) : cells.text(name)?.trim();
    if (said !== undefined && said.length > 0) texts[name] = typeof said === 'string' ? [said] : said;
  }
  const preference = cells.truth('preference');
  return typeof preference === 'boolean' ? { ...texts, preference: [String(preference)] } : texts;
}

/** A number before anything else; of a part of the value the amount behind its name: more than 100% is refused anyway. */
const GROUPED = /^[1-9]\d{0,2}\.\d{3}(?![\d.,])/;
const GROUPED_AMOUNT = /(?<=:\s*)[1-9]\d{0,2}\.\d{3}(?=\s*$)/;

/** Tells numbers whose point may part the thousands, or the fraction. */
function askGrouped(cells: SheetCells, { customs_value = [], quantity = [], value_part = [] }: Texts): void {
  for (const [column, texts] of Object.entries({ customs_value, quantity, value_part }))
    for (const text of texts) {
      const [digits] = (column === 'value_part' ? GROUPED_AMOUNT : GROUPED).exec(text) ?? [];
      if (digits === undefined) continue;
      const [fraction, whole] = [Number(digits), digits.replace('.', '')];
      // Three digits after the point would be asked about again.
      const plain = GROUPED.test(`${fraction}`) ? `${fraction}0` : fraction;
      cells.problem(column, `"${text}" is ${fraction} or ${whole}, as a point is read: write ${whole} or ${plain}`);
    }
}

const inWords = ({ path, message }: { path: string; message: string }): string => (path === '' ? message : `${path}: ${message}`);

/** What a spreadsheet may have made of a code. */
function hintOf(code: string): string {
  // An odd number of digits: the first chapters begin with a zero, and a fraction ends with none.
  const whole = /^[1-9](?:\d\d){1,4}$/.test(code) ? `0${code}` : /^\d{4}\.\d$/.test(code) ? `${code}0` : null;
  if (whole !== null) return `A spreadsheet takes the zero off a number: as text it may be ${whole}`;
  const digits = code.replace(/[\s.-]/g, '');
  if (/^\d{11}$/.test(digits)) return `Eleven digits are a German code number: its first ten are ${digits.slice(0, 10)}`;
  return digitsGone(code).replace(/^\. /, '');
}

/** What is wrong in a row, with the hint at what it is about. */
function refusalOf({ details, message }: TrackerError, hint: string): string {
  if (hint === '') return details.length > 0 ? details.map(inWords).join('; ') : message;
  if (details.length === 0) return `${message}. ${hint}`;
  const isOfProduct = details.some(({ path }) => path === 'product');
  const told = details.map((one) => (one.path === 'product' ? `${inWords(one)}. ${hint}` : inWords(one)));
  return (isOfProduct ? told : [...told, `product: ${hint}`]).join('; ');
}

/** `forOthersToo`: what is said of every shipment of the sheet, of which others may hang on it. */
async function answerOf(
  tracker: Tracker,
  line: number,
  texts: Texts,
  forOthersToo: NonNullable<Parameters<typeof quoteDuty>[2]>,
): Promise<ShipmentRow> {
  const { shipment: _called, ...asked } = texts;
  try {
    const { given } = await understood(tracker, dutyParameters, asked);
    const question = readDutyQuestion(readParameters(dutyParameters, given));
    const quote = await quoteDuty(tracker, question, forOthersToo);
    const { importer, origin, condition, value_part } = quote.question;
    const definite = {
      ...given,
      condition,
      value_part,
      importer: [importer],
      origin: [origin],
      on: [quote.on],
      known_at: [quote.known_at],
    };
    const open = quote.conditions.filter(({ met }) => met === null);
    return shipmentAnswer(line, texts, toldOf(quote), open, withQuery('/duty', definite));
  } catch (error) {
    // What can't be read at all is no matter of a row.
    if (!(error instanceof TrackerError) || !['invalid', 'not_found'].includes(error.code)) throw error;
    const [code = ''] = asked.product ?? [];
    return shipmentRefused(line, texts, refusalOf(error, hintOf(code)));
  }
}
