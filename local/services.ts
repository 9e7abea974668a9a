/**
 * The services of one model, wired to each other: streams and queues to functions, events to their targets, executions to
 * functions and to the default bus.
 */
import { type LocalClock, SystemClock, VirtualClock } from './clock';
import { createDynamoDB, type DynamoDB } from './dynamodb/dynamodb';
import type { Entropy } from './entropy';
import { createEventBridge, type EventBridge } from './events/event-bridge';
import type { ScheduleMode } from './events/schedule/schedules';
import type { FaultList } from './faults';
import type { OutcomeDestinations } from './lambda/asynchronous/asynchronous';
import { createEventSources, type LambdaService, withEventSources } from './lambda/event-sources/event-sources';
import { createLambda } from './lambda/lambda';
import { Quiet } from './quiet';
import { CLIENT } from './service';
import { createSqs, type Sqs } from './sqs/sqs';
import { statusChanges } from './status-changes';
import type { MockConfig } from './stepfunctions/mocks/mock-config';
import { createStepFunctions, type StepFunctions } from './stepfunctions/step-functions';
import type { Store } from './store/store';
import { createStreams, type Streams } from './streams/streams';
import type { Router } from './wire/router';

export interface WorldServices {
  readonly dynamodb: DynamoDB;
  readonly events: EventBridge;
  readonly lambda: LambdaService;
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
}

export interface Services {
  readonly services: WorldServices;
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
  const dynamodb = createDynamoDB(place());
  const streams = createStreams({ dynamodb, clock: quiet.watch() });
  const sqs = createSqs({ ...place(), host: () => hostOf(options.endpoint()) });
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
    deterministic: !(clock instanceof SystemClock),
    destinations: outcomes,
  });
  const { runInTime: run, find: findFunction } = lambda;
  const eventSources = createEventSources({ ...place(), dynamodb, sqs, run, findFunction });
  const events: EventBridge = createEventBridge({
    ...place(quiet.watchScheduling()),
    schedules: options.schedules ?? schedulesOn(clock),
    targets: {
      invoke: (functionName, payload) =>
        started.promise.then(() => lambda.accept({ functionName, payload, caller: CLIENT })),
      sendMessage: (queueArn, body, sending) => sqs.send(queueArn, body, sending),
      startExecution: async (stateMachineArn, input, name) =>
        void (await stepfunctions.call('StartExecution', { stateMachineArn, input, name }, CLIENT)),
    },
  });
  const stepfunctions: StepFunctions = createStepFunctions({
    ...place(),
    mockConfig: options.mockConfig,
    // Executions that an earlier process left go on at once; their functions are there only when the templates are.
    runFunction: (request) => started.promise.then(() => lambda.invoke(request)),
    callService: (service, operation, input, origin) =>
      started.promise.then(() => router.call(service, operation, input, origin)),
    beside: (record, history) => {
      const changes = statusChanges(record, history);
      return changes.length === 0 ? undefined : events.stage(changes);
    },
  });

  return {
    services: { dynamodb, events, lambda: withEventSources(lambda, eventSources), sqs, stepfunctions, streams },
    start: () => {
      if (started.isOver()) return;
      started.begin();
      lambda.start();
      events.start();
      eventSources.start();
    },
    idle: () => quiet.reached(() => events.settled()),
    close: () => {
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
  return { promise, begin: () => begin(), isOver: () => isOver };
}
