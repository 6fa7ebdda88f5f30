import { readEntry, recordEntry } from '../../changes/kinds.ts';
import type { Recorder } from '../../changes/recorder.ts';
import { LATEST, WHOLE } from '../../db/cut.ts';
import { measureHeads } from '../../db/register.ts';
import { statementsOfMeasures } from '../../db/statements.ts';
import { firstDay } from '../../domain/dates.ts';
import { TrackerError } from '../../domain/errors.ts';
import { chunksOf, groupBy } from '../../domain/group.ts';
import { checkUntil } from '../../domain/history.ts';
import { canonicalText } from '../../domain/ledger.ts';
import type { Action } from '../../things/imported.ts';
import type { EntryOf } from '../../things/ledger.ts';
import { RateTableBody, RateTableChangeBody, type RateTableChangeInput, type RateTableInput } from '../../things/rate-table.ts';
import { forEach, parsed, provenanceIn, type SheetCells, type SheetReading } from './cells.ts';
import { missingMeasures } from './missing-measures.ts';
import type { SheetReader } from './outcome.ts';
import { joinScopes, placeInScope, type ReadScope } from './scopes.ts';
import { checkSources } from './sources-cited.ts';

/** The rates of a tariff from a day on: whole, or what changes; a place in it leads back to its row. */
interface ReadTable {
  cells: SheetCells;
  lines: number[];
  measure: string;
  table: RateTableInput | RateTableChangeInput;
  rowAt: (path: string) => SheetCells;
}

/** What is said of a rate beside its scope, and of the table as a whole. */
const RATE_COLUMNS = ['expression', 'min_pct', 'max_pct', 'collection', 'value_part', 'rate_note'] as const;
const TABLE_COLUMNS = ['until_on', 'announced_on', 'sources', 'unsourced', 'note', 'confidence', 'doubt'] as const;

/** Rates, a row each; those of one measure with the same first day are one table. */
export const readRates: SheetReader = async (rows, reading) => {
  const { problems } = reading;
  const found: ReadTable[] = [];
  await forEach(groupBy(rows, (cells) => `${cells.text('measure') ?? ''} ${cells.text('effective_on') ?? ''}`).values(), (own) => {
    const table = readTable(own, reading);
    if (table) found.push(table);
  });
  const actions = new Map<ReadTable, Action>();
  return {
    plan: async (recorder) => {
      await checkMeasures(recorder, found);
      await checkSources(
        recorder,
        found.map(({ cells, table }) => ({ lines: [cells.line], claim: table })),
        problems,
      );
      const sound = found.filter(({ lines }) => !lines.some((line) => problems.has(line)));
      const standing = await standingTables(recorder, sound);
      await forEach(sound, async (one) => {
        const before = standing
          .get(one.measure)
          ?.filter(({ effective_on }) => effective_on === one.table.effective_on)
          .at(-1);
        const action = before === undefined ? 'added' : 'changed';
        const first = found.find(({ measure }) => measure === one.measure) === one;
        const same =
          'rates' in one.table ? before && (await saysTheSame(recorder, before, one)) : first && (await changesNothing(recorder, one));
        actions.set(one, same ? 'unchanged' : action);
      });
      return found.map((one) => ({
        lines: one.lines,
        id: one.measure,
        action: actions.get(one) ?? 'added',
        says: saysTable(one.table),
        measure: one.measure,
      }));
    },
    record: (recorder) =>
      // In the order of their days: what changes is against what was recorded before.
      forEach(
        [...found].sort((a, b) => (firstDay(a.table.effective_on) < firstDay(b.table.effective_on) ? -1 : 1)),
        async (one) => {
          if (actions.get(one) === 'unchanged') return;
          const { measure, table, cells, rowAt } = one;
          await problems.recording(
            cells.line,
            (path) => recordEntry(recorder, 'rate_table', { subject: { measure_id: measure } }, table, path),
            (path) => rowAt(path).line,
          );
        },
      ),
  };
};

async function checkMeasures({ connection }: Recorder, found: readonly ReadTable[]): Promise<void> {
  await missingMeasures(connection, found);
  const ids = [...new Set(found.map(({ measure }) => measure))];
  const bans = new Set<string>();
  for (const chunk of chunksOf(ids, 500))
    for (const [id, { kind }] of await measureHeads(connection, LATEST, chunk)) if (kind === 'ban') bans.add(id);
  for (const { cells, measure } of found) if (bans.has(measure)) cells.problem('measure', `${measure} is a ban: only a tariff has rates`);
}

