import type { MeasureCandidate } from '../db/measures.ts';
import type { Register } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import type { Entry } from '../domain/ledger.ts';
import type { ScopeQuestion } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { MEASURE_TYPES } from '../domain/vocabulary.ts';
import {
  BATCH,
  batches,
  coverageOf,
  entriesBySeq,
  exemptionsOf,
  type MeasureQuestion,
  matchOf,
  type Prepared,
  prepare,
} from './match-measures.ts';
import { type Tracker, viewAt } from './tracker.ts';

/** How many rows each value of a parameter would leave, all other parameters being as they are. */
export interface FacetCounts {
  /** How many rows there are now; null where that would be too many to count. */
  total: number | null;
  /** By parameter and value; a parameter that would be too much to count is left out. */
  counts: Readonly<Record<string, ReadonlyMap<string, number>>>;
}

/** Beyond so many measures a page does without counts: they cost time with every measure. */
export const MOST_COUNTED = 5000;

type Facet = 'status' | 'imposed_by' | 'affected' | 'type' | 'direction' | 'formality' | 'dispute' | 'lifting_agreed';

/** The values of a parameter that find a measure. */
type Values = (candidate: MeasureCandidate, liftingOn: string | null) => readonly string[];

const SIMPLE: Readonly<Partial<Record<Facet, Values>>> = {
  status: ({ status }) => (isInForce(status) ? [status, 'active', 'all'] : [status, 'all']),
  type: ({ type }) => [type],
  direction: ({ direction }) => [direction],
  formality: ({ formality }) => [formality],
  dispute: ({ dispute }) => (dispute === null ? [] : [dispute]),
  lifting_agreed: (_candidate, liftingOn) => [String(liftingOn !== null)],
};

/** What a facet is counted over: the question without its own parameter. */
function withoutFacet(question: MeasureQuestion, facet: Facet): MeasureQuestion {
  if (facet === 'status') return { ...question, status: 'all' };
  // Base duties are found only by those who ask for them by type.
  if (facet === 'type') return { ...question, type: MEASURE_TYPES };
  return { ...question, [facet]: undefined };
}

/** Counts the measures behind each value of the parameters that have few. Throws `invalid` for a value that is not understood. */
export function countMeasureFacets(tracker: Tracker, question: MeasureQuestion): Promise<FacetCounts> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const fixed = { ...question, on: view.on, known_at: view.known_at };
    const counts: Record<string, ReadonlyMap<string, number>> = {};
    const base = await prepare(connection, fixed, view);
    const open: Facet[] = [];
    for (const facet of ['status', 'type', 'imposed_by', 'affected', 'direction', 'formality', 'dispute', 'lifting_agreed'] as const) {
      if (facet !== 'status' && facet !== 'type' && question[facet] === undefined) open.push(facet);
      else {
        const tally = await tallyOver(connection, await prepare(connection, withoutFacet(fixed, facet), view), [facet]);
        if (tally) counts[facet] = tally.counts[0] as ReadonlyMap<string, number>;
      }
    }
    const tally = await tallyOver(connection, base, open);
    for (const [index, facet] of open.entries()) if (tally) counts[facet] = tally.counts[index] as ReadonlyMap<string, number>;
    return { total: tally?.total ?? null, counts };
  });
}

/** Counts in one walk; null if there is too much to walk. */
async function tallyOver(
  connection: Connection,
  prepared: Prepared,
  facets: readonly Facet[],
): Promise<{ total: number; counts: Map<string, number>[] } | null> {
  const { register, on } = prepared.view;
  const tallies = facets.map(() => new Map<string, number>());
  const partners = facets.includes('affected') ? new PartnersOf(prepared) : undefined;
  let total = 0;
  for await (const matched of batches(connection, prepared, undefined, BATCH)) {
    total += matched.length;
    if (total > MOST_COUNTED) return null;
    // Others wait for the processor, not for this: nobody writes in between, as it is all one read.
    await new Promise((resolve) => setImmediate(resolve));
    if (partners)
      await partners.load(
        connection,
        matched.map(({ candidate }) => candidate),
      );
    for (const { candidate, liftingOn } of matched)
      for (const [index, facet] of facets.entries()) {
        const values =
          facet === 'imposed_by'
            ? [candidate.imposed_by, ...register.membersOf(candidate.imposed_by, on)]
            : facet === 'affected'
              ? (partners?.of(candidate) ?? [])
              : (SIMPLE[facet]?.(candidate, liftingOn) ?? []);
        const tally = tallies[index] as Map<string, number>;
        for (const value of values) tally.set(value, (tally.get(value) ?? 0) + 1);
      }
  }
  return { total, counts: tallies };
}

/** Whom measures affect, by the same rule that decides the list; many measures cover alike, so each coverage is decided once. */
class PartnersOf {
  readonly #question: ScopeQuestion;
  readonly #prepared: Prepared;
  readonly #codes: readonly string[];
  readonly #decided = new Map<string, readonly string[]>();
  #entries: ReadonlyMap<number, Entry> = new Map();

  constructor(prepared: Prepared) {
    this.#prepared = prepared;
    this.#question = prepared.scope;
    this.#codes = codesOf(prepared.view.register);
  }

  async load(connection: Connection, candidates: readonly MeasureCandidate[]): Promise<void> {
    this.#entries = await entriesBySeq(
      connection,
      candidates.flatMap((candidate) => [candidate.status_seq, candidate.coverage_seq]),
    );
  }

  of(candidate: MeasureCandidate): readonly string[] {
    const coverage = coverageOf(this.#entries, candidate);
    const exemptions = exemptionsOf(this.#entries, candidate);
    const key = JSON.stringify([coverage, exemptions, candidate.direction]);
    let codes = this.#decided.get(key);
    if (codes === undefined) {
      codes = this.#codes.filter(
        (affected) => matchOf(candidate, coverage, exemptions, { ...this.#question, affected }, this.#prepared.view) !== 'none',
      );
      this.#decided.set(key, codes);
    }
    return codes;
  }
}

const codesOf = (register: Register): readonly string[] => [...register.jurisdictions.keys()];
