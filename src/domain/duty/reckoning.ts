import { isOfShipments } from '../conditions.ts';
import { type DutyRuleType, QUOTA_SIDES } from '../vocabulary.ts';
import { describeScope } from '../words.ts';
import type { DutyRule, Tariff } from './facts.ts';
import { quotaOpen } from './holding.ts';
import { chosenText, isSummed, isWithdrawal, type Levied, type PartResult, type Reason, sumUp, toppingUp } from './levied.ts';
import type { PartTaken } from './parts.ts';
import type { Readings } from './readings.ts';
import { type Ask, follow, isSo, type Open } from './truths.ts';
import { type ChargedOn, type Rest, restBeside } from './value-parts.ts';
import { NOTHING, paysOf, percentText, upTo, worthOnRest } from './worth.ts';

/** What a part of the tariffs comes to as the truth may be. */
export const reckon = (readings: Readings, part: PartTaken, ask: Ask): PartResult => new Reckoning(readings, part, ask).result();

/** A part of the tariffs while it is reckoned: each rule takes what it keeps away out of what is paid. */
class Reckoning {
  readonly #readings: Readings;
  readonly #part: PartTaken;
  readonly #ask: Ask;
  /** What is levied as yet, by its measure. */
  readonly #paid = new Map<string, Levied>();
  readonly #kept: PartResult['kept'] = [];
  readonly #notes: string[] = [];
  #relief: string | null = null;

  constructor(readings: Readings, part: PartTaken, ask: Ask) {
    this.#readings = readings;
    this.#part = part;
    this.#ask = ask;
  }

  result(): PartResult {
    const { shipment } = this.#readings.question;
    for (const tariff of this.#part.tariffs) this.#levy(tariff);
    this.#freeWithinQuota();
    this.#keepApart();
    this.#levyOneOfEachGroup();
    const base = this.#replacedBase(this.#part.hasBase ? this.#takeBase() : undefined);
    const lines = this.#toppedUp(base ?? null);
    return { base, lines, kept: this.#kept, notes: this.#notes, relief: this.#relief, ...sumUp(base, lines, shipment) };
  }

  #rulesOf(type: DutyRuleType): DutyRule[] {
    return this.#part.rules.filter((rule) => rule.type === type);
  }

  #keep(levied: Levied, reason: Reason): void {
    this.#paid.delete(levied.tariff.measure);
    this.#kept.push({ levied, reason });
  }

