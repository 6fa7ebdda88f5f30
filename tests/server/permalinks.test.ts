import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDispute, addMeasure } from '../../src/changes/register.ts';
import { recordResolution } from '../../src/changes/resolutions.ts';
import { recordDisputeMilestone, recordLink, recordMilestone, recordRateTable } from '../../src/changes/statements.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { honoPath } from '../../src/server/address.ts';
import { createApp, FORMS, ROUTES } from '../../src/server/app.ts';
import type { App } from '../../src/server/context.ts';
import { ALL_RENDERINGS, RENDERINGS } from '../../src/server/renderings.ts';
import { DisputeBody, DisputePatch } from '../../src/things/dispute.ts';
import { LinkBody } from '../../src/things/link.ts';
import { MeasureBody, MeasurePatch } from '../../src/things/measure.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import {
  AreaPatch,
  ExporterPatch,
  JurisdictionPatch,
  NomenclaturePatch,
  ProductPatch,
  SourcePatch,
  WtoCasePatch,
} from '../../src/things/register.ts';
import { ResolutionBody } from '../../src/things/resolution.ts';
import { ENGINES, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';
import { casesOf } from '../support/thorough.ts';
import { type Asking, asking } from './asking.ts';
import { everyQuestion, kept, type Question } from './every-question.ts';
import { EVERY_WRITE, PATCHES } from './every-write.ts';

// The same question with the same instant gives the same bytes for ever, whatever is recorded, registered or edited afterwards.

const editor = { actor: 'tester' };
const HOURS = 3_600_000;

/** A ledger with entries of every kind, recorded on three days; the last of them is over when the questions are asked. */
async function begun(open: (typeof ENGINES)[number][1]): Promise<Asking> {
  const ask = await asking({ release: '1' }, open, false);
  await recordEverything(ask);
  ask.clock.now = '2026-11-25T12:00:00.000Z';
  await addDispute(ask.tracker, editor, DisputeBody.parse({ id: 'au-cn-other', title: 'Other wine', parties: ['AU', '*'] }));
  ask.clock.now = '2026-11-26T12:00:00.000Z';
  const salt = {
    ...{ id: 'cn-jp-salt', kind: 'ban', type: 'import_ban', title: 'Salt', imposed_by: 'CN', dispute: 'au-cn-wine', summary: 'Sea salt' },
    coverage: { effective_on: '2011', scopes: [{ goods: ['2501'], partners: ['JP'] }], unsourced: true },
    // What is to come: it returns by itself.
    status_changes: [
      { status: 'in_force', effective_on: '2011', unsourced: true },
      { status: 'suspended', effective_on: '2026-02', until_on: '2031-01-01', unsourced: true },
    ],
  };
  await addMeasure(ask.tracker, editor, MeasureBody.parse(salt));
  const { tracker } = ask;
  for (const [effective_on, expression] of [
    ['2020', '14%'],
    ['2031-01-01', '20%'],
  ])
    await recordRateTable(tracker, editor, 'cn-mfn', RateTableBody.parse({ effective_on, rates: [{ expression }], sources: ['news'] }));
  for (const to of ['cn-jp-seafood', 'au-cn-other'])
    await recordLink(tracker, editor, 'cn-au-wine-ad', LinkBody.parse({ type: 'related_to', to, sources: ['news'] }));
  // Nobody knows when it was agreed, so the public learns of it with what carries it out.
  const outcomes = [{ measure: 'cn-jp-salt', reaches: 'partially_lifted', scope: { goods: ['25010099'] } }];
  const undated = { method: 'negotiated_settlement', terms: 'undated', outcomes, unsourced: true };
  await recordResolution(tracker, editor, 'au-cn-wine', ResolutionBody.parse(undated));
  const panel = { type: 'wto_stage', happened_on: '2021-10', title: 'Panel', stage: 'panel', wto_case: 'DS602', sources: ['mofcom'] };
  await recordMilestone(tracker, editor, 'cn-au-wine-ad', MilestoneBody.parse(panel));
  await recordDisputeMilestone(tracker, editor, 'au-cn-wine', MilestoneBody.parse({ ...panel, wto_case: undefined }));
  ask.clock.now = '2026-11-27T12:00:00.000Z';
  // What is asked about must be there at all.
  const known = '/disputes/au-cn-wine.json?known_at=2026-11-26';
  expect(await ask.json(known)).toMatchObject({ measures: ['cn-au-wine-ad', 'cn-jp-salt'], linked_measures: [{ id: 'cn-jp-seafood' }] });
  return ask;
}

/** Before the ledger, inside its days, the instant of its last entry, and instants after that which are over. */
const KNOWN = [
  '2026-11-26',
  '2020-01-01',
  '2026-11-27T11:59:59+00:00',
  '2026-11-24T12:00:00.020Z',
  '2026-11-26T18:00:00Z',
  '2026-11-24',
  '2026-11-26T20:00:00.123Z',
  '2026-11-25T13:00:00Z',
  '2026-11-26T12:00:00.000Z',
];
const ON = ['2021-01-15', '2024-06-01', '2025-07-01', '2026-11-24', '2030-01-01'];
const ANNOUNCED = [undefined, '2021-03-27', undefined, '2025-12-01'];

/** A question with its clocks fixed; which ones hangs on its number. */
function permalink({ path, filters, clocks }: Question, number: number): string {
  const fixed = {
    on: ON[number % ON.length],
    announced_by: ANNOUNCED[(number >> 1) % ANNOUNCED.length],
    known_at: KNOWN[number % KNOWN.length],
  };
  const query = new URLSearchParams(filters);
  for (const [name, value] of Object.entries(fixed)) if (clocks.includes(name) && value !== undefined) query.set(name, value);
  return `${path}?${query}`;
}

/** The same database, asked by a process that remembers nothing. */
const afresh = ({ tracker, clock }: Asking): App =>
  createApp(
    createTracker(tracker.store, () => clock.now),
    { release: '1' },
  );

/** Where two answers part. */
function firstDifference(before: string, after: string): string {
  let at = 0;
  while (before[at] === after[at]) at++;
  return [before, after].map((text) => text.slice(Math.max(0, at - 80), at + 120)).join('\n--- is now ---\n');
}

const laterBy = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

/** In which order the writes come, and what each of them is about. */
const sequences = (length: number) =>
  fc.record({
    order: fc.shuffledSubarray([...EVERY_WRITE.keys()], { minLength: length, maxLength: length }),
    choices: fc.array(fc.nat(999), { minLength: EVERY_WRITE.length, maxLength: EVERY_WRITE.length }),
    first: fc.nat(999),
  });

describe.each(ENGINES)('a permalink on %s', (engine, open) => {
  /** Of so many questions one is asked in a run. Records say the most; and another engine is asked by the same code. */
  const shareOf = ({ path, route }: Question): number => {
    // Files of the same rows, and charts of what the pages say, are asked less often.
    const isChart = path.endsWith('.svg') || path.startsWith('/embed/');
    const ofRows = /\.(?:jsonl|xlsx|parquet)$/.test(path) ? 24 : 6;
    const ofOne = route.includes(':') || route === '/' ? 1 : path.endsWith('.json') ? 3 : ofRows;
    const share = isChart ? 3 : ofOne;
    return engine === 'sqlite' ? share * casesOf(4, 1) : share * 10;
  };

  it('gives the same bytes for ever, whatever is recorded, registered or edited afterwards (property)', async () => {
    await fc.assert(
      fc.asyncProperty(sequences(engine === 'sqlite' ? EVERY_WRITE.length : 14), async ({ order, choices, first }) => {
        const ask = await begun(open);
        try {
          const questions = everyQuestion(ask.app).filter((one, index) => (first + index) % shareOf(one) === 0);
          const links = questions.flatMap((question, index) => [0, 5].map((more) => permalink(question, first + index + more)));
          const answers = new Map<string, string>();
          for (const link of links) {
            const answer = await kept(ask.app, link);
            answers.set(link, answer);
            const next = /^link: <(.*)>/m.exec(answer)?.[1];
            if (next !== undefined) answers.set(next, await kept(ask.app, next));
          }
          for (const [step, index] of order.entries()) {
            const one = EVERY_WRITE[index] as (typeof EVERY_WRITE)[number];
            ask.clock.now = laterBy(ask.clock.now, 7 * HOURS);
            const status = await one.run(ask, step + 1, choices[step] ?? 0);
            expect(status, one.route).toBeLessThan(500);
            // Halfway there are permalinks to what was just recorded.
            if (step === Math.floor(order.length / 2)) {
              const now = ask.clock.now;
              ask.clock.now = laterBy(now, HOURS);
              for (const question of questions.filter((_one, at) => at % 5 === first % 5)) {
                const link = permalink(question, first).replace(/known_at=[^&]*/, `known_at=${now}`);
                answers.set(link, await kept(ask.app, link));
              }
            }
          }
          ask.clock.now = laterBy(ask.clock.now, 24 * HOURS);
          const [same, other] = [ask.app, afresh(ask)];
          const changed: string[] = [];
          let number = 0;
          for (const [link, answer] of answers) {
            const again = await kept(++number % 4 ? other : same, link);
            if (again !== answer) changed.push(`${link}\n${firstDifference(answer, again)}`);
          }
          expect(changed).toEqual([]);
        } finally {
          await ask.close();
        }
      }),
      { numRuns: engine === 'sqlite' ? casesOf(1, 2) : 1, endOnFailure: true },
    );
  });
});

describe('every write', () => {
  it('is tried, and succeeds in the order in which they stand', async () => {
    const calls = ROUTES.calls.map(({ method, path }) => `${method} ${path}`);
    expect(calls.filter((route) => EVERY_WRITE.every((one) => one.route !== route))).toEqual([]);
    const failed: string[] = [];
    const ask = await begun(testTracker);
    for (const [index, { route, run }] of EVERY_WRITE.entries()) {
      const status = await run(ask, index + 1, index);
      if (status !== 200 && status !== 201) failed.push(`${route}: ${status}`);
    }
    await ask.close();
    expect(failed).toEqual([]);
  });

  it('is in the table of calls, but for forms, which record by the same verbs, and for who is signed in', async () => {
    const ask = await asking({}, undefined, false);
    const known = new Set([
      ...ROUTES.calls.map(({ method, path }) => `${method} ${honoPath(path)}`),
      ...FORMS.map(({ path }) => `POST ${honoPath(path)}`),
      ...['POST /sign-in', 'POST /sign-out'],
      // A question of an assistant, which reads.
      'POST /mcp',
      // Questions of /duty, which are sent.
      ...ALL_RENDERINGS.map((name) => `POST ${honoPath(`/shipments${RENDERINGS[name].suffix}`)}`),
      // Sheets record by the same table of kinds; their own tests try each.
      ...['POST /imports', 'POST /import', 'POST /import/record'],
      // Official documents become proposals by the same table; so do theirs.
      ...['POST /import/document', 'POST /import/document/proposal'],
      // What waits for review is recorded by these calls, and nothing of it is public.
      ...['POST /proposals', 'POST /proposals/:id/acceptance', 'POST /proposals/:id/rejection'],
      // Who is told of changes stands beside the ledger.
      ...['POST /watches', 'DELETE /watches/:id', 'POST /watches/:id/test'],
    ]);
    const writes = ask.app.routes.filter(({ method }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method));
    expect(writes.map(({ method, path }) => `${method} ${path}`).filter((route) => !known.has(route))).toEqual([]);
    await ask.close();
  });

  it('of a patch is tried with each field', () => {
    const schemas = {
      disputes: DisputePatch,
      measures: MeasurePatch,
      exporters: ExporterPatch,
      sources: SourcePatch,
      nomenclatures: NomenclaturePatch,
      products: ProductPatch,
      'wto-cases': WtoCasePatch,
      jurisdictions: JurisdictionPatch,
      areas: AreaPatch,
    };
    const patches = ROUTES.calls.filter(({ method }) => method === 'PATCH').map(({ path }) => path.split('/')[1]);
    expect(Object.keys(schemas).sort()).toEqual(patches.sort());
    for (const [name, { shape }] of Object.entries(schemas))
      expect(Object.keys(PATCHES[name as keyof typeof PATCHES](1)).sort(), name).toEqual(Object.keys(shape).sort());
  });
});
