import { OFFICIAL_FORMATS } from '../../keep/official/formats.ts';
import { templateName } from '../../keep/sheets/template.ts';
import { IMPORT_MEBIBYTES, OFFICIAL_FORMAT_NAMES } from '../../things/imported.ts';
import { SHEET_KINDS, SHEETS, type SheetKind } from '../../things/sheets.ts';
import { SHEET_TYPES } from '../bodies.ts';
import { type MountedCall, writeParameters } from '../call.ts';
import { DOCUMENT_TYPES, importParameters } from '../imports.tsx';
import {
  camel,
  header,
  IDEMPOTENCY_KEY,
  inHeader,
  type Json,
  json,
  NO_TOKEN,
  NOT_JSON,
  ODD_REQUEST,
  parameters,
  pathParameter,
  problem,
  ref,
} from './parts.ts';

// What may be recorded, in the description of the API.

/** What may be wrong with any call that writes. */
const WRITE_PROBLEMS: Json = {
  ...NO_TOKEN,
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

export function callOperation(call: MountedCall): Json {
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
      ...NOT_JSON,
      ...WRITE_PROBLEMS,
    },
  };
}

/** Sheets, which are no JSON. */
export function importPaths(): Json {
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
        description: `CSV UTF-8 or Excel (.xlsx), at most ${IMPORT_MEBIBYTES} MiB, of: ${SHEET_KINDS.join(', ')}. A dry run says what would become of each row, also where some are refused. With format the body is an official document, which is only ever proposed: ${OFFICIAL_FORMAT_NAMES.map((name) => `${name}, ${OFFICIAL_FORMATS[name].title}`).join('; ')}.`,
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
          '413': problem(`The body has over ${IMPORT_MEBIBYTES} MiB`),
          '415': problem('The body is no CSV and no Excel file, nor an official document'),
          ...WRITE_PROBLEMS,
        },
      },
    },
    ...Object.fromEntries(SHEET_KINDS.map((kind) => [`/imports/templates/${templateName(kind)}`, template(kind)])),
  };
}
