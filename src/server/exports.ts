import { TrackerError } from '../domain/errors.ts';
import { dataPackageText } from '../keep/datapackage.ts';
import { exportState, isExported, manifestChunks, tableChunks } from '../keep/export.ts';
import { DATA_PACKAGE, exportFiles } from '../keep/manifest.ts';
import { ExportPage } from '../pages/export.tsx';
import type { ExportFiles } from '../things/export-files.ts';
import { ATTRIBUTION, DATA_LICENCE } from '../things/licence.ts';
import { clockParameters, readParameters } from '../things/questions.ts';
import { type Given, only, readQuery } from './address.ts';
import type { App, Request, Services } from './context.ts';
import { viewOf } from './list-view.ts';
import { mountRenderings, renderingOf, respond, validate } from './negotiation.ts';
import { type Rendering, streamed, WITHOUT_ROWS } from './renderings.ts';

// The whole database over HTTP: the files of the command's export. Their address has the state that they are of, so that files that are
// fetched one after the other belong together, whatever is recorded meanwhile.

/** Mounts the page of files, the files of each state, and the way from a file to that of now. */
export function mountExports(app: App, services: Services): void {
  mountRenderings(app, '/export', (c, given, rendering) => answerFiles(c, services, given, rendering), WITHOUT_ROWS);
  app.get('/export/', (c) => answerFiles(c, services, readQuery(c), renderingOf(c, '', WITHOUT_ROWS)));
  app.get('/export/:file', async (c) => {
    const file = knownFile(c.req.param('file'));
    readParameters({}, readQuery(c));
    const { seq } = await exportState(services.tracker);
    c.header('Cache-Control', 'no-cache');
    return c.redirect(`/export/${seq}/${file}`, 302);
  });
  app.get('/export/:seq/:file', async (c) => {
    const file = knownFile(c.req.param('file'));
    readParameters({}, readQuery(c));
    return answerFile(c, services, numberOf(c.req.param('seq')), file);
  });
}

/** Checks that exports have such a file. Throws `not_found`. */
function knownFile(file: string): string {
  if (exportFiles().includes(file)) return file;
  throw new TrackerError('not_found', `an export has no file "${file}": /export lists them`);
}

function numberOf(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new TrackerError('not_found', `"${text}" is no number of the ledger: /export leads to the files of its state now`);
}

async function answerFiles(c: Request, services: Services, given: Given, rendering: Rendering): Promise<Response> {
  // It is about the present; its page keeps the clocks for those that it leads to.
  readParameters(rendering === 'html' ? clockParameters : {}, given);
  const { seq, ...state } = await exportState(services.tracker);
  const files = exportFiles().map((name) => ({ name, path: `/export/${seq}/${name}` }));
  const body: ExportFiles = { last_seq: seq, ...state, licence: DATA_LICENCE.identifier, attribution: ATTRIBUTION, files };
  return respond(c, services, rendering, {
    body,
    ledgerHead: `${seq}-${state.head_hash?.slice(0, 12) ?? ''}`,
    page: async () => ExportPage({ ...body, view: await viewOf(c, services, only(given, clockParameters)) }),
    table: () => {
      throw new Error('an export is no table');
    },
  });
}

/** A file of a state. Throws `not_found` for a number that the ledger never ended with. */
async function answerFile(c: Request, { tracker, log, release }: Services, seq: number, file: string): Promise<Response> {
  const state = await exportState(tracker, seq);
  const known = validate(c, `W/"${release}-${state.head_hash?.slice(0, 16) ?? 'empty'}-${seq}-${file}"`);
  if (known) return known;
  const isTable = file.endsWith('.csv');
  c.header('Content-Type', isTable ? 'text/csv; charset=utf-8' : 'application/json');
  c.header('Content-Disposition', `attachment; filename="${file}"`);
  c.header('X-Last-Seq', String(seq));
  if (file === DATA_PACKAGE) return c.body(dataPackageText(state));
  const table = file.slice(0, -'.csv'.length);
  const chunks = isTable && isExported(table) ? tableChunks(tracker, table, state) : manifestChunks(tracker, state);
  return c.body(await streamed(c, log, 'file of an export', chunks));
}
