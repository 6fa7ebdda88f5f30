import { dutyRules } from '../db/histories.ts';
import type { ScopedStatement } from '../db/statements.ts';
import { type Connection, turn } from '../db/store.ts';
import { addDays, type Day, dayProblem, FIRST_DAY, firstDay, lastDay, NEVER, type PartialDate, parseDay } from '../domain/dates.ts';
import { type DutyFacts, workOutInShort } from '../domain/duty/duty.ts';
import { conditionsOf, valuePartsOf } from '../domain/duty/facts.ts';
import { Recall } from '../domain/duty/recall.ts';
import { SameFacts } from '../domain/duty/same-facts.ts';
import type { Condition } from '../domain/duty/truths.ts';
import { checkNamed, checkValueParts, inWordsOf } from '../domain/duty/value-parts.ts';
import { invalid } from '../domain/errors.ts';
import { EDITION_DAYS } from '../domain/harmonized-system.ts';
import { type Duty, lackWords } from '../things/duty.ts';
import { type DutyHistory, type DutyInShort, type DutyStretch, inShort, noDuty } from '../things/duty-history.ts';
import type { EntryOf } from '../things/ledger.ts';
import {
  caseOf,
  checkConditions,
  checkValue,
  type DutyQuestion,
  insideWords,
  partiesOf,
  sharedTerritory,
  shown,
  toldQuestion,
} from './duty.ts';
import { importersOver, inForceOn, type Meets, meetsAsked, tariffOn, tariffsOver } from './duty-facts.ts';
import type { DutyParties, KnownTariff } from './duty-parties.ts';
import { rulesOn } from './duty-rules.ts';
import { checkGoods, goodsFacts, goodsProblem, type KnownGoods, knownGoods } from './nomenclatures.ts';
import { type Answered, type AsOf, readIn, type Tracker, viewAt } from './tracker.ts';

/** The question of a duty over a span of days. */
export interface DutyHistoryQuestion extends Omit<DutyQuestion, 'on'> {
  /** First day; five years before `to` unless given. */
  from?: string | undefined;
  /** Last day, inclusive; that of `announced_by` unless given, else today in UTC. */
  to?: string | undefined;
}

/** How many years a span has unless said otherwise, and at most. */
const YEARS = 5;
const MOST_YEARS = 30;

/**
 * What a good paid on each day of a span, as known at an instant: a row for each stretch of days with the same answer, which is the
 * one that `quoteDuty` gives on each of them. Throws `invalid` for a span that is none or is too long, and for what `quoteDuty` refuses
 * on every day.
 */
export async function dutyHistory(tracker: Tracker, question: DutyHistoryQuestion): Promise<Answered<DutyHistory>> {
  return (await dutyDays(tracker, question)).history;
}

/** What may be said of the goods on a day: the conditions that tariffs hang on then, by ids, and the parts of the value that they are charged on. */
export interface Sayable {
  conditions: ReadonlySet<string>;
  parts: readonly string[];
}

/** The same, with what may be said from some days on, in their order. */
export async function dutyDays(
  tracker: Tracker,
  question: DutyHistoryQuestion,
): Promise<{ history: Answered<DutyHistory>; sayable: ReadonlyMap<Day, Sayable> }> {
  checkValue(question);
  checkValueParts(question);
  const past = await tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const span = spanOf(question, view);
    const parties = await partiesOf(connection, question, view);
    return { view, span, parties, ...(await readPast(connection, parties, span, view)) };
  });
  const { view, span, parties } = past;
  const { on: _on, ...read } = readIn(view);
  const { from, to } = span;
  const { sayable, ...stretches } = await stretchesOf(question, past);
  return { history: { ...read, from, to, question: toldQuestion(question, parties), ...stretches }, sayable };
}

