/** The alarms and the dashboard of a stack that takes orders, and the outputs by which a person finds what they are about. */
import type { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { WatchedQueue } from '../constructs/message-alarms';
import { Monitoring } from '../constructs/monitoring';
import type { SagaRecovery } from '../constructs/saga-recovery';
import type { placeOrder } from './place-order';
import { output } from './stack-outputs';

/** A queue where messages end: `name` is that of its output, less `QueueUrl`, and of its alarm, less `Depth`. */
export interface EndQueue {
  readonly name: string;
  readonly kind: keyof typeof QUEUES;
  readonly queue: IQueue;
}

/** What a message in each means, and who mends it. */
const QUEUES = {
  unrecorded: {
    severity: 'warn',
    meaning: 'An ending or an event could not be recorded in the ledger. The sweeper finds its saga all the same.',
    anchor: 'unrecorded',
  },
  unrelayed: {
    severity: 'warn',
    meaning: 'The stream gave up on an event. The sweeper publishes it all the same.',
    anchor: 'unrelayed',
  },
  missed: {
    severity: 'warn',
    meaning: 'A reaction to an order missed its event. The order itself is not affected.',
    anchor: 'missed',
  },
  deadLetters: {
    severity: 'page',
    meaning: 'Events that a step failed at are not given up on: their orders stand still.',
    anchor: 'dead-letters',
    emptied: true,
  },
  poison: {
    severity: 'page',
    meaning: 'There is a message that nobody understands, and perhaps an order that waits for it.',
    anchor: 'poison',
  },
} as const satisfies { readonly [kind: string]: WatchedQueue };

export interface OrderMonitoringProps {
  readonly conductor?: StateMachine;
  readonly recovery: SagaRecovery<typeof placeOrder>;
  /** What keeps the ledger beside the recovery's own functions, by name. */
  readonly recorders: { readonly [name: string]: IFunction };
  readonly services: readonly string[];
  readonly queues: readonly EndQueue[];
}

export function addMonitoring(stack: Stack, { recovery, recorders, queues, ...props }: OrderMonitoringProps): void {
  const { alarms } = new Monitoring(stack, 'Monitoring', {
    ...props,
    recovery: recovery.stateMachine,
    recorders: {
      SweepSagas: recovery.sweeper.function,
      RecordEnding: recovery.recorder.function,
      ...recorders,
    },
    queues: Object.fromEntries(queues.map(({ name, kind, queue }) => [name, { queue, ...QUEUES[kind] }])),
  });
  for (const { name, queue } of queues) output(stack, `${name}QueueUrl`, queue.queueUrl);
  output(stack, 'RecoveryStateMachineArn', recovery.stateMachine.stateMachineArn);
  output(stack, 'PagesTopicArn', alarms.pages.topicArn);
  output(stack, 'WarningsTopicArn', alarms.warnings.topicArn);
}
