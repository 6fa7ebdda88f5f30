import * as z from 'zod';
import { besideWords, comingWords } from './beside-duty.ts';
import { CheckedOnAnswer } from './check.ts';
import { codeLineWords, type Duty, dependsBesides, lackWords } from './duty.ts';
import { DutyStretchAnswer, inShort, noDuty, paidWords } from './duty-history.ts';
import { dutyParameters } from './duty-question.ts';
import { orNull, textOrNull } from './scalars.ts';
import { type ColumnTable, column, NotReadWorksheets } from './sheets.ts';

// What the shipments of a sheet pay: a question of /duty a row, and a row of answer for each.

const asked = dutyParameters;

/** What may be said of all shipments whose row leaves it out. */
export const shipmentParameters = {
  ...asked,
  importer: asked.importer.optional(),
  origin: asked.origin.optional(),
  product: asked.product.optional(),
} as const;

/** The columns of a sheet of shipments: how whoever keeps it calls one, and what may be asked about a duty. */
export const SHIPMENT_SHEET = {
  shipment: column(textOrNull.optional(), 'what you call it: a number, a reference', { also: ['reference', 'ref', 'id', 'invoice'] }),
  importer: column(asked.importer, 'who imports: a code or a name', { ofAll: true, also: ['destination', 'to', 'into'] }),
  origin: column(asked.origin, 'where the goods come from: a code or a name', { ofAll: true, also: ['country_of_origin', 'from'] }),
  product: column(asked.product, 'HS digits, 2 to 10, or words', { ofAll: true, also: ['hs', 'hs_code', 'code', 'hts', 'goods'] }),
  on: column(asked.on, 'the day; today unless given', { also: ['date', 'day', 'entry_date'] }),
  exporter: column(asked.exporter, 'the company that made or sent them', { also: ['maker', 'manufacturer', 'company'] }),
  customs_value: column(asked.customs_value, 'what they are worth, in `currency`', { also: ['value'] }),
  currency: column(asked.currency, 'ISO 4217'),
  quantity: column(asked.quantity, 'numbers and units: 10000 kg', { list: true, also: ['quantities'] }),
  preference: column(asked.preference, 'true where a preference is claimed'),
  quota: column(asked.quota, 'within a quota or over it'),
  condition: column(asked.condition, 'conditions that are met or not: usmca=true', { list: true, also: ['conditions'] }),
  fx: column(asked.fx, 'exchange rates: EUR:USD=1.08', { list: true }),
  value_part: column(asked.value_part, 'parts of the value that a duty is charged on alone: steel:40%', {
    list: true,
    also: ['value_parts'],
  }),
  announced_by: column(asked.announced_by, 'only what was announced by this day'),
  known_at: column(asked.known_at, 'as it was known here at this instant'),
} as const satisfies ColumnTable;

/** The same one by one, in their order. */
export const SHIPMENT_SHEET_COLUMNS = Object.entries(SHIPMENT_SHEET as ColumnTable);

/** Rows of a sheet to begin with. */
export const SHIPMENT_EXAMPLE: readonly Readonly<Record<string, string>>[] = [
  {
    shipment: 'A-1',
    importer: 'EU',
    origin: 'China',
    product: '8703.80.10.10',
    on: '2026-11-24',
    exporter: 'BYD',
    customs_value: '20000',
    currency: 'EUR',
  },
  { shipment: 'A-2', importer: 'China', origin: 'Japan', product: '030722', on: '2026-11-24' },
];

