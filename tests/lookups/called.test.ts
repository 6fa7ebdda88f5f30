import { afterAll, beforeAll, expect, it } from 'vitest';
import { addSource, editMeasure, editSource } from '../../src/changes/register.ts';
import { readCalled } from '../../src/lookups/called.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { me, newMeasure } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
});
afterAll(() => t.close());

it('records are called by their titles, and by their ids where they share one, as what is registered changes', async () => {
  await newMeasure(t.tracker, 'one', { title: 'Duty on Pêches' });
  const alone = await readCalled(t.tracker);
  expect([alone.titleOf('measures', 'one'), alone.record('measures', 'duty on peches')]).toEqual(['Duty on Pêches', 'one']);

  await newMeasure(t.tracker, 'two', { title: 'duty on pêches' });
  const shared = await readCalled(t.tracker);
  expect(shared.titles('measures', 5)).toEqual(['one', 'two']);
  expect(() => shared.record('measures', 'duty on peches')).toThrow(/one \(Duty on Pêches\), two/);

  await editMeasure(t.tracker, me, 'two', { title: 'Duty on plums' });
  const apart = await readCalled(t.tracker);
  expect(apart.titles('measures', 5)).toEqual(['Duty on Pêches', 'Duty on plums']);
  expect([apart.record('measures', 'DUTY ON PÊCHES'), apart.record('measures', 'duty on plums')]).toEqual(['one', 'two']);
  expect([apart.titles('measures', 1), apart.ids('measures', 1)]).toEqual([['Duty on Pêches'], ['one']]);
  expect([apart.record('measures', 'duty on pears'), apart.titleOf('measures', 'three')]).toEqual([undefined, 'three']);
});

it('a source that is registered, or renamed, after a form was shown is called so in the next', async () => {
  await readCalled(t.tracker);
  await addSource(t.tracker, me, { id: 'gazette', kind: 'official', title: 'Number one', publisher: 'Gazette' });
  expect((await readCalled(t.tracker)).record('sources', 'gazette: number ONE')).toBe('gazette');
  await editSource(t.tracker, me, 'gazette', { title: 'Number two' });
  const { record } = await readCalled(t.tracker);
  expect([record('sources', 'Gazette: Number two'), record('sources', 'Gazette: Number one')]).toEqual(['gazette', undefined]);
});
