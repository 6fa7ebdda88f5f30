import type { Cells } from './cells.ts';
import type { CodeDuty, PercentRange } from './exact-duty.ts';
import type { Tariff } from './facts.ts';
import type { Levied } from './levied.ts';
import { type Fates, lineOf, matchOver } from './lines.ts';
import type { PartOfTariffs } from './parts.ts';
import type { Shipment } from './shipment.ts';
import { ANYTHING, type Bounds, isOneNumber, percentText, sumOf } from './worth.ts';

// What the goods of each cell pay, and what that is code by code.

/** What the goods of some cells pay, all of them alike. */
export class CellAnswer {
  readonly codes: readonly string[];
  readonly parts: readonly PartOfTariffs[];
  readonly pct: { total: Bounds | null; additional: Bounds | null };
  readonly amount: Bounds | null;
  /** What ended the relief of such a shipment, where it says no rate: what is paid instead may be another thing than what the goods pay. */
  readonly relief: string | null;
  /** The goods may have another code, and pay what is said of that. */
  readonly #isOutdated: boolean;

  constructor({ codes }: Pick<Cells, 'codes'>, parts: readonly PartOfTariffs[], isOutdated: boolean) {
    this.codes = codes;
    this.parts = parts;
    this.#isOutdated = isOutdated;
    this.relief = parts.find(({ relief }) => relief !== null)?.relief ?? null;
    this.pct = { total: this.#sum(({ pct }) => pct.total), additional: this.#sum(({ pct }) => pct.additional) };
    this.amount = this.#sum(({ amount }) => amount.total);
  }

  #sum(of: (part: PartOfTariffs) => Bounds | null): Bounds | null {
    const sum = sumOf(this.parts.map(of));
    return sum === null || (this.relief === null && !this.#isOutdated) ? sum : ANYTHING;
  }
}

/** What becomes of a tariff in each cell, and what of that is not the same. */
export interface FatesOver {
  byCell: readonly Fates[];
  different: readonly Fates[];
  /** At what it is paid in any of them. */
  paid: readonly Levied[];
}

/** The codes that the Harmonized System of the day has no goods of. */
export const goneCodes = (cells: readonly CellAnswer[], { isGone }: { isGone?: (digits: string) => boolean }): Set<string> =>
  new Set(isGone && cells.flatMap(({ codes }) => codes.filter(isGone)));

/** The answer of each code. */
export function byCode(
  cells: readonly CellAnswer[],
  fates: ReadonlyMap<Tariff, FatesOver>,
  question: { exporter?: string; shipment: Shipment },
  facts: { isGone?: (digits: string) => boolean },
): CodeDuty[] {
  const told = new Map<Fates, CodeDuty['lines']>();
  const linesOf = (tariff: Tariff, own: Fates): CodeDuty['lines'] => {
    if (own.paid.length === 0) return [];
    const { measure, rate, match } = lineOf(tariff, own.paid, matchOver([own], 'paid'), question, null);
    return [{ measure, rate, match }];
  };
  const gone = goneCodes(cells, facts);
  const all = cells.flatMap(({ codes }) => codes).sort();
  // What begins with a code comes right after it.
  const rests = new Set(all.filter((code, at) => all[at + 1]?.startsWith(code)));
  const rows = cells.flatMap(({ codes, pct }, index): CodeDuty[] => {
    const lines = [...fates].flatMap(([tariff, { byCell }]) => {
      const own = byCell[index] as Fates;
      const known = told.get(own) ?? linesOf(tariff, own);
      told.set(own, known);
      return known;
    });
    const range = { ad_valorem_pct: percentRange(pct.total) };
    const total = pct.total !== null && isOneNumber(pct.total) && lines.length > 0 ? (range.ad_valorem_pct?.least ?? null) : null;
    return codes.map((code) => ({
      ...{ code, lines },
      // The goods of a code that is gone have another one, and pay what is said of that: this one has no number.
      ...(gone.has(code) ? { total_ad_valorem_pct: null, range: { ad_valorem_pct: null } } : { total_ad_valorem_pct: total, range }),
      rest: rests.has(code),
    }));
  });
  return rows.sort((a, b) => (a.code < b.code ? -1 : 1));
}

export const percentRange = (bounds: Bounds | null): PercentRange | null =>
  bounds && {
    least: percentText(bounds.least, bounds.decimals),
    most: bounds.most === null ? null : percentText(bounds.most, bounds.decimals),
  };
