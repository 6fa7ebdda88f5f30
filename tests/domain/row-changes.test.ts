import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rate } from '../../src/domain/ledger.ts';
import { changeRows, differenceOf, type RowProblem, type RowsChanged } from '../../src/domain/row-changes.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { scope } from '../support/scopes.ts';

const rate = (expression: string, of: Parameters<typeof scope>[0] = {}, more: Partial<Rate> = {}): Rate => ({
  ...{ scope: scope(of), expression, min_pct: null, max_pct: null, collection: 'full', note: null, confidence: null, doubt: null },
  ...more,
});

const applied = (standing: Rate[], set: Rate[], remove: Scope[] = []): RowsChanged<Rate> => {
  const result = changeRows(
    standing,
    set,
    remove.map((one) => ({ scope: one })),
  );
  if ('kind' in result) expect.fail(`refused: ${JSON.stringify(result)}`);
  return result;
};
const problem = (standing: Rate[], set: Rate[], remove: Scope[] = []): RowProblem => {
  const result = changeRows(
    standing,
    set,
    remove.map((one) => ({ scope: one })),
  );
  if ('rows' in result) expect.fail('nothing was refused');
  return result;
};

/** A table line by line: what each code pays from each partner by each exporter. */
function linesOf(rates: readonly Rate[]): Map<string, string> {
  const lines = new Map<string, string>();
  for (const { scope: one, expression } of rates) {
    const all = (list: readonly string[], otherwise: string) => (list.length === 0 ? [otherwise] : list);
    for (const code of all(
      one.goods.flatMap(({ codes }) => codes),
      '*',
    ))
      for (const partner of all(one.partners, '*'))
        for (const exporter of all(one.exporters, '')) {
          const line = `${code} ${partner} ${exporter} ${one.condition ?? ''}`;
          expect(lines.has(line), `${line} stands once`).toBe(false);
          lines.set(line, expression ?? '');
        }
  }
  return lines;
}

describe('what changes against a table', () => {
  it('sets, adds and removes single rows, and keeps the order of those that stay', () => {
    const standing = [rate('10%', { partners: ['AU'] }), rate('20%', { partners: ['CN'] }), rate('30%', { partners: ['JP'] })];
    const result = applied(standing, [rate('25%', { partners: ['CN'] }), rate('5%', { partners: ['NZ'] })], [scope({ partners: ['JP'] })]);
    expect(result.rows).toEqual([rate('10%', { partners: ['AU'] }), rate('25%', { partners: ['CN'] }), rate('5%', { partners: ['NZ'] })]);
    expect(result.changed.map(({ path, before, after }) => [path, before.map((one) => one.expression), after?.expression])).toEqual([
      ['remove.0', ['30%'], undefined],
      ['set.0', ['20%'], '25%'],
      ['set.1', [], '5%'],
    ]);
  });

  it('takes single codes, partners and companies out of long rows', () => {
    const standing = [rate('10%', { codes: ['8703', '8704', '8705'], partners: ['CN', 'JP'], exporters: ['byd', 'tesla'] })];
    const { rows } = applied(standing, [rate('17%', { codes: ['8704'], partners: ['CN'], exporters: ['byd'] })]);
    const lines = linesOf(rows);
    expect(lines.size).toBe(12);
    expect([...lines].filter(([, says]) => says === '17%')).toEqual([['8704 CN byd ', '17%']]);
  });

  it('says which rows stand so already', () => {
    const standing = [rate('10%', { codes: ['8703', '8704'] }), rate('20%', { codes: ['8705'] })];
    const result = applied(standing, [rate('10%', { codes: ['8704'] }), rate('21%', { codes: ['8705'] })]);
    expect(result.unchanged.map((one) => one.scope)).toEqual([scope({ codes: ['8704'] })]);
    expect(result.rows).toEqual([standing[0], rate('21%', { codes: ['8705'] })]);
  });

  it('names the line that is to be removed and is not there, or is named twice', () => {
    const standing = [rate('10%', { codes: ['8703', '8704'], partners: ['CN'] })];
    const absent = problem(standing, [], [scope({ codes: ['8703', '8799'], partners: ['CN'] })]);
    expect(absent).toMatchObject({ path: 'remove.0', kind: 'absent', row: { scope: scope({ codes: ['8799'], partners: ['CN'] }) } });
    expect(problem(standing, [], [scope({ codes: ['8703'] })])).toMatchObject({ kind: 'absent' });
    const twice = [rate('1%', { codes: ['8703', '8704'], partners: ['CN'] }), rate('2%', { codes: ['8704'], partners: ['CN', 'JP'] })];
    expect(problem(standing, twice)).toMatchObject({
      path: 'set.1',
      kind: 'twice',
      row: { scope: scope({ codes: ['8704'], partners: ['CN'] }) },
    });
  });

  it('tells lines apart by what is left out, condition, quota and part of the value', () => {
    const standing = [
      rate('50%', {}, { value_part: 'the steel content' }),
      rate('10%', {}),
      rate('0%', { condition: 'qualifies under USMCA', condition_id: 'usmca' }),
      rate('5%', { quota: 'in' }),
      rate('7%', { partners: ['*'], excluded: ['CA'] }),
    ];
    const set = [rate('25%', {}, { value_part: 'the steel content' }), rate('1%', { condition: 'qualifies under USMCA' })];
    const { rows } = applied(standing, set, [scope({ excluded: ['CA'] })]);
    expect(rows.map(({ expression }) => expression)).toEqual(['25%', '10%', '1%', '5%']);
    expect(rows[2]?.scope.condition_id).toBe('usmca');
  });

  it('keeps what a row does not say: cooperating companies and the names of codes', () => {
    const class_ = { exporters: ['other_cooperating', 'byd'], companies: ['tesla'], companies_complete: true as const };
    const named = [{ name: 'Toys', codes: ['9503', '9504'], note: null, confidence: null }];
    const { rows } = applied(
      [rate('20%', { ...class_, goods: named })],
      [rate('21%', { exporters: ['other_cooperating'], codes: ['9503'] })],
    );
    const set = rows.find(({ expression }) => expression === '21%');
    expect(set?.scope).toMatchObject({ companies: ['tesla'], companies_complete: true, goods: [{ name: 'Toys', codes: ['9503'] }] });
    for (const { scope: one } of rows.filter(({ scope: { exporters } }) => !exporters.includes('other_cooperating')))
      expect(one.companies).toEqual([]);
  });
});

