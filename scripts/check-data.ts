// Says what no schema can say about the bundled data: whether published acts have addresses, what rests on a weak source, whether days, years
// and addresses agree, what known shipments pay. Usage: npm run check:data   (exit code 1 if there is an error; findings are to be read)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PlannedEntry, planDataset } from '../src/dataset/plan.ts';
import { type Dataset, readDataset } from '../src/dataset/read.ts';
import { openStore } from '../src/db/open.ts';
import { announcementOf } from '../src/domain/announcement.ts';
import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../src/domain/dates.ts';
import { groupBy } from '../src/domain/group.ts';
import { BASE_DUTY_TYPES } from '../src/domain/vocabulary.ts';
import { loadDataset } from '../src/keep/load-dataset.ts';
import { quoteDuty } from '../src/lookups/duty.ts';
import { createTracker, type Tracker } from '../src/lookups/tracker.ts';
import { confidenceOf } from '../src/things/entry.ts';
import { KNOWN_SHIPMENTS } from './known-shipments.ts';
import { questionOf, wrongAnswer } from './shipment.ts';

/** What one check found. An error must not be; a finding is for somebody to look at. */
interface Check {
  title: string;
  error: boolean;
  found: string[];
}

type Source = Dataset['sources'][number];
type Entry = PlannedEntry & { file: string };
type Provenance = Entry['input'];

/** Entries of measures whose status or rates they state. */
const STATEMENTS: readonly Entry['kind'][] = ['status_change', 'rate_table'];
const OFFICIAL: readonly Source['kind'][] = ['official', 'treaty_body'];

const hasWords = ({ form }: Source): boolean => form === 'official_text' || form === 'official_copy';
const isAct = (source: Source): boolean => source.kind === 'official' && hasWords(source);

/** What a source says of itself where the address of a published act is not known. */
const SAYS_NO_ADDRESS = /\b(?:no|neither|not|its)\b.*\baddress/i;

/** The bundled data laid out for the checks: each entry with its file, each source by its id. */
export function laidOut(dataset: Dataset) {
  const plan = planDataset(dataset);
  const fileOf = new Map<string, string>();
  for (const { file, content } of dataset.disputes) {
    for (const measure of content.measures) fileOf.set(measure.id, file);
    for (const one of content.wto_cases) fileOf.set(one.id, file);
    if (content.dispute) fileOf.set(content.dispute.id, file);
  }
  const entries = plan.entries.map(
    (entry): Entry => ({ ...entry, file: fileOf.get(entry.measure ?? entry.wtoCase ?? entry.dispute ?? '') ?? '' }),
  );
  const measures = new Map(plan.measures.map(({ measure }) => [measure.id, measure]));
  return { dataset, entries, measures, sources: new Map(dataset.sources.map((source) => [source.id, source])) };
}
type LaidOut = ReturnType<typeof laidOut>;

const idsOf = ({ sources = [] }: Provenance): string[] => sources.map((source) => (typeof source === 'string' ? source : source.id));
const sourcesOf = (entry: Entry, { sources }: LaidOut): Source[] => idsOf(entry.input).flatMap((id) => sources.get(id) ?? []);
const named = (entry: Entry): string => `${entry.file}: ${entry.entryId}`;
/** The first day that an entry speaks of. */
const beginsOn = ({ input }: Entry): PartialDate | undefined => {
  if ('effective_on' in input) return input.effective_on;
  if ('happened_on' in input) return input.happened_on;
  return 'first_on' in input ? input.first_on : undefined;
};
const statements = ({ entries }: LaidOut): Entry[] => entries.filter(({ kind }) => STATEMENTS.includes(kind));

function actsWithoutAddress({ dataset }: LaidOut): string[] {
  return dataset.sources
    .filter((source) => isAct(source) && source.url === undefined)
    .filter(({ note = '', read_as = '' }) => !SAYS_NO_ADDRESS.test(`${note} ${read_as}`))
    .map(({ id }) => `${id}: neither an address nor a note that none is known`);
}

