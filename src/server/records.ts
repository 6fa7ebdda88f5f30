import type * as z from 'zod';
import { invalid } from '../domain/errors.ts';
import { showDispute } from '../lookups/disputes.ts';
import { measureTag, showMeasure } from '../lookups/measure.ts';
import { wholeOf } from '../lookups/paging.ts';
import { rateHistory } from '../lookups/rates.ts';
import { type Answered, clocksIn, type Tracker } from '../lookups/tracker.ts';
import { showWtoCase } from '../lookups/wto-cases.ts';
import { DisputePage } from '../pages/dispute.tsx';
import { MeasurePage } from '../pages/measure/measure.tsx';
import type { View } from '../pages/view.ts';
import { WtoCasePage } from '../pages/wto-case.tsx';
import { DisputeAnswer } from '../things/dispute.ts';
import { LEDGER_COLUMNS, type LedgerEntry, ledgerRow } from '../things/ledger.ts';
import { MeasureAnswer, type MeasureDetail } from '../things/measure.ts';
import { clockParameters, disputeRecordParameters, measureRecordParameters, readParameters } from '../things/questions.ts';
import type { WtoCase } from '../things/register.ts';
import { WtoCaseDetailAnswer } from '../things/wto-case.ts';
import { addressOf, type Given, recordId } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { mountRenderings, respond } from './negotiation.ts';
import { RENDERINGS, type Rendering } from './renderings.ts';

/** What every record has: its clocks, the state of the ledger, and what the ledger says of it. */
interface RecordDetail {
  on: string;
  announced_by: string | null;
  known_at: string;
  ledger_begins?: string;
  ledgerHead: string;
  ledger: LedgerEntry[];
  wto_cases?: WtoCase[];
  /** Those that come from elsewhere are not in the ledger shown. */
  links: { sources: readonly string[] }[];
  /** The measures of a WTO case, as lists have them. */
  measure_rows?: readonly { sources: readonly string[] }[];
  /** A measure's own last change. */
  last_seq?: number;
}

/** One record at three addresses: a page, JSON, and its ledger as CSV and JSON Lines. */
interface RecordOf<Detail extends RecordDetail, Shape extends z.ZodRawShape> {
  /** The list that it stands in. */
  path: string;
  name: string;
  answerName: string;
  summary: string;
  /** Of the page and of JSON; its ledger has the clocks alone. */
  parameters: Shape;
  answer: z.ZodType<Omit<Detail, 'ledgerHead'>>;
  show(tracker: Tracker, id: string, question: z.output<z.ZodObject<Shape>>): Promise<Detail>;
  page(detail: Detail, view: View, given: Given): ReturnType<typeof MeasurePage>;
}

/** A record as the table of routes holds it. */
export interface MountedRecord {
  path: string;
  name: string;
  answerName: string;
  summary: string;
  parameters: z.ZodRawShape;
  answer: z.ZodType;
  mount(app: App, services: Services): void;
}

function defineRecord<Detail extends RecordDetail, Shape extends z.ZodRawShape>(record: RecordOf<Detail, Shape>): MountedRecord {
  return {
    ...record,
    mount: (app, services) =>
      mountRenderings(app, `${record.path}/{id}`, (c, given, rendering, suffix) =>
        answerRecord(c, services, record, given, rendering, suffix),
      ),
  };
}

async function answerRecord<Detail extends RecordDetail, Shape extends z.ZodRawShape>(
  c: Request,
  services: Services,
  record: RecordOf<Detail, Shape>,
  given: Given,
  rendering: Rendering,
  suffix: string,
): Promise<Response> {
  const id = recordId(c, suffix);
  if (RENDERINGS[rendering].whole) readParameters(clockParameters, given);
  const detail = await record.show(services.tracker, id, readParameters(record.parameters, given));
  const { ledgerHead, ...body } = detail;
  if (rendering === 'json' && detail.last_seq !== undefined) {
    // This ETag is there for If-Match: it knows of no day, nor of links, sources and WTO stages that are recorded elsewhere. So nobody is
    // told that the answer is the same.
    c.header('ETag', `"${await measureTag(services.tracker, detail.last_seq)}"`);
    c.header('Cache-Control', 'no-cache');
    return c.json(body);
  }
  const { on, known_at, ledger } = detail;
  return respond(c, services, rendering, {
    ledgerHead,
    on,
    known_at,
    body,
    page: async () => {
      const milestones = (detail.wto_cases ?? []).flatMap((one) => one.milestones);
      const cited = [...ledger, ...detail.links, ...milestones, ...(detail.measure_rows ?? [])].flatMap((one) => one.sources);
      return record.page(detail, await viewOf(c, services, given, cited), given);
    },
    table: () => ({
      ...wholeOf({ ...clocksIn(detail), ledgerHead, data: ledger }),
      cells: ledgerRow,
      name: id,
      columns: LEDGER_COLUMNS,
    }),
  });
}

type MeasureQuestion = z.output<z.ZodObject<typeof measureRecordParameters>>;

/** A measure, with what a company faced from it if one is asked about. Throws `invalid` for a company and a ban. */
async function measureWithRates(
  tracker: Tracker,
  id: string,
  { exporter, whole: _whole, ...clocks }: MeasureQuestion,
): Promise<Answered<MeasureDetail>> {
  const measure = await showMeasure(tracker, id, clocks);
  if (exporter === undefined) return measure;
  if (measure.kind !== 'tariff') throw invalid('exporter', `${id} is a ban, and only tariffs have rates: leave out exporter=${exporter}`);
  // The record and its rates are of the same instant, whatever is recorded in between.
  const { steps } = await rateHistory(tracker, id, { exporter, announced_by: measure.announced_by, known_at: measure.known_at });
  return { ...measure, rate_steps: steps };
}

export const RECORDS: readonly MountedRecord[] = [
  defineRecord({
    path: '/measures',
    name: 'measure',
    answerName: 'MeasureDetail',
    summary: 'One measure: scope, rates, timeline, links, sources, as of on, announced_by and known_at',
    parameters: measureRecordParameters,
    answer: MeasureAnswer,
    show: measureWithRates,
    page: (measure, view, given) =>
      MeasurePage({ measure, view, exporter: given.exporter?.[0], json: addressOf(`/measures/${measure.id}.json`, given) }),
  }),
  defineRecord({
    path: '/disputes',
    name: 'dispute',
    answerName: 'DisputeDetail',
    summary: 'One dispute with its measures, resolutions, WTO cases and the joint timeline',
    parameters: disputeRecordParameters,
    answer: DisputeAnswer,
    show: showDispute,
    page: (dispute, view) => DisputePage({ dispute, view }),
  }),
  defineRecord({
    path: '/wto-cases',
    name: 'wtoCase',
    answerName: 'WtoCaseDetail',
    summary: 'One WTO case with its stages, and the measures and disputes that are linked to it',
    parameters: clockParameters,
    answer: WtoCaseDetailAnswer,
    show: showWtoCase,
    page: (one, view) => WtoCasePage({ one, view }),
  }),
];
