import { allCandidates, areRegisteredAtMost, countCandidates, type MeasureCandidate } from '../db/candidates.ts';
import { partnersBySeq } from '../db/measures.ts';
import { type Connection, turn } from '../db/store.ts';
import { chunksOf, groupBy } from '../domain/group.ts';
import { abroad, EVERYTHING, jurisdictionOf, matchScope, type Scope, type ScopePartners, withUnions } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import type { MeasureFilters } from '../things/questions.ts';
import {
  coverageOf,
  decide,
  type Extent,
  entriesBySeq,
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
import { type AsOf, memoryByTracker, stateKey, type Tracker, viewAt } from './tracker.ts';

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

/** What is told of a row by itself; whom it affects hangs on all that it covers. */
type OwnFacet = Exclude<Facet, 'affected'>;

/** The values of a parameter that find a measure. */
type Values = (matched: Matched, view: AsOf) => readonly string[];

const VALUES: Readonly<Record<OwnFacet, Values>> = {
  status: ({ candidate: { status } }) => (isInForce(status) ? [status, 'active', 'all'] : [status, 'all']),
  type: ({ candidate }) => [candidate.type],
  imposed_by: ({ candidate: { imposed_by } }, { register, on }) => [imposed_by, ...register.membersOf(imposed_by, on)],
  direction: ({ candidate }) => [candidate.direction],
  formality: ({ candidate }) => [candidate.formality],
  dispute: ({ candidate: { dispute } }) => (dispute === null ? [] : [dispute]),
  lifting_agreed: ({ liftingOn }) => [String(liftingOn !== null)],
  match: ({ match }) => [match],
};

/** Does a measure meet what a question asks by one parameter? Bans have no base duties, which only those find who ask for them by type. */
const MEETS: Readonly<Record<OwnFacet, (asked: Prepared, matched: Matched) => boolean>> = {
  status: ({ filter: { status } }, { candidate }) =>
    status === 'all' || (status === 'active' ? isInForce(candidate.status) : status.includes(candidate.status)),
  type: ({ filter: { type } }, { candidate }) =>
    type === undefined ? !BASE_DUTY_TYPES.some((base) => base === candidate.type) : type.some((one) => one === candidate.type),
  imposed_by: ({ filter: { imposed_by } }, { candidate }) => imposed_by === undefined || imposed_by.includes(candidate.imposed_by),
  direction: ({ filter: { direction } }, { candidate }) => direction === undefined || direction === candidate.direction,
  formality: ({ filter: { formality } }, { candidate }) => formality === undefined || formality === candidate.formality,
  dispute: ({ filter: { dispute } }, { candidate }) => dispute === undefined || dispute === candidate.dispute,
  lifting_agreed: ({ filter: { lifting_agreed } }, { liftingOn }) =>
    lifting_agreed === undefined || lifting_agreed === (liftingOn !== null),
  match: ({ matches }, { match }) => isWanted(match, matches),
};
const OWN_FACETS = FACETS.filter((facet) => facet !== 'affected');

/** Counts the measures behind each value of the parameters that have few; `wanted`: of these parameters only. Throws `invalid` for a value that is not understood. */
export function countMeasureFacets(
  tracker: Tracker,
  question: MeasureQuestion,
  { most = MOST_COUNTED, wanted = FACETS }: { most?: number; wanted?: readonly Facet[] } = {},
): Promise<FacetCounts> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const fixed = { ...question, on: view.on, known_at: view.known_at };
    const asked = await prepare(connection, fixed, view);
    const areFew = await areRegisteredAtMost(connection, most);
    // Among many, what no product narrows is too much once its other filters are left out: that is not tried.
    const isTried = areFew || question.product !== undefined;
    const counts: Record<string, ReadonlyMap<string, number>> = {};
    let total: number | null = null;
    /** Counts facets over what the question leaves without some of its parameters, each over those that meet all others; false if that is too much. */
    const count = async (facets: readonly Facet[], own: readonly OwnFacet[], whole = asked): Promise<boolean> => {
      const homes = whole === asked;
      const walked = await prepare(connection, withoutFacets(fixed, homes ? own : [...own, 'affected']), view, { homes });
      if (own.includes('type')) walked.filter.withBaseDuties = true;
      const tally = await tallyOver(tracker, connection, { asked: whole, walked, own, most: areFew ? null : most }, facets);
      if (tally === null) return false;
      Object.assign(counts, tally.counts);
      if (homes) total = tally.total;
      return true;
    };
    // A company stands for its home only while no partner is asked.
    const isApart = question.affected !== undefined || question.exporter !== undefined;
    const together = isApart ? wanted.filter((facet) => facet !== 'affected') : wanted;
    if (isApart && wanted.includes('affected')) {
      const anybody = await prepare(connection, withoutFacets(fixed, ['affected']), view, { homes: false });
      if (!isTried || !(await count(['affected'], OWN_FACETS, anybody))) await count(['affected'], ['match'], anybody);
    }
    if (!isTried || !(await count(together, OWN_FACETS))) {
      // Of what is too much together, each by itself may not be.
      const apart = OWN_FACETS.filter((facet) => facet === 'status' || facet === 'type' || question[facet] !== undefined);
      for (const facet of apart) if (together.includes(facet)) await count([facet], [facet]);
      const others = together.filter((facet) => !apart.some((one) => one === facet));
      if (!(await count(others, ['match']))) total = isDecidedBySql(asked) ? await countCandidates(connection, asked.filter) : null;
    }
    return { total, counts };
  });
}

