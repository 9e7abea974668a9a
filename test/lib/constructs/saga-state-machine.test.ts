import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogLevel, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { generateStateMachine } from '../../../lib/asl/generate';
import { SagaStateMachine, type SagaStateMachineProps } from '../../../lib/constructs/saga-state-machine';
import { saga } from '../../../lib/saga/builder';
import { allowed, resources } from './iam';

const MACHINE = 'AWS::StepFunctions::StateMachine';
const anySchema = { parse: (value: unknown) => value as null };
const trip = saga('Trip', { input: anySchema })
  .compensatable('BookHotel', { compensation: 'CancelHotel' })
  .retriable('SendTickets')
  .build();
type Trip = typeof trip;

interface MachineProperties {
  readonly DefinitionString: string;
  readonly DefinitionSubstitutions: { readonly [name: string]: unknown };
  readonly RoleArn: unknown;
  readonly LoggingConfiguration: unknown;
}

function aStack() {
  return new Stack(new App(), 'Trips');
}

function aLambda(stack: Stack, id: string, seconds = 10): IFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    timeout: Duration.seconds(seconds),
  });
}

function functionsOf(stack: Stack) {
  return {
    BookHotel: aLambda(stack, 'BookHotel'),
    CancelHotel: aLambda(stack, 'CancelHotel'),
    SendTickets: aLambda(stack, 'SendTickets'),
  };
}

function aMachine(props: Partial<SagaStateMachineProps<Trip>> = {}) {
  const stack = aStack();
  const functions = functionsOf(stack);
  aLambda(stack, 'Stranger');
  const machine = new SagaStateMachine(stack, 'Saga', { definition: trip, functions, ...props });
  const template = Template.fromStack(stack);
  const [resource] = resources<MachineProperties>(template, MACHINE).values();
  if (resource === undefined) throw new Error('the template has no state machine');
  return { stack, functions, machine, template, properties: resource.Properties };
}

const synthOf = (stack: Stack) => () => Template.fromStack(stack);

test('the template holds the machine that is generated from the definition', () => {
  const { properties } = aMachine();

  expect(JSON.parse(properties.DefinitionString)).toEqual(generateStateMachine(trip, { recorded: false }));
});

test('each function name in the definition stands for the exact ARN of its function', () => {
  const { stack, functions, properties } = aMachine();

  expect(properties.DefinitionSubstitutions).toEqual({
    BookHotel: stack.resolve(functions.BookHotel.functionArn),
    CancelHotel: stack.resolve(functions.CancelHotel.functionArn),
    SendTickets: stack.resolve(functions.SendTickets.functionArn),
  });
});

test('a machine that records how its saga turns round may also invoke the function that it tells', () => {
  const stack = aStack();
  const functions = functionsOf(stack);
  const recordSaga = aLambda(stack, 'RecordSaga');
  new SagaStateMachine(stack, 'Saga', { definition: trip, functions, recordSaga });
  const template = Template.fromStack(stack);
  const [resource] = resources<MachineProperties>(template, MACHINE).values();
  if (resource === undefined) throw new Error('the template has no state machine');

  const { DefinitionString, DefinitionSubstitutions, RoleArn } = resource.Properties;
  expect(JSON.parse(DefinitionString)).toEqual(generateStateMachine(trip));
  expect(DefinitionSubstitutions).toHaveProperty('RecordSaga', stack.resolve(recordSaga.functionArn));
  expect(allowed(template, RoleArn, 'lambda')).toContain(
    `lambda:InvokeFunction ${JSON.stringify(stack.resolve(recordSaga.functionArn))}`,
  );
});

test('a machine that cannot turn round tells nobody', () => {
  const stack = aStack();
  const mail = saga('Mail', { input: anySchema }).retriable('Send').build();
  new SagaStateMachine(stack, 'Saga', {
    definition: mail,
    functions: { Send: aLambda(stack, 'Send') },
    recordSaga: aLambda(stack, 'RecordSaga'),
  });
  const [resource] = resources<MachineProperties>(Template.fromStack(stack), MACHINE).values();

  expect(Object.keys(resource?.Properties.DefinitionSubstitutions ?? {})).toEqual(['Send']);
});

