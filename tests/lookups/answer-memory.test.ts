import { describe, expect, it } from 'vitest';
import { AnswerMemory } from '../../src/lookups/answer-memory.ts';

describe('the memory of answers', () => {
  it('works an answer out once, and forgets the oldest when there are many', async () => {
    const memory = new AnswerMemory<number>();
    let worked = 0;
    const ask = (key: string) => memory.of(key, async () => ++worked);
    expect(await ask('a')).toBe(1);
    expect(await ask('a')).toBe(1);
    for (let index = 0; index < 200; index++) await ask(`other ${index}`);
    expect(await ask('other 199')).toBe(201);
    expect(await ask('a')).toBe(202);
  });

  it('works an answer out once for all who ask at the same time', async () => {
    const memory = new AnswerMemory<number>();
    let worked = 0;
    const ask = () => memory.of('a', async () => ++worked);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  });

  it('keeps nothing of what failed', async () => {
    const memory = new AnswerMemory<number>();
    await expect(memory.of('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await memory.of('a', async () => 1)).toBe(1);
  });

  it('lets who waited for what failed work it out', async () => {
    const memory = new AnswerMemory<number>();
    let worked = 0;
    const first = memory.of('a', () => Promise.reject(new Error('left')));
    const others = [1, 2].map(() => memory.of('a', async () => ++worked));
    await expect(first).rejects.toThrow('left');
    expect(await Promise.all(others)).toEqual([1, 1]);
  });
});
