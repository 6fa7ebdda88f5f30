import type * as z from 'zod';
import type { CallOf } from '../../changes/call.ts';
import { CALLS_BY_VERB } from '../../changes/calls.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { CodeFinder } from '../../lookups/called.ts';
import { showDispute } from '../../lookups/disputes.ts';
import { showMeasure } from '../../lookups/measure.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import { showWtoCase } from '../../lookups/wto-cases.ts';
import { type BodyField, REMOVED } from '../../pages/recording/body-fields.tsx';
import { StatementPage, TablePage } from '../../pages/recording/statement-pages.tsx';
import type { Recorded } from '../../things/answers.ts';
import { CoverageBody, CoverageChangeBody } from '../../things/coverage.ts';
import { ENTRY_THINGS } from '../../things/ledger.ts';
import type { MeasureDetail } from '../../things/measure.ts';
import { RateTableBody, RateTableChangeBody } from '../../things/rate-table.ts';
import type { Given } from '../address.ts';
import { bodyFields, bodyPart, fieldsOfBody } from './body-fields.ts';
import { type Part, partsJoined, provenancePart, textOf } from './fields.ts';
import { defineRecordingForm, type FormShown, type MountedForm, ofCall } from './recording-form.ts';
import { scopesPart } from './scope-fields.ts';

// Forms that record a statement about a measure, a dispute or a WTO case: their fields are those of the body of its call.

/** What a statement is about. */
interface Subject {
  id: string;
  title: string;
  measures: readonly string[];
}

const ANNOUNCED: BodyField = { name: 'announced_on', as: 'date', required: false, terms: [] };

/** The fields of a kind of entry as a form shows them: its own, and when it was announced. */
export const shownFields = (own: readonly BodyField[]): BodyField[] => {
  const at = own.findIndex(({ as }) => ['scope', 'scopes', 'rates', 'removed'].includes(as));
  return at === -1 ? [...own, ANNOUNCED] : [...own.slice(0, at), ANNOUNCED, ...own.slice(at)];
};

interface Statement<Schema extends z.ZodType> {
  path: string;
  title: string;
  lead?: string;
  home(id: string): string;
  load(tracker: Tracker, id: string): Promise<Subject>;
  fields: readonly BodyField[];
  start?(subject: Subject, on: string, called: CodeFinder): Given;
  /** The call of the API that takes the same body. */
  call: CallOf<Schema, Recorded>;
}

const statementForm = <Schema extends z.ZodType>({ path, title, lead, home, load, fields, start, call }: Statement<Schema>): MountedForm =>
  defineRecordingForm({
    path,
    load,
    measures: ({ measures }) => measures,
    home: ({ id }) => home(id),
    start: (subject, on, _today, called) => start?.(subject, on, called) ?? {},
    read: (given, _subject, called) => partsJoined(bodyPart(fields, given, called), provenancePart(given, called)),
    ...ofCall(call, ({ id }: Subject) => id),
    page: async ({ subject, state, view }) => (
      <StatementPage
        state={state}
        view={view}
        title={title}
        lead={lead}
        kicker={{ href: home(subject.id), title: subject.title }}
        fields={shownFields(fields)}
      />
    ),
  });

const ofMeasure = async (tracker: Tracker, id: string): Promise<Subject> => {
  const { title } = await showMeasure(tracker, id, {});
  return { id, title, measures: [id] };
};
const measureHome = (id: string): string => `/measures/${id}`;

const milestoneFields = bodyFields(ENTRY_THINGS.milestone.asked);
const happened = (_subject: Subject, on: string): Given => ({ happened_on: [on] });

const STATEMENTS: readonly MountedForm[] = [
  statementForm({
    ...{ path: '/measures/{id}/add/milestone', title: 'Record what happened', home: measureHome, load: ofMeasure },
    lead: 'Something happened to the measure, and changed neither its status nor what it covers nor its rates.',
    ...{ fields: milestoneFields, start: happened, call: CALLS_BY_VERB.recordMilestone },
  }),
  statementForm({
    ...{ path: '/disputes/{id}/add/milestone', title: 'Record what happened', home: (id) => `/disputes/${id}` },
    load: (tracker, id) => showDispute(tracker, id, {}),
    lead: 'Something happened to the dispute as a whole, and changed no measure.',
    ...{ fields: milestoneFields, start: happened, call: CALLS_BY_VERB.recordDisputeMilestone },
  }),
  statementForm({
    ...{ path: '/wto-cases/{id}/add/milestone', title: 'Record a stage', home: (id) => `/wto-cases/${id}` },
    load: async (tracker, id) => {
      const { title } = await showWtoCase(tracker, id, {});
      return { id, title: title === null ? id : `${id}: ${title}`, measures: [] };
    },
    lead: 'A stage that the case reached, or what else happened to it.',
    fields: bodyFields(ENTRY_THINGS.milestone.asked, { wto_case: null }),
    start: (_subject, on) => ({ happened_on: [on], type: ['wto_stage'] }),
    call: CALLS_BY_VERB.recordCaseMilestone,
  }),
  statementForm({
    ...{ path: '/measures/{id}/add/link', title: 'Link the measure', home: measureHome, load: ofMeasure },
    ...{ fields: bodyFields(ENTRY_THINGS.link.asked), call: CALLS_BY_VERB.recordLink },
  }),
  statementForm({
    ...{ path: '/measures/{id}/add/quota', title: 'Record a quota', home: measureHome, load: ofMeasure },
    ...{ fields: bodyFields(ENTRY_THINGS.quota.asked), call: CALLS_BY_VERB.recordQuota },
  }),
  statementForm({
    ...{ path: '/measures/{id}/add/duty-rule', title: 'Record how it combines with other tariffs', home: measureHome, load: ofMeasure },
    fields: bodyFields(ENTRY_THINGS.duty_rule.asked),
    start: ({ id }, on, called) => ({ measure: [called.titleOf('measures', id)], first_on: [on] }),
    call: CALLS_BY_VERB.recordDutyRule,
  }),
];

