import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import { writerOf } from '../changes/access.ts';
import { mustRecord, recordedBefore } from '../changes/write.ts';
import { parseDay } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { OFFICIAL_FORMATS } from '../keep/official/formats.ts';
import { partyOf, propose } from '../keep/proposals/proposals.ts';
import { type ImportOptions, importSheet, previewSheet } from '../keep/sheets/import-sheet.ts';
import { templateName, templateOf } from '../keep/sheets/template.ts';
import { ImportedPage, ImportPage, ImportPreviewPage } from '../pages/import.tsx';
import { type ImportedSheet, OFFICIAL_FORMAT_NAMES, OfficialFormatWord } from '../things/imported.ts';
import { clockParameters, flag, readParameters } from '../things/questions.ts';
import { DayText, JurisdictionCode } from '../things/scalars.ts';
import { SHEET_KINDS, SHEETS, SheetKindWord } from '../things/sheets.ts';
import { only, readQuery } from './address.ts';
import { bytesOf, limitBody, limitSheet, mustBeOf, readForm, SHEET_TYPES } from './bodies.ts';
import { answerProposal, caller, howAsked, idempotencyOf, ifMatchOf, writeParameters } from './call.ts';
import type { App, Request, Services } from './context.ts';
import { answerDocument, mountDocuments } from './documents.tsx';
import { textOf } from './forms/fields.ts';
import { formView } from './list-view.ts';
import { answerTemplate } from './renderings.ts';
import { askToSignIn, checkCsrf, keepToGoBack, sameSite } from './sessions.ts';
import { notKept, readUpload, Uploads } from './uploads.ts';

// Sheets over HTTP: as the body of a call, and uploaded on a page that shows them before they are recorded.

export const importParameters = {
  kind: SheetKindWord.optional().meta({ description: 'What the sheet holds, where its header does not tell' }),
  format: OfficialFormatWord.optional().meta({
    description: 'The body is an official document of this format, of which a proposal is made: with propose or dry_run',
  }),
  imposed_by: JurisdictionCode.optional().meta({ description: 'With the format taric: whose tariff the message is of; EU unless given' }),
  ...writeParameters,
  dry_run: flag.optional().meta({ description: 'true: say what would become of each row, record nothing' }),
  checked_on: DayText.optional().meta({ description: "Up to when the sheet's source speaks: records a check of every measure in it" }),
  state: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the state of a dry run')
    .transform(Number)
    .optional()
    .meta({ description: 'The state of a dry run: nothing is recorded if something was since (412)' }),
} as const;

/** What an official document may be sent as beside that. */
export const DOCUMENT_TYPES = ['application/json', 'application/xml', 'text/xml'] as const;

/** Mounts the call and the pages that take sheets, and the templates. */
export function mountImports(app: App, services: Services): void {
  const { tracker } = services;
  const uploads = new Uploads(() => Date.parse(tracker.clock()));
  for (const kind of SHEET_KINDS)
    app.get(`/imports/templates/${templateName(kind)}`, (c) =>
      answerTemplate(c, templateOf(kind), templateName(kind), SHEETS[kind].example.length),
    );
  app.post('/imports', limitSheet, (c) => answerImport(c, services));
  app.get('/import', async (c) => {
    readParameters(clockParameters, readQuery(c));
    return c.get('session') ? showForm(c, services) : askToSignIn(c);
  });
  app.post('/import', limitSheet, sameSite, (c) => showPreview(c, services, uploads));
  app.post('/import/record', limitBody, sameSite, (c) => recordUpload(c, services, uploads));
  mountDocuments(app, services, uploads, (c, problem, status) => showForm(c, services, problem, status));
}

async function answerImport(c: Request, services: Services): Promise<Response> {
  const { tracker } = services;
  const token = await caller(c, services);
  const { kind, checked_on, state, format, imposed_by, ...how } = readParameters(importParameters, readQuery(c));
  const { dryRun, isProposal } = howAsked(how);
  if (format !== undefined) {
    const named = Object.entries({ kind, checked_on, state }).find(([, value]) => value !== undefined)?.[0];
    if (named !== undefined)
      throw invalid(named, `${named} is about a sheet, and format names an official document: leave one of them out`);
    mustBeOf(c, [...DOCUMENT_TYPES, ...SHEET_TYPES], 'the document itself');
    return answerDocument(c, services, token, { format, asked: { imposed_by }, dryRun, isProposal });
  }
  if (imposed_by !== undefined) throw invalid('imposed_by', 'imposed_by belongs to an official document: name its format');
  if (!isProposal) mustRecord({ ...writerOf(token), dryRun });
  if (isProposal && state !== undefined)
    throw invalid('state', 'a proposal says itself whether something was recorded since: leave state out');
  ifMatchOf(c, null);
  mustBeOf(c, SHEET_TYPES, 'the sheet itself, CSV or Excel');
  const bytes = await bytesOf(c);
  const options: ImportOptions = { kind, checkedOn: checked_on, state };
  c.header('Cache-Control', 'no-store');
  if (dryRun) return c.json({ ...(await previewSheet(tracker, writerOf(token), bytes, options)), dry_run: true });
  const idempotency = idempotencyOf(c, token, bytes);
  if (isProposal) return answerProposal(c, services, token, { sheet: { bytes, kind, checkedOn: checked_on } }, { idempotency });
  return c.json(await importSheet(tracker, { ...writerOf(token), idempotency }, bytes, options), 201);
}

