import { correctEntry } from '../changes/correct.ts';
import {
  addDispute,
  addExporter,
  addMeasure,
  addSource,
  addWtoCase,
  editDispute,
  editExporter,
  editMeasure,
  editSource,
  editWtoCase,
} from '../changes/register.ts';
import { collapseResolution, implementResolution, recordResolution } from '../changes/resolutions.ts';
import {
  recordCoverage,
  recordDisputeMilestone,
  recordDutyRule,
  recordLink,
  recordMilestone,
  recordQuota,
  recordRateTable,
} from '../changes/statements.ts';
import { recordDisputeStatusChanges, recordStatusChanges } from '../changes/status-changes.ts';
import { CorrectionBody } from '../things/correction.ts';
import { CoverageBody } from '../things/coverage.ts';
import { DisputeBody, DisputePatch } from '../things/dispute.ts';
import { DutyRuleBody } from '../things/duty-rule.ts';
import { SourceBody } from '../things/entry.ts';
import { LinkBody } from '../things/link.ts';
import { MeasureBody, MeasurePatch } from '../things/measure.ts';
import { MilestoneBody } from '../things/milestone.ts';
import { QuotaBody } from '../things/quota.ts';
import { RateTableBody } from '../things/rate-table.ts';
import { ExporterBody, ExporterPatch, SourcePatch, WtoCaseBody, WtoCasePatch } from '../things/register.ts';
import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../things/resolution.ts';
import { DisputeStatusChangesBody, disputeStatusChangesBodyOf, StatusChangesBody, statusChangesBodyOf } from '../things/status-change.ts';
import { type MountedCall, recording, registering, seqOf } from './call.ts';
import { EXAMPLES } from './call-examples.ts';

/** The calls that add to the register, and those that edit it. */
export const REGISTER_CALLS: readonly MountedCall[] = [
  registering({
    method: 'POST',
    path: '/disputes',
    summary: 'Register a dispute',
    bodyName: 'NewDispute',
    body: DisputeBody,
    example: EXAMPLES.newDispute,
    location: ({ id }) => `/disputes/${id}`,
    verb: (tracker, context, _id, input) => addDispute(tracker, context, input),
  }),
  registering({
    method: 'PATCH',
    path: '/disputes/{id}',
    summary: 'Edit a dispute',
    bodyName: 'DisputePatch',
    body: DisputePatch,
    example: EXAMPLES.disputePatch,
    verb: editDispute,
  }),
  recording({
    method: 'POST',
    path: '/measures',
    summary: 'Register a measure, with what it covers and its history if they are known',
    bodyName: 'NewMeasure',
    body: MeasureBody,
    example: EXAMPLES.newMeasure,
    measure: (_id, { id }) => id,
    makesMeasure: true,
    location: ({ id }) => `/measures/${id}`,
    verb: (tracker, context, _id, input) => addMeasure(tracker, context, input),
  }),
  recording({
    method: 'PATCH',
    path: '/measures/{id}',
    summary: 'Edit the words of a measure, its legal instruments or the dispute it belongs to',
    bodyName: 'MeasurePatch',
    body: MeasurePatch,
    example: EXAMPLES.measurePatch,
    measure: (id) => id,
    verb: editMeasure,
  }),
  registering({
    method: 'POST',
    path: '/exporters',
    summary: 'Register a company',
    bodyName: 'NewExporter',
    body: ExporterBody,
    example: EXAMPLES.newExporter,
    verb: (tracker, context, _id, input) => addExporter(tracker, context, input),
  }),
  registering({
    method: 'PATCH',
    path: '/exporters/{id}',
    summary: 'Edit a company',
    bodyName: 'ExporterPatch',
    body: ExporterPatch,
    example: EXAMPLES.exporterPatch,
    verb: editExporter,
  }),
  registering({
    method: 'POST',
    path: '/sources',
    summary: 'Register a source',
    bodyName: 'NewSource',
    body: SourceBody,
    example: EXAMPLES.newSource,
    verb: (tracker, context, _id, input) => addSource(tracker, context, input),
  }),
  registering({
    method: 'PATCH',
    path: '/sources/{id}',
    summary: 'Edit a source',
    bodyName: 'SourcePatch',
    body: SourcePatch,
    example: EXAMPLES.sourcePatch,
    verb: editSource,
  }),
  registering({
    method: 'POST',
    path: '/wto-cases',
    summary: 'Register a WTO case',
    bodyName: 'NewWtoCase',
    body: WtoCaseBody,
    example: EXAMPLES.newWtoCase,
    verb: (tracker, context, _id, input) => addWtoCase(tracker, context, input),
  }),
  registering({
    method: 'PATCH',
    path: '/wto-cases/{id}',
    summary: 'Edit a WTO case',
    bodyName: 'WtoCasePatch',
    body: WtoCasePatch,
    example: EXAMPLES.wtoCasePatch,
    verb: editWtoCase,
  }),
];