/** A row of a sheet: what was asked, in codes where it was understood, and what it pays. */
export const ShipmentAnswer = z.strictObject({
  line: z.int().meta({ description: 'Where it stands in the sheet' }),
  shipment: textOrNull,
  importer: textOrNull,
  origin: textOrNull,
  product: textOrNull,
  exporter: textOrNull,
  on: textOrNull,
  known_at: textOrNull,
  pays: textOrNull.meta({ description: 'What it pays in one line: the total, or from the least to the most and on top of what' }),
  ...DutyStretchAnswer.omit({ from: true, until: true }).shape,
  bans: z.array(z.string()).readonly().meta({ description: 'The bans on such goods, each with how it stands' }),
  export_duties: z.array(z.string()).readonly().meta({ description: 'What the origin charges on export, in no total' }),
  conditions: z.array(z.string()).readonly().meta({ description: 'The conditions that the question leaves open, by their ids' }),
  depends_on: z.array(z.string()).readonly().meta({ description: 'What the answer hangs on, in words' }),
  checked_on: CheckedOnAnswer.meta({
    description:
      'The last day up to which somebody looked at all in the row that is in force or may be, but the base duty; null if nobody looked at a part of it',
  }),
  address: orNull(z.string()).meta({ description: 'Where a server gives the same with every step' }),
  problem: textOrNull.meta({ description: 'Why the row has no answer' }),
  missing: z
    .array(z.string())
    .readonly()
    .meta({ description: 'Why there is no total, in words, each reason of `cannot_compute` with what would answer it' }),
  coming: z.array(z.string()).readonly().meta({ description: 'What may come and is in no total, each with how it stands' }),
});
export type ShipmentRow = z.output<typeof ShipmentAnswer>;

type Texts = Readonly<Record<string, readonly string[]>>;
type Asked = Pick<ShipmentRow, 'line' | 'shipment' | 'importer' | 'origin' | 'product' | 'exporter' | 'on' | 'known_at'>;

const askedIn = (line: number, texts: Texts): Asked => {
  const said = (name: string): string | null => texts[name]?.[0] ?? null;
  const [shipment, importer, origin, product] = [said('shipment'), said('importer'), said('origin'), said('product')];
  return { line, shipment, importer, origin, product, exporter: said('exporter'), on: said('on'), known_at: said('known_at') };
};

/** A row that has no answer, with the reason. */
export const shipmentRefused = (line: number, texts: Texts, problem: string): ShipmentRow => ({
  ...askedIn(line, texts),
  pays: null,
  ...noDuty(problem),
  ...{ bans: [], export_duties: [], conditions: [], depends_on: [], checked_on: null, address: null, missing: [], coming: [] },
});

/** What a shipment pays. `address`: of the same question. */
export function shipmentAnswer(line: number, texts: Texts, duty: Duty, open: readonly { id: string }[], address: string): ShipmentRow {
  const { lines, bans, export_duties, coming } = duty;
  const { importer, origin, product, exporter } = duty.question;
  const short = inShort(duty);
  const checks = [...lines, ...bans, ...export_duties].map(({ checked_on }) => checked_on);
  return {
    ...askedIn(line, texts),
    ...{ importer, origin, product, exporter, on: duty.on, known_at: duty.known_at },
    pays: paidWords(short) ?? 'no duty is recorded',
    ...short,
    bans: bans.map((ban) => `${ban.measure} (${besideWords(ban)})`),
    export_duties: export_duties.map((one) => `${one.measure} ${one.rate ?? 'unknown'} (${besideWords(one)})`),
    conditions: open.map(({ id }) => id),
    depends_on: [
      ...(duty.ledger_begins === undefined
        ? []
        : [`the ledger of this tracker begins at ${duty.ledger_begins}: before that nothing was recorded here`]),
      ...dependsBesides(duty),
    ],
    // As long ago as the part that nobody has looked at for longest; base duties are no dispute, and looked at otherwise.
    checked_on: checks.includes(null) ? null : (checks.sort()[0] ?? null),
    address,
    missing: [...new Set(duty.cannot_compute.map(lackWords))],
    coming: coming.map((one) => `${one.measure}${one.rate === null ? '' : ` ${one.rate}`} (${comingWords(one)})`),
  };
}

/** A shipment as a row of texts: of the base and of each line its measure and its rate. */
export const shipmentCells = ({ base, lines, ...row }: ShipmentRow) => ({
  ...row,
  base: base && codeLineWords(base),
  lines: lines.map(codeLineWords),
});

export const ShipmentsAnswer = z.strictObject({
  data: z.array(ShipmentAnswer).readonly().meta({ description: 'A row of the sheet each, in its order' }),
  not_read: NotReadWorksheets,
});

export type Shipments = z.output<typeof ShipmentsAnswer>;

export const SHIPMENT_COLUMNS = z.keyof(ShipmentAnswer).options;
