import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { TokenRow } from '../changes/access.ts';
import { seqOf } from '../changes/call.ts';
import { TrackerError } from '../domain/errors.ts';
import { PROPOSAL_STATES } from '../domain/vocabulary.ts';
import {
  acceptProposal,
  listProposals,
  mayDo,
  partyOf,
  previewProposal,
  rejectProposal,
  showProposal,
} from '../keep/proposals/proposals.ts';
import { NO_LIMIT, wholeOf } from '../lookups/paging.ts';
import { ListPage } from '../pages/list.tsx';
import { plural } from '../pages/parts/words.ts';
import { ProposalPage, ProposalsTable } from '../pages/proposals.tsx';
import { PROPOSAL_COLUMNS, ProposalBody, RejectionBody } from '../things/proposal.ts';
import { clockParameters, flag, proposalParameters, readParameters } from '../things/questions.ts';
import { examine, read } from '../things/read.ts';
import { addressOf, type Given, only, readQuery, recordId } from './address.ts';
import { isForm, limitBody, readForm, readJson, readNothing } from './bodies.ts';
import { answerProposal, caller, idempotencyOf, ifMatchOf } from './call.ts';
import type { App, Request, Services } from './context.ts';
import { HttpError, problemOf } from './errors.ts';
import { nextAddress, readPage, refusePaging } from './list.ts';
import { formView } from './list-view.ts';
import { mountRenderings } from './negotiation.ts';
import { answerRows, RENDERINGS, type Rendering, WITHOUT_ROWS } from './renderings.ts';
import { askToSignIn, checkCsrf, sameSite } from './sessions.ts';

// What waits for review: who made it sees it, and who may decide. Nothing here is public, and nothing is kept by a browser.

const LIST = { path: '/proposals', parameters: proposalParameters };

/** The parameters of the calls that make and settle proposals. */
export const decisionParameters = {
  dry_run: flag.optional().meta({ description: 'true: say what would come of it, keep and decide nothing' }),
} as const;

/** Mounts the list of proposals, each of them, and the calls that make and settle them. */
export function mountProposals(app: App, services: Services): void {
  mountRenderings(app, LIST.path, (c, given, rendering) => answerList(c, services, given, rendering));
  mountRenderings(app, '/proposals/{id}', (c, given, rendering, suffix) => answerOne(c, services, given, rendering, suffix), WITHOUT_ROWS);
  app.post(LIST.path, limitBody, (c) => answerSeveral(c, services));
  for (const decision of ['acceptance', 'rejection'] as const)
    app.post(`/proposals/:id/${decision}`, limitBody, sameSite, (c) =>
      isForm(c) ? decideByForm(c, services, decision) : decideByCall(c, services, decision),
    );
}

/** Who looks: by a token, or signed in. Null for nobody, who is to sign in on a page. Throws `unauthorized` elsewhere. */
async function viewer(c: Request, services: Services, rendering: Rendering): Promise<TokenRow | null> {
  c.header('Cache-Control', 'no-store');
  if (services.readOnly) throw new HttpError(404, 'this server only reads: proposals are looked at and settled at the one that records');
  const session = c.get('session');
  if (session && c.req.header('authorization') === undefined) return session.token;
  if (rendering === 'html' && c.req.header('authorization') === undefined) return null;
  return caller(c, services, 'contributor');
}

async function answerList(c: Request, services: Services, given: Given, rendering: Rendering): Promise<Response> {
  const { tracker } = services;
  const token = await viewer(c, services, rendering);
  if (token === null) return askToSignIn(c);
  const party = partyOf(token);
  const how = RENDERINGS[rendering];
  if (how.whole) {
    refusePaging(given, how.suffix);
    const all = await listProposals(tracker, party, readParameters(proposalParameters, given), { limit: NO_LIMIT });
    return answerRows(c, how, { ...wholeOf({ ...all, ledgerHead: '' }), name: 'proposals', columns: PROPOSAL_COLUMNS }, services);
  }
  const { asked, clocked, paging } = readPage(LIST, given, rendering);
  const filters = only(given, proposalParameters);
  const question = readParameters(proposalParameters, filters);
  const page = await listProposals(tracker, party, question, paging);
  const next = page.next === null ? null : nextAddress(c.req.path, clocked, page, { ...page.next, asked }, tracker);
  if (next !== null) c.header('Link', `<${next}>; rel="next"`);
  const counted = page.count === undefined ? {} : { count: page.count };
  return how.answer(c, {
    body: { data: page.data, next, ...counted },
    page: async () => {
      const view = await formView(c, services, given);
      return ListPage({
        ...{ view, path: LIST.path, title: 'Proposals', names: ['state'], primary: ['state'] },
        summary:
          token.role === 'contributor'
            ? 'What you proposed, and what became of it.'
            : 'What waits for a review, and what became of the rest.',
        ...{ given: filters, choices: { state: PROPOSAL_STATES }, facets: {}, unasked: {}, problems: [], suggestions: [] },
        headline: page.count === undefined ? null : plural(page.count, ['proposal', 'proposals']),
        data: { json: addressOf('/proposals.json', filters), csv: addressOf('/proposals.csv', filters) },
        table: <ProposalsTable rows={page.data} view={view} state={question.state} isOwn={token.role === 'contributor'} />,
        next,
        first: paging.after === undefined ? null : addressOf(LIST.path, filters),
      });
    },
  });
}

