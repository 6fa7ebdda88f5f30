import { type MeasureCandidate, measureCandidates } from '../db/candidates.ts';
import { partnersBySeq } from '../db/measures.ts';
import { type Keys, postingKey, proposals } from '../db/postings.ts';
import { actsNamed, codesNamed, companiesNamed, countCodes, measuresNaming } from '../db/search.ts';
import type { Connection } from '../db/store.ts';
import { groupBy } from '../domain/group.ts';
import { isForEverybody, jurisdictionOf, type ScopePartners, withUnions } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import type { DisputeRow } from '../things/dispute.ts';
import { disputesNamed } from './disputes.ts';
import { prepare, statusSeqsOf } from './match.ts';
import { disputesNamedIn, type Term } from './search-words.ts';
import { instrumentsOf } from './telling.ts';
import type { AsOf } from './tracker.ts';
import { standsIn, textWords, type WordIndex } from './word-index.ts';
import { namesOfDispute } from './words.ts';

// Which disputes and measures meet the words of a search, and how many of them. What the index proposes is counted as the view has it.

/** What was found, by its id, with how well it meets each term: 0 not at all. */
interface FoundThing<Thing> {
  thing: Thing;
  id: string;
  weights: readonly number[];
  /** More words first, then words that say more. */
  rank: number;
}

/** So many measures, and disputes, are looked at: those that the most words propose. */
const LOOKED_AT = 400;
const DISPUTES_LOOKED_AT = 60;
/** What a single word proposes beyond that is too common to propose: it is only asked of what others do. */
const COMMON = 2000;
/** So many places are taken where economies and goods meet. */
const PLACES = 60;
/** So many words for economies and goods are combined. */
const COMBINED = 5;

/** So many are told that meet a word fewer than the best. */
const NEAREST = 3;

/** How much a word says where it is met. From `part` on it speaks of the thing, not of everything: of what is found some word does. */
const W = { title: 4, named: 3, own: 3, dispute: 2, part: 2, kind: 1, everything: 0.5 } as const;
/** From so many lines on a list is long: how much longer says no more. */
const LONG_LIST = 250;

/** Counts which terms propose what. */
class Proposed {
  readonly #by = new Map<string, Set<number>>();

  add(ids: Iterable<string>, term: number): void {
    for (const id of ids) {
      const terms = this.#by.get(id);
      if (terms) terms.add(term);
      else this.#by.set(id, new Set([term]));
    }
  }

