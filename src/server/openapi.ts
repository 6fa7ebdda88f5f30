import { z } from 'zod';
import { OFFICIAL_FORMAT_NAMES, OFFICIAL_FORMATS } from '../keep/official/formats.ts';
import { templateName } from '../keep/sheets/template.ts';
import { listAnswer, OverviewAnswer, ProblemAnswer, RestrictionsAnswer, SearchAnswer } from '../things/answers.ts';
import { AmountAnswer, DUTY_COLUMNS, DutyAnswer, DutyLineAnswer, SuppressedLineAnswer } from '../things/duty.ts';
import { DUTY_HISTORY_COLUMNS, DutyHistoryAnswer, DutyStretchAnswer, StretchLineAnswer } from '../things/duty-history.ts';
import { DutyRuleAnswer } from '../things/duty-rule.ts';
import { EntryBaseAnswer, ProvenanceBody } from '../things/entry.ts';
import { ExportFilesAnswer } from '../things/export-files.ts';
import { DocumentReadAnswer, ImportedAnswer, ImportPreviewAnswer } from '../things/imported.ts';
import { LedgerEntryAnswer, ResolutionEntryAnswer } from '../things/ledger.ts';
import { DATA_LICENCE } from '../things/licence.ts';
import { LinkAnswer } from '../things/link.ts';
import { MilestoneAnswer } from '../things/milestone.ts';
import {
  CLOCKS,
  clockParameters,
  clocksOf,
  dutyHistoryParameters,
  dutyParameters,
  pageParameters,
  searchQuestion,
  statusChangeParameters,
} from '../things/questions.ts';
import { QuotaAnswer } from '../things/quota.ts';
import { RateAnswer, RateStepAnswer } from '../things/rate-table.ts';
import { WtoCaseAnswer } from '../things/register.ts';
import { ScopeAnswer, ScopeBody } from '../things/scope.ts';
import { SHEET_KINDS, SHEETS, type SheetKind } from '../things/sheets.ts';
import { StatusChangeBody } from '../things/status-change.ts';
import { CoverageStretchAnswer, RateTableStretchAnswer, StatusStretchAnswer, StretchAnswer } from '../things/stretch.ts';
import { type MountedCall, writeParameters } from './call.ts';
import { DOCUMENT_TYPES, importParameters, SHEET_TYPES } from './imports.tsx';
import type { DescribedList } from './list.ts';
import {
  camel,
  DUTY_EXAMPLES,
  DUTY_HISTORY_EXAMPLES,
  header,
  html,
  inHeader,
  type Json,
  json,
  NOT_MODIFIED,
  ODD_REQUEST,
  ownParameters,
  parameters,
  pathParameter,
  problem,
  READ_PROBLEMS,
  ref,
  rowsAre,
} from './openapi-parts.ts';
import { REVIEW_ANSWERS, REVIEW_BODIES, REVIEW_TAG, reviewPaths } from './openapi-review.ts';
import { WEBHOOKS } from './openapi-watches.ts';
import type { MountedRecord } from './records.ts';
import { ALL_RENDERINGS, RENDERINGS, type Rendering } from './renderings.ts';

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
  ImportPreview: ImportPreviewAnswer,
  DocumentRead: DocumentReadAnswer,
  Overview: OverviewAnswer,
  Restrictions: RestrictionsAnswer,
  SearchAnswer,
  ...REVIEW_ANSWERS,
  ExportFiles: ExportFilesAnswer,
  Problem: ProblemAnswer,
};
const BODY_PARTS = { Provenance: ProvenanceBody, NewScope: ScopeBody, NewStatusChange: StatusChangeBody, ...REVIEW_BODIES };

/** A question that is answered in every rendering. */
interface Question {
  path: string;
  /** Its operations are called so, with the suffix. */
  id: string;
  summary: string;
  description?: string;
  /** What it takes; `whole`: in a rendering that has all rows. */
  parameters(whole: boolean): Json[];
  /** The body in JSON, and what that is in words. */
  body: Json;
  says: string;
  headers: Json;
  /** What is said of a rendering that has all rows. */
  rows(rendering: Rendering): Json;
  problems?: Json;
}

