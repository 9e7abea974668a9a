/**
 * Asynchronous invocations.
 *
 * A1. An invocation is in the store from the answer that accepts it until its outcome has been handed on, so none is lost
 *     by a crash; a crash in between runs it again: at least once.
 * A2. An error of the function is tried again after one minute and after two more, as often as its configuration says.
 * A3. Throttling is waited out until the event is too old: "retries for up to six hours, with an exponential backoff from
 *     1 second to 5 minutes".
 *
 * Source: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
 */
import { assertNever, type EpochMillis, epochMillis, type JsonObject } from '../../../lib/units';
import type { Cancel, LocalClock } from '../../clock';
import { AwsError, type Caller } from '../../service';
import { type Change, keyOf, type Store, within } from '../../store/store';
import type { LambdaCounter, LambdaMetric } from '../counter';
import type { LambdaFunction } from '../function';
import { parseFunctionName } from '../function-name';
import type { InvocationRequest, InvocationResult } from '../invocation';
import { deadLetterAttributes, type Ending, invocationRecord } from './invocation-record';
import {
  DEFAULT_EVENT_AGE_SECONDS,
  DEFAULT_RETRY_ATTEMPTS,
  type Destination,
  type EventInvokeConfig,
  type EventInvokeConfigs,
} from './invoke-config';

/** "A one-minute wait between the first two attempts, and two minutes between the second and third." */
const ERROR_DELAYS_MILLIS = [60_000, 120_000];
const FIRST_REFUSAL_DELAY_MILLIS = 1_000;
const MAX_REFUSAL_DELAY_MILLIS = 300_000;

interface Accepted {
  readonly functionName: string;
  readonly payload: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly acceptedAt: EpochMillis;
  /** Attempts that reached the function; all but a last one have failed. */
  readonly invocations: number;
  readonly dueAt: EpochMillis;
}

interface Waiting {
  readonly sequence: number;
  readonly accepted: Accepted;
  /** Refusals in a row. */
  readonly refusals: number;
  readonly lastResult: InvocationResult | undefined;
}

/** Where outcomes go, beside functions. */
export interface OutcomeDestinations {
  sendMessage(queueArn: string, body: string, attributes: { readonly [name: string]: string }): Promise<void>;
  putEvent(busArn: string, event: OutcomeEvent): Promise<void>;
}

export interface OutcomeEvent {
  readonly source: 'lambda';
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources: readonly string[];
}

/** An accepted invocation that is not yet on disk. */
export interface StagedInvocation {
  readonly change: Change;
  /** To be called once `change` is on disk. */
  readonly begin: () => void;
}

export interface AsynchronousParts {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly configs: EventInvokeConfigs;
  readonly destinations: OutcomeDestinations;
  readonly find: (functionName: string) => LambdaFunction;
  readonly run: (request: InvocationRequest, requestId: string) => Promise<InvocationResult>;
  /** Whether the function may not run at all: its reserved concurrency is zero. */
  readonly isShut: (functionName: string) => boolean;
  readonly newRequestId: () => string;
  readonly count: LambdaCounter;
}

const ALL = within('lambda', 'asynchronous');
const keyFor = (sequence: number) => keyOf('lambda', 'asynchronous', String(sequence).padStart(16, '0'));

export class Asynchronous {
  private sequence = 0;
  private state: 'loading' | 'running' | 'closed' = 'loading';
  private readonly timers = new Map<number, Cancel>();

  constructor(private readonly parts: AsynchronousParts) {
    for (const [key] of parts.store.range({ ...ALL, reverse: true })) {
      this.sequence = Number(key.slice(-16));
      break;
    }
  }

  /** Resolves when the invocation is on disk (A1). */
  async accept(request: InvocationRequest, requestId: string): Promise<void> {
    const { change, begin } = this.stage(request, requestId);
    await this.parts.store.commit([change]);
    begin();
  }

  /** For a caller that keeps the invocation together with changes of its own. */
  stage({ functionName, payload, caller }: InvocationRequest, requestId: string): StagedInvocation {
    const now = this.parts.clock.now();
    const accepted: Accepted = {
      functionName,
      payload,
      caller,
      requestId,
      acceptedAt: now,
      invocations: 0,
      dueAt: now,
    };
    const sequence = ++this.sequence;
    return {
      change: { kind: 'put', key: keyFor(sequence), value: accepted },
      begin: () => {
        this.count('AsyncEventsReceived', functionName);
        if (this.state === 'running') this.begin({ sequence, accepted, refusals: 0, lastResult: undefined });
      },
    };
  }

  /** Takes up what was accepted before, by this process or an earlier one. */
  start(): void {
    if (this.state !== 'loading') return;
    this.state = 'running';
    for (const [key, accepted] of Array.from(this.parts.store.range(ALL))) {
      this.begin({
        sequence: Number(key.slice(-16)),
        accepted: accepted as Accepted,
        refusals: 0,
        lastResult: undefined,
      });
    }
  }

