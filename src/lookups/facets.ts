import { allCandidates, countCandidates, type MeasureCandidate } from '../db/candidates.ts';
import { partnersBySeq } from '../db/measures.ts';
import { type Connection, turn } from '../db/store.ts';
import { groupBy } from '../domain/group.ts';
import { abroad, EVERYTHING, jurisdictionOf, matchScope, type Scope } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { MEASURE_TYPES } from '../domain/vocabulary.ts';
import type { Entry } from '../things/ledger.ts';
import type { MeasureFilters } from '../things/questions.ts';
import {
  coverageOf,
  decide,
  entriesBySeq,
  exemptionsOf,
  extentsOf,
  isDecidedBySql,
  isOpen,
  isWanted,
  type Matched,
  type MeasureQuestion,
  matchOf,
  metBy,
  type Prepared,
  prepare,
  statusSeqsOf,
} from './match.ts';
import { BATCH } from './paging.ts';
import { jurisdictionsNamed, PartnerKinds } from './partner-kinds.ts';
import { type Tracker, viewAt } from './tracker.ts';

/** How many rows each value of a parameter would leave, all other parameters being as they are. */
export interface FacetCounts {
  /** How many rows there are now; null where that would be too many to count. */
  total: number | null;
  /** By parameter and value; a parameter that would be too much to count is left out. */
  counts: Readonly<Record<string, ReadonlyMap<string, number>>>;
}

/** Beyond so many measures a page does without counts: they cost time with every measure. */
const MOST_COUNTED = 2000;

const FACETS = [
  'status',
  'type',
  'imposed_by',
  'affected',
  'direction',
  'formality',
  'dispute',
  'lifting_agreed',
  'match',
] as const satisfies (keyof MeasureFilters)[];
type Facet = (typeof FACETS)[number];

/** The values of a parameter that find a measure. */
type Values = (matched: Matched) => readonly string[];

const SIMPLE: Readonly<Record<Exclude<Facet, 'imposed_by' | 'affected'>, Values>> = {
  status: ({ candidate: { status } }) => (isInForce(status) ? [status, 'active', 'all'] : [status, 'all']),
  type: ({ candidate }) => [candidate.type],
  direction: ({ candidate }) => [candidate.direction],
  formality: ({ candidate }) => [candidate.formality],
  dispute: ({ candidate: { dispute } }) => (dispute === null ? [] : [dispute]),
  lifting_agreed: ({ liftingOn }) => [String(liftingOn !== null)],
  match: ({ match }) => [match],
};

/** What a facet is counted over: the question without its own parameter. */
function withoutFacet(question: MeasureQuestion, facet: Facet): MeasureQuestion {
  if (facet === 'status') return { ...question, status: 'all' };
  if (facet === 'type') return { ...question, type: MEASURE_TYPES };
  return { ...question, [facet]: undefined };
}

/** Counts the measures behind each value of the parameters that have few; `wanted`: of these parameters only. Throws `invalid` for a value that is not understood. */
export function countMeasureFacets(
  tracker: Tracker,
  question: MeasureQuestion,
  { most = MOST_COUNTED, wanted = FACETS }: { most?: number; wanted?: readonly Facet[] } = {},
): Promise<FacetCounts> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const fixed = { ...question, on: view.on, known_at: view.known_at };
    const counts: Record<string, ReadonlyMap<string, number>> = {};
    const base = await prepare(connection, fixed, view);
    const open: Facet[] = [];
    for (const facet of wanted) {
      // Bans have no base duties, which are found only by those who ask for them by type.
      // A company stands for its home only while no partner is asked.
      const apart =
        facet === 'status' || (facet === 'type' && question.kind !== 'ban') || (facet === 'affected' && question.exporter !== undefined);
      if (!apart && question[facet] === undefined) open.push(facet);
      else {
        const tally = await tallyOver(
          connection,
          await prepare(connection, withoutFacet(fixed, facet), view, { homes: facet !== 'affected' }),
          [facet],
          most,
        );
        if (tally) counts[facet] = tally.counts[0] as ReadonlyMap<string, number>;
      }
    }
    const tally = await tallyOver(connection, base, open, most);
    for (const [index, facet] of open.entries()) if (tally) counts[facet] = tally.counts[index] as ReadonlyMap<string, number>;
    const total = tally?.total ?? (isDecidedBySql(base) ? await countCandidates(connection, base.filter) : null);
    return { total, counts };
  });
}