/** The question without some of its parameters. */
function withoutFacets(question: MeasureQuestion, facets: readonly Facet[]): MeasureQuestion {
  const others = Object.fromEntries(facets.map((facet) => [facet, undefined]));
  return { ...question, ...others, ...(facets.includes('status') && { status: 'all' as const }) };
}

/** What is walked: a question as it was asked, and without some parameters of its own, of which each may be met or not. */
interface Walk {
  asked: Prepared;
  walked: Prepared;
  own: readonly OwnFacet[];
  /** So many measures at most are walked; null: there are no more. */
  most: number | null;
}

/** The rows of a walk, and whom they affect. */
interface Walked {
  rows: readonly Matched[];
  partners: PartnersOf;
}

async function walk(connection: Connection, prepared: Prepared): Promise<Walked> {
  const rows: Matched[] = [];
  const all = await allCandidates(connection, prepared.filter);
  for (const some of chunksOf(all, BATCH)) {
    rows.push(...(await decide(connection, some, prepared)));
    // Others wait for the processor, not for this: nobody writes in between, as it is all one read.
    await turn();
  }
  return { rows, partners: new PartnersOf(prepared) };
}

/** What was walked lately: what asks for the same scopes on the same day is counted among the same rows, whatever else it asks. */
const walksKept = memoryByTracker<Walked>(8);

/** The rows that a walk goes through; null if they are too many. Candidates are counted first, so that no walk is given up. */
async function walkedRows(tracker: Tracker, connection: Connection, { asked, walked, own, most }: Walk): Promise<Walked | null> {
  const isShort = async (filter: Prepared['filter']) => most === null || (await countCandidates(connection, filter, most + 1)) <= most;
  const { kind, ...filter } = walked.filter;
  if (own.length === OWN_FACETS.length && (await isShort(filter))) {
    const { cut, ...question } = filter;
    const key = `${stateKey(walked.view)} ${JSON.stringify([question, walked.scope])}`;
    const { rows, partners } = await walksKept(tracker).of(key, () => walk(connection, { ...walked, filter }));
    return {
      rows: kind === undefined ? rows : rows.filter(({ candidate }) => candidate.kind === kind),
      partners: asked.matches === undefined ? partners : new PartnersOf(asked),
    };
  }
  return (await isShort(walked.filter)) ? { ...(await walk(connection, walked)), partners: new PartnersOf(asked) } : null;
}