  /** A rule that is applied is told of where it is in doubt. */
  #noteDoubt({ measures, text, doubt }: DutyRule): void {
    if (doubt !== null) this.#notes.push(`${measures[0]}: ${text}; in doubt: ${doubt}`);
  }

  #reasonOf(rule: DutyRule, text: string): Reason {
    this.#noteDoubt(rule);
    const { type, seq, sources } = rule;
    return { type, text, seq, sources };
  }

  /** Is it levied, and does it pay something? What pays nothing suppresses nothing. */
  #pays(measure: string): boolean {
    const levied = this.#paid.get(measure);
    if (levied === undefined || !isSummed(levied)) return false;
    const how = paysOf(levied.worth);
    if (how !== 'perhaps') return how === 'something';
    const open: Open = {
      key: `pays ${measure}`,
      ways: 2,
      code: 'rate_unknown',
      words: `whether ${measure} comes to anything is not known`,
    };
    if (isSo(this.#ask, open)) return true;
    this.#paid.set(measure, { ...levied, worth: NOTHING });
    return false;
  }

  #levy(tariff: Tariff): void {
    const decision = this.#readings.alone.get(tariff)?.decision;
    const read = decision === undefined ? this.#readings.read(tariff, this.#ask) : follow(decision, this.#ask);
    if (read === null) return;
    const { levied, exempting } = read;
    this.#paid.set(tariff.measure, levied);
    if (exempting !== null)
      this.#keep(levied, { type: 'exempt', text: `exempt: ${describeScope(exempting)}`, seq: null, sources: tariff.sources });
  }

  #freeWithinQuota(): void {
    const { quota } = this.#readings.question.standpoint;
    for (const rule of this.#rulesOf('not_paid_within_quota')) {
      const levied = this.#paid.get(rule.measures[0] as string);
      if (!levied || quota === 'over' || !this.#readings.holds(rule, this.#ask)) continue;
      const side = quota ?? QUOTA_SIDES[this.#ask(quotaOpen)];
      if (side === 'in') this.#keep(levied, this.#reasonOf(rule, rule.text));
    }
  }

  #keepApart(): void {
    // One on the rest stands in the place of one that leaves out the whole beside the same tariff: it comes later, or is in doubt.
    const rules = [...this.#rulesOf('levied_on_rest_of'), ...this.#rulesOf('not_levied_with')];
    const taken = new Map<string, Map<string, ChargedOn>>();
    const replaced = new Set<string>();
    const visited = new Set<string>();
    const keepApart = (measure: string): void => {
      if (visited.has(measure)) return;
      visited.add(measure);
      for (const rule of rules.filter(({ measures }) => measures[0] === measure)) {
        const other = rule.measures[1] as string;
        // Whatever is itself not levied keeps nothing away.
        keepApart(other);
        const levied = this.#paid.get(measure);
        if (replaced.has(`${measure} ${other}`) || !levied || !this.#pays(other) || !this.#readings.holds(rule, this.#ask)) continue;
        const isOnRest = rule.type === 'levied_on_rest_of';
        if (isOnRest) replaced.add(`${measure} ${other}`);
        const on = isOnRest ? (this.#paid.get(other)?.worth.on ?? null) : null;
        const parts = taken.get(measure) ?? new Map<string, ChargedOn>();
        if (on !== null) taken.set(measure, parts.set(on.part, on));
        const rest = on === null ? null : restBeside([...parts.values()]);
        if (rest === null) this.#keep(levied, this.#reasonOf(rule, rule.text));
        else this.#levyOnRest(levied, rest, rule);
      }
    };
    for (const { measures } of rules) keepApart(measures[0] as string);
  }

  /** Levies on what others leave of the value. */
  #levyOnRest(levied: Levied, rest: Rest, rule: DutyRule): void {
    this.#noteDoubt(rule);
    const { choice, worth, tariff } = levied;
    this.#paid.set(tariff.measure, { ...levied, worth: worthOnRest(choice?.rate ?? null, worth, this.#readings.question.shipment, rest) });
  }

  #levyOneOfEachGroup(): void {
    // Their lists share no good: what one of them certainly covers is in no other.
    const groups = this.#rulesOf('at_most_one_of').flatMap((rule) => {
      const measures = rule.measures.filter((measure) => this.#pays(measure));
      return measures.length > 1 && this.#readings.holds(rule, this.#ask) ? [{ rule, measures }] : [];
    });
    const rivalsOf = (measure: string): string[] => {
      const all = groups.flatMap(({ measures }) => (measures.includes(measure) ? measures : []));
      return [...new Set(all)].filter((other) => other !== measure && this.#paid.has(other)).sort();
    };
    const giveWay = (measure: string, to: string): void => {
      const { rule } = groups.find(({ measures }) => measures.includes(measure) && measures.includes(to)) as (typeof groups)[number];
      this.#keep(this.#paid.get(measure) as Levied, this.#reasonOf(rule, `${rule.text}: ${to} is`));
    };
    const grouped = [...new Set(groups.flatMap(({ measures }) => measures))].sort();
    const certain = grouped.filter((measure) => this.#readings.isCertain(measure, this.#ask));
    for (const measure of certain) for (const rival of rivalsOf(measure)) if (!certain.includes(rival)) giveWay(rival, measure);
    for (const measure of grouped) {
      if (!this.#paid.has(measure) || rivalsOf(measure).length === 0) continue;
      // However the others fall out, one of these is levied.
      const candidates = [measure, ...rivalsOf(measure)].sort();
      const open: Open = {
        key: `one of ${candidates.join(', ')}`,
        ways: candidates.length,
        code: 'rate_unknown',
        words: `${groups.find(({ measures }) => measures.includes(measure))?.rule.text}, and which can't be told`,
      };
      const chosen = candidates[this.#ask(open)] as string;
      for (const rival of rivalsOf(chosen)) giveWay(rival, chosen);
    }
  }

  /** The base, or what is levied in its place. */
  #replacedBase(base: Levied | null | undefined): Levied | null | undefined {
    const replacing = this.#rulesOf('replaces_base').filter((rule) => {
      const measure = rule.measures[0] as string;
      return this.#pays(measure) && this.#readings.holds(rule, this.#ask);
    });
    if (replacing.length === 0) return base;
    const measures = [...new Set(replacing.map((rule) => rule.measures[0] as string))];
    const open: Open = {
      key: `replaces the base: ${measures.join(', ')}`,
      ways: measures.length,
      code: 'rate_unknown',
      words: `${measures.join(' and ')} both replace the base`,
    };
    const measure = measures[measures.length === 1 ? 0 : this.#ask(open)] as string;
    const rule = replacing.find(({ measures: [own] }) => own === measure) as DutyRule;
    const levied = this.#paid.get(measure) as Levied;
    this.#paid.delete(measure);
    const reason = this.#reasonOf(rule, `${measure} replaces it`);
    if (base) this.#kept.push({ levied: base, reason });
    return levied;
  }

  /** What is paid beside the base, with what tops it up to its level. */
  #toppedUp(base: Levied | null): Levied[] {
    const levels = new Map<Levied, string>();
    for (const rule of this.#rulesOf('tops_up_base_to')) {
      const levied = this.#paid.get(rule.measures[0] as string);
      if (!levied || rule.percent === null || levels.has(levied) || !this.#readings.holds(rule, this.#ask)) continue;
      // What the table itself frees is topped up to nothing.
      if (paysOf(levied.worth) === 'nothing') continue;
      this.#noteDoubt(rule);
      levels.set(levied, rule.percent);
    }
    return [...this.#paid.values()].map((levied) => {
      const percent = levels.get(levied);
      return percent === undefined ? levied : toppingUp(levied, percent, base, this.#readings.question.shipment);
    });
  }

  /** Takes the base out of what is paid: the preference that is claimed, else the MFN rate; null if it is not recorded. */
  #takeBase(): Levied | null {
    const [mfn, preference] = [this.#take('mfn'), this.#take('preferential')];
    const withdrawals = [...this.#paid.values()].filter(({ tariff }) => isWithdrawal(tariff));
    for (const { tariff } of withdrawals) this.#paid.delete(tariff.measure);
    this.#relief = withdrawals.find(({ tariff }) => endsRelief(tariff))?.tariff.measure ?? null;
    const asked = this.#readings.question.preference;
    const [withdrawal] = withdrawals.filter(({ tariff }) => !endsRelief(tariff));
    if (withdrawal && mfn === null) this.#notes.push(`${withdrawal.tariff.measure}: a lower duty is withdrawn: ${withdrawal.tariff.title}`);
    if (asked && withdrawal) {
      if (mfn) this.#notes.push(`${withdrawal.tariff.measure}: the MFN rate applies again: the preference is withdrawn`);
      const reason: Reason = {
        type: 'preference',
        text: `${withdrawal.tariff.measure} withdraws it`,
        seq: null,
        sources: withdrawal.tariff.sources,
      };
      if (preference) this.#keep(preference, reason);
      return mfn;
    }
    if (asked) {
      if (mfn && preference) {
        const text = `the preference ${preference.tariff.measure} is claimed instead`;
        this.#keep(mfn, { type: 'preference', text, seq: null, sources: preference.tariff.sources });
      }
      return preference ?? (mfn && unrecordedPreference(mfn));
    }
    if (preference && !withdrawal)
      this.#notes.push(
        `${preference.tariff.measure}: ${chosenText(preference)} instead of the MFN rate, if the preference is claimed (preference=true)`,
      );
    return mfn && this.#readings.mayClaimBase(this.#ask) ? unrecordedPreference(mfn) : mfn;
  }

  #take(type: 'mfn' | 'preferential'): Levied | null {
    const found = [...this.#paid.values()].filter(({ tariff }) => tariff.duty_type === type);
    if (found.length === 0) return null;
    const digits = found.map(({ tariff }) => this.#readings.digitsOf(tariff));
    const closest = found.filter((_, index) => digits[index] === Math.max(...digits));
    const names = closest.map(({ tariff }) => tariff.measure);
    const open: Open = {
      key: `base: ${names.join(', ')}`,
      ways: closest.length,
      code: 'rate_unknown',
      words: `${names.join(' and ')} are both recorded as the ${type === 'mfn' ? 'MFN rate' : 'preference'}`,
    };
    const chosen = closest[closest.length === 1 ? 0 : this.#ask(open)] as Levied;
    for (const { tariff } of found) this.#paid.delete(tariff.measure);
    return chosen;
  }
}

/** Does it end what was free as a kind of shipment, and no preference of origin? */
function endsRelief({ coverages }: Tariff): boolean {
  const scopes = coverages.flatMap((coverage) => coverage ?? []);
  return scopes.length > 0 && scopes.every(isOfShipments);
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
