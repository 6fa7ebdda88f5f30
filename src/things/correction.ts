import * as z from 'zod';
import { entryThing, onlyOn } from './entry.ts';
import { orNull, Text } from './scalars.ts';

const shape = { reason: Text, replacement: z.record(z.string(), z.unknown()).optional() } as const;
/** Retracts an entry; `replacement` is a body of the same kind as the entry. */
export const CorrectionBody = z.strictObject(shape);
export type CorrectionInput = z.output<typeof CorrectionBody>;

export const correction = entryThing(
  'correction',
  shape,
  { retracts_seq: z.int(), replacement_seq: orNull(z.int()), reason: z.string() },
  {
    layout: { table: 'corrections' },
    days: () => onlyOn(null),
    says: ({ retracts_seq, replacement_seq, reason }) =>
      replacement_seq === null
        ? `takes entry ${retracts_seq} back: ${reason}`
        : `puts entry ${replacement_seq} in the place of ${retracts_seq}: ${reason}`,
  },
);
