import { Layout } from '../frame.tsx';
import type { View } from '../view.ts';
import { Answers, CallView, Parameters } from './call.tsx';
import { NamedSchema } from './schema.tsx';

/** A call as the contents name it: its first address. */
const Entry = ({ call }: { call: Call }) => (
  <li>
    <a href={`#${call.id}`}>{call.addresses.slice(0, 1).map(({ method, path }) => (method === 'GET' ? path : `${method} ${path}`))}</a>
  </li>
);

const Contents = ({ groups }: { groups: readonly CallGroup[] }) => (
  <nav class="contents" aria-label="Contents">
    <details open>
      <summary>Contents</summary>
      <ul>
        {groups.map((group) => (
          <li>
            <a href={`#${group.name.toLowerCase()}`}>{group.name}</a>
            <ul>
              {group.calls.map((call) => (
                <Entry call={call} />
              ))}
            </ul>
          </li>
        ))}
        <li>
          <a href="#fields">Fields</a>
        </li>
      </ul>
    </details>
  </nav>
);

const Group = ({ group }: { group: CallGroup }) => (
  <section aria-labelledby={group.name.toLowerCase()}>
    <h2 id={group.name.toLowerCase()}>{group.name}</h2>
    <p>{group.description}</p>
    {group.parameters.length > 0 && (
      <>
        <h3>What each of these takes</h3>
        <Parameters parameters={group.parameters} />
      </>
    )}
    {group.answers.length > 0 && (
      <>
        <h3>What each of these may answer instead</h3>
        <Answers answers={group.answers} />
      </>
    )}
    {group.calls.map((call) => (
      <CallView call={call} />
    ))}
  </section>
);

/** The description of the API as a page. */
export const DocsPage = ({ reference, view }: { reference: Reference; view: View }) => (
  <Layout title="API" view={view}>
    <p class="lead">Every page is also data: add .json or .csv to its address, and keep the filters.</p>
    <ul class="principles">
      <li>
        Asking takes no key. Recording takes a token, which <code>trade-disputes token create NAME --role editor</code> shows once; put it
        in place of TOKEN.
      </li>
      <li>
        Two clocks can be asked of almost everything: <code>on</code>, the day that the answer is about, and <code>known_at</code>, as of
        which instant it is known. The same pair gives the same rows for ever.
      </li>
      <li>
        Dates may be known to the day, the month or the year: <code>2024-08-05</code>, <code>2024-08</code>, <code>2024</code>.
      </li>
      <li>
        A question that is not understood is refused, never guessed at: a <a href="#Problem">Problem</a> names each wrong value and what
        would be right.
      </li>
      <li>
        Programs read the same as <a href="/openapi.json">OpenAPI 3.1</a>.
      </li>
    </ul>
    <div class="reference">
      <Contents groups={reference.groups} />
      <div>
        {reference.groups.map((group) => (
          <Group group={group} />
        ))}
        <section aria-labelledby="fields">
          <h2 id="fields">Fields</h2>
          <p>What bodies and answers are made of.</p>
          {reference.schemas.map((one) => (
            <NamedSchema {...one} />
          ))}
        </section>
      </div>
    </div>
  </Layout>
);

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
