import { invalid, TrackerError } from '../domain/errors.ts';
import { shipmentsOf } from '../keep/sheets/shipments.ts';
import { shipmentTemplate } from '../keep/sheets/template.ts';
import { allOf } from '../lookups/paging.ts';
import { ledgerState } from '../lookups/readiness.ts';
import { ShipmentsPage } from '../pages/shipments.tsx';
import { clockParameters, readParameters } from '../things/questions.ts';
import { SHIPMENT_COLUMNS, SHIPMENT_EXAMPLE, type ShipmentRow, shipmentCells } from '../things/shipment.ts';
import { honoPath, readQuery, SHIPMENTS } from './address.ts';
import { bytesOf, isUpload, limitBody, mustBeOf, readUploadForm, SHEET_TYPES } from './bodies.ts';
import type { App, Request, Services } from './context.ts';
import { formView } from './list-view.ts';
import { isAskedBack, renderingOf, withoutOwn } from './negotiation.ts';
import { ALL_RENDERINGS, answerRows, answerTemplate, RENDERINGS } from './renderings.ts';

// Sheets of shipments over HTTP: a question that is sent as a body, or as a form of a page.

/** So many rows are answered at once: each costs as much as a question of /duty. */
export const MOST_SHIPMENTS = 1000;
/** So many where the answer is made whole before it begins. */
export const MOST_SHIPMENTS_WHOLE = 100;

/** Mounts the page with its form, the template, and the answers in all renderings. */
export function mountShipments(app: App, services: Services): void {
  app.get(SHIPMENTS, async (c) => {
    const given = readQuery(c);
    readParameters(clockParameters, given);
    c.header('Cache-Control', 'private, no-cache');
    return c.html(ShipmentsPage({ view: await formView(c, services, given) }));
  });
  app.get(`${SHIPMENTS}/template.csv`, (c) => answerTemplate(c, shipmentTemplate(), 'shipments.csv', SHIPMENT_EXAMPLE.length));
  for (const { suffix } of ALL_RENDERINGS.map((name) => RENDERINGS[name]).reverse())
    app.post(honoPath(`${SHIPMENTS}${suffix}`), limitBody, (c) => answerShipments(c, services, suffix));
}

async function answerShipments(c: Request, services: Services, suffix: string): Promise<Response> {
  const { tracker } = services;
  const rendering = renderingOf(c, suffix, ALL_RENDERINGS);
  const how = RENDERINGS[rendering];
  c.header('Cache-Control', 'no-store');
  let pasted: string | undefined;
  try {
    readParameters({}, withoutOwn(c, rendering));
    const sent = await sheetIn(c);
    pasted = sent.pasted;
    const { count, rows, not_read } = await shipmentsOf(tracker, sent.content);
    const most = how.whole ? MOST_SHIPMENTS : MOST_SHIPMENTS_WHOLE;
    if (count > most)
      throw invalid(
        '',
        `the sheet has ${count} rows, and ${most} are answered at once${how.whole ? '' : ` here, ${MOST_SHIPMENTS} as a file (.csv, .xlsx)`}: send a part of it, or use the command shipments`,
      );
    if (how.whole) {
      // Names may hold any character, and a header may not.
      if (not_read.length > 0) c.header('X-Not-Read', not_read.map(encodeURIComponent).join(', '));
      const { ledgerHead } = await ledgerState(tracker);
      const table = { ledgerHead, name: 'shipments', columns: SHIPMENT_COLUMNS, count, batches: oneByOne(rows) };
      return await answerRows(c, how, { ...table, cells: (row) => shipmentCells(row as ShipmentRow) }, services);
    }
    const data = await allOf(oneByOne(rows));
    if (rendering === 'json') return c.json({ data, not_read });
    return c.html(ShipmentsPage({ view: await formView(c, services, {}), data, not_read, pasted }));
  } catch (error) {
    if (!(isAskedBack(c, rendering, error) || (isUpload(c) && error instanceof TrackerError && error.code === 'invalid'))) throw error;
    return c.html(ShipmentsPage({ view: await formView(c, services, {}), problem: error, pasted }), 400);
  }
}

async function* oneByOne(rows: AsyncGenerator<ShipmentRow>): AsyncGenerator<readonly ShipmentRow[]> {
  for await (const row of rows) yield [row];
}

/** The sheet as the body, or as a form sends it: chosen as a file, or pasted. */
async function sheetIn(c: Request): Promise<{ content: string | Uint8Array; pasted?: string }> {
  if (!isUpload(c)) {
    mustBeOf(c, SHEET_TYPES, 'the sheet itself, CSV or Excel');
    return { content: await bytesOf(c) };
  }
  const form = await readUploadForm(c);
  const [file, rows] = [form.get('file'), form.get('rows')];
  const pasted = typeof rows === 'string' && rows.trim() !== '' ? rows : undefined;
  const chosen = file instanceof File && file.size > 0 ? file : undefined;
  if (file instanceof File && file.name !== '' && !chosen) throw invalid('file', `"${file.name}" is empty: choose another, or paste rows`);
  if (chosen && pasted === undefined) return { content: new Uint8Array(await chosen.arrayBuffer()) };
  if (!chosen && pasted !== undefined) return { content: pasted, pasted };
  throw invalid('file', 'choose a file or paste rows, one of both: the first row names the columns');
}
