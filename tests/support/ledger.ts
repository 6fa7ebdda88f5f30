import { correctEntry } from '../../src/changes/correct.ts';
import { addMeasure, addNomenclature, addProduct, addWtoCase } from '../../src/changes/register.ts';
import { collapseResolution, implementResolution, recordResolution } from '../../src/changes/resolutions.ts';
import {
  recordCheck,
  recordCoverage,
  recordDisputeCheck,
  recordDutyRule,
  recordLink,
  recordMilestone,
  recordQuota,
  recordRateTable,
} from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { CheckBody } from '../../src/things/check.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { LinkBody } from '../../src/things/link.ts';
import { MeasureBody } from '../../src/things/measure.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { QuotaBody } from '../../src/things/quota.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { NomenclatureBody, ProductBody, WtoCaseBody } from '../../src/things/register.ts';
import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../../src/things/resolution.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { putRows, SMALL_REGISTER, type TestTracker } from './database.ts';

const editor = { actor: 'tester' };
/** Text that breaks naive CSV code. */
const AWKWARD = ' "quoted", 中国\r\nsecond line;\ttab\n=1+1 ';

/** Records the small register, two tariffs and a ban, and entries of every kind: each exported table holds a row. */
export async function recordEverything(test: TestTracker): Promise<void> {
  const { tracker } = test;
  await putRows(test, SMALL_REGISTER);
  await addWtoCase(
    tracker,
    editor,
    WtoCaseBody.parse({ id: 'DS602', complainant: 'AU', co_complainants: ['KR'], respondent: 'CN', requested_on: '2021-06-22' }),
  );
  const line = { code: '2204.21.00', name: 'Wine' };
  await addNomenclature(
    tracker,
    editor,
    NomenclatureBody.parse({
      id: 'cn-2022',
      jurisdiction: 'CN',
      title: 'Wine',
      revision: 'HS 2022',
      first_on: '2022-01-01',
      lines: [line],
    }),
  );
  await addProduct(tracker, editor, ProductBody.parse({ code: '220429', revision: 'HS 2022', name: 'Wine in bulk', words: ['bulk wine'] }));
  const sources = ['mofcom'];
  const wine = { goods: [{ name: 'Wine', codes: ['2204', 'ex 220600'] }, 'ex 2205'], partners: ['AU'] };
  await addMeasure(
    tracker,
    editor,
    MeasureBody.parse({
      id: 'cn-au-wine-ad',
      kind: 'tariff',
      type: 'anti_dumping',
      title: AWKWARD,
      imposed_by: 'CN',
      dispute: 'au-cn-wine',
      legal_instruments: [{ identifier: 'MOFCOM Notice 6/2021' }],
      coverage: { effective_on: '2020-11-28', scopes: [wine], sources },
      status_changes: [
        {
          status: 'provisional',
          effective_on: '2020-11-28',
          sources,
          places: { mofcom: 'article 2' },
          instruments: [{ identifier: 'MOFCOM Notice 59/2020', url: 'https://example.org/59' }, { identifier: 'no address' }],
        },
        { status: 'in_force', effective_on: '2021-03-28', announced_on: '2021-03-26', sources: ['mofcom', 'news'], note: AWKWARD },
      ],
    }),
  );
  await addMeasure(
    tracker,
    editor,
    MeasureBody.parse({
      id: 'cn-mfn',
      kind: 'tariff',
      type: 'mfn',
      title: 'MFN',
      imposed_by: 'CN',
      status_changes: [{ status: 'in_force', effective_on: '2011', unsourced: true }],
    }),
  );
  await addMeasure(
    tracker,
    editor,
    MeasureBody.parse({
      id: 'cn-jp-seafood',
      kind: 'ban',
      type: 'import_ban',
      title: 'Seafood',
      imposed_by: 'CN',
      coverage: {
        effective_on: '2023-08-24',
        scopes: [
          { goods: ['03'], partners: ['JP'] },
          { partners: ['*'], excluded: ['KR', 'EU'], list_unknown: ['goods'] },
        ],
        unsourced: true,
      },
    }),
  );
  await recordStatusChanges(tracker, editor, 'cn-jp-seafood', [
    StatusChangeBody.parse({ status: 'in_force', effective_on: '2023-08-24', sources }),
    StatusChangeBody.parse({
      status: 'partially_lifted',
      effective_on: '2025-06-29',
      exemptions: [{ partners: ['JP-07'], condition: 'with a certificate', condition_id: 'certificate' }],
      doubt: 'the list',
      unsourced: true,
    }),
  ]);
  const { recorded: tables } = await recordRateTable(
    tracker,
    editor,
    'cn-au-wine-ad',
    RateTableBody.parse({
      effective_on: '2021-03-28',
      sources,
      rates: [
        {
          scope: { exporters: ['tesla', 'other_cooperating'], companies: ['byd'], companies_complete: true },
          expression: '116.2%',
          confidence: 'recalled',
        },
        {
          scope: { exporters: ['all_others'] },
          range: { min_pct: '175.6', max_pct: '218.4' },
          collection: 'guarantee',
          value_part: 'the wine',
        },
      ],
    }),
  );
  const milestone = await recordMilestone(
    tracker,
    editor,
    'cn-au-wine-ad',
    MilestoneBody.parse({ type: 'review', happened_on: '2023-11', title: 'Review', wto_case: 'DS602', scopes: [wine], sources }),
  );
  await correctEntry(
    tracker,
    editor,
    milestone.recorded[0]?.seq ?? 0,
    CorrectionBody.parse({ reason: 'wrong month', replacement: { type: 'review', happened_on: '2023-12', title: 'Review', sources } }),
  );
  await recordLink(tracker, editor, 'cn-au-wine-ad', LinkBody.parse({ type: 'challenged_in', to: 'DS602', sources }));
  await recordQuota(
    tracker,
    editor,
    'cn-au-wine-ad',
    QuotaBody.parse({ period: '2026', quantity: '10.5', unit: 't', quantity_of: 'net drained', sources }),
  );
  await recordDutyRule(
    tracker,
    editor,
    DutyRuleBody.parse({ type: 'not_levied_with', measure: 'cn-au-wine-ad', other_measure: 'cn-mfn', first_on: '2021', sources }),
  );
  await recordDutyRule(
    tracker,
    editor,
    DutyRuleBody.parse({
      type: 'at_most_one_of',
      measure: 'cn-mfn',
      others: ['cn-au-wine-ad'],
      first_on: '2019',
      last_on: '2019',
      sources,
    }),
  );
  await recordCheck(tracker, editor, 'cn-jp-seafood', CheckBody.parse({ checked_on: '2026-11-09' }));
  await recordDisputeCheck(tracker, editor, 'au-cn-wine', CheckBody.parse({ checked_on: '2026-11-10', note: 'the gazette' }));
  const resolve = async (reaches = 'lifted'): Promise<number> => {
    const outcomes = [{ measure: 'cn-au-wine-ad', reaches }];
    const recorded = await recordResolution(
      tracker,
      editor,
      'au-cn-wine',
      ResolutionBody.parse({ method: 'negotiated_settlement', agreed_on: '2023-10', terms: 'a review', outcomes, sources }),
    );
    return recorded.recorded[0]?.seq ?? 0;
  };
  await collapseResolution(tracker, editor, await resolve(), CollapseBody.parse({ effective_on: '2023-12-01', sources }));
  await implementResolution(tracker, editor, await resolve(), ImplementResolutionBody.parse({ effective_on: '2024-03-29', sources }));
  await implementResolution(
    tracker,
    editor,
    await resolve('rate'),
    ImplementResolutionBody.parse({ effective_on: '2023-10', rate_tables: tables.map(({ seq }) => seq), sources }),
  );
  await recordCoverage(
    tracker,
    editor,
    'cn-jp-seafood',
    CoverageBody.parse({
      effective_on: '2025-11',
      scopes: [
        // Goods in each way that they may be written.
        {
          goods: [
            '03',
            { name: 'Salt', codes: ['2501'] },
            { name: 'All other food' },
            { codes: ['1604', '1605'] },
            { codes: ['1212'], note: 'seaweed' },
            { codes: ['2106'], confidence: 'recalled' },
          ],
        },
      ],
      sources,
    }),
  );
}
