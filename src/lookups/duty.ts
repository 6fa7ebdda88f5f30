import type { Connection } from '../db/store.ts';
import { distance } from '../domain/company.ts';
import type { SaidOfConditions } from '../domain/conditions.ts';
import { territoriesOf } from '../domain/customs-territory.ts';
import type { Day, PartialDate } from '../domain/dates.ts';
import { type DutyCase, type DutyFacts, workOutDuty } from '../domain/duty/duty.ts';
import type { ExactAmount, ExactDuty, ExactDutyLine } from '../domain/duty/exact-duty.ts';
import { conditionsOf, valuePartsOf } from '../domain/duty/facts.ts';
import { checkFx, type FxRate, roundToMinor } from '../domain/duty/money.ts';
import type { ValuePart } from '../domain/duty/shipment.ts';
import type { Condition } from '../domain/duty/truths.ts';
import { printQuantity, type Quantity } from '../domain/duty/units.ts';
import { checkNamed, checkValueParts, inWordsOf, mayName, printValuePart } from '../domain/duty/value-parts.ts';
import { invalid } from '../domain/errors.ts';
import { type Memberships, withUnions } from '../domain/scope.ts';
import { type BanType, type CustomsValue, type DutyType, MATCHES, type QuotaSide, words } from '../domain/vocabulary.ts';
import type { BesideDutyField } from '../things/beside-duty.ts';
import type { Amount, Duty } from '../things/duty.ts';
import type { ConditionGiven } from '../things/duty-question.ts';
import type { MeasureRow } from '../things/measure.ts';
import { besideDuty } from './beside-duty.ts';
import { tariffsOf } from './duty-facts.ts';
import type { DutyParties } from './duty-parties.ts';
import { quotaNotes } from './duty-quotas.ts';
import { rulesOn } from './duty-rules.ts';
import { exporterOrStranger, jurisdictionCalled } from './known.ts';
import { checkGoods, goodsFacts, knownGoods } from './nomenclatures.ts';
import { type Answered, type AsOf, type Clocks, daysAhead, memoryByTracker, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';
import { underWay } from './under-way.ts';

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
  /** How much of the value parts of it are. */
  value_parts?: readonly ValuePart[] | undefined;
}

/** A condition that decides about the answer. */
interface DutyCondition {
  id: string;
  words: string;
  /** What the question says of it; null where it leaves it open. */
  met: boolean | null;
  /** The tariffs that hang on it while it is open. */
  measures: readonly string[];
}

/** What of a question is said of other shipments too. */
interface ForOthersToo {
  conditions?: boolean;
  value_parts?: boolean;
}

/** What a good pays on a day, with what a form needs to ask on. */
export interface DutyQuote extends Answered<Duty> {
  /** The conditions that the question answers, and those that it leaves open. */
  conditions: readonly DutyCondition[];
  /** The parts of the value that duties on such goods may be charged on alone, in words. */
  parts: readonly string[];
}

/** All that a duty is worked out from, and what is told beside it, whatever the shipment is worth and weighs. */
interface KnownDuty {
  facts: DutyFacts;
  /** The conditions that its tariffs hang on, by id. */
  conditions: ReadonlyMap<string, string>;
  /** The parts of the value that its rates are charged on. */
  parts: readonly string[];
  beside: Pick<Duty, BesideDutyField>;
  quotas: readonly string[];
  /** Which of the tariffs changed so lately that goods may have been under way. */
  changes: readonly { measure: string; day: PartialDate }[];
}

/** What was read lately: a sheet goes through its goods in some order, and whoever asks says more of the same goods. */
const known = memoryByTracker<KnownDuty>();

async function readDuty(connection: Connection, parties: DutyParties, said: SaidOfConditions, view: AsOf): Promise<KnownDuty> {
  const { on } = view;
  const { scope } = parties;
  const { tariffs, rules } = await tariffsOf(connection, parties, view);
  const goods = await knownGoods(connection, imposersOf(parties, view), scope.product, [on, on], view);
  checkGoods(scope.product, [on], goods);
  const facts = { tariffs, rules: rulesOn(rules, on), ...goodsFacts(scope.product, on, goods) };
  const { bans, export_duties, coming } = await besideDuty(connection, parties, said, view);
  // What is told already as what is paid, or may be, does not come.
  const told = new Set([...tariffs.map(({ measure }) => measure), ...[...bans, ...export_duties].map(({ id }) => id)]);
  return {
    facts,
    conditions: conditionsOf(facts),
    parts: valuePartsOf(facts),
    beside: {
      bans: bans.map((row) => ({ ...besideOf(row), ban_type: row.type as BanType, direction: row.direction })),
      export_duties: export_duties.map((row) => ({ ...besideOf(row), duty_type: row.type as DutyType, rate: row.rate_summary })),
      coming: coming
        .filter(({ id }) => !told.has(id))
        .sort((a, b) => MATCHES.indexOf(a.match) - MATCHES.indexOf(b.match))
        .map(comingOf),
    },
    quotas: await quotaNotes(connection, facts, scope, view),
    changes: tariffs.flatMap(({ measure, changed_on }) => (changed_on === null ? [] : [{ measure, day: changed_on }])),
  };
}

