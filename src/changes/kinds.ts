import type * as z from 'zod';
import { LATEST, WHOLE } from '../db/cut.ts';
import { existingIds } from '../db/ids.ts';
import { dayOf, firstDay, lastDay, type PartialDate } from '../domain/dates.ts';
import { type FieldPlace, fieldsAt, invalid } from '../domain/errors.ts';
import { filled, type Rate, saysSame } from '../domain/ledger.ts';
import { type Goods, narrowsNothing, type Scope } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import type { EntryKind, Kind as MeasureKind } from '../domain/vocabulary.ts';
import { meantBy } from '../lookups/similar.ts';
import type { ChangedRowsSaid } from '../things/changed-rows.ts';
import { CheckBody } from '../things/check.ts';
import { CoveragesBody } from '../things/coverage.ts';
import { DutyRuleBody } from '../things/duty-rule.ts';
import type { Provenance, Subject } from '../things/entry.ts';
import type { Entry, EntryBody, EntryOf } from '../things/ledger.ts';
import { LinkBody } from '../things/link.ts';
import { MilestoneBody } from '../things/milestone.ts';
import { QuotaBody } from '../things/quota.ts';
import { RateTablesBody } from '../things/rate-table.ts';
import { CollapseBody, ImplementationBody, ResolutionBody } from '../things/resolution.ts';
import { StatusChangeBody } from '../things/status-change.ts';
import type { About } from './about.ts';
import { changedCoverage, changedExemptions, changedRateTable, keptRate } from './changed-tables.ts';
import type { Recorder } from './recorder.ts';
import { checkOfDispute, checkRateTables, checkReach, isOfAll, resolutionOf, stepMeasures, stepOf } from './resolution-checks.ts';

// The one table of the kinds of entry: by it an entry is recorded for the first time, takes the place of another, is loaded from the
// dataset or a sheet, and becomes a body again. So whatever brings an entry, it passes the same checks.

/** What can be recorded by a body of its own; a correction comes with the entry that it retracts, a registration with the thing. */
export type RecordedKind = Exclude<EntryKind, 'correction' | 'registration'>;

type Json = Record<string, unknown>;

/** What an entry is about and what the ledger keeps of it; `changed`: what it changes, where that is how it was stated. */
interface ReadEntry<Of extends RecordedKind> {
  subject: Subject;
  says: EntryBody<Of>;
  changed?: ChangedRowsSaid;
}

interface Kind<Of extends RecordedKind, Body extends z.ZodType> {
  body: Body;
  /**
   * Reads a body: checks it against the register and the ledger, and gives what it is about and what the ledger keeps. Throws
   * `invalid` or `conflict`, whatever brings it.
   */
  read(recorder: Recorder, about: About, input: z.output<Body>, at: FieldPlace): Promise<ReadEntry<Of>> | ReadEntry<Of>;
  /** The fields of a body that would record the same entry again; what every entry says about itself is added. */
  input(entry: EntryOf<Of>): Json;
}
const kind = <Of extends RecordedKind, Body extends z.ZodType>(_of: Of, row: Kind<Of, Body>): Kind<Of, Body> => row;

/** Up to so many entries of one transaction it is said what each takes away from those before. */
const FEW = 500;

