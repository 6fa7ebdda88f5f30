import * as z from 'zod';
import { knownAtProblem } from '../domain/dates.ts';
import {
  CHANGE_CLOCKS,
  CHANGE_ORDERS,
  CHANGE_SUBJECTS,
  DIRECTIONS,
  DISPUTE_STATES,
  DUTY_TYPES,
  FORMALITIES,
  isTermOf,
  KINDS,
  type Kind,
  MATCHES,
  MEASURE_TYPES,
  PROPOSAL_STATES,
  RESOLUTION_METHODS,
  RESOLUTION_STATES,
  STATUSES,
  type Status,
} from '../domain/vocabulary.ts';
import { examine, invalidFor } from './read.ts';
import { AskedProduct, DayText, unwrapped } from './scalars.ts';

// What may be asked: the same parameters for pages, JSON, CSV and the command line.

/** Reads a comma list of a fixed vocabulary; `choices` names what would be right. */
function readList<Value extends string>(
  text: string,
  values: readonly Value[],
  what: string,
  choices: string,
  ctx: { addIssue(issue: { code: 'custom'; message: string; input: string }): void },
): readonly Value[] {
  const items = text.split(',').map((item) => item.trim());
  for (const item of items)
    if (!isTermOf(values, item)) ctx.addIssue({ code: 'custom', message: `is no ${what}: use ${choices}`, input: item });
  return items.filter((item) => isTermOf(values, item));
}

/** The values that a comma list may hold, by its schema. */
const LISTED = z.registry<{ values: readonly string[] }>();

/** The values that a parameter takes, where they are few; of a comma list those that it may hold. */
export function choicesOf(schema: z.ZodType): readonly string[] | undefined {
  const inner = unwrapped(schema);
  const source = inner instanceof z.ZodPipe ? inner.in : inner;
  return LISTED.get(inner)?.values ?? (source instanceof z.ZodEnum ? source.options.map(String) : undefined);
}

/** A comma list of a fixed vocabulary. */
const listOf = <const Values extends readonly [string, ...string[]]>(values: Values, what: string) =>
  z
    .string()
    .transform((text, ctx): readonly Values[number][] => readList<Values[number]>(text, values, what, values.join(', '), ctx))
    .meta({ description: `A comma list of: ${values.join(', ')}` })
    .register(LISTED, { values });

/** What a parameter is to a program that does not write addresses: a number, a truth, or the text that stands in the address. */
export function programType(schema: z.ZodType): 'integer' | 'boolean' | 'string' {
  if (choicesOf(schema)?.join() === 'true,false') return 'boolean';
  return typeof schema.safeParse('1').data === 'number' ? 'integer' : 'string';
}

/** True or false, as a parameter says it. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** What a parameter's code stands for, where words may be given for it. */
export type Called = 'economy' | 'area' | 'product';
const CALLED = z.registry<{ as: Called }>();

/** What may be given in words for a parameter, if anything. */
export const calledOf = (schema: z.ZodType): Called | undefined => CALLED.get(unwrapped(schema))?.as;

CALLED.add(AskedProduct, { as: 'product' });
const NO_ECONOMY = 'is no economy that is known here: give a code such as JP or EU, or a name such as Japan; /jurisdictions lists them';
const SEVERAL_CODES = /^\s*[a-z]{2}(?:\s*[,;]\s*[a-z]{2})+\s*$/i;
const code = z
  .string()
  .regex(/^[A-Z]{2}$/, {
    error: ({ input }) => (SEVERAL_CODES.test(String(input)) ? 'is several economies: one is asked for at a time' : NO_ECONOMY),
  })
  .register(CALLED, { as: 'economy' });
const area = z
  .string()
  .regex(
    /^[A-Z]{2}-[A-Z0-9]{1,3}$/,
    'is no area that is known here: give a code such as JP-07, or a name such as Hokkaido; /jurisdictions lists them',
  )
  .register(CALLED, { as: 'area' });
/** A few words. */
export const SaidText = z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters');
/** An economy by its code or in words. */
export const economyInWords = (what: string) => SaidText.meta({ description: what }).register(CALLED, { as: 'economy' });

