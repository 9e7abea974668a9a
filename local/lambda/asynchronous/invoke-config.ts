/**
 * How asynchronous invocations of a function are tried and where their outcomes go, by function and qualifier.
 * Source: Lambda API Reference, "PutFunctionEventInvokeConfig".
 */
import type { EpochMillis, JsonObject } from '../../../lib/units';
import type { Store } from '../../store/store';
import { keyOf, within } from '../../store/store';
import { notModelled } from '../event-sources/errors';
import { isObject, numberWithin, objectOf } from '../event-sources/members';
import type { FunctionReference } from '../function-name';

export interface EventInvokeConfig {
  readonly functionArn: string;
  /** 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** 60 to 21,600. */
  readonly maximumEventAgeSeconds: number;
  readonly onSuccess: Destination | undefined;
  readonly onFailure: Destination | undefined;
  readonly lastModified: EpochMillis;
  /** The members that were given. */
  readonly request: JsonObject;
}

export interface Destination {
  readonly kind: 'queue' | 'function' | 'bus';
  readonly arn: string;
}

/** "Lambda retries an asynchronous invocation twice", and "retains events in a queue for up to six hours". */
export const DEFAULT_RETRY_ATTEMPTS = 2;
export const DEFAULT_EVENT_AGE_SECONDS = 21_600;

const MEMBERS = ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig'];

export function readConfig(request: JsonObject, functionArn: string, lastModified: EpochMillis): EventInvokeConfig {
  const attempts = { min: 0, max: 2, fallback: DEFAULT_RETRY_ATTEMPTS };
  const age = { min: 60, max: DEFAULT_EVENT_AGE_SECONDS, fallback: DEFAULT_EVENT_AGE_SECONDS };
  const destinations = objectOf(request, 'DestinationConfig');
  return {
    functionArn,
    maximumRetryAttempts: numberWithin(request, 'MaximumRetryAttempts', attempts),
    maximumEventAgeSeconds: numberWithin(request, 'MaximumEventAgeInSeconds', age),
    onSuccess: destinationOf(destinations, 'OnSuccess'),
    onFailure: destinationOf(destinations, 'OnFailure'),
    lastModified,
    request: Object.fromEntries(Object.entries(request).filter(([name]) => MEMBERS.includes(name))),
  };
}

const KINDS: readonly (readonly [pattern: RegExp, kind: Destination['kind']])[] = [
  [/^arn:[^:]+:sqs:/, 'queue'],
  [/^arn:[^:]+:lambda:/, 'function'],
  [/^arn:[^:]+:events:[^:]*:\d*:event-bus\//, 'bus'],
];

function destinationOf(destinations: JsonObject, name: 'OnSuccess' | 'OnFailure'): Destination | undefined {
  const destination = destinations[name];
  const arn = isObject(destination) ? destination.Destination : undefined;
  if (arn === undefined || arn === null || arn === '') return undefined;
  const kind = KINDS.find(([pattern]) => pattern.test(String(arn)))?.[1];
  if (kind === undefined) {
    throw notModelled(`destination like ${String(arn)}`, 'give the ARN of an SQS queue, a function or an event bus');
  }
  return { kind, arn: String(arn) };
}

export function describeConfig(config: EventInvokeConfig): JsonObject {
  const arn = (destination: Destination | undefined): JsonObject =>
    destination === undefined ? {} : { Destination: destination.arn };
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = config.request;
  return {
    FunctionArn: config.functionArn,
    LastModified: config.lastModified / 1000,
    ...(MaximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: config.maximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { MaximumEventAgeInSeconds: config.maximumEventAgeSeconds }),
    DestinationConfig: { OnSuccess: arn(config.onSuccess), OnFailure: arn(config.onFailure) },
  };
}

const LATEST = '$LATEST';

/** Held in memory, written through to the store. */
export class EventInvokeConfigs {
  private readonly configs = new Map<string, EventInvokeConfig>();

  constructor(private readonly store: Store) {
    for (const [key, config] of store.range(within('lambda', 'event invoke config'))) {
      this.configs.set(key, config as EventInvokeConfig);
    }
  }

  find(reference: FunctionReference): EventInvokeConfig | undefined {
    return this.configs.get(keyFor(reference));
  }

  ofFunction(functionArn: string): readonly EventInvokeConfig[] {
    return [...this.configs.values()].filter((config) => config.functionArn.startsWith(`${functionArn}:`));
  }

  put(reference: FunctionReference, config: EventInvokeConfig): Promise<void> {
    const key = keyFor(reference);
    this.configs.set(key, config);
    return this.store.commit([{ kind: 'put', key, value: config }]);
  }

  delete(reference: FunctionReference): Promise<void> {
    const key = keyFor(reference);
    this.configs.delete(key);
    return this.store.commit([{ kind: 'delete', key }]);
  }
}

const keyFor = ({ name, qualifier = LATEST }: FunctionReference) =>
  keyOf('lambda', 'event invoke config', name, qualifier);
