/** The bus that the services' events go over: one custom event bus of EventBridge. */
import { type EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { EventBus, Publication } from '../saga/relay';
import { entryBytes, MAX_ENTRY_BYTES } from './event-entry';

/** Entries of one PutEvents (API Reference, "PutEvents"). */
const MAX_ENTRIES = 10;

/** `publish` throws what the client throws, once its own tries are spent. */
export function eventBridgeBus(client: EventBridgeClient, busName: string): EventBus {
  return {
    maxEntries: MAX_ENTRIES,
    maxBytes: MAX_ENTRY_BYTES,
    bytesOf: ({ envelope, body }) => entryBytes(envelope, body),
    async publish(messages) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: messages.map(({ envelope, body }) => ({
            EventBusName: busName,
            Source: envelope.source,
            DetailType: envelope.type,
            Detail: body,
            Time: new Date(envelope.occurredAt),
          })),
        }),
      );
      return Entries.map(publicationOf);
    },
  };
}

/** "Entries: the successfully and unsuccessfully ingested events results", in the order of the request. */
function publicationOf({ EventId, ErrorCode }: PutEventsResultEntry): Publication {
  if (EventId !== undefined && ErrorCode === undefined) return { kind: 'acknowledged' };
  return { kind: 'refused', code: ErrorCode ?? 'NoAnswer' };
}
