import { announcedThings } from '../db/announcements.ts';
import { entriesOfCases, linksToCases } from '../db/histories.ts';
import { measureHeads, readSources, readWtoCases } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { firstDay, lastDay } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { WTO_STAGES } from '../domain/vocabulary.ts';
import { type Entry, type EntryOf, entriesOf, standingOf } from '../things/ledger.ts';
import type { WtoCaseFilters } from '../things/questions.ts';
import { withCaseNumbers } from '../things/scalars.ts';
import type { WtoCaseDetail, WtoCaseRow } from '../things/wto-case.ts';
import { knownJurisdiction } from './known.ts';
import { annotate } from './measure.ts';
import { measureRows } from './measures.ts';
import { hasWords, type Rows, type RowTests, testOf } from './paging.ts';
import {
  type Answered,
  type AsOf,
  asKnownIn,
  type Clocks,
  dayKey,
  memoryByTracker,
  type ReadAt,
  readIn,
  type Tracker,
  viewAt,
} from './tracker.ts';

type Party = 'complainants' | 'respondent';

/** Those who are a party: each with the unions that it was a member of when the case began. */
const namesOf = (row: WtoCaseRow, sides: readonly Party[], { register, on }: AsOf): Set<string> => {
  const day = row.requested_on === null ? on : firstDay(row.requested_on);
  const named = sides.flatMap((side) => row[side]);
  return new Set(named.flatMap((code) => [code, ...register.membersOf(code, day)]));
};

const partyTest = (code: string, sides: readonly Party[], path: string, view: AsOf) => {
  const party = knownJurisdiction(view.register, code, path);
  return (row: WtoCaseRow): boolean => namesOf(row, sides, view).has(party);
};

const TESTS: RowTests<WtoCaseFilters, WtoCaseRow, { view: AsOf; stages: ReadonlySet<string> }> = {
  party: (code, { view }) => partyTest(code, ['complainants', 'respondent'], 'party', view),
  complainant: (code, { view }) => partyTest(code, ['complainants'], 'complainant', view),
  respondent: (code, { view }) => partyTest(code, ['respondent'], 'respondent', view),
  stage: (text, { stages }) => {
    const asked = text.split(',').map((stage) => stage.trim());
    const known = [...new Set([...WTO_STAGES, ...stages])];
    const unknown = asked.find((stage) => !known.includes(stage));
    if (unknown !== undefined) throw invalid('stage', `"${unknown}" is no stage that a case can be at: use ${known.join(', ')}`);
    return (row) => row.stage !== null && asked.includes(row.stage);
  },
  q: (q) => (row) => hasWords(withCaseNumbers(q), row.id, row.title),
};

/** The cases of the days that were asked about last: they are few, and each search looks among them. */
const casesKept = memoryByTracker<WtoCaseRow[]>(4);

/**
 * WTO cases that had begun by the day, the newest number first. One begins with the request for consultations, or the first thing recorded
 * about it; one of which no day is known is always there. Throws `invalid` for a party that is no jurisdiction and for an unknown stage.
 */
export function listWtoCases(tracker: Tracker, question: WtoCaseFilters & Clocks): Promise<Rows<WtoCaseRow> & ReadAt> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const rows = await casesKept(tracker).of(dayKey(view), async () =>
      (await casesIn(connection, view)).filter(({ begun }) => begun).map(({ row }) => row),
    );
    const stages = new Set(rows.flatMap(({ stage }) => stage ?? []));
    return { ...readIn(view), data: rows.filter(await testOf(TESTS, question, { view, stages })) };
  });
}

/** The values of its filters that find a case. */
export function wtoCaseFacets(tracker: Tracker, clocks: Clocks) {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    return {
      party: (row: WtoCaseRow) => [...namesOf(row, ['complainants', 'respondent'], view)],
      complainant: (row: WtoCaseRow) => [...namesOf(row, ['complainants'], view)],
      respondent: (row: WtoCaseRow) => [...namesOf(row, ['respondent'], view)],
      stage: (row: WtoCaseRow) => (row.stage === null ? [] : [row.stage]),
    };
  });
}

