import type { Schema, Schemas } from './schema.ts';

/** A parameter of an operation, as far as questions are made from it. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
  example?: unknown;
}

/** The content of a body or an answer, by its type. */
type Content = Readonly<Record<string, { schema: Schema; example?: unknown }>>;

/** An operation of the description of the API. */
export interface Operation {
  /** In capitals. */
  method: string;
  path: string;
  parameters: readonly Parameter[];
  body: { schema: Schema; example: unknown } | null;
  responses: Readonly<Record<string, { content?: Content }>>;
}

export interface Description {
  operations: readonly Operation[];
  schemas: Schemas;
}

interface Document {
  paths: Record<string, Record<string, Omit<Operation, 'method' | 'path' | 'body'> & { requestBody?: { content: Content } }>>;
  components: { schemas: Schemas };
}

/** Reads what the server says of itself at /openapi.json. */
export function readDescription(document: unknown): Description {
  const { paths, components } = document as Document;
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, { parameters = [], requestBody, responses }]): Operation => {
      const body = requestBody?.content['application/json'];
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        body: body === undefined ? null : { schema: body.schema, example: body.example },
        responses,
      };
    }),
  );
  return { operations, schemas: components.schemas };
}
