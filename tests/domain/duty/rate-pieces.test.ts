import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRate } from '../../../src/domain/duty/rate-choice.ts';
import {
  boundsOf,
  certaintyOfPiece,
  certaintyOfStretch,
  collectedOf,
  exemptOf,
  isOverruled,
  lastShown,
  type RatePiece,
  ratePieces,
  rateStretches,
  scopeOf,
} from '../../../src/domain/duty/rate-pieces.ts';
import type { Rate } from '../../../src/domain/ledger.ts';
import { meet } from '../../../src/domain/meeting.ts';
import { EVERYTHING, matchCode, matchScope, type Scope } from '../../../src/domain/scope.ts';
import type { Statement, StatusStatement } from '../../../src/domain/statement.ts';
import { expectMet } from '../../support/met.ts';
import { EU_OF_THREE, scope, scopes } from '../../support/scopes.ts';
import { rate } from '../../support/tariffs.ts';
import { casesOf } from '../../support/thorough.ts';

const pieces = (rates: readonly Rate[], ...covered: string[][]): string[] => {
  const coverage = covered.map((codes) => scope({ codes }));
  return [...ratePieces(rates, coverage, '2025-01-01', EU_OF_THREE)].map(
    (one) => `${one.ex ? 'ex ' : ''}${one.code} ${one.rate.expression}`,
  );
};

// Coverage may name a heading and, beside it, parts of its chapter of which no codes are known.
it('what a rate of a part of a chapter may charge is not given of a heading that a nearer rate has whole', () => {
  const rates = [rate('100%', { codes: ['880694'] }), rate('25%', { codes: ['ex 88'] })];
  expect(pieces(rates, ['880694'], ['ex 88'])).toEqual(['880694 100%', 'ex 88 25%']);
});

it('and it is given where only parts of the heading have a rate of their own', () => {
  const rates = [rate('100%', { codes: ['ex 880694'] }), rate('25%', { codes: ['ex 88'] })];
  expect(pieces(rates, ['880694'], ['ex 88']).sort()).toEqual(['ex 88 25%', 'ex 880694 100%', 'ex 880694 25%']);
});

it('and once only, where a rate of the part and one of all of it charge the same', () => {
  const rates = [rate('35%', { codes: ['ex 330590'] }), rate('35%', { codes: ['ex 3305'] })];
  expect(pieces(rates, ['ex 330590'])).toEqual(['ex 330590 35%']);
  const doubted = [rate('35%', { codes: ['ex 330590'] }), { ...rate('35%', { codes: ['ex 3305'] }), doubt: 'in doubt' }];
  expect(pieces(doubted, ['ex 330590'])).toEqual(['ex 330590 35%', 'ex 330590 35%']);
});

const ON = '2025-01-01';
const of = (rates: readonly Rate[], ...coverage: Parameters<typeof scope>[0][]): RatePiece[] => [
  ...ratePieces(rates, coverage.map(scope), ON, EU_OF_THREE),
];
/** A piece in short: whose, on what, from where, at how much. */
const said = ({ rate: { expression }, code, ex, partner, excluded, exporter, quota, condition, list_unknown, tied }: RatePiece): string =>
  [
    `${ex ? 'ex ' : ''}${code ?? 'words'}`,
    `${partner ?? 'some'}${excluded.length > 0 ? ` less ${excluded.join(' ')}` : ''}`,
    exporter,
    quota,
    condition,
    list_unknown.length > 0 ? `unknown ${list_unknown.join(' ')}` : null,
    tied ? 'tied' : null,
    expression,
  ]
    .filter((one) => one !== null)
    .join(' | ');