const byId = (id: string): string => id;

/** The calls that record entries of the ledger. */
export const RECORDING_CALLS: readonly MountedCall[] = [
  recording({
    method: 'POST',
    path: '/measures/{id}/status-changes',
    summary: 'Record that the status of a measure changed, once or several times',
    bodyName: 'NewStatusChanges',
    body: StatusChangesBody,
    choose: statusChangesBodyOf,
    example: EXAMPLES.statusChanges,
    measure: byId,
    verb: (tracker, context, id, input) => recordStatusChanges(tracker, context, id, 'changes' in input ? input.changes : [input]),
  }),
  recording({
    method: 'POST',
    path: '/disputes/{id}/status-changes',
    summary: 'The same for each measure of a dispute that is in force that day, or for those named: all or none',
    bodyName: 'NewDisputeStatusChanges',
    body: DisputeStatusChangesBody,
    choose: disputeStatusChangesBodyOf,
    example: EXAMPLES.disputeStatusChanges,
    verb: (tracker, context, id, { measures, ...input }) =>
      recordDisputeStatusChanges(tracker, context, id, 'changes' in input ? input.changes : [input], measures),
  }),
  recording({
    method: 'POST',
    path: '/measures/{id}/coverage',
    summary: 'Record what a measure covers from a day on, stated whole',
    bodyName: 'NewCoverage',
    body: CoverageBody,
    example: EXAMPLES.coverage,
    measure: byId,
    verb: recordCoverage,
  }),
  recording({
    method: 'POST',
    path: '/measures/{id}/rate-tables',
    summary: 'Record the rates of a tariff from a day on, stated whole',
    bodyName: 'NewRateTable',
    body: RateTableBody,
    example: EXAMPLES.rateTable,
    measure: byId,
    verb: recordRateTable,
  }),
  recording({
    method: 'POST',
    path: '/measures/{id}/milestones',
    summary: 'Record something that happened to a measure and changed nothing about it',
    bodyName: 'NewMilestone',
    body: MilestoneBody,
    example: EXAMPLES.milestone,
    measure: byId,
    verb: recordMilestone,
  }),
  recording({
    method: 'POST',
    path: '/measures/{id}/links',
    summary: 'Record a link from a measure to another, to a dispute or to a WTO case',
    bodyName: 'NewLink',
    body: LinkBody,
    example: EXAMPLES.link,
    measure: byId,
    verb: recordLink,
  }),
  recording({
    method: 'POST',
    path: '/measures/{id}/quotas',
    summary: 'Record a quota of a measure',
    bodyName: 'NewQuota',
    body: QuotaBody,
    example: EXAMPLES.quota,
    measure: byId,
    verb: recordQuota,
  }),
  recording({
    method: 'POST',
    path: '/duty-rules',
    summary: 'Record how a tariff combines with others',
    bodyName: 'NewDutyRule',
    body: DutyRuleBody,
    example: EXAMPLES.dutyRule,
    measure: (_id, input) => input.measure,
    verb: (tracker, context, _id, input) => recordDutyRule(tracker, context, input),
  }),
  recording({
    method: 'POST',
    path: '/disputes/{id}/milestones',
    summary: 'Record something that happened to a dispute as a whole',
    bodyName: 'NewMilestone',
    body: MilestoneBody,
    example: EXAMPLES.milestone,
    verb: recordDisputeMilestone,
  }),
  recording({
    method: 'POST',
    path: '/disputes/{id}/resolutions',
    summary: 'Record how a dispute ends or is to end; no status changes until it is implemented',
    bodyName: 'NewResolution',
    body: ResolutionBody,
    example: EXAMPLES.resolution,
    verb: recordResolution,
  }),
  recording({
    method: 'POST',
    path: '/resolutions/{seq}/implementation',
    summary: 'Record that a resolution took effect, with the status changes that carry it out',
    bodyName: 'NewImplementation',
    body: ImplementResolutionBody,
    example: EXAMPLES.implementation,
    verb: (tracker, context, seq, input) => implementResolution(tracker, context, seqOf(seq, 'resolution'), input),
  }),
  recording({
    method: 'POST',
    path: '/resolutions/{seq}/collapse',
    summary: 'Record that a resolution came to nothing',
    bodyName: 'NewCollapse',
    body: CollapseBody,
    example: EXAMPLES.collapse,
    verb: (tracker, context, seq, input) => collapseResolution(tracker, context, seqOf(seq, 'resolution'), input),
  }),
  recording({
    method: 'POST',
    path: '/ledger/{seq}/corrections',
    summary: 'Take an entry back, and put another of its kind in its place if one is given',
    bodyName: 'NewCorrection',
    body: CorrectionBody,
    example: EXAMPLES.correction,
    verb: (tracker, context, seq, input) => correctEntry(tracker, context, seqOf(seq, 'ledger entry'), input),
  }),
];
