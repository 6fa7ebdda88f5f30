import { dutyRules } from '../db/histories.ts';
import { type MeasureCandidate, measureCandidates, uncoveredTariffs } from '../db/measures.ts';
import { type Statements, statementsOfMeasures } from '../db/periods.ts';
import type { Connection } from '../db/store.ts';
import { firstDay, lastDay } from '../domain/dates.ts';
import {
  type DutyRule,
  type ExactAmount,
  type ExactDuty,
  type ExactDutyLine,
  type Tariff,
  type TariffPart,
  workOutDuty,
} from '../domain/duty/duty.ts';
import { type FxRate, roundToMinor } from '../domain/duty/money.ts';
import type { Quantity } from '../domain/duty/units.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { meet } from '../domain/meeting.ts';
import { matchScope, type ScopeQuestion } from '../domain/scope.ts';
import { isCertainOn, type Period, periodOn, type Statement, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import { type DutyType, QUOTA_SIDES, type QuotaSide } from '../domain/vocabulary.ts';
import { describeScope } from '../domain/words.ts';
import type { Amount, Duty } from '../things/duty.ts';
import { exporterOrStranger, knownJurisdiction } from './known.ts';
import { entriesBySeq, statusSeqsOf } from './match.ts';
import { instrumentsOf } from './telling.ts';
import { type Answered, type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

/** What a good pays: who imports it, where it comes from, what it is, and what else is known of it. */
export interface DutyQuestion extends Clocks {
  importer: string;
  origin: string;
  /** HS digits. */
  product: string;
  /** A company's name, or a class of exporters; a company that the register lacks gets the residual. */
  exporter?: string | undefined;
  preference?: boolean | undefined;
  quota?: QuotaSide | undefined;
  /** Decimal text, in `currency`. */
  customs_value?: string | undefined;
  currency?: string | undefined;
  quantities: readonly Quantity[];
  fx: readonly FxRate[];
}

export type DutyQuote = Answered<Duty>;
type Shown<Line> = Omit<Line, 'amount'> & { amount?: Amount };

/**
 * What a good pays on a day, as known at an instant, with every step. Throws `invalid` for an importer or origin that the register
 * lacks or that are one customs territory, for a value without a currency, and for quantities that contradict each other.
 */
export async function quoteDuty(tracker: Tracker, question: DutyQuestion): Promise<DutyQuote> {
  if ((question.customs_value === undefined) !== (question.currency === undefined)) {
    const missing = question.currency === undefined ? 'currency' : 'customs_value';
    const message =
      question.currency === undefined
        ? 'say in which currency the customs value is, such as EUR'
        : 'a currency alone says nothing: give the customs value too';
    throw new TrackerError('invalid', `${missing}: ${message}`, [{ path: missing, message }]);
  }
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const { register, on } = view;
    const importer = knownJurisdiction(register, question.importer, 'importer');
    const scope: ScopeQuestion = {
      affected: knownJurisdiction(register, question.origin, 'origin'),
      product: question.product,
      ...(question.quota && { quota: question.quota }),
      ...(question.exporter && { exporter: await exporterOrStranger(connection, question.exporter, view.registerSeq) }),
    };
    refuseOneTerritory(importer, scope.affected as string, view);
    const imposers = [importer, ...register.unionsOf(importer, on)];
    const tariffs = await tariffsOf(connection, imposers, scope, view);
    const rules = await rulesOf(connection, tariffs, scope, view);
    const uncovered = await uncoveredTariffs(connection, { imposers, on, cut: view });
    const { customs_value, currency, quantities, fx } = question;
    const shipment = { ...(customs_value !== undefined && { customs_value }), ...(currency !== undefined && { currency }), quantities, fx };
    const preference = question.preference ?? false;
    const asked = { ...scope, on, preference, shipment, exporter_name: question.exporter ?? null };
    const answer = workOutDuty(asked, { tariffs, rules, uncovered }, register);
    return {
      ...readIn(view),
      question: {
        importer,
        origin: question.origin,
        product: question.product,
        exporter: question.exporter ?? null,
        preference,
        quota: question.quota ?? null,
        customs_value: customs_value ?? null,
        currency: currency ?? null,
        quantity: quantities.map(({ amount, unit }) => `${amount} ${unit}`),
        fx: fx.map(({ from, to, rate }) => `${from}:${to}=${rate}`),
      },
      ...shown(answer),
    };
  });
}

/** Goods pay no duty inside a customs territory, whatever it charges to everybody. */
function refuseOneTerritory(importer: string, origin: string, { register, on }: AsOf): void {
  const own = [importer, ...register.unionsOf(importer, on)];
  const shared = [origin, ...register.unionsOf(origin, on)].find((code) => own.includes(code));
  if (shared === undefined) return;
  throw invalid(
    'origin',
    `${importer} and ${origin} are one customs territory (${shared}) on ${on}, and no duty is charged inside it: give an origin outside`,
  );
}

