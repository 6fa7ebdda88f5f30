import * as z from 'zod';
import { editionProblem } from '../domain/harmonized-system.ts';
import {
  BAN_TYPES,
  CONFIDENCES,
  CUSTOMS_VALUES,
  DIRECTIONS,
  DUTY_TYPES,
  FORMALITIES,
  JURISDICTION_KINDS,
  KINDS,
  SOURCE_FORMS,
  SOURCE_KINDS,
  type Thing,
} from '../domain/vocabulary.ts';
import {
  AreaCode,
  DayText,
  JurisdictionCode,
  orNull,
  PartialDateText,
  PartyCode,
  ProductCode,
  Revision,
  Slug,
  Text,
  WebAddress,
} from './scalars.ts';

// What is said of each thing of the register, whole. A registration of the ledger holds it, and the register's tables are made of it.

export const LegalInstrumentBody = z.strictObject({
  identifier: Text,
  url: WebAddress.optional(),
  confidence: z.enum(CONFIDENCES).default('verified'),
});

/** For a tariff: the duty that it is added to, in words. */
export const AddsToBody = z.strictObject({ description: Text, confidence: z.enum(CONFIDENCES).default('verified') });

/** Those who take part in a dispute. */
export const PartiesBody = z.array(PartyCode);
export const TierWord = z.enum(['core', 'extended']);

export const REGISTERED = {
  jurisdiction: {
    name: Text,
    kind: z.enum(JURISDICTION_KINDS),
    /** What its law takes the customs value to be. */
    customs_value: z.enum(CUSTOMS_VALUES).optional(),
    aliases: z.array(Text).default([]),
    areas: z.array(z.strictObject({ code: AreaCode, name: Text })).default([]),
    /** Of a union. */
    members: z
      .array(
        z.strictObject({
          member: JurisdictionCode,
          joined_on: PartialDateText,
          /** First day outside. */
          left_on: PartialDateText.optional(),
          note: Text.optional(),
        }),
      )
      .default([]),
    /** First and last day of one that was not always there, or is no more. */
    exists_from: PartialDateText.optional(),
    exists_until: PartialDateText.optional(),
  },
  exporter: {
    name: Text,
    home: JurisdictionCode.optional(),
    aliases: z.array(Text).default([]),
    /** The company that it belongs to. */
    group: Slug.optional(),
  },
  /** `url` may be left out only if the source has no address. */
  source: {
    publisher: Text,
    title: Text,
    url: WebAddress.optional(),
    published_on: PartialDateText.optional(),
    kind: z.enum(SOURCE_KINDS),
    form: z.enum(SOURCE_FORMS).optional(),
    /** The day on which somebody looked at it. */
    looked_at_on: PartialDateText.optional(),
    /** How far the source itself was seen: the page was read, or its address was seen elsewhere. */
    read_as: Text.optional(),
    note: Text.optional(),
  },
  dispute: {
    title: Text,
    summary: Text.optional(),
    tier: TierWord.default('core'),
    parties: PartiesBody.default([]),
  },
  measure: {
    kind: z.enum(KINDS),
    type: z.enum([...DUTY_TYPES, ...BAN_TYPES]),
    imposed_by: JurisdictionCode,
    title: Text,
    dispute: Slug.optional(),
    direction: z.enum(DIRECTIONS).default('import'),
    formality: z.enum(FORMALITIES).default('formal'),
    summary: Text.optional(),
    legal_instruments: z.array(LegalInstrumentBody).default([]),
    adds_to: AddsToBody.optional(),
  },
  wto_case: {
    complainant: JurisdictionCode,
    /** Those who complain together with the first. */
    co_complainants: z.array(JurisdictionCode).default([]),
    respondent: JurisdictionCode,
    requested_on: PartialDateText.optional(),
    title: Text.optional(),
    url: WebAddress.optional(),
  },
  /** The lines of a customs tariff: what goods there are, by code. Headings may stand among them, for their names. */
  nomenclature: {
    /** Whose tariff it is. */
    jurisdiction: JurisdictionCode,
    title: Text,
    /** Of the Harmonized System, or of the tariff: HS 2022, 2026 revision 6. */
    revision: Text,
    /** First day on which it is the tariff's. */
    first_on: DayText,
    /** Last day, inclusive. */
    last_on: DayText.optional(),
    /** There is no good of this tariff without a line here. */
    complete: z.boolean().default(false),
    lines: z.array(z.strictObject({ code: ProductCode, name: Text.optional() })).min(1, 'must have a line'),
  },
  /** What goods are called, and the words that people use for them. */
  product: {
    /** Of the Harmonized System: 2, 4 or 6 digits. How tariffs divide them is for nomenclatures. */
    code: ProductCode,
    revision: Revision,
    name: Text.optional(),
    words: z.array(Text).default([]),
  },
} as const satisfies Record<Thing, z.ZodRawShape>;