const clocks = {
  on: DayText.optional().meta({ description: 'The day that the answer is about; the one of announced_by unless given, else today in UTC' }),
  announced_by: DayText.optional().meta({ description: 'As announced by: only what had been announced by that day' }),
  known_at: z
    .string()
    .superRefine((text, context) => {
      const problem = knownAtProblem(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    })
    .optional()
    .meta({ description: 'As known at: an instant (2024-10-24T12:00:00Z), or a date, which means its end; now unless given' }),
} as const;

/** The clocks of a question, in the order in which answers say them. */
export const CLOCKS = ['on', 'announced_by', 'known_at'] as const satisfies readonly (keyof typeof clocks)[];
export type Clock = (typeof CLOCKS)[number];
/** The clocks that a question with these parameters has. */
export const clocksOf = (parameters: object): Clock[] => CLOCKS.filter((clock) => Object.hasOwn(parameters, clock));
/** Those that an address needs to give the same again. Beside the first or the last day of rates `on` says nothing, and is refused. */
export const clocksFixing = (parameters: object, { from, to }: { from?: unknown; to?: unknown }): Clock[] =>
  clocksOf(parameters).filter((clock) => clock !== 'on' || parameters !== rateParameters || (from === undefined && to === undefined));

const wordsInName = SaidText.optional().meta({ description: 'Words in the title or the name' });
const disputeId = SaidText.optional().meta({ description: 'The id of a dispute' });

const howMet = listOf(MATCHES, 'match')
  .optional()
  .meta({
    description: `How what is asked is met, a comma list of: ${MATCHES.join(', ')}. \`full,part\` leaves out what may or may not be met, such as goods described in words, or a ban that frees some use of them`,
  });

/** Which measures. */
export const measureParameters = {
  ...clocks,
  status: z
    .string()
    .transform((text, ctx): 'active' | 'all' | readonly Status[] =>
      text === 'active' || text === 'all'
        ? text
        : readList(text, STATUSES, 'status', `active or all, alone, or a comma list of ${STATUSES.join(', ')}`, ctx),
    )
    .register(LISTED, { values: ['active', 'all', ...STATUSES] })
    .optional()
    .meta({ description: `active, all, or a comma list of: ${STATUSES.join(', ')}` }),
  imposed_by: code
    .optional()
    .meta({ description: 'Who imposes: a code or a name. A member finds what its union imposed while it was one' }),
  affected: code.optional().meta({
    description: 'Who is affected: a code or a name. A member finds what hits its union; a union finds what hits members, in part',
  }),
  product: AskedProduct.optional().meta({ description: 'HS digits: 2, 4, 6, 8 or 10, or words such as wine' }),
  area: area.optional().meta({ description: 'An area of the affected jurisdiction, such as JP-07 or Hokkaido' }),
  exporter: SaidText.optional().meta({
    description:
      'A company (id, name or alias), other_cooperating or all_others; a group finds what hits its companies, in part; of a company whose home is known what hits its home is asked, unless affected or area is given',
  }),
  match: howMet,
  direction: z.enum(DIRECTIONS).optional(),
  type: listOf(MEASURE_TYPES, 'type').optional(),
  dispute: disputeId,
  formality: z.enum(FORMALITIES).optional(),
  lifting_agreed: flag
    .optional()
    .meta({ description: 'true: only measures whose lifting is agreed and has not come; false: only the others' }),
  q: wordsInName,
} as const;

export const disputeParameters = {
  ...clocks,
  state: listOf(DISPUTE_STATES, 'state').optional(),
  party: code.optional().meta({
    description:
      'A party: a code or a name. A member finds disputes of its union, a union those of its members; all find disputes with everybody (*)',
  }),
  checked_before: DayText.optional().meta({
    description: 'A day: only disputes that nobody has checked on it or later, as a whole or with each of their measures',
  }),
  q: wordsInName,
} as const;

export const resolutionParameters = {
  ...clocks,
  dispute: disputeId,
  method: z.enum(RESOLUTION_METHODS).optional(),
  state: z.enum(RESOLUTION_STATES).optional(),
} as const;

const caseParty = (what: string) =>
  code.optional().meta({ description: `${what}: a code or a name. A member finds what its union did or met while it was one` });

export const wtoCaseParameters = {
  ...clocks,
  party: caseParty('Who complains or is complained of'),
  complainant: caseParty('Who complains, alone or with others'),
  respondent: caseParty('Who is complained of'),
  stage: SaidText.optional().meta({
    description: 'The last stage reached by the day, or a comma list of stages: panel_established, panel_report',
  }),
  q: SaidText.optional().meta({ description: 'The number of the case, or words in its title' }),
} as const;

/** Which changes a feed or a calendar tells. */
export const feedParameters = {
  ...clocks,
  from: DayText.optional().meta({ description: 'First day; a change of a month or a year counts from the first day of that' }),
  to: DayText.optional().meta({ description: 'Last day, inclusive' }),
  by: z.enum(CHANGE_CLOCKS).optional().meta({
    description:
      'By which clock: effective (default), announced or recorded. Announced is the day that the entry itself gives: what gives none is left out where from or to is given',
  }),
  what: listOf(CHANGE_SUBJECTS, 'kind of change').optional().meta({
    description:
      'What changes: status (unless given), rates, coverage, rules (by which another sum is paid than a tariff charges by itself), or a comma list of them. The rates and the goods that a measure begins with are no change',
  }),
  measure: SaidText.optional().meta({ description: 'The id of a measure' }),
  dispute: disputeId,
  kind: z.enum(KINDS).optional(),
  status: listOf(STATUSES, 'status').optional().meta({
    description: 'What the status becomes; of all else: what it is on that day, any but one that ended the measure unless given',
  }),
  imposed_by: measureParameters.imposed_by,
  affected: code.optional().meta({
    description:
      'Who is affected by what the measure covers on the day of the change: a code or a name. A member finds what hits its union',
  }),
  product: AskedProduct.optional().meta({
    description: 'HS digits: 2, 4, 6, 8 or 10, or words such as wine, of goods that the measure covers on the day of the change',
  }),
  area: measureParameters.area,
  match: howMet,
} as const;

export const statusChangeParameters = {
  ...feedParameters,
  order: z.enum(CHANGE_ORDERS).optional().meta({ description: 'Which come first: latest (default), or earliest for what comes next' }),
} as const;

const { on: _day, announced_by: _announced, known_at: _known, by: _by, ...changeFilters } = feedParameters;
/** Which changes a watch tells: the filters of their list. It has no clocks, for it goes on; `from` and `to` are days on which changes take effect. */
export const watchParameters = changeFilters;

export const proposalParameters = {
  state: z.enum(PROPOSAL_STATES).optional().meta({ description: 'open: it waits for a review; accepted or rejected: it is settled' }),
} as const;

const { status, imposed_by, affected, product, area: areaOfPartner, exporter, match, direction, formality, q } = measureParameters;
/** Which rates, on which days. */
export const rateParameters = {
  from: DayText.optional().meta({
    description: 'First day; without it from the beginning. Without from and to, the rates of the day of on',
  }),
  to: DayText.optional().meta({ description: 'Last day, inclusive; without it, whatever is to come too' }),
  ...clocks,
  ...{ status, imposed_by, affected, product, area: areaOfPartner, exporter, match },
  type: listOf(DUTY_TYPES, 'type').optional(),
  direction,
  formality,
  measure: SaidText.optional().meta({ description: 'The id of a tariff' }),
  dispute: disputeId,
  q,
} as const;

export const clockParameters = clocks;
export const jurisdictionParameters = { on: clocks.on, known_at: clocks.known_at, q: wordsInName } as const;
export const searchParameters = { known_at: clocks.known_at, q: wordsInName } as const;
export const productParameters = {
  known_at: clocks.known_at,
  q: SaidText.optional().meta({ description: 'Words that begin words of what goods are called, or the first digits of their code' }),
  nomenclature: SaidText.optional().meta({ description: 'The id of a nomenclature, of whose lines alone the list is' }),
} as const;

/** What anything is called. */
export const searchQuestion = {
  q: SaidText.meta({
    description:
      'Words of any kind: who, against whom, which goods (in words or HS digits), what is done, a company, a legal act, what people call a dispute; or an id',
  }),
  ...clocks,
} as const;

/** Paging, for pages and JSON; a CSV is never cut. */
export const pageParameters = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number from 1 to 500')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 500, 'must be from 1 to 500')
    .optional()
    .meta({ description: '1 to 500 rows a page; 50 unless given', minimum: 1, maximum: 500 }),
  cursor: z.string().max(500).optional().meta({ description: 'Where the last page ended: taken from its next' }),
  count: flag.optional().meta({ description: 'true: say how many rows there are in all' }),
} as const;

