import type { ProposalState } from '../domain/vocabulary.ts';
import { grouped } from '../domain/words.ts';
import type { Proposal, ProposalRow } from '../things/proposal.ts';
import { DataLinks, Layout } from './frame.tsx';
import { WhyRefused } from './parts/badges.tsx';
import { minuteOf } from './parts/days.tsx';
import { EffectShown } from './parts/effect.tsx';
import { Fact, joined } from './parts/facts.tsx';
import { Table } from './parts/table.tsx';
import { plural, words } from './parts/words.ts';
import type { View } from './view.ts';

const By = ({ name, at }: { name: string; at: string }) => (
  <>
    <bdi>{name}</bdi>, <time dateTime={at}>{minuteOf(at)}</time>
  </>
);

/** What became of a proposal, in a sentence. */
const Standing = ({ of }: { of: ProposalRow }) => {
  const { state, reviewer, reviewed_at, reason } = of;
  if (reviewer === null || reviewed_at === null) return <>waits for a review</>;
  return (
    <>
      {state} by <By name={reviewer} at={reviewed_at} />
      {reason !== null && <span class="note block" dir="auto">{`“${reason}”`}</span>}
    </>
  );
};

interface TableProps {
  rows: readonly ProposalRow[];
  view: View;
  /** Those in this state alone; undefined for all. */
  state: ProposalState | undefined;
  /** Whoever looks sees their own alone. */
  isOwn: boolean;
}

const NONE: Readonly<Record<ProposalState | 'all', readonly [own: string, all: string]>> = {
  all: ['You have proposed nothing yet.', 'Nobody has proposed anything yet.'],
  open: ['Nothing that you proposed waits for a review.', 'Nothing waits for a review.'],
  accepted: ['Nothing that you proposed was accepted yet.', 'No proposal was accepted yet.'],
  rejected: ['Nothing that you proposed was rejected.', 'No proposal was rejected.'],
};

