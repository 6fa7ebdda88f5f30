import { DisputeStatusChangesBody, StatusChangeBody } from '../../contract/entries.ts';
import { dayOf, partialDateProblem } from '../../domain/dates.ts';
import { isInForce } from '../../domain/status.ts';
import { STATUSES } from '../../domain/vocabulary.ts';
import { showDispute } from '../../tracker/list-disputes.ts';
import { recordDisputeStatusChanges, recordStatusChanges } from '../../tracker/record-status-changes.ts';
import { type Standing, standingsOn } from '../../tracker/standings.ts';
import type { Tracker } from '../../tracker/tracker.ts';
import { RecordDisputePage, RecordMeasurePage } from '../../web/pages/record-change-page.tsx';
import type { View } from '../../web/view.ts';
import type { Given } from '../address.ts';
import { joined, statusChangePart, textOf } from './fields.ts';
import { defineRecordingForm } from './recording-form.ts';

/** The first day that was filled in, as far as it is one; else today. */
export function dayIn(fields: Given, { today }: View): string {
  const day = textOf(fields, 'effective_on');
  return day === undefined || partialDateProblem(day) !== null ? today : day;
}

const startOf = (on: string): Given => ({ effective_on: [on] });

/** One measure as it stands on a day. */
export const standingOn = async (tracker: Tracker, id: string, on: string, without?: number): Promise<Standing> =>
  (await standingsOn(tracker, [id], on, without))[0] as Standing;

export const RECORD_MEASURE = defineRecordingForm({
  path: '/measures/{id}/record',
  load: async (tracker, id) => {
    await standingOn(tracker, id, dayOf(tracker.clock()));
    return id;
  },
  measures: (id) => [id],
  home: (id) => `/measures/${id}`,
  start: (_id, on) => startOf(on),
  read: (fields, _id, names) => statusChangePart(fields, names),
  schema: () => StatusChangeBody,
  verb: (tracker, context, id, input) => recordStatusChanges(tracker, context, id, [input]),
  page: async ({ tracker, subject, state, view }) => {
    const on = dayIn(state.fields, view);
    return <RecordMeasurePage state={state} view={view} standing={await standingOn(tracker, subject, on)} on={on} />;
  },
});

export const RECORD_DISPUTE = defineRecordingForm({
  path: '/disputes/{id}/record',
  load: (tracker, id) => showDispute(tracker, id, {}),
  measures: ({ measures }) => measures,
  home: ({ id }) => `/disputes/${id}`,
  start: (_dispute, on) => startOf(on),
  read: (fields, _dispute, names) =>
    joined(statusChangePart(fields, names), {
      body: fields.measures === undefined ? {} : { measures: fields.measures },
      places: [],
      problems: [],
    }),
  schema: () => DisputeStatusChangesBody.options[1],
  verb: (tracker, context, { id }, { measures, ...change }) => recordDisputeStatusChanges(tracker, context, id, [change], measures),
  page: async ({ tracker, subject, state, view }) => {
    const on = dayIn(state.fields, view);
    const standings = await standingsOn(tracker, subject.measures, on);
    const ticked = state.fields.measures ?? [];
    const meant = standings.filter(({ id, status }) => (ticked.length > 0 ? ticked.includes(id) : status !== null && isInForce(status)));
    // All or none: what is lawful for one alone can't be recorded for several.
    const lawful = STATUSES.filter((status) => meant.length > 0 && meant.every((standing) => standing.lawful.includes(status)));
    return (
      <RecordDisputePage state={state} view={view} dispute={subject} standings={standings} lawful={lawful} meant={meant.length} on={on} />
    );
  },
});
