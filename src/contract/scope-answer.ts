import { z } from '@hono/zod-openapi';
import { CONFIDENCES, OUTCOME_TARGETS, QUOTA_SIDES } from '../domain/vocabulary.ts';

const texts = z.array(z.string());

/** A scope as the ledger keeps it: every field is there, and an empty one narrows nothing. */
export const ScopeAnswer = z.strictObject({
  goods: z.array(
    z.strictObject({
      name: z.union([z.string(), z.null()]),
      codes: texts,
      note: z.union([z.string(), z.null()]),
      confidence: z.union([z.enum(CONFIDENCES), z.null()]),
    }),
  ),
  partners: texts,
  excluded: texts,
  exporters: texts,
  companies: texts,
  condition: z.union([z.string(), z.null()]),
  quota: z.union([z.enum(QUOTA_SIDES), z.null()]),
  list_unknown: z.array(z.enum(['goods', 'partners'])),
});

export const OutcomeAnswer = z.strictObject({ measure_id: z.string(), reaches: z.enum(OUTCOME_TARGETS), scope: ScopeAnswer });
