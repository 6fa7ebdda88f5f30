import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';

/** The rows of a CSV answer, read by another program than the one that wrote them. */
export async function csvRows(answer: Response): Promise<Record<string, string>[]> {
  const text = await answer.text();
  expect(answer.status, text.slice(0, 500)).toBe(200);
  return parse(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
}
