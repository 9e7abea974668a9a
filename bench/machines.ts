/** The machines that the interpreter is measured on, and a run of one without a driver. */

import { generateStateMachine } from '../lib/asl/generate';
import type { StateMachineDefinition } from '../lib/asl/language';
import { placeOrder } from '../lib/order/place-order';
import type { EpochMillis, Json } from '../lib/units';
import type { Entropy } from '../local/entropy';
import { advance } from '../local/stepfunctions/interpreter/advance';
import type { ExecutionFacts, Run } from '../local/stepfunctions/interpreter/execution';
import { type Frame, NEW_FRAME } from '../local/stepfunctions/interpreter/frame';
import type { Signal } from '../local/stepfunctions/interpreter/signal';

export interface Measured {
  readonly name: string;
  readonly definition: StateMachineDefinition;
  readonly input: Json;
  /** What every task answers. */
  readonly answer: Json;
  /** States entered on the way to the end. */
  readonly transitions: number;
}

const PASSES = 10;
export const TEN_PASSES: Measured = {
  name: 'chain of 10 Pass',
  definition: {
    StartAt: 'P1',
    States: Object.fromEntries(
      Array.from({ length: PASSES }, (_, index) => [
        `P${index + 1}`,
        index + 1 < PASSES ? { Type: 'Pass', Next: `P${index + 2}` } : { Type: 'Pass', End: true },
      ]),
    ),
  },
  input: { orderId: 'o-1' },
  answer: null,
  transitions: PASSES,
};

/** The order saga's machine as it is deployed; its tasks do nothing, and the order is completed. */
export const ORDER: Measured = {
  name: 'order saga, tasks that do nothing',
  definition: withArns(generateStateMachine(placeOrder)),
  input: {
    orderId: 'o-1',
    customerId: 'c-1',
    items: [{ sku: 'lamp', quantity: 1, unitPrice: 4990 }],
    currency: 'EUR',
  },
  answer: { orderId: 'o-1', total: 4990, status: 'DONE' },
  transitions: 5,
};

/** An execution that stands in one Wait state for a day. */
export const DAY_LONG_WAIT: Measured = {
  name: 'waiting',
  definition: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 86_400, End: true } } },
  input: { orderId: 'o-1' },
  answer: null,
  transitions: 1,
};

function withArns(definition: StateMachineDefinition): StateMachineDefinition {
  const text = JSON.stringify(definition).replaceAll(
    /\$\{(\w+)\}/g,
    'arn:aws:lambda:us-east-1:000000000000:function:$1',
  );
  return JSON.parse(text) as StateMachineDefinition;
}

export const factsOf = (input: Json, startTime: EpochMillis): ExecutionFacts => ({
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:Machine:one',
  name: 'one',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine',
  stateMachineName: 'Machine',
  roleArn: 'arn:aws:iam::000000000000:role/machine',
  region: 'us-east-1',
  inputText: JSON.stringify(input),
  input,
  startTime,
  maxSeconds: null,
});

/** From the start to the end, each task answered at once; answers how many events the history has. */
export function runToEnd(run: Run, answer: { readonly output: Json; readonly text: string }, chance: Entropy): number {
  let frame: Frame = NEW_FRAME;
  let signal: Signal | undefined = { kind: 'start' };
  let events = 0;
  while (signal !== undefined) {
    const step = advance(run, frame, signal, run.execution.startTime, chance);
    frame = step.frame;
    events += step.events.length;
    signal = undefined;
    for (const command of step.commands) {
      if (command.kind === 'perform')
        signal = { kind: 'taskSucceeded', at: command.at, ticket: command.ticket, ...answer };
    }
  }
  if (frame.kind !== 'ended' || frame.ending.kind !== 'SUCCEEDED') throw new Error(`ended as ${JSON.stringify(frame)}`);
  return events;
}
