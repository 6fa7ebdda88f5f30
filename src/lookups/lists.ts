import type * as z from 'zod';
import { ofTerms } from '../db/changes-asked.ts';
import { invalid, type TrackerError } from '../domain/errors.ts';
import { ENDED_STATUSES } from '../domain/status.ts';
import { BAN_TYPES, DUTY_TYPES, type Kind } from '../domain/vocabulary.ts';
import { type DisputeRow, DisputeRowAnswer } from '../things/dispute.ts';
import { MeasureRowAnswer } from '../things/measure.ts';
import {
  choicesOf,
  disputeParameters,
  jurisdictionParameters,
  measureParameters,
  productParameters,
  rateParameters,
  resolutionParameters,
  searchParameters,
  statusChangeParameters,
  wtoCaseParameters,
} from '../things/questions.ts';
import { RateRowAnswer } from '../things/rate-row.ts';
import { ExporterRowAnswer, JurisdictionRowAnswer, NomenclatureRowAnswer, ProductRowAnswer, SourceRowAnswer } from '../things/register.ts';
import { type ResolutionRow, ResolutionRowAnswer } from '../things/resolution.ts';
import { StatusChangeRowAnswer } from '../things/status-change.ts';
import { WtoCaseRowAnswer } from '../things/wto-case.ts';
import { listDisputes, partyFacet, streamDisputes } from './disputes.ts';
import { countMeasureFacets, countRowFacets, type FacetCounts, type RowFacets, tallyOf } from './facets.ts';
import { listMeasures, type MeasureQuestion, streamMeasures } from './measures.ts';
import { type Page, type Paging, pageOf, type Rows, type Whole, wholeOf } from './paging.ts';
import { listProducts, streamProducts } from './products.ts';
import { listRates, streamRates } from './rate-rows.ts';
import { listExporters, listJurisdictions, listNomenclatures, listSources, streamSources } from './register.ts';
import { listResolutions, streamResolutions } from './resolutions.ts';
import { changesToldApart, listStatusChanges, streamStatusChanges } from './status-changes.ts';
import type { Tracker } from './tracker.ts';
import { listWtoCases, wtoCaseFacets } from './wto-cases.ts';

// The lists, each told once: the HTTP interface and the command ask them alike.

/** A row as its CSV has it, by column. */
type Cells = Readonly<Record<string, unknown>>;
type Asked<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** What people are told of a list. */
interface ListWords {
  title: string;
  summary: string;
  /** The schema's name in the description of the API. */
  rowName: string;
  /** Its command, which is called as the list is unless it has a name of its own. */
  command: { name?: string; summary: string; example: string };
}

/** A list that can be asked: of its parameters as `readParameters` reads them. */
export interface List<Row extends object, Shape extends z.ZodRawShape = z.ZodRawShape> extends ListWords {
  parameters: Shape;
  row: z.ZodType<Row>;
  /** The columns of the CSV, in their order. */
  columns: readonly string[];
  /** The values that parameters take, where they are few. */
  choices: Readonly<Record<string, readonly string[]>>;
  /** The value that is meant by a parameter that is not asked, where that rules something out. */
  unasked: Readonly<Record<string, string>>;
  page(tracker: Tracker, question: Asked<Shape>, paging: Paging): Promise<Page<Row>>;
  whole(tracker: Tracker, question: Asked<Shape>): Promise<Whole<Row>>;
  /** A row as its CSV has it. */
  cells(row: Row): Cells;
  /** How many rows each value of a filter would leave. */
  facets?(tracker: Tracker, question: Asked<Shape>): Promise<FacetCounts>;
}

function choicesIn(parameters: z.ZodRawShape): List<object>['choices'] {
  const choices: Record<string, readonly string[]> = {};
  for (const [name, schema] of Object.entries(parameters)) {
    const values = choicesOf(schema as z.ZodType);
    if (values !== undefined) choices[name] = values;
  }
  return choices;
}

type Filled = 'columns' | 'choices' | 'unasked' | 'cells';
type ListParts<Row extends object, Shape extends z.ZodRawShape> = Omit<List<Row, Shape>, Filled | 'row'> &
  Partial<Pick<List<Row, Shape>, Filled>> & { row: z.ZodObject & z.ZodType<Row> };

