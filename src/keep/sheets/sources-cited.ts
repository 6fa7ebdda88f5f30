import type { Recorder } from '../../changes/recorder.ts';
import { LATEST } from '../../db/cut.ts';
import { existingIds } from '../../db/ids.ts';
import type { Provenance } from '../../things/entry.ts';
import type { SheetProblems } from './problems.ts';

/** A claim with the lines that cite its sources. */
interface CitedClaim {
  lines: readonly number[];
  claim: Provenance | null | undefined;
}

/** Checks that the sources cited are in the register. A sheet has no room for sources in full, only for ids. */
export async function checkSources({ connection }: Recorder, cited: Iterable<CitedClaim>, problems: SheetProblems): Promise<void> {
  const lines = new Map<string, number[]>();
  for (const { lines: own, claim } of cited)
    for (const source of claim?.sources ?? []) {
      const id = typeof source === 'string' ? source : source.id;
      const known = lines.get(id);
      if (known) known.push(...own);
      else lines.set(id, [...own]);
    }
  const known = await existingIds(connection, 'sources', [...lines.keys()], LATEST);
  for (const [id, own] of lines)
    if (!known.has(id))
      for (const line of own) problems.add(line, 'sources', `there is no source "${id}": add it first (/sources lists them)`);
}