const imposersOf = ({ importer }: DutyParties, { register, on }: AsOf): readonly string[] => withUnions(importer, on, register);

/**
 * What a good pays on a day, as known at an instant, with every step. Throws `invalid` for an importer or origin that the register
 * lacks or that are one customs territory, for a value without a currency, and for quantities that contradict each other. What is said of
 * many shipments at once (`forOthersToo`) need not concern these tariffs: then the answer tells that it was left out.
 */
export async function quoteDuty(tracker: Tracker, question: DutyQuestion, forOthersToo: ForOthersToo = {}): Promise<DutyQuote> {
  const { conditions: saidConditions = [], value_parts: saidParts = [] } = question;
  checkValue(question);
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const { register, on } = view;
    const parties = await partiesOf(connection, question, view);
    const territory = sharedTerritory(parties, register, on);
    if (territory !== null) throw invalid('origin', `${insideWords(parties, territory)} on ${on}: give an origin outside`);
    const said = saidIn(question);
    const key = JSON.stringify([view.ledgerHead, on, view.announcedBy, parties, [...said]]);
    const { facts, conditions, parts, beside, quotas, changes } = await known(tracker).of(key, () =>
      readDuty(connection, parties, said, view),
    );
    const ownParts = saidParts.filter((said) => !forOthersToo.value_parts || mayName(said, parts));
    checkNamed(ownParts, parts, 'on that day');
    checkValueParts({ ...question, value_parts: ownParts });
    const asked = { ...question, value_parts: inWordsOf(ownParts, parts) };
    const given = saidConditions.filter(({ id }) => conditions.has(id) || !forOthersToo.conditions);
    const left = [
      ...saidConditions.filter((one) => !given.includes(one)).map(({ id }) => leftOutWords(id, 'no condition of these tariffs')),
      ...saidParts
        .filter((one) => !ownParts.includes(one))
        .map((one) => leftOutWords(printValuePart(one), 'of no part of the value on which a duty on these goods is charged')),
    ];
    checkConditions(given, conditions, 'on that day', () => {
      const { open_conditions } = workOutDuty(caseOf({ ...asked, conditions: [] }, parties, on), facts, register);
      return open_conditions;
    });
    const answer = workOutDuty(caseOf({ ...asked, conditions: given }, parties, on), facts, register);
    const ahead = daysAhead(view);
    const paid = new Set([answer.base, ...answer.lines].map((line) => line?.measure));
    const late = changes.flatMap(({ measure, day }) => (paid.has(measure) ? [underWay(measure, day)] : []));
    return {
      ...readIn(view),
      question: {
        ...toldQuestion({ ...asked, conditions: given }, parties),
        customs_value_is: customsValueOf(imposersOf(parties, view), view),
      },
      ...shown({
        ...answer,
        depends_on: [...left, ...(ahead === null ? [] : [ahead, ...comeBy(on, beside.coming)]), ...answer.depends_on, ...quotas, ...late],
      }),
      ...beside,
      conditions: [
        ...given.map(({ id, met }) => ({ id, words: conditions.get(id) as string, met, measures: [] })),
        ...answer.open_conditions.map((one) => ({ ...one, met: null })),
      ],
      parts,
    };
  });
}

const besideOf = ({ id, title, imposed_by, status, certainty, match, sources, checked_on, exporters, only_if }: MeasureRow) => ({
  ...{ measure: id, title, imposed_by, status, certainty, match, sources, checked_on, exporters, only_if },
});

const comingOf = (row: Awaited<ReturnType<typeof besideDuty>>['coming'][number]): Duty['coming'][number] => ({
  ...besideOf(row),
  ...{ kind: row.kind, type: row.type, direction: row.direction, rate: row.rate_summary },
  ...{ status_from: row.status_from, applies_from: row.applies_from },
});

/** Of a day after the last entry: what may have come by then. */
const comeBy = (on: Day, coming: Duty['coming']): string[] =>
  coming.length === 0
    ? []
    : [`whether these have come by ${on}: ${coming.map(({ measure, status }) => `${measure} (${words(status)})`).join(', ')}`];

