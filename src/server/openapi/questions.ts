import { tellsBeside } from '../../lookups/lists.ts';
import { DUTY_COLUMNS } from '../../things/duty.ts';
import { DUTY_HISTORY_COLUMNS } from '../../things/duty-history.ts';
import { dutyHistoryParameters, dutyParameters } from '../../things/duty-question.ts';
import { CLOCKS, clockParameters, clocksFixing, clocksOf, feedParameters, pageParameters, searchQuestion } from '../../things/questions.ts';
import { SHIPMENT_COLUMNS, SHIPMENT_SHEET } from '../../things/shipment.ts';
import { SHIPMENTS } from '../address.ts';
import { SHEET_TYPES } from '../bodies.ts';
import type { DescribedList } from '../list-routes.ts';
import type { MountedRecord } from '../records.ts';
import { ALL_RENDERINGS, RENDERINGS, type Rendering } from '../renderings.ts';
import { MOST_SHIPMENTS, MOST_SHIPMENTS_WHOLE } from '../shipments.ts';
import {
  askedAlone,
  camel,
  DUTY_EXAMPLES,
  DUTY_HISTORY_EXAMPLES,
  header,
  html,
  type Json,
  json,
  MOVED,
  NOT_MODIFIED,
  ODD_REQUEST,
  parameters,
  pathParameter,
  problem,
  READ_PROBLEMS,
  ref,
  rowsAre,
} from './parts.ts';

// What may be asked, in the description of the API.

/** A question that is answered in every rendering. */
interface Question {
  path: string;
  /** Its operations are called so, with the suffix. */
  id: string;
  summary: string;
  description?: string;
  /** What it takes; `whole`: in a rendering that has all rows. */
  takes(whole: boolean): Json[];
  /** The body in JSON, and what that is in words. */
  body: Json;
  says: string;
  headers: Json;
  /** What is said of a rendering that has all rows. */
  rows(rendering: Rendering): Json;
  /** What else may be answered, by status. */
  problems?: Json;
  /** What is sent along, of a question that is sent in a body. */
  sent?: Json;
}

/** A question at each of its addresses: without a suffix it has every rendering, with one its own. */
function questionPaths({ path, id, summary, description, takes, body, says, headers, rows, problems, sent }: Question): Json {
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
        parameters: [...takes(one.whole), ...(one.whole ? parameters(one.parameters) : [])],
        ...(sent !== undefined && { requestBody: { required: true, content: sent } }),
        responses: {
          '200': { ...(one.whole ? rows(one.name) : shown), content },
          ...(sent === undefined && NOT_MODIFIED),
          ...READ_PROBLEMS,
          ...problems,
        },
      };
      return [`${path}${one.suffix}`, { [sent === undefined ? 'get' : 'post']: operation }];
    }),
  );
}

export function listPaths(list: DescribedList): Json {
  return questionPaths({
    path: list.path,
    id: `list${list.path}`,
    summary: list.title,
    description: list.summary,
    takes: (whole) => parameters(whole ? list.parameters : { ...list.parameters, ...pageParameters }),
    body: ref(`${list.rowName}List`),
    says: 'A page of rows',
    headers: { ETag: header('Validator'), Link: header('The next page, rel="next"') },
    rows: rowsAre('All rows', list.columns, clocksOf(list.parameters), { beside: tellsBeside(list) }),
    ...(isFixedBySpan(list.parameters) && { problems: MOVED }),
  });
}

/** Does a first or a last day stand in for the day that is asked about? */
const isFixedBySpan = (parameters: object): boolean => clocksFixing(parameters, { from: '' }).length < clocksOf(parameters).length;

export function recordPaths(record: MountedRecord): Json {
  return questionPaths({
    path: `${record.path}/{id}`,
    id: `show-${record.name}`,
    summary: record.summary,
    description: 'By the clocks of the question: of a day, as announced by a day, as known at an instant.',
    takes: (whole) => [pathParameter('id'), ...parameters(whole ? clockParameters : record.parameters)],
    body: ref(record.answerName),
    says: 'The record',
    headers: { ETag: header('Validator; for a measure its last seq and the beginning of the ledger’s hash there, as If-Match takes it') },
    rows: rowsAre('Its ledger, an entry a row', [], CLOCKS),
    problems: { '404': problem(`There is no such ${record.name}`) },
  });
}

export const dutyPaths = (): Json =>
  questionPaths({
    path: '/duty',
    id: 'duty',
    summary: 'What a good pays',
    description: 'The base duty and every tariff on top of it on a day, with every step. The page without any parameter is an empty form.',
    takes: () => parameters(dutyParameters, DUTY_EXAMPLES),
    body: ref('Duty'),
    says: 'The answer',
    headers: { ETag: header('Validator') },
    rows: rowsAre("A line a row, then the total and what can't be computed", DUTY_COLUMNS, CLOCKS),
    problems: { '400': problem('A parameter is missing, unknown or not understood') },
  });

export const dutyHistoryPaths = (): Json =>
  questionPaths({
    path: '/duty/history',
    id: 'duty-history',
    summary: 'What a good paid over time',
    description:
      'The question of /duty over days from one to another, at most 30 years: a row for each stretch of days with the same answer. What /duty says of each of these days is the same, with every step.',
    takes: () => parameters(dutyHistoryParameters, DUTY_HISTORY_EXAMPLES),
    body: ref('DutyHistory'),
    says: 'The answer',
    headers: { ETag: header('Validator') },
    rows: rowsAre('A stretch of days a row', DUTY_HISTORY_COLUMNS, clocksOf(dutyHistoryParameters)),
    problems: { '400': problem('A parameter is missing, unknown or not understood') },
  });