describe('the pieces of a table', () => {
  it('are what a rate and a coverage have in common: goods', () => {
    expect(of([rate('5%')], {}).map(said)).toEqual(['* | * | 5%']);
    expect(of([rate('5%')], { codes: ['8703', 'ex 8704'] }).map(said)).toEqual(['8703 | * | 5%', 'ex 8704 | * | 5%']);
    expect(of([rate('5%', { codes: ['870380'] })], { codes: ['8703'] }).map(said)).toEqual(['870380 | * | 5%']);
    expect(of([rate('5%', { codes: ['870380'] })], { codes: ['ex 8703'] }).map(said)).toEqual(['ex 870380 | * | 5%']);
    expect(of([rate('5%', { codes: ['8703'] })], { codes: ['870380', 'ex 870390', '8704'] }).map(said)).toEqual([
      '870380 | * | 5%',
      'ex 870390 | * | 5%',
    ]);
    expect(of([rate('5%', { codes: ['ex 8703'] })], { codes: ['870380'] }).map(said)).toEqual(['ex 870380 | * | 5%']);
    expect(of([rate('5%', { codes: ['8704'] })], { codes: ['8703'] })).toEqual([]);
    // A part of a code, and parts inside it.
    expect(of([rate('5%', { codes: ['8703'] })], { codes: ['ex 87', '870380'] }).map(said)).toEqual([
      'ex 8703 | * | 5%',
      '870380 | * | 5%',
    ]);
  });

  it('in words where no code is known, with the name of either', () => {
    const words = { goods: [{ name: 'Cars', codes: [], note: null, confidence: null }] };
    expect(of([rate('5%')], words)).toMatchObject([{ code: null, ex: false, goods: 'Cars' }]);
    expect(of([rate('5%', { codes: ['8703'] })], words)).toMatchObject([{ code: '8703', ex: true, goods: 'Cars' }]);
    expect(of([rate('5%', words)], { codes: ['8703'] })).toMatchObject([{ code: null, goods: 'Cars' }]);
    const named = { goods: [{ name: 'Vans', codes: ['8704'], note: null, confidence: null }] };
    expect(of([rate('5%', { codes: ['870410'] })], named)).toMatchObject([{ code: '870410', goods: 'Vans' }]);
    expect(of([rate('5%', named)], { codes: ['87'] })).toMatchObject([{ code: '8704', goods: 'Vans' }]);
    expect(of([rate('5%')], { codes: ['8703'], list_unknown: ['goods'] }).map(said)).toEqual([
      '8703 | * | unknown goods | 5%',
      'words | * | unknown goods | 5%',
    ]);
  });

  it('partners, less what either takes out', () => {
    expect(of([rate('5%', { partners: ['CN'] })], {}).map(said)).toEqual(['* | CN | 5%']);
    expect(of([rate('5%')], { partners: ['CN', 'JP'] }).map(said)).toEqual(['* | CN | 5%', '* | JP | 5%']);
    expect(of([rate('5%', { partners: ['DE', 'CN'] })], { partners: ['EU'] }).map(said)).toEqual(['* | DE | 5%']);
    expect(of([rate('5%', { partners: ['EU'] })], { partners: ['DE'] }).map(said)).toEqual(['* | DE | 5%']);
    expect(of([rate('5%', { partners: ['EU'], excluded: ['FR'] })], {}).map(said)).toEqual(['* | EU less FR | 5%']);
    expect(of([rate('5%', { partners: ['FR', 'CN'] })], { partners: ['*'], excluded: ['EU'] }).map(said)).toEqual(['* | CN | 5%']);
    // A partner that one scope leaves out may be covered by another.
    expect(of([rate('5%')], { excluded: ['CN'] }, {}).map(said)).toEqual(['* | * less CN | 5%', '* | * | 5%']);
    expect(of([rate('5%')], {}, { excluded: ['CN'] }, { excluded: ['JP'] }).map(said)).toEqual(['* | * | 5%']);
    expect(of([rate('5%')], { partners: ['CN', 'JP'], list_unknown: ['partners'] }).map(said)).toEqual([
      '* | CN | unknown partners | 5%',
      '* | JP | unknown partners | 5%',
      '* | some | unknown partners | 5%',
    ]);
    expect(of([rate('5%', { partners: ['*'], excluded: ['US'] })], { partners: [], list_unknown: ['partners'] }).map(said)).toEqual([
      '* | some less US | unknown partners | 5%',
    ]);
  });

  it('companies, sides of a quota and conditions', () => {
    expect(of([rate('5%', { exporters: ['byd'] }), rate('9%', { exporters: ['all_others'] })], {}).map(said)).toEqual([
      '* | * | byd | 5%',
      '* | * | all_others | 9%',
    ]);
    expect(of([rate('5%')], { exporters: ['byd', 'tesla'] }).map(said)).toEqual(['* | * | byd | 5%', '* | * | tesla | 5%']);
    expect(of([rate('5%', { exporters: ['byd', 'nio'] })], { exporters: ['byd'] }).map(said)).toEqual(['* | * | byd | 5%']);
    expect(of([rate('5%', { exporters: ['all_others'] })], { exporters: ['byd'] }).map(said)).toEqual(['* | * | byd | 5%']);
    expect(of([rate('5%', { quota: 'in' }), rate('9%', { quota: 'over' })], { quota: 'over' }).map(said)).toEqual(['* | * | over | 9%']);
    expect(of([rate('5%', { condition: 'x' })], { condition: 'y', quota: 'in' }).map(said)).toEqual(['* | * | in | y; x | 5%']);
    expect(of([rate('5%', { condition: 'x' })], { condition: 'x' }).map(said)).toEqual(['* | * | x | 5%']);
  });

  it('of several rates for one place the nearest: by the longer code, then by the partner', () => {
    const general = rate('5%', { codes: ['87'] });
    const covered = { codes: ['87', '8703'] };
    expect(of([general, rate('9%', { codes: ['8703'] })], covered).map(said)).toEqual(['87 | * | 5%', '8703 | * | 9%']);
    expect(of([rate('5%'), rate('9%', { partners: ['CN'] })], { partners: ['CN', 'JP'] }).map(said)).toEqual([
      '* | JP | 5%',
      '* | CN | 9%',
    ]);
    expect(of([rate('5%', { partners: ['*'] }), rate('9%')], { partners: ['CN'] }).map(said)).toEqual(['* | CN | 5%']);
    expect(of([rate('5%', { partners: ['EU'] }), rate('9%', { partners: ['DE'] })], { partners: ['DE'] }).map(said)).toEqual([
      '* | DE | 9%',
    ]);
    expect(of([rate('5%', { partners: ['EU'] }), rate('9%', { partners: ['*'] })], { partners: ['DE'] }).map(said)).toEqual([
      '* | DE | 5%',
    ]);
  });

  it('of rates that are equally near all that differ, as tied; the same one twice is one', () => {
    expect(of([rate('5%'), rate('9%')], {}).map(said)).toEqual(['* | * | tied | 5%', '* | * | tied | 9%']);
    expect(of([rate('5%'), rate('5%')], {}).map(said)).toEqual(['* | * | 5%']);
    expect(of([rate('5%')], { codes: ['8703'] }, { codes: ['8703'] }).map(said)).toEqual(['8703 | * | 5%']);
  });
});

