import type { ChangeFound } from '../db/changes-asked.ts';
import { type TermsPeriod, termsPeriods } from '../db/histories.ts';
import { type PeriodRow, statusPeriodRows } from '../db/measures.ts';
import { measureHeads } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { addDays, type Day, firstDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { meet } from '../domain/meeting.ts';
import { type Match, matchScope, type ScopeQuestion, strongest, weakest, withUnions } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { periodOn } from '../domain/timeline.ts';
import { type Met, words } from '../domain/vocabulary.ts';

import type { Entry, EntryOf } from '../things/ledger.ts';
import { ruleInWords } from './duty-rules.ts';
import { coverageOf, entriesBySeq, exemptionsOf, isWanted, matchOf, statusSeqsOf } from './match.ts';
import { type TermsSaid, whatTermsSay } from './terms.ts';
import type { AsOf } from './tracker.ts';

// Which changes are about what is asked, by what their measures cover on the day, and what those of rates, coverage and rules say of it.

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
 * the same of what is asked about as those before them, and do not prolong them, are left out. A rule must be for what is asked about too,
 * and a tariff that is levied instead of another cover it.
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
  const measures = new Set(found.flatMap((one) => [one.measure, ...tariffsOf(one), ...insteadOf(one)]));
  const periods = groupBy(await termsPeriods(connection, measures, view), ({ measure }) => measure);
  const heads = await measureHeads(connection, view.registerSeq, [...measures]);
  const placed = found.map((one) => {
    const own = periods.get(one.measure) ?? [];
    // Where nothing is asked about, all is met.
    const coverOf = (id: string): Cover => ({ id, coverage_seq: scope === undefined ? null : coverageOn(one, periods.get(id) ?? []) });
    return { one, covers: tariffsOf(one).map(coverOf), instead: insteadOf(one).map(coverOf), earlier: termsBefore(one, own) };
  });
  const entries = await entriesBySeq(
    connection,
    placed.flatMap(({ one, covers, instead, earlier }) => [
      ...[...covers, ...instead].map(({ coverage_seq }) => coverage_seq),
      earlier,
      one.what === 'status' ? null : termsSeq(one),
    ]),
    view,
  );
  const coveredBy = ({ one, covers, instead, earlier }: (typeof placed)[number]): Covered | null => {
    const day = firstDay(one.status_from);
    const metBy = ({ id, coverage_seq }: Cover, on = day): Match => {
      const { direction, imposed_by } = heads.get(id) ?? { direction: 'import' as const, imposed_by: '' };
      const by = { direction, coverage_seq, imposed_by };
      return scope === undefined ? 'full' : matchOf(by, coverageOf(entries, by), [], scope, { ...view, on });
    };
    const match = strongest(...covers.map((cover) => metBy(cover)));
    if (one.what === 'status') return isWanted(match, matches) ? { ...one, match } : null;
    const rule = entries.get(one.seq);
    if (rule?.kind === 'duty_rule') {
      const isFor = scope === undefined ? 'full' : matchScope(rule.scope, scope, day, view.register);
      const met = weakest(match, isFor, ...instead.map((cover) => metBy(cover)));
      return isWanted(met, matches) ? { ...one, ...ruleSays(rule, one), match: met } : null;
    }
    // Those whom a coverage leaves out from now on are told too.
    const metBefore = (seq: number): Match => metBy({ id: one.measure, coverage_seq: seq }, addDays(day, -1));
    const isFreed = one.what === 'coverage' && match === 'none' && earlier !== null && metBefore(earlier) !== 'none';
    if (isFreed ? matches !== undefined : !isWanted(match, matches)) return null;
    const [now, before] = [termsSeq(one), earlier].map((seq) => (seq === null ? undefined : entries.get(seq)));
    const said = whatTermsSay(before, now, scope, { ...view, on: day });
    return said && { ...one, ...said, match: match === 'none' ? null : match };
  };
  const covered = placed.map(coveredBy).filter((one) => one !== null);
  return withStatuses(connection, await lessIdle(connection, covered, periods, scope, view), periods, scope, view);
}

/** What a change of a rule says: the rule, or that it was. */
const ruleSays = (rule: EntryOf<'duty_rule'>, { derived }: ChangeFound): TermsSaid => {
  const text = ruleInWords(rule);
  return { says: derived ? null : text, said_before: derived ? text : null };
};

/** Without what prolongs rates or a coverage after whose end the same would have been charged on, or covered of, what is asked about. */
async function lessIdle(
  connection: Connection,
  covered: readonly Covered[],
  periods: ReadonlyMap<string, readonly TermsPeriod[]>,
  scope: ScopeQuestion | undefined,
  view: AsOf,
): Promise<Covered[]> {
  const prolonging = covered.filter(({ prolonged }) => prolonged);
  if (prolonging.length === 0) return [...covered];
  const placed = prolonging.map((one) => {
    const own = periods.get(one.measure) ?? [];
    const seqs = own.flatMap(({ kind, seq, starts_on }) => (kind === kindOf(one) && starts_on < (one.begins_on ?? '') ? seq : []));
    return { one, ended: termsBefore(one, own), seqs };
  });
  const entries = await entriesBySeq(
    connection,
    placed.flatMap(({ seqs }) => seqs),
    view,
  );
  const idle = new Set<Covered>();
  for (const { one, ended, seqs } of placed) {
    const before = ended === null ? undefined : entries.get(ended);
    if (before === undefined || !isTerms(before) || before.until_on === null) continue;
    const until = firstDay(before.until_on);
    const earlier = seqs.slice(0, seqs.indexOf(before.seq)).map((seq) => entries.get(seq));
    const instead = earlier.findLast((entry) => entry && isTerms(entry) && (entry.until_on === null || firstDay(entry.until_on) > until));
    if (instead !== undefined && whatTermsSay(before, instead, scope, { ...view, on: firstDay(one.status_from) }) === null) idle.add(one);
  }
  return covered.filter((one) => !idle.has(one));
}

