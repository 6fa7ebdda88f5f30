import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/db/open.ts';
import { shipmentTemplate } from '../../src/keep/sheets/template.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { SHIPMENT_COLUMNS, type ShipmentRow, ShipmentsAnswer, shipmentCells } from '../../src/things/shipment.ts';
import { workbookParts, zipOf } from '../support/xlsx.ts';
import { problemOf, type Reading, reading } from './asking.ts';
import { csvRows } from './csv.ts';
import { wordsOf } from './page.ts';

let ask: Reading;
beforeAll(async () => {
  ask = await reading();
});
afterAll(() => ask.close());

const post = (path: string, body: string | FormData, headers: Record<string, string> = { 'content-type': 'text/csv' }, app = ask.app) =>
  app.request(path, { method: 'POST', headers, body });
const form = (fields: Record<string, string | File>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const browser = { accept: 'text/html' };

describe('a sheet of shipments that is sent', () => {
  it('is answered as JSON, JSON Lines, CSV and spreadsheet alike, and kept by nobody', async () => {
    const answer = await post('/shipments.json', shipmentTemplate());
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { data } = ShipmentsAnswer.parse(await answer.json()) as { data: readonly ShipmentRow[] };
    expect(data.map(({ shipment, pays }) => [shipment, pays])).toEqual([
      ['A-1', '5400.00 EUR, 27.0%'],
      ['A-2', 'no duty is recorded'],
    ]);
    const lines = (await (await post('/shipments.jsonl', shipmentTemplate())).text()).trim().split('\n');
    expect(lines.map((text) => JSON.parse(text))).toEqual(data);
    const csv = await post('/shipments', shipmentTemplate(), { 'content-type': 'text/csv', accept: 'text/csv' });
    expect([csv.headers.get('x-row-count'), csv.headers.get('content-disposition')]).toEqual(['2', expect.stringContaining('shipments-')]);
    const rows = await csvRows(csv);
    expect(Object.keys(rows[0] ?? {})).toEqual(SHIPMENT_COLUMNS);
    expect(rows.map(({ base, lines: tariffs, bans }) => [base, tariffs, bans])).toEqual(
      data.map(shipmentCells).map(({ base, lines: tariffs, bans }) => [base ?? '', tariffs.join('; '), bans.join('; ')]),
    );
    expect((await post('/shipments.xlsx', shipmentTemplate())).headers.get('content-type')).toContain('spreadsheetml');
    const steps = await ask.json<{ total_ad_valorem_pct: string }>((data[0]?.address ?? '').replace('/duty?', '/duty.json?'));
    expect(steps.total_ad_valorem_pct).toBe('27.0');
  });

  it('names the worksheets that it does not read, as JSON, on the page and in a header of files', async () => {
    const cells = (texts: string[]) => texts.map((text) => `<c t="str"><v>${text}</v></c>`).join('');
    const parts = workbookParts(
      `<row r="1">${cells(['importer', 'origin', 'product'])}</row><row r="2">${cells(['CN', 'AU', '220421'])}</row>`,
    );
    const more = '<sheet name="Later" sheetId="2" r:id="rId1"/></sheets>';
    const workbook = zipOf({ ...parts, 'xl/workbook.xml': String(parts['xl/workbook.xml']).replace('</sheets>', more) });
    const sent = new File([new Uint8Array(workbook)], 'goods.xlsx');
    const json = await post('/shipments.json', form({ file: sent, rows: '' }), {});
    expect(ShipmentsAnswer.parse(await json.json())).toMatchObject({ data: [{ product: '220421' }], not_read: ['Later'] });
    const page = await (await post('/shipments', form({ file: sent, rows: '' }), browser)).text();
    expect(wordsOf(page)).toContain('Of the file only the first worksheet is read, and not "Later".');
    expect(ShipmentsAnswer.parse(await (await post('/shipments.json', shipmentTemplate())).json()).not_read).toEqual([]);
    for (const suffix of ['.csv', '.jsonl', '.xlsx']) {
      expect((await post(`/shipments${suffix}`, form({ file: sent, rows: '' }), {})).headers.get('x-not-read')).toBe('Later');
      expect((await post(`/shipments${suffix}`, shipmentTemplate())).headers.get('x-not-read')).toBeNull();
    }
  });

  it('is answered on a page, chosen as a file or pasted from a spreadsheet, and can be sent once more', async () => {
    const tabbed = shipmentTemplate().replaceAll(',', '\t');
    const shown = await (await post('/shipments', form({ rows: tabbed }), browser)).text();
    expect(wordsOf(shown)).toContain('5400.00 EUR, 27.0%');
    expect(shown).toContain('href="/measures/cn-jp-aquatic-2025"');
    expect(shown).toMatch(/<textarea[^>]*>shipment\timporter/);
    const file = new File([shipmentTemplate()], 'goods.csv');
    expect(wordsOf(await (await post('/shipments', form({ file, rows: '' }), browser)).text())).toContain(
      '2 shipments. Each leads to its duty',
    );
    const csv = await post('/shipments.csv', form({ rows: tabbed }), browser);
    expect(await csvRows(csv)).toHaveLength(2);
    const empty = await ask.app.request('/shipments', { headers: browser });
    const blank = wordsOf(await empty.text());
    expect([empty.status, blank]).toEqual([200, expect.stringContaining('The first row names the columns')]);
    // What no row may lack here, where nothing is said of all of them; and code is code, not marks around it.
    expect(blank).toContain('who imports: a code or a name; also called destination, to, into; neededorigin');
    expect(blank).not.toContain('`');
    expect(await (await ask.app.request('/shipments/template.csv')).text()).toBe(shipmentTemplate());
  });

  it('says in words what is missing for a total and how a row gives it, and calls no remark a condition that is none', async () => {
    const rows = [
      'importer,origin,product,on,quota,customs_value,currency,quantity',
      'EU,BY,3102101000,2026-01-15,,300,USD,2 t',
      'US,DE,721633,2026-11-01,in,,,',
      'CN,US,12019011,2024-05-15,,,,',
    ].join('\n');
    const { data } = (await (await post('/shipments.json', rows)).json()) as { data: ShipmentRow[] };
    expect(data.map(({ missing }) => missing)).toEqual([
      [
        'eu-ru-fertilisers-2025: 40 EUR/t is to be paid in USD: give fx as EUR:USD=RATE',
        'eu-ru-fertilisers-2025: 315 EUR/t is to be paid in USD: give fx as EUR:USD=RATE',
        expect.stringContaining('(condition=eu_ru_fertiliser_threshold=true or false)'),
      ],
      [],
      [expect.stringMatching(/\(condition=cn_exclusion=true or false\) \(cn-us-retaliation-2018-75bn, cn-us-retaliation-2018-50bn\)$/)],
    ]);
    // What several tariffs hang on is said once.
    expect(data.map(({ depends_on }) => depends_on.length)).toEqual([0, 1, 0]);
    const words = wordsOf(await (await post('/shipments', form({ rows }), browser)).text());
    expect(words).toContain('3 remarkseu-ru-fertilisers-2025: 40 EUR/t is to be paid in USD: give fx as EUR:USD=RATE');
    expect(words).toContain('1 remarkno duty on these goods hangs on a quota');
  });

  it('that is none is refused with what would be right, as a problem or on the page', async () => {
    expect((await problemOf(await post('/shipments.json', 'importer,valuta\nEU,EUR'), 400)).detail).toContain(
      'there is no column "valuta"',
    );
    expect((await problemOf(await post('/shipments.json?importer=EU', shipmentTemplate()), 400)).detail).toContain(
      '"importer" is not known here',
    );
    expect((await problemOf(await post('/shipments.json', '{}', { 'content-type': 'application/json' }), 415)).detail).toContain(
      'the sheet itself',
    );
    for (const fields of [{ rows: '' }, { rows: 'importer', file: new File(['importer'], 'a.csv') }]) {
      const page = await post('/shipments', form(fields), browser);
      expect([page.status, wordsOf(await page.text())]).toEqual([400, expect.stringContaining('choose a file or paste rows, one of both')]);
    }
    const wrong = await post('/shipments', form({ rows: 'importer,valuta\nEU,EUR' }), browser);
    expect(wordsOf(await wrong.text())).toContain('there is no column "valuta"');
  });

  it('has so many rows at most', async () => {
    const rows = (count: number) => `importer,origin,product\n${'EU,FR,220421\n'.repeat(count)}`;
    expect((await problemOf(await post('/shipments.json', rows(101)), 400)).detail).toBe(
      'the sheet has 101 rows, and 100 are answered at once here, 1000 as a file (.csv, .xlsx): send a part of it, or use the command shipments',
    );
    expect((await problemOf(await post('/shipments.csv', rows(1001)), 400)).detail).toContain('1001 rows, and 1000 are answered at once:');
    expect(await csvRows(await post('/shipments.csv', rows(101)))).toHaveLength(101);
  });

  it('is answered too by a server that only reads', async () => {
    const store = await openStore(`file:${ask.file}`, { access: 'read' });
    const app = createApp(
      createTracker(store, () => ask.clock.now),
      { readOnly: true },
    );
    expect((await post('/shipments.csv', shipmentTemplate(), undefined, app)).status).toBe(200);
    await store.close();
  });
});
