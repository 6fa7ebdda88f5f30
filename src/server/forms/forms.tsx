import { seqOf } from '../../changes/call.ts';
import { CALLS_BY_VERB } from '../../changes/calls.ts';
import { resolutionToSettle } from '../../changes/resolutions.ts';
import { dayOf, partialDateProblem } from '../../domain/dates.ts';
import { isInForce } from '../../domain/status.ts';
import { STATUSES } from '../../domain/vocabulary.ts';
import type { CodeFinder } from '../../lookups/called.ts';
import { showDispute } from '../../lookups/disputes.ts';
import { type Standing, standingsOn } from '../../lookups/standings.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { FormProblem } from '../../pages/recording/form-state.ts';
import {
  RecordCheckPage,
  RecordDisputePage,
  RecordMeasurePage,
  RecordResolutionPage,
  RecordStepPage,
} from '../../pages/recording/pages.tsx';
import type { View } from '../../pages/view.ts';
import type { DisputeDetail } from '../../things/dispute.ts';
import { DisputeStatusChangesBody, StatusChangeBody } from '../../things/status-change.ts';
import type { Given } from '../address.ts';
import { type Part, partsJoined, plainPart, provenancePart, textOf } from './fields.ts';
import { defineRecordingForm, type FormShown, ofCall } from './recording-form.ts';
import { scopePart } from './scope-fields.ts';
import { statusChangePart } from './status-change-fields.ts';

/** The first day that was filled in, as far as it is one; else today. */
export function dayFilledIn(fields: Given, { today }: View): string {
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
  read: (fields, _id, called) => statusChangePart(fields, called),
  ...ofCall(CALLS_BY_VERB.recordStatusChanges, (id: string) => id),
  chosen: () => StatusChangeBody,
  page: async ({ tracker, subject, state, view }) => {
    const on = dayFilledIn(state.fields, view);
    return <RecordMeasurePage state={state} view={view} standing={await standingOn(tracker, subject, on)} on={on} />;
  },
});

