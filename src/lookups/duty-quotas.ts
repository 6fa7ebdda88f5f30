import { quotasOf } from '../db/histories.ts';
import type { Connection } from '../db/store.ts';
import { firstDay, lastDay } from '../domain/dates.ts';
import type { DutyFacts } from '../domain/duty/duty.ts';
import { decidingScopes } from '../domain/duty/facts.ts';
import { type Match, matchScope, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import { firstFew } from '../domain/words.ts';
import type { EntryOf } from '../things/ledger.ts';
import { quota } from '../things/quota.ts';
import type { AsOf } from './tracker.ts';

/** Of the quotas that a duty hangs on so many are told of each tariff. */
const TOLD = 4;

/**
 * Which recorded quotas the tariffs that hang on one have for these goods on the day, a line for each tariff. How much of a quota is used
 * up is not known here: that goods are within it is taken as it is said, and a tariff of which no quota is recorded says so then.
 */
export async function quotaNotes(
  connection: Connection,
  { tariffs, rules }: DutyFacts,
  { quota: side, ...asked }: ScopeQuestion,
  view: AsOf,
): Promise<string[]> {
  if (side === 'over') return [];
  const { on, register } = view;
  const match = (scope: Scope): Match => matchScope({ ...scope, quota: null }, asked, on, register);
  const hanging = tariffs.flatMap((tariff) => {
    const own = rules.filter(({ type, measures }) => type === 'not_paid_within_quota' && measures[0] === tariff.measure);
    const scopes = decidingScopes({ tariffs: [tariff], rules: [] }).filter(({ quota }) => quota !== null);
    return [...own.map(({ scope }) => scope), ...scopes].some((scope) => match(scope) !== 'none') ? [tariff.measure] : [];
  });
  const today = (await quotasOf(connection, hanging, view)).filter(
    ({ starts_on, ends_on }) => (starts_on === null || firstDay(starts_on) <= on) && (ends_on === null || on <= lastDay(ends_on)),
  );
  return hanging.flatMap((measure) => {
    const matched = today.flatMap((one) => (one.measure_id === measure ? [{ one, match: match(one.scope) }] : []));
    const sure = matched.filter((quota) => quota.match === 'full' || quota.match === 'part').map(({ one }) => quotaWords(one));
    const unclear = matched.filter((quota) => quota.match === 'unclear').length;
    if (sure.length > 0) return [`${measure}: the quota is ${firstFew(sure, TOLD).join(' | ')}`];
    if (unclear > 0)
      return [
        `${measure}: the quotas recorded for that day (${unclear}) are told in words alone: which of them is for these goods is not known here`,
      ];
    return side === 'in' ? [`${measure}: taken as within a quota, of which none is recorded for these goods on ${on}`] : [];
  });
}

/** A quota without whom it leaves out: who asks is not among them. */
const quotaWords = (one: EntryOf<'quota'>): string =>
  quota.says({ ...one, scope: { ...one.scope, partners: one.scope.partners.filter((code) => code !== '*'), excluded: [] } });
