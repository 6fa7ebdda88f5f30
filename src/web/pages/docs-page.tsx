import { Answers, CallView, Parameters } from '../docs/call.tsx';
import { NamedSchema } from '../docs/schema.tsx';
import type { Call, CallGroup, Reference } from '../docs/types.ts';
import { Layout } from '../frame/layout.tsx';
import type { View } from '../view.ts';

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