describe('a piece', () => {
  const [only] = of([rate('5%', { codes: ['870380'], partners: ['CN'], exporters: ['byd'] })], {}) as [RatePiece];

  it('is a scope again', () => {
    expect(scopeOf(only)).toEqual(scope({ codes: ['870380'], partners: ['CN'], exporters: ['byd'] }));
    expect(scopeOf({ ...only, code: '*', partner: '*', exporter: null, quota: 'in', condition: 'x' })).toEqual(
      scope({ quota: 'in', condition: 'x' }),
    );
    expect(scopeOf({ ...only, ex: true, partner: null, excluded: ['US'], list_unknown: ['partners'] })).toEqual(
      scope({ codes: ['ex 870380'], exporters: ['byd'], excluded: ['US'], list_unknown: ['partners'] }),
    );
    expect(scopeOf({ ...only, code: null, goods: 'Cars' }).goods).toEqual([{ name: 'Cars', codes: [], note: null, confidence: null }]);
    expect(scopeOf({ ...only, code: null, goods: null }).goods).toEqual([]);
    const classed = rate('9%', { exporters: ['other_cooperating'], companies: ['nio'], companies_complete: true });
    const [cooperating] = of([classed], {}) as [RatePiece];
    expect(scopeOf(cooperating)).toMatchObject({ exporters: ['other_cooperating'], companies: ['nio'], companies_complete: true });
  });

  it('is freed by what a lifting exempts: all of it, a part, or nothing', () => {
    const exempt = (...exemptions: Parameters<typeof scope>[0][]) => exemptOf(only, exemptions.map(scope), ON, EU_OF_THREE);
    expect(exempt()).toBe('none');
    expect(exempt({ codes: ['8703'] })).toBe('all');
    expect(exempt({ codes: ['87038010'] })).toBe('part');
    expect(exempt({ codes: ['8704'] })).toBe('none');
    expect(exempt({ partners: ['JP'] })).toBe('none');
    expect(exempt({ condition: 'x' })).toBe('part');
    const side = { ...only, quota: 'in' as const, condition: 'x' };
    expect(exemptOf(side, [scope({ quota: 'in' })], ON, EU_OF_THREE)).toBe('all');
    expect(exemptOf(side, [scope({ quota: 'over' })], ON, EU_OF_THREE)).toBe('none');
  });

  it('is collected as the status has it, unless it is free', () => {
    expect(collectedOf(only, 'in_force', 'none')).toBe('full');
    expect(collectedOf(only, 'in_force', 'part')).toBe('full');
    expect(collectedOf(only, 'partially_lifted', 'all')).toBe('none');
    expect(collectedOf(only, 'provisional', 'none')).toBe('guarantee');
    expect(collectedOf(only, 'suspended', 'none')).toBeNull();
  });

  it('is as sure as its stretch, its own doubt, its lists and other rates leave it', () => {
    expect(certaintyOfPiece(only, 'certain')).toBe('certain');
    expect(certaintyOfPiece(only, 'possible')).toBe('possible');
    expect(certaintyOfPiece(only, 'doubtful')).toBe('doubtful');
    expect(certaintyOfPiece({ ...only, tied: true }, 'certain')).toBe('possible');
    expect(certaintyOfPiece({ ...only, list_unknown: ['goods'] }, 'certain')).toBe('possible');
    expect(certaintyOfPiece({ ...only, tied: true }, 'doubtful')).toBe('doubtful');
    expect(certaintyOfPiece({ ...only, rate: rate('5%', {}, { doubt: 'unsure' }) }, 'possible')).toBe('doubtful');
  });

  it('is overruled for a company that has a nearer rate on all of it', () => {
    const table = [rate('5%', { exporters: ['byd'] }), rate('9%', { exporters: ['all_others'] })];
    const [own, others] = of(table, {}) as [RatePiece, RatePiece];
    const overruled = (piece: RatePiece, company: string, rates: readonly Rate[] = table) =>
      isOverruled(piece, rates, company, ON, EU_OF_THREE);
    expect([overruled(own, 'byd'), overruled(others, 'byd'), overruled(others, 'nio')]).toEqual([false, true, false]);
    // On a part of it, or under a condition, the rate of its own does not take the place of the other.
    expect(overruled(others, 'byd', [rate('5%', { exporters: ['byd'], codes: ['8703'] })])).toBe(false);
    expect(overruled(others, 'byd', [rate('5%', { exporters: ['byd'], condition: 'x' })])).toBe(false);
    // Who may have cooperated may as well not have.
    const cooperating = rate('7%', { exporters: ['other_cooperating'], companies: ['tesla'] });
    expect(overruled(others, 'nio', [cooperating])).toBe(false);
    expect(overruled(others, 'tesla', [cooperating])).toBe(true);
    const [perhaps] = of([cooperating], {}) as [RatePiece];
    expect(overruled(perhaps, 'nio', [rate('9%', { exporters: ['all_others'] })])).toBe(false);
    expect(overruled(perhaps, 'nio', [rate('9%', { exporters: ['nio'] })])).toBe(true);
  });
});

