import { type Day, NEVER } from '../../domain/dates.ts';
import { normaliseDuty } from '../../domain/duty/expression.ts';
import { TrackerError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group.ts';
import { slugOf } from '../../domain/text.ts';
import type { TakenType } from './measure-types.ts';
import { historyOf, joinGoods, type ToldLine, type ToldMeasure, type ToldRate } from './reading.ts';

// What the tariffs of the EU and the United Kingdom have in common: lines by code, area and company, of which those by one act are a measure
// here, and rates that may hang on documents.

/** Of a ban, which has no rates. */
export const NO_RATES = { rates: null, unread: [] };

/** A line of a tariff that is taken. */
export interface TariffLine {
  taken: TakenType;
  /** The act's own id in the tariff. */
  actId: string;
  act: NonNullable<ToldMeasure['act']>;
  announced_on: Day | null;
  line: ToldLine;
  /** Taken back, as if it had never been. */
  destroyed?: boolean;
  /** Said anew, in place of what was said before. */
  restated?: boolean;
  /** What is paid is told, and could not be read. */
  unread?: boolean;
}

/**
 * The measures that lines are: those of one type by one act are one. `words` gives its title and its summary; what is left out goes to
 * `notTaken`.
 */
export function measuresOf(
  lines: readonly TariffLine[],
  imposed_by: string,
  notTaken: string[],
  words: (line: TariffLine) => Pick<ToldMeasure, 'title' | 'summary'>,
): ToldMeasure[] {
  const idOf = ({ taken, actId }: TariffLine): string =>
    slugOf([imposed_by, taken.type, taken.status === 'provisional' ? 'provisional' : '', actId].join('-'));
  return [...groupBy(lines, idOf)].map(([id, told]) => {
    const own = besideUnread(told, notTaken);
    const first = own[0] as TariffLine;
    const { taken, act, announced_on } = first;
    const standing = joinGoods(own.filter(({ destroyed }) => !destroyed).map(({ line }) => line));
    return {
      id,
      ...{ kind: taken.kind, type: taken.type, direction: taken.direction, imposed_by, act, announced_on },
      ...words(first),
      lines: standing,
      history: standing.length === 0 ? [] : historyOf(standing, taken.status, announced_on),
      restated: own.every(({ restated }) => restated),
      destroyed: joinGoods(own.filter(({ destroyed }) => destroyed).map(({ line }) => line)),
      toldByGoods: true,
    };
  });
}

/**
 * Lines of which what all others pay is left out where a company's rate for the same goods could not be read: that company would be one of
 * all others, and pay what the document does not say.
 */
function besideUnread(own: readonly TariffLine[], notTaken: string[]): readonly TariffLine[] {
  const unread = own.flatMap(({ unread, destroyed, line }) => (unread && !destroyed && line.companies?.as === 'named' ? [line] : []));
  return own.map((one) => {
    const { line, act } = one;
    const forAll = line.companies === null || line.companies.as === 'all_others';
    const beside = line.rates === null || !forAll ? undefined : unread.find((other) => meets(line, other));
    if (beside?.companies == null) return one;
    const { alias, names } = beside.companies;
    const rates = line.rates?.map(({ expression }) => expression).join(', ');
    notTaken.push(
      `${act.identifier}, ${line.goods.join(', ')}: what all others pay, ${rates}, is left out too: it would stand for ${names[0] ?? alias}, whose rate is not read. Record both by hand`,
    );
    return { ...one, line: { ...line, rates: null } };
  });
}

/** May two lines be about the same goods of the same partners on a day? */
function meets(one: ToldLine, other: ToldLine): boolean {
  const days = one.from < (other.until ?? NEVER) && other.from < (one.until ?? NEVER);
  const partners = one.partners.some((code) => code === '*' || other.partners.some((its) => its === '*' || its === code));
  return days && partners && one.goods.some((code) => other.goods.some((its) => its.startsWith(code) || code.startsWith(its)));
}

/** A condition of a tariff: what is done if a document is presented, or without one. */
export interface TariffCondition {
  /** The number of the action. */
  action: string;
  /** The code of the document; empty where none is presented. */
  document: string;
  /** What the document is, in words. */
  says: string;
  /** The amount of the action, as a duty; empty where it has none. */
  amount: string;
  /** The condition in words, for whom it is not read. */
  told: string;
}

/** What actions do to what is paid: the amount of the condition, the measure's own, or nothing. */
const AMOUNT = '01';
const OWN_DUTY = '27';
const NOT_APPLICABLE = '07';

/** What is paid, by itself and under conditions, and what of it could not be read. Rates are null where there is none. */
export function ratesUnder(own: string, conditions: readonly TariffCondition[]): { rates: ToldRate[] | null; unread: string[] } {
  const rates: ToldRate[] = [];
  const unread: string[] = [];
  const add = (duty: string, condition?: TariffCondition): void => {
    try {
      const rate = { expression: normaliseDuty(duty), ...(condition && underCondition(condition)) };
      if (!rates.some((other) => JSON.stringify(other) === JSON.stringify(rate))) rates.push(rate);
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      unread.push(error.message);
    }
  };
  for (const condition of conditions) {
    const { action, document, amount, told } = condition;
    // Without a document that must be presented it is what everybody else pays.
    const under = document === '' ? undefined : condition;
    if (action === AMOUNT && amount !== '') add(amount, under);
    else if (action === OWN_DUTY && own !== '' && under) add(own, under);
    else if (action === NOT_APPLICABLE && under) add('free', under);
    else unread.push(told);
  }
  if (own !== '' && !rates.some(({ condition }) => condition === undefined)) add(own);
  return { rates: rates.length > 0 ? rates : null, unread };
}

const underCondition = ({ document, says }: TariffCondition): Pick<ToldRate, 'condition' | 'condition_id'> => ({
  condition: `document ${document} is presented${says === '' ? '' : `: ${says}`}`.slice(0, 1000),
  condition_id: `document_${document.toLowerCase()}`,
});

/** Of a ban: by which documents goods pass all the same; null if by none. */
export function unlessOf(conditions: readonly Pick<TariffCondition, 'document'>[]): string | null {
  const passing = [...new Set(conditions.flatMap(({ document }) => document || []))].sort();
  return passing.length === 0 ? null : `unless one of the documents ${passing.join(', ')} is presented`;
}