const RECORDED_KINDS = {
  status_change: kind('status_change', {
    body: StatusChangeBody,
    read: async (recorder, about, { status, effective_on, until_on = null, exemptions }, at) => {
      if ((status === 'partially_lifted') !== (exemptions !== undefined))
        throw invalid(
          at('exemptions'),
          exemptions === undefined
            ? 'partially_lifted needs exemptions: the scopes that are free from that day on'
            : `exemptions belong to partially_lifted, not to ${status}`,
        );
      if (exemptions?.some(narrowsNothing))
        throw invalid(at('exemptions'), 'an exemption that names nothing frees everything: what is free as a whole is lifted or suspended');
      const says = { kind: 'status_change' as const, status, effective_on, until_on, exemptions: exemptions ?? [] };
      // What is registered with its history states the whole of it, and where many are recorded at once nobody reads what each changes.
      const mayEnd = isInForce(status) && !recorder.isCreated(about.subject.measure_id ?? '') && recorder.entries.length < FEW;
      const changed = (exemptions || mayEnd) && !about.bundled ? await changedExemptions(recorder, about, says) : undefined;
      return { subject: about.subject, says, ...(changed && { changed }) };
    },
    input: ({ status, effective_on, until_on, exemptions }) => ({ status, effective_on, until_on, exemptions: exemptions.map(scopeInput) }),
  }),
  coverage: kind('coverage', {
    body: CoveragesBody,
    read: async (recorder, about, input, at) => {
      const { subject } = about;
      const [list, stated] = 'scopes' in input ? (['scopes', input.scopes] as const) : (['set', input.set ?? []] as const);
      await recorder.checkAffected(subject.measure_id as string, stated, (index) => at(`${list}.${index}.partners`));
      if (!('scopes' in input)) return { subject, ...(await changedCoverage(recorder, about, input, at)) };
      const { effective_on, until_on = null, scopes } = input;
      return { subject, says: { kind: 'coverage', effective_on, until_on, scopes } };
    },
    input: ({ effective_on, until_on, scopes }) => ({ effective_on, until_on, scopes: scopes.map(scopeInput) }),
  }),
  rate_table: kind('rate_table', {
    body: RateTablesBody,
    read: async (recorder, about, input, at) => {
      const { subject } = about;
      const measure = subject.measure_id ?? '';
      if ((await recorder.measureKind(measure)) !== 'tariff')
        throw invalid(at('rates' in input ? 'rates' : 'set'), `${measure} is a ban: only a tariff has rates`);
      if (!('rates' in input)) return { subject, ...(await changedRateTable(recorder, about, input, at)) };
      const { effective_on, until_on = null, rates } = input;
      return { subject, says: { kind: 'rate_table', effective_on, until_on, rates: rates.map(keptRate) } };
    },
    input: ({ effective_on, until_on, rates }) => ({ effective_on, until_on, rates: rates.map(rateInput) }),
  }),
  milestone: kind('milestone', {
    body: MilestoneBody,
    read: async (recorder, { subject }, { type, happened_on, title, stage = null, wto_case, scopes = [] }, at) => {
      if (wto_case !== undefined && !(await existingIds(recorder.connection, 'wto_cases', [wto_case], LATEST)).has(wto_case))
        throw invalid(at('wto_case'), `there is no WTO case "${wto_case}": add it first (/wto-cases lists them)`);
      const about = { ...subject, wto_case_id: wto_case ?? null };
      if (!Object.values(about).some(Boolean))
        throw invalid(at('wto_case'), 'a milestone of no measure and no dispute must name its WTO case');
      return { subject: about, says: { kind: 'milestone', type, happened_on, title, stage, scopes } };
    },
    input: ({ type, happened_on, title, stage, wto_case_id, scopes }) => ({
      ...{ type, happened_on, title, stage },
      wto_case: wto_case_id,
      scopes: scopes.map(scopeInput),
    }),
  }),
  resolution: kind('resolution', {
    body: ResolutionBody,
    read: async (recorder, { subject, bundled }, { method, agreed_on = null, terms, outcomes: asked }, at) => {
      if (!bundled) recorder.checkAgreed(agreed_on, at('agreed_on'));
      for (const [index, outcome] of asked.entries()) {
        const { measure, reaches } = outcome;
        const place = at(`outcomes.${index}.measure`);
        if ((await recorder.measureKind(measure, place)) === 'ban' && reaches === 'rate')
          throw invalid(place, `"${measure}" is a ban: only a tariff has rates to reach`);
        if (reaches !== 'partially_lifted' && reaches !== 'rate' && !narrowsNothing(outcome.scope))
          throw invalid(
            at(`outcomes.${index}.scope`),
            `"${reaches}" is of all that ${measure} covers: leave the scope out, or have it reach partially_lifted, which frees a part`,
          );
        const before = asked.slice(0, index).find((one) => one.measure === measure && one.reaches !== reaches && isOfAll(one));
        const again = asked.slice(0, index).some((one) => saysSame(one, outcome));
        if (again) throw invalid(place, `"${measure}" is to reach ${reaches} twice: say it once`);
        if (before && isOfAll(outcome))
          throw invalid(place, `"${measure}" is to reach both ${before.reaches} and ${reaches}: name what it is to reach in the end`);
      }
      const outcomes = asked.map(({ measure, reaches, scope }) => ({ measure_id: measure, reaches, scope }));
      if (!bundled) await checkReach(recorder, outcomes, at);
      // Somebody here may have moved a bundled measure to another dispute.
      if (subject.dispute_id && !bundled) await checkOfDispute(recorder, subject.dispute_id, outcomes, at);
      return { subject, says: { kind: 'resolution', method, agreed_on, terms, outcomes } };
    },
    input: ({ method, agreed_on, terms, outcomes }) => ({
      ...{ method, agreed_on, terms },
      outcomes: outcomes.map(({ measure_id, reaches, scope }) => ({ measure: measure_id, reaches, scope: scopeInput(scope) })),
    }),
  }),
  implementation: kind('implementation', {
    body: ImplementationBody,
    read: async (recorder, about, { effective_on, measures: named, rate_tables }, at) => {
      const before = about.instead?.kind === 'implementation' ? about.instead.measures : undefined;
      const measures = stepMeasures(resolutionOf(about), named ?? before, at('measures'));
      if (rate_tables) await checkRateTables(recorder, rate_tables, measures, about, at);
      return {
        subject: about.subject,
        says: {
          kind: 'implementation',
          resolution_seq: stepOf(about),
          effective_on,
          measures,
          ...(rate_tables && { rate_tables: [...new Set(rate_tables)] }),
        },
      };
    },
    input: ({ effective_on, measures, rate_tables = [] }) => ({ effective_on, measures, rate_tables }),
  }),
  collapse: kind('collapse', {
    body: CollapseBody,
    read: (_recorder, about, { effective_on }, at) => {
      const measures = stepMeasures(resolutionOf(about), undefined, at('measures'));
      return { subject: about.subject, says: { kind: 'collapse', resolution_seq: stepOf(about), effective_on, measures } };
    },
    input: ({ effective_on }) => ({ effective_on }),
  }),
  link: kind('link', {
    body: LinkBody,
    read: async (recorder, { subject }, { type, to }, at) => {
      const target = await linkTarget(recorder, to, at('to'));
      if (target.to_measure_id !== null && target.to_measure_id === subject.measure_id)
        throw invalid(at('to'), `"${to}" is the measure itself: name what it is linked to`);
      if (type === 'challenged_in' && to !== undefined && target.to_wto_case_id === null)
        throw invalid(at('to'), `"${to}" is no WTO case, and a measure is challenged in one: name it, such as DS602`);
      return { subject, says: { kind: 'link', type, ...target } };
    },
    input: ({ type, to_measure_id, to_dispute_id, to_wto_case_id }) => ({ type, to: to_measure_id ?? to_dispute_id ?? to_wto_case_id }),
  }),
  duty_rule: kind('duty_rule', {
    body: DutyRuleBody,
    read: async (recorder, { subject }, { type, measure, other_measure, others, percent, scope, first_on, last_on = null }, at) => {
      inOrder(['first_on', first_on], ['last_on', last_on], at);
      await mustBeTariff(recorder, measure, at('measure'));
      if (other_measure !== undefined) await mustBeTariff(recorder, other_measure, at('other_measure'));
      const [beside, other] =
        type === 'levied_on_rest_of'
          ? ([type, 'the measure that is charged on a part of the value'] as const)
          : (['not_levied_with', 'the measure that is levied instead'] as const);
      checkTaken(at('other_measure'), type, beside, other_measure, other, 'other_measure');
      checkTaken(at('percent'), type, 'tops_up_base_to', percent, 'the percent that the base is topped up to', 'percent');
      checkTaken(at('others'), type, 'at_most_one_of', others, 'the other tariffs of which at most one is levied', 'others');
      for (const [index, other] of (others ?? []).entries()) {
        await mustBeTariff(recorder, other, at(`others.${index}`));
        if (other === measure || others?.indexOf(other) !== index)
          throw invalid(at(`others.${index}`), `"${other}" is named twice: name each tariff once`);
      }
      if (other_measure === measure) throw invalid(at('other_measure'), `"${other_measure}" is the tariff itself: name another one`);
      return {
        subject: { ...subject, measure_id: measure },
        says: {
          kind: 'duty_rule',
          type,
          other_measure_id: other_measure ?? null,
          percent: percent ?? null,
          first_on,
          last_on,
          scope,
          ...(others && { others }),
        },
      };
    },
    input: ({ type, measure_id, other_measure_id, others, percent, first_on, last_on, scope }) => ({
      ...{ type, measure: measure_id, other_measure: other_measure_id, others, percent, first_on, last_on },
      scope: scopeInput(scope),
    }),
  }),
  quota: kind('quota', {
    body: QuotaBody,
    read: (_recorder, { subject }, { period, starts_on = null, ends_on = null, quantity = null, unit, quantity_of, scope }, at) => {
      inOrder(['starts_on', starts_on], ['ends_on', ends_on], at);
      return {
        subject,
        says: { kind: 'quota', period, starts_on, ends_on, quantity, unit, ...(quantity_of !== undefined && { quantity_of }), scope },
      };
    },
    input: ({ period, starts_on, ends_on, quantity, unit, quantity_of, scope }) => ({
      ...{ period, starts_on, ends_on, quantity, unit, quantity_of },
      scope: scopeInput(scope),
    }),
  }),
  check: kind('check', {
    body: CheckBody,
    read: ({ change }, { subject }, { checked_on }, at) => {
      const today = dayOf(change.recorded_at);
      if (checked_on > today)
        throw invalid(
          at('checked_on'),
          `"${checked_on}" is not over: nobody can have looked up to then; give ${today} (today in UTC) or an earlier day`,
        );
      return { subject, says: { kind: 'check', checked_on } };
    },
    input: ({ checked_on }) => ({ checked_on }),
  }),
} as const satisfies Record<RecordedKind, object>;

