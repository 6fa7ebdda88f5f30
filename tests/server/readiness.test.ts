import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { rebuild } from '../../src/keep/verify.ts';
import { ENGINES, putRows, SMALL_REGISTER } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';
import { type Asking, asking, problemOf } from './asking.ts';

describe.each(ENGINES)('/readyz on %s', (engine, open) => {
  let ask: Asking;
  beforeEach(async () => {
    ask = await asking({}, open, false);
    await putRows(ask, SMALL_REGISTER);
    await newMeasure(ask.tracker, 'wine');
    await recordStatusChanges(ask.tracker, me, 'wine', [change('in_force', '2020-01-01')]);
    await newMeasure(ask.tracker, 'beef');
  });
  afterEach(() => ask.close());

  const ready = (): Promise<Response> => Promise.resolve(ask.app.request('/readyz'));
  const problems = async (): Promise<[path: string, message: string][]> => {
    const answer = await ready();
    expect(answer.headers.get('retry-after')).toBe('2');
    return (await problemOf(answer, 503)).errors.map(({ path, message }) => [path, message]);
  };

  it('is a 200 where all is well, on an empty ledger too', async () => {
    expect((await ready()).status).toBe(200);
    const empty = await asking({}, open, false);
    expect((await empty.app.request('/readyz')).status).toBe(200);
    await empty.close();
  });

  it('names a guard that was taken away, until it is put back', async () => {
    await ask.execute(engine === 'sqlite' ? 'drop trigger ledger_guard_update' : 'alter table ledger disable trigger ledger_guard_row');
    expect(await problems()).toEqual([['guards', expect.stringMatching(/^guard ledger_guard_\w+: it is (?:missing|switched off)/)]]);
    await ask.tracker.store.restoreGuards();
    expect((await ready()).status).toBe(200);
  });

  it('says that a migration is missing, or that a newer release migrated', async () => {
    const table = engine === 'sqlite' ? '__drizzle_migrations' : 'drizzle.__drizzle_migrations';
    const newest = `created_at = (select max(created_at) from ${table})`;
    await ask.execute(`update ${table} set created_at = created_at + 1000000000000 where ${newest}`);
    expect(await problems()).toEqual([['schema', expect.stringContaining('newer release')]]);
    await ask.execute(`delete from ${table} where ${newest}`);
    expect(await problems()).toEqual([['schema', expect.stringContaining('a migration of this release is missing')]]);
  });

  it.each([
    ['entry_texts', 'delete from entry_texts', 'entry_texts has no text of entry'],
    ['status_periods', "delete from status_periods where measure_id = 'wine'", 'status_periods has no row of wine'],
    ['statement_periods', "delete from statement_periods where measure_id = 'beef'", 'statement_periods has no row of beef'],
    ['measure_etags', "update measure_etags set last_seq = 1 where measure_id = 'wine'", 'measure_etags says that wine changed last at 1'],
  ])('sees that %s does not follow the ledger, until it is made anew', async (_table, statement, message) => {
    await ask.execute(statement);
    const found = await problems();
    expect(found.map(([path]) => path)).toContain('derived');
    expect(found.map(([, text]) => text).join()).toContain(message);
    await rebuild(ask.tracker);
    expect((await ready()).status).toBe(200);
  });
});
