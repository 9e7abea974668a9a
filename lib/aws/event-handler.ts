/**
 * The border between the bus and a function that answers its events: EventBridge calls it with one event, or a queue in
 * between with a batch of them. Success is silence, so is a repetition; whatever is thrown comes again, until the
 * infrastructure hands the event to a dead-letter queue.
 */
import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { Consumer } from '../saga/consumer';
import { decodeEnvelope, type Envelope } from '../saga/envelope';
import { InvalidRequest } from '../saga/errors';
import type { ParticipantStore, ProcessedMessage } from '../saga/participant';
import type { EpochMillis } from '../units';
import { type CallDependencies, loggedCall } from './logged-call';

export type EventHandler = (
  event: unknown,
  context: Pick<Context, 'awsRequestId'>,
) => Promise<SQSBatchResponse | undefined>;

/** The function of a consumer of choreographed sagas. */
export function consumerHandler(
  consumer: Consumer,
  dependencies: CallDependencies & { readonly store: ParticipantStore },
): EventHandler {
  return eventHandler(consumer.functionName, dependencies, (envelope, at) =>
    consumer.consume(dependencies.store, envelope, at),
  );
}

/** The function of a reaction, which keeps the record of the event itself. */
export function reactionHandler(
  functionName: string,
  dependencies: CallDependencies,
  react: (envelope: Envelope, message: ProcessedMessage) => Promise<string>,
): EventHandler {
  return eventHandler(functionName, dependencies, (envelope, at) =>
    react(envelope, { eventId: envelope.id, functionName, at }),
  );
}

/** @param run answers in a word, for the log */
function eventHandler(
  functionName: string,
  dependencies: CallDependencies,
  run: (envelope: Envelope, at: EpochMillis) => Promise<string>,
): EventHandler {
  const handleOne = (event: unknown, requestId: string) =>
    loggedCall(dependencies, { function: functionName, requestId }, async ({ at, note }) => {
      const envelope = envelopeIn(event);
      note({ sagaId: envelope.sagaId, eventType: envelope.type, eventId: envelope.id });
      return { outcome: await run(envelope, at), value: undefined };
    });
  return async (event, { awsRequestId }) => {
    const messages = messagesIn(event);
    if (messages === undefined) return handleOne(event, awsRequestId);
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { messageId, body } of messages) {
      // Logged where it failed; the others of the batch have their turn.
      await handleOne(body, awsRequestId).catch(() => batchItemFailures.push({ itemIdentifier: messageId }));
    }
    return { batchItemFailures };
  };
}

interface QueueMessage {
  readonly messageId: string;
  /** Parsed where it is JSON; else the text. */
  readonly body: unknown;
}

/** The messages of a batch from a queue; `undefined` where the event is none. */
export function messagesIn(event: unknown): readonly QueueMessage[] | undefined {
  const { Records } = fieldsOf(event);
  if (!Array.isArray(Records)) return undefined;
  return Records.map((record) => {
    const { messageId, body } = fieldsOf(record);
    return { messageId: String(messageId), body: parsedIfJson(String(body)) };
  });
}

/**
 * The envelope in an event as EventBridge delivers it.
 * @throws InvalidRequest where there is none
 */
export function envelopeIn(event: unknown): Envelope {
  const { detail } = fieldsOf(event);
  if (detail === undefined) throw new InvalidRequest('the event has no detail; it must be one of EventBridge');
  return decodeEnvelope(detail);
}

export const fieldsOf = (value: unknown): { readonly [field: string]: unknown } => Object(value);

function parsedIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