export const RECORD_DISPUTE = defineRecordingForm({
  path: '/disputes/{id}/record',
  load: (tracker, id) => showDispute(tracker, id, {}),
  measures: ({ measures }) => measures,
  home: ({ id }) => `/disputes/${id}`,
  start: (_dispute, on) => startOf(on),
  read: (fields, _dispute, called) =>
    partsJoined(statusChangePart(fields, called), {
      body: fields.measures === undefined ? {} : { measures: fields.measures },
      places: [],
      problems: [],
    }),
  ...ofCall(CALLS_BY_VERB.recordDisputeStatusChanges, ({ id }: DisputeDetail) => id),
  chosen: () => DisputeStatusChangesBody.options[1],
  page: async ({ tracker, subject, state, view }) => {
    const on = dayFilledIn(state.fields, view);
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

/** What a check is of. */
interface Looked {
  id: string;
  title: string;
  measures: readonly string[];
}

/** A form for checks of a table of records. A check needs neither a source nor any other remark than a note. */
const checkForm = (
  table: '/measures' | '/disputes',
  load: (tracker: Tracker, id: string) => Promise<Looked>,
  call: typeof CALLS_BY_VERB.recordCheck,
) =>
  defineRecordingForm({
    path: `${table}/{id}/check`,
    load,
    measures: ({ measures }) => measures,
    home: ({ id }) => `${table}/${id}`,
    start: (_subject, _on, today) => ({ checked_on: [today] }),
    read: (fields) => plainPart(fields, 'checked_on', 'note'),
    ...ofCall(call, ({ id }: Looked) => id),
    page: async ({ subject: { id, title }, state, view }) => (
      <RecordCheckPage state={state} view={view} kicker={{ href: `${table}/${id}`, title }} />
    ),
  });

export const CHECK_MEASURE = checkForm(
  '/measures',
  async (tracker, id) => ({ ...(await standingOn(tracker, id, dayOf(tracker.clock()))), measures: [id] }),
  CALLS_BY_VERB.recordCheck,
);
export const CHECK_DISPUTE = checkForm('/disputes', (tracker, id) => showDispute(tracker, id, {}), CALLS_BY_VERB.recordDisputeCheck);

/** What each measure of the dispute is to reach; one of which nothing is said has no part in the resolution. */
export function outcomesPart(fields: Given, measures: readonly string[], called: CodeFinder): Part {
  const outcomes: Record<string, unknown>[] = [];
  const places: Part['places'][number][] = [['outcomes', `reaches-${measures[0]}`]];
  const problems: FormProblem[] = [];
  for (const measure of measures) {
    const reaches = textOf(fields, `reaches-${measure}`);
    const path = `outcomes.${outcomes.length}`;
    const scope = scopePart(fields, { prefix: 'part_', suffix: `-${measure}` }, `${path}.scope`, called);
    if (reaches !== undefined) {
      outcomes.push({ measure, reaches, ...(scope && { scope: scope.body }) });
      places.push([path, `reaches-${measure}`], ...(scope?.places ?? []));
    } else if (scope) problems.push({ field: `reaches-${measure}`, message: 'say what this part is to reach, or empty its fields' });
  }
  return { body: { outcomes }, places, problems };
}

export const RESOLVE_DISPUTE = defineRecordingForm({
  path: '/disputes/{id}/resolve',
  load: (tracker, id) => showDispute(tracker, id, {}),
  measures: ({ measures }) => measures,
  home: ({ id }) => `/disputes/${id}`,
  start: () => ({}),
  read: (fields, { measures }, called) =>
    partsJoined(plainPart(fields, 'method', 'agreed_on', 'terms'), outcomesPart(fields, measures, called), provenancePart(fields, called)),
  ...ofCall(CALLS_BY_VERB.recordResolution, ({ id }: DisputeDetail) => id),
  page: async ({ tracker, subject, state, view }) => (
    <RecordResolutionPage state={state} view={view} dispute={subject} measures={await standingsOn(tracker, subject.measures, view.today)} />
  ),
});

type Settling = Awaited<ReturnType<typeof loadResolution>>;

const loadResolution = (tracker: Tracker, seq: string) => resolutionToSettle(tracker, seqOf(seq, 'resolution'));
const disputeOf = ({ resolution }: Settling): string => resolution.dispute_id ?? '';
const seqIn = ({ resolution }: Settling): number => resolution.seq;
const settling = {
  load: loadResolution,
  measures: ({ resolution }: Settling) => [...new Set(resolution.outcomes.map(({ measure_id }) => measure_id))],
  home: (subject: Settling) => `/disputes/${disputeOf(subject)}`,
};

const stepPage =
  (step: 'implement' | 'collapse') =>
  async ({ tracker, subject, state, view }: FormShown<Settling>) => {
    const id = disputeOf(subject);
    const dispute = { id, title: view.names.disputes.get(id) ?? id };
    const measures = await standingsOn(tracker, settling.measures(subject), view.today);
    return <RecordStepPage state={state} view={view} dispute={dispute} measures={measures} resolution={subject.resolution} step={step} />;
  };

export const IMPLEMENT_RESOLUTION = defineRecordingForm({
  ...settling,
  path: '/resolutions/{seq}/implement',
  start: ({ open }, on) => ({ effective_on: [on], measures: open }),
  read: (fields, _subject, called) =>
    partsJoined(plainPart(fields, 'effective_on'), provenancePart(fields, called), {
      body: { measures: fields.measures ?? [] },
      places: [],
      problems: fields.measures === undefined ? [{ field: '', message: 'Tick the measures for which it was carried out.' }] : [],
    }),
  ...ofCall(CALLS_BY_VERB.implementResolution, seqIn),
  page: stepPage('implement'),
});

export const COLLAPSE_RESOLUTION = defineRecordingForm({
  ...settling,
  path: '/resolutions/{seq}/collapse',
  alsoCall: true,
  start: (_resolution, on) => ({ effective_on: [on] }),
  read: (fields, _subject, called) => partsJoined(plainPart(fields, 'effective_on'), provenancePart(fields, called)),
  ...ofCall(CALLS_BY_VERB.collapseResolution, seqIn),
  page: stepPage('collapse'),
});
