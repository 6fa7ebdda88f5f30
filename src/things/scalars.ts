import * as z from 'zod';
import { dayProblem, partialDateProblem } from '../domain/dates.ts';
import { CHAPTER, chapterProblem, divisionProblem } from '../domain/harmonized-system.ts';
import { EDITIONS } from '../domain/subheadings.ts';

/** Text without characters that one of the engines could not hold, or would give back as others: NUL, and halves of a character. */
const clean = (text: string): boolean => !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
const UNCLEAN = 'must not contain the NUL character or half a character';

/** Is there something to be seen, or only spaces and marks without width? */
const visible = (text: string): boolean => text === '' || /[^\p{Z}\p{C}]/u.test(text);

/** One line or more of text for people, never empty. */
export const Text = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(20_000, 'must have at most 20,000 characters')
  .refine(clean, UNCLEAN)
  .refine(visible, 'must have a character that can be seen');

/** An id of the register: lower-case words joined by hyphens. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and hyphens, such as cn-au-wine-ad')
  .max(80, 'must have at most 80 characters');

/** An exact calendar day. */
export const DayText = z
  .string()
  .superRefine((text, ctx) => {
    const problem = dayProblem(text);
    if (problem) ctx.addIssue({ code: 'custom', message: problem });
  })
  .meta({ description: 'A calendar day, YYYY-MM-DD', example: '2024-10-24' });

/** A date known to the day, the month or the year. */
export const PartialDateText = z
  .string()
  .superRefine((text, ctx) => {
    const problem = partialDateProblem(text);
    if (problem) ctx.addIssue({ code: 'custom', message: problem });
  })
  .meta({ description: 'A date known to the day, the month or the year: 2024-08-05, 2024-08 or 2024', example: '2024-08' });

/** The number of a record out of text, such as an entry's, a proposal's or a watch's; null for what is none. */
export const recordNumber = (text: string): number | null => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null);

/** ISO 3166-1 alpha-2, or the code of a union. */
export const JurisdictionCode = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be a code of two capital letters: ISO 3166-1 alpha-2 (JP), a customs territory (HK) or a union (EU)');

/** A jurisdiction, or `*` for all. */
export const PartyCode = z
  .string()
  .regex(
    /^(?:\*|[A-Z]{2})$/,
    'must be a code of two capital letters: ISO 3166-1 alpha-2 (JP), a customs territory (HK), a union (EU), or * for all',
  );

/** A jurisdiction, an area of one (JP-07), or `*` for all. */
export const PartnerCode = z
  .string()
  .regex(/^(?:\*|[A-Z]{2}(?:-[A-Z0-9]{1,3})?)$/, 'must be a jurisdiction (JP), an area (JP-07) or * for all');

/** An area of a jurisdiction. */
export const AreaCode = z.string().regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/, 'must be an area such as JP-07');

/** The HS digits of a code as schedules print it: `8703.80.10`, `8703 80 10` and `8703-80-10` are 87038010. */
const hsDigits = (text: string): string => text.replace(/[\s.-]/g, '');

/** Points, spaces and hyphens stand between pairs: 203.0 is what a spreadsheet makes of 0203. */
export const IN_PAIRS = /^\d\d(?:[\s.-]*\d\d)*$/;

const DIGITS_OF_HS = 'digits of the Harmonized System, such as 220421 or 2204.21';

/** Digits of a length that codes have. */
const OF_CODE_LENGTH = /^(?:\d{2}){1,5}$/;

/** A check of a text, if it has the length of a code; what has not is refused elsewhere. */
const codeCheck =
  (digitsOf: (text: string) => string, ...problems: readonly ((digits: string) => string | undefined)[]) =>
  (text: string, context: z.RefinementCtx): void => {
    const digits = digitsOf(text);
    const message = OF_CODE_LENGTH.test(digits) ? problems.map((problem) => problem(digits)).find(Boolean) : undefined;
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };

const SEVERAL_GOODS = 'is several goods: one is asked for at a time';

