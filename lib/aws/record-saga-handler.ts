/** The function that a machine calls as its saga turns round: it records why, and what was done until then. */
import type { Context } from 'aws-lambda';
import type { SagaDefinition } from '../saga/definition';
import { InvalidRequest } from '../saga/errors';
import { record } from '../saga/guard';
import type { SagaLedger } from '../saga/ledger';
import { failureIn, objectIn, turnedFacts } from '../saga/recovery';
import { sagaId } from '../saga/rule';
import type { Json } from '../units';
import { type CallDependencies, loggedCall } from './logged-call';

/** The event is `{ saga, sagaId, state }`, with the state of the execution (lib/saga/request.ts). */
export function recordSagaHandler(
  definition: SagaDefinition,
  dependencies: CallDependencies & { readonly ledger: SagaLedger },
): (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<{ readonly outcome: string }> {
  return (event, { awsRequestId }) =>
    loggedCall(dependencies, { saga: definition.name, requestId: awsRequestId }, async ({ at, note }) => {
      const { saga, sagaId: id, state } = objectIn(event as Json);
      if (saga !== definition.name || typeof id !== 'string') {
        throw new InvalidRequest(`the event must name saga '${definition.name}' and its sagaId`);
      }
      note({ sagaId: id });
      const { results, failure } = objectIn(state);
      const done = objectIn(results);
      const step = definition.steps.find(({ name }) => !Object.hasOwn(done, name));
      if (step === undefined) throw new InvalidRequest('every step has a result; nothing can have failed');
      const facts = turnedFacts(definition, step, failureIn(failure));
      const { kind: outcome } = await record(dependencies.ledger, sagaId(id), facts, at);
      return { outcome, value: { outcome } };
    });
}