const FORMATS = OFFICIAL_FORMAT_NAMES.map((name) => ({ name, ...OFFICIAL_FORMATS[name] }));

async function showForm(c: Request, services: Services, problem?: TrackerError, status: ContentfulStatusCode = 200): Promise<Response> {
  c.header('Cache-Control', 'no-store');
  const view = await formView(c, services, only(readQuery(c), clockParameters));
  const templates = SHEET_KINDS.map((kind) => ({ kind, href: `/imports/templates/${templateName(kind)}` }));
  return c.html(ImportPage({ view, templates, formats: FORMATS, problem }), status);
}

/** What the forms say beside the file. */
function optionsOf(field: (name: string) => string | undefined): ImportOptions {
  const [named, checkedOn] = [field('kind'), field('checked_on')];
  const kind = SHEET_KINDS.find((one) => one === named);
  if (named !== undefined && kind === undefined) throw invalid('kind', `"${named}" is no kind of sheet: use ${SHEET_KINDS.join(', ')}`);
  return { kind, ...(checkedOn !== undefined && { checkedOn: parseDay(checkedOn, 'checked_on') }) };
}

async function showPreview(c: Request, services: Services, uploads: Uploads): Promise<Response> {
  const session = c.get('session');
  if (!session) return askToSignIn(c);
  const { field, file } = await readUpload(c, session);
  keepToGoBack(c);
  try {
    const { name, bytes } = await file('a sheet as CSV UTF-8 or Excel (.xlsx)');
    const options = optionsOf(field);
    const preview = await previewSheet(services.tracker, writerOf(session.token), bytes, options);
    const hash = preview.recordable ? uploads.keep(session.csrf, { name, bytes }) : null;
    const view = await formView(c, services, {});
    const asked = { kind: preview.sheet, checked_on: options.checkedOn };
    return c.html(ImportPreviewPage({ view, name, preview, hash, asked }), preview.recordable ? 200 : 400);
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'invalid') return showForm(c, services, error, 400);
    throw error;
  }
}

async function recordUpload(c: Request, services: Services, uploads: Uploads): Promise<Response> {
  const session = c.get('session');
  if (!session) return askToSignIn(c);
  const fields = await readForm(c);
  const field = (name: string) => textOf(fields, name);
  checkCsrf(field('csrf'), session.csrf);
  const [hash, state] = [field('file') ?? '', field('state') ?? ''];
  keepToGoBack(c);
  const recorded = async (name: string, imported: ImportedSheet) =>
    c.html(ImportedPage({ view: await formView(c, services, {}), name, imported }), 201);
  // Sent twice, as by a reload, it is one; with a day of checks, or as another kind, it is another.
  const asked = [hash, state, field('kind'), field('checked_on')].join('-');
  const idempotency = (how: string) => ({ tokenId: session.token.id, key: `${how}-${asked}`, fingerprint: hash });
  const once = idempotency('import');
  const before = await recordedBefore<ImportedSheet>(services.tracker, once);
  if (before) return recorded('The sheet', before);
  const file = uploads.find(session.csrf, hash);
  if (!/^\d{1,15}$/.test(state)) throw notKept();
  const options = optionsOf(field);
  if (field('do') === 'propose') {
    const sheet = { bytes: file.bytes, kind: options.kind, checkedOn: options.checkedOn };
    const note = `The sheet ${file.name}`;
    const { href } = await propose(services.tracker, partyOf(session.token), { sheet, note }, { idempotency: idempotency('sheet') });
    return c.redirect(href, 303);
  }
  const context = { ...writerOf(session.token), idempotency: once };
  const imported = await importSheet(services.tracker, context, file.bytes, { ...options, state: Number(state) });
  uploads.forget(session.csrf, hash);
  return recorded(file.name, imported);
}
