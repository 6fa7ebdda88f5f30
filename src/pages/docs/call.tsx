import type { Call, CallAddress, CallAnswer, CallParameter } from './docs.tsx';
import { Presence, SchemaForms, SchemaWords } from './schema.tsx';

/** Parameters by name: what each means, what it may be, an example. */
export const Parameters = ({ parameters, only = {} }: { parameters: readonly CallParameter[]; only?: Call['only'] }) => (
  <dl class="fields">
    {parameters.map(({ name, in: place, required, description, example, schema }) => (
      <>
        <dt>
          <code>{name}</code>
          <Presence required={required} side="asked" />
          {place !== 'query' && <span class="note"> in the {place}</span>}
        </dt>
        <dd>
          {description !== undefined && <p>{description}</p>}
          <div class="note">
            <SchemaWords schema={schema} />
            {example !== undefined && (
              <>; such as {[example].flat().map((value, index) => [index > 0 && ', ', <code>{String(value)}</code>])}</>
            )}
            {only[name] !== undefined && <>; only of {only[name].join(', ')}</>}
          </div>
        </dd>
      </>
    ))}
  </dl>
);

/** What may come back instead. */
export const Answers = ({ answers }: { answers: readonly CallAnswer[] }) => (
  <dl class="fields answers">
    {answers.map(({ status, description }) => (
      <>
        <dt>
          <code>{status}</code>
        </dt>
        <dd>{description}</dd>
      </>
    ))}
  </dl>
);

const Address = ({ address }: { address: CallAddress }) => (
  <li>
    <p>
      <code class="address">{`${address.method} ${address.path}`}</code> <span>{address.gives}</span>
      {address.schema !== undefined && (
        <>
          : <a href={`#${address.schema}`}>{address.schema}</a>
        </>
      )}
      {address.headers.length > 0 && <span class="note">, with {address.headers.join(', ')}</span>}
    </p>
    {address.example !== null && (
      <p class="try">
        Try <a href={address.example}>{address.example}</a>
      </p>
    )}
  </li>
);

/** One call: its addresses, how to try them, what it takes, what may come back. */
export const CallView = ({ call }: { call: Call }) => (
  <section class="call" aria-labelledby={call.id}>
    <h3 id={call.id}>{call.title}</h3>
    {call.description !== undefined && <p>{call.description}</p>}
    <ul class="addresses">
      {call.addresses.map((address) => (
        <Address address={address} />
      ))}
    </ul>
    <pre>
      <code>{call.addresses.map(({ curl }) => curl).join('\n')}</code>
    </pre>
    {call.parameters.length > 0 && (
      <>
        <h4>Parameters</h4>
        <Parameters parameters={call.parameters} only={call.only} />
      </>
    )}
    {call.body !== undefined && (
      <>
        <h4>Body</h4>
        <SchemaForms schema={call.body} side="asked" />
      </>
    )}
    {call.answers.length > 0 && (
      <>
        <h4>Other answers</h4>
        <Answers answers={call.answers} />
      </>
    )}
  </section>
);
