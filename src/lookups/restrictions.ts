import { type ActiveMeasure, activeMeasures } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import type { Day } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { abroad, EVERYTHING, isForEverybody, jurisdictionOf, type ScopePartners } from '../domain/scope.ts';
import type { Restriction } from '../things/answers.ts';
import { type Extent, entriesBySeq, extentsOf, isOpen, metBy, statusSeqsOf } from './match.ts';
import { jurisdictionsNamed, PartnerKinds } from './partner-kinds.ts';
import { type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

interface RestrictionList extends ReadAt {
  data: Restriction[];
}

/**
 * Who restricts whose trade on a day, the pairs with the most measures first. There is a pair for each economy that a measure in force of that
 * imposer itself names (an area counts for its jurisdiction), with as many measures as the list of that imposer and that affected has: what hits
 * everybody or a union is among them, and what may hit it as its coverage is not known, whoever is excluded or wholly exempt is not. `*` is for the measures on everybody.
 */
export function listRestrictions(tracker: Tracker, clocks: Clocks): Promise<RestrictionList> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const measures = await activeMeasures(connection, view.on, view);
    const reach = new Reach(view, await extentsOfOthers(connection, measures, view));
    const byImposer = groupBy(alike(measures, view.on), ({ measure }) => measure.imposed_by);
    const data = [...byImposer.keys()].flatMap((imposed_by): Restriction[] => {
      const own = byImposer.get(imposed_by) ?? [];
      // A member imposes what its union imposes, and stands beside it for those whom it restricts by itself.
      const all = [...own, ...view.register.unionsOf(imposed_by, view.on).flatMap((code) => byImposer.get(code) ?? [])];
      const named = own.flatMap(({ measure }) => reach.namedBy(measure).filter((code) => reach.meets(measure, code)));
      return [...new Set(named)].map((affected) => {
        const counts = { ban: 0, tariff: 0 };
        for (const { measure, count } of all) if (reach.meets(measure, affected)) counts[measure.kind] += count;
        return { imposed_by, affected, bans: counts.ban, tariffs: counts.tariff };
      });
    });
    const total = ({ bans, tariffs }: Restriction): number => bans + tariffs;
    const key = ({ imposed_by, affected }: Restriction): string => `${imposed_by} ${affected}`;
    data.sort((a, b) => total(b) - total(a) || (key(a) < key(b) ? -1 : 1));
    return { ...readIn(view), data };
  });
}

/** Measures that answer alike, with how many there are: of one imposer and kind, on the same partners. What is freed in part, or open, is alone. */
function alike(measures: readonly ActiveMeasure[], on: Day): { measure: ActiveMeasure; count: number }[] {
  const groups = groupBy(measures, (measure) =>
    isAlone(measure, on)
      ? measure.id
      : JSON.stringify([measure.imposed_by, measure.kind, measure.scopes.map(({ partners, excluded }) => [partners, excluded])]),
  );
  return [...groups.values()].map((group) => ({ measure: group[0], count: group.length }));
}

/** How far measures reach that are decided by themselves, from their whole entries: what is exempt hangs together with who is affected. */
async function extentsOfOthers(
  connection: Connection,
  measures: readonly ActiveMeasure[],
  view: AsOf,
): Promise<ReadonlyMap<string, readonly Extent[]>> {
  const alone = measures.filter((measure) => isAlone(measure, view.on));
  const entries = await entriesBySeq(
    connection,
    alone.flatMap((measure) => [...statusSeqsOf(measure), measure.coverage_seq]),
    view,
  );
  const extents = await extentsOf(connection, alone, entries, view);
  return new Map(alone.map((measure) => [measure.id, extents(measure)]));
}

const isAlone = (measure: ActiveMeasure, on: Day): boolean => measure.status === 'partially_lifted' || isOpen(measure, on);

