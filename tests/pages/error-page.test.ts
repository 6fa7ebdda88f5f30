import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/server/context.ts';
import { type Asking, asking, problemOf } from '../server/asking.ts';
import { wordsOf } from '../server/page.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking({ log: createLog('silent') });
});
afterAll(() => ask.close());

/** The page of a problem, and the same problem as JSON. */
async function refused(path: string, status: number) {
  const answer = await ask.app.request(path, { headers: { accept: 'text/html' } });
  expect(answer.status).toBe(status);
  const html = await answer.text();
  return {
    html,
    words: wordsOf(html),
    id: answer.headers.get('x-request-id'),
    problem: await problemOf(await ask.app.request(path, { headers: { accept: 'application/json' } }), status),
  };
}

/** The main part of a page links to these. */
const waysOn = (html: string): string[] =>
  [
    ...(html
      .slice(html.indexOf('<main'))
      .split('</main>')[0]
      ?.matchAll(/ href="([^"]+)"/g) ?? []),
  ].map((match) => match[1] ?? '');

describe('the page of a problem', () => {
  it('does not send who is signed in to sign in, where a program is meant', async () => {
    const { words } = await refused('/watches', 401);
    expect(words).toContain('This is for programs, which send a token');
    expect(words).toContain('this call needs a token, as Authorization: Bearer TOKEN');
  });

  it('says what there is no such thing of, and leads to the list, the description and the first page', async () => {
    const { html, words, problem, id } = await refused('/measures/no-such-measure', 404);
    expect(words).toContain(problem.detail);
    expect(words).toContain(`Code not_found, request ${id}`);
    expect(waysOn(html)).toEqual(['/measures', '/docs', '/']);
  });

  it('names each wrong value in the words of the JSON', async () => {
    const { html, words, problem } = await refused('/measures/cn-au-coal?on=2024-02-30&nonsense=1', 400);
    expect(problem.errors.length).toBe(2);
    for (const { path, message } of problem.errors) {
      expect(html).toContain(`<dt><code>${path}</code></dt>`);
      expect(words).toContain(message);
    }
    expect(words).toContain('2024-02 has 29 days');
  });

  it('leads to no list from an address that belongs to none, and shows what was asked as text', async () => {
    const { html, words } = await refused('/bansai/%3Cscript%3E', 404);
    expect(waysOn(html)).toEqual(['/docs', '/']);
    expect(html).not.toContain('<script');
    expect(words).toContain('there is nothing at /bansai/');
  });

  it('says so where the fault is ours', async () => {
    await ask.execute('ALTER TABLE dispute_parties RENAME TO taken_away');
    const answer = await ask.app.request('/disputes?on=2024-01-01', { headers: { accept: 'text/html' } });
    await ask.execute('ALTER TABLE taken_away RENAME TO dispute_parties');
    expect(answer.status).toBe(500);
    const html = await answer.text();
    expect(wordsOf(html)).toContain('reload the page to try again');
    expect(html).not.toContain('no such table');
    expect(waysOn(html)).toEqual(['/disputes', '/docs', '/']);
  });
});
