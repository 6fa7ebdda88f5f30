import {
  DeliveryListAnswer,
  EndedWatchAnswer,
  MadeWatchAnswer,
  WatchAnswer,
  WatchBody,
  WatchListAnswer,
  WatchMessageAnswer,
  WatchPreviewAnswer,
  WatchTestAnswer,
} from '../../things/watch.ts';
import { deliveryParameters, watchCallParameters } from '../watches.ts';
import {
  header,
  inHeader,
  type Json,
  json,
  NO_TOKEN,
  NOT_JSON,
  parameters,
  pathParameter,
  plain,
  problem,
  READ_PROBLEMS,
  ref,
} from './parts.ts';

export const WATCH_ANSWERS = {
  Watch: WatchAnswer,
  WatchList: WatchListAnswer,
  MadeWatch: MadeWatchAnswer,
  WatchPreview: WatchPreviewAnswer,
  EndedWatch: EndedWatchAnswer,
  DeliveryList: DeliveryListAnswer,
  WatchTest: WatchTestAnswer,
};
export const WATCH_BODIES = { NewWatch: WatchBody };

export const WATCH_TAG = {
  name: 'Watches',
  description:
    'Who is told of changes by webhook: an address gets the status changes that meet its filters, as they are recorded. For tokens of admins. What is sent stands under webhooks.',
};

/** What every call about watches needs, and what may be wrong with any. */
const WATCHES = { tags: [WATCH_TAG.name], description: WATCH_TAG.description, security: [{ token: [] }] };
const PROBLEMS: Json = { ...READ_PROBLEMS, ...NO_TOKEN, '403': problem('The token is no admin’s') };
const ABSENT: Json = { '404': problem('There is no such watch, or it has ended') };
const EXAMPLE = { url: 'https://example.org/hook', filters: { product: 'cognac', imposed_by: 'china' } };
const DRY_RUN = parameters(watchCallParameters);

/** The addresses at which watches are made, looked at, tried and ended. */
export function watchPaths(): Json {
  const id = pathParameter('id');
  const answer = (description: string, name: keyof typeof WATCH_ANSWERS): Json => ({ description, content: json(ref(name)) });
  return {
    '/watches': {
      get: {
        ...WATCHES,
        operationId: 'listWatches',
        summary: 'All watches in the order of their making, those that have ended included; never their secrets',
        responses: { '200': answer('The watches', 'WatchList'), ...PROBLEMS },
      },
      post: {
        ...WATCHES,
        operationId: 'addWatch',
        summary: 'Make a watch: from now on its address is told what is recorded and meets its filters',
        parameters: DRY_RUN,
        requestBody: { required: true, content: json(ref('NewWatch'), EXAMPLE) },
        responses: {
          '201': {
            ...answer('The watch, with what its messages are signed with: keep it, it is not told again', 'MadeWatch'),
            headers: { Location: header('The address of the watch') },
          },
          '200': answer('A dry run: nothing was made', 'WatchPreview'),
          ...PROBLEMS,
          ...NOT_JSON,
        },
      },
    },
    '/watches/{id}': {
      get: {
        ...WATCHES,
        operationId: 'showWatch',
        summary: 'One watch, and how its messages fare',
        parameters: [id],
        responses: { '200': answer('The watch', 'Watch'), ...PROBLEMS, ...ABSENT },
      },
      delete: {
        ...WATCHES,
        operationId: 'removeWatch',
        summary: 'End a watch at once; what it was sent stays in the log for ninety days, what it is signed with is erased',
        parameters: [id, ...DRY_RUN],
        responses: { '200': answer('The watch that has ended', 'EndedWatch'), ...PROBLEMS, ...ABSENT },
      },
    },
    '/watches/{id}/deliveries': {
      get: {
        ...WATCHES,
        operationId: 'listDeliveries',
        summary: 'What a watch was sent, the newest first, and what came of it',
        parameters: [id, ...parameters(deliveryParameters)],
        responses: { '200': answer('The messages', 'DeliveryList'), ...PROBLEMS, ...ABSENT },
      },
    },
    '/watches/{id}/test': {
      post: {
        ...WATCHES,
        operationId: 'testWatch',
        summary: 'Send a watch a signed message that tells nothing, once, and say what its receiver answers',
        parameters: [id, ...DRY_RUN],
        responses: {
          '200': answer('What the receiver answered, or why it was not reached', 'WatchTest'),
          ...PROBLEMS,
          ...ABSENT,
          ...NOT_JSON,
        },
      },
    },
  };
}

const required = (parameter: Json): Json => ({ ...parameter, required: true });

/** What a receiver of webhooks is sent: no address of this tracker, but one of theirs. */
export const WEBHOOKS: Json = {
  'status_changes.recorded': {
    post: {
      operationId: 'statusChangesRecorded',
      summary: 'Status changes that were recorded, that began by an until_on, that were replaced or taken back',
      description:
        'Sent to an address that whoever runs the tracker added (POST /watches or trade-disputes watch add URL, with the filters of /status-changes), in the order of the ledger and then of days, signed as https://www.standardwebhooks.com says, and again under the same id until it is taken.',
      // The signature tells who sends it.
      security: [],
      parameters: [
        required(inHeader('webhook-id', 'The id of the message, the same with each attempt')),
        required(inHeader('webhook-timestamp', 'When it was sent, in seconds since 1970')),
        required(inHeader('webhook-signature', 'v1, and the HMAC-SHA256 of id.timestamp.body in base64, by the secret of the watch')),
      ],
      requestBody: { required: true, content: json(plain(WatchMessageAnswer, 'output')) },
      responses: {
        '204': { description: 'Taken; so is any other 2xx' },
        '410': { description: 'Nothing more is wanted: the watch ends' },
      },
    },
  },
};