  close(): void {
    this.state = 'closed';
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  private begin(waiting: Waiting): void {
    const { clock } = this.parts;
    const { sequence, accepted } = waiting;
    const start = () => {
      this.timers.delete(sequence);
      this.attempt(waiting).catch((error: unknown) => {
        if (!this.isClosed()) throw error;
      });
    };
    if (accepted.dueAt > clock.now()) this.timers.set(sequence, clock.at(accepted.dueAt, start));
    // After the caller has its answer.
    else void clock.busy(new Promise((resolve) => setImmediate(resolve))).then(start);
  }

  private isClosed(): boolean {
    return this.state === 'closed';
  }

  private async attempt(waiting: Waiting): Promise<void> {
    if (this.isClosed()) return;
    const { accepted, lastResult } = waiting;
    const { clock, run, isShut } = this.parts;
    const { functionName, payload, caller, requestId } = accepted;
    const config = this.configOf(functionName);
    const maximumAge = (config?.maximumEventAgeSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1000;
    if (clock.now() - accepted.acceptedAt > maximumAge) return this.end(waiting, 'EventAgeExceeded', lastResult);
    if (isShut(functionName)) return this.end(waiting, 'RetriesExhausted', lastResult);
    let result: InvocationResult;
    this.count('AsyncEventAge', functionName, clock.now() - accepted.acceptedAt);
    try {
      result = await run({ functionName, payload, caller }, requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return this.refused(waiting);
    }
    if (this.isClosed()) return; // A1
    const tried = { ...waiting, accepted: { ...accepted, invocations: accepted.invocations + 1 }, lastResult: result };
    if (result.kind === 'returned') return this.end(tried, 'Success', result);
    const retries = Math.min(config?.maximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS, ERROR_DELAYS_MILLIS.length);
    const delay = ERROR_DELAYS_MILLIS[accepted.invocations];
    if (accepted.invocations >= retries || delay === undefined) return this.end(tried, 'RetriesExhausted', result);
    await this.waitFor({ ...tried, refusals: 0 }, delay); // A2
  }

  private async refused(waiting: Waiting): Promise<void> {
    if (this.isClosed()) return;
    const delay = Math.min(FIRST_REFUSAL_DELAY_MILLIS * 2 ** waiting.refusals, MAX_REFUSAL_DELAY_MILLIS);
    await this.waitFor({ ...waiting, refusals: waiting.refusals + 1 }, delay); // A3
  }

  private async waitFor(waiting: Waiting, delayMillis: number): Promise<void> {
    const { clock, store } = this.parts;
    const accepted = { ...waiting.accepted, dueAt: epochMillis(clock.now() + delayMillis) };
    await clock.busy(store.commit([{ kind: 'put', key: keyFor(waiting.sequence), value: accepted }]));
    if (!this.isClosed()) this.begin({ ...waiting, accepted });
  }

  private async end(
    { sequence, accepted }: Waiting,
    condition: Ending['condition'],
    result: InvocationResult | undefined,
  ): Promise<void> {
    const { clock, store } = this.parts;
    const destination = this.destinationOf(accepted, condition);
    if (condition !== 'Success' || destination !== undefined) {
      await clock.busy(this.handOn(accepted, condition, result, destination));
      if (this.isClosed()) return; // A1
    }
    const gone: Change = { kind: 'delete', key: keyFor(sequence) };
    await clock.busy(store.commit([gone]));
  }

  private async handOn(
    accepted: Accepted,
    condition: Ending['condition'],
    result: InvocationResult | undefined,
    destination: Destination | undefined,
  ): Promise<void> {
    const { clock, find, destinations } = this.parts;
    const fn = orUndefined(() => find(accepted.functionName));
    if (fn === undefined) return;
    const { requestId, payload, invocations: invokeCount } = accepted;
    const ending: Ending = {
      condition,
      requestId,
      functionArn: fn.arn,
      invokeCount,
      payload,
      result,
      now: clock.now(),
    };
    if (destination !== undefined) {
      await this.delivered('DestinationDeliveryFailures', fn, this.send(destination, ending));
    }
    if (condition === 'Success') return;
    if (fn.deadLetterQueueArn === undefined) {
      if (destination === undefined) this.count('AsyncEventsDropped', fn.name);
      return;
    }
    const sent = destinations.sendMessage(fn.deadLetterQueueArn, payload, deadLetterAttributes(ending));
    await this.delivered('DeadLetterErrors', fn, sent);
  }

  private send({ kind, arn }: Destination, ending: Ending): Promise<void> {
    const { destinations } = this.parts;
    const record = invocationRecord(ending);
    switch (kind) {
      case 'queue':
        return destinations.sendMessage(arn, JSON.stringify(record), {});
      case 'function': {
        const request: InvocationRequest = {
          functionName: arn,
          payload: JSON.stringify(record),
          caller: { kind: 'client' },
        };
        return this.accept(request, this.parts.newRequestId());
      }
      case 'bus': {
        const outcome = ending.condition === 'Success' ? 'Success' : 'Failure';
        return destinations.putEvent(arn, {
          source: 'lambda',
          detailType: `Lambda Function Invocation Result - ${outcome}`,
          detail: record,
          resources: [arn, `${ending.functionArn}:$LATEST`],
        });
      }
      default:
        return assertNever(kind);
    }
  }

  /** A destination that takes nothing costs the record, as on AWS, where only a metric tells of it. */
  private async delivered(metric: LambdaMetric, { name }: LambdaFunction, work: Promise<void>): Promise<void> {
    await work.catch(() => this.count(metric, name));
  }

  private count(metric: LambdaMetric, functionName: string, value = 1): void {
    this.parts.count(metric, parseFunctionName(functionName)?.name ?? functionName, value);
  }

  private destinationOf({ functionName }: Accepted, condition: Ending['condition']): Destination | undefined {
    const config = this.configOf(functionName);
    return condition === 'Success' ? config?.onSuccess : config?.onFailure;
  }

  private configOf(functionName: string): EventInvokeConfig | undefined {
    const reference = parseFunctionName(functionName);
    return reference === undefined ? undefined : this.parts.configs.find(reference);
  }
}

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
