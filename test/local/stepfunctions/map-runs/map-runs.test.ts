/** Distributed Map states: what the execution's history says, and what became of the child executions. */
import type { MapState, StateMachineDefinition } from '../../../../lib/asl/language';
import type { Json, JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { seededEntropy } from '../../../../local/entropy';
import type { InvocationResult } from '../../../../local/lambda/invocation';
import { CLIENT } from '../../../../local/service';
import { createMemoryObjects } from '../../../../local/stepfunctions/objects/memory-objects';
import type { Objects } from '../../../../local/stepfunctions/objects/objects';
import { createStepFunctions } from '../../../../local/stepfunctions/step-functions';
import { MemoryStore } from '../../../../local/store/memory';
import { failing, HOME, type RunFunction, returning } from '../scene';

const DOUBLE = {
  StartAt: 'Double',
  States: {
    Double: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'double', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      End: true,
    },
  },
} as const;

const aMap = (
  more: Partial<MapState> = {},
  executionType: 'STANDARD' | 'EXPRESS' = 'STANDARD',
): StateMachineDefinition => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Label: 'Each',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType }, ...DOUBLE },
      End: true,
      ...more,
    },
  },
});

const double: RunFunction = async ({ payload }) => {
  const number: unknown = JSON.parse(payload);
  return typeof number === 'number' ? returning(number * 2) : failing('NotANumber');
};

function aStage(runFunction: RunFunction = double, store = new MemoryStore()) {
  const clock = new VirtualClock();
  const objects: Objects = createMemoryObjects(clock);
  const sfn = createStepFunctions({ ...HOME, store, clock, entropy: seededEntropy(1), runFunction, objects });
  const call = (operation: string, input: JsonObject) => sfn.call(operation, input, CLIENT);
  return {
    store,
    objects,
    sfn,
    call,
    start: async (definition: StateMachineDefinition, input: Json) => {
      const machine = { name: 'Machine', roleArn: 'arn:aws:iam::000000000000:role/machine' };
      const created = await call('CreateStateMachine', { ...machine, definition: JSON.stringify(definition) });
      const started = await call('StartExecution', { ...created, name: 'run', input: JSON.stringify(input) });
      return String(started.executionArn);
    },
    typesOf: async (executionArn: string) => {
      const { events } = await call('GetExecutionHistory', { executionArn, maxResults: 1000 });
      return (events as readonly { readonly type: string }[]).map(({ type }) => type);
    },
  };
}

const outputOf = (settled: { readonly output?: string }): Json => JSON.parse(settled.output ?? 'null');

