import { describe, expect, it } from 'vitest';
import { type Cells, cellsOf } from '../../../src/domain/duty/cells.ts';
import type { DutyCase } from '../../../src/domain/duty/duty.ts';
import type { Tariff } from '../../../src/domain/duty/facts.ts';
import { byScope, decidingScopes } from '../../../src/domain/duty/facts.ts';
import { standpointOf } from '../../../src/domain/duty/holding.ts';
import { worthsFor } from '../../../src/domain/duty/levied.ts';
import { Recall } from '../../../src/domain/duty/recall.ts';
import { workOutCell } from '../../../src/domain/duty/work.ts';
import { EU_OF_THREE } from '../../support/scopes.ts';
import { dutyOf, EX, mfn, rate, rule, spanOf, tariff } from '../../support/tariffs.ts';

// What was worked out of some goods, or for another day, is found again only by who asks the same.

/** On that day it has three members: what is left of it beside two is a place. */
const UNION_OF_THREE = { affected: 'EU', on: '2020-06-01' };

describe('goods of one answer', () => {
  it('are told apart by what a part of them is called', () => {
    const named = (code: string, name: string) => ({ goods: [{ name, codes: [`ex ${code}`], note: null, confidence: null }] });
    const parts = tariff('parts', '25%', { covers: [named('870310', 'large'), named('870320', 'small')] });
    const inOne = tariff('parts', '25%', {
      covers: { goods: [...named('870310', 'large').goods, ...named('870320', 'small').goods] },
    });
    for (const one of [parts, inOne]) {
      const words = dutyOf([mfn('10%'), one]).cannot_compute.map(({ detail }) => detail);
      for (const name of ['large', 'small']) expect(words).toContainEqual(expect.stringContaining(name));
    }
  });

  it('are told apart by the places that are told apart for them', () => {
    const covers = (partner: string, code: string) => ({ covers: { partners: [partner], codes: [code] } });
    const tariffs = [mfn('0%'), tariff('de', '10%', covers('DE', '870390')), tariff('fr', '20%', covers('FR', '8703'))];
    // Nothing comes from both.
    expect(spanOf(dutyOf(tariffs, UNION_OF_THREE))).toBe('0…20');
  });

  it('are told apart by a condition under which the base may be less', () => {
    const rates = [rate('25%'), rate('0%', { codes: ['870310'], condition: 'of Canada or Mexico', condition_id: 'usmca' })];
    const { by_code } = dutyOf([mfn('10%'), tariff('extra', rates)]);
    const rangeOf = (code: string) => by_code.find((row) => row.code === code)?.range.ad_valorem_pct;
    expect(rangeOf('8703')).toEqual({ least: '35', most: '35' });
    expect(rangeOf('870310')?.least).toBe('0');
  });
});

describe('days of one question', () => {
  const inTurn = (days: readonly (readonly Tariff[])[], question: Partial<DutyCase>): void => {
    const recall = new Recall();
    const answers = days.map((tariffs) => [dutyOf(tariffs, question, {}, EU_OF_THREE, recall), dutyOf(tariffs, question, {}, EU_OF_THREE)]);
    for (const [kept, anew] of answers) expect(kept).toEqual(anew);
    // One of them says something that the others do not.
    expect(new Set(answers.map(([, anew]) => JSON.stringify(anew?.cannot_compute))).size).toBe(days.length);
  };

  it('name the places that are told apart on each of them', () => {
    const here = tariff('here', '10%', { covers: { partners: ['DE'], codes: ['870310'] } });
    const there = tariff('there', '20%', { covers: { partners: ['FR'], codes: ['870320'] } });
    const base = mfn('10%');
    const days = [
      [base, here],
      [base, here, there],
    ];
    inTurn(days, UNION_OF_THREE);
  });

  it('have the companies that are named on each of them', () => {
    const own = tariff('own', [rate('20%', { exporters: ['byd'] }), rate('30%', { exporters: ['all_others'] })], {
      covers: { codes: ['870310'] },
    });
    const other = tariff('other', [rate('5%', { exporters: ['tesla'] }), rate('30%', { exporters: ['all_others'] })], {
      covers: { codes: ['870310'] },
    });
    const base = mfn('10%');
    inTurn(
      [
        [base, own],
        [base, own, other],
        [base, other],
      ],
      { affected: 'CN' },
    );
  });
});

it('what was gone through whole is a range all the same where so many truths may not be gone through', () => {
  const measures = Array.from({ length: 9 }, (_, at) => `m${at}`);
  const facts = { tariffs: [mfn('10%'), ...measures.map((one) => tariff(one, '1%', EX))], rules: [rule('at_most_one_of', measures)] };
  const scopes = decidingScopes(facts);
  const [cell] = cellsOf('8703', scopes) as [Cells];
  const shipment = { quantities: [], fx: [] };
  const standpoint = standpointOf({ on: '2025-01-01', affected: 'CN', product: '8703' }, scopes, EU_OF_THREE);
  const recall = new Recall();
  const isWide = (left: number, known: Recall): boolean[] => {
    const question = { standpoint, preference: false, shipment, truths: { left } };
    return workOutCell(byScope(facts), cell, question, worthsFor(shipment), known).map((part) => part.isWide);
  };
  for (const left of [2 ** 16, 0, 2 ** 16]) expect(isWide(left, recall)).toEqual(isWide(left, new Recall()));
  expect(isWide(0, recall)).toContain(true);
  expect(isWide(2 ** 16, recall)).not.toContain(true);
});
