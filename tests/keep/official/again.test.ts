import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headingsOf, subheadingsOf } from '../../../src/domain/harmonized-system.ts';
import { acceptProposal } from '../../../src/keep/proposals/proposals.ts';
import { verify } from '../../../src/keep/verify.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import {
  proposed,
  reviewer,
  type TaricRecordIn,
  taricComponent,
  taricMeasure,
  taricMessage,
  type UkMeasure,
  ukAnswer,
} from '../../support/official.ts';
import { casesOf } from '../../support/thorough.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, {
    ...SMALL_REGISTER,
    jurisdictions: [...(SMALL_REGISTER.jurisdictions ?? []), { code: 'GB', name: 'United Kingdom', kind: 'state' }],
  });
});
afterAll(() => t.close());

const STEEL = headingsOf('72').flatMap(subheadingsOf);
/** Eight digits for each act. */
const ownCode = (act: number): string => `${STEEL[act % STEEL.length]}${String(Math.floor(act / STEEL.length)).padStart(2, '0')}`;

const day = fc.integer({ min: 0, max: 5 }).map((months) => `2026-0${months + 1}-01`);
/** A line by code, partner and company; of each there is one at most in a document, so that none contradicts another. */
const line = fc.record({
  code: fc.constantFrom<string>('10', '20'),
  area: fc.constantFrom('CN', 'KR', '1011'),
  company: fc.constantFrom(null, 'C111', 'C112', 'C999'),
  duty: fc.constantFrom('1.5', '20', '33.3'),
  from: day,
  months: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
});
type Line = typeof line extends fc.Arbitrary<infer Of> ? Of : never;
const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 6, selector: ({ code, area, company }) => `${code} ${area} ${company}` });

const NAMES: Readonly<Record<string, string>> = { C111: 'Foshan Kettle Works', C112: 'Ningbo Steam', C999: 'Other' };
/** The last day of a line of so many months. */
const lastDay = ({ from, months }: Line): string | undefined =>
  months === null ? undefined : new Date(Date.UTC(2026, Number(from.slice(5, 7)) - 1 + months, 0)).toISOString().slice(0, 10);

const uk = (act: string, code: string, own: readonly Line[]): string =>
  ukAnswer(
    code,
    own.map((one): UkMeasure => {
      const until = lastDay(one);
      return {
        ...{ type: '552', area: one.area, duty: `${one.duty} %`, from: one.from, act },
        ...(one.company !== null && { code: [one.company, NAMES[one.company] ?? ''] }),
        ...(until !== undefined && { until }),
      };
    }),
  );
const taric = (act: string, own: readonly Line[]): string =>
  taricMessage([
    ...Object.entries(NAMES).map(
      ([code, description]): TaricRecordIn => ({
        code: '245 10',
        type: '3',
        thing: 'additional.code.description',
        fields: { 'language.id': 'EN', 'additional.code.type.id': 'C', 'additional.code': code.slice(1), description },
      }),
    ),
    ...own.flatMap((one, at): TaricRecordIn[] => {
      const [sid, end] = [String(at + 1), lastDay(one)];
      const fields = {
        ...{ 'measure.sid': sid, 'geographical.area': one.area, 'goods.nomenclature.item.id': one.code, 'validity.start.date': one.from },
        'measure.generating.regulation.id': act,
        ...(one.company !== null && { 'additional.code.type': 'C', 'additional.code': one.company.slice(1) }),
        ...(end !== undefined && { 'validity.end.date': end }),
      };
      return [taricMeasure('3', fields), taricComponent('3', sid, one.duty)];
    }),
  ]);

/** The calls that were made. */
const made = new Set<string>();
/** Takes a document, and expects that the same proposes nothing any more. */
async function takenOnce(format: 'uk-tariff' | 'taric', text: string): Promise<void> {
  const { proposal, calls } = await proposed(t.tracker, format, text);
  for (const { path } of calls) made.add(path.replace(/^(\/\w+\/)[^/]+/, '$1…'));
  if (calls.length > 0) await acceptProposal(t.tracker, reviewer, proposal?.id ?? 0);
  const again = await proposed(t.tracker, format, `${text}\n`);
  expect(again.calls).toEqual([]);
}

describe('whatever a tariff says', () => {
  it('is proposed once, also after other documents about the same measure', async () => {
    let acts = 0;
    await fc.assert(
      fc.asyncProperty(lines, lines, async (...told) => {
        acts++;
        // Goods of its own: those that another act covers are told as such, and not proposed.
        const [first, second] = told.map((own) => own.map((one) => ({ ...one, code: `${ownCode(acts)}${one.code}` }))) as [Line[], Line[]];
        for (const own of [first, second])
          for (const code of new Set(own.map((one) => one.code)))
            await takenOnce(
              'uk-tariff',
              uk(
                `X${acts}`,
                code,
                own.filter((one) => one.code === code),
              ),
            );
        const act = `R26${String(acts).padStart(4, '0')}0`;
        await takenOnce('taric', taric(act, first));
        await takenOnce('taric', taric(act, second));
      }),
      { numRuns: casesOf(4, 8), seed: 20261124 },
    );
    expect([...made].sort()).toEqual(
      expect.arrayContaining(['/measures', '/measures/…/coverage', '/measures/…/rate-tables', '/measures/…/status-changes']),
    );
    expect((await verify(t.tracker)).problems).toEqual([]);
  });
});