/** Counts in one walk; null if there is too much to walk. Candidates are counted first, so that no walk is given up. */
async function tallyOver(
  connection: Connection,
  prepared: Prepared,
  facets: readonly Facet[],
  most: number,
): Promise<{ total: number; counts: Map<string, number>[] } | null> {
  if ((await countCandidates(connection, prepared.filter, most + 1)) > most) return null;
  const { register, on } = prepared.view;
  const tallies = facets.map(() => new Map<string, number>());
  const partners = facets.includes('affected') ? new PartnersOf(prepared) : undefined;
  let total = 0;
  const all = await allCandidates(connection, prepared.filter);
  for (let at = 0; at < all.length; at += BATCH) {
    const matched = await decide(connection, all.slice(at, at + BATCH), prepared);
    total += matched.length;
    // Others wait for the processor, not for this: nobody writes in between, as it is all one read.
    await turn();
    if (partners)
      await partners.load(
        connection,
        matched.map(({ candidate }) => candidate),
      );
    for (const one of matched) {
      const { candidate } = one;
      for (const [index, facet] of facets.entries()) {
        const values =
          facet === 'imposed_by'
            ? [candidate.imposed_by, ...register.membersOf(candidate.imposed_by, on)]
            : facet === 'affected'
              ? (partners?.of(candidate) ?? [])
              : SIMPLE[facet](one);
        const tally = tallies[index] as Map<string, number>;
        for (const value of values) tally.set(value, (tally.get(value) ?? 0) + 1);
      }
    }
  }
  return { total, counts: tallies };
}

/** What a scope says of whom it reaches. */
type Partners = Pick<Scope, 'partners' | 'excluded'>;

/**
 * Whom measures affect, by the same rule that decides the list. A scope reaches whom any of its partners reaches, and there are few
 * partners and many scopes: each partner is decided once.
 */
class PartnersOf {
  readonly #prepared: Prepared;
  readonly #codes: readonly string[];
  readonly #reached = new Map<string, readonly string[]>();
  readonly #kinds: PartnerKinds;
  /** The question narrows scopes by more than partners. */
  readonly #narrow: boolean;
  #entries: ReadonlyMap<number, Entry> = new Map();
  #extents: Awaited<ReturnType<typeof extentsOf>> = () => [];
  #partners: ReadonlyMap<number, readonly Partners[]> = new Map();

  constructor(prepared: Prepared) {
    this.#prepared = prepared;
    this.#kinds = new PartnerKinds(prepared.view);
    const { register, on } = prepared.view;
    const { area } = prepared.scope;
    // Beside an area only its own jurisdiction, or a union of that, may be asked.
    const home = area === undefined ? undefined : jurisdictionOf(area);
    this.#codes = home === undefined ? [...register.jurisdictions.keys()] : [home, ...register.unionsOf(home, on)];
    // How a partner is met hangs on all of a scope.
    this.#narrow = Object.keys(prepared.scope).length > 0 || prepared.matches !== undefined;
  }

  async load(connection: Connection, candidates: readonly MeasureCandidate[]): Promise<void> {
    const whole = candidates.filter((candidate) => this.#needsEntries(candidate));
    const others = candidates.filter((candidate) => !this.#needsEntries(candidate));
    this.#entries = await entriesBySeq(
      connection,
      whole.flatMap((candidate) => [...statusSeqsOf(candidate), candidate.coverage_seq]),
      this.#prepared.view,
    );
    this.#extents = await extentsOf(connection, whole, this.#entries, this.#prepared.view);
    this.#partners = await partnersBySeq(
      connection,
      others.flatMap((candidate) => candidate.coverage_seq ?? []),
    );
  }

