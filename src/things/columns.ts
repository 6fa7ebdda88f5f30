import * as z from 'zod';
import { DayText, DecimalText, InstantText, PartialDateText } from './scalars.ts';

/**
 * What the cells of a column are. `date`: known to the day, the month or the year; `decimal`: a number in a text, so that no digit is lost;
 * `list`: several texts.
 */
export type ColumnKind = 'text' | 'number' | 'decimal' | 'flag' | 'day' | 'date' | 'instant' | 'list';

const SCALARS = z.registry<{ kind: ColumnKind }>();
for (const [schema, kind] of [
  [DayText, 'day'],
  [PartialDateText, 'date'],
  [DecimalText, 'decimal'],
  [InstantText, 'instant'],
] as const)
  SCALARS.add(schema, { kind });

function kindOf(schema: z.ZodType): ColumnKind {
  const known = SCALARS.get(schema)?.kind;
  if (known !== undefined) return known;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly) return kindOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) {
    const kinds = new Set(schema.options.flatMap((one) => (one instanceof z.ZodNull ? [] : [kindOf(one as z.ZodType)])));
    const [only, ...others] = kinds;
    return others.length === 0 && only !== undefined ? only : 'text';
  }
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'flag';
  return schema instanceof z.ZodArray ? 'list' : 'text';
}

/** What the columns of a table are, by the schema of its rows. */
export const columnKinds = (row: z.ZodType): Readonly<Record<string, ColumnKind>> =>
  row instanceof z.ZodObject
    ? Object.fromEntries(Object.entries(row.shape).map(([name, schema]) => [name, kindOf(schema as z.ZodType)]))
    : {};
