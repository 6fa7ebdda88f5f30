import * as z from 'zod';
import { ProvenanceBody } from './entry.ts';
import { MeasureBody } from './measure.ts';
import { RateBody, RateTableBody } from './rate-table.ts';
import { ExporterBody, NomenclatureBody, WtoCaseBody } from './register.ts';
import { REGISTERED } from './registered.ts';
import { Slug, unwrapped } from './scalars.ts';
import { StatusChangeBody } from './status-change.ts';

// What people keep in sheets. Each kind is told once, here: by it sheets are recognised and read, templates made, and the help of the
// command, the page of the API and DATA.md written.

/** A column of a sheet. */
export interface SheetColumn {
  /** What stands in it. */
  says: string;
  /** A row without it says nothing. */
  needed: boolean;
  /** It may be said of all rows instead: a row without it takes that. */
  ofAll: boolean;
  /** It may hold several things, with a semicolon between them. */
  list: boolean;
  /** The values that it takes, where they are few. */
  choices: readonly string[];
  /** What else it may be called. */
  also: readonly string[];
}

/** The columns of a sheet by their names. */
export type ColumnTable = Readonly<Record<string, SheetColumn>>;

type ColumnOptions = Partial<Pick<SheetColumn, 'needed' | 'ofAll' | 'list' | 'also'>>;

/** A column whose cells the schema of a field reads. */
export const column = (
  schema: z.ZodType,
  says: string,
  { needed, ofAll = false, list = false, also = [] }: ColumnOptions = {},
): SheetColumn => ({
  says,
  needed: !ofAll && (needed ?? !schema.safeParse(undefined).success),
  ofAll,
  list,
  choices: choicesIn(schema),
  also,
});

const choicesIn = (schema: z.ZodType): readonly string[] => {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodEnum ? inner.options.map(String) : [];
};

const anything = z.string().optional();
const { measure: ofMeasure, source: ofSource, product: ofProduct } = REGISTERED;
const scopes = {
  partners: column(anything, 'whose goods: codes or names of jurisdictions or areas; * or none for all', {
    list: true,
    also: ['partner', 'origin', 'affected'],
  }),
  excluded: column(anything, 'which of those partners are left out', { list: true }),
  products: column(anything, 'which goods: HS codes of 2 to 10 digits, `ex 870380` for a part of a code, or words; none for all goods', {
    list: true,
    also: ['product', 'code', 'codes', 'hs_code', 'goods'],
  }),
  exporters: column(anything, 'which companies: ids, names or aliases of the register; other_cooperating, all_others', {
    list: true,
    also: ['exporter', 'company', 'companies'],
  }),
  condition: column(anything, 'under what condition, in words'),
} as const;
const { shape: provenance } = ProvenanceBody;
const origin = {
  announced_on: column(provenance.announced_on, 'when it was announced'),
  sources: column(anything, 'where it stands: ids of the register of sources', { list: true, also: ['source'] }),
  unsourced: column(anything, 'true where there is no source: a row has either'),
  note: column(provenance.note, 'what a reader should know'),
  confidence: column(provenance.confidence, 'how sure it is'),
  doubt: column(provenance.doubt, 'what speaks against it'),
} as const;

/** A kind of sheet. */
interface SheetDefinition {
  title: string;
  /** What a row is, and what becomes of it. */
  says: string;
  columns: ColumnTable;
  /** Rows that the bundled disputes take, for the template. */
  example: readonly Readonly<Record<string, string>>[];
}

