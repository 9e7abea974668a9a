/** Bugs on the way of an event from an outbox to its readers. */
import type { PlantedBug } from './planted-bug';

const IN_ORDERS = { at: 'functions', subject: 'order' } as const;

export const eventBugs: readonly PlantedBug[] = [
  {
    name: 'an event is marked sent before the bus has it',
    file: 'lib/saga/relay.ts',
    find: 'batch.flatMap(([{ record }], index) => (refusals[index] === undefined ? [record] : []));',
    replace: 'batch.map(([{ record }]) => record);',
    foundBy: 'I10 outbox',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a call without an answer counts as published',
    file: 'lib/saga/relay.ts',
    find: `    const reason = error instanceof Error ? error.name : 'Error';
    return batch.map(() => reason);`,
    replace: `    void error;
    return batch.map(() => undefined);`,
    foundBy: 'I10 outbox',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'no event is ever marked sent',
    file: 'lib/saga/relay.ts',
    find: 'unmarked.push(...(await markAll(acknowledged, at, ports.marks)));',
    replace: 'if (acknowledged.length < 0) unmarked.push(...(await markAll(acknowledged, at, ports.marks)));',
    foundBy: 'I10 outbox',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'an event has another id on the bus than in the outbox',
    file: 'lib/saga/envelope.ts',
    find: `  return {
    id,
    type,
    version: EVENT_VERSION,`,
    replace: `  return {
    id: id.concat('.', source),
    type,
    version: EVENT_VERSION,`,
    foundBy: 'I10 outbox',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'an event loses its data on the way',
    file: 'lib/saga/envelope.ts',
    find: '    data: payload,',
    replace: '    data: { ...payload, order: null },',
    foundBy: 'I10 outbox',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a choreographed saga says undone where its refund failed',
    file: 'lib/saga/tracking.ts',
    find: "return outcomes.includes('failed')",
    replace: "return outcomes.includes('refused' as never)",
    foundBy: 'I5 compensation complete',
    scenarios: ['out-of-stock'],
    at: 'functions',
    subject: 'order-events',
  },
  {
    name: 'an event that a function fails at is thrown away',
    file: 'lib/constructs/event-consumer.ts',
    find: '      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },\n',
    replace: '',
    foundBy: 'I16 message balance',
    scenarios: ['completed'],
    at: 'templates',
    subject: 'order',
  },
];
