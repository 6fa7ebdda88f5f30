import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { PERIOD_RULES } from '../../src/db/migrations.ts';
import { periodRows } from '../../src/db/periods.ts';
import { addDays } from '../../src/domain/dates.ts';
import { STATUSES, type Status } from '../../src/domain/vocabulary.ts';
import type { Entry } from '../../src/things/ledger.ts';
import { Random } from '../support/random.ts';
import { scope } from '../support/scopes.ts';

const instant = (seq: number): string => `2026-01-01T00:00:${String(seq).padStart(2, '0')}.000Z`;

/** Few days, on which what is set for later, put off and brought forward meets. */
const FEW = ['2025-11-25', '2025-12-05', '2025-12-10', '2026-01-05'] as const;

/** An entry of any kind that periods are made of, lawful after the others or not. `isCrowded`: on few days, each announced before. */
function entryOf(random: Random, seq: number, isCrowded: boolean): Entry {
  const kind = random.pick(['status_change', 'status_change', 'status_change', 'coverage', 'rate_table', 'correction'] as const);
  const day = (): string => {
    if (isCrowded) return random.pick(FEW);
    const date = addDays('2025-11-20', random.below(60));
    return random.percent(8) ? date.slice(0, 7) : date;
  };
  const status: Status = random.percent(50) ? random.pick(STATUSES) : random.pick(['in_force', 'partially_lifted', 'suspended']);
  const effective_on = day();
  const may = ['provisional', 'in_force', 'partially_lifted', 'suspended'].includes(status) || kind !== 'status_change';
  const entry = {
    ...{ seq, kind, measure_id: 'any', recorded_at: instant(seq), sources: [], effective_on },
    announced_on: isCrowded ? addDays('2025-11-01', 3 * seq) : random.percent(70) ? day() : null,
    until_on: may && random.percent(40) ? addDays(effective_on.padEnd(10, '-01'), 1 + random.below(20)) : null,
    doubt: random.percent(15) ? 'heard only once' : null,
  };
  const goods = scope({ codes: random.percent(50) ? ['03'] : ['2204'] });
  if (kind === 'status_change') return { ...entry, status, exemptions: status === 'partially_lifted' ? [goods] : [] } as unknown as Entry;
  if (kind === 'coverage') return { ...entry, scopes: [goods] } as unknown as Entry;
  if (kind === 'rate_table') return { ...entry, rates: [{ scope: goods }] } as unknown as Entry;
  return {
    ...entry,
    retracts_seq: random.between(1, Math.max(1, seq - 1)),
    replacement_seq: random.percent(50) ? seq - 1 : null,
  } as unknown as Entry;
}

it('are the rules that a database notes: if this fails, raise PERIOD_RULES, so that databases get their rows anew, and put both here', () => {
  const random = new Random(7);
  const hash = createHash('sha256');
  for (let history = 0; history < 2000; history++) {
    const entries = Array.from({ length: random.between(1, 8) }, (_, index) => entryOf(random, index + 1, history % 2 === 1));
    const ends = new Map(entries.map(({ seq, recorded_at }) => [recorded_at, seq]));
    const { status_periods, statement_periods } = periodRows('any', entries, new Map(), ends);
    for (const row of [...status_periods, ...statement_periods])
      hash.update(JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  expect({ rules: PERIOD_RULES, rows: hash.digest('hex').slice(0, 16) }).toEqual({ rules: 5, rows: 'f4da2e4db5629cd7' });
});