/** Proposals as rows. */
export const ProposalsTable = ({ rows, view, state, isOwn }: TableProps) => (
  <Table
    caption="Proposals, the newest first"
    rows={rows}
    empty={NONE[state ?? 'all'][isOwn ? 0 : 1]}
    columns={[
      {
        name: 'Proposal',
        names: true,
        cell: (row) => (
          <a href={view.href(row.href)}>
            {`#${row.id} `}
            <bdi>{row.title}</bdi>
          </a>
        ),
      },
      { name: 'Entries', kind: 'amount', cell: (row) => row.entries },
      { name: 'Proposed by', cell: (row) => <By name={row.author} at={row.proposed_at} /> },
      {
        name: 'State',
        cell: (row) => (
          <>
            <Standing of={row} />
            {row.rivals.length > 0 && (
              <span class="note block">
                {'touches the same as '}
                {joined(
                  row.rivals.map((id) => <a href={view.href(`/proposals/${id}`)}>#{id}</a>),
                  ', ',
                )}
              </span>
            )}
          </>
        ),
      },
    ]}
  />
);

interface PageProps {
  proposal: Proposal;
  view: View;
  /** What who looks at it may do. */
  may: { accept: boolean; reject: boolean };
  /** Why what was asked was not done. */
  problem?: string | undefined;
  /** A reason that was typed and not taken. */
  reason?: string | undefined;
}

const MovedOn = ({ proposal: { differences } }: { proposal: Proposal }) => (
  <section class="problem" role="alert" aria-labelledby="moved">
    <h2 id="moved">The ledger has moved on</h2>
    <p>What this would do now is not what was shown when it was made, so it can’t be accepted. Reject it, and let it be made anew.</p>
    <ul>
      {differences.map((text) => (
        <li>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  </section>
);

/** The other proposals that wait and touch the same. */
const Clashes = ({ proposal: { clashes }, view }: { proposal: Proposal; view: View }) => (
  <section aria-labelledby="clashes">
    <h2 id="clashes">Others wait that touch the same</h2>
    <p>Once one of them is accepted, this may no longer do what was shown. Look at them together.</p>
    <ul>
      {clashes.map(({ proposal, title, author, about, count }) => (
        <li>
          <a href={view.href(`/proposals/${proposal}`)}>
            {`#${proposal} `}
            <bdi>{title}</bdi>
          </a>
          {', by '}
          <bdi>{author}</bdi>
          {': '}
          {about.map((thing) => nameOfThing(thing, view)).join(', ')}
          {count > about.length && ` and ${count - about.length} more`}
        </li>
      ))}
    </ul>
  </section>
);

/** What was touched, as people know it. */
function nameOfThing(thing: string, { names }: View): string {
  const [kind = '', id = ''] = thing.split(' ');
  const called = kind === 'measure' ? names.measures.get(id) : kind === 'dispute' ? names.disputes.get(id) : names.exporters.get(id);
  return called ?? words(thing);
}

const Facts = ({ proposal, view }: { proposal: Proposal; view: View }) => {
  const { author, proposed_at, note, sheet_bytes, shown, first_seq, last_seq } = proposal;
  return (
    <dl class="facts">
      <Fact name="Proposed by">
        <By name={author} at={proposed_at} />
      </Fact>
      {note !== null && (
        <>
          <dt>Note</dt>
          <dd class="lines" dir="auto">
            {note}
          </dd>
        </>
      )}
      <Fact name="State">
        <Standing of={proposal} />
      </Fact>
      <Fact name="Adds">
        {plural(shown.entries, ['entry', 'entries'])} to the ledger
        {sheet_bytes !== null && `, out of a sheet of ${grouped(sheet_bytes)} bytes`}
      </Fact>
      {first_seq !== null && last_seq !== null && (
        <Fact name="Recorded as">
          {first_seq === last_seq ? `entry #${first_seq}` : `entries #${first_seq} to #${last_seq}`}{' '}
          <a href={view.href('/status-changes', { by: ['recorded'] })}>What was recorded lately</a>
        </Fact>
      )}
    </dl>
  );
};

/** One proposal: what it would change beside what stands there now, and the decision, for who may take it. */
export const ProposalPage = ({ proposal, view, may, problem, reason = '' }: PageProps) => {
  const { id, title, calls, shown, now, moved_on, href } = proposal;
  const csrf = view.visitor?.csrf ?? '';
  return (
    <Layout title={title} view={view} kicker={<a href={view.href('/proposals')}>Proposal {id}</a>}>
      <WhyRefused why={problem} />
      <DataLinks json={`${href}.json`} />
      <Facts proposal={proposal} view={view} />
      {moved_on === true && <MovedOn proposal={proposal} />}
      {proposal.clashes.length > 0 && <Clashes proposal={proposal} view={view} />}
      <h2>What it changes</h2>
      {now !== null && <EffectShown effect={now} view={view} caption="What it would change now" />}
      {(now === null || moved_on === true) && <EffectShown effect={shown} view={view} caption="What was shown when it was made" />}
      {may.reject && <h2>Decide</h2>}
      {may.accept && moved_on === false && (
        <form class="record" action={`${href}/acceptance`} method="post">
          <input type="hidden" name="csrf" value={csrf} />
          <p class="actions">
            <button type="submit">Accept and record</button>
            <span class="note">Exactly this is recorded, in the names of the author and of you.</span>
          </p>
        </form>
      )}
      {may.reject && (
        <form class="record" action={`${href}/rejection`} method="post">
          <input type="hidden" name="csrf" value={csrf} />
          <div class="field">
            <label for="reason">Why it is sent back</label>
            <textarea id="reason" name="reason" rows={2} required>
              {reason}
            </textarea>
          </div>
          <p class="actions">
            <button type="submit" class="quiet">
              {view.visitor?.name === proposal.author ? 'Take it back' : 'Reject'}
            </button>
          </p>
        </form>
      )}
      <h2>{calls.length === 1 ? 'The call' : 'The calls'}</h2>
      {calls.map(({ method, path, body }) => (
        <details>
          <summary>
            <code>{`${method} ${path}`}</code>
          </summary>
          {body === null ? (
            <p class="note">The sheet is kept with the proposal.</p>
          ) : (
            <pre>
              <code>{JSON.stringify(body, null, 2)}</code>
            </pre>
          )}
        </details>
      ))}
    </Layout>
  );
};