const productCode = (message: string, description: string) =>
  z
    .string()
    .trim()
    .regex(/^\d+(?:[\s.-]\d+)*$/, { error: ({ input }) => (/\w\s*[,;]\s*\w/.test(String(input)) ? SEVERAL_GOODS : message) })
    .refine((text) => OF_CODE_LENGTH.test(hsDigits(text)) || /[^\d\s.-]/.test(text), {
      message: 'must have 2, 4, 6, 8 or 10 digits, such as 8703 or 870380',
    })
    .refine((text) => IN_PAIRS.test(text) || !OF_CODE_LENGTH.test(hsDigits(text)), {
      message: 'is a number and no code, which has its digits in pairs: 0203, 0203.29 or 020329, with the zero in front',
    })
    .superRefine(codeCheck((text) => (IN_PAIRS.test(text) ? hsDigits(text) : text), chapterProblem, divisionProblem))
    // Here too, for what is said where it is missing.
    .meta({ description })
    .transform(hsDigits);

/** An edition of the Harmonized System as it is named: HS 2022. */
export const Revision = z
  .string()
  .regex(
    new RegExp(`^(?:HS *)?(?:${EDITIONS.join('|')})$`, 'i'),
    `must be an edition of the Harmonized System: HS ${EDITIONS.join(', HS ')}`,
  )
  .meta({ description: 'An edition of the Harmonized System: HS 2022' })
  .transform((text) => `HS ${text.slice(-4)}`);

/** HS digits, also with points, spaces or hyphens between them. */
export const ProductCode = productCode(`must be ${DIGITS_OF_HS}`, 'HS digits: 2, 4, 6, 8 or 10');

/** What is said of a word that is none for goods. */
export const UNKNOWN_GOODS = `is no word for goods that is known here: give ${DIGITS_OF_HS}`;

/** The same of a question, which takes words for goods too: they are digits by the time it is read. */
export const AskedProduct = productCode(UNKNOWN_GOODS, 'HS digits: 2, 4, 6, 8 or 10, or words such as wine');

/** As pages print a code and people copy it: "HS 8703", "HS code 8703.80". */
const NAMED_CODE = /^\s*hs(?:\s*codes?)?[\s:]*(?=\d)/i;

/** A product as digits, wherever they can be read; else as it was written. */
export const canonicalProduct = (text: string): string => ProductCode.safeParse(text.replace(NAMED_CODE, '')).data ?? text;

/** One code of a scope: `220421`, `ex 870380` or `*`. */
export const GoodsCode = z
  .string()
  .regex(
    new RegExp(`^(?:\\*|(?:ex )?${CHAPTER}(?:\\d{2}){0,4})$`),
    'must be 2, 4, 6, 8 or 10 digits of a chapter that there is (220421), "ex 870380" for a part of a code, or * for all goods',
  )
  .superRefine(codeCheck((text) => text.replace('ex ', ''), divisionProblem));

export const WebAddress = z
  .url({ protocol: /^https?$/, message: 'must be a web address that begins with http:// or https://' })
  .max(2000)
  .refine(clean, UNCLEAN);

/** An instant in UTC to the millisecond. */
export const InstantText = z.string().meta({ description: 'An instant in UTC to the millisecond', example: '2024-10-24T12:00:00.000Z' });

// `z.union` and not `.nullable()`: a named schema would lose its null in the description of the API.
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);
/** A schema without what makes it optional. */
export const unwrapped = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
export const textOrNull = orNull(z.string());
/** A date known to the day, the month or the year; null if it is not known. */
export const whenKnown = orNull(PartialDateText);
export const whenKnownTo = (description: string) => orNull(PartialDateText).meta({ description });

/** A decimal number, in quotes so that no digit is lost. */
export const DecimalText = z.string().regex(/^\d+(?:\.\d+)?$/, 'must be a decimal number of 0 or more, such as 17.4');

/** No duty on record comes near: what is more is a slip of the pen. */
export const isPercentOfDuty = (percent: string): boolean => Number(percent) <= 10_000;
export const TOO_MUCH = 'is more than 10,000%, as no duty is: give percent of the customs value, such as 25%';
export const DutyPercentText = DecimalText.refine(isPercentOfDuty, TOO_MUCH);

export const WtoCaseId = z.string().regex(/^DS\d{1,4}$/, 'must be a WTO case number such as DS630');
/** The text with the numbers of WTO cases as they stand in ids: `ds 602`, `DS-602` and `WT/DS602` are DS602. */
export const withCaseNumbers = (text: string): string => text.replace(/\b(?:WT\/)?DS[\s-]*(\d{1,4})\b/gi, 'DS$1');

/** What the `match` of a row or a line means. */
export const MATCH_MEANS =
  'full: it meets all of what was asked; part: a part of it, for certain; unclear: it may or may not meet it, as goods are described in words, a part of a code is meant, a condition decides, or a list was not transcribed';
