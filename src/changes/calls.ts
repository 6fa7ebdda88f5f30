import { invalid } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { CheckBody } from '../things/check.ts';
import { CorrectionBody } from '../things/correction.ts';
import { CoveragesBody, coveragesBodyOf } from '../things/coverage.ts';
import { DisputeBody, DisputePatch } from '../things/dispute.ts';
import { DutyRuleBody } from '../things/duty-rule.ts';
import { SourceBody } from '../things/entry.ts';
import { LinkBody } from '../things/link.ts';
import { MeasureBody, MeasurePatch } from '../things/measure.ts';
import { MilestoneBody } from '../things/milestone.ts';
import type { ProposedCall } from '../things/proposal.ts';
import { QuotaBody } from '../things/quota.ts';
import { RateTablesBody, rateTablesBodyOf } from '../things/rate-table.ts';
import {
  AreaBody,
  AreaPatch,
  ExporterBody,
  ExporterPatch,
  JurisdictionBody,
  JurisdictionPatch,
  NomenclatureBody,
  NomenclaturePatch,
  ProductBody,
  ProductPatch,
  SourcePatch,
  WtoCaseBody,
  WtoCasePatch,
} from '../things/register.ts';
import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../things/resolution.ts';
import { DisputeStatusChangesBody, disputeStatusChangesBodyOf, StatusChangesBody, statusChangesBodyOf } from '../things/status-change.ts';
import { bySeq, type Call, type CallResult, inputOf, named, recording, registering } from './call.ts';
import { correctEntry } from './correct.ts';
import {
  addArea,
  addDispute,
  addExporter,
  addJurisdiction,
  addMeasure,
  addNomenclature,
  addProduct,
  addSource,
  addWtoCase,
  editArea,
  editDispute,
  editExporter,
  editJurisdiction,
  editMeasure,
  editNomenclature,
  editProduct,
  editSource,
  editWtoCase,
} from './register.ts';
import { collapseResolution, implementResolution, recordResolution } from './resolutions.ts';
import {
  recordCaseMilestone,
  recordCheck,
  recordCoverage,
  recordDisputeCheck,
  recordDisputeMilestone,
  recordDutyRule,
  recordLink,
  recordMilestone,
  recordQuota,
  recordRateTable,
} from './statements.ts';
import { recordDisputeStatusChanges, recordStatusChanges } from './status-changes.ts';
import type { WriteContext } from './write.ts';

const byId = (id: string): string => id;

/** The calls that add to the register, and those that edit it. */
const REGISTER_CALLS = {
  addDispute: registering({
    route: 'POST /disputes',
    summary: 'Register a dispute',
    bodyName: 'NewDispute',
    body: DisputeBody,
    location: ({ id }) => `/disputes/${id}`,
    verb: named(addDispute),
  }),
  editDispute: registering({
    route: 'PATCH /disputes/{id}',
    summary: 'Edit a dispute',
    bodyName: 'DisputePatch',
    body: DisputePatch,
    verb: editDispute,
  }),
  addMeasure: recording({
    route: 'POST /measures',
    summary: 'Register a measure, with what it covers and its history if they are known',
    bodyName: 'NewMeasure',
    body: MeasureBody,
    measure: (_id, { id }) => id,
    makesMeasure: true,
    location: ({ id }) => `/measures/${id}`,
    verb: named(addMeasure),
  }),
  editMeasure: recording({
    route: 'PATCH /measures/{id}',
    summary:
      'Edit what a measure is: its title, type, who imposes it, direction, formality, legal instruments or the dispute it belongs to',
    bodyName: 'MeasurePatch',
    body: MeasurePatch,
    measure: byId,
    verb: editMeasure,
  }),
  addExporter: registering({
    route: 'POST /exporters',
    summary: 'Register a company',
    bodyName: 'NewExporter',
    body: ExporterBody,
    verb: named(addExporter),
  }),
  editExporter: registering({
    route: 'PATCH /exporters/{id}',
    summary: 'Edit a company',
    bodyName: 'ExporterPatch',
    body: ExporterPatch,
    verb: editExporter,
  }),
  addSource: registering({
    route: 'POST /sources',
    summary: 'Register a source',
    bodyName: 'NewSource',
    body: SourceBody,
    verb: named(addSource),
  }),
  editSource: registering({
    route: 'PATCH /sources/{id}',
    summary: 'Edit a source',
    bodyName: 'SourcePatch',
    body: SourcePatch,
    verb: editSource,
  }),
  addNomenclature: registering({
    route: 'POST /nomenclatures',
    summary: 'Register the lines of a customs tariff',
    bodyName: 'NewNomenclature',
    body: NomenclatureBody,
    verb: named(addNomenclature),
  }),
  editNomenclature: registering({
    route: 'PATCH /nomenclatures/{id}',
    summary: 'Edit a nomenclature',
    bodyName: 'NomenclaturePatch',
    body: NomenclaturePatch,
    verb: editNomenclature,
  }),
  addProduct: registering({
    route: 'POST /products',
    summary: 'Register what goods are called: a name and words for a code of an edition of the Harmonized System',
    bodyName: 'NewProduct',
    body: ProductBody,
    verb: named(addProduct),
  }),
  editProduct: registering({
    route: 'PATCH /products/{id}',
    summary: 'Edit what goods are called',
    bodyName: 'ProductPatch',
    body: ProductPatch,
    verb: editProduct,
  }),
  addWtoCase: registering({
    route: 'POST /wto-cases',
    summary: 'Register a WTO case',
    bodyName: 'NewWtoCase',
    body: WtoCaseBody,
    verb: named(addWtoCase),
  }),
  editWtoCase: registering({
    route: 'PATCH /wto-cases/{id}',
    summary: 'Edit a WTO case',
    bodyName: 'WtoCasePatch',
    body: WtoCasePatch,
    verb: editWtoCase,
  }),
} as const;

