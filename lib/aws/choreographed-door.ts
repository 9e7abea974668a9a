/**
 * The door of a choreographed saga: it performs the first step, whose event sets the others in motion.
 *
 * The saga is kept in the ledger first, as one that a state machine drives is (start.ts, T1 to T3); an id that
 * one style drives is refused at the door of the other.
 */
import type { Context } from 'aws-lambda';
import type { SagaDefinition, StepNameOf } from '../saga/definition';
import { StepFenced, StepRejected } from '../saga/errors';
import { type ParticipantStore, performAction } from '../saga/participant';
import type { Action } from '../saga/rule';
import { type Acceptances, acceptSaga, type Driver } from '../saga/start';
import type { Json } from '../units';
import type { DoorAnswer } from './door-handler';
import { type CallDependencies, loggedCall } from './logged-call';

export interface ChoreographedDoorDependencies extends CallDependencies {
  readonly ledger: Acceptances;
  readonly store: ParticipantStore;
}

const DRIVER: Driver = { style: 'choreographed', arnOf: () => null };

/**
 * @param first the first step, which needs no results
 * @param idOf the idempotency key that the request carries
 * @throws InvalidRequest, KeyReused which no retry mends
 */
export function choreographedDoor<Input extends Json, D extends SagaDefinition<Input>, Name extends StepNameOf<D>>(
  definition: D & SagaDefinition<Input>,
  first: Name,
  rule: Action<D, Name>,
  idOf: (input: Input) => string,
  dependencies: ChoreographedDoorDependencies,
): (request: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<Omit<DoorAnswer, 'executionArn'>> {
  const { ledger, store } = dependencies;
  const saga = definition.name;
  return (request, { awsRequestId }) =>
    loggedCall(
      dependencies,
      { saga, style: DRIVER.style, function: first, requestId: awsRequestId },
      async ({ at, note }) => {
        const noted = (input: Input) => {
          const sagaId = idOf(input);
          note({ sagaId });
          return sagaId;
        };
        const { kind, sagaId, input } = await acceptSaga(definition, noted, request, at, ledger, DRIVER);
        const context = { sagaId, input, results: {}, at } as Parameters<typeof rule>[0];
        const call = { key: { sagaId, step: first }, functionName: first, context, style: 'choreographed' as const };
        const outcome = await performAction(store, call, rule).catch((error: unknown) => {
          // The saga has been undone since it began: its request is a repetition.
          if (error instanceof StepFenced) return undefined;
          throw error;
        });
        if (outcome?.kind === 'rejected') throw new StepRejected(outcome.rejection.reason, outcome.rejection.message);
        const status = kind === 'started' ? 'accepted' : 'replayed';
        return { outcome: status, value: { sagaId, status } };
      },
    );
}
