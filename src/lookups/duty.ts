import { dutyRules } from '../db/histories.ts';
import { type SpanTariff, tariffsBetween } from '../db/measures.ts';
import { type ScopedStatement, type Statements, statementsOfMeasures } from '../db/periods.ts';
import type { Connection } from '../db/store.ts';
import { type Day, firstDay, lastDay } from '../domain/dates.ts';
import {
  conditionsOf,
  type DutyCase,
  type DutyFacts,
  type DutyRule,
  type Tariff,
  type TariffPart,
  type TariffStatus,
  workOutDuty,
} from '../domain/duty/duty.ts';
import type { ExactAmount, ExactDuty, ExactDutyLine } from '../domain/duty/exact-duty.ts';
import type { Fraction } from '../domain/duty/fraction.ts';
import { type FxRate, roundToMinor } from '../domain/duty/money.ts';
import { printQuantity, type Quantity } from '../domain/duty/units.ts';
import { invalid } from '../domain/errors.ts';
import { meet } from '../domain/meeting.ts';
import type { Memberships, Scope, ScopeQuestion } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import {
  mayBeInForce,
  type Period,
  type Possible,
  periodOn,
  possibleStatements,
  possibleStatuses,
  type StatusStatement,
  statusPeriods,
} from '../domain/timeline.ts';
import type { CustomsValue, DutyRuleType, DutyType, QuotaSide } from '../domain/vocabulary.ts';
import type { Amount, Duty } from '../things/duty.ts';
import type { ConditionGiven } from '../things/duty-question.ts';
import type { Entry, EntryOf } from '../things/ledger.ts';
import { exporterOrStranger, jurisdictionCalled } from './known.ts';
import { entriesBySeq, partnersOver } from './match.ts';
import { checkGoods, goodsOn, type KnownGoods, knownGoods } from './nomenclatures.ts';
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
  conditions?: readonly ConditionGiven[] | undefined;
}

/** A condition that decides about the answer. */
export interface DutyCondition {
  id: string;
  words: string;
  /** What the question says of it; null where it leaves it open. */
  met: boolean | null;
}

export interface DutyQuote extends Answered<Duty> {
  /** The conditions that the question answers, and those that it leaves open. */
  conditions: readonly DutyCondition[];
}

/**
 * What a good pays on a day, as known at an instant, with every step. Throws `invalid` for an importer or origin that the register
 * lacks or that are one customs territory, for a value without a currency, and for quantities that contradict each other.
 */
export async function quoteDuty(tracker: Tracker, question: DutyQuestion): Promise<DutyQuote> {
  checkValue(question);
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const { register, on } = view;
    const parties = await partiesOf(connection, question, view);
    const { importer, scope } = parties;
    const territory = sharedTerritory(parties, register, on);
    if (territory !== null)
      throw invalid(
        'origin',
        `${importer} and ${scope.affected} are one customs territory (${territory}) on ${on}, and no duty is charged inside it: give an origin outside`,
      );
    const imposers = [importer, ...register.unionsOf(importer, on)];
    const tariffs = await tariffsOf(connection, parties, view);
    const rules = await dutyRules(
      connection,
      tariffs.map((tariff) => tariff.measure),
      view,
    );
    const goods = await knownGoods(connection, imposers, scope.product, [on, on], view);
    checkGoods(scope.product, [on], goods);
    const facts = { tariffs, rules: rulesOn(rules, on), ...emptyIn(goodsOn(on, goods)) };
    const given = question.conditions ?? [];
    checkConditions(given, conditionsOf(facts), 'on that day');
    const answer = workOutDuty(caseOf(question, parties, on), facts, register);
    const told = toldQuestion(question, parties);
    return {
      ...readIn(view),
      question: { ...told, customs_value_is: customsValueOf(imposers, view) },
      ...shown(answer),
      conditions: [
        ...given.map(({ id, met }) => ({ id, words: conditionsOf(facts).get(id) as string, met })),
        ...answer.open_conditions.map(({ id, words }) => ({ id, words, met: null })),
      ],
    };
  });
}

/** What a nomenclature tells of codes that have no goods. */
export const emptyIn = (goods: KnownGoods | undefined): Pick<DutyFacts, 'isEmpty'> => (goods ? { isEmpty: goods.isEmpty } : {});

/** Checks that a customs value has its currency. Throws `invalid`. */
export function checkValue({ customs_value, currency }: Pick<DutyQuestion, 'customs_value' | 'currency'>): void {
  if (customs_value !== undefined && currency === undefined)
    throw invalid('currency', 'say in which currency the customs value is, such as EUR');
}

/** Who imports, and what is imported from where, made definite. */
export interface DutyParties {
  importer: string;
  scope: ScopeQuestion & { affected: string; product: string };
}

