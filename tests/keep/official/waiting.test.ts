import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { previewDocument } from '../../../src/keep/official/propose-document.ts';
import { acceptProposal, propose, rejectProposal } from '../../../src/keep/proposals/proposals.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import { author, bodyOf, frDocument, pathsOf, proposed, reviewer, taken, ukAnswer } from '../../support/official.ts';

let t: TestTracker;
beforeEach(async () => {
  t = await testTracker();
  await putRows(t, {
    ...SMALL_REGISTER,
    jurisdictions: [...(SMALL_REGISTER.jurisdictions ?? []), { code: 'GB', name: 'United Kingdom', kind: 'state' }],
  });
});
afterEach(() => t.close());

const MEASURE = 'gb-anti-dumping-c0007220';
const kettles = ukAnswer('8516797010', [{ type: '552', duty: '12.40 %', code: ['C111', 'Foshan Kettle Works'] }]);
/** Another code of the same act: a part of the same measure. */
const jugs = ukAnswer('8516711000', [{ type: '552', duty: '20.00 %' }]);
const WAITS = `${MEASURE} stands in proposal 1 already, which waits for a review: propose this document again once that is settled`;

describe('a document about a measure that waits in another proposal', () => {
  it('makes no rival of it, and names the proposal', async () => {
    await proposed(t.tracker, 'uk-tariff', kettles);
    const second = await proposed(t.tracker, 'uk-tariff', jugs);
    expect(second).toMatchObject({ proposal: null, waiting: null, waits_in: [1], calls: [] });
    expect(second.not_taken).toEqual([expect.stringContaining(`: ${WAITS}`)]);
    const document = { format: 'uk-tariff', bytes: Buffer.from(jugs), address: null, asked: {} } as const;
    expect(await previewDocument(t.tracker, author, document)).toMatchObject({ effect: null, waits_in: [1] });
  });

  it('adds its part once the other is accepted, and is the first where it was sent back', async () => {
    await proposed(t.tracker, 'uk-tariff', kettles);
    await proposed(t.tracker, 'uk-tariff', jugs);
    await acceptProposal(t.tracker, reviewer, 1);
    const later = await proposed(t.tracker, 'uk-tariff', jugs);
    expect(later.waits_in).toEqual([]);
    expect(pathsOf(later)).toContain(`POST /measures/${MEASURE}/rate-tables`);
    await rejectProposal(t.tracker, reviewer, 2, { reason: 'Anew' });
    expect(pathsOf(await proposed(t.tracker, 'uk-tariff', jugs))).toEqual(pathsOf(later));
  });

  it('proposes what else it says', async () => {
    await proposed(t.tracker, 'uk-tariff', kettles);
    const second = await proposed(
      t.tracker,
      'uk-tariff',
      ukAnswer('8516711000', [
        { type: '552', duty: '20.00 %' },
        { type: '552', duty: '8.00 %', act: 'X0000001' },
      ]),
    );
    expect(bodyOf(second, '/measures')).toMatchObject({ id: 'gb-anti-dumping-x0000001' });
    expect(second).toMatchObject({ proposal: { id: 2 }, waits_in: [1] });
    expect(second.proposal?.note).toContain(WAITS);
    await acceptProposal(t.tracker, reviewer, 2);
    await acceptProposal(t.tracker, reviewer, 1);
  });

  it('waits too where it names a company that the other registers, and registers nobody by itself', async () => {
    await proposed(t.tracker, 'uk-tariff', kettles);
    const other = await proposed(
      t.tracker,
      'uk-tariff',
      ukAnswer('8516711000', [
        { type: '552', duty: '9.00 %', act: 'X0000001', code: ['C112', 'Ningbo Steam'] },
        { type: '552', duty: '9.00 %', act: 'X0000001', code: ['C111', 'Foshan Kettle Works'] },
      ]),
    );
    expect(other).toMatchObject({ proposal: null, waits_in: [1], calls: [] });
    expect(other.not_taken).toEqual([expect.stringContaining('its company "Foshan Kettle Works" stands in proposal 1 already')]);
  });

  it('is told of the same document as before', async () => {
    await proposed(t.tracker, 'uk-tariff', kettles);
    expect(await proposed(t.tracker, 'uk-tariff', kettles)).toMatchObject({ proposal: null, waiting: 1, waits_in: [] });
  });

  it('counts what somebody proposed by hand', async () => {
    const body = { id: MEASURE, kind: 'tariff', type: 'anti_dumping', title: 'Kettles', imposed_by: 'GB' };
    await propose(t.tracker, author, { calls: [{ method: 'POST', path: '/measures', body }] });
    expect(await proposed(t.tracker, 'uk-tariff', kettles)).toMatchObject({ proposal: null, waits_in: [1] });
  });
});

it('says to look where another proposal changes the same measure', async () => {
  await taken(t.tracker, 'uk-tariff', kettles);
  await proposed(t.tracker, 'uk-tariff', jugs);
  const third = await proposed(t.tracker, 'uk-tariff', ukAnswer('8516601010', [{ type: '552', duty: '7.00 %' }]));
  expect(third).toMatchObject({ proposal: { id: 3 }, waits_in: [] });
  expect(third.concerns).toEqual([expect.stringContaining('proposal 2 changes it too')]);
});

it('proposes of a list of documents only those that do not wait', async () => {
  const list = (...numbers: string[]): string =>
    JSON.stringify({ count: numbers.length, results: numbers.map((number) => frDocument(number)) });
  await proposed(t.tracker, 'federal-register', list('2026-30001', '2026-30002'));
  const second = await proposed(t.tracker, 'federal-register', list('2026-30002', '2026-30003'));
  expect(second.calls.map(({ body }) => body.id)).toEqual(['fr-2026-30003']);
  expect(second.waits_in).toEqual([1]);
  expect(second.not_taken).toContainEqual(expect.stringContaining('fr-2026-30002 stands in proposal 1 already'));
  await acceptProposal(t.tracker, reviewer, 1);
  await acceptProposal(t.tracker, reviewer, 2);
});
