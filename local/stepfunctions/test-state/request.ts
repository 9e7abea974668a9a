/** What TestState is asked, read and checked. Step Functions API Reference, "TestState"; rules quoted from there. */
import type { Json, JsonObject } from '../../../lib/units';
import { invalidExecutionInput, validationException } from '../errors';
import { flag, integer, oneOf, readInput, requiredText, structure, text } from '../input';
import { exceedsDataLimit, isObject, MAX_DATA_BYTES, nestsTooDeep } from '../json';
import { definitionText, roleArnText } from '../operations/create-state-machine';

export type InspectionLevel = 'INFO' | 'DEBUG' | 'TRACE';
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

export type Mock =
  | { readonly kind: 'result'; readonly result: Json; readonly mode: FieldValidationMode }
  | { readonly kind: 'error'; readonly error: string; readonly cause: string | null };

export interface StateConfiguration {
  readonly retrierRetryCount: number | undefined;
  readonly errorCausedByState: string | undefined;
  readonly mapIterationFailureCount: number | undefined;
  readonly mapItemReaderData: string | undefined;
}

export interface TestRequest {
  readonly definition: string;
  readonly stateName: string | undefined;
  readonly roleArn: string | undefined;
  readonly inputText: string;
  readonly input: Json;
  readonly level: InspectionLevel;
  readonly variables: JsonObject;
  readonly mock: Mock | undefined;
  /** In place of the context object that an execution would have. */
  readonly context: JsonObject | undefined;
  readonly configuration: StateConfiguration;
}

const DATA = { max: MAX_DATA_BYTES };
const COUNT = { min: 0, max: 2 ** 31 - 1 };

/** Throws `ValidationException` or `InvalidExecutionInput`. */
export function readTestRequest(input: JsonObject): TestRequest {
  const given = readInput(input, {
    definition: requiredText(definitionText),
    stateName: text({ min: 1, max: 80 }),
    roleArn: text(roleArnText),
    input: text(),
    inspectionLevel: oneOf(['INFO', 'DEBUG', 'TRACE']),
    // Only HTTP Tasks hold secrets, and these the model does not have.
    revealSecrets: flag,
    variables: text(DATA),
    mock: structure,
    context: text(DATA),
    stateConfiguration: structure,
  });
  const inputText = given.input ?? '{}';
  if (exceedsDataLimit(inputText)) {
    throw validationException(
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  const mock = given.mock === undefined ? undefined : mockOf(given.mock);
  if (given.context !== undefined && mock === undefined) {
    throw validationException("The field 'context' may only be specified if a mock is specified in the same request");
  }
  return {
    definition: given.definition,
    stateName: given.stateName,
    roleArn: given.roleArn,
    inputText,
    input: inputOf(inputText),
    level: given.inspectionLevel ?? 'INFO',
    variables: given.variables === undefined ? {} : objectOf(given.variables, 'variables'),
    mock,
    context: given.context === undefined ? undefined : objectOf(given.context, 'context'),
    configuration: configurationOf(given.stateConfiguration ?? {}),
  };
}

function inputOf(inputText: string): Json {
  if (nestsTooDeep(inputText)) throw invalidExecutionInput('the input is nested too deeply');
  try {
    return JSON.parse(inputText) as Json;
  } catch (error) {
    throw invalidExecutionInput(error instanceof Error ? error.message : String(error));
  }
}

function objectOf(content: string, field: string): JsonObject {
  const value = jsonOf(content, field);
  if (isObject(value)) return value;
  throw validationException(`The field '${field}' must be a JSON object`);
}

function jsonOf(content: string, field: string): Json {
  if (nestsTooDeep(content)) throw validationException(`The field '${field}' is nested too deeply`);
  try {
    return JSON.parse(content) as Json;
  } catch {
    throw validationException(`The field '${field}' must be valid JSON`);
  }
}

/** "A JSON object that contains a mocked result or errorOutput." */
function mockOf(mock: JsonObject): Mock {
  const given = readInput(mock, {
    result: text(DATA),
    errorOutput: structure,
    fieldValidationMode: oneOf(['STRICT', 'PRESENT', 'NONE']),
  });
  if ((given.result === undefined) === (given.errorOutput === undefined)) {
    throw validationException('A mock must contain exactly one of result and errorOutput');
  }
  if (given.errorOutput !== undefined) {
    const { error, cause } = readInput(given.errorOutput, { error: text({ max: 256 }), cause: text({ max: 32_768 }) });
    // "This field is required if mock.errorOutput is specified."
    if (error === undefined) throw validationException("The field 'error' is required in mock.errorOutput");
    return { kind: 'error', error, cause: cause ?? null };
  }
  return {
    kind: 'result',
    result: jsonOf(given.result ?? '', 'mock.result'),
    // "If no value is specified, the default value is STRICT."
    mode: given.fieldValidationMode ?? 'STRICT',
  };
}

const configurationOf = (configuration: JsonObject): StateConfiguration =>
  readInput(configuration, {
    retrierRetryCount: integer(COUNT),
    errorCausedByState: text({ min: 1, max: 80 }),
    mapIterationFailureCount: integer(COUNT),
    mapItemReaderData: text(DATA),
  });
