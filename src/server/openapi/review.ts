import { EXAMPLES } from '../../changes/call-examples.ts';
import { listAnswer } from '../../things/answers.ts';
import { EffectAnswer, PreviewAnswer, ProposalAnswer, ProposalBody, ProposalRowAnswer, RejectionBody } from '../../things/proposal.ts';
import { clockParameters, pageParameters, proposalParameters } from '../../things/questions.ts';
import { decisionParameters } from '../proposals.tsx';
import { ALL_RENDERINGS, RENDERINGS } from '../renderings.ts';
import {
  camel,
  header,
  html,
  IDEMPOTENCY_KEY,
  type Json,
  json,
  NO_TOKEN,
  NOT_JSON,
  parameters,
  pathParameter,
  problem,
  READ_PROBLEMS,
  ref,
  rowsAre,
} from './parts.ts';

// The part of the description that tells how a proposal is made, looked at and settled.

export const REVIEW_ANSWERS = {
  Proposal: ProposalAnswer,
  ProposalRow: ProposalRowAnswer,
  ProposalList: listAnswer(ProposalRowAnswer, []),
  ProposalEffect: EffectAnswer,
  ProposalPreview: PreviewAnswer,
};
export const REVIEW_BODIES = { NewProposal: ProposalBody, NewRejection: RejectionBody };

export const REVIEW_TAG = {
  name: 'Review',
  description:
    'What was asked with `propose=true` waits here and records nothing. A contributor sees what its own token proposed, an editor and an admin see all; nobody accepts a proposal of their own, unless as an admin.',
};

/** What every call of a review needs, and what may be wrong with any. */
const REVIEW = {
  tags: [REVIEW_TAG.name],
  description: 'A contributor’s token reaches what it proposed itself; an editor’s and an admin’s reach all.',
  security: [{ token: [] }],
};
const PROBLEMS: Json = { ...READ_PROBLEMS, ...NO_TOKEN };
const ABSENT: Json = { '404': problem('There is no such proposal, or it is not for this token') };
const SETTLING: Json = {
  ...PROBLEMS,
  ...ABSENT,
  '409': problem('It was settled before, or what it would do now is not what was shown: errors say what differs'),
  ...NOT_JSON,
};

function listPaths(): Json {
  const columns = Object.keys(ProposalRowAnswer.shape);
  const shown = { description: 'A page of rows', headers: { Link: header('The next page, rel="next"') } };
  return Object.fromEntries(
    ALL_RENDERINGS.map((name) => {
      const one = RENDERINGS[name];
      const rows = { ...rowsAre('All rows', columns, [])(name), headers: { 'X-Row-Count': header('How many rows there are', 'integer') } };
      // Without a suffix Accept decides.
      const content = Object.fromEntries(
        (name === 'html' ? ALL_RENDERINGS : [name]).map((each) => [
          RENDERINGS[each].type,
          { schema: each === 'json' ? ref('ProposalList') : { type: 'string' } },
        ]),
      );
      return [
        `/proposals${one.suffix}`,
        {
          get: {
            ...REVIEW,
            operationId: camel(`list-proposals${one.suffix}`),
            summary: 'Proposals, the newest first',
            parameters: [
              ...parameters(one.whole ? proposalParameters : { ...proposalParameters, ...pageParameters }),
              ...(one.whole ? parameters(one.parameters) : name === 'html' ? parameters(clockParameters) : []),
            ],
            responses: { '200': { ...(one.whole ? rows : shown), content }, ...PROBLEMS },
          },
        },
      ];
    }),
  );
}

function showPath(suffix: '' | '.json'): Json {
  return {
    get: {
      ...REVIEW,
      operationId: camel(`show-proposal${suffix}`),
      summary: 'One proposal: what was asked, what was shown, and what it would do now',
      parameters: [pathParameter('id'), ...(suffix === '' ? parameters(clockParameters) : [])],
      responses: {
        '200': { description: 'The proposal', content: { ...(suffix === '' && html), ...json(ref('Proposal')) } },
        ...PROBLEMS,
        ...ABSENT,
      },
    },
  };
}

/** The addresses of a review. */
export function reviewPaths(): Json {
  const proposal = (description: string): Json => ({ description, content: json(ref('Proposal')) });
  const lists = listPaths() as Record<string, { get: Json }>;
  return {
    ...lists,
    '/proposals': {
      ...lists['/proposals'],
      post: {
        ...REVIEW,
        operationId: 'postProposals',
        summary: 'Propose several calls that go together, all or none; a later one may rely on what an earlier one registers',
        parameters: [...parameters(decisionParameters), IDEMPOTENCY_KEY],
        requestBody: { required: true, content: json(ref('NewProposal'), EXAMPLES.NewProposal) },
        responses: {
          '202': { ...proposal('Kept; nothing was recorded'), headers: { Location: header('The address of the proposal') } },
          '200': {
            description: 'A dry run: what the calls would change together; nothing was kept',
            content: json(ref('ProposalPreview')),
          },
          ...SETTLING,
          '404': problem('A call names a record that is not there'),
          '409': problem('A call is not lawful'),
          '422': problem('The Idempotency-Key was used for another request'),
        },
      },
    },
    '/proposals/{id}': showPath(''),
    '/proposals/{id}.json': showPath('.json'),
    '/proposals/{id}/acceptance': {
      post: {
        ...REVIEW,
        operationId: 'postProposalsAcceptance',
        summary: 'Accept a proposal: record it in the names of its author and of you, exactly as it was shown',
        parameters: [pathParameter('id'), ...parameters(decisionParameters)],
        responses: {
          '201': proposal('Recorded'),
          '200': proposal('A dry run: nothing was recorded'),
          ...SETTLING,
          '403': problem('It is your own, or your token is a contributor’s'),
        },
      },
    },
    '/proposals/{id}/rejection': {
      post: {
        ...REVIEW,
        operationId: 'postProposalsRejection',
        summary: 'Send a proposal back with a reason; whoever made it takes it back so',
        parameters: [pathParameter('id'), ...parameters(decisionParameters)],
        requestBody: { required: true, content: json(ref('NewRejection'), EXAMPLES.NewRejection) },
        responses: { '200': proposal('Rejected'), ...SETTLING },
      },
    },
  };
}
