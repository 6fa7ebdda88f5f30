import * as z from 'zod';
import { CUSTOMS_VALUES, JURISDICTION_KINDS, SOURCE_FORMS, SOURCE_KINDS } from '../domain/vocabulary.ts';
import { MilestoneAnswer } from './milestone.ts';
import { holdsTogether, isOfEdition, patchOf, REGISTERED } from './registered.ts';
import { AreaCode, JurisdictionCode, orNull, Slug, Text, textOrNull, WtoCaseId, whenKnown, whenKnownTo } from './scalars.ts';

// Who and what there is beside measures and disputes: companies, sources, WTO cases, jurisdictions.

export const ExporterBody = z.strictObject({ id: Slug, ...REGISTERED.exporter });
export type ExporterInput = z.output<typeof ExporterBody>;
export const ExporterPatch = patchOf(REGISTERED.exporter);
export type ExporterPatchInput = z.output<typeof ExporterPatch>;
export const ExporterRowAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  home: textOrNull,
  aliases: z.array(z.string()),
  group: textOrNull.meta({ description: 'The company that it belongs to' }),
});
export type ExporterRow = z.output<typeof ExporterRowAnswer>;

export const SourcePatch = patchOf(REGISTERED.source);
export type SourcePatchInput = z.output<typeof SourcePatch>;
export const SourceRowAnswer = z.strictObject({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  url: textOrNull,
  published_on: whenKnown,
  kind: z.enum(SOURCE_KINDS),
  read_as: textOrNull,
  note: textOrNull,
  form: orNull(z.enum(SOURCE_FORMS)).meta({
    description: "What was seen: the act itself on its authority's page, its own words on somebody else's, or an account of it by others",
  }),
  looked_at_on: whenKnownTo('When somebody looked at it'),
});
export type SourceRow = z.output<typeof SourceRowAnswer>;

export const WtoCaseBody = z.strictObject({ id: WtoCaseId, ...REGISTERED.wto_case });
export type WtoCaseInput = z.output<typeof WtoCaseBody>;
export const WtoCasePatch = patchOf(REGISTERED.wto_case, 'complainant', 'respondent');
export type WtoCasePatchInput = z.output<typeof WtoCasePatch>;
/** A WTO case with its stages in the order of time. */
export const WtoCaseAnswer = z.strictObject({
  id: z.string(),
  complainant: z.string(),
  co_complainants: z.array(z.string()),
  respondent: z.string(),
  requested_on: whenKnown,
  title: textOrNull,
  url: textOrNull,
  milestones: z.array(MilestoneAnswer),
});
export type WtoCase = z.output<typeof WtoCaseAnswer>;

export const NomenclatureBody = z.strictObject({ id: Slug, ...REGISTERED.nomenclature }).superRefine(holdsTogether);
export type NomenclatureInput = z.output<typeof NomenclatureBody>;
export const NomenclaturePatch = patchOf(REGISTERED.nomenclature, 'jurisdiction');
export type NomenclaturePatchInput = z.output<typeof NomenclaturePatch>;
/** A nomenclature without its lines. */
export const NomenclatureRowAnswer = z.strictObject({
  id: z.string(),
  jurisdiction: z.string().meta({ description: 'Whose customs tariff it is' }),
  title: z.string(),
  revision: z.string(),
  first_on: z.string().meta({ description: 'First day' }),
  last_on: textOrNull.meta({ description: 'Last day, inclusive' }),
  complete: z.boolean().meta({ description: 'There is no good of this tariff without a line here' }),
  lines: z.int().meta({ description: 'How many lines it has' }),
});
export type NomenclatureRow = z.output<typeof NomenclatureRowAnswer>;

/** What goods of a code of an edition of the Harmonized System are called. */
export const ProductBody = z.strictObject(REGISTERED.product).superRefine(isOfEdition);
export type ProductInput = z.output<typeof ProductBody>;
export const ProductPatch = patchOf(REGISTERED.product, 'code', 'revision');
export type ProductPatchInput = z.output<typeof ProductPatch>;
/** The id of what they are called: hs2022-030721. */
export const productId = ({ code, revision }: Pick<ProductInput, 'code' | 'revision'>): string =>
  `${revision.replace(' ', '').toLowerCase()}-${code}`;

/** What goods of a code are called: by the program, by whom it was registered, or by a line of a nomenclature. */
export const ProductRowAnswer = z.strictObject({
  code: z.string(),
  name: textOrNull,
  words: z.array(z.string()).meta({ description: 'What people call them beside, in several languages' }),
  nomenclature: textOrNull.meta({ description: 'The nomenclature whose line it is; null for names and words of the Harmonized System' }),
  jurisdiction: textOrNull.meta({ description: 'Whose customs tariff that is' }),
  revision: textOrNull.meta({
    description: 'The edition of the Harmonized System, or of that tariff; null for what comes with the program',
  }),
  id: textOrNull.meta({ description: 'Of names and words that were registered here' }),
});
export type ProductRow = z.output<typeof ProductRowAnswer>;

export const JurisdictionBody = z.strictObject({ code: JurisdictionCode, ...REGISTERED.jurisdiction });
export type JurisdictionInput = z.output<typeof JurisdictionBody>;
export const JurisdictionPatch = patchOf(REGISTERED.jurisdiction);
export type JurisdictionPatchInput = z.output<typeof JurisdictionPatch>;

/** An area of a jurisdiction, which the beginning of its code names. */
export const AreaBody = z.strictObject({ code: AreaCode, name: Text });
export type AreaInput = z.output<typeof AreaBody>;
export const AreaPatch = z.strictObject({ name: Text });
export type AreaPatchInput = z.output<typeof AreaPatch>;

const codes: z.ZodType<readonly string[]> = z.array(z.string());

/** A jurisdiction with the unions it belongs to, the members it has, and its areas, on a day. */
export const JurisdictionRowAnswer = z.strictObject({
  code: z.string(),
  name: z.string(),
  kind: z.enum(JURISDICTION_KINDS),
  aliases: z.array(z.string()),
  unions: codes,
  members: codes,
  areas: z.array(z.strictObject({ code: z.string(), name: z.string() })),
  customs_value: orNull(z.enum(CUSTOMS_VALUES)).meta({ description: 'What its law takes the customs value to be' }),
  exists_from: whenKnownTo('First day, of one that was not always there'),
  exists_until: whenKnownTo('Last day, inclusive, of one that is no more'),
});
export type JurisdictionRow = z.output<typeof JurisdictionRowAnswer>;
