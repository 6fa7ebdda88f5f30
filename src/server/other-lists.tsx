import { CHANGE_CLOCKS, DISPUTE_STATES, KINDS, RESOLUTION_METHODS, RESOLUTION_STATES, STATUSES } from '../domain/vocabulary.ts';
import { listDisputes } from '../lookups/disputes.ts';
import { countRowFacets } from '../lookups/facets.ts';
import { pageOf, wholeOf } from '../lookups/paging.ts';
import { listExporters, listJurisdictions, listSources, unionMembers } from '../lookups/register.ts';
import { listResolutions } from '../lookups/resolutions.ts';
import { listStatusChanges } from '../lookups/status-changes.ts';
import {
  DisputesTable,
  ExportersTable,
  JurisdictionsTable,
  ResolutionsTable,
  SourcesTable,
  StatusChangesTable,
} from '../pages/parts/tables.tsx';
import { plural } from '../pages/parts/words.ts';
import { DISPUTE_COLUMNS, DisputeRowAnswer } from '../things/dispute.ts';
import {
  disputeParameters,
  jurisdictionParameters,
  resolutionParameters,
  searchParameters,
  statusChangeParameters,
} from '../things/questions.ts';
import {
  EXPORTER_COLUMNS,
  ExporterRowAnswer,
  JURISDICTION_COLUMNS,
  JurisdictionRowAnswer,
  SOURCE_COLUMNS,
  SourceRowAnswer,
} from '../things/register.ts';
import { RESOLUTION_COLUMNS, ResolutionRowAnswer } from '../things/resolution.ts';
import { STATUS_CHANGE_COLUMNS, type StatusChangeRow, StatusChangeRowAnswer } from '../things/status-change.ts';
import { defineList, type MountedList } from './list.ts';

const disputes = defineList({
  path: '/disputes',
  title: 'Disputes',
  summary: 'Named quarrels with the state that their measures give them, the most recently changed first.',
  rowName: 'Dispute',
  parameters: disputeParameters,
  row: DisputeRowAnswer,
  columns: DISPUTE_COLUMNS,
  page: async (tracker, question, paging) => pageOf(await listDisputes(tracker, question), (row) => row.id, paging),
  whole: async (tracker, question) => wholeOf(await listDisputes(tracker, question)),
  cells: (row) => row,
  choices: { state: DISPUTE_STATES },
  primary: ['party', 'state', 'q'],
  headline: (count) => plural(count, ['dispute', 'disputes']),
  facets: (tracker, question) =>
    countRowFacets(question, (asked) => listDisputes(tracker, asked), { state: (row) => [row.state], party: (row) => row.parties }),
  table: (rows, view) => <DisputesTable rows={rows} view={view} />,
});

const resolutions = defineList({
  path: '/resolutions',
  title: 'Resolutions',
  summary: 'How disputes ended or are to end, the newest agreement first.',
  rowName: 'Resolution',
  parameters: resolutionParameters,
  row: ResolutionRowAnswer,
  columns: RESOLUTION_COLUMNS,
  page: async (tracker, question, paging) => pageOf(await listResolutions(tracker, question), (row) => String(row.seq), paging),
  whole: async (tracker, question) => wholeOf(await listResolutions(tracker, question)),
  cells: (row) => ({ ...row, outcomes: row.outcomes.map(({ measure_id, reaches }) => `${measure_id} ${reaches}`) }),
  choices: { method: RESOLUTION_METHODS, state: RESOLUTION_STATES },
  primary: ['dispute', 'method', 'state'],
  headline: (count) => plural(count, ['resolution', 'resolutions']),
  facets: (tracker, question) =>
    countRowFacets(question, (asked) => listResolutions(tracker, asked), {
      dispute: (row) => (row.dispute === null ? [] : [row.dispute]),
      method: (row) => [row.method],
      state: (row) => [row.state],
    }),
  table: (rows, view) => <ResolutionsTable rows={rows} view={view} />,
});

