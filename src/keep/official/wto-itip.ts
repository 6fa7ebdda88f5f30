import { type Day, dayProblem } from '../../domain/dates.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group.ts';
import { slugOf } from '../../domain/text.ts';
import type { BAN_TYPES, DUTY_TYPES, Kind } from '../../domain/vocabulary.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import { SheetNames } from '../sheets/names.ts';
import { readSheet, type Sheet } from '../sheets/sheet.ts';
import type { DocumentReading, ReadingContext, ToldLine, ToldMeasure, ToldStatus } from './reading.ts';

// The WTO's Integrated Trade Intelligence Portal (I-TIP Goods) as it exports a query: a row for each measure that members notified. It has
// headings and days, and no duty.

/** Its columns, by the names that exports have had; in small letters, words joined by `_`. */
const COLUMNS = {
  imposing: ['member_imposing', 'imposing_member', 'notifying_member'],
  affected: ['partner_affected', 'affected_partner', 'partners_affected'],
  description: ['measure_description', 'measure', 'description'],
  type: ['requirement', 'type_of_measure', 'measure_type', 'subject'],
  product: ['product_description', 'products', 'product'],
  codes: ['hs', 'hs_codes', 'hs_code'],
  initiated: ['initiation', 'initiation_date', 'initiated'],
  inForce: ['in_force', 'in_force_date', 'entry_into_force'],
  withdrawn: ['withdrawal', 'withdrawal_date', 'withdrawn'],
  number: ['id', 'itip_id', 'i_tip_id', 'ntm_id'],
} as const;
type Column = keyof typeof COLUMNS;
const NEEDED: readonly Column[] = ['imposing', 'affected', 'codes'];

/** What its kinds of measures are here, by the words that it has for them. */
const TYPES: readonly (readonly [
  words: RegExp,
  kind: Kind,
  type: (typeof DUTY_TYPES)[number] | (typeof BAN_TYPES)[number],
  title: string,
])[] = [
  [/anti-?\s?dumping|^ADP?$/i, 'tariff', 'anti_dumping', 'Anti-dumping duty'],
  [/countervailing|^CVD?$/i, 'tariff', 'countervailing', 'Countervailing duty'],
  [/special (?:agricultural )?safeguard|^SSG$/i, 'tariff', 'safeguard', 'Special agricultural safeguard'],
  [/safeguard|^SGD?$/i, 'tariff', 'safeguard', 'Safeguard measure'],
  [/prohibition/i, 'ban', 'import_ban', 'Import prohibition'],
  [/quantitative restriction|^QRS?$/i, 'ban', 'import_restriction', 'Quantitative restriction'],
];

const DOCUMENT = 'https://i-tip.wto.org/goods/';

/** Reads an export, CSV or XLSX. Throws `invalid` for what is no sheet, and for one without the columns that it needs. */
export async function readWtoItip(bytes: Uint8Array, { sha256, day }: ReadingContext, tracker: Tracker): Promise<DocumentReading> {
  const sheet = await readSheet(bytes);
  const places = placesOf(sheet);
  const names = await SheetNames.read(tracker);
  const notTaken: string[] = sheet.faults.map(({ line, message }) => `${sheet.unit} ${line}: ${message}`);
  const rows = sheet.rows.flatMap(({ line, cells }) => {
    const row = (column: Column): string => cells[places.get(column) ?? -1]?.trim() ?? '';
    try {
      return [readRow(row, names)];
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      notTaken.push(`${sheet.unit} ${line}: ${error.message}`);
      return [];
    }
  });
  return {
    about: `I-TIP export of ${sheet.rows.length} rows`,
    document: {
      id: `wto-itip-${sha256.slice(0, 10)}`,
      publisher: 'World Trade Organization',
      title: `Integrated Trade Intelligence Portal (I-TIP Goods), an export of ${sheet.rows.length} rows`,
      url: DOCUMENT,
      kind: 'treaty_body',
      form: 'report',
      looked_at_on: day,
      read_as: `the export, as a file, SHA-256 ${sha256}`,
    },
    sources: [],
    measures: [...groupBy(rows, ({ id }) => id).values()].map(joined),
    notTaken,
    concerns: [],
  };
}

function placesOf({ columns, unit }: Sheet): Map<Column, number> {
  const places = new Map<Column, number>();
  for (const [column, called] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const at = columns.findIndex((name) => called.includes(name));
    if (at !== -1) places.set(column, at);
  }
  const missing = NEEDED.filter((column) => !places.has(column));
  if (missing.length > 0 || (!places.has('description') && !places.has('type')))
    throw invalid(
      `${unit} 1`,
      `this is no export of I-TIP Goods: it needs the columns Member imposing, Partner affected, Measure description and HS, and has ${columns.join(', ')}`,
    );
  return places;
}

