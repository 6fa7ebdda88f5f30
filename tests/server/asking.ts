import { expect } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { EXAMPLE_IDS, EXAMPLES } from '../../src/changes/call-examples.ts';
import { type AppOptions, createApp } from '../../src/server/app.ts';
import type { App } from '../../src/server/context.ts';
import { bundledTracker, examplesFile, sharedTracker, type TestTracker, testTracker } from '../support/database.ts';

/** An app over a database that is only asked, and short ways to ask it. */
export interface Reading extends TestTracker {
  app: App;
  /** The body of an answer that must be a 200. */
  json<T = Body>(path: string): Promise<T>;
  /** The ids of the rows of a list. */
  ids(path: string): Promise<string[]>;
}

/** The same over a database of its own, which may be written to. */
export interface Asking extends Reading {
  /** A token that may write. */
  token: string;
  /** One that may manage jurisdictions too; made when it is first asked for. */
  adminToken(): Promise<string>;
  /** Records something; headers may be added or changed. */
  post(path: string, body: unknown, headers?: Record<string, string>, method?: string): Promise<Response>;
}

interface Body {
  data: Row[];
  next: string | null;
  count?: number;
  on: string;
  known_at: string;
}
type Row = Record<string, unknown> & { id: string };

/** The problem document of an answer. */
interface Problem {
  status: number;
  code: string;
  detail: string;
  errors: { path: string; message: string }[];
  lawful?: string[];
  request_id: string;
}

export async function problemOf(answer: Response, status: number): Promise<Problem> {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return JSON.parse(text) as Problem;
}

const readingFrom = (test: TestTracker, options: AppOptions): Reading => {
  const app = createApp(test.tracker, options);
  const json = async <T = Body>(path: string): Promise<T> => {
    const answer = await app.request(path);
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return JSON.parse(text) as T;
  };
  return { ...test, app, json, ids: async (path) => (await json(path)).data.map((row) => row.id) };
};

/** An app over the bundled disputes, for tests that only ask. */
export const reading = async (options: AppOptions = {}): Promise<Reading> => readingFrom(await sharedTracker(), options);

/** An app over a database of its own, with the bundled disputes unless told otherwise. */
export async function asking(options: AppOptions = {}, open = testTracker, load = true): Promise<Asking> {
  const test = await (load ? bundledTracker() : open());
  const { token } = await createToken(test.tracker, 'test', 'desk', 'editor');
  let admin: string | undefined;
  const ask = readingFrom(test, options);
  return {
    ...ask,
    token,
    adminToken: async () => {
      admin ??= (await createToken(test.tracker, 'test', 'chief', 'admin')).token;
      return admin;
    },
    post: async (path, body, headers = {}, method = 'POST') =>
      ask.app.request(path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

/** A nomenclature and what goods are called, which the bundled disputes bring none of, by the ids that the examples have. */
export async function addExampleGoods(ask: Asking): Promise<void> {
  for (const [path, body] of [
    ['/nomenclatures', { ...EXAMPLES.NewNomenclature, id: EXAMPLE_IDS.nomenclatures }],
    ['/products', { ...EXAMPLES.NewProduct, code: EXAMPLE_IDS.products.slice(-6) }],
  ] as const) {
    const answer = await ask.post(path, body);
    expect(answer.status, await answer.text()).toBe(201);
  }
}

/** An app over a database of its own with the disputes of the examples, for tests that record. */
export const askingExamples = async (options: AppOptions = {}): Promise<Asking> => {
  const file = await examplesFile();
  return asking(options, () => testTracker(file), false);
};