/** The questions of /duty about a list of shipments, which is sent as a sheet. */
export const shipmentPaths = (): Json => {
  const sheet = { schema: { type: 'string', format: 'binary' } };
  const paths = questionPaths({
    path: SHIPMENTS,
    id: 'shipments',
    summary: 'What a list of shipments pays',
    description: `A row of a sheet, CSV UTF-8 or Excel (.xlsx), for each shipment: columns ${Object.keys(SHIPMENT_SHEET).join(', ')}. A row that is not understood has its reason in \`problem\`. At most 1 MiB, ${MOST_SHIPMENTS} rows, ${MOST_SHIPMENTS_WHOLE} in JSON and on the page. Nothing is recorded.`,
    takes: () => [],
    body: ref('Shipments'),
    says: 'An answer a row',
    headers: {},
    rows: (rendering) => {
      const { headers, ...said } = rowsAre('A shipment a row', SHIPMENT_COLUMNS, [])(rendering);
      const names = 'The worksheets of the file that were not read, each percent-encoded: only the first one is';
      return { ...said, headers: { ...(headers as Json), 'X-Not-Read': header(names) } };
    },
    problems: {
      '400': problem('The sheet is not understood, or has too many rows'),
      '413': problem('The body has over 1 MiB'),
      '415': problem('The body is no CSV and no Excel file'),
    },
    sent: Object.fromEntries(SHEET_TYPES.map((type) => [type, sheet])),
  });
  const template: Json = {
    tags: ['Service'],
    operationId: 'shipmentsTemplate',
    summary: 'Template of a sheet of shipments',
    description: 'Its columns with two rows to be written over.',
    responses: {
      '200': { description: 'A CSV file to be written over', content: { 'text/csv': { schema: { type: 'string' } } } },
      ...ODD_REQUEST,
    },
  };
  return { ...paths, [`${SHIPMENTS}/template.csv`]: { get: template } };
};

/** What happened, for a feed reader and for a calendar; the list gives both by Accept too. */
export function feedPaths(): Json {
  const feed = (id: string, summary: string, description: string, type: string): Json =>
    askedAlone({
      ...{ tag: 'Service', id, summary, description, takes: parameters(feedParameters) },
      answer: { description: summary, headers: { ETag: header('Validator') }, content: { [type]: { schema: { type: 'string' } } } },
    });
  return {
    '/status-changes.atom': feed(
      'statusChangesFeed',
      'Changes of status as an Atom feed',
      'The last 200 that were recorded, the latest first; with `from`, `to` or `by` the last 200 by that clock, `effective` unless `by` says another. Each keeps its id. `Accept: application/atom+xml` at /status-changes gives it too. A program is told by webhook: POST /watches, or trade-disputes watch add; docs/watch.md.',
      'application/atom+xml',
    ),
    '/status-changes.ics': feed(
      'statusChangesCalendar',
      'Changes of status as a calendar',
      'From a year before the day of the question unless `from` is given; a day that is known to the month or the year is tentative. `Accept: text/calendar` at /status-changes gives it too.',
      'text/calendar',
    ),
  };
}

/** The chart of a record, for those who show it elsewhere. */
export function chartPaths(): Json {
  const path = (name: string, what: string, type: string, schema: Json = { type: 'string' }): Json =>
    askedAlone({
      ...{ tag: 'Questions', id: camel(`${name} ${what}`), summary: `The chart of a ${name}, as ${what}` },
      description: 'With title, day, sources and licence inside, by the clocks of the question.',
      takes: [pathParameter('id'), ...parameters(clockParameters)],
      answer: {
        description: `As ${what}; other sites may show it`,
        headers: { ETag: header('Validator') },
        content: { [type]: { schema } },
      },
      problems: { '404': problem('There is no such record') },
    });
  return Object.fromEntries(
    ['dispute', 'measure'].flatMap((name) => [
      [`/${name}s/{id}.svg`, path(name, 'svg', 'image/svg+xml')],
      [`/${name}s/{id}.png`, path(name, 'png', 'image/png', { type: 'string', format: 'binary' })],
      [`/embed/${name}s/{id}`, path(name, 'a page to be framed', 'text/html')],
    ]),
  );
}

const restrictionsPath = (id: string, description: string, content: Json): Json =>
  askedAlone({
    ...{ tag: 'Questions', id, summary: 'Who restricts whose trade, pair by pair' },
    description: 'By measures in force on the day, base duties left out; `*` stands for everybody.',
    takes: parameters(clockParameters),
    answer: { description, content },
  });

const searchPath = (id: string, description: string, content: Json): Json =>
  askedAlone({
    ...{ tag: 'Questions', id, summary: 'What words may mean: economies, areas, products, disputes, measures, companies' },
    description: 'By codes, names, everyday names and aliases, in any script and case.',
    takes: parameters(searchQuestion),
    answer: { description, content },
  });

/** What is asked beside lists, records and duties: who restricts whom, and what words may mean. */
export const otherQuestionPaths = (): Json => ({
  '/restrictions': restrictionsPath('restrictions', 'A page, or JSON if Accept asks for it', { ...html, ...json(ref('Restrictions')) }),
  '/restrictions.json': restrictionsPath('restrictionsJson', 'JSON', json(ref('Restrictions'))),
  '/restrictions.svg': restrictionsPath('restrictionsMap', 'The map; other sites may show it', {
    'image/svg+xml': { schema: { type: 'string' } },
  }),
  '/search': searchPath('search', 'A page, or JSON if Accept asks for it', { ...html, ...json(ref('SearchAnswer')) }),
  '/search.json': searchPath('searchJson', 'JSON', json(ref('SearchAnswer'))),
});