describe('the property of changes', () => {
  const CODES = ['03', '0302', '87', '8703', 'ex 8703'];
  const PARTNERS = ['CN', 'JP', 'AU'];
  const EXPORTERS = ['byd', 'all_others'];
  const some = (list: readonly string[]) => fc.subarray([...list], { minLength: 1 });
  const boxes = fc.record({
    codes: some(CODES),
    partners: some(PARTNERS),
    exporters: some(EXPORTERS),
    condition: fc.constantFrom(null, 'at port'),
  });
  const rows = (prefix: string) => fc.array(boxes, { maxLength: 6 }).map((list) => list.map((of, index) => rate(`${prefix}${index}%`, of)));
  /** Rows of which none names a line of another before it. */
  const apart = (list: readonly Rate[], without: ReadonlyMap<string, string> = new Map()): Rate[] => {
    const taken = new Set(without.keys());
    return list.filter((one) => {
      const lines = [...linesOf([one]).keys()];
      if (lines.some((line) => taken.has(line))) return false;
      for (const line of lines) taken.add(line);
      return true;
    });
  };

  it('a table with what changes is the table stated whole, line by line', () => {
    fc.assert(
      fc.property(rows('1'), rows('2'), rows('3'), (first, second, third) => {
        const standing = apart(first);
        const set = apart(second);
        const stands = linesOf(standing);
        const remove = apart(third, linesOf(set)).filter((one) => [...linesOf([one]).keys()].every((line) => stands.has(line)));
        const whole = new Map(stands);
        for (const line of linesOf(remove).keys()) whole.delete(line);
        for (const [line, says] of linesOf(set)) whole.set(line, says);
        const { rows: result } = applied(
          standing,
          set,
          remove.map((one) => one.scope),
        );
        expect(new Map([...linesOf(result)].sort())).toEqual(new Map([...whole].sort()));
        // The same once more changes nothing.
        expect(applied(result, set).unchanged).toHaveLength(set.length);
        // And what changed can be told from the two tables.
        const told = differenceOf(standing, result);
        expect(new Set([...linesOf(told?.removed as Rate[]).keys()])).toEqual(new Set(linesOf(remove).keys()));
        const fresh = set.filter((one) => [...linesOf([one])].some(([line, says]) => stands.get(line) !== says));
        expect(new Map([...linesOf(told?.set.map(({ row }) => row as Rate) ?? [])].sort())).toEqual(new Map([...linesOf(fresh)].sort()));
      }),
    );
  });
});