/** Checks that a customs value has its currency, and a pair of currencies one rate. Throws `invalid`. */
export function checkValue({ customs_value, currency, fx }: Pick<DutyQuestion, 'customs_value' | 'currency' | 'fx'>): void {
  checkFx(fx);
  if (customs_value !== undefined && currency === undefined)
    throw invalid('currency', 'say in which currency the customs value is, such as EUR');
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

/** What a question says of conditions. */
const saidIn = ({ conditions = [] }: Pick<DutyQuestion, 'conditions'>): SaidOfConditions =>
  new Map(conditions.map(({ id, met }) => [id, met]));

/** The question on a day, as it is worked out. */
export function caseOf(question: DutyQuestion, { scope }: DutyParties, on: Day): DutyCase {
  const { customs_value, currency, quantities, fx, value_parts, preference = false } = question;
  return {
    ...{ on, ...scope, preference, exporter_name: question.exporter ?? null },
    shipment: {
      ...(customs_value !== undefined && { customs_value }),
      ...(currency !== undefined && { currency }),
      quantities,
      fx,
      value_parts,
    },
    conditions: saidIn(question),
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
  value_part: (question.value_parts ?? []).map(printValuePart),
});

const leftOutWords = (said: string, what: string): string => `"${said}", said of all shipments, is ${what} on that day, and was left out`;

/** In so many letters a name may be wrong and still be told as what was meant. */
const MISSPELT = 2;
/** So many conditions are told whether they matter or not. */
const FEW = 8;

/**
 * Checks that each condition of a question is one that a tariff hangs on. Throws `invalid` for another one, naming what it may be a misspelling
 * of, and what these goods hang on (`open`): of all that the tariffs know there may be hundreds.
 */
export function checkConditions(
  given: readonly ConditionGiven[],
  known: ReadonlyMap<string, string>,
  when: string,
  open: () => Iterable<Condition>,
): void {
  for (const { id } of given)
    if (!known.has(id)) {
      const spelt = [...known].filter(([one]) => distance(id, one, MISSPELT) <= MISSPELT);
      const some = new Map([...spelt, ...[...open()].map((one): [string, string] => [one.id, one.words])]);
      const told = some.size === 0 && known.size <= FEW ? known : some;
      const list = [...told].map(([one, words]) => `${one} (${words})`).join('; ');
      const none = known.size === 0 ? 'there are none' : 'nothing about these goods hangs on one';
      throw invalid('condition', `"${id}" is no condition of these tariffs ${when}: ${list || none}`);
    }
}

/** What the law of the importer, or of its union, takes the customs value to be; as most laws do where nobody recorded it. */
const customsValueOf = (importers: readonly string[], { register }: AsOf): CustomsValue =>
  importers.map((code) => register.jurisdictions.get(code)?.customs_value ?? null).find((one) => one !== null) ?? 'CIF';

/** The customs territory that importer and origin share on a day, inside which goods pay no duty, whatever it charges to everybody; null for none. */
export function sharedTerritory({ importer, scope }: DutyParties, memberships: Memberships, on: Day): string | null {
  const own = territoriesOf(importer, on, memberships);
  return territoriesOf(scope.affected, on, memberships).find((code) => own.includes(code)) ?? null;
}

/** Why nothing is charged between the parties. */
export const insideWords = ({ importer, scope: { affected } }: DutyParties, territory: string): string =>
  importer === affected
    ? `"${affected}" is the importer too, and no duty is charged inside it`
    : `${importer} and ${affected} are one customs territory (${territory}), and no duty is charged inside it`;

/** An exact answer as it is told: amounts rounded to the minor unit of their currency, half up. */
export function shown(answer: ExactDuty): Omit<Duty, keyof ReadAt | 'question' | BesideDutyField> {
  const money = ({ amount, currency }: ExactAmount): Amount => ({ amount: roundToMinor(amount, currency), currency });
  const line = <Line extends ExactDutyLine>({ amount, charged_on: on, ...rest }: Line) => ({
    ...rest,
    amount: amount && money(amount),
    charged_on: on && { ...on, amount: on.amount && money(on.amount) },
  });
  const { amount } = answer.range;
  return {
    base: answer.base && line(answer.base),
    lines: answer.lines.map(line),
    suppressed: answer.suppressed.map(line),
    total_ad_valorem_pct: answer.total_ad_valorem_pct,
    total_amount: answer.total_amount && money(answer.total_amount),
    range: {
      ad_valorem_pct: answer.range.ad_valorem_pct,
      amount: amount && {
        least: roundToMinor(amount.least, amount.currency),
        most: amount.most && roundToMinor(amount.most, amount.currency),
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
export const toldOf = ({ ledgerHead: _ledgerHead, conditions: _conditions, parts: _parts, ...body }: DutyQuote): Duty => body;
