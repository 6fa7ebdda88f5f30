import { WatchMessageAnswer } from '../things/watch.ts';
import { inHeader, type Json, json, plain } from './openapi-parts.ts';

const required = (parameter: Json): Json => ({ ...parameter, required: true });

/** What a receiver of webhooks is sent: no address of this tracker, but one of theirs. */
export const WEBHOOKS: Json = {
  'status_changes.recorded': {
    post: {
      operationId: 'statusChangesRecorded',
      summary: 'Status changes that were recorded, replaced or taken back',
      description:
        'Sent to an address that whoever runs the tracker added (trade-disputes watch add URL, with the filters of /status-changes), in the order of the ledger, signed as https://www.standardwebhooks.com says, and again under the same id until it is taken.',
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
