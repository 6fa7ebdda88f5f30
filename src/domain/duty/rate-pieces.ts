import { contains, placesMayMeet } from '../containment.ts';
import { addDays, type Day, NEVER, type PartialDate } from '../dates.ts';
import type { Rate } from '../ledger.ts';
import { common, meet } from '../meeting.ts';
import { EVERYTHING, holdsPlace, type Memberships, matchCode, matchExporter, meantDigits, type Scope } from '../scope.ts';
import type { Statement, StatusStatement } from '../statement.ts';
import { isInForce } from '../status.ts';
import { type Period, periodOn, type Sureness, statementPeriods, statusPeriods } from '../timeline.ts';
import type { Certainty, Collection, Exempt, QuotaSide, Status } from '../vocabulary.ts';
import { coveredGoods, type GoodsPart, goodsParts } from './covered-goods.ts';
import { namingOf } from './holding.ts';
import { BY_NAMING, collectionOf, rateContent } from './rate-choice.ts';

// The rates of a tariff taken apart: for each stretch of days what it charges, one code, one partner and one company at a time.

/** The days on which one status, one rate table (or none, where a tariff is in force and nobody stated what it charges) and one coverage are shown. */
export interface RateStretch<S extends Statement> {
  status: Period<StatusStatement>;
  /** Undefined where nobody has stated what it charges. */
  table: Period<S> | undefined;
  /** Undefined where nobody has stated what the measure covers. */
  coverage: Period<S> | undefined;
  starts_on: Day;
  /** First day on which one of them is no longer shown; NEVER if nothing ends it. */
  ends_on: Day;
}

/** What a tariff charges of which no rate is recorded. */
export const UNKNOWN_RATE: Rate = {
  ...{ scope: EVERYTHING, expression: null, min_pct: null, max_pct: null },
  ...{ collection: 'full', note: null, confidence: null, doubt: null },
};

/** The stretches of days on which a measure has rates, or charges what is not known, in the order of time. */
export function rateStretches<S extends Statement>(
  statuses: readonly StatusStatement[],
  tables: readonly S[],
  coverages: readonly S[],
): RateStretch<S>[] {
  const folded = [statusPeriods(statuses), statementPeriods(tables), statementPeriods(coverages)] as const;
  const days = [...new Set(folded.flat().flatMap(({ starts_on, ends_on }) => [starts_on, ends_on]))].sort();
  return days.flatMap((day, index) => {
    const [status, table, coverage] = [periodOn(folded[0], day), periodOn(folded[1], day), periodOn(folded[2], day)];
    const ends_on = days[index + 1];
    const charges = status && (table || isInForce(status.statement.status));
    return charges && ends_on !== undefined ? [{ status, table, coverage, starts_on: day, ends_on }] : [];
  });
}

type Bounded = Pick<Period<unknown>, 'starts_on' | 'ends_on' | 'from' | 'until'>;
const partsOf = <S extends Statement>({ status, table, coverage }: RateStretch<S>): (Bounded & Sureness)[] => {
  const doubtful = ({ doubt }: Statement): boolean => doubt !== null;
  return [status, table, coverage].flatMap((period) => period ?? []).map((period) => ({ ...period, doubtful: doubtful(period.statement) }));
};

/** Of dates that mean the same day the one that is known least precisely. */
const leastPrecise = (dates: readonly PartialDate[]): PartialDate | undefined => [...dates].sort((a, b) => a.length - b.length)[0];

/** First and last day of a stretch, both inclusive and as precisely as they are known; the last is null if nothing ends it. */
export function boundsOf<S extends Statement>(stretch: RateStretch<S>): { first_on: PartialDate; last_on: PartialDate | null } {
  const { starts_on, ends_on } = stretch;
  const parts = partsOf(stretch);
  const first_on = leastPrecise(parts.flatMap((one) => (one.starts_on === starts_on ? [one.from] : []))) ?? starts_on;
  if (ends_on === NEVER) return { first_on, last_on: null };
  const untils = parts.flatMap((one) => (one.ends_on === ends_on && one.until !== null ? [one.until] : []));
  const until = leastPrecise(untils) ?? ends_on;
  return { first_on, last_on: until.length === 10 ? addDays(until, -1) : until };
}

