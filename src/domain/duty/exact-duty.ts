import type { LookedAt } from '../check.ts';
import type { Collection, DutyType, Met, Status } from '../vocabulary.ts';
import type { Fraction } from './fraction.ts';
import type { Reason } from './levied.ts';
import type { DutyProblem } from './problems.ts';
import type { Condition } from './truths.ts';

// What a good pays, with every step, before it is rounded for an answer.

/** What stands beside every duty and is not worked out here. */
export const NOT_MODELLED: readonly string[] = [
  'value added tax and other internal taxes',
  'customs fees and charges',
  'rules of origin: whether the goods qualify for the origin that is asked about',
  'a lower duty under a trade agreement or a scheme of preferences, unless one is claimed (preference=true)',
  'drawback, refunds, free zones, inward processing and other reliefs',
  'goods that were under way on the first day of a change, which many acts leave out',
  'small parcels and other simplified rates',
  'whether a code of more than six digits is one of the tariff that it is asked of, unless its nomenclature is recorded here',
  'whether the goods may be traded at all: bans and restrictions on them are listed, not weighed',
  'what the origin charges on export: it is listed, not added',
  'measures that are not recorded here: of most importers, the anti-dumping and countervailing duties that no dispute is about',
];

/** Money to the last digit: rounded once, where it is shown. */
export interface ExactAmount {
  amount: Fraction;
  currency: string;
}

/** A step of the sum. Percentages are exact decimals as text. */
export interface ExactDutyLine {
  measure: string;
  title: string;
  duty_type: DutyType;
  /** As it was written; of several that may apply the least and the most; null where none is known. */
  rate: string | null;
  /** The company or class whose rate it is; `all` if the rate is everybody's. */
  applies_to: string;
  /** The company has no rate of its own and gets the residual. */
  residual: boolean;
  status: Status;
  collected: Collection;
  legal_instruments: readonly string[];
  sources: readonly string[];
  checked_on: LookedAt;
  match: Met;
  /** What it comes to in percent of the value, if it is one percentage. */
  ad_valorem_pct: string | null;
  /** `tops_up_base_to`: up to how many percent. */
  tops_up_to: string | null;
  amount: ExactAmount | null;
  /** The part of the value that it is charged on, where that is known; null for the whole, and where it is not known. */
  charged_on: { part: string; percent: string; amount: ExactAmount | null } | null;
  /** What is said beside the rate, such as the heading under which the goods are declared; empty where the rates that may apply have many. */
  notes: readonly string[];
}

/** A line that is not paid. */
export interface SuppressedLine extends ExactDutyLine {
  /** Why it is not paid. */
  rule: Reason;
}

/** From the least to the most in percent, as exact decimals; `most` is null where nobody can say. */
export interface PercentRange {
  least: string;
  most: string | null;
}

/** The same in money. */
interface AmountRange {
  least: Fraction;
  most: Fraction | null;
  currency: string;
}

/** What the goods of one code pay, less the longer codes that stand beside it. */
export interface CodeDuty {
  code: string;
  lines: readonly { measure: string; rate: string | null; match: Met }[];
  total_ad_valorem_pct: string | null;
  range: { ad_valorem_pct: PercentRange | null };
  /** Longer codes stand beside it, so that it is what they leave: with no such goods, nothing pays what is told of it. */
  rest: boolean;
}

/** What a good pays, with every step and amounts to the last digit. */
export interface ExactDuty {
  base: ExactDutyLine | null;
  /** Everything else that is in force. What is collected in full or as a guarantee is summed. */
  lines: ExactDutyLine[];
  suppressed: SuppressedLine[];
  /** The sum in percent, if every good that the question may mean pays exactly that. */
  total_ad_valorem_pct: string | null;
  total_amount: ExactAmount | null;
  /** The least and the most that any of them may pay; null where it is no percentage, or what an amount needs is missing. */
  range: { ad_valorem_pct: PercentRange | null; amount: AmountRange | null };
  /** The same of everything but the base. */
  additional: { ad_valorem_pct: PercentRange | null };
  /** Code by code, where codes differ. */
  by_code: CodeDuty[];
  depends_on: string[];
  /** What the question says of a quota and of parts of the value: whether anything hangs on it, and the words of `depends_on` where nothing does. */
  said: readonly { isHeard: boolean; unheard: string }[];
  /** The conditions of which the question does not say whether they are met, as far as they change what is paid, with the tariffs that hang on each. */
  open_conditions: readonly (Condition & { measures: readonly string[] })[];
  cannot_compute: { code: DutyProblem; measure: string | null; detail: string }[];
  not_modelled: readonly string[];
}
