import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortened, sizeOf } from '../../../src/server/assistants/shortened.ts';
import { casesOf } from '../../support/thorough.ts';

const row = (codes: number) => ({ id: 'm', codes: Array.from({ length: codes }, (_, at) => String(8_700_000_000 + at)) });

describe('an answer that is too long', () => {
  it('is left alone where it fits', () => {
    const answer = { rows: [row(3), row(2)] };
    expect(shortened(answer, 1000)).toEqual({ value: answer, isSparse: false, leftOut: new Map() });
  });

  it('loses what stands inside of its lists before it loses the things themselves', () => {
    const { value, leftOut } = shortened({ rows: Array.from({ length: 20 }, () => row(500)) }, 2000);
    const { rows } = value as { rows: { codes: string[] }[] };
    expect(rows).toHaveLength(20);
    expect(leftOut).toEqual(new Map([['rows.codes', { shown: rows[0]?.codes.length, of: 500 }]]));
    expect(rows[0]?.codes.length).toBeGreaterThan(1);
  });

  it('loses what is null or empty inside of its lists before anything else', () => {
    const rows = Array.from({ length: 20 }, (_, id) => ({ id, note: null, scopes: [{ goods: [], partners: [] }], zero: 0, no: false }));
    const { value, isSparse, leftOut } = shortened({ rows, none: null }, 1200);
    expect([isSparse, leftOut.size]).toEqual([true, 0]);
    expect(value).toEqual({ rows: rows.map(({ id }) => ({ id, scopes: [{}], zero: 0, no: false })), none: null });
  });

  it('keeps the rows of a page, and is then cut once', () => {
    const { value } = shortened({ data: Array.from({ length: 60 }, () => row(500)) }, 2000, true);
    const { data } = value as { data: { codes: string[] }[] };
    expect(data).toHaveLength(60);
    expect(data[0]?.codes).toHaveLength(24);
  });

  it('fits whatever it holds, and tells of each list that was cut (property)', () => {
    const lists = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ maxLength: 3000, size: 'medium' }),
        fc.integer(),
        fc.constant(null),
        tie('list'),
        tie('thing'),
      ),
      list: fc.array(tie('value'), { maxLength: 60, size: 'max' }),
      thing: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
    }));
    fc.assert(
      fc.property(lists.thing, (thing) => {
        const { value, leftOut } = shortened(thing as object, 5000);
        expect(sizeOf(value)).toBeLessThanOrEqual(5000);
        for (const { shown, of } of leftOut.values()) expect(shown).toBeLessThan(of);
        if (sizeOf(thing) <= 5000) expect(value).toEqual(thing);
      }),
      { numRuns: casesOf(60, 200) },
    );
  });
});
