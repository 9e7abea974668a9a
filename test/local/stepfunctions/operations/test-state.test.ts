/**
 * TestState: one state run alone, what is inspected of it, and what may be asked. Long, because it is one
 * operation with many inputs, asked in one way.
 */
import type { Json, JsonObject } from '../../../../lib/units';
import { aScene, failing, type RunFunction, returning } from '../scene';

interface Asked {
  readonly definition: JsonObject;
  readonly input?: Json;
  readonly [field: string]: Json | undefined;
}

function testing(runFunction?: RunFunction) {
  const { call } = aScene(runFunction);
  return async ({ definition, input, ...more }: Asked): Promise<JsonObject> => {
    const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
    const answer = await call('TestState', {
      definition: JSON.stringify(definition),
      ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      ...(given as JsonObject),
    });
    return answer;
  };
}

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' } as const;
const result = (value: Json, more: JsonObject = {}): JsonObject => ({ result: JSON.stringify(value), ...more });
const error = (name: string, cause = 'as told'): JsonObject => ({ errorOutput: { error: name, cause } });

describe('a state alone', () => {
  test('answers its output and where it leads', async () => {
    const answer = await testing()({ definition: { Type: 'Pass', Next: 'After' }, input: { a: 1 } });

    expect(answer).toEqual({ status: 'SUCCEEDED', output: '{"a":1}', nextState: 'After' });
  });

  test('leads where its first rule that holds says, or to its default', async () => {
    const definition = {
      Type: 'Choice',
      Choices: [{ Variable: '$.total', NumericGreaterThan: 10, Next: 'Large' }],
      Default: 'Small',
    };
    const test = testing();

    expect((await test({ definition, input: { total: 11 } })).nextState).toBe('Large');
    expect((await test({ definition, input: { total: 10 } })).nextState).toBe('Small');
  });

  test('fails with its error and cause', async () => {
    const answer = await testing()({ definition: { Type: 'Fail', Error: 'Sold', Cause: 'out' } });

    expect(answer).toEqual({ status: 'FAILED', error: 'Sold', cause: 'out' });
  });

  test('waits up to five minutes, without making time pass', async () => {
    const { call, clock } = aScene();
    const before = clock.now();
    const wait = (Seconds: number) =>
      call('TestState', { definition: JSON.stringify({ Type: 'Wait', Seconds, End: true }) });

    expect((await wait(300)).status).toBe('SUCCEEDED');
    expect(await wait(301)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(clock.now()).toBe(before);
  });

  test('asks the function where no mock is given', async () => {
    const test = testing(async ({ payload }) => returning({ got: JSON.parse(payload) as Json }));

    const answer = await test({
      definition: {
        ...invoke,
        Parameters: { FunctionName: 'work', 'Payload.$': '$.id' },
        OutputPath: '$.Payload',
        End: true,
      },
      input: { id: 7 },
    });

    expect(answer).toEqual({ status: 'SUCCEEDED', output: '{"got":7}' });
  });

  test('says where its own processing failed as an execution would', async () => {
    const answer = await testing()({ definition: { Type: 'Pass', InputPath: '$.missing', End: true }, input: {} });

    expect(answer).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(String(answer.cause)).toContain("while executing the state 'StateName' (entered at the event id #2). ");
  });

  test('may lead to itself, and to a state of any name', async () => {
    const answer = await testing()({ definition: { Type: 'Pass', Next: 'StateName' } });

    expect(answer.nextState).toBe('StateName');
  });
});

describe('a state of a machine', () => {
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Inner',
          States: { Inner: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } },
        },
        Next: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  };

  test('is found by its name, however deep, and speaks the machine’s language', async () => {
    const answer = await testing()({ definition: machine, stateName: 'Inner', input: 21 });

    expect(answer).toEqual({ status: 'SUCCEEDED', output: '42' });
  });

  test('must be there', async () => {
    await expect(testing()({ definition: machine, stateName: 'Other' })).rejects.toMatchObject({
      code: 'ValidationException',
      message: "The definition has no state 'Other'",
    });
  });
});