test('every item is the input of an execution of its own, and the results keep the order of the items', async () => {
  const { start, sfn, typesOf } = aStage();

  const executionArn = await start(aMap(), [1, 2, 3]);

  expect(outputOf(await sfn.settled(executionArn))).toEqual([2, 4, 6]);
  expect(await typesOf(executionArn)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
});

test('a child execution can be described, with a history of its own', async () => {
  const { start, sfn, call, typesOf } = aStage();
  const executionArn = await start(aMap({ ResultWriter: { WriterConfig: { Transformation: 'NONE' } } }), [21]);

  const [child] = outputOf(await sfn.settled(executionArn)) as readonly JsonObject[];

  const childArn = String(child?.ExecutionArn);
  expect(childArn).toMatch(/^arn:aws:states:us-east-1:000000000000:execution:Machine\/Each:[0-9a-f-]{36}$/);
  expect(child).toMatchObject({ Input: '21', Output: '42', Status: 'SUCCEEDED', RedriveStatus: 'NOT_REDRIVABLE' });
  expect(await call('DescribeExecution', { executionArn: childArn })).toMatchObject({ input: '21', output: '42' });
  expect((await typesOf(childArn)).slice(0, 2)).toEqual(['ExecutionStarted', 'TaskStateEntered']);
});

test('one failed child fails the run where no failure is tolerated', async () => {
  const { start, sfn, typesOf } = aStage();

  const executionArn = await start(aMap(), [1, 'two', 3]);

  const settled = await sfn.settled(executionArn);
  expect(settled).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  expect((await typesOf(executionArn)).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
});

test.each<[string, Partial<MapState>, Json, string]>([
  ['a count that is reached', { ToleratedFailureCount: 1 }, [1, 'x', 2], 'SUCCEEDED'],
  ['a count that is exceeded', { ToleratedFailureCount: 1 }, [1, 'x', 'y', 2], 'FAILED'],
  ['a percentage that is reached', { ToleratedFailurePercentage: 50 }, [1, 'x'], 'SUCCEEDED'],
  ['a percentage that is exceeded', { ToleratedFailurePercentage: 49 }, [1, 'x'], 'FAILED'],
  ['one of both that is exceeded', { ToleratedFailurePercentage: 100, ToleratedFailureCount: 0 }, ['x'], 'FAILED'],
])('tolerates failures up to %s', async (_name, limits, items, status) => {
  const { start, sfn } = aStage();

  const executionArn = await start(aMap(limits), items);

  expect((await sfn.settled(executionArn)).status).toBe(status);
});

test('no more children run at once than MaxConcurrency says', async () => {
  let running = 0;
  let most = 0;
  const counting: RunFunction = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return returning(null);
  };
  const { start, sfn } = aStage(counting);

  await sfn.settled(await start(aMap({ MaxConcurrency: 2 }), [1, 2, 3, 4, 5, 6]));

  expect(most).toBe(2);
});

test('batches hold so many items, beside what every batch is given', async () => {
  const seen: Json[] = [];
  const { start, sfn } = aStage(async ({ payload }) => {
    seen.push(JSON.parse(payload));
    return returning(null);
  });
  const batcher = { MaxItemsPerBatch: 2, BatchInput: { 'from.$': '$.name' } };

  await sfn.settled(
    await start(aMap({ ItemsPath: '$.items', ItemBatcher: batcher, MaxConcurrency: 1 }), {
      name: 'n',
      items: [1, 2, 3],
    }),
  );

  expect(seen).toEqual([
    { BatchInput: { from: 'n' }, Items: [1, 2] },
    { BatchInput: { from: 'n' }, Items: [3] },
  ]);
});

test('a batch ends before it has more bytes than it may', async () => {
  const seen: Json[] = [];
  const { start, sfn } = aStage(async ({ payload }) => {
    seen.push((JSON.parse(payload) as { readonly Items: Json }).Items);
    return returning(null);
  });
  const batcher = { MaxInputBytesPerBatch: 30 };

  await sfn.settled(await start(aMap({ ItemBatcher: batcher, MaxConcurrency: 1 }), ['aaaaaaaa', 'bbbbbbbb', 'c']));

  expect(seen).toEqual([['aaaaaaaa'], ['bbbbbbbb', 'c']]);
});

test.each<[string, string, JsonObject, Json]>([
  ['a JSON array', '[{"n":1},{"n":2}]', { InputType: 'JSON' }, [{ n: 1 }, { n: 2 }]],
  ['a part of a JSON document', '{"a":{"b":[1]}}', { InputType: 'JSON', ItemsPointer: '/a/b' }, [1]],
  ['JSON lines', '{"n":1}\n\n{"n":2}\n', { InputType: 'JSONL' }, [{ n: 1 }, { n: 2 }]],
  [
    'CSV under the headers of its first row',
    'id,say\n1,"a, ""b"""\r\n2,\n',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    [
      { id: '1', say: 'a, "b"' },
      { id: '2', say: '' },
    ],
  ],
  [
    'CSV under given headers, with another delimiter',
    '1;x\n2;y\n',
    { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['id', 'v'], CSVDelimiter: 'SEMICOLON' },
    [
      { id: '1', v: 'x' },
      { id: '2', v: 'y' },
    ],
  ],
  ['no more than MaxItems', '[1,2,3]', { InputType: 'JSON', MaxItems: 2 }, [1, 2]],
])('items are read from %s', async (_name, body, config, expected) => {
  const seen: Json[] = [];
  const { start, sfn, objects } = aStage(async ({ payload }) => {
    seen.push(JSON.parse(payload));
    return returning(null);
  });
  await objects.put('bucket', 'items', body);
  const reader = {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: config,
    Parameters: { Bucket: 'bucket', 'Key.$': '$' },
  };

  const settled = await sfn.settled(await start(aMap({ ItemReader: reader, MaxConcurrency: 1 }), 'items'));

  expect(settled.status).toBe('SUCCEEDED');
  expect(seen).toEqual(expected);
});

test('the objects of a bucket are items', async () => {
  const seen: JsonObject[] = [];
  const { start, sfn, objects } = aStage(async ({ payload }) => {
    seen.push(JSON.parse(payload) as JsonObject);
    return returning(null);
  });
  for (const key of ['in/b', 'in/a', 'out/c']) await objects.put('bucket', key, key);
  const reader = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'bucket', Prefix: 'in/' } };

  await sfn.settled(await start(aMap({ ItemReader: reader, MaxConcurrency: 1 }), {}));

  expect(seen.map(({ Key, Size }) => [Key, Size])).toEqual([
    ['in/a', 4],
    ['in/b', 4],
  ]);
});

