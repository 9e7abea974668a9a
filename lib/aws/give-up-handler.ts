/**
 * The function behind a service's dead-letter queue: gives up on what could not be done, so that every saga ends.
 *
 * A message is the event itself, as a rule's or a queue's dead-letter queue has it, or Lambda's record of a failed
 * invocation around it ("Adding a destination"). What it cannot understand, or what fails here, too, comes again, until the
 * queue hands it to a dead-letter queue of its own.
 */
import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { Consumer } from '../saga/consumer';
import { InvalidRequest } from '../saga/errors';
import type { ParticipantStore } from '../saga/participant';
import type { Metrics } from './embedded-metrics';
import { MAX_MESSAGE_LENGTH } from './errors';
import { envelopeIn, fieldsOf, messagesIn } from './event-handler';
import { type CallDependencies, loggedCall } from './logged-call';

export interface GiveUpDependencies extends CallDependencies {
  readonly store: ParticipantStore;
  readonly metrics: Metrics;
}

/** @param consumers of one service, no two of which answer the same type of event */
export function giveUpHandler(
  consumers: readonly Consumer[],
  dependencies: GiveUpDependencies,
): (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<SQSBatchResponse> {
  const byType = new Map(consumers.flatMap((consumer) => consumer.types.map((type) => [type, consumer] as const)));
  const giveUpOne = (body: unknown, requestId: string) =>
    loggedCall(dependencies, { requestId }, async ({ at, note }) => {
      const { event, why } = failureIn(body);
      const envelope = envelopeIn(event);
      note({ sagaId: envelope.sagaId, eventType: envelope.type, eventId: envelope.id });
      const consumer = byType.get(envelope.type);
      if (consumer === undefined) {
        throw new InvalidRequest(`nobody here answers '${envelope.type}'; known are ${[...byType.keys()].join(', ')}`);
      }
      note({ function: consumer.functionName });
      const outcome = await consumer.giveUp(dependencies.store, envelope, why, at);
      const counted = (name: string, is: boolean) => ({ name, unit: 'Count', value: is ? 1 : 0 }) as const;
      dependencies.metrics(
        [counted('StepsGivenUp', outcome === 'failed'), counted('StepsParked', outcome === 'parked')],
        at,
      );
      return { outcome, value: undefined };
    });
  return async (batch, { awsRequestId }) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { messageId, body } of messagesIn(batch) ?? []) {
      await giveUpOne(body, awsRequestId).catch(() => batchItemFailures.push({ itemIdentifier: messageId }));
    }
    return { batchItemFailures };
  };
}

function failureIn(body: unknown): { readonly event: unknown; readonly why: string } {
  const { requestPayload, responsePayload } = fieldsOf(body);
  if (requestPayload === undefined) return { event: body, why: 'its tries are spent' };
  const { errorType, errorMessage } = fieldsOf(responsePayload);
  const error = [errorType, errorMessage].filter((part) => typeof part === 'string').join(': ');
  const last = error === '' ? '' : `; the last failed with ${error}`;
  return { event: requestPayload, why: `its tries are spent${last}`.slice(0, MAX_MESSAGE_LENGTH) };
}
