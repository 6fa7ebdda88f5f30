import type { SaidOfConditions } from '../conditions.ts';
import type { Day } from '../dates.ts';
import type { Memberships } from '../scope.ts';
import type { QuotaSide } from '../vocabulary.ts';
import { firstOf, rateText } from '../words.ts';
import { evaluateDuty } from './amount.ts';
import { Cells, cellsOf } from './cells.ts';
import { byCode, CellAnswer, type FatesOver, goneCodes, percentRange } from './code-by-code.ts';
import { type CodeDuty, type ExactDuty, type ExactDutyLine, NOT_MODELLED, type SuppressedLine } from './exact-duty.ts';
import { dutiesOf, parseDuty } from './expression.ts';
import { byScope, type DutyRule, decidingScopes, type Tariff } from './facts.ts';
import { standpointOf, towards } from './holding.ts';
import { isOfBase, isSummed, type Levied, worthsFor } from './levied.ts';
import { type Fates, lineOf, matchOver, NOT_LEVIED } from './lines.ts';
import type { PartOfTariffs } from './parts.ts';
import type { Lack } from './problems.ts';
import { partWords } from './readings.ts';
import { Recall } from './recall.ts';
import type { Shipment } from './shipment.ts';
import type { Condition, Open } from './truths.ts';
import { checkValueParts } from './value-parts.ts';
import { allTruths, workOutCell } from './work.ts';
import { type Bounds, boundsText, isOneNumber, percentText, spanOf } from './worth.ts';

/** What is asked about a shipment on a day, made definite. */
export interface DutyCase {
  on: Day;
  /** Where it comes from: a jurisdiction. */
  affected: string;
  /** HS digits, 2 to 10, even. */
  product: string;
  /** A company's id, or a class of exporters. */
  exporter?: string;
  /** Within the quota or over it. */
  quota?: QuotaSide;
  /** The preference is claimed. */
  preference: boolean;
  /** Value, quantities and currency rates, as far as they are given. */
  shipment: Shipment;
  /** The company's name as it was asked. */
  exporter_name: string | null;
  /** Whether conditions are met, by id. */
  conditions?: SaidOfConditions;
}

/** What is in force on the day, as far as it may concern the shipment. */
export interface DutyFacts {
  tariffs: readonly Tariff[];
  rules: readonly DutyRule[];
  /** Is there no good of a code beside those of the codes below it? A complete nomenclature says so. */
  isEmpty?: (code: string, below: readonly string[]) => boolean;
  /** Why goods may have another code on the day than the one that is asked about, and pay something else by that, in words. */
  outdated?: string;
  /** Has the Harmonized System of the day no goods of these digits? */
  isGone?: (digits: string) => boolean;
}

/**
 * What a shipment pays: a choice of the base and of each tariff's rate, then a sum, with every step shown. There is a total only if every
 * good that the question may mean pays exactly that, whatever is true of what is unclear; else a range, and `cannot_compute` says why.
 * `recall` holds what was worked out for other days of the same question, where there are any. Throws `invalid` for quantities that contradict
 * each other, for parts of the value that are more than it, and for a condition that nothing here hangs on.
 */
export function workOutDuty(question: DutyCase, facts: DutyFacts, memberships: Memberships, recall = new Recall()): ExactDuty {
  const { answer, codes } = workedOut(question, facts, memberships, recall);
  return { ...answer, by_code: codes() };
}

/** The same without what each code pays by itself, for many days of a chapter. */
export const workOutInShort = (question: DutyCase, facts: DutyFacts, memberships: Memberships, recall: Recall): DutyInShort =>
  workedOut(question, facts, memberships, recall).answer;

type DutyInShort = Omit<ExactDuty, 'by_code'>;

/** `codes`: what each code pays, worked out if it is wanted. */
interface Worked<Of> {
  answer: Of;
  codes: () => CodeDuty[];
}

