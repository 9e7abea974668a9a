/**
 * What the generated machine sends to a function of a saga, and how the function reads it.
 *
 * The state of an execution is `{ input, results, undone, settled, failure, notUndone }`: the input it was started with, what each
 * finished step and each compensation answered, the failure that turned it round, and the compensations that failed, by step.
 */
import type { Json, JsonObject } from '../units';
import type { SagaDefinition, Schema, Step } from './definition';
import { InvalidRequest } from './errors';
import type { FenceKey } from './fence';
import { isCompensatable, pointOfNoReturn } from './plan';
import { sagaId } from './rule';

export type Intent = 'act' | 'undo' | 'settle';

/** The payload of every call. `attempt` counts from 0, as the context object's `$$.State.RetryCount` does. */
export interface StepRequest {
  readonly saga: string;
  readonly sagaId: string;
  readonly step: string;
  readonly intent: Intent;
  readonly attempt: number;
  readonly state: SagaState;
}
export interface SagaState {
  readonly input: Json;
  readonly results?: JsonObject;
  readonly undone?: JsonObject;
  /** What a point of no return of unknown outcome turned out to be. */
  readonly settled?: JsonObject;
  readonly failure?: Json;
  readonly notUndone?: JsonObject;
}

export interface DecodedRequest {
  readonly key: FenceKey;
  readonly intent: Intent;
  readonly attempt: number;
  readonly input: Json;
  readonly results: JsonObject;
}

const REQUEST_FIELDS = ['saga', 'sagaId', 'step', 'intent', 'attempt', 'state'];
const STATE_FIELDS = ['input', 'results', 'undone', 'settled', 'failure', 'notUndone'];

/**
 * @param functionName the function that was called: a step's name or its compensation's
 * @throws InvalidRequest what is wrong, and where
 */
export function decodeRequest(definition: SagaDefinition, functionName: string, event: unknown): DecodedRequest {
  const request = object(event, 'the event');
  refuseOthers(request, REQUEST_FIELDS, 'the event');
  if (request.saga !== definition.name) {
    throw new InvalidRequest(`the event's saga is ${text(request.saga)}; this function serves '${definition.name}'`);
  }
  const step = stepOf(definition, functionName);
  if (request.step !== step.name) {
    throw new InvalidRequest(`the event's step is ${text(request.step)}; '${functionName}' serves '${step.name}'`);
  }
  const { sagaId: id, attempt } = request;
  if (typeof id !== 'string' || id === '') throw new InvalidRequest(`sagaId must be text; it is ${text(id)}`);
  if (typeof attempt !== 'number' || !Number.isInteger(attempt) || attempt < 0) {
    throw new InvalidRequest(`attempt must be a whole number from 0; it is ${text(attempt)}`);
  }
  const intent = intentOf(definition, step, functionName, request.intent);
  const state = object(request.state, 'state');
  refuseOthers(state, STATE_FIELDS, 'state');
  return {
    key: { sagaId: sagaId(id), step: step.name },
    intent,
    attempt,
    input: parsed(definition.input, state.input, 'state.input'),
    results: resultsOf(definition, step, intent, state.results),
  };
}

function stepOf(definition: SagaDefinition, functionName: string): Step {
  const step = definition.steps.find(
    (step) => step.name === functionName || (isCompensatable(step) && step.compensation.name === functionName),
  );
  if (step === undefined) throw new InvalidRequest(`saga '${definition.name}' has no function '${functionName}'`);
  return step;
}

function intentOf(definition: SagaDefinition, step: Step, functionName: string, intent: unknown): Intent {
  const allowed: readonly Intent[] =
    functionName !== step.name ? ['undo'] : step === pointOfNoReturn(definition) ? ['act', 'settle'] : ['act'];
  const found = allowed.find((one) => one === intent);
  if (found === undefined) {
    throw new InvalidRequest(`intent must be ${allowed.join(' or ')} for '${functionName}'; it is ${text(intent)}`);
  }
  return found;
}

/**
 * An action needs every earlier result. A compensation takes those that are there and still have their shape, and so
 * does a settling: neither must fail because a later version changed a schema under a running saga.
 */
function resultsOf(definition: SagaDefinition, current: Step, intent: Intent, value: unknown): JsonObject {
  const given = value === undefined ? {} : object(value, 'state.results');
  const results: Record<string, Json> = {};
  for (const step of definition.steps) {
    if (step.name === current.name && intent === 'act') break;
    // A step may be named as something that every object inherits.
    if (Object.hasOwn(given, step.name)) {
      const result = resultOf(step, given[step.name], intent);
      if (result !== undefined) results[step.name] = result;
    } else if (intent === 'act') {
      throw new InvalidRequest(`state.results.${step.name} is missing; '${current.name}' comes after it`);
    }
    if (step.name === current.name) break;
  }
  return results;
}

function resultOf(step: Step, value: unknown, intent: Intent): Json | undefined {
  try {
    return parsed(step.result, value, `state.results.${step.name}`);
  } catch (error) {
    if (intent !== 'act') return undefined;
    throw error;
  }
}

/** @throws InvalidRequest with the schema's own sentence */
export function parsed<T>(schema: Schema<T>, value: unknown, where: string): T {
  try {
    return schema.parse(value);
  } catch (error) {
    throw new InvalidRequest(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function object(value: unknown, where: string): { readonly [field: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidRequest(`${where} must be an object; it is ${text(value)}`);
  }
  return value as { readonly [field: string]: unknown };
}

function refuseOthers(value: object, known: readonly string[], where: string): void {
  const other = Object.keys(value).find((field) => !known.includes(field));
  if (other !== undefined) {
    throw new InvalidRequest(`${where} has an unknown field '${other}'; it may have ${known.join(', ')}`);
  }
}

/** At most 80 characters of a value, for a message. */
function text(value: unknown): string {
  const json = JSON.stringify(value) ?? 'undefined';
  return json.length <= 80 ? json : `${json.slice(0, 77)}...`;
}
