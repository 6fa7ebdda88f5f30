import { createHmac, randomUUID } from 'node:crypto';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as z from 'zod';
import { type Session, sameSecret, writerOf } from '../../changes/access.ts';
import type { CallOf } from '../../changes/call.ts';
import { callAt } from '../../changes/calls.ts';
import { entriesRecorded } from '../../changes/status-changes.ts';
import { mustRecord, recordedBefore, type SeenMeasure, seenAt, type WriteContext } from '../../changes/write.ts';
import { dayOf, firstDay, type PartialDate } from '../../domain/dates.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import type { Status } from '../../domain/vocabulary.ts';
import { partyOf, propose } from '../../keep/proposals/proposals.ts';
import { CLASS_WORDS, type CodeFinder, readCalled } from '../../lookups/called.ts';
import { readNames } from '../../lookups/register.ts';
import { standingsOn } from '../../lookups/standings.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { Layout } from '../../pages/frame.tsx';
import type { FormProblem, Preview, RecordingState, Refusal } from '../../pages/recording/form-state.ts';
import type { View } from '../../pages/view.ts';
import type { Recorded } from '../../things/answers.ts';
import { type Entry, entriesOf } from '../../things/ledger.ts';
import type { MeasureRow } from '../../things/measure.ts';
import type { ProposedCall } from '../../things/proposal.ts';
import { clockParameters, readParameters } from '../../things/questions.ts';
import { examine } from '../../things/read.ts';
import { addressOf, type Given, honoPath, readQuery } from '../address.ts';
import { isForm, limitBody, readForm } from '../bodies.ts';
import { mustBeAdminFor } from '../call.ts';
import type { App, Request, Services } from '../context.ts';
import { problemOf } from '../errors.ts';
import { formView } from '../list-view.ts';
import { askToSignIn, keepToGoBack, sameSite } from '../sessions.ts';
import { fieldOfPath, type Part, textOf } from './fields.ts';

type Page = ReturnType<typeof Layout>;

/** What a page needs to show its fields. */
export interface FormShown<Subject> {
  tracker: Tracker;
  subject: Subject;
  state: RecordingState;
  view: View;
}

/** A page that records by a form: it takes the same bodies as a call of the API, and is the same verb. */
interface RecordingForm<Subject, Schema extends z.ZodType> {
  /** With `{id}` or `{seq}` where a record is named. */
  path: string;
  /** The same address is a call of the API for what is no form. */
  alsoCall?: boolean;
  /** What it is about. Throws `not_found`, or `conflict` if nothing can be recorded about it. */
  load(tracker: Tracker, id: string): Promise<Subject>;
  /** The measures that must not have changed between the first look and the recording. */
  measures(subject: Subject): readonly string[];
  /** Where what is recorded can be seen; `fields`: what the form was filled with, for one that makes what it is about. */
  home(subject: Subject, fields: Given): string;
  /** The state in which the subject was seen, where that is no measure's: another one by the time of the recording is refused. */
  version?(subject: Subject): string;
  /** What was said before of the thing that is registered anew. */
  before?(subject: Subject): Readonly<Record<string, unknown>>;
  /** Sources that the page cites. */
  cites?(subject: Subject): readonly string[];
  /** What the fields hold at first; `on`: the day that was asked about, today unless one was. */
  start(subject: Subject, on: string, today: string, called: CodeFinder): Given;
  /** What the fields say. */
  read(fields: Given, subject: Subject, called: CodeFinder): Part;
  schema(subject: Subject): Schema;
  /** Which of several schemas the fields are to be read by. */
  chosen?(fields: Given): z.ZodType<z.output<Schema>>;
  /** The call of the API that takes the same body: a proposal is kept as that. */
  call(subject: Subject): Pick<ProposedCall, 'method' | 'path'>;
  /** `body` is what `input` was read from. */
  verb(tracker: Tracker, context: WriteContext, subject: Subject, input: z.output<Schema>, body: Part['body']): Promise<Recorded>;
  page(shown: FormShown<Subject>): Promise<Page>;
}

/** What a form takes from the call that it is: its body, its address and its verb. `idOf`: the id in the address. */
export const ofCall = <Subject, Schema extends z.ZodType>(
  { body, method, path, verb }: CallOf<Schema, Recorded>,
  idOf: (subject: Subject) => string | number,
) => ({
  schema: (): Schema => body,
  call: (subject: Subject) => ({ method, path: path.replace(/\{\w+\}/, String(idOf(subject))) }),
  verb: (tracker: Tracker, context: WriteContext, subject: Subject, input: z.output<Schema>): Promise<Recorded> =>
    verb(tracker, context, String(idOf(subject)), input),
});

