/** Bugs in what a participant keeps: its fence, its effect and its answer, in one transaction. */
import type { PlantedBug } from './planted-bug';

const IN_ORDERS = { at: 'functions', subject: 'order' } as const;

export const fenceBugs: readonly PlantedBug[] = [
  {
    name: 'an action does not ask whether there is a fence',
    file: 'lib/aws/transaction-items.ts',
    find: `          Item: { pk: key.pk, sk: key.sk, ...encodeFence(change.fence) },
          ConditionExpression: keyIsFree,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',`,
    replace: '          Item: { pk: key.pk, sk: key.sk, ...encodeFence(change.fence) },',
    foundBy: 'I6 fence monotone',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a compensation that comes first leaves no tombstone',
    file: 'lib/saga/participant.ts',
    find: `  const outcome = await store.commit({
    ...tombstone(call.key, call.context.at),`,
    replace: `  if (call.eventId === undefined) return { outcome: 'nothingToUndo' };
  const outcome = await store.commit({
    ...tombstone(call.key, call.context.at),`,
    foundBy: 'I5 compensation complete',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'an undoing that finds nothing leaves a row all the same',
    file: 'lib/saga/participant.ts',
    find: `    ...tombstone(call.key, call.context.at),
    outbox: outboxOf(call, nothing),`,
    replace: `    ...tombstone(call.key, call.context.at),
    writes: [{ kind: 'insert', key: { pk: 'undo#'.concat(call.key.sagaId, '.', call.key.step), sk: 'undo' }, row: {} }],
    outbox: outboxOf(call, nothing),`,
    foundBy: 'I7 effect once',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a fence is kept apart from its effect',
    file: 'lib/aws/transaction-items.ts',
    find: '...writes.map((write) => writeItem(table, write)),',
    replace: "...(fence.kind === 'compensate' ? [] : writes).map((write) => writeItem(table, write)),",
    foundBy: 'I1 money',
    scenarios: ['out-of-stock'],
    ...IN_ORDERS,
  },
  {
    name: 'what is to be told is not in the transaction',
    file: 'lib/aws/transaction-items.ts',
    find: '...outbox.map((record) => outboxItem(table, record)),',
    replace: '...outbox.slice(1).map((record) => outboxItem(table, record)),',
    foundBy: 'I10 effects told',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a repetition is answered with nothing',
    file: 'lib/saga/participant.ts',
    find: `  return fence.status === 'APPLIED'
    ? { kind: 'succeeded', result: fence.result }`,
    replace: `  return fence.status === 'APPLIED'
    ? { kind: 'succeeded', result: null }`,
    foundBy: 'I25 same answer',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a payment that was made is settled as never made',
    file: 'lib/saga/participant.ts',
    find: "const applied = outcome.fence.status === 'APPLIED';",
    replace: "const applied = outcome.fence.status !== 'APPLIED';",
    foundBy: 'I9 pivot',
    scenarios: ['completed'],
    at: 'functions',
    subject: 'trip',
  },
  {
    name: 'a reaction keeps no record of its event',
    file: 'lib/aws/dynamodb-reaction-store.ts',
    find: 'const record = { TableName: tableName, Item: encodeProcessed(message), ConditionExpression: keyIsFree };',
    replace: 'const record = { TableName: tableName, Item: encodeProcessed(message) };\n      void keyIsFree;',
    foundBy: 'I10 reactions once',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a step logs what it was given',
    file: 'lib/aws/step-handler.ts',
    find: 'note({ sagaId: key.sagaId, step: key.step, intent, attempt });',
    replace: 'note({ sagaId: key.sagaId, step: key.step, intent, attempt, input: request.input });',
    foundBy: 'I18 privacy',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
];