/** What a body of that kind says once it is read. */
export type InputOf<Of extends RecordedKind> = z.output<(typeof RECORDED_KINDS)[Of]['body']>;

/** A row of the table for an entry whose kind is only known at run time: the body has passed the row's own schema. */
export const kindOf = (of: RecordedKind): Kind<RecordedKind, z.ZodType<Provenance>> =>
  RECORDED_KINDS[of] as Kind<RecordedKind, z.ZodType<Provenance>>;

/**
 * Adds an entry to a transaction, after its checks; gives its seq. `path` is where it stood in the input; `entryId` is the stable id
 * of an entry of the bundled dataset. Throws `invalid` or `conflict` for what can't be recorded.
 */
export async function recordEntry<Of extends RecordedKind>(
  recorder: Recorder,
  of: Of,
  about: About,
  input: InputOf<Of>,
  path = '',
  entryId: string | null = null,
): Promise<number> {
  const { subject, says, changed } = await readEntry(recorder, of, { ...about, bundled: entryId !== null }, input, path);
  const seq = recorder.add(subject, says, input as Provenance, path, entryId);
  if (changed) recorder.changedRows.set(seq, changed);
  return seq;
}

/** What an entry would be about and what the ledger would keep of it, after its checks; nothing is added. Throws as `recordEntry`. */
export async function readEntry<Of extends RecordedKind>(
  recorder: Recorder,
  of: Of,
  about: About,
  input: InputOf<Of>,
  path = '',
): Promise<ReadEntry<RecordedKind>> {
  return kindOf(of).read(recorder, about, input as Provenance, fieldsAt(path));
}