/** The calls that manage who there is. */
const JURISDICTION_CALLS = {
  addJurisdiction: registering({
    route: 'POST /jurisdictions',
    summary: 'Register a jurisdiction, also one that is no more; for admins',
    bodyName: 'NewJurisdiction',
    body: JurisdictionBody,
    adminOnly: true,
    verb: named(addJurisdiction),
  }),
  editJurisdiction: registering({
    route: 'PATCH /jurisdictions/{id}',
    summary: 'Edit a jurisdiction: its names, areas, members and days; for admins',
    bodyName: 'JurisdictionPatch',
    body: JurisdictionPatch,
    adminOnly: true,
    verb: editJurisdiction,
  }),
  addArea: registering({
    route: 'POST /areas',
    summary: 'Register an area of a jurisdiction; for admins',
    bodyName: 'NewArea',
    body: AreaBody,
    adminOnly: true,
    verb: named(addArea),
  }),
  editArea: registering({
    route: 'PATCH /areas/{id}',
    summary: 'Give an area another name; for admins',
    bodyName: 'AreaPatch',
    body: AreaPatch,
    adminOnly: true,
    verb: editArea,
  }),
} as const;

/** The calls that record entries of the ledger. */
const RECORDING_CALLS = {
  recordStatusChanges: recording({
    route: 'POST /measures/{id}/status-changes',
    summary: 'Record that the status of a measure changed, once or several times',
    bodyName: 'NewStatusChanges',
    body: StatusChangesBody,
    choose: statusChangesBodyOf,
    measure: byId,
    verb: (tracker, context, id, input) => recordStatusChanges(tracker, context, id, 'changes' in input ? input.changes : [input]),
  }),
  recordDisputeStatusChanges: recording({
    route: 'POST /disputes/{id}/status-changes',
    summary: 'The same for each measure of a dispute that is in force that day, or for those named: all or none',
    bodyName: 'NewDisputeStatusChanges',
    body: DisputeStatusChangesBody,
    choose: disputeStatusChangesBodyOf,
    verb: (tracker, context, id, { measures, ...input }) =>
      recordDisputeStatusChanges(tracker, context, id, 'changes' in input ? input.changes : [input], measures),
  }),
  recordCoverage: recording({
    route: 'POST /measures/{id}/coverage',
    summary: 'Record what a measure covers from a day on: whole, or what changes against the coverage of that day',
    bodyName: 'NewCoverage',
    body: CoveragesBody,
    choose: coveragesBodyOf,
    measure: byId,
    verb: recordCoverage,
  }),
  recordRateTable: recording({
    route: 'POST /measures/{id}/rate-tables',
    summary: 'Record the rates of a tariff from a day on: whole, or what changes against the rates of that day',
    bodyName: 'NewRateTable',
    body: RateTablesBody,
    choose: rateTablesBodyOf,
    measure: byId,
    verb: recordRateTable,
  }),
  recordMilestone: recording({
    route: 'POST /measures/{id}/milestones',
    summary: 'Record something that happened to a measure and changed nothing about it',
    bodyName: 'NewMilestone',
    body: MilestoneBody,
    measure: byId,
    verb: recordMilestone,
  }),
  recordCheck: recording({
    route: 'POST /measures/{id}/checks',
    summary: 'Record that somebody looked at a measure, up to a day, and found nothing beyond what stands here',
    bodyName: 'NewCheck',
    body: CheckBody,
    measure: byId,
    verb: recordCheck,
  }),
  recordLink: recording({
    route: 'POST /measures/{id}/links',
    summary: 'Record a link from a measure to another, to a dispute or to a WTO case',
    bodyName: 'NewLink',
    body: LinkBody,
    measure: byId,
    verb: recordLink,
  }),
  recordQuota: recording({
    route: 'POST /measures/{id}/quotas',
    summary: 'Record a quota of a measure',
    bodyName: 'NewQuota',
    body: QuotaBody,
    measure: byId,
    verb: recordQuota,
  }),
  recordDutyRule: recording({
    route: 'POST /duty-rules',
    summary: 'Record how a tariff combines with others',
    bodyName: 'NewDutyRule',
    body: DutyRuleBody,
    measure: (_id, input) => input.measure,
    verb: named(recordDutyRule),
  }),
  recordDisputeMilestone: recording({
    route: 'POST /disputes/{id}/milestones',
    summary: 'Record something that happened to a dispute as a whole',
    bodyName: 'NewMilestone',
    body: MilestoneBody,
    verb: recordDisputeMilestone,
  }),
  recordCaseMilestone: recording({
    route: 'POST /wto-cases/{id}/milestones',
    summary: 'Record a stage of a WTO case, or what else happened to it',
    bodyName: 'NewMilestone',
    body: MilestoneBody,
    verb: recordCaseMilestone,
  }),
  recordDisputeCheck: recording({
    route: 'POST /disputes/{id}/checks',
    summary: 'The same of a dispute with all of its measures',
    bodyName: 'NewCheck',
    body: CheckBody,
    verb: recordDisputeCheck,
  }),
  recordResolution: recording({
    route: 'POST /disputes/{id}/resolutions',
    summary: 'Record how a dispute ends or is to end; no status changes until it is implemented',
    bodyName: 'NewResolution',
    body: ResolutionBody,
    verb: recordResolution,
  }),
  implementResolution: recording({
    route: 'POST /resolutions/{seq}/implementation',
    summary: 'Record that a resolution took effect, with the status changes that carry it out',
    bodyName: 'NewImplementation',
    body: ImplementResolutionBody,
    verb: bySeq('resolution', implementResolution),
  }),
  collapseResolution: recording({
    route: 'POST /resolutions/{seq}/collapse',
    summary: 'Record that a resolution came to nothing',
    bodyName: 'NewCollapse',
    body: CollapseBody,
    verb: bySeq('resolution', collapseResolution),
  }),
  correctEntry: recording({
    route: 'POST /ledger/{seq}/corrections',
    summary: 'Take an entry back, and put another of its kind in its place if one is given',
    bodyName: 'NewCorrection',
    body: CorrectionBody,
    verb: bySeq('ledger entry', correctEntry),
  }),
} as const;