/** A question at each of its addresses: without a suffix it has every rendering, with one its own. */
function questionPaths({ path, id, summary, description, parameters, body, says, headers, rows, problems }: Question): Json {
  const all = ALL_RENDERINGS.map((name) => ({
    ...RENDERINGS[name],
    name,
    schema:
      name === 'json' ? body : { type: 'string', ...('isText' in RENDERINGS[name] && !RENDERINGS[name].isText && { format: 'binary' }) },
  }));
  const contentOf = (some: typeof all): Json => Object.fromEntries(some.map(({ type, schema }) => [type, { schema }]));
  return Object.fromEntries(
    all.map((one) => {
      const content = contentOf(one.suffix === '' ? all : [one]);
      const shown = { description: one.suffix === '' ? 'A page, or what Accept asks for' : says, headers };
      const operation = {
        tags: ['Questions'],
        operationId: camel(`${id}${one.suffix}`),
        summary,
        ...(description !== undefined && { description }),
        parameters: [...parameters(one.whole), ...(one.whole ? ownParameters(one.parameters) : [])],
        responses: { '200': { ...(one.whole ? rows(one.name) : shown), content }, ...NOT_MODIFIED, ...READ_PROBLEMS, ...problems },
      };
      return [`${path}${one.suffix}`, { get: operation }];
    }),
  );
}

function listPaths(list: DescribedList): Json {
  return questionPaths({
    path: list.path,
    id: `list${list.path}`,
    summary: list.title,
    description: list.summary,
    parameters: (whole) => parameters(whole ? list.parameters : { ...list.parameters, ...pageParameters }),
    body: ref(`${list.rowName}List`),
    says: 'A page of rows',
    headers: { ETag: header('Validator'), Link: header('The next page, rel="next"') },
    rows: rowsAre('All rows', list.columns, clocksOf(list.parameters)),
  });
}

function recordPaths(record: MountedRecord): Json {
  return questionPaths({
    path: `${record.path}/{id}`,
    id: `show-${record.name}`,
    summary: record.summary,
    description: 'By the clocks of the question: of a day, as announced by a day, as known at an instant.',
    parameters: (whole) => [pathParameter('id'), ...parameters(whole ? clockParameters : record.parameters)],
    body: ref(record.answerName),
    says: 'The record',
    headers: { ETag: header('Validator; for a measure its last seq and the beginning of the ledger’s hash there, as If-Match takes it') },
    rows: rowsAre('Its ledger, an entry a row', [], CLOCKS),
    problems: { '404': problem(`There is no such ${record.name}`) },
  });
}

const dutyPaths = (): Json =>
  questionPaths({
    path: '/duty',
    id: 'duty',
    summary: 'What a good pays',
    description: 'The base duty and every tariff on top of it on a day, with every step. The page without any parameter is an empty form.',
    parameters: () => parameters(dutyParameters, DUTY_EXAMPLES),
    body: ref('Duty'),
    says: 'The answer',
    headers: { ETag: header('Validator') },
    rows: rowsAre("A line a row, then the total and what can't be computed", DUTY_COLUMNS, CLOCKS),
    problems: { '400': problem('A parameter is missing, unknown or not understood') },
  });

const dutyHistoryPaths = (): Json =>
  questionPaths({
    path: '/duty/history',
    id: 'duty-history',
    summary: 'What a good paid over time',
    description:
      'The question of /duty over days from one to another, at most 30 years: a row for each stretch of days with the same answer. What /duty says of each of these days is the same, with every step.',
    parameters: () => parameters(dutyHistoryParameters, DUTY_HISTORY_EXAMPLES),
    body: ref('DutyHistory'),
    says: 'The answer',
    headers: { ETag: header('Validator') },
    rows: rowsAre('A stretch of days a row', DUTY_HISTORY_COLUMNS, clocksOf(dutyHistoryParameters)),
    problems: { '400': problem('A parameter is missing, unknown or not understood') },
  });

/** What happened, for a feed reader and for a calendar. */
function feedPaths(): Json {
  const feed = (operationId: string, summary: string, description: string, type: string): Json => ({
    get: {
      tags: ['Service'],
      operationId,
      summary,
      description,
      parameters: parameters(statusChangeParameters),
      responses: {
        '200': { description: summary, headers: { ETag: header('Validator') }, content: { [type]: { schema: { type: 'string' } } } },
        ...NOT_MODIFIED,
        ...READ_PROBLEMS,
      },
    },
  });
  return {
    '/status-changes.atom': feed(
      'statusChangesFeed',
      'Changes of status as an Atom feed',
      'The last 200 that were recorded, the latest first; each keeps its id. A program is told by webhook: trade-disputes watch add, docs/watch.md.',
      'application/atom+xml',
    ),
    '/status-changes.ics': feed(
      'statusChangesCalendar',
      'Changes of status as a calendar',
      'From a year before the day of the question unless `from` is given; a day that is known to the month or the year is tentative.',
      'text/calendar',
    ),
  };
}

