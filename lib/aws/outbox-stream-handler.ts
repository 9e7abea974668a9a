/**
 * The relay behind a table's stream: publishes each outbox record as it is inserted.
 *
 * It answers the lowest sequence number that failed, whence Lambda takes the batch again ("Using batch item failures" of
 * DynamoDB streams). What comes after that number is published again, too: delivery is at least once. A record that
 * cannot be read fails every time, so bisecting leaves it alone in the end, for the queue of failures. A record that was
 * published but not marked is no failure: the sweeper publishes it again.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { OutboxRecord } from '../saga/outbox';
import { type RelayPorts, relay } from '../saga/relay';
import { jsonOfItem } from './attribute-json';
import { type CallDependencies, loggedCall } from './logged-call';
import { decodeOutbox, OUTBOX_KIND } from './outbox-item';

export interface RelayDependencies extends CallDependencies, RelayPorts {}

type Read =
  | { readonly kind: 'record'; readonly record: OutboxRecord }
  | { readonly kind: 'unreadable'; readonly aggregate: string; readonly why: string };

export function outboxStreamHandler(
  dependencies: RelayDependencies,
): (event: DynamoDBStreamEvent, context: Pick<Context, 'awsRequestId'>) => Promise<DynamoDBBatchResponse> {
  return ({ Records }, { awsRequestId }) =>
    loggedCall(dependencies, { source: dependencies.source, requestId: awsRequestId }, async ({ at, note }) => {
      const read = Records.filter(tellsOfAnEvent).map((from) => ({ from, ...readEvent(from) }));
      const records = read.flatMap((one) => (one.kind === 'record' ? [one.record] : []));
      const unreadable = read.filter((one) => one.kind === 'unreadable');
      for (const { from, why } of unreadable) {
        dependencies.logger.error('event unreadable', { sequenceNumber: numberOf(from), why });
      }

      const heldBack = new Set(unreadable.map(({ aggregate }) => aggregate));
      const { published, unpublished, unmarked } = await relay(records, at, dependencies, heldBack);

      note({
        published: published.length,
        unpublished: unpublished.length,
        unmarked: unmarked.length,
        unreadable: unreadable.length,
        reasons: [...new Set(unpublished.map(({ reason }) => reason))],
      });
      const failed = new Set(unpublished.map(({ record }) => record));
      const lowest = read.find((one) => one.kind === 'unreadable' || failed.has(one.record));
      const batchItemFailures = lowest === undefined ? [] : [{ itemIdentifier: numberOf(lowest.from) }];
      return { outcome: lowest === undefined ? 'relayed' : 'relayedInPart', value: { batchItemFailures } };
    });
}

/** The mapping's filter says the same; a row without it, such as the marking of a record, must not be published. */
const tellsOfAnEvent = ({ eventName, dynamodb }: DynamoDBRecord): boolean =>
  eventName === 'INSERT' && dynamodb?.NewImage?.kind?.S === OUTBOX_KIND;

/** Lambda takes an empty identifier for a failure of the whole batch, which is then right. */
const numberOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';

function readEvent({ dynamodb }: DynamoDBRecord): Read {
  try {
    return { kind: 'record', record: decodeOutbox(jsonOfItem(dynamodb?.NewImage ?? {})) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unreadable', aggregate: dynamodb?.NewImage?.pk?.S ?? '', why };
  }
}