/** Whom scopes name: jurisdictions, those of areas, and `*`. */
function namedIn(scopes: readonly ScopePartners[]): string[] {
  const codes = scopes.flatMap((scope) => (isForEverybody(scope) ? ['*', ...scope.partners] : scope.partners));
  return [...new Set(codes.map((code) => (code === '*' ? code : jurisdictionOf(code))))];
}

/** Something by which a measure may meet partners, and whom it is known to meet. */
interface Way {
  extents: readonly Extent[];
  met: Map<string, boolean>;
}

/**
 * Whether measures meet a partner, by the rule that decides the list. Scopes add up, and so do the partners of a scope: there are few
 * of them and many measures, so each is decided once. A measure that is freed in part, or may reach otherwise than is shown, is decided by itself.
 */
class Reach {
  readonly #view: AsOf;
  readonly #others: ReadonlyMap<string, readonly Extent[]>;
  readonly #kinds: PartnerKinds;
  readonly #named = new Map<string, ReadonlySet<string>>();
  /** By partner and who is left out: one way for all measures that have it. */
  readonly #shared = new Map<string, Way>();
  readonly #ways = new Map<string, readonly Way[]>();

  constructor(view: AsOf, others: ReadonlyMap<string, readonly Extent[]>) {
    this.#view = view;
    this.#others = others;
    this.#kinds = new PartnerKinds(view);
  }

  /** Whom a measure names, or may. */
  namedBy({ id, scopes }: ActiveMeasure): string[] {
    const others = this.#others.get(id) ?? [];
    return namedIn([...scopes, ...others.flatMap(({ coverage }) => coverage)]);
  }

  meets(measure: ActiveMeasure, affected: string): boolean {
    // What nobody said the coverage of may meet any economy, and is not known to be on everybody.
    if (measure.coverage_seq === null) return affected !== '*';
    const others = this.#others.get(measure.id);
    const key = others === undefined ? affected : this.#kindOf(affected, measure, others);
    return this.#waysOf(measure).some(({ extents, met }) => {
      const known = met.get(key) ?? this.#decide(measure, extents, affected);
      met.set(key, known);
      return known;
    });
  }

  #waysOf({ id, imposed_by, scopes }: ActiveMeasure): readonly Way[] {
    const known = this.#ways.get(id);
    if (known !== undefined) return known;
    const others = this.#others.get(id);
    const shared = () =>
      abroad(scopes, imposed_by).flatMap(({ partners, excluded }) =>
        (partners.length === 0 ? ['*'] : partners).map((partner) => this.#sharedWay(partner, excluded)),
      );
    const ways = others === undefined ? [...new Set(shared())] : [{ extents: others, met: new Map<string, boolean>() }];
    this.#ways.set(id, ways);
    return ways;
  }

  #sharedWay(partner: string, excluded: readonly string[]): Way {
    const key = `${partner} ${excluded.join()}`;
    const way = this.#shared.get(key) ?? {
      extents: [{ coverage: [{ ...EVERYTHING, partners: [partner], excluded }], exemptions: [] }],
      met: new Map<string, boolean>(),
    };
    this.#shared.set(key, way);
    return way;
  }

  /** Of whom its scopes can't tell apart one is decided for all. */
  #kindOf(affected: string, { id, imposed_by }: ActiveMeasure, others: readonly Extent[]): string {
    let named = this.#named.get(id);
    if (named === undefined) {
      named = jurisdictionsNamed(others.flatMap(({ coverage, exemptions }) => [...abroad(coverage, imposed_by), ...exemptions]));
      this.#named.set(id, named);
    }
    return affected === '*' ? affected : this.#kinds.of(affected, named);
  }

  #decide(measure: ActiveMeasure, extents: readonly Extent[], affected: string): boolean {
    // Everybody is met by what is said of everybody.
    const [asked, question] =
      affected === '*'
        ? [extents.map(({ coverage, exemptions }) => ({ coverage: coverage.filter(isForEverybody), exemptions })), {}]
        : [extents, { affected }];
    return metBy(measure, asked, question, this.#view) !== 'none';
  }
}
