/**
 * The border between the saga's machine and a participant: an event comes in, a bare answer or a named error goes out.
 *
 * A refusal becomes a thrown error only here, since Retry and Catch match thrown names; whatever else a rule or the
 * database throws goes out under its own name, and its outcome counts as unknown.
 */
import type { Context } from 'aws-lambda';
import type { CompensationNameOf, SagaDefinition, StepNameOf } from '../saga/definition';
import { StepRejected } from '../saga/errors';
import type { UndoOutcome } from '../saga/outcome';
import {
  type ParticipantStore,
  performAction,
  performCompensation,
  type StepCall,
  settlePivot,
} from '../saga/participant';
import { type DecodedRequest, decodeRequest } from '../saga/request';
import type { Action, Compensation, RuleContext } from '../saga/rule';
import type { EpochMillis, Json } from '../units';
import { type Answer, type CallDependencies, loggedCall } from './logged-call';

export interface ParticipantDependencies extends CallDependencies {
  readonly store: ParticipantStore;
}

export type StepHandler<Result> = (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<Result>;

/**
 * The function of an action; of the point of no return also its settling. It answers the action's result.
 * @throws StepRejected by the rejection's own name
 * @throws InvalidRequest, KeyReused, StepFenced which no retry mends
 */
export function actionHandler<D extends SagaDefinition, Name extends StepNameOf<D>>(
  definition: D,
  name: Name,
  rule: Action<D, Name>,
  dependencies: ParticipantDependencies,
): StepHandler<Json> {
  return handler(definition, name, dependencies, async (request, at) => {
    if (request.intent === 'settle') {
      const { applied, result } = await settlePivot(dependencies.store, { key: request.key, at });
      return { outcome: applied ? 'settledApplied' : 'settledNeverApplied', value: { applied, result } };
    }
    const call = callOf<Parameters<typeof rule>[0]>(name, request, at);
    const outcome = await performAction(dependencies.store, call, rule);
    if (outcome.kind === 'rejected') throw new StepRejected(outcome.rejection.reason, outcome.rejection.message);
    return { outcome: outcome.kind, value: outcome.result };
  });
}

/**
 * The function of a compensation. It answers whether there was anything to undo.
 * @throws InvalidRequest which no retry mends
 */
export function compensationHandler<D extends SagaDefinition, Name extends CompensationNameOf<D>>(
  definition: D,
  name: Name,
  rule: Compensation<D, Name>,
  dependencies: ParticipantDependencies,
): StepHandler<UndoOutcome> {
  return handler(definition, name, dependencies, async (request, at) => {
    const call = callOf<Parameters<typeof rule>[0]>(name, request, at);
    const value = await performCompensation(dependencies.store, call, rule);
    return { outcome: value.outcome, value };
  });
}

function handler<Result>(
  definition: SagaDefinition,
  name: string,
  dependencies: ParticipantDependencies,
  run: (request: DecodedRequest, at: EpochMillis) => Promise<Answer<Result>>,
): StepHandler<Result> {
  return (event, { awsRequestId }) =>
    loggedCall(dependencies, { saga: definition.name, function: name, requestId: awsRequestId }, ({ at, note }) => {
      const request = decodeRequest(definition, name, event);
      const { key, intent, attempt } = request;
      note({ sagaId: key.sagaId, step: key.step, intent, attempt });
      return run(request, at);
    });
}

/** The request was just decoded against the definition, whose types the rule's context repeats. */
function callOf<C extends RuleContext<unknown, unknown>>(
  functionName: string,
  { key, input, results }: DecodedRequest,
  at: EpochMillis,
): StepCall<C['input'], C['results']> {
  return { key, functionName, context: { sagaId: key.sagaId, input, results, at } as C };
}