describe('the stretches of a tariff', () => {
  let seq = 0;
  const from = (effective_on: string, more: Partial<Statement> = {}): Statement => {
    seq += 1;
    return { seq, position: seq, effective_on, until_on: null, doubt: null, ...more };
  };
  const status = (effective_on: string, name: StatusStatement['status'], more: Partial<Statement> = {}): StatusStatement => ({
    ...from(effective_on, more),
    announced_on: null,
    status: name,
    exemptions: [],
  });
  const shown = (stretches: ReturnType<typeof rateStretches>) =>
    stretches.map((one) => [boundsOf(one).first_on, boundsOf(one).last_on, one.status.statement.status, one.coverage !== undefined]);

  it('begin and end with each status, table and coverage, and without rates there are those in force', () => {
    const stretches = rateStretches(
      [status('2023-12-01', 'announced'), status('2024-01-01', 'in_force'), status('2024-06', 'lifted')],
      [from('2024-02-01'), from('2024-04-01')],
      [from('2024-03-01')],
    );
    expect(shown(stretches)).toEqual([
      ['2024-01-01', '2024-01-31', 'in_force', false],
      ['2024-02-01', '2024-02-29', 'in_force', false],
      ['2024-03-01', '2024-03-31', 'in_force', true],
      ['2024-04-01', '2024-06', 'in_force', true],
      ['2024-06', null, 'lifted', true],
    ]);
    expect(stretches.map(({ table }) => table !== undefined)).toEqual([false, true, true, true, true]);
    expect(stretches.map(lastShown).slice(1, 3)).toEqual(['2024-02-29', '2024-03-31']);
    // Nobody knows on which day of June it ended: it is shown in force to the last of them.
    expect(stretches.map(certaintyOfStretch)).toEqual(['certain', 'certain', 'certain', 'possible', 'certain']);
    expect(stretches.at(-1)?.starts_on).toBe('2024-06-30');
    expect(rateStretches([status('2024-01-01', 'announced')], [], [from('2024-03-01')])).toEqual([]);
    expect(rateStretches([], [from('2024-01-01')], [from('2024-03-01')])).toEqual([]);
  });

  it('are in doubt where one of the three is', () => {
    const unsure = { doubt: 'one report' };
    const certainty = (...given: [Partial<Statement>, Partial<Statement>, Partial<Statement>]) =>
      rateStretches([status('2024-01-01', 'in_force', given[0])], [from('2024-01-01', given[1])], [from('2024-01-01', given[2])]).map(
        certaintyOfStretch,
      );
    expect(certainty({}, {}, {})).toEqual(['certain']);
    expect([certainty(unsure, {}, {}), certainty({}, unsure, {}), certainty({}, {}, unsure)]).toEqual([
      ['doubtful'],
      ['doubtful'],
      ['doubtful'],
    ]);
  });
});

