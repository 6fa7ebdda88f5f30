import { loadEntries } from '../db/entries.ts';
import { dutyRules } from '../db/histories.ts';
import { legalInstruments } from '../db/lookups.ts';
import { type MeasureCandidate, measureCandidates } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { type Day, firstDay, type Instant, lastDay } from '../domain/dates.ts';
import {
  type DutyAnswer,
  type DutyLine,
  type DutyRule,
  type ExactAmount,
  type SuppressedLine,
  type Tariff,
  workOutDuty,
} from '../domain/duty.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Entry } from '../domain/ledger.ts';
import { type FxRate, roundToMinor } from '../domain/money.ts';
import { matchScope, matchScopes, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import type { Quantity } from '../domain/units.ts';
import type { DutyType, QuotaSide } from '../domain/vocabulary.ts';
import { describeScope } from '../domain/words.ts';
import { exporterOrStranger, knownJurisdiction } from './questions.ts';
import { type Clocks, type Tracker, type View, viewAt } from './tracker.ts';

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

/** Money rounded half up to the currency's minor unit. */
export interface Amount {
  amount: string;
  currency: string;
}
type Shown<Line> = Omit<Line, 'amount'> & { amount?: Amount };

/** The answer with its question; what can't be computed is left out, never zero. */
export interface DutyQuote {
  on: Day;
  known_at: Instant;
  changeSeq: number;
  question: {
    importer: string;
    origin: string;
    product: string;
    exporter: string | null;
    preference: boolean;
    quota: QuotaSide | null;
    customs_value: string | null;
    currency: string | null;
    quantity: string[];
    fx: string[];
  };
  base: Shown<DutyLine> | null;
  lines: Shown<DutyLine>[];
  suppressed: Shown<SuppressedLine>[];
  total_ad_valorem_pct?: string;
  total_amount?: Amount;
  depends_on: string[];
  cannot_compute: DutyAnswer['cannot_compute'];
  not_modelled: readonly string[];
}

/**
 * What a good pays on a day, as known at an instant, with every step. Throws `invalid` for an importer or origin that the register
 * lacks, and for a value without a currency.
 */
export function quoteDuty(tracker: Tracker, question: DutyQuestion): Promise<DutyQuote> {
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
      ...(question.exporter && { exporter: await exporterOrStranger(connection, question.exporter) }),
    };
    const tariffs = await tariffsOf(connection, importer, scope, view);
    const rules = await rulesOf(connection, tariffs, scope, view);
    const { customs_value, currency, quantities, fx } = question;
    const shipment = { ...(customs_value !== undefined && { customs_value }), ...(currency !== undefined && { currency }), quantities, fx };
    const preference = question.preference ?? false;
    const answer = workOutDuty({ ...scope, on, preference, shipment, exporter_name: question.exporter ?? null }, tariffs, rules, register);
    return {
      on,
      known_at: view.known_at,
      changeSeq: view.changeSeq,
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

function shown(answer: DutyAnswer): Omit<DutyQuote, 'on' | 'known_at' | 'changeSeq' | 'question'> {
  const money = ({ amount, currency }: ExactAmount): Amount => ({ amount: roundToMinor(amount, currency), currency });
  const line = <Line extends DutyLine>({ amount, ...rest }: Line): Shown<Line> => ({ ...rest, ...(amount && { amount: money(amount) }) });
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
async function tariffsOf(connection: Connection, importer: string, scope: ScopeQuestion, view: View): Promise<Tariff[]> {
  const { register, on, knownSeq } = view;
  const origin = scope.affected as string;
  const found: MeasureCandidate[] = [];
  for (;;) {
    const last = found.at(-1);
    const batch = await measureCandidates(connection, {
      on,
      knownSeq,
      statuses: 'active',
      kind: 'tariff',
      direction: 'import',
      withBaseDuties: true,
      imposers: [importer, ...register.unionsOf(importer, on)],
      product: scope.product as string,
      partners: { codes: register.unionsOf(origin, on), within: [origin, ...register.membersOf(origin, on)] },
      ...(last && { after: { starts_on: last.starts_on, id: last.id } }),
      limit: BATCH,
    });
    found.push(...batch);
    if (batch.length < BATCH) break;
  }
  const seqs = found.flatMap((candidate) => [candidate.status_seq, candidate.coverage_seq, candidate.rate_table_seq]);
  const entries = new Map<number, Entry>();
  for (const entry of await loadEntries(
    connection,
    seqs.filter((seq) => seq !== null),
  ))
    entries.set(entry.seq, entry);
  const instruments = await legalInstruments(
    connection,
    found.map((candidate) => candidate.id),
  );
  return found.flatMap((candidate) => tariffOf(candidate, entries, scope, view, instruments.get(candidate.id) ?? []));
}

function tariffOf(
  candidate: MeasureCandidate,
  entries: ReadonlyMap<number, Entry>,
  scope: ScopeQuestion,
  { on, register }: View,
  legal_instruments: readonly string[],
): Tariff[] {
  const entryOf = (seq: number | null): Entry | undefined => (seq === null ? undefined : entries.get(seq));
  const [change, coverage, table] = [candidate.status_seq, candidate.coverage_seq, candidate.rate_table_seq].map(entryOf);
  const match = matchScopes(coverage?.kind === 'coverage' ? coverage.scopes : [], scope, on, register, 'any');
  if (match === 'none') return [];
  const exemptions: readonly Scope[] = change?.kind === 'status_change' && !candidate.derived ? change.exemptions : [];
  const freeing = exemptions.filter((exemption) => matchScope(exemption, scope, on, register, 'all') === 'full');
  // An exemption that meets the question in part is met by a part of what it frees.
  const touched = freeing.length === 0 && matchScopes(exemptions, scope, on, register, 'any') !== 'none';
  return [
    {
      measure: candidate.id,
      title: candidate.title,
      duty_type: candidate.type as DutyType,
      status: candidate.status,
      certainty: candidate.doubtful ? 'doubtful' : candidate.certain_from <= on && on < candidate.certain_until ? 'certain' : 'possible',
      doubt: change?.doubt ?? null,
      match: touched ? 'part' : match,
      exempt: freeing.length > 0 ? freeing.map(describeScope).join(' or ') : null,
      rates: table?.kind === 'rate_table' ? table.rates : null,
      legal_instruments,
      sources: [...new Set([change, coverage, table].flatMap((entry) => entry?.sources ?? []))],
    },
  ];
}

/** The duty rules about these tariffs that hold on the day. */
async function rulesOf(
  connection: Connection,
  tariffs: readonly Tariff[],
  scope: ScopeQuestion,
  { on, knownSeq, register }: View,
): Promise<DutyRule[]> {
  const rules = await dutyRules(
    connection,
    tariffs.map((tariff) => tariff.measure),
    knownSeq,
  );
  return rules
    .filter((rule) => firstDay(rule.first_on) <= on && (rule.last_on === null || on <= lastDay(rule.last_on)))
    .map((rule) => ({
      seq: rule.seq,
      type: rule.type,
      measure: rule.measure_id as string,
      other_measure: rule.other_measure_id,
      percent: rule.percent,
      match: matchScope(rule.scope, scope, on, register, 'any'),
      sources: rule.sources,
    }));
}