/** Counts in one walk, each facet over what meets all other parameters; null if there is too much to walk. */
async function tallyOver(
  tracker: Tracker,
  connection: Connection,
  { asked, walked, own, most }: Walk,
  facets: readonly Facet[],
): Promise<{ total: number; counts: Record<string, Map<string, number>> } | null> {
  const found = await walkedRows(tracker, connection, { asked, walked, own, most });
  if (found === null) return null;
  const counts = Object.fromEntries(facets.map((facet) => [facet, new Map<string, number>()]));
  const judged = found.rows.map((one) => ({ one, unmet: own.filter((facet) => !MEETS[facet](asked, one)) }));
  const tell = (facet: Facet, values: readonly string[]): void => {
    const tally = counts[facet];
    for (const value of values) tally?.set(value, (tally.get(value) ?? 0) + 1);
  };
  for (const { one, unmet } of judged) {
    if (unmet.length > 1) continue;
    for (const facet of OWN_FACETS) if (unmet.length === 0 || unmet[0] === facet) tell(facet, VALUES[facet](one, asked.view));
  }
  if (facets.includes('affected')) {
    // How far a row meets the question hangs on who is affected: that is decided with each partner, not before.
    const reaching = judged.flatMap(({ one, unmet }) => (unmet.every((facet) => facet === 'match') ? [one.candidate] : []));
    const affected = await found.partners.of(connection, reaching);
    for (const candidate of reaching) tell('affected', affected(candidate));
  }
  const total = judged.filter(({ unmet }) => unmet.length === 0).length;
  return { total, counts };
}

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
  /** Whom each measure affects that was asked about. */
  readonly #affected = new Map<string, readonly string[]>();

  constructor(prepared: Prepared) {
    this.#prepared = prepared;
    this.#kinds = new PartnerKinds(prepared.view);
    const { register, on } = prepared.view;
    const { area } = prepared.scope;
    // Beside an area only its own jurisdiction, or a union of that, may be asked.
    const home = area === undefined ? undefined : jurisdictionOf(area);
    this.#codes = home === undefined ? [...register.jurisdictions.keys()] : withUnions(home, on, register);
    // How a partner is met hangs on all of a scope.
    this.#narrow = Object.keys(prepared.scope).length > 0 || prepared.matches !== undefined;
  }

  async of(connection: Connection, measures: readonly MeasureCandidate[]): Promise<(measure: MeasureCandidate) => readonly string[]> {
    const { view } = this.#prepared;
    const unknown = measures.filter(({ id }) => !this.#affected.has(id));
    for (const some of chunksOf(unknown, BATCH)) {
      const whole = some.filter((candidate) => this.#needsEntries(candidate));
      const seqs = whole.flatMap((candidate) => [...statusSeqsOf(candidate), candidate.coverage_seq]);
      const entries = await entriesBySeq(connection, seqs, view);
      const extents = await extentsOf(connection, whole, entries, view);
      for (const one of whole) this.#affected.set(one.id, this.#narrowed(one, coverageOf(entries, one), extents(one)));
      const others = some.filter((candidate) => !this.#needsEntries(candidate));
      const partners = await partnersBySeq(
        connection,
        others.flatMap((candidate) => candidate.coverage_seq ?? []),
      );
      for (const one of others)
        this.#affected.set(one.id, one.coverage_seq === null ? this.#unstated() : this.#named(one, partners.get(one.coverage_seq) ?? []));
      await turn();
    }
    return ({ id }) => this.#affected.get(id) ?? [];
  }

  /** What is exempt hangs together with who is affected, and so does an area that is asked, and what may be covered instead. */
  #needsEntries(candidate: MeasureCandidate): boolean {
    return this.#narrow || candidate.status === 'partially_lifted' || isOpen(candidate, this.#prepared.view.on);
  }

  /** It may affect anybody. */
  #unstated(): readonly string[] {
    return isWanted('unclear', this.#prepared.matches) ? this.#codes : [];
  }

  #named({ imposed_by }: MeasureCandidate, scopes: readonly ScopePartners[]): readonly string[] {
    return [...this.#reachedBy(abroad(scopes, imposed_by))];
  }

  #narrowed(candidate: MeasureCandidate, coverage: readonly Scope[], extents: readonly Extent[]): readonly string[] {
    const { scope: question, matches, view } = this.#prepared;
    if (candidate.coverage_seq === null) return this.#unstated();
    const [shown] = extents;
    const isFreed = (shown?.exemptions.length ?? 0) > 0;
    if (isFreed || extents.length > 1 || question.area !== undefined || matches !== undefined) {
      const all = extents.flatMap((extent) => [...abroad(extent.coverage, candidate.imposed_by), ...extent.exemptions]);
      return this.#alike(all).flatMap((codes) => {
        const match = metBy(candidate, extents, { ...question, affected: codes[0] }, view);
        return isWanted(match, matches) ? codes : [];
      });
    }
    const met = coverage.filter((scope) => !this.#narrow || matchOf(candidate, [scope], [], question, view) !== 'none');
    return this.#named(candidate, met);
  }

  /** Codes that some scopes can't tell apart together: the first stands for all. */
  #alike(scopes: readonly ScopePartners[]): [string, ...string[]][] {
    const named = jurisdictionsNamed(scopes);
    return [...groupBy(this.#codes, (code) => this.#kinds.of(code, named)).values()];
  }

  #reachedBy(scopes: readonly ScopePartners[]): Set<string> {
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
      codes = this.#alike([one]).flatMap((all) => (matchScope(one, { affected: all[0] }, on, register) === 'none' ? [] : all));
      this.#reached.set(key, codes);
    }
    return codes;
  }
}

/** The values of a filter that find a row, by filter. */
export type RowFacets<Question, Row> = { readonly [Name in keyof Question]?: (row: Row) => readonly string[] };

/** How often each value is there. */
export function tallyOf(values: readonly string[]): Map<string, number> {
  const tally = new Map<string, number>();
  for (const value of values) tally.set(value, (tally.get(value) ?? 0) + 1);
  return tally;
}

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
    counts[name] = tallyOf(rows.flatMap((row) => facets[name]?.(row) ?? []));
  }
  return { total: data?.length ?? null, counts };
}