/** Whether what a stretch stands on is in doubt, and whether its days are known exactly. */
export function certaintyOfStretch<S extends Statement>(stretch: RateStretch<S>): Certainty {
  const parts = partsOf(stretch);
  if (parts.some(({ doubtful }) => doubtful)) return 'doubtful';
  const isExact = parts.every(({ certain_from, certain_until }) => certain_from <= stretch.starts_on && stretch.ends_on <= certain_until);
  return isExact ? 'certain' : 'possible';
}

/** How sure a piece is in a stretch that is as sure as this. */
export function certaintyOfPiece({ rate, list_unknown, tied }: RatePiece, ofStretch: Certainty): Certainty {
  if (rate.doubt !== null || ofStretch === 'doubtful') return 'doubtful';
  return list_unknown.length > 0 || tied ? 'possible' : ofStretch;
}

/** What one rate charges on one code from one partner, for one company or class of them. */
export interface RatePiece {
  rate: Rate;
  /** A jurisdiction, an area, `*` for all; null for a list that was not transcribed. */
  partner: string | null;
  /** Taken out of the partner. */
  excluded: readonly string[];
  /** HS digits, `*` for all goods; null where the goods are known in words only, or not at all. */
  code: string | null;
  /** Only a part of the code is meant. */
  ex: boolean;
  /** The goods in words, as far as they are said. */
  goods: string | null;
  /** A company's id or a class of companies; null for everybody. */
  exporter: string | null;
  quota: QuotaSide | null;
  condition: string | null;
  /** Lists that exist and were not transcribed, so that whether anything is on them is not known. */
  list_unknown: Scope['list_unknown'];
  /** Another rate stands for the very same: which of them applies the ledger does not say. */
  tied: boolean;
}

/** A piece as a scope. */
export function scopeOf({ rate, partner, excluded, code, ex, goods, exporter, quota, condition, list_unknown }: RatePiece): Scope {
  const listed =
    code === '*' || (code === null && goods === null) ? [] : [{ name: goods, codes: codesOf(code, ex), note: null, confidence: null }];
  return {
    ...EVERYTHING,
    goods: listed,
    partners: partner === null || partner === '*' ? [] : [partner],
    excluded,
    exporters: exporter === null ? [] : [exporter],
    ...(exporter === 'other_cooperating' && {
      companies: rate.scope.companies,
      ...(rate.scope.companies_complete && { companies_complete: true }),
    }),
    condition,
    quota,
    list_unknown,
  };
}

const codesOf = (code: string | null, ex: boolean): string[] => (code === null ? [] : [ex ? `ex ${code}` : code]);

/** The partners of a scope; null stands for a list that was not transcribed. */
function partnersIn({ partners, list_unknown }: Scope): (string | null)[] {
  if (list_unknown.includes('partners')) return [...partners.filter((code) => code !== '*'), null];
  return partners.length === 0 ? ['*'] : [...partners];
}

function sharedPartners(rate: Scope, covered: Scope, on: Day, memberships: Memberships): (string | null)[] {
  const shared = partnersIn(rate).flatMap((own) =>
    partnersIn(covered).flatMap((other): readonly (string | null)[] => {
      if (own === '*') return [other];
      if (other === '*') return [own];
      // Of a list that nobody transcribed no more is known than that it is there.
      return own === null || other === null ? [own ?? other] : common(own, other, on, memberships);
    }),
  );
  return [...new Set(shared)];
}

