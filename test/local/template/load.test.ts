import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../lib/units';
import type { LambdaFunction } from '../../../local/lambda/function';
import { AwsError, type Service, type ServiceName } from '../../../local/service';
import { readAssembly, readStack } from '../../../local/template/assembly';
import { loadStacks } from '../../../local/template/load';
import { physicalName } from '../../../local/template/names';
import type { Stack, Template } from '../../../local/template/template';

/** Keeps what it is told, by name; describes it again. */
class Keeper implements Service {
  readonly calls: [string, JsonObject][] = [];
  private readonly kept = new Map<string, JsonObject>();
  constructor(
    readonly name: ServiceName,
    private readonly absent: string,
  ) {}

  async call(operation: string, input: JsonObject): Promise<JsonObject> {
    if (!operation.startsWith('Describe')) this.calls.push([operation, input]);
    const arn = String(
      input.stateMachineArn ?? `arn:aws:states:eu-west-1:000000000000:stateMachine:${String(input.name)}`,
    );
    const key = this.name === 'dynamodb' ? String(input.TableName) : arn;
    if (operation.startsWith('Create') || operation.startsWith('Update')) {
      this.kept.set(key, { ...this.kept.get(key), ...input });
    }
    const found = this.kept.get(key);
    if (found === undefined) throw new AwsError(this.absent, 'absent');
    if (operation === 'DescribeTimeToLive') return { TimeToLiveDescription: { AttributeName: 'none yet' } };
    return this.name === 'dynamodb'
      ? { Table: { ...found, TableArn: `arn:table/${key}`, LatestStreamArn: `stream of ${key}` } }
      : found;
  }
}

const aModel = () => ({
  dynamodb: new Keeper('dynamodb', 'ResourceNotFoundException'),
  stepfunctions: new Keeper('stepfunctions', 'StateMachineDoesNotExist'),
});

const aStack = (template: Template, name = 'Shop'): Stack => ({ name, template, folder: __dirname, parameters: {} });

async function load(stacks: readonly Stack[], model = aModel()) {
  const functions: LambdaFunction[] = [];
  const waiting: (() => Promise<void>)[] = [];
  const result = await loadStacks(stacks, {
    ...model,
    region: 'eu-west-1',
    account: '000000000000',
    projectRoot: join(__dirname, '../fixtures'),
    events: new Keeper('events', 'ResourceNotFoundException'),
    sqs: new Keeper('sqs', 'QueueDoesNotExist'),
    cloudwatch: new Keeper('cloudwatch', 'ResourceNotFound'),
    logs: new Keeper('logs', 'ResourceNotFoundException'),
    sns: new Keeper('sns', 'NotFoundException'),
    lambda: { name: 'lambda', call: async () => ({}), eventSources: { declare: async () => undefined } },
    addFunction: (fn) => functions.push(fn),
    hasFunction: (name) => functions.some((fn) => fn.name === name || fn.arn === name),
    whenDeployed: (work) => waiting.push(work),
  });
  for (const work of waiting) await work();
  return { ...result, functions, ...model };
}

/** CloudFormation's `${…}`, which the linter takes for a forgotten template string. */
const sub = (text: string) => text.replaceAll('#{', '${');

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  },
};
const FUNCTION = {
  Type: 'AWS::Lambda::Function',
  Metadata: { 'backstep:entry': 'handlers.ts', 'aws:cdk:path': 'Shop/Create/Resource' },
  Properties: {
    Handler: 'index.put',
    Runtime: 'nodejs24.x',
    Timeout: '7',
    Environment: { Variables: { TABLE_NAME: { Ref: 'Orders' }, STREAM: { 'Fn::GetAtt': ['Orders', 'StreamArn'] } } },
  },
};
const MACHINE = {
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    DefinitionString: {
      'Fn::Join': [
        '',
        ['{"Resource":"', { 'Fn::GetAtt': ['Create', 'Arn'] }, sub('","Note":"#{Note}","Kept":"#{Kept}"}')],
      ],
    },
    DefinitionSubstitutions: { Note: 'a "quoted" one' },
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
};

