import type { z } from '@hono/zod-openapi';
import { type ErrorDetail, invalid, TrackerError } from '../domain/errors.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * Reads a body by its schema. Throws `invalid` with a detail for each thing that is wrong: where it stood (`changes.0.status`), the
 * value, and what would be right.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = check(schema, body);
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => detailsOf(issue, []));
  const [first] = details;
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : '';
  throw new TrackerError('invalid', `${[first?.path, first?.message].filter(Boolean).join(': ')}${more}`, details);
}

/** The parser hands issues on as arguments, of which there may be only so many. */
function check<Schema extends z.ZodType>(schema: Schema, body: unknown): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(body, { reportInput: true, error: explain });
  } catch (error) {
    if (error instanceof RangeError) throw invalid('', 'more is wrong here than can be told: send less at a time');
    throw error;
  }
}

/** What is right, for issues that the schema has no words for. */
function explain(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing: it must be ${kindName(issue.expected)}`
        : `must be ${kindName(issue.expected)}, not ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `is not known: use ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `is not known here: the known fields are ${knownKeys(issue).join(', ')}`;
    default:
      return undefined;
  }
}

const kindName = (expected: string): string => (/^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return kindName(typeof value);
}

function knownKeys({ inst }: RawIssue): string[] {
  const def: object = inst?._zod.def ?? {};
  return 'shape' in def && typeof def.shape === 'object' && def.shape !== null ? Object.keys(def.shape) : [];
}

function detailsOf(issue: Issue, before: readonly PropertyKey[]): ErrorDetail[] {
  const path = [...before, ...issue.path].map(String);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return likeliest(issue.errors).flatMap((one) => detailsOf(one, path));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: `"${key}" ${issue.message}` }));
  return [{ path: path.join('.'), message: named(issue.message, issue.input) }];
}

/** Of the branches of a union, the one that was meant: not one of another type, then the one with the least wrong. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const rank = (issues: readonly Issue[]): number => {
    const atTop = issues.filter((issue) => issue.path.length === 0).map((issue) => issue.code);
    return (atTop.includes('invalid_type') ? 1000 : 0) + (atTop.includes('invalid_value') ? 100 : 0) + issues.length;
  };
  return [...branches].sort((a, b) => rank(a) - rank(b))[0] ?? [];
}

/** Messages name the value that was wrong. */
function named(message: string, value: unknown): string {
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!scalar || message.includes(`"${value}"`)) return message;
  const text = String(value);
  return `"${text.length > 100 ? `${text.slice(0, 100)}…` : text}" ${message}`;
}