const idsTwice = ({ dataset }: LaidOut): string[] =>
  [...groupBy(dataset.sources, ({ id }) => id)]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => `${id} stands ${same.length} times`);

function addressesTwice({ dataset }: LaidOut): string[] {
  const first = new Map<string, string>();
  return dataset.sources.flatMap(({ id, url }) => {
    if (url === undefined) return [];
    const other = first.get(url);
    if (other === undefined) first.set(url, id);
    return other === undefined ? [] : `${id} and ${other} have the address ${url}`;
  });
}

function placesOfOthers({ entries }: LaidOut): string[] {
  return entries.flatMap((entry) => {
    const cited = idsOf(entry.input);
    return Object.keys(entry.input.places ?? {})
      .filter((id) => !cited.includes(id))
      .map((id) => `${named(entry)} says where in ${id} it stands, and does not cite it`);
  });
}

/** Days that stand in an address: /2026/08/05/, /FR-2025-07-17/, or the month of a White House act. */
function daysInAddresses({ dataset }: LaidOut): string[] {
  return dataset.sources.flatMap(({ id, url, published_on }) => {
    if (url === undefined || published_on === undefined) return [];
    const told =
      /federalregister\.gov\/documents\/(\d{4})\/(\d\d)\/(\d\d)\//.exec(url) ??
      /\/FR-(\d{4})-(\d\d)-(\d\d)\//.exec(url) ??
      /whitehouse\.gov\/presidential-actions\/(\d{4})\/(\d\d)\//.exec(url);
    const day = told?.slice(1).join('-');
    return day === undefined || published_on.startsWith(day) || day.startsWith(published_on)
      ? []
      : `${id} was published on ${published_on}, and its address says ${day}`;
  });
}

/** The year in the number of an act. */
function yearOf(identifier: string): number | undefined {
  const volume = /\b(\d\d) FR \d+/.exec(identifier)?.[1];
  if (volume !== undefined) return Number(volume) + 1935;
  const year =
    /〔(\d{4})〕/.exec(identifier) ??
    /\(E[UC]\) (\d{4})\/\d+/.exec(identifier) ??
    /SOR\/(\d{4})-\d+/.exec(identifier) ??
    /\bof (?:\d{1,2} [A-Z][a-z]+ )?(\d{4})\b/.exec(identifier);
  return year?.[1] === undefined ? undefined : Number(year[1]);
}

function yearsOfActs(data: LaidOut): string[] {
  return statements(data).flatMap((entry) => {
    const days = [entry.input.announced_on, beginsOn(entry)].flatMap((day) => day ?? []);
    const years = days.map((day) => Number(day.slice(0, 4)));
    const acts = (entry.input.instruments ?? []).map(({ identifier }) => ({ identifier, year: yearOf(identifier) }));
    const [least, most] = [Math.min(...years), Math.max(...years)];
    // One act of the time is enough: others may be older ones that it amends.
    const told = acts.filter(({ year }) => year !== undefined);
    if (told.length === 0 || told.some(({ year = 0 }) => year >= least - 1 && year <= most)) return [];
    return `${named(entry)} is of ${days.join(' / ')}, its acts are of other years: ${told.map(({ identifier }) => identifier).join(', ')}`;
  });
}

/** Sources that are all older than the news that they are cited for. */
function sourcesBeforeTheNews(data: LaidOut): string[] {
  return data.entries.flatMap((entry) => {
    const told = entry.input.announced_on ?? beginsOn(entry);
    const published = sourcesOf(entry, data).map(({ published_on }) => published_on);
    if (told === undefined || published.length === 0 || published.includes(undefined)) return [];
    // A plan may be reported before it is carried out, and a page may have gone on after the day that it gives.
    const late = published.every((day) => day !== undefined && lastDay(day) < firstDay(told));
    return late && entry.input.announced_on !== undefined
      ? `${named(entry)} was announced on ${told}, and all that it cites is older (${published.join(', ')})`
      : [];
  });
}