test('loads a table, a function and a machine in the order of their references', async () => {
  const { functions, dynamodb, stepfunctions, outputs, notModelled } = await load([
    aStack({
      Resources: { Saga: MACHINE, Create: FUNCTION, Role: { Type: 'AWS::IAM::Role' }, Orders: TABLE },
      Outputs: { Machine: { Value: { Ref: 'Saga' } }, Table: { Value: { 'Fn::Sub': sub('#{Orders}!') } } },
    }),
  ]);

  expect(dynamodb.calls).toEqual([
    [
      'CreateTable',
      expect.objectContaining({
        TableName: 'Shop-Orders',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    ],
    [
      'UpdateTimeToLive',
      { TableName: 'Shop-Orders', TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } },
    ],
  ]);
  expect(functions).toEqual([
    expect.objectContaining({
      name: 'Shop-Create',
      arn: 'arn:aws:lambda:eu-west-1:000000000000:function:Shop-Create',
      code: { kind: 'file', path: join(__dirname, '../fixtures/handlers.ts') },
      handler: 'index.put',
      timeoutSeconds: 7,
      memoryMegabytes: 128,
      environment: { TABLE_NAME: 'Shop-Orders', STREAM: 'stream of Shop-Orders' },
    }),
  ]);
  const [operation, input] = stepfunctions.calls[0] ?? ['', {}];
  expect([operation, input.name, input.type, input.roleArn]).toEqual([
    'CreateStateMachine',
    'Shop-Saga',
    'STANDARD',
    'arn:aws:iam::000000000000:role/Shop-Role',
  ]);
  expect(JSON.parse(String(input.definition))).toEqual({
    Resource: 'arn:aws:lambda:eu-west-1:000000000000:function:Shop-Create',
    Note: 'a "quoted" one',
    Kept: sub('#{Kept}'),
  });
  expect(outputs).toEqual({
    Shop: { Machine: 'arn:aws:states:eu-west-1:000000000000:stateMachine:Shop-Saga', Table: 'Shop-Orders!' },
  });
  expect(notModelled).toEqual([]);
});

test('says what is not modelled, and still resolves what refers to it', async () => {
  const { notModelled, outputs, resources } = await load([
    aStack({
      Resources: {
        Alarms: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true } },
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead.fifo', FifoQueue: true } },
        Helper: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13', Handler: 'a.b' } },
      },
      Outputs: { Topic: { Value: { Ref: 'Alarms' } }, Queue: { Value: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
    }),
  ]);

  expect(notModelled.map(({ type, logicalId }) => [type, logicalId])).toEqual([
    ['AWS::SNS::Topic', 'Alarms'],
    ['AWS::SQS::Queue', 'Dead'],
    ['AWS::Lambda::Function', 'Helper'],
  ]);
  expect(notModelled[2]?.reason).toContain('python3.13');
  expect(outputs.Shop).toEqual({
    Topic: 'arn:aws:sns:eu-west-1:000000000000:Shop-Alarms',
    Queue: 'arn:aws:sqs:eu-west-1:000000000000:dead.fifo',
  });
  expect(resources).toHaveLength(3);
});

test('takes from a function what it reserves, and where its failed events go', async () => {
  const deadLetters = (TargetArn: string) => ({
    ...FUNCTION,
    Properties: { ...FUNCTION.Properties, ReservedConcurrentExecutions: '5', DeadLetterConfig: { TargetArn } },
  });

  const { functions } = await load([
    aStack({
      Resources: { Role: { Type: 'AWS::IAM::Role' }, Orders: TABLE, Create: deadLetters('arn:aws:sqs:::dead') },
    }),
  ]);

  expect(functions).toEqual([
    expect.objectContaining({ reservedConcurrency: 5, deadLetterQueueArn: 'arn:aws:sqs:::dead' }),
  ]);
  await expect(
    load([
      aStack({
        Resources: { Role: { Type: 'AWS::IAM::Role' }, Orders: TABLE, Create: deadLetters('arn:aws:sns:::t') },
      }),
    ]),
  ).rejects.toThrow('Shop › Create › DeadLetterConfig: names arn:aws:sns:::t; the local model takes SQS queues');
});

test('a machine logs as the template says, and is updated when that changes', async () => {
  const model = aModel();
  const logging = (Level: string) => ({
    Level,
    IncludeExecutionData: true,
    Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Lines', 'Arn'] } } }],
  });
  const saga = (Level: string) => ({
    ...MACHINE,
    Properties: { DefinitionString: '{}', RoleArn: 'arn', LoggingConfiguration: logging(Level) },
  });
  const loadAt = (Level: string) =>
    load([aStack({ Resources: { Saga: saga(Level), Lines: { Type: 'AWS::Logs::LogGroup' } } })], model);

  for (const level of ['ERROR', 'ERROR', 'ALL']) await loadAt(level);

  const loggingConfiguration = {
    level: 'ERROR',
    includeExecutionData: true,
    destinations: [
      { cloudWatchLogsLogGroup: { logGroupArn: expect.stringMatching(/^arn:aws:logs:.*:log-group:.*:\*$/) } },
    ],
  };
  expect(model.stepfunctions.calls).toEqual([
    ['CreateStateMachine', expect.objectContaining({ loggingConfiguration })],
    [
      'UpdateStateMachine',
      expect.objectContaining({ loggingConfiguration: { ...loggingConfiguration, level: 'ALL' } }),
    ],
  ]);
});

test('keeps the tables of an earlier start and updates a machine that changed', async () => {
  const model = aModel();
  const resources = { Orders: TABLE, Create: FUNCTION, Role: { Type: 'AWS::IAM::Role' }, Saga: MACHINE };
  await load([aStack({ Resources: resources })], model);
  const before = [...model.dynamodb.calls];

  await load([aStack({ Resources: resources })], model);
  expect(model.stepfunctions.calls.map(([operation]) => operation)).toEqual(['CreateStateMachine']);
  const changed = { ...MACHINE, Properties: { ...MACHINE.Properties, DefinitionString: '{}' } };
  await load([aStack({ Resources: { ...resources, Saga: changed } })], model);

  expect(model.dynamodb.calls.filter(([operation]) => operation === 'CreateTable')).toEqual(before.slice(0, 1));
  expect(model.stepfunctions.calls.map(([operation]) => operation)).toEqual([
    'CreateStateMachine',
    'UpdateStateMachine',
  ]);
});

test('refuses a table whose keys differ from the stored ones', async () => {
  const model = aModel();
  await load([aStack({ Resources: { Orders: TABLE } })], model);
  const other = {
    ...TABLE,
    Properties: { ...TABLE.Properties, AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }] },
  };

  await expect(load([aStack({ Resources: { Orders: other } })], model)).rejects.toThrow(
    'Shop › Orders › KeySchema: asks for pk (N, HASH) but the data folder holds the table with pk (S, HASH)',
  );
});