describe('a mocked result', () => {
  test('goes through the data flow, stage by stage', async () => {
    const answer = await testing()({
      definition: {
        ...invoke,
        InputPath: '$.order',
        Parameters: { FunctionName: 'work', 'Payload.$': '$.id' },
        ResultSelector: { 'paid.$': '$.Payload' },
        ResultPath: '$.result',
        OutputPath: '$.result',
        Next: 'After',
      },
      input: { order: { id: 7 } },
      mock: result({ Payload: true, StatusCode: 200 }),
      inspectionLevel: 'DEBUG',
    });

    expect(answer).toEqual({
      status: 'SUCCEEDED',
      output: '{"paid":true}',
      nextState: 'After',
      inspectionData: {
        input: '{"order":{"id":7}}',
        afterInputPath: '{"id":7}',
        afterParameters: '{"FunctionName":"work","Payload":7}',
        result: '{"Payload":true,"StatusCode":200}',
        afterResultSelector: '{"paid":true}',
        afterResultPath: '{"order":{"id":7},"result":{"paid":true}}',
      },
    });
  });

  test('stands for a Parallel state and a task with a token', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Fail', Error: 'never run' } } });
    const test = testing();

    const parallel = await test({
      definition: { Type: 'Parallel', Branches: [branch('A'), branch('B')], ResultPath: '$.both', End: true },
      mock: result([1, 2]),
    });
    const token = await test({
      definition: {
        ...invoke,
        Resource: `${invoke.Resource}.waitForTaskToken`,
        Parameters: { FunctionName: 'f' },
        End: true,
      },
      mock: result('told'),
    });

    expect(parallel.output).toBe('{"both":[1,2]}');
    expect(token.output).toBe('"told"');
  });

  test('sees the context object that is given', async () => {
    const answer = await testing()({
      definition: { ...invoke, Parameters: { FunctionName: 'f', 'Payload.$': '$$.Task.Token' }, End: true },
      context: JSON.stringify({ Task: { Token: 'abc' } }),
      mock: result({ Payload: 1, StatusCode: 200 }),
      inspectionLevel: 'TRACE',
    });

    expect(answer.inspectionData).toMatchObject({ afterParameters: '{"FunctionName":"f","Payload":"abc"}' });
  });

  test('of a Map state follows what its items are', async () => {
    const inspected = await testing()({
      definition: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemSelector: { 'at.$': '$$.Map.Item.Index', 'item.$': '$$.Map.Item.Value' },
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'all.$': '$.all' } },
        MaxConcurrencyPath: '$.most',
        ToleratedFailurePercentage: 50,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'I',
          States: { I: { Type: 'Pass', End: true } },
        },
        End: true,
      },
      input: { items: ['a', 'b', 'c'], most: 4, all: true },
      mock: result(['A', 'B', 'C']),
      inspectionLevel: 'DEBUG',
    });

    expect(inspected.inspectionData).toMatchObject({
      afterItemsPath: '["a","b","c"]',
      afterItemSelector: '[{"at":0,"item":"a"},{"at":1,"item":"b"},{"at":2,"item":"c"}]',
      afterItemBatcher:
        '[{"BatchInput":{"all":true},"Items":[{"at":0,"item":"a"},{"at":1,"item":"b"}]},{"BatchInput":{"all":true},"Items":[{"at":2,"item":"c"}]}]',
      toleratedFailurePercentage: 50,
      maxConcurrency: 4,
      afterResultPath: '["A","B","C"]',
    });
  });

  test('of a Map state takes what its reader read, to where the pointer points', async () => {
    const answer = await testing()({
      definition: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON', ItemsPointer: '/orders' },
          Parameters: { Bucket: 'b', Key: 'k' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'I',
          States: { I: { Type: 'Pass', End: true } },
        },
        End: true,
      },
      stateConfiguration: { mapItemReaderData: '{"orders":[1,2]}' },
      mock: result([1, 4]),
      inspectionLevel: 'DEBUG',
    });

    expect(answer.inspectionData).toMatchObject({ afterItemsPointer: '[1,2]', maxConcurrency: 0 });
  });
});

