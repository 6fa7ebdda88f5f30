import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIST_NAMES } from '../../src/lookups/lists.ts';
import { type Asking, addExampleGoods, asking, problemOf } from './asking.ts';
import { rowCount, trailing } from './csv.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
  await addExampleGoods(ask);
});
afterAll(() => ask.close());

const linesOf = async (path: string): Promise<unknown[]> => {
  const { trailers, wire } = trailing();
  const answer = await ask.app.request(path, {}, wire);
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  expect(rowCount(answer, trailers)).toBe(String(lines.length));
  return lines.map((line) => JSON.parse(line));
};

describe('JSON Lines', () => {
  it.each(LIST_NAMES)('have every row of %s as JSON has it, in its order', async (name) => {
    // Of rates there are fifty thousand.
    const question = name === 'rates' ? 'imposed_by=CN' : '';
    const rows: unknown[] = [];
    for (let next: string | null = `/${name}.json?limit=500&${question}`; next !== null; ) {
      const page: { data: unknown[]; next: string | null } = await ask.json(next);
      rows.push(...page.data);
      ({ next } = page);
    }
    expect(rows.length).toBeGreaterThan(0);
    expect(await linesOf(`/${name}.jsonl?${question}`)).toEqual(rows);
  });

  it('are what Accept asks for, and say when they are of', async () => {
    const { headers } = await ask.app.request('/bans?on=2024-10-24', { headers: { accept: 'application/x-ndjson' } });
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    expect(headers.get('content-disposition')).toBe('attachment; filename="bans-2024-10-24.jsonl"');
    expect(headers.get('x-on')).toBe('2024-10-24');
  });

  it('may be none', async () => expect(await linesOf('/bans.jsonl?q=xyzzy')).toEqual([]));

  it('are never cut', async () => {
    const { detail } = await problemOf(await ask.app.request('/bans.jsonl?limit=3'), 400);
    expect(detail).toBe('.jsonl is always complete: leave out limit (X-Row-Count says how many rows it has)');
  });

  it('are the ledger of a record, the stretches of a duty, the lines of one', async () => {
    const { ledger } = await ask.json<{ ledger: unknown[] }>('/measures/cn-au-wine-ad.json');
    expect(await linesOf('/measures/cn-au-wine-ad.jsonl')).toEqual(ledger);
    const duty = 'importer=EU&origin=CN&product=8703801010&exporter=BYD';
    const { data } = await ask.json(`/duty/history.json?${duty}`);
    expect(await linesOf(`/duty/history.jsonl?${duty}`)).toEqual(data);
    expect(await linesOf(`/duty.jsonl?${duty}&on=2024-10-30`)).toContainEqual(
      expect.objectContaining({ measure: 'eu-cn-bev-cvd', rate: '17.0%' }),
    );
  });
});
