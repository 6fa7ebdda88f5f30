import { type TermsPeriod, termsPeriods } from '../db/histories.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { measureHeads } from '../db/register.ts';
import type { ChangeFound } from '../db/status-changes.ts';
import type { Connection } from '../db/store.ts';
import { firstDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import type { Match, ScopeQuestion } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { periodOn } from '../domain/timeline.ts';
import type { Met } from '../domain/vocabulary.ts';
import { words } from '../things/entry.ts';
import { coverageOf, entriesBySeq, isWanted, matchOf } from './match.ts';
import { type TermsSaid, whatTermsSay } from './terms.ts';
import type { AsOf } from './tracker.ts';

// Which changes are about what is asked, by what their measures cover on the day, and what those of rates and coverage say of it.

/** A change, and how its measure covers what is asked about: in full where nothing is, null where it does not. */
export interface Covered extends ChangeFound, Partial<TermsSaid> {
  match?: Met | null;
}

/** What of a filter is decided for each change by itself. */
export interface Decided {
  /** What the measure must cover on the day of the change. */
  scope?: ScopeQuestion | undefined;
  /** Who imposes the measure on the day of the change, itself or as a member of a union; undefined where that hangs on no day. */
  imposer?: string | undefined;
  /** How what is asked must be met; undefined for any way. */
  matches?: readonly Met[] | undefined;
}

/**
 * Those changes whose measure covers, on the day on which they take effect, what is asked about; where nothing is stated for that day, what it
 * covers first counts. What a change exempts is no reason to leave it out: it is news to those whom it frees. Rates and coverages that say
 * the same of what is asked about as those before them, and do not prolong them, are left out.
 */
export async function covering(connection: Connection, all: readonly ChangeFound[], decided: Decided, view: AsOf): Promise<Covered[]> {
  // Rates and a coverage that no longer stand say what they said when they stood last; they come apart from those that do.
  const knownAt = ({ what, known_to = Infinity }: ChangeFound): number =>
    what === 'status' ? view.knownSeq : Math.min(view.knownSeq, known_to - 1);
  const covered: Covered[] = [];
  for (const [knownSeq, found] of groupBy(all, knownAt))
    covered.push(...(await coveringAt(connection, found, decided, { ...view, knownSeq })));
  return covered;
}

async function coveringAt(connection: Connection, all: readonly ChangeFound[], decided: Decided, view: AsOf): Promise<Covered[]> {
  const { scope, matches } = decided;
  const found = await imposedBy(connection, all, decided, view);
  if (scope === undefined && found.every(({ what }) => what === 'status')) return isWanted('full', matches) ? [...found] : [];
  const measures = new Set(found.map(({ measure }) => measure));
  const periods = groupBy(await termsPeriods(connection, measures, view), ({ measure }) => measure);
  const heads = await measureHeads(connection, view.registerSeq, [...measures]);
  const placed = found.map((one) => {
    const own = periods.get(one.measure) ?? [];
    return { one, coverage_seq: coverageOn(one, own), earlier: termsBefore(one, own) };
  });
  const entries = await entriesBySeq(
    connection,
    placed.flatMap(({ one, coverage_seq, earlier }) => [coverage_seq, earlier, one.what === 'status' ? null : termsSeq(one)]),
    view,
  );
  const covered = placed.flatMap(({ one, coverage_seq, earlier }): Covered[] => {
    const day = firstDay(one.status_from);
    const { direction, imposed_by } = heads.get(one.measure) ?? { direction: 'import' as const, imposed_by: '' };
    const metBy = (seq: number | null): Match =>
      scope === undefined
        ? 'full'
        : matchOf({ direction, coverage_seq: seq, imposed_by }, coverageOf(entries, { coverage_seq: seq }), [], scope, {
            ...view,
            on: day,
          });
    const match = metBy(coverage_seq);
    if (one.what === 'status') return isWanted(match, matches) ? [{ ...one, match }] : [];
    // Those whom a coverage leaves out from now on are told too.
    const isFreed = one.what === 'coverage' && match === 'none' && earlier !== null && metBy(earlier) !== 'none';
    if (isFreed ? matches !== undefined : !isWanted(match, matches)) return [];
    const [now, before] = [termsSeq(one), earlier].map((seq) => (seq === null ? undefined : entries.get(seq)));
    const said = whatTermsSay(before, now, scope, { ...view, on: day });
    return said === null ? [] : [{ ...one, ...said, match: match === 'none' ? null : match }];
  });
  return withStatusBefore(connection, covered, view);
}

/** Says of rates in whose place others come that they were not charged, where the measure was not in force on the day before. */
async function withStatusBefore(connection: Connection, covered: readonly Covered[], view: AsOf): Promise<Covered[]> {
  const mayBegin = ({ what, status, said_before = null }: Covered): boolean =>
    what === 'rates' && said_before !== null && isInForce(status);
  const ids = new Set(covered.filter(mayBegin).map(({ measure }) => measure));
  if (ids.size === 0) return [...covered];
  const periods = groupBy(await statusPeriodRows(connection, [...ids], view), ({ measure_id }) => measure_id);
  return covered.map((one) => {
    const { measure, begins_on: day = '', said_before } = one;
    const before = periods.get(measure)?.find(({ starts_on, ends_on }) => starts_on < day && day <= ends_on)?.status;
    if (!mayBegin(one) || before === undefined || isInForce(before)) return one;
    return { ...one, said_before: `${said_before} (${words(before)})` };
  });
}

/** The entry that says what holds after a change. */
const termsSeq = ({ seq, returns_seq }: ChangeFound): number => returns_seq ?? seq;

/** The entry that says what is covered on the day of a change: its own, or that of the day, or the first that the measure has. */
function coverageOn(one: ChangeFound, periods: readonly TermsPeriod[]): number | null {
  if (one.what === 'coverage') return termsSeq(one);
  const [own, day] = [periods.filter(({ kind }) => kind === 'coverage'), firstDay(one.status_from)];
  return (periodOn(own, day) ?? own[0])?.seq ?? null;
}

/** The entry in whose place rates or a coverage come; null where none held on the day before. */
function termsBefore(change: ChangeFound, periods: readonly TermsPeriod[]): number | null {
  const { what, begins_on: day = '' } = change;
  if (what === 'status') return null;
  const kind = what === 'rates' ? 'rate_table' : 'coverage';
  const isBefore = ({ starts_on, ends_on, ...one }: TermsPeriod): boolean =>
    one.kind === kind && one.seq !== termsSeq(change) && starts_on < day && day <= ends_on;
  return periods.find(isBefore)?.seq ?? null;
}

/** Those changes whose measure was imposed, on the day on which they take effect, by who is asked about or by a union that it was in then. */
async function imposedBy(
  connection: Connection,
  found: readonly ChangeFound[],
  { imposer }: Decided,
  { register, registerSeq }: AsOf,
): Promise<readonly ChangeFound[]> {
  if (imposer === undefined) return found;
  const heads = await measureHeads(connection, registerSeq, [...new Set(found.map(({ measure }) => measure))]);
  return found.filter(({ measure, status_from }) =>
    [imposer, ...register.unionsOf(imposer, firstDay(status_from))].includes(heads.get(measure)?.imposed_by ?? ''),
  );
}