/** The first day on which another answer is known than that of a day, as it was known at an instant, and what may be said then; null where nothing that is known ends it. */
export async function dutyChangesOn(
  tracker: Tracker,
  question: DutyQuestion,
  { on, known_at }: Pick<AsOf, 'on' | 'known_at'>,
): Promise<{ on: Day; sayable: Sayable | undefined } | null> {
  const { on: _on, ...asked } = question;
  const { history, sayable } = await dutyDays(tracker, { ...asked, from: on, to: on, known_at });
  const until = history.data.at(-1)?.until ?? null;
  if (until === null) return null;
  const next = addDays(until, 1);
  return { on: next, sayable: sayable.get(next) };
}

interface Span {
  from: Day;
  to: Day;
  /** How far is looked for what ends the last answer. */
  ahead: Day;
}

/** So many years after the span. */
const YEARS_AHEAD = 10;

/** The same day so many years before; of 29 February the day before it where there is none. */
function yearsBefore(day: Day, years: number): Day {
  const same = `${Number(day.slice(0, 4)) - years}${day.slice(4)}`;
  if (same < FIRST_DAY) return FIRST_DAY;
  return dayProblem(same) === null ? same : `${same.slice(0, 8)}28`;
}

function spanOf(question: DutyHistoryQuestion, { on }: AsOf): Span {
  const to = question.to === undefined ? on : parseDay(question.to, 'to');
  const from = question.from === undefined ? yearsBefore(to, YEARS) : parseDay(question.from, 'from');
  if (from > to) throw invalid('from', `from "${from}" is after to "${to}"${question.to === undefined ? ': give to as well' : ''}`);
  if (from < yearsBefore(to, MOST_YEARS))
    throw invalid(
      'from',
      `from "${from}" is more than ${MOST_YEARS} years before to "${to}": ask for a shorter span, such as from=${yearsBefore(to, MOST_YEARS)}`,
    );
  return { from, to, ahead: `${Number(to.slice(0, 4)) + YEARS_AHEAD}-12-31` };
}

/** All that the answers of a span are worked out from. */
interface Past {
  view: AsOf;
  span: Span;
  parties: DutyParties;
  tariffs: readonly KnownTariff[];
  rules: readonly EntryOf<'duty_rule'>[];
  goods: readonly KnownGoods[];
}

/** Reads once what any day of the span may need. */
async function readPast(
  connection: Connection,
  parties: DutyParties,
  { from, ahead }: Span,
  view: AsOf,
): Promise<Pick<Past, 'tariffs' | 'rules' | 'goods'>> {
  const tariffs = await tariffsOver(connection, parties, [from, ahead], view);
  const ids = tariffs.map(({ id }) => id);
  const importers = importersOver(parties, [from, ahead], view);
  const goods = await knownGoods(connection, importers, parties.scope.product, [from, ahead], view);
  return { tariffs, rules: await dutyRules(connection, ids, view), goods };
}

/** The days of a span, and those that are known ahead of it, on which an answer may differ from that of the day before; the first one is always there. */
function turningDays({ view, span: { from, ahead }, tariffs, rules, goods }: Past): Day[] {
  const bounds = (date: PartialDate | null): Day[] => (date === null ? [] : [firstDay(date), lastDay(date)]);
  const stated = tariffs.flatMap(({ statements: { statuses, coverages, rateTables } }) =>
    [...statuses, ...coverages, ...rateTables].flatMap(({ effective_on, until_on }) => [...bounds(effective_on), ...bounds(until_on)]),
  );
  // The last day of a rule is a day with it.
  const ruled = rules.flatMap(({ first_on, last_on }) => [...bounds(first_on), ...bounds(last_on).map((day) => addDays(day, 1))]);
  const listed = goods.flatMap(({ first_on, last_on }) => (last_on === NEVER ? [first_on] : [first_on, addDays(last_on, 1)]));
  const turning = [...stated, ...ruled, ...view.register.joiningDays(), ...listed, ...EDITION_DAYS].filter(
    (day) => from < day && day <= ahead,
  );
  return [...new Set([from, ...turning])].sort();
}