function effectBeforeAnnouncement(data: LaidOut): string[] {
  return statements(data).flatMap((entry) => {
    const { announced_on, note, doubt } = entry.input;
    const begins = beginsOn(entry);
    const formal = data.measures.get(entry.measure ?? '')?.formality === 'formal';
    const early = announced_on !== undefined && begins !== undefined && lastDay(begins) < firstDay(announced_on);
    return formal && early && note === undefined && doubt === undefined
      ? `${named(entry)} holds from ${begins} and was announced on ${announced_on}: say why in a note`
      : [];
  });
}

/** So many days before its first day a measure is seldom told; a source that is older tells of something else. */
const LONG_BEFORE = 400;

/** So many days after its first day an informal measure may first be reported. */
const LONG_AFTER = 31;

/** Entries that say no day of announcement and take it from their oldest source, where that is far from the day on which they begin. */
const toldByAnOldSource = (data: LaidOut): string[] => toldBySources(data, (told, begins) => addDays(told, LONG_BEFORE) < firstDay(begins));
const toldByALateSource = (data: LaidOut): string[] => toldBySources(data, (told, begins) => told > addDays(lastDay(begins), LONG_AFTER));

function toldBySources(data: LaidOut, isFar: (told: Day, begins: PartialDate) => boolean): string[] {
  return data.entries.flatMap((entry) => {
    const begins = beginsOn(entry);
    // The quotas of years ahead are told in one act.
    if (entry.kind === 'quota' || entry.input.announced_on !== undefined || begins === undefined) return [];
    const about = { announced_on: null, sources: idsOf(entry.input), first_on: begins };
    const told = announcementOf(about, (id) => data.sources.get(id)?.published_on ?? null);
    const isTold = told !== null && isFar(told, begins);
    return isTold ? `${named(entry)} holds from ${begins}, and its oldest source is of ${told}: say when it was announced` : [];
  });
}

function verifiedUnread(data: LaidOut): string[] {
  const unread = /^(?:numbers?|address|title|cited|citation|seen|contents)\b/i;
  return statements(data).flatMap((entry) => {
    const cited = sourcesOf(entry, data);
    return confidenceOf(entry.input) === 'verified' && cited.length > 0 && cited.every(({ read_as = '' }) => unread.test(read_as))
      ? `${named(entry)} is verified, and none of what it cites was read (${cited.map(({ id }) => id).join(', ')})`
      : [];
  });
}

/** What an act is called by, or found by. */
const NAME = '(?:number|title|day|date|citation|place|address)s?';
/** How a source says that it saw that alone, or what others tell of the act. */
const UNSEEN: readonly RegExp[] = [
  new RegExp(
    `^(?:(?:its|their) )?${NAME}(?:(?:, | and )${NAME})*(?: (?:in|as|seen|cited|from) [^;]*)?(?:; [^;]*\\bnot (?:read|seen|opened)|; the copy begins with [^;]*)?$`,
  ),
  /^(?:numbers?|titles?|days?|contents?)\b.*\bnot (?:read|seen)$/,
  /^(?:not read|the text itself not|address\b|cited\b|named by|as reports|contents? [^;]*\b(?:gives?|tells?|told)\b|what [^;:]*\b(?:tells?|noted)\b)/,
];

const actsUnseen = ({ dataset }: LaidOut): string[] =>
  dataset.sources
    .filter((source) => hasWords(source) && UNSEEN.some((words) => words.test(source.read_as ?? '')))
    .map(({ id, form, read_as }) => `${id} is called ${form}, and what was seen of it is: ${read_as}`);

const formalOnes = (data: LaidOut): Entry[] =>
  statements(data).filter((entry) => data.measures.get(entry.measure ?? '')?.formality === 'formal');

function withoutOfficial(data: LaidOut): string[] {
  return formalOnes(data)
    .filter((entry) => entry.input.unsourced === undefined && !sourcesOf(entry, data).some(({ kind }) => OFFICIAL.includes(kind)))
    .map((entry) => `${named(entry)} (${idsOf(entry.input).join(', ')})`);
}

function informalOnOne(data: LaidOut): string[] {
  return statements(data)
    .filter((entry) => data.measures.get(entry.measure ?? '')?.formality === 'informal' && entry.input.doubt === undefined)
    .filter((entry) => sourcesOf(entry, data).length < 2)
    .map(named);
}

