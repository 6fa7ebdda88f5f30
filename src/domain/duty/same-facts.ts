import { Numbers } from '../numbers.ts';
import type { Scope } from '../scope.ts';
import { meetsGoods } from './cells.ts';
import { type DutyRule, insteadOf, type Tariff, type TariffDoubt, type TariffPart, type TariffStatus } from './facts.ts';

/**
 * Knows tariffs and rules again that say the same of a product on another day: they are the same objects then. What they say of other goods
 * is left out, for it changes often where one measure stands for hundreds of orders.
 */
export class SameFacts {
  readonly #product: string;
  readonly #numbers = new Numbers();
  readonly #said = new Map<string, unknown>();
  readonly #lists = new Map<object, readonly unknown[]>();

  /** `product`: HS digits. */
  constructor(product: string) {
    this.#product = product;
  }

  /** A number for what is known again. */
  numberOf(one: object | null): number | null {
    return one && this.#numbers.of(one);
  }

  tariff(tariff: Tariff): Tariff {
    const { measure } = tariff;
    const scopes = (of: TariffPart) => (all: readonly Scope[] | null) => all && this.#listOf(`${of} of ${measure}`, all, (one) => one);
    const exempt = scopes('status');
    const said = {
      status: (one: TariffStatus | null) => one && { ...one, exemptions: exempt(one.exemptions) ?? [] },
      coverage: scopes('coverage'),
      rates: (all: Tariff['tables'][number]) => all && this.#listOf(`rates of ${measure}`, all, ({ scope }) => scope),
    };
    const doubts = tariff.doubts.map(({ of, why }): TariffDoubt => {
      if (of === 'status') return { of, why, instead: insteadOf(tariff, of).map(said[of]) };
      if (of === 'coverage') return { of, why, instead: insteadOf(tariff, of).map(said[of]) };
      return { of, why, instead: insteadOf(tariff, of).map(said[of]) };
    });
    const statuses = tariff.statuses.map(said.status);
    // Which of several holds on the day is not asked where they say the same of the product.
    const coverages = [...new Set(tariff.coverages.map(said.coverage))];
    const tables = [...new Set(tariff.tables.map(said.rates))];
    const keyOf = (one: object | null) => (one && 'status' in one ? this.#statusKey(one as TariffStatus) : this.numberOf(one));
    const told = [statuses, coverages, tables].map((all: readonly (object | null)[]) => all.map(keyOf));
    const key = JSON.stringify([measure, ...told, doubts.map(({ of, why, instead = [] }) => [of, why, instead.map(keyOf)])]);
    return this.#once(key, { ...tariff, statuses, coverages, tables, doubts });
  }

  rule = (rule: DutyRule): DutyRule => this.#once(`rule ${rule.seq} ${rule.certain}`, rule);

  #statusKey = ({ status, exemptions }: TariffStatus) => [status, exemptions.length > 0 && this.numberOf(exemptions)];

  /** What of a list is said of the product, as the list that said the same before. */
  #listOf<Of extends object>(whose: string, all: readonly Of[], scopeOf: (one: Of) => Scope): readonly Of[] {
    const known = this.#lists.get(all);
    if (known !== undefined) return known as readonly Of[];
    const met = all
      .filter((one) => meetsGoods(scopeOf(one), this.#product))
      .map((one) => this.#once(`${whose}: ${JSON.stringify(one)}`, one));
    const list = this.#once(`${whose}: ${met.map((one) => this.#numbers.of(one)).join()}`, met);
    this.#lists.set(all, list);
    return list;
  }

  #once<Of>(key: string, one: Of): Of {
    const first = (this.#said.get(key) ?? one) as Of;
    this.#said.set(key, first);
    return first;
  }
}
