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
  /** A reference to a schema all of whose fields it has; `properties` are the others. */
  extends?: string;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
}

/** Of what is asked, people need to know what they must give; of what is answered, what they can't count on. */
export type Side = 'asked' | 'answered';

/** What a call takes beside its body. */
export interface CallParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  example?: unknown;
  schema: JsonSchema;
  /** Renderings that don't take it: `.csv`. */
  without?: readonly string[];
}

/** One address of a call, such as GET /bans.csv. */
export interface CallAddress {
  name: string;
  /** An address that answers; null where trying takes more than a link. */
  example: string | null;
}

/** One thing to ask or to do; a question has an address for each rendering. */
export interface DocumentedCall {
  id: string;
  title: string;
  description: string | undefined;
  addresses: readonly CallAddress[];
  curl: string;
  /** Its own parameters, and the names of those that its group tells. */
  parameters: readonly CallParameter[];
  shared: readonly string[];
  /** The schemas of its body and of its answer. */
  body: string | undefined;
  answer: string | undefined;
  /** What its CSV holds. */
  csv: string | undefined;
}

/** Something with a name that the page says in words: a header, a status. */
export interface Remark {
  name: string;
  description: string;
}

/** Calls of one kind, with what several take, and all that may come with an answer or instead of it. */
export interface CallGroup {
  name: string;
  description: string;
  calls: readonly DocumentedCall[];
  parameters: readonly CallParameter[];
  headers: readonly Remark[];
  problems: readonly Remark[];
}

/** The whole description. */
export interface Reference {
  groups: readonly CallGroup[];
  /** What bodies and answers are made of. */
  schemas: readonly { name: string; schema: JsonSchema; side: Side }[];
}
