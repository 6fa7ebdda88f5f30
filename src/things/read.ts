import * as z from 'zod';
import { type ErrorDetail, TrackerError, withMarksShown } from '../domain/errors.ts';
import { clipped } from '../domain/text.ts';

// The one reader of what comes in: bodies, parameters, options, files and the environment are wrong in the same words.

/** What a schema makes of a value, or all that is wrong with it. */
type Checked<Output> = { ok: true; data: Output } | { ok: false; problems: ErrorDetail[] };

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** Reads a value by its schema. Each problem tells where it stood (`changes.0.status`), the value, and what would be right. */
export function examine<Schema extends z.ZodType>(schema: Schema, value: unknown): Checked<z.output<Schema>> {
  try {
    const { success, data, error } = schema.safeParse(value, { reportInput: true, error: explain });
    return success ? { ok: true, data } : { ok: false, problems: error.issues.flatMap((issue) => problemsOf(issue, [])) };
  } catch (error) {
    // The parser hands issues on as arguments, of which there may be only so many.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, problems: [{ path: '', message: 'more is wrong here than can be told: send less at a time' }] };
  }
}

interface ReadOptions {
  /** What the reader calls the place that a path leads to: an option of a command, a parameter. */
  place?: (path: string) => string;
  /** The message of the error, where it is not the first problem. */
  says?: (problems: readonly ErrorDetail[]) => string;
}

/** Reads a value by its schema. Throws `invalid` with a detail for each thing that is wrong. */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  { place = (path) => path, says = firstProblem }: ReadOptions = {},
): z.output<Schema> {
  const checked = examine(schema, value);
  if (checked.ok) return checked.data;
  throw invalidFor(
    checked.problems.map(({ path, message }) => ({ path: place(path), message })),
    says,
  );
}

/** The error that tells these problems, the first of them in its message. */
export const invalidFor = (problems: readonly ErrorDetail[], says = firstProblem): TrackerError =>
  new TrackerError('invalid', says(problems), problems);

// A message may end with a list, of which it would seem to leave something out.
function firstProblem([first, ...more]: readonly ErrorDetail[]): string {
  const rest = more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'problem' : 'problems'})`;
  return `${[first?.path, first?.message].filter(Boolean).join(': ')}${rest}`;
}

/** What is right, for issues that the schema has no words for. */
function explain(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const right = `must be ${kindName(issue.expected)}`;
      return issue.input === undefined ? isMissing(issue, `it ${right}`) : `${right}, not ${kindOf(issue.input)}`;
    }
    case 'invalid_value': {
      const right = `use ${issue.values.map(String).join(', ')}`;
      return issue.input === undefined ? isMissing(issue, right) : `is not known: ${right}`;
    }
    case 'unrecognized_keys': {
      const known = knownKeys(issue).join(', ');
      return `is not known here: ${known === '' ? 'nothing is, leave it out' : `the known ones are ${known}`}`;
    }
    case 'too_small':
      return issue.origin === 'array' ? 'must not be empty' : undefined;
    default:
      return undefined;
  }
}

function isMissing({ inst }: RawIssue, right: string): string {
  const description = inst instanceof z.ZodType ? inst.description : undefined;
  return description === undefined ? `is missing: ${right}` : `is missing. ${description}`;
}

const KINDS: Readonly<Record<string, string>> = { array: 'a list', record: 'an object', int: 'a whole number' };
const kindName = (kind: string): string => KINDS[kind] ?? (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);
const kindOf = (value: unknown): string => (value === null ? 'null' : kindName(Array.isArray(value) ? 'array' : typeof value));

const knownKeys = ({ inst }: RawIssue): string[] => (inst instanceof z.ZodObject ? Object.keys(inst.shape) : []);

function problemsOf(issue: Issue, before: readonly string[]): ErrorDetail[] {
  const path = [...before, ...issue.path.map(String)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return likeliest(issue.errors).flatMap((one) => problemsOf(one, path));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: `"${key}" ${issue.message}` }));
  return [{ path: path.join('.'), message: withMarksShown(named(issue.message, issue.input)) }];
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
  return `"${clipped(String(value), 100)}" ${message}`;
}
