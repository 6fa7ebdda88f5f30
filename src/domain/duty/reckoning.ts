import { type DutyRuleType, QUOTA_SIDES } from '../vocabulary.ts';
import { describeScope } from '../words.ts';
import type { DutyRule, Tariff } from './facts.ts';
import { isOfShipments, quotaOpen } from './holding.ts';
import { chosenText, isSummed, isWithdrawal, type Levied, type PartResult, type Reason, sumUp, toppingUp } from './levied.ts';
import type { Readings } from './readings.ts';
import { type Ask, follow, isSo, type Open } from './truths.ts';
import { NOTHING, paysOf, percentText, upTo } from './worth.ts';

/** Tariffs that hang on the same open things or on each other, with the rules about them. */
interface ReckonedPart {
  tariffs: readonly Tariff[];
  rules: readonly DutyRule[];
  /** The base duties are in it, also where there are none. */
  hasBase: boolean;
}

/** What a part of the tariffs comes to as the truth may be. */
export function reckon(readings: Readings, { tariffs, rules, hasBase }: ReckonedPart, ask: Ask): PartResult {
  const { question } = readings;
  const paid = new Map<string, Levied>();
  const kept: PartResult['kept'] = [];
  const notes: string[] = [];
  const keep = (levied: Levied, reason: Reason): void => {
    paid.delete(levied.tariff.measure);
    kept.push({ levied, reason });
  };
  for (const tariff of tariffs) {
    const decision = readings.decisions.get(tariff);
    const read = decision === undefined ? readings.read(tariff, ask) : follow(decision, ask);
    if (read === null) continue;
    const { levied, exempting } = read;
    paid.set(tariff.measure, levied);
    if (exempting !== null)
      keep(levied, { type: 'exempt', text: `exempt: ${describeScope(exempting)}`, seq: null, sources: tariff.sources });
  }
  const of = (type: DutyRuleType): DutyRule[] => rules.filter((rule) => rule.type === type);
  const reasonOf = (rule: DutyRule, text: string): Reason => {
    const { type, seq, sources, doubt, measures } = rule;
    if (doubt !== null) notes.push(`${measures[0]}: ${rule.text}; in doubt: ${doubt}`);
    return { type, text, seq, sources };
  };
  /** Is it levied, and does it pay something? What pays nothing suppresses nothing. */
  const pays = (measure: string): boolean => {
    const levied = paid.get(measure);
    if (levied === undefined || !isSummed(levied)) return false;
    const how = paysOf(levied.worth);
    if (how !== 'perhaps') return how === 'something';
    const open: Open = { key: `pays ${measure}`, ways: 2, code: 'rate_unknown', words: 'whether it comes to anything is not known' };
    if (isSo(ask, open)) return true;
    paid.set(measure, { ...levied, worth: NOTHING });
    return false;
  };

  for (const rule of of('not_paid_within_quota')) {
    const levied = paid.get(rule.measures[0] as string);
    if (!levied || question.standpoint.quota === 'over' || !readings.holds(rule, ask)) continue;
    const side = question.standpoint.quota ?? QUOTA_SIDES[ask(quotaOpen)];
    if (side === 'in') keep(levied, reasonOf(rule, rule.text));
  }

  const apart = of('not_levied_with');
  const visited = new Set<string>();
  const keepApart = (measure: string): void => {
    if (visited.has(measure)) return;
    visited.add(measure);
    for (const rule of apart.filter(({ measures }) => measures[0] === measure)) {
      const other = rule.measures[1] as string;
      // Whatever is itself not levied keeps nothing away.
      keepApart(other);
      const levied = paid.get(measure);
      if (levied && pays(other) && readings.holds(rule, ask)) keep(levied, reasonOf(rule, rule.text));
    }
  };
  for (const { measures } of apart) keepApart(measures[0] as string);

  // Their lists share no good: what one of them certainly covers is in no other.
  const groups = of('at_most_one_of').flatMap((rule) => {
    const measures = rule.measures.filter((measure) => pays(measure));
    return measures.length > 1 && readings.holds(rule, ask) ? [{ rule, measures }] : [];
  });
  const rivalsOf = (measure: string): string[] => {
    const all = groups.flatMap(({ measures }) => (measures.includes(measure) ? measures : []));
    return [...new Set(all)].filter((other) => other !== measure && paid.has(other)).sort();
  };
  const giveWay = (measure: string, to: string): void => {
    const { rule } = groups.find(({ measures }) => measures.includes(measure) && measures.includes(to)) as (typeof groups)[number];
    keep(paid.get(measure) as Levied, reasonOf(rule, `${rule.text}: ${to} is`));
  };
  const grouped = [...new Set(groups.flatMap(({ measures }) => measures))].sort();
  const certain = grouped.filter((measure) => readings.isCertain(measure, ask));
  for (const measure of certain) for (const rival of rivalsOf(measure)) if (!certain.includes(rival)) giveWay(rival, measure);
  for (const measure of grouped) {
    if (!paid.has(measure) || rivalsOf(measure).length === 0) continue;
    // However the others fall out, one of these is levied.
    const candidates = [measure, ...rivalsOf(measure)].sort();
    const open: Open = {
      key: `one of ${candidates.join(', ')}`,
      ways: candidates.length,
      code: 'rate_unknown',
      words: `${groups.find(({ measures }) => measures.includes(measure))?.rule.text}, and which can't be told`,
    };
    const chosen = candidates[ask(open)] as string;
    for (const rival of rivalsOf(chosen)) giveWay(rival, chosen);
  }

  let base = hasBase ? takeBase(readings, paid, keep, notes, ask) : undefined;
  const replacing = of('replaces_base').filter((rule) => {
    const measure = rule.measures[0] as string;
    return pays(measure) && readings.holds(rule, ask);
  });
  if (replacing.length > 0) {
    const measures = [...new Set(replacing.map((rule) => rule.measures[0] as string))];
    const open: Open = {
      key: `replaces the base: ${measures.join(', ')}`,
      ways: measures.length,
      code: 'rate_unknown',
      words: `${measures.join(' and ')} both replace the base`,
    };
    const measure = measures[measures.length === 1 ? 0 : ask(open)] as string;
    const rule = replacing.find(({ measures: [own] }) => own === measure) as DutyRule;
    const levied = paid.get(measure) as Levied;
    paid.delete(measure);
    const reason = reasonOf(rule, `${measure} replaces it`);
    if (base) kept.push({ levied: base, reason });
    base = levied;
  }

  const levels: { levied: Levied; percent: string }[] = [];
  for (const rule of of('tops_up_base_to')) {
    const levied = paid.get(rule.measures[0] as string);
    if (!levied || rule.percent === null || levels.some((one) => one.levied === levied) || !readings.holds(rule, ask)) continue;
    // What the table itself frees is topped up to nothing.
    if (paysOf(levied.worth) === 'nothing') continue;
    reasonOf(rule, rule.text);
    levels.push({ levied, percent: rule.percent });
  }
  const lines = [...paid.values()].map((levied) => {
    const level = levels.find((one) => one.levied === levied);
    return level ? toppingUp(levied, level.percent, base ?? null, question.shipment) : levied;
  });
  return { base, lines, kept, notes, ...sumUp(base, lines, question.shipment) };
}