it('whom the nearest rate leaves out gets the nearest of the others', () => {
  const of = (code: string, ...excluded: string[]): Scope => ({
    ...EVERYTHING,
    goods: [{ name: null, codes: [code], note: null, confidence: null }],
    partners: ['*'],
    excluded,
  });
  const pieces = (...rates: [text: string, scope: Scope][]) =>
    [
      ...ratePieces(
        rates.map(([text, scope]) => ({ ...rate(text), scope })),
        [of('8703')],
        ON,
        EU_OF_THREE,
      ),
    ].map(({ partner, excluded, rate: { expression } }) => `${[partner, ...excluded].join(' less ')} ${expression}`);
  const [near, far] = [of('8703', 'EU'), of('87')];
  expect(pieces(['9%', near], ['5%', far])).toEqual(['* less EU 9%', 'EU 5%']);
  expect(pieces(['5%', far], ['9%', near])).toEqual(['* less EU 9%', 'EU 5%']);
  expect(pieces(['5%', near], ['5%', of('8703')]).sort()).toEqual(['* less EU 5%', 'EU 5%']);
  expect(pieces(['9%', near], ['7%', { ...far, partners: ['EU'] }], ['5%', far]).sort()).toEqual(['* less EU 9%', 'EU 7%']);
  expect(pieces(['9%', near])).toEqual(['* less EU 9%']);
});