  /** The ones that most terms propose. */
  most(count: number): string[] {
    return [...this.#by]
      .sort((a, b) => b[1].size - a[1].size)
      .slice(0, count)
      .map(([id]) => id);
  }
}

/** The ids of what has all words of a term, or nothing where that is too much to go through. */
function withWords(term: Term, beginning: (word: string) => readonly ReadonlySet<string>[]): string[] {
  const sets = term.words.map(beginning);
  const [first, ...others] = sets.sort((a, b) => total(a) - total(b));
  if (first === undefined || total(first) > COMMON) return [];
  return [...new Set(first.flatMap((set) => [...set]))].filter((id) => others.every((group) => group.some((set) => set.has(id))));
}

const total = (sets: readonly ReadonlySet<string>[]): number => sets.reduce((sum, set) => sum + set.size, 0);

/** What a measure is called, and what it says of whom and which goods, as the view has it. */
interface Seen extends MeasureCandidate {
  titleWords: readonly string[];
  /** The words of its id and of its legal acts. */
  ownWords: readonly string[];
  scopes: readonly ScopePartners[];
  /** The codes that it names of the chapters that are asked about, and `*`. */
  codes: readonly string[];
  /** How many lines of codes it has in all; of a long list `LONG_LIST`. */
  lines: number;
  /** The companies asked about that it names. */
  companies: readonly string[];
}

interface Found {
  disputes: FoundThing<DisputeRow>[];
  measures: FoundThing<MeasureCandidate>[];
}

/** Which disputes and measures meet the terms, those first that meet the most. */
export async function findThings(connection: Connection, terms: readonly Term[], index: WordIndex, view: AsOf): Promise<Found> {
  const [proposed, proposedDisputes] = [new Proposed(), new Proposed()];
  const named = disputesNamedIn(terms);
  for (const [at, term] of terms.entries()) {
    proposed.add(
      withWords(term, (word) => index.measures.beginning(word)),
      at,
    );
    for (const { code } of term.companies) proposed.add(index.companies.of(code), at);
    proposedDisputes.add(
      withWords(term, (word) => index.disputes.beginning(word)),
      at,
    );
    for (const { code } of term.economies) proposedDisputes.add(index.parties.of(code), at);
    proposedDisputes.add(named, at);
  }
  await proposeByCodes(connection, terms, view, proposed);
  const first = await seen(connection, proposed.most(LOOKED_AT), terms, view);
  for (const measure of first)
    for (const [at, term] of terms.entries())
      if (measure.dispute !== null && weightOf(measure, term, view) > 0) proposedDisputes.add([measure.dispute], at);
  const rows = await disputesNamed(connection, proposedDisputes.most(DISPUTES_LOOKED_AT), view);
  // What a dispute is about is said by its measures, also by those that no word proposed.
  const others = new Set(rows.flatMap(({ measures }) => measures));
  for (const { id } of first) others.delete(id);
  const all = [...first, ...(await seen(connection, [...others].slice(0, LOOKED_AT), terms, view))];
  const words = new Map(rows.map((row) => [row.id, textWords([row.title, row.id, ...namesOfDispute(row.id)].join(' '))]));
  const measures = all.map((thing): FoundThing<MeasureCandidate> => {
    const ofDispute = words.get(thing.dispute ?? '') ?? [];
    const weights = terms.map((term) => Math.max(weightOf(thing, term, view), says(term, ofDispute, W.dispute)));
    // What no dispute is about gathers many orders, and meets words in passing.
    const aside = thing.dispute === null ? W.kind : 0;
    return { thing, id: thing.id, weights, rank: sum(weights) + (isInForce(thing.status) ? W.everything : 0) - aside };
  });
  const byDispute = groupBy(measures, ({ thing }) => thing.dispute);
  const disputes = rows.map((thing): FoundThing<DisputeRow> => {
    const own = words.get(thing.id) ?? [];
    const summary = textWords(thing.summary ?? '');
    const weights = terms.map((term, at) =>
      Math.max(
        says(term, own, W.title),
        term.economies.some(({ code }) => thing.parties.includes(code)) ? W.own : 0,
        says(term, summary, W.part),
        // What its measures say counts less than what it says itself.
        ...(byDispute.get(thing.id) ?? []).map((measure) => Math.min(W.part, measure.weights[at] ?? 0)),
      ),
    );
    // One measure that meets several words says more than several that meet one each.
    const together = Math.max(0, ...(byDispute.get(thing.id) ?? []).map(({ rank }) => rank / 2));
    const bonus = (named.has(thing.id) ? W.title : 0) + (thing.active.length > 0 ? W.everything : 0);
    return { thing, id: thing.id, weights, rank: sum(weights) + together + bonus };
  });
  return meetingMost(terms, { disputes, measures });
}

/** Of what was weighed that which speaks of what is asked about, and meets nearly as many terms as the best does; the best first. */
function meetingMost(terms: readonly Term[], { disputes, measures }: Found): Found {
  const begins = ({ thing }: FoundThing<MeasureCandidate>): string => thing.begins_on;
  const changed = ({ thing }: FoundThing<DisputeRow>): string => thing.last_change_on ?? '';
  // Words for what is done to trade find nothing by themselves where it is said to what.
  const subjects = terms.flatMap(({ senses }, at) => (senses.length === 0 ? [at] : []));
  const asked = ({ weights }: FoundThing<unknown>): readonly number[] =>
    subjects.length > 0 ? subjects.map((at) => weights[at] ?? 0) : weights;
  const speaks = (one: FoundThing<unknown>): boolean => asked(one).some((weight) => weight >= W.part);
  const found = [...disputes, ...measures].filter(speaks);
  // Where something speaks of all that is asked about, what is on everybody or on all goods meets no word by that alone.
  const isSaid = subjects.length > 0 && found.some((one) => asked(one).every((weight) => weight >= W.part));
  const speaking = <Thing>(all: readonly FoundThing<Thing>[]): FoundThing<Thing>[] =>
    all
      .filter(speaks)
      .map((one) => (isSaid ? { ...one, weights: one.weights.map((weight) => (weight > W.everything ? weight : 0)) } : one));
  // People say ban of a duty: a word for what is done decides between those that meet as many of the others.
  const met = (one: FoundThing<unknown>): number => metOf(asked(one));
  const [speakingDisputes, speakingMeasures] = [speaking(disputes), speaking(measures)];
  const best = Math.max(0, ...[...speakingDisputes, ...speakingMeasures].map(({ weights }) => metOf(weights)));
  // Of things that meet far fewer words than the best none is told.
  const least = Math.max(best - 1, Math.min(2, best));
  const told = <Thing>(all: readonly FoundThing<Thing>[], dayOf: (one: FoundThing<Thing>) => string): FoundThing<Thing>[] =>
    ranked(
      all.filter(({ weights }) => metOf(weights) >= least),
      met,
      dayOf,
    );
  return { disputes: told(speakingDisputes, changed), measures: told(speakingMeasures, begins) };
}

/** How many terms are met. */
const metOf = (weights: readonly number[]): number => weights.filter((weight) => weight > 0).length;

/** Those that meet the most words first, then those of which the words say more, then the newest; of those that meet fewer only some. */
function ranked<Thing>(
  all: readonly FoundThing<Thing>[],
  met: (one: FoundThing<Thing>) => number,
  dayOf: (one: FoundThing<Thing>) => string,
): FoundThing<Thing>[] {
  const found = [...all].sort(
    (a, b) => met(b) - met(a) || b.rank - a.rank || (dayOf(a) < dayOf(b) ? 1 : dayOf(a) > dayOf(b) ? -1 : a.id < b.id ? -1 : 1),
  );
  const best = found.filter((one) => met(one) === met(found[0] as FoundThing<Thing>));
  return [...best, ...found.slice(best.length, best.length + NEAREST)];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
/** How much it says that a term stands in a text: little, if it is said of many things, such as a ban. */
function says({ words, senses }: Term, text: readonly string[], weight: number): number {
  const isOfTrade = senses.length > 0;
  const all = words.length > 0 && words.every((word) => (isOfTrade ? text.includes(word) : standsIn(word, text)));
  return all ? (isOfTrade ? Math.min(W.part, weight) : weight) : 0;
}

/** Proposes what economies and goods lead to: measures that name the goods, and the newest where several meet, or fewer of them. */
async function proposeByCodes(connection: Connection, terms: readonly Term[], view: AsOf, proposed: Proposed): Promise<void> {
  const groups: { at: number; keys: Keys }[] = [];
  for (const [at, { economies, areas, goods }] of terms.entries()) {
    const places = [...economies.map(({ code }) => code), ...areas.map(({ code }) => jurisdictionOf(code))];
    const codes = new Set(places.flatMap((code) => withUnions(code, view.on, view.register)));
    const keys = [...codes].flatMap((code) => [postingKey('imposer', code), postingKey('partner', code)]);
    for (const { code } of goods) {
      const ids = await measuresNaming(connection, code, LOOKED_AT + 1);
      if (ids.length <= LOOKED_AT) proposed.add(ids, at);
      else keys.push(postingKey('chapter', code.slice(0, 2)));
    }
    if (keys.length > 0 && groups.length < COMBINED) groups.push({ at, keys: [...new Set(keys)] });
  }
  const all = groups.map((_, place) => place);
  const some = [all, ...all.map((left) => all.filter((place) => place !== left)), ...all.map((place) => [place])];
  const asked = new Map(some.filter((places) => places.length > 0).map((places) => [places.join(), places]));
  for (const places of asked.values()) {
    const chosen = places.flatMap((place) => groups[place] ?? []);
    const lookup = { groups: chosen.map(({ keys }) => keys), in_force: [0, 1] as const, on: view.on, cut: view };
    const ids = (await proposals(connection, lookup, PLACES)).map(({ id }) => id);
    for (const { at } of chosen) proposed.add(ids, at);
  }
}

/** Reads measures as the view has them; those whose history has not begun are left out. */
async function seen(connection: Connection, ids: readonly string[], terms: readonly Term[], view: AsOf): Promise<Seen[]> {
  if (ids.length === 0) return [];
  const { filter } = await prepare(connection, { status: 'all' }, view);
  const candidates = await measureCandidates(connection, { ...filter, ids, limit: ids.length });
  const coverages = candidates.flatMap(({ coverage_seq }) => coverage_seq ?? []);
  const shown = (one: MeasureCandidate): number[] => [
    ...statusSeqsOf(one),
    ...[one.coverage_seq, one.rate_table_seq].filter((seq) => seq !== null),
  ];
  const seqs = candidates.flatMap(shown);
  const acts = await instrumentsOf(
    connection,
    candidates.map(({ id }) => id),
    view,
  );
  const bySeq = groupBy(await actsNamed(connection, seqs), ({ seq }) => seq);
  const partners = await partnersBySeq(connection, coverages);
  const chapters = [...new Set(terms.flatMap(({ goods }) => goods.map(({ code }) => code.slice(0, 2))))];
  const codes = groupBy(await codesNamed(connection, coverages, chapters), ({ seq }) => seq);
  const lines = chapters.length === 0 ? new Map<number, number>() : await countCodes(connection, coverages, LONG_LIST);
  const companies = groupBy(
    await companiesNamed(
      connection,
      seqs,
      terms.flatMap((term) => term.companies.map(({ code }) => code)),
    ),
    ({ seq }) => seq,
  );
  return candidates.map((candidate) => {
    const { id, title, coverage_seq } = candidate;
    const entryActs = shown(candidate).flatMap((seq) => bySeq.get(seq) ?? []);
    return {
      ...candidate,
      titleWords: textWords(title),
      ownWords: textWords([id, ...(acts.get(id) ?? []), ...entryActs.map(({ text }) => text)].join(' ')),
      scopes: partners.get(coverage_seq ?? -1) ?? [],
      codes: (codes.get(coverage_seq ?? -1) ?? []).map(({ code }) => code),
      lines: lines.get(coverage_seq ?? -1) ?? 0,
      companies: shown(candidate).flatMap((seq) => (companies.get(seq) ?? []).map(({ text }) => text)),
    };
  });
}

/** How well a measure meets a term by itself. */
function weightOf(measure: Seen, term: Term, view: AsOf): number {
  return Math.max(
    says(term, measure.titleWords, W.title),
    says(term, measure.ownWords, W.own),
    term.companies.some(({ code }) => measure.companies.includes(code)) ? W.named : 0,
    ...term.economies.map(({ code }) => placeWeight(measure, code, view)),
    ...term.areas.map(({ code }) => areaWeight(measure, code, view)),
    goodsWeight(measure, term.goods),
    ...term.senses.map(({ kind, type, direction, status }) =>
      kind === measure.kind || type === measure.type || direction === measure.direction || status === measure.status ? W.kind : 0,
    ),
    term.year !== null && [measure.status_from, measure.in_force_from].some((day) => day?.startsWith(term.year ?? '')) ? W.kind : 0,
  );
}

/** Does it name an area, or the economy that it lies in, which counts less? */
function areaWeight(measure: Seen, code: string, view: AsOf): number {
  if (measure.scopes.some(({ partners }) => partners.includes(code))) return W.named;
  const whole = placeWeight(measure, jurisdictionOf(code), view);
  return whole > W.part ? W.part + (whole - W.part) / 4 : whole;
}

/** Does it impose, or hit, an economy: by its own name, as a member of a union, or as one of all? */
function placeWeight({ imposed_by, scopes }: Seen, code: string, { register, on }: AsOf): number {
  const unions = register.unionsOf(code, on);
  if (imposed_by === code) return W.own;
  const weights = scopes.map((scope) => {
    const { partners, excluded } = scope;
    if (excluded.includes(code)) return 0;
    // The fewer others it hits, the more it is about this one.
    const own = partners.filter((one) => jurisdictionOf(one) === code).length;
    if (own > 0) return W.part + (W.own - W.part) * Math.sqrt(own / partners.length);
    if (partners.some((one) => unions.includes(one))) return W.part;
    return isForEverybody(scope) ? W.everything : 0;
  });
  return Math.max(0, unions.includes(imposed_by) ? W.part : 0, ...weights);
}

/**
 * Does it name goods, a part of them, what they are a part of, or all goods? The more of what it names they are, the more it is about them: a ban
 * of seafood is about scallops, a list of thousands of lines is not for the four of scallops in it. One of nothing else is as good as its title, if
 * it names all of them.
 */
function goodsWeight({ codes, lines }: Seen, goods: readonly { code: string }[]): number {
  const isWider = (one: string): boolean => goods.some(({ code }) => code.startsWith(one));
  const named = codes.filter((one) => (one.length > 2 && isWider(one)) || goods.some(({ code }) => one.startsWith(code)));
  // Of a whole chapter anything else is only a part.
  const chapters = codes.filter((one) => one.length === 2 && isWider(one) && !named.includes(one));
  if (goods.length === 0 || named.length + chapters.length === 0) return goods.length > 0 && codes.includes('*') ? W.everything : 0;
  const share = Math.min(1, (named.length + chapters.length / 2) / Math.max(1, lines));
  const most = [...named, ...chapters].some(isWider) ? W.title : W.named;
  return W.part + (most - W.part) * Math.sqrt(share);
}