export const SHEETS = {
  measures: {
    title: 'Measures',
    says: 'A row registers a measure, with what it covers and how it began. Further rows with the same id add what else it covers; what they say of the measure itself is left empty, or is the same.',
    columns: {
      id: column(MeasureBody.shape.id, 'what it is called here: small letters, digits, hyphens'),
      kind: column(ofMeasure.kind, 'a tariff or a ban', { needed: true }),
      type: column(ofMeasure.type, 'of a tariff its type of duty, of a ban its type', { needed: true }),
      title: column(ofMeasure.title, 'a title for people', { needed: true }),
      imposed_by: column(ofMeasure.imposed_by, 'who imposes it: a code or a name', {
        needed: true,
        also: ['imposer', 'implementing_jurisdiction'],
      }),
      direction: column(ofMeasure.direction, 'which trade it stops; import unless given: exports need it'),
      formality: column(ofMeasure.formality, 'formal unless given'),
      dispute: column(ofMeasure.dispute, 'the id of the dispute that it belongs to'),
      summary: column(ofMeasure.summary, 'some sentences about it'),
      legal_instruments: column(anything, 'the acts by which it was imposed', { list: true, also: ['legal_instrument'] }),
      status: column(StatusChangeBody.shape.status.optional(), 'its first status'),
      effective_on: column(anything, 'the first day of the status, and of what it covers'),
      ...scopes,
      ...origin,
    },
    example: [
      {
        id: 'example-apples',
        kind: 'tariff',
        type: 'anti_dumping',
        title: 'Anti-dumping duty on apples',
        imposed_by: 'China',
        status: 'in_force',
        effective_on: '2026-03-01',
        partners: 'Australia; NZ',
        products: '0808.10; ex 081330',
        announced_on: '2026-02-20',
        unsourced: 'true',
      },
      { id: 'example-apples', partners: 'Korea, Republic of', products: 'fresh quinces' },
    ],
  },
  status_changes: {
    title: 'Status changes',
    says: 'A row says that the status of a measure changed.',
    columns: {
      measure: column(Slug, 'the id of the measure'),
      status: column(StatusChangeBody.shape.status, 'the status from that day on; partially_lifted needs a form, as it says what is free'),
      effective_on: column(StatusChangeBody.shape.effective_on, 'its first day'),
      until_on: column(StatusChangeBody.shape.until_on, 'the first day on which it no longer holds by its own terms'),
      ...origin,
    },
    example: [{ measure: 'cn-jp-aquatic-2025', status: 'suspended', effective_on: '2027-01-10', until_on: '2027-07', unsourced: 'true' }],
  },
  rates: {
    title: 'Rates',
    says: 'A row is a rate of a tariff. All rows of one measure with the same first day are its rates from that day on, stated whole; rows that differ in their products alone make one rate. With a column change, the rows of that measure and day are what changes against the rates of that day: set is the rate as it is to be, remove takes it away, and all others stay. What concerns the whole table (until_on, sources and the like) stands in its first row; later ones leave it out, or say the same.',
    columns: {
      measure: column(Slug, 'the id of the tariff'),
      change: column(
        z.enum(['set', 'remove']).optional(),
        'what to do with this row, where the rows are what changes; left out in all: they are the whole',
      ),
      effective_on: column(RateTableBody.shape.effective_on, 'the first day of these rates'),
      until_on: column(RateTableBody.shape.until_on, 'the first day on which they no longer hold by their own terms'),
      expression: column(RateBody.shape.expression, 'the rate: 25%, 40% MIN 7000 USD/unit, 12.8 EUR/hl, free; it or min_pct and max_pct', {
        also: ['rate', 'duty'],
      }),
      min_pct: column(anything, 'of a range that is all that is known: the least percent'),
      max_pct: column(anything, 'and the most'),
      ...scopes,
      condition_id: column(anything, 'by what name the condition is asked in a question: usmca'),
      quota: column(RateBody.shape.scope.unwrap().in.shape.quota, 'within or over a quota'),
      collection: column(RateBody.shape.collection, 'how it is collected; in full unless given'),
      value_part: column(RateBody.shape.value_part, 'the part of the value that it is charged on, in words'),
      rate_note: column(RateBody.shape.note, 'what a reader should know of this rate'),
      ...origin,
    },
    example: [
      { measure: 'cn-eu-pork-ad', effective_on: '2027-01-01', expression: '19.8%', exporters: 'all_others', unsourced: 'true' },
      { measure: 'cn-eu-pork-ad', effective_on: '2027-01-01', expression: '9.8%', exporters: 'other_cooperating', collection: 'guarantee' },
    ],
  },
  exporters: {
    title: 'Exporters',
    says: 'A row registers a company, or changes what is said of it: what may be left out, and is, stays as it was.',
    columns: {
      id: column(ExporterBody.shape.id, 'what it is called here: small letters, digits, hyphens'),
      name: column(ExporterBody.shape.name, 'its name'),
      home: column(ExporterBody.shape.home, 'where it is at home: a code or a name'),
      aliases: column(anything, 'what else it is called', { list: true, also: ['alias'] }),
      group: column(ExporterBody.shape.group, 'the id of the company that it belongs to'),
    },
    example: [{ id: 'example-motors', name: 'Example Motors Co., Ltd.', home: 'China', aliases: 'Example Motors; EM' }],
  },
  sources: {
    title: 'Sources',
    says: 'A row registers a source, or changes what is said of it: what may be left out, and is, stays as it was.',
    columns: {
      id: column(Slug, 'by what it is cited: small letters, digits, hyphens'),
      publisher: column(ofSource.publisher, 'who published it'),
      title: column(ofSource.title, 'its title'),
      url: column(ofSource.url, 'its address'),
      published_on: column(ofSource.published_on, 'when it was published'),
      kind: column(ofSource.kind, 'who speaks'),
      form: column(
        ofSource.form,
        "what was seen: the act itself on its authority's page, its own words on somebody else's, or an account of it by others",
      ),
      looked_at_on: column(ofSource.looked_at_on, 'when somebody looked at it'),
      read_as: column(ofSource.read_as, 'how far it was read'),
      note: column(ofSource.note, 'what a reader should know'),
    },
    example: [
      {
        id: 'example-notice-12',
        publisher: 'General Administration of Customs',
        title: 'Notice 12 of 2026',
        url: 'https://customs.example/12',
        published_on: '2026-02-20',
        kind: 'official',
        form: 'official_text',
      },
    ],
  },
  wto_cases: {
    title: 'WTO cases',
    says: 'A row registers a case, or changes what is said of it: what may be left out, and is, stays as it was.',
    columns: {
      id: column(WtoCaseBody.shape.id, 'its number: DS602', { also: ['case', 'ds'] }),
      complainants: column(anything, 'who complains: codes or names, the first complainant first', {
        needed: true,
        list: true,
        also: ['complainant'],
      }),
      respondent: column(WtoCaseBody.shape.respondent, 'who is complained of: a code or a name'),
      requested_on: column(WtoCaseBody.shape.requested_on, 'when consultations were requested', { also: ['consultations_requested'] }),
      title: column(WtoCaseBody.shape.title, 'its short title'),
      url: column(WtoCaseBody.shape.url, 'its address'),
    },
    example: [{ id: 'DS999', complainants: 'Australia; NZ', respondent: 'China', requested_on: '2026-04-01', title: 'China — Apples' }],
  },
  products: {
    title: 'Product names',
    says: 'A row says what goods of a code of the Harmonized System are called, or changes what is said of them: what may be left out, and is, stays as it was. A row has a name, or words, or both.',
    columns: {
      code: column(ofProduct.code, 'digits of the Harmonized System, 2, 4 or 6'),
      revision: column(ofProduct.revision, 'which edition of it: HS 2022'),
      name: column(ofProduct.name, 'what the goods are called'),
      words: column(anything, 'what else people call them, in any language', { list: true, also: ['word'] }),
    },
    example: [{ code: '0307.71', revision: 'HS 2022', name: 'Clams, cockles and ark shells, live', words: 'geoduck; Panopea' }],
  },
  nomenclatures: {
    title: 'Nomenclatures',
    says: 'A row is a line of a customs tariff: a code and what it is called. What is said of the whole nomenclature stands in its first row; later ones leave it out, or say the same. The rows of one nomenclature are all its lines; one that is there already with other lines is refused.',
    columns: {
      nomenclature: column(NomenclatureBody.shape.id, 'what the nomenclature is called here: small letters, digits, hyphens'),
      jurisdiction: column(NomenclatureBody.shape.jurisdiction, 'whose tariff it is: a code or a name'),
      title: column(NomenclatureBody.shape.title, 'its title'),
      revision: column(NomenclatureBody.shape.revision, 'of the Harmonized System, or of the tariff: HS 2022'),
      first_on: column(NomenclatureBody.shape.first_on, 'the first day on which it holds'),
      last_on: column(NomenclatureBody.shape.last_on, 'the last day, inclusive'),
      complete: column(NomenclatureBody.shape.complete, 'true if there is no good without a line here', { needed: true }),
      code: column(anything, 'HS digits, 2 to 10', { needed: true }),
      name: column(anything, 'what the goods are called'),
    },
    example: [
      {
        nomenclature: 'example-nz-tariff',
        jurisdiction: 'New Zealand',
        title: 'Tariff of New Zealand, apples and pears',
        revision: 'HS 2022',
        first_on: '2026-01-01',
        complete: 'false',
        code: '0808.10.00',
        name: 'Apples, fresh',
      },
      { nomenclature: 'example-nz-tariff', code: '0808.30.00', name: 'Pears, fresh' },
    ],
  },
} as const satisfies Record<string, SheetDefinition>;