/** How a CSV is written. */
export const csvParameters = {
  codes: z.enum(['text'], 'must be text').optional().meta({
    description:
      'text: codes of goods and of economies begin with an apostrophe, so that no program takes 03 for a number or NA for a missing value',
  }),
  bom: flag.optional().meta({ description: 'true: the file begins with the mark by which Excel knows UTF-8' }),
} as const;
export type HowCsv = z.output<z.ZodObject<typeof csvParameters>>;

/** The columns whose cells are codes of goods or of economies, or lists of them, in whatever table. */
export const CODE_COLUMNS: ReadonlySet<string> = new Set([
  ...['products', 'code', 'imposed_by', 'affected', 'partner', 'excluded', 'parties'],
  ...['jurisdiction', 'unions', 'members', 'home', 'complainants', 'respondent'],
  // Of a sheet of shipments.
  ...['importer', 'origin', 'product'],
]);

export const DEFAULT_LIMIT = 50;

/**
 * Reads parameters that arrive as texts. Throws `invalid` with a detail for each one that is unknown (naming those that are known),
 * given twice, or not understood.
 */
export function readParameters<Shape extends z.ZodRawShape>(
  shape: Shape,
  given: Readonly<Record<string, readonly string[]>>,
): z.output<z.ZodObject<Shape>> {
  // What is copied brings blanks along.
  const pairs = Object.entries(given).map(([name, values]) => [name, values.map(withoutBlanks)] as const);
  const isRepeated = ([name, values]: (typeof pairs)[number]): boolean =>
    values.length > 1 && Object.hasOwn(shape, name) && !isRepeatable(shape[name]);
  const repeated = pairs.filter(isRepeated).map(([path, values]) => ({
    path,
    message: `is given ${values.length} times (${values.join(', ')}): give it once`,
  }));
  const single = Object.fromEntries(pairs.map(([name, values]) => [name, isRepeatable(shape[name]) ? values : (values[0] ?? '')]));
  const checked = examine(objectOf(shape), single);
  // Of a list, one value is wrong: the parameter is what people know.
  const wrong = checked.ok ? [] : checked.problems.map(({ path, message }) => ({ path: path.split('.')[0] ?? '', message }));
  if (!checked.ok || repeated.length > 0) throw invalidFor([...repeated, ...wrong]);
  return checked.data;
}