const idIn = (c: Request, suffix = ''): number => seqOf(recordId(c, suffix), 'proposal');

async function answerOne(c: Request, services: Services, given: Given, rendering: Rendering, suffix: string): Promise<Response> {
  readParameters(rendering === 'html' ? clockParameters : {}, given);
  const token = await viewer(c, services, rendering);
  if (token === null) return askToSignIn(c);
  if (rendering === 'html') return showOne(c, services, token, idIn(c));
  return c.json(await showProposal(services.tracker, partyOf(token), idIn(c, suffix)));
}

async function showOne(
  c: Request,
  services: Services,
  token: TokenRow,
  id: number,
  { problem, reason, status = 200 }: { problem?: string; reason?: string | undefined; status?: ContentfulStatusCode } = {},
): Promise<Response> {
  const party = partyOf(token);
  const proposal = await showProposal(services.tracker, party, id);
  const cited = [...proposal.shown.changes, ...(proposal.now?.changes ?? [])].flatMap(({ sources }) => sources);
  const view = await formView(c, services, only(readQuery(c), clockParameters), cited);
  // Only a form that its session sent decides.
  const may = view.visitor === null ? { accept: false, reject: false } : mayDo(proposal, party);
  return c.html(ProposalPage({ proposal, view, may, problem, reason }), status);
}

async function answerSeveral(c: Request, services: Services): Promise<Response> {
  const token = await caller(c, services, 'contributor');
  const { dry_run: dryRun = false } = readParameters(decisionParameters, readQuery(c));
  const { bytes, content } = await readJson(c);
  const proposing = read(ProposalBody, content);
  ifMatchOf(c, null);
  c.header('Cache-Control', 'no-store');
  if (dryRun) return c.json({ ...(await previewProposal(services.tracker, partyOf(token), proposing)), dry_run: true });
  return answerProposal(c, services, token, proposing, { idempotency: idempotencyOf(c, token, bytes) });
}

type Decision = 'acceptance' | 'rejection';

async function decideByCall(c: Request, services: Services, decision: Decision): Promise<Response> {
  const token = await caller(c, services);
  const { dry_run: dryRun = false } = readParameters(decisionParameters, readQuery(c));
  ifMatchOf(c, null);
  const [id, party] = [idIn(c), partyOf(token)];
  c.header('Cache-Control', 'no-store');
  const answered = dryRun ? { dry_run: true } : {};
  if (decision === 'acceptance') {
    await readNothing(c);
    return c.json({ ...(await acceptProposal(services.tracker, party, id, { dryRun })), ...answered }, dryRun ? 200 : 201);
  }
  const rejection = read(RejectionBody, (await readJson(c)).content);
  return c.json({ ...(await rejectProposal(services.tracker, party, id, rejection, { dryRun })), ...answered });
}

async function decideByForm(c: Request, services: Services, decision: Decision): Promise<Response> {
  const id = idIn(c);
  const session = c.get('session');
  if (!session) return c.redirect(addressOf('/sign-in', { back: [`/proposals/${id}`] }), 303);
  const fields = await readForm(c);
  checkCsrf(fields.csrf?.[0], session.csrf);
  c.header('Cache-Control', 'no-store');
  const party = partyOf(session.token);
  const reason = fields.reason?.[0];
  try {
    if (decision === 'acceptance') await acceptProposal(services.tracker, party, id);
    else {
      const checked = examine(RejectionBody, { reason: reason ?? '' });
      if (!checked.ok) throw new TrackerError('invalid', 'Say why it is sent back.');
      await rejectProposal(services.tracker, party, id, checked.data);
    }
    return c.redirect(`/proposals/${id}`, 303);
  } catch (error) {
    if (!(error instanceof TrackerError) || ['unavailable', 'not_found'].includes(error.code)) throw error;
    const { status } = problemOf(c, error, services).problem;
    return showOne(c, services, session.token, id, { problem: error.message, reason, status });
  }
}