/** A list, with what most lists have alike: the fields of its rows are its columns, and a row is its cells. */
const defineList = <Row extends Cells, Shape extends z.ZodRawShape>(list: ListParts<Row, Shape>): List<Row, Shape> => ({
  columns: Object.keys(list.row.shape),
  choices: choicesIn(list.parameters),
  unasked: {},
  cells: (row) => row,
  ...list,
});

const TYPES_OF = { ban: BAN_TYPES, tariff: DUTY_TYPES } as const satisfies Record<Kind, readonly string[]>;

/** No ban has a type of a tariff: none would be found, which would say that there is none. */
const otherKind = (type: string, kind: Kind): TrackerError =>
  kind === 'ban'
    ? invalid('type', `"${type}" is a type of tariffs, and this list has bans: ask /tariffs or /measures, or use ${BAN_TYPES.join(', ')}`)
    : invalid('type', `"${type}" is a type of bans, and this list has tariffs: ask /bans or /measures, or use ${DUTY_TYPES.join(', ')}`);

/** Does the list tell why it may be less than all that is meant: what may be in force besides, goods that have another code? */
export const tellsBeside = ({ rowName }: { rowName: string }): boolean => ['Measure', 'RateRow'].includes(rowName);

/** A list of measures: all whose history has begun, or those of a kind, in force unless another status is asked for. */
function measureList(words: Omit<ListWords, 'rowName'>, kind?: Kind) {
  const complete = ({ status = kind ? 'active' : 'all', ...question }: MeasureQuestion): MeasureQuestion => {
    for (const type of question.type ?? []) if (kind && !TYPES_OF[kind].some((one) => one === type)) throw otherKind(type, kind);
    return { ...question, status, kind };
  };
  return defineList({
    ...words,
    rowName: 'Measure',
    parameters: measureParameters,
    row: MeasureRowAnswer,
    ...(kind && { choices: { ...choicesIn(measureParameters), type: TYPES_OF[kind] }, unasked: { status: 'active' } }),
    page: (tracker, question, paging) => listMeasures(tracker, complete(question), paging),
    whole: (tracker, question) => streamMeasures(tracker, complete(question)),
    facets: (tracker, question) => countMeasureFacets(tracker, complete(question)),
  });
}

/** What tells the lists apart that are read at once. */
interface RowListParts<Row extends object, Shape extends z.ZodRawShape> extends ListWords {
  parameters: Shape;
  row: z.ZodObject & z.ZodType<Row>;
  rows(tracker: Tracker, question: Asked<Shape>): Promise<Rows<Row>>;
  /** What tells a row apart from the others. */
  keyOf(row: Row): string;
  /** A row as its CSV has it, where that is not the row itself. */
  cells?(row: Row): Cells;
  facets?(tracker: Tracker, question: Asked<Shape>): Promise<RowFacets<Asked<Shape>, Row>>;
}

function rowList<Row extends Cells, Shape extends z.ZodRawShape>(list: RowListParts<Row, Shape>): List<Row, Shape> {
  const { rows, keyOf, facets, ...parts } = list;
  return defineList<Row, Shape>({
    ...parts,
    page: async (tracker, question, paging) => pageOf(await rows(tracker, question), keyOf, paging),
    whole: async (tracker, question) => wholeOf(await rows(tracker, question)),
    ...(facets && {
      facets: async (tracker: Tracker, question: Asked<Shape>) =>
        countRowFacets(question, async (asked) => (await rows(tracker, asked)).data, await facets(tracker, question)),
    }),
  });
}

/** Beyond so many rows a page does without counts: they are read for it one by one. */
const MOST_ROWS = 4000;

/** Reads the rows of a list, if they are few enough to be counted one by one. */
const few =
  <Row, Question>(tracker: Tracker, page: (tracker: Tracker, question: Question, paging: Paging) => Promise<Page<Row>>) =>
  async (question: Question): Promise<readonly Row[] | null> => {
    const { data, next } = await page(tracker, question, { limit: MOST_ROWS });
    return next === null ? data : null;
  };

