import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { z } from '@hono/zod-openapi';
import type { ErrorDetail } from '../domain/errors.ts';
import type { Environment } from './environment.ts';
import { UsageError } from './usage-error.ts';

/** Reads an option's JSON; `@FILE` stands for what the file holds. Throws a `UsageError` that names the option. */
export function readJson(given: string, option: string): unknown {
  const content = given.startsWith('@') ? readFile(given.slice(1), option) : given;
  return parseJson(content, option, given);
}

/** Reads a whole body from a file, or from stdin for `-`. */
export async function readJsonFile(environment: Pick<Environment, 'stdin'>, file: string, option: string): Promise<unknown> {
  return parseJson(file === '-' ? await text(environment.stdin) : readFile(file, option), option, file);
}

function parseJson(content: string, option: string, given: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${option}: "${given}" is not JSON: ${(error as Error).message}`);
  }
}

function readFile(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option}: can't read "${path}": ${(error as Error).message}`);
  }
}

/** A value that may be plain text or, where it begins so, JSON (or `@FILE` with JSON). */
export const textOrJson = (given: string, option: string): unknown => (/^[{[@]/.test(given) ? readJson(given, option) : given);

/**
 * Reads what the options of a command amount to as a body of the contract. `optionOf` names the option behind a field, for
 * messages. Throws a `UsageError` with a detail for everything that is wrong.
 */
export function readBody<T extends z.ZodType>(schema: T, body: unknown, optionOf: (field: string) => string): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const details = result.error.issues.map((issue): ErrorDetail => {
    const [field, ...rest] = issue.path.map(String);
    const path = field === undefined ? '' : [optionOf(field), ...rest].join('.');
    return { path, message: withValue(issue.message, valueAt(body, issue.path)) };
  });
  throw new UsageError(details.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))[0] ?? 'not understood', details);
}

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), body);

/** Messages name the value that was wrong. */
const withValue = (message: string, value: unknown): string =>
  (typeof value !== 'string' && typeof value !== 'number') || message.includes(`"${value}"`) ? message : `"${value}" ${message}`;