/** The chart of a record, for those who show it elsewhere. */
function chartPaths(): Json {
  const path = (name: string, what: string, type: string, schema: Json = { type: 'string' }): Json => ({
    get: {
      tags: ['Questions'],
      operationId: camel(`${name} ${what}`),
      summary: `The chart of a ${name}, as ${what}`,
      description: 'With title, day, sources and licence inside, by the clocks of the question.',
      parameters: [pathParameter('id'), ...parameters(clockParameters)],
      responses: {
        '200': {
          description: `As ${what}; other sites may show it`,
          headers: { ETag: header('Validator') },
          content: { [type]: { schema } },
        },
        ...NOT_MODIFIED,
        ...READ_PROBLEMS,
        '404': problem('There is no such record'),
      },
    },
  });
  return Object.fromEntries(
    ['dispute', 'measure'].flatMap((name) => [
      [`/${name}s/{id}.svg`, path(name, 'svg', 'image/svg+xml')],
      [`/${name}s/{id}.png`, path(name, 'png', 'image/png', { type: 'string', format: 'binary' })],
      [`/embed/${name}s/{id}`, path(name, 'a page to be framed', 'text/html')],
    ]),
  );
}

/** What every call that writes takes, and what may be wrong with any. */
const IDEMPOTENCY_KEY = inHeader(
  'Idempotency-Key',
  'Makes a repeated call harmless: the same key and body give the first answer again, for thirty days',
);
const WRITE_PROBLEMS: Json = {
  '401': problem('No token, or one that is unknown or revoked'),
  '403': problem('The token is a contributor’s, which only proposes: propose=true'),
  '409': problem('Not lawful from the state that it is in; lawful says what would be'),
  '422': problem('The Idempotency-Key was used for another request'),
  '429': {
    ...problem('Too many tokens from your address did not work; Retry-After says when to try again'),
    headers: {
      'Retry-After': header('So many seconds', 'integer'),
      RateLimit: header('The same as a structured field: "failed-tokens";r=0;t=SECONDS'),
      'RateLimit-Policy': header('How many tokens may fail, in how many seconds'),
    },
  },
  '503': problem('The database is not available'),
};

/** What is answered where propose=true was asked. */
const PROPOSED: Json = {
  description: 'Kept as a proposal: nothing was recorded',
  headers: { Location: header('The address of the proposal') },
  content: json(ref('Proposal')),
};

function callOperation(call: MountedCall): Json {
  const named = [...call.path.matchAll(/\{(\w+)\}/g)].map((match) => pathParameter(match[1] as string));
  const done = {
    description: 'Done',
    headers: {
      ...(call.etag && { ETag: header('The new one of the measure') }),
      ...(call.location && { Location: header('The address of what was made') }),
    },
    content: json(ref(call.answerName)),
  };
  return {
    tags: ['Writing'],
    operationId: camel(`${call.method}${call.path}`.toLowerCase()).replace(/\W/g, ''),
    summary: call.summary,
    description: `Records with ${call.adminOnly ? 'an admin’s' : 'an editor’s'} token. propose=true keeps it for somebody else to accept; dry_run=true only says what it would do.`,
    security: [{ token: [] }],
    parameters: [
      ...named,
      ...parameters(writeParameters),
      IDEMPOTENCY_KEY,
      ...(call.ifMatch
        ? [
            inHeader(
              'If-Match',
              'The ETag of the measure as you have seen it (or its last_seq in quotes, which can’t tell a restored backup), or *',
            ),
          ]
        : []),
    ],
    requestBody: { required: true, content: json(ref(call.bodyName), call.example) },
    responses: {
      ...(call.method === 'POST'
        ? { '201': done, '200': { description: 'A dry run: nothing was recorded', content: done.content } }
        : { '200': done }),
      '202': PROPOSED,
      '400': problem('The body, a parameter or a header is not understood'),
      '404': problem('There is no such record'),
      ...(call.ifMatch && { '412': problem('The measure has changed since you saw it') }),
      '413': problem('The body has over 1 MiB'),
      '415': problem('The body is not application/json'),
      ...WRITE_PROBLEMS,
    },
  };
}

/** Sheets, which are no JSON. */
function importPaths(): Json {
  const done = { description: 'Recorded', content: json(ref('Imported')) };
  const template = (kind: SheetKind): Json => ({
    get: {
      tags: ['Service'],
      operationId: camel(`template-${kind}`.replaceAll('_', '-')),
      summary: `Template of a sheet: ${SHEETS[kind].title}`,
      description: 'Its columns with a row or two to be written over; /docs says what each column means.',
      responses: {
        '200': { description: 'A CSV file to be written over', content: { 'text/csv': { schema: { type: 'string' } } } },
        ...ODD_REQUEST,
      },
    },
  });
  return {
    '/imports': {
      post: {
        tags: ['Writing'],
        operationId: 'postImports',
        summary: 'Record a sheet, all rows or none; its header tells what it holds',
        description: `CSV UTF-8 or Excel (.xlsx), at most 64 MiB, of: ${SHEET_KINDS.join(', ')}. A dry run says what would become of each row, also where some are refused. With format the body is an official document, which is only ever proposed: ${OFFICIAL_FORMAT_NAMES.map((name) => `${name}, ${OFFICIAL_FORMATS[name].title}`).join('; ')}.`,
        security: [{ token: [] }],
        parameters: [...parameters(importParameters), IDEMPOTENCY_KEY],
        requestBody: {
          required: true,
          content: Object.fromEntries(
            [...SHEET_TYPES, ...DOCUMENT_TYPES].map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
          ),
        },
        responses: {
          '201': done,
          '200': {
            description: 'A dry run: nothing was recorded; or an official document that says nothing that is not here, or waits already',
            content: json({ oneOf: [ref('ImportPreview'), ref('DocumentRead')] }),
          },
          '202': PROPOSED,
          '400': problem('What is wrong with the sheet, each cause once with its rows, or with a parameter'),
          '412': problem('Something was recorded since the dry run'),
          '413': problem('The body has over 64 MiB'),
          '415': problem('The body is no CSV and no Excel file, nor an official document'),
          ...WRITE_PROBLEMS,
        },
      },
    },
    ...Object.fromEntries(SHEET_KINDS.map((kind) => [`/imports/templates/${templateName(kind)}`, template(kind)])),
  };
}

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