describe('a mocked result is held to the shape of the service’s answer', () => {
  const start = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:M' },
    End: true,
  };
  const arn = 'arn:aws:states:us-east-1:000000000000:execution:M:e';

  test.each<[string, JsonObject, string | undefined]>([
    ['STRICT', { ExecutionArn: arn, StartDate: '2026-01-01T00:00:00Z' }, undefined],
    ['STRICT', { ExecutionArn: arn }, 'StartDate is required'],
    ['PRESENT', { ExecutionArn: arn }, undefined],
    ['PRESENT', { StartDate: true }, 'StartDate must be a string'],
    ['NONE', { StartDate: true }, undefined],
  ])('%s: %j', async (fieldValidationMode, value, wrong) => {
    const tested = testing()({ definition: start, mock: result(value, { fieldValidationMode }) });

    if (wrong === undefined) expect((await tested).status).toBe('SUCCEEDED');
    else
      await expect(tested).rejects.toMatchObject({
        code: 'ValidationException',
        message: expect.stringContaining(wrong),
      });
  });

  test('STRICT is the default', async () => {
    await expect(testing()({ definition: start, mock: result({}) })).rejects.toThrow('ExecutionArn is required');
  });

  test('members are looked into', async () => {
    const definition = {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Parameters: { Entries: [] },
      End: true,
    };
    const tested = testing()({ definition, mock: result({ FailedEntryCount: 0, Entries: [{ EventId: 1 }] }) });

    await expect(tested).rejects.toThrow('Entries[0].EventId must be a string');
  });
});

describe('a mocked error', () => {
  const definition: JsonObject = {
    ...invoke,
    Retry: [
      { ErrorEquals: ['Other'], MaxAttempts: 9 },
      { ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 },
    ],
    Catch: [
      { ErrorEquals: ['Never'], Next: 'Nowhere' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failed', Next: 'Undo' },
    ],
    End: true,
  };

  test('is retried by the row that names it, after its backoff', async () => {
    const ask = (retrierRetryCount: number) =>
      testing()({
        definition,
        mock: error('Busy'),
        stateConfiguration: { retrierRetryCount },
        inspectionLevel: 'DEBUG',
      });

    expect(await ask(0)).toMatchObject({
      status: 'RETRIABLE',
      error: 'Busy',
      cause: 'as told',
      inspectionData: { errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds: 3 } },
    });
    expect(await ask(1)).toMatchObject({ inspectionData: { errorDetails: { retryBackoffIntervalSeconds: 6 } } });
  });

  test('is caught once the retries are used up', async () => {
    const answer = await testing()({
      definition,
      input: { id: 7 },
      mock: error('Busy'),
      stateConfiguration: { retrierRetryCount: 2 },
      inspectionLevel: 'DEBUG',
    });

    expect(answer).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'Busy',
      cause: 'as told',
      nextState: 'Undo',
      output: '{"id":7,"failed":{"Error":"Busy","Cause":"as told"}}',
      inspectionData: { errorDetails: { catchIndex: 1 } },
    });
  });

  test('fails a state that has no row for it', async () => {
    const answer = await testing()({ definition: { ...invoke, End: true }, mock: error('Busy') });

    expect(answer).toEqual({ status: 'FAILED', error: 'Busy', cause: 'as told' });
  });

  test('an error of the function itself is caught as well', async () => {
    const test = testing(async () => failing('Broken'));

    const answer = await test({
      definition: {
        ...invoke,
        Parameters: { FunctionName: 'f' },
        Catch: [{ ErrorEquals: ['Broken'], Next: 'Undo' }],
        End: true,
      },
    });

    expect(answer).toMatchObject({ status: 'CAUGHT_ERROR', error: 'Broken', nextState: 'Undo' });
  });

  test.each([
    [1, 'Broken'],
    [2, 'States.ExceedToleratedFailureThreshold'],
  ])('of a Map state with %d failed iterations of 1 tolerated is %s', async (mapIterationFailureCount, name) => {
    const answer = await testing()({
      definition: {
        Type: 'Map',
        ToleratedFailureCount: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'I',
          States: { I: { Type: 'Pass', End: true } },
        },
        End: true,
      },
      input: [1, 2, 3],
      mock: error('Broken'),
      stateConfiguration: { mapIterationFailureCount, errorCausedByState: 'I' },
    });

    expect(answer).toMatchObject({ status: 'FAILED', error: name });
  });
});