const unsourced = ({ entries }: LaidOut): string[] =>
  entries.filter(({ kind, input }) => kind !== 'link' && kind !== 'check' && input.unsourced === true).map(named);

function unchecked({ dataset, entries }: LaidOut): string[] {
  const checked = new Set(entries.flatMap(({ kind, file }) => (kind === 'check' ? file : [])));
  return dataset.disputes.flatMap(({ file, content }) =>
    content.dispute && !checked.has(file) ? `${file}: nobody looked at it again` : [],
  );
}

function ratesMissing({ measures, entries }: LaidOut): string[] {
  const stated = new Set(entries.flatMap(({ kind, measure = '' }) => (kind === 'rate_table' ? measure : [])));
  const levied = new Set(
    entries.flatMap((entry) =>
      entry.kind === 'status_change' && ['provisional', 'in_force', 'partially_lifted'].includes(entry.input.status)
        ? (entry.measure ?? '')
        : [],
    ),
  );
  return [...measures.values()]
    .filter(({ id, kind, type }) => kind === 'tariff' && type !== 'preference_withdrawal' && levied.has(id) && !stated.has(id))
    .map(({ id }) => `${id} was levied, and no rate is recorded`);
}

/** What a rate table charges, by code. */
const chargesOf = (entry: Entry & { kind: 'rate_table' }): Map<string, string> =>
  new Map(
    entry.input.rates.flatMap(({ scope = {}, expression, range }) => {
      const { goods = [], ...others } = scope;
      const codes = goods.flatMap((one) => (typeof one === 'string' ? [one] : (one.codes ?? [])));
      return codes.map((code) => [`${code} ${JSON.stringify(others)}`, JSON.stringify([expression, range])] as const);
    }),
  );

/**
 * Base duties whose table as a whole is in doubt, and which charge most goods what was charged before: of these the doubt leaves nothing open,
 * as it is, or was before, and so a total would be given. It belongs on the rates.
 */
function doubtsThatLeaveNothingOpen(data: LaidOut): string[] {
  const tables = data.entries.filter((entry) => entry.kind === 'rate_table');
  return [...groupBy(tables, ({ measure = '' }) => measure)].flatMap(([id, own]) => {
    if (!BASE_DUTY_TYPES.some((type) => type === data.measures.get(id)?.type)) return [];
    const inTime = own.toSorted((a, b) => (firstDay(a.input.effective_on) < firstDay(b.input.effective_on) ? -1 : 1));
    return inTime.flatMap((entry, at) => {
      const before = inTime[at - 1];
      if (entry.input.doubt === undefined || before === undefined) return [];
      const [then, now] = [chargesOf(before), chargesOf(entry)];
      const same = [...now].filter(([key, rate]) => then.get(key) === rate).length;
      const others = now.size - same + [...then.keys()].filter((key) => !now.has(key)).length;
      const isRated = before.input.rates.some(({ doubt }) => doubt !== undefined);
      return same > 0 && (others > 0 || isRated) ? [`${named(entry)} charges ${same} codes what ${before.entryId} does`] : [];
    });
  });
}

/** The checks that need only the files. */
export function fileChecks(data: LaidOut): Check[] {
  const check = (title: string, error: boolean, found: string[]): Check => ({ title, error, found });
  return [
    check('published acts without an address, and without a word that none is known', true, actsWithoutAddress(data)),
    check('ids that two sources have', true, idsTwice(data)),
    check('addresses that stand under two sources', true, addressesTwice(data)),
    check('places in sources that are not cited', true, placesOfOthers(data)),
    check('days of publication that an address contradicts', true, daysInAddresses(data)),
    check('acts called a text or a copy of which no words were seen', true, actsUnseen(data)),
    check('base rates whose doubt leaves nothing open', true, doubtsThatLeaveNothingOpen(data)),
    check('effects before their announcement, without a note', true, effectBeforeAnnouncement(data)),
    check('entries without a day of announcement that an old source gives one', true, toldByAnOldSource(data)),
    check('entries without a day of announcement that are told later than they begin', false, toldByALateSource(data)),
    check('entries whose sources are all older than the news', false, sourcesBeforeTheNews(data)),
    check('acts of other years than the entries that name them', false, yearsOfActs(data)),
    check('verified entries of which no source was read', false, verifiedUnread(data)),
    check('tariffs without any rate', false, ratesMissing(data)),
    check('disputes without a check', false, unchecked(data)),
    check('informal measures: status on less than two reports and without a doubt', false, informalOnOne(data)),
    check('formal measures: status and rates that rest on reports alone', false, withoutOfficial(data)),
    check('entries with no source at all (links and checks left out)', false, unsourced(data)),
  ];
}

