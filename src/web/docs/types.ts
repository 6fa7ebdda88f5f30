// The description of the API as its page needs it.

/** The part of JSON Schema that the description is written in. */
export interface JsonSchema {
  $ref?: string;
  type?: string | readonly string[];
  description?: string;
  example?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
}

/** What a call takes beside its body. */
export interface CallParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  example?: unknown;
  schema: JsonSchema;
}

/** What a call may answer. */
export interface CallAnswer {
  status: string;
  description: string;
}

/** One address of a call: what it gives, and how to try it. */
export interface CallAddress {
  method: string;
  path: string;
  /** What comes back if all is well. */
  gives: string;
  /** The schema of that, where it is JSON. */
  schema: string | undefined;
  headers: readonly string[];
  /** An address that answers; null where trying takes more than a link. */
  example: string | null;
  curl: string;
}

/** One thing to ask or to do; a question has an address for each rendering. */
export interface Call {
  id: string;
  title: string;
  description: string | undefined;
  addresses: readonly CallAddress[];
  parameters: readonly CallParameter[];
  /** Parameters that only these addresses take, by name. */
  only: Readonly<Record<string, readonly string[]>>;
  body: JsonSchema | undefined;
  answers: readonly CallAnswer[];
}

/** Calls of one kind, with what all of them take and may answer. */
export interface CallGroup {
  name: string;
  description: string;
  calls: readonly Call[];
  parameters: readonly CallParameter[];
  answers: readonly CallAnswer[];
}

/** The whole description. */
export interface Reference {
  groups: readonly CallGroup[];
  /** What bodies and answers are made of. */
  schemas: readonly { name: string; schema: JsonSchema; side: 'asked' | 'answered' }[];
}