export type SheetKind = keyof typeof SHEETS;
export const SHEET_KINDS = Object.keys(SHEETS) as SheetKind[];
export const SheetKindWord = z.enum(SHEET_KINDS as [SheetKind, ...SheetKind[]]);
/** The columns of a kind of sheet, in their order. */
export const sheetColumns = (kind: SheetKind): readonly (readonly [name: string, column: SheetColumn])[] =>
  Object.entries(SHEETS[kind].columns as ColumnTable);

/** What stands in a column, in a sentence for people. `forAll`: it may be said of all rows at once, where the column allows that. */
export function columnWords({ says, needed, ofAll, list, choices, also }: SheetColumn, forAll = true): string {
  return [
    says,
    list ? 'several with `;` between them' : '',
    choices.length > 0 ? `one of ${choices.join(', ')}` : '',
    also.length > 0 ? `also called ${also.join(', ')}` : '',
    needed ? '' : ofAll ? `needed${forAll ? ', in the row or for all of them' : ''}` : 'may be left out',
  ]
    .filter(Boolean)
    .join('; ');
}

/** The names of the worksheets of a file that are not read. */
export const NotReadWorksheets = z.array(z.string()).readonly().meta({ description: 'Worksheets but the first: not read' });

/** What to say of the worksheets of a file that were not read; null where there is none. */
export const notReadWords = (names: readonly string[]): string | null =>
  names.length === 0 ? null : `only the first worksheet is read, and not ${names.map((name) => `"${name}"`).join(', ')}`;