/** What known shipments pay, asked of a tracker with the bundled data. */
export async function shipmentsCheck(tracker: Tracker, shipments = KNOWN_SHIPMENTS): Promise<Check> {
  const found: string[] = [];
  for (const shipment of shipments) {
    const wrong = await quoteDuty(tracker, questionOf(shipment)).then(
      (answer) => wrongAnswer(shipment, answer),
      (refused: Error) => refused.message,
    );
    if (wrong !== null) found.push(`${shipment.goods}: ${wrong}`);
  }
  return { title: `known shipments (${shipments.length}) that pay something else`, error: true, found };
}

/** Asks a tracker over a database of its own, which is loaded with the bundled data and goes again. */
async function ofBundledTracker<Answer>(ask: (tracker: Tracker) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-check-'));
  const store = await openStore(`file:${join(folder, 'check.db')}`);
  try {
    const tracker = createTracker(store);
    await loadDataset(tracker);
    return await ask(tracker);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Share {
  file: string;
  /** Status and rate entries of formal measures. */
  entries: number;
  /** Of them those that cite a government's, a gazette's or a treaty body's document. */
  official: number;
  /** Of them those that cite the act itself. */
  act: number;
  /** Of these those that say where in it the claim stands. */
  place: number;
}

/** How much of the status and rate entries of formal measures rests on official documents, a file a row. */
export function shares(data: LaidOut): Share[] {
  const byFile = groupBy(formalOnes(data), ({ file }) => file);
  return [...byFile].sort().map(([file, entries]) => {
    const those = (holds: (source: Source, input: Provenance) => boolean): number =>
      entries.filter((entry) => sourcesOf(entry, data).some((source) => holds(source, entry.input))).length;
    return {
      file,
      entries: entries.length,
      official: those(({ kind }) => OFFICIAL.includes(kind)),
      act: those(isAct),
      place: those((source, { places = {} }) => isAct(source) && source.id in places),
    };
  });
}

export function sumOf(rows: readonly Share[]): Share {
  const sum = (of: Exclude<keyof Share, 'file'>): number => rows.reduce((all, row) => all + row[of], 0);
  return { file: 'all', entries: sum('entries'), official: sum('official'), act: sum('act'), place: sum('place') };
}

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)}%`;

async function main(): Promise<void> {
  const data = laidOut(readDataset());
  const checks = [...fileChecks(data), await ofBundledTracker(shipmentsCheck)];
  for (const { title, error, found } of checks) {
    console.log(`${found.length === 0 ? 'ok' : error ? 'ERROR' : 'finding'}: ${title}: ${found.length}`);
    for (const line of found) console.log(`  ${line}`);
  }
  console.log(
    '\nstatus and rate entries of formal measures, those with an official source, those with the act itself, and of these those with the place in it',
  );
  const rows = shares(data);
  for (const { file, entries, official, act, place } of [...rows, sumOf(rows)])
    console.log(
      [
        `  ${file.padEnd(32)} ${String(entries).padStart(4)}`,
        ...[percent(official, entries), percent(act, entries), act === 0 ? '' : percent(place, act)].map((share) => share.padStart(4)),
      ].join('  '),
    );
  const errors = checks.filter(({ error, found }) => error && found.length > 0);
  if (errors.length > 0) {
    console.error(`\n${errors.length} checks failed`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
