import { measureStatements } from '../db/periods.ts';
import { readMeasure } from '../db/register.ts';
import { addDays, type Day, type Instant, NEVER, type PartialDate } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { chooseRate } from '../domain/rate-choice.ts';
import type { ScopeQuestion } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { periodOn, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import type { Collection, Status } from '../domain/vocabulary.ts';
import { rateText } from '../domain/words.ts';
import { exporterOrStranger, knownJurisdiction } from './questions.ts';
import { type Clocks, type Tracker, viewAt } from './tracker.ts';

/** A stretch of days on which a company faced the same rate under the same status. */
export interface RateStep {
  /** First day, as precisely as it is known. */
  from: PartialDate;
  /** Last day, inclusive; null while nothing ends it. */
  until: Day | null;
  status: Status;
  in_force: boolean;
  /** As it was written; null where no single rate can be named, and `problem` says why. */
  rate: string | null;
  problem: string | null;
  /** The company has no rate of its own and gets that of all others. */
  residual: boolean;
  collected: Collection | null;
  /** Rates that apply instead under conditions. */
  alternatives: string[];
  status_seq: number;
  rate_table_seq: number | null;
}

export interface RateHistory {
  known_at: Instant;
  changeSeq: number;
  measure: string;
  exporter: string | null;
  steps: RateStep[];
}

export interface RateHistoryQuestion extends Pick<Clocks, 'known_at'> {
  /** A company's id, name or alias, or a class of exporters; one that the register lacks gets the residual. */
  exporter?: string | undefined;
  product?: string | undefined;
  origin?: string | undefined;
}

/** What a company faced from a tariff on each day, its residual included. Throws `not_found` for an unknown measure, `invalid` for a ban. */
export function rateHistory(tracker: Tracker, measureId: string, question: RateHistoryQuestion): Promise<RateHistory> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const measure = await readMeasure(connection, measureId);
    if (!measure) throw new TrackerError('not_found', `there is no measure "${measureId}": /measures lists them`);
    if (measure.kind !== 'tariff') throw new TrackerError('invalid', `${measureId} is a ban: only a tariff has rates`);
    const scope: ScopeQuestion = {
      ...(question.exporter !== undefined && { exporter: await exporterOrStranger(connection, question.exporter) }),
      ...(question.product !== undefined && { product: question.product }),
      ...(question.origin !== undefined && { affected: knownJurisdiction(view.register, question.origin, 'origin') }),
    };
    const statements = await measureStatements(connection, measureId, view.knownSeq);
    const statuses = statusPeriods(statements.statuses);
    const tables = statementPeriods(statements.rateTables);
    const days = [...new Set([...statuses, ...tables].flatMap((period) => [period.starts_on, period.ends_on]))]
      .filter((day) => day < NEVER)
      .sort();
    const steps: RateStep[] = [];
    for (const day of days) {
      const status = periodOn(statuses, day);
      if (!status) continue;
      const table = periodOn(tables, day);
      const entry = table?.statement.entry;
      const choice = entry?.kind === 'rate_table' ? chooseRate(entry.rates, scope, day, view.register) : null;
      const chosen = choice && 'rate' in choice ? choice : null;
      const begins = [status, ...(table ? [table] : [])].find((period) => period.starts_on === day);
      const step: RateStep = {
        from: begins?.from ?? day,
        until: null,
        status: status.statement.status,
        in_force: isInForce(status.statement.status),
        rate: chosen ? rateText(chosen.rate) : null,
        problem: choice && 'code' in choice ? choice.detail : null,
        residual: chosen?.residual ?? false,
        collected: chosen
          ? status.statement.status === 'provisional' && chosen.rate.collection === 'full'
            ? 'guarantee'
            : chosen.rate.collection
          : null,
        alternatives: chosen?.alternatives ?? [],
        status_seq: status.statement.seq,
        rate_table_seq: table?.statement.seq ?? null,
      };
      const before = steps.at(-1);
      const { from: _from, until: _until, rate_table_seq: _table, ...content } = step;
      if (before) {
        const { from: _f, until: _u, rate_table_seq: _t, ...earlier } = before;
        if (JSON.stringify(earlier) === JSON.stringify(content)) continue;
        before.until = addDays(day, -1);
      }
      steps.push(step);
    }
    return { known_at: view.known_at, changeSeq: view.changeSeq, measure: measureId, exporter: question.exporter ?? null, steps };
  });
}
