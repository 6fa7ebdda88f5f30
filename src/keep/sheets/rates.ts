import { readEntry, recordEntry } from '../../changes/kinds.ts';
import type { Recorder } from '../../changes/recorder.ts';
import { LATEST, WHOLE } from '../../db/cut.ts';
import { statementsOfMeasures } from '../../db/periods.ts';
import { existingIds, measureHeads } from '../../db/register.ts';
import { groupBy } from '../../domain/group.ts';
import { canonicalText } from '../../domain/ledger.ts';
import { checkUntil } from '../../domain/timeline.ts';
import type { Action } from '../../things/imported.ts';
import type { EntryOf } from '../../things/ledger.ts';
import { RateTableBody, type RateTableInput } from '../../things/rate-table.ts';
import { type Cells, forEach, parsed, provenanceOf, type Reading } from './cells.ts';
import type { SheetReader } from './outcome.ts';
import { joinScopes, placeInScope } from './scopes.ts';
import { checkSources } from './sources-cited.ts';

/** The rates of a tariff from a day on. */
interface ReadTable {
  cells: Cells;
  lines: number[];
  measure: string;
  table: RateTableInput;
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
        actions.set(one, before === undefined ? 'added' : (await saysTheSame(recorder, before, one)) ? 'unchanged' : 'changed');
      });
      return found.map((one) => ({
        lines: one.lines,
        id: one.measure,
        action: actions.get(one) ?? 'added',
        says: `${one.table.rates.length} ${one.table.rates.length === 1 ? 'rate' : 'rates'} from ${one.table.effective_on}`,
        measure: one.measure,
      }));
    },
    record: (recorder) =>
      forEach(found, async (one) => {
        if (actions.get(one) === 'unchanged') return;
        const { measure, table, cells } = one;
        await recordEntry(recorder, 'rate_table', { subject: { measure_id: measure } }, table, `${problems.unit} ${cells.line}`);
      }),
  };
};

async function checkMeasures({ connection }: Recorder, found: readonly ReadTable[]): Promise<void> {
  const ids = [...new Set(found.map(({ measure }) => measure))];
  const known = await existingIds(connection, 'measures', ids, LATEST);
  const bans = new Set<string>();
  for (let at = 0; at < ids.length; at += 500)
    for (const [id, { kind }] of await measureHeads(connection, LATEST, ids.slice(at, at + 500))) if (kind === 'ban') bans.add(id);
  for (const { cells, measure } of found)
    if (!known.has(measure)) cells.problem('measure', `there is no measure "${measure}"`);
    else if (bans.has(measure)) cells.problem('measure', `${measure} is a ban: only a tariff has rates`);
}

/** The rate tables that stand for these measures. */
async function standingTables({ connection }: Recorder, found: readonly ReadTable[]): Promise<Map<string, EntryOf<'rate_table'>[]>> {
  const statements = await statementsOfMeasures(connection, [...new Set(found.map(({ measure }) => measure))], WHOLE);
  return new Map(
    [...statements].map(([id, { rateTables }]) => [id, rateTables.flatMap(({ entry }) => (entry.kind === 'rate_table' ? [entry] : []))]),
  );
}

/** Does a table say what stands there already? */
async function saysTheSame(recorder: Recorder, before: EntryOf<'rate_table'>, { measure, table }: ReadTable): Promise<boolean> {
  const { says } = await readEntry(recorder, 'rate_table', { subject: { measure_id: measure } }, table);
  const told = ({ effective_on, until_on, rates }: Pick<EntryOf<'rate_table'>, 'effective_on' | 'until_on' | 'rates'>): string =>
    canonicalText({ effective_on, until_on, rates });
  return says.kind === 'rate_table' && told(says) === told(before);
}

function readTable(rows: readonly Cells[], reading: Reading): ReadTable | undefined {
  const { problems } = reading;
  const [first, ...more] = rows as [Cells, ...Cells[]];
  const measure = first.text('measure');
  if (measure === undefined) for (const cells of rows) cells.problem('measure', 'is missing: give the id of the tariff');
  for (const cells of more) cells.mustAgree(first, TABLE_COLUMNS, `${measure} from ${first.text('effective_on')}`);
  const rates = joinScopes(rows, reading, RATE_COLUMNS);
  const input = {
    ...first.fields(['effective_on', 'until_on']),
    rates: rates.map(({ cells, body }) => ({ scope: body, ...rateOf(cells) })),
    ...provenanceOf(first),
  };
  const table = parsed(RateTableBody, input, ([field = '', index, part, ...rest]) => {
    if (field !== 'rates') return { cells: first, column: field };
    const rate = rates[Number(index)];
    const cells = rate?.cells ?? first;
    if (part === 'scope') return placeInScope(rate, rest, first);
    if (part === 'range') return { cells, column: rest[0] ?? 'min_pct' };
    return { cells, column: part === 'note' ? 'rate_note' : (part ?? 'expression') };
  });
  if (measure === undefined || table === undefined) return undefined;
  const statement = { effective_on: table.effective_on, until_on: table.until_on ?? null };
  if (!problems.passes(first.line, 'until_on', () => checkUntil(measure, [{ seq: 0, position: 0, doubt: null, ...statement }])))
    return undefined;
  return { cells: first, lines: rows.map(({ line }) => line), measure, table };
}

function rateOf(cells: Cells) {
  const [min_pct, max_pct] = ['min_pct', 'max_pct'].map((column) => cells.text(column)?.replace(/\s*%$/, ''));
  const ranged = min_pct !== undefined || max_pct !== undefined;
  return {
    ...cells.fields(['expression', 'collection', 'value_part']),
    note: cells.text('rate_note'),
    ...(ranged && { range: { min_pct, max_pct } }),
  };
}
