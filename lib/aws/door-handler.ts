/** The border between a caller and the door of a saga: a request comes in, the saga's id and execution go out. */
import type { Context } from 'aws-lambda';
import type { SagaDefinition } from '../saga/definition';
import { type SagaDoor, startSaga } from '../saga/start';
import type { Json } from '../units';
import { type CallDependencies, loggedCall } from './logged-call';

export interface DoorDependencies extends CallDependencies, SagaDoor {}

/** `replayed`: the same request was accepted before, and this is its saga. */
export interface DoorAnswer {
  readonly sagaId: string;
  readonly executionArn: string;
  readonly status: 'accepted' | 'replayed';
}

/**
 * @param idOf the idempotency key that the request carries
 * @throws InvalidRequest, KeyReused which no retry mends
 */
export function doorHandler<Input extends Json>(
  definition: SagaDefinition<Input>,
  idOf: (input: Input) => string,
  dependencies: DoorDependencies,
): (request: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<DoorAnswer> {
  return (request, { awsRequestId }) =>
    loggedCall(dependencies, { saga: definition.name, requestId: awsRequestId }, async ({ at, note }) => {
      const noted = (input: Input) => {
        const sagaId = idOf(input);
        note({ sagaId });
        return sagaId;
      };
      const { kind, sagaId, executionArn } = await startSaga(definition, noted, request, at, dependencies);
      const status = kind === 'started' ? 'accepted' : 'replayed';
      return { outcome: status, value: { sagaId, executionArn, status } };
    });
}
