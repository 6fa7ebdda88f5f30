import type { z } from 'zod';
import { disputeOf, readDisputes } from '../db/disputes.ts';
import { loadEntries } from '../db/entries.ts';
import { retractedBy } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { lastDay } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { CorrectionInput } from '../things/correction.ts';
import { CoverageBody } from '../things/coverage.ts';
import { DutyRuleBody } from '../things/duty-rule.ts';
import type { Provenance } from '../things/entry.ts';
import type { Entry, EntryBody } from '../things/ledger.ts';
import { LinkBody } from '../things/link.ts';
import { MilestoneBody } from '../things/milestone.ts';
import { QuotaBody } from '../things/quota.ts';
import { RateTableBody } from '../things/rate-table.ts';
import { CollapseBody, ImplementationBody, ResolutionBody } from '../things/resolution.ts';
import { StatusChangeBody } from '../things/status-change.ts';
import {
  coverageBody,
  dutyRuleBody,
  linkBody,
  milestoneBody,
  quotaBody,
  rateTableBody,
  resolutionBody,
  statusChangeBody,
} from './kinds.ts';
import type { Recorder } from './recorder.ts';
import { checkOutcomes } from './resolutions.ts';
import { checkDutyRule, linkTarget } from './statements.ts';
import { recordAndReport } from './status-changes.ts';
import type { WriteContext } from './write.ts';

/**
 * Retracts an entry of the ledger, and puts a replacement of the same kind in its place if one is given. What was known before
 * stays as it was known. Throws `not_found` for an unknown entry, `conflict` if it was corrected before or the history no longer
 * holds together, `invalid` if the replacement is not of the entry's kind.
 */
export function correctEntry(tracker: Tracker, context: WriteContext, seq: number, input: CorrectionInput): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const { connection } = recorder;
    const entry = await correctable(connection, seq);
    const replacement = input.replacement === undefined ? null : await readReplacement(recorder, entry, input.replacement);
    addCorrection(recorder, entry, input.reason, replacement);
    const measures = measuresOf(entry);
    const [first] = measures;
    return {
      measures,
      dispute: entry.dispute_id ?? (first === undefined ? null : await disputeOf(connection, first)),
      effectiveOn: effectiveDay(replacement?.body ?? entry),
    };
  });
}

/** The entry that a correction may retract. Throws `not_found` if it is unknown, `conflict` if it is a correction or was corrected before. */
async function correctable(connection: Connection, seq: number): Promise<Entry> {
  const [entry] = await loadEntries(connection, [seq]);
  if (!entry) throw new TrackerError('not_found', `there is no ledger entry ${seq}`);
  if (entry.kind === 'correction')
    throw new TrackerError(
      'conflict',
      `entry ${seq} is itself a correction: correct entry ${entry.replacement_seq ?? entry.retracts_seq}, or record the statement again`,
    );
  const earlier = await retractedBy(connection, seq);
  if (earlier !== null)
    throw new TrackerError('conflict', `entry ${seq} was corrected by entry ${earlier} already: correct the entry that took its place`);
  return entry;
}

/** An entry with the measures that its correction touches. Throws as a correction of it would. */
export const entryToCorrect = (tracker: Tracker, seq: number): Promise<{ entry: Entry; measures: string[] }> =>
  tracker.store.read(async (connection) => {
    const entry = await correctable(connection, seq);
    return { entry, measures: measuresOf(entry) };
  });

/** A replacement that has been read: what it says, and what it says about itself. */
export interface Replacement {
  body: EntryBody;
  provenance: Provenance;
  entryId?: string;
}

/** Adds a correction, after its replacement, to a transaction. */
export function addCorrection(recorder: Recorder, entry: Entry, reason: string, replacement: Replacement | null): void {
  const { measure_id, dispute_id, wto_case_id } = entry;
  const subject = { measure_id, dispute_id, wto_case_id };
  const replacement_seq = replacement
    ? recorder.add(subject, replacement.body, replacement.provenance, 'replacement', replacement.entryId ?? null)
    : null;
  recorder.add(subject, { kind: 'correction', retracts_seq: entry.seq, replacement_seq, reason }, { confidence: 'verified' }, '');
  for (const measure of measuresOf(entry)) recorder.touch(measure);
}

function measuresOf(entry: Entry): string[] {
  if (entry.measure_id !== null) return [entry.measure_id];
  if (entry.kind === 'resolution') return [...new Set(entry.outcomes.map((outcome) => outcome.measure_id))];
  return entry.kind === 'implementation' || entry.kind === 'collapse' ? [...entry.measures] : [];
}

const effectiveDay = (body: EntryBody): string | null => ('effective_on' in body ? lastDay(body.effective_on) : null);

/** Reads a replacement as the kind of entry that it is to replace. */
async function readReplacement(recorder: Recorder, entry: Entry, given: unknown): Promise<Replacement> {
  const read = <T extends z.ZodType>(schema: T): z.output<T> => {
    const result = schema.safeParse(given);
    if (result.success) return result.data;
    const details = result.error.issues.map((issue) => ({ path: ['replacement', ...issue.path].join('.'), message: issue.message }));
    throw new TrackerError(
      'invalid',
      `the replacement must be a ${entry.kind}, as entry ${entry.seq} is: ${details[0]?.path} ${details[0]?.message}`,
      details,
    );
  };
  switch (entry.kind) {
    case 'status_change': {
      const input = read(StatusChangeBody);
      return { body: statusChangeBody(input, 'replacement'), provenance: input };
    }
    case 'coverage': {
      const input = read(CoverageBody);
      return { body: coverageBody(input), provenance: input };
    }
    case 'rate_table': {
      const input = read(RateTableBody);
      return { body: rateTableBody(input), provenance: input };
    }
    case 'milestone': {
      const input = read(MilestoneBody);
      return { body: milestoneBody(input), provenance: input };
    }
    case 'resolution': {
      const input = read(ResolutionBody);
      for (const outcome of input.outcomes) await recorder.measureKind(outcome.measure, 'replacement.outcomes');
      const [dispute] = entry.dispute_id === null ? [] : await readDisputes(recorder.connection, [entry.dispute_id]);
      if (dispute) checkOutcomes(dispute, input.outcomes, 'replacement.outcomes');
      return { body: resolutionBody(input), provenance: input };
    }
    case 'implementation': {
      const { measures, ...input } = read(ImplementationBody);
      return {
        body: {
          kind: 'implementation',
          resolution_seq: entry.resolution_seq,
          effective_on: input.effective_on,
          measures: measures ?? entry.measures,
        },
        provenance: input,
      };
    }
    case 'collapse': {
      const input = read(CollapseBody);
      return {
        body: { kind: 'collapse', resolution_seq: entry.resolution_seq, effective_on: input.effective_on, measures: entry.measures },
        provenance: input,
      };
    }
    case 'link': {
      const input = read(LinkBody);
      return { body: linkBody(input, await linkTarget(recorder, input.to)), provenance: input };
    }
    case 'quota': {
      const input = read(QuotaBody);
      return { body: quotaBody(input), provenance: input };
    }
    case 'duty_rule': {
      const input = read(DutyRuleBody);
      checkDutyRule(input);
      return { body: dutyRuleBody(input), provenance: input };
    }
    case 'correction':
      throw new TrackerError('conflict', `entry ${entry.seq} is itself a correction`);
  }
}
