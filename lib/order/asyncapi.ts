/**
 * The events as an AsyncAPI 3.0 document, made from what the code itself holds them to: the schemas of their data, who
 * tells them, and who answers them.
 */
import * as z from 'zod/mini';
import { EVENT_VERSION } from '../saga/envelope';
import type { JsonObject } from '../units';
import { consumersOf } from './choreography';
import { type EventData, eventSchemas } from './event-schemas';
import { REACTS_TO } from './reactions';

type EventType = keyof EventData;

const TYPES = Object.keys(eventSchemas).filter((type): type is EventType => type in eventSchemas);

/** By the first word of an event's type, the service that tells it. */
const TOLD_BY: { readonly [word: string]: keyof typeof consumersOf } = {
  order: 'orders',
  payment: 'payments',
  inventory: 'inventory',
};
const REACTIONS = ['SendConfirmation', 'RecordSale'];

/** @param version of the application that tells the events */
export function asyncApiDocument(version: string): JsonObject {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Order events',
      version,
      description:
        'What the services for orders, payments and inventory tell each other over an EventBridge bus. ' +
        'Delivery is at least once and in no order; the id of an event is the same however often it comes.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(TYPES.map((type) => [type, channelOf(type)])),
    operations: Object.fromEntries(TYPES.flatMap((type) => [tellingOf(type), ...answersOf(type)])),
    components: {
      messages: Object.fromEntries(TYPES.map((type) => [type, messageOf(type)])),
      schemas: { Envelope: ENVELOPE },
    },
  };
}

function channelOf(type: EventType): JsonObject {
  return {
    address: type,
    description: `Events of the detail type '${type}' and the source '${sourceOf(type)}'.`,
    messages: { [type]: { $ref: `#/components/messages/${type}` } },
  };
}

function messageOf(type: EventType): JsonObject {
  const data = z.toJSONSchema(eventSchemas[type], { target: 'draft-7', io: 'input' }) as JsonObject;
  const { $schema: _, ...dataSchema } = data;
  return {
    name: type,
    title: type,
    contentType: 'application/json',
    payload: {
      allOf: [
        { $ref: '#/components/schemas/Envelope' },
        { type: 'object', properties: { type: { const: type }, data: dataSchema } },
      ],
    },
  };
}

const tellingOf = (type: EventType) =>
  [`tell.${type}`, operation('send', type, `The service for ${serviceOf(type)} tells it.`)] as const;

function answersOf(type: EventType) {
  const consumers = Object.values(consumersOf).flat();
  const functions = consumers.filter(({ types }) => types.includes(type)).map(({ functionName }) => functionName);
  const reactions = type === REACTS_TO ? REACTIONS : [];
  return [...functions, ...reactions].map(
    (name) => [`${name}.on.${type}`, operation('receive', type, `${name} answers it.`)] as const,
  );
}

const operation = (action: 'send' | 'receive', type: EventType, summary: string): JsonObject => ({
  action,
  summary,
  channel: { $ref: `#/channels/${type}` },
  messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
});

const serviceOf = (type: EventType): string => TOLD_BY[type.split('.')[0] ?? ''] ?? '';
const sourceOf = (type: EventType): string => `backstep.${serviceOf(type)}`;

const text = (description: string): JsonObject => ({ type: 'string', minLength: 1, description });

const ENVELOPE: JsonObject = {
  type: 'object',
  required: [
    'id',
    'type',
    'version',
    'source',
    'subject',
    'sequence',
    'occurredAt',
    'sagaId',
    'style',
    'causationId',
    'correlationId',
    'data',
  ],
  properties: {
    id: text('The same however often the event comes: dedupe by it.'),
    type: text('What happened.'),
    version: { const: EVENT_VERSION, description: 'Of the envelope and its data.' },
    source: text('Who tells it.'),
    subject: text('The order, payment or reservation that it tells of.'),
    sequence: { type: 'integer', minimum: 1, description: 'Counts the events of the subject.' },
    occurredAt: { type: 'string', format: 'date-time' },
    sagaId: text('The saga that it belongs to.'),
    style: { enum: ['orchestrated', 'choreographed'], description: 'What drives the saga on.' },
    causationId: text('What brought it about: a function of the saga, or the event that it answered.'),
    correlationId: text('Joins everything that belongs to one saga.'),
    data: { type: 'object' },
  },
};
