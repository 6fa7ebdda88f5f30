import { groupBy } from '../group.ts';
import type { Cells } from './cells.ts';
import type { ByScope, DutyRule, Tariff } from './facts.ts';
import {
  eitherWords,
  isOfBase,
  isSummed,
  isWithdrawal,
  levelOf,
  type PartResult,
  type Sums,
  sumsTogether,
  type WorkQuestion,
  type Worths,
} from './levied.ts';
import { fatesOf, rateOf } from './lines.ts';
import { type Alone, divided, type KnownPart, type PartOfTariffs, type PartTaken } from './parts.ts';
import { MOST_TRUTHS, Readings } from './readings.ts';
import type { Recall } from './recall.ts';
import { reckon } from './reckoning.ts';
import { type Ask, asShown, decisive, type Open, type UnderTruth, underEveryTruth, underSome } from './truths.ts';
import { ANYTHING, type Bounds, boundsText, exactly, isOneNumber, plus, spanOf, sumOf, ZERO } from './worth.ts';

/** An answer of many cells goes through so many in all, and at least through `ALWAYS` in each part. */
const MOST_IN_ALL = 2 ** 16;
const ALWAYS = 2 ** 8;

/** Where there are more, so many of what may become of a tariff by itself are shown. */
const SHOWN_TRUTHS = 200;

/** So many pairs of what comes out in two groups of tariffs are put together at most. */
const MOST_PAIRS = 2 ** 16;

/** How many truths may still be gone through, before any was. */
export const allTruths = (): { left: number } => ({ left: MOST_IN_ALL });

/**
 * Works out what goods of a cell pay: parts of the tariffs that have nothing to do with each other, each under every truth. Their sums
 * add up, for what is open in one of them is open in none of the others. The key of the cell is of `recall.saidBy`.
 */
export function workOutCell(inForce: ByScope, cell: Cells, question: WorkQuestion, worths: Worths, recall: Recall): PartOfTariffs[] {
  const anyway = [...inForce.uncharted].map((tariff) => recall.numberOf(tariff));
  const key = [recall.standpoint(question.standpoint), ...anyway, cell.key].join();
  return new Work(() => new Readings(inForce, cell.met, question, worths, recall), question, recall).parts(key);
}

/** Is all that is paid one number, whatever is true? */
const isSettled = ({ total, additional }: PartOfTariffs['pct']): boolean =>
  total !== null && additional !== null && isOneNumber(total) && isOneNumber(additional);

/** What is paid under a truth, as a text that differs where anything of it does. */
const paidIn = ({ base, lines, pct, amount }: PartResult): string =>
  [
    base === undefined ? '' : base === null ? 'no base' : `${base.tariff.measure} ${rateOf(base)}`,
    ...lines.filter(isSummed).map((line) => `${line.tariff.measure} ${rateOf(line)} ${boundsText(line.worth.amount)}`),
    ...[pct.total, amount.total].map(boundsText),
  ].join('; ');

class Work {
  readonly #read: () => Readings;
  readonly #question: WorkQuestion;
  readonly #recall: Recall;
  #known: Readings | undefined;

  constructor(read: () => Readings, question: WorkQuestion, recall: Recall) {
    this.#read = read;
    this.#question = question;
    this.#recall = recall;
  }