/** A text without the blanks around it; marks without width stay, and are told. */
const withoutBlanks = (text: string): string => text.replace(/^[ \u00a0]+|[ \u00a0]+$/g, '');

/** The schema of a table of parameters, which is built once for each. */
function objectOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  const built = (objects.get(shape) as z.ZodObject<Shape> | undefined) ?? z.strictObject(shape);
  objects.set(shape, built);
  return built;
}

const objects = new WeakMap<z.ZodRawShape, z.ZodObject>();

/** A parameter that is a list may be given several times. */
const isRepeatable = (schema: unknown): boolean => schema instanceof z.ZodOptional && schema.unwrap() instanceof z.ZodArray;

/** The parts of a record's page of which a long one shows its beginning, unless it is asked for whole. */
const WHOLE_PARTS = ['measures', 'coverage', 'rates', 'history', 'resolutions', 'sources', 'ledger'] as const;
export type WholePart = (typeof WHOLE_PARTS)[number];

/** One dispute. */
export const disputeRecordParameters = {
  ...clocks,
  whole: z.enum(WHOLE_PARTS).optional().meta({
    description: 'On the page: the part that is shown whole where it is long, and else by its beginning. Data are always whole',
  }),
} as const;

/** One measure; the exporter is for tariffs. */
export const measureRecordParameters = {
  ...disputeRecordParameters,
  exporter: SaidText.optional().meta({
    description: 'A company (id, name or alias), other_cooperating or all_others: adds the rates that it faced over time; for tariffs only',
  }),
} as const;

// What narrows a list, and how each filter is handled: whoever forgets one doesn't compile.

/** The filters of a list: what its parameters are read as, less the clocks. */
export type FiltersOf<Shape extends z.ZodRawShape> = Omit<z.output<z.ZodObject<Shape>>, keyof typeof clockParameters>;

/** The filters of measures; `kind` is what tells the lists of bans and of tariffs from that of all. */
export type MeasureFilters = FiltersOf<typeof measureParameters> & { kind?: Kind | undefined };
export type DisputeFilters = FiltersOf<typeof disputeParameters>;
export type ResolutionFilters = FiltersOf<typeof resolutionParameters>;
export type WtoCaseFilters = FiltersOf<typeof wtoCaseParameters>;
export type RateFilters = FiltersOf<typeof rateParameters>;
export type StatusChangeFilters = FiltersOf<typeof statusChangeParameters>;

/** What each filter comes to. Every filter has its entry, also one that does nothing by itself, which says so. */
export type FilterTable<Filters, Context, Result> = {
  readonly [Name in keyof Filters]-?: (value: NonNullable<Filters[Name]>, context: Context) => Result;
};

/** What the filters that are given come to, in the order of the table; each is worked out when it is its turn. */
export function* eachGiven<Filters extends object, Context, Result>(
  table: FilterTable<Filters, Context, Result>,
  given: NoInfer<Filters>,
  context: NoInfer<Context>,
): Generator<[name: keyof Filters, result: Result]> {
  // Object.keys knows no names; a table has no others than its filters.
  for (const name of Object.keys(table) as (keyof Filters)[]) {
    const value = given[name];
    if (value !== undefined && value !== null) yield [name, table[name](value, context)];
  }
}