  /** What is exempt hangs together with who is affected, and so does an area that is asked, and what may be covered instead. */
  #needsEntries(candidate: MeasureCandidate): boolean {
    return this.#narrow || candidate.status === 'partially_lifted' || isOpen(candidate, this.#prepared.view.on);
  }

  of(candidate: MeasureCandidate): Iterable<string> {
    const { scope: question, matches, view } = this.#prepared;
    const { imposed_by } = candidate;
    if (candidate.coverage_seq === null) return isWanted('unclear', matches) ? this.#codes : [];
    if (!this.#needsEntries(candidate)) return this.#reachedBy(abroad(this.#partners.get(candidate.coverage_seq) ?? [], imposed_by));
    const coverage = coverageOf(this.#entries, candidate);
    const extents = this.#extents(candidate);
    const isFreed = exemptionsOf(this.#entries, candidate).length > 0;
    if (isFreed || extents.length > 1 || question.area !== undefined || matches !== undefined) {
      const all = extents.flatMap((extent) => [...abroad(extent.coverage, imposed_by), ...extent.exemptions]);
      return this.#alike(all).flatMap((codes) => {
        const match = metBy(candidate, extents, { ...question, affected: codes[0] as string }, view);
        return isWanted(match, matches) ? codes : [];
      });
    }
    const met = coverage.filter((scope) => !this.#narrow || matchOf(candidate, [scope], [], question, view) !== 'none');
    return this.#reachedBy(abroad(met, imposed_by));
  }

  /** Codes that some scopes can't tell apart together: the first stands for all. */
  #alike(scopes: readonly Partners[]): string[][] {
    const named = jurisdictionsNamed(scopes);
    return [...groupBy(this.#codes, (code) => this.#kinds.of(code, named)).values()];
  }

  #reachedBy(scopes: readonly Partners[]): Set<string> {
    const reached = new Set<string>();
    for (const { partners, excluded } of scopes)
      for (const partner of partners.length === 0 ? ['*'] : partners) for (const code of this.#reach(partner, excluded)) reached.add(code);
    return reached;
  }

  /** Whom one partner of a scope reaches. */
  #reach(partner: string, excluded: readonly string[]): readonly string[] {
    const key = `${partner} ${excluded.join(' ')}`;
    let codes = this.#reached.get(key);
    if (codes === undefined) {
      const { on, register } = this.#prepared.view;
      const one: Scope = { ...EVERYTHING, partners: [partner], excluded };
      codes = this.#alike([one]).flatMap((all) => (matchScope(one, { affected: all[0] as string }, on, register) === 'none' ? [] : all));
      this.#reached.set(key, codes);
    }
    return codes;
  }
}

/** The values of a filter that find a row, by filter. */
export type RowFacets<Question, Row> = { readonly [Name in keyof Question]?: (row: Row) => readonly string[] };

/** Counts over the rows of a list: each filter over those that all the others leave, where they are not too many to be read (null). */
export async function countRowFacets<Question extends object, Row>(
  question: Question,
  read: (question: Question) => Promise<readonly Row[] | null>,
  facets: RowFacets<Question, Row>,
): Promise<FacetCounts> {
  const data = await read(question);
  const counts: Record<string, ReadonlyMap<string, number>> = {};
  for (const name of Object.keys(facets) as (keyof Question & string)[]) {
    const rows = question[name] === undefined ? data : await read({ ...question, [name]: undefined });
    if (rows === null) continue;
    const tally = new Map<string, number>();
    for (const value of rows.flatMap((row) => facets[name]?.(row) ?? [])) tally.set(value, (tally.get(value) ?? 0) + 1);
    counts[name] = tally;
  }
  return { total: data?.length ?? null, counts };
}
