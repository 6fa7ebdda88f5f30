import { type Register, readExporters, readMeasure } from '../db/register.ts';
import { measureStatements, type ScopedStatement, type Statements } from '../db/statements.ts';
import type { Connection } from '../db/store.ts';
import { addDays, type Day, firstDay, type Instant, NEVER } from '../domain/dates.ts';
import { collectionOf, findRate } from '../domain/duty/rate-choice.ts';
import { TrackerError } from '../domain/errors.ts';
import { meet } from '../domain/meeting.ts';
import { EVERYTHING, type Memberships, type ScopeQuestion } from '../domain/scope.ts';
import type { StatusStatement } from '../domain/statement.ts';
import { isInForce } from '../domain/status.ts';
import { doubtOf, periodOn, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import { describeScope, rateText } from '../domain/words.ts';
import type { RateStep } from '../things/rate-table.ts';
import { exporterOrStranger, knownJurisdiction } from './known.ts';
import { type AsOf, type Clocks, type Tracker, viewAt } from './tracker.ts';

/** What was faced from a tariff on each day, as known at an instant. */
export interface RateHistory {
  known_at: Instant;
  ledgerHead: string;
  measure: string;
  exporter: string | null;
  steps: RateStep[];
}

/** Who asks what they faced from a tariff. */
export interface RateHistoryQuestion extends Pick<Clocks, 'announced_by' | 'known_at'> {
  /**
   * A company's id, name or alias, or a class of exporters; one that the register lacks gets the residual. Unless `origin` says otherwise
   * its goods come from its home, if the tariff hits that.
   */
  exporter?: string | undefined;
  product?: string | undefined;
  origin?: string | undefined;
}

/**
 * What a company faced from a tariff on each day, its residual included. Throws `not_found` for an unknown measure, `invalid` for a
 * ban and for an origin that the register lacks.
 */
export function rateHistory(tracker: Tracker, measureId: string, question: RateHistoryQuestion): Promise<RateHistory> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const measure = await readMeasure(connection, measureId, view.registerSeq);
    if (!measure) throw new TrackerError('not_found', `there is no measure "${measureId}": /measures lists them`);
    if (measure.kind !== 'tariff') throw new TrackerError('invalid', `${measureId} is a ban: only a tariff has rates`);
    const statements = await measureStatements(connection, measureId, view);
    const exporter =
      question.exporter === undefined ? undefined : await exporterOrStranger(connection, question.exporter, view.registerSeq);
    const affected =
      question.origin === undefined
        ? await homeHit(connection, exporter, statements, view)
        : knownJurisdiction(view.register, question.origin, 'origin');
    const scope: ScopeQuestion = {
      ...(exporter !== undefined && { exporter }),
      ...(question.product !== undefined && { product: question.product }),
      ...(affected !== undefined && { affected }),
    };
    const steps = stepsOf(statements, scope, view.register);
    return { known_at: view.known_at, ledgerHead: view.ledgerHead, measure: measureId, exporter: question.exporter ?? null, steps };
  });
}

/** The home of a company, if it is known and the tariff ever hit it: its goods are taken to come from there. */
async function homeHit(
  connection: Connection,
  exporter: string | undefined,
  { coverages }: Statements,
  { register, registerSeq }: AsOf,
): Promise<string | undefined> {
  if (exporter === undefined) return undefined;
  const home = (await readExporters(connection, registerSeq)).find(({ id }) => id === exporter)?.home ?? undefined;
  const isHit = ({ entry, effective_on }: ScopedStatement): boolean => {
    const begins = firstDay(effective_on);
    const days = [begins, ...register.joiningDays([home]).filter((day) => day > begins)];
    return (
      entry.kind === 'coverage' && days.some((day) => meet(entry.scopes, [], { affected: home as string }, day, register).match !== 'none')
    );
  };
  return home !== undefined && coverages.some(isHit) ? home : undefined;
}

function stepsOf(statements: Statements, question: ScopeQuestion, register: Register): RateStep[] {
  const statuses = statusPeriods(statements.statuses);
  const tables = statementPeriods(statements.rateTables);
  const coverages = statementPeriods(statements.coverages);
  const periods = [...statuses, ...tables, ...coverages];
  const bounds = periods.flatMap(({ starts_on, ends_on }) => [starts_on, ends_on]);
  // Who joins or leaves a union on a day may be met from then on, or no more.
  const days = [...new Set([...bounds, ...register.joiningDays([question.affected])])].filter((day) => day < NEVER).sort();
  const steps: RateStep[] = [];
  for (const day of days) {
    const status = periodOn(statuses, day);
    if (!status) continue;
    const [table, coverage] = [periodOn(tables, day), periodOn(coverages, day)];
    const { doubt, ...met } = rateOn(
      day,
      { status: status.statement, table: table?.statement, coverage: coverage?.statement },
      question,
      register,
    );
    const step: RateStep = {
      from: [status, table, coverage].find((period) => period?.starts_on === day)?.from ?? day,
      until: null,
      status: status.statement.status,
      in_force: isInForce(status.statement.status),
      ...met,
      status_seq: status.statement.seq,
      rate_table_seq: table?.statement.seq ?? null,
      doubt: doubtOf([...[status, table, coverage].flatMap((period) => period?.statement ?? []), { doubt }]),
    };
    const before = steps.at(-1);
    if (before && contentOf(before) === contentOf(step)) continue;
    if (before) before.until = addDays(day, -1);
    steps.push(step);
  }
  return steps;
}

/** What a step says, without when and without the table it is read from: a truce that is prolonged at the same rate is one step. */
const contentOf = ({ from: _from, until: _until, rate_table_seq: _table, ...content }: RateStep): string => JSON.stringify(content);

interface Held {
  status: StatusStatement;
  table: ScopedStatement | undefined;
  coverage: ScopedStatement | undefined;
}

/** The rate that was met on a day under what held then. */
function rateOn(
  day: Day,
  { status, table, coverage }: Held,
  question: ScopeQuestion,
  memberships: Memberships,
): Pick<RateStep, 'rate' | 'problem' | 'residual' | 'collected' | 'alternatives' | 'doubt'> {
  const none = { rate: null, problem: null, residual: false, collected: null, alternatives: [], doubt: null };
  // Without a coverage nothing says that the question is not covered.
  const scopes = coverage?.entry.kind === 'coverage' ? coverage.entry.scopes : [EVERYTHING];
  const { covered, freeing } = meet(scopes, status.exemptions, question, day, memberships);
  if (covered === 'none') return { ...none, problem: 'the measure does not cover what is asked about' };
  if (table?.entry.kind !== 'rate_table')
    return isInForce(status.status) ? { ...none, problem: 'no rate is recorded for these days' } : none;
  const choice = findRate(table.entry.rates, question, day, memberships);
  if (!('rate' in choice)) return { ...none, problem: choice.detail };
  const exempt = freeing.length > 0;
  return {
    rate: rateText(choice.rate),
    problem: exempt ? `exempt: ${freeing.map(describeScope).join(' or ')}` : null,
    residual: choice.residual,
    collected: exempt ? 'none' : collectionOf(choice.rate.collection, status.status),
    alternatives: choice.alternatives,
    doubt: choice.rate.doubt,
  };
}
