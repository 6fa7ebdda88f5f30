import { parseAtomFeed } from 'feedsmith';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMeasure, addSource } from '../../src/changes/register.ts';
import { recordDutyRule } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { createApp } from '../../src/server/app.ts';
import type { App } from '../../src/server/context.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { SourceBody } from '../../src/things/entry.ts';
import { MeasureBody } from '../../src/things/measure.ts';
import type { StatusChangeRow } from '../../src/things/status-change.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';

let t: TestTracker;
let app: App;
const TITLE = 'Duty on "wine" & <must>, of 3 kinds; 中国 🍷 and a very long name that must be folded in a calendar more than once';

beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
  app = createApp(t.tracker);
  await addMeasure(
    t.tracker,
    me,
    MeasureBody.parse({
      ...{ id: 'wine', kind: 'tariff', type: 'anti_dumping', imposed_by: 'CN', title: TITLE, dispute: 'au-cn-wine' },
      coverage: { effective_on: '2020', scopes: [{ goods: ['2204'], partners: ['AU'] }], unsourced: true },
      status_changes: [
        { status: 'announced', effective_on: '2021-01-05', unsourced: true },
        {
          status: 'in_force',
          effective_on: '2021-03-28',
          until_on: '2027-03-28',
          unsourced: true,
          confidence: 'verified',
          note: 'line one\nline two',
        },
        { status: 'suspended', effective_on: '2024-03', unsourced: true, doubt: 'one paper says April' },
      ],
    }),
  );
  t.clock.now = '2026-11-25T12:00:00.000Z';
  await recordStatusChanges(t.tracker, me, 'wine', [change('lifted', '2026-12-31', { announced_on: '2026-11-25' })]);
});
afterAll(() => t.close());

const text = async (path: string): Promise<string> => {
  const answer = await app.request(path);
  expect(answer.status, path).toBe(200);
  return answer.text();
};
const rows = async (query: string): Promise<StatusChangeRow[]> =>
  ((await (await app.request(`/status-changes.json?${query}`)).json()) as { data: StatusChangeRow[] }).data;
const idOf = ({ seq, derived, effective_on }: StatusChangeRow): string => `${seq}${derived ? `+${effective_on}` : ''}`;

describe('feed and calendar', () => {
  const asked = (accept: string, headers = {}) => app.request('/status-changes?imposed_by=CN', { headers: { accept, ...headers } });

  it.each([
    ['application/atom+xml', '.atom'],
    ['text/calendar', '.ics'],
  ])('are given to who asks the list for %s, as at their own address', async (type, suffix) => {
    const answer = await asked(`${type}, text/html;q=0.5`);
    expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(answer.headers.get('vary')).toContain('Accept');
    expect(await answer.text()).toBe(await text(`/status-changes${suffix}?imposed_by=CN`));
    const etag = answer.headers.get('etag') ?? '';
    expect((await asked(type, { 'if-none-match': etag })).status).toBe(304);
    // The same address in another form is another answer.
    expect((await asked('application/json', { 'if-none-match': etag })).status).toBe(200);
  });

  it.each([
    ['text/html, text/calendar', 'text/html; charset=UTF-8'],
    ['*/*', 'text/html; charset=UTF-8'],
    ['application/json, text/calendar;q=0.9', 'application/json'],
  ])('are not for who asks for %s', async (accept, type) => {
    expect((await asked(accept)).headers.get('content-type')).toBe(type);
  });
});