function workedOut(question: DutyCase, facts: DutyFacts, memberships: Memberships, recall: Recall): Worked<DutyInShort> {
  // A shipment that contradicts itself is refused, whatever is in force.
  evaluateDuty({ kind: 'free' }, question.shipment);
  checkValueParts(question.shipment);
  const { answer, codes } = answerTo(question, facts, memberships, recall);
  const said: ExactDuty['said'][number][] = [];
  const hear = (unheard: string, otherwise: DutyCase, known: Recall): void => {
    const other = answerTo(otherwise, facts, memberships, known);
    said.push({ isHeard: textOf(answer) !== textOf(other.answer) || textOf(codes()) !== textOf(other.codes()), unheard });
  };
  const { quota, shipment } = question;
  if (quota !== undefined) {
    const [side, other] = quota === 'in' ? (['within', 'over'] as const) : (['over', 'in'] as const);
    hear(`no duty on these goods hangs on a quota: that they are ${side} one changes none`, { ...question, quota: other }, recall);
  }
  for (const { part } of shipment.value_parts ?? []) {
    const others = shipment.value_parts?.filter((one) => one.part !== part);
    const words = `no duty on these goods hangs on how much of the value is ${part}: what is said of it changes none`;
    // What is charged on it hangs on it, and need not be worked out again.
    if ([answer.base, ...answer.lines].some((line) => line?.charged_on?.part === part)) said.push({ isHeard: true, unheard: words });
    // What was worked out of a tariff by itself holds for what is said of the parts.
    else hear(words, { ...question, shipment: { ...shipment, value_parts: others } }, recall.without(part));
  }
  const unheard = said.flatMap((one) => (one.isHeard ? [] : one.unheard));
  return { answer: { ...answer, said, depends_on: [...answer.depends_on, ...unheard] }, codes };
}

type Answered = Omit<DutyInShort, 'said'>;

