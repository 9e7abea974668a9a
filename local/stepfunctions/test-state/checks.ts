/** What a request may ask of the state that it names. Rules as the API Reference states them for "TestState". */
import { branchesOf } from '../../../lib/asl/graph';
import type { State } from '../../../lib/asl/language';
import { validationException } from '../errors';
import { parseTaskResource } from '../interpreter/task-resource';
import type { TestRequest } from './request';
import { shapeMismatch } from './result-shape';

/** Throws `ValidationException`. */
export function checkRequest(state: State, request: TestRequest): void {
  checkMock(state, request);
  checkConfiguration(state, request);
}

function checkMock(state: State, { mock }: TestRequest): void {
  const { Type: type } = state;
  if (mock === undefined) {
    const needs = needsMock(state);
    // "TestState only supports the following when a mock is specified: Activity tasks, .sync or .waitForTaskToken service
    // integration patterns, Parallel, or Map states."
    if (needs !== undefined) throw validationException(`TestState supports ${needs} only when a mock is specified`);
    return;
  }
  // "A mock can only be specified for Task, Map, or Parallel states. If it is specified for another state type, an
  // exception will be thrown."
  if (type !== 'Task' && type !== 'Map' && type !== 'Parallel') {
    throw validationException(
      `A mock can only be specified for Task, Map, or Parallel states, not for a ${type} state`,
    );
  }
  if (mock.kind === 'error' || type !== 'Task') return;
  const resource = parseTaskResource(state.Resource);
  const wrong = resource === undefined ? undefined : shapeMismatch(resource, mock.result, mock.mode);
  if (wrong !== undefined) throw validationException(`Mock result does not match the API response: ${wrong}`);
}

function needsMock(state: State): string | undefined {
  if (state.Type === 'Map' || state.Type === 'Parallel') return `${state.Type} states`;
  if (state.Type !== 'Task') return undefined;
  if (/:activity:/.test(state.Resource)) return 'Activity tasks';
  return /\.(?:sync(?::2)?|waitForTaskToken)$/.exec(state.Resource)?.[0];
}

function checkConfiguration(state: State, { mock, configuration }: TestRequest): void {
  const refuse = (field: string, reason: string) => {
    throw validationException(`The field 'stateConfiguration.${field}' ${reason}`);
  };
  const { errorCausedByState, mapIterationFailureCount, mapItemReaderData, retrierRetryCount } = configuration;
  if (mapIterationFailureCount !== undefined && state.Type !== 'Map') {
    refuse('mapIterationFailureCount', 'may only be specified for Map states');
  }
  if (mapItemReaderData !== undefined && (state.Type !== 'Map' || state.ItemReader === undefined)) {
    refuse('mapItemReaderData', 'may only be specified for Map states with an ItemReader');
  }
  if (retrierRetryCount !== undefined && !('Retry' in state)) {
    refuse('retrierRetryCount', 'may only be specified for states with a Retry');
  }
  if (errorCausedByState === undefined) return;
  if (mock?.kind !== 'error' || (state.Type !== 'Map' && state.Type !== 'Parallel')) {
    refuse('errorCausedByState', 'may only be specified where an error is mocked for a Map or Parallel state');
  }
  if (!namesWithin(state).includes(errorCausedByState)) {
    refuse('errorCausedByState', `names a state that is not there: '${errorCausedByState}'`);
  }
}

const namesWithin = (state: State): readonly string[] =>
  branchesOf(state).flatMap(({ branch }) =>
    Object.entries(branch.States).flatMap(([name, inner]) => [name, ...namesWithin(inner)]),
  );
