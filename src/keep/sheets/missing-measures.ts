import { LATEST } from '../../db/cut.ts';
import { existingIds } from '../../db/ids.ts';
import type { Connection } from '../../db/store.ts';
import { groupBy } from '../../domain/group.ts';
import { noneCalled } from '../../lookups/similar.ts';
import type { SheetCells } from './cells.ts';

/** Of so many ids that nothing has it is told what may have been meant. */
const HINTED = 100;

/** Tells of each row whose measure there is none; gives their ids. */
export async function missingMeasures(
  connection: Connection,
  rows: readonly { cells: SheetCells; measure: string }[],
): Promise<ReadonlySet<string>> {
  const byMeasure = groupBy(rows, ({ measure }) => measure);
  const known = await existingIds(connection, 'measures', [...byMeasure.keys()], LATEST);
  const missing = new Set<string>();
  for (const [id, own] of byMeasure) {
    if (known.has(id)) continue;
    const none = missing.size < HINTED ? await noneCalled(connection, 'measure', id) : `there is no measure "${id}": /measures lists them`;
    missing.add(id);
    for (const { cells } of own) cells.problem('measure', none);
  }
  return missing;
}
