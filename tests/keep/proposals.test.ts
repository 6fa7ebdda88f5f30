import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { exportTo } from '../../src/keep/export.ts';
import { importFrom } from '../../src/keep/import.ts';
import {
  acceptProposal,
  listProposals,
  operator,
  type Party,
  propose,
  rejectProposal,
  showProposal,
} from '../../src/keep/proposals/proposals.ts';
import type { Proposing } from '../../src/keep/proposals/rehearsal.ts';
import { rebuild, verify } from '../../src/keep/verify.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { noConsequences } from '../../src/things/consequences.ts';
import type { Proposal } from '../../src/things/proposal.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, me, newMeasure, refused, resolve, statusesOf } from '../support/recording.ts';

const unsourced = { unsourced: true };
const nothingElse = { announced_on: null, sources: [], note: null, doubt: null };
const changes = (id: string, body: object): Proposing => ({
  calls: [{ method: 'POST', path: `/measures/${id}/status-changes`, body: { ...body, ...unsourced } }],
});

describe.each(ENGINES)('a proposal on %s', (_engine, open) => {
  let t: TestTracker;
  let ann: Party;
  let eve: Party;
  let other: Party;
  const admin = operator('root');
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    const partyFor = async (name: string, role: Party['role']): Promise<Party> => {
      const { id } = await createToken(t.tracker, 'test', name, role);
      return { name, role, tokenId: id };
    };
    [ann, eve, other] = [await partyFor('ann', 'contributor'), await partyFor('eve', 'editor'), await partyFor('otto', 'editor')];
  });
  afterAll(() => t.close());

  /** A ban in force since 2020. */
  const banned = async (id: string): Promise<string> => {
    await newMeasure(t.tracker, id);
    await recordStatusChanges(t.tracker, me, id, [change('in_force', '2020-01-01')]);
    return id;
  };
  const lastSeq = async () => (await t.execute('select seq from change_seq'))[0]?.seq as number;
  const recordedAs = ({ first_seq, last_seq }: Proposal) =>
    t.tracker.store.read((connection) => loadEntries(connection, { from: first_seq ?? 0, to: last_seq ?? 0 }));

  it('is shown and kept, and records nothing until another accepts it, exactly as it was shown', async () => {
    const id = await banned('shown');
    const before = await lastSeq();
    const made = await propose(t.tracker, ann, {
      ...changes(id, { status: 'suspended', effective_on: '2026-12-01', until_on: '2027-06' }),
      note: 'Heard',
    });
    expect(made).toMatchObject({ state: 'open', author: 'ann', note: 'Heard', entries: 1, against_seq: before, moved_on: false });
    expect(made.shown).toEqual({
      entries: 1,
      changes: [
        {
          kind: 'status_change',
          about: id,
          says: 'suspended',
          now: 'in force',
          effective_on: '2026-12-01',
          until_on: '2027-06',
          ...nothingElse,
        },
      ],
      disputes: [{ id: 'au-cn-wine', on: '2026-12-01', before: 'active', after: 'pending' }],
      consequences: {
        ...noConsequences(),
        brings: [
          {
            seq: null,
            measure: id,
            status: 'in_force',
            effective_on: '2027-06',
            doubt: null,
          },
        ],
      },
    });
    expect(await lastSeq()).toBe(before);
    expect(await statusesOf(t.tracker, id)).toEqual(['2020-01-01 in_force']);

    const accepted = await acceptProposal(t.tracker, eve, made.id);
    expect(accepted).toMatchObject({ state: 'accepted', reviewer: 'eve', first_seq: before + 1, last_seq: before + 1 });
    const [entry] = await recordedAs(accepted);
    expect(entry).toMatchObject({
      recorded_by: 'ann',
      reviewed_by: 'eve',
      kind: 'status_change',
      status: 'suspended',
      until_on: '2027-06',
    });
    expect(await statusesOf(t.tracker, id)).toContain('2026-12-01 suspended');
    expect((await verify(t.tracker)).problems).toEqual([]);
  });

  it('is accepted by nobody who may not, and not by who made it unless that is an admin', async () => {
    const id = await banned('own');
    const lift = changes(id, { status: 'lifted', effective_on: '2026-01-01' });
    const before = await lastSeq();
    const byAnn = await propose(t.tracker, ann, lift);
    await refused(acceptProposal(t.tracker, ann, byAnn.id), 'forbidden', 'contributor');
    const byEve = await propose(t.tracker, eve, lift);
    await refused(acceptProposal(t.tracker, eve, byEve.id), 'forbidden', 'your own');
    // Another token of the same name, and the same token under another name.
    await refused(acceptProposal(t.tracker, { ...other, name: 'eve' }, byEve.id), 'forbidden', 'your own');
    await refused(acceptProposal(t.tracker, { ...eve, name: 'eva' }, byEve.id), 'forbidden', 'your own');
    expect(await lastSeq()).toBe(before);
    const byAdmin = await propose(t.tracker, admin, lift);
    expect(await acceptProposal(t.tracker, admin, byAdmin.id)).toMatchObject({ state: 'accepted', reviewer: 'root' });
    expect(await recordedAs(await showProposal(t.tracker, eve, byAdmin.id))).toMatchObject([{ recorded_by: 'root', reviewed_by: 'root' }]);
  });

  it('is seen by who made it and by reviewers, and by no other contributor', async () => {
    const stranger: Party = { ...ann, name: 'ann', tokenId: 99 };
    const made = await propose(t.tracker, ann, changes(await banned('seen'), { status: 'lifted', effective_on: '2026-01-01' }));
    for (const party of [ann, eve, admin]) expect((await showProposal(t.tracker, party, made.id)).id).toBe(made.id);
    await refused(showProposal(t.tracker, stranger, made.id), 'not_found');
    await refused(rejectProposal(t.tracker, stranger, made.id, { reason: 'x' }), 'not_found');
    await refused(acceptProposal(t.tracker, stranger, made.id), 'not_found');
    expect((await listProposals(t.tracker, stranger, {}, { limit: 50 })).data).toEqual([]);
    const authors = async (party: Party) =>
      new Set((await listProposals(t.tracker, party, {}, { limit: 50 })).data.map(({ author }) => author));
    expect(await authors(ann)).toEqual(new Set(['ann']));
    expect((await authors(eve)).size).toBeGreaterThan(1);
  });

  it('says what comes no more by it, and has moved on where that is more than was shown', async () => {
    const id = await banned('overtaking');
    const lift = changes(id, { status: 'lifted', effective_on: '2027-01-01', announced_on: '2026-11-24' });
    const first = await propose(t.tracker, ann, lift);
    expect(first.shown.consequences).toEqual(noConsequences());
    const later = change('suspended', '2027-03-01', { until_on: '2027-09-01', announced_on: '2026-11-20' });
    const { recorded } = await recordStatusChanges(t.tracker, me, id, [later]);
    const seq = recorded[0]?.seq;
    const gone = { seq, measure: id, status: 'suspended', effective_on: '2027-03-01', by: null };
    const now = await showProposal(t.tracker, eve, first.id);
    expect(now).toMatchObject({ moved_on: true, now: { consequences: { overtaken: [gone] } } });
    expect(now.differences).toContainEqual(
      expect.stringMatching(
        new RegExp(`^not shown was: entry ${seq} \\(overtaking: suspended from 2027-03-01\\) comes no more: what is new here`),
      ),
    );
    await refused(acceptProposal(t.tracker, eve, first.id), 'conflict', `entry ${seq}`);
    const anew = await propose(t.tracker, ann, lift);
    expect(anew.shown.consequences.overtaken).toEqual([gone]);
    const csv = `measure,status,effective_on,announced_on,unsourced\n${id},lifted,2027-01-01,2026-11-24,true\n`;
    const sheet = await propose(t.tracker, ann, { sheet: { bytes: Buffer.from(csv) } });
    expect(sheet.shown.consequences.overtaken).toEqual([gone]);
    expect(await acceptProposal(t.tracker, eve, anew.id)).toMatchObject({ state: 'accepted' });
  });

  it('against a state that has moved on says so, and is not recorded', async () => {
    const id = await banned('moved');
    const suspend = await propose(t.tracker, ann, changes(id, { status: 'suspended', effective_on: '2026-06-01' }));
    // Something about another measure, or that stands elsewhere in its history, changes nothing about it.
    await banned('another');
    expect(await showProposal(t.tracker, eve, suspend.id)).toMatchObject({ moved_on: false, differences: [] });
    await recordStatusChanges(t.tracker, me, id, [change('partially_lifted', '2026-05-01', { exemptions: [{ goods: ['220410'] }] })]);
    const before = await lastSeq();
    const now = await showProposal(t.tracker, eve, suspend.id);
    expect(now).toMatchObject({ moved_on: true, shown: suspend.shown });
    expect(now.differences).toHaveLength(2);
    expect(now.differences[1]).toMatch(/^it was to change no dispute; now it would change au-cn-wine from easing to /);
    expect(now.differences[0]).toMatch(
      /^status change of moved: shown was “suspended” from 2026-06-01 in place of “in force”; now .*partially lifted/,
    );
    await refused(acceptProposal(t.tracker, eve, suspend.id), 'conflict', 'not what was shown', 'partially lifted');
    expect(await lastSeq()).toBe(before);

    await recordStatusChanges(t.tracker, me, id, [change('lifted', '2026-05-15')]);
    const refusedNow = await showProposal(t.tracker, eve, suspend.id);
    expect(refusedNow).toMatchObject({ moved_on: true, now: null });
    expect(refusedNow.differences[0]).toMatch(/^it is refused now: .*lifted/);
    await refused(acceptProposal(t.tracker, eve, suspend.id), 'conflict', 'is refused now, so nothing was recorded');
    expect(await statusesOf(t.tracker, id)).toEqual(['2020-01-01 in_force', '2026-05-01 partially_lifted', '2026-05-15 lifted']);
    expect((await rejectProposal(t.tracker, eve, suspend.id, { reason: 'It is lifted.' })).state).toBe('rejected');
  });

  it('notices a change in what an edit would replace that does not show in words', async () => {
    const call = { method: 'PATCH', path: '/sources/mofcom', body: { title: 'As it was printed' } } as const;
    const made = await propose(t.tracker, ann, { calls: [call] });
    expect(made.shown.changes).toMatchObject([{ now: expect.stringContaining('title: Notice "6"'), says: 'title: As it was printed' }]);
    const { id: between } = await propose(t.tracker, eve, { calls: [{ ...call, body: { note: 'Read again' } }] });
    await acceptProposal(t.tracker, other, between);
    // The edit would take back nothing of what came between, but what it says whole is another thing now.
    expect(await showProposal(t.tracker, eve, made.id)).toMatchObject({ moved_on: true });
    await refused(acceptProposal(t.tracker, eve, made.id), 'conflict', 'not what was shown');
  });

  it('is called by the title of its measure, with the id only where another one has the same title', async () => {
    const titleOf = async (proposing: Proposing): Promise<string> => (await propose(t.tracker, ann, proposing)).title;
    const lift = (id: string): Proposing => changes(id, { status: 'lifted', effective_on: '2026-01-01' });
    const ban = { kind: 'ban', type: 'import_ban', imposed_by: 'CN' } as const;
    const calls = ['barley', 'malt', 'hops'].map((id) => ({
      ...({ method: 'POST', path: '/measures' } as const),
      body: { ...ban, id, title: id === 'barley' ? 'Ban on barley' : 'Ban on malt and hops' },
    }));
    expect(await titleOf({ calls })).toBe('New measure: Ban on barley (and 2 more)');
    for (const { body } of calls) {
      await newMeasure(t.tracker, body.id, body);
      await recordStatusChanges(t.tracker, me, body.id, [change('in_force', '2020-01-01')]);
    }
    expect(await titleOf(lift('barley'))).toBe('Ban on barley: lifted');
    expect(await titleOf(lift('malt'))).toBe('Ban on malt and hops (malt): lifted');
    const patch = (path: string, body: object): Proposing => ({ calls: [{ method: 'PATCH', path, body: { ...body } }] });
    expect(await titleOf(patch('/measures/barley', { summary: 'All of it' }))).toBe('Ban on barley: summary: All of it');
    expect(await titleOf(patch('/exporters/byd', { home: 'JP' }))).toBe('BYD: home: JP');
    const long = 'x'.repeat(250);
    await newMeasure(t.tracker, 'long', { title: long });
    expect(await titleOf(patch('/measures/long', { summary: 'Short' }))).toMatch(/^x{160}…$/);
  });

  it('is recorded once, whoever accepts it at the same time and however often', async () => {
    const made = await propose(t.tracker, ann, changes(await banned('once'), { status: 'lifted', effective_on: '2026-01-01' }));
    const answers = await Promise.allSettled([eve, other, eve].map((party) => acceptProposal(t.tracker, party, made.id)));
    const [first, second, third] = answers;
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'conflict', message: expect.stringContaining('accepted by eve') } });
    expect(third).toEqual(first);
    const before = await lastSeq();
    expect(await acceptProposal(t.tracker, eve, made.id)).toEqual((first as PromiseFulfilledResult<Proposal>).value);
    await refused(rejectProposal(t.tracker, eve, made.id, { reason: 'no' }), 'conflict', 'accepted');
    expect(await lastSeq()).toBe(before);
    expect(await statusesOf(t.tracker, 'once')).toEqual(['2020-01-01 in_force', '2026-01-01 lifted']);
  });

  it('of several calls goes as one: later ones rely on earlier ones, and all or none are recorded', async () => {
    const calls = [
      { method: 'POST', path: '/disputes', body: { id: 'salt', title: 'Salt', parties: ['CN', 'JP'] } },
      {
        method: 'POST',
        path: '/measures',
        body: {
          ...{ id: 'salt-ban', kind: 'ban', type: 'import_ban', title: 'Salt', imposed_by: 'CN', dispute: 'salt' },
          coverage: { effective_on: '2026-01-01', scopes: [{ goods: ['2501'], partners: ['JP'] }], ...unsourced },
        },
      },
      { method: 'POST', path: '/measures/salt-ban/status-changes', body: { status: 'in_force', effective_on: '2026-01-01', ...unsourced } },
      // Of whatever is in force that day: what the call before it brought.
      { method: 'POST', path: '/disputes/salt/status-changes', body: { status: 'lifted', effective_on: '2026-03-01', ...unsourced } },
      { method: 'PATCH', path: '/measures/salt-ban', body: { summary: 'All salt' } },
    ] as const;
    const made = await propose(t.tracker, ann, { calls: [...calls] });
    expect(made.shown.changes.map(({ kind }) => kind)).toEqual([
      ...['registration', 'registration', 'coverage', 'status_change', 'status_change', 'registration'],
    ]);
    expect(made.shown.disputes).toMatchObject([{ id: 'salt', before: 'none', after: 'resolved' }]);

    const broken = { calls: [...calls.slice(0, 3), { ...calls[3], path: '/disputes/pepper/status-changes' }] };
    await refused(propose(t.tracker, ann, broken), 'not_found', 'call 4', 'pepper');
    await refused(propose(t.tracker, ann, { calls: [{ method: 'POST', path: '/imports', body: {} }] }), 'invalid', 'no call that records');
    await refused(propose(t.tracker, ann, { calls: [{ ...calls[0], body: { id: 'x' } }, calls[1]] }), 'invalid', 'call 1');

    const accepted = await acceptProposal(t.tracker, eve, made.id);
    const entries = await recordedAs(accepted);
    expect(entries).toHaveLength(made.shown.entries);
    expect(new Set(entries.map(({ recorded_by, reviewed_by }) => `${recorded_by} ${reviewed_by}`))).toEqual(new Set(['ann eve']));
    expect(await statusesOf(t.tracker, 'salt-ban')).toEqual(['2026-01-01 in_force', '2026-03-01 lifted']);
    expect((await verify(t.tracker)).problems).toEqual([]);
  });

  it('of a correction with its replacement is the same whatever numbers they get', async () => {
    const id = await banned('corrected');
    const seq = await resolve(t.tracker, '2026-01', { measure: id, reaches: 'lifted' });
    const made = await propose(t.tracker, ann, {
      calls: [
        {
          method: 'POST',
          path: `/ledger/${seq}/corrections`,
          body: {
            reason: 'The terms were others.',
            replacement: {
              method: 'expiry',
              agreed_on: '2026-01',
              terms: 'others',
              outcomes: [{ measure: id, reaches: 'lifted' }],
              ...unsourced,
            },
          },
        },
      ],
    });
    await banned('between');
    const accepted = await acceptProposal(t.tracker, eve, made.id);
    expect((await recordedAs(accepted)).map(({ kind }) => kind)).toEqual(['resolution', 'correction']);
    expect((await verify(t.tracker)).problems).toEqual([]);
  });

  it('of a long table tells the rows that differ', async () => {
    await newMeasure(t.tracker, 'charged', { kind: 'tariff', type: 'anti_dumping' });
    const rates = (...changed: string[]) =>
      Array.from({ length: 30 }, (_, n) => ({ expression: changed[n] ?? `${n + 1}%`, scope: { goods: [String(22041010 + n)] } }));
    const table = (list: object[], effective_on: string) => ({
      calls: [{ method: 'POST' as const, path: '/measures/charged/rate-tables', body: { effective_on, rates: list, ...unsourced } }],
    });
    await acceptProposal(t.tracker, admin, (await propose(t.tracker, ann, table(rates(), '2020-01-01'))).id);
    const made = await propose(t.tracker, ann, table(rates('45%', '46%'), '2026-01-01'));
    expect(made.shown.changes).toMatchObject([
      { says: '45%: 22041010 | 46%: 22041011 | 28 rows alike in both', now: '1%: 22041010 | 2%: 22041011 | 28 rows alike in both' },
    ]);
    // Of many codes the words tell the first; those that come and go are told all the same.
    const covers = (effective_on: string, ...goods: string[]) => ({
      calls: [{ method: 'POST' as const, path: '/measures/charged/coverage', body: { effective_on, scopes: [{ goods }], ...unsourced } }],
    });
    const codes = Array.from({ length: 30 }, (_, n) => String(22041010 + n));
    await acceptProposal(t.tracker, admin, (await propose(t.tracker, ann, covers('2020-01-01', ...codes))).id);
    const narrower = await propose(t.tracker, ann, covers('2026-01-01', ...codes.slice(0, 28), '870380'));
    expect(narrower.shown.changes[0]?.says).toMatch(/ \| of codes only here: 870380$/);
    expect(narrower.shown.changes[0]?.now).toMatch(/ \| of codes only here: 22041038, 22041039$/);
  });

  it('may be a sheet, which is kept as it is', async () => {
    const bytes = new TextEncoder().encode('id,name,home\nacme-1,Acme One,JP\nbyd,BYD Auto,CN\n');
    const made = await propose(t.tracker, ann, { sheet: { bytes } });
    expect(made).toMatchObject({ sheet_bytes: bytes.length, entries: 2, calls: [{ path: '/imports', body: null }] });
    expect(made.shown.changes).toMatchObject([
      { about: 'acme-1', now: null },
      { about: 'byd', now: 'name: BYD', says: 'name: BYD Auto' },
    ]);
    await refused(
      propose(t.tracker, ann, { sheet: { bytes: new TextEncoder().encode('id,name,home\nbad,Bad,Atlantis\n') } }),
      'invalid',
      'the sheet has',
    );
    await refused(propose(t.tracker, ann, { sheet: { bytes: new Uint8Array(8 * 1024 * 1024 + 1) } }), 'invalid', '8 MiB');
    await acceptProposal(t.tracker, eve, made.id);
    const same = new TextEncoder().encode('id,name,home\nacme-1,Acme One,JP\n');
    await refused(propose(t.tracker, ann, { sheet: { bytes: same } }), 'invalid', 'changes nothing');
    const measures = new TextEncoder().encode('measure,status,effective_on,unsourced\nacme,lifted,2026-12-01,true\n');
    await refused(propose(t.tracker, ann, { sheet: { bytes: measures, kind: 'status_changes', checkedOn: '2026-11-01' } }), 'invalid');
  });

  it('that is a sheet and is refused now says for which rows', async () => {
    const id = await banned('sheeted');
    const rows = `measure,status,effective_on,unsourced\n${id},suspended,2026-06-01,true\n`;
    const sheet = await propose(t.tracker, ann, { sheet: { bytes: new TextEncoder().encode(rows), kind: 'status_changes' } });
    await recordStatusChanges(t.tracker, me, id, [change('lifted', '2026-05-15')]);
    const why = `the sheet has 1 problem: line 2, column status: ${id}: suspended from 2026-06-01 can't follow lifted`;
    const { differences } = await showProposal(t.tracker, eve, sheet.id);
    expect(differences).toEqual([expect.stringContaining(`it is refused now: ${why}`)]);
    await refused(acceptProposal(t.tracker, eve, sheet.id), 'conflict', `is refused now, so nothing was recorded: ${why}`);
  });

  it('tells of others that wait and touch the same, sheets among them, to those who may see them', async () => {
    const [one, two] = [await banned('rival-one'), await banned('rival-two')];
    const first = await propose(t.tracker, ann, changes(one, { status: 'suspended', effective_on: '2026-12-01' }));
    expect([first.rivals, first.clashes]).toEqual([[], []]);
    const bytes = Buffer.from(
      ['measure,status,effective_on,unsourced', `${one},lifted,2026-12-02,true`, `${two},lifted,2026-12-02,true`].join('\n'),
    );
    const sheet = await propose(t.tracker, eve, { sheet: { bytes, kind: 'status_changes' } });
    const alone = await propose(t.tracker, eve, changes(two, { status: 'suspended', effective_on: '2026-12-09' }));
    expect(sheet.clashes).toEqual([{ proposal: first.id, title: first.title, author: 'ann', about: [`measure ${one}`], count: 1 }]);
    const rivals = async (party: Party) =>
      Object.fromEntries((await listProposals(t.tracker, party, { state: 'open' }, { limit: 50 })).data.map((row) => [row.id, row.rivals]));
    expect(await rivals(eve)).toMatchObject({ [first.id]: [sheet.id], [sheet.id]: [first.id, alone.id], [alone.id]: [sheet.id] });
    expect((await showProposal(t.tracker, eve, alone.id)).clashes).toMatchObject([{ proposal: sheet.id, about: [`measure ${two}`] }]);
    // What others propose is no contributor's.
    expect(await rivals(ann)).toMatchObject({ [first.id]: [] });
    expect((await showProposal(t.tracker, ann, first.id)).clashes).toEqual([]);

    await rejectProposal(t.tracker, other, sheet.id, { reason: 'in two' });
    expect(await rivals(eve)).toMatchObject({ [first.id]: [], [alone.id]: [] });
    expect((await showProposal(t.tracker, eve, sheet.id)).clashes).toEqual([]);

    // Two that would register the same new thing.
    const make = (title: string): Proposing => ({
      calls: [{ method: 'POST', path: '/disputes', body: { id: 'rival-dispute', title, parties: ['AU', 'CN'] } }],
    });
    const [new1, new2] = [await propose(t.tracker, ann, make('One')), await propose(t.tracker, eve, make('Other'))];
    expect(new2.clashes).toMatchObject([{ proposal: new1.id, about: ['dispute rival-dispute'] }]);
    for (const { id } of [first, alone, new1, new2]) await rejectProposal(t.tracker, admin, id, { reason: 'tidied' });
  });

  it('is sent back with a reason, or taken back, and settled for good', async () => {
    const lift = changes(await banned('back'), { status: 'lifted', effective_on: '2026-01-01' });
    const made = await propose(t.tracker, ann, lift);
    const before = await lastSeq();
    const back = await rejectProposal(t.tracker, eve, made.id, { reason: 'No source.' });
    expect(back).toMatchObject({ state: 'rejected', reviewer: 'eve', reason: 'No source.', first_seq: null });
    expect(await rejectProposal(t.tracker, eve, made.id, { reason: 'No source.' })).toEqual(back);
    await refused(rejectProposal(t.tracker, other, made.id, { reason: 'No source.' }), 'conflict', 'rejected by eve');
    await refused(acceptProposal(t.tracker, other, made.id), 'conflict', 'rejected by eve');
    const own = await propose(t.tracker, ann, lift);
    expect(await rejectProposal(t.tracker, ann, own.id, { reason: 'My mistake.' })).toMatchObject({ state: 'rejected', reviewer: 'ann' });
    expect(await lastSeq()).toBe(before);
  });

  it('is listed by state, page by page', async () => {
    const all = await listProposals(t.tracker, eve, {}, { limit: 500, count: true });
    expect(all.count).toBe(all.data.length);
    const ids: number[] = [];
    let after: { begins_on: string; id: string } | null | undefined;
    for (; after !== null; ) {
      const page = await listProposals(t.tracker, eve, {}, { limit: 3, after });
      ids.push(...page.data.map(({ id }) => id));
      after = page.next;
    }
    expect(ids).toEqual(all.data.map(({ id }) => id));
    const open = await listProposals(t.tracker, eve, { state: 'open' }, { limit: 500 });
    expect(open.data.map(({ id }) => id)).toEqual(all.data.flatMap(({ id, state }) => (state === 'open' ? [id] : [])));
    expect(open.data.length).toBeLessThan(all.data.length);
  });

  it('is rehearsed without a trace, and a dry acceptance records nothing', async () => {
    const made = await propose(t.tracker, ann, changes(await banned('dry'), { status: 'lifted', effective_on: '2026-01-01' }));
    const before = await lastSeq();
    expect(await acceptProposal(t.tracker, eve, made.id, { dryRun: true })).toMatchObject({ state: 'accepted' });
    expect(await showProposal(t.tracker, eve, made.id)).toMatchObject({ state: 'open' });
    expect(await lastSeq()).toBe(before);
  });
});

