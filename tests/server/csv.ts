import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';

/** A place for what is said after a body, as the server has one for each request. */
export function trailing(): { trailers: Headers; wire: { trailer(name: string, value: string): void } } {
  const trailers = new Headers();
  return { trailers, wire: { trailer: (name, value) => trailers.set(name, value) } };
}

/** How many rows an answer says that it has: in its head, or, once it is read, after its body. */
export const rowCount = ({ headers }: Response, trailers: Headers): string | null =>
  headers.get('x-row-count') ?? (headers.get('trailer') === 'X-Row-Count' ? trailers.get('x-row-count') : null);

/** The rows of a CSV answer, read by another program than the one that wrote them. */
export async function csvRows(answer: Response): Promise<Record<string, string>[]> {
  const text = await answer.text();
  expect(answer.status, text.slice(0, 500)).toBe(200);
  return parse(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
}
