import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, firstDay } from '../../src/domain/dates.ts';
import type { PercentRange } from '../../src/domain/duty/exact-duty.ts';
import { DUTY_TYPES } from '../../src/domain/vocabulary.ts';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { dutyHistory } from '../../src/lookups/duty-history.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { bundledTracker, type TestTracker } from '../support/database.ts';
import { type Asked, quote } from '../support/quoting.ts';
import { Random } from '../support/random.ts';
import { casesOf } from '../support/thorough.ts';

// What the bundled tariffs charge, asked in many ways: an answer to less holds the answers to more, and all say the same.

let t: TestTracker;
let tariffs: { id: string; imposer: string; codes: string[]; partners: string[]; exporters: string[]; days: string[] }[];
beforeAll(async () => {
  t = await bundledTracker();
  const of = async (what: string): Promise<Map<string, string[]>> => {
    const found = new Map<string, string[]>();
    for (const { id, one } of (await t.execute(what)) as { id: string; one: string }[]) found.set(id, [...(found.get(id) ?? []), one]);
    return found;
  };
  const inScopes = (table: string, column: string, where = '1') =>
    of(
      `select distinct l.measure_id as id, x.${column} as one from ${table} x join ledger l using (seq) where l.measure_id is not null and ${where} order by 1, 2`,
    );
  const days = ['status_changes', 'coverages', 'rate_tables'].map(
    (table) => `select l.measure_id as id, x.effective_on as one from ${table} x join ledger l using (seq)`,
  );
  const [codes, partners, exporters, begin] = await Promise.all([
    inScopes('scope_codes', 'code', 'length(x.code) > 2'),
    inScopes('scope_partners', 'code', "x.code <> '*'"),
    inScopes('scope_exporters', 'exporter'),
    of(days.join(' union ')),
  ]);
  const rows = await t.execute(
    "select m.id, m.imposed_by as imposer from measures m where m.kind = 'tariff' and m.direction = 'import' order by m.id",
  );
  tariffs = (rows as { id: string; imposer: string }[]).map((one) => ({
    ...one,
    codes: codes.get(one.id) ?? ['870380', '72083900', '8542'],
    partners: [...(partners.get(one.id) ?? []).map((code) => code.slice(0, 2)), 'CN', 'US', 'DE', 'EU', 'CA'],
    exporters: exporters.get(one.id) ?? [],
    days: (begin.get(one.id) ?? []).map(firstDay),
  }));
});
afterAll(() => t.close());

const isRefused = (error: unknown): null => {
  // Inside a customs territory nothing is asked, nor of codes that came later, or were gone.
  expect(String(error)).toMatch(/no duty is charged inside it|is of no goods of the Harmonized System of \d{4}/);
  return null;
};

/** Questions about goods, partners and days that the tariffs themselves name; each with a choice that it leads to. */
async function* questions(
  seed: number,
  count: number,
): AsyncGenerator<{ asked: Asked; answer: DutyQuote; of: (typeof tariffs)[number]; random: Random }> {
  const random = new Random(seed);
  for (let left = count; left > 0; ) {
    const of = random.pick(tariffs);
    const code = random.pick(of.codes);
    const asked = {
      importer: of.imposer,
      origin: random.pick(of.partners),
      product: random.percent(40) ? code.slice(0, random.pick([4, 6])) : code,
      on: addDays(random.pick(of.days), random.pick([-1, 0, 1, 30])),
    };
    const answer = await quote(t, asked).catch(isRefused);
    if (answer === null) continue;
    left -= 1;
    yield { asked, answer, of, random };
  }
}

const mostOf = ({ most }: PercentRange): number => (most === null ? Number.POSITIVE_INFINITY : Number(most));

const isOutdated = ({ cannot_compute }: DutyQuote): boolean => cannot_compute.some(({ code }) => code === 'code_outdated');

