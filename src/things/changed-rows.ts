import * as z from 'zod';
import { firstFew } from '../domain/words.ts';
import { textOrNull } from './scalars.ts';
import { ScopeAnswer } from './scope.ts';

// A table of rates or a coverage as what changes against the one that stands.

/** Says a body what changes, and not the whole? */
export const statesChange = (content: unknown): boolean =>
  typeof content === 'object' && content !== null && ('set' in content || 'remove' in content);

/** Checks that something is to be set or removed. */
export function changesSomething(
  { set = [], remove = [] }: { set?: unknown[] | undefined; remove?: unknown[] | undefined },
  ctx: z.RefinementCtx,
): void {
  if (set.length + remove.length === 0)
    ctx.addIssue({ code: 'custom', path: ['set'], message: 'name at least one row to set or to remove' });
}

const row = { row: z.string().meta({ description: 'What it is for, in words' }), scope: ScopeAnswer } as const;

/** What an entry that was stated as a change changed. */
export const ChangedRowsAnswer = z.strictObject({
  against: z.int().meta({ description: 'The entry that stood on that day: all that is not named is as it says' }),
  changed: z
    .array(
      z.strictObject({
        ...row,
        before: textOrNull.meta({ description: 'What stood there; null where it is new' }),
        after: textOrNull.meta({ description: 'What stands there now; null where it was removed' }),
      }),
    )
    .meta({ description: 'The rows that were set or removed, in the order of the request, those removed first' }),
  unchanged: z.array(z.strictObject(row)).meta({ description: 'Rows that were to be set and stood there already' }),
  notes: z.array(z.string()).meta({ description: 'Until when it holds, and what was recorded for later days' }),
});
export type ChangedRowsSaid = z.output<typeof ChangedRowsAnswer>;

const TOLD = 100;

/** The same in one line: of a long list the first rows, and how many there are. */
export function saysChanged({ against, changed }: ChangedRowsSaid): string {
  const lines = changed.map(({ row, before, after }) => `${row}: ${before === null ? '' : `${before} → `}${after ?? 'removed'}`);
  return `${changed.length} ${changed.length === 1 ? 'change' : 'changes'} against entry ${against}: ${firstFew(lines, TOLD).join(' | ')}`;
}
