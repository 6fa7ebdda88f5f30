import type { Scope } from '../scope.ts';
import type { DutyRule, Tariff } from './facts.ts';
import type { Levied, PartResult } from './levied.ts';
import type { Fates } from './lines.ts';
import type { Decision, Open, Outcomes } from './truths.ts';

// What the tariffs on goods are taken apart into, and what is known of each part.

/** What becomes of a tariff by itself: null if it is not levied on the goods. */
export type Read = { levied: Levied; exempting: Scope | null } | null;

/** What becomes of a tariff by itself under every truth. */
export interface Alone extends Outcomes<Read> {
  /** The same by what is asked; undefined where not every truth was gone through. */
  decision: Decision<Read> | undefined;
  /** What it asks, by keys. */
  asks: ReadonlySet<string>;
}

/** Tariffs that hang on the same open things or on each other, with the rules about them. */
export interface PartTaken {
  tariffs: readonly Tariff[];
  rules: readonly DutyRule[];
  /** The base duties are in it, also where there are none. */
  hasBase: boolean;
}

/** Tariffs that hang on the same open things or on each other, and what they come to under every truth. */
export interface PartOfTariffs {
  /** What becomes of each of them. */
  fates: ReadonlyMap<Tariff, Fates>;
  /** What the answer hangs on, whatever is paid. */
  notes: readonly string[];
  /** What ended the relief of such a shipment, where it says no rate; null for others. */
  relief: string | null;
  /** Under some truth it has a base; it has none as it is shown; something is paid beside the base. */
  hasBase: boolean;
  lacksBase: boolean;
  addsToBase: boolean;
  /** What decides, of all that is open, about what is paid, with the measures that ask it and may be paid; nothing where that is settled. */
  open: readonly { open: Open; measures: readonly string[] }[];
  /** Of which measures one is levied where that is settled all the same, in words. */
  either: readonly string[];
  pct: PartResult['pct'];
  amount: PartResult['amount'];
  /** There are more truths than are gone through: the bounds are wider than what they hold. */
  isWide: boolean;
}

/** A part that was worked out, and among how many truths of how many at most. */
export interface KnownPart {
  part: PartOfTariffs;
  truths: number;
  most: number;
}
