import * as z from 'zod';
import { tellsBeside } from '../../lookups/lists.ts';
import { listAnswer, OverviewAnswer, ProblemAnswer, RestrictionsAnswer, SearchAnswer } from '../../things/answers.ts';
import { BroughtAnswer, ConsequencesAnswer, EntryBeforeAnswer, OvertakenAnswer } from '../../things/consequences.ts';
import { AmountAnswer, DutyAnswer, DutyLineAnswer, SuppressedLineAnswer } from '../../things/duty.ts';
import { DutyHistoryAnswer, DutyStretchAnswer, StretchLineAnswer } from '../../things/duty-history.ts';
import { DutyRuleAnswer } from '../../things/duty-rule.ts';
import { EntryBaseAnswer, ProvenanceBody } from '../../things/entry.ts';
import { ExportFilesAnswer } from '../../things/export-files.ts';
import { DocumentReadAnswer, ImportedAnswer, ImportPreviewAnswer } from '../../things/imported.ts';
import { LedgerEntryAnswer, ResolutionEntryAnswer } from '../../things/ledger.ts';
import { DATA_LICENCE } from '../../things/licence.ts';
import { LinkAnswer } from '../../things/link.ts';
import { MilestoneAnswer } from '../../things/milestone.ts';
import { clockParameters, clocksOf } from '../../things/questions.ts';
import { QuotaAnswer } from '../../things/quota.ts';
import { RateAnswer, RateStepAnswer } from '../../things/rate-table.ts';
import { WtoCaseAnswer } from '../../things/register.ts';
import { ScopeAnswer, ScopeBody } from '../../things/scope.ts';
import { ShipmentAnswer, ShipmentsAnswer } from '../../things/shipment.ts';
import { StatusChangeBody } from '../../things/status-change.ts';
import { CoverageStretchAnswer, RateTableStretchAnswer, StatusStretchAnswer, StretchAnswer } from '../../things/stretch.ts';
import type { MountedCall } from '../call.ts';
import type { DescribedList } from '../list-routes.ts';
import type { MountedRecord } from '../records.ts';
import {
  askedAlone,
  camel,
  header,
  html,
  type Json,
  json,
  NOT_MODIFIED,
  ODD_REQUEST,
  parameters,
  pathParameter,
  problem,
  READ_PROBLEMS,
  ref,
} from './parts.ts';
import {
  chartPaths,
  dutyHistoryPaths,
  dutyPaths,
  feedPaths,
  listPaths,
  otherQuestionPaths,
  recordPaths,
  shipmentPaths,
} from './questions.ts';
import { REVIEW_ANSWERS, REVIEW_BODIES, REVIEW_TAG, reviewPaths } from './review.ts';
import { WATCH_ANSWERS, WATCH_BODIES, WATCH_TAG, WEBHOOKS, watchPaths } from './watches.ts';
import { callOperation, importPaths } from './writing.ts';

// The description of the API (OpenAPI 3.1), made from the tables of routes and the definitions in things.

/** The tables that the app is made of. */
export interface Routes {
  lists: readonly DescribedList[];
  records: readonly MountedRecord[];
  calls: readonly MountedCall[];
}

/** What answers and bodies are made of, or have in common, besides what the routes name. */
const ANSWER_PARTS = {
  Scope: ScopeAnswer,
  Rate: RateAnswer,
  Milestone: MilestoneAnswer,
  Entry: EntryBaseAnswer,
  LedgerEntry: LedgerEntryAnswer,
  RateStep: RateStepAnswer,
  WtoCase: WtoCaseAnswer,
  Duty: DutyAnswer,
  DutyHistory: DutyHistoryAnswer,
  Shipments: ShipmentsAnswer,
  Shipment: ShipmentAnswer,
  DutyStretch: DutyStretchAnswer,
  DutyStretchLine: StretchLineAnswer,
  DutyLine: DutyLineAnswer,
  SuppressedDutyLine: SuppressedLineAnswer,
  Stretch: StretchAnswer,
  StatusStretch: StatusStretchAnswer,
  CoverageStretch: CoverageStretchAnswer,
  RateTableStretch: RateTableStretchAnswer,
  ResolutionEntry: ResolutionEntryAnswer,
  Link: LinkAnswer,
  Quota: QuotaAnswer,
  DutyRule: DutyRuleAnswer,
  Amount: AmountAnswer,
  Imported: ImportedAnswer,
  Consequences: ConsequencesAnswer,
  EntryBefore: EntryBeforeAnswer,
  Overtaken: OvertakenAnswer,
  Brought: BroughtAnswer,
  ImportPreview: ImportPreviewAnswer,
  DocumentRead: DocumentReadAnswer,
  Overview: OverviewAnswer,
  Restrictions: RestrictionsAnswer,
  SearchAnswer,
  ...REVIEW_ANSWERS,
  ...WATCH_ANSWERS,
  ExportFiles: ExportFilesAnswer,
  Problem: ProblemAnswer,
};
const BODY_PARTS = {
  Provenance: ProvenanceBody,
  NewScope: ScopeBody,
  NewStatusChange: StatusChangeBody,
  ...REVIEW_BODIES,
  ...WATCH_BODIES,
};

