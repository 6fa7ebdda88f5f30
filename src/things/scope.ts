import * as z from 'zod';
import { positionOfRepeated } from '../domain/group.ts';
import { jurisdictionOf, type Scope } from '../domain/scope.ts';
import { CONFIDENCES, EXPORTER_CLASSES, QUOTA_SIDES } from '../domain/vocabulary.ts';
import { GoodsCode, orNull, PartnerCode, Slug, Text, textOrNull } from './scalars.ts';

/** Goods as people write them: a bare code, or a name with codes (or none). */
const GoodsBody = z.union([
  GoodsCode,
  z
    .strictObject({
      name: Text.optional(),
      codes: z.array(GoodsCode).default([]),
      note: Text.optional(),
      confidence: z.enum(CONFIDENCES).optional(),
    })
    .refine((goods) => goods.name !== undefined || goods.codes.length > 0, 'must have a name, codes or both'),
]);

const exporterReference = z.union([z.enum(EXPORTER_CLASSES), Slug]);

const UNKNOWN_LISTS = ['goods', 'partners'] as const;
/** A list in which nothing stands twice. */
const onceEach = <Item extends z.ZodType<string>>(item: Item) =>
  z.array(item).superRefine((list, ctx) => {
    const index = positionOfRepeated(list);
    if (index !== -1) ctx.addIssue({ code: 'custom', path: [index], message: `"${list[index]}" is named already: name each once` });
  });

/** A scope on the wire; every field is optional, and one left out narrows nothing. */
export const ScopeBody = z
  .strictObject({
    goods: z.array(GoodsBody).default([]),
    partners: onceEach(PartnerCode).default([]),
    excluded: onceEach(PartnerCode).default([]),
    exporters: onceEach(exporterReference).default([]),
    companies: onceEach(Slug).default([]),
    condition: Text.optional(),
    /** By what the condition is asked in a question: usmca, own_use. */
    condition_id: z
      .string()
      .regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, 'must be lower-case letters, digits and underscores, such as usmca')
      .max(40)
      .optional(),
    /** Its list of companies is whole. */
    companies_complete: z.literal(true).optional(),
    quota: z.enum(QUOTA_SIDES).optional(),
    list_unknown: onceEach(z.enum(UNKNOWN_LISTS)).default([]),
  })
  .refine((scope) => !scope.excluded.includes('*'), { path: ['excluded'], message: 'must name who is left out, not *' })
  .refine(
    ({ partners, excluded }) =>
      partners.length === 0 || !partners.every((one) => [one, jurisdictionOf(one)].some((code) => excluded.includes(code))),
    { path: ['excluded'], message: 'leaves out all that partners names, so that nobody is meant' },
  )
  .refine((scope) => scope.condition_id === undefined || scope.condition !== undefined, {
    path: ['condition_id'],
    message: 'belongs to a condition: say it in words too',
  })
  .refine((scope) => scope.companies.length === 0 || scope.exporters.includes('other_cooperating'), {
    path: ['companies'],
    message: 'belong to the exporter class other_cooperating: add it to exporters',
  })
  .transform(
    (body): Scope => ({
      goods: body.goods.map((goods) =>
        typeof goods === 'string'
          ? { name: null, codes: [goods], note: null, confidence: null }
          : { name: goods.name ?? null, codes: goods.codes, note: goods.note ?? null, confidence: goods.confidence ?? null },
      ),
      partners: body.partners,
      excluded: body.excluded,
      exporters: body.exporters,
      companies: body.companies,
      condition: body.condition ?? null,
      ...(body.condition_id !== undefined && { condition_id: body.condition_id }),
      ...(body.companies_complete && { companies_complete: true }),
      quota: body.quota ?? null,
      // In one order, as the ledger gives them back: a hash is made of it.
      list_unknown: UNKNOWN_LISTS.filter((list) => body.list_unknown.includes(list)),
    }),
  );

const texts: z.ZodType<readonly string[]> = z.array(z.string());

/** A scope as the ledger keeps it: every field is there, and an empty one narrows nothing. */
export const ScopeAnswer: z.ZodType<Scope> = z.strictObject({
  goods: z.array(
    z.strictObject({
      name: textOrNull,
      codes: texts,
      note: textOrNull,
      confidence: orNull(z.enum(CONFIDENCES)),
    }),
  ),
  partners: texts,
  excluded: texts,
  exporters: texts,
  companies: texts,
  condition: textOrNull,
  condition_id: z.exactOptional(z.string()),
  companies_complete: z.exactOptional(z.literal(true)),
  quota: orNull(z.enum(QUOTA_SIDES)),
  list_unknown: z.array(z.enum(UNKNOWN_LISTS)),
});
/** Scopes add up. */
export const ScopesAnswer: z.ZodType<readonly Scope[]> = z.array(ScopeAnswer);
