/**
 * The services of one model, wired to each other: streams and queues to functions, events to their targets, executions to
 * functions and to the default bus.
 */
import { type LocalClock, SystemClock, VirtualClock } from './clock';
import { type CloudWatch, createCloudWatch } from './cloudwatch/cloudwatch';
import { queueCounter } from './cloudwatch/sources/queues';
import { refusalCounter } from './cloudwatch/sources/refusals';
import { eventsCounter, executionCounter, lambdaCounter, topicCounter } from './cloudwatch/sources/services';
import { createDynamoDB, type DynamoDB } from './dynamodb/dynamodb';
import type { Entropy } from './entropy';
import { createEventBridge, type EventBridge } from './events/event-bridge';
import type { ScheduleMode } from './events/schedule/schedules';
import type { FaultList } from './faults';
import type { OutcomeDestinations } from './lambda/asynchronous/asynchronous';
import { createEventSources, type LambdaService, withEventSources } from './lambda/event-sources/event-sources';
import type { KeptEnvironments } from './lambda/kept-environments';
import { type Bundler, createLambda } from './lambda/lambda';
import { createLogs, type Logs } from './logs/logs';
import { Quiet } from './quiet';
import { CLIENT } from './service';
import { createSns, type Sns } from './sns/sns';
import { createSqs, type Sqs } from './sqs/sqs';
import { statusChanges } from './status-changes';
import type { MockConfig } from './stepfunctions/mocks/mock-config';
import type { Objects } from './stepfunctions/objects/objects';
import { createStepFunctions, type StepFunctions } from './stepfunctions/step-functions';
import type { Store } from './store/store';
import { createStreams, type Streams } from './streams/streams';
import type { RefusalListener, Router } from './wire/router';

export interface WorldServices {
  readonly cloudwatch: CloudWatch;
  readonly dynamodb: DynamoDB;
  readonly events: EventBridge;
  readonly lambda: LambdaService;
  readonly logs: Logs;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly stepfunctions: StepFunctions;
  readonly streams: Streams;
}

export interface ServicesOptions {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly region: string;
  readonly account: string;
  readonly faults: FaultList;
  readonly projectRoot: string;
  readonly router: Router;
  /** @default as time passes, but only when told to on a clock that skips idle time, where a schedule would never rest */
  readonly schedules: ScheduleMode | undefined;
  readonly endpoint: () => string | undefined;
  readonly mockConfig: MockConfig | undefined;
  readonly bundler: Bundler | undefined;
  readonly environments: KeptEnvironments | undefined;
  /** Buckets of distributed Map states. @default in memory */
  readonly objects: Objects | undefined;
  /** Another DynamoDB than the model's. @default the model's */
  readonly dynamodb: DynamoDB | undefined;
  /** See `DatabaseOptions`. */
  readonly tableTransitionMillis: () => number;
}

export interface Services {
  readonly services: WorldServices;
  /** To be told of every call that was refused. */
  readonly refused: RefusalListener;
  /** Goes on with what an earlier process left, once the functions are there. */
  start(): void;
  /** See quiet.ts. */
  idle(): Promise<void>;
  /** Lets go of timers; what is not finished stays in the store. */
  close(): void;
}