/** What every form sends beside what it was filled with. */
const CONTROLS = new Set(['csrf', 'seen', 'version', 'key', 'previewed', 'do']);

/** A form as the table of pages holds it. */
export interface MountedForm {
  path: string;
  mount(app: App, services: Services): void;
}

/** Makes a form ready to be mounted: shown by GET; sent to be previewed, and then to be recorded, by POST. */
export const defineRecordingForm = <Subject, Schema extends z.ZodType>(form: RecordingForm<Subject, Schema>): MountedForm => ({
  path: form.path,
  mount: (app, services) => {
    const path = honoPath(form.path);
    app.get(path, (c) => show(c, services, form));
    // What is sent here and is no form may be for a call of the API, mounted later.
    app.post(path, limitBody, sameSite, (c, next) => (form.alsoCall && !isForm(c) ? next() : send(c, services, form)));
  },
});

const subjectOf = <Subject>(c: Request, { tracker }: Services, form: { load(tracker: Tracker, id: string): Promise<Subject> }) =>
  form.load(tracker, c.req.param('id') ?? c.req.param('seq') ?? '');

async function show<Subject, Schema extends z.ZodType>(
  c: Request,
  services: Services,
  form: RecordingForm<Subject, Schema>,
): Promise<Response> {
  const { on } = readParameters(clockParameters, readQuery(c));
  const session = c.get('session');
  if (!session) return askToSignIn(c);
  const subject = await subjectOf(c, services, form);
  const today = dayOf(services.tracker.clock());
  const fields = form.start(subject, on ?? today, today, await readCalled(services.tracker));
  return answer(c, services, form, { subject, session, fields, seen: await seenNow(services.tracker, form.measures(subject)) });
}

/** One request to preview or to record, and what came of it. */
interface Turn<Subject> {
  subject: Subject;
  session: Session | undefined;
  fields: Given;
  seen: readonly SeenMeasure[];
  problems?: readonly FormProblem[];
  refusal?: Refusal;
  preview?: Preview;
  unseen?: boolean;
  status?: ContentfulStatusCode;
}

async function send<Subject, Schema extends z.ZodType>(
  c: Request,
  services: Services,
  form: RecordingForm<Subject, Schema>,
): Promise<Response> {
  const { tracker } = services;
  readParameters(clockParameters, readQuery(c));
  const session = c.get('session');
  const sent = await readForm(c);
  const fields = Object.fromEntries(Object.entries(sent).filter(([name]) => !CONTROLS.has(name)));
  const again = await answerToRepetition(c, services, form, session, sent, fields);
  if (again) return again;
  const subject = await subjectOf(c, services, form);
  if (!session || !sameSecret(sent.csrf?.[0] ?? '', session.csrf))
    return refuseSender(c, services, form, { subject, session, fields, seen: seenIn(sent) });
  const turn = { subject, session, fields, seen: seenIn(sent) };

  const part = form.read(fields, subject, await readCalled(tracker));
  const wantsRecord = sent.do?.[0] === 'record';
  const wantsPropose = sent.do?.[0] === 'propose';
  const wasPreviewed = sameSecret(sent.previewed?.[0] ?? '', sealOf(c, session, fields));
  try {
    const input = readInput(part, form.chosen?.(fields) ?? form.schema(subject)) as z.output<Schema>;
    checkAllSeen(form.measures(subject), turn.seen);
    if (form.version && sent.version?.[0] !== form.version(subject))
      throw new TrackerError('precondition', 'it was edited by somebody else since you opened this form; look again and repeat');
    const context: WriteContext = { ...writerOf(session.token), ifMatch: turn.seen };
    if (wantsRecord) {
      mustRecord(context);
      mustBeAdminFor(callAt(form.call(subject)).call, session.token, 'propose it');
    }
    const once = () => ({ idempotency: onceOnly(c, session, sent, fields) });
    if (wantsPropose && wasPreviewed) {
      const calls = [{ ...form.call(subject), body: part.body }];
      const { href } = await propose(tracker, partyOf(session.token), { calls }, { ifMatch: turn.seen, ...once() });
      return seeOther(c, href);
    }
    if (wantsRecord && wasPreviewed) {
      const recorded = await form.verb(tracker, { ...context, ...once() }, subject, input, part.body);
      return seeOther(c, `${form.home(subject, fields)}#entry-${recorded.recorded[0]?.seq}`);
    }
    const dry = await form.verb(tracker, { ...context, dryRun: true }, subject, input, part.body);
    const preview = { ...(await previewOf(tracker, dry)), before: form.before?.(subject) ?? null };
    return answer(c, services, form, { ...turn, preview, unseen: wantsRecord || wantsPropose });
  } catch (error) {
    if (error instanceof BadFields) return answer(c, services, form, { ...turn, problems: error.problems, status: 400 });
    if (!(error instanceof TrackerError)) throw error;
    return refused(c, services, form, turn, part, error);
  }
}