/** What was in force on a day, as far as it may concern the question. */
function inForceIn({ view: { register }, parties, tariffs, rules }: Past, day: Day, meets: Meets): Pick<DutyFacts, 'tariffs' | 'rules'> {
  const inForce = inForceOn(day, tariffs, parties, register, meets);
  const ids = new Set(inForce.map(({ known }) => known.id));
  const about = rules.filter(({ measure_id, others }) => ids.has(measure_id ?? '') || others?.some((id) => ids.has(id)));
  return { tariffs: inForce.map(({ known }) => tariffOn(known, [], [], day)), rules: rulesOn(about, day) };
}

/** Which memberships held on a day: all that an answer knows of the day itself. */
const membersOn = (day: Day, { view: { register } }: Past): string =>
  register.memberships.map(({ joined_on, left_on }) => Number(firstDay(joined_on) <= day && day < firstDay(left_on))).join('');

function once<Of>(known: Map<string, Of>, key: string, one: Of): Of {
  const first = known.get(key) ?? one;
  known.set(key, first);
  return first;
}

/** Works out the answers of days, and gathers what is said of all days of the span. */
class Days {
  /** What may be said of the goods on each day that was worked out. */
  readonly sayable = new Map<Day, Sayable>();
  readonly #question: DutyHistoryQuestion;
  readonly #past: Past;
  readonly #same: SameFacts;
  readonly #meets: Meets;
  /** Whether statements meet the question where the same memberships hold. */
  readonly #met = new Map<string, Map<ScopedStatement, boolean>>();
  readonly #recalls = new Map<string, Recall>();
  readonly #known = new Map<string, SaidOn>();
  readonly #territories = new Set<string>();
  /** Days on which they are not one customs territory. */
  #outside = 0;
  readonly #conditions = new Map<string, string>();
  readonly #valueParts = new Set<string>();
  readonly #depends = new Set<string>();
  readonly #heard = new Set<string>();
  readonly #open = new Map<string, Condition>();

  constructor(question: DutyHistoryQuestion, past: Past) {
    this.#question = question;
    this.#past = past;
    this.#same = new SameFacts(past.parties.scope.product);
    this.#meets = meetsAsked(past.parties, past.view.register);
  }