describe('variables', () => {
  test('are read by the state, and told with what it assigns', async () => {
    const answer = await testing()({
      definition: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Output: '{% $count + 1 %}',
        Assign: { name: 'x' },
        End: true,
      },
      variables: '{"count":1}',
      inspectionLevel: 'DEBUG',
    });

    expect(answer).toMatchObject({ output: '2', inspectionData: { variables: '{"count":1,"name":"x"}' } });
  });
});

describe('refuses', () => {
  const map = {
    Type: 'Map',
    ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
    End: true,
  };
  const task = { ...invoke, End: true };

  test.each<[string, Asked, string]>([
    ['a mock of a Pass state', { definition: { Type: 'Pass', End: true }, mock: result(1) }, 'not for a Pass state'],
    ['a Map state without a mock', { definition: map }, 'Map states only when a mock is specified'],
    [
      'a job without a mock',
      { definition: { ...task, Resource: 'arn:aws:states:::states:startExecution.sync' } },
      '.sync only when a mock is specified',
    ],
    [
      'two results',
      { definition: task, mock: { ...result(1), ...error('E') } },
      'exactly one of result and errorOutput',
    ],
    ['no result', { definition: task, mock: {} }, 'exactly one of result and errorOutput'],
    ['a result that is no JSON', { definition: task, mock: { result: '{' } }, "'mock.result' must be valid JSON"],
    ['an error without a name', { definition: task, mock: { errorOutput: {} } }, "'error' is required"],
    ['a context without a mock', { definition: task, context: '{}' }, "'context' may only be specified if a mock"],
    [
      'a context that is no object',
      { definition: task, mock: result({}), context: '[]' },
      "'context' must be a JSON object",
    ],
    ['variables that are no JSON', { definition: task, variables: '{' }, "'variables' must be valid JSON"],
    [
      'a count of failed iterations of a Task',
      { definition: task, mock: error('E'), stateConfiguration: { mapIterationFailureCount: 1 } },
      'may only be specified for Map states',
    ],
    [
      'more failed iterations than items',
      { definition: map, input: [1], mock: error('E'), stateConfiguration: { mapIterationFailureCount: 2 } },
      'is 2, more than the 1 items',
    ],
    [
      'an origin of the error that is not within',
      { definition: map, mock: error('E'), stateConfiguration: { errorCausedByState: 'Other' } },
      "names a state that is not there: 'Other'",
    ],
    [
      'a count of retries without a Retry',
      { definition: task, mock: error('E'), stateConfiguration: { retrierRetryCount: 1 } },
      'may only be specified for states with a Retry',
    ],
    [
      'data of a reader that is not there',
      { definition: map, mock: result([]), stateConfiguration: { mapItemReaderData: '[]' } },
      'may only be specified for Map states with an ItemReader',
    ],
  ])('%s', async (_what, asked, sentence) => {
    await expect(testing()(asked)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(sentence),
    });
  });

  test('a definition that is none, in the words of CreateStateMachine', async () => {
    const refused = testing()({ definition: { Type: 'Pass' } });

    await expect(refused).rejects.toMatchObject({
      code: 'InvalidDefinition',
      message: expect.stringMatching(/^Invalid State Machine Definition: '.* at \/States\/StateName.*'$/),
    });
  });

  test('an input that is no JSON', async () => {
    const { call } = aScene();
    const definition = JSON.stringify({ Type: 'Pass', End: true });

    await expect(call('TestState', { definition, input: '{' })).rejects.toMatchObject({
      code: 'InvalidExecutionInput',
    });
  });
});
