import { type Day, dayOf } from '../../domain/dates.ts';
import { listMeasures } from '../../lookups/measures.ts';
import { NO_LIMIT } from '../../lookups/paging.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { MeasureRow } from '../../things/measure.ts';
import type { ToldMeasure } from './reading.ts';

// A measure that somebody recorded here under another id is not recorded a second time.

/** Finds measures of this ledger that are those of a document. */
export class SameMeasures {
  readonly #tracker: Tracker;
  readonly #byType = new Map<string, Promise<readonly MeasureRow[]>>();

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  /** Why a measure is here already, in words; null if it is not. */
  async of(told: ToldMeasure): Promise<string | null> {
    if (told.act === null && !told.toldByGoods) return null;
    // One act sets the base of all goods: of a base it is the goods that tell which is meant.
    const byAct = !(told.toldByGoods && told.type === 'mfn');
    const citing = byAct ? (await this.#ofType(told)).filter((row) => this.#citesAct(row, told)) : [];
    if (citing.length > 0) return sameAs(citing, `${citing.length === 1 ? 'cites' : 'cite'} the same act`);
    if (!told.toldByGoods) return null;
    const today = dayOf(this.#tracker.clock());
    for (const { goods, partners, from, until } of told.lines) {
      const on: Day = from <= today && (until === null || today < until) ? today : from;
      const [product, partner] = [goods[0], partners.length === 1 ? partners[0] : undefined];
      if (product === undefined) continue;
      const question = { imposed_by: told.imposed_by, type: [told.type], product, on, status: 'active' } as const;
      const { data } = await listMeasures(this.#tracker, { ...question, ...placeOf(partner) }, { limit: 20 });
      const same = data.filter(({ imposed_by, match }) => imposed_by === told.imposed_by && match !== 'unclear');
      if (same.length > 0) return followed(same, product, on);
    }
    return null;
  }

  async #ofType({ imposed_by, type }: ToldMeasure): Promise<readonly MeasureRow[]> {
    const key = `${imposed_by} ${type}`;
    const known =
      this.#byType.get(key) ??
      listMeasures(this.#tracker, { imposed_by, type: [type], status: 'all' }, { limit: NO_LIMIT }).then(({ data }) => data);
    this.#byType.set(key, known);
    return known;
  }

  /** Is the act among those of a measure? Its number must stand there by itself: 2024/275 is no part of 2024/2754. */
  #citesAct({ legal_instruments }: MeasureRow, { act }: ToldMeasure): boolean {
    const number = act?.number ?? null;
    if (number === null) return false;
    const found = new RegExp(`(?<![\\d/])${number.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\d)`, 'i');
    return legal_instruments.some((identifier) => found.test(identifier));
  }
}

const placeOf = (partner: string | undefined) =>
  partner === undefined || partner === '*' ? {} : partner.includes('-') ? { area: partner } : { affected: partner };

const sameAs = (rows: readonly MeasureRow[], why: string): string =>
  `${rows.map(({ id }) => id).join(', ')} ${why}, and so ${rows.length === 1 ? 'is it' : 'are they'} here under another id: compare by hand`;

const followed = (rows: readonly MeasureRow[], product: string, on: Day): string =>
  `${rows.map(({ id }) => id).join(', ')} ${rows.length === 1 ? 'is' : 'are'} in force here of the same type, for ${product} and the same partners on ${on}: this is the same under another id, or takes its place: record by hand which`;