/** A table is stated whole where so many rows are to be looked over. */
const SHORT = 60;
const isChange = (fields: Given): boolean => textOf(fields, 'mode') === 'change';

/** What stands on a day: the stretch that is current, of those that hold. */
const standingAt = <Stretch extends { starts_on: string; ends_on: string | null }>(
  stretches: readonly Stretch[],
  on: string,
): Stretch | undefined =>
  stretches.findLast(({ starts_on, ends_on }) => starts_on <= on && (ends_on === null || on <= ends_on)) ?? stretches.at(-1);

/** What a table begins with: what stands, where it is short; else nothing but what changes. */
const startWith = (on: string, whole: Given | null, rows: number): Given => ({
  effective_on: [on],
  ...(rows > 0 && (whole === null || rows > SHORT) ? { mode: ['change'] } : { mode: ['whole'], ...whole }),
});

const COVERAGE_FIELDS = bodyFields(ENTRY_THINGS.coverage.asked);
const COVERAGE_DAYS = COVERAGE_FIELDS.filter(({ as }) => as !== 'scopes');
const RATE_FIELDS = bodyFields(ENTRY_THINGS.rate_table.asked);
const RATE_DAYS = RATE_FIELDS.filter(({ as }) => as !== 'rates');

/** The scopes of a coverage: all of them, or those to be covered and those no more. */
function coveragePart(fields: Given, called: CodeFinder): Part {
  const scopes = scopesPart(fields, 'scopes_', isChange(fields) ? 'set' : 'scopes', called);
  if (!isChange(fields)) return scopes;
  return partsJoined(scopes, scopesPart(fields, 'gone_', 'remove', called));
}

/** The rates of a table: all of them, or those to be set and those to be removed. */
function ratesPart(fields: Given, called: CodeFinder): Part {
  const rates = bodyPart(
    RATE_FIELDS.filter(({ as }) => as === 'rates'),
    fields,
    called,
  );
  if (!isChange(fields)) return rates;
  const { rates: set, ...body } = rates.body;
  const renamed = { ...rates, body: { ...body, ...(set !== undefined && { set }) }, places: [['set', 'rates']] as const };
  return partsJoined(renamed, bodyPart([REMOVED], fields, called));
}

interface TableSubject extends Subject {
  measure: MeasureDetail;
}

const loadTable = async (tracker: Tracker, id: string): Promise<TableSubject> => {
  const measure = await showMeasure(tracker, id, {});
  return { id, title: measure.title, measures: [id], measure };
};

/** What both forms of tables have in common. `days`: the fields of their day. */
const tableForm = (kind: 'coverage' | 'rate_table', title: string, days: readonly BodyField[]) => ({
  measures: ({ measures }: TableSubject) => measures,
  home: ({ id }: TableSubject) => measureHome(id),
  page: async ({ subject, state, view }: FormShown<TableSubject>) => (
    <TablePage
      {...{ state, view, kind, title }}
      kicker={{ href: measureHome(subject.id), title: subject.title }}
      fields={shownFields(days)}
    />
  ),
});

const RECORD_COVERAGE = defineRecordingForm({
  ...tableForm('coverage', 'Record what it covers', COVERAGE_DAYS),
  path: '/measures/{id}/add/coverage',
  load: loadTable,
  start: ({ measure }, on, _today, called) => {
    const scopes = standingAt(measure.coverage, on)?.scopes ?? [];
    const codes = scopes.reduce((sum, { goods }) => sum + 1 + goods.length / 10, 0);
    return startWith(on, fieldsOfBody(COVERAGE_FIELDS, { scopes }, called), codes);
  },
  read: (fields, _subject, called) =>
    partsJoined(bodyPart(COVERAGE_DAYS, fields, called), coveragePart(fields, called), provenancePart(fields, called)),
  ...ofCall(CALLS_BY_VERB.recordCoverage, ({ id }: TableSubject) => id),
  chosen: (fields) => (isChange(fields) ? CoverageChangeBody : CoverageBody),
});

const RECORD_RATES = defineRecordingForm({
  ...tableForm('rate_table', 'Record rates', RATE_DAYS),
  path: '/measures/{id}/add/rates',
  load: async (tracker, id) => {
    const subject = await loadTable(tracker, id);
    if (subject.measure.kind !== 'tariff') throw new TrackerError('conflict', `${subject.title} is a ban: only a tariff has rates`);
    return subject;
  },
  start: ({ measure }, on, _today, called) => {
    const rates = standingAt(measure.rate_tables, on)?.rates ?? [];
    return startWith(on, fieldsOfBody(RATE_FIELDS, { rates }, called), rates.length);
  },
  read: (fields, _subject, called) =>
    partsJoined(bodyPart(RATE_DAYS, fields, called), ratesPart(fields, called), provenancePart(fields, called)),
  ...ofCall(CALLS_BY_VERB.recordRateTable, ({ id }: TableSubject) => id),
  chosen: (fields) => (isChange(fields) ? RateTableChangeBody : RateTableBody),
});

export const STATEMENT_FORMS: readonly MountedForm[] = [...STATEMENTS, RECORD_COVERAGE, RECORD_RATES];
