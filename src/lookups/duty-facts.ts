import { dutyRules } from '../db/histories.ts';
import { tariffsBetween } from '../db/measures.ts';
import { type ScopedStatement, type Statements, statementsOfMeasures } from '../db/statements.ts';
import type { Connection } from '../db/store.ts';
import { type Day, firstDay, type PartialDate } from '../domain/dates.ts';
import type { Tariff, TariffPart, TariffStatus } from '../domain/duty/facts.ts';
import { saysSame } from '../domain/ledger.ts';
import { meet } from '../domain/meeting.ts';
import { type Memberships, type Scope, withUnions } from '../domain/scope.ts';
import type { StatusStatement } from '../domain/statement.ts';
import { isInForce } from '../domain/status.ts';
import {
  mayBeInForce,
  type Period,
  type Possible,
  periodOn,
  possibleStatements,
  possibleStatuses,
  statusPeriods,
} from '../domain/timeline.ts';
import type { DutyType } from '../domain/vocabulary.ts';
import type { Entry, EntryOf } from '../things/ledger.ts';
import { checksOfMeasures } from './checks.ts';
import type { DutyParties, KnownTariff } from './duty-parties.ts';
import { isOfSeveral, tariffsOfRule } from './duty-rules.ts';
import { entriesBySeq, partnersOver } from './match.ts';
import { instrumentsOf } from './telling.ts';
import type { AsOf } from './tracker.ts';
import { changedLately, lookedBackTo } from './under-way.ts';

// What the ledger says of the tariffs that a duty is worked out from.

/** The importer and the unions that it was in on some day of a span, first and last day inclusive. */
export const importersOver = (
  { importer }: Pick<DutyParties, 'importer'>,
  [first, last]: readonly [first: Day, last: Day],
  view: AsOf,
): string[] => [importer, ...partnersOver(importer, { first, last }, view).codes];

/** The tariffs that may meet a question on some day of a span, first and last day inclusive. */
export async function tariffsOver(
  connection: Connection,
  { importer, scope }: DutyParties,
  [first, last]: readonly [first: Day, last: Day],
  view: AsOf,
): Promise<KnownTariff[]> {
  const found = await tariffsBetween(connection, {
    imposers: importersOver({ importer }, [first, last], view),
    product: scope.product,
    partners: partnersOver(scope.affected, { first, last }, view),
    ...{ first, last, cut: view },
  });
  const statements = await statementsOfMeasures(
    connection,
    found.map(({ id }) => id),
    view,
    { first: lookedBackTo(first), last },
  );
  return found.map((tariff) => {
    const own = statements.get(tariff.id) as Statements;
    return { ...tariff, statements: own, statuses: statusPeriods(own.statuses) };
  });
}

/** A tariff that is in force on a day, and the status by which it is. */
interface TariffInForce {
  known: KnownTariff;
  status: Period<StatusStatement>;
}

/** May a statement meet what is asked about on a day? */
export type Meets = (one: ScopedStatement, day: Day) => boolean;

export const meetsAsked =
  ({ scope: { affected, product } }: Pick<DutyParties, 'scope'>, memberships: Memberships): Meets =>
  ({ entry }, day) =>
    entry.kind !== 'coverage' || meet(entry.scopes, [], { affected, product }, day, memberships).covered !== 'none';

/** Those that are in force on a day, or may be, and may meet the question then, whatever is true of dates that are not certain; the newest first. */
export function inForceOn(
  day: Day,
  tariffs: readonly KnownTariff[],
  parties: DutyParties,
  memberships: Memberships,
  meetsOn: Meets = meetsAsked(parties, memberships),
): TariffInForce[] {
  const imposers = withUnions(parties.importer, day, memberships);
  const meets = (one: ScopedStatement): boolean => meetsOn(one, day);
  const mayMeet = ({ statements }: KnownTariff): boolean => {
    const { stated, instead } = possibleStatements(statements.coverages, day);
    return stated.some((one) => one === null || meets(one)) || instead.some((one) => one !== null && meets(one));
  };
  const found = tariffs.flatMap((known): TariffInForce[] => {
    const status = periodOn(known.statuses, day);
    const mayBe = mayBeInForce(known.statements.statuses, day);
    const isMeant = status && mayBe && imposers.includes(known.imposed_by) && mayMeet(known);
    return isMeant ? [{ known, status }] : [];
  });
  const since = ({ status }: TariffInForce): Day => firstDay(status.from);
  return found.sort((a, b) => (since(a) === since(b) ? (a.known.id < b.known.id ? 1 : -1) : since(a) < since(b) ? 1 : -1));
}

/** A tariff, and since when it is what it is for the goods, if that is so lately that they may have been under way. */
type LateTariff = Tariff & { changed_on: PartialDate | null };