/** Makes definite who and what a question is about. Throws `invalid` for an importer, an origin or a company that is not understood. */
export async function partiesOf(connection: Connection, question: DutyQuestion, { register, registerSeq }: AsOf): Promise<DutyParties> {
  return {
    importer: jurisdictionCalled(register, question.importer, 'importer'),
    scope: {
      affected: jurisdictionCalled(register, question.origin, 'origin'),
      product: question.product,
      ...(question.quota && { quota: question.quota }),
      ...(question.exporter && { exporter: await exporterOrStranger(connection, question.exporter, registerSeq) }),
    },
  };
}

/** The question on a day, as it is worked out. */
export function caseOf(question: DutyQuestion, { scope }: DutyParties, on: Day): DutyCase {
  const { customs_value, currency, quantities, fx, preference = false, conditions = [] } = question;
  return {
    ...{ on, ...scope, preference, exporter_name: question.exporter ?? null },
    shipment: { ...(customs_value !== undefined && { customs_value }), ...(currency !== undefined && { currency }), quantities, fx },
    conditions: new Map(conditions.map(({ id, met }) => [id, met])),
  };
}

/** The question as an answer repeats it. */
export const toldQuestion = (question: DutyQuestion, { importer, scope }: DutyParties): Omit<Duty['question'], 'customs_value_is'> => ({
  importer,
  origin: scope.affected,
  product: question.product,
  exporter: question.exporter ?? null,
  preference: question.preference ?? false,
  quota: question.quota ?? null,
  customs_value: question.customs_value ?? null,
  currency: question.currency ?? null,
  quantity: question.quantities.map(printQuantity),
  fx: question.fx.map(({ from, to, rate }) => `${from}:${to}=${rate}`),
  condition: (question.conditions ?? []).map(({ id, met }) => `${id}=${met}`),
});

/** Checks that each condition of a question is one that a tariff hangs on. Throws `invalid` for another one, naming those. */
export function checkConditions(given: readonly ConditionGiven[], known: ReadonlyMap<string, string>, when: string): void {
  for (const { id } of given)
    if (!known.has(id)) {
      const list = [...known].map(([one, words]) => `${one} (${words})`).join('; ') || 'there are none';
      throw invalid('condition', `"${id}" is no condition of these tariffs ${when}: ${list}`);
    }
}

/** What the law of the importer, or of its union, takes the customs value to be; as most laws do where nobody recorded it. */
const customsValueOf = (importers: readonly string[], { register }: AsOf): CustomsValue =>
  importers.map((code) => register.jurisdictions.get(code)?.customs_value ?? null).find((one) => one !== null) ?? 'CIF';

/** The customs territory that importer and origin share on a day, inside which goods pay no duty, whatever it charges to everybody; null for none. */
export function sharedTerritory({ importer, scope }: DutyParties, { unionsOf }: Memberships, on: Day): string | null {
  const own = [importer, ...unionsOf(importer, on)];
  return [scope.affected, ...unionsOf(scope.affected, on)].find((code) => own.includes(code)) ?? null;
}

export function shown(answer: ExactDuty): Omit<Duty, keyof ReadAt | 'question'> {
  const money = ({ amount, currency }: ExactAmount): Amount => ({ amount: roundToMinor(amount, currency), currency });
  const line = <Line extends ExactDutyLine>({ amount, ...rest }: Line): Omit<Line, 'amount'> & { amount: Amount | null } => ({
    ...rest,
    amount: amount && money(amount),
  });
  const { amount } = answer.range;
  const rounded = (bound: Fraction, currency: string): string => roundToMinor(bound, currency);
  return {
    base: answer.base && line(answer.base),
    lines: answer.lines.map(line),
    suppressed: answer.suppressed.map(line),
    total_ad_valorem_pct: answer.total_ad_valorem_pct,
    total_amount: answer.total_amount && money(answer.total_amount),
    range: {
      ad_valorem_pct: answer.range.ad_valorem_pct,
      amount: amount && {
        least: rounded(amount.least, amount.currency),
        most: amount.most && rounded(amount.most, amount.currency),
        currency: amount.currency,
      },
    },
    additional: answer.additional,
    by_code: answer.by_code,
    by_code_more: 0,
    depends_on: answer.depends_on,
    cannot_compute: answer.cannot_compute,
    not_modelled: answer.not_modelled,
  };
}

/** The answer as it is told: without what only a page or an ETag needs. */
export const toldOf = ({ ledgerHead: _ledgerHead, conditions: _conditions, ...body }: DutyQuote): Duty => body;

/** A tariff with all that the ledger says of it. */
export interface KnownTariff extends SpanTariff {
  statements: Statements;
  statuses: readonly Period<StatusStatement>[];
}