// A change and the return that it brings by itself share a seq.
const changeKey = (row: StatusChangeRow): string => `${row.seq}${row.derived ? '+' : ''}`;

const statusChanges = defineList({
  path: '/status-changes',
  title: 'Status changes',
  summary: 'What changed, the latest first; scheduled changes and those that come by themselves are marked.',
  rowName: 'StatusChange',
  parameters: statusChangeParameters,
  row: StatusChangeRowAnswer,
  columns: STATUS_CHANGE_COLUMNS,
  page: async (tracker, question, paging) => pageOf(await listStatusChanges(tracker, question), changeKey, paging),
  whole: async (tracker, question) => wholeOf(await listStatusChanges(tracker, question)),
  cells: (row) => row,
  choices: { by: CHANGE_CLOCKS, kind: KINDS, status: STATUSES },
  primary: ['from', 'to', 'imposed_by', 'status', 'dispute'],
  headline: (count) => plural(count, ['change', 'changes']),
  facets: async (tracker, question) => {
    const members = await unionMembers(tracker, question.on);
    return countRowFacets(question, (asked) => listStatusChanges(tracker, asked), {
      kind: (row) => [row.kind],
      status: (row) => [row.status],
      // A member finds what its union imposes.
      imposed_by: (row) => [row.imposed_by, ...(members.get(row.imposed_by) ?? [])],
      dispute: (row) => (row.dispute === null ? [] : [row.dispute]),
    });
  },
  table: (rows, view) => <StatusChangesTable rows={rows} view={view} />,
});

const jurisdictions = defineList({
  path: '/jurisdictions',
  title: 'Jurisdictions',
  summary: 'Who imposes measures or is affected by them: states, customs territories and unions, with memberships and areas on a day.',
  rowName: 'Jurisdiction',
  parameters: jurisdictionParameters,
  row: JurisdictionRowAnswer,
  columns: JURISDICTION_COLUMNS,
  page: async (tracker, question, paging) => pageOf(await listJurisdictions(tracker, question), (row) => row.code, paging),
  whole: async (tracker, question) => wholeOf(await listJurisdictions(tracker, question)),
  cells: (row) => ({ ...row, areas: row.areas.map(({ code, name }) => `${code} ${name}`) }),
  choices: {},
  primary: ['q'],
  headline: (count) => plural(count, ['jurisdiction', 'jurisdictions']),
  table: (rows) => <JurisdictionsTable rows={rows} />,
});

const exporters = defineList({
  path: '/exporters',
  title: 'Exporters',
  summary: 'Companies that rates name, with their aliases.',
  rowName: 'Exporter',
  parameters: searchParameters,
  row: ExporterRowAnswer,
  columns: EXPORTER_COLUMNS,
  page: async (tracker, question, paging) => pageOf(await listExporters(tracker, question), (row) => row.id, paging),
  whole: async (tracker, question) => wholeOf(await listExporters(tracker, question)),
  cells: (row) => row,
  choices: {},
  primary: ['q'],
  headline: (count) => plural(count, ['company', 'companies']),
  table: (rows) => <ExportersTable rows={rows} />,
});

const sources = defineList({
  path: '/sources',
  title: 'Sources',
  summary: 'Where the claims of the ledger come from.',
  rowName: 'Source',
  parameters: searchParameters,
  row: SourceRowAnswer,
  columns: SOURCE_COLUMNS,
  page: async (tracker, question, paging) => pageOf(await listSources(tracker, question), (row) => row.id, paging),
  whole: async (tracker, question) => wholeOf(await listSources(tracker, question)),
  cells: (row) => row,
  choices: {},
  primary: ['q'],
  headline: (count) => plural(count, ['source', 'sources']),
  table: (rows) => <SourcesTable rows={rows} />,
});

/** The lists that their verbs give as a whole. */
export const OTHER_LISTS: readonly MountedList[] = [disputes, resolutions, statusChanges, jurisdictions, exporters, sources];
