import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/db/open.ts';
import { openPostgres, type ServerSession } from '../../src/db/postgres.ts';
import { readChangeSeq } from '../../src/db/store.ts';
import { shownAddress } from '../../src/things/database-address.ts';
import { refused } from '../support/recording.ts';

describe('the address of a database', () => {
  it.each([
    ['file:./trade-disputes.db', 'file:./trade-disputes.db'],
    ['postgres://me@host/name', 'postgres://me@host/name'],
    ['postgres://me:secret@host:5433/name?sslmode=require', 'postgres://me:***@host:5433/name?sslmode=require'],
    ['postgres://host/name?user=me&password=secret', 'postgres://host/name?user=me&password=***'],
    ['postgres://me:sec/secret#@host/name', 'postgres://me:***@host/name'],
    // What is no address may hold one all the same.
    ['postgres:/me:secret@host/name', 'postgres:/***@host/name'],
    ['mysql://me:secret@host/name', 'mysql://***@host/name'],
    ['me:secret@host/name', 'me:***@host/name'],
  ])('%s is shown without its password', (address, shown) => {
    expect(shownAddress(address)).toBe(shown);
    expect(shownAddress(address)).not.toContain('secret');
  });
});

describe('a server that does not answer', () => {
  it('is told as such when it is opened, without the password', async () => {
    const opening = openStore('postgres://me:secret@127.0.0.1:1/none');
    await refused(opening, 'unavailable', 'the database server does not answer', 'ECONNREFUSED');
    await expect(opening).rejects.not.toThrow('secret');
  });

  it.each([
    ['refuses', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['ended the session', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['is starting', Object.assign(new Error('the database system is starting up'), { code: '57P03' })],
    ['lost the connection', new Error('Connection terminated unexpectedly')],
    ['makes wait too long', new Error('timeout exceeded when trying to connect')],
  ])('and %s is a 503, and the broken session is not used again', async (_what, failure) => {
    let fails: 'session' | 'query' | null = null;
    const broken: boolean[] = [];
    const session = async (): Promise<ServerSession> => {
      if (fails === 'session') throw failure;
      const execute = async (): Promise<unknown> => {
        if (fails === 'query') throw new Error('Failed query', { cause: failure });
        return [];
      };
      return {
        database: { execute, select: () => ({ from: async () => [] }) } as never,
        release: (isBroken = false) => broken.push(isBroken),
      };
    };
    const store = await openPostgres({
      session,
      name: 'db1/tracker',
      address: 'postgres://db1/tracker',
      isStandby: () => false,
      close: async () => undefined,
    });
    for (const when of ['session', 'query'] as const) {
      fails = when;
      await refused(store.read(readChangeSeq), 'unavailable', 'the database server does not answer');
    }
    expect(broken.at(-1)).toBe(true);
  });
});