function shown(answer: ExactDuty): Omit<DutyQuote, keyof ReadAt | 'question'> {
  const money = ({ amount, currency }: ExactAmount): Amount => ({ amount: roundToMinor(amount, currency), currency });
  const line = <Line extends ExactDutyLine>({ amount, ...rest }: Line): Shown<Line> => ({
    ...rest,
    ...(amount && { amount: money(amount) }),
  });
  return {
    base: answer.base && line(answer.base),
    lines: answer.lines.map(line),
    suppressed: answer.suppressed.map(line),
    ...(answer.total_ad_valorem_pct !== null && { total_ad_valorem_pct: answer.total_ad_valorem_pct }),
    ...(answer.total_amount !== null && { total_amount: money(answer.total_amount) }),
    depends_on: answer.depends_on,
    cannot_compute: answer.cannot_compute,
    not_modelled: answer.not_modelled,
  };
}

const BATCH = 500;

/** The tariffs in force that may meet the question. */
async function tariffsOf(connection: Connection, imposers: readonly string[], question: ScopeQuestion, view: AsOf): Promise<Tariff[]> {
  const { register, on } = view;
  const origin = question.affected as string;
  const found: MeasureCandidate[] = [];
  for (;;) {
    const last = found.at(-1);
    const batch = await measureCandidates(connection, {
      on,
      cut: view,
      status: 'active',
      kind: 'tariff',
      direction: 'import',
      withBaseDuties: true,
      imposed_by: imposers,
      product: question.product as string,
      partners: { codes: register.unionsOf(origin, on), within: [origin, ...register.membersOf(origin, on)] },
      ...(last && { after: { begins_on: last.begins_on, id: last.id } }),
      limit: BATCH,
    });
    found.push(...batch);
    if (batch.length < BATCH) break;
  }
  const ids = found.map(({ id }) => id);
  const statements = await statementsOfMeasures(connection, ids, view);
  const changes = await entriesBySeq(connection, found.flatMap(statusSeqsOf), view);
  const instruments = await instrumentsOf(connection, ids, view);
  return found.flatMap((candidate) => {
    const tariff = tariffOn(candidate, statements.get(candidate.id) as Statements, question, view);
    if (tariff === null) return [];
    const sources = [...new Set([...statusSeqsOf(candidate).flatMap((seq) => changes.get(seq)?.sources ?? []), ...tariff.sources])];
    return [{ ...tariff, sources, legal_instruments: instruments.get(candidate.id) ?? [] }];
  });
}

/** What a tariff in force says on the day, with the sources of its coverage and rates; null if it does not meet the question. */
function tariffOn(
  { id, title, type, status }: MeasureCandidate,
  { statuses, coverages, rateTables }: Statements,
  question: ScopeQuestion,
  { on, register }: AsOf,
): Omit<Tariff, 'legal_instruments'> | null {
  const change = periodOn(statusPeriods(statuses), on);
  const coverage = periodOn(statementPeriods(coverages), on);
  const table = periodOn(statementPeriods(rateTables), on);
  const entries = [coverage, table].flatMap((period) => period?.statement.entry ?? []);
  const scopes = entries.flatMap((entry) => (entry.kind === 'coverage' ? entry.scopes : []));
  const meetingOf = (asked: ScopeQuestion) => {
    const { match, covered, freeing } = meet(scopes, change?.statement.exemptions ?? [], asked, on, register);
    // What is exempt is shown as a line that is not paid.
    return { match: match === 'none' ? covered : match, exempt: freeing.length > 0 ? freeing.map(describeScope).join(' or ') : null };
  };
  const { match, exempt } = meetingOf(question);
  if (match === 'none') return null;
  const [within, over] = QUOTA_SIDES.map((quota) => meetingOf({ ...question, quota: question.quota ?? quota }));
  const parts: [TariffPart, Period<Statement> | undefined][] = [
    ['status', change],
    ['coverage', coverage],
    ['rates', table],
  ];
  return {
    measure: id,
    title,
    duty_type: type as DutyType,
    status,
    imprecise: parts.flatMap(([part, period]) => (period && !isCertainOn(period, on) ? [part] : [])),
    doubts: parts.flatMap(([of, period]) => (period && period.statement.doubt !== null ? [{ of, why: period.statement.doubt }] : [])),
    match,
    exempt,
    hangs_on_quota: within?.match !== over?.match || within?.exempt !== over?.exempt,
    rates: entries.find((entry) => entry.kind === 'rate_table')?.rates ?? null,
    sources: entries.flatMap((entry) => entry.sources),
  };
}

/** The duty rules about these tariffs that hold, or may hold, on the day. */
async function rulesOf(connection: Connection, tariffs: readonly Tariff[], question: ScopeQuestion, view: AsOf): Promise<DutyRule[]> {
  const { on, register } = view;
  const rules = await dutyRules(
    connection,
    tariffs.map((tariff) => tariff.measure),
    view,
  );
  return rules
    .filter((rule) => firstDay(rule.first_on) <= on && (rule.last_on === null || on <= lastDay(rule.last_on)))
    .map((rule) => ({
      seq: rule.seq,
      type: rule.type,
      measure: rule.measure_id as string,
      other_measure: rule.other_measure_id,
      percent: rule.percent,
      match: matchScope(rule.scope, question, on, register),
      certain: lastDay(rule.first_on) <= on && (rule.last_on === null || on <= firstDay(rule.last_on)),
      doubt: rule.doubt,
      sources: rule.sources,
    }));
}
