import { hashAt } from '../db/entries.ts';
import { companiesOfMeasures, disputeTexts, measureTexts, type TextOf } from '../db/search.ts';
import { type Connection, turn } from '../db/store.ts';
import { TrackerError } from '../domain/errors.ts';
import { firstFrom } from '../domain/sorted.ts';
import type { AsOf, Tracker } from './tracker.ts';
import { namesOfDispute, wordKey, wordsOf } from './words.ts';

// Which things a word may stand with, in any version of theirs. It proposes; what is found is told, and counted, as the view has it.

/** Things by what they may be found by. */
class Things {
  readonly #by = new Map<string, Set<string>>();
  #sorted: readonly string[] | undefined = [];

  add(key: string, id: string): void {
    const ids = this.#by.get(key);
    if (ids) {
      ids.add(id);
      return;
    }
    this.#by.set(key, new Set([id]));
    this.#sorted = undefined;
  }

  addText({ id, text }: TextOf): void {
    for (const word of textWords(text)) this.add(word, id);
  }

  of(key: string): ReadonlySet<string> {
    return this.#by.get(key) ?? NOTHING;
  }

  /** The sets of things by whose words begin so. */
  beginning(word: string): ReadonlySet<string>[] {
    if (!isBeginning(word)) return [this.of(word)];
    this.#sorted ??= [...this.#by.keys()].sort();
    const found: ReadonlySet<string>[] = [];
    for (let at = firstFrom(this.#sorted, word); this.#sorted[at]?.startsWith(word); at++) found.push(this.of(this.#sorted[at] as string));
    return found;
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** The words of a text, as they are compared. */
export const textWords = (text: string): string[] => wordsOf(text).map(wordKey);

/** A short word is no beginning of others: US is no user, EV no evidence, ban no banana. */
const isBeginning = (word: string): boolean => word.length > 3;

/** Does a word that is asked for stand in a text, or begin one of its words? */
export const standsIn = (word: string, words: readonly string[]): boolean =>
  words.some((one) => one === word || (isBeginning(word) && one.startsWith(word)));

/** What a search looks things up by. */
export interface WordIndex {
  /** Measures by the words of their titles, their ids and their legal acts. */
  measures: Things;
  /** Disputes by the words of their titles, ids, summaries and other names. */
  disputes: Things;
  /** Measures by the companies that they name. */
  companies: Things;
  /** Disputes by their parties. */
  parties: Things;
}

/** What is indexed: all by a seq of the ledger whose entry there has this hash. */
interface Indexed {
  index: WordIndex;
  seq: number;
  head: string;
}

const kept = new WeakMap<Tracker, Indexed>();

const nothingIndexed = (): Indexed => ({
  index: { measures: new Things(), disputes: new Things(), companies: new Things(), parties: new Things() },
  seq: -1,
  head: '',
});

/** What so many entries say is read at once, before others have their turn. */
const SLICE = 2000;

/**
 * The index of all that the ledger holds by the seq of a view, and perhaps of more: read once, and then only what came since. Throws
 * `unavailable` if that takes longer than `patience`, in milliseconds: what was read until then is kept, and who asks again goes on from there.
 */
export async function wordIndex(
  tracker: Tracker,
  connection: Connection,
  { knownSeq, registerSeq }: AsOf,
  patience: number,
): Promise<WordIndex> {
  const before = kept.get(tracker);
  // Another server may have taken over and gone on otherwise.
  const state = before && (await hashAt(connection, before.seq)) === before.head ? before : nothingIndexed();
  kept.set(tracker, state);
  const wanted = Math.max(knownSeq, registerSeq);
  const deadline = performance.now() + patience;
  // Two that find it missing take in the same: what is in a set twice is in it once.
  while (state.seq < wanted) {
    const to = Math.min(state.seq + SLICE, wanted);
    await takeIn(connection, state.index, state.seq, to);
    if (to > state.seq) Object.assign(state, { seq: to, head: await hashAt(connection, to) });
    await turn();
    if (state.seq < wanted && performance.now() > deadline)
      throw new TrackerError('unavailable', 'the words of this ledger are being read for the first time, and it is a long one: ask again');
  }
  return state.index;
}

async function takeIn(connection: Connection, index: WordIndex, after: number, by: number): Promise<void> {
  for (const one of await measureTexts(connection, after, by)) {
    index.measures.addText(one);
    index.measures.addText({ ...one, text: one.id });
  }
  for (const { id, text } of await companiesOfMeasures(connection, after, by)) index.companies.add(text, id);
  const { texts, parties } = await disputeTexts(connection, after, by);
  for (const { id, text } of texts) for (const words of [text, id, ...namesOfDispute(id)]) index.disputes.addText({ id, text: words });
  for (const { id, text } of parties) index.parties.add(text, id);
}