/** The tariffs in force that may meet the question, with the sources and instruments of what they say, and the rules about them. */
export async function tariffsOf(
  connection: Connection,
  parties: DutyParties,
  view: AsOf,
): Promise<{ tariffs: LateTariff[]; rules: EntryOf<'duty_rule'>[] }> {
  const { on } = view;
  const found = inForceOn(on, await tariffsOver(connection, parties, [on, on], view), parties, view.register);
  const ids = found.map(({ known }) => known.id);
  const rules = await dutyRules(connection, ids, view);
  // One that keeps a tariff from being levied beside others changes nothing on goods that none of those meets.
  const meeting = rules.filter((rule) => tariffsOfRule(rule).filter((id) => ids.includes(id)).length > (isOfSeveral(rule) ? 1 : 0));
  const seqsOf = ({ status: { statement, returns } }: TariffInForce): number[] => [statement.seq, ...(returns ? [returns.seq] : [])];
  const changes = await entriesBySeq(connection, found.flatMap(seqsOf), view);
  const instruments = await instrumentsOf(
    connection,
    found.map(({ known }) => known.id),
    view,
  );
  const checkedOn = await checksOfMeasures(
    connection,
    found.map(({ known }) => known),
    view,
  );
  const tariffs = found.map((one) => {
    const { known } = one;
    const own = seqsOf(one).flatMap((seq) => changes.get(seq) ?? []);
    const said = tariffOn(known, own, instruments.get(known.id) ?? [], on);
    return { ...said, checked_on: checkedOn(known), changed_on: changedLately(known, meeting, parties, view) };
  });
  return { tariffs, rules };
}

/**
 * What a tariff in force says on the day, with the sources and instruments of its status (`changes`), coverage and rates. Who looked at it
 * is not asked.
 */
export function tariffOn(
  { id, title, type, statements: { statuses, coverages, rateTables } }: KnownTariff,
  changes: readonly Entry[],
  instruments: readonly string[],
  on: Day,
): Tariff {
  const status = possibleStatuses(statuses, on);
  const coverage = possibleStatements(coverages, on);
  const rates = possibleStatements(rateTables, on);
  const inForce = (one: StatusStatement | null): TariffStatus | null => (one !== null && isInForce(one.status) ? one : null);
  const scopes = (one: ScopedStatement | null) => (one?.entry.kind === 'coverage' ? one.entry.scopes : null);
  const table = (one: ScopedStatement | null) => (one?.entry.kind === 'rate_table' ? one.entry.rates : null);
  const standing = oneOfEach(status.stated.map(inForce));
  const entries = [
    ...changes,
    ...[coverage, rates].flatMap(({ stated, instead }) => [...stated, ...instead].flatMap((statement) => statement?.entry ?? [])),
  ];
  return {
    measure: id,
    title,
    duty_type: type as DutyType,
    statuses: standing,
    coverages: coverage.stated.map(scopes),
    tables: rates.stated.map(table),
    doubts: [
      // What comes to the same as what is stated is nothing else.
      ...inDoubt('status', status, standing, oneOfEach([...standing, ...status.instead.map(inForce)]).slice(standing.length)),
      // Before the first coverage nothing was said to be covered.
      ...inDoubt(
        'coverage',
        coverage,
        coverage.stated.map(scopes),
        coverage.instead.map((one) => scopes(one) ?? NOTHING_COVERED),
      ),
      ...inDoubt('rates', rates, rates.stated.map(table), rates.instead.map(table)),
    ],
    legal_instruments: [
      ...new Set([...instruments, ...entries.flatMap((entry) => (entry.instruments ?? []).map(({ identifier }) => identifier))]),
    ],
    sources: [...new Set(entries.flatMap((entry) => entry.sources))],
    checked_on: null,
  };
}

/** One object, so that a history knows it again on each day. */
const NOTHING_COVERED: readonly Scope[] = [];

/**
 * The doubt about a part of a tariff, with what holds if what is stated is not so; none if there is no doubt. Who says once more what held
 * before, and with a doubt, doubts that it goes on: what holds instead is then not known.
 */
function inDoubt<Of extends TariffPart, What extends object>(
  of: Of,
  { doubt, stated: all, instead }: Possible<unknown>,
  stated: readonly (What | null)[],
  others: readonly (What | null)[],
): { of: Of; why: string; instead: readonly (What | null)[] }[] {
  if (doubt === null) return [];
  const isStated = (other: What | null): boolean => stated.some((one) => one === other || (one && other && comeToTheSame(one, other)));
  const [shown] = stated;
  // In the month or year in which it begins, what held before is among what is stated.
  const saysSo =
    instead.length > 0
      ? others.every(isStated)
      : all.length > 1 && stated.every((one) => one === shown || (one && shown && comeToTheSame(one, shown)));
  const goesOn = saysSo && !stated.includes(null);
  return [{ of, why: doubt, instead: goesOn ? [null] : others }];
}

/** Do two statements come to the same, however sure each is of it? */
const comeToTheSame = (a: object, b: object): boolean => {
  const plain = (one: object): object => JSON.parse(JSON.stringify(one, (key, value) => (ASIDES.has(key) ? undefined : value)));
  return saysSame(plain(a), plain(b));
};
const ASIDES: ReadonlySet<string> = new Set(['note', 'confidence', 'doubt']);

/** Statuses, the same in the same way once. */
const oneOfEach = (all: readonly (TariffStatus | null)[]): (TariffStatus | null)[] => [
  ...new Map(all.map((one) => [one && JSON.stringify([one.status, one.exemptions]), one])).values(),
];