test('takes parameters from their defaults, conditions, and exports of an earlier stack', async () => {
  const first = aStack(
    {
      Parameters: {
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
        Stage: { Type: 'String', Default: 'dev' },
      },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: { Only: { Type: 'AWS::SNS::Topic', Condition: 'IsProd' }, Group: { Type: 'AWS::Logs::LogGroup' } },
      Outputs: {
        Group: { Value: { Ref: 'Group' }, Export: { Name: 'group' } },
        Gone: { Value: '1', Condition: 'IsProd' },
      },
    },
    'A',
  );
  const second = aStack({ Outputs: { Imported: { Value: { 'Fn::ImportValue': 'group' } } } }, 'B');

  const { outputs, resources } = await load([first, second]);

  expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Group']);
  expect(outputs).toEqual({ A: { Group: 'A-Group' }, B: { Imported: 'A-Group' } });
});

test('loads a nested stack where it stands, with parameters in and outputs out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-nested-'));
  const nested: Template = {
    Parameters: { Stage: { Type: 'String' } },
    Resources: { Group: { Type: 'AWS::Logs::LogGroup' } },
    Outputs: { Name: { Value: { 'Fn::Sub': sub('#{Group} in #{Stage}') } } },
  };
  writeFileSync(join(folder, 'nested.json'), JSON.stringify(nested));
  const outer = aStack({
    Resources: {
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Metadata: { 'aws:asset:path': 'nested.json' },
        Properties: { Parameters: { Stage: { Ref: 'AWS::Region' } } },
      },
    },
    Outputs: { Told: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Name'] } } },
  });
  const later = aStack(
    { Outputs: { Weak: { Value: { 'Fn::GetStackOutput': { StackName: 'Shop', OutputName: 'Told' } } } } },
    'Later',
  );

  const { outputs, resources } = await load([{ ...outer, folder }, later]);

  expect(outputs.Shop).toEqual({ Told: 'Shop-Inner-Group in eu-west-1' });
  expect(outputs.Later).toEqual({ Weak: 'Shop-Inner-Group in eu-west-1' });
  expect(resources.map(({ stack, logicalId }) => `${stack}/${logicalId}`)).toEqual(['Shop-Inner/Group', 'Shop/Inner']);
  rmSync(folder, { recursive: true });
});