test('the machine may invoke its functions, and no other version, alias or function', () => {
  const { stack, functions, template, properties } = aMachine();

  const expected = Object.values(functions)
    .map(({ functionArn }) => `lambda:InvokeFunction ${JSON.stringify(stack.resolve(functionArn))}`)
    .sort();
  expect(allowed(template, properties.RoleArn, 'lambda')).toEqual(expected);
});

test('only machines of the account may take the role', () => {
  const { template } = aMachine();

  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { Service: 'states.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    },
  });
});

test('the machine is a traced Standard workflow that logs every event without what customers sent', () => {
  const { template } = aMachine();

  template.hasResourceProperties(MACHINE, {
    StateMachineType: 'STANDARD',
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
  template.hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Delete',
    Properties: { LogGroupName: Match.stringLikeRegexp('^/aws/vendedlogs/states/Trips-Saga'), RetentionInDays: 30 },
  });
});

test('type, log level, retention and removal are the caller’s to choose', () => {
  const { template } = aMachine({
    type: StateMachineType.EXPRESS,
    logLevel: LogLevel.ERROR,
    logRetention: RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.RETAIN,
  });

  template.hasResourceProperties(MACHINE, {
    StateMachineType: 'EXPRESS',
    LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
  });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 365 } });
});

test('whoever is granted the start may start this machine and do nothing else', () => {
  const stack = aStack();
  const machine = new SagaStateMachine(stack, 'Saga', { definition: trip, functions: functionsOf(stack) });
  const door = new Role(stack, 'Door', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

  machine.grantStart(door);

  expect(allowed(Template.fromStack(stack), stack.resolve(door.roleArn), 'states')).toEqual([
    `states:StartExecution ${JSON.stringify(stack.resolve(machine.stateMachine.stateMachineArn))}`,
  ]);
});

test('metrics carry the names that Step Functions publishes', () => {
  const { machine } = aMachine();

  const metrics = [
    machine.metricSucceeded(),
    machine.metricFailed(),
    machine.metricTimedOut(),
    machine.metricAborted(),
    machine.metricThrottled(),
    machine.metricTime(),
  ];

  // Step Functions Developer Guide, "Monitoring Step Functions metrics using Amazon CloudWatch".
  expect(metrics.map(({ namespace, metricName }) => `${namespace} ${metricName}`)).toEqual([
    'AWS/States ExecutionsSucceeded',
    'AWS/States ExecutionsFailed',
    'AWS/States ExecutionsTimedOut',
    'AWS/States ExecutionsAborted',
    'AWS/States ExecutionThrottled',
    'AWS/States ExecutionTime',
  ]);
});

test('a missing function does not compile, and does not synthesise', () => {
  const stack = aStack();
  const { CancelHotel, ...functions } = functionsOf(stack);

  // @ts-expect-error CancelHotel is missing
  new SagaStateMachine(stack, 'Saga', { definition: trip, functions });

  expect(CancelHotel).toBeDefined();
  expect(synthOf(stack)).toThrow("saga 'Trip' calls 'CancelHotel'; add it to 'functions'");
});

test('a function that the saga does not call does not compile, and does not synthesise', () => {
  const stack = aStack();

  new SagaStateMachine(stack, 'Saga', {
    definition: trip,
    // @ts-expect-error the saga has no BookFlight
    functions: { ...functionsOf(stack), BookFlight: aLambda(stack, 'BookFlight') },
  });

  expect(synthOf(stack)).toThrow("saga 'Trip' calls no function 'BookFlight'; remove it from 'functions'");
});

test('a function may run as long as its state waits, and not a second longer', () => {
  const inTime = aStack();
  new SagaStateMachine(inTime, 'Saga', {
    definition: trip,
    functions: { ...functionsOf(inTime), SendTickets: aLambda(inTime, 'Slow', 10) },
  });
  const late = aStack();
  new SagaStateMachine(late, 'Saga', {
    definition: trip,
    functions: { ...functionsOf(late), SendTickets: aLambda(late, 'Slow', 11) },
  });

  expect(synthOf(inTime)).not.toThrow();
  expect(synthOf(late)).toThrow("function 'SendTickets' may run 11 s, but its state waits 10 s");
  const slowRecorder = aStack();
  const recordSaga = aLambda(slowRecorder, 'Recorder', 11);
  new SagaStateMachine(slowRecorder, 'Saga', { definition: trip, functions: functionsOf(slowRecorder), recordSaga });
  expect(synthOf(slowRecorder)).toThrow("function 'recordSaga' may run 11 s, but its states wait 10 s");
});