it('a list of partners that nobody transcribed takes no place from a rate that is certain', () => {
  const rates: Rate[] = [
    { ...rate('5%'), scope: { ...EVERYTHING, partners: ['*'] } },
    { ...rate('9%'), scope: { ...EVERYTHING, partners: ['JP'], list_unknown: ['partners'] } },
  ];
  const pieces = [...ratePieces(rates, [{ ...EVERYTHING, partners: ['EU'] }], ON, EU_OF_THREE)];
  expect(pieces.map((piece) => `${piece.partner} ${piece.rate.expression} ${piece.list_unknown}`).sort()).toEqual([
    'EU 5% ',
    'EU 9% partners',
  ]);
});

it('zeros after a heading mean no less: what is covered holds what a rate is for, and the same goods are one place', () => {
  const of = (...codes: string[]): Scope => ({ ...EVERYTHING, goods: [{ name: null, codes, note: null, confidence: null }] });
  const pieces = (covered: Scope, ...rates: Rate[]) =>
    [...ratePieces(rates, [covered], ON, EU_OF_THREE)].map(({ code, rate: { expression } }) => `${code} ${expression}`);
  expect(pieces(of('870300'), { ...rate('5%'), scope: of('870380') })).toEqual(['870380 5%']);
  expect(pieces(of('870380'), { ...rate('5%'), scope: of('87030000') })).toEqual(['870380 5%']);
  // The nearer of two for one place is given, however its code is written.
  expect(pieces(of('8703'), { ...rate('5%'), scope: of('87') }, { ...rate('9%'), scope: of('870300') })).toEqual(['870300 9%']);
});

it('whatever a question is told for certain is the rate of a piece that meets it (property)', () => {
  const tables = fc.array(fc.tuple(fc.constantFrom('5%', '9%', '12%'), scopes), { minLength: 1, maxLength: 4 });
  const questions = fc.record({
    product: fc.constantFrom('87038010', '02030000', '39000000'),
    affected: fc.constantFrom('JP', 'DE', 'CN'),
  });
  let [tried, told] = [0, 0];
  fc.assert(
    fc.property(tables, fc.array(scopes, { minLength: 1, maxLength: 2 }), questions, (given, coverage, question) => {
      tried += 1;
      const table = given.map(([text, one]): Rate => ({ ...rate(text), scope: { ...one, exporters: [], companies: [] } }));
      const covered = coverage.map((one): Scope => ({ ...one, exporters: [], companies: [] }));
      const met = [...ratePieces(table, covered, ON, EU_OF_THREE)].filter(
        (piece) => matchScope(scopeOf(piece), question, ON, EU_OF_THREE) !== 'none',
      );
      if (meet(covered, [], question, ON, EU_OF_THREE).match !== 'full') return;
      const choice = findRate(table, question, ON, EU_OF_THREE);
      if (!('rate' in choice) || choice.alternatives.length > 0) return;
      told += 1;
      expect(met.map((piece) => piece.rate.expression)).toContain(choice.rate.expression);
    }),
    { numRuns: casesOf(2_000) },
  );
  expectMet(told, tried, 1 / 100);
});

it('asked for a product, the pieces are those of all that may meet it, in their order (property)', () => {
  const tables = fc.array(fc.tuple(fc.constantFrom('5%', '9%', '12%'), scopes), { minLength: 1, maxLength: 5 });
  const products = fc.constantFrom('87', '8703', '870380', '87038010', '0203', '02030000', '39000000');
  let [tried, narrowed] = [0, 0];
  fc.assert(
    fc.property(tables, fc.array(scopes, { minLength: 1, maxLength: 3 }), products, (given, covered, product) => {
      tried += 1;
      const table = given.map(([text, one]): Rate => ({ ...rate(text), scope: one }));
      const all = [...ratePieces(table, covered, ON, EU_OF_THREE)];
      const met = all.filter(({ code }) => code === null || matchCode(code, product) !== 'none');
      if (met.length > 0 && met.length < all.length) narrowed += 1;
      expect([...ratePieces(table, covered, ON, EU_OF_THREE, product)]).toEqual(met);
    }),
    { numRuns: casesOf(2_000) },
  );
  expectMet(narrowed, tried, 1 / 10);
});
