import { recordEntry } from '../../changes/kinds.ts';
import { LATEST } from '../../db/cut.ts';
import { existingIds } from '../../db/ids.ts';
import { dayOf } from '../../domain/dates.ts';
import { groupBy } from '../../domain/group.ts';
import { directionProblem } from '../../domain/register.ts';
import { isTermOf } from '../../domain/vocabulary.ts';
import { CoverageBody, type CoverageInput } from '../../things/coverage.ts';
import { MeasureBody, type MeasureInput } from '../../things/measure.ts';
import { sheetColumns } from '../../things/sheets.ts';
import { StatusChangeBody, type StatusChangeInput } from '../../things/status-change.ts';
import { fieldsIn, forEach, parsed, provenanceIn, type SheetCells, type SheetReading } from './cells.ts';
import { checkTogether } from './histories.ts';
import type { SheetReader } from './outcome.ts';
import { joinScopes, placeInScope, SCOPE_COLUMNS, saysScope } from './scopes.ts';
import { checkSources } from './sources-cited.ts';

/** A measure of a sheet, and what it covers and how it began where its rows say so. */
interface ReadMeasure {
  cells: SheetCells;
  lines: number[];
  measure: MeasureInput;
  coverage: CoverageInput | null;
  change: StatusChangeInput | null;
}

/** Columns that say something of a status or of a coverage, not of the measure itself. */
const CLAIM_COLUMNS = ['effective_on', 'announced_on', 'sources', 'unsourced', 'note', 'confidence', 'doubt'] as const;
/** What all rows of a measure say alike, or the first alone. */
const HEAD_COLUMNS = sheetColumns('measures')
  .map(([name]) => name)
  .filter((name) => name !== 'id' && name !== 'products' && !isTermOf(SCOPE_COLUMNS, name));

/** Measures, each of one row or of several that cover different things. */
export const readMeasures: SheetReader = async (rows, reading) => {
  const found: ReadMeasure[] = [];
  await forEach(
    groupBy(rows, (cells) => cells.text('id') ?? ''),
    ([id, own]) => {
      const measure = readMeasure(id, own, reading);
      if (measure) found.push(measure);
    },
  );
  const { problems } = reading;
  return {
    plan: async (recorder) => {
      const {
        connection,
        change: { recorded_at },
      } = recorder;
      const today = dayOf(recorded_at);
      const ids = found.map(({ measure }) => measure.id);
      const taken = await existingIds(connection, 'measures', ids, LATEST);
      const disputes = new Set(found.flatMap(({ measure }) => measure.dispute ?? []));
      const known = await existingIds(connection, 'disputes', [...disputes, ...ids], LATEST);
      await forEach(found, ({ cells, lines, measure, change }) => {
        if (taken.has(measure.id)) for (const line of lines) problems.add(line, 'id', `the measure "${measure.id}" exists already`);
        else if (known.has(measure.id)) cells.problem('id', `"${measure.id}" is a dispute already: take another id`);
        const wrongWay = directionProblem(measure.type, measure.direction);
        if (wrongWay !== null) cells.problem('direction', wrongWay);
        if (measure.dispute !== undefined && !known.has(measure.dispute))
          cells.problem('dispute', `there is no dispute "${measure.dispute}": add it first`);
        if (change) checkTogether(measure.id, [], [{ line: cells.line, change }], problems, today);
      });
      const cited = found.map(({ cells, coverage, change }) => ({ lines: [cells.line], claim: change ?? coverage }));
      await checkSources(recorder, cited, problems);
      return found.map(({ lines, measure, coverage, change }) => ({
        lines,
        id: measure.id,
        action: 'added' as const,
        says: [`a ${measure.kind}`, coverage && coverageWords(coverage), change && `${change.status} from ${change.effective_on}`]
          .filter(Boolean)
          .join(', '),
        measure: measure.id,
      }));
    },
    // All measures at once: twenty thousand one by one would take ten times as long.
    record: async (recorder) => {
      await recorder.registerAll(
        found.map(({ measure: { id, coverage: _coverage, status_changes: _changes, ...content } }) => ({ thing: 'measure', id, content })),
        true,
      );
      await forEach(found, async ({ cells: { line }, measure, coverage, change }) => {
        const about = { subject: { measure_id: measure.id } };
        if (coverage) await problems.recording(line, (path) => recordEntry(recorder, 'coverage', about, coverage, path));
        if (change) await problems.recording(line, (path) => recordEntry(recorder, 'status_change', about, change, path));
      });
    },
  };
};

function coverageWords({ scopes }: CoverageInput): string {
  const goods = scopes.reduce((sum, scope) => sum + scope.goods.length, 0);
  return goods === 0 ? 'all goods' : `${goods} ${goods === 1 ? 'good' : 'goods'}`;
}

function readMeasure(id: string, rows: readonly [SheetCells, ...SheetCells[]], reading: SheetReading): ReadMeasure | undefined {
  const { names, problems } = reading;
  const [first, ...more] = rows;
  for (const cells of more) {
    cells.mustAgree(first, HEAD_COLUMNS, id);
    if (!saysScope(cells))
      cells.problem(
        'id',
        `"${id}" stands on ${problems.unit} ${first.line} already, and this ${problems.unit} says nothing of what it covers`,
      );
  }
  const base = {
    ...first.fields(['id', 'kind', 'type', 'title', 'direction', 'formality', 'dispute', 'summary']),
    imposed_by: first.named('imposed_by', names.jurisdiction),
    legal_instruments: first.list('legal_instruments')?.map((identifier) => ({ identifier })),
  };
  const measure = parsed(MeasureBody, base, fieldsIn(first));

  const covering = rows.filter(saysScope);
  const [status, effective_on] = [first.text('status'), first.text('effective_on')];
  if (covering.length === 0 && status === undefined)
    for (const column of CLAIM_COLUMNS)
      if (first.text(column) !== undefined)
        first.problem(
          column,
          'tells of a status or of what the measure covers, and the row gives neither: fill in status, or partners or products',
        );
  const provenance = covering.length > 0 || status !== undefined ? provenanceIn(first) : {};
  const scopes = joinScopes(covering, reading);
  // The note tells how the measure began; where no status is given it is about what the measure covers.
  const coverage =
    covering.length > 0
      ? parsed(
          CoverageBody,
          { effective_on, scopes: scopes.map(({ body }) => body), ...provenance, ...(status !== undefined && { note: undefined }) },
          ([field = '', index, ...part]) =>
            field === 'scopes' ? placeInScope(scopes[Number(index)], part, first) : { cells: first, column: field },
        )
      : null;
  const change = status !== undefined ? parsed(StatusChangeBody, { status, effective_on, ...provenance }, fieldsIn(first)) : null;
  if (change?.status === 'partially_lifted') first.problem('status', 'partially_lifted is no status to begin with');
  if (measure === undefined || coverage === undefined || change === undefined) return undefined;
  return { cells: first, lines: rows.map(({ line }) => line), measure, coverage, change };
}
