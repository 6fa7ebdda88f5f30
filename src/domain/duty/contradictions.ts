import { scopesMayMeet } from '../containment.ts';
import { firstDay, lastDay, NEVER, type PartialDate } from '../dates.ts';
import { TrackerError } from '../errors.ts';
import type { Memberships, Scope } from '../scope.ts';
import type { DutyRuleType } from '../vocabulary.ts';
import { Fraction } from './fraction.ts';

/** A duty rule as far as it may contradict another one. */
export interface RecordedRule {
  seq: number;
  type: DutyRuleType;
  measure_id: string | null;
  other_measure_id: string | null;
  percent: string | null;
  first_on: PartialDate;
  /** Last day, inclusive. */
  last_on: PartialDate | null;
  scope: Scope;
}

/** Is it another number? 15 is 15.0. */
const isOther = (a: string | null, b: string | null): boolean =>
  a === null || b === null ? a !== b : !Fraction.of(a).minus(Fraction.of(b)).isZero();

/**
 * Checks that new rules contradict none that stands: tariffs that keep each other from being levied, in however many steps, or a tariff
 * that tops the base up to two levels, where days and goods may meet. Throws `conflict` naming the rules.
 */
export function checkRules(rules: readonly RecordedRule[], isNew: (rule: RecordedRule) => boolean, memberships: Memberships): void {
  const meet = (a: RecordedRule, b: RecordedRule): boolean =>
    daysMeet(a, b) && scopesMayMeet(a.scope, b.scope, firstDay(a.first_on), memberships);
  const levels = rules.filter(({ type }) => type === 'tops_up_base_to');
  for (const rule of levels.filter(isNew)) {
    const other = levels.find((one) => one.measure_id === rule.measure_id && isOther(one.percent, rule.percent) && meet(rule, one));
    if (other) {
      const text = `rule ${other.seq} has ${other.measure_id} top the base up to ${other.percent}%, and rule ${rule.seq} to ${rule.percent}%, and both may hold for the same goods on the same day`;
      throw new TrackerError('conflict', text, [
        { path: 'percent', message: `contradicts rule ${other.seq}: give them other days or scopes` },
      ]);
    }
  }
  const apart = rules.filter(({ type }) => type === 'not_levied_with' || type === 'levied_on_rest_of');
  for (const rule of apart.filter(isNew)) {
    const circle = circleFrom([rule], apart, meet);
    if (circle) {
      const how = ({ type }: RecordedRule): string => (type === 'not_levied_with' ? 'not with' : 'on the rest of');
      const steps = circle.map((rule) => `${rule.measure_id} ${how(rule)} ${rule.other_measure_id} (rule ${rule.seq})`);
      throw new TrackerError('conflict', `tariffs can't keep each other from being levied in a circle: ${steps.join(', ')}`, [
        { path: 'other_measure', message: 'leads back to the tariff itself: say which of them is levied' },
      ]);
    }
  }
}

/** A way from the first rule of a path back to its tariff, if all on it may meet; null if there is none. */
function circleFrom(
  path: readonly RecordedRule[],
  rules: readonly RecordedRule[],
  meet: (a: RecordedRule, b: RecordedRule) => boolean,
): readonly RecordedRule[] | null {
  const [first, last] = [path[0] as RecordedRule, path.at(-1) as RecordedRule];
  if (last.other_measure_id === first.measure_id) return path;
  for (const next of rules) {
    if (next.measure_id !== last.other_measure_id || path.includes(next) || !path.every((one) => meet(one, next))) continue;
    const circle = circleFrom([...path, next], rules, meet);
    if (circle) return circle;
  }
  return null;
}

function daysMeet(a: RecordedRule, b: RecordedRule): boolean {
  const end = ({ last_on }: RecordedRule) => (last_on === null ? NEVER : lastDay(last_on));
  return firstDay(a.first_on) <= end(b) && firstDay(b.first_on) <= end(a);
}
