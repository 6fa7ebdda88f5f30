import { seqOf } from '../../changes/call.ts';
import { correctEntry, entryToCorrect } from '../../changes/correct.ts';
import { entryInput, kindOf, type RecordedKind } from '../../changes/kinds.ts';
import { collapseResolution, implementResolution, recordResolution, resolutionToSettle } from '../../changes/resolutions.ts';
import { recordCheck, recordDisputeCheck } from '../../changes/statements.ts';
import { recordDisputeStatusChanges, recordStatusChanges } from '../../changes/status-changes.ts';
import { dayOf, partialDateProblem } from '../../domain/dates.ts';
import { isInForce } from '../../domain/status.ts';
import { STATUSES } from '../../domain/vocabulary.ts';
import { showDispute } from '../../lookups/disputes.ts';
import type { Names } from '../../lookups/register.ts';
import { type Standing, standingsOn } from '../../lookups/standings.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { FormProblem } from '../../pages/recording/form-state.ts';
import {
  RecordCheckPage,
  RecordCorrectionPage,
  RecordDisputePage,
  RecordMeasurePage,
  RecordResolutionPage,
  RecordStepPage,
} from '../../pages/recording/pages.tsx';
import type { View } from '../../pages/view.ts';
import { CheckBody } from '../../things/check.ts';
import { CorrectionBody } from '../../things/correction.ts';
import type { Entry } from '../../things/ledger.ts';
import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../../things/resolution.ts';
import { DisputeStatusChangesBody, StatusChangeBody } from '../../things/status-change.ts';
import type { Given } from '../address.ts';
import { joined, type Part, plainPart, provenancePart, scopePart, statusChangeFields, statusChangePart, textOf } from './fields.ts';
import { defineRecordingForm, type FormShown } from './recording-form.ts';

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
  call: (id) => ({ method: 'POST', path: `/measures/${id}/status-changes` }),
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
  call: ({ id }) => ({ method: 'POST', path: `/disputes/${id}/status-changes` }),
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

/** What a check is of. */
interface Looked {
  id: string;
  title: string;
  measures: readonly string[];
}

/** A form for checks of a table of records. A check needs neither a source nor any other remark than a note. */
const checkForm = (table: '/measures' | '/disputes', load: (tracker: Tracker, id: string) => Promise<Looked>, verb: typeof recordCheck) =>
  defineRecordingForm({
    path: `${table}/{id}/check`,
    load,
    measures: ({ measures }) => measures,
    home: ({ id }) => `${table}/${id}`,
    start: (_subject, _on, today) => ({ checked_on: [today] }),
    read: (fields) => plainPart(fields, 'checked_on', 'note'),
    schema: () => CheckBody,
    call: ({ id }) => ({ method: 'POST', path: `${table}/${id}/checks` }),
    verb: (tracker, context, { id }, input) => verb(tracker, context, id, input),
    page: async ({ subject: { id, title }, state, view }) => (
      <RecordCheckPage state={state} view={view} home={{ href: `${table}/${id}`, title }} />
    ),
  });

export const CHECK_MEASURE = checkForm(
  '/measures',
  async (tracker, id) => ({ ...(await standingOn(tracker, id, dayOf(tracker.clock()))), measures: [id] }),
  recordCheck,
);
export const CHECK_DISPUTE = checkForm('/disputes', (tracker, id) => showDispute(tracker, id, {}), recordDisputeCheck);

interface Subject {
  entry: Entry & { kind: RecordedKind };
  measures: string[];
  /** What its fields hold at first; null if its replacement is written as JSON. */
  filled: Given | null;
}

/** What is to take the place of the entry: out of the fields of a status change, or out of JSON. */
function replacementPart(fields: Given, { filled }: Subject, names: Names): Part {
  if (fields.taking?.[0] === 'back') return { body: {}, places: [], problems: [] };
  if (filled !== null) {
    const { body, places, problems } = statusChangePart(fields, names);
    // What is wrong with the history that results is said of the change, wherever it stood.
    const inside = places.map(([path, field]) => [`replacement.${path}`, field] as const);
    return { body: { replacement: body }, places: [...places, ...inside], problems };
  }
  const places = [['replacement', 'replacement']] as const;
  try {
    return { body: { replacement: JSON.parse(textOf(fields, 'replacement') ?? '') }, places, problems: [] };
  } catch (error) {
    return { body: {}, places, problems: [{ field: 'replacement', message: `is not JSON: ${(error as SyntaxError).message}` }] };
  }
}

const homeOf = ({ entry }: Subject): string => {
  if (entry.measure_id !== null) return `/measures/${entry.measure_id}`;
  return entry.dispute_id === null ? '/disputes' : `/disputes/${entry.dispute_id}`;
};

export const CORRECT_ENTRY = defineRecordingForm({
  path: '/ledger/{seq}/correct',
  load: async (tracker, seq): Promise<Subject> => {
    const found = await entryToCorrect(tracker, seqOf(seq, 'ledger entry'));
    return { ...found, filled: found.entry.kind === 'status_change' ? statusChangeFields(found.entry) : null };
  },
  measures: ({ measures }) => measures,
  home: homeOf,
  cites: ({ entry }) => entry.sources,
  start: ({ entry, filled }) => ({
    taking: ['replace'],
    ...(filled ?? { replacement: [JSON.stringify(entryInput(entry), null, 2)] }),
  }),
  read: (fields, subject, names) => joined(plainPart(fields, 'reason'), replacementPart(fields, subject, names)),
  schema: ({ entry }) => CorrectionBody.extend({ replacement: kindOf(entry.kind).body.optional() }),
  call: ({ entry }) => ({ method: 'POST', path: `/ledger/${entry.seq}/corrections` }),
  // The verb reads the replacement itself, as a body of the entry's kind.
  verb: (tracker, context, { entry }, { reason }, { replacement }) =>
    correctEntry(tracker, context, entry.seq, {
      reason,
      ...(replacement !== undefined && { replacement: replacement as Record<string, unknown> }),
    }),
  page: async ({ tracker, subject, state, view }) => {
    const { entry, filled } = subject;
    const on = dayIn(state.fields, view);
    const standing = filled === null || entry.measure_id === null ? null : await standingOn(tracker, entry.measure_id, on, entry.seq);
    const title = view.names.measures.get(entry.measure_id ?? '') ?? view.names.disputes.get(entry.dispute_id ?? '') ?? 'Disputes';
    return (
      <RecordCorrectionPage state={state} view={view} entry={entry} home={{ href: homeOf(subject), title }} standing={standing} on={on} />
    );
  },
});

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
  call: ({ id }) => ({ method: 'POST', path: `/disputes/${id}/resolutions` }),
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
  read: (fields) =>
    joined(plainPart(fields, 'effective_on'), provenancePart(fields), {
      body: { measures: fields.measures ?? [] },
      places: [],
      problems: fields.measures === undefined ? [{ field: '', message: 'Tick the measures for which it was carried out.' }] : [],
    }),
  schema: () => ImplementResolutionBody,
  call: ({ resolution }) => ({ method: 'POST', path: `/resolutions/${resolution.seq}/implementation` }),
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
  call: ({ resolution }) => ({ method: 'POST', path: `/resolutions/${resolution.seq}/collapse` }),
  verb: (tracker, context, { resolution }, input) => collapseResolution(tracker, context, resolution.seq, input),
  page: stepPage('collapse'),
});
