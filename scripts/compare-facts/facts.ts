import { readFileSync } from 'node:fs';
import { parseDocument, visit } from 'yaml';
import { z } from 'zod';

// The fact sheet in the researcher's vocabulary. Strict throughout: a field that is not named here would be one that nobody compared.
const text = z.string();
const date = z.string().nullish();
const claim = {
  sources: z.array(text),
  confidence: z.enum(['verified', 'recalled']),
  uncertain: z.boolean().optional(),
  why: text.optional(),
  note: text.optional(),
};

const Event = z.strictObject({
  status: text,
  announced_on: date,
  effective_on: date,
  /** The last day, as the researcher writes it. */
  effective_until: text.optional(),
  what: text,
  scope: text.optional(),
  precision: text.optional(),
  ...claim,
});
const Rate = z.strictObject({
  applies_to: text,
  rate_pct: z.number().optional(),
  rate_min_pct: z.number().optional(),
  rate_max_pct: z.number().optional(),
  minimum: text.optional(),
  stage: text,
  collected: z.union([text, z.boolean()]).optional(),
  effective_from: date,
  /** The last day. */
  effective_to: date,
  ...claim,
});
const Resolution = z.strictObject({
  type: text,
  agreed_on: date,
  effective_on: date,
  partial: z.boolean().optional(),
  terms: text,
  ...claim,
});
const Link = z.strictObject({ relation: text, measure: text.nullable(), note: text.optional() });
const WTO_STAGES = [
  'consultations_requested',
  'panel_requested',
  'panel_established',
  'panel_composed',
  'panel_report',
  'withdrawn',
] as const;
const WtoCase = z.strictObject({
  ds: text,
  complainant: text,
  consultations_requested: text.optional(),
  panel_requested: text.optional(),
  panel_established: text.optional(),
  panel_composed: text.optional(),
  panel_report: text.optional(),
  withdrawn: text.optional(),
  outcome: text.optional(),
  url: text,
  ...claim,
});
const Quota = z.strictObject({
  applies_to: text,
  period: z.union([text, z.number()]),
  quantity: z.number().nullable(),
  unit: text,
  ...claim,
});
const Measure = z.strictObject({
  id: text,
  title: text,
  tier: text,
  kind: text,
  sub_type: text,
  imposed_by: text,
  affected: z.array(text),
  affected_note: text.optional(),
  direction: text,
  products: z.array(z.strictObject({ name: text, hs: z.array(text), hs_confidence: text, note: text.optional() })),
  legal_instruments: z.array(z.strictObject({ identifier: text, confidence: text, url: text.optional() })).default([]),
  adds_to: z.strictObject({ description: text, confidence: text }).optional(),
  rates: z.array(Rate).default([]),
  status_history: z.array(Event),
  resolution: z.array(Resolution).default([]),
  wto: z.array(WtoCase).default([]),
  links: z.array(Link).default([]),
  quotas: z.array(Quota).default([]),
  note: text.optional(),
  latest_known: z.looseObject({ status: text, since: text, part_status: text.optional() }),
});
const Facts = z.strictObject({
  meta: z.unknown(),
  seed_coverage: z.unknown(),
  disputes: z.array(
    z.strictObject({
      id: text,
      title: text,
      tier: text,
      parties: z.array(text),
      in_seed_article: z.boolean(),
      summary: text,
      measures: z.array(text),
    }),
  ),
  measures: z.array(Measure),
  sources: z.array(
    z.strictObject({
      id: text,
      publisher: text,
      title: text,
      url: text.nullable(),
      published_on: text.nullable(),
      how: text,
      note: text.optional(),
      confidence: text,
    }),
  ),
});

export type Facts = z.output<typeof Facts>;
export type FactsMeasure = z.output<typeof Measure>;
export type FactsClaim = Pick<z.output<typeof Event>, 'sources' | 'confidence' | 'uncertain' | 'why'>;
export { WTO_STAGES };

export function readFacts(path: string): Facts {
  const document = parseDocument(readFileSync(path, 'utf8'), { schema: 'core' });
  // The sheet leaves HS chapters such as 08 bare, which YAML 1.2 takes for numbers.
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'number' && /^0\d/.test(node.source ?? '')) node.value = node.source;
    },
  });
  return Facts.parse(document.toJS());
}
