import * as z from 'zod';
import { calledOf, programType } from '../../things/questions.ts';
import type { Rendering } from '../renderings.ts';

// What the description of the API is put together from.

export type Json = Record<string, unknown>;

/** Values to try; the tests read each by its parameter. */
export const PARAMETER_EXAMPLES: Readonly<Record<string, string>> = {
  on: '2024-10-24',
  announced_by: '2024-10-24',
  known_at: '2026-11-24T12:00:00Z',
  status: 'in_force',
  imposed_by: 'CN',
  affected: 'JP',
  product: '030722',
  area: 'JP-07',
  exporter: 'Tesla',
  party: 'AU',
  checked_before: '2026-11-01',
  dispute: 'jp-cn-seafood',
  measure: 'eu-cn-bev-cvd',
  from: '2024-01-01',
  to: '2024-12-31',
  q: 'wine',
  limit: '50',
  codes: 'text',
  bom: 'true',
};

/** The same for /duty: a question that has an answer. */
export const DUTY_EXAMPLES: Readonly<Record<string, string | readonly string[]>> = {
  importer: 'EU',
  origin: 'CN',
  product: '8703801010',
  on: '2024-10-30',
  announced_by: '2026-10-31',
  known_at: '2026-12-31',
  exporter: 'BYD',
  preference: 'false',
  quota: 'over',
  customs_value: '20000',
  currency: 'EUR',
  quantity: ['1 unit', '1900 kg'],
  fx: ['EUR:USD=1.08'],
};

/** The same for /duty/history. */
export const DUTY_HISTORY_EXAMPLES: typeof DUTY_EXAMPLES = { ...DUTY_EXAMPLES, from: '2023-01-01', to: '2025-12-31' };

export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
export const json = (schema: Json, example?: unknown): Json => ({
  'application/json': { schema, ...(example !== undefined && { example }) },
});

/** A schema as JSON Schema, for what comes in or what goes out. */
export function plain(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

/** Of a number that is written as a text: from where to where it goes. */
export const boundsIn = ({ minimum, maximum }: Json): Json => ({
  ...(minimum !== undefined && { minimum }),
  ...(maximum !== undefined && { maximum }),
});

/** A value to try, as a program has it. */
const programValue = (type: string, example: unknown): unknown =>
  example === undefined || type === 'string' ? example : JSON.parse(String(example));

export function parameters(shape: z.ZodRawShape, examples: Readonly<Record<string, unknown>> = PARAMETER_EXAMPLES): Json[] {
  return Object.entries(shape).map(([name, schema]) => {
    const { description, example, pattern, ...bounds } = plain(schema as z.ZodType, 'input');
    // Where words stand for codes, the pattern of a code would have programs refuse what is understood.
    const rest = pattern === undefined || calledOf(schema as z.ZodType) !== undefined ? bounds : { ...bounds, pattern };
    const type = programType(schema as z.ZodType);
    const value = programValue(type, examples[name] ?? example);
    return {
      name,
      in: 'query',
      required: !(schema instanceof z.ZodOptional),
      ...(rest.type === 'array' && { style: 'form', explode: true }),
      ...(description !== undefined && { description }),
      schema: type === 'string' ? rest : { type, ...boundsIn(rest) },
      ...(value !== undefined && { example: value }),
    };
  });
}

export const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
export const header = (description: string, type = 'string'): Json => ({ description, schema: { type } });
export const READ_PROBLEMS = {
  '400': problem('A parameter is unknown, repeated or not understood'),
  '503': problem('The database is not available'),
};
/** Of an address that takes nothing, where only the request itself can be wrong. */
export const ODD_REQUEST = { '400': problem('The request is not understood, such as its Host') };
/** Of rates, whose days `from` and `to` say. */
export const MOVED = {
  '308': {
    description: 'A permalink that has `on` beside `from` or `to`, where it says nothing, leads to the one without it',
    headers: { Location: header('Its address') },
  },
};
export const NOT_MODIFIED = { '304': { description: 'The answer named by If-None-Match still holds' } };
const ROW_HEADERS = (clocks: readonly string[], { beside }: { beside: boolean }): Json => ({
  ...(clocks.includes('on') && { 'X-On': header('The day that the answer is about') }),
  ...(clocks.includes('announced_by') && { 'X-Announced-By': header('The day by which it had been announced, if one was asked') }),
  ...(clocks.includes('known_at') && { 'X-Known-At': header('The instant as of which it is known') }),
  ...(clocks.includes('known_at') && { 'X-Ledger-Begins': header('When the ledger begins, if known_at lies before that') }),
  'X-Row-Count': header('How many rows there are; of a long list in a trailer', 'integer'),
  ...(beside && {
    'X-In-Doubt': header(
      'How many measures may be in force besides, for whether they are over is in doubt: in_doubt of JSON names them',
      'integer',
    ),
    'X-Code-Outdated': header(
      'Why goods of the product may have another code on the day, and what names them by that is not among the rows',
    ),
  }),
  ETag: header('Validator'),
});
export const rowsAre =
  (description: string, columns: readonly string[], clocks: readonly string[], { beside = false } = {}) =>
  (rendering: Rendering): Json => {
    const words = columns.length === 0 ? description : `${description}. Columns: ${columns.join(', ')}`;
    return {
      description:
        (
          {
            jsonl: `${description}, as JSON: an object a line`,
            xlsx: `${words}. Numbers and full days are cells of their own`,
            parquet: `${words}. Days, dates and decimal numbers are typed`,
          } as Partial<Record<Rendering, string>>
        )[rendering] ?? words,
      headers: ROW_HEADERS(clocks, { beside }),
    };
  };
export const html = { 'text/html': { schema: { type: 'string' } } };

/** What a call that takes a token, and one that takes JSON, may be refused for. */
export const NO_TOKEN = { '401': problem('No token, or one that is unknown or revoked') };
export const NOT_JSON = { '413': problem('The body has over 1 MiB'), '415': problem('The body is not application/json') };

interface AskedAlone {
  tag: 'Questions' | 'Service';
  id: string;
  summary: string;
  description: string;
  takes: Json[];
  answer: Json;
  /** What else may be answered, by status. */
  problems?: Json;
}

/** A question at an address of its own. */
export const askedAlone = ({ tag, id, summary, description, takes, answer, problems }: AskedAlone): Json => ({
  get: {
    ...{ tags: [tag], operationId: id, summary, description, parameters: takes },
    responses: { '200': answer, ...NOT_MODIFIED, ...READ_PROBLEMS, ...problems },
  },
});

export const camel = (words: string): string => words.replace(/[^a-z]+(\w)/g, (_match, letter: string) => letter.toUpperCase());

export const pathParameter = (name: string): Json => ({
  name,
  in: 'path',
  required: true,
  schema: name === 'seq' ? { type: 'integer', minimum: 1 } : { type: 'string' },
});

export const inHeader = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

export const IDEMPOTENCY_KEY = inHeader(
  'Idempotency-Key',
  'Makes a repeated call harmless: the same key and body give the first answer again, for thirty days',
);