const restrictionsPath = (operationId: string, description: string, content: Json): Json => ({
  get: {
    tags: ['Questions'],
    operationId,
    summary: 'Who restricts whose trade, pair by pair',
    description: 'By measures in force on the day, base duties left out; `*` stands for everybody.',
    parameters: parameters(clockParameters),
    responses: { '200': { description, content }, ...NOT_MODIFIED, ...READ_PROBLEMS },
  },
});

const searchPath = (description: string, content: Json): Json => ({
  get: {
    tags: ['Questions'],
    operationId: description === 'JSON' ? 'searchJson' : 'search',
    summary: 'What words may mean: economies, areas, products, disputes, measures, companies',
    description: 'By codes, names, everyday names and aliases, in any script and case.',
    parameters: parameters(searchQuestion),
    responses: { '200': { description, content }, ...NOT_MODIFIED, ...READ_PROBLEMS },
  },
});

function otherPaths(): Json {
  const text = (summary: string, type: string, description: string): Json => ({
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
  ) as { get: { responses: Json } };
  // It is of no day, and keeps the clocks for the pages that it leads to.
  const docs = text('Description as a page', 'text/html', 'Every address with its parameters and fields, and examples that run.') as {
    get: { responses: Json };
  };
  const about = text(
    'What the data are and how far to trust them',
    'text/html',
    'How they are made, what is covered, what each word means, the licence, how to cite.',
  ) as { get: { responses: Json } };
  ready.get.responses['503'] = problem('Not able to answer rightly: errors say where, and what is wrong');
  return {
    '/': {
      get: {
        tags: ['Questions'],
        operationId: 'overview',
        summary: 'What is in force, what changed lately, what comes next',
        description: 'The first page: how many bans and tariffs are in force, who restricts whom, the changes nearest to the day.',
        parameters: parameters(clockParameters),
        responses: {
          '200': { description: 'A page, or JSON if Accept asks for it', content: { ...html, ...json(ref('Overview')) } },
          ...NOT_MODIFIED,
          ...READ_PROBLEMS,
        },
      },
    },
    '/restrictions': restrictionsPath('restrictions', 'A page, or JSON if Accept asks for it', { ...html, ...json(ref('Restrictions')) }),
    '/restrictions.json': restrictionsPath('restrictionsJson', 'JSON', json(ref('Restrictions'))),
    '/restrictions.svg': restrictionsPath('restrictionsMap', 'The map; other sites may show it', {
      'image/svg+xml': { schema: { type: 'string' } },
    }),
    '/search': searchPath('A page, or JSON if Accept asks for it', { ...html, ...json(ref('SearchAnswer')) }),
    '/search.json': searchPath('JSON', json(ref('SearchAnswer'))),
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
  for (const [name, list] of listed)
    answers.add(name, listAnswer(list.row, clocksOf(list.parameters), { doubted: list.rowName === 'Measure' }));
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
  add(dutyPaths());
  add(dutyHistoryPaths());
  add(feedPaths());
  add(chartPaths());
  add(importPaths());
  add(reviewPaths());
  add(exportPaths());
  for (const list of routes.lists) add(listPaths(list));
  for (const record of routes.records) add(recordPaths(record));
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
          'Every page is also data: the same filters mean the same as a page, as JSON, as CSV and as JSON Lines. Scripts of any site may read it (CORS), without credentials. AI assistants ask the same at /mcp, by the Model Context Protocol.',
      },
      { name: 'Writing', description: 'The ledger is append-only: a mistake is corrected by another entry.' },
      REVIEW_TAG,
      { name: 'Service', description: 'The service itself.' },
    ],
    paths,
    webhooks: WEBHOOKS,
    components: { schemas: schemas(routes), securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}
