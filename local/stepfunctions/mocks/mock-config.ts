/**
 * The mock configuration of AWS Step Functions Local: which Task states of which machine answer what, by test case.
 * Step Functions Developer Guide, "Configuration file for mocked service integrations".
 */
import type { Json, JsonObject } from '../../../lib/units';
import { isObject } from '../json';
import { parseInvocations } from './invocation-range';

/** Test cases by machine, and mocked responses by state. */
export type MockConfig = ReadonlyMap<string, ReadonlyMap<string, TestCase>>;
export type TestCase = ReadonlyMap<string, MockedResponse>;

export interface MockedResponse {
  readonly name: string;
  /** In the order of the invocations, without a gap from 0. */
  readonly steps: readonly MockedStep[];
}

export interface MockedStep {
  /** Invocations count from 0; both are inclusive. */
  readonly first: number;
  readonly last: number;
  readonly result: MockedResult;
}

export type MockedResult =
  | { readonly kind: 'return'; readonly output: Json; readonly text: string }
  | { readonly kind: 'throw'; readonly error: string; readonly cause: string | null };

/** Says what is wrong with a mock configuration, and where. */
export class MockConfigError extends Error {
  override readonly name = 'MockConfigError';
}

const TOP_FIELDS = ['StateMachines', 'MockedResponses'] as const;

/** `source` is how messages name the file. Throws `MockConfigError`. */
export function parseMockConfig(content: string, source: string): MockConfig {
  try {
    return configOf(jsonOf(content));
  } catch (error) {
    throw error instanceof MockConfigError ? new MockConfigError(`${source}: ${error.message}`) : error;
  }
}

function jsonOf(content: string): Json {
  try {
    return JSON.parse(content) as Json;
  } catch (error) {
    throw new MockConfigError(`the text is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function configOf(json: Json): MockConfig {
  const config = objectAt(json, 'the mock configuration');
  const unknown = Object.keys(config).find((field) => !TOP_FIELDS.some((known) => known === field));
  if (unknown !== undefined) {
    throw new MockConfigError(`there is an unknown field '${unknown}'; the fields are ${TOP_FIELDS.join(' and ')}`);
  }
  const responses = mapValues(objectAt(config.MockedResponses, 'MockedResponses'), (response, name) =>
    responseOf(response, name, `MockedResponses.${name}`),
  );
  return mapValues(objectAt(config.StateMachines, 'StateMachines'), (machine, name) => {
    const at = `StateMachines.${name}`;
    const cases = objectAt(onlyField(objectAt(machine, at), ['TestCases'], at).TestCases, `${at}.TestCases`);
    return mapValues(cases, (testCase, caseName) => testCaseOf(testCase, `${at}.TestCases.${caseName}`, responses));
  });
}

function testCaseOf(json: Json, at: string, responses: ReadonlyMap<string, MockedResponse>): TestCase {
  return mapValues(objectAt(json, at), (name, state) => {
    const response = typeof name === 'string' ? responses.get(name) : undefined;
    if (response !== undefined) return response;
    const seen = typeof name === 'string' ? `'${name}', which MockedResponses does not hold` : JSON.stringify(name);
    throw new MockConfigError(`${at}.${state} must name one of the MockedResponses, and is ${seen}`);
  });
}

function responseOf(json: Json, name: string, at: string): MockedResponse {
  const steps = Object.entries(objectAt(json, at))
    .map(([invocations, result]): MockedStep => {
      const range = parseInvocations(invocations);
      if (range === undefined) {
        throw new MockConfigError(`${at} has the field '${invocations}'; give an invocation as "0" or some as "1-3"`);
      }
      return { ...range, result: resultOf(result, `${at}.${invocations}`) };
    })
    .sort((a, b) => a.first - b.first);
  if (steps.length === 0) throw new MockConfigError(`${at} holds nothing; give at least invocation "0"`);
  let expected = 0;
  for (const { first, last } of steps) {
    if (first < expected) throw new MockConfigError(`${at} says twice what invocation ${first} gives`);
    if (first > expected) throw new MockConfigError(`${at} does not say what invocation ${expected} gives`);
    expected = last + 1;
  }
  return { name, steps };
}

function resultOf(json: Json, at: string): MockedResult {
  const result = onlyField(objectAt(json, at), ['Return', 'Throw'], at);
  if ((result.Return === undefined) === (result.Throw === undefined)) {
    throw new MockConfigError(`${at} must have exactly one of Return and Throw`);
  }
  if (result.Return !== undefined) {
    return { kind: 'return', output: result.Return, text: JSON.stringify(result.Return) };
  }
  const thrown = onlyField(objectAt(result.Throw, `${at}.Throw`), ['Error', 'Cause'], `${at}.Throw`);
  const { Error: error, Cause: cause } = thrown;
  if (typeof error !== 'string') throw new MockConfigError(`${at}.Throw.Error must be a string`);
  if (cause !== undefined && typeof cause !== 'string') throw new MockConfigError(`${at}.Throw.Cause must be a string`);
  return { kind: 'throw', error, cause: cause ?? null };
}

function objectAt(json: Json | undefined, at: string): JsonObject {
  if (isObject(json)) return json;
  throw new MockConfigError(json === undefined ? `${at} is missing` : `${at} must be an object`);
}

function onlyField(object: JsonObject, fields: readonly string[], at: string): JsonObject {
  const unknown = Object.keys(object).find((field) => !fields.includes(field));
  if (unknown === undefined) return object;
  throw new MockConfigError(`${at} has an unknown field '${unknown}'; it may have ${fields.join(' and ')}`);
}

const mapValues = <T>(object: JsonObject, map: (value: Json, name: string) => T): ReadonlyMap<string, T> =>
  new Map(Object.entries(object).map(([name, value]) => [name, map(value, name)]));
