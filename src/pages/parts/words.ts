import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import type { Goods, Scope } from '../../domain/scope.ts';
import { isInForce } from '../../domain/status.ts';
import { type ChangeClock, type DutyRuleType, type DutyType, type Met, words } from '../../domain/vocabulary.ts';
import { grouped } from '../../domain/words.ts';
import { classWords } from '../../lookups/called.ts';
import type { StatusStretch, Stretch } from '../../things/stretch.ts';
import { exporterName, placeName, productWords, type View } from '../view.ts';
import { longDate } from './days.tsx';

export { words };

/** A heading out of a parameter's or a field's name: imposed_by → Imposed by. */
export const heading = (name: string): string => {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** A number with its noun: 1 ban, 13 bans. */
export const plural = (count: number, [one, several]: readonly [one: string, several: string]): string =>
  `${grouped(count)} ${count === 1 ? one : several}`;

const count = (number: number, unit: string): string => plural(number, [unit, `${unit}s`]);

/** The whole months between two days. */
function monthsBetween(from: Day, end: Day): number {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const [endYear = 0, endMonth = 0, endDay = 0] = end.split('-').map(Number);
  return (endYear - year) * 12 + endMonth - month - (endDay < day ? 1 : 0);
}

/** From one day to another: years and months, months from two on, else days. */
function exactWords(from: Day, end: Day): string {
  const months = monthsBetween(from, end);
  if (months < 2) return count(Math.round((Date.parse(end) - Date.parse(from)) / 86_400_000), 'day');
  if (months < 12) return count(months, 'month');
  const years = count(Math.floor(months / 12), 'year');
  return months % 12 === 0 ? years : `${years} and ${count(months % 12, 'month')}`;
}

/** How long it is from a date to the first day after, no more precise than the dates: 3 years and 3 months, 14 to 15 years, less than a month. */
export function spanWords(from: PartialDate, end: PartialDate): string {
  if (from.length === 10 && end.length === 10) return exactWords(from, end);
  // Where the two may be one day, it may be no time at all.
  const least = lastDay(from) < firstDay(end) ? monthsBetween(lastDay(from), firstDay(end)) : 0;
  const most = monthsBetween(firstDay(from), lastDay(end));
  const [by, unit] = most < 24 ? [1, 'month'] : [12, 'year'];
  const [low, high] = [Math.floor(least / by), Math.floor(most / by)];
  if (low === 0) return `less than ${high === 0 ? `a ${unit}` : count(high + 1, unit)}`;
  return low === high ? count(high, unit) : `${low} to ${count(high, unit)}`;
}

/** The last day of what ends by a first day without; empty where it has no end. Of one that is known to the month or year it may lie before that. */
export const lastDayWords = (until: PartialDate | null): string =>
  until === null ? '' : until.length === 10 ? longDate(addDays(until, -1)) : `until some day of ${longDate(until)}`;

/** The same in words that go on from the first day: to 29 October 2024, until some day of January 2027. */
export const toLastDay = (until: PartialDate): string => `${until.length === 10 ? 'to ' : ''}${lastDayWords(until)}`;

/** A stretch in words, its last day included: 5 July 2024 to 29 October 2024. */
export function stretchWords({ from, until }: { from: PartialDate; until: PartialDate | null }): string {
  if (until === null) return `From ${longDate(from)}`;
  const isOne = from === until || (from.length === 10 && until === addDays(from, 1));
  return isOne ? longDate(from) : `${longDate(from)} ${toLastDay(until)}`;
}

/** A company by name, or a class of companies in words. */
export const companyWords = (exporter: string, view: View): string => classWords(exporter) ?? exporterName(exporter, view);

/** What a tariff is called by its type. */
export const DUTY_WORDS: Readonly<Record<DutyType, string>> = {
  mfn: 'most-favoured-nation duty',
  preferential: 'preferential duty',
  preference_withdrawal: 'withdrawal of a preference',
  anti_dumping: 'anti-dumping duty',
  countervailing: 'countervailing duty',
  safeguard: 'safeguard duty',
  additional: 'additional duty',
};

/** What a measure is called by its type: an import ban, an anti-dumping duty. */
export const typeWords = (type: string): string => (Object.hasOwn(DUTY_WORDS, type) ? DUTY_WORDS[type as DutyType] : words(type));

/** What a resolution has a measure reach; a rate that is agreed may be lower than what was announced, and higher than what was paid. */
export const targetWords = (target: string): string => (target === 'rate' ? 'an agreed rate' : words(target));

/** What stands between names in a row: semicolons where one of them has a comma of its own. */
export const betweenNames = (names: readonly string[]): string => (names.some((name) => name.includes(',')) ? '; ' : ', ');
export const listed = (names: readonly string[]): string => names.join(betweenNames(names));

export const QUOTA_WORDS = { in: 'within the quota', over: 'over the quota' } as const;

/** Goods in their own words where they have some, else by their codes. */
const goodsWords = ({ name, codes }: Goods, view: View): string =>
  name === null
    ? codes.map((code) => productWords(code, view)).join(', ')
    : [name, codes.length > 0 ? `(${codes.join(', ')})` : ''].join(' ').trim();

/** A scope in one line, by names; what narrows nothing is left out. */
export function scopeWords(scope: Scope, view: View): string {
  const whose = listed(scope.exporters.map((exporter) => companyWords(exporter, view)));
  const isAll = scope.goods.length + scope.partners.length + scope.excluded.length === 0;
  const parts = [
    scope.goods.map((goods) => goodsWords(goods, view)).join('; '),
    listed(scope.partners.map((code) => (code === '*' ? 'all partners' : placeName(code, view)))),
    scope.excluded.length > 0 ? `except ${listed(scope.excluded.map((code) => placeName(code, view)))}` : '',
    // Beside goods or partners it would read as one thing more.
    whose === '' || isAll ? whose : `of ${whose}`,
    scope.companies.length > 0 ? `among them ${listed(scope.companies.map((company) => exporterName(company, view)))}` : '',
    scope.quota === null ? '' : QUOTA_WORDS[scope.quota],
    scope.condition ?? '',
    scope.list_unknown.length > 0 ? 'the list was not transcribed' : '',
  ];
  return parts.filter((part) => part !== '').join('; ') || 'everything';
}

/** Whose rate it is: a company, a class of them, or everyone; then what else narrows it, if anything does. */
export function payerParts(scope: Scope, view: View): { names: string; rest: string | null } {
  const rest = scopeWords({ ...scope, exporters: [], companies: [] }, view);
  const names = listed(scope.exporters.map((exporter) => companyWords(exporter, view)));
  if (names === '') return { names: rest === 'everything' ? 'Everyone' : rest, rest: null };
  return { names, rest: rest === 'everything' ? null : rest };
}

/** The same in one line. */
export function payerWords(scope: Scope, view: View): string {
  const { names, rest } = payerParts(scope, view);
  return rest === null ? names : `${names}: ${rest}`;
}

/** The clocks by which changes are listed, after “By the day it”. */
const BY_WORDS: Readonly<Record<string, string>> = {
  effective: 'takes effect',
  announced: 'was announced',
  recorded: 'was recorded',
} satisfies Record<ChangeClock, string>;

const LABELS: Readonly<Record<string, string>> = {
  q: 'Words in its name',
  affected: 'Affects',
  party: 'Party',
  from: 'From',
  to: 'To',
  by: 'By the day it',
  order: 'First come the',
  lifting_agreed: 'Lifting or easing agreed',
  checked_before: 'Not checked since',
  match: 'Meets the question',
};
/** How a question is met, as a filter says it. */
const MATCH_WORDS: Readonly<Record<string, string>> = {
  full: 'in full',
  part: 'in part',
  unclear: 'perhaps: that is unclear',
} satisfies Record<Met, string>;
/** Statuses that a list asks for together. */
const STATUS_WORDS: Readonly<Record<string, string>> = { active: 'all in force', all: 'any status' };
/** Parameters that name a jurisdiction. */
export const ECONOMY_PARAMETERS: ReadonlySet<string> = new Set([
  ...['imposed_by', 'affected', 'party', 'complainant', 'respondent', 'importer', 'origin'],
]);

/** What a rule says of a tariff and another one. */
export const DUTY_RULE_WORDS: Readonly<Record<DutyRuleType, string>> = {
  not_levied_with: 'is not levied together with',
  at_most_one_of: 'is levied alone of',
  tops_up_base_to: 'tops the base duty up to',
  replaces_base: 'replaces the base duty',
  not_paid_within_quota: 'is not paid within the quota',
  levied_on_rest_of: 'is levied on the rest of the value beside',
};

/** A parameter as a form calls it. */
export const labelOf = (name: string): string => LABELS[name] ?? heading(name);

/** The value of a parameter as people read it. */
export function valueWords(name: string, value: string, view: View): string {
  if (ECONOMY_PARAMETERS.has(name) || name === 'area') return placeName(value, view);
  if (name === 'dispute') return view.names.disputes.get(value) ?? value;
  if (name === 'exporter') return view.names.exporters.get(value) ?? words(value);
  if (name === 'product') return productWords(value, view);
  if (name === 'status' && Object.hasOwn(STATUS_WORDS, value)) return STATUS_WORDS[value] as string;
  if (name === 'match')
    return value
      .split(',')
      .map((one) => MATCH_WORDS[one.trim()] ?? one)
      .join(', ');
  if (name === 'lifting_agreed') return value === 'true' ? 'yes' : 'no';
  if (name === 'by') return BY_WORDS[value] ?? words(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return longDate(value);
  return name === 'q' || name === 'measure' ? value : words(value).replaceAll(',', ', ');
}

type Days = Pick<Stretch, 'starts_on' | 'ends_on'>;

const meets = (a: Days, b: Days): boolean =>
  (b.ends_on === null || a.starts_on < b.ends_on) && (a.ends_on === null || b.starts_on < a.ends_on);

/** The statuses under which a stretch of rates stands. */
export const statusesDuring = (stretch: Days, statuses: readonly StatusStretch[]): StatusStretch[] =>
  statuses.filter((status) => meets(stretch, status));

const isDoubted = ({ certainty }: StatusStretch): boolean => certainty === 'doubtful';

/** When rates are written down and not levied: the measure is announced, suspended or over; null where they are levied throughout. */
export function notLevied(stretch: Days, statuses: readonly StatusStretch[]): string | null {
  const during = statusesDuring(stretch, statuses);
  const idle = during.filter(({ status }) => !isInForce(status));
  const named = (one: StatusStretch): string => `${words(one.status)}${isDoubted(one) ? ', in doubt' : ''}`;
  if (during.length > 0 && idle.length === during.length) return `not levied: ${[...new Set(idle.map(named))].join(', ')}`;
  const start = (day: Day): Day => (day < stretch.starts_on ? stretch.starts_on : day);
  const times = idle.map((one) => {
    const { from, starts_on, ends_on } = one;
    const when = (days: string): string => `not levied ${days} (${named(one)})`;
    if (start(starts_on) === stretch.starts_on) return when('at first');
    return when(`from ${longDate(from)}${ends_on === null || ends_on === stretch.ends_on ? '' : ` ${toLastDay(ends_on)}`}`);
  });
  return times.length === 0 ? null : times.join('; ');
}

/** On which days some goods are exempt from the rates of a stretch, and pay none of them; null where none are. */
export function exemptFrom(stretch: Days, statuses: readonly StatusStretch[]): string | null {
  const levying = statusesDuring(stretch, statuses).filter(({ status }) => isInForce(status));
  const freeing = levying.filter(({ exemptions }) => exemptions.length > 0);
  if (freeing.length === 0) return null;
  const says = 'exempt goods pay none of it';
  const doubt = (isSo: boolean): string => (isSo ? ' (in doubt)' : '');
  if (freeing.length === levying.length) return `${says}${doubt(freeing.some(isDoubted))}`;
  // Liftings that follow each other are one time, as far as they are as sure.
  const times: { from: PartialDate; ends_on: Day | null; doubted: boolean }[] = [];
  let last: StatusStretch | undefined;
  for (const one of freeing) {
    const [time, doubted] = [times.at(-1), isDoubted(one)];
    if (time !== undefined && last?.ends_on === one.starts_on && time.doubted === doubted) time.ends_on = one.ends_on;
    else times.push({ from: one.starts_on < stretch.starts_on ? stretch.starts_on : one.from, ends_on: one.ends_on, doubted });
    last = one;
  }
  const goesOn = (ends: Day | null): boolean => ends === null || (stretch.ends_on !== null && stretch.ends_on <= ends);
  const days = times.map(
    ({ from, ends_on, doubted }) =>
      `from ${longDate(from)}${ends_on === null || goesOn(ends_on) ? '' : ` ${toLastDay(ends_on)}`}${doubt(doubted)}`,
  );
  return `${says} ${days.join(', ')}`;
}