function sharedExporters(rate: Scope, covered: Scope, memberships: Memberships): (string | null)[] {
  if (rate.exporters.length === 0) return covered.exporters.length === 0 ? [null] : [...covered.exporters];
  if (covered.exporters.length === 0) return [...rate.exporters];
  const own = rate.exporters.filter((one) => matchExporter(covered, one, memberships) !== 'none');
  const others = covered.exporters.filter((one) => matchExporter(rate, one, memberships) !== 'none');
  return [...new Set([...own, ...others])];
}

/** A piece, what tells its place apart (null where that can't be told), whether it is all of that place, and how near the rate is to it. */
interface Candidate {
  piece: RatePiece;
  place: string | null;
  isAll: boolean;
  nearness: number;
}

/** How near a rate is to a place, as the rate of a question is chosen: by the longer code, then by the partner. */
function nearnessOf({ partners }: Scope, digits: string | null, partner: string | null): number {
  const byCode = digits === null || digits === '*' ? 0 : meantDigits(digits).length;
  const named = partner !== null && partner !== '*' && partners.includes(partner);
  const byPartner = partners.length === 0 ? 0 : named ? 3 : partners.includes('*') ? 1 : 2;
  return byCode * 10 + byPartner;
}

/** Where a rate and a coverage both hold, whatever the goods. */
interface SharedPlace extends Pick<RatePiece, 'partner' | 'excluded' | 'quota' | 'condition' | 'list_unknown'> {
  exporters: readonly (string | null)[];
}

/** A place for each partner that a rate and a coverage have in common; none where they are of two quotas. */
function sharedPlaces(rate: Scope, covered: Scope, on: Day, memberships: Memberships): SharedPlace[] {
  if (rate.quota !== null && covered.quota !== null && rate.quota !== covered.quota) return [];
  const conditions = [...new Set([covered.condition, rate.condition].filter((one) => one !== null))];
  const terms = {
    quota: rate.quota ?? covered.quota,
    condition: conditions.length === 0 ? null : conditions.join('; '),
    list_unknown: [...new Set([...covered.list_unknown, ...rate.list_unknown])],
  };
  const exporters = sharedExporters(rate, covered, memberships);
  const holes = [...new Set([...rate.excluded, ...covered.excluded])];
  return sharedPartners(rate, covered, on, memberships)
    .filter((partner) => partner === null || !holes.some((hole) => holdsPlace(hole, partner, on, memberships)))
    .map((partner) => {
      const excluded = holes.filter((hole) => partner === null || placesMayMeet(partner, hole, on, memberships));
      return { partner, excluded, exporters, ...terms };
    });
}

/** The places that one rate was given for: the same place less more partners is a part of it. */
class Given {
  readonly #excluded = new Map<string, (readonly string[])[]>();

  /** Is this more than was given before? */
  adds(key: string, excluded: readonly string[]): boolean {
    const before = this.#excluded.get(key) ?? [];
    if (before.some((fewer) => fewer.every((code) => excluded.includes(code)))) return false;
    this.#excluded.set(key, [...before, excluded]);
    return true;
  }
}

/** What the rates of a table have in common with what the measure covers; as far as it may meet a product, if one is given. */
function* candidates(
  rates: readonly Rate[],
  coverage: readonly Scope[],
  on: Day,
  memberships: Memberships,
  product: string | undefined,
): Generator<Candidate> {
  // Goods that are only called something may be any.
  const mayMeet = ({ digits }: GoodsPart): boolean => product === undefined || digits === null || matchCode(digits, product) !== 'none';
  const covered = coverage.map((scope) => ({ scope, goods: coveredGoods(scope) }));
  for (const rate of rates) {
    const parts = goodsParts(rate.scope).filter(mayMeet);
    if (parts.length === 0) continue;
    const given = new Given();
    for (const { scope, goods } of covered)
      for (const place of sharedPlaces(rate.scope, scope, on, memberships))
        for (const part of parts) {
          const nearness = nearnessOf(rate.scope, part.digits, place.partner);
          for (const shared of goods.shared(part).filter(mayMeet))
            for (const exporter of place.exporters) {
              const one = candidateOf(rate, place, shared, exporter, nearness, given);
              if (one !== null) yield one;
            }
        }
  }
}

