/** Mocked tasks: an execution that was started as `<machine ARN>#<test case>` is given scripted results. */
import type { Key, Store } from '../../store/store';
import { validationException } from '../errors';
import { RUNTIME } from '../state-error';
import { Invocations } from './invocations';
import type { MockConfig, MockedResponse, MockedResult } from './mock-config';

/** What a mocked task comes to. */
export type MockedOutcome = MockedResult;

export interface MockedExecution {
  readonly machine: string;
  readonly testCase: string;
  readonly historyPrefix: Key;
}

export class Mocks {
  private readonly invocations: Invocations;

  constructor(
    private readonly config: MockConfig,
    store: Store,
  ) {
    this.invocations = new Invocations(store);
  }

  /** Throws `ValidationException` for a test case that the mock configuration does not hold. */
  checkTestCase(machine: string, testCase: string): void {
    const cases = this.config.get(machine);
    if (cases?.has(testCase)) return;
    const known = [...(cases?.keys() ?? [])];
    const instead = known.length === 0 ? 'none' : known.join(', ');
    throw validationException(
      `The mock configuration has no test case '${testCase}' for the state machine '${machine}'; it has ${instead}`,
    );
  }

  /** `undefined` for a state that the test case leaves to its service. */
  outcomeOf({ machine, testCase, historyPrefix }: MockedExecution, ticket: number): MockedOutcome | undefined {
    const { state, number } = this.invocations.of(historyPrefix, ticket);
    const responses = this.config.get(machine)?.get(testCase);
    if (responses === undefined) {
      return missing(`The mock configuration no longer holds the test case '${testCase}' of '${machine}'`);
    }
    const response = responses.get(state);
    return response === undefined ? undefined : resultOf(response, number);
  }
}

function resultOf({ name, steps }: MockedResponse, invocation: number): MockedOutcome {
  const step = steps.find(({ first, last }) => first <= invocation && invocation <= last);
  return step?.result ?? missing(`The mocked response '${name}' does not say what invocation ${invocation} gives`);
}

/** For an execution that goes on where no mock configuration was given: it never asks the services instead. */
export const withoutMocks = (testCase: string): MockedOutcome =>
  missing(`The test case '${testCase}' needs the mock configuration that the execution was started with`);

const missing = (cause: string): MockedOutcome => ({ kind: 'throw', error: RUNTIME, cause });

export interface TestCaseArn {
  readonly stateMachineArn: string;
  /** What follows `#`; `undefined` where nothing does. */
  readonly testCase: string | undefined;
}

/** Step Functions Local: "append #test_case to the state machine ARN". */
export function parseTestCaseArn(arn: string): TestCaseArn {
  const mark = arn.indexOf('#');
  return mark < 0
    ? { stateMachineArn: arn, testCase: undefined }
    : { stateMachineArn: arn.slice(0, mark), testCase: arn.slice(mark + 1) };
}
