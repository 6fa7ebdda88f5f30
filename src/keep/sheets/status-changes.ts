import { recordEntry } from '../../changes/kinds.ts';
import { WHOLE } from '../../db/cut.ts';
import { statusesOfMeasures } from '../../db/statements.ts';
import { dayOf } from '../../domain/dates.ts';
import { groupBy } from '../../domain/group.ts';
import { Slug } from '../../things/scalars.ts';
import { StatusChangeBody, type StatusChangeInput } from '../../things/status-change.ts';
import { fieldsIn, forEach, parsed, provenanceIn, type SheetCells } from './cells.ts';
import { checkTogether } from './histories.ts';
import { missingMeasures } from './missing-measures.ts';
import type { SheetReader } from './outcome.ts';
import { checkSources } from './sources-cited.ts';

interface ReadChange {
  cells: SheetCells;
  measure: string;
  change: StatusChangeInput;
}

/** Changes of status, a row each. */
export const readStatusChanges: SheetReader = async (rows, { problems }) => {
  const found: ReadChange[] = [];
  await forEach(rows, (cells) => {
    const named = cells.text('measure');
    if (named === undefined) cells.problem('measure', 'is missing: give the id of the measure');
    const measure = named === undefined ? undefined : parsed(Slug, named, () => ({ cells, column: 'measure' }));
    const input = { ...cells.fields(['status', 'effective_on', 'until_on']), ...provenanceIn(cells) };
    if (cells.text('status') === 'partially_lifted')
      cells.problem('status', 'partially_lifted needs exemptions, which a sheet has no column for: record it by itself');
    const change = parsed(StatusChangeBody, input, fieldsIn(cells));
    if (measure !== undefined && change !== undefined) found.push({ cells, measure, change });
  });
  return {
    plan: async (recorder) => {
      const { connection } = recorder;
      const missing = await missingMeasures(connection, found);
      await checkSources(
        recorder,
        found.map(({ cells, change }) => ({ lines: [cells.line], claim: change })),
        problems,
      );
      const refused = (): ReadonlySet<string | undefined> =>
        new Set(rows.filter(({ line }) => problems.has(line)).map((cells) => cells.text('measure')));
      // A history that lacks a bad row of the sheet would be found unlawful for that alone.
      const bad = refused();
      const sound = [...groupBy(found, ({ measure }) => measure)].filter(([id]) => !missing.has(id) && !bad.has(id));
      const statuses = await statusesOfMeasures(
        connection,
        sound.map(([id]) => id),
        WHOLE,
      );
      await forEach(sound, ([id, own]) =>
        checkTogether(
          id,
          statuses.get(id) ?? [],
          own.map(({ cells, change }) => ({ line: cells.line, change })),
          problems,
          dayOf(recorder.change.recorded_at),
        ),
      );
      // A history is told by the first of its rows that can't be: what becomes of the others is not known then.
      const left = refused();
      return found
        .filter(({ measure }) => !left.has(measure))
        .map(({ cells, measure, change: { status, effective_on } }) => ({
          lines: [cells.line],
          id: measure,
          action: 'added' as const,
          says: `${status} from ${effective_on}`,
          measure,
        }));
    },
    record: (recorder) =>
      forEach(found, async ({ cells, measure, change }) => {
        await problems.recording(cells.line, (path) =>
          recordEntry(recorder, 'status_change', { subject: { measure_id: measure } }, change, path),
        );
      }),
  };
};
