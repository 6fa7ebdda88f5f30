import { createHash, type Hash } from 'node:crypto';
import { loadEntries } from '../../db/entries.ts';
import { registrationsBy } from '../../db/register.ts';
import { statementsOfMeasures } from '../../db/statements.ts';
import type { Connection } from '../../db/store.ts';
import { firstDay } from '../../domain/dates.ts';
import { canonicalText } from '../../domain/ledger.ts';
import type { Scope } from '../../domain/scope.ts';
import { periodOn, statementPeriods, statusPeriods } from '../../domain/timeline.ts';
import { THINGS, words } from '../../domain/vocabulary.ts';
import { describeScope, rateText } from '../../domain/words.ts';
import type { Recorded } from '../../things/answers.ts';
import { type Consequences, consequencesText, unnumbered } from '../../things/consequences.ts';
import { AS_RECORDED, describeEntry, type Entry, type EntryOf, entriesOf, ledgerRow } from '../../things/ledger.ts';
import { type Effect, type ProposedChange, TOLD } from '../../things/proposal.ts';

/** What a proposal does, a hash of all of it, and what it adds or changes, such as `measure cn-au-wine-ad`. */
export interface ProposalOutcome {
  effect: Effect;
  hash: string;
  touches: string[];
}

const BATCH = 500;

/**
 * Reads back what was recorded after `before`, up to `last`, beside what stood there until then. The hash is the same for the same entries in
 * place of the same ones, whatever their numbers and whenever they are recorded.
 */
export async function effectOf(
  connection: Connection,
  { before, last }: { before: number; last: number },
  disputes: NonNullable<Recorded['dispute']>[],
  told: Consequences,
): Promise<ProposalOutcome> {
  const hash = createHash('sha256');
  const changes: ProposedChange[] = [];
  const touches = new Set<string>();
  let entries = 0;
  for (let from = before + 1; from <= last; from += BATCH) {
    const batch = await loadEntries(connection, { from, to: Math.min(from + BATCH - 1, last) });
    const standing = await standingBefore(connection, batch, before);
    for (const entry of batch) {
      const now = standing.of(entry);
      for (const thing of touchedBy(entry)) touches.add(thing);
      addToHash(hash, [saidIn(entry, before), now === null ? null : saidIn(now, before)]);
      if (changes.length < TOLD) changes.push(changeOf(entry, now));
    }
    entries += batch.length;
  }
  const moved = disputes.filter((one) => one.before !== one.after).map(({ id, before, after }) => ({ id, before, after }));
  addToHash(hash, moved);
  const consequences = unnumbered(told, before);
  // Proposals that were made before it was told had nothing of it in their hash.
  if (consequencesText(consequences).length > 0) addToHash(hash, consequences);
  return { effect: { entries, changes, disputes, consequences }, hash: hash.digest('hex'), touches: [...touches] };
}

/** What an entry adds or changes. */
function touchedBy(entry: Entry): string[] {
  if (entry.kind === 'registration') return [`${entry.thing} ${entry.thing_id}`];
  const named = entry.kind === 'resolution' ? entry.outcomes.map((outcome) => outcome.measure_id) : [];
  const { measure_id, dispute_id, wto_case_id } = entry;
  return [
    ...[...named, measure_id].flatMap((id) => (id === null ? [] : `measure ${id}`)),
    ...(dispute_id === null ? [] : [`dispute ${dispute_id}`]),
    ...(wto_case_id === null ? [] : [`wto_case ${wto_case_id}`]),
  ];
}

const addToHash = (hash: Hash, said: object): void => {
  hash.update(canonicalText(said)).update('\n');
};

/** The fields by which entries name others. */
const REFERENCES = ['replacement_seq', 'retracts_seq', 'resolution_seq', 'rate_tables'];

/** What an entry says, apart from its number, its instant and its author; entries after `from` are named by how far they come after it. */
function saidIn(entry: Entry, from: number): object {
  const { seq: _seq, recorded_at: _at, recorded_by: _by, reviewed_by: _reviewer, ...said } = entry;
  const relative = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(relative);
    return typeof value === 'number' && value > from ? `+${value - from}` : value;
  };
  return Object.fromEntries(Object.entries(said).map(([field, value]) => [field, REFERENCES.includes(field) ? relative(value) : value]));
}