/** What is said of a thing of that kind. */
export type RegisteredContent<Of extends Thing = Thing> = { [One in Thing]: z.output<z.ZodObject<(typeof REGISTERED)[One]>> }[Of];

/** What is said of a thing of each kind, as a schema. */
export const RegisteredThing: { readonly [Of in Thing]: z.ZodType<RegisteredContent<Of>> } = {
  jurisdiction: z.strictObject(REGISTERED.jurisdiction),
  exporter: z.strictObject(REGISTERED.exporter),
  source: z.strictObject(REGISTERED.source),
  dispute: z.strictObject(REGISTERED.dispute),
  measure: z.strictObject(REGISTERED.measure).superRefine(suitsKind),
  wto_case: z.strictObject(REGISTERED.wto_case),
  nomenclature: z.strictObject(REGISTERED.nomenclature).superRefine(holdsTogether),
  product: z.strictObject(REGISTERED.product).superRefine(isOfEdition),
};

/** A field as an edit gives it: what may be left out is taken away by null, and nothing is filled in. */
type EditedField<Field> =
  Field extends z.ZodOptional<infer Inner>
    ? z.ZodUnion<readonly [Inner, z.ZodNull]>
    : Field extends z.ZodDefault<infer Inner>
      ? Inner
      : Field;

/** What may be edited of a thing: any fields of what is said of it, less those that are `fixed`. */
export function patchOf<Shape extends z.ZodRawShape, Fixed extends keyof Shape = never>(shape: Shape, ...fixed: readonly Fixed[]) {
  const edited = (field: unknown): unknown => {
    if (field instanceof z.ZodOptional) return orNull(field.unwrap() as z.ZodType);
    return field instanceof z.ZodDefault ? field.unwrap() : field;
  };
  const fields = Object.entries(shape).filter(([name]) => !fixed.some((one) => one === name));
  type Fields = { -readonly [Name in Exclude<keyof Shape, Fixed>]: EditedField<Shape[Name]> };
  return z.strictObject(Object.fromEntries(fields.map(([name, field]) => [name, edited(field)])) as Fields).partial();
}

/** Checks that a nomenclature has each line once, and does not end before it begins. */
export function holdsTogether(
  { first_on, last_on, lines }: Pick<RegisteredContent<'nomenclature'>, 'first_on' | 'last_on' | 'lines'>,
  ctx: z.RefinementCtx,
): void {
  if (last_on !== undefined && last_on < first_on)
    ctx.addIssue({ code: 'custom', path: ['last_on'], message: `must not be before first_on ${first_on}` });
  const codes = new Set<string>();
  for (const [index, { code }] of lines.entries()) {
    if (codes.has(code)) ctx.addIssue({ code: 'custom', path: ['lines', index, 'code'], message: `"${code}" stands twice` });
    codes.add(code);
  }
}

/** Checks that goods have a code of their edition of the Harmonized System, and are called something. */
export function isOfEdition({ code, revision, name, words }: RegisteredContent<'product'>, ctx: z.RefinementCtx): void {
  const problem = editionProblem(code, revision);
  if (problem !== null) ctx.addIssue({ code: 'custom', path: ['code'], message: `"${code}" ${problem}` });
  if (name === undefined && words.length === 0)
    ctx.addIssue({ code: 'custom', path: ['name'], message: 'give a name, or words that people use' });
}

/** Checks that the type of a measure is one of its kind, and that only a tariff is added to another duty. */
export function suitsKind(
  { kind, type, adds_to }: Pick<RegisteredContent<'measure'>, 'kind' | 'type' | 'adds_to'>,
  ctx: z.RefinementCtx,
): void {
  const types: readonly string[] = kind === 'tariff' ? DUTY_TYPES : BAN_TYPES;
  if (!types.includes(type))
    ctx.addIssue({ code: 'custom', path: ['type'], message: `"${type}" is no type of a ${kind}: use one of ${types.join(', ')}` });
  if (kind === 'ban' && adds_to) ctx.addIssue({ code: 'custom', path: ['adds_to'], message: 'belongs to a tariff, not to a ban' });
}