/** The body that would record the same entry again: what its correction begins with. A correction has none. */
export function entryInput(entry: Entry): Json {
  if (entry.kind === 'correction' || entry.kind === 'registration') return {};
  const { announced_on, note, confidence, doubt, sources, places, instruments } = entry;
  const said = kindOf(entry.kind).input(entry);
  return filled({
    ...said,
    announced_on,
    note,
    confidence,
    doubt,
    places,
    instruments,
    ...(sources.length > 0 ? { sources } : { unsourced: true }),
  });
}

const goodsInput = ({ name, codes, note, confidence }: Goods): string | Json =>
  name === null && note === null && confidence === null && codes.length === 1
    ? (codes[0] as string)
    : filled({ name, codes, note, confidence });

/** A scope as it is written in a body. */
export const scopeInput = (scope: Scope): Json => filled({ ...scope, goods: scope.goods.map(goodsInput) });

/** A rate as it is written in a body. */
export const rateInput = ({ scope, min_pct, max_pct, ...rate }: Rate): Json =>
  filled({ scope: scopeInput(scope), ...rate, range: min_pct === null ? null : { min_pct, max_pct } });

/** Checks that a field is there for the type of rule that takes it, and for no other. */
function checkTaken(path: string, type: string, takes: string, value: unknown, what: string, field: string): void {
  if ((type === takes) === (value !== undefined)) return;
  throw invalid(path, type === takes ? `${takes} needs ${what}` : `${type} takes no ${field}`);
}

/** Checks that a last day does not come before the first. Throws `invalid`. */
function inOrder([firstField, first]: [string, PartialDate | null], [lastField, last]: [string, PartialDate | null], at: FieldPlace): void {
  if (first !== null && last !== null && lastDay(last) < firstDay(first))
    throw invalid(at(lastField), `"${last}" is before ${firstField} ${first}: it is the last day, that one the first`);
}

async function mustBeTariff(recorder: Recorder, id: string, path: string): Promise<void> {
  const measure: MeasureKind = await recorder.measureKind(id, path);
  if (measure !== 'tariff') throw invalid(path, `"${id}" is a ban: a duty rule is about tariffs`);
}

/** Finds what a link points to: a measure, a dispute or a WTO case. Throws `invalid` if there is none of that id. */
async function linkTarget(recorder: Recorder, to: string | undefined, path: string) {
  const target: Pick<EntryOf<'link'>, 'to_measure_id' | 'to_dispute_id' | 'to_wto_case_id'> = {
    to_measure_id: null,
    to_dispute_id: null,
    to_wto_case_id: null,
  };
  if (to === undefined) return target;
  const tables = { measures: 'to_measure_id', disputes: 'to_dispute_id', wto_cases: 'to_wto_case_id' } as const;
  for (const [table, field] of Object.entries(tables) as [keyof typeof tables, keyof typeof target][])
    if ((await existingIds(recorder.connection, table, [to], LATEST)).has(to)) return { ...target, [field]: to };
  const meant = await meantBy(recorder.connection, ['measures', 'disputes'], to, WHOLE);
  throw invalid(path, `there is no measure, dispute or WTO case "${to}": ${meant}/measures, /disputes and /wto-cases list them`);
}