/** The importer and the unions that it was in on some day of a span, first and last day inclusive. */
export const importersOver = (
  { importer }: Pick<DutyParties, 'importer'>,
  [first, last]: readonly [first: Day, last: Day],
  { register }: AsOf,
): string[] => {
  const held = register.memberships.filter(
    (row) => row.member_code === importer && firstDay(row.joined_on) <= last && first < firstDay(row.left_on),
  );
  return [...new Set([importer, ...held.map((row) => row.union_code)])];
};

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
  );
  return found.map((tariff) => {
    const own = statements.get(tariff.id) as Statements;
    return { ...tariff, statements: own, statuses: statusPeriods(own.statuses) };
  });
}

/** A tariff that is in force on a day, and the status by which it is. */
export interface TariffInForce {
  known: KnownTariff;
  status: Period<StatusStatement>;
}

/** Those that are in force on a day, or may be, and may meet the question then, whatever is true of dates that are not certain; the newest first. */
export function inForceOn(
  day: Day,
  tariffs: readonly KnownTariff[],
  { importer, scope }: DutyParties,
  memberships: Memberships,
): TariffInForce[] {
  const imposers = [importer, ...memberships.unionsOf(importer, day)];
  const asked = { affected: scope.affected, product: scope.product };
  const meets = (one: ScopedStatement): boolean =>
    one.entry.kind !== 'coverage' || meet(one.entry.scopes, [], asked, day, memberships).covered !== 'none';
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

/** The tariffs in force that may meet the question, with the sources and instruments of what they say. */
async function tariffsOf(connection: Connection, parties: DutyParties, view: AsOf): Promise<Tariff[]> {
  const { on } = view;
  const found = inForceOn(on, await tariffsOver(connection, parties, [on, on], view), parties, view.register);
  const seqsOf = ({ status: { statement, returns } }: TariffInForce): number[] => [statement.seq, ...(returns ? [returns.seq] : [])];
  const changes = await entriesBySeq(connection, found.flatMap(seqsOf), view);
  const instruments = await instrumentsOf(
    connection,
    found.map(({ known }) => known.id),
    view,
  );
  return found.map((one) => {
    const own = seqsOf(one).flatMap((seq) => changes.get(seq) ?? []);
    return tariffOn(one.known, own, instruments.get(one.known.id) ?? [], on);
  });
}

/** What a tariff in force says on the day, with the sources and instruments of its status (`changes`), coverage and rates. */
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
      ...inDoubt('status', status, oneOfEach([...standing, ...status.instead.map(inForce)]).slice(standing.length)),
      // Before the first coverage nothing was said to be covered.
      ...inDoubt(
        'coverage',
        coverage,
        coverage.instead.map((one) => scopes(one) ?? NOTHING_COVERED),
      ),
      ...inDoubt('rates', rates, rates.instead.map(table)),
    ],
    legal_instruments: [
      ...new Set([...instruments, ...entries.flatMap((entry) => (entry.instruments ?? []).map(({ identifier }) => identifier))]),
    ],
    sources: [...new Set(entries.flatMap((entry) => entry.sources))],
  };
}

/** One object, so that a history knows it again on each day. */
const NOTHING_COVERED: readonly Scope[] = [];

/** The doubt about a part of a tariff, with what holds if what is stated is not so; none if there is no doubt. */
const inDoubt = <Of extends TariffPart, What>(of: Of, { doubt }: Possible<unknown>, instead: readonly What[]) =>
  doubt === null ? [] : [{ of, why: doubt, instead }];

/** Statuses, the same in the same way once. */
const oneOfEach = (all: readonly (TariffStatus | null)[]): (TariffStatus | null)[] => [
  ...new Map(all.map((one) => [one && JSON.stringify([one.status, one.exemptions]), one])).values(),
];

/** The duty rules of these that hold, or may hold, on the day. */
export const rulesOn = (rules: readonly EntryOf<'duty_rule'>[], on: Day): DutyRule[] =>
  rules
    .filter((rule) => firstDay(rule.first_on) <= on && (rule.last_on === null || on <= lastDay(rule.last_on)))
    .map((rule) => ({
      seq: rule.seq,
      type: rule.type,
      measures: measuresOf(rule),
      percent: rule.percent,
      scope: rule.scope,
      certain: lastDay(rule.first_on) <= on && (rule.last_on === null || on <= firstDay(rule.last_on)),
      doubt: rule.doubt,
      sources: rule.sources,
      text: ruleText(rule),
    }));

const measuresOf = ({ measure_id, other_measure_id, others }: EntryOf<'duty_rule'>): string[] =>
  [measure_id, other_measure_id, ...(others ?? [])].filter((id) => id !== null);

/** What a rule says, in words. */
function ruleText(rule: EntryOf<'duty_rule'>): string {
  const texts: Record<DutyRuleType, () => string> = {
    not_levied_with: () => `not levied together with ${rule.other_measure_id}`,
    at_most_one_of: () => `at most one of ${measuresOf(rule).join(', ')} is levied`,
    not_paid_within_quota: () => 'not paid within the quota',
    replaces_base: () => 'replaces the base',
    tops_up_base_to: () => `tops the base up to ${rule.percent}%`,
  };
  return texts[rule.type]();
}
