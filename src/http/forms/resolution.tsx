import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../../contract/entries.ts';
import { showDispute } from '../../tracker/list-disputes.ts';
import type { Names } from '../../tracker/names.ts';
import { collapseResolution, implementResolution, recordResolution, resolutionToSettle } from '../../tracker/record-resolution.ts';
import { standingsOn } from '../../tracker/standings.ts';
import type { Tracker } from '../../tracker/tracker.ts';
import { RecordResolutionPage, RecordStepPage } from '../../web/pages/record-resolution-page.tsx';
import type { FormProblem } from '../../web/recording/form-state.ts';
import type { Given } from '../address.ts';
import { seqOf } from '../calls.ts';
import { joined, type Part, plainPart, provenancePart, scopePart, textOf } from './fields.ts';
import { defineRecordingForm, type Shown } from './recording-form.ts';

/** What each measure of the dispute is to reach; one of which nothing is said has no part in the resolution. */
function outcomesPart(fields: Given, measures: readonly string[], names: Names): Part {
  const outcomes: Record<string, unknown>[] = [];
  const places: Part['places'][number][] = [['outcomes', `reaches-${measures[0]}`]];
  const problems: FormProblem[] = [];
  for (const measure of measures) {
    const reaches = textOf(fields, `reaches-${measure}`);
    const path = `outcomes.${outcomes.length}`;
    const scope = scopePart(fields, { prefix: 'part_', suffix: `-${measure}` }, `${path}.scope`, names);
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
  read: (fields, { measures }, names) =>
    joined(plainPart(fields, 'method', 'agreed_on', 'terms'), outcomesPart(fields, measures, names), provenancePart(fields)),
  schema: () => ResolutionBody,
  verb: (tracker, context, { id }, input) => recordResolution(tracker, context, id, input),
  page: async ({ tracker, subject, state, view }) => (
    <RecordResolutionPage state={state} view={view} dispute={subject} measures={await standingsOn(tracker, subject.measures, view.today)} />
  ),
});

type Settling = Awaited<ReturnType<typeof loadResolution>>;

const loadResolution = (tracker: Tracker, seq: string) => resolutionToSettle(tracker, seqOf(seq, 'resolution'));
const disputeOf = ({ resolution }: Settling): string => resolution.dispute_id ?? '';
const settling = {
  load: loadResolution,
  measures: ({ resolution }: Settling) => [...new Set(resolution.outcomes.map(({ measure_id }) => measure_id))],
  home: (subject: Settling) => `/disputes/${disputeOf(subject)}`,
};

const stepPage =
  (step: 'implement' | 'collapse') =>
  async ({ tracker, subject, state, view }: Shown<Settling>) => {
    const id = disputeOf(subject);
    const dispute = { id, title: view.names.disputes.get(id) ?? id };
    const measures = await standingsOn(tracker, settling.measures(subject), view.today);
    return <RecordStepPage state={state} view={view} dispute={dispute} measures={measures} resolution={subject.resolution} step={step} />;
  };

export const IMPLEMENT_RESOLUTION = defineRecordingForm({
  ...settling,
  path: '/resolutions/{seq}/implement',
  start: ({ open }, on) => ({ effective_on: [on], measures: open }),
  read: (fields) =>
    joined(plainPart(fields, 'effective_on'), provenancePart(fields), {
      body: { measures: fields.measures ?? [] },
      places: [],
      problems: fields.measures === undefined ? [{ field: '', message: 'Tick the measures for which it was carried out.' }] : [],
    }),
  schema: () => ImplementResolutionBody,
  verb: (tracker, context, { resolution }, input) => implementResolution(tracker, context, resolution.seq, input),
  page: stepPage('implement'),
});

export const COLLAPSE_RESOLUTION = defineRecordingForm({
  ...settling,
  path: '/resolutions/{seq}/collapse',
  alsoCall: true,
  start: (_resolution, on) => ({ effective_on: [on] }),
  read: (fields) => joined(plainPart(fields, 'effective_on'), provenancePart(fields)),
  schema: () => CollapseBody,
  verb: (tracker, context, { resolution }, input) => collapseResolution(tracker, context, resolution.seq, input),
  page: stepPage('collapse'),
});
