import { SHEET_KINDS, SHEETS } from '../../things/sheets.ts';
import { Layout } from '../frame.tsx';
import { SheetColumns } from '../import.tsx';
import { Fields } from '../parts/facts.tsx';
import { Fold } from '../parts/fold.tsx';
import { inline } from '../prose.tsx';
import type { View } from '../view.ts';
import type { CallAddress, CallGroup, CallParameter, DocumentedCall, Reference, Remark } from './reference.ts';
import { NamedSchema, SchemaLink, SchemaRow } from './schema.tsx';

/** A call as the contents name it: its first address. */
const Entry = ({ call }: { call: DocumentedCall }) => (
  <li>
    <a href={`#${call.id}`}>{call.addresses[0]?.name.replace('GET ', '')}</a>
  </li>
);

/** On a wide screen all calls stand beside the rest; on a narrow one, where the page itself is the list of them, the groups alone. */
const Contents = ({ groups }: { groups: readonly CallGroup[] }) => (
  <nav class="contents" aria-label="Contents">
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
        <a href="#sheets">Sheets</a>
      </li>
      <li>
        <a href="#fields">Fields</a>
      </li>
    </ul>
  </nav>
);

const Parameters = ({ parameters }: { parameters: readonly CallParameter[] }) => (
  <dl class="fields">
    {parameters.map(({ in: place, without = [], ...parameter }) => {
      const remarks = [place !== 'query' && `in the ${place}`, without.length > 0 && `not with ${without.join(', ')}`];
      return <SchemaRow {...parameter} side="asked" remark={remarks.filter(Boolean).join(', ') || undefined} />;
    })}
  </dl>
);

const Named = ({ list }: { list: readonly Remark[] }) => <Fields of={list.map(({ name, description }) => [name, inline(description)])} />;

/** A rendering of a call: an address to try, the first of them in full; where trying takes more than a link, its name, which the first has in the heading. */
const Address = ({ address: { name, example }, isFirst }: { address: CallAddress; isFirst: boolean }) => {
  if (example !== null) return <a href={example}>{isFirst ? decodeURIComponent(example) : name.replace('GET ', '')}</a>;
  return isFirst ? null : <span>{name}</span>;
};

/** One call: its address, with an example of each rendering; folded, what it takes, and what comes back. */
const CallView = ({ call }: { call: DocumentedCall }) => (
  <section class="call">
    <h3>{call.addresses[0]?.name}</h3>
    {(call.addresses.length > 1 || call.addresses[0]?.example !== null) && (
      <p class="addresses">{call.addresses.map((address, index) => [<Address address={address} isFirst={index === 0} />, ' '])}</p>
    )}
    <Fold name={call.title} id={call.id}>
      {call.description !== undefined && <p>{inline(call.description)}</p>}
      <pre>
        <code>{call.curl}</code>
      </pre>
      <p>
        {call.body !== undefined && ['Body: ', <SchemaLink to={call.body} />, '. ']}
        {call.answer !== undefined && ['Answer: ', <SchemaLink to={call.answer} />, '. ']}
        {call.csv !== undefined && `CSV: ${call.csv}. `}
        {call.shared.length > 0 && `Takes what several take: ${call.shared.join(', ')}.`}
      </p>
      {call.parameters.length > 0 && <Parameters parameters={call.parameters} />}
    </Fold>
  </section>
);

const Group = ({ group }: { group: CallGroup }) => (
  <section aria-labelledby={group.name.toLowerCase()}>
    <h2 id={group.name.toLowerCase()}>{group.name}</h2>
    <p>{inline(group.description)}</p>
    {group.parameters.length > 0 && (
      <Fold name="What several of these take">
        <Parameters parameters={group.parameters} />
      </Fold>
    )}
    {group.headers.length > 0 && (
      <Fold name="Headers of answers">
        <Named list={group.headers} />
      </Fold>
    )}
    {group.problems.length > 0 && (
      <Fold name="What may come back instead">
        <Named list={group.problems} />
      </Fold>
    )}
    {group.calls.map((call) => (
      <CallView call={call} />
    ))}
  </section>
);

/** The description of the API as a page. */
export const DocsPage = ({ reference, view }: { reference: Reference; view: View }) => (
  <Layout
    title="API"
    view={view}
    about={{
      description: 'How programs ask the trade-dispute tracker and record in it: every call, its parameters and answers, with examples.',
    }}
  >
    <p class="lead">Every page is also data: add .json, .csv, .jsonl, .xlsx or .parquet to its address, and keep the filters.</p>
    <ul class="principles">
      <li>
        Asking takes no key. Recording takes a token, which <code>trade-disputes token create NAME --role editor</code> shows once; put it
        in place of TOKEN. A token of the role <code>contributor</code> only proposes (<code>propose=true</code>).
      </li>
      <li>
        Three clocks can be asked of almost everything: <code>on</code>, the day that the answer is about; <code>announced_by</code>, the
        day by which something must have been announced to count; and <code>known_at</code>, as of which instant it is known here. The same
        question with the same instant gives the same bytes for ever.
      </li>
      <li>
        Dates may be known to the day, the month or the year: <code>2024-08-05</code>, <code>2024-08</code>, <code>2024</code>.
      </li>
      <li>
        A question that is not understood is refused, never guessed at: a <a href="#Problem">Problem</a> names each wrong value and what
        would be right.
      </li>
      <li>What a call takes and gives is folded under its name. Searching in the page finds it, and unfolds it.</li>
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
        <section aria-labelledby="sheets">
          <h2 id="sheets">Sheets</h2>
          <p>
            What <a href="#postImports">POST /imports</a>, the page <code>/import</code> and <code>trade-disputes import</code> take: CSV
            UTF-8 or Excel. Columns may stand in any order. Names are understood where codes are.
          </p>
          {SHEET_KINDS.map((kind) => (
            <section class="schema">
              <Fold name={<h3>{SHEETS[kind].title}</h3>} id={`sheet-${kind}`}>
                <p>{SHEETS[kind].says}</p>
                <SheetColumns kind={kind} />
              </Fold>
            </section>
          ))}
        </section>
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
