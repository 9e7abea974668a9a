/** EventBridge and SQS together, plugged as they are in the composition root. */
import type { JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { createEventBridge } from '../../../local/events/event-bridge';
import { AwsError, CLIENT } from '../../../local/service';
import { createSqs } from '../../../local/sqs/sqs';
import { MemoryStore } from '../../../local/store/memory';
import { anEntry, DEAD_LETTERS, FUNCTION, QUEUE } from './fixture';

function aModel() {
  const parts = {
    store: new MemoryStore(),
    clock: new VirtualClock(),
    entropy: seededEntropy(1),
    region: 'eu-west-1',
    account: '123456789012',
  };
  const sqs = createSqs(parts);
  const events = createEventBridge({
    ...parts,
    targets: {
      invoke: async () => {
        throw new AwsError('ResourceNotFoundException', `Function not found: ${FUNCTION}`, 404);
      },
      stageInvocation: () => undefined,
      sendMessage: sqs.send,
      startExecution: async () => undefined,
    },
  });
  events.start();
  return { sqs, events };
}

test('an event reaches a queue, and its failure elsewhere the dead-letter queue', async () => {
  const { sqs, events } = aModel();
  for (const QueueName of ['inbox', 'dead-letters']) await sqs.call('CreateQueue', { QueueName }, CLIENT);
  await events.call('PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' }, CLIENT);
  const DeadLetterConfig = { Arn: DEAD_LETTERS };
  const Targets: readonly JsonObject[] = [
    { Id: 'queue', Arn: QUEUE, InputPath: '$.detail', SqsParameters: { MessageGroupId: 'g' } },
    { Id: 'function', Arn: FUNCTION, DeadLetterConfig },
    { Id: 'missing', Arn: `${QUEUE}-missing`, DeadLetterConfig },
  ];
  await events.call('PutTargets', { Rule: 'r', Targets }, CLIENT);

  await events.call('PutEvents', { Entries: [anEntry()] }, CLIENT);
  await events.settled();

  expect(sqs.messagesOf(QUEUE).map(({ body }) => body)).toEqual(['{"orderId":"o-1"}']);
  const letters = await sqs.receive(DEAD_LETTERS, 10);
  const reasons = letters.map(({ MessageAttributes: { ERROR_CODE, ERROR_MESSAGE } }) => [ERROR_CODE, ERROR_MESSAGE]);
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  expect(reasons).toHaveLength(2);
  expect(reasons).toContainEqual([text('NO_RESOURCE'), text(`Function not found: ${FUNCTION}`)]);
  expect(reasons).toContainEqual([text('NO_RESOURCE'), text('The specified queue does not exist.')]);
});
