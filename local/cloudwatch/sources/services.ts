/** What the services of the model tell CloudWatch, under AWS's names and dimensions. */
import type { EventsCounter, EventsMetric } from '../../events/counter';
import type { LambdaCounter, LambdaMetric } from '../../lambda/counter';
import type { SnsListener } from '../../sns/sns';
import type { ExecutionListener } from '../../stepfunctions/driver';
import type { ExecutionStatus } from '../../stepfunctions/records';
import type { Metrics } from '../metrics/metrics';
import { Counters } from './counters';

const MILLISECONDS: ReadonlySet<string> = new Set<LambdaMetric>(['AsyncEventAge', 'Duration', 'IteratorAge']);
const lambdaUnit = (metric: LambdaMetric) => (MILLISECONDS.has(metric) ? 'Milliseconds' : 'Count');

export function lambdaCounter(metrics: Metrics): LambdaCounter {
  const counters = new Counters<LambdaMetric>(metrics, 'AWS/Lambda', 'FunctionName', lambdaUnit);
  return (metric, functionName, value) => counters.of(functionName, metric).add(value);
}

/** By rule; for rules of other buses than the default one by bus and rule too. */
export function eventsCounter(metrics: Metrics): EventsCounter {
  const counters = new Counters<EventsMetric>(metrics, 'AWS/Events', 'RuleName');
  return (metric, { name, bus }) => {
    counters.of(name, metric).add(1);
    if (bus === 'default') return;
    metrics.of('AWS/Events', metric, { EventBusName: bus, RuleName: name }, 'Count').add(1);
  };
}

type ExecutionMetric =
  | 'ExecutionsStarted'
  | 'ExecutionsSucceeded'
  | 'ExecutionsFailed'
  | 'ExecutionsTimedOut'
  | 'ExecutionsAborted'
  | 'ExecutionTime';

const ENDINGS: { readonly [S in ExecutionStatus]: ExecutionMetric | undefined } = {
  RUNNING: undefined,
  PENDING_REDRIVE: undefined,
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/** Step Functions Developer Guide, "Execution metrics". */
export function executionCounter(metrics: Metrics): ExecutionListener {
  const unit = (metric: ExecutionMetric) => (metric === 'ExecutionTime' ? 'Milliseconds' : 'Count');
  const counters = new Counters<ExecutionMetric>(metrics, 'AWS/States', 'StateMachineArn', unit);
  return ({ stateMachineArn, status, startDate, stopDate }, events) => {
    if (events[0]?.type === 'ExecutionStarted') counters.of(stateMachineArn, 'ExecutionsStarted').add(1);
    const ending = ENDINGS[status];
    if (ending === undefined) return;
    counters.of(stateMachineArn, ending).add(1);
    if (stopDate !== null) counters.of(stateMachineArn, 'ExecutionTime').add(stopDate - startDate);
  };
}

const NOTICES: { readonly [K in Parameters<SnsListener>[0]['kind']]: readonly string[] } = {
  published: ['NumberOfMessagesPublished'],
  delivered: ['NumberOfNotificationsDelivered'],
  deadLettered: ['NumberOfNotificationsFailed', 'NumberOfNotificationsRedrivenToDlq'],
  dropped: ['NumberOfNotificationsFailed'],
};

/** SNS Developer Guide, "CloudWatch metrics for Amazon SNS". */
export function topicCounter(metrics: Metrics): SnsListener {
  const counters = new Counters<string>(metrics, 'AWS/SNS', 'TopicName');
  return ({ kind, message }) => {
    const topicName = message.topicArn.slice(message.topicArn.lastIndexOf(':') + 1);
    for (const metric of NOTICES[kind]) counters.of(topicName, metric).add(1);
  };
}
