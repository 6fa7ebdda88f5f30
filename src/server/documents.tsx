import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Session, TokenRow } from '../changes/access.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { askedOfFile } from '../keep/official/formats.ts';
import { type OfficialDocument, previewDocument, proposeDocument, withoutCalls } from '../keep/official/propose-document.ts';
import { partyOf } from '../keep/proposals/proposals.ts';
import { readCalled } from '../lookups/called.ts';
import { DocumentPreviewPage } from '../pages/documents.tsx';
import { OfficialFormatWord } from '../things/imported.ts';
import { examine } from '../things/read.ts';
import { bytesOf, limitBody, limitSheet, readForm } from './bodies.ts';
import { type HowAsked, idempotencyOf, ifMatchOf } from './call.ts';
import type { App, Request, Services } from './context.ts';
import { problemOf } from './errors.ts';
import { textOf } from './forms/fields.ts';
import { formView } from './list-view.ts';
import { askToSignIn, checkCsrf, keepToGoBack, sameSite } from './sessions.ts';
import { readUpload, type Uploads } from './uploads.ts';

// Official documents over HTTP: as the body of a call, and uploaded on a page that shows what they say before it is proposed. They are
// never recorded at once.

/** How an official document was sent. */
interface DocumentAsked extends Pick<OfficialDocument, 'format' | 'asked'>, HowAsked {}

/** Answers the call: what the document says, or the proposal that was made of it. */
export async function answerDocument(
  c: Request,
  { tracker }: Services,
  token: TokenRow,
  { format, asked, dryRun, isProposal }: DocumentAsked,
): Promise<Response> {
  if (!dryRun && !isProposal)
    throw invalid(
      'propose',
      'an official document is proposed, for somebody else to accept: add propose=true, or dry_run=true to see what it says',
    );
  const own = askedOfFile(format, asked);
  ifMatchOf(c, null);
  const bytes = await bytesOf(c);
  const document = { format, bytes, address: null, asked: own };
  c.header('Cache-Control', 'no-store');
  if (dryRun) return c.json({ ...withoutCalls(await previewDocument(tracker, partyOf(token), document)), dry_run: true });
  const guards = { idempotency: idempotencyOf(c, token, bytes) };
  const { proposal, waiting, ...read } = withoutCalls(await proposeDocument(tracker, partyOf(token), document, guards));
  if (proposal === null) return c.json({ ...read, effect: null, proposal: waiting });
  c.header('Location', proposal.href);
  return c.json(proposal, 202);
}

/** The form of the page `/import`, with what is wrong. */
type ShowForm = (c: Request, problem: TrackerError, status: ContentfulStatusCode) => Promise<Response>;

/** Mounts the pages that take official documents. */
export function mountDocuments(app: App, services: Services, uploads: Uploads, showForm: ShowForm): void {
  app.post('/import/document', limitSheet, sameSite, (c) => showPreview(c, services, uploads, showForm));
  app.post('/import/document/proposal', limitBody, sameSite, (c) => proposeUpload(c, services, uploads));
}

type Field = (name: string) => string | undefined;

/** What the form says of the file. Throws `invalid`. */
async function askedIn(field: Field, { tracker }: Services): Promise<Pick<OfficialDocument, 'format' | 'asked'>> {
  const format = examine(OfficialFormatWord, field('format') ?? '');
  if (!format.ok) throw invalid('format', 'choose what the document is');
  const text = field('imposed_by');
  const imposed_by = text === undefined ? undefined : (await readCalled(tracker)).economy(text);
  if (text !== undefined && imposed_by === undefined) throw invalid('imposed_by', `"${text}" is no jurisdiction of the register`);
  return { format: format.data, asked: askedOfFile(format.data, { imposed_by }) };
}

async function showPreview(c: Request, services: Services, uploads: Uploads, showForm: ShowForm): Promise<Response> {
  const session = c.get('session');
  if (!session) return askToSignIn(c);
  const sent = await readUpload(c, session);
  try {
    const { name, bytes } = await sent.file('an official document as it was published');
    const document = { ...(await askedIn(sent.field, services)), bytes, address: null };
    return await answerPreview(c, services, session, name, document, uploads);
  } catch (error) {
    if (!(error instanceof TrackerError) || error.code === 'unavailable') throw error;
    return showForm(c, error, problemOf(c, error, services).problem.status);
  }
}

async function answerPreview(
  c: Request,
  services: Services,
  session: Session,
  name: string,
  document: OfficialDocument & { bytes: Uint8Array<ArrayBuffer> },
  uploads: Uploads,
): Promise<Response> {
  const read = withoutCalls(await previewDocument(services.tracker, partyOf(session.token), document));
  const isProposable = read.effect !== null && read.proposal === null;
  const hash = isProposable ? uploads.keep(session.csrf, { name, bytes: document.bytes }) : null;
  const cited = (read.effect?.changes ?? []).flatMap(({ sources }) => sources);
  const view = await formView(c, services, {}, cited);
  keepToGoBack(c);
  return c.html(DocumentPreviewPage({ view, name, read, hash, asked: { format: document.format, ...document.asked } }));
}

async function proposeUpload(c: Request, services: Services, uploads: Uploads): Promise<Response> {
  const session = c.get('session');
  if (!session) return askToSignIn(c);
  const fields = await readForm(c);
  const field: Field = (name) => textOf(fields, name);
  checkCsrf(field('csrf'), session.csrf);
  const hash = field('file') ?? '';
  const { name, bytes } = uploads.find(session.csrf, hash);
  const document = { ...(await askedIn(field, services)), bytes, address: null };
  const { proposal } = await proposeDocument(services.tracker, partyOf(session.token), document);
  if (proposal !== null) return c.redirect(proposal.href, 303);
  // Somebody was faster, or it was sent twice: the page says so.
  return answerPreview(c, services, session, name, document, uploads);
}