  /** The answer of a day. */
  on(day: Day): DutyInShort {
    const { span, parties, view, goods } = this.#past;
    const isAsked = day <= span.to;
    const territory = sharedTerritory(parties, view.register, day);
    if (territory !== null) {
      if (isAsked) this.#territories.add(territory);
      return noDuty(insideWords(parties, territory));
    }
    if (isAsked) this.#outside++;
    const noGoods = goodsProblem(parties.scope.product, day, goods);
    if (noGoods !== null) return noDuty(noGoods);
    const members = membersOn(day, this.#past);
    const inForce = inForceIn(this.#past, day, this.#meetsIn(members));
    const [conditions, parts] = [conditionsOf(inForce), valuePartsOf(inForce)];
    this.sayable.set(day, { conditions: new Set(conditions.keys()), parts });
    const facts = {
      tariffs: inForce.tariffs.map((one) => this.#same.tariff(one)),
      rules: inForce.rules.map(this.#same.rule),
      ...goodsFacts(parties.scope.product, day, goods),
    };
    const said = this.#saidOn(day, members, facts, parts);
    if (isAsked) {
      for (const [id, words] of conditions) this.#conditions.set(id, words);
      for (const part of parts) this.#valueParts.add(part);
      for (const text of said.depends_on) this.#depends.add(text);
      for (const text of said.heard) this.#heard.add(text);
      for (const one of said.open) this.#open.set(one.id, one);
    }
    return said.content;
  }

  #meetsIn(members: string): Meets {
    const known = once(this.#met, members, new Map<ScopedStatement, boolean>());
    return (one, day) => {
      const meets = known.get(one) ?? this.#meets(one, day);
      known.set(one, meets);
      return meets;
    };
  }

  /** What is said on a day, worked out once for all days with the same facts. */
  #saidOn(day: Day, members: string, facts: DutyFacts, parts: readonly string[]): SaidOn {
    const { tariffs, rules, isEmpty, isGone, outdated } = facts;
    const made = [...tariffs, null, ...rules, isEmpty ?? null, isGone ?? null].map((one) => this.#same.numberOf(one));
    const key = JSON.stringify([members, made, outdated]);
    const value_parts = inWordsOf(this.#question.value_parts ?? [], parts);
    // What is kept holds for what is said of the value: days know other parts of it.
    const recall = once(this.#recalls, JSON.stringify([members, value_parts]), new Recall());
    const said = this.#known.get(key) ?? saidOn({ ...this.#question, value_parts }, this.#past, day, facts, recall);
    this.#known.set(key, said);
    return said;
  }

  /** Checks what the question says against what may be said on the days of the span. Throws `invalid`. */
  check(): void {
    const { conditions = [], value_parts = [] } = this.#question;
    const [only] = this.#territories;
    if (only !== undefined && this.#outside === 0)
      throw invalid('origin', `${insideWords(this.#past.parties, only)} on all of these days: give an origin outside`);
    checkConditions(conditions, this.#conditions, 'on any of these days', () => this.#open.values());
    checkNamed(value_parts, [...this.#valueParts], 'on any of these days');
  }

  /** What the answers of the span hang on. */
  get dependsOn(): string[] {
    return [...this.#depends].filter((text) => !this.#heard.has(text));
  }
}

/** So many milliseconds others wait at most while a long history is worked out. */
const TURN = 25;

async function stretchesOf(
  question: DutyHistoryQuestion,
  past: Past,
): Promise<Pick<DutyHistory, 'data' | 'depends_on'> & { sayable: ReadonlyMap<Day, Sayable> }> {
  const { span, parties, goods } = past;
  const turning = turningDays(past);
  checkGoods(
    parties.scope.product,
    turning.filter((day) => day <= span.to),
    goods,
  );
  const days = new Days(question, past);
  const answers: { day: Day; content: DutyInShort }[] = [];
  let since = performance.now();
  for (const day of turning) {
    const [content, before] = [days.on(day), answers.at(-1)?.content];
    answers.push({ day, content });
    // After the span the first other answer is all that is asked for.
    if (day > span.to && JSON.stringify(content) !== JSON.stringify(before)) break;
    if (performance.now() - since > TURN) {
      await turn();
      since = performance.now();
    }
  }
  days.check();
  return { data: joined(answers, span), depends_on: days.dependsOn, sayable: days.sayable };
}

interface SaidOn {
  content: DutyInShort;
  depends_on: string[];
  /** What is not so of the span, though it be so of other days: that nothing hangs on what the question says. */
  heard: string[];
  open: readonly Condition[];
}

/** What the duty answer of a day says, in short, and what it hangs on. */
function saidOn(question: DutyHistoryQuestion, { parties, view }: Past, day: Day, facts: DutyFacts, recall: Recall): SaidOn {
  const exact = workOutInShort(caseOf(question, parties, day), facts, view.register, recall);
  const answer = shown({ ...exact, by_code: [] });
  // A stretch names its reasons against a total by their codes alone: what they hang on, and what the question lacks, is said here.
  return {
    content: inShort(answer),
    depends_on: [...answer.depends_on, ...lacksOf(answer)],
    heard: exact.said.flatMap(({ isHeard, unheard }) => (isHeard ? unheard : [])),
    open: exact.open_conditions,
  };
}

/** What a question lacks for a total: a quantity, an exchange rate, a company, how much a part of the value is. */
const lacksOf = ({ cannot_compute }: Pick<Duty, 'cannot_compute'>): string[] =>
  cannot_compute.flatMap(({ code, ...lack }) => (code.endsWith('_required') || code === 'value_share_unknown' ? [lackWords(lack)] : []));

/** Neighbours that say the same as one stretch. */
function joined(answers: readonly { day: Day; content: DutyInShort }[], { to }: Span): DutyStretch[] {
  const stretches: DutyStretch[] = [];
  let said = '';
  for (const { day, content } of answers) {
    const text = JSON.stringify(content);
    const last = stretches.at(-1);
    if (last && text === said) continue;
    if (last) last.until = addDays(day, -1);
    if (day > to) break;
    stretches.push({ from: day, until: null, ...content });
    said = text;
  }
  return stretches;
}