/** The rate tables that stand for these measures. */
async function standingTables({ connection }: Recorder, found: readonly ReadTable[]): Promise<Map<string, EntryOf<'rate_table'>[]>> {
  const statements = await statementsOfMeasures(connection, [...new Set(found.map(({ measure }) => measure))], WHOLE);
  return new Map(
    [...statements].map(([id, { rateTables }]) => [id, rateTables.flatMap(({ entry }) => (entry.kind === 'rate_table' ? [entry] : []))]),
  );
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const saysTable = (table: ReadTable['table']): string =>
  'rates' in table
    ? `${counted(table.rates.length, 'rate')} from ${table.effective_on}`
    : `${counted((table.set ?? []).length + (table.remove ?? []).length, 'change')} of rates from ${table.effective_on}`;

/** Do the changes change nothing? What they can't change is told at its row. A later day's are only known once the earlier ones are recorded. */
async function changesNothing(recorder: Recorder, { measure, table, cells, rowAt }: ReadTable): Promise<boolean> {
  try {
    await readEntry(recorder, 'rate_table', { subject: { measure_id: measure } }, table);
    return false;
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    if (error.code === 'conflict') return true;
    for (const { path, message } of error.details)
      if (path === 'effective_on') cells.problem(path, message);
      else rowAt(path).problem('change', message);
    return false;
  }
}

/** Does a table say what stands there already? */
async function saysTheSame(recorder: Recorder, before: EntryOf<'rate_table'>, { measure, table }: ReadTable): Promise<boolean> {
  const { says } = await readEntry(recorder, 'rate_table', { subject: { measure_id: measure } }, table);
  const told = ({ effective_on, until_on, rates }: Pick<EntryOf<'rate_table'>, 'effective_on' | 'until_on' | 'rates'>): string =>
    canonicalText({ effective_on, until_on, rates });
  return says.kind === 'rate_table' && told(says) === told(before);
}

function readTable(rows: readonly [SheetCells, ...SheetCells[]], reading: SheetReading): ReadTable | undefined {
  const { problems } = reading;
  const [first, ...more] = rows;
  const measure = first.text('measure');
  if (measure === undefined) for (const cells of rows) cells.problem('measure', 'is missing: give the id of the tariff');
  for (const cells of more) cells.mustAgree(first, TABLE_COLUMNS, `${measure} from ${first.text('effective_on')}`);
  const isChange = rows.some((cells) => cells.text('change') !== undefined);
  const rates = joinScopes(rows, reading, [...RATE_COLUMNS, 'change']);
  const lists = { rates, set: rates.filter(({ cells }) => isSet(cells)), remove: rates.filter(({ cells }) => isRemoved(cells)) };
  if (isChange)
    for (const cells of rows)
      if (!isSet(cells) && !isRemoved(cells))
        cells.problem('change', `"${cells.text('change') ?? ''}" is neither set nor remove: say which of each row, or of none`);
  const rowsOf = (own: readonly ReadScope[]) => own.map(({ cells, body }) => ({ scope: body, ...rateOf(cells) }));
  const input = {
    ...first.fields(['effective_on', 'until_on']),
    ...(isChange
      ? { set: rowsOf(lists.set), remove: lists.remove.map(({ cells, body }) => ({ scope: body, ...cells.fields(['value_part']) })) }
      : { rates: rowsOf(rates) }),
    ...provenanceIn(first),
  };
  const table = parsed(isChange ? RateTableChangeBody : RateTableBody, input, ([field = '', index, part, ...rest]) => {
    if (field !== 'rates' && field !== 'set' && field !== 'remove') return { cells: first, column: field };
    const rate = lists[field][Number(index)];
    const cells = rate?.cells ?? first;
    if (part === 'scope') return placeInScope(rate, rest, first);
    if (part === 'range') return { cells, column: rest[0] ?? 'min_pct' };
    return { cells, column: part === 'note' ? 'rate_note' : (part ?? 'expression') };
  });
  if (measure === undefined || table === undefined) return undefined;
  const statement = { effective_on: table.effective_on, until_on: table.until_on ?? null };
  if (!problems.passes(first.line, 'until_on', () => checkUntil(measure, [{ seq: 0, position: 0, doubt: null, ...statement }])))
    return undefined;
  const rowAt = (path: string): SheetCells => {
    const [list = '', index] = path.split('.');
    const own = list === 'set' || list === 'remove' || (list === 'rates' && !isChange) ? lists[list] : [];
    return own[Number(index)]?.cells ?? first;
  };
  return { cells: first, lines: rows.map(({ line }) => line), measure, table, rowAt };
}

const isSet = (cells: SheetCells): boolean => cells.text('change')?.toLowerCase() === 'set';
const isRemoved = (cells: SheetCells): boolean => cells.text('change')?.toLowerCase() === 'remove';

function rateOf(cells: SheetCells) {
  const [min_pct, max_pct] = ['min_pct', 'max_pct'].map((column) => cells.text(column)?.replace(/\s*%$/, ''));
  const ranged = min_pct !== undefined || max_pct !== undefined;
  return {
    ...cells.fields(['expression', 'collection', 'value_part']),
    note: cells.text('rate_note'),
    ...(ranged && { range: { min_pct, max_pct } }),
  };
}
