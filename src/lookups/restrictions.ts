import { type ActiveMeasure, activeMeasures } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { groupBy } from '../domain/group.ts';
import { abroad, EVERYTHING, isForEverybody, jurisdictionOf, type Scope } from '../domain/scope.ts';
import type { Restriction } from '../things/answers.ts';
import type { Entry } from '../things/ledger.ts';
import { coverageOf, entriesBySeq, exemptionsOf, matchOf, statusSeqsOf } from './match.ts';
import { type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

interface RestrictionList extends ReadAt {
  data: Restriction[];
}

/**
 * Who restricts whose trade on a day, the pairs with the most measures first. There is a pair for each economy that a measure in force of that
 * imposer itself names (an area counts for its jurisdiction), with as many measures as the list of that imposer and that affected has: what hits
 * everybody or a union is among them, whoever is excluded or wholly exempt is not. `*` is for the measures on everybody.
 */
export function listRestrictions(tracker: Tracker, clocks: Clocks): Promise<RestrictionList> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const measures = await activeMeasures(connection, view.on, view);
    const reach = new Reach(view, await entriesOfFreed(connection, measures, view));
    const byImposer = groupBy(alike(measures), ({ measure }) => measure.imposed_by);
    const data = [...byImposer.keys()].flatMap((imposed_by): Restriction[] => {
      const own = byImposer.get(imposed_by) ?? [];
      // A member imposes what its union imposes, and stands beside it for those whom it restricts by itself.
      const all = [...own, ...view.register.unionsOf(imposed_by, view.on).flatMap((code) => byImposer.get(code) ?? [])];
      const named = own.flatMap(({ measure }) => namedBy(measure).filter((code) => reach.meets(measure, code)));
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

/** Measures that answer alike, with how many there are: of one imposer and kind, on the same partners. What is freed in part is alone. */
function alike(measures: readonly ActiveMeasure[]): { measure: ActiveMeasure; count: number }[] {
  const groups = groupBy(measures, (measure) =>
    isFreedInPart(measure)
      ? measure.id
      : JSON.stringify([measure.imposed_by, measure.kind, measure.scopes.map(({ partners, excluded }) => [partners, excluded])]),
  );
  return [...groups.values()].map((group) => ({ measure: group[0] as ActiveMeasure, count: group.length }));
}

/** The whole entries of the measures that are lifted in part: what is exempt hangs together with who is affected. */
const entriesOfFreed = (connection: Connection, measures: readonly ActiveMeasure[], view: AsOf): Promise<Map<number, Entry>> =>
  entriesBySeq(
    connection,
    measures.flatMap((measure) => (isFreedInPart(measure) ? [...statusSeqsOf(measure), measure.coverage_seq] : [])),
    view,
  );

const isFreedInPart = ({ status }: ActiveMeasure): boolean => status === 'partially_lifted';

/** Whom a measure names: jurisdictions, those of areas, and `*`. */
function namedBy({ scopes }: ActiveMeasure): string[] {
  const codes = scopes.flatMap((scope) => (isForEverybody(scope) ? ['*', ...scope.partners] : scope.partners));
  return [...new Set(codes.map((code) => (code === '*' ? code : jurisdictionOf(code))))];
}

/**
 * Whether measures meet a partner, by the rule that decides the list. Scopes add up, and so do the partners of a scope: there are few
 * of them and many measures, so each is decided once. A measure that is freed in part is decided by itself.
 */
class Reach {
  readonly #view: AsOf;
  readonly #entries: ReadonlyMap<number, Entry>;
  readonly #known = new Map<string, boolean>();

  constructor(view: AsOf, entries: ReadonlyMap<number, Entry>) {
    this.#view = view;
    this.#entries = entries;
  }

  meets(measure: ActiveMeasure, affected: string): boolean {
    if (isFreedInPart(measure))
      return this.#once(`${affected} ${measure.id}`, () =>
        this.#decide(measure, coverageOf(this.#entries, measure), exemptionsOf(this.#entries, measure), affected),
      );
    return abroad(measure.scopes, measure.imposed_by).some(({ partners, excluded }) => {
      const out = excluded.join();
      return (partners.length === 0 ? ['*'] : partners).some((partner) =>
        this.#once(`${affected} ${partner} ${out}`, () =>
          this.#decide(measure, [{ ...EVERYTHING, partners: [partner], excluded }], [], affected),
        ),
      );
    });
  }

  #once(key: string, decide: () => boolean): boolean {
    let met = this.#known.get(key);
    if (met === undefined) {
      met = decide();
      this.#known.set(key, met);
    }
    return met;
  }

  #decide(measure: ActiveMeasure, whole: readonly Scope[], exemptions: readonly Scope[], affected: string): boolean {
    // Everybody is met by what is said of everybody.
    const [coverage, question] = affected === '*' ? [whole.filter(isForEverybody), {}] : [whole, { affected }];
    return matchOf(measure, coverage, exemptions, question, this.#view) !== 'none';
  }
}