function readRow(cell: (column: Column) => string, names: SheetNames): ToldMeasure {
  const words = [cell('type'), cell('description')];
  const found = TYPES.find(([known]) => words.some((text) => known.test(text)));
  if (!found) throw invalid('', `"${words.filter(Boolean).join(', ')}" is no kind of measure that is taken from here`);
  const [, kind, type, name] = found;
  const imposed_by = names.jurisdiction(cell('imposing'));
  const partners = partnersIn(cell('affected'), names);
  const [initiated, inForce, withdrawn] = [dayIn(cell('initiated')), dayIn(cell('inForce')), dayIn(cell('withdrawn'))];
  const begin = initiated ?? inForce;
  if (begin === null) throw invalid('', 'it has neither a day of initiation nor one of entry into force');
  const history = historyIn({ initiated, inForce, withdrawn });
  const goods = codesIn(cell('codes'));
  const product = cell('product').replace(/\s+/g, ' ');
  const title =
    `${name} of ${imposed_by} on goods of ${partners.includes('*') ? 'all' : partners.join(', ')}${product === '' ? '' : `: ${product}`}`.slice(
      0,
      300,
    );
  const number = slugOf(cell('number'));
  // What tells a row apart where the export has no number: all but what may change later.
  const told =
    number === ''
      ? `${partners.join('-').replace('*', 'all')}-${begin}-${slugOf(product).slice(0, 24)}-${goods[0]?.slice(3, 9) ?? ''}`
      : number;
  const line: ToldLine = {
    goods,
    partners,
    excluded: [],
    partnersUnknown: false,
    companies: null,
    condition: null,
    from: begin,
    until: null,
    rates: null,
  };
  return {
    id: slugOf(`itip-${imposed_by}-${type}-${told}`).slice(0, 80).replace(/-$/, ''),
    ...{ kind, type, direction: 'import', imposed_by, title },
    summary: `As members notified it to the WTO: ${[cell('description'), product].filter(Boolean).join('; ')}`.slice(0, 2000),
    act: null,
    announced_on: null,
    lines: [line],
    history,
    restated: false,
    destroyed: [],
    toldByGoods: false,
  };
}

/** How a measure went, by the days that the export has. */
function historyIn({ initiated, inForce, withdrawn }: Readonly<Record<'initiated' | 'inForce' | 'withdrawn', Day | null>>): ToldStatus[] {
  if (initiated !== null && inForce !== null && inForce < initiated)
    throw invalid('', `it is in force from ${inForce}, before it was initiated on ${initiated}`);
  if (withdrawn !== null && withdrawn <= (inForce ?? initiated ?? ''))
    throw invalid('', `it was withdrawn on ${withdrawn}, and not begun before that day`);
  const note = 'The export says "withdrawal": whether it was revoked or ran out it does not say.';
  return [
    ...(initiated !== null && initiated !== inForce ? [{ status: 'under_investigation', effective_on: initiated } as const] : []),
    ...(inForce !== null ? [{ status: 'in_force', effective_on: inForce } as const] : []),
    ...(withdrawn !== null ? [{ status: inForce === null ? 'withdrawn' : 'lifted', effective_on: withdrawn, note } as const] : []),
  ];
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** A day as exports and spreadsheets write it: 2019-05-31, 31/05/2019 with a day over 12, 31 May 2019; null for none. */
function dayIn(text: string): Day | null {
  if (text === '') return null;
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text)?.[1];
  const words = /^(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4})$/.exec(text);
  const month = words ? MONTHS.indexOf((words[2] as string).slice(0, 3).toLowerCase()) + 1 : 0;
  const slashed = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text);
  const [first, second] = [Number(slashed?.[1]), Number(slashed?.[2])];
  if (slashed && first <= 12 && second <= 12 && first !== second)
    throw invalid('', `"${text}" may be the day ${first} or the month ${first}: write it as YYYY-MM-DD`);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day =
    iso ??
    (words && month > 0 ? `${words[3]}-${two(month)}-${two(Number(words[1]))}` : undefined) ??
    (slashed ? `${slashed[3]}-${first > 12 ? `${two(second)}-${two(first)}` : `${two(first)}-${two(second)}`}` : undefined);
  if (day === undefined || dayProblem(day) !== null) throw invalid('', `"${text}" is no day: write it as YYYY-MM-DD`);
  return day;
}

/** All that a list names, apart by semicolons or lines; a name may have a comma ("Korea, Republic of"). */
function partnersIn(text: string, names: SheetNames): string[] {
  if (text === '' || /^all(?: members| partners| countries)?$/i.test(text)) return ['*'];
  return [
    ...new Set(
      text
        .split(/[;\n|]+/)
        .map((name) => name.trim())
        .filter(Boolean)
        .map(names.partner),
    ),
  ].sort();
}

/**
 * HS codes, apart by commas, semicolons or lines. Members notify them for convenience: what is met is the product in words, which is a part
 * of each code.
 */
function codesIn(text: string): string[] {
  const parts = text
    .split(/[,;\n|]+/)
    .map((part) => part.replace(/[\s.-]/g, ''))
    .filter(Boolean);
  const wrong = parts.find((part) => !/^\d{2,12}$/.test(part));
  if (wrong !== undefined) throw invalid('', `"${wrong}" is no HS code`);
  if (parts.length === 0) throw invalid('', 'it names no HS code');
  return [...new Set(parts.map((part) => `ex ${part.slice(0, Math.min(10, part.length - (part.length % 2)))}`))].sort();
}

/** Rows of one measure, which name other goods or partners. */
function joined(rows: readonly [ToldMeasure, ...ToldMeasure[]]): ToldMeasure {
  const lines = [...new Map(rows.flatMap((row) => row.lines).map((line) => [JSON.stringify(line), line])).values()];
  return { ...rows[0], lines };
}
