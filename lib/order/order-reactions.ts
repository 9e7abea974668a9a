/** What happens beside the saga once an order is completed: a confirmation by mail, and the day's sales. */
import type { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Reaction } from '../constructs/reaction';
import { sourcesOf } from './event-sources';
import type { EndQueue } from './order-monitoring';
import type { Removal } from './order-stack';
import { REACTS_TO } from './reactions';
import { output } from './stack-outputs';

/** Answers the queues of the events that they missed. */
export function addReactions(stack: Stack, bus: IEventBus, removal: Removal): readonly EndQueue[] {
  const common = { bus, types: [REACTS_TO], sources: sourcesOf([REACTS_TO]), ...removal };
  const reactions = [
    new Reaction(stack, 'Mails', {
      ...common,
      functionName: 'SendConfirmation',
      entry: 'lambdas/send-confirmation.ts',
      tableActions: ['dynamodb:PutItem'],
    }),
    new Reaction(stack, 'Sales', {
      ...common,
      functionName: 'RecordSale',
      entry: 'lambdas/record-sale.ts',
      tableActions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    }),
  ];
  for (const { node, table } of reactions) output(stack, `${node.id}TableName`, table.tableName);
  return reactions.map(({ node, deadLetters }) => ({
    name: `${node.id}DeadLetter`,
    kind: 'missed',
    queue: deadLetters.queue,
  }));
}