describe('the feed of changes', () => {
  const feed = async (query = '') => parseAtomFeed(await text(`/status-changes.atom${query}`));

  it('is Atom that a reader of feeds reads, the last recorded first, each with an id that stays', async () => {
    const { entries = [], links = [], updated } = await feed();
    const list = await rows('by=recorded');
    expect(list.length).toBeGreaterThan(2);
    expect(entries.map(({ id }) => id)).toEqual(list.map((row) => `tag:trade-disputes.invalid,2026:change/${idOf(row)}`));
    expect(entries[0]).toMatchObject({
      // As titles are all that many readers show, what is to come says so.
      title: { value: `Lifted (to come: 31 December 2026): ${TITLE}` },
      updated: '2026-11-25T12:00:00.000Z',
      links: [{ href: 'http://localhost/measures/wine' }],
      summary: { value: 'To come from 31 December 2026. From memory, not verified. No source is named.' },
    });
    // The last day with it, as pages say it.
    const began = entries.find(({ title }) => title?.value?.startsWith('In force'));
    expect(began?.summary?.value).toContain('From 28 March 2021, to 27 March 2027.');
    // Many readers, and a calendar's months, show titles alone.
    const doubted = entries.find(({ title }) => title?.value?.startsWith('Suspended (from March 2024, in doubt): '));
    expect(doubted?.summary?.value).toMatch(/In doubt: one paper says April\. /);
    expect(updated).toBe('2026-11-25T12:00:00.000Z');
    // Who follows several of them tells them apart by what they were asked for.
    expect((await feed()).title?.value).toBe('Trade disputes');
    expect((await feed('?what=status,rates&imposed_by=china&product=wine')).title?.value).toBe(
      'Trade disputes: imposed by CN, product 2204',
    );
    expect(links.find(({ rel }) => rel === 'alternate')?.href).toBe('http://localhost/status-changes');
  });

  it('tells what was announced last, of more than it has room for that were recorded at one instant, and cites by publisher and address', async () => {
    const own = await testTracker();
    try {
      await putRows(own, SMALL_REGISTER);
      const act = { id: 'act', publisher: 'Gazette', title: 'Act 1', url: 'https://gazette.example/1', kind: 'official' };
      await addSource(own.tracker, me, SourceBody.parse(act));
      const lives = (first: number) =>
        Array.from({ length: 110 }, (_, index) => ({
          status: index % 2 === 0 ? ('in_force' as const) : ('suspended' as const),
          sources: ['act'],
          ...on(`${first + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`),
        }));
      const on = (day: string) => ({ effective_on: day, announced_on: day });
      // What is older is recorded after what is newer.
      await newMeasure(own.tracker, 'wine', { status_changes: [...lives(2015), ...lives(2000)] });
      const { entries = [] } = parseAtomFeed(await (await createApp(own.tracker).request('/status-changes.atom')).text());
      expect(entries).toHaveLength(200);
      expect([entries[0], entries[110]].map((entry) => [entry?.title?.value, entry?.summary?.value])).toEqual([
        ['Suspended (from 1 February 2024): wine', 'From 1 February 2024. Sources: Gazette, https://gazette.example/1'],
        ['Suspended (from 1 February 2009): wine', 'From 1 February 2009. Sources: Gazette, https://gazette.example/1'],
      ]);
    } finally {
      await own.close();
    }
  });

  it('has the filters of the list, words included, and tells of a day in the past no more than was announced by then', async () => {
    expect((await feed('?imposed_by=china')).entries).toHaveLength((await feed()).entries?.length ?? 0);
    expect((await feed('?imposed_by=JP')).entries ?? []).toEqual([]);
    expect((await feed('?dispute=au-cn-wine&status=lifted')).entries).toHaveLength(1);
    expect((await feed('?announced_by=2026-11-24')).entries?.some(({ title }) => title?.value?.startsWith('Lifted'))).toBe(false);
    const refused = await app.request('/status-changes.atom?limit=2');
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([400, expect.stringContaining('limit')]);
  });

  it('takes the days that are asked for as its list does', async () => {
    for (const days of ['from=2024-01-01', 'to=2022-12-31']) {
      const list = await rows(days);
      expect(list.length).toBeGreaterThan(0);
      expect(
        (await feed(`?${days}`)).entries?.map(({ id }) => id?.split('/')[1]),
        days,
      ).toEqual(list.map(idOf));
    }
    const recorded = await feed('?from=2024-01-01&by=recorded');
    expect(recorded.entries).toHaveLength((await rows('from=2024-01-01&by=recorded')).length);
  });

  it('names each of several changes that one entry brings, and pages by any clock lose none', async () => {
    // What returns when the suspension ends has an end of its own.
    const own = await testTracker();
    await putRows(own, SMALL_REGISTER);
    await newMeasure(own.tracker, 'wine', {
      status_changes: [
        { status: 'in_force', effective_on: '2021-03-28', until_on: '2026-03-28', unsourced: true },
        { status: 'suspended', effective_on: '2024-03-01', until_on: '2025-03-01', unsourced: true },
      ],
    });
    const other = createApp(own.tracker);
    const { entries = [] } = parseAtomFeed(await (await other.request('/status-changes.atom')).text());
    expect(new Set(entries.map(({ id }) => id)).size).toBe(4);
    for (const by of ['effective', 'announced', 'recorded']) {
      const all: string[] = [];
      for (let next: string | null = `/status-changes.json?by=${by}&limit=1`; next !== null; ) {
        const page = (await (await other.request(next)).json()) as { data: StatusChangeRow[]; next: string | null };
        all.push(...page.data.map(({ status, effective_on }) => `${status} ${effective_on}`));
        next = page.next;
      }
      expect([...all].sort(), by).toEqual(['expired 2026-03-28', 'in_force 2021-03-28', 'in_force 2025-03-01', 'suspended 2024-03-01']);
    }
    await own.close();
  });

  it('says in the title what comes no more, as changed when that was recorded, so that a reader shows it again', async () => {
    const own = await testTracker();
    try {
      await putRows(own, SMALL_REGISTER);
      await newMeasure(own.tracker, 'wine', { status_changes: [{ status: 'in_force', effective_on: '2021-03-28', unsourced: true }] });
      await recordStatusChanges(own.tracker, me, 'wine', [change('suspended', '2027-06-01', { announced_on: '2026-11-20' })]);
      own.clock.now = '2026-11-26T12:00:00.000Z';
      await recordStatusChanges(own.tracker, me, 'wine', [change('lifted', '2026-12-15', { announced_on: '2026-11-25' })]);
      const { entries = [] } = parseAtomFeed(await (await createApp(own.tracker).request('/status-changes.atom')).text());
      expect(entries.slice(0, 2).map(({ title, updated }) => [title?.value, updated])).toEqual([
        ['Lifted (to come: 15 December 2026): wine', '2026-11-26T12:00:00.000Z'],
        ['Suspended (comes no more): wine', '2026-11-26T12:00:00.000Z'],
      ]);
    } finally {
      await own.close();
    }
  });

  it('tells of rules where they are asked for, in titles that say of a long one too that it ends', async () => {
    const own = await testTracker();
    try {
      await putRows(own, SMALL_REGISTER);
      await newMeasure(own.tracker, 'cars', {
        ...{ kind: 'tariff', type: 'additional', title: 'Duty on cars' },
        coverage: { effective_on: '2021-03-28', scopes: [{ partners: ['JP'], goods: ['2204'] }], unsourced: true },
        status_changes: [{ status: 'in_force', effective_on: '2021-03-28', unsourced: true }],
      });
      own.clock.now = '2026-11-24T13:00:00.000Z';
      const codes = ['220410', '220421', '220422', '220429', '220430'];
      const body = { measure: 'cars', type: 'tops_up_base_to', percent: '15', scope: { partners: ['JP'], goods: codes } };
      await recordDutyRule(
        own.tracker,
        me,
        DutyRuleBody.parse({ ...body, first_on: '2026-01-01', last_on: '2026-12-31', unsourced: true, note: 'By the agreement' }),
      );
      const { request } = createApp(own.tracker);
      const said = async (path: string): Promise<string> => (await request(path)).text();
      const { entries = [] } = parseAtomFeed(await said('/status-changes.atom?what=rules&measure=cars'));
      expect(entries.map(({ title, summary }) => [title?.value, summary?.value])).toEqual([
        [
          'Rules: tops the base up to 15% for 220410 and 220421 and 220422 and 220429 and 220430; JP from 2026-01-01 to 2026-12-31 (from 1 January 2026): Duty on cars',
          'From 1 January 2026, to 31 December 2026. From memory, not verified. By the agreement. No source is named.',
        ],
        [
          expect.stringMatching(/^Rules: ends: tops the base up to 15% for 220410 and .*… \(to come: 1 January 2027\): Duty on cars$/),
          'To come from 1 January 2027. This follows from the terms of an earlier change, if nothing else is recorded. From memory, not verified. No source is named.',
        ],
      ]);
      expect(entries.map(({ categories }) => categories?.[0]?.term)).toEqual(['rules', 'rules']);
      const calendar = (await said('/status-changes.ics?what=rules')).replaceAll('\r\n ', '');
      expect(calendar).toContain('DTSTART;VALUE=DATE:20260101');
      expect(calendar).toMatch(/DTSTART;VALUE=DATE:20270101\r\n.*\r\nSUMMARY:Rules: ends: tops the base up to 15%/);
      expect(await said('/status-changes?what=rules')).toContain('rules: tops the base up to 15% for 220410');
      // The first page and the dispute tell of them too.
      expect(await said('/')).toContain('rules: tops the base up to 15% for 220410');
      expect(await said('/disputes/au-cn-wine')).toContain('rules: tops the base up to 15% for 220410');
      const csv = await said('/status-changes.csv?what=rules&order=earliest');
      expect(csv.split('\r\n').slice(0, 2)).toEqual([
        'seq,measure,title,kind,imposed_by,dispute,status,effective_on,until_on,announced_on,recorded_at,recorded_by,scheduled,derived,exemptions,note,confidence,doubt,sources,match,what,says,said_before,overtaken_by',
        expect.stringMatching(/,full,rules,.*tops the base up to 15% for .* from 2026-01-01 to 2026-12-31"?,,$/),
      ]);
      // Who asks for nothing else is told of statuses alone.
      expect(await said('/status-changes.atom')).not.toContain('Rules');
    } finally {
      await own.close();
    }
  });

  it('is not sent again to a reader that has it', async () => {
    const first = await app.request('/status-changes.atom');
    const tag = first.headers.get('etag') as string;
    expect(first.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect((await app.request('/status-changes.atom', { headers: { 'if-none-match': tag } })).status).toBe(304);
  });
});

describe('the calendar of changes', () => {
  const events = async (query: string) =>
    new ICAL.Component(ICAL.parse(await text(`/status-changes.ics${query}`)))
      .getAllSubcomponents('vevent')
      .map((one) => new ICAL.Event(one));

  it('is one that a calendar reads: whole days, ids that stay, in doubt where the day is', async () => {
    const all = await events('?from=2020-01-01');
    const list = await rows('from=2020-01-01');
    expect(all.map(({ uid }) => uid)).toEqual(list.map((row) => `change-${idOf(row)}@trade-disputes.invalid`));
    const of = (word: string) => all.find(({ summary }) => summary.startsWith(word));
    const [begun, suspended, lifted] = ['In force', 'Suspended', 'Lifted'].map(of);
    expect(begun?.summary).toBe(`In force: ${TITLE}`);
    expect(begun?.description).toContain('line one\nline two');
    expect([begun?.startDate.toString(), begun?.endDate.toString()]).toEqual(['2021-03-28', '2021-03-29']);
    expect(begun?.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
    expect(suspended?.summary).toContain('(some day of March 2024)');
    expect([suspended?.startDate.toString(), suspended?.component.getFirstPropertyValue('status')]).toEqual(['2024-03-01', 'TENTATIVE']);
    expect(lifted?.startDate.toString()).toBe('2026-12-31');
    // What somebody remembers is not confirmed.
    expect(of('Announced')?.component.getFirstPropertyValue('status')).toBe('TENTATIVE');
  });

  it('is one without an event too', async () => {
    const calendar = new ICAL.Component(ICAL.parse(await text('/status-changes.ics?imposed_by=JP')));
    expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vtimezone']);
  });

  it('begins a year back unless asked otherwise, with no line of more than 75 octets', async () => {
    expect((await events('')).map(({ summary }) => summary.split(':')[0])).toEqual(['Lifted']);
    const lines = (await text('/status-changes.ics?from=2020-01-01')).split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines.join('')).not.toContain('\uFFFD');
  });
});

it('pages lead to the feed of what they are about', async () => {
  const html = async (path: string): Promise<string> => (await app.request(path, { headers: { accept: 'text/html' } })).text();
  const head = (address: string): string => `<link rel="alternate" type="application/atom+xml" href="${address}"`;
  const feedOf = async (address: string) => parseAtomFeed(await (await app.request(address)).text()).entries ?? [];
  const all = '?what=status%2Crates%2Ccoverage%2Crules';
  expect(await html('/')).toContain(head(`/status-changes.atom${all}`));
  expect(await html('/disputes/au-cn-wine')).toContain(head(`/status-changes.atom${all}&amp;dispute=au-cn-wine`));
  expect(await html('/measures/wine')).toContain(`href="/status-changes.ics${all}&amp;measure=wine"`);
  // From the list of changes, of what it shows.
  expect(await html('/status-changes?imposed_by=CN&on=2026-01-01')).toContain(head('/status-changes.atom?what=status&amp;imposed_by=CN'));
  expect(await html('/status-changes?what=rates')).toContain(head('/status-changes.atom?what=rates'));
  // Its days are those on which changes take effect, which a feed is told: of itself it asks when they were recorded.
  const days = 'from=2021-01-01&amp;to=2021-12-31';
  const listed = await html(`/status-changes?${days.replace('&amp;', '&')}`);
  expect(listed).toContain(head(`/status-changes.atom?what=status&amp;by=effective&amp;${days}`));
  expect((await feedOf(`/status-changes.atom?what=status&by=effective&from=2021-01-01&to=2021-12-31`)).length).toBe(
    ((await (await app.request('/status-changes.json?from=2021-01-01&to=2021-12-31')).json()) as { data: unknown[] }).data.length,
  );
  // From a list of measures, of what changes them; their status is what changes, and no filter of it.
  const wine = `/status-changes.ics${all}&amp;kind=tariff&amp;imposed_by=CN&amp;product=2204`;
  expect(await html('/tariffs?imposed_by=CN&product=2204&status=lifted&on=2026-01-01')).toContain(`href="${wine}"`);
  expect(await html('/measures?imposed_by=CN')).toContain(head(`/status-changes.atom${all}&amp;imposed_by=CN`));
  // Where a filter has no like among those of changes, nothing that tells of more is offered.
  expect(await html('/tariffs?imposed_by=CN&q=wine')).not.toContain('/status-changes.ics');
  // And from what a good pays.
  const duty = '/duty?importer=CN&origin=AU&product=2204';
  expect(await html(duty)).toContain(head(`/status-changes.atom${all}&amp;imposed_by=CN&amp;affected=AU&amp;product=2204`));
  for (const path of ['/', '/disputes/au-cn-wine', '/measures/wine', '/status-changes?what=rates,coverage', '/bans?imposed_by=CN', duty]) {
    const addresses = [...(await html(path)).matchAll(/href="(\/status-changes\.(?:atom|ics)[^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.length, path).toBeGreaterThan(0);
    for (const address of addresses) expect((await app.request(address.replaceAll('&amp;', '&'))).status, address).toBe(200);
  }
});