test('a reader that finds nothing fails the state with States.ItemReaderFailed', async () => {
  const { start, sfn } = aStage();
  const reader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'no', Key: 'where' } };

  const settled = await sfn.settled(await start(aMap({ ItemReader: reader }), {}));

  expect(settled).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
});

test('results are written with a manifest that lists them by status', async () => {
  const { start, sfn, objects } = aStage();
  const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'results', Prefix: 'jobs' } };

  const settled = await sfn.settled(await start(aMap({ ResultWriter: writer, ToleratedFailureCount: 1 }), [1, 'x']));

  const { MapRunArn, ResultWriterDetails } = outputOf(settled) as {
    MapRunArn: string;
    ResultWriterDetails: JsonObject;
  };
  const run = MapRunArn.split(':').at(-1);
  expect(ResultWriterDetails).toEqual({ Bucket: 'results', Key: `jobs/${run}/manifest.json` });
  const read = async (key: string) => JSON.parse(String(await objects.get('results', key)));
  const manifest = await read(String(ResultWriterDetails.Key));
  expect(manifest).toMatchObject({ DestinationBucket: 'results', MapRunArn, ResultFiles: { PENDING: [] } });
  expect(await read(manifest.ResultFiles.SUCCEEDED[0].Key)).toMatchObject([{ Input: '1', Output: '2' }]);
  expect(await read(manifest.ResultFiles.FAILED[0].Key)).toMatchObject([{ Input: '"x"', Error: 'NotANumber' }]);
});

test('variables of the machine are not seen by child executions', async () => {
  const { start, sfn } = aStage();
  const definition: StateMachineDefinition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Each' },
      Each: {
        Type: 'Map',
        Items: '{% [$outer] %}',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Look',
          States: { Look: { Type: 'Pass', Output: '{% $exists($outer) %}', End: true } },
        },
        End: true,
      },
    },
  };

  expect(outputOf(await sfn.settled(await start(definition, {})))).toEqual([false]);
});

test('an execution that is stopped stops the children of its run', async () => {
  const release: ((result: InvocationResult) => void)[] = [];
  const { start, sfn, call } = aStage(() => new Promise((resolve) => release.push(resolve)));
  const executionArn = await start(aMap(), [1]);
  const ended: string[] = [];
  sfn.subscribe(
    ({ executionArn: arn, status }) => void (status === 'RUNNING' || ended.push(`${arn.split(':')[6]} ${status}`)),
  );
  while (release.length === 0) await new Promise((resolve) => setImmediate(resolve));

  await call('StopExecution', { executionArn });

  while (ended.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toEqual(['Machine ABORTED', 'Machine/Each ABORTED']);
});

test('a run goes on where it was when its store is opened again', async () => {
  const store = new MemoryStore();
  const started: string[] = [];
  const hanging = aStage(({ payload }) => {
    started.push(payload);
    return payload === '1' ? Promise.resolve(returning('before')) : new Promise(() => undefined);
  }, store);
  const executionArn = await hanging.start(aMap({ MaxConcurrency: 1 }), [1, 2, 3]);
  while (started.length < 2) await new Promise((resolve) => setImmediate(resolve));
  hanging.sfn.close();

  const again = aStage(async () => returning('after'), store);

  expect(outputOf(await again.sfn.settled(executionArn))).toEqual(['before', 'after', 'after']);
});