/** Does it end what was free as a kind of shipment, and no preference of origin? */
function endsRelief({ coverages }: Tariff): boolean {
  const scopes = coverages.flatMap((coverage) => coverage ?? []);
  return scopes.length > 0 && scopes.every(isOfShipments);
}

/** Takes the base out of what is paid: the preference that is claimed, else the MFN rate; null if it is not recorded. */
function takeBase(
  readings: Readings,
  paid: Map<string, Levied>,
  keep: (levied: Levied, reason: Reason) => void,
  notes: string[],
  ask: Ask,
): Levied | null {
  const take = (type: 'mfn' | 'preferential'): Levied | null => {
    const found = [...paid.values()].filter(({ tariff }) => tariff.duty_type === type);
    if (found.length === 0) return null;
    const digits = found.map(({ tariff }) => readings.digitsOf(tariff));
    const closest = found.filter((_, index) => digits[index] === Math.max(...digits));
    const names = closest.map(({ tariff }) => tariff.measure);
    const open: Open = {
      key: `base: ${names.join(', ')}`,
      ways: closest.length,
      code: 'rate_unknown',
      words: `${names.join(' and ')} are both recorded as the ${type === 'mfn' ? 'MFN rate' : 'preference'}`,
    };
    const chosen = closest[closest.length === 1 ? 0 : ask(open)] as Levied;
    for (const { tariff } of found) paid.delete(tariff.measure);
    return chosen;
  };
  const [mfn, preference] = [take('mfn'), take('preferential')];
  const withdrawals = [...paid.values()].filter(({ tariff }) => isWithdrawal(tariff));
  for (const { tariff } of withdrawals) paid.delete(tariff.measure);
  const asked = readings.question.preference;
  const [withdrawal] = withdrawals.filter(({ tariff }) => !endsRelief(tariff));
  if (withdrawal && mfn === null) notes.push(`${withdrawal.tariff.measure}: a lower duty is withdrawn: ${withdrawal.tariff.title}`);
  if (asked && withdrawal) {
    if (mfn) notes.push(`${withdrawal.tariff.measure}: the MFN rate applies again: the preference is withdrawn`);
    const reason: Reason = {
      type: 'preference',
      text: `${withdrawal.tariff.measure} withdraws it`,
      seq: null,
      sources: withdrawal.tariff.sources,
    };
    if (preference) keep(preference, reason);
    return mfn;
  }
  if (asked) {
    if (mfn && preference) {
      const text = `the preference ${preference.tariff.measure} is claimed instead`;
      keep(mfn, { type: 'preference', text, seq: null, sources: preference.tariff.sources });
    }
    return preference ?? (mfn && unrecordedPreference(mfn));
  }
  if (preference && !withdrawal)
    notes.push(
      `${preference.tariff.measure}: ${chosenText(preference)} instead of the MFN rate, if the preference is claimed (preference=true)`,
    );
  return mfn && readings.mayClaimBase(ask) ? unrecordedPreference(mfn) : mfn;
}

/** What a preference that is not recorded may come to: it is claimed by whoever gains by it, so it is never more than the MFN rate. */
function unrecordedPreference(mfn: Levied): Levied {
  const { choice, worth } = mfn;
  if (paysOf(worth) === 'nothing') return mfn;
  const most = worth.pct?.most && percentText(worth.pct.most, worth.pct.decimals);
  return {
    ...mfn,
    choice: choice && most ? { ...choice, rate: { ...choice.rate, expression: null, min_pct: '0', max_pct: most } } : null,
    problem: {
      code: 'base_unknown',
      detail: `no preference is recorded for these goods and this origin: it is at most the MFN rate, ${chosenText(mfn)}`,
    },
    worth: { ...worth, pct: upTo(worth.pct), amount: upTo(worth.amount), expression: null },
  };
}
