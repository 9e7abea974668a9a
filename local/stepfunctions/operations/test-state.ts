/** Step Functions API Reference, "TestState": one state, run alone, with the result of its work given or worked for. */
import { checkRequest } from '../test-state/checks';
import { readTestRequest } from '../test-state/request';
import { runTrial } from '../test-state/run-trial';
import { stateUnderTest } from '../test-state/state-under-test';
import type { Operation } from './operation';

export const testState: Operation = async (room, input) => {
  const request = readTestRequest(input);
  const tested = stateUnderTest(request.definition, request.stateName);
  checkRequest(tested.state, request);
  return runTrial(room, tested, request);
};