/** Checks that what is answered to a question holds what is answered to one that says more. */
function expectHolds(outer: DutyQuote, inner: DutyQuote | null, name: string): void {
  // Goods of a code that is gone have another one by now, perhaps outside of what is asked.
  if (inner === null || (isOutdated(inner) && !isOutdated(outer))) return;
  for (const of of ['range', 'additional'] as const) {
    const [wide, narrow] = [outer[of].ad_valorem_pct, inner[of].ad_valorem_pct];
    if (wide === null) continue;
    // Of a part of the goods nothing at all may be recorded: neither what its base is nor what comes on top.
    const isRecorded = inner.base !== null || inner.lines.length > 0 || inner.suppressed.length > 0;
    if (of === 'range' || isRecorded) expect(narrow, name).not.toBeNull();
    if (narrow === null) continue;
    expect(Number(wide.least), `${of} of ${name}`).toBeLessThanOrEqual(Number(narrow.least));
    expect(mostOf(wide), `${of} of ${name}`).toBeGreaterThanOrEqual(mostOf(narrow));
  }
  if (outer.total_ad_valorem_pct !== null && inner.total_ad_valorem_pct !== null)
    expect(Number(inner.total_ad_valorem_pct), name).toBe(Number(outer.total_ad_valorem_pct));
}

