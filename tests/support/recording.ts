import { expect } from 'vitest';
import type { z } from 'zod';
import { addMeasure } from '../../src/changes/register.ts';
import { recordResolution } from '../../src/changes/resolutions.ts';
import type { Status } from '../../src/domain/vocabulary.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { listMeasures, type MeasureQuestion, streamMeasures } from '../../src/lookups/measures.ts';
import type { Tracker } from '../../src/lookups/tracker.ts';
import type { Recorded } from '../../src/things/answers.ts';
import { MeasureBody, type MeasureRow } from '../../src/things/measure.ts';
import { ResolutionBody } from '../../src/things/resolution.ts';
import { StatusChangeBody, type StatusChangeInput } from '../../src/things/status-change.ts';

export const me = { actor: 'tester' };

/** A status change; unsourced unless sources are given. */
export const change = (status: Status, effective_on: string, more: Partial<z.input<typeof StatusChangeBody>> = {}): StatusChangeInput =>
  StatusChangeBody.parse({ status, effective_on, ...(more.sources === undefined && { unsourced: true }), ...more });

/** Registers a measure of the small register's dispute: a ban of Australian wine by China unless said otherwise. */
export function newMeasure(tracker: Tracker, id: string, more: Partial<z.input<typeof MeasureBody>> = {}): Promise<Recorded> {
  const body = {
    id,
    kind: 'ban',
    type: 'import_ban',
    imposed_by: 'CN',
    title: id,
    dispute: 'au-cn-wine',
    coverage: { effective_on: '2011', scopes: [{ goods: ['2204'], partners: ['AU'] }], unsourced: true },
    ...more,
  };
  return addMeasure(tracker, me, MeasureBody.parse(body));
}

type OutcomeInput = z.input<typeof ResolutionBody>['outcomes'][number];

/** Records a resolution of the small register's dispute; gives its seq. */
export async function resolve(tracker: Tracker, agreed_on: string | undefined, ...outcomes: OutcomeInput[]): Promise<number> {
  const body = ResolutionBody.parse({ method: 'negotiated_settlement', agreed_on, terms: 'as agreed', outcomes, unsourced: true });
  return (await recordResolution(tracker, me, 'au-cn-wine', body)).recorded[0]?.seq as number;
}

/** One measure's row on a day; undefined if the question doesn't find it. */
export async function rowOf(tracker: Tracker, id: string, question: MeasureQuestion): Promise<MeasureRow | undefined> {
  const { data } = await listMeasures(tracker, { status: 'all', ...question }, { limit: 5000 });
  return data.find((row) => row.id === id);
}

/** The ids that a question finds, in alphabetical order. */
export async function idsOf(tracker: Tracker, question: MeasureQuestion): Promise<string[]> {
  const ids: string[] = [];
  for await (const rows of (await streamMeasures(tracker, question)).batches) ids.push(...rows.map(({ id }) => id));
  return ids.sort();
}

/** A measure's statuses in short: `2024-01-01 in_force`. */
export async function statusesOf(tracker: Tracker, id: string, known_at?: string): Promise<string[]> {
  const { statuses } = await showMeasure(tracker, id, { known_at });
  return statuses.map(({ from, status, derived }) => `${from} ${status}${derived ? ' (derived)' : ''}`);
}

/** Expects an error of the tracker with this code and these words, `at` the path of the input; gives what it carries for machines. */
export async function refused(
  call: Promise<unknown>,
  code: string,
  ...words: (string | { at: string })[]
): Promise<Readonly<Record<string, unknown>>> {
  const error: unknown = await call.then(
    () => expect.fail('nothing was refused'),
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'TrackerError', code });
  for (const word of words)
    if (typeof word === 'string') expect((error as Error).message).toContain(word);
    else expect(error).toMatchObject({ details: [{ path: word.at }] });
  return (error as { extra: Record<string, unknown> }).extra;
}
