import { LATEST, WHOLE } from '../db/cut.ts';
import { readDisputes } from '../db/disputes.ts';
import { loadEntries } from '../db/entries.ts';
import { retractedBy } from '../db/register.ts';
import { type ScopedStatement, statementsOfMeasures } from '../db/statements.ts';
import { scopesMayMeet } from '../domain/containment.ts';
import { firstDay } from '../domain/dates.ts';
import { type FieldPlace, invalid, TrackerError } from '../domain/errors.ts';
import type { Outcome } from '../domain/ledger.ts';
import { narrowsNothing, type Scope } from '../domain/scope.ts';
import { describeScope } from '../domain/words.ts';
import { type EntryOf, scopesOf } from '../things/ledger.ts';
import type { About } from './about.ts';
import type { Recorder } from './recorder.ts';

// What must hold of a resolution and of what comes of it, where they are recorded.

/** Is an outcome about all of a measure? */
export const isOfAll = ({ reaches, scope }: { reaches: string; scope: Scope }): boolean =>
  reaches !== 'partially_lifted' && narrowsNothing(scope);

/** Checks that a resolution speaks of measures of its dispute only. */
export async function checkOfDispute(
  recorder: Recorder,
  id: string,
  outcomes: EntryOf<'resolution'>['outcomes'],
  at: FieldPlace,
): Promise<void> {
  const [dispute] = await readDisputes(recorder.connection, LATEST, [id]);
  const index = outcomes.findIndex(({ measure_id }) => !dispute?.measures.includes(measure_id));
  if (index !== -1)
    throw invalid(
      at(`outcomes.${index}.measure`),
      `"${outcomes[index]?.measure_id}" is no measure of ${id}: its measures are ${dispute?.measures.join(', ')}`,
    );
}

/** Checks that what outcomes free or charge may be covered by their measures at some time; of one that states no coverage nothing is asked. */
export async function checkReach({ connection, register }: Recorder, outcomes: readonly Outcome[], at: FieldPlace): Promise<void> {
  const statements = await statementsOfMeasures(connection, [...new Set(outcomes.map(({ measure_id }) => measure_id))], WHOLE);
  for (const [index, { measure_id, scope }] of outcomes.entries()) {
    const coverages = statements.get(measure_id)?.coverages ?? [];
    const meets = ({ entry, effective_on }: ScopedStatement): boolean =>
      scopesOf(entry).some((covered) => scopesMayMeet(covered, scope, firstDay(effective_on), register));
    if (coverages.length > 0 && !coverages.some(meets))
      throw invalid(
        at(`outcomes.${index}.scope`),
        `"${describeScope(scope)}" is no part of what ${measure_id} covers: name a part of that`,
      );
  }
}

/** The resolution that an entry is about. Throws `conflict` where it was taken back. */
export function resolutionOf({ resolution }: About): EntryOf<'resolution'> {
  if (!resolution) throw new TrackerError('conflict', 'the resolution that this entry is about was taken back: take this entry back too');
  return resolution;
}

/** A step that takes another's place stays with the form of the resolution that the other named. */
export const stepOf = ({ resolution, instead }: About): number =>
  instead && 'resolution_seq' in instead ? instead.resolution_seq : (resolution?.seq ?? 0);

/**
 * Checks that entries are rate tables of some measures, and stand. One that was corrected since may stay named where it is named
 * already, and by the dataset, which knows no other: its place is taken by what replaced it.
 */
export async function checkRateTables(
  recorder: Recorder,
  seqs: readonly number[],
  measures: readonly string[],
  { bundled, instead }: About,
  at: FieldPlace,
): Promise<void> {
  for (const [index, seq] of seqs.entries()) {
    const [recorded] = await loadEntries(recorder.connection, [seq]);
    const entry = recorded ?? recorder.entries.find((one) => one.seq === seq);
    const path = at(`rate_tables.${index}`);
    if (entry?.kind !== 'rate_table')
      throw invalid(path, `ledger entry ${seq} is no rate table: ${measures.map((id) => `/measures/${id}`).join(', ')} names its own`);
    if (!measures.includes(entry.measure_id ?? ''))
      throw invalid(path, `rate table ${seq} is of ${entry.measure_id}, and this is about ${measures.join(', ')}`);
    const named = bundled || (instead?.kind === 'implementation' && instead.rate_tables?.includes(seq));
    const correction = named ? null : await retractedBy(recorder.connection, seq);
    if (correction !== null)
      throw invalid(path, `rate table ${seq} was corrected by entry ${correction}: name the one that took its place`);
  }
}

/** Checks that the changes that carry a resolution out are about the measures for which it is carried out. Throws `invalid`. */
export function checkChangesNamed(changes: readonly { measure: string }[], measures: readonly string[]): void {
  const index = changes.findIndex(({ measure }) => !measures.includes(measure));
  if (index !== -1)
    throw invalid(
      `changes.${index}.measure`,
      `"${changes[index]?.measure}" is none of the measures that are named: it is carried out for ${measures.join(', ')}`,
    );
}

/** The measures for which something comes of a resolution: those named, or all. Throws `invalid` for one that has no outcome in it. */
export function stepMeasures(resolution: EntryOf<'resolution'>, named: readonly string[] | undefined, path = 'measures'): string[] {
  const all = [...new Set(resolution.outcomes.map((outcome) => outcome.measure_id))];
  const stranger = (named ?? []).find((id) => !all.includes(id));
  if (stranger !== undefined)
    throw invalid(path, `resolution ${resolution.seq} has no outcome for "${stranger}", only for ${all.join(', ')}`);
  return named === undefined ? all : [...new Set(named)];
}