/** One WTO case as of `on` and `known_at`, with its stages and links; before it begins it has no stage. Throws `not_found` for an unknown one. */
export function showWtoCase(tracker: Tracker, id: string, clocks: Clocks): Promise<Answered<WtoCaseDetail>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const [found] = await casesIn(connection, view, id);
    if (!found) {
      const [later] = await readWtoCases(connection, view.registerSeq, [id]);
      const capitals = id.toUpperCase();
      const [meant] = capitals === id ? [] : await casesIn(connection, view, capitals);
      throw new TrackerError(
        'not_found',
        later
          ? `nothing had been announced about the WTO case "${id}" by ${view.announcedBy}`
          : `there is no WTO case "${id}"${asKnownIn(view, clocks)}: ${meant ? `did you mean ${capitals}? Else ` : ''}/wto-cases lists them`,
      );
    }
    const { row, entries, positions, milestones, links } = found;
    const cited = [...new Set([...entries, ...links].flatMap((entry) => entry.sources))];
    return {
      ...readIn(view),
      ...row,
      milestones,
      links,
      measure_rows: await measureRows(connection, row.measures, view),
      ledger: annotate(entries, positions, view),
      sources: await readSources(connection, view.registerSeq, cited),
    };
  });
}

interface FoundCase {
  row: WtoCaseRow;
  entries: readonly Entry[];
  positions: ReadonlyMap<number, number>;
  milestones: EntryOf<'milestone'>[];
  links: EntryOf<'link'>[];
  /** Is it known to have begun by the day, or is no day of it known? */
  begun: boolean;
}

const numberOf = (id: string): number => Number(id.slice(2));

/** All cases of a view, or one, with what the ledger says of them. */
async function casesIn(connection: Connection, view: AsOf, only?: string): Promise<FoundCase[]> {
  const cases = await readWtoCases(connection, view.registerSeq, only === undefined ? undefined : [only]);
  const ids = cases.map(({ id }) => id);
  const entries = await entriesOfCases(connection, ids, view);
  const { standing, positions } = standingOf(entries);
  const own = groupBy(entriesOf(standing, 'milestone'), (milestone) => milestone.wto_case_id);
  const links = groupBy(await linksToCases(connection, ids, view), (link) => link.to_wto_case_id);
  const named = [...own.values(), ...links.values()].flat().flatMap(({ measure_id }) => measure_id ?? []);
  const heads = await measureHeads(connection, view.registerSeq, [...new Set(named)]);
  const announced = view.announcedBy === null ? null : await announcedThings(connection, ids, view);
  return (
    cases
      .map(({ complainant, co_complainants, ...one }): FoundCase => {
        const milestones = [...(own.get(one.id) ?? [])].sort((a, b) => (firstDay(a.happened_on) < firstDay(b.happened_on) ? -1 : 1));
        const linked = links.get(one.id) ?? [];
        const reached = milestones.filter(({ stage, happened_on }) => stage !== null && firstDay(happened_on) <= view.on).at(-1);
        const requested_on = one.requested_on ?? milestones.find(({ stage }) => stage === 'consultations_requested')?.happened_on ?? null;
        const requested = requested_on !== null && firstDay(requested_on) <= view.on;
        const days = [requested_on, ...milestones.map(({ happened_on }) => happened_on)].filter((day) => day !== null);
        const measures = [...new Set([...linked, ...milestones].flatMap(({ measure_id }) => measure_id ?? []))].sort();
        const disputes = [...measures.map((id) => heads.get(id)?.dispute_id), ...milestones.map(({ dispute_id }) => dispute_id)];
        return {
          row: {
            ...{ id: one.id, title: one.title, complainants: [complainant, ...co_complainants] },
            ...{ respondent: one.respondent, requested_on },
            // A case begins with the request for consultations, whether or not somebody recorded that as a stage.
            stage: reached?.stage ?? (requested ? 'consultations_requested' : null),
            stage_on: reached?.happened_on ?? (requested ? requested_on : null),
            measures,
            disputes: [...new Set(disputes.filter((id) => id != null))].sort(),
            url: one.url,
          },
          entries: entries.filter((entry) => entry.wto_case_id === one.id || correctsOne(entry, one.id, entries)),
          positions,
          milestones,
          links: linked,
          begun: days.length === 0 || days.some((day) => firstDay(day) <= view.on),
        };
      })
      // The WTO circulates a request when it is made.
      .filter(
        ({ row }) =>
          announced === null ||
          announced.has(row.id) ||
          (row.requested_on !== null && lastDay(row.requested_on) <= (view.announcedBy ?? '')),
      )
      .sort((a, b) => numberOf(b.row.id) - numberOf(a.row.id))
  );
}

/** Does an entry correct one about this case? A correction of what moved to another case names that one. */
const correctsOne = (entry: Entry, id: string, entries: readonly Entry[]): boolean =>
  entry.kind === 'correction' && entries.some(({ seq, wto_case_id }) => seq === entry.retracts_seq && wto_case_id === id);
