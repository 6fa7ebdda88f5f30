import { selectProposals, touchedBy } from '../../db/proposals.ts';
import type { Connection } from '../../db/store.ts';
import { companyKey } from '../../domain/company.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { Thing } from '../../domain/vocabulary.ts';
import type { ProposedCall } from '../../things/proposal.ts';

// What waits for a review already: a document that says the same proposes it no second time, as only one of the two could be accepted.

/** What proposals that wait would register and change, each with the number of the proposal. */
export interface Waiting {
  /** New ones, and those that stand here and would change. */
  measures: ReadonlyMap<string, number>;
  sources: ReadonlyMap<string, number>;
  /** Ids of companies. */
  exporters: ReadonlyMap<string, number>;
  /** By the keys of their names. */
  companies: ReadonlyMap<string, number>;
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

/** What waits now, in calls or in sheets; `without`: a proposal that does not count. A sheet does not tell companies by their names. */
export async function readWaiting(connection: Connection, without: number | null): Promise<Waiting> {
  const touched = [...(await touchedBy(connection, without))].map(
    ([thing, id]) => [...(thing.split(' ') as [string, string]), id] as const,
  );
  const of = (kind: Thing) => new Map(touched.flatMap(([thing, own, id]) => (thing === kind ? [[own, id] as const] : [])));
  const companies = new Map<string, number>();
  // Of several the oldest is named.
  for (const { id, calls } of await selectProposals(connection, { state: 'open' })) {
    if (id === without) continue;
    for (const { method, path, body } of JSON.parse(calls) as Call[])
      if (method === 'POST' && path === '/exporters' && typeof body?.name === 'string') companies.set(companyKey(body.name), id);
  }
  return { measures: of('measure'), sources: of('source'), exporters: of('exporter'), companies };
}