/** What stood in the place of entries when `before` was the last of the ledger. */
async function standingBefore(connection: Connection, entries: readonly Entry[], before: number) {
  const measures = [...new Set(entries.flatMap(({ kind, measure_id }) => (DATED.some((one) => one === kind) ? (measure_id ?? []) : [])))];
  const statements = await statementsOfMeasures(connection, measures, { knownSeq: before, registerSeq: before, announcedBy: null });
  const registered = new Map<string, EntryOf<'registration'>>();
  for (const thing of THINGS) {
    const ids = entriesOf(entries, 'registration').flatMap((one) => (one.thing === thing ? [one.thing_id] : []));
    for (const [id, entry] of await registrationsBy(connection, thing, ids, before)) registered.set(`${thing} ${id}`, entry);
  }
  const retracted = entriesOf(entries, 'correction').map(({ retracts_seq }) => retracts_seq);
  const seqs = [...statements.values()].flatMap(({ statuses }) => statuses.map(({ seq }) => seq));
  const others = new Map((await loadEntries(connection, [...retracted, ...seqs])).map((entry) => [entry.seq, entry]));

  const of = (entry: Entry): Entry | null => {
    if (entry.kind === 'registration') return registered.get(`${entry.thing} ${entry.thing_id}`) ?? null;
    if (entry.kind === 'correction') return others.get(entry.retracts_seq) ?? null;
    const own = statements.get(entry.measure_id ?? '');
    if (!own) return null;
    if (entry.kind === 'status_change')
      return others.get(periodOn(statusPeriods(own.statuses), firstDay(entry.effective_on))?.statement.seq ?? 0) ?? null;
    if (entry.kind !== 'coverage' && entry.kind !== 'rate_table') return null;
    const list = entry.kind === 'coverage' ? own.coverages : own.rateTables;
    return periodOn(statementPeriods(list), firstDay(entry.effective_on))?.statement.entry ?? null;
  };
  return { of };
}

/** The kinds of which each holds until the next one. */
const DATED = ['status_change', 'coverage', 'rate_table'] as const;

function changeOf(entry: Entry, now: Entry | null): ProposedChange {
  const row = ledgerRow({ ...entry, ...AS_RECORDED });
  const { kind, effective_on, until_on, announced_on, note, doubt } = row;
  const about = row.about ?? (entry.kind === 'registration' ? entry.thing_id : null);
  const common = { kind, about, effective_on, until_on, announced_on, sources: [...entry.sources], note, doubt };
  if (entry.kind === 'registration' && now?.kind === 'registration') return { ...common, ...editOf(now.content, entry.content) };
  // The number of what takes its place is another one when it is recorded.
  if (entry.kind === 'correction')
    return {
      ...common,
      says: `${entry.replacement_seq === null ? 'takes back' : 'corrects'} entry ${entry.retracts_seq}: ${entry.reason}`,
      now: now && describeEntry(now),
    };
  const [rows, rowsNow] = [rowsOf(entry), now && rowsOf(now)];
  if (rows && rowsNow) return { ...common, says: rowsWords(rows, rowsNow), now: rowsWords(rowsNow, rows) };
  return { ...common, says: brief(describeEntry(entry)), now: now && brief(describeEntry(now)) };
}

/** A row of what is stated as a table: what tells it apart, in words, and the codes of its goods. */
interface TableRow {
  key: string;
  words: string;
  codes: readonly string[];
}

function rowsOf(entry: Entry): TableRow[] | null {
  const codesOf = ({ goods }: Scope): string[] => goods.flatMap(({ codes }) => codes);
  if (entry.kind === 'coverage')
    return entry.scopes.map((scope) => ({ key: canonicalText(scope), words: describeScope(scope), codes: codesOf(scope) }));
  if (entry.kind !== 'rate_table') return null;
  return entry.rates.map((rate) => ({
    key: canonicalText(rate),
    words: `${rateText(rate)}: ${describeScope(rate.scope)}`,
    codes: codesOf(rate.scope),
  }));
}