  /** Read where something is to be worked out. */
  get #readings(): Readings {
    this.#known ??= this.#read();
    return this.#known;
  }

  /** The parts of a cell, by a key of all that is said of its goods. */
  parts(keyOfCell: string): PartOfTariffs[] {
    const { truths } = this.#question;
    return this.#divided(keyOfCell).map(({ part: taken, key }) => {
      const most = Math.max(ALWAYS, Math.min(MOST_TRUTHS, truths.left));
      const known = this.#recall.parts.get(key);
      // Where other truths may be gone through, something else may come of it.
      const isSame = known !== undefined && (known.part.isWide ? known.most === most : known.truths <= most);
      const found = isSame ? known : this.#workOut(taken, most);
      if (!isSame) this.#recall.parts.set(key, found, [...found.part.fates.values()].flatMap(({ paid }) => paid).length);
      truths.left -= found.truths;
      return found.part;
    });
  }

  /** Works out a part, under so many truths at most. */
  #workOut(taken: PartTaken, most: number): KnownPart {
    const { tariffs, hasBase } = taken;
    const reckonIn = (some: PartTaken) => (ask: Ask) => reckon(this.#readings, some, ask);
    // What a rule binds is gone through by itself, for what several groups ask multiplies the truths, and adds nothing to what may be paid.
    const bound = divided(taken).map((some) => ({ tariffs: some.tariffs, ...underEveryTruth(reckonIn(some), most) }));
    const sums = bound.every(({ isWhole }) => isWhole)
      ? sumsTogether(
          bound.map(({ outcomes }) => outcomes),
          MOST_PAIRS,
        )
      : null;
    const isWhole = sums !== null;
    const { pct, amount } = sums ?? this.#atMost(tariffs, hasBase);
    // All outcomes, unless they are too many.
    const told = isWhole ? bound : [{ tariffs, outcomes: this.#some(tariffs, reckonIn(taken)) }];
    const outcomes = told.flatMap((some) => some.outcomes);
    const results = outcomes.map(({ result }) => result);
    const fates = new Map(
      told.flatMap((some) => {
        const own = some.outcomes.map(({ result }) => result);
        return some.tariffs.map((tariff) => [tariff, fatesOf(tariff, own)] as const);
      }),
    );
    const paying = new Set([...fates].flatMap(([{ measure }, { paid }]) => (paid.length > 0 ? measure : [])));
    const isKnown = isSettled(pct) || isSettled(amount);
    const opens = isKnown ? [] : told.flatMap((some) => decisive({ outcomes: some.outcomes, isWhole }, paidIn));
    const part: PartOfTariffs = {
      fates,
      notes: [...new Set(results.flatMap(({ notes }) => notes))],
      relief: results.find(({ relief }) => relief !== null)?.relief ?? null,
      hasBase: results.some(({ base }) => base != null),
      // What a date or a doubt alone takes away is recorded: they are told instead.
      lacksBase: outcomes.some((outcome) => outcome.result.base === null && asShown(outcome)),
      addsToBase: results.some(({ lines }) => lines.some(isSummed)),
      open: this.#askedBy(taken, opens, paying),
      either: isKnown
        ? eitherWords(
            told.map((some) => some.outcomes),
            MOST_PAIRS,
          )
        : [],
      pct,
      amount,
      isWide: !isWhole,
    };
    return { part, truths: bound.reduce((sum, some) => sum + some.outcomes.length, 0), most };
  }

  /** The parts into which the tariffs fall, by a key of all that is said of the goods, each with its own. */
  #divided(key: string): readonly { part: PartTaken; key: string }[] {
    const known = this.#recall.divided.get(key);
    if (known !== undefined) return known;
    const parts = this.#divide().map((part) => ({ part, key: this.#readings.keyOfPart(part) }));
    return this.#recall.divided.set(key, parts, parts.length);
  }

  /** What decides, each once, with those of the measures that ask it. */
  #askedBy({ tariffs, rules }: PartTaken, opens: readonly Open[], measures: ReadonlySet<string>): PartOfTariffs['open'] {
    if (opens.length === 0) return [];
    const asked = [
      ...tariffs.flatMap((tariff) => [...this.#asksOf(tariff)].map((key) => ({ key, measure: tariff.measure }))),
      ...rules.flatMap((rule) =>
        this.#readings.asksOf(rule).flatMap((key) => this.#concernedBy(rule).map((measure) => ({ key, measure }))),
      ),
    ];
    const askers = groupBy(asked, ({ key }) => key);
    const askedBy = (key: string): string[] => [...new Set((askers.get(key) ?? []).map(({ measure }) => measure))];
    return [...groupBy(opens, ({ key }) => key)].map(([key, [open]]) => ({
      open,
      measures: askedBy(key).filter((measure) => measures.has(measure)),
    }));
  }

  /** The tariffs in parts that share nothing that is open, and no rule; the base duties are in one of them, also where there are none. */
  #divide(): PartTaken[] {
    const { tariffs, rules } = this.#readings;
    const all = { tariffs, rules, hasBase: true };
    // Where not all that is open is known, nothing can be said to be independent of anything.
    if ([...this.#readings.alone.values()].some(({ isWhole }) => !isWhole)) return [all];
    return divided(all, { tariff: (tariff) => this.#asksOf(tariff), rule: (rule) => this.#readings.asksOf(rule) });
  }

  /** What a tariff asks, by keys. */
  #asksOf(tariff: Tariff): ReadonlySet<string> {
    return this.#aloneOf(tariff).asks;
  }

  #aloneOf(tariff: Tariff): Alone {
    return this.#readings.alone.get(tariff) as Alone;
  }

  /** The tariffs here that a rule makes pay otherwise. */
  #concernedBy({ type, measures }: DutyRule): string[] {
    const there = measures.filter((measure) => this.#readings.tariffs.some((tariff) => tariff.measure === measure));
    return type === 'at_most_one_of' ? there : there.slice(0, 1);
  }

  /** Tariffs in groups of which at most one is levied for certain; the others each for itself. */
  #exclusive(tariffs: readonly Tariff[]): Tariff[][] {
    const groups: Tariff[][] = [];
    let left = [...tariffs];
    for (const rule of this.#readings.rules.filter(({ type }) => type === 'at_most_one_of')) {
      if (!this.#readings.holdsForCertain(rule)) continue;
      const group = left.filter(({ measure }) => rule.measures.includes(measure));
      left = left.filter((tariff) => !group.includes(tariff));
      if (group.length > 0) groups.push(group);
    }
    return [...groups, ...left.map((tariff) => [tariff])];
  }

  /** Some of very many truths, among which is all that may become of each tariff by itself. */
  #some(tariffs: readonly Tariff[], reckon: (ask: Ask) => PartResult): UnderTruth<PartResult>[] {
    return tariffs.flatMap((tariff) => {
      const { outcomes } = this.#aloneOf(tariff);
      return outcomes.slice(0, SHOWN_TRUTHS).flatMap(({ asked }) => {
        const known = new Map(asked.map(({ open, way }) => [open.key, way]));
        return (['first', 'last'] as const).map((rest) => underSome(reckon, known, rest));
      });
    });
  }

  /** Bounds that hold whatever is true, where there are too many truths to go through them. */
  #atMost(tariffs: readonly Tariff[], hasBase: boolean): Pick<PartOfTariffs, 'pct' | 'amount'> {
    const highest = (measure: 'pct' | 'amount', tariff: Tariff): Bounds | null => {
      const { outcomes, isWhole } = this.#aloneOf(tariff);
      const bounds = outcomes.flatMap(({ result }) =>
        result !== null && result.exempting === null && isSummed(result.levied) ? [result.levied.worth[measure]] : [],
      );
      const tops = this.#readings.rules
        .filter(({ type, measures }) => type === 'tops_up_base_to' && measures[0] === tariff.measure)
        .map(({ percent }) => (measure === 'pct' ? exactly(percent ?? '0') : levelOf(percent ?? '0', this.#readings.question.shipment)));
      return spanOf([ZERO, ...bounds, ...tops, ...(isWhole ? [] : [ANYTHING])]);
    };
    const boundsIn = (measure: 'pct' | 'amount'): Sums => {
      const sum = (some: readonly Tariff[]): Bounds | null => {
        const groups = this.#exclusive(some.filter((tariff) => !isWithdrawal(tariff)));
        return sumOf(groups.map((group) => spanOf(group.map((tariff) => highest(measure, tariff)))));
      };
      const additional = sum(tariffs.filter((tariff) => !isOfBase(tariff)));
      const base = sum(tariffs.filter(isOfBase));
      // A preference, recorded or not, is at most the MFN rate.
      const isKnown = tariffs.some((tariff) => {
        const { outcomes, isWhole } = this.#aloneOf(tariff);
        return tariff.duty_type === 'mfn' && isWhole && outcomes.every(({ result }) => result !== null && result.exempting === null);
      });
      const total = additional && base && plus(additional, hasBase && !isKnown ? ANYTHING : base);
      return { total, additional };
    };
    return { pct: boundsIn('pct'), amount: boundsIn('amount') };
  }
}