describe('what the bundled tariffs charge', () => {
  it('on goods, for a company, from a member, under a condition or a quota lies within what is said without', async () => {
    let finer = 0;
    for await (const { asked, answer, of, random } of questions(1, casesOf(35, 70))) {
      const name = JSON.stringify(asked);
      const within = async (more: Asked): Promise<void> =>
        expectHolds(answer, await quote(t, { ...asked, ...more }).catch(isRefused), `${name} with ${JSON.stringify(more)}`);
      const below = [...of.codes, ...answer.by_code.map(({ code }) => code)].filter(
        (code) => code !== asked.product && code.startsWith(asked.product as string),
      );
      if (below.length > 0) {
        await within({ product: random.pick(below) });
        finer += 1;
      }
      await within({ exporter: random.pick([...of.exporters, 'all_others', 'Nobody Knows Ltd.']) });
      await within({ quota: random.pick(['in', 'over'] as const) });
      if (asked.origin === 'EU') await within({ origin: random.pick(['DE', 'IE', 'PL']) });
      const open = answer.conditions.find(({ met }) => met === null);
      if (open) await within({ conditions: [{ id: open.id, met: random.percent(50) }] });
    }
    expect(finer).toBeGreaterThan(casesOf(5, 10));
  });

  it('is a total only where it is all, certain and without a reason against it, and the same in a history and as known now', async () => {
    // Totals are rare: one is answered only where a base is known and all else is too.
    let totals = 0;
    let others = 0;
    for await (const { asked, answer } of questions(2, 2000)) {
      if (totals >= 5 && others >= 40) break;
      const name = JSON.stringify(asked);
      const { total_ad_valorem_pct: total, range, base, lines, cannot_compute } = answer;
      if (total !== null) {
        totals += 1;
        expect(range.ad_valorem_pct, name).toEqual({ least: total, most: total });
        expect(cannot_compute, name).toEqual([]);
      } else {
        others += 1;
        if (base !== null || lines.length > 0) expect(cannot_compute, name).not.toEqual([]);
      }
      const on = asked.on as string;
      const { ledgerHead: _head, conditions: _conditions, ...told } = await quote(t, { ...asked, known_at: answer.known_at });
      expect(told, name).toEqual({ ...told, base, lines, range, total_ad_valorem_pct: total });
      const { data } = await dutyHistory(t.tracker, {
        ...{ importer: asked.importer as string, origin: asked.origin as string, product: asked.product as string },
        ...{ from: addDays(on, -30), to: addDays(on, 30), quantities: [], fx: [] },
      });
      const stretch = data.find(({ from, until }) => from <= on && (until === null || on <= until));
      expect(stretch, name).toMatchObject({
        total_ad_valorem_pct: total,
        least_pct: range.ad_valorem_pct?.least ?? null,
        most_pct: range.ad_valorem_pct?.most ?? null,
      });
    }
    expect(totals).toBeGreaterThan(4);
  });

  it('is of tariffs that the list of the day has, and of all of them', async () => {
    for await (const { asked, answer } of questions(3, 40)) {
      const { importer, origin, product, on } = asked as Required<Pick<Asked, 'importer' | 'origin' | 'product' | 'on'>>;
      const question = {
        on,
        imposed_by: importer,
        affected: origin,
        product,
        kind: 'tariff',
        type: DUTY_TYPES,
        direction: 'import',
      } as const;
      const { data, in_doubt = [] } = await listMeasures(t.tracker, question, { limit: 5000 });
      const told = [...(answer.base ? [answer.base] : []), ...answer.lines, ...answer.suppressed].map(({ measure }) => measure);
      const said = new Set([
        ...told,
        ...answer.cannot_compute.map(({ measure }) => measure),
        ...answer.depends_on.map((text) => text.split(':')[0]),
      ]);
      for (const { id, type } of data)
        if (type !== 'preference_withdrawal') expect([...said], `${id} for ${JSON.stringify(asked)}`).toContain(id);
      // What is free of a tariff is not on its list, and one whose coverage has not begun for certain may cover it.
      const listed = [...data, ...in_doubt].map(({ id }) => id);
      const perhaps = answer.cannot_compute.flatMap(({ code, measure }) =>
        code === 'coverage_unknown' || code === 'date_in_doubt' ? [measure] : [],
      );
      const free = answer.suppressed.filter(({ rule }) => rule.type === 'exempt').map(({ measure }) => measure);
      for (const measure of told)
        if (!free.includes(measure) && !perhaps.includes(measure)) expect(listed, JSON.stringify(asked)).toContain(measure);
    }
  });

  it('stands beside the bans on the same goods that the lists of the day have: of the importer, and of the origin on what leaves it', async () => {
    let told = 0;
    for await (const { asked, answer } of questions(4, 60)) {
      const { importer, origin, product, on } = asked as Required<Pick<Asked, 'importer' | 'origin' | 'product' | 'on'>>;
      const bansOf = async (imposed_by: string, affected: string, direction: 'import' | 'export') => {
        const question = { on, imposed_by, affected, product, kind: 'ban', direction } as const;
        const { data, in_doubt = [] } = await listMeasures(t.tracker, question, { limit: 5000 });
        // What some companies alone face is met in part where nobody says the company.
        return [...data, ...in_doubt].map(({ id, status, certainty, match, exporters }) => {
          const isOfPart = match === 'full' && exporters.length > 0 && !('exporter' in asked && asked.exporter !== undefined);
          return [id, status, certainty, isOfPart ? 'part' : match];
        });
      };
      const listed = [...(await bansOf(importer, origin, 'import')), ...(await bansOf(origin, importer, 'export'))];
      const rows = answer.bans.map(({ measure, status, certainty, match }) => [measure, status, certainty, match]);
      const ofMembers = rows.filter(([id]) => !listed.some(([own]) => own === id));
      expect(rows.filter((row) => !ofMembers.includes(row))).toEqual(listed);
      // Of a union also what its members forbid by themselves, in part.
      for (const [id, status, certainty, match] of ofMembers) {
        const { imposed_by = '', direction } = answer.bans.find(({ measure }) => measure === id) ?? {};
        const side = direction === 'export' ? [origin, importer] : [importer, origin];
        expect(side[0], `${id} for ${JSON.stringify(asked)}`).toBe('EU');
        const own = await bansOf(imposed_by, side[1] as string, direction === 'export' ? 'export' : 'import');
        expect(own).toContainEqual([id, status, certainty, match === 'part' ? expect.stringMatching(/^(?:full|part)$/) : match]);
        expect(match).not.toBe('full');
      }
      told += listed.length;
    }
    expect(told).toBeGreaterThan(5);
  });
});
