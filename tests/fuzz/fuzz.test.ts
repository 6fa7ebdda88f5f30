import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/server/context.ts';
import { type Serving, serve } from '../../src/server/serve.ts';
import { type Asking, asking } from '../server/asking.ts';
import { Tally } from '../support/tally.ts';
import { casesOf } from '../support/thorough.ts';
import { fuzz } from './run.ts';
import { mismatch } from './schema.ts';

// The harness of `npm run test:fuzz`, small: that it runs, and that it finds nothing.

const REQUESTS = casesOf(80, 400);

describe('made-up requests', () => {
  let ask: Asking;
  let serving: Serving;
  const log = createLog('silent');
  beforeAll(async () => {
    ask = await asking({ log });
    serving = await serve(ask.app, { host: '127.0.0.1', port: 0, log });
  });
  afterAll(async () => {
    await serving.stop();
    await ask.close();
  });

  it('are all answered as described', async () => {
    const tally = new Tally();
    const url = `http://127.0.0.1:${serving.port}`;
    await fuzz({ url, token: ask.token, seed: 1, requests: REQUESTS, tally });
    expect(tally.failures).toEqual([]);
    expect(tally.of('requests')).toBe(REQUESTS);
    for (const what of ['questions: 2xx', 'questions: 4xx', 'writes: 2xx', 'writes: 4xx', 'forms: 4xx', 'raw: 4xx'])
      expect(tally.of(what), what).toBeGreaterThan(0);
  });
});

describe('a schema', () => {
  const schemas = {
    Row: {
      type: 'object',
      properties: { id: { type: 'string', pattern: '^[a-z]+$' }, on: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['id'],
      additionalProperties: false,
    },
  };
  const list = { type: 'array', items: { $ref: '#/components/schemas/Row' }, minItems: 1 };

  it.each([
    [[], 'the answer has under 1 items'],
    [[{}], '[0] lacks id'],
    [[{ id: 'a' }, { id: 'B' }], '[1].id B does not match ^[a-z]+$'],
    [[{ id: 'a', more: 1 }], '[0] has more, which is not described'],
    [[{ id: 'a', on: 1 }], '[0].on is none of 2 forms: [0].on is 1, not string | [0].on is 1, not null'],
    [[{ id: 'a', on: null }], null],
  ])('tells what is wrong with %j', (value, wrong) => {
    expect(mismatch(list, value, schemas)).toBe(wrong);
  });

  it('with a keyword that is not looked at is passed over by nobody', () => {
    expect(() => mismatch({ type: 'array', uniqueItems: true }, [], {})).toThrow('uniqueItems');
  });
});