/** What a rate gives for goods of an exporter at a place; null for what it gave before. */
function candidateOf(
  rate: Rate,
  { partner, excluded, quota, condition, list_unknown }: SharedPlace,
  { digits, ex, name }: GoodsPart,
  exporter: string | null,
  nearness: number,
  given: Given,
): Candidate | null {
  const place = [partner, digits && meantDigits(digits), exporter, quota, condition].join('\n');
  if (!given.adds(`${place}\n${ex}\n${name}`, excluded)) return null;
  const isKnown = digits !== null && partner !== null;
  const piece = {
    rate,
    partner,
    excluded,
    code: digits,
    ex: digits !== null && ex,
    goods: name,
    exporter,
    quota,
    condition,
    list_unknown,
    tied: false,
  };
  // Of a list that nobody transcribed it is not known that it has this place.
  const isAll = isKnown && !ex && !rate.scope.list_unknown.includes('partners');
  return { piece, place: isKnown ? place : null, isAll, nearness };
}

/** The nearest candidate for a place, and those beside it that may reach whom it leaves out. */
interface Nearest extends Candidate {
  tied: boolean;
  others: Candidate[];
}

/** Of each place for which some rate is given wholly the nearest one. */
function nearestOf(all: Iterable<Candidate>): Map<string, Nearest> {
  const nearest = new Map<string, Nearest>();
  for (const one of all) {
    const { piece, place, isAll, nearness } = one;
    if (place === null || !isAll) continue;
    const known = nearest.get(place);
    if (!known || known.nearness < nearness) {
      const others = known && piece.excluded.length > 0 ? [...known.others, known] : [];
      nearest.set(place, { ...one, tied: false, others });
    } else if (known.nearness === nearness && rateContent(known.piece.rate) !== rateContent(piece.rate)) known.tied = true;
    else if (known.piece.excluded.length > 0) known.others.push(one);
  }
  return nearest;
}

/** What is charged to those whom the nearest rate of a place leaves out: the nearest of the others that reach them. */
function* leftOut(
  { piece, others }: Nearest,
  place: string,
  nearest: ReadonlyMap<string, Nearest>,
  holds: (place: string, code: string) => boolean,
): Generator<RatePiece> {
  for (const hole of piece.excluded) {
    const reaching = others.filter((one) => !one.piece.excluded.includes(hole)).sort((a, b) => b.nearness - a.nearness);
    const [first] = reaching;
    if (first === undefined) continue;
    const named = nearest.get([hole, ...place.split('\n').slice(1)].join('\n'));
    if (named !== undefined && named.nearness >= first.nearness) continue;
    const equal = reaching.filter(({ nearness }) => nearness === first.nearness);
    const contents = new Map(equal.map((one) => [rateContent(one.piece.rate), one.piece]));
    for (const one of contents.values())
      yield { ...one, partner: hole, excluded: one.excluded.filter((code) => holds(hole, code)), tied: contents.size > 1 };
  }
}

/**
 * What the rates of a table charge, within what the measure covers, one code, one partner and one company at a time. Nothing of a rate is
 * given that is not covered, and nothing twice: of several rates for one place the nearest is given, and those that are equally near and
 * differ are all given, as tied. What a farther rate says of a part of a place is not given where a nearer one has all of it; of those whom
 * the nearer one leaves out it is. With a product, HS digits, only the pieces whose code it may meet: no piece hangs on those of other codes.
 */