export function createServices(options: ServicesOptions): Services {
  const { store, clock, entropy, region, account } = options;
  const quiet = new Quiet(clock);
  const place = (watched = quiet.watch()) => ({ store, clock: watched, entropy, region, account });
  const started = whenStarted();
  const cloudwatch = createCloudWatch({
    ...place(),
    ports: {
      stageEvents: (entries) => events.stage(entries),
      publish: (topicArn, subject, message) => sns.publish(topicArn, subject, message),
      invoke: (functionName, payload) => lambda.accept({ functionName, payload, caller: CLIENT }),
    },
  });
  const { metrics } = cloudwatch;
  const logs = createLogs({ ...place(), metrics });
  const dynamodb =
    options.dynamodb ?? createDynamoDB({ ...place(), tableTransitionMillis: options.tableTransitionMillis });
  const streams = createStreams({ dynamodb, clock: quiet.watch() });
  const sqs: Sqs = createSqs({
    ...place(),
    host: () => hostOf(options.endpoint()),
    count: queueCounter(metrics, () => sqs.depths()),
  });
  const outcomes: OutcomeDestinations = {
    sendMessage: (queueArn, body, attributes) => sqs.send(queueArn, body, { attributes }),
    putEvent: async (eventBusName, event) => void (await events.put([{ ...event, eventBusName }])),
  };
  const { faults, projectRoot, router, endpoint } = options;
  const lambda = createLambda({
    ...place(),
    faults,
    projectRoot,
    router,
    endpoint,
    bundler: options.bundler,
    kept: options.environments,
    deterministic: !(clock instanceof SystemClock),
    destinations: outcomes,
    count: lambdaCounter(metrics),
  });
  lambda.logs.subscribe(({ logGroupName, logStreamName, time, text }) =>
    logs.put(logGroupName, logStreamName, [{ timestamp: time, message: text }]),
  );
  const { runInTime: run, find: findFunction } = lambda;
  const eventSources = createEventSources({
    ...place(),
    dynamodb,
    sqs,
    run,
    findFunction,
    count: lambdaCounter(metrics),
  });
  const events: EventBridge = createEventBridge({
    ...place(quiet.watchScheduling()),
    schedules: options.schedules ?? schedulesOn(clock),
    count: eventsCounter(metrics),
    targets: {
      invoke: (functionName, payload) =>
        started.afterwards(() => lambda.accept({ functionName, payload, caller: CLIENT })),
      stageInvocation: (functionName, payload) =>
        lambda.knows(functionName) ? lambda.stage({ functionName, payload, caller: CLIENT }) : undefined,
      sendMessage: (queueArn, body, sending) => sqs.send(queueArn, body, sending),
      startExecution: async (stateMachineArn, input, name) =>
        void (await stepfunctions.call('StartExecution', { stateMachineArn, input, name }, CLIENT)),
    },
  });
  const sns: Sns = createSns({
    ...place(),
    destinations: {
      sendMessage: async (queueArn, message) =>
        void (await sqs.call('SendMessage', { ...message, QueueUrl: sqs.queueUrl(queueArn) }, CLIENT)),
      invoke: (functionName, payload) => lambda.accept({ functionName, payload, caller: CLIENT }),
    },
  });
  sns.subscribe(topicCounter(metrics));
  const stepfunctions: StepFunctions = createStepFunctions({
    ...place(),
    mockConfig: options.mockConfig,
    logs,
    ...(options.objects === undefined ? {} : { objects: options.objects }),
    // Executions that an earlier process left go on at once; their functions are there only when the templates are.
    runFunction: (request) => started.afterwards(() => lambda.invoke(request)),
    callService: (service, operation, input, origin) =>
      started.afterwards(() => router.call(service, operation, input, origin)),
    beside: (record, history) => {
      const changes = statusChanges(record, history);
      return changes.length === 0 ? undefined : events.stage(changes);
    },
  });
  stepfunctions.subscribe(executionCounter(metrics));

  return {
    services: {
      cloudwatch,
      dynamodb,
      events,
      lambda: withEventSources(lambda, eventSources),
      logs,
      sns,
      sqs,
      stepfunctions,
      streams,
    },
    refused: refusalCounter(metrics),
    start: () => {
      if (started.isOver()) return;
      started.begin();
      lambda.start();
      events.start();
      eventSources.start();
      sns.start();
      cloudwatch.start();
    },
    idle: () => quiet.reached(() => events.settled()),
    close: () => {
      cloudwatch.close();
      sns.close();
      eventSources.close();
      events.close();
      stepfunctions.close();
      lambda.close();
      sqs.close();
    },
  };
}

function schedulesOn(clock: LocalClock): ScheduleMode {
  return clock instanceof VirtualClock && clock.mode === 'skip' ? 'manual' : 'clock';
}

const hostOf = (endpoint: string | undefined): string =>
  endpoint === undefined ? 'localhost' : new URL(endpoint).host;

function whenStarted() {
  let isOver = false;
  let begin = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    begin = () => {
      isOver = true;
      resolve();
    };
  });
  /** At once when it is over. */
  const afterwards = <T>(work: () => Promise<T>): Promise<T> => (isOver ? work() : promise.then(work));
  return { afterwards, begin: () => begin(), isOver: () => isOver };
}
