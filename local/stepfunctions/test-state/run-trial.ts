/** Runs a test, and answers as TestState does. */
import type { MapState } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { validationException } from '../errors';
import type { TaskOutcome } from '../integrations/integration';
import type { TaskRequest } from '../interpreter/signal';
import { textOf } from '../json';
import type { Room } from '../operations/operation';
import { StateError } from '../state-error';
import { present } from '../wire';
import { collect, type Inspected, type Stages, stagesOf } from './inspect';
import { mapStages } from './map-input';
import type { Mock, TestRequest } from './request';
import { type Ran, runState } from './run-state';
import type { StateUnderTest } from './state-under-test';
import { factsOf, trialOf } from './trial';

export async function runTrial(room: Room, tested: StateUnderTest, request: TestRequest): Promise<JsonObject> {
  const facts = factsOf(room, request);
  const seed = Math.floor(room.entropy.fraction() * 2 ** 32);
  const { trial, scope } = trialOf(tested, request, facts, seed);
  const inspected = { ...tested, scope, result: undefined };
  const before = beforeWork(inspected, request);
  const perform = (task: TaskRequest) => {
    const failure = before.error ?? failureOf(before, request);
    if (failure !== undefined) return Promise.resolve<TaskOutcome>({ kind: 'failed', ...failure });
    return request.mock === undefined ? room.driver.tryOut(facts, task) : Promise.resolve(outcomeOf(request.mock));
  };
  const ran = await runState(trial, perform);
  const answer = answerOf(ran, request.mock !== undefined);
  if (request.level === 'INFO') return answer;
  const after = collect(stagesOf({ ...inspected, result: ran.result }));
  return { ...answer, inspectionData: inspectionData(request, ran, { ...before.data, ...after.data }) };
}

/** A Map state's items; nothing for any other state. */
interface BeforeWork extends Stages {
  readonly itemCount: number;
}

function beforeWork(inspected: Inspected, { configuration }: TestRequest): BeforeWork {
  const { state } = inspected;
  if (state.Type !== 'Map') return { data: {}, error: undefined, itemCount: 0 };
  let itemCount = 0;
  const stages = mapStages({ ...inspected, state } satisfies Inspected<MapState>, configuration.mapItemReaderData);
  const counted = (function* () {
    itemCount = (yield* stages).length;
  })();
  const collected = collect(counted);
  const { mapIterationFailureCount: failures } = configuration;
  if (collected.error === undefined && failures !== undefined && failures > itemCount) {
    throw validationException(
      `The field 'stateConfiguration.mapIterationFailureCount' is ${failures}, more than the ${itemCount} items`,
    );
  }
  return { ...collected, itemCount };
}

/** "The tolerated failure threshold": States Language, "Failure Tolerance". */
function failureOf({ data, itemCount }: BeforeWork, { configuration }: TestRequest): StateError | undefined {
  const { mapIterationFailureCount: failures = 0 } = configuration;
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = data;
  const tooMany = typeof count === 'number' && failures > count;
  const tooLarge = typeof percentage === 'number' && (100 * failures) / Math.max(itemCount, 1) > percentage;
  if (!tooMany && !tooLarge) return undefined;
  return new StateError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

function outcomeOf(mock: Mock): TaskOutcome {
  return mock.kind === 'error'
    ? { kind: 'failed', error: mock.error, cause: mock.cause }
    : { kind: 'succeeded', output: mock.result, text: textOf(mock.result) };
}

function answerOf({ end }: Ran, mocked: boolean): JsonObject {
  switch (end.kind) {
    case 'succeeded':
      return present({ status: 'SUCCEEDED', output: end.output, nextState: end.next });
    case 'caught':
      return present({
        status: 'CAUGHT_ERROR',
        output: end.output,
        ...failureFields(end.failure, mocked),
        nextState: end.next,
      });
    case 'retriable':
      return present({ status: 'RETRIABLE', ...failureFields(end.failure, mocked) });
    case 'failed':
      return present({ status: 'FAILED', ...failureFields(end.failure, mocked) });
  }
}

/** What an execution would say of the place of the error; a mocked state is no part of one. */
const PLACE = /^An error occurred while executing the state '[^']*' \(entered at the event id #\d+\)\. /;

const failureFields = (
  { error, cause }: { readonly error: string | null; readonly cause: string | null },
  mocked: boolean,
) => ({
  error,
  cause: mocked && cause !== null ? cause.replace(PLACE, '') : cause,
});

function inspectionData(request: TestRequest, { end, assigned }: Ran, stages: Stages['data']): JsonObject {
  const variables: JsonObject = { ...request.variables, ...assigned };
  return present({
    input: request.inputText,
    ...stages,
    variables: Object.keys(variables).length === 0 ? undefined : textOf(variables),
    errorDetails: errorDetails(end),
  });
}

function errorDetails(end: Ran['end']): Json | undefined {
  if (end.kind === 'caught') return { catchIndex: end.catchIndex };
  if (end.kind !== 'retriable') return undefined;
  return { retryIndex: end.retryIndex, retryBackoffIntervalSeconds: end.seconds };
}