export function* ratePieces(
  rates: readonly Rate[],
  coverage: readonly Scope[],
  on: Day,
  memberships: Memberships,
  product?: string,
): Generator<RatePiece> {
  const given = candidates(rates, coverage, on, memberships, product);
  // Which of several rates is the nearest is known once all have been seen.
  const all = rates.length > 1 ? [...given] : given;
  const nearest = Array.isArray(all) ? nearestOf(all) : new Map<string, Nearest>();
  // By whom what is no whole place was said: two rates that say the same of the same part say it once.
  const saidBy = new Map<string, Rate>();
  const isSaid = (piece: RatePiece): boolean => {
    if (rates.length < 2) return false;
    const key = sayingOf(piece);
    const first = saidBy.get(key) ?? piece.rate;
    saidBy.set(key, first);
    return first !== piece.rate;
  };
  for (const { piece, place, isAll, nearness } of all) {
    const best = place === null ? undefined : nearest.get(place);
    if (!isAll) {
      const isNear = best === undefined || (best.piece.rate !== piece.rate && best.nearness <= nearness);
      if (isNear && !isSaid(piece)) yield piece;
    } else if (best === undefined || place === null) yield piece;
    else if (best.tied && best.nearness === nearness) yield { ...piece, tied: true };
    else if (best.piece.rate === piece.rate) {
      yield piece;
      yield* leftOut(best, place, nearest, (whole, code) => holdsPlace(whole, code, on, memberships));
      // They are given once.
      best.others = [];
    }
  }
}

/** All that a piece says, to tell whether another says the same. */
function sayingOf({ rate, partner, excluded, code, ex, goods, exporter, quota, condition, list_unknown }: RatePiece): string {
  const companies = exporter === 'other_cooperating' ? [rate.scope.companies, rate.scope.companies_complete] : [];
  const place = [partner, [...excluded].sort(), code, ex, goods, exporter, quota, condition, list_unknown];
  return JSON.stringify([place, companies, rateContent(rate), rate.doubt]);
}

/** How much of a piece is freed by what a partial lifting exempts. */
export function exemptOf(piece: RatePiece, exemptions: readonly Scope[], on: Day, memberships: Memberships): Exempt {
  if (exemptions.length === 0) return 'none';
  const scope = scopeOf(piece);
  const question = scope.quota === null ? {} : { quota: scope.quota };
  if (meet([scope], exemptions, question, on, memberships).match === 'none') return 'all';
  // A condition makes a part of everything, so that what is taken out of it would not be seen.
  const { match, covered } = meet([{ ...scope, condition: null }], exemptions, question, on, memberships);
  return match === covered ? 'none' : 'part';
}

/** How a piece is collected; null where the measure is not in force. */
export function collectedOf({ rate }: Pick<RatePiece, 'rate'>, status: Status, exempt: Exempt): Collection | null {
  if (!isInForce(status)) return null;
  return exempt === 'all' ? 'none' : collectionOf(rate.collection, status);
}

/**
 * Has a company a rate of its own, or a nearer one, for all that a piece is about? Then the piece is not what it pays. `table`: all rates
 * that the piece stands among.
 */
export function isOverruled(piece: RatePiece, table: readonly Rate[], company: string, on: Day, memberships: Memberships): boolean {
  // What a company of the group that is asked about pays, none of the group's own rates overrules.
  if (piece.exporter !== null && memberships.groupOf?.(piece.exporter) === company) return false;
  const rank = (scope: Scope, perhaps: number): number => {
    const naming = namingOf(scope, company, memberships);
    return naming === null ? -1 : naming === 'perhaps as cooperating' ? perhaps : BY_NAMING[naming];
  };
  // Whoever may be among those that cooperated may as well not be: such a rate overrules none, and only one by name overrules it.
  const place = scopeOf(piece);
  const own = rank(place, BY_NAMING['perhaps as cooperating']);
  const bare = (scope: Scope): Scope => ({ ...scope, exporters: [], companies: [] });
  return table.some(
    ({ scope }) => rank(scope, -1) > Math.max(own, 0) && scope.condition === null && contains(bare(scope), bare(place), on, memberships),
  );
}

/** The last day on which a stretch is shown. */
export const lastShown = ({ ends_on }: Pick<RateStretch<Statement>, 'ends_on'>): Day => addDays(ends_on, -1);
