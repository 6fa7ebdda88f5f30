import { rateInput, scopeInput } from '../../changes/kinds.ts';
import { LATEST, WHOLE } from '../../db/cut.ts';
import { existingIds } from '../../db/ids.ts';
import { type Register, readExporters, readSources } from '../../db/register.ts';
import { type ScopedStatement, type Statements, statementsOfMeasures } from '../../db/statements.ts';
import { type Day, NEVER } from '../../domain/dates.ts';
import { TrackerError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group.ts';
import type { Rate } from '../../domain/ledger.ts';
import type { ScopedRow } from '../../domain/row-changes.ts';
import { latestRegister, type Tracker } from '../../lookups/tracker.ts';
import type { SourceInput } from '../../things/entry.ts';
import type { ProposedCall } from '../../things/proposal.ts';
import { Companies } from './companies.ts';
import type { DocumentReading, ToldLine, ToldMeasure } from './reading.ts';
import { type DayRun, merged, recordedRuns, runsOf, sameRuns } from './runs.ts';
import { SameMeasures } from './same-measures.ts';
import { daysByLine, endHere, linesThatStand, type StandingLine, untold } from './standing.ts';
import { historyCalls, runCalls, takenBack } from './statuses.ts';
import { coverageRows, type TableStep, tableSteps, timedRates } from './steps.ts';
import { type Waiting, Waits } from './waiting.ts';

// The calls that bring this ledger to what a document says: only what is not here yet. What the document is silent about stays as it is.

/** The calls that a document amounts to, and what was not taken. */
interface DocumentCalls {
  calls: ProposedCall[];
  notTaken: string[];
  /** What a reviewer should look at beside the entries. */
  concerns: string[];
  /** Proposals that would add what is not taken for that reason. */
  waitsIn: number[];
}

const NOTHING: Statements = { statuses: [], coverages: [], rateTables: [] };

/**
 * Compares what a document says with what stands here, and gives the calls that record the difference. Nothing is recorded. What another
 * proposal would register already, `waiting`, is told and left out: of two of them only one could be accepted.
 */
export async function callsFor(tracker: Tracker, reading: DocumentReading, waiting: Waiting): Promise<DocumentCalls> {
  const ids = reading.measures.map(({ id }) => id);
  const here = await tracker.store.readLatest(async (connection) => ({
    register: await latestRegister(tracker, connection),
    exporters: await readExporters(connection, LATEST),
    sources: await readSources(connection, LATEST),
    measures: await existingIds(connection, 'measures', ids, LATEST),
    statements: await statementsOfMeasures(connection, ids, WHOLE),
  }));
  const notTaken = [...reading.notTaken];
  const concerns: string[] = [];
  const waitsIn = new Set<number>();
  const companies = new Companies(here.exporters, waiting);
  const same = new SameMeasures(tracker);
  const calls: ProposedCall[] = [];
  for (const told of reading.measures) {
    const known = knownPartners(told, here.register, notTaken);
    if (known.lines.length + known.destroyed.length === 0) continue;
    const statements = here.measures.has(told.id) ? (here.statements.get(told.id) ?? NOTHING) : null;
    if (statements === null && known.lines.length === 0) {
      notTaken.push(`${told.title}: it takes back what is not here`);
      continue;
    }
    const proposal = waiting.measures.get(told.id);
    try {
      if (statements === null && proposal !== undefined) throw new Waits(told.id, proposal);
      const other = statements === null ? await same.of(known) : null;
      if (other !== null) {
        notTaken.push(`${told.title}: ${other}`);
        continue;
      }
      const own = measureCalls(known, statements, { companies, cites: citing(reading), notTaken });
      calls.push(...own);
      if (own.length > 0 && proposal !== undefined)
        concerns.push(`${told.title}: proposal ${proposal} changes it too; once one of the two is accepted, the other is to be made anew`);
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      if (error instanceof Waits) waitsIn.add(error.proposal);
      notTaken.push(`${told.title}: ${error.message}`);
    }
  }
  for (const alias of companies.unknown)
    notTaken.push(`what the companies with the code "${alias}" pay: the document does not name them, and no company here has that alias`);
  const sources = new Map(here.sources.map((source) => [source.id, source]));
  const waits = ({ id, title }: SourceInput): boolean => {
    const proposal = sources.has(id) ? undefined : waiting.sources.get(id);
    if (proposal === undefined) return false;
    waitsIn.add(proposal);
    notTaken.push(`${title}: ${new Waits(id, proposal).message}`);
    return true;
  };
  const cited = reading.document === null || calls.length === 0 ? [] : [reading.document];
  const toRegister = [...cited, ...reading.sources.filter((source) => !waits(source))].filter(({ id }) => !sources.has(id));
  // A company is registered by a measure that names it; one that was left out names nobody.
  const text = JSON.stringify(calls);
  const named = companies.calls.filter(({ body }) => text.includes(JSON.stringify(body.id)));
  return {
    calls: [...toRegister.map((body): ProposedCall => ({ method: 'POST', path: '/sources', body })), ...named, ...calls],
    ...{ notTaken, concerns, waitsIn: [...waitsIn].sort((a, b) => a - b) },
  };
}

/** What every entry says of where it is from. */
type Cites = (announced_on: Day | null) => { sources: string[]; announced_on?: Day };
const citing =
  ({ document }: DocumentReading): Cites =>
  (announced_on) => ({ sources: document === null ? [] : [document.id], ...(announced_on !== null && { announced_on }) });

/** A measure with the lines whose partners are in the register; the others are told. */
function knownPartners(told: ToldMeasure, register: Register, notTaken: string[]): ToldMeasure {
  const isKnown = (code: string): boolean => code === '*' || register.jurisdictions.has(code) || register.areas.has(code);
  const missing = new Set<string>();
  const known = (lines: readonly ToldLine[]): ToldLine[] =>
    lines.flatMap((line) => {
      const partners = line.partners.filter(isKnown);
      for (const code of [...line.partners, ...line.excluded]) if (!isKnown(code)) missing.add(code);
      return partners.length === 0 ? [] : [{ ...line, partners, excluded: line.excluded.filter(isKnown) }];
    });
  const result = { ...told, lines: known(told.lines), destroyed: known(told.destroyed) };
  for (const code of missing) notTaken.push(`${told.title}: its partner ${code} is no jurisdiction of the register`);
  return result;
}

interface Making {
  companies: Companies;
  cites: Cites;
  notTaken: string[];
}

/**
 * The calls that bring a measure to what a document says of it. Its days are those of its lines: the ones that are told, and those that stand
 * here and are not told, which stay as they are and do not go on with the others.
 */
function measureCalls(told: ToldMeasure, statements: Statements | null, { companies, cites, notTaken }: Making): ProposedCall[] {
  const about = cites(told.announced_on);
  const here = statements ?? NOTHING;
  const [coverage, rateTables] = [
    { statements: here.coverages, rowsOf: scopesOf },
    { statements: here.rateTables, rowsOf: ratesOf },
  ];
  const recorded = recordedRuns(here.statuses);
  const standing = { covered: linesThatStand(coverage, recorded), paid: linesThatStand(rateTables, recorded) };
  const ends = { covered: daysByLine(standing.covered), paid: daysByLine(standing.paid) };
  const silent = new Set<Day>();
  // Of a line that ends here, and has no end in the document, the end stays: a tariff seldom tells what only an act says.
  const asHere = (line: ToldLine): ToldLine => {
    if (line.until !== null || told.restated || !told.toldByGoods) return line;
    const own = timedRates([line], companies.idsOf, () => undefined);
    const until = own.length > 0 ? endHere(own, ends.paid) : endHere(coverageRows([line], companies.idsOf), ends.covered);
    if (until !== null) silent.add(until);
    return { ...line, until };
  };
  // What is taken back ends as it begins.
  const lines = [...told.lines.map(asHere), ...told.destroyed.map((line) => ({ ...line, until: line.from, rates: null }))];
  const isCovered = coveredForAll(lines, standing.covered);
  const covered = coverageRows(
    lines.filter((line) => !isCovered(line)),
    companies.idsOf,
  );
  const paid = timedRates(lines, companies.idsOf, ({ goods }) =>
    notTaken.push(`${told.title}: what is paid for ${goods.join(', ')}: the document names two rates for the same`),
  );
  if (statements === null) {
    const days = runsOf(covered);
    return [newMeasure(told, tableSteps(covered, coverage, days), tableSteps(paid, rateTables, days), about)];
  }
  for (const end of silent) notTaken.push(`${told.title}: here ${end} is the first day without it, and the document tells no end`);
  const rest = {
    covered: untold(covered, standing.covered, told.restated),
    paid: untold(paid, standing.paid, told.restated),
  };
  const isGone = told.lines.length === 0 && rest.covered.length === 0;
  if (isGone && rest.paid.every(({ row }) => row.scope.condition !== null)) return takenBack(told, here.statuses);
  // The measure is in force as long as any of its lines, told or not.
  const days = runsOf([...covered, ...rest.covered]);
  const others = runsOf(rest.paid);
  const [end, later] = [lastDayOf(days), others.at(-1)?.until ?? ''];
  const isLonger = end !== null && later > end;
  if (isLonger)
    notTaken.push(
      `${told.title}: ${end} is the first day without all that is told of it, and here other companies have rates too: look whether it ends for them`,
    );
  // A status that was recorded for days without a coverage is not told by lines.
  const isByLines = told.toldByGoods && sameRuns(runsOf(standing.covered), recorded);
  const target = merged([...days, ...(isLonger || isGone ? others : []), ...(isByLines ? [] : recorded)]);
  // Where the measure goes on for other days than it did, what is not told does not go with it.
  const goesOn = !sameRuns(target, recorded);
  const rows = {
    covered: goesOn ? [...covered, ...rest.covered] : covered,
    paid: goesOn ? [...paid, ...rest.paid] : paid,
  };
  const compared = { about, notTaken };
  return [
    ...tableSteps(rows.covered, coverage, target).map((step) =>
      stating(told, 'coverage', { ...dayOf(step), ...coverageBody(step), ...about }),
    ),
    ...tableSteps(rows.paid, rateTables, target).map((step) =>
      stating(told, 'rate-tables', { ...dayOf(step), ...ratesBody(step), ...about }),
    ),
    ...(told.toldByGoods
      ? runCalls(told, told.history.at(-1)?.status ?? 'in_force', target, here.statuses, compared)
      : historyCalls(told, here.statuses, compared)),
  ];
}

const dayOf = ({ day }: { day: Day }) => ({ effective_on: day });
const stating = ({ id }: ToldMeasure, what: 'coverage' | 'rate-tables', body: ProposedCall['body']): ProposedCall => ({
  method: 'POST',
  path: `/measures/${id}/${what}`,
  body,
});

/** The first day without; null while nothing ends it. */
function lastDayOf(runs: readonly DayRun[]): Day | null {
  const until = runs.at(-1)?.until;
  return until === undefined || until === NEVER ? null : until;
}

const scopesOf = ({ entry }: ScopedStatement): ScopedRow[] => (entry.kind === 'coverage' ? entry.scopes.map((scope) => ({ scope })) : []);
const ratesOf = ({ entry }: ScopedStatement): readonly Rate[] => (entry.kind === 'rate_table' ? entry.rates : []);

const coverageBody = ({ rows, change }: TableStep<ScopedRow>) =>
  change === null
    ? { scopes: rows.map(({ scope }) => scopeInput(scope)) }
    : filled({ set: change.set.map(({ scope }) => scopeInput(scope)), remove: change.remove.map(({ scope }) => scopeInput(scope)) });

const ratesBody = ({ rows, change }: TableStep<Rate>) =>
  change === null
    ? { rates: rows.map(rateInput) }
    : filled({ set: change.set.map(rateInput), remove: change.remove.map(({ scope }) => ({ scope: scopeInput(scope) })) });

const filled = <Lists extends Record<string, readonly unknown[]>>(lists: Lists): Partial<Lists> =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>;

/**
 * Lines of companies whose goods are covered here for everybody on all of their days: what ends or begins for them is their rate, not what is
 * covered.
 */
function coveredForAll(lines: readonly ToldLine[], standing: readonly StandingLine<ScopedRow>[]): (line: ToldLine) => boolean {
  const placesOf = (codes: readonly string[], partners: readonly string[]): string[] =>
    codes.flatMap((code) => partners.map((partner) => `${code} ${partner}`));
  const forAll = standing.flatMap(({ row: { scope }, from, until }) =>
    scope.exporters.length > 0 || scope.condition !== null
      ? []
      : placesOf(
          scope.goods.flatMap(({ codes }) => [...codes]),
          scope.partners,
        ).map((place) => ({ place, from, until })),
  );
  const days = new Map([...groupBy(forAll, ({ place }) => place)].map(([place, own]) => [place, merged(own)]));
  const toldForAll = new Set(
    lines.flatMap(({ companies, goods, partners }) => (companies?.as === 'named' ? [] : placesOf(goods, partners))),
  );
  return ({ companies, goods, partners, from, until }) =>
    companies?.as === 'named' &&
    placesOf(goods, partners).every(
      (place) => !toldForAll.has(place) && days.get(place)?.some((run) => run.from <= from && (until ?? NEVER) <= run.until),
    );
}

function newMeasure(
  told: ToldMeasure,
  coverages: readonly TableStep<ScopedRow>[],
  rateTables: readonly TableStep<Rate>[],
  about: ReturnType<Cites>,
): ProposedCall {
  const { id, kind, type, direction, imposed_by, title, summary, act, history } = told;
  return {
    method: 'POST',
    path: '/measures',
    body: {
      ...{ id, kind, type, direction, imposed_by, title, summary },
      ...(act && { legal_instruments: [{ identifier: act.identifier, ...(act.url !== null && { url: act.url }) }] }),
      coverage: coverages.map(({ day, rows }) => ({ effective_on: day, scopes: rows.map(({ scope }) => scopeInput(scope)), ...about })),
      ...(rateTables.length > 0 && {
        rate_tables: rateTables.map(({ day, rows }) => ({ effective_on: day, rates: rows.map(rateInput), ...about })),
      }),
      status_changes: history.map((one) => ({ ...one, ...about })),
    },
  };
}
