import { dutyRules, ruledMeasures } from '../db/histories.ts';
import type { Connection } from '../db/store.ts';
import { type Day, type DaySpan, firstDay, lastDay } from '../domain/dates.ts';
import type { DutyRule } from '../domain/duty/facts.ts';
import type { RatePiece } from '../domain/duty/rate-pieces.ts';
import { groupBy } from '../domain/group.ts';
import { jurisdictionOf, type Memberships, matchScope, narrowsNothing, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import type { DutyRuleType } from '../domain/vocabulary.ts';
import { describeScope } from '../domain/words.ts';
import type { EntryOf } from '../things/ledger.ts';
import { type AsOf, stateKey } from './tracker.ts';

// How tariffs combine: what the ledger says of it, for a duty, and beside what a tariff charges by itself.

type Rule = EntryOf<'duty_rule'>;

/** Does it hold, or may it, on some day of a span? */
const holdsIn = ({ first_on, last_on }: Rule, { first, last }: DaySpan): boolean =>
  firstDay(first_on) <= last && (last_on === null || first <= lastDay(last_on));

const isCertainIn = ({ first_on, last_on }: Rule, { first, last }: DaySpan): boolean =>
  lastDay(first_on) <= first && (last_on === null || last <= firstDay(last_on));

/** The duty rules of these that hold, or may hold, on the day. */
export const rulesOn = (rules: readonly Rule[], on: Day): DutyRule[] =>
  rules
    .filter((rule) => holdsIn(rule, { first: on, last: on }))
    .map((rule) => ({
      seq: rule.seq,
      type: rule.type,
      measures: tariffsOfRule(rule),
      percent: rule.percent,
      scope: rule.scope,
      certain: isCertainIn(rule, { first: on, last: on }),
      doubt: rule.doubt,
      sources: rule.sources,
      text: ruleText(rule),
    }));

/** The tariffs that a rule is about. */
export const tariffsOfRule = ({ measure_id, other_measure_id, others }: Rule): string[] =>
  [measure_id, other_measure_id, ...(others ?? [])].filter((id) => id !== null);

/** Does a rule say how several tariffs combine? */
export const isOfSeveral = (rule: Rule): boolean => tariffsOfRule(rule).length > 1;

/** Does a rule change what is paid of a tariff? One that is levied instead of another is levied as it stands. */
export const changes = (rule: Rule, id: string): boolean => rule.measure_id === id || (rule.others?.includes(id) ?? false);

/** What a rule says, in words; of `others` where several rules say it. */
function ruleText(rule: Rule, others = rule.other_measure_id): string {
  const texts: Record<DutyRuleType, () => string> = {
    not_levied_with: () => `not levied together with ${others}`,
    at_most_one_of: () => `at most one of ${tariffsOfRule(rule).join(', ')} is levied`,
    not_paid_within_quota: () => 'not paid within the quota',
    replaces_base: () => 'replaces the base',
    tops_up_base_to: () => `tops the base up to ${rule.percent}%`,
    levied_on_rest_of: () => `levied on what is left of the value beside ${others}`,
  };
  return texts[rule.type]();
}

/** Some tariffs' rules by which another sum may be paid than what a tariff charges by itself, in the order of recording. */
export async function rulesOfTariffs(connection: Connection, ids: readonly string[], view: AsOf): Promise<(id: string) => readonly Rule[]> {
  const ruled = await view.kept?.ruled.of(stateKey(view), () => ruledMeasures(connection));
  const rules = await dutyRules(connection, ruled === undefined ? ids : ids.filter((id) => ruled.has(id)), view);
  const asked = new Set(ids);
  return (id) => (asked.has(id) ? rules.filter((rule) => changes(rule, id)) : []);
}

/** What is said of a tariff by itself stands before what hangs on others. */
const OF_ITSELF: readonly DutyRuleType[] = ['replaces_base', 'tops_up_base_to'];

function inWords(scope: Scope): string {
  const named = { ...scope, partners: scope.partners.filter((code) => code !== '*') };
  if (narrowsNothing(named)) return '';
  const isOfAll = named.partners.length === 0 && named.excluded.length > 0;
  return `for ${isOfAll ? 'everybody ' : ''}${describeScope(named)}`;
}

/** What is said of rules: each stands beside thousands of rates. */
const saidOfRules = new WeakMap<Rule, string>();

function forWhomAndWhen(rule: Rule): string {
  const { scope, first_on, last_on } = rule;
  const said =
    saidOfRules.get(rule) ?? [inWords(scope), `from ${first_on}`, ...(last_on === null ? [] : [`to ${last_on}`])].filter(Boolean).join(' ');
  saidOfRules.set(rule, said);
  return said;
}

/** A rule in the words of the lists, by itself; what is in doubt of it is told beside. */
export const ruleInWords = (rule: Rule): string => `${ruleText(rule)} ${forWhomAndWhen(rule)}`;

/** Those of some rules that hold, or may, within a span and concern what is asked about, in words: those that say the same of several tariffs together. */
export function rulesInWords(rules: readonly Rule[], span: DaySpan, question: ScopeQuestion, memberships: Memberships): string[] {
  const held = rules
    .filter((rule) => holdsIn(rule, span) && matchScope(rule.scope, question, span.first, memberships) !== 'none')
    .sort((a, b) => OF_ITSELF.indexOf(b.type) - OF_ITSELF.indexOf(a.type) || a.seq - b.seq);
  const isReplaced = ({ type, measure_id, other_measure_id }: Rule): boolean =>
    type === 'not_levied_with' &&
    held.some(
      (one) =>
        one.type === 'levied_on_rest_of' &&
        one.doubt === null &&
        one.measure_id === measure_id &&
        one.other_measure_id === other_measure_id,
    );
  const about = (rule: Rule): string => `${rule.doubt === null ? '' : '(in doubt) '}${forWhomAndWhen(rule)}`;
  const isAlike = ({ type }: Rule): boolean => type === 'not_levied_with' || type === 'levied_on_rest_of';
  const told = held.filter((rule) => !isReplaced(rule));
  const alike = groupBy(told, (rule) => `${isAlike(rule) ? rule.type : rule.seq} ${about(rule)}`);
  return [...alike.values()].map((group) => {
    const [first] = group;
    return `${ruleText(first, group.map((rule) => rule.other_measure_id).join(' or '))} ${about(first)}`;
  });
}

/** A row that says itself what it is within or beyond the quota needs no rule for it, and whom it leaves out a rule for those alone is not about. */
const mayConcern = ({ type, scope }: Rule, { quota, excluded }: RatePiece): boolean =>
  !(type === 'not_paid_within_quota' && quota !== null) &&
  !(scope.partners.length > 0 && scope.partners.every((code) => code !== '*' && excluded.includes(code)));

/** The same of a row of rates, about what is asked, or else what the row is about. */
export function rulesOfPiece(
  rules: readonly Rule[],
  piece: RatePiece,
  span: DaySpan,
  { affected, ...asked }: ScopeQuestion,
  memberships: Memberships,
): string[] {
  if (rules.length === 0) return [];
  const { partner, code, exporter, quota } = piece;
  const question: ScopeQuestion = {
    ...(partner !== null && partner !== '*' && { affected: jurisdictionOf(partner) }),
    ...(affected !== undefined && { affected }),
    ...(code !== null && code !== '*' && { product: code }),
    ...(exporter !== null && { exporter }),
    ...(quota !== null && { quota }),
    ...asked,
  };
  const own = rules.filter((rule) => mayConcern(rule, piece));
  return rulesInWords(own, span, question, memberships);
}
