import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../domain/dates.ts';
import { meet } from '../domain/meeting.ts';
import { matchScope } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { periodOn, statementPeriods } from '../domain/timeline.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import { rateText } from '../domain/words.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { DutyParties, KnownTariff } from './duty-parties.ts';
import { changes } from './duty-rules.ts';
import type { AsOf } from './tracker.ts';

// Goods that were under way when a duty changed: many acts let them in as before for some weeks, and not each says so here.

/** For so many days at most acts let such goods in: Executive Order 14326, section 2(a), what was loaded before 7 August 2025 until 4 October. */
const WINDOW = 60;

/**
 * These are charged by the day of entry alone: a tariff of the year, and by Regulation (EU) 2016/1036, Article 10(1), and (EU) 2016/1037,
 * Article 16(1), and 19 U.S.C. 1671b(d) and 1673b(d) what remedies dumping and subsidies.
 */
const BY_ENTRY: readonly string[] = [...BASE_DUTY_TYPES, 'anti_dumping', 'countervailing'];

/** What a tariff does not charge. */
const NOTHING = '';

/** Has what is known to have begun by a day, as precisely as is known, begun so lately before it that goods may have been under way? */
const isLate = (begins: PartialDate, on: Day): boolean => firstDay(begins) <= on && addDays(on, -WINDOW) < lastDay(begins);

/** The first day of which may be asked what was charged then: that before a change which is known to the year, and may have come so late in it. */
export const lookedBackTo = (on: Day): Day => `${Number(addDays(on, -WINDOW).slice(0, 4)) - 1}-12-31`;

/**
 * Since when what a tariff charges on the goods is what it is, as precisely as is known, if that is no longer ago than goods may have been
 * under way; else null.
 */
export function changedLately(
  { id, type, statements, statuses }: KnownTariff,
  rules: readonly EntryOf<'duty_rule'>[],
  { scope }: DutyParties,
  { on, register }: AsOf,
): PartialDate | null {
  if (BY_ENTRY.includes(type)) return null;
  const coverages = statementPeriods(statements.coverages);
  const tables = statementPeriods(statements.rateTables);
  const charges = (day: Day): string => {
    const status = periodOn(statuses, day)?.statement;
    const coverage = periodOn(coverages, day)?.statement.entry;
    const table = periodOn(tables, day)?.statement.entry;
    if (status === undefined || !isInForce(status.status) || coverage?.kind !== 'coverage') return NOTHING;
    const { match } = meet(coverage.scopes, status.exemptions, scope, day, register);
    if (match === 'none') return NOTHING;
    const rates = table?.kind === 'rate_table' ? table.rates : [];
    const meant = rates.filter((rate) => matchScope(rate.scope, scope, day, register) !== 'none');
    // What goods pay under a condition alone is asked by it, such as what had left before a day, until that no longer counts.
    const plain = meant.filter((rate) => rate.scope.condition === null);
    return JSON.stringify([match, ...(plain.length > 0 ? plain : meant).map(rateText)]);
  };
  const begun = [...statuses, ...coverages, ...tables]
    .filter(({ starts_on, from }) => starts_on <= on && isLate(from, on) && charges(starts_on) !== charges(addDays(starts_on, -1)))
    .map(({ from }) => from);
  // A rule changes what is paid of a tariff, though it charges the same.
  const ruled = rules
    .filter((rule) => changes(rule, id) && matchScope(rule.scope, scope, on, register) !== 'none')
    .flatMap(({ first_on, last_on }) => (last_on === null ? [first_on] : [first_on, addDays(lastDay(last_on), 1)]))
    .filter((day) => isLate(day, on));
  // Of two dates that which may be later, and of those that may be as late the one that is known better.
  const byLast = (date: PartialDate): string => `${lastDay(date)} ${date}`;
  return [...begun, ...ruled].sort((a, b) => (byLast(a) < byLast(b) ? -1 : 1)).at(-1) ?? null;
}

/** What the answer hangs on where a tariff changed so lately. */
export const underWay = (measure: string, day: PartialDate): string =>
  `whether the goods left before ${day}, when ${measure} changed: many acts let in as before what was under way then`;
