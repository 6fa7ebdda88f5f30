import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addWtoCase } from '../../src/changes/register.ts';
import { recordCaseMilestone, recordLink } from '../../src/changes/statements.ts';
import { listWtoCases, showWtoCase } from '../../src/lookups/wto-cases.ts';
import { LinkBody } from '../../src/things/link.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { WtoCaseBody } from '../../src/things/register.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';

const editor = { actor: 'tester' };

describe.each(ENGINES)('WTO cases on %s', (_engine, open) => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await open();
    const wine = { id: 'cn-au-wine', kind: 'tariff', title: 'Wine', imposed_by: 'CN', direction: 'import', formality: 'formal' };
    await putRows(test, { ...SMALL_REGISTER, measures: [{ ...wine, dispute_id: 'au-cn-wine' }] });
    for (const one of [
      { id: 'DS9', complainant: 'AU', respondent: 'EU', requested_on: '1995-05', title: 'Grains' },
      {
        id: 'DS597',
        complainant: 'CN',
        co_complainants: ['JP', 'KR'],
        respondent: 'US',
        requested_on: '2020-10-30',
        title: 'Origin marks',
      },
      { id: 'DS602', complainant: 'AU', respondent: 'CN', title: 'Wine' },
    ])
      await addWtoCase(test.tracker, editor, WtoCaseBody.parse(one));
    const stage = (happened_on: string, title: string, name?: string) =>
      MilestoneBody.parse({ type: 'wto_stage', happened_on, announced_on: happened_on, title, stage: name, unsourced: true });
    await recordCaseMilestone(test.tracker, editor, 'DS597', stage('2021-01', 'Panel asked for', 'panel_requested'));
    await recordCaseMilestone(test.tracker, editor, 'DS597', stage('2022-12-21', 'Report circulated', 'panel_report'));
    await recordCaseMilestone(test.tracker, editor, 'DS597', stage('2023-01-26', 'The respondent appealed into the void'));
    await recordCaseMilestone(test.tracker, editor, 'DS602', stage('2021-06-22', 'Consultations asked for', 'consultations_requested'));
    const link = LinkBody.parse({ type: 'challenged_in', to: 'DS602', unsourced: true });
    await recordLink(test.tracker, editor, 'cn-au-wine', link);
  });
  afterAll(() => test.close());

  const ids = async (question: Parameters<typeof listWtoCases>[1]) => (await listWtoCases(test.tracker, question)).data.map(({ id }) => id);

  it('are listed by number, the newest first, with all complainants and the stage of the day', async () => {
    expect((await listWtoCases(test.tracker, { on: '2026-01-01' })).data).toMatchObject([
      { id: 'DS602', stage: 'consultations_requested', stage_on: '2021-06-22', requested_on: '2021-06-22', measures: ['cn-au-wine'] },
      { id: 'DS597', complainants: ['CN', 'JP', 'KR'], respondent: 'US', stage: 'panel_report', stage_on: '2022-12-21' },
      { id: 'DS9', stage: 'consultations_requested', stage_on: '1995-05', measures: [], disputes: [] },
    ]);
    expect((await listWtoCases(test.tracker, { on: '2021-03-01' })).data).toMatchObject([
      { id: 'DS597', stage: 'panel_requested', stage_on: '2021-01' },
      { id: 'DS9' },
    ]);
  });

  it('are found by party, side, stage and words; a member of a union by what the union did while it was one', async () => {
    const on = '2026-01-01';
    expect(await ids({ on, complainant: 'KR' })).toEqual(['DS597']);
    expect(await ids({ on, respondent: 'KR' })).toEqual([]);
    expect(await ids({ on, party: 'CN' })).toEqual(['DS602', 'DS597']);
    expect(await ids({ on, respondent: 'DE' })).toEqual(['DS9']);
    expect(await ids({ on, stage: 'panel_report, appealed' })).toEqual(['DS597']);
    expect(await ids({ on, q: 'ds597' })).toEqual(['DS597']);
    expect(await ids({ on, q: 'wine' })).toEqual(['DS602']);
    await expect(ids({ on, stage: 'pannel' })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^"pannel" is no stage that a case can be at: use consultations_requested, /),
    });
    await expect(ids({ on, party: 'XX' })).rejects.toMatchObject({ details: [{ path: 'party' }] });
  });

  it('are shown with their stages, links and measures, as announced by a day', async () => {
    const one = await showWtoCase(test.tracker, 'DS597', { on: '2026-01-01' });
    expect(one.milestones.map(({ title }) => title)).toEqual([
      'Panel asked for',
      'Report circulated',
      'The respondent appealed into the void',
    ]);
    expect(one.ledger.filter(({ kind }) => kind === 'milestone')).toHaveLength(3);
    const earlier = await showWtoCase(test.tracker, 'DS597', { on: '2026-01-01', announced_by: '2021-12-31' });
    expect(earlier).toMatchObject({ stage: 'panel_requested', milestones: [{ title: 'Panel asked for' }] });
    expect(await showWtoCase(test.tracker, 'DS602', { on: '2026-01-01' })).toMatchObject({
      disputes: ['au-cn-wine'],
      links: [{ type: 'challenged_in', measure_id: 'cn-au-wine' }],
    });
  });

  it('are refused where there is none, where nothing was announced, and where a milestone names another', async () => {
    await expect(showWtoCase(test.tracker, 'DS1', {})).rejects.toMatchObject({
      message: 'there is no WTO case "DS1": /wto-cases lists them',
    });
    await expect(showWtoCase(test.tracker, 'ds602', {})).rejects.toMatchObject({
      message: 'there is no WTO case "ds602": did you mean DS602? Else /wto-cases lists them',
    });
    expect(await showWtoCase(test.tracker, 'DS597', { on: '2019-01-01' })).toMatchObject({ stage: null, stage_on: null });
    await expect(showWtoCase(test.tracker, 'DS597', { announced_by: '2019-01-01' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'nothing had been announced about the WTO case "DS597" by 2019-01-01',
    });
    const other = MilestoneBody.parse({ type: 'wto_stage', happened_on: '2021', title: 'x', wto_case: 'DS9', unsourced: true });
    await expect(recordCaseMilestone(test.tracker, editor, 'DS597', other)).rejects.toMatchObject({ details: [{ path: 'wto_case' }] });
    await expect(recordCaseMilestone(test.tracker, editor, 'DS1', other)).rejects.toMatchObject({ code: 'not_found' });
  });
});
