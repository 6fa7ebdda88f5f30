import type { z } from '@hono/zod-openapi';
import { clockParameters, readParameters } from '../contract/questions.ts';
import { DisputeAnswer, MeasureAnswer } from '../contract/record-answers.ts';
import { type AnnotatedEntry, LEDGER_COLUMNS, ledgerRow } from '../formats/ledger-rows.ts';
import { showDispute } from '../tracker/list-disputes.ts';
import { showMeasure } from '../tracker/show-measure.ts';
import type { Clocks, Tracker } from '../tracker/tracker.ts';
import { DisputePage } from '../web/dispute-page.tsx';
import { MeasurePage } from '../web/measure-page.tsx';
import type { View } from '../web/view.ts';
import { honoPath, readQuery, recordId } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { answerCsv } from './csv-answer.ts';
import { answerTag, isKnown, validate } from './etag.ts';
import { viewOf } from './page-view.ts';
import { wholeOf } from './paging.ts';
import { renderingOf, SUFFIXES, type Suffix } from './rendering.ts';

/** What every record has: its clocks, the state of the ledger, and what the ledger says of it. */
interface Shown {
  on: string;
  known_at: string;
  changeSeq: number;
  ledger: AnnotatedEntry[];
  /** A measure's own last change. */
  last_seq?: number;
}

/** One record at three addresses: a page, JSON, and its ledger as CSV. */
export interface RecordOf<Detail extends Shown> {
  /** The list that it stands in. */
  path: string;
  name: string;
  answerName: string;
  summary: string;
  answer: z.ZodType<Omit<Detail, 'changeSeq'>>;
  show(tracker: Tracker, id: string, clocks: Clocks): Promise<Detail>;
  page(detail: Detail, view: View): ReturnType<typeof MeasurePage>;
}

/** A record as the table of routes holds it. */
export interface MountedRecord {
  path: string;
  name: string;
  answerName: string;
  summary: string;
  answer: z.ZodType;
  mount(app: App, services: Services): void;
}

function defineRecord<Detail extends Shown>(record: RecordOf<Detail>): MountedRecord {
  return {
    ...record,
    mount: (app, services) => {
      // The longer patterns first: an id without a suffix would take them all.
      for (const suffix of [...SUFFIXES].reverse())
        app.get(honoPath(`${record.path}/{id}${suffix}`), (c) => answerRecord(c, services, record, suffix));
    },
  };
}

async function answerRecord<Detail extends Shown>(
  c: Request,
  services: Services,
  record: RecordOf<Detail>,
  suffix: Suffix,
): Promise<Response> {
  const { tracker, release } = services;
  const rendering = renderingOf(c, suffix);
  const given = readQuery(c);
  const id = recordId(c, 'id', suffix);
  const detail = await record.show(tracker, id, readParameters(clockParameters, given));
  const { changeSeq, ...answer } = detail;
  if (rendering === 'json' && detail.last_seq !== undefined) {
    const tag = `"${detail.last_seq}"`;
    c.header('ETag', tag);
    c.header('Cache-Control', 'no-cache');
    // This ETag is there for If-Match. It does not know of the day, nor of links, sources and WTO stages recorded elsewhere, so the
    // answer is only surely the same if the day is given and nothing at all was recorded since.
    if (given.on !== undefined && changeSeq === detail.last_seq && isKnown(c, tag)) return c.body(null, 304);
    return c.json(answer);
  }
  const known = validate(c, answerTag(release, changeSeq, detail.on, rendering));
  if (known) return known;
  if (rendering === 'json') return c.json(answer);
  if (rendering === 'html') return c.html(record.page(detail, viewOf(given, services)));
  const { on, known_at, ledger } = detail;
  const rows = wholeOf({ on, known_at, changeSeq, data: ledger.map(ledgerRow) });
  return answerCsv(c, { ...rows, name: id, columns: LEDGER_COLUMNS }, services);
}

export const RECORDS: readonly MountedRecord[] = [
  defineRecord({
    path: '/measures',
    name: 'measure',
    answerName: 'MeasureDetail',
    summary: 'One measure: scope, rates, timeline, links, sources, as of on and known_at',
    answer: MeasureAnswer,
    show: showMeasure,
    page: (measure, view) => MeasurePage({ measure, view }),
  }),
  defineRecord({
    path: '/disputes',
    name: 'dispute',
    answerName: 'DisputeDetail',
    summary: 'One dispute with its measures, resolutions, WTO cases and the joint timeline',
    answer: DisputeAnswer,
    show: showDispute,
    page: (dispute, view) => DisputePage({ dispute, view }),
  }),
];