describe('proposals and copies', () => {
  it('are accepted once where two programs accept at the same time', async () => {
    const t = await testTracker();
    await putRows(t, SMALL_REGISTER);
    await newMeasure(t.tracker, 'kept');
    const other = createTracker(await openSqlite(t.file), t.tracker.clock);
    for (let round = 0; round < 5; round++) {
      const status = round % 2 ? 'lifted' : 'in_force';
      const { id } = await propose(t.tracker, operator('ann'), changes('kept', { status, effective_on: `202${round}-01-01` }));
      const answers = await Promise.allSettled([
        acceptProposal(t.tracker, operator('eve'), id),
        acceptProposal(other, operator('otto'), id),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
    expect(await statusesOf(t.tracker, 'kept')).toHaveLength(5);
    expect((await verify(t.tracker)).problems).toEqual([]);
    await other.store.close();
    await t.close();
  });

  it('go with a backup and not with an export, which brings reviewers along', async () => {
    const t = await testTracker();
    await putRows(t, SMALL_REGISTER);
    await newMeasure(t.tracker, 'kept');
    const ann = operator('ann');
    const made = await propose(t.tracker, ann, changes('kept', { status: 'in_force', effective_on: '2020-01-01' }));
    await acceptProposal(t.tracker, operator('eve'), made.id);
    await propose(t.tracker, ann, changes('kept', { status: 'lifted', effective_on: '2026-01-01' }));

    const copy = join(t.folder, 'backup.db');
    await t.tracker.store.backup?.(copy);
    const restored = await testTracker(copy);
    expect((await listProposals(restored.tracker, ann, { state: 'open' }, { limit: 9 })).data).toHaveLength(1);
    await restored.close();

    // What is made anew from the ledger leaves them as they are.
    await rebuild(t.tracker);
    expect((await listProposals(t.tracker, ann, {}, { limit: 9 })).data.map(({ state }) => state)).toEqual(['open', 'accepted']);
    expect((await verify(t.tracker)).problems).toEqual([]);

    const folder = join(t.folder, 'out');
    const { tables } = await exportTo(t.tracker, folder);
    expect(Object.keys(tables)).not.toContain('proposals');
    const second = await testTracker();
    await importFrom(second.tracker, folder);
    expect(await exportTo(second.tracker, join(second.folder, 'out'))).toEqual(await exportTo(t.tracker, folder));
    expect((await verify(second.tracker, folder)).problems).toEqual([]);
    expect((await listProposals(second.tracker, ann, {}, { limit: 9 })).data).toEqual([]);
    expect(await second.execute('select recorded_by, reviewed_by from ledger where reviewed_by is not null')).toEqual([
      { recorded_by: 'ann', reviewed_by: 'eve' },
    ]);
    await second.close();
    await t.close();
  });
});
