/** Where deliveries end: the other services of the model, as EventBridge sees them. */
import { assertNever } from '../../../lib/units';
import type { Change } from '../../store/store';
import type { BusEvent, Target } from '../model';
import { InvalidPayload } from './failure';

/** `SendMessage`'s members beside the queue and the body. */
export interface MessageOptions {
  readonly messageGroupId?: string;
  readonly attributes?: { readonly [name: string]: string };
}

/**
 * Each resolves once the service has taken what it was given, and throws `AwsError` as the service would answer:
 * throttling and faults of the service are tried again, every other refusal is final.
 */
export interface Destinations {
  /** An asynchronous invocation (`InvocationType: 'Event'`). */
  invoke(functionArn: string, payload: string): Promise<void>;
  /** As `invoke`, to be kept with the event itself; undefined where the function does not take it now. */
  stageInvocation(functionArn: string, payload: string): Staged | undefined;
  sendMessage(queueArn: string, body: string, options: MessageOptions): Promise<void>;
  startExecution(stateMachineArn: string, input: string, name: string): Promise<void>;
}

/** What is accepted, and not yet on disk. */
export interface Staged {
  readonly change: Change;
  /** To be called once `change` is on disk. */
  readonly begin: () => void;
}

export interface Parcel {
  readonly target: Target;
  readonly payload: string;
  readonly event: BusEvent;
  /** How many buses the event has been through before this one. */
  readonly hops: number;
  /** For an execution. */
  readonly newName: () => string;
}

export type Forward = (busArn: string, event: BusEvent, hops: number) => Promise<void>;

export function send(destinations: Destinations, forward: Forward, parcel: Parcel): Promise<void> {
  const { target, payload } = parcel;
  switch (target.kind) {
    case 'lambda':
      return destinations.invoke(target.arn, json(target, payload));
    case 'states':
      return destinations.startExecution(target.arn, json(target, payload), parcel.newName());
    case 'events':
      return forward(target.arn, parcel.event, parcel.hops + 1);
    case 'sqs':
      return destinations.sendMessage(
        target.arn,
        payload,
        target.messageGroupId === undefined ? {} : { messageGroupId: target.messageGroupId },
      );
    default:
      return assertNever(target.kind);
  }
}

/** A function and an execution take JSON; a template may have made something else. */
function json({ input }: Target, payload: string): string {
  if (input.kind !== 'transformer' || isJson(payload)) return payload;
  throw new InvalidPayload(`The input for the target is not valid JSON: ${payload}`);
}

export function isJson(payload: string): boolean {
  try {
    JSON.parse(payload);
    return true;
  } catch {
    return false;
  }
}

export interface DeadLetter {
  readonly ruleArn: string;
  readonly targetArn: string;
  readonly code: string;
  readonly message: string;
  readonly exhausted: string | undefined;
  readonly retries: number;
}

/** The attributes of a message in a dead-letter queue. */
export function deadLetterAttributes(letter: DeadLetter): { readonly [name: string]: string } {
  return {
    RULE_ARN: letter.ruleArn,
    TARGET_ARN: letter.targetArn,
    ERROR_CODE: letter.code,
    ERROR_MESSAGE: letter.message === '' ? letter.code : letter.message,
    RETRY_ATTEMPTS: String(letter.retries),
    ...(letter.exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: letter.exhausted }),
  };
}