/** As much as anybody reads of one entry. */
const MOST_WORDS = 4000;
const brief = (text: string): string => (text.length > MOST_WORDS ? `${text.slice(0, MOST_WORDS)}…` : text);
const FEW = 20;
const FEW_CODES = 12;

/** A table in words: of a long one the rows that the other has not, and the codes, as the words of a row tell only the first of many. */
function rowsWords(rows: readonly TableRow[], others: readonly TableRow[]): string {
  const known = new Set(others.map(({ key }) => key));
  const own = rows.filter(({ key }) => !known.has(key));
  const isShort = rows.length <= FEW && others.length <= FEW;
  const told = (isShort ? rows : own).map(({ words }) => words);
  const rest = rows.length - told.length;
  if (rest > 0) told.push(`${rest} ${rest === 1 ? 'row' : 'rows'} alike in both`);
  if (own.some(({ codes }) => codes.length > FEW_CODES)) {
    const theirs = new Set(others.flatMap(({ codes }) => codes));
    const apart = [...new Set(own.flatMap(({ codes }) => codes))].filter((code) => !theirs.has(code));
    if (apart.length > 0) told.push(`of codes only here: ${apart.join(', ')}`);
  }
  return brief(told.join(' | '));
}

type Content = Readonly<Record<string, unknown>>;

/** The fields of a thing that an edit changes, as they would be and as they are. */
function editOf(now: Content, then: Content): Pick<ProposedChange, 'says' | 'now'> {
  const fields = [...new Set([...Object.keys(now), ...Object.keys(then)])].filter(
    (field) => JSON.stringify(now[field]) !== JSON.stringify(then[field]),
  );
  const told = (content: Content): string => fields.map((field) => `${field}: ${valueWords(content[field])}`).join('; ');
  return fields.length === 0 ? { says: 'as it stands', now: 'as it stands' } : { says: told(then), now: told(now) };
}

const LONG = 300;

function valueWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  const items = Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))) : null;
  const text = items ? items.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
  const count = items ? `${items.length} in all: ` : '';
  return text.length > LONG ? `${count}${text.slice(0, LONG)}…` : text;
}

/** What of an effect is not as it was shown, in words; nothing if all that can be told is the same. */
export function differences(shown: Effect, now: Effect): string[] {
  const told: string[] = [];
  if (shown.entries !== now.entries) told.push(`${shown.entries} entries were shown, and it would add ${now.entries} now`);
  const most = Math.max(shown.changes.length, now.changes.length);
  for (let at = 0; at < most && told.length < MOST; at++) {
    const [was, is] = [shown.changes[at], now.changes[at]];
    const [wasText, isText] = [changeWords(was), changeWords(is)];
    if (wasText !== isText) told.push(`${nameOf(is ?? was)}: shown was ${wasText}; now it would be ${isText}`);
  }
  const statesOf = ({ disputes }: Effect): string =>
    disputes
      .filter(({ before, after }) => before !== after)
      .map(({ id, before, after }) => `${id} from ${before} to ${after}`)
      .join(', ') || 'no dispute';
  const [was, is] = [shown, now].map((one) => consequencesText(one.consequences));
  told.push(
    ...(is ?? [])
      .filter((text) => !was?.includes(text))
      .map((text) => `not shown was: ${text}`)
      .slice(0, MOST),
  );
  told.push(
    ...(was ?? [])
      .filter((text) => !is?.includes(text))
      .map((text) => `no longer so: ${text}`)
      .slice(0, MOST),
  );
  if (statesOf(shown) !== statesOf(now)) told.push(`it was to change ${statesOf(shown)}; now it would change ${statesOf(now)}`);
  return told;
}

const MOST = 20;
const nameOf = (change: ProposedChange | undefined): string =>
  change === undefined ? '' : [words(change.kind), change.about].filter(Boolean).join(' of ');
function changeWords(change: ProposedChange | undefined): string {
  if (change === undefined) return 'nothing';
  const { says, now, effective_on } = change;
  return `“${says}”${effective_on === null ? '' : ` from ${effective_on}`}${now === null ? '' : ` in place of “${now}”`}`;
}