/** What was sent can't be recorded: the form again, with what was typed and why. */
async function refused<Subject, Schema extends z.ZodType>(
  c: Request,
  services: Services,
  form: RecordingForm<Subject, Schema>,
  turn: Turn<Subject>,
  part: Part,
  error: TrackerError,
): Promise<Response> {
  const { subject, fields } = turn;
  const [isInvalid, isStale] = [error.code === 'invalid', error.code === 'precondition'];
  const placeOf = fieldOfPath(part);
  const problems = error.details.map(({ path, message }) => ({ field: placeOf(path), message }));
  return answer(c, services, form, {
    ...turn,
    problems: isInvalid && problems.length === 0 ? [{ field: '', message: error.message }] : problems,
    ...(!isInvalid && { refusal: refusalOf(error, isStale ? form.home(subject, fields) : null) }),
    // Who was told of the change has seen it.
    seen: isStale ? await seenNow(services.tracker, form.measures(subject)) : turn.seen,
    status: problemOf(c, error, services).problem.status,
  });
}

/** What was sent is done: its result is at this address. */
function seeOther(c: Request, href: string): Response {
  c.header('Cache-Control', 'no-store');
  return c.redirect(href, 303);
}

/** The second click of two: what the first one recorded can't be recorded again, and may not even have its form any more. */
async function answerToRepetition<Subject, Schema extends z.ZodType>(
  c: Request,
  services: Services,
  form: RecordingForm<Subject, Schema>,
  session: Session | undefined,
  sent: Given,
  fields: Given,
): Promise<Response | null> {
  if (!session || sent.do?.[0] !== 'record' || sent.key === undefined || !sameSecret(sent.csrf?.[0] ?? '', session.csrf)) return null;
  const before = await recordedBefore<Recorded>(services.tracker, onceOnly(c, session, sent, fields));
  const entry = before?.recorded[0];
  if (before === undefined || entry === undefined) return null;
  // Where nothing is named the subject is always there.
  const own = form.path.includes('{') ? '/status-changes' : form.home(await subjectOf(c, services, form), fields);
  const dispute = before.dispute === null ? own : `/disputes/${before.dispute.id}`;
  const home = entry.measure === null ? dispute : `/measures/${entry.measure}`;
  return seeOther(c, `${home}#entry-${entry.seq}`);
}

/** A session that is over, or another one than that of the form: nothing is done, and what was typed is not lost. */
function refuseSender<Subject, Schema extends z.ZodType>(
  c: Request,
  services: Services,
  form: RecordingForm<Subject, Schema>,
  turn: Turn<Subject>,
): Promise<Response> {
  const [status, message] = turn.session
    ? ([403, 'This form was opened before you signed in, or in another session: show again what would change.'] as const)
    : ([401, 'You are not signed in, or your session is over.'] as const);
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  const signIn = turn.session ? null : addressOf('/sign-in', { back: [form.home(turn.subject, turn.fields)] });
  return answer(c, services, form, { ...turn, refusal: { message, lawful: [], changed: null, signIn }, status });
}

/** Fields that can't be read. */
class BadFields extends Error {
  readonly problems: readonly FormProblem[];
  constructor(problems: readonly FormProblem[]) {
    super('the fields of a form are wrong');
    this.problems = problems;
  }
}

function readInput<Schema extends z.ZodType>(part: Part, schema: Schema): z.output<Schema> {
  const checked = examine(schema, part.body);
  const placeOf = fieldOfPath(part);
  const inBody = (checked.ok ? [] : checked.problems).map(({ path, message }) => ({
    field: placeOf(path),
    message: valueAt(part.body, path) === undefined ? 'is needed' : message,
  }));
  // The first thing that is wrong with a field is enough.
  const told = new Set(['']);
  const problems = [...part.problems, ...inBody].filter(({ field }) => field === '' || (!told.has(field) && told.add(field)));
  if (!checked.ok || problems.length > 0) throw new BadFields(problems);
  return checked.data;
}

const valueAt = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
      body,
    );

const refusalOf = ({ message, extra }: TrackerError, changed: string | null): Refusal => ({
  message,
  lawful: Array.isArray(extra.lawful) ? (extra.lawful as Status[]) : [],
  changed,
  signIn: null,
});

/** Checks that a form was about all the measures that its subject has now. Throws `precondition`. */
function checkAllSeen(measures: readonly string[], seen: readonly SeenMeasure[]): void {
  const known = new Set(seen.map(({ measure }) => measure));
  const fresh = measures.find((id) => !known.has(id));
  if (fresh !== undefined)
    throw new TrackerError('precondition', `${fresh} was not there when you opened this form; look again and repeat`);
}

