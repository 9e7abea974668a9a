/**
 * A function that answers events of a bus: the rule that chooses them, the tries that each gets, and the queue for those
 * whose tries are spent.
 *
 * Two lines can break. The bus may not reach Lambda: then it tries again for as long as the event may be late, and the
 * rule hands the event to the queue. The function may fail: then Lambda calls it twice more, a minute and two minutes
 * later, and hands the event to the queue with what the function said last.
 */
import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { grantSend } from './dead-letter-queue';
import type { ServiceFunction } from './service-function';

export interface EventConsumerProps {
  /** @default the account's default bus, where AWS itself tells its events */
  readonly bus?: IEventBus;
  /** Whose events it answers: `backstep.payments`. */
  readonly sources: readonly string[];
  /** The types of events that it answers. */
  readonly types: readonly string[];
  /**
   * What their details must say, as an event pattern has it.
   * @default anything
   */
  readonly detail?: { readonly [field: string]: readonly string[] };
  /** A function that nothing else calls: how its calls are tried again is decided here. */
  readonly function: ServiceFunction;
  /** Takes the events whose tries are spent. */
  readonly deadLetters: IQueue;
  /**
   * How late an event may be answered, from one minute to six hours.
   * @default an hour
   */
  readonly maxEventAge?: Duration;
}

/** The most that Lambda does ("Configuring error handling settings for asynchronous invocations"). */
const FUNCTION_RETRIES = 2;
/** The most that EventBridge does, with growing pauses ("How EventBridge retries delivering events"). */
const DELIVERY_RETRIES = 185;

export class EventConsumer extends Construct {
  readonly rule: Rule;

  constructor(scope: Construct, id: string, props: EventConsumerProps) {
    super(scope, id);
    const { bus, sources, types, detail, deadLetters, maxEventAge = Duration.hours(1) } = props;
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: [...sources], detailType: [...types], ...(detail && { detail: { ...detail } }) },
      targets: [
        new LambdaFunction(props.function.function, {
          deadLetterQueue: deadLetters,
          retryAttempts: DELIVERY_RETRIES,
          maxEventAge,
        }),
      ],
    });
    grantSend(deadLetters, props.function);
    props.function.function.configureAsyncInvoke({
      retryAttempts: FUNCTION_RETRIES,
      maxEventAge,
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
  }
}
