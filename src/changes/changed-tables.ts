import { type ScopedStatement, statementsWith } from '../db/statements.ts';
import { containedIn } from '../domain/containment.ts';
import { firstDay, NEVER, type PartialDate } from '../domain/dates.ts';
import { type FieldPlace, invalid, TrackerError } from '../domain/errors.ts';
import type { Rate } from '../domain/ledger.ts';
import { changeRows, type ScopedRow } from '../domain/row-changes.ts';
import type { Scope } from '../domain/scope.ts';
import { type Period, periodOn, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import type { Status } from '../domain/vocabulary.ts';
import { describeScope, rateText } from '../domain/words.ts';
import type { ChangedRowsSaid } from '../things/changed-rows.ts';
import type { CoverageChangeInput } from '../things/coverage.ts';
import type { EntryBody, EntryOf } from '../things/ledger.ts';
import type { RateTableChangeInput, RateTableInput } from '../things/rate-table.ts';
import type { About } from './about.ts';
import type { Recorder } from './recorder.ts';

// What changes against what stands: rates and coverages that are stated so, and what a partial lifting leaves out. The ledger keeps the
// whole that results, so that no entry hangs on another.

type Changing = 'coverage' | 'rate_table';

const WHAT = { coverage: 'coverage', rate_table: 'table of rates' } as const;

/** What stands on the first day of a change, and what was recorded for later days. */
interface Standing<Of extends Changing> {
  period: Period<ScopedStatement>;
  entry: EntryOf<Of>;
  later: ScopedStatement | undefined;
}

/**
 * Finds what stands on a day as the ledger says now, entries with the same first day included that stand before the new one: all of them,
 * or, where it takes the place of another, those recorded before that. Throws `invalid` if nothing stands.
 */
async function standingOn<Of extends Changing>(
  recorder: Recorder,
  of: Of,
  { subject, instead }: About,
  effective_on: PartialDate,
  at: FieldPlace,
): Promise<Standing<Of>> {
  const measure = subject.measure_id ?? '';
  const { coverages, rateTables } = await statementsWith(recorder.connection, measure, recorder.entries);
  const all = of === 'coverage' ? coverages : rateTables;
  const place = all.find(({ seq }) => seq === instead?.seq)?.position ?? Number.POSITIVE_INFINITY;
  const day = firstDay(effective_on);
  const others = all.filter(({ seq }) => seq !== instead?.seq);
  const isLater = (one: ScopedStatement): boolean =>
    firstDay(one.effective_on) > day || (firstDay(one.effective_on) === day && one.position > place);
  const period = periodOn(statementPeriods(others.filter((one) => !isLater(one))), day);
  if (!period)
    throw invalid(
      at('effective_on'),
      `no ${WHAT[of]} of ${measure} stands on ${effective_on}, so nothing can change against it: state it whole (${of === 'coverage' ? 'scopes' : 'rates'})`,
    );
  const [later] = others.filter(isLater).sort((a, b) => (firstDay(a.effective_on) < firstDay(b.effective_on) ? -1 : 1));
  return { period, entry: period.statement.entry as EntryOf<Of>, later };
}

/** What is to be said of a change beside its rows. */
function notesOf<Of extends Changing>(of: Of, { period, later }: Standing<Of>, until: PartialDate | null, isGiven: boolean): string[] {
  const notes: string[] = [];
  if (until !== null && !isGiven) notes.push(`it ends on ${until}, as entry ${period.statement.seq} does`);
  if (later && firstDay(later.effective_on) < (until === null ? NEVER : firstDay(until)))
    notes.push(
      `from ${later.effective_on} on entry ${later.seq} is the ${WHAT[of]}: it was recorded whole before, and what changes here is not in it`,
    );
  return notes;
}

/** The rows that result, and what is said of the change. Throws `invalid` for a row that is not there or named twice, `conflict` if nothing changes. */
function changed<Of extends Changing, Row extends ScopedRow>(
  of: Of,
  standing: Standing<Of>,
  rows: readonly Row[],
  { set, remove }: { set: readonly Row[]; remove: readonly ScopedRow[] },
  says: (row: Row) => string,
  at: FieldPlace,
): { rows: Row[]; said: Omit<ChangedRowsSaid, 'notes'> } {
  const { seq, effective_on } = standing.period.statement;
  const stands = `entry ${seq}, the ${WHAT[of]} from ${effective_on}`;
  const result = changeRows(rows, set, remove);
  if ('kind' in result) {
    const row = describeRow(result.row);
    throw invalid(
      at(result.path),
      result.kind === 'absent' ? `"${row}" is not in ${stands}` : `"${row}" is named twice: name each row once`,
    );
  }
  if (result.changed.length === 0)
    throw new TrackerError('conflict', `nothing changes: all rows stand so in ${stands} already`, [
      { path: at('set'), message: `all of it stands so in entry ${seq} already` },
    ]);
  if (result.rows.length === 0)
    throw invalid(at('remove'), `nothing would be left of ${stands}: record that the measure ends, or state what takes its place`);
  return {
    rows: result.rows,
    said: {
      against: seq,
      changed: result.changed.map(({ row, before, after }) => ({
        ...told(row),
        before: before.length === 0 ? null : [...new Set(before.map(says))].join(' and '),
        after: after && says(after),
      })),
      unchanged: result.unchanged.map(told),
    },
  };
}

const describeRow = ({ scope, value_part }: ScopedRow): string =>
  `${describeScope(scope)}${value_part === undefined ? '' : ` (on ${value_part} alone)`}`;

const told = (row: ScopedRow) => ({ row: describeRow(row), scope: row.scope });

/** Checks whom rows name while they stand where they were sent: of the whole that results they may be others. Throws `invalid`. */
const checkSet = (recorder: Recorder, rows: readonly { scope: Scope }[], at: FieldPlace, field = '.scope'): void => {
  for (const [index, { scope }] of rows.entries()) recorder.checkScope(scope, at(`set.${index}${field}`));
};

/** A rate as the ledger keeps it. */
export const keptRate = ({
  scope,
  expression,
  range,
  collection,
  note,
  confidence,
  doubt,
  value_part,
}: RateTableInput['rates'][number]): Rate => ({
  scope,
  expression: expression ?? null,
  min_pct: range?.min_pct ?? null,
  max_pct: range?.max_pct ?? null,
  collection,
  note: note ?? null,
  confidence: confidence ?? null,
  doubt: doubt ?? null,
  ...(value_part !== undefined && { value_part }),
});

/** The rates from a day on, of those that stand on it and what changes. Throws `invalid` and `conflict` as above. */
export async function changedRateTable(
  recorder: Recorder,
  about: About,
  { effective_on, until_on, set = [], remove = [] }: RateTableChangeInput,
  at: FieldPlace,
): Promise<{ says: EntryBody<'rate_table'>; changed: ChangedRowsSaid }> {
  const standing = await standingOn(recorder, 'rate_table', about, effective_on, at);
  checkSet(recorder, set, at);
  const until = until_on ?? standing.entry.until_on;
  const asked = {
    set: set.map(keptRate),
    remove: remove.map(({ scope, value_part }) => ({ scope, ...(value_part !== undefined && { value_part }) })),
  };
  const says = (rate: Rate): string => `${rateText(rate)}${rate.collection === 'full' ? '' : ` (${rate.collection})`}`;
  const { rows, said } = changed('rate_table', standing, standing.entry.rates, asked, says, at);
  return {
    says: { kind: 'rate_table', effective_on, until_on: until, rates: rows },
    changed: { ...said, notes: notesOf('rate_table', standing, until, until_on !== undefined) },
  };
}

/** The coverage from a day on, of the one that stands on it and what changes. Throws `invalid` and `conflict` as above. */
export async function changedCoverage(
  recorder: Recorder,
  about: About,
  { effective_on, until_on, set = [], remove = [] }: CoverageChangeInput,
  at: FieldPlace,
): Promise<{ says: EntryBody<'coverage'>; changed: ChangedRowsSaid }> {
  const standing = await standingOn(recorder, 'coverage', about, effective_on, at);
  const until = until_on ?? standing.entry.until_on;
  const asRows = (scopes: readonly Scope[]): ScopedRow[] => scopes.map((scope) => ({ scope }));
  checkSet(recorder, asRows(set), at, '');
  const asked = { set: asRows(set), remove: asRows(remove) };
  const { rows, said } = changed('coverage', standing, asRows(standing.entry.scopes), asked, () => 'covered', at);
  return {
    says: { kind: 'coverage', effective_on, until_on: until, scopes: rows.map(({ scope }) => scope) },
    changed: { ...said, notes: notesOf('coverage', standing, until, until_on !== undefined) },
  };
}

/**
 * What is exempt before and after a status in force: a partial lifting names all that is exempt and not what is added, and any other frees
 * nothing. Told where something that was exempt is bound again, or where an entry of a later day lacks what is exempt now; undefined elsewhere.
 */
export async function changedExemptions(
  recorder: Recorder,
  { subject, instead }: About,
  { status, effective_on, exemptions }: { status: Status; effective_on: PartialDate; exemptions: readonly Scope[] },
): Promise<ChangedRowsSaid | undefined> {
  const { statuses } = await statementsWith(recorder.connection, subject.measure_id ?? '', recorder.entries);
  const day = firstDay(effective_on);
  const others = statuses.filter(({ seq }) => seq !== instead?.seq);
  const lacks = (scopes: readonly Scope[], by: readonly Scope[]): Scope[] =>
    scopes.filter((scope) => !containedIn(by, scope, day, recorder.register));
  const until = others.filter((one) => firstDay(one.effective_on) <= day);
  const standing = periodOn(statusPeriods(until), day)?.statement;
  if (standing === undefined) return undefined;
  // What ends a suspension comes in the place of what would come back by itself, with what that frees.
  const ended = until.map((one) => (one.seq === standing.seq && one.status === 'suspended' ? { ...one, until_on: effective_on } : one));
  const held = periodOn(statusPeriods(ended), day);
  const before = held?.returns ?? standing;
  const boundAgain = lacks(before.exemptions, exemptions);
  const later = statusPeriods(others).find(({ starts_on, derived }) => starts_on > day && !derived)?.statement;
  const lackedLater = later?.status === 'partially_lifted' ? lacks(exemptions, later.exemptions) : [];
  if (boundAgain.length + lackedLater.length === 0) return undefined;
  const named = (scopes: readonly Scope[]): string => scopes.map(describeScope).join(' | ');
  return {
    against: before.seq,
    changed: [
      ...boundAgain.map((scope) => ({ ...told({ scope }), before: 'exempt', after: null })),
      ...lacks(exemptions, before.exemptions).map((scope) => ({ ...told({ scope }), before: null, after: 'exempt' })),
    ],
    unchanged: [],
    notes: [
      ...(boundAgain.length === 0
        ? []
        : status === 'partially_lifted'
          ? [`a partial lifting names all that is exempt: what stays so from entry ${before.seq} must be named too`]
          : [`${status} exempts nothing: if what is exempt by entry ${before.seq} stays so, record partially_lifted with that`]),
      ...(lackedLater.length === 0
        ? []
        : [`from ${later?.effective_on} on entry ${later?.seq} says what is exempt, and has not ${named(lackedLater)}`]),
    ],
  };
}