const seenNow = async (tracker: Tracker, ids: readonly string[]): Promise<SeenMeasure[]> =>
  (await standingsOn(tracker, ids, dayOf(tracker.clock()))).map(({ id, state_tag }) => seenAt(id, state_tag) as SeenMeasure);

/** Since when a measure shows what was recorded for a later day than that of new changes of its status; null if it shows them. */
function laterChange({ id, status_from }: MeasureRow, entries: readonly Entry[]): PartialDate | null {
  const own = entriesOf(entries, 'status_change').filter(({ measure_id }) => measure_id === id);
  // What comes by a new change's own terms is of that change.
  const isOfOwn = own.some(({ effective_on, until_on }) => until_on === status_from || firstDay(effective_on) >= firstDay(status_from));
  return own.length === 0 || isOfOwn ? null : status_from;
}

async function previewOf(tracker: Tracker, answer: Recorded): Promise<Omit<Preview, 'before'>> {
  const { on, measures, overtaken, later, again, brings, left, dispute, recorded } = answer;
  const { names } = await readNames(tracker, {});
  // One that the same form registers stood nowhere before.
  const known = measures.map(({ id }) => id).filter((id) => names.measures.has(id));
  const before = new Map((await standingsOn(tracker, known, on)).map(({ id, status }) => [id, status]));
  return {
    on,
    measures: measures.map((row) => ({
      ...{ id: row.id, title: row.title, before: before.get(row.id) ?? null, after: row.status },
      later: laterChange(row, entriesRecorded(answer)),
    })),
    overtaken,
    later,
    again,
    brings,
    left,
    dispute,
    entries: entriesRecorded(answer),
    changes: new Map(recorded.flatMap(({ seq, changes }) => (changes ? [[seq, changes] as const] : []))),
  };
}

/** Of more than that there is nothing to choose from: what is typed is found all the same. */
const SHOWN = 1000;

async function answer<Subject, Schema extends z.ZodType>(
  c: Request,
  services: Services,
  form: RecordingForm<Subject, Schema>,
  { subject, session, fields, seen, problems = [], refusal, preview, unseen = false, status = 200 }: Turn<Subject>,
): Promise<Response> {
  const { tracker } = services;
  const called = await readCalled(tracker);
  const { names } = called;
  const view = await formView(c, services, readQuery(c), form.cites?.(subject));
  const state: RecordingState = {
    action: addressOf(c.req.path, readQuery(c)),
    forAdmins: callAt(form.call(subject)).call.adminOnly ?? false,
    fields,
    hidden: {
      csrf: [session?.csrf ?? ''],
      seen: seen.map(({ measure, seq, hash }) => `${measure} ${seq}-${hash}`),
      ...(form.version && { version: [form.version(subject)] }),
      key: [randomUUID()],
      ...(preview && session && { previewed: [sealOf(c, session, fields)] }),
    },
    problems,
    refusal: refusal ?? null,
    unseen,
    preview: preview ?? null,
    known: {
      sources: called.titles('sources', SHOWN),
      places: first(names.jurisdictions),
      exporters: [...Object.values(CLASS_WORDS), ...first(names.exporters)],
      measures: called.titles('measures', SHOWN),
      disputes: called.titles('disputes', SHOWN),
      cases: called.ids('wto_cases', SHOWN),
    },
  };
  keepToGoBack(c);
  return c.html(await form.page({ tracker, subject, state, view }), status);
}

const first = (names: ReadonlyMap<string, string>): string[] => [...names.values()].slice(0, SHOWN);

/** A seal on what was previewed: only the same fields of the same form, in the same session, have it. */
const sealOf = (c: Request, { csrf }: Session, fields: Given): string =>
  createHmac('sha256', csrf)
    .update(JSON.stringify([c.req.path, Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('base64url');

/** A double click records once: each preview has a key of its own. */
function onceOnly(c: Request, session: Session, sent: Given, fields: Given): WriteContext['idempotency'] {
  const key = textOf(sent, 'key');
  if (key === undefined || !/^[\w-]{1,64}$/.test(key)) throw invalid('', 'the form lacks its key: open the page again');
  return { tokenId: session.token.id, key: `${textOf(sent, 'do')}-${key}`, fingerprint: sealOf(c, session, fields) };
}

/** Which measures the form was about, in which state. */
function seenIn(sent: Given): SeenMeasure[] {
  return (sent.seen ?? []).map((text) => {
    const [, measure = '', tag = ''] = /^([a-z0-9-]+) (\S+)$/.exec(text) ?? [];
    const state = seenAt(measure, tag);
    if (state?.hash === undefined) throw invalid('', 'the form does not say which state it is about: open the page again');
    return state;
  });
}