const isTerms = (entry: Entry): entry is EntryOf<'coverage'> | EntryOf<'rate_table'> =>
  entry.kind === 'coverage' || entry.kind === 'rate_table';

/**
 * Says of rates that are not charged on what is asked about that it is exempt, and of those in whose place others come that they were not
 * charged, where it was exempt or the measure not in force on the day before.
 */
async function withStatuses(
  connection: Connection,
  covered: readonly Covered[],
  terms: ReadonlyMap<string, readonly TermsPeriod[]>,
  scope: ScopeQuestion | undefined,
  view: AsOf,
): Promise<Covered[]> {
  const rates = covered.filter(({ what, status }) => what === 'rates' && isInForce(status));
  if (rates.length === 0) return [...covered];
  const ids = [...new Set(rates.map(({ measure }) => measure))];
  const periods = groupBy(await statusPeriodRows(connection, ids, view), ({ measure_id }) => measure_id);
  const placed = rates.map((one) => {
    const { begins_on: day = '' } = one;
    const [before, now] = [addDays(day, -1), day].map((on) => {
      const status = periods.get(one.measure)?.find(({ starts_on, ends_on }) => starts_on <= on && on < ends_on);
      return { on, status, coverage_seq: coverageAt(terms.get(one.measure) ?? [], on)?.seq ?? null };
    });
    return { one, before, now };
  });
  const lifted = placed.flatMap(({ before, now }) => [before, now].filter((at) => at?.status?.status === 'partially_lifted'));
  const seqs =
    scope === undefined ? [] : lifted.flatMap((at) => [at?.coverage_seq ?? null, ...(at?.status ? statusSeqsOf(seqsOf(at.status)) : [])]);
  const entries = await entriesBySeq(connection, seqs, view);
  const stateOf = (at: (typeof placed)[number]['now']): string | null => {
    if (at?.status === undefined) return null;
    if (!isInForce(at.status.status)) return words(at.status.status);
    if (scope === undefined || at.status.status !== 'partially_lifted') return null;
    const { match, covered: reached } = meet(
      coverageOf(entries, at),
      exemptionsOf(entries, seqsOf(at.status)),
      scope,
      at.on,
      view.register,
    );
    return match === 'none' && reached !== 'none' ? 'exempt' : null;
  };
  const told = new Map(placed.map(({ one, before, now }) => [one, { before: stateOf(before), now: stateOf(now) }]));
  const stated = (said: string | null | undefined, state: string | null = null): string | null =>
    said && state !== null ? `${said} (${state})` : (said ?? null);
  return covered.map((one) => {
    const states = told.get(one);
    if (states === undefined) return one;
    return { ...one, says: stated(one.says, states.now), said_before: stated(one.said_before, states.before) };
  });
}

const seqsOf = ({ status, seq, returns_seq }: PeriodRow) => ({ status, status_seq: seq, returns_seq });

/** The entry that says what holds after a change. */
const termsSeq = ({ seq, returns_seq }: ChangeFound): number => returns_seq ?? seq;

/** The entry that says what is covered on the day of a change: its own, or that of the day, or the first that the measure has. */
function coverageOn(one: ChangeFound, periods: readonly TermsPeriod[]): number | null {
  if (one.what === 'coverage') return termsSeq(one);
  const [own, day] = [periods.filter(({ kind }) => kind === 'coverage'), firstDay(one.status_from)];
  return (periodOn(own, day) ?? own[0])?.seq ?? null;
}

const coverageAt = (periods: readonly TermsPeriod[], day: Day): TermsPeriod | undefined =>
  periodOn(
    periods.filter(({ kind }) => kind === 'coverage'),
    day,
  );

const kindOf = ({ what }: ChangeFound): TermsPeriod['kind'] => (what === 'rates' ? 'rate_table' : 'coverage');

/** The measures that a change is of: one, but of a rule those of which it changes what is paid. */
const tariffsOf = ({ measure, tariffs = [measure] }: ChangeFound): readonly string[] => tariffs;

const insteadOf = ({ instead }: ChangeFound): readonly string[] => (instead == null ? [] : [instead]);

/** What a measure covers on the day of a change. */
interface Cover {
  id: string;
  coverage_seq: number | null;
}

/** The entry in whose place rates or a coverage come; null where none held on the day before. */
function termsBefore(change: ChangeFound, periods: readonly TermsPeriod[]): number | null {
  const { what, begins_on: day = '' } = change;
  if (what === 'status' || what === 'rules') return null;
  const kind = kindOf(change);
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
  const heads = await measureHeads(connection, registerSeq, [...new Set(found.flatMap(tariffsOf))]);
  return found.flatMap((one) => {
    const imposers = withUnions(imposer, firstDay(one.status_from), register);
    const tariffs = tariffsOf(one).filter((id) => imposers.includes(heads.get(id)?.imposed_by ?? ''));
    return tariffs.length === 0 ? [] : [{ ...one, tariffs }];
  });
}
