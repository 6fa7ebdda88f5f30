import { selectProposals } from '../../db/proposals.ts';
import type { Connection } from '../../db/store.ts';
import { companyKey } from '../../domain/company.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { ProposedCall } from '../../things/proposal.ts';

// What waits for a review already: a document that says the same proposes it no second time, as only one of the two could be accepted.

/** What proposals that wait would register and change, each with the number of the proposal. */
export interface Waiting {
  measures: ReadonlyMap<string, number>;
  sources: ReadonlyMap<string, number>;
  /** Ids of companies. */
  exporters: ReadonlyMap<string, number>;
  /** By the keys of their names. */
  companies: ReadonlyMap<string, number>;
  /** Measures that stand here, and would change. */
  changed: ReadonlyMap<string, number>;
}

/** What is new in a document is proposed already. */
export class Waits extends TrackerError {
  readonly proposal: number;

  constructor(what: string, proposal: number) {
    super(
      'conflict',
      `${what} stands in proposal ${proposal} already, which waits for a review: propose this document again once that is settled`,
    );
    this.proposal = proposal;
  }
}

type Call = Pick<ProposedCall, 'method' | 'path'> & { body: ProposedCall['body'] | null };

/** What waits now; `without`: a proposal that does not count. A sheet tells only by being read what it would do, and is left out. */
export async function readWaiting(connection: Connection, without: number | null): Promise<Waiting> {
  const waiting = {
    measures: new Map<string, number>(),
    sources: new Map<string, number>(),
    exporters: new Map<string, number>(),
    companies: new Map<string, number>(),
    changed: new Map<string, number>(),
  };
  // Of several the oldest is named.
  for (const { id, calls } of await selectProposals(connection, { state: 'open' })) {
    if (id === without) continue;
    for (const { method, path, body } of JSON.parse(calls) as Call[]) {
      const own = typeof body?.id === 'string' ? body.id : null;
      const changed = /^\/measures\/([^/]+)/.exec(path)?.[1];
      if (changed !== undefined) waiting.changed.set(changed, id);
      if (method !== 'POST' || own === null) continue;
      if (path === '/measures') waiting.measures.set(own, id);
      else if (path === '/sources') waiting.sources.set(own, id);
      else if (path === '/exporters') {
        waiting.exporters.set(own, id);
        if (typeof body?.name === 'string') waiting.companies.set(companyKey(body.name), id);
      }
    }
  }
  return waiting;
}