const textOf = (told: Answered | CodeDuty[]): string =>
  JSON.stringify(told, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

function answerTo(question: DutyCase, facts: DutyFacts, memberships: Memberships, recall: Recall): Worked<Answered> {
  const inForce = byScope(facts);
  const keys = { numbers: recall.numbers, numberOf: recall.saidBy(inForce) };
  const cells = cellsOf(question.product, decidingScopes(facts), facts.isEmpty, keys);
  const standpoint = standpointOf(question, Cells.scopesIn(cells), memberships);
  const worths = worthsFor(question.shipment);
  const work = { preference: question.preference, shipment: question.shipment, truths: allTruths() };
  const answers = cells.map((cell) => {
    const own = standpoint.places.length < 2 ? standpoint : towards(standpoint, cell.met.keys());
    return new CellAnswer(cell, workOutCell(inForce, cell, { ...work, standpoint: own }, worths, recall), facts.outdated !== undefined);
  });
  return new Answer(question, facts, answers).whole();
}

class Answer {
  readonly #question: DutyCase;
  readonly #facts: DutyFacts;
  readonly #cells: readonly CellAnswer[];
  readonly #problems: ExactDuty['cannot_compute'] = [];
  readonly #dependsOn: string[] = [];
  readonly #openConditions = new Map<string, { words: string; measures: Set<string> }>();

  constructor(question: DutyCase, facts: DutyFacts, cells: readonly CellAnswer[]) {
    this.#question = question;
    this.#facts = facts;
    this.#cells = cells;
  }

  whole(): Worked<Answered> {
    const fates = this.#fates();
    const currency = this.#currency(fates);
    const { base, lines, suppressed } = this.#lines(fates, currency ?? null);
    this.#explain(fates);
    const pct = spanOf(this.#cells.map(({ pct }) => pct.total));
    const additional = spanOf(this.#cells.map(({ pct }) => pct.additional));
    const amount = currency === undefined ? null : spanOf(this.#cells.map((cell) => cell.amount));
    // With neither a base nor a tariff there is nothing to add up, which is not the same as nothing to pay.
    const isAnything = base !== null || lines.length > 0;
    const isOne = (bounds: Bounds | null): bounds is Bounds => bounds !== null && isAnything && isOneNumber(bounds);
    const isByCode = this.#differ();
    const answer = {
      base,
      lines,
      suppressed,
      total_ad_valorem_pct: isOne(pct) ? percentText(pct.least, pct.decimals) : null,
      total_amount: isOne(amount) && currency != null ? { amount: amount.least, currency } : null,
      range: {
        ad_valorem_pct: percentRange(pct),
        amount: amount === null || currency == null ? null : { least: amount.least, most: amount.most, currency },
      },
      additional: { ad_valorem_pct: this.#facts.tariffs.length > 0 ? percentRange(additional) : null },
      depends_on: [...new Set(this.#dependsOn)],
      open_conditions: [...this.#openConditions].map(([id, { words, measures }]) => ({ id, words, measures: [...measures] })),
      cannot_compute: this.#problems,
      not_modelled: NOT_MODELLED,
    };
    return { answer, codes: () => (isByCode ? byCode(this.#cells, fates, this.#question, this.#facts) : []) };
  }

  /** What becomes of each tariff in each cell. Cells that share a part share what becomes of its tariffs. */
  #fates(): Map<Tariff, FatesOver> {
    const found = new Map(this.#facts.tariffs.map((tariff) => [tariff, this.#cells.map(() => NOT_LEVIED)]));
    for (const [at, { parts }] of this.#cells.entries())
      for (const { fates } of parts) for (const [tariff, own] of fates) (found.get(tariff) as Fates[])[at] = own;
    return new Map(
      [...found].map(([tariff, byCell]) => {
        const different = [...new Set(byCell)];
        return [tariff, { byCell, different, paid: different.flatMap(({ paid }) => paid) }];
      }),
    );
  }

  #lines(fates: ReadonlyMap<Tariff, FatesOver>, currency: string | null): Pick<ExactDuty, 'base' | 'lines' | 'suppressed'> {
    const lines: ExactDutyLine[] = [];
    const suppressed: SuppressedLine[] = [];
    const bases: { tariff: Tariff; line: ExactDutyLine; count: number }[] = [];
    for (const [tariff, { byCell, different, paid }] of fates) {
      if (paid.length === 0) {
        const kept = different.flatMap((fates) => fates.kept ?? []);
        const [first] = kept;
        if (first) {
          const levied = kept.flatMap((one) => one.levied);
          suppressed.push({ ...lineOf(tariff, levied, matchOver(different, 'kept'), this.#question, currency), rule: first.reason });
        }
        continue;
      }
      const line = lineOf(tariff, paid, matchOver(different, 'paid'), this.#question, currency);
      const [count, all] = [countOver(byCell, 'base'), countOver(byCell, 'paid')];
      if (count * 2 > all) bases.push({ tariff, line, count });
      else lines.push(line);
    }
    // Of several base duties, each for some of the goods, one can be shown as the base; what may replace it is a line then.
    const [first, ...others] = bases.sort((a, b) => b.count - a.count);
    for (const { tariff, line } of others)
      if (isOfBase(tariff))
        this.#dependsOn.push(`${line.measure}: another base duty, ${line.rate ?? 'an unknown rate'}, covers a part of what is asked about`);
      else lines.push(line);
    return { base: first?.line ?? null, lines, suppressed };
  }

  /** The currency of amounts; null where there is only nothing to pay, undefined where there are several or an amount is not wanted. */
  #currency(fates: ReadonlyMap<Tariff, FatesOver>): string | null | undefined {
    const summed = [...fates.values()].flatMap(({ paid }) => paid.filter(isSummed));
    const currencies = new Set(summed.flatMap(({ worth }) => worth.currency ?? []));
    const own = this.#question.shipment.currency;
    if (currencies.size > 1) {
      const detail = `the duties are in ${[...currencies].join(' and ')}: give customs_value and its currency, and fx between them`;
      this.#problems.push({ code: 'currency_rate_required', measure: null, detail });
      return undefined;
    }
    const [currency] = currencies;
    return currency ?? own ?? summed.flatMap(({ choice }) => currenciesIn(choice?.rate.expression ?? null))[0] ?? null;
  }

  /** Why there is no total, and what the answer hangs on. */
  #explain(fates: ReadonlyMap<Tariff, FatesOver>): void {
    for (const [tariff, over] of fates) this.#explainTariff(tariff, over);
    const parts = [...new Set(this.#cells.flatMap((cell) => cell.parts))];
    this.#dependsOn.push(...parts.flatMap(({ notes }) => notes));
    if (parts.some(({ lacksBase }) => lacksBase)) {
      const isBeside = parts.some(({ addsToBase }) => addsToBase);
      const detail =
        this.#question.preference && !parts.some(({ hasBase }) => hasBase)
          ? 'no preference is recorded for these goods and this origin'
          : `the MFN duty on these goods is not recorded${isBeside ? ': the additional duties alone are given' : ''}`;
      this.#problem({ code: 'base_unknown', detail }, null);
    }
    if (this.#facts.outdated !== undefined) this.#problem({ code: 'code_outdated', detail: this.#facts.outdated }, null);
    for (const { relief } of this.#cells) {
      const detail = 'what such a small parcel pays is not recorded: it may be what its goods pay, or another sum, as by post';
      if (relief !== null) this.#problem({ code: 'rate_unknown', detail }, relief);
    }
    for (const part of parts) this.#explainPart(part);
    if (parts.some(({ isWide }) => isWide))
      this.#dependsOn.push('more is unclear here than can be gone through: the range holds what may be paid, and is wider than that');
  }

  #explainTariff(tariff: Tariff, { different: fates, paid: levied }: FatesOver): void {
    const isExempt =
      levied.length === 0 && fates.every(({ count }) => count.exempt === count.kept) && fates.some(({ kept }) => kept !== null);
    // What keeps a tariff from being paid for another reason does not mind what is said of it.
    if (levied.length > 0 || isExempt) this.#explainDoubts(tariff, isExempt);
    for (const one of levied) this.#explainRate(tariff, one, levied);
    const wanted =
      this.#question.shipment.customs_value !== undefined || this.#cells.some(({ pct, amount }) => pct.total === null && amount === null);
    for (const { problem, worth } of levied.filter(isSummed)) {
      if (problem !== null) this.#problem(problem, tariff.measure);
      for (const missing of worth.missing) if (wanted || missing.code === 'base_unknown') this.#problem(missing, tariff.measure);
    }
  }

  #explainDoubts(tariff: Tariff, isExempt: boolean): void {
    for (const { of, why } of tariff.doubts) {
      const bears = of === 'status' ? tariff.statuses[0] !== null : of !== 'rates' || !isExempt;
      if (bears) this.#dependsOn.push(`${tariff.measure}: ${partWords(tariff, of)} is in doubt: ${why}`);
    }
  }

  /** Says what a rate that is paid hangs on, as one of all of its tariff that are. */
  #explainRate({ measure }: Tariff, { choice, collected }: Levied, levied: readonly Levied[]): void {
    if (choice === null) return;
    if (choice.residual && levied.every((one) => one.choice === null || one.choice.residual))
      this.#dependsOn.push(
        `${measure}: ${this.#question.exporter_name ?? 'the company'} has no rate of its own there, so it gets that of all others`,
      );
    if (choice.rate.doubt !== null) this.#dependsOn.push(`${measure}: the rate is in doubt: ${choice.rate.doubt}`);
    if (collected === 'if_undertaking_broken')
      this.#dependsOn.push(`${measure}: ${rateText(choice.rate)} is collected only if the undertaking is not respected`);
  }

  /** Says what is open in a part, as far as it changes what is paid. */
  #explainPart({ open: opens, either, pct, amount }: PartOfTariffs): void {
    this.#dependsOn.push(...either);
    // What is added to the base may hang on it though what is paid in all does not: no reason against the total.
    const isTotal = [pct.total, amount.total].some((total) => total !== null && isOneNumber(total));
    for (const { open, measures } of opens) {
      // Where nobody says which company it is, that is what to say.
      if (open.code === 'exporter_unclear' && this.#question.exporter === undefined) continue;
      const words = [...(measures.length > 0 ? [measures.join(', ')] : []), open.words].join(': ');
      if (open.code === 'condition_open') this.#dependsOn.push(words);
      if (open.condition) this.#noteOpen(open.condition, measures);
      if (isTotal) {
        if (open.code !== 'condition_open') this.#dependsOn.push(open.code === 'value_share_unknown' ? words : open.words);
        continue;
      }
      this.#problemOf(open, measures);
    }
  }

  /** What is open is why there is no total: of each measure by itself, where each must be told its own; else once. */
  #problemOf({ code, words }: Open, measures: readonly string[]): void {
    const each = code === 'exporter_required' || code === 'quota_unknown';
    if (each && measures.length > 0) for (const measure of measures) this.#problem({ code, detail: words }, measure);
    else if (measures.length <= 1) this.#problem({ code, detail: words }, measures[0] ?? null);
    else this.#problem({ code, detail: `${words} (${measures.join(', ')})` }, null);
  }

  #noteOpen({ id, words }: Condition, measures: readonly string[]): void {
    const known = this.#openConditions.get(id)?.measures ?? [];
    this.#openConditions.set(id, { words, measures: new Set([...known, ...measures]) });
  }

  #problem({ code, detail }: Lack, measure: string | null): void {
    if (!this.#problems.some((one) => one.code === code && one.measure === measure && (one.detail === detail || code === 'quota_unknown')))
      this.#problems.push({ code, measure, detail });
  }

  /** Do some goods pay something else than others? Then it is said what that hangs on. */
  #differ(): boolean {
    const textOf = ({ pct, amount }: CellAnswer): string => [pct.total, pct.additional, amount].map(boundsText).join(' ');
    const [first, ...others] = this.#cells as [CellAnswer];
    const own = textOf(first);
    if (others.every((cell) => textOf(cell) === own)) return false;
    const gone = goneCodes(this.#cells, this.#facts);
    if (gone.size > 0 && this.#facts.outdated === undefined)
      this.#dependsOn.push(
        `the Harmonized System of the day has no goods of ${firstOf([...gone].sort())}: unless the tariff follows another edition, such goods pay what is said of their code of that day`,
      );
    this.#problems.push({
      code: 'goods_differ',
      measure: null,
      detail: `not all goods of ${this.#question.product} pay the same: each recorded code below it, and the rest if there is any, is told by itself (by_code)`,
    });
    return true;
  }
}

/** Under how many truths of all cells it is so. */
const countOver = (byCell: readonly Fates[], what: keyof Fates['count']): number => byCell.reduce((sum, { count }) => sum + count[what], 0);

const currenciesIn = (expression: string | null): string[] =>
  expression === null ? [] : dutiesOf(parseDuty(expression)).flatMap((duty) => (duty.kind === 'ad_valorem' ? [] : [duty.currency]));