const topic = (properties: JsonObject) => ({ Type: 'AWS::SNS::Topic', Properties: properties });
test.each<[string, Template, string]>([
  [
    'a circle',
    { Resources: { A: topic({ X: { Ref: 'B' } }), B: topic({ X: { 'Fn::GetAtt': ['A', 'Arn'] } }) } },
    'Shop › A: depends on itself (A → B → A)',
  ],
  [
    'a name that nothing has',
    { Resources: { A: topic({ Display: { Ref: 'Nobody' } }) } },
    'Shop › A › Display: nothing is named Nobody',
  ],
  [
    'a parameter without a value',
    { Parameters: { Stage: { Type: 'String' } } },
    'Shop › Parameters.Stage: has no default; give it a value',
  ],
  [
    'a missing entry file',
    {
      Resources: {
        F: { ...FUNCTION, Metadata: { 'backstep:entry': 'gone.ts' }, Properties: { Runtime: 'nodejs24.x' } },
      },
    },
    'Shop › F › Metadata.backstep:entry: names gone.ts',
  ],
  [
    'an import that nobody exports',
    { Outputs: { A: { Value: { 'Fn::ImportValue': 'x' } } } },
    'Shop › Outputs.A › Value: no stack before this one exports x',
  ],
])('refuses %s in one sentence', async (_title, template, message) => {
  await expect(load([aStack(template)])).rejects.toMatchObject({
    name: 'TemplateError',
    message: expect.stringContaining(message),
  });
});

test('reads the stacks of a cloud assembly, each after those it depends on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-assembly-'));
  const artifact = (file: string, ...dependencies: string[]) => ({
    type: 'aws:cloudformation:stack',
    properties: { templateFile: file },
    dependencies,
  });
  const write = (file: string, content: Json) => writeFileSync(join(folder, file), JSON.stringify(content));
  write('manifest.json', {
    artifacts: {
      Late: artifact('late.json', 'Early', 'Late.assets'),
      Early: artifact('early.json'),
      Tree: { type: 'cdk:tree' },
    },
  });
  write('late.json', { Outputs: { Which: { Value: 'late' } } });
  write('early.json', {});

  const stacks = readAssembly(folder);

  expect(stacks.map(({ name }) => name)).toEqual(['Early', 'Late']);
  expect(readStack(join(folder, 'late.json')).template).toEqual(stacks[1]?.template);
  expect(() => readAssembly(join(folder, 'absent'))).toThrow('run cdk synth first');
  rmSync(folder, { recursive: true });
});

test('keeps physical names within the limits, and apart', () => {
  const long = (last: string) => physicalName('AWS::Lambda::Function', 'Shop', 'x'.repeat(80) + last);

  expect(physicalName('AWS::Lambda::Function', 'Shop', 'x'.repeat(59))).toBe(`Shop-${'x'.repeat(59)}`);
  expect(long('a')).toHaveLength(64);
  expect(long('a')).not.toBe(long('b'));
});