/** The whole database as files. */
function exportPaths(): Json {
  const one = (operationId: string, summary: string, parameters: Json[], responses: Json): Json => ({
    get: {
      tags: ['Service'],
      operationId,
      summary,
      description: 'A whole database: one CSV a table, with a manifest (rows, sha256) and a data package that describe them.',
      parameters,
      responses,
    },
  });
  const list = (operationId: string, content: Json, own: Json[] = []): Json =>
    one(operationId, 'The files of an export, all of one state', own, {
      '200': { description: 'Where the files are', headers: { ETag: header('Validator') }, content },
      ...NOT_MODIFIED,
      ...READ_PROBLEMS,
    });
  const none = { '404': problem('There is no such file, or the ledger never ended with that number') };
  const file = { ...pathParameter('file'), example: 'measures.csv' };
  return {
    '/export': list('export', { ...html, ...json(ref('ExportFiles')) }, parameters(clockParameters)),
    '/export.json': list('exportJson', json(ref('ExportFiles'))),
    '/export/{file}': one('exportFileNow', 'A file of an export: leads to that of the state of now', [file], {
      '302': { description: 'To the file of the state of now' },
      ...none,
      ...READ_PROBLEMS,
    }),
    '/export/{seq}/{file}': one(
      'exportFile',
      'A file of an export: the bytes that the command writes, of the state that ended with a number',
      [pathParameter('seq'), file],
      {
        '200': {
          description: 'manifest.json, datapackage.json or the CSV of a table',
          headers: { ETag: header('Validator'), 'X-Last-Seq': header('The number of the state', 'integer') },
          content: { 'text/csv': { schema: { type: 'string' } }, 'application/json': { schema: { type: 'object' } } },
        },
        ...NOT_MODIFIED,
        ...none,
        ...READ_PROBLEMS,
      },
    ),
  };
}

function otherPaths(): Json {
  const text = (summary: string, type: string, description: string): { get: Json & { responses: Json } } => ({
    get: {
      tags: ['Service'],
      operationId: camel(summary.toLowerCase()),
      summary,
      description,
      responses: {
        '200': { description: 'OK', content: { [type]: { schema: { type: type === 'application/json' ? 'object' : 'string' } } } },
        ...ODD_REQUEST,
      },
    },
  });
  const ready = text(
    'Ready',
    'application/json',
    'Whether it can answer rightly: the database, its schema, its guards, the derived tables.',
  );
  // It is of no day, and keeps the clocks for the pages that it leads to.
  const docs = text('Description as a page', 'text/html', 'Every address with its parameters and fields, and examples that run.');
  const about = text(
    'What the data are and how far to trust them',
    'text/html',
    'How they are made, what is covered, what each word means, the licence, how to cite.',
  );
  ready.get.responses['503'] = problem('Not able to answer rightly: errors say where, and what is wrong');
  return {
    '/': askedAlone({
      ...{ tag: 'Questions', id: 'overview', summary: 'What is in force, what changed lately, what comes next' },
      description: 'The first page: how many bans and tariffs are in force, who restricts whom, the changes nearest to the day.',
      takes: parameters(clockParameters),
      answer: { description: 'A page, or JSON if Accept asks for it', content: { ...html, ...json(ref('Overview')) } },
    }),
    '/openapi.json': text('Description', 'application/json', 'This document.'),
    '/about': {
      get: {
        ...about.get,
        parameters: parameters(clockParameters),
        responses: { ...about.get.responses, ...NOT_MODIFIED, ...READ_PROBLEMS },
      },
    },
    '/docs': { get: { ...docs.get, parameters: parameters(clockParameters), responses: { ...docs.get.responses, ...READ_PROBLEMS } } },
    '/style.css': text('Stylesheet', 'text/css', 'The one stylesheet of the pages.'),
    '/icon.svg': text('Icon', 'image/svg+xml', 'The icon of the pages.'),
    '/robots.txt': text('What crawlers may read', 'text/plain', 'Lists and records; not every question.'),
    '/sitemap.xml': text('Pages for crawlers', 'application/xml', 'The pages that stay: lists, disputes and measures.'),
    '/llms.txt': text('What assistants may ask and how', 'text/plain', 'Addresses with examples, in Markdown.'),
    '/healthz': text('Alive', 'application/json', 'Whether the process answers at all.'),
    '/readyz': ready,
  };
}