const DEFINED = {
  bans: measureList(
    {
      title: 'Bans',
      summary: 'Bans and restrictions in force on a day, unless another status is asked for.',
      command: {
        summary: 'bans and other restrictions; those in force unless --status says otherwise',
        example: 'bans --on 2024-10-24 --affected JP --product 03',
      },
    },
    'ban',
  ),
  tariffs: measureList(
    {
      title: 'Tariffs',
      summary: 'Tariffs in force on a day, unless another status is asked for. Base duties are shown only when asked for by type.',
      command: {
        summary: 'additional duties; those in force unless --status says otherwise',
        example: 'tariffs --on 2024-10-30 --imposed-by EU --affected CN --exporter BYD',
      },
    },
    'tariff',
  ),
  measures: measureList({
    title: 'Measures',
    summary: 'Every tariff and ban whose history has begun by the day, in force or not. Base duties are shown only when asked for by type.',
    command: {
      summary: 'bans and tariffs of every status, once their history has begun; base duties only with --type',
      example: 'measures --dispute au-cn-wine --on 2021-03-28',
    },
  }),
  disputes: defineList({
    title: 'Disputes',
    summary: 'Named quarrels with the state that their measures give them, the most recently changed first.',
    rowName: 'Dispute',
    command: {
      summary: 'disputes with the state that follows from their measures',
      example: 'disputes --state easing,resolved --party CN',
    },
    parameters: disputeParameters,
    row: DisputeRowAnswer,
    page: listDisputes,
    whole: streamDisputes,
    facets: async (tracker, question) =>
      countRowFacets(question, few<DisputeRow, typeof question>(tracker, listDisputes), {
        state: (row) => [row.state],
        party: await partyFacet(tracker, question),
      }),
  }),
  resolutions: defineList({
    title: 'Resolutions',
    summary: 'How disputes ended or are to end, the newest agreement first.',
    rowName: 'Resolution',
    command: { summary: 'how disputes ended or are to end', example: 'resolutions --state pending' },
    parameters: resolutionParameters,
    row: ResolutionRowAnswer,
    page: listResolutions,
    whole: streamResolutions,
    cells: (row) => ({ ...row, outcomes: row.outcomes.map(({ measure_id, reaches }) => `${measure_id} ${reaches}`) }),
    facets: (tracker, question) =>
      countRowFacets(question, few<ResolutionRow, typeof question>(tracker, listResolutions), {
        dispute: (row) => (row.dispute === null ? [] : [row.dispute]),
        method: (row) => [row.method],
        state: (row) => [row.state],
      }),
  }),
  'status-changes': defineList({
    title: 'Changes',
    summary:
      'What changed its status, and if asked for its rates, what it covers or by which rules another sum is paid, the latest first unless the earliest are asked for; scheduled changes and those that come by themselves are marked. Statuses of base duties are there where their measure or dispute is asked for.',
    rowName: 'StatusChange',
    command: {
      name: 'changes',
      summary:
        'what changed between two days: statuses, with --what rates, coverage and rules; scheduled and derived changes included, statuses of base duties only where their measure or dispute is named',
      example: 'changes --from 2024-03-01 --to 2024-03-31 --by announced',
    },
    parameters: statusChangeParameters,
    row: StatusChangeRowAnswer,
    page: listStatusChanges,
    whole: streamStatusChanges,
    facets: async (tracker, question) => {
      const read = (asked: typeof question) => changesToldApart(tracker, asked, MOST_ROWS);
      const counted = await countRowFacets(question, read, {
        kind: (row) => [row.kind],
        status: (row) => [row.status],
        imposed_by: (row) => row.imposers,
        dispute: (row) => (row.dispute === null ? [] : [row.dispute]),
      });
      const { total } = counted;
      const counts = { ...counted.counts };
      // Base duties are told of to who names their dispute.
      if (question.dispute !== undefined && counts.dispute && total !== null)
        counts.dispute = new Map([...counts.dispute, [question.dispute, total]]);
      if (!ofTerms(question.what) || counts.status === undefined) return { total, counts };
      // What is over changes its terms for those alone who ask for that status.
      const ended = await read({ ...question, status: ENDED_STATUSES });
      const others = [...counts.status].filter(([status]) => !ENDED_STATUSES.some((one) => one === status));
      counts.status = new Map([...others, ...tallyOf((ended ?? []).map(({ status }) => status))]);
      return { total, counts };
    },
  }),
  rates: defineList({
    title: 'Rates',
    summary:
      'What tariffs charge: a row for each rate, partner, code, company and stretch of days. Those in force on a day, or from one day to another. Base duties are shown only when asked for by type or by their id.',
    rowName: 'RateRow',
    command: {
      name: 'rates',
      summary: 'what tariffs charge, a row for each rate, partner, code, company and stretch of days',
      example: 'rates --imposed-by EU --affected CN --product 870380 --from 2024-01-01',
    },
    parameters: rateParameters,
    row: RateRowAnswer,
    unasked: { status: 'active' },
    page: listRates,
    whole: streamRates,
  }),
  'wto-cases': rowList({
    title: 'WTO cases',
    summary: 'Cases before the World Trade Organization with the stage that they had reached, the newest first.',
    rowName: 'WtoCaseRow',
    command: {
      summary: 'cases before the WTO, with the stage that they had reached',
      example: 'wto-cases --respondent CN --stage panel_report,report_adopted',
    },
    parameters: wtoCaseParameters,
    row: WtoCaseRowAnswer,
    rows: listWtoCases,
    keyOf: (row) => row.id,
    facets: wtoCaseFacets,
  }),
  jurisdictions: rowList({
    title: 'Jurisdictions',
    summary: 'Who imposes measures or is affected by them: states, customs territories and unions, with memberships and areas on a day.',
    rowName: 'Jurisdiction',
    command: {
      summary: 'who imposes and is affected: codes, unions with their members on a day, areas',
      example: 'jurisdictions --q japan',
    },
    parameters: jurisdictionParameters,
    row: JurisdictionRowAnswer,
    rows: listJurisdictions,
    keyOf: (row) => row.code,
    cells: (row) => ({ ...row, areas: row.areas.map(({ code, name }) => `${code} ${name}`) }),
  }),
  exporters: rowList({
    title: 'Exporters',
    summary: 'Companies that rates name, with their aliases.',
    rowName: 'Exporter',
    command: { summary: 'companies that measures name', example: 'exporters --q tesla' },
    parameters: searchParameters,
    row: ExporterRowAnswer,
    rows: listExporters,
    keyOf: (row) => row.id,
  }),
  nomenclatures: rowList({
    title: 'Nomenclatures',
    summary: 'Customs tariffs whose lines are known, with the days on which they hold.',
    rowName: 'Nomenclature',
    command: { summary: 'customs tariffs whose lines are known', example: 'nomenclatures --q canada' },
    parameters: searchParameters,
    row: NomenclatureRowAnswer,
    rows: listNomenclatures,
    keyOf: (row) => row.id,
  }),
  products: defineList({
    title: 'Products',
    summary:
      'What goods are called, by HS code: the names and words that are understood wherever a code is, and the lines of nomenclatures.',
    rowName: 'Product',
    command: { summary: 'HS codes and what their goods are called', example: 'products --q scallops' },
    parameters: productParameters,
    row: ProductRowAnswer,
    page: listProducts,
    whole: streamProducts,
  }),
  sources: defineList({
    title: 'Sources',
    summary: 'Where the claims of the ledger come from.',
    rowName: 'Source',
    command: { summary: 'sources that entries cite', example: 'sources --q wine' },
    parameters: searchParameters,
    row: SourceRowAnswer,
    page: listSources,
    whole: streamSources,
  }),
};

/** The rows of each list. */
export type ListRows = { [Name in keyof typeof DEFINED]: z.output<(typeof DEFINED)[Name]['row']> };
export type ListName = keyof ListRows;

/** The lists by name, which is also their address. */
export const LISTS: { readonly [Name in ListName]: List<ListRows[Name]> } = DEFINED;
/** Their names, in the order in which they are shown; the table has no others than those that its type has. */
export const LIST_NAMES = Object.keys(DEFINED) as ListName[];