/** Every call that writes, by the name of its verb, with the types of its own. */
export const CALLS_BY_VERB = { ...REGISTER_CALLS, ...JURISDICTION_CALLS, ...RECORDING_CALLS } as const;

/** Every call that writes, in the order in which they are told. */
export const CALLS: readonly Call[] = Object.values(CALLS_BY_VERB);

const PATTERNS = CALLS.map((call) => ({ call, pattern: new RegExp(`^${call.path.replace(/\{\w+\}/g, '([^/]+)')}$`) }));

/** The call that a method and a path name, with the id in it. Throws `invalid` for what is no call that writes. */
export function callAt({ method, path }: Pick<ProposedCall, 'method' | 'path'>): { call: Call; id: string } {
  for (const { call, pattern } of PATTERNS) {
    const found = call.method === method ? pattern.exec(path) : null;
    if (found) return { call, id: decodedId(found[1] ?? '') };
  }
  throw invalid(
    'path',
    `"${method} ${path}" is no call that records: /docs lists them under Writing; give its path alone, without parameters`,
  );
}

function decodedId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('path', `"${text}" is not UTF-8 in percent-encoding`);
  }
}

/** Makes a call. Throws what its verb throws, and `invalid` for a body or an address that is not understood. */
export async function makeCall(tracker: Tracker, context: WriteContext, { method, path, body }: ProposedCall): Promise<CallResult> {
  const { call, id } = callAt({ method, path });
  return call.verb(tracker, context, id, inputOf(call, body));
}