function schemas({ lists, records, calls }: Routes): Json {
  const answers = namer();
  for (const [name, schema] of Object.entries(ANSWER_PARTS)) answers.add(name, schema);
  for (const list of lists) answers.add(list.rowName, list.row);
  const listed = new Map(lists.map((list) => [`${list.rowName}List`, list]));
  for (const [name, list] of listed) answers.add(name, listAnswer(list.row, clocksOf(list.parameters), { beside: tellsBeside(list) }));
  for (const record of records) answers.add(record.answerName, record.answer);
  for (const call of calls) answers.add(call.answerName, call.answer);
  const bodies = namer();
  for (const [name, schema] of Object.entries(BODY_PARTS)) bodies.add(name, schema);
  for (const call of calls) bodies.add(call.bodyName, call.body);
  const [out, into] = [answers.schemas('output'), bodies.schemas('input')];
  const twice = Object.keys(out).find((name) => Object.hasOwn(into, name));
  if (twice !== undefined) throw new Error(`the schema name ${twice} stands for an answer and for a body`);
  return Object.fromEntries(Object.entries({ ...out, ...into }).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Schemas by name; wherever one stands inside another it is referred to. */
function namer() {
  const registry = z.registry<{ id: string }>();
  return {
    add: (id: string, schema: z.ZodType): void => {
      if (!registry.has(schema)) registry.add(schema, { id });
    },
    schemas: (io: 'input' | 'output'): Json => {
      const named = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` }).schemas;
      return Object.fromEntries(Object.entries(named).map(([name, { $schema: _schema, $id: _id, ...schema }]) => [name, schema]));
    },
  };
}

/** Describes the whole API. */
export function describeApi(routes: Routes): Json {
  const paths: Record<string, Json> = {};
  const add = (more: Json): void => {
    for (const [path, operations] of Object.entries(more)) paths[path] = { ...paths[path], ...(operations as Json) };
  };
  add(otherPaths());
  for (const list of routes.lists) add(listPaths(list));
  for (const record of routes.records) add(recordPaths(record));
  add(otherQuestionPaths());
  add(dutyPaths());
  add(dutyHistoryPaths());
  add(shipmentPaths());
  add(feedPaths());
  add(chartPaths());
  add(importPaths());
  add(reviewPaths());
  add(watchPaths());
  add(exportPaths());
  for (const call of routes.calls) add({ [call.path]: { [call.method.toLowerCase()]: callOperation(call) } });
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trade disputes',
      version: '1',
      description:
        'Tariffs and bans from first threat to final lifting: what is in force on a day, as known at an instant. The data may be used under CC BY 4.0; the program is under MIT.',
      // What it answers is what its users take along; the program's own is in package.json.
      license: { name: DATA_LICENCE.name, identifier: DATA_LICENCE.identifier },
    },
    servers: [{ url: '/' }],
    // Questions need none; what does says so.
    security: [],
    tags: [
      {
        name: 'Questions',
        description:
          'The same filters mean the same as a page and in each kind of file. Scripts of any site may read it (CORS), without credentials. AI assistants ask the same at /mcp, by the Model Context Protocol.',
      },
      { name: 'Writing', description: 'The ledger is append-only: a mistake is corrected by another entry.' },
      REVIEW_TAG,
      WATCH_TAG,
      { name: 'Service', description: 'The service itself.' },
    ],
    paths,
    webhooks: WEBHOOKS,
    components: { schemas: schemas(routes), securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}
