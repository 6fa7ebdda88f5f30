import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIST_NAMES, LISTS } from '../../src/lookups/lists.ts';
import { CODE_COLUMNS } from '../../src/things/questions.ts';
import { SHIPMENT_COLUMNS } from '../../src/things/shipment.ts';
import { type Asking, asking, problemOf } from './asking.ts';
import { csvRows } from './csv.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
  const ban = { id: 'za-na-fish', kind: 'ban', type: 'import_ban', title: 'Fish from Namibia', imposed_by: 'ZA' };
  const coverage = { effective_on: '2020-01-01', scopes: [{ goods: ['03'], partners: ['NA'] }], unsourced: true };
  const made = await ask.post('/measures', {
    ...ban,
    coverage,
    status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
  });
  expect(made.status, await made.text()).toBe(201);
  await ask.post('/exporters', { id: 'walvis-bay', name: 'Walvis Bay Fish', home: 'NA' });
  await ask.post('/wto-cases', { id: 'DS998', complainant: 'NA', respondent: 'ZA' });
  await ask.post('/wto-cases', { id: 'DS999', complainant: 'ZA', respondent: 'NA' });
});
afterAll(() => ask.close());

/** What programs take for something else than the text that it is: a number that loses its zeros, a missing value. */
const MISREAD = /^(?:0\d+|NA)$/;

describe('codes=text', () => {
  it.each(LIST_NAMES)('puts an apostrophe before the codes of %s, and changes nothing else', async (name) => {
    // Of rates there are very many: those of one dispute have codes of each kind.
    const few = name === 'rates' ? '?dispute=us-quartz' : '';
    const [plain, asText] = [
      await csvRows(await ask.app.request(`/${name}.csv${few}`)),
      await csvRows(await ask.app.request(`/${name}.csv?codes=text${few.replace('?', '&')}`)),
    ];
    expect(asText).toEqual(
      plain.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, cell]) => [column, CODE_COLUMNS.has(column) && cell !== '' ? `'${cell}` : cell]),
        ),
      ),
    );
    expect(asText.flatMap((row) => Object.values(row)).filter((cell) => MISREAD.test(cell))).toEqual([]);
  });

  it('is needed: without it there are codes that would be misread', async () => {
    const [row] = await csvRows(await ask.app.request('/bans.csv?affected=NA&imposed_by=ZA'));
    expect([row?.products, row?.affected]).toEqual(['03', 'NA']);
    expect((await ask.app.request('/bans?codes=text', { headers: { accept: 'text/csv' } })).status).toBe(200);
  });

  it('is so of shipments too', async () => {
    const sent = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'importer,origin,product\nNA,ZA,030722\nZA,NA,030722\n' };
    const rows = await csvRows(await ask.app.request('/shipments.csv?codes=text', sent));
    expect(rows.map(({ importer, origin, product }) => [importer, origin, product])).toEqual([
      ["'NA", "'ZA", "'030722"],
      ["'ZA", "'NA", "'030722"],
    ]);
    expect(rows.flatMap((row) => Object.values(row)).filter((cell) => MISREAD.test(cell))).toEqual([]);
  });

  it('knows columns that there are', () => {
    const columns = new Set([...LIST_NAMES.flatMap((name) => LISTS[name].columns), ...SHIPMENT_COLUMNS]);
    for (const column of CODE_COLUMNS) expect(columns).toContain(column);
  });

  it('is of CSV alone, and is text', async () => {
    await problemOf(await ask.app.request('/bans.json?codes=text'), 400);
    await problemOf(await ask.app.request('/bans.jsonl?bom=true'), 400);
    expect((await problemOf(await ask.app.request('/bans.csv?codes=number'), 400)).errors).toMatchObject([{ path: 'codes' }]);
  });
});

it('bom=true begins the file with the mark of UTF-8, and changes nothing else', async () => {
  const bytes = async (address: string) => Buffer.from(await (await ask.app.request(address)).arrayBuffer());
  const [plain, marked] = [await bytes('/exporters.csv'), await bytes('/exporters.csv?bom=true')];
  expect([...marked.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(marked.subarray(3).equals(plain)).toBe(true);
});
